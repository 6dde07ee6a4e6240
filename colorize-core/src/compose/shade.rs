use rayon::prelude::*;

use crate::engine::{Frame, Paint};
use crate::network::colorizer::SHADE_RANGE;
use crate::sheet::PartColor;
use crate::{Bounds, Plane, Raster, RegionMap, Rgb};

/// How a region is shaded.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Shading {
    /// Not at all.
    None,
    /// By what the network multiplies it by.
    Network,
    /// Where the network darkens, towards this shadow, and where it lightens, towards this highlight; where one is
    /// missing, as the network has it.
    Toward { shadow: Option<Rgb>, highlight: Option<Rgb> },
}

/// A fixed shadow counts as at least so much darker than its colour, and a highlight as lighter: of 1.
const LEAST: f32 = 0.05;

impl From<PartColor> for Shading {
    fn from(color: PartColor) -> Self {
        match color {
            PartColor { shadow: None, highlight: None, .. } => Self::Network,
            PartColor { shadow, highlight, .. } => Self::Toward { shadow, highlight },
        }
    }
}

impl Shading {
    /// The pixel of a layer in normal mode that mixes the fixed shadow or highlight into `flat`, wholly where the
    /// network makes it as dark or light as that; `None` if there is none to go to.
    fn fixed(self, flat: [u8; 3], factor: [f32; 3]) -> Option<[u8; 4]> {
        let Self::Toward { shadow, highlight } = self else { return None };
        let change = factor.iter().sum::<f32>() / 3.0 - 1.0;
        let toward = if change < 0.0 { shadow } else { highlight }?;
        let own = luma(flat.map(|v| f32::from(v) / 255.0)).max(1.0 / 255.0);
        let whole = (luma(toward.to_unit()) / own - 1.0) * change.signum();
        let share = (change.abs() / whole.max(LEAST)).clamp(0.0, 1.0);
        let alpha = (share * 255.0).round() as u8;
        Some(if alpha == 0 { [0; 4] } else { toward.with_alpha(alpha) })
    }
}

/// What the network multiplies the flats by, and whose each of its values is.
///
/// Each pixel blends the nine nearest values of the network that lie in its own region, so no shade
/// crosses a line at any resolution; where none does it takes its region's mean.
#[derive(Clone)]
pub(crate) struct ShadeMap {
    owners: Plane<u32>,
    factors: Plane<[f32; 3]>,
    /// By id - 1.
    means: Vec<[f32; 3]>,
    frame: Frame,
}

impl ShadeMap {
    /// `frame` tells where the pixels of `paint` lie.
    pub(crate) fn new(regions: &RegionMap, paint: &Paint, frame: Frame, strength: f32) -> Self {
        let (ids, paint) = (regions.ids(), &paint.0);
        let size = [ids.width(), ids.height()];
        // Those that lie on the drawing; beyond it what the network sees is padded with paper.
        let [right, bottom] = frame.cell(size.map(|side| side - 1), [paint.width(), paint.height()]);
        let (columns, rows) = (right + 1, bottom + 1);
        let owner = |x: usize, y: usize| {
            let pixel = frame.pixel([x, y]);
            ids.get(pixel[0].min(size[0] - 1), pixel[1].min(size[1] - 1))
        };
        let owners = Plane::from_fn(columns, rows, owner);
        let factor = |i: usize| shade_factor(&paint.get(i % columns, i / columns), strength);
        let factors = (0..columns * rows).into_par_iter().map(factor).collect();
        let factors = Plane::from_vec(columns, rows, factors).expect("one value a cell");
        let mut sums = vec![([0.0f32; 3], 0.0f32); regions.len()];
        for (&id, factor) in owners.as_slice().iter().zip(factors.as_slice()) {
            let sum = &mut sums[id as usize - 1];
            sum.0.iter_mut().zip(factor).for_each(|(sum, v)| *sum += v);
            sum.1 += 1.0;
        }
        let means = sums.iter().map(|(sum, n)| if *n > 0.0 { sum.map(|v| v / n) } else { [1.0; 3] });
        Self { means: means.collect(), owners, factors, frame }
    }

    /// Where its values lie on the drawing.
    pub(crate) fn frame(&self) -> Frame {
        self.frame
    }

    /// The same with the values of some regions, by id - 1, from another map of the same regions.
    pub(crate) fn with(mut self, other: &Self, regions: &[bool]) -> Self {
        let values = self.factors.as_mut_slice().iter_mut().zip(other.factors.as_slice());
        for (&id, (own, other)) in self.owners.as_slice().iter().zip(values) {
            if regions[id as usize - 1] {
                *own = *other;
            }
        }
        let means = self.means.iter_mut().zip(&other.means).zip(regions);
        means.filter(|(_, wanted)| **wanted).for_each(|((own, other), _)| *own = *other);
        self
    }

    /// Which regions have a value that another map of the same regions has not, by id - 1.
    pub(crate) fn changed(&self, before: &Self) -> Vec<bool> {
        let mut changed = vec![false; self.means.len()];
        let both = self.factors.as_slice().iter().zip(before.factors.as_slice());
        for (&id, _) in self.owners.as_slice().iter().zip(both).filter(|(_, (now, before))| now != before) {
            changed[id as usize - 1] = true;
        }
        changed
    }

    /// Puts the shade of the `wanted` regions over `flats` into `layer`, a layer in normal mode, as far as they lie in
    /// `area`. `shadings` says how each region is shaded, by id - 1, as `wanted` is.
    pub(crate) fn lay(
        &self,
        layer: &mut Raster,
        regions: &RegionMap,
        flats: &Raster,
        shadings: &[Shading],
        wanted: &[bool],
        area: Bounds,
    ) {
        let (columns, rows) = (self.owners.width(), self.owners.height());
        let (left, right) = (area.left as usize, area.right as usize);
        let width = layer.width();
        let lines = layer.as_mut_slice().par_chunks_exact_mut(width).enumerate();
        lines.skip(area.top as usize).take((area.bottom - area.top) as usize).for_each(|(y, line)| {
            let across_rows = spline(self.frame.place([left, y])[1], rows);
            for (x, pixel) in (left..right).zip(&mut line[left..right]) {
                let i = regions.ids().get(x, y) as usize - 1;
                if !wanted[i] {
                    continue;
                }
                let (flat, shading) = (flats.get(x, y), shadings[i]);
                if flat[3] == 0 || shading == Shading::None {
                    *pixel = [0; 4];
                    continue;
                }
                let (mut sum, mut total) = ([0.0; 3], 0.0);
                for (cx, weight_x) in spline(self.frame.place([x, y])[0], columns) {
                    for (cy, weight_y) in across_rows {
                        if self.owners.get(cx, cy) as usize == i + 1 {
                            let weight = weight_x * weight_y;
                            sum.iter_mut()
                                .zip(self.factors.get(cx, cy))
                                .for_each(|(sum, v)| *sum += weight * v);
                            total += weight;
                        }
                    }
                }
                let factor = if total > 1e-3 { sum.map(|v| v / total) } else { self.means[i] };
                let flat = [flat[0], flat[1], flat[2]];
                *pixel = shading.fixed(flat, factor).unwrap_or_else(|| normal_layer(flat, factor));
            }
        });
    }
}

/// What the flats are multiplied by, each channel.
fn shade_factor(values: &[f32], strength: f32) -> [f32; 3] {
    std::array::from_fn(|i| (strength * SHADE_RANGE * values[i].tanh()).exp())
}

/// The three of `size` cells around a place and their weights: a quadratic B-spline, which shows no steps where one
/// cell spans many pixels.
fn spline(at: f32, size: usize) -> [(usize, f32); 3] {
    let cell = (at as usize).min(size - 1);
    let t = (at - cell as f32 - 0.5).clamp(-0.5, 0.5);
    [
        (cell.saturating_sub(1), 0.5 * (0.5 - t) * (0.5 - t)),
        (cell, 0.75 - t * t),
        ((cell + 1).min(size - 1), 0.5 * (0.5 + t) * (0.5 + t)),
    ]
}

/// The colour and alpha that turn `flat` into `flat * factor` in normal mode.
///
/// The least alpha that can do it would flicker between 0 and 255 where a channel is near its end, so
/// darkening mixes towards black and lightening towards white no more than the mean channel asks for, and
/// the colour makes up for the rest as far as it can.
fn normal_layer(flat: [u8; 3], factor: [f32; 3]) -> [u8; 4] {
    let from = flat.map(|v| f32::from(v) / 255.0);
    let to: [f32; 3] = std::array::from_fn(|i| (from[i] * factor[i]).min(1.0));
    let (before, after) = (luma(from), luma(to));
    let alpha =
        if after < before { 1.0 - after / before } else { (after - before) / (1.0 - before).max(0.1) };
    // Room for a shift in colour on top of the change in brightness.
    let alpha = ((1.25 * alpha * 255.0).round()).clamp(0.0, 255.0);
    if alpha < 1.0 {
        return [0; 4];
    }
    let part = alpha / 255.0;
    let color = |i: usize| (((to[i] - from[i] * (1.0 - part)) / part).clamp(0.0, 1.0) * 255.0).round() as u8;
    [color(0), color(1), color(2), alpha as u8]
}

/// Rec. 709 luma of sRGB 0..=1.
fn luma([r, g, b]: [f32; 3]) -> f32 {
    0.2126 * r + 0.7152 * g + 0.0722 * b
}

#[cfg(test)]
mod tests {
    use super::*;

    /// What the network's first three values are for a factor.
    fn value(factor: f32) -> f32 {
        (factor.ln() / SHADE_RANGE).atanh()
    }

    /// The network's output for factors by column and row of a drawing twice its size.
    fn paint(width: usize, height: usize, factor: impl Fn(usize, usize) -> f32) -> Paint {
        Paint(Plane::from_fn(width, height, |x, y| {
            let value = value(factor(x, y));
            [value, value, value, 0.0, 0.0, 0.0]
        }))
    }

    /// The shade of all regions.
    fn shade(
        ids: &Plane<u32>,
        flats: &Raster,
        shadings: &[Shading],
        paint: &Paint,
        scale: f32,
        strength: f32,
    ) -> Raster {
        let (width, height) = (ids.width(), ids.height());
        let regions = RegionMap::from_ids(ids.clone(), &Plane::filled(width, height, 0), 48).unwrap();
        let mut layer = Plane::filled(width, height, [9; 4]);
        let map = ShadeMap::new(&regions, paint, Frame::new([0; 2], scale), strength);
        map.lay(
            &mut layer,
            &regions,
            flats,
            shadings,
            &vec![true; regions.len()],
            Bounds::whole(width, height),
        );
        layer
    }

    const GREY: [u8; 4] = [128, 128, 128, 255];

    #[test]
    fn no_shade_crosses_a_line() {
        // The border runs through the middle of a cell of the network, and bends.
        let regions = Plane::from_fn(40, 40, |x, y| 1 + u32::from(x >= 13 + y / 20));
        let flats = Plane::filled(40, 40, GREY);
        for scale in [1.0, 0.5, 0.25] {
            let side = (40.0 * scale) as usize;
            let own = |x: usize, y: usize| {
                let at = |v: usize| ((v as f32 + 0.5) / scale) as usize;
                regions.get(at(x), at(y))
            };
            let dark = paint(side, side, |x, y| if own(x, y) == 1 { 0.6 } else { 1.0 });
            let layer = shade(&regions, &flats, &[Shading::Network; 2], &dark, scale, 1.0);
            let first = layer.get(0, 0);
            assert!(first[3] > 100, "{first:?}");
            for (&id, &pixel) in regions.as_slice().iter().zip(layer.as_slice()) {
                assert_eq!(pixel, if id == 1 { first } else { [0; 4] }, "scale {scale}");
            }
        }
    }

    #[test]
    fn open_regions_and_a_strength_of_0_have_no_shade() {
        let regions = Plane::from_fn(8, 8, |x, _| 1 + x as u32 / 4);
        let flats = Plane::from_fn(8, 8, |x, _| if x < 4 { GREY } else { [0; 4] });
        let dark = paint(8, 8, |_, _| 0.5);
        let layer = |shading, strength| shade(&regions, &flats, &[shading; 2], &dark, 1.0, strength);
        let made = layer(Shading::Network, 1.0);
        assert!(made.get(0, 0)[3] > 0 && made.get(7, 7) == [0; 4]);
        let nothing = Plane::filled(8, 8, [0; 4]);
        assert_eq!(layer(Shading::None, 1.0), nothing);
        assert_eq!(layer(Shading::Network, 0.0), nothing);
        let shadow = Shading::Toward { shadow: Some(Rgb::BLACK), highlight: Some(Rgb::WHITE) };
        assert_eq!(layer(shadow, 0.0), nothing);
    }

    #[test]
    fn shade_runs_towards_the_fixed_colours() {
        let [shadow, highlight] = [Rgb::new(64, 60, 70), Rgb::new(240, 250, 240)];
        let both = Shading::Toward { shadow: Some(shadow), highlight: Some(highlight) };
        let flat = [128, 128, 128];
        let to = |shading: Shading, factor: f32| shading.fixed(flat, [factor; 3]);
        assert_eq!(to(both, 0.4), Some(shadow.with_alpha(255)));
        assert_eq!(to(both, 2.1), Some(highlight.with_alpha(255)));
        assert_eq!(to(both, 1.0), Some([0; 4]));
        // Halfway to the shadow: half of it over the flat.
        let halfway = (1.0 + luma(shadow.to_unit()) / luma([128.0 / 255.0; 3])) / 2.0;
        let half = to(both, halfway).unwrap();
        assert!((127..=128).contains(&half[3]), "{half:?}");
        assert_eq!(half[..3], [64, 60, 70]);
        // A channel of its own does not pull.
        assert_eq!(both.fixed(flat, [0.7, 1.0, 1.3]), Some([0; 4]));
        let only = Shading::Toward { shadow: Some(shadow), highlight: None };
        assert_eq!(to(only, 1.5), None);
        assert_eq!(to(Shading::Network, 0.5), None);
        // A shadow as light as its colour, and a black colour.
        let alike = Shading::Toward { shadow: Some(Rgb::new(128, 128, 140)), highlight: None };
        assert_eq!(to(alike, 0.94), Some([128, 128, 140, 255]));
        assert!(both.fixed([0; 3], [1.5; 3]).is_some_and(|pixel| pixel[3] < 10));
    }

    #[test]
    fn fixed_colours_count_for_their_region_alone() {
        let regions = Plane::from_fn(8, 4, |x, _| 1 + x as u32 / 4);
        let flats = Plane::filled(8, 4, GREY);
        let dark = paint(8, 4, |_, _| 0.5);
        let shadow = Rgb::new(90, 80, 90);
        let fixed = Shading::from(PartColor { shadow: Some(shadow), ..Rgb::WHITE.into() });
        let free = Shading::from(PartColor::new(Rgb::WHITE));
        assert_eq!(free, Shading::Network);
        let layer = |second| shade(&regions, &flats, &[Shading::Network, second], &dark, 1.0, 1.0);
        let (with, without) = (layer(fixed), layer(free));
        for (i, &id) in regions.as_slice().iter().enumerate() {
            let expected = if id == 1 { without.as_slice()[i] } else { shadow.with_alpha(255) };
            assert_eq!(with.as_slice()[i], expected);
        }
    }
}

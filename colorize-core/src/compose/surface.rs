use std::ops::Range;

use rayon::prelude::*;

use crate::color::from_oklab_all;
use crate::style::Exemplar;
use crate::texture::Texture;
use crate::{Raster, RegionMap, Rgb};

/// Below this chroma (OKLab) a colour has no hue that others could follow.
const GREY: f32 = 0.03;
/// Colours that differ from the base are made more vivid by no more than this.
const VIVID: f32 = 1.5;
/// The mean colour of a region stays within about this (CIEDE2000).
const DRIFT: f32 = 0.7;
/// So many pixels tell the mean.
const SAMPLES: usize = 4096;

/// What lies on the flat colour of a region.
#[derive(Clone, Debug, Default, PartialEq)]
pub(crate) struct Surface {
    /// What is synthesised into it, and how strong.
    pub texture: Option<(Exemplar, f32)>,
    /// How colour runs over it.
    pub ramp: Option<Ramp>,
}

/// How colour runs over a region.
#[derive(Clone, Copy, Debug, PartialEq)]
pub(crate) struct Ramp {
    /// In turns, counterclockwise from the right.
    pub direction: f32,
    /// From one end to the other, OKLab.
    pub change: [f32; 3],
    /// The colour that it ran over.
    pub base: Option<Rgb>,
}

/// Puts the surfaces of the `wanted` regions over their flat `colors` into `layer`, a layer in normal mode; all by id - 1.
/// Where a region has no colour, the surface lies on white.
///
/// The flat colour stays the mean of what is seen, as far as its lightness lets it, but on the exemplar's own colour,
/// where the exemplar's are painted as they are.
pub(crate) fn lay(
    layer: &mut Raster,
    regions: &RegionMap,
    colors: &[Option<Rgb>],
    surfaces: &[Option<Surface>],
    wanted: &[bool],
) {
    for (i, region) in regions.regions().iter().enumerate().filter(|&(i, _)| wanted[i]) {
        let (id, bounds) = (i as u32 + 1, region.bounds);
        let (left, top) = (bounds.left as usize, bounds.top as usize);
        let (columns, rows) = bounds.size();
        let flat = colors[i].unwrap_or(Rgb::WHITE);
        let painter = surfaces[i].as_ref().map(|surface| Painter::new(surface, regions, id, flat));
        let over = OverFlat::new(colors[i]);
        let width = layer.width();
        let lines = layer.as_mut_slice().par_chunks_exact_mut(width).enumerate();
        let place = || vec![[0.0; 3]; columns];
        lines.skip(top).take(rows).for_each_init(place, |values, (y, line)| {
            for run in runs(&regions.ids().row(y)[left..left + columns], id) {
                let pixels = &mut line[left + run.start..left + run.end];
                match &painter {
                    Some(painter) => {
                        let values = &mut values[..run.len()];
                        painter.row(left + run.start, y, values);
                        from_oklab_all(values, |x, color| pixels[x] = over.pixel(color));
                    }
                    None => pixels.fill([0; 4]),
                }
            }
        });
    }
}

/// Where in a row of ids one stands, and nothing else between.
fn runs(ids: &[u32], id: u32) -> impl Iterator<Item = Range<usize>> {
    let mut end = 0;
    std::iter::from_fn(move || {
        let start = end + ids[end..].iter().position(|&other| other == id)?;
        end = ids[start..].iter().position(|&other| other != id).map_or(ids.len(), |run| start + run);
        Some(start..end)
    })
}

impl Surface {
    pub(crate) fn is_empty(&self) -> bool {
        self.texture.is_none() && self.ramp.is_none()
    }
}

/// The colours of a region.
struct Painter<'a> {
    texture: Option<(&'a Texture, Tint, f32)>,
    /// The pixel that the texture is laid from.
    origin: (i32, i32),
    base: [f32; 3],
    ramp: Option<Slope>,
    shift: [f32; 3],
}

impl<'a> Painter<'a> {
    fn new(surface: &'a Surface, regions: &RegionMap, id: u32, flat: Rgb) -> Self {
        let textured = surface.texture.as_ref();
        let texture = textured
            .map(|(exemplar, strength)| (exemplar.texture(), Tint::new(exemplar.base(), flat), *strength));
        let ramp = surface.ramp.map(|ramp| Slope::new(ramp, regions, id, flat));
        let base = flat.to_oklab();
        let origin = match textured {
            Some((exemplar, _)) if exemplar.by_region() => {
                let bounds = regions.region(id).expect("a region of the map").bounds;
                (bounds.left as i32, bounds.top as i32)
            }
            _ => (0, 0),
        };
        let mut painter = Self { texture, origin, base, ramp, shift: [0.0; 3] };
        painter.shift = match textured {
            // The exemplar's colours as they are.
            Some((exemplar, strength)) if exemplar.base() == flat => {
                let own = exemplar.texture().mean();
                std::array::from_fn(|i| strength * (own[i] - base[i]))
            }
            _ => shift(&painter.samples(regions, id), flat),
        };
        painter
    }

    /// Pixels all over the region.
    fn samples(&self, regions: &RegionMap, id: u32) -> Vec<[f32; 3]> {
        let region = regions.region(id).expect("a region of the map");
        let (left, right) = (region.bounds.left as usize, region.bounds.right as usize);
        let rows = region.bounds.top as usize..region.bounds.bottom as usize;
        let row = |y: usize| (left..right).zip(&regions.ids().row(y)[left..right]);
        let inside = rows.flat_map(|y| row(y).filter(|(_, other)| **other == id).map(move |(x, _)| (x, y)));
        let sample = |(x, y)| {
            let mut one = [[0.0; 3]];
            self.row(x, y, &mut one);
            one[0]
        };
        inside.step_by((region.area as usize).div_ceil(SAMPLES).max(1)).map(sample).collect()
    }

    /// The pixels of row `y` from column `left` on, OKLab.
    fn row(&self, left: usize, y: usize, values: &mut [[f32; 3]]) {
        match &self.texture {
            Some((texture, tint, strength)) => {
                texture.row(left as i32 - self.origin.0, y as i32 - self.origin.1, values);
                for value in values.iter_mut() {
                    *value = tint.of(*value).map(|other| strength * other);
                }
            }
            None => values.fill([0.0; 3]),
        }
        for (x, value) in (left..).zip(values) {
            let ramp = self.ramp.as_ref().map_or([0.0; 3], |ramp| ramp.at(x, y));
            for i in 0..3 {
                value[i] = value[i] + self.base[i] + ramp[i] + self.shift[i];
            }
        }
    }
}

/// What is to be added to colours so that their mean, as sRGB values, is that of the flat.
fn shift(values: &[[f32; 3]], flat: Rgb) -> [f32; 3] {
    let wanted = flat.to_oklab();
    let mut shift = [0.0; 3];
    let mut shifted = values.to_vec();
    for _ in 0..12 {
        for (shifted, value) in shifted.iter_mut().zip(values) {
            *shifted = std::array::from_fn(|i| value[i] + shift[i]);
        }
        let mut sum = [0.0f32; 3];
        from_oklab_all(&shifted, |_, seen| {
            sum.iter_mut().zip(seen.to_array()).for_each(|(sum, v)| *sum += f32::from(v));
        });
        let mean = Rgb::from(sum.map(|sum| (sum / values.len().max(1) as f32).round() as u8));
        if mean.delta_e(flat) < DRIFT {
            break;
        }
        let seen = mean.to_oklab();
        shift = std::array::from_fn(|i| shift[i] + wanted[i] - seen[i]);
    }
    shift
}

/// Turns what differs from one colour into what is to differ from another: hues turn with the colour, and become as
/// much more or less vivid, so that white stripes on red are white stripes on blue.
struct Tint {
    real: f32,
    imaginary: f32,
}

impl Tint {
    fn new(from: Rgb, to: Rgb) -> Self {
        let ([_, a, b], [_, c, d]) = (from.to_oklab(), to.to_oklab());
        let square = a * a + b * b;
        if square < GREY * GREY || from == to {
            return Self { real: 1.0, imaginary: 0.0 };
        }
        // Complex numbers: to / from.
        let (real, imaginary) = ((c * a + d * b) / square, (d * a - c * b) / square);
        let size = real.hypot(imaginary);
        let least = (VIVID / size.max(1e-6)).min(1.0);
        Self { real: real * least, imaginary: imaginary * least }
    }

    fn of(&self, [l, a, b]: [f32; 3]) -> [f32; 3] {
        [l, a * self.real - b * self.imaginary, a * self.imaginary + b * self.real]
    }
}

/// A ramp over one region.
struct Slope {
    way: (f32, f32),
    middle: f32,
    /// By pixel along the way.
    slope: [f32; 3],
}

impl Slope {
    fn new(ramp: Ramp, regions: &RegionMap, id: u32, flat: Rgb) -> Self {
        let angle = ramp.direction * std::f32::consts::TAU;
        let way = (angle.cos(), -angle.sin());
        let bounds = regions.region(id).expect("a region of the map").bounds;
        let (mut first, mut last) = (f32::INFINITY, f32::NEG_INFINITY);
        for y in bounds.top as usize..bounds.bottom as usize {
            // The ends of the region's pixels in a row lie farthest either way.
            let row = &regions.ids().row(y)[bounds.left as usize..bounds.right as usize];
            let ends =
                [row.iter().position(|&other| other == id), row.iter().rposition(|&other| other == id)];
            for x in ends.into_iter().flatten() {
                let along = (bounds.left as usize + x) as f32 * way.0 + y as f32 * way.1;
                (first, last) = (first.min(along), last.max(along));
            }
        }
        let extent = (last - first).max(1.0);
        let tint = ramp.base.map_or(Tint { real: 1.0, imaginary: 0.0 }, |base| Tint::new(base, flat));
        Self { way, middle: (first + last) / 2.0, slope: tint.of(ramp.change).map(|v| v / extent) }
    }

    fn at(&self, x: usize, y: usize) -> [f32; 3] {
        let along = x as f32 * self.way.0 + y as f32 * self.way.1 - self.middle;
        self.slope.map(|slope| slope * along)
    }
}

/// Pixels of a layer in normal mode that make a flat colour look like others.
struct OverFlat {
    flat: Option<[u8; 3]>,
    /// For each channel 2^24 / the room below it and above it, rounded up: what is multiplied by it and shifted is
    /// divided, exactly, as long as it is less than 65,536.
    rooms: [[u64; 2]; 3],
}

impl OverFlat {
    fn new(flat: Option<Rgb>) -> Self {
        let flat = flat.map(Rgb::to_array);
        let rooms = |v: u8| [v, 255 - v].map(|room| (1 << 24) / u64::from(room.max(1)) + 1);
        Self { flat, rooms: flat.unwrap_or_default().map(rooms) }
    }

    /// The pixel that makes the flat colour look like `color`, with no more alpha than that takes.
    fn pixel(&self, color: Rgb) -> [u8; 4] {
        let Some(flat) = self.flat else { return color.with_alpha(255) };
        let to = color.to_array();
        let needed = |i: usize| {
            let (change, room) = match to[i] >= flat[i] {
                true => (to[i] - flat[i], 255 - flat[i]),
                false => (flat[i] - to[i], flat[i]),
            };
            let above = 255 * u64::from(change) + u64::from(room).saturating_sub(1);
            if change == 0 { 0 } else { (above * self.rooms[i][usize::from(to[i] >= flat[i])]) >> 24 }
        };
        let alpha = needed(0).max(needed(1)).max(needed(2)).min(255);
        if alpha == 0 {
            return [0; 4];
        }
        let mixed = |i: usize| {
            let value = f32::from(flat[i]) + (f32::from(to[i]) - f32::from(flat[i])) * 255.0 / alpha as f32;
            (value.max(0.0) + 0.5) as u8
        };
        [mixed(0), mixed(1), mixed(2), alpha as u8]
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::Plane;
    use crate::raster::blend::over;

    const BLUE: Rgb = Rgb::new(60, 80, 190);

    /// Two columns of regions, 40 pixels wide each.
    fn regions() -> RegionMap {
        let ids = Plane::from_fn(80, 60, |x, _| 1 + x as u32 / 40);
        RegionMap::from_ids(ids, &Plane::filled(80, 60, 0), 48).unwrap()
    }

    fn stripes() -> Exemplar {
        let stripe = |x: usize, _| if x % 8 < 4 { [200, 40, 40, 255] } else { [240, 200, 200, 255] };
        Exemplar::new(Plane::from_fn(40, 40, stripe)).unwrap()
    }

    fn painted(surface: Surface, flat: Rgb) -> (Raster, Raster) {
        let mut layer = Plane::filled(80, 60, [0; 4]);
        let colors = [Some(Rgb::WHITE), Some(flat)];
        lay(&mut layer, &regions(), &colors, &[None, Some(surface)], &[true, true]);
        let seen = Plane::from_fn(40, 60, |x, y| over(layer.get(x + 40, y), flat.with_alpha(255)));
        (layer, seen)
    }

    fn mean(picture: &Raster, rows: std::ops::Range<usize>) -> Rgb {
        let pixels: Vec<_> = rows.flat_map(|y| picture.row(y)).collect();
        let sum = |i: usize| pixels.iter().map(|pixel| u32::from(pixel[i])).sum::<u32>();
        Rgb::from([0, 1, 2].map(|i| (sum(i) / pixels.len() as u32) as u8))
    }

    #[test]
    fn runs_are_those_of_the_id() {
        let found = |ids: &[u32]| runs(ids, 1).collect::<Vec<_>>();
        assert_eq!(found(&[1, 1, 0, 2, 1, 0, 1]), [0..2, 4..5, 6..7]);
        assert!(found(&[0, 2]).is_empty());
        assert!(found(&[]).is_empty());
    }

    #[test]
    fn texture_stays_in_its_region_and_keeps_its_mean() {
        let surface = Surface { texture: Some((stripes(), 1.0)), ramp: None };
        let (layer, seen) = painted(surface, BLUE);
        for (x, y) in (0..60).flat_map(|y| (0..40).map(move |x| (x, y))) {
            assert_eq!(layer.get(x, y), [0; 4]);
        }
        assert!(mean(&seen, 0..60).delta_e(BLUE) <= 2.0, "{}", mean(&seen, 0..60));
        // Blue stripes, not red ones.
        assert!(seen.as_slice().iter().all(|pixel| pixel[2] > pixel[0]));
        let light = seen.as_slice().iter().map(|pixel| pixel[0]).max().unwrap();
        let dark = seen.as_slice().iter().map(|pixel| pixel[0]).min().unwrap();
        assert!(light - dark > 60, "{dark} to {light}");
    }

    #[test]
    fn on_its_own_colour_an_exemplar_is_painted_as_it_is() {
        let exemplar = stripes();
        let surface = Surface { texture: Some((exemplar.clone(), 1.0)), ramp: None };
        let (_, seen) = painted(surface, exemplar.base());
        for &[r, g, b, _] in seen.as_slice() {
            let color = Rgb::new(r, g, b);
            let near = |other: Rgb| color.delta_e(other) < 1.5;
            assert!(near(Rgb::new(200, 40, 40)) || near(Rgb::new(240, 200, 200)), "{color}");
        }
    }

    #[test]
    fn a_texture_moves_along_with_its_region() {
        let seen = |left: u32, top: u32, by_region: bool| {
            let inside = |x: u32, y: u32| (left..left + 40).contains(&x) && (top..top + 30).contains(&y);
            let ids = Plane::from_fn(80, 60, |x, y| 1 + u32::from(inside(x as u32, y as u32)));
            let map = RegionMap::from_ids(ids, &Plane::filled(80, 60, 0), 48).unwrap();
            let exemplar = stripes().turned(30.0).unwrap().with_by_region(by_region);
            let surface = Surface { texture: Some((exemplar, 1.0)), ramp: None };
            let own = map.at(left as usize, top as usize).unwrap() as usize - 1;
            let (mut colors, mut surfaces) = ([None; 2], [None, None]);
            (colors[own], surfaces[own]) = (Some(BLUE), Some(surface));
            let mut layer = Plane::filled(80, 60, [0; 4]);
            lay(&mut layer, &map, &colors, &surfaces, &[true, true]);
            assert!(layer.as_slice().iter().any(|pixel| pixel[3] > 0));
            Plane::from_fn(40, 30, |x, y| layer.get(left as usize + x, top as usize + y))
        };
        assert!(seen(0, 0, true) == seen(0, 0, false));
        assert!(seen(7, 5, true) == seen(0, 0, true));
        assert!(seen(7, 5, false) != seen(0, 0, false));
    }

    #[test]
    fn white_stays_nearly_white() {
        let (_, seen) = painted(Surface { texture: Some((stripes(), 1.0)), ramp: None }, Rgb::WHITE);
        assert!(mean(&seen, 0..60).delta_e(Rgb::WHITE) <= 2.0);
    }

    #[test]
    fn a_ramp_runs_its_way_around_the_flat_colour() {
        let ramp = Ramp { direction: 0.25, change: [0.2, 0.0, 0.0], base: None };
        let (_, seen) = painted(Surface { texture: None, ramp: Some(ramp) }, BLUE);
        let [top, bottom, all] = [0..6, 54..60, 0..60].map(|rows| mean(&seen, rows));
        let l = |color: Rgb| color.to_oklab()[0];
        assert!((l(top) - l(bottom) - 0.18).abs() < 0.02, "{top} {bottom}");
        assert!(all.delta_e(BLUE) <= 2.0, "{all}");
        assert_eq!(seen.get(0, 20), seen.get(39, 20));
    }

    #[test]
    fn a_layer_over_its_flat_is_the_colour() {
        for (flat, color) in
            [(BLUE, Rgb::new(61, 80, 190)), (Rgb::BLACK, Rgb::WHITE), (BLUE, Rgb::new(0, 200, 255))]
        {
            let [r, g, b, _] = over(OverFlat::new(Some(flat)).pixel(color), flat.with_alpha(255));
            let off = |a: u8, b: u8| a.abs_diff(b);
            assert!(off(r, color.r) <= 1 && off(g, color.g) <= 1 && off(b, color.b) <= 1, "{flat} {color}");
        }
        assert_eq!(OverFlat::new(Some(BLUE)).pixel(BLUE), [0; 4]);
        assert_eq!(OverFlat::new(None).pixel(BLUE), BLUE.with_alpha(255));
    }

    #[test]
    fn a_layer_over_its_flat_has_no_more_alpha_than_it_takes() {
        for flat in (0..=255).step_by(5) {
            for to in (0..=255).filter(|&to| to != flat) {
                let (change, room) = if to > flat { (to - flat, 255 - flat) } else { (flat - to, flat) };
                let [.., alpha] =
                    OverFlat::new(Some(Rgb::new(flat as u8, 0, 0))).pixel(Rgb::new(to as u8, 0, 0));
                assert_eq!(i32::from(alpha), (255 * change + room - 1) / room, "{flat} to {to}");
            }
        }
    }
}

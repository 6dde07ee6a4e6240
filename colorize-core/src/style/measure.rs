//! The style at a place of a coloured picture, measured.

use std::collections::BTreeMap;
use std::fmt;
use std::str::FromStr;

use super::exemplar::Exemplar;
use super::group::StyleGroup;
use super::local::LocalStyle;
use super::swatch::Swatch;
use crate::color::to_oklab_all;
use crate::drawing::{DrawingKind, ink_of};
use crate::error::named;
use crate::ink::InkSource;
use crate::raster::{Plane, Raster};
use crate::region::{Bounds, RegionMap, RegionOptions, Segmenter};
use crate::{Error, Result};

/// How far around a place its style is looked for.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
#[non_exhaustive]
pub enum StyleRange {
    /// 32 pixels across: a small detail.
    Small,
    /// 64 pixels across.
    #[default]
    Middle,
    /// 128 pixels across: a coarse pattern.
    Large,
}

impl StyleRange {
    const ALL: [Self; 3] = [Self::Small, Self::Middle, Self::Large];

    /// Gives the name: `small`, `middle` or `large`.
    pub const fn name(self) -> &'static str {
        match self {
            Self::Small => "small",
            Self::Middle => "middle",
            Self::Large => "large",
        }
    }

    fn pixels(self) -> usize {
        match self {
            Self::Small => 32,
            Self::Middle => 64,
            Self::Large => 128,
        }
    }
}

impl fmt::Display for StyleRange {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.pad(self.name())
    }
}

impl FromStr for StyleRange {
    type Err = Error;

    /// Finds the range of a name.
    ///
    /// # Errors
    /// [`Error::InvalidArgument`] if there is none of that name; the message lists the known ones.
    fn from_str(name: &str) -> Result<Self> {
        named("range", &Self::ALL, Self::name, name)
    }
}

/// The smallest side of an exemplar, in pixels.
const LEAST: usize = 8;
/// Ink that counts as a line of a coloured picture: outlines, and not what is a little darker than what surrounds it.
const OUTLINE: u8 = 128;
/// An exemplar grows while no more than this share of what comes in is of a new colour, or another region.
const FOREIGN: f32 = 0.03;
/// So many regions within half the range of a place are no regions, but lines of a pattern.
const PIECES: usize = 7;
/// A pattern that is wider than the range must be so like itself, shifted by a period: correlation.
const ALIKE: f32 = 0.8;
/// Colours are counted in boxes of OKLab of this side.
const BIN: f32 = 0.035;
/// Highlights and shadows differ in lightness by more than this (OKLab)...
const GLINT: f32 = 0.05;
/// ...shadows by less than this: what is darker is a line...
const LINE: f32 = 0.4;
/// ...and make up more than this share of the area.
const SEEN: f32 = 0.005;
/// So many pixels at most tell how an area is coloured.
const SAMPLES: usize = 6_000;

impl Swatch {
    /// The regions of a coloured picture, by its own outlines; `None` if it has none, and is one area.
    ///
    /// # Errors
    /// [`Error::Limit`] if there are more than a million regions.
    pub fn regions(reference: &Raster) -> Result<Option<RegionMap>> {
        let ink = ink_of(reference, InkSource::Darkness, DrawingKind::Undercoated);
        if !ink.as_slice().iter().any(|&ink| ink >= OUTLINE) {
            return Ok(None);
        }
        let options = RegionOptions::default().with_ink_threshold(OUTLINE);
        let map = Segmenter::new(&ink, &options, None)?.into_map();
        Ok((map.len() > 1).then_some(map))
    }

    /// Measures the style around a point of a coloured picture, in pixels from its left and top edge. `regions` are
    /// those of the picture, if it has any: [`Swatch::regions`].
    ///
    /// The exemplar is the largest box around the point, up to the range, that holds nothing but the colours next to
    /// the point. Gradation, highlight and shadow are those of the point's region. A group that does not show there
    /// stays open: no pattern if nothing repeats, no highlight or shadow where there is none.
    ///
    /// # Errors
    /// [`Error::InvalidArgument`] if the picture is smaller than 8 x 8 pixels, the point is outside it, the picture is
    /// transparent there, or the regions are of another size.
    pub fn pick(
        reference: &Raster,
        regions: Option<&RegionMap>,
        (x, y): (f32, f32),
        range: StyleRange,
    ) -> Result<Self> {
        let (width, height) = (reference.width(), reference.height());
        let refuse = |text: String| Err(Error::InvalidArgument(text));
        if !(0.0..width as f32).contains(&x) || !(0.0..height as f32).contains(&y) {
            return refuse(format!("the place ({x}, {y}) is outside the reference, {width}x{height}"));
        }
        if width < LEAST || height < LEAST {
            return refuse(format!(
                "a reference of {width}x{height} is smaller than {LEAST}x{LEAST}, too small to show a style"
            ));
        }
        if let Some(regions) = regions
            && (regions.ids().width(), regions.ids().height()) != (width, height)
        {
            return refuse("the regions are of another size than the reference".into());
        }
        let at = (x as usize, y as usize);
        if !is_opaque(reference.get(at.0, at.1)) {
            return refuse(format!("the reference is transparent at ({x}, {y})"));
        }
        let (exemplar, bounds, bounded) = exemplar(reference, regions, at, range)?;
        let regions = regions.filter(|_| bounded);
        let mut style = LocalStyle::color(exemplar.base());
        let own = to_oklab_all(exemplar.patch().as_slice());
        let surface = Colors::of(&own, exemplar.patch().as_slice());
        let own = Plane::from_vec(exemplar.patch().width(), exemplar.patch().height(), own).expect("all");
        style.set(StyleGroup::Texture, &grain(&own))?;
        style.set(StyleGroup::Painting, &painting(&own))?;
        let pattern = pattern(&exemplar, &own);
        if let Some(values) = &pattern {
            style.set(StyleGroup::Pattern, values)?;
        }
        let area = Area::around(reference, regions, at, bounds);
        let (ramp, mut gradation) = area.ramp(exemplar.base().to_oklab(), &surface);
        // Where a pattern begins and ends tilts what runs through it by so much.
        let [_, l, a, b] = gradation;
        if pattern.is_some_and(|pattern| (l * l + a * a + b * b).sqrt() < pattern[2] / 2.0) {
            gradation = [gradation[0], 0.0, 0.0, 0.0];
        }
        style.set_nearest(StyleGroup::Gradation, &gradation);
        for (group, lighter) in [(StyleGroup::Highlight, true), (StyleGroup::Shadow, false)] {
            if let Some(values) = area.glint(&ramp, &surface, lighter) {
                style.set(group, &values)?;
            }
        }
        Ok(Self::new(style, exemplar))
    }
}

fn is_opaque(pixel: [u8; 4]) -> bool {
    pixel[3] >= 128
}

/// The box of a colour in OKLab.
fn bin(lab: [f32; 3]) -> [i8; 3] {
    // Rounded by cutting off what is positive: no call.
    lab.map(|v| ((v / BIN + 64.5) as i32 - 64) as i8)
}

/// The colours of some pixels, with those next to them.
struct Colors(BTreeMap<[i8; 3], u32>);

impl Colors {
    /// Those of opaque `pixels`, which `lab` has in OKLab.
    fn of(lab: &[[f32; 3]], pixels: &[[u8; 4]]) -> Self {
        let (mut bins, mut count) = (BTreeMap::new(), 0);
        for (&lab, _) in lab.iter().zip(pixels).filter(|(_, pixel)| is_opaque(**pixel)) {
            *bins.entry(bin(lab)).or_insert(0) += 1;
            count += 1;
        }
        // In every bin what it and those around it hold.
        let mut around = BTreeMap::new();
        for ([l, a, b], n) in bins {
            for i in 0..27i8 {
                *around.entry([l + i % 3 - 1, a + i / 3 % 3 - 1, b + i / 9 - 1]).or_insert(0) += n;
            }
        }
        around.retain(|_, n| *n * 100 >= count);
        Self(around)
    }

    fn has(&self, lab: [f32; 3]) -> bool {
        self.0.contains_key(&bin(lab))
    }
}

/// The piece of a reference that shows the surface at a place, the box that it is, and whether its region's outlines bound
/// it.
fn exemplar(
    reference: &Raster,
    regions: Option<&RegionMap>,
    at: (usize, usize),
    range: StyleRange,
) -> Result<(Exemplar, Bounds, bool)> {
    let within = |regions: Option<&RegionMap>, range: StyleRange| {
        let bounds = grown(reference, regions, at, range);
        Ok::<_, Error>((Exemplar::new(cut(reference, bounds))?, bounds))
    };
    // Many regions in a small place are none: lines are what the surface is made of.
    let mut regions = regions.filter(|regions| {
        let near = around(at, range.pixels() / 4, (reference.width(), reference.height()));
        regions.ids_in(near).is_ok_and(|ids| ids.len() < PIECES)
    });
    let (mut exemplar, mut bounds) = within(regions, range)?;
    // Nor is one that lines cut narrow, if what they cut repeats.
    if regions.is_some() && shortest(bounds) * 3 < range.pixels() {
        let (free, wide) = within(None, range)?;
        if free.texture().repeat().is_some_and(|repeat| repeat.likeness > ALIKE) {
            (exemplar, bounds, regions) = (free, wide, None);
        }
    }
    // What does not repeat may do so on a larger scale.
    let mut side = shortest(bounds);
    let larger =
        [StyleRange::Middle, StyleRange::Large].into_iter().filter(|other| other.pixels() > range.pixels());
    for other in larger {
        if exemplar.texture().repeat().is_some() || side * 2 < other.pixels() {
            break;
        }
        let (wider, wide) = within(regions, other)?;
        if wider.texture().repeat().is_some_and(|repeat| repeat.likeness > ALIKE) {
            (exemplar, bounds) = (wider, wide);
        }
        side = shortest(wide);
    }
    Ok((exemplar, bounds, regions.is_some()))
}

/// The box of so many pixels to each side of a place, as far as the picture goes.
fn around((x, y): (usize, usize), far: usize, (width, height): (usize, usize)) -> Bounds {
    Bounds {
        left: x.saturating_sub(far) as u32,
        top: y.saturating_sub(far) as u32,
        right: (x + far).min(width) as u32,
        bottom: (y + far).min(height) as u32,
    }
}

fn shortest(bounds: Bounds) -> usize {
    let (width, height) = bounds.size();
    width.min(height)
}

fn cut(reference: &Raster, bounds: Bounds) -> Raster {
    let (width, height) = bounds.size();
    Plane::from_fn(width, height, |x, y| reference.get(bounds.left as usize + x, bounds.top as usize + y))
}

/// The largest box around a place, up to the range, whose colours are those near the place, in one region.
fn grown(reference: &Raster, regions: Option<&RegionMap>, at: (usize, usize), range: StyleRange) -> Bounds {
    let (width, height) = (reference.width(), reference.height());
    let id = regions.and_then(|regions| regions.at(at.0, at.1));
    let own = |x: usize, y: usize| regions.and_then(|regions| regions.at(x, y)) == id;
    // The first box: half the range, or less where the region is narrow.
    let first = |side: usize| {
        let span = |v: usize, most: usize| {
            let side = side.min(most);
            let start = v.saturating_sub(side / 2).min(most - side);
            (start as u32, (start + side) as u32)
        };
        let ((left, right), (top, bottom)) = (span(at.0, width), span(at.1, height));
        Bounds { left, top, right, bottom }
    };
    let foreign = |b: Bounds, known: &dyn Fn([f32; 3]) -> bool| {
        let picture = cut(reference, b);
        let lab = to_oklab_all(picture.as_slice());
        let columns = picture.width();
        let is_strange = |i: &usize| {
            let (x, y) = (b.left as usize + i % columns, b.top as usize + i / columns);
            !own(x, y) || !is_opaque(picture.as_slice()[*i]) || !known(lab[*i])
        };
        (0..lab.len()).filter(is_strange).count() as f32 / lab.len() as f32
    };
    let mut side = range.pixels() / 2;
    while side > LEAST && foreign(first(side), &|_| true) > FOREIGN {
        side = (side * 3 / 4).max(LEAST);
    }
    let mut bounds = first(side);
    let first = cut(reference, bounds);
    let colors = Colors::of(&to_oklab_all(first.as_slice()), first.as_slice());
    let most = range.pixels() as u32;
    let step = (most / 16).max(2);
    let mut open = [true; 4];
    while open.contains(&true) {
        for (way, open) in open.iter_mut().enumerate().filter(|(_, open)| **open) {
            let mut strip = bounds;
            let room = match way {
                0 => (strip.left.min(step), bounds.right - bounds.left),
                1 => (strip.top.min(step), bounds.bottom - bounds.top),
                2 => ((width as u32 - strip.right).min(step), bounds.right - bounds.left),
                _ => ((height as u32 - strip.bottom).min(step), bounds.bottom - bounds.top),
            };
            let by = room.0.min(most.saturating_sub(room.1));
            if by == 0 {
                *open = false;
                continue;
            }
            match way {
                0 => (strip.right, strip.left) = (strip.left, strip.left - by),
                1 => (strip.bottom, strip.top) = (strip.top, strip.top - by),
                2 => (strip.left, strip.right) = (strip.right, strip.right + by),
                _ => (strip.top, strip.bottom) = (strip.bottom, strip.bottom + by),
            }
            *open = foreign(strip, &|lab| colors.has(lab)) <= FOREIGN;
            if *open {
                bounds = bounds.around(strip);
            }
        }
    }
    bounds
}

/// How much lightness changes from pixel to pixel, in four directions.
fn grain(patch: &Plane<[f32; 3]>) -> [f32; 4] {
    [(1, 0), (1, -1), (0, -1), (-1, -1)].map(|(dx, dy): (isize, isize)| {
        let (mut sum, mut count) = (0.0, 0.0f32);
        for y in 1..patch.height() as isize {
            for x in 1..patch.width() as isize - 1 {
                let at = |x: isize, y: isize| patch.get(x as usize, y as usize)[0];
                let change = at(x + dx, y + dy) - at(x, y);
                sum += change * change / (dx * dx + dy * dy) as f32;
                count += 1.0;
            }
        }
        (sum / count).sqrt()
    })
}

/// How soft edges are, and how grainy what is between them is.
fn painting(patch: &Plane<[f32; 3]>) -> [f32; 2] {
    let (mut near, mut far, mut grain, mut count) = (0.0f32, 0.0f32, 0.0f32, 0.0f32);
    let at = |x: usize, y: usize| patch.get(x, y)[0];
    for y in 2..patch.height() - 2 {
        for x in 2..patch.width() - 2 {
            near = near.max((at(x + 1, y) - at(x, y)).abs()).max((at(x, y + 1) - at(x, y)).abs());
            far = far.max((at(x + 2, y) - at(x - 2, y)).abs()).max((at(x, y + 2) - at(x, y - 2)).abs());
            let around = at(x - 1, y) + at(x + 1, y) + at(x, y - 1) + at(x, y + 1);
            grain += (at(x, y) - around / 4.0).powi(2);
            count += 1.0;
        }
    }
    let softness = if far < 0.02 { 0.0 } else { (1.0 - near / far).clamp(0.0, 1.0) };
    [softness, (grain / count).sqrt()]
}

/// The pattern's periods, direction and contrast; `None` if nothing repeats.
fn pattern(exemplar: &Exemplar, patch: &Plane<[f32; 3]>) -> Option<[f32; 4]> {
    let repeat = exemplar.texture().repeat()?;
    let mean = exemplar.texture().mean();
    let square = |lab: &[f32; 3]| lab.iter().zip(mean).map(|(v, m)| (v - m).powi(2)).sum::<f32>();
    let contrast = (patch.as_slice().iter().map(square).sum::<f32>() / patch.as_slice().len() as f32).sqrt();
    let (x, y) = repeat.first;
    let angle = (-y).atan2(x) / std::f32::consts::TAU;
    let second = repeat.second.0.hypot(repeat.second.1);
    Some([repeat.period(), angle.rem_euclid(1.0), contrast, second])
}

/// A pixel: its place, and its colour in OKLab.
type Sample = ((f32, f32), [f32; 3]);

/// What an area is coloured with: places and colours of its pixels, or of some of them.
struct Area {
    pixels: Vec<Sample>,
}

/// How colour runs: OKLab at the middle, and its change by pixel to the right and down.
struct Ramp {
    middle: (f32, f32),
    base: [f32; 3],
    slopes: [(f32, f32); 3],
}

impl Ramp {
    fn at(&self, (x, y): (f32, f32)) -> [f32; 3] {
        let (x, y) = (x - self.middle.0, y - self.middle.1);
        std::array::from_fn(|i| self.base[i] + self.slopes[i].0 * x + self.slopes[i].1 * y)
    }

    /// The plane through some pixels, by least squares.
    fn through(pixels: &[&Sample]) -> Self {
        let count = pixels.len().max(1) as f32;
        let mean = |of: &dyn Fn(&Sample) -> f32| pixels.iter().map(|pixel| of(pixel)).sum::<f32>() / count;
        let middle = (mean(&|p| p.0.0), mean(&|p| p.0.1));
        let base: [f32; 3] = std::array::from_fn(|i| mean(&|p| p.1[i]));
        let x = |p: &Sample| p.0.0 - middle.0;
        let y = |p: &Sample| p.0.1 - middle.1;
        let (xx, yy, xy) = (mean(&|p| x(p) * x(p)), mean(&|p| y(p) * y(p)), mean(&|p| x(p) * y(p)));
        let area = xx * yy - xy * xy;
        let slopes = std::array::from_fn(|i| {
            let (xv, yv) = (mean(&|p| x(p) * (p.1[i] - base[i])), mean(&|p| y(p) * (p.1[i] - base[i])));
            if area < 1e-3 { (0.0, 0.0) } else { ((xv * yy - yv * xy) / area, (yv * xx - xv * xy) / area) }
        });
        Self { middle, base, slopes }
    }
}

impl Area {
    /// The region of a place, away from its outline; without regions, the exemplar's box, for what lies beyond it may be
    /// another surface.
    fn around(reference: &Raster, regions: Option<&RegionMap>, at: (usize, usize), exemplar: Bounds) -> Self {
        let (width, height) = (reference.width(), reference.height());
        let id = regions.and_then(|regions| regions.at(at.0, at.1));
        let region = regions.zip(id).and_then(|(regions, id)| regions.region(id));
        let bounds = region.map_or(exemplar, |region| region.bounds);
        let margin = (width.max(height) / 256).max(2);
        let inside = |x: usize, y: usize| {
            let own = |x: usize, y: usize| regions.is_none_or(|regions| regions.at(x, y) == id);
            own(x, y)
                && own(x.saturating_sub(margin), y)
                && own((x + margin).min(width - 1), y)
                && own(x, y.saturating_sub(margin))
                && own(x, (y + margin).min(height - 1))
        };
        let (columns, rows) = bounds.size();
        let step = ((columns * rows / SAMPLES) as f32).sqrt().ceil().max(1.0) as usize;
        let (mut places, mut pixels) = (Vec::new(), Vec::new());
        for y in (bounds.top as usize..bounds.bottom as usize).step_by(step) {
            for x in (bounds.left as usize..bounds.right as usize).step_by(step) {
                let pixel = reference.get(x, y);
                if is_opaque(pixel) && inside(x, y) {
                    places.push((x as f32, y as f32));
                    pixels.push(pixel);
                }
            }
        }
        Self { pixels: places.into_iter().zip(to_oklab_all(&pixels)).collect() }
    }

    /// How colour runs over the area, and the values of the gradation; lines, highlights and shadows, which have not the
    /// colours of the surface and lie off the ramp, do not count.
    fn ramp(&self, base: [f32; 3], surface: &Colors) -> (Ramp, [f32; 4]) {
        let all: Vec<_> = self.pixels.iter().collect();
        if all.len() < 16 {
            let ramp = Ramp { middle: (0.0, 0.0), base, slopes: [(0.0, 0.0); 3] };
            return (ramp, [0.0; 4]);
        }
        let mut ramp = Ramp::through(&all);
        for _ in 0..2 {
            let off = |p: &&Sample| (p.1[0] - ramp.at(p.0)[0]).abs();
            let mut offs: Vec<f32> = all.iter().map(off).collect();
            let middle = offs.len() * 4 / 5;
            let most = (*offs.select_nth_unstable_by(middle, f32::total_cmp).1).max(0.02);
            let kept: Vec<_> = all.iter().copied().filter(|p| off(p) <= most || surface.has(p.1)).collect();
            ramp = Ramp::through(&kept);
        }
        // The direction in which all three change most, towards the light.
        let sum = |of: fn(&(f32, f32)) -> f32| ramp.slopes.iter().map(of).sum::<f32>();
        let (xx, yy, xy) = (sum(|s| s.0 * s.0), sum(|s| s.1 * s.1), sum(|s| s.0 * s.1));
        let angle = 0.5 * f32::atan2(2.0 * xy, xx - yy);
        let mut way = (angle.cos(), angle.sin());
        if ramp.slopes[0].0 * way.0 + ramp.slopes[0].1 * way.1 < 0.0 {
            way = (-way.0, -way.1);
        }
        let mut along: Vec<f32> = all.iter().map(|p| p.0.0 * way.0 + p.0.1 * way.1).collect();
        let mut of_rank = |rank: usize| *along.select_nth_unstable_by(rank, f32::total_cmp).1;
        let extent = of_rank(all.len() * 49 / 50) - of_rank(all.len() / 50);
        let change = ramp.slopes.map(|s| (s.0 * way.0 + s.1 * way.1) * extent);
        let turns = ((-way.1).atan2(way.0) / std::f32::consts::TAU).rem_euclid(1.0);
        (ramp, [turns, change[0], change[1], change[2]])
    }

    /// The share of highlights or shadows and how they differ; `None` if there are hardly any.
    fn glint(&self, ramp: &Ramp, surface: &Colors, lighter: bool) -> Option<[f32; 3]> {
        let chroma = |lab: [f32; 3]| lab[1].hypot(lab[2]);
        let (mut lightness, mut vividness, mut count) = (0.0, 0.0, 0.0);
        for &(place, color) in &self.pixels {
            let own = ramp.at(place);
            let change = color[0] - own[0];
            let is = if lighter { change > GLINT } else { change < -GLINT && change > -LINE };
            // What belongs to the surface is none.
            if is && !surface.has(color) {
                lightness += change;
                vividness += chroma(color) - chroma(own);
                count += 1.0;
            }
        }
        let share = count / self.pixels.len().max(1) as f32;
        (SEEN..0.5).contains(&share).then(|| [share, lightness / count, vividness / count])
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::color::{Rgb, from_oklab};

    /// Two boxes with black outlines: stripes with a light patch in the left one, a ramp in the right one.
    fn reference() -> Raster {
        Plane::from_fn(240, 120, |x, y| {
            let inside = (6..234).contains(&x) && (6..114).contains(&y);
            let line =
                inside && (!(9..231).contains(&x) || !(9..111).contains(&y) || (118..121).contains(&x));
            match x {
                _ if line => [0, 0, 0, 255],
                _ if !inside => [255; 4],
                9..118 if x % 8 < 4 => [200, 60, 60, 255],
                9..118 => [235, 220, 190, 255],
                _ if (150..170).contains(&x) && (85..95).contains(&y) => [250, 250, 240, 255],
                // Lighter by 0.25 from bottom to top.
                _ => from_oklab([0.75 - 0.25 * (y as f32 - 9.0) / 102.0, 0.02, -0.08]).with_alpha(255),
            }
        })
    }

    #[test]
    fn a_pattern_is_measured_inside_its_outline() {
        let reference = reference();
        let regions = Swatch::regions(&reference).unwrap();
        let swatch = Swatch::pick(&reference, regions.as_ref(), (60.0, 60.0), StyleRange::Middle).unwrap();
        let exemplar = swatch.exemplar.as_ref().unwrap();
        assert!(exemplar.patch().as_slice().iter().all(|pixel| pixel[0] > 150), "no line, no neighbour");
        let color = swatch.style.rgb().unwrap();
        assert!(color.delta_e(Rgb::new(218, 140, 125)) < 4.0, "{color}");
        let pattern = swatch.style.get(StyleGroup::Pattern).unwrap();
        assert!((pattern[0] - 8.0).abs() < 0.1 && (pattern[1] % 0.5).abs() < 0.01, "{pattern:?}");
        let grain = swatch.style.get(StyleGroup::Texture).unwrap();
        assert!(grain[0] > 0.05 && grain[2] < 0.01, "{grain:?}");
        assert_eq!(Swatch::from_json(&swatch.to_json()).unwrap(), swatch);
    }

    /// Stripes in a small picture, next to its edges: no paper is taken for a highlight.
    #[test]
    fn a_small_reference_has_an_outline_too() {
        let cloth = Plane::from_fn(120, 100, |x, y| {
            let inside = (6..114).contains(&x) && (6..94).contains(&y);
            match inside {
                false => [255; 4],
                true if !(9..111).contains(&x) || !(9..91).contains(&y) => [0, 0, 0, 255],
                true if x % 8 < 4 => [200, 60, 60, 255],
                true => [235, 220, 190, 255],
            }
        });
        let regions = Swatch::regions(&cloth).unwrap();
        let swatch = Swatch::pick(&cloth, regions.as_ref(), (60.0, 50.0), StyleRange::Middle).unwrap();
        assert!(!swatch.style.has(StyleGroup::Highlight), "{:?}", swatch.style);
        let gradation = swatch.style.get(StyleGroup::Gradation).unwrap();
        assert!(gradation[1].abs() < 0.02, "{gradation:?}");
    }

    #[test]
    fn a_ramp_and_a_highlight_are_measured_over_their_region() {
        let reference = reference();
        let regions = Swatch::regions(&reference).unwrap();
        let swatch = Swatch::pick(&reference, regions.as_ref(), (200.0, 60.0), StyleRange::Small).unwrap();
        let ramp = swatch.style.get(StyleGroup::Gradation).unwrap();
        assert!((ramp[0] - 0.25).abs() < 0.02, "{ramp:?}");
        assert!((ramp[1] - 0.24).abs() < 0.03, "{ramp:?}");
        assert!(swatch.style.get(StyleGroup::Pattern).is_none());
        let glint = swatch.style.get(StyleGroup::Highlight).unwrap();
        assert!(glint[0] > 0.01 && glint[0] < 0.03 && glint[1] > 0.2, "{glint:?}");
        assert!(swatch.style.get(StyleGroup::Shadow).is_none());
    }

    #[test]
    fn places_that_show_no_style_are_refused() {
        let told = |picture: Raster, at| {
            Swatch::pick(&picture, None, at, StyleRange::Large).unwrap_err().to_string()
        };
        let plain = |side, alpha| Plane::filled(side, side, [90, 90, 90, alpha]);
        assert_eq!(told(plain(20, 255), (20.0, 3.0)), "the place (20, 3) is outside the reference, 20x20");
        assert_eq!(
            told(plain(20, 255), (f32::NAN, 3.0)),
            "the place (NaN, 3) is outside the reference, 20x20"
        );
        assert_eq!(
            told(plain(1, 255), (0.0, 0.0)),
            "a reference of 1x1 is smaller than 8x8, too small to show a style"
        );
        assert_eq!(told(plain(20, 0), (3.0, 3.0)), "the reference is transparent at (3, 3)");
        assert!(Swatch::pick(&plain(8, 255), None, (7.9, 0.0), StyleRange::Large).is_ok());
    }
}

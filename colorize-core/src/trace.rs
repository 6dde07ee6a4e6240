//! Coloured trace lines: lines that bound an area of highlight or shadow, and are painted away at the end.
//!
//! The production habit they come from (red for highlights, blue for shadows, black for ink) and the order of the work,
//! everything but the lines first and each line's pixels after it, are those of the colour trace lines of ink and paint
//! departments. A pixel is taken apart into paper, ink and trace line by least squares, so that crossings and soft
//! edges come apart too.

use rayon::prelude::*;

use crate::compose::over;
use crate::region::{RegionMap, RegionOptions};
use crate::{Error, Oklch, Plane, Raster, Result, Rgb, compose};

/// The most trace lines that can be told apart.
const LINES: usize = 16;
/// Least cover of a trace line that is seen, 0..=1.
const LEAST_COVER: f32 = 0.012;
/// A pixel covered so much shows the line's own colour.
const CORE: f32 = 0.6;
/// How far a pixel may be from a mixture of paper, ink and trace line, as a length in darkness 0..=1 a channel.
const STRAY: f32 = 0.25;
/// Less ink than this under a trace line is what the paper, the pen or a lossy file left.
const LEAST_INK: f32 = 0.06;
/// How much nearer two trace lines must come to a pixel than one with ink, as in [`STRAY`]: ink crosses more often.
const CROSSING: f32 = 0.02;
/// How much lighter a highlight is than what is around it, and how much darker a shadow, in Oklab's lightness.
const LIGHTER: f32 = 0.07;
const DARKER: f32 = 0.12;
/// How far from grey, as the squared sine of the angle to it in darkness, a trace line must be.
const COLORFUL: f32 = 0.04;

/// What an area inside a trace line is.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Meaning {
    /// Lighter than what is around it.
    Highlight,
    /// Darker than what is around it.
    Shadow,
    /// A colour of its own.
    Plain,
}

/// A kind of trace line.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct TraceLine {
    /// What it is called.
    pub name: String,
    /// Its colour; the drawing may be somewhat off.
    pub color: Rgb,
    /// What it bounds.
    pub meaning: Meaning,
}

impl TraceLine {
    /// Makes a kind of trace line.
    pub fn new(name: &str, color: Rgb, meaning: Meaning) -> Self {
        Self { name: name.into(), color, meaning }
    }

    /// Red for highlights, blue for shadows, green for plain areas.
    pub fn usual() -> Vec<Self> {
        vec![
            Self::new("red", Rgb::new(255, 0, 0), Meaning::Highlight),
            Self::new("blue", Rgb::new(0, 0, 255), Meaning::Shadow),
            Self::new("green", Rgb::new(0, 255, 0), Meaning::Plain),
        ]
    }
}

/// What an area is inside of.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Inside {
    /// The trace line that bounds it, as its place in the list.
    pub line: usize,
    /// The id of the area on the trace line's other side.
    pub around: u32,
}

/// A drawing taken apart into ink, trace lines and the areas between them.
#[derive(Clone, Debug, PartialEq)]
#[non_exhaustive]
pub struct Traced {
    /// The kinds of trace line that were looked for.
    pub lines: Vec<TraceLine>,
    /// The ink without the trace lines: RGBA8, black, alpha is its cover.
    pub line: Raster,
    /// Which trace line covers a pixel: 0 for none, else its place in the list + 1.
    pub trace: Plane<u8>,
    /// The areas that ink and trace lines bound together; borders run in the middle of both.
    pub regions: RegionMap,
    /// What an area is inside of, by id - 1: the smaller of the two areas on a trace line's sides is inside.
    pub inside: Vec<Option<Inside>>,
}

impl Traced {
    /// Takes a drawing apart. Ink is black, or grey where it is thin, on white paper or on nothing.
    ///
    /// `progress` is told the share done, 0..=1, and stops the work by returning `false`.
    ///
    /// # Errors
    /// [`Error::InvalidArgument`] if there is no trace line or more than 16, or one is grey or white, or an option of
    /// the regions is out of range; [`Error::Limit`] if the drawing is too large for region ids; [`Error::Cancelled`]
    /// if `progress` says so.
    ///
    /// # Complexity
    /// Linear in the pixels times the trace lines.
    pub fn read(
        drawing: &Raster,
        lines: &[TraceLine],
        regions: &RegionOptions,
        progress: &mut dyn FnMut(f32) -> bool,
    ) -> Result<Self> {
        let mut kinds = kinds(lines)?;
        let mut step = |done| if progress(done) { Ok(()) } else { Err(Error::Cancelled) };
        step(0.0)?;
        own_colors(drawing, &mut kinds);
        step(0.2)?;
        let parts: Vec<Part> =
            drawing.as_slice().par_iter().map(|&pixel| part(darkness(pixel), &kinds)).collect();
        step(0.4)?;
        let plane =
            |values| Plane::from_vec(drawing.width(), drawing.height(), values).expect("one part a pixel");
        let cover = |cover: f32| (cover * 255.0).round().min(255.0) as u8;
        let covered = plane(parts.par_iter().map(|part| cover(part.ink + part.cover)).collect());
        let regions = RegionMap::segment(&covered, regions, &mut |done| step(0.4 + 0.5 * done).is_ok())?;
        drop(covered);
        let trace = plane(parts.par_iter().map(|part| part.kind).collect());
        let inside = inside(&regions, &trace, lines.len());
        let line = parts.par_iter().map(|part| [0, 0, 0, cover(part.ink)]).collect();
        let line = Plane::from_vec(drawing.width(), drawing.height(), line)?;
        step(1.0)?;
        Ok(Self { lines: lines.to_vec(), line, trace, regions, inside })
    }

    /// Gives areas without a colour that are inside a highlight or a shadow line the colour around them, lighter or
    /// darker; `colors` are by id - 1.
    pub fn with_meaning(&self, colors: &[Option<Rgb>]) -> Vec<Option<Rgb>> {
        let mut colors = colors.to_vec();
        // From the outside in, for there are shadows in shadows.
        loop {
            let derived = |(i, inside): (usize, &Option<Inside>)| {
                let Inside { line, around } = inside.filter(|_| colors[i].is_none())?;
                let change = match self.lines[line].meaning {
                    Meaning::Highlight => LIGHTER,
                    Meaning::Shadow => -DARKER,
                    Meaning::Plain => return None,
                };
                let color = colors[around as usize - 1]?.to_oklch();
                Some((i, Oklch { l: (color.l + change).clamp(0.0, 1.0), ..color }.to_rgb()))
            };
            let found: Vec<_> = self.inside.iter().enumerate().filter_map(derived).collect();
            if found.is_empty() {
                return colors;
            }
            found.into_iter().for_each(|(i, color)| colors[i] = Some(color));
        }
    }

    /// Fills the areas, by id - 1, and then the trace lines with the colour of the area each of their pixels is nearest
    /// to; areas without a colour stay transparent: RGBA8. The ink is not in it: see [`Traced::picture`].
    ///
    /// # Errors
    /// [`Error::InvalidArgument`] if there is not one colour, or `None`, for each area.
    pub fn flats(&self, colors: &[Option<Rgb>]) -> Result<Raster> {
        if colors.len() != self.regions.len() {
            return Err(Error::InvalidArgument(format!(
                "{} colours for {} areas",
                colors.len(),
                self.regions.len()
            )));
        }
        Ok(compose::flats(self.regions.ids(), colors))
    }

    /// The filled areas under the ink, over `ground`, an RGBA8 colour with straight alpha.
    ///
    /// # Errors
    /// Those of [`Traced::flats`].
    pub fn picture(&self, colors: &[Option<Rgb>], ground: [u8; 4]) -> Result<Raster> {
        let mut flats = self.flats(colors)?;
        flats.as_mut_slice().par_iter_mut().zip(self.line.as_slice()).for_each(|(pixel, line)| {
            *pixel = over(*line, over(*pixel, ground));
        });
        Ok(flats)
    }
}

/// A pixel taken apart.
#[derive(Clone, Copy)]
struct Part {
    /// The trace line + 1, 0 for none.
    kind: u8,
    /// How much the trace line covers, 0..=1.
    cover: f32,
    /// How much the ink covers, 0..=1.
    ink: f32,
}

/// The darkness of trace lines: 1 - colour, each channel 0..=1.
fn kinds(lines: &[TraceLine]) -> Result<Vec<[f32; 3]>> {
    if lines.is_empty() || lines.len() > LINES {
        return Err(Error::InvalidArgument(format!("{} trace lines are outside 1..={LINES}", lines.len())));
    }
    let kinds: Vec<[f32; 3]> = lines.iter().map(|line| darkness(line.color.with_alpha(255))).collect();
    for (line, kind) in lines.iter().zip(&kinds) {
        let (sum, square): (f32, f32) = (kind.iter().sum(), kind.iter().map(|v| v * v).sum());
        if 3.0 * square - sum * sum < COLORFUL * 3.0 * square.max(0.05) {
            return Err(Error::InvalidArgument(format!(
                "trace line `{}` of {} cannot be told from ink or paper; take a bright colour",
                line.name, line.color
            )));
        }
    }
    Ok(kinds)
}

/// How much darker than white paper a pixel is, each channel 0..=1.
fn darkness([r, g, b, alpha]: [u8; 4]) -> [f32; 3] {
    [r, g, b].map(|v| f32::from(255 - v) * f32::from(alpha) / (255.0 * 255.0))
}

/// Takes a pixel apart into ink, which darkens all channels alike, and the trace line that explains it best; or into
/// two trace lines that cross, where those explain it better.
fn part(dark: [f32; 3], kinds: &[[f32; 3]]) -> Part {
    const INK: [f32; 3] = [1.0; 3];
    let ink = (dark.iter().sum::<f32>() / 3.0).min(1.0);
    let mut best = (Part { kind: 0, cover: 0.0, ink }, stray(&dark, &[(ink, &INK)]));
    let colorful = (0..3).any(|i| (dark[i] - ink).abs() > LEAST_COVER / 3.0);
    for (i, kind) in kinds.iter().enumerate().filter(|_| colorful) {
        let [ink, cover] = mixture(&dark, &INK, kind);
        let found = stray(&dark, &[(ink, &INK), (cover, kind)]);
        if cover >= LEAST_COVER && found < STRAY && found < best.1 {
            let ink = if ink < LEAST_INK { 0.0 } else { ink.min(1.0) };
            best = (Part { kind: i as u8 + 1, cover: cover.min(1.0), ink }, found);
        }
    }
    for (i, one) in kinds.iter().enumerate().filter(|_| colorful) {
        for (j, other) in kinds.iter().enumerate().take(i) {
            let covers = mixture(&dark, one, other);
            let found = stray(&dark, &[(covers[0], one), (covers[1], other)]);
            if covers.iter().all(|&cover| cover >= LEAST_COVER) && found < STRAY && found + CROSSING < best.1
            {
                let kind = if covers[0] > covers[1] { i } else { j } as u8 + 1;
                best = (Part { kind, cover: (covers[0] + covers[1]).min(1.0), ink: 0.0 }, found);
            }
        }
    }
    best.0
}

/// How much of two coats, neither less than none, comes nearest to a pixel (least squares).
fn mixture(dark: &[f32; 3], one: &[f32; 3], other: &[f32; 3]) -> [f32; 2] {
    let dot = |a: &[f32; 3], b: &[f32; 3]| a[0] * b[0] + a[1] * b[1] + a[2] * b[2];
    let (aa, bb, ab) = (dot(one, one), dot(other, other), dot(one, other));
    let (ad, bd) = (dot(one, dark), dot(other, dark));
    let determinant = (aa * bb - ab * ab).max(1e-6);
    let (a, b) = ((bb * ad - ab * bd) / determinant, (aa * bd - ab * ad) / determinant);
    match (a < 0.0, b < 0.0) {
        (true, _) => [0.0, (bd / bb).max(0.0)],
        (_, true) => [(ad / aa).max(0.0), 0.0],
        _ => [a, b],
    }
}

/// How far a mixture of coats is from a pixel.
fn stray(dark: &[f32; 3], coats: &[(f32, &[f32; 3])]) -> f32 {
    let mixed = |i: usize| coats.iter().map(|(cover, coat)| cover * coat[i]).sum::<f32>();
    (0..3).map(|i| (mixed(i) - dark[i]).powi(2)).sum::<f32>().sqrt()
}

/// Sets each trace line's darkness to that of the pixels it covers best, if there are any: the line as it was drawn is
/// seldom the pure colour that it is called by.
fn own_colors(drawing: &Raster, kinds: &mut [[f32; 3]]) {
    let seen = &*kinds;
    let core = |&pixel: &[u8; 4]| {
        let dark = darkness(pixel);
        let part = part(dark, seen);
        let clear = part.kind != 0 && part.cover > CORE && part.cover > 2.0 * part.ink;
        clear.then_some((usize::from(part.kind) - 1, dark))
    };
    // Rows are added up in order, whatever the threads.
    let rows = drawing.as_slice().par_chunks(drawing.width()).map(|row| {
        let mut sums = vec![([0.0f64; 3], 0.0f64); seen.len()];
        for (kind, dark) in row.iter().filter_map(core) {
            sums[kind].0.iter_mut().zip(dark).for_each(|(sum, v)| *sum += f64::from(v));
            sums[kind].1 += 1.0;
        }
        sums
    });
    let mut sums = vec![([0.0f64; 3], 0.0f64); seen.len()];
    for row in rows.collect::<Vec<_>>() {
        for (sum, row) in sums.iter_mut().zip(row) {
            sum.0.iter_mut().zip(row.0).for_each(|(sum, v)| *sum += v);
            sum.1 += row.1;
        }
    }
    let deepest = |dark: &[f32; 3]| dark.iter().copied().fold(0.0, f32::max);
    for (kind, (sum, count)) in kinds.iter_mut().zip(sums).filter(|(_, (_, count))| *count > 0.0) {
        let mean = sum.map(|sum| (sum / count) as f32);
        // Soft edges among them made the mean too light: its deepest channel is as dark as the line was called.
        let (called, found) = (deepest(kind), deepest(&mean));
        *kind = mean.map(|v| v * called.max(found) / found);
    }
}

/// What each area is inside of: of two areas that share more of one trace line than of anything else, the smaller one
/// is inside.
fn inside(regions: &RegionMap, trace: &Plane<u8>, lines: usize) -> Vec<Option<Inside>> {
    let (ids, width) = (regions.ids().as_slice(), trace.width());
    // Sides of pixels two areas share, by pair and by what lies there.
    let mut shared = std::collections::BTreeMap::<(u32, u32), Vec<u32>>::new();
    let mut meet = |a: usize, b: usize| {
        if ids[a] != ids[b] {
            let counts =
                shared.entry((ids[a].min(ids[b]), ids[a].max(ids[b]))).or_insert_with(|| vec![0; lines + 1]);
            let kind = trace.as_slice()[a].max(trace.as_slice()[b]);
            counts[usize::from(kind)] += 1;
        }
    };
    for pixel in 0..ids.len() {
        if !(pixel + 1).is_multiple_of(width) {
            meet(pixel, pixel + 1);
        }
        if pixel + width < ids.len() {
            meet(pixel, pixel + width);
        }
    }
    let mut longest = vec![(0, None); regions.len()];
    for ((a, b), counts) in shared {
        let (kind, &length) =
            counts.iter().enumerate().max_by_key(|(_, count)| **count).expect("at least ink");
        let area = |id: u32| regions.regions()[id as usize - 1].area;
        let (inner, around) = if area(a) < area(b) { (a, b) } else { (b, a) };
        let longest = &mut longest[inner as usize - 1];
        if kind > 0 && length > longest.0 {
            *longest = (length, Some(Inside { line: kind - 1, around }));
        }
    }
    longest.into_iter().map(|(_, inside)| inside).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    const SIDE: usize = 240;
    /// Middles and radii of two red circles and a blue one, of the black one around all, and of a blue one that crosses
    /// the second red one.
    const CIRCLES: [(f64, f64, f64); 5] = [
        (80.0, 80.0, 30.0),
        (150.0, 90.0, 26.0),
        (100.0, 160.0, 34.0),
        (120.0, 120.0, 100.0),
        (165.0, 122.0, 24.0),
    ];

    /// Cover of a circle 3 pixels wide, soft or hard.
    fn cover((cx, cy, radius): (f64, f64, f64), x: usize, y: usize, soft: bool) -> f64 {
        let away = ((x as f64 + 0.5 - cx).hypot(y as f64 + 0.5 - cy) - radius).abs();
        let cover = (2.0 - away).clamp(0.0, 1.0);
        if soft { cover } else { f64::from(u8::from(cover >= 0.5)) }
    }

    /// Ink: the large circle, and a bar across one red circle and the blue one.
    fn ink_cover(x: usize, y: usize, soft: bool) -> f64 {
        let bar = (2.0 - (x as f64 + 0.5 - 90.3).abs()).clamp(0.0, 1.0);
        let bar = if (40..200).contains(&y) { bar } else { 0.0 };
        let bar = if soft { bar } else { f64::from(u8::from(bar >= 0.5)) };
        cover(CIRCLES[3], x, y, soft).max(bar)
    }

    fn drawing(soft: bool, red: [f64; 3], clear: bool) -> Raster {
        Plane::from_fn(SIDE, SIDE, |x, y| {
            let blue = cover(CIRCLES[2], x, y, soft).max(cover(CIRCLES[4], x, y, soft));
            let traced = cover(CIRCLES[0], x, y, soft).max(cover(CIRCLES[1], x, y, soft));
            let black = ink_cover(x, y, soft);
            if clear {
                // One coat over another on nothing.
                let coats = [([30.0, 40.0, 230.0], blue), (red, traced), ([0.0; 3], black)];
                let (mut color, mut alpha) = ([0.0; 3], 0.0);
                for (coat, cover) in coats {
                    color = std::array::from_fn(|i| coat[i] * cover + color[i] * (1.0 - cover));
                    alpha = cover + alpha * (1.0 - cover);
                }
                let [r, g, b] = color.map(|v: f64| if alpha > 0.0 { (v / alpha).round() as u8 } else { 0 });
                return [r, g, b, (alpha * 255.0).round() as u8];
            }
            let mut color = [255.0; 3];
            for (coat, cover) in [([30.0, 40.0, 230.0], blue), (red, traced), ([0.0; 3], black)] {
                color = std::array::from_fn(|i| coat[i] * cover + color[i] * (1.0 - cover));
            }
            let [r, g, b] = color.map(|v| v.round() as u8);
            [r, g, b, 255]
        })
    }

    fn read(drawing: &Raster) -> Traced {
        let options = RegionOptions { gap: Some(3), ..RegionOptions::default() };
        Traced::read(drawing, &TraceLine::usual(), &options, &mut |_| true).unwrap()
    }

    #[test]
    fn trace_lines_go_and_ink_stays_whatever_the_edges_and_the_ground() {
        for (soft, red, clear) in [
            (true, [255.0, 0.0, 0.0], false),
            (false, [255.0, 0.0, 0.0], false),
            (true, [222.0, 40.0, 50.0], false),
            (true, [255.0, 0.0, 0.0], true),
        ] {
            let traced = read(&drawing(soft, red, clear));
            // Each area in its own colour, by where it is.
            let at = |x: usize, y: usize| traced.regions.at(x, y).unwrap() as usize - 1;
            let mut colors = vec![None; traced.regions.len()];
            let places = [(72, 80), (100, 80), (150, 90), (80, 165), (110, 165), (180, 160)];
            let paint = |i: usize| Rgb::new(90 + 20 * i as u8, 200, 250 - 20 * i as u8);
            for (i, &(x, y)) in places.iter().enumerate() {
                assert!(colors[at(x, y)].is_none(), "{soft} {red:?}: area {i} is one with another");
                colors[at(x, y)] = Some(paint(i));
            }
            let flats = traced.flats(&colors).unwrap();
            let picture = traced.picture(&colors, [255; 4]).unwrap();
            let mut wrong = 0;
            for (x, y) in (0..SIDE).flat_map(|y| (0..SIDE).map(move |x| (x, y))) {
                let (wanted, found) = (ink_cover(x, y, soft), traced.line.get(x, y));
                wrong += usize::from((wanted - f64::from(found[3]) / 255.0).abs() > 0.15);
                if found[3] == 0 && flats.get(x, y)[3] > 0 {
                    assert_eq!(picture.get(x, y), flats.get(x, y), "{x} {y}");
                }
            }
            assert_eq!(wrong, 0, "{soft} {red:?} {clear}: pixels with more or less ink than was drawn");
            // Every pixel inside a circle, the soft edge and the other circles' lines aside, has its colour.
            for (i, circle) in [(0, CIRCLES[0]), (2, CIRCLES[1]), (3, CIRCLES[2])] {
                for (x, y) in (0..SIDE).flat_map(|y| (0..SIDE).map(move |x| (x, y))) {
                    let away = (x as f64 + 0.5 - circle.0).hypot(y as f64 + 0.5 - circle.1);
                    let bar = (x as f64 - 90.3).abs() < 3.0;
                    let (cx, cy, radius) = CIRCLES[4];
                    let crossed = (x as f64 + 0.5 - cx).hypot(y as f64 + 0.5 - cy) < radius + 2.0;
                    if away < circle.2 - 1.0 && !bar && !crossed {
                        let side = usize::from(i != 2 && x > 90);
                        assert_eq!(flats.get(x, y), paint(i + side).with_alpha(255), "{i}: {x} {y}");
                    }
                }
            }
            let inside = |x: usize, y: usize| traced.inside[at(x, y)].map(|inside| inside.line);
            assert_eq!([inside(150, 90), inside(110, 165), inside(180, 160)], [Some(0), Some(1), None]);
        }
    }

    #[test]
    fn highlights_and_shadows_take_the_colour_around_them() {
        let traced = read(&drawing(true, [255.0, 0.0, 0.0], false));
        let at = |x: usize, y: usize| traced.regions.at(x, y).unwrap() as usize - 1;
        let mut colors = vec![None; traced.regions.len()];
        let base = Rgb::new(120, 150, 90);
        colors[at(180, 160)] = Some(base);
        colors[at(100, 80)] = Some(Rgb::BLACK);
        let colors = traced.with_meaning(&colors);
        let lightness = |x: usize, y: usize| colors[at(x, y)].map(|color| color.to_oklch().l);
        let around = base.to_oklch().l;
        assert!(lightness(150, 90).unwrap() > around + 0.05 && lightness(110, 165).unwrap() < around - 0.1);
        assert_eq!((colors[at(100, 80)], lightness(2, 2)), (Some(Rgb::BLACK), None));
    }

    #[test]
    fn a_drawing_without_trace_lines_is_left_as_it_is() {
        let drawing = Plane::from_fn(SIDE, SIDE, |x, y| {
            let v = (255.0 * (1.0 - ink_cover(x, y, true))).round() as u8;
            [v, v, v, 255]
        });
        let traced = read(&drawing);
        assert!(traced.trace.as_slice().iter().all(|&kind| kind == 0));
        assert!(traced.inside.iter().all(Option::is_none));
        let picture = traced.picture(&vec![None; traced.regions.len()], [255; 4]).unwrap();
        let far = |(a, b): (&[u8; 4], &[u8; 4])| a.iter().zip(b).any(|(a, b)| a.abs_diff(*b) > 1);
        assert_eq!(picture.as_slice().iter().zip(drawing.as_slice()).filter(|&pair| far(pair)).count(), 0);
    }

    #[test]
    fn wrong_lines_and_colours_are_told() {
        let paper = Raster::filled(8, 8, [255; 4]);
        let told = |lines: &[TraceLine]| {
            Traced::read(&paper, lines, &RegionOptions::default(), &mut |_| true).unwrap_err().to_string()
        };
        assert_eq!(told(&[]), "0 trace lines are outside 1..=16");
        for color in [0x00_0000, 0x80_8080, 0xff_ffff, 0xf0_f4f0] {
            let line = TraceLine::new("mine", Rgb::from_hex(color), Meaning::Plain);
            assert!(told(&[line]).contains("trace line `mine` of #"), "{color:x}");
        }
        let traced = read(&paper);
        assert_eq!(traced.flats(&[]).unwrap_err().to_string(), "0 colours for 1 areas");
        let lines = TraceLine::usual();
        let stopped = Traced::read(&paper, &lines, &RegionOptions::default(), &mut |done| done < 0.3);
        assert!(matches!(stopped, Err(Error::Cancelled)));
    }
}

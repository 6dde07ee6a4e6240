//! Coloured trace lines: lines that bound an area of highlight or shadow, and are painted away at the end.
//!
//! The production habit they come from (red for highlights, blue for shadows, black for ink) and the order of the work,
//! everything but the lines first and each line's pixels after it, are those of the colour trace lines of ink and paint
//! departments. A pixel is taken apart into paper, ink and trace line by least squares, so that crossings and soft
//! edges come apart too.

mod crossing;
mod inside;
mod unmix;

use rayon::prelude::*;

use crate::color::{Oklch, Rgb};
use crate::error::{Error, Result};
use crate::progress::{Progress, tell, within};
use crate::raster::blend::over;
use crate::raster::{Plane, Raster};
use crate::region::{RegionMap, RegionOptions, flats};
use crossing::bridge;
pub use inside::Inside;
use inside::inside;
use unmix::{darkness, own_colors, unmix};

/// The most trace lines that can be told apart.
const LINES: usize = 16;
/// How much lighter a highlight is than what is around it, and how much darker a shadow, in Oklab's lightness.
const LIGHTER: f32 = 0.07;
const DARKER: f32 = 0.12;
/// How far from grey, as the squared sine of the angle to it in darkness, a trace line must be.
const COLORFUL: f32 = 0.04;

/// What an area inside a trace line is.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[non_exhaustive]
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
#[non_exhaustive]
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

/// A drawing taken apart into ink, trace lines and the areas between them.
#[derive(Clone, Debug, PartialEq)]
pub struct Traced {
    /// The kinds of trace line that were looked for.
    lines: Vec<TraceLine>,
    /// The ink without the trace lines: RGBA8, black, alpha is its cover.
    line: Raster,
    /// Which trace line covers a pixel: 0 for none, else its place in the list + 1.
    trace: Plane<u8>,
    /// The areas that ink and trace lines bound together; borders run in the middle of both.
    regions: RegionMap,
    /// What an area is inside of, by id - 1: the smaller of the two areas on a trace line's sides is inside.
    inside: Vec<Option<Inside>>,
}

impl Traced {
    /// Takes a drawing apart. Ink is black, or grey where it is thin, on white paper or on nothing.
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
        mut progress: Progress<'_>,
    ) -> Result<Self> {
        let mut kinds = kinds(lines)?;
        tell(&mut progress, 0.0)?;
        own_colors(drawing, &mut kinds);
        tell(&mut progress, 0.2)?;
        let (width, height) = (drawing.width(), drawing.height());
        let pixels = drawing.as_slice().par_iter().map(|&pixel| unmix(darkness(pixel), &kinds)).collect();
        let mut pixels = Plane::from_vec(width, height, pixels)?;
        tell(&mut progress, 0.35)?;
        bridge(&mut pixels);
        tell(&mut progress, 0.4)?;
        let cover = |cover: f32| (cover * 255.0).round().min(255.0) as u8;
        let covered = pixels.map(|pixel| cover(pixel.ink + pixel.cover));
        let mut share = within(&mut progress, 0.4..0.9);
        let regions = RegionMap::segment(&covered, regions, Some(&mut share))?;
        drop((covered, share));
        let trace = pixels.map(|pixel| pixel.kind);
        let inside = inside(&regions, &trace, lines.len());
        let line = pixels.map(|pixel| [0, 0, 0, cover(pixel.ink)]);
        tell(&mut progress, 1.0)?;
        Ok(Self { lines: lines.to_vec(), line, trace, regions, inside })
    }

    /// The kinds of trace line that were looked for.
    pub fn lines(&self) -> &[TraceLine] {
        &self.lines
    }

    /// The ink without the trace lines: RGBA8, black, alpha is its cover.
    pub fn line(&self) -> &Raster {
        &self.line
    }

    /// Which trace line covers a pixel: 0 for none, else its place in the list + 1.
    pub fn trace(&self) -> &Plane<u8> {
        &self.trace
    }

    /// The areas that ink and trace lines bound together; borders run in the middle of both.
    pub fn regions(&self) -> &RegionMap {
        &self.regions
    }

    /// What an area is inside of, by id - 1: the smaller of the two areas on a trace line's sides is inside.
    pub fn inside(&self) -> &[Option<Inside>] {
        &self.inside
    }

    /// Gives areas without a colour that are inside a highlight or a shadow line the colour around them, lighter or
    /// darker; `colors` are by id - 1.
    ///
    /// # Errors
    /// [`Error::InvalidArgument`] if there is not one colour, or `None`, for each area.
    pub fn with_meaning(&self, colors: &[Option<Rgb>]) -> Result<Vec<Option<Rgb>>> {
        self.check(colors)?;
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
                return Ok(colors);
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
        self.check(colors)?;
        Ok(flats(self.regions.ids(), colors))
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

    /// Whether there is one colour for each area.
    fn check(&self, colors: &[Option<Rgb>]) -> Result<()> {
        if colors.len() != self.regions.len() {
            return Err(Error::InvalidArgument(format!(
                "{} colours for {} areas",
                colors.len(),
                self.regions.len()
            )));
        }
        Ok(())
    }
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
        let options = RegionOptions::default().with_gap(3);
        Traced::read(drawing, &TraceLine::usual(), &options, None).unwrap()
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
        let colors = traced.with_meaning(&colors).unwrap();
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
            Traced::read(&paper, lines, &RegionOptions::default(), None).unwrap_err().to_string()
        };
        assert_eq!(told(&[]), "0 trace lines are outside 1..=16");
        for color in [0x00_0000, 0x80_8080, 0xff_ffff, 0xf0_f4f0] {
            let line = TraceLine::new("mine", Rgb::from_hex(color), Meaning::Plain);
            assert!(told(&[line]).contains("trace line `mine` of #"), "{color:x}");
        }
        let traced = read(&paper);
        assert_eq!(traced.flats(&[]).unwrap_err().to_string(), "0 colours for 1 areas");
        assert_eq!(traced.with_meaning(&[]).unwrap_err().to_string(), "0 colours for 1 areas");
        let lines = TraceLine::usual();
        let stopped = Traced::read(&paper, &lines, &RegionOptions::default(), Some(&mut |done| done < 0.3));
        assert!(matches!(stopped, Err(Error::Cancelled)));
    }

    /// A red line over black ones: thin, thick, round and a solid block; `hard` without soft edges.
    fn crossed(x: usize, y: usize, hard: bool) -> [f64; 2] {
        let (x, y) = (x as f64 + 0.5, y as f64 + 0.5);
        let line = |away: f64, wide: f64| {
            let cover = (wide / 2.0 + 0.5 - away.abs()).clamp(0.0, 1.0);
            if hard { f64::from(u8::from(cover >= 0.5)) } else { cover }
        };
        let slanted = (x - 0.5 * y - 60.0) / 1.118;
        let ring = (x - 150.0).hypot(y - 120.0) - 40.0;
        let block = line((x - 215.0).abs().max((y - 120.0).abs()), 24.0);
        let ink = [line(x - 30.0, 2.0), line(slanted, 5.0), line(ring, 4.0), block];
        [ink.into_iter().fold(0.0, f64::max), line(y - 120.2, 4.0)]
    }

    #[test]
    fn ink_goes_on_where_a_trace_line_crosses_over_it() {
        for (hard, opaque) in [(false, true), (true, true), (false, false), (true, false)] {
            let drawing = Raster::from_fn(SIDE, SIDE, |x, y| {
                let [ink, red] = crossed(x, y, hard);
                // Ink over red, as a scan of both has it, keeps the ink's own darkness.
                let red = if opaque { red } else { red * (1.0 - ink) };
                let black = (1.0 - ink) * (1.0 - red);
                let rest = (255.0 * black).round() as u8;
                [(255.0 * (black + red)).round() as u8, rest, rest, 255]
            });
            let traced = read(&drawing);
            let (mut under, mut lost) = (0, Vec::new());
            for (x, y) in (0..SIDE).flat_map(|y| (0..SIDE).map(move |x| (x, y))) {
                let [ink, red] = crossed(x, y, hard);
                let found = f64::from(traced.line().get(x, y)[3]) / 255.0;
                if ink == 1.0 {
                    under += usize::from(red > 0.5);
                    let rim = [x.saturating_sub(1), x + 1].iter().any(|&x| crossed(x, y, hard)[0] < 1.0);
                    lost.extend((found <= 0.7).then_some((x, y, rim)));
                }
                let near = (-4..=4).any(|d: isize| crossed(x.saturating_add_signed(d), y, hard)[0] > 0.0);
                if !near {
                    assert!(found < 0.1, "ink where none is at {x}, {y}: {found} ({hard}, {opaque})");
                }
            }
            // Under opaque red nothing tells to the pixel where a hard edge runs.
            let unknowable = |&(_, _, rim): &(usize, usize, bool)| rim && hard && opaque;
            let kept = lost.iter().all(unknowable) && 10 * lost.len() <= under;
            assert!(kept, "ink lost at {lost:?} of {under} ({hard}, {opaque})");
        }
    }

    #[test]
    fn a_trace_line_between_two_ink_lines_does_not_turn_black() {
        // No paper between: ink, red, ink. And one that ends on a line.
        let drawing = Raster::from_fn(SIDE, SIDE, |x, y| match (x, y) {
            (60..64 | 67..71, _) => [0, 0, 0, 255],
            (64..67, _) => [255, 0, 0, 255],
            (120..125, _) => [0, 0, 0, 255],
            (125..200, 100..104) => [255, 0, 0, 255],
            _ => [255; 4],
        });
        let traced = read(&drawing);
        for (x, y) in (0..SIDE).flat_map(|y| (0..SIDE).map(move |x| (x, y))) {
            let ink = if drawing.get(x, y) == [0, 0, 0, 255] { 255 } else { 0 };
            assert_eq!(traced.line().get(x, y)[3], ink, "{x} {y}");
        }
    }
}

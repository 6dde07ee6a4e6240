//! Ink that a trace line hides where it crosses over it.

use std::f32::consts::TAU;

use rayon::prelude::*;

use super::unmix::{LEAST_INK, Unmixed};
use crate::raster::Plane;

/// Ways to look from a pixel.
const WAYS: usize = 64;
/// How many ways to either side a line may bend where it goes on: 11°.
const BEND: usize = 2;
/// How far ink must go on about one way, as a share of how far it does any other: a line seen along its length.
const ALONG: f32 = 0.7;
/// A pixel that a trace line covers so little, 0..=1, shows what is there.
const UNCOVERED: f32 = 0.1;
/// How far trace lines are looked across at most, in pixels.
const FURTHEST: usize = 80;

/// Gives pixels under trace lines the ink that goes on on both sides of the line, as black wins where the two cross.
///
/// From a covered pixel one looks in opposite ways to the nearest pixels that show: the lesser ink of the two is under
/// it, too, soft edges and all. What counts is ink that from there goes on about the same way as far as it does any
/// other, a line seen along its length, or a solid area. So ink on both sides of a trace line that runs between two
/// lines does not count, nor the line that a trace line ends on.
///
/// # Complexity
/// Linear in the pixels, and for those under trace lines near ink in the width of lines, too.
pub(super) fn bridge(pixels: &mut Plane<Unmixed>) {
    let (trace, ink) = (width(pixels, |pixel| pixel.cover), width(pixels, |pixel| pixel.ink));
    let look = Look { reach: (2 * trace + 3).min(FURTHEST), solid: 3 * ink + 2, longest: 4 * ink + 8 };
    let steps: Vec<_> = (0..WAYS).map(|way| (way as f32 / WAYS as f32 * TAU).sin_cos()).collect();
    let near = Near::new(pixels, look.reach);
    let columns = pixels.width();
    let seen = &*pixels;
    let bridged = |at: usize| {
        let hidden = look.hidden(seen, &steps, at % columns, at / columns);
        (hidden > seen.as_slice()[at].ink).then_some((at, hidden))
    };
    let covered = |at: &usize| {
        let pixel = seen.as_slice()[*at];
        pixel.kind != 0 && pixel.cover >= UNCOVERED && near.has_ink(at % columns, at / columns)
    };
    let found: Vec<_> =
        (0..seen.as_slice().len()).into_par_iter().filter(covered).filter_map(bridged).collect();
    for (at, ink) in found {
        pixels.as_mut_slice()[at].ink = ink;
    }
}

/// Which square cells of a picture are near ink that shows: most trace lines are far from any.
struct Near {
    side: usize,
    cells: Plane<bool>,
}

impl Near {
    /// Cells of `reach` pixels a side, with ink in them or in one of the eight around.
    fn new(pixels: &Plane<Unmixed>, reach: usize) -> Self {
        let side = reach.max(8);
        let mut ink = Plane::filled(pixels.width().div_ceil(side), pixels.height().div_ceil(side), false);
        for y in 0..pixels.height() {
            for (x, pixels) in pixels.row(y).chunks(side).enumerate() {
                if pixels.iter().any(|pixel| pixel.ink >= LEAST_INK && pixel.cover < UNCOVERED) {
                    ink.set(x, y / side, true);
                }
            }
        }
        let around = |x: usize, y: usize| {
            let rows = y.saturating_sub(1)..(y + 2).min(ink.height());
            rows.into_iter()
                .any(|y| ink.row(y)[x.saturating_sub(1)..(x + 2).min(ink.width())].iter().any(|&ink| ink))
        };
        Self { side, cells: Plane::from_fn(ink.width(), ink.height(), around) }
    }

    fn has_ink(&self, x: usize, y: usize) -> bool {
        self.cells.get(x / self.side, y / self.side)
    }
}

/// How wide lines are, in pixels: a quarter of the runs of covered pixels in rows and columns is no longer.
fn width(pixels: &Plane<Unmixed>, cover: impl Fn(&Unmixed) -> f32) -> usize {
    let mut runs = [0_usize; 256];
    let mut count = |line: &mut dyn Iterator<Item = &Unmixed>| {
        let mut run = 0;
        for pixel in line {
            if cover(pixel) >= 0.5 {
                run += 1;
            } else if run > 0 {
                runs[run.min(255)] += 1;
                run = 0;
            }
        }
        runs[run.min(255)] += usize::from(run > 0);
    };
    for y in 0..pixels.height() {
        count(&mut pixels.row(y).iter());
    }
    for x in 0..pixels.width() {
        count(&mut pixels.as_slice()[x..].iter().step_by(pixels.width()));
    }
    let total: usize = runs.iter().sum();
    let mut sum = 0;
    let quarter = runs.iter().position(|&count| {
        sum += count;
        sum * 4 >= total
    });
    quarter.unwrap_or(0)
}

/// How far to look.
struct Look {
    /// From one place that shows to the other, in pixels: lines that cross at 30° or more.
    reach: usize,
    /// Along the ink and across it, in pixels: what is as deep both ways is no line.
    solid: usize,
    /// Along the ink at most, in pixels.
    longest: usize,
}

impl Look {
    /// How much ink there is under a pixel, as far as what shows around it tells. `steps` are the sine and cosine of
    /// all ways.
    fn hidden(&self, pixels: &Plane<Unmixed>, steps: &[(f32, f32)], x: usize, y: usize) -> f32 {
        let from = (x as f32, y as f32);
        let under = |way: usize| {
            let [one, other] = [way, way + WAYS / 2];
            let (a, b) = (self.shown(pixels, from, steps[one])?, self.shown(pixels, from, steps[other])?);
            let along = |place, way| self.goes_on(pixels, steps, place, way);
            (a.far + b.far <= self.reach && along(a, one) && along(b, other)).then_some(a.ink.min(b.ink))
        };
        (0..WAYS / 2).filter_map(under).fold(0.0, f32::max)
    }

    /// The first place this way that shows, if there is ink.
    fn shown(&self, pixels: &Plane<Unmixed>, from: (f32, f32), step: (f32, f32)) -> Option<Shown> {
        for far in 1..self.reach {
            let at = moved(from, step, far as f32);
            let (cover, ink) = sample(pixels, at)?;
            if cover < UNCOVERED {
                return (ink >= LEAST_INK).then_some(Shown { at, ink, far });
            }
        }
        None
    }

    /// Whether ink goes on from a place about this way.
    fn goes_on(&self, pixels: &Plane<Unmixed>, steps: &[(f32, f32)], place: Shown, way: usize) -> bool {
        let run = |from: (f32, f32), way: usize, most: usize, is_ink: &dyn Fn(Option<(f32, f32)>) -> bool| {
            let inked = |far: &usize| is_ink(sample(pixels, moved(from, steps[way % WAYS], *far as f32)));
            (1..=most).take_while(inked).count()
        };
        let enough = 0.6 * place.ink;
        // Under other trace lines it may go on, and straight beyond the picture's edge.
        let straight =
            run(place.at, way, self.longest, &|found| found.is_none_or(|(cover, ink)| cover + ink >= enough));
        // Not back under this one.
        let shows =
            |found: Option<(f32, f32)>| found.is_some_and(|(cover, ink)| ink >= enough && cover < 0.5);
        let inside = moved(place.at, steps[way % WAYS], 1.0);
        let wide: usize =
            [WAYS / 4, 3 * WAYS / 4].map(|turn| run(inside, way + turn, self.solid, &shows)).iter().sum();
        if straight >= self.solid && wide >= self.solid {
            return true;
        }
        let (mut along, mut other) = (straight, 0);
        for turn in 3 * WAYS / 4..=5 * WAYS / 4 {
            let far = 1 + run(inside, way + turn, self.longest - 1, &shows);
            let about = turn.abs_diff(WAYS) <= BEND;
            let longest = if about { &mut along } else { &mut other };
            *longest = (*longest).max(far);
        }
        along as f32 >= ALONG * other as f32
    }
}

/// So many pixels on from a place; a step is a sine and a cosine.
fn moved((x, y): (f32, f32), (down, right): (f32, f32), far: f32) -> (f32, f32) {
    (x + right * far, y + down * far)
}

/// Ink that shows.
#[derive(Clone, Copy)]
struct Shown {
    at: (f32, f32),
    ink: f32,
    /// From the pixel under the trace line, in pixels.
    far: usize,
}

/// Cover and ink at a place between the middles of pixels; `None` outside.
fn sample(pixels: &Plane<Unmixed>, (x, y): (f32, f32)) -> Option<(f32, f32)> {
    let (width, height) = (pixels.width(), pixels.height());
    if x < 0.0 || y < 0.0 || x > (width - 1) as f32 || y > (height - 1) as f32 {
        return None;
    }
    let (left, top) = (x as usize, y as usize);
    let (right, bottom) = ((left + 1).min(width - 1), (top + 1).min(height - 1));
    let (across, down) = (x.fract(), y.fract());
    let mix = |value: fn(&Unmixed) -> f32| {
        let row = |y: usize| {
            let row = pixels.row(y);
            value(&row[left]) * (1.0 - across) + value(&row[right]) * across
        };
        row(top) * (1.0 - down) + row(bottom) * down
    };
    Some((mix(|pixel| pixel.cover), mix(|pixel| pixel.ink)))
}

//! Ink that a trace line hides where it crosses over it.

use std::f32::consts::TAU;

use rayon::prelude::*;

use super::unmix::Unmixed;
use crate::raster::Plane;

/// Ways to look from a pixel.
const WAYS: usize = 32;
/// How many ways two may be off from opposite.
const BENT: usize = 2;
/// A pixel that a trace line covers so little, 0..=1, shows what is there.
const UNCOVERED: f32 = 0.1;
/// How far trace lines are looked across at most, in pixels.
const FURTHEST: usize = 80;

/// Gives pixels under trace lines the ink that goes on on both sides of the line, as black wins where the two cross.
///
/// From a covered pixel one looks both ways to the nearest pixels that show. What counts is ink that from there goes
/// on the same way farther than a line is wide: a line seen along its length, or a solid area. So ink on both sides of
/// a trace line that runs between two lines does not count, nor the line that a trace line ends on.
///
/// # Complexity
/// Linear in the pixels, and for those under trace lines in the width of lines, too.
pub(super) fn bridge(pixels: &mut Plane<Unmixed>) {
    let (trace, ink) = (width(pixels, |pixel| pixel.cover), width(pixels, |pixel| pixel.ink));
    let look = Look { reach: (3 * trace + 4).min(FURTHEST), depth: 3 * ink / 2 + 2 };
    let columns = pixels.width();
    let seen = &*pixels;
    let bridged = |at: usize| {
        let hidden = look.hidden(seen, at % columns, at / columns);
        (hidden > seen.as_slice()[at].ink).then_some((at, hidden))
    };
    let covered = |at: &usize| seen.as_slice()[*at].kind != 0 && seen.as_slice()[*at].cover >= UNCOVERED;
    let found: Vec<_> =
        (0..seen.as_slice().len()).into_par_iter().filter(covered).filter_map(bridged).collect();
    for (at, ink) in found {
        pixels.as_mut_slice()[at].ink = ink;
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
    /// For the nearest pixel that shows, in pixels.
    reach: usize,
    /// Along the ink from there, in pixels.
    depth: usize,
}

impl Look {
    /// How much ink there is under a pixel, as far as what shows around it tells.
    fn hidden(&self, pixels: &Plane<Unmixed>, x: usize, y: usize) -> f32 {
        let ink: [f32; WAYS] = std::array::from_fn(|way| {
            let (sin, cos) = (way as f32 / WAYS as f32 * TAU).sin_cos();
            self.ink_along(pixels, (x as f32, y as f32), (cos, sin))
        });
        let opposite = |way: usize| {
            let across = (WAYS / 2 - BENT..=WAYS / 2 + BENT).map(|turn| ink[(way + turn) % WAYS]);
            across.fold(0.0, f32::max).min(ink[way])
        };
        (0..WAYS / 2).map(opposite).fold(0.0, f32::max)
    }

    /// The ink of the first pixel that shows this way, if it goes on from there; else 0.
    fn ink_along(&self, pixels: &Plane<Unmixed>, from: (f32, f32), step: (f32, f32)) -> f32 {
        let at = |far: usize| sample(pixels, from.0 + step.0 * far as f32, from.1 + step.1 * far as f32);
        let shows = |far: &usize| at(*far).is_none_or(|(cover, _)| cover < UNCOVERED);
        let Some(first) = (1..=self.reach).find(shows) else { return 0.0 };
        let Some((_, ink)) = at(first) else { return 0.0 };
        if ink < 0.1 {
            return 0.0;
        }
        // Beyond the picture's edge, and under other trace lines, the ink may go on.
        let goes_on = |far: &usize| at(*far).is_none_or(|(cover, next)| cover + next >= 0.6 * ink);
        let further = (first..first + self.depth).filter(goes_on).count();
        if further * 4 >= self.depth * 3 { ink } else { 0.0 }
    }
}

/// Cover and ink at a place between the middles of pixels; `None` outside.
fn sample(pixels: &Plane<Unmixed>, x: f32, y: f32) -> Option<(f32, f32)> {
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

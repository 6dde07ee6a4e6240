//! How an exemplar repeats: two periods, found by its autocorrelation.

use rayon::prelude::*;

use super::patch::Patch;
use super::sums::Sums;
use crate::raster::Plane;

/// Shifts are tried up to this share of a side.
const FARTHEST: f32 = 0.4;
/// An exemplar repeats if it is so like itself, shifted by a period: correlation, 0 to 1.
const LIKE: f32 = 0.5;
/// A shorter period wins over one that is more alike, if it is nearly so: of the best.
const NEARLY: f32 = 0.85;
/// Between a place and the next alike one it must be less alike by this.
const DIP: f32 = 0.15;
/// A period that is so near to whole pixels...
const WHOLE: f32 = 0.1;
/// ...and so like is one: patterns that were drawn by a program.
const SAME: f32 = 0.98;
/// Two periods stand at an angle of at least this sine.
const APART: f32 = 0.35;

/// Two shifts, in pixels to the right and down, that leave a texture as it is.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Repeat {
    /// The shortest.
    pub first: (f32, f32),
    /// The shortest that runs another way. Along stripes any does.
    pub second: (f32, f32),
    /// How alike the texture is to itself when shifted: correlation, 0.5 to 1.
    pub likeness: f32,
}

impl Repeat {
    /// How an exemplar repeats; `None` if it does not, or has too few repetitions to tell.
    pub(super) fn find(patch: &Patch) -> Option<Self> {
        let map = Correlation::of(&patch.principal())?;
        let mut peaks = map.peaks();
        let best = peaks.iter().map(|peak| peak.2).reduce(f32::max).filter(|&best| best >= LIKE)?;
        peaks.retain(|peak| peak.2 >= (NEARLY * best).max(LIKE));
        peaks.sort_by_key(|&(dx, dy, _)| (dx * dx + dy * dy, dy, dx));
        let first = peaks[0];
        let second = peaks.iter().copied().find(|&(dx, dy, _)| {
            let cross = (dx * first.1 - dy * first.0) as f32;
            cross.abs() >= APART * length((dx as f32, dy as f32)) * length((first.0 as f32, first.1 as f32))
        })?;
        let (first, second) = (map.refined((first.0, first.1)), map.refined((second.0, second.1)));
        Some(Self { first, second: shortened(first, second), likeness: best.min(1.0) })
    }

    /// The same of an exemplar that was scaled by these factors.
    pub(super) fn scaled(self, by: (f32, f32)) -> Self {
        let scale = |(x, y): (f32, f32)| (x * by.0, y * by.1);
        Self { first: scale(self.first), second: scale(self.second), ..self }
    }

    /// Half the sides of a box around one period each way.
    pub(super) fn half_cell(&self) -> (f32, f32) {
        let half = |a: f32, b: f32| (a.abs() + b.abs()) / 2.0;
        (half(self.first.0, self.second.0), half(self.first.1, self.second.1))
    }

    /// The shift by whole periods that is nearest to one.
    pub(super) fn nearest(&self, (x, y): (f64, f64)) -> (f64, f64) {
        let [ax, ay, bx, by] = [self.first.0, self.first.1, self.second.0, self.second.1].map(f64::from);
        let area = ax * by - ay * bx;
        let (a, b) = (((x * by - y * bx) / area).round(), ((ax * y - ay * x) / area).round());
        (a * ax + b * bx, a * ay + b * by)
    }

    /// The length of the first, in pixels: of stripes, from one to the next.
    pub fn period(&self) -> f32 {
        length(self.first)
    }
}

/// The second period less as many of the first as make it short.
fn shortened(first: (f32, f32), second: (f32, f32)) -> (f32, f32) {
    let times = ((first.0 * second.0 + first.1 * second.1) / length(first).powi(2)).round();
    (second.0 - times * first.0, second.1 - times * first.1)
}

fn length((x, y): (f32, f32)) -> f32 {
    x.hypot(y)
}

/// How alike a picture is to itself, by shift.
struct Correlation {
    /// The farthest shift in x and y.
    far: (i32, i32),
    /// For shifts of -far to far in x, and 0 to far in y; those upwards are the same.
    values: Plane<f32>,
}

impl Correlation {
    /// `None` if the picture has one value, or is too small to be shifted.
    fn of(picture: &Plane<f32>) -> Option<Self> {
        let (width, height) = (picture.width(), picture.height());
        let far = |side: usize| (side as f32 * FARTHEST) as i32;
        let far = (far(width), far(height));
        let squares = Sums::of(picture, |v| f64::from(v) * f64::from(v));
        let all = squares.of_box(0, 0, width, height);
        if far.0 < 3 || far.1 < 3 || all < 1e-6 * (width * height) as f64 {
            return None;
        }
        let columns = 2 * far.0 as usize + 1;
        let padded =
            Plane::from_fn(width + LANES, height, |x, y| if x < width { picture.get(x, y) } else { 0.0 });
        let likeness = |i: usize| {
            let (dx, dy) = ((i % columns) as i32 - far.0, i / columns);
            let (left, shifted) = ((-dx).max(0) as usize, dx.max(0) as usize);
            let (w, h) = (width - dx.unsigned_abs() as usize, height - dy);
            let sum = pulp::Arch::new().dispatch(Product {
                picture: &padded,
                at: (left, 0),
                shifted: (shifted, dy),
                size: (w, h),
            });
            let own = squares.of_box(left, 0, w, h) * squares.of_box(shifted, dy, w, h);
            (f64::from(sum) / own.sqrt().max(1e-12)) as f32
        };
        let values = (0..columns * (far.1 as usize + 1)).into_par_iter().map(likeness).collect();
        let values = Plane::from_vec(columns, far.1 as usize + 1, values).expect("one value a shift");
        Some(Self { far, values })
    }

    /// How alike the picture is when shifted; `None` if that was not tried.
    fn at(&self, (dx, dy): (i32, i32)) -> Option<f32> {
        let (dx, dy) = if dy < 0 { (-dx, -dy) } else { (dx, dy) };
        let tried = dx.abs() <= self.far.0 && dy <= self.far.1;
        tried.then(|| self.values.get((dx + self.far.0) as usize, dy as usize))
    }

    /// Shifts downwards, or to the right, that make the picture more alike than those around them, with a dip on the
    /// way there.
    fn peaks(&self) -> Vec<(i32, i32, f32)> {
        let mut peaks = Vec::new();
        for dy in 0..self.far.1 {
            for dx in if dy == 0 { 1..self.far.0 } else { 1 - self.far.0..self.far.0 } {
                let here = self.at((dx, dy)).expect("inside");
                let higher = |&(x, y): &(i32, i32)| self.at((dx + x, dy + y)).is_some_and(|v| v > here);
                if here < LIKE || AROUND.iter().any(higher) {
                    continue;
                }
                let steps = dx.abs().max(dy);
                let way = (1..steps).filter_map(|step| {
                    let part = |d: i32| (d as f32 * step as f32 / steps as f32).round() as i32;
                    self.at((part(dx), part(dy)))
                });
                if way.fold(f32::INFINITY, f32::min) <= here - DIP {
                    peaks.push((dx, dy, here));
                }
            }
        }
        peaks
    }

    /// A peak to parts of a pixel, the more exactly the more of its multiples were tried.
    fn refined(&self, (dx, dy): (i32, i32)) -> (f32, f32) {
        let mut found = self.summit((dx, dy));
        let off = length((found.0 - dx as f32, found.1 - dy as f32));
        if off < WHOLE && self.at((dx, dy)).is_some_and(|like| like > SAME) {
            return (dx as f32, dy as f32);
        }
        for times in 2..16 {
            let times = times as f32;
            let near = ((found.0 * times).round() as i32, (found.1 * times).round() as i32);
            if near.0.abs() >= self.far.0 || near.1.abs() >= self.far.1 {
                break;
            }
            let steps = AROUND.iter().chain(&[(0, 0)]).map(|step| (near.0 + step.0, near.1 + step.1));
            let value = |at: (i32, i32)| self.at(at).unwrap_or(-1.0);
            // Along stripes many are as good: the nearest of them.
            let best = steps.reduce(|a, b| if value(b) > value(a) + 1e-4 { b } else { a }).unwrap_or(near);
            if value(best) < LIKE {
                break;
            }
            let best = if value(best) > value(near) + 1e-4 { best } else { near };
            let (x, y) = self.summit(best);
            found = (x / times, y / times);
        }
        found
    }

    /// Where the paraboloid through a peak and those around it is highest.
    fn summit(&self, (dx, dy): (i32, i32)) -> (f32, f32) {
        let v = |x: i32, y: i32| self.at((dx + x, dy + y));
        let all: Option<Vec<f32>> = AROUND.iter().map(|&(x, y)| v(x, y)).collect();
        let (Some(_), Some(here)) = (all, v(0, 0)) else { return (dx as f32, dy as f32) };
        let v = |x: i32, y: i32| v(x, y).unwrap_or(here);
        let slope = ((v(1, 0) - v(-1, 0)) / 2.0, (v(0, 1) - v(0, -1)) / 2.0);
        let xx = v(1, 0) - 2.0 * here + v(-1, 0);
        let yy = v(0, 1) - 2.0 * here + v(0, -1);
        let xy = (v(1, 1) - v(-1, 1) - v(1, -1) + v(-1, -1)) / 4.0;
        // Held back along a ridge, where nothing tells how far to go.
        let hold = 0.02 * (xx + yy);
        let (xx, yy) = (xx + hold, yy + hold);
        let area = xx * yy - xy * xy;
        if xx >= 0.0 || yy >= 0.0 || area <= 1e-9 {
            return (dx as f32, dy as f32);
        }
        let step = ((xy * slope.1 - yy * slope.0) / area, (xy * slope.0 - xx * slope.1) / area);
        (dx as f32 + step.0.clamp(-1.0, 1.0), dy as f32 + step.1.clamp(-1.0, 1.0))
    }
}

const AROUND: [(i32, i32); 8] = [(-1, -1), (0, -1), (1, -1), (-1, 0), (1, 0), (-1, 1), (0, 1), (1, 1)];

/// Pixels that are multiplied side by side.
const LANES: usize = 16;

/// The sum of products of two boxes of a picture. No product is fused with a sum, so that all instruction sets give the
/// same.
struct Product<'a> {
    /// With `LANES` columns of zeros at the right, where one of the boxes ends: both may be taken for wider.
    picture: &'a Plane<f32>,
    /// Columns and rows where the two begin.
    at: (usize, usize),
    shifted: (usize, usize),
    size: (usize, usize),
}

impl pulp::WithSimd for Product<'_> {
    type Output = f32;

    #[inline(always)]
    fn with_simd<S: pulp::Simd>(self, _: S) -> f32 {
        let width = self.size.0.next_multiple_of(LANES);
        let mut sums = [0.0f32; LANES];
        for y in 0..self.size.1 {
            let a = &self.picture.row(self.at.1 + y)[self.at.0..self.at.0 + width];
            let b = &self.picture.row(self.shifted.1 + y)[self.shifted.0..self.shifted.0 + width];
            for (a, b) in a.as_chunks::<LANES>().0.iter().zip(b.as_chunks::<LANES>().0) {
                for i in 0..LANES {
                    sums[i] += a[i] * b[i];
                }
            }
        }
        sums.iter().sum()
    }
}

//! How an exemplar repeats: two periods, found by its autocorrelation.

use rustfft::FftPlannerScalar;
use rustfft::num_complex::Complex;

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
        let products = autocorrelation(picture, far);
        let values = Plane::from_fn(products.width(), products.height(), |x, y| {
            let dx = x as i32 - far.0;
            let (left, shifted) = ((-dx).max(0) as usize, dx.max(0) as usize);
            let (w, h) = (width - dx.unsigned_abs() as usize, height - y);
            let own = squares.of_box(left, 0, w, h) * squares.of_box(shifted, y, w, h);
            (products.get(x, y) / own.sqrt().max(1e-12)) as f32
        });
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

/// The sums of products of a picture and itself, shifted: -far to far in x, 0 to far in y. By the Wiener-Khinchin theorem:
/// what a Fourier transform's squares are transformed back to.
fn autocorrelation(picture: &Plane<f32>, far: (i32, i32)) -> Plane<f64> {
    // With zeros beyond it as far as it is shifted, so that it does not meet itself on the other side.
    let side = |side: usize, far: i32| smooth(side + far as usize);
    let (width, height) = (side(picture.width(), far.0), side(picture.height(), far.1));
    let mut planner = FftPlannerScalar::new();
    let mut rows = vec![Complex::default(); width * height];
    for (y, row) in rows.chunks_exact_mut(width).take(picture.height()).enumerate() {
        row.iter_mut().zip(picture.row(y)).for_each(|(to, &v)| to.re = f64::from(v));
    }
    // Rows without a value stay as they are.
    planner.plan_fft_forward(width).process(&mut rows[..width * picture.height()]);
    let mut columns = transposed(&rows, width);
    planner.plan_fft_forward(height).process(&mut columns);
    columns.iter_mut().for_each(|v| *v = Complex::new(v.norm_sqr(), 0.0));
    planner.plan_fft_inverse(height).process(&mut columns);
    let mut rows = transposed(&columns, height);
    rows.truncate(width * (far.1 as usize + 1));
    planner.plan_fft_inverse(width).process(&mut rows);
    let scale = 1.0 / (width * height) as f64;
    Plane::from_fn(2 * far.0 as usize + 1, far.1 as usize + 1, |x, y| {
        let column = (x as i32 - far.0).rem_euclid(width as i32) as usize;
        rows[y * width + column].re * scale
    })
}

/// The least number from `least` on that has no prime factors but 2 and 3: such transforms are fast.
fn smooth(least: usize) -> usize {
    let is_smooth = |mut n: usize| {
        for prime in [2, 3] {
            while n.is_multiple_of(prime) {
                n /= prime;
            }
        }
        n == 1
    };
    (least.max(1)..).find(|&n| is_smooth(n)).expect("a power of two at last")
}

/// Rows of `width` values as columns.
fn transposed(values: &[Complex<f64>], width: usize) -> Vec<Complex<f64>> {
    let height = values.len() / width;
    (0..width * height).map(|i| values[i % height * width + i / height]).collect()
}

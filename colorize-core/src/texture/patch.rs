//! A small picture around its mean.

use super::histogram::Histogram;
use super::is_opaque;
use crate::color::to_oklab_all;
use crate::raster::{Plane, Raster};

/// A slow change of colour that makes up more of what differs than this share is light, not texture.
const LIGHT: f32 = 0.2;
/// The smallest side, in pixels.
const LEAST: usize = 8;

/// What differs from the mean, OKLab.
#[derive(Clone, Debug)]
pub(super) struct Patch(pub Plane<[f32; 3]>);

impl Patch {
    /// The mean of a picture, and what differs from it; `None` if no pixel is opaque.
    pub(super) fn new(picture: &Raster) -> Option<([f32; 3], Self)> {
        let values = to_oklab_all(picture.as_slice());
        let opaque = || values.iter().zip(picture.as_slice()).filter(|(_, pixel)| is_opaque(**pixel));
        let count = opaque().count();
        if count == 0 {
            return None;
        }
        let add = |sum: [f64; 3], (v, _): (&[f32; 3], _)| std::array::from_fn(|i| sum[i] + f64::from(v[i]));
        let sum = opaque().fold([0.0f64; 3], add);
        let mean = sum.map(|v| (v / count as f64) as f32);
        let differing = |(value, pixel): (&[f32; 3], &[u8; 4])| {
            if is_opaque(*pixel) { std::array::from_fn(|i| value[i] - mean[i]) } else { [0.0; 3] }
        };
        let differing = values.iter().zip(picture.as_slice()).map(differing).collect();
        let mut patch =
            Self(Plane::from_vec(picture.width(), picture.height(), differing).expect("all pixels"));
        patch.flatten();
        Some((mean, patch))
    }

    /// Takes away what changes evenly from side to side, if that is much of it.
    fn flatten(&mut self) {
        let (width, height) = (self.width(), self.height());
        let middle = ((width - 1) as f32 / 2.0, (height - 1) as f32 / 2.0);
        let at = |i: usize| ((i % width) as f32 - middle.0, (i / width) as f32 - middle.1);
        let (mut along_x, mut along_y, mut all) = ([0.0f32; 3], [0.0f32; 3], 0.0);
        let (mut xx, mut yy) = (0.0, 0.0);
        for (i, value) in self.0.as_slice().iter().enumerate() {
            let (x, y) = at(i);
            (xx, yy) = (xx + x * x, yy + y * y);
            for c in 0..3 {
                along_x[c] += x * value[c];
                along_y[c] += y * value[c];
                all += value[c] * value[c];
            }
        }
        let square = |sums: [f32; 3], of: f32| sums.iter().map(|v| v * v).sum::<f32>() / of;
        if square(along_x, xx) + square(along_y, yy) < LIGHT * all {
            return;
        }
        for (i, value) in self.0.as_mut_slice().iter_mut().enumerate() {
            let (x, y) = at(i);
            for c in 0..3 {
                value[c] -= x * along_x[c] / xx + y * along_y[c] / yy;
            }
        }
    }

    pub(super) fn width(&self) -> usize {
        self.0.width()
    }

    pub(super) fn height(&self) -> usize {
        self.0.height()
    }

    /// The same, smaller by a factor below 1, each pixel the mean of those it covers.
    pub(super) fn shrunk(&self, scale: f32) -> Self {
        if scale >= 1.0 {
            return self.clone();
        }
        let side = |side: usize| ((side as f32 * scale).round() as usize).max(LEAST.min(side));
        let (width, height) = (side(self.width()), side(self.height()));
        let across = spans(self.width(), width);
        let down = spans(self.height(), height);
        Self(Plane::from_fn(width, height, |x, y| {
            let mut sum = [0.0; 3];
            for &(row, part) in &down[y] {
                for &(column, share) in &across[x] {
                    let value = self.0.get(column, row);
                    sum.iter_mut().zip(value).for_each(|(sum, v)| *sum += part * share * v);
                }
            }
            sum
        }))
    }

    /// Turns its values into Gaussian ones, each channel for itself, and gives what turns them back.
    pub(super) fn gaussian(&mut self) -> [Histogram; 3] {
        std::array::from_fn(|channel| {
            let mut values: Vec<f32> = self.0.as_slice().iter().map(|value| value[channel]).collect();
            let histogram = Histogram::of(&mut values);
            self.0.as_mut_slice().iter_mut().zip(values).for_each(|(pixel, v)| pixel[channel] = v);
            histogram
        })
    }

    /// Its values along the direction in which they differ most: one number a pixel.
    pub(super) fn principal(&self) -> Plane<f32> {
        let mut square = [[0.0f32; 3]; 3];
        for value in self.0.as_slice() {
            for (i, row) in square.iter_mut().enumerate() {
                row.iter_mut().zip(value).for_each(|(sum, v)| *sum += value[i] * v);
            }
        }
        // Power iteration, from a direction that no surface is likely to be at right angles to.
        let mut axis = [0.8, 0.4, 0.45f32];
        for _ in 0..24 {
            let next = square.map(|row| row.iter().zip(axis).map(|(m, a)| m * a).sum::<f32>());
            let length = next.iter().map(|v| v * v).sum::<f32>().sqrt();
            if length < 1e-9 {
                break;
            }
            axis = next.map(|v| v / length);
        }
        self.0.map(|value| value.iter().zip(axis).map(|(v, a)| v * a).sum())
    }
}

/// For each of `to` pixels the ones of `from` it covers, with their shares.
fn spans(from: usize, to: usize) -> Vec<Vec<(usize, f32)>> {
    let ratio = from as f32 / to as f32;
    let span = |i: usize| {
        let (start, end) = (i as f32 * ratio, (i + 1) as f32 * ratio);
        let pixels = start as usize..(end.ceil() as usize).min(from);
        let share = |s: usize| (end.min((s + 1) as f32) - start.max(s as f32)).max(0.0) / ratio;
        pixels.map(|s| (s, share(s))).collect()
    };
    (0..to).map(span).collect()
}

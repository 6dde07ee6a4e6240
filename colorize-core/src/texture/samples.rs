//! A patch that can be asked for any point.

use super::floor::floor_above_0;
use super::patch::Patch;

/// Pixels around the patch that repeat its edge, so that no point asks for one that is not there.
const MARGIN: usize = 4;
/// Points may lie so far outside; those beyond see the edge as well.
const OUTSIDE: f32 = 1.5;
/// A point so near to the middle of a pixel sees that alone.
const NEAR: f32 = 1e-3;

/// The pixels of a patch, with a margin. The fourth value is 1: so pixels are as wide as registers, and the sum of weights
/// comes with that of the values.
#[derive(Clone, Debug)]
pub(super) struct Samples {
    values: Vec<[f32; 4]>,
    columns: usize,
    /// Columns and rows of the patch.
    pub sides: (f32, f32),
}

impl Samples {
    pub(super) fn new(patch: &Patch) -> Self {
        Self::with_margin(patch, |v, side| v.saturating_sub(MARGIN).min(side - 1))
    }

    /// Of a patch that is a tile: the margin goes on at its other side.
    pub(super) fn tiled(tile: &Patch) -> Self {
        Self::with_margin(tile, |v, side| (v + MARGIN * (side - 1)) % side)
    }

    /// `near` tells which of so many pixels is seen at a place that counts from the margin.
    fn with_margin(patch: &Patch, near: impl Fn(usize, usize) -> usize) -> Self {
        let (width, height) = (patch.width(), patch.height());
        let (columns, rows) = (width + 2 * MARGIN, height + 2 * MARGIN);
        let values = (0..columns * rows).map(|i| {
            let [l, a, b] = patch.0.get(near(i % columns, width), near(i / columns, height));
            [l, a, b, 1.0]
        });
        Self { values: values.collect(), columns, sides: (width as f32, height as f32) }
    }
}

/// Points of a patch, from 0 to its sides; between pixels by cubic interpolation (Catmull and Rom 1974), which keeps what
/// is sharp.
pub(super) struct Places<const N: usize> {
    /// The pixel itself, or of four by four the first.
    first: [i32; N],
    /// Nothing but that pixel counts.
    whole: [bool; N],
    /// What four columns and four rows count.
    across: [[f32; N]; 4],
    down: [[f32; N]; 4],
}

impl<const N: usize> Places<N> {
    #[inline(always)]
    pub(super) fn new(samples: &Samples, x: &[f32; N], y: &[f32; N]) -> Self {
        let (mut first, mut whole) = ([0; N], [false; N]);
        let (mut fx, mut fy) = ([0.0; N], [0.0; N]);
        let columns = samples.columns as i32;
        for i in 0..N {
            let (left, over) = floor_above_0(within(x[i], samples.sides.0 + OUTSIDE) - 0.5 + MARGIN as f32);
            let (top, under) = floor_above_0(within(y[i], samples.sides.1 + OUTSIDE) - 0.5 + MARGIN as f32);
            (fx[i], fy[i]) = (over, under);
            whole[i] = fx[i] < NEAR && fy[i] < NEAR;
            let before = if whole[i] { 0 } else { 1 };
            first[i] = (top - before) * columns + left - before;
        }
        Self { first, whole, across: cubic(&fx), down: cubic(&fy) }
    }

    /// The value at the point of that number.
    #[inline(always)]
    pub(super) fn value(&self, samples: &Samples, i: usize) -> [f32; 4] {
        let (first, next) = (self.first[i] as usize, samples.columns);
        if self.whole[i] {
            return samples.values[first];
        }
        // Four pixels side by side are as wide as the widest registers.
        let row = |row: usize| -> &[f32; 16] {
            let at = first + row * next;
            let pixels: &[[f32; 4]; 4] = samples.values[at..at + 4].try_into().expect("four of them");
            bytemuck::cast_ref(pixels)
        };
        let (a, b, c, d) = (row(0), row(1), row(2), row(3));
        let [p, q, r, s] = [self.down[0][i], self.down[1][i], self.down[2][i], self.down[3][i]];
        let mut columns = [0.0; 16];
        for j in 0..16 {
            columns[j] = p * a[j] + q * b[j] + r * c[j] + s * d[j];
        }
        let mut sum = [0.0; 4];
        for column in 0..4 {
            for channel in 0..4 {
                sum[channel] += self.across[column][i] * columns[4 * column + channel];
            }
        }
        sum
    }
}

/// From -[`OUTSIDE`] to `most`.
#[inline(always)]
fn within(v: f32, most: f32) -> f32 {
    let v = if v > -OUTSIDE { v } else { -OUTSIDE };
    if v < most { v } else { most }
}

/// The weights of four pixels for points between the middle two.
#[inline(always)]
fn cubic<const N: usize>(t: &[f32; N]) -> [[f32; N]; 4] {
    let mut weights = [[0.0; N]; 4];
    for i in 0..N {
        let t = t[i];
        let (t2, t3) = (t * t, t * t * t);
        weights[0][i] = 0.5 * (-t3 + 2.0 * t2 - t);
        weights[1][i] = 0.5 * (3.0 * t3 - 5.0 * t2 + 2.0);
        weights[2][i] = 0.5 * (-3.0 * t3 + 4.0 * t2 + t);
        weights[3][i] = 0.5 * (t3 - t2);
    }
    weights
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::Plane;

    #[test]
    fn pixels_are_kept_and_lines_between_them_are_straight() {
        let samples =
            Samples::new(&Patch(Plane::from_fn(9, 7, |x, y| [x as f32, y as f32, (x + 2 * y) as f32])));
        let at = |x: f32, y: f32| Places::new(&samples, &[x], &[y]).value(&samples, 0);
        assert_eq!(at(3.5, 4.5), [3.0, 4.0, 11.0, 1.0]);
        let between = at(3.9, 4.25);
        let expected = [3.4, 3.75, 10.9, 1.0];
        assert!(between.iter().zip(expected).all(|(a, b)| (a - b).abs() < 1e-4), "{between:?}");
        // Outside lies the edge.
        assert_eq!(at(-100.0, 1e9), [0.0, 6.0, 12.0, 1.0]);
    }
}

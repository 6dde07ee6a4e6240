//! A row of a texture, a block of pixels at a time, in steps that compilers turn into vector instructions.
//!
//! No product is fused with a sum, and no pixel's value depends on others: all instruction sets give the same bytes, and a
//! pixel alone those of the row.

use pulp::{Simd, WithSimd};

use super::floor::floor;
use super::grid::{Triangle, chance};
use super::histogram::Histogram;
use super::samples::{Places, Samples};
use super::{Source, Texture};

/// Pixels of a block.
const BLOCK: usize = 16;

/// See [`Texture::row`].
pub(super) struct Row<'a> {
    pub texture: &'a Texture,
    pub source: &'a Source,
    pub left: i32,
    pub y: i32,
    pub values: &'a mut [[f32; 3]],
}

impl WithSimd for Row<'_> {
    type Output = ();

    #[inline(always)]
    fn with_simd<S: Simd>(self, _: S) {
        let Self { texture, source, left, y, values } = self;
        let mut last = None;
        for (n, values) in values.chunks_mut(BLOCK).enumerate() {
            let points = texture.points((left, n * BLOCK), y);
            match source {
                Source::Repeating(samples) => texture.blend(&points, samples, None, values, &mut last),
                Source::Blended(samples, histograms) => {
                    texture.blend(&points, samples, Some(histograms), values, &mut last);
                }
                Source::Quilted(samples) => texture.repeat_tile(&points, samples, values),
            }
        }
    }
}

/// Points of the plane, in pixels of the patch.
type Points = [[f64; BLOCK]; 2];

/// A triangle, and from points of the plane to the places of the patch that its corners show them.
type Shown = (Triangle, [(f64, f64); 3]);

impl Texture {
    /// Where a block of pixels lies.
    #[inline(always)]
    fn points(&self, (left, first): (i32, usize), y: i32) -> Points {
        let (ax, ay) = self.placement.anchor;
        let (cos, sin) = (f64::from(self.turn.0), f64::from(self.turn.1));
        let step = f64::from(self.step);
        // In f64: corners far from the anchor must lie where their neighbours think they do.
        let (left, y) = (f64::from(left) + 0.5 - f64::from(ax), f64::from(y) + 0.5 - f64::from(ay));
        let mut points = [[0.0; BLOCK]; 2];
        let [xs, ys] = &mut points;
        for (i, (to_x, to_y)) in xs.iter_mut().zip(ys).enumerate() {
            let x = left + (first + i) as f64;
            *to_x = (x * cos - y * sin) * step;
            *to_y = (x * sin + y * cos) * step;
        }
        points
    }

    /// The first pixels of a block, of a tile that is repeated.
    #[inline(always)]
    fn repeat_tile(&self, points: &Points, samples: &Samples, values: &mut [[f32; 3]]) {
        let (width, height) = (f64::from(samples.sides.0), f64::from(samples.sides.1));
        let shift = chance(0, 0, self.grid.seed);
        // Whole pixels: what is not turned or scaled stays sharp.
        let shift = ((f64::from(shift.0) * width).round(), (f64::from(shift.1) * height).round());
        let (across, down) = (1.0 / width, 1.0 / height);
        let mut places = [[0.0; BLOCK]; 2];
        for i in 0..BLOCK {
            let (x, y) = (points[0][i] + shift.0, points[1][i] + shift.1);
            places[0][i] = (x - floor(x * across).1 * width) as f32;
            places[1][i] = (y - floor(y * down).1 * height) as f32;
        }
        let places = Places::new(samples, &places[0], &places[1]);
        for (i, value) in values.iter_mut().enumerate() {
            let [l, a, b, _] = places.value(samples, i);
            *value = [l, a, b];
        }
    }

    /// The first pixels of a block, blended of three places each; `last` is of the pixel before.
    #[inline(always)]
    fn blend(
        &self,
        points: &Points,
        samples: &Samples,
        histograms: Option<&[Histogram; 3]>,
        values: &mut [[f32; 3]],
        last: &mut Option<Shown>,
    ) {
        let [xs, ys] = points;
        let found = self.grid.find(xs, ys);
        let mut places = [[[0.0; BLOCK]; 2]; 3];
        for i in 0..BLOCK {
            let triangle = found.triangle(i);
            let offsets = match last {
                Some((of, offsets)) if *of == triangle => offsets,
                _ => &last.insert((triangle, self.offsets(triangle))).1,
            };
            for corner in 0..3 {
                places[corner][0][i] = (xs[i] + offsets[corner].0) as f32;
                places[corner][1][i] = (ys[i] + offsets[corner].1) as f32;
            }
        }
        // The nearest corner counts more than its share: the third power of it.
        let mut weights = found.weights;
        let mut squares = [0.0; BLOCK];
        let mut sums = [[0.0; 4]; BLOCK];
        for corner in 0..3 {
            for i in 0..BLOCK {
                let weight = weights[corner][i];
                let weight = weight * weight * weight;
                weights[corner][i] = weight;
                squares[i] += weight * weight;
            }
            let places = Places::new(samples, &places[corner][0], &places[corner][1]);
            for i in 0..values.len() {
                let value = places.value(samples, i);
                for c in 0..4 {
                    sums[i][c] += weights[corner][i] * value[c];
                }
            }
        }
        match histograms {
            None => {
                for i in 0..values.len() {
                    let [l, a, b, total] = sums[i];
                    values[i] = [l / total, a / total, b / total];
                }
            }
            // Independent values of variance 1 blend to variance 1.
            Some([of_l, of_a, of_b]) => {
                for i in 0..values.len() {
                    let norm = 1.0 / squares[i].sqrt();
                    let [l, a, b, _] = sums[i];
                    values[i] = [of_l.value(l * norm), of_a.value(a * norm), of_b.value(b * norm)];
                }
            }
        }
    }

    fn offsets(&self, triangle: Triangle) -> [(f64, f64); 3] {
        self.grid.corners(triangle).map(|corner| self.offset(&corner))
    }
}

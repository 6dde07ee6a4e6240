//! A patch that can be asked for any point.

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
    sides: (f32, f32),
}

impl Samples {
    pub(super) fn new(patch: &Patch) -> Self {
        let (width, height) = (patch.width(), patch.height());
        let near = |v: usize, side: usize| v.saturating_sub(MARGIN).min(side - 1);
        let (columns, rows) = (width + 2 * MARGIN, height + 2 * MARGIN);
        let values = (0..columns * rows).map(|i| {
            let [l, a, b] = patch.0.get(near(i % columns, width), near(i / columns, height));
            [l, a, b, 1.0]
        });
        Self { values: values.collect(), columns, sides: (width as f32, height as f32) }
    }

    /// The value at a point, from 0 to the sides; between pixels by cubic interpolation (Catmull and Rom 1974), which
    /// keeps what is sharp.
    pub(super) fn at(&self, x: f32, y: f32) -> [f32; 4] {
        let inside = |v: f32, side: f32| v.clamp(-OUTSIDE, side + OUTSIDE) - 0.5 + MARGIN as f32;
        let (x, y) = (inside(x, self.sides.0), inside(y, self.sides.1));
        // All are above 0: what is cut off is what is over a whole number.
        let (left, top) = (x as usize, y as usize);
        let (fx, fy) = (x - left as f32, y - top as f32);
        if fx < NEAR && fy < NEAR {
            return self.values[top * self.columns + left];
        }
        let (across, down) = (cubic(fx), cubic(fy));
        let mut sum = [0.0; 4];
        for (row, part) in down.into_iter().enumerate() {
            let first = (top + row - 1) * self.columns + left - 1;
            let pixels: &[[f32; 4]; 4] = self.values[first..first + 4].try_into().expect("four of them");
            for c in 0..4 {
                let along = across[0] * pixels[0][c]
                    + across[1] * pixels[1][c]
                    + across[2] * pixels[2][c]
                    + across[3] * pixels[3][c];
                sum[c] += part * along;
            }
        }
        sum
    }
}

/// The weights of four pixels for a point between the middle two.
fn cubic(t: f32) -> [f32; 4] {
    let (t2, t3) = (t * t, t * t * t);
    [
        0.5 * (-t3 + 2.0 * t2 - t),
        0.5 * (3.0 * t3 - 5.0 * t2 + 2.0),
        0.5 * (-3.0 * t3 + 4.0 * t2 + t),
        0.5 * (t3 - t2),
    ]
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::Plane;

    #[test]
    fn pixels_are_kept_and_lines_between_them_are_straight() {
        let samples =
            Samples::new(&Patch(Plane::from_fn(9, 7, |x, y| [x as f32, y as f32, (x + 2 * y) as f32])));
        assert_eq!(samples.at(3.5, 4.5), [3.0, 4.0, 11.0, 1.0]);
        let between = samples.at(3.9, 4.25);
        let expected = [3.4, 3.75, 10.9, 1.0];
        assert!(between.iter().zip(expected).all(|(a, b)| (a - b).abs() < 1e-4), "{between:?}");
        // Outside lies the edge.
        assert_eq!(samples.at(-100.0, 1e9), [0.0, 6.0, 12.0, 1.0]);
    }
}

//! The triangles that the plane is cut into.

use super::floor::floor;

/// Height of an equilateral triangle of side 1.
const HEIGHT: f64 = 0.866_025_403_784_438_6;

/// The plane, cut into triangles.
#[derive(Clone, Copy, Debug)]
pub(super) struct Grid {
    /// From one corner to the next.
    pub edge: f64,
    /// Rhombi a pixel.
    across: f64,
    down: f64,
    pub seed: u32,
}

/// One of its triangles: half of a rhombus.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) struct Triangle {
    column: i32,
    row: i32,
    /// The half towards higher rows.
    far: bool,
}

/// A corner of a triangle.
pub(super) struct Corner {
    /// Where it is.
    pub x: f64,
    pub y: f64,
    /// Two numbers by chance, 0 up to 1, the same for all triangles that meet here.
    pub chance: (f32, f32),
}

/// The triangles that hold some points.
pub(super) struct Found<const N: usize> {
    columns: [i32; N],
    rows: [i32; N],
    /// 0 or 1.
    far: [i32; N],
    /// For each corner how near to it the points are: 1 at the corner, 0 on the far side; they add up to 1.
    pub weights: [[f32; N]; 3],
}

impl<const N: usize> Found<N> {
    #[inline(always)]
    pub(super) fn triangle(&self, i: usize) -> Triangle {
        Triangle { column: self.columns[i], row: self.rows[i], far: self.far[i] != 0 }
    }
}

impl Grid {
    /// Triangles with sides of `edge`.
    pub(super) fn new(edge: f32, seed: u32) -> Self {
        let edge = f64::from(edge);
        Self { edge, across: 1.0 / edge, down: 1.0 / (edge * HEIGHT), seed }
    }

    /// The triangles that hold points.
    #[inline(always)]
    pub(super) fn find<const N: usize>(&self, x: &[f64; N], y: &[f64; N]) -> Found<N> {
        let mut found = Found { columns: [0; N], rows: [0; N], far: [0; N], weights: [[0.0; N]; 3] };
        for i in 0..N {
            // Along the two sides of a rhombus, which a diagonal cuts into triangles.
            let v = y[i] * self.down;
            let u = x[i] * self.across - v / 2.0;
            let ((column, left), (row, top)) = (floor(u), floor(v));
            let (u, v) = (u - left, v - top);
            let far = u + v >= 1.0;
            let near = [1.0 - u - v, u, v];
            let opposite = [u + v - 1.0, 1.0 - u, 1.0 - v];
            (found.columns[i], found.rows[i], found.far[i]) = (column, row, i32::from(far));
            for corner in 0..3 {
                found.weights[corner][i] = if far { opposite[corner] } else { near[corner] } as f32;
            }
        }
        found
    }

    /// The corners of a triangle, in the order of their weights.
    pub(super) fn corners(&self, triangle: Triangle) -> [Corner; 3] {
        let steps = if triangle.far { [(1, 1), (0, 1), (1, 0)] } else { [(0, 0), (1, 0), (0, 1)] };
        steps.map(|(across, down)| {
            let (i, j) = (triangle.column + across, triangle.row + down);
            Corner {
                x: (f64::from(i) + f64::from(j) / 2.0) * self.edge,
                y: f64::from(j) * self.edge * HEIGHT,
                chance: chance(i, j, self.seed),
            }
        })
    }
}

/// Two numbers of 0 up to 1 for a corner.
pub(super) fn chance(i: i32, j: i32, seed: u32) -> (f32, f32) {
    let mixed = mix(mix(mix(seed ^ 0x9e37_79b9) ^ i as u32) ^ j as u32);
    let unit = |bits: u32| (bits >> 8) as f32 / (1 << 24) as f32;
    (unit(mixed), unit(mix(mixed ^ 0x85eb_ca6b)))
}

/// A permutation of 32 bits that leaves no pattern (Chris Wellons, "lowbias32", 2018).
pub(super) fn mix(mut x: u32) -> u32 {
    x ^= x >> 16;
    x = x.wrapping_mul(0x7feb_352d);
    x ^= x >> 15;
    x = x.wrapping_mul(0x846c_a68b);
    x ^ x >> 16
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn weights_add_up_and_place_the_point() {
        for (x, y) in [(0.0, 0.0), (3.3, -7.1), (-100.25, 41.5), (9.0, 15.588)] {
            let grid = Grid::new(6.0, 1);
            let found = grid.find(&[x], &[y]);
            let (corners, weights) = (grid.corners(found.triangle(0)), found.weights.map(|[weight]| weight));
            assert!((weights.iter().sum::<f32>() - 1.0).abs() < 1e-5);
            let mean = |of: fn(&Corner) -> f64| -> f64 {
                corners.iter().zip(weights).map(|(corner, weight)| of(corner) * f64::from(weight)).sum()
            };
            assert!((mean(|c| c.x) - x).abs() < 1e-4 && (mean(|c| c.y) - y).abs() < 1e-4);
            assert!(weights.iter().all(|&weight| weight >= -1e-6));
        }
    }

    #[test]
    fn chances_cover_all_and_depend_on_the_seed() {
        let many: Vec<_> = (0..2000).map(|n| chance(n % 50 - 25, n / 50 - 20, 7)).collect();
        let mean = many.iter().map(|(a, _)| a).sum::<f32>() / 2000.0;
        let product = many.iter().map(|(a, b)| (a - 0.5) * (b - 0.5)).sum::<f32>() / 2000.0;
        assert!((mean - 0.5).abs() < 0.02 && product.abs() < 0.01, "{mean} {product}");
        assert_ne!(chance(3, 4, 7), chance(3, 4, 8));
        assert_ne!(chance(3, 4, 7), chance(4, 3, 7));
    }
}

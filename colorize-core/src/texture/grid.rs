//! The triangles that the plane is cut into.

/// Height of an equilateral triangle of side 1.
const HEIGHT: f64 = 0.866_025_403_784_438_6;

/// A corner of a triangle, as one point in the triangle sees it.
pub(super) struct Corner {
    /// Where it is.
    pub x: f64,
    pub y: f64,
    /// How near the point is: 1 at the corner, 0 on the far side; the three of a point add up to 1.
    pub weight: f32,
    /// Two numbers by chance, 0 up to 1, the same for all that see this corner.
    pub chance: (f32, f32),
}

/// The corners of the triangle that holds a point; triangles have sides of `edge`.
pub(super) fn corners(x: f64, y: f64, edge: f64, seed: u32) -> [Corner; 3] {
    // Along the two sides of a rhombus, which a diagonal cuts into triangles.
    let v = y / (edge * HEIGHT);
    let u = x / edge - v / 2.0;
    let (column, row) = (u.floor(), v.floor());
    let (u, v) = (u - column, v - row);
    let corner = |across: i32, down: i32, weight: f64| {
        let (i, j) = (column + f64::from(across), row + f64::from(down));
        Corner {
            x: (i + j / 2.0) * edge,
            y: j * edge * HEIGHT,
            weight: weight as f32,
            chance: chance(i as i32, j as i32, seed),
        }
    };
    if u + v < 1.0 {
        [corner(0, 0, 1.0 - u - v), corner(1, 0, u), corner(0, 1, v)]
    } else {
        [corner(1, 1, u + v - 1.0), corner(0, 1, 1.0 - u), corner(1, 0, 1.0 - v)]
    }
}

/// Two numbers of 0 up to 1 for a corner.
fn chance(i: i32, j: i32, seed: u32) -> (f32, f32) {
    let mixed = mix(mix(mix(seed ^ 0x9e37_79b9) ^ i as u32) ^ j as u32);
    let unit = |bits: u32| (bits >> 8) as f32 / (1 << 24) as f32;
    (unit(mixed), unit(mix(mixed ^ 0x85eb_ca6b)))
}

/// A permutation of 32 bits that leaves no pattern (Chris Wellons, "lowbias32", 2018).
fn mix(mut x: u32) -> u32 {
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
            let found = corners(x, y, 6.0, 1);
            let total: f32 = found.iter().map(|corner| corner.weight).sum();
            assert!((total - 1.0).abs() < 1e-5);
            let mean = |of: fn(&Corner) -> f64| -> f64 {
                found.iter().map(|corner| of(corner) * f64::from(corner.weight)).sum()
            };
            assert!((mean(|c| c.x) - x).abs() < 1e-4 && (mean(|c| c.y) - y).abs() < 1e-4);
            assert!(found.iter().all(|corner| corner.weight >= -1e-6));
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

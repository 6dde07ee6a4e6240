/// Smooth noise, 0 to 1, about one hill a unit; the same on every machine.
#[derive(Clone, Copy, Debug, Default)]
pub struct Noise(pub u32);

impl Noise {
    /// The noise at a place.
    pub fn at(self, x: f64, y: f64) -> f64 {
        let (column, row) = (x.floor(), y.floor());
        let ease = |t: f64| t * t * (3.0 - 2.0 * t);
        let (u, v) = (ease(x - column), ease(y - row));
        let corner = |dx: i32, dy: i32| self.hash(column as i32 + dx, row as i32 + dy);
        let upper = corner(0, 0) * (1.0 - u) + corner(1, 0) * u;
        let lower = corner(0, 1) * (1.0 - u) + corner(1, 1) * u;
        upper * (1.0 - v) + lower * v
    }

    /// A number of a cell of its own, 0 to 1: no two neighbours are alike.
    pub fn hash(self, column: i32, row: i32) -> f64 {
        let mut h =
            self.0 ^ (column as u32).wrapping_mul(0x9E37_79B1) ^ (row as u32).wrapping_mul(0x85EB_CA77);
        h = (h ^ (h >> 15)).wrapping_mul(0x2C1B_3C6D);
        h = (h ^ (h >> 12)).wrapping_mul(0x297A_2D39);
        f64::from(h ^ (h >> 15)) / f64::from(u32::MAX)
    }
}

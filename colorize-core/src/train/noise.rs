//! Cheap noise: coarse random grids made smooth, and fast random bits for grain.

use rand::Rng;

/// Draws smooth noise of -1..1, `width * height` values, whose grains are about `cell` pixels in size.
pub fn smooth(rng: &mut impl Rng, width: usize, height: usize, cell: f32) -> Vec<f32> {
    let cell = cell.max(1.0);
    let (columns, rows) = ((width as f32 / cell) as usize + 2, (height as f32 / cell) as usize + 2);
    let grid: Vec<f32> = (0..columns * rows).map(|_| rng.random_range(-1.0..1.0)).collect();
    let place = |at: usize| {
        let at = at as f32 / cell;
        let part = at.fract();
        (at as usize, part * part * (3.0 - 2.0 * part))
    };
    let places: Vec<(usize, f32)> = (0..width).map(place).collect();
    let mut line = vec![0.0; columns];
    let mut values = Vec::with_capacity(width * height);
    for y in 0..height {
        let (row, part) = place(y);
        let (above, below) = (&grid[row * columns..][..columns], &grid[(row + 1) * columns..][..columns]);
        for (out, (a, b)) in line.iter_mut().zip(above.iter().zip(below)) {
            *out = a + (b - a) * part;
        }
        values.extend(places.iter().map(|&(column, part)| {
            let pair = &line[column..column + 2];
            pair[0] + (pair[1] - pair[0]) * part
        }));
    }
    values
}

/// Random values for every pixel (xorshift, George Marsaglia, "Xorshift RNGs", 2003).
pub struct Grain(u32);

impl Grain {
    pub fn new(rng: &mut impl Rng) -> Self {
        Self(rng.random::<u32>() | 1)
    }

    /// 0 up to 1.
    pub fn next(&mut self) -> f32 {
        self.0 ^= self.0 << 13;
        self.0 ^= self.0 >> 17;
        self.0 ^= self.0 << 5;
        (self.0 >> 8) as f32 / (1 << 24) as f32
    }
}

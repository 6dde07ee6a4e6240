//! Which place of a picture a sample's pixel shows.

use rand::Rng;

use crate::train::noise;

/// The map from a sample's pixels to a picture's.
pub struct View {
    /// `[xx, xy, yx, yy]`: picture x grows by `xx` a column and `xy` a row, picture y by `yx` and `yy`.
    pub matrix: [f32; 4],
    /// A place of the sample.
    pub to: [f32; 2],
    /// The place of the picture that is seen there: its middle, or what a close-up looks at.
    pub from: [f32; 2],
}

impl View {
    /// The picture's pixels a pixel of the sample spans, as a length.
    pub fn step(&self) -> f32 {
        let [xx, xy, yx, yy] = self.matrix;
        (xx * yy - xy * yx).abs().sqrt()
    }

    pub fn map(&self, x: f32, y: f32) -> (f32, f32) {
        let (x, y) = (x - self.to[0], y - self.to[1]);
        let [xx, xy, yx, yy] = self.matrix;
        (self.from[0] + xx * x + xy * y, self.from[1] + yx * x + yy * y)
    }

    /// The light of the picture as it falls in the sample.
    pub fn turn_light(&self, light: [f32; 4]) -> [f32; 4] {
        let [dx, dy, softness, known] = light;
        if known == 0.0 {
            return light;
        }
        let [xx, xy, yx, yy] = self.matrix;
        let turn = (xx * yy - xy * yx).signum();
        let (x, y) = ((yy * dx - xy * dy) * turn, (xx * dy - yx * dx) * turn);
        let length = x.hypot(y).max(f32::MIN_POSITIVE);
        [x / length, y / length, softness, known]
    }
}

/// A smooth displacement, in the picture's pixels.
pub struct Displacement {
    pub x: Vec<f32>,
    pub y: Vec<f32>,
    pub amplitude: f32,
}

impl Displacement {
    /// Waves of a `length` and an `amplitude` in the picture's pixels, of which a sample's pixel spans `step`.
    pub fn new(size: usize, step: f32, length: f32, amplitude: f32, rng: &mut impl Rng) -> Self {
        // Steeper waves would fold the picture over.
        let amplitude = amplitude.min(0.06 * length);
        let cell = length / 2.0 / step;
        Self { x: noise::smooth(rng, size, size, cell), y: noise::smooth(rng, size, size, cell), amplitude }
    }
}

//! Sums over boxes of a picture, each in four steps (Crow 1984, "Summed-area tables for texture mapping").

use crate::raster::Plane;

/// Sums of all boxes that begin in the upper left corner.
pub(super) struct Sums {
    width: usize,
    sums: Vec<f64>,
}

impl Sums {
    /// Of what each pixel is worth.
    pub(super) fn of<T: Copy>(picture: &Plane<T>, worth: impl Fn(T) -> f64) -> Self {
        let width = picture.width() + 1;
        let mut sums = vec![0.0; width * (picture.height() + 1)];
        for y in 0..picture.height() {
            let mut row = 0.0;
            for (x, &v) in picture.row(y).iter().enumerate() {
                row += worth(v);
                sums[(y + 1) * width + x + 1] = sums[y * width + x + 1] + row;
            }
        }
        Self { width, sums }
    }

    pub(super) fn of_box(&self, left: usize, top: usize, width: usize, height: usize) -> f64 {
        let at = |x: usize, y: usize| self.sums[y * self.width + x];
        let (right, bottom) = (left + width, top + height);
        at(right, bottom) - at(left, bottom) - at(right, top) + at(left, top)
    }
}

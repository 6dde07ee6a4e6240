/// Where what the networks see lies on the drawing: they are shown the drawn part, in a size of their own.
#[derive(Clone, Copy, Debug, PartialEq)]
pub(crate) struct Frame {
    /// The drawing's column and row at the upper left corner.
    corner: [usize; 2],
    /// Pixels or cells for each pixel of the drawing.
    scale: f32,
}

impl Frame {
    pub(crate) fn new(corner: [usize; 2], scale: f32) -> Self {
        Self { corner, scale }
    }

    /// The same in cells of so many pixels a side.
    pub(crate) fn in_cells(self, of: usize) -> Self {
        Self { scale: self.scale / of as f32, ..self }
    }

    /// Pixels or cells for each pixel of the drawing.
    pub(crate) fn scale(&self) -> f32 {
        self.scale
    }

    /// Where the middle of a pixel of the drawing lies, in cells; below 0 left of the corner and above it.
    pub(crate) fn place(&self, pixel: [usize; 2]) -> [f32; 2] {
        let at = |axis: usize| (pixel[axis] as f32 + 0.5 - self.corner[axis] as f32) * self.scale;
        [at(0), at(1)]
    }

    /// The cell that shows a pixel of the drawing, the nearest one of `size` beyond the edges.
    pub(crate) fn cell(&self, pixel: [usize; 2], size: [usize; 2]) -> [usize; 2] {
        let place = self.place(pixel);
        [0, 1].map(|axis| (place[axis] as usize).min(size[axis] - 1)) // below 0 it is 0
    }

    /// The pixel of the drawing in the middle of a cell; outside of it in columns and rows that it was padded with.
    pub(crate) fn pixel(&self, cell: [usize; 2]) -> [usize; 2] {
        [0, 1].map(|axis| self.corner[axis] + ((cell[axis] as f32 + 0.5) / self.scale) as usize)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn cells_show_the_pixels_that_lie_in_them() {
        let frame = Frame::new([100, 40], 0.5).in_cells(2);
        assert_eq!(frame, Frame::new([100, 40], 0.25));
        assert_eq!(frame.pixel([0, 3]), [102, 54]);
        for cell in [[0, 0], [7, 2], [9, 9]] {
            assert_eq!(frame.cell(frame.pixel(cell), [10, 10]), cell);
        }
        // What lies beyond the edges is shown by the nearest cell.
        assert_eq!(frame.cell([3, 900], [10, 10]), [0, 9]);
        assert!(frame.place([3, 900])[0] < 0.0);
    }
}

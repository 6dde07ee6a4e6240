use rayon::prelude::*;

use super::histogram::reached_by;
use crate::raster::{Plane, Raster};

/// The paper's brightness on a coarse grid of square cells.
pub(super) struct Paper {
    cell: usize,
    columns: usize,
    /// One value a cell, row by row.
    cells: Vec<f32>,
    /// The paper is plain white, or there is none: 255 everywhere.
    pub white: bool,
}

impl Paper {
    /// Fills `plane` with the values of the drawing's pixels and measures the paper on the way.
    ///
    /// A cell's paper is what its lightest tenth reaches. Cells darker than 0.45 of the drawing's
    /// lightest are solid ink and take on their neighbours' paper. A median and a mean over 3 x 3
    /// cells drop cells full of hatching; both keep an even gradient of light as it is.
    ///
    /// `value` is how bright a pixel is, and `least` the least of paper.
    pub fn measure(
        drawing: &Raster,
        plane: &mut Plane<u8>,
        value: impl Fn(&[u8; 4]) -> u8 + Sync,
        least: u8,
    ) -> Self {
        let (width, height) = (drawing.width(), drawing.height());
        let cell = width.max(height).div_ceil(32).max(16); // at most 32 x 32 cells
        let columns = width.div_ceil(cell);
        let bands = plane.as_mut_slice().par_chunks_mut(cell * width);
        let bands = bands.zip(drawing.as_slice().par_chunks(cell * width)).map(|(values, pixels)| {
            values.iter_mut().zip(pixels).for_each(|(to, pixel)| *to = value(pixel));
            let mut counts = vec![[0u64; 256]; columns];
            for row in values.chunks(width) {
                for (count, values) in counts.iter_mut().zip(row.chunks(cell)) {
                    values.iter().for_each(|value| count[usize::from(*value)] += 1);
                }
            }
            counts.iter().map(|count| reached_by(count, 0, 0.1)).collect::<Vec<_>>()
        });
        let cells = bands.collect::<Vec<_>>().concat();

        let mut sorted = cells.clone();
        sorted.sort_unstable();
        let lightest = sorted[sorted.len() - 1 - sorted.len() / 50];
        let is_paper = |paper: u8| u32::from(paper) * 20 >= u32::from(lightest) * 9;
        let papers = cells.iter().filter(|paper| is_paper(**paper)).count();
        let white = cells.iter().filter(|paper| **paper == 255).count() * 5 >= papers * 4;
        if white || lightest < least {
            return Self { cell, columns, cells: Vec::new(), white: true };
        }
        let mut known: Vec<_> =
            cells.iter().map(|paper| is_paper(*paper).then_some(f32::from(*paper))).collect();
        while known.contains(&None) {
            known = around(&known, columns, |own, near| own.or_else(|| mean(near)));
        }
        known = around(&known, columns, |own, near| {
            near.sort_unstable_by(f32::total_cmp);
            near.get(near.len() / 2).copied().filter(|_| near.len() == 9).or(own)
        });
        known = around(&known, columns, |own, near| if near.len() == 9 { mean(near) } else { own });
        let cells = known.into_iter().flatten().collect();
        Self { cell, columns, cells, white: false }
    }

    /// Turns the values of row `y` into darkness, 255 * (paper - value) / paper.
    ///
    /// A ratio, because less light makes paper and line darker by the same factor.
    pub fn subtract(&self, y: usize, row: &mut [u8]) {
        if self.white {
            row.iter_mut().for_each(|value| *value = 255 - *value);
            return;
        }
        let (top, down) = self.between(y, self.cells.len() / self.columns);
        let next = if down > 0.0 { top + 1 } else { top };
        let (above, below) = (&self.cells[top * self.columns..], &self.cells[next * self.columns..]);
        let at = |column: usize| above[column] + (below[column] - above[column]) * down;
        for (x, value) in row.iter_mut().enumerate() {
            let (left, right) = self.between(x, self.columns);
            let paper = if right > 0.0 { at(left) + (at(left + 1) - at(left)) * right } else { at(left) };
            *value = (255.0 - 255.0 * f32::from(*value) / paper).max(0.0).round() as u8;
        }
    }

    /// The cell whose centre is at or before a pixel, of `cells` along this axis, and how far past it is, 0..1.
    fn between(&self, pixel: usize, cells: usize) -> (usize, f32) {
        let at = (pixel as f32 + 0.5) / self.cell as f32 - 0.5;
        let at = at.clamp(0.0, (cells - 1) as f32);
        (at as usize, at.fract())
    }
}

/// Maps every cell by its own value and the known ones of the 3 x 3 cells around it.
fn around(
    cells: &[Option<f32>],
    columns: usize,
    map: impl Fn(Option<f32>, &mut Vec<f32>) -> Option<f32>,
) -> Vec<Option<f32>> {
    let rows = cells.len() / columns;
    let near = |i: usize| {
        let (x, y) = (i % columns, i / columns);
        let ys = y.saturating_sub(1)..(y + 2).min(rows);
        let near = ys.flat_map(|y| (x.saturating_sub(1)..(x + 2).min(columns)).map(move |x| y * columns + x));
        map(cells[i], &mut near.filter_map(|i| cells[i]).collect())
    };
    (0..cells.len()).map(near).collect()
}

fn mean(values: &[f32]) -> Option<f32> {
    (!values.is_empty()).then(|| values.iter().sum::<f32>() / values.len() as f32)
}

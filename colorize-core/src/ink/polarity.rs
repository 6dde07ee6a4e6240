//! Whether a drawing is light on dark.

use rayon::prelude::*;

use super::histogram::{histogram, reached_by};
use super::value::dimness;
use crate::raster::Raster;

/// How much lighter than the ground lines are, at least, of 255; and how much darker, for those that speak against it.
const CONTRAST: u8 = 48;
/// Rows that are looked at for the ground's value: a sheet of paper is told by few.
const SAMPLED_ROWS: usize = 256;
/// The longest run of pixels that is told from longer ones.
const LONGEST: usize = 1024;

/// Whether thin lines that are lighter than their ground make up the drawing.
///
/// Which of the two is the ground cannot be told by how much there is of each: a night scene in ink is mostly black,
/// too. What tells lines is that they are thin, and the ground much wider; and that no dark lines lie on it, as they
/// do on toned paper with white highlights.
pub(super) fn has_light_lines(drawing: &Raster) -> bool {
    let (width, height) = (drawing.width(), drawing.height());
    let rows: Vec<_> = drawing.as_slice().chunks(width).step_by(height.div_ceil(SAMPLED_ROWS)).collect();
    let count = |row: &&[[u8; 4]]| histogram(&row.iter().map(lightness).collect::<Vec<_>>());
    let counts = rows.par_iter().map(count).reduce(|| [0; 256], |a, b| std::array::from_fn(|i| a[i] + b[i]));
    let (ground, lightest) = (reached_by(&counts, 0, 0.5), reached_by(&counts, 0, 0.001));
    if lightest - ground < CONTRAST {
        return false; // so it is with ink on paper: the ground is the lightest there is
    }
    let middle = ground + (lightest - ground) / 2;
    let light = Widths::measure(drawing, |pixel| lightness(pixel) > middle);
    let lines = light.reached_by(0.75);
    if lines > (width.max(height) / 24).max(3) {
        return false;
    }
    let other = Widths::measure(drawing, |pixel| lightness(pixel) <= middle);
    if other.reached_by(0.5) < 3 * lines {
        return false;
    }
    let dark = Widths::measure(drawing, |pixel| lightness(pixel) < ground.saturating_sub(CONTRAST));
    dark.up_to(2 * lines) * 8 < light.up_to(2 * lines)
}

fn lightness(pixel: &[u8; 4]) -> u8 {
    // What is transparent lies on white paper, unless the drawing is known to be light on dark.
    let [r, g, b, a] = pixel.map(u32::from);
    let over = |c: u32| ((c * a + 255 * (255 - a) + 127) / 255) as u8;
    255 - dimness(&[over(r), over(g), over(b), 255])
}

/// How often each width occurs among some pixels: the length of the run of such pixels that each is in, in its row or
/// in its column, whichever is shorter.
struct Widths(Vec<u64>);

impl Widths {
    fn measure(drawing: &Raster, is_one: impl Fn(&[u8; 4]) -> bool + Sync) -> Self {
        let width = drawing.width();
        let mut runs = vec![0_u16; drawing.as_slice().len()];
        // Along the rows.
        runs.par_chunks_mut(width).zip(drawing.as_slice().par_chunks(width)).for_each(|(runs, row)| {
            for same in row.chunk_by(|a, b| is_one(a) == is_one(b)).scan(0, |from, same| {
                let at = *from;
                *from += same.len();
                Some(at..*from)
            }) {
                if is_one(&row[same.start]) {
                    let length = same.len().min(LONGEST) as u16;
                    runs[same].fill(length);
                }
            }
        });
        // Along the columns: a run's pixels are counted where it ends.
        let mut counts = vec![0; LONGEST + 1];
        let mut open = vec![0_usize; width];
        let mut close = |open: &mut usize, x: usize, end: usize| {
            for y in end - *open..end {
                counts[usize::from(runs[y * width + x]).min(*open)] += 1;
            }
            *open = 0;
        };
        let height = drawing.height();
        for y in 0..height {
            for (x, open) in open.iter_mut().enumerate() {
                match runs[y * width + x] {
                    0 if *open > 0 => close(open, x, y),
                    0 => {}
                    _ => *open += 1,
                }
            }
        }
        for (x, open) in open.iter_mut().enumerate().filter(|(_, open)| **open > 0) {
            close(open, x, height);
        }
        Self(counts)
    }

    /// The width that so large a share of the pixels does not exceed; 0 if there are none.
    fn reached_by(&self, share: f64) -> usize {
        let total: u64 = self.0.iter().sum();
        let mut sum = 0;
        let found = self.0.iter().position(|count| {
            sum += count;
            sum as f64 >= total as f64 * share
        });
        found.unwrap_or(LONGEST)
    }

    /// How many pixels are in a width up to this one.
    fn up_to(&self, width: usize) -> u64 {
        self.0.iter().take(width + 1).sum()
    }
}

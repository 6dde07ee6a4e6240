//! What a baseline is told beside the drawing.

use rand::seq::IndexedRandom;
use rand::{Rng, SeedableRng};
use rand_chacha::ChaCha8Rng;

use super::painter::HINT;
use crate::train::augment::Sample;
use crate::train::pairs::UNKNOWN;
use crate::train::prompt::histogram;
use crate::{Histogram, Rgb};

/// Hints of a validation.
const HINTS: usize = 10;
/// Share of samples that are told nothing.
const UNTOLD: f64 = 0.15;
/// Least and most of the share of cells that are told otherwise, as powers of 10: at 128 pixels, 1 to 300 cells.
const SHARE: (f64, f64) = (-3.0, -0.5);

/// What a baseline is told of the colours.
#[derive(Clone, Debug, Default, PartialEq)]
#[non_exhaustive]
pub struct Told {
    /// Places, in pixels of the sample, and their colours.
    pub hints: Vec<(usize, usize, Rgb)>,
    /// The colours of the figure; the mean of the training data if it is not told.
    pub histogram: Option<Histogram>,
}

impl Told {
    /// Hints alone.
    pub fn hints(hints: Vec<(usize, usize, Rgb)>) -> Self {
        Self { hints, histogram: None }
    }

    /// What a system can be told of a sample: 10 places of its figure at random, and its histogram.
    pub fn of(sample: &Sample, seed: u64) -> Self {
        let mut rng = ChaCha8Rng::seed_from_u64(seed);
        let index = &sample.flat_index;
        let figure: Vec<usize> = (0..index.len()).filter(|&i| index[i] != 0 && index[i] != UNKNOWN).collect();
        let hint =
            |&i: &usize| (i % sample.size, i / sample.size, sample.palette[usize::from(index[i])].into());
        let hints = figure.choose_multiple(&mut rng, HINTS).map(hint).collect();
        Self { hints, histogram: histogram(sample) }
    }

    /// The hints as cells of 4x4 pixels of a picture of `size` columns: the colour, then 1. Of two in a cell the later
    /// holds.
    pub(super) fn cells(&self, size: usize) -> Vec<f32> {
        let side = size / 4;
        let mut cells = vec![0.0; side * side * HINT];
        for &(x, y, color) in self.hints.iter().filter(|(x, y, _)| *x < size && *y < size) {
            let [r, g, b] = color.to_unit();
            let at = (y / 4 * side + x / 4) * HINT;
            cells[at..at + HINT].copy_from_slice(&[r, g, b, 1.0]);
        }
        cells
    }
}

/// The truth at a quarter of the size under a random mask: noise of which what is above a threshold is told, another
/// threshold for each sample (NKUST). Laid out as [`Told::cells`].
pub(super) fn masked(sample: &Sample, rng: &mut ChaCha8Rng) -> Vec<f32> {
    let side = sample.size / 4;
    let mut cells = vec![0.0; side * side * HINT];
    if rng.random_bool(UNTOLD) {
        return cells;
    }
    let threshold = 1.0 - 10f64.powf(rng.random_range(SHARE.0..SHARE.1));
    for (i, cell) in cells.chunks_exact_mut(HINT).enumerate() {
        let at = (i / side * 4 + 2) * sample.size + i % side * 4 + 2;
        let color = sample.flat_index[at];
        if rng.random::<f64>() > threshold && color != UNKNOWN {
            let [r, g, b] = Rgb::from(sample.palette[usize::from(color)]).to_unit();
            cell.copy_from_slice(&[r, g, b, 1.0]);
        }
    }
    cells
}

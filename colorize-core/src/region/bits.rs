use std::ops::Range;

use super::run::{Rows, Run};

/// A bit a pixel.
pub(super) struct Bits {
    /// Words of 64 pixels in a row, after an empty one and before two.
    stride: usize,
    /// The first row.
    top: usize,
    words: Vec<u64>,
}

impl Bits {
    /// Sets all bits but those of some runs in some rows of `width` pixels.
    pub fn without<T: Run>(width: usize, runs: &Rows<T>, rows: Range<usize>) -> Self {
        let stride = width.div_ceil(64) + 3;
        let mut words = vec![0; stride * rows.len()];
        for (y, row) in rows.clone().zip(words.chunks_mut(stride)) {
            set(row, 0, width, true);
            for run in runs.row(y) {
                set(row, run.start() as usize, run.end() as usize, false);
            }
        }
        Self { stride, top: rows.start, words }
    }

    /// The 127 pixels of a row from column `x` on, the first in the lowest bit; 0 beyond the rows and columns there
    /// are.
    pub fn window(&self, x: isize, y: isize) -> u128 {
        let Some(x) = x.checked_add(64).and_then(|x| usize::try_from(x).ok()) else { return 0 };
        let row = usize::try_from(y).ok().and_then(|y| y.checked_sub(self.top));
        let Some(row) = row.and_then(|row| self.words.get(row * self.stride..)) else { return 0 };
        let word = |index: usize| {
            if index < self.stride { row.get(index).map_or(0, |&word| u128::from(word)) } else { 0 }
        };
        let (first, shift) = (x / 64, x % 64);
        let low = word(first) | word(first + 1) << 64;
        let high = if shift == 0 { 0 } else { word(first + 2) << (128 - shift) };
        (low >> shift | high) & (u128::MAX >> 1)
    }
}

/// Sets or clears the bits of some columns.
fn set(row: &mut [u64], start: usize, end: usize, value: bool) {
    let (start, end) = (start + 64, end + 64);
    let first = start / 64;
    for (word, column) in row[first..end.div_ceil(64)].iter_mut().zip((first * 64..).step_by(64)) {
        let (from, to) = (start.max(column) - column, end.min(column + 64) - column);
        let bits = u64::MAX << from & u64::MAX >> (64 - to);
        *word = if value { *word | bits } else { *word & !bits };
    }
}

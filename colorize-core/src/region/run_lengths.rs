use std::ops::Range;

use rayon::prelude::*;

use super::survey::runs;

/// Columns that are gone through together.
const STRIP: usize = 64;
/// The longest run that is told from longer ones, in pixels.
const LONGEST: usize = 1024;

/// How often each length occurs among the runs of ink in rows and columns.
#[derive(Clone)]
pub(super) struct RunLengths(Vec<u64>);

impl RunLengths {
    /// Counts the runs in some rows and some columns; `lined` tells where there is ink in a row's columns.
    ///
    /// # Complexity
    /// Linear in the pixels.
    pub fn count(
        (width, height): (usize, usize),
        rows: Range<usize>,
        columns: Range<usize>,
        lined: impl Fn(usize, Range<usize>, &mut [bool]) + Sync,
    ) -> Self {
        let none = || vec![0_u64; LONGEST + 1];
        let row = |(mut lengths, mut flags): (Vec<u64>, Vec<bool>), y: usize| {
            flags.resize(width, false);
            lined(y, 0..width, &mut flags);
            runs(&flags, true, |start, end| lengths[((end - start) as usize).min(LONGEST)] += 1);
            (lengths, flags)
        };
        let strip = |mut lengths: Vec<u64>, strip: usize| {
            let strip = columns.start + strip * STRIP..(columns.start + (strip + 1) * STRIP).min(columns.end);
            let mut flags = [false; STRIP];
            let flags = &mut flags[..strip.len()];
            let mut open = [0_usize; STRIP];
            let mut any_open = false;
            for y in 0..height {
                lined(y, strip.clone(), flags);
                // Most stretches are all paper.
                if !any_open && !flags.iter().fold(false, |any, &flag| any | flag) {
                    continue;
                }
                any_open = false;
                for (run, &lined) in open.iter_mut().zip(flags.iter()) {
                    if lined {
                        *run += 1;
                        any_open = true;
                    } else if *run > 0 {
                        lengths[std::mem::take(run).min(LONGEST)] += 1;
                    }
                }
            }
            open.into_iter().filter(|&run| run > 0).for_each(|run| lengths[run.min(LONGEST)] += 1);
            lengths
        };
        let sum = |mut a: Vec<u64>, b: Vec<u64>| {
            a.iter_mut().zip(b).for_each(|(a, b)| *a += b);
            a
        };
        let (across, down) = rayon::join(
            || {
                let rows = rows.into_par_iter().fold(|| (none(), Vec::new()), row);
                rows.map(|(lengths, _)| lengths).reduce(none, sum)
            },
            || (0..columns.len().div_ceil(STRIP)).into_par_iter().fold(none, strip).reduce(none, sum),
        );
        Self(sum(across, down))
    }

    /// Takes some counts away and adds others.
    pub fn change(&mut self, less: &Self, more: &Self) {
        for ((count, less), more) in self.0.iter_mut().zip(&less.0).zip(&more.0) {
            // Less than none only if the drawing changed where nobody said so.
            *count = (*count + more).saturating_sub(*less);
        }
    }

    /// How wide the lines are, in pixels; 0 if there are none.
    ///
    /// Rows and columns cut a line into runs that are longer the flatter they meet it; a quarter of the
    /// runs through lines of all directions is at most 1.08 times as long as the line is wide. Solid
    /// areas are few runs among many.
    pub fn line_width(&self) -> u32 {
        let total: u64 = self.0.iter().sum();
        let mut so_far = 0;
        let quarter = self.0.iter().position(|&count| {
            so_far += count;
            so_far * 4 >= total
        });
        quarter.unwrap_or(0) as u32
    }
}

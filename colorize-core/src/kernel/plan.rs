//! Where the maps of a program lie while it runs.

use std::ops::Range;

use super::program::Program;
use super::winograd::TILE;

/// Rows of the output below which a strip is hardly worth what it computes twice.
const LEAST_STRIP: usize = 64;

/// Which rows of each map are made, and in which buffer.
pub(super) struct Plan {
    /// By map; empty for inputs.
    pub(super) rows: Vec<Range<usize>>,
    /// By map; nothing for inputs.
    pub(super) slot: Vec<usize>,
    /// Values of each buffer.
    pub(super) lengths: Vec<usize>,
}

impl Plan {
    /// The plan for rows `wanted` of the output; `size` is height and width of the first input. Maps whose lives do
    /// not overlap share buffers. The output has a buffer of its own, the last one.
    pub(super) fn new(program: &Program, size: [usize; 2], wanted: Range<usize>) -> Self {
        let rows = rows(program, size, wanted);
        let length = |map: usize| rows[map].len() * program.size(map, size)[1] * program.maps[map].channels;
        let mut until = vec![0; program.maps.len()];
        for (i, step) in program.steps.iter().enumerate() {
            step.taps.iter().for_each(|tap| until[tap.map] = i);
        }
        let (mut slot, mut lengths, mut free) =
            (vec![usize::MAX; program.maps.len()], Vec::new(), Vec::new());
        let (last, steps) = program.steps.split_last().expect("a network has layers");
        for (i, step) in steps.iter().enumerate() {
            for map in std::iter::once(step.map).chain(step.halved) {
                slot[map] = take(&mut lengths, &mut free, length(map));
            }
            // What nobody reads, or nobody reads any more.
            let made = std::iter::once(step.map).chain(step.halved).filter(|&map| until[map] <= i);
            let read = step.taps.iter().map(|tap| tap.map).filter(|&map| until[map] == i);
            let mut done: Vec<usize> = made.chain(read).filter(|&map| map >= program.inputs).collect();
            done.sort_unstable();
            done.dedup();
            free.extend(done.into_iter().map(|map| slot[map]));
        }
        slot[last.map] = lengths.len();
        lengths.push(length(last.map));
        Self { rows, slot, lengths }
    }

    /// Plans for parts of the output that come after each other, as few as keep the buffers within `ceiling` values,
    /// the output not counted; if no number of strips does, as many as are of use.
    pub(super) fn strips(program: &Program, size: [usize; 2], ceiling: usize) -> Vec<Self> {
        let height = program.size(program.last().map, size)[0];
        let cut = |count: usize| -> Vec<Self> {
            let strip = height.div_ceil(count).next_multiple_of(TILE);
            let parts = (0..height).step_by(strip).map(|top| top..height.min(top + strip));
            parts.map(|part| Self::new(program, size, part)).collect()
        };
        let most = (height / LEAST_STRIP).max(1);
        let fits = |plans: &Vec<Self>| plans.iter().all(|plan| plan.buffers() <= ceiling);
        (1..most).map(cut).find(fits).unwrap_or_else(|| cut(most))
    }

    /// Values of all buffers, the output not counted.
    pub(super) fn buffers(&self) -> usize {
        self.lengths[..self.lengths.len() - 1].iter().sum()
    }
}

/// A buffer of at least `length` values: the smallest free one that is large enough, else the largest free one made
/// larger, else a new one.
fn take(lengths: &mut Vec<usize>, free: &mut Vec<usize>, length: usize) -> usize {
    let fits = |&i: &usize| lengths[free[i]] >= length;
    let best = (0..free.len()).filter(fits).min_by_key(|&i| lengths[free[i]]);
    let best = best.or_else(|| (0..free.len()).max_by_key(|&i| lengths[free[i]]));
    let slot = best.map_or(lengths.len(), |i| free.swap_remove(i));
    if slot == lengths.len() {
        lengths.push(0);
    }
    lengths[slot] = lengths[slot].max(length);
    slot
}

/// The rows of each map that rows `wanted` of the output depend on, whole rows of tiles: from the last layer back to
/// the first.
fn rows(program: &Program, size: [usize; 2], wanted: Range<usize>) -> Vec<Range<usize>> {
    let mut rows = vec![0..0; program.maps.len()];
    let join = |a: &Range<usize>, b: Range<usize>| match (a.is_empty(), b.is_empty()) {
        (true, _) => b,
        (_, true) => a.clone(),
        _ => a.start.min(b.start)..a.end.max(b.end),
    };
    rows[program.last().map] = wanted;
    for step in program.steps.iter().rev() {
        let height = program.size(step.map, size)[0];
        let halved = step.halved.map_or(0..0, |map| 2 * rows[map].start..2 * rows[map].end);
        let made = join(&rows[step.map], halved);
        if made.is_empty() {
            continue;
        }
        let made = made.start / TILE * TILE..made.end.next_multiple_of(TILE).min(height);
        if let Some(map) = step.halved {
            rows[map] = made.start / 2..made.end / 2;
        }
        let border = step.kernel / 2;
        let read = made.start.saturating_sub(border)..(made.end + border).min(height);
        for tap in step.taps.iter().filter(|tap| tap.map >= program.inputs) {
            let read = if tap.doubled { read.start / 2..read.end.div_ceil(2) } else { read.clone() };
            rows[tap.map] = join(&rows[tap.map], read);
        }
        rows[step.map] = made;
    }
    rows
}

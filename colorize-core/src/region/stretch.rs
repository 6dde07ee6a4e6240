use std::ops::Range;

use rayon::prelude::*;

use super::bounds::Bounds;
use super::run::{Rows, Run};
use crate::raster::Plane;

/// A stretch of a row that is of one region.
#[derive(Clone, Copy, PartialEq, Eq)]
pub(super) struct Stretch {
    pub start: u32,
    pub end: u32,
    pub id: u32,
    /// How many of its pixels are not under ink.
    pub paper: u32,
    /// How deep inside its deepest pixel is, in units that are the same for a whole region.
    pub deepest: u32,
    /// The column of the first such pixel.
    pub at: u32,
}

/// Renumbers ids 1..=n in the order of their first pixels.
pub(super) fn number_in_order(mut stretches: Rows<Stretch>) -> Rows<Stretch> {
    let highest = stretches.items().iter().map(|stretch| stretch.id).max().unwrap_or(0) as usize;
    let mut new = vec![0; highest + 1];
    let mut count = 0;
    for stretch in stretches.items_mut() {
        let new = &mut new[stretch.id as usize];
        if *new == 0 {
            count += 1;
            *new = count;
        }
        stretch.id = *new;
    }
    stretches
}

/// Writes the ids of the pixels where they are not what `before` says, but those of holes, and tells the box of the
/// ones that were not so already.
pub(super) fn fill<T: Identified + Sync>(
    ids: &mut Plane<u32>,
    stretches: &Rows<T>,
    before: Option<&Rows<T>>,
) -> Option<Bounds> {
    let width = ids.width();
    let rows = ids.as_mut_slice().par_chunks_mut(width).enumerate();
    let row = |(y, ids): (usize, &mut [u32])| {
        let mut changed = None;
        let mut old = before.map_or(&[][..], |before| before.row(y)).iter().peekable();
        for stretch in stretches.row(y).iter().filter(|stretch| stretch.id() != 0) {
            // What of it had the same id before.
            let mut from = stretch.start();
            while from < stretch.end() {
                while old.next_if(|old| old.end() <= from).is_some() {}
                let (same, to) = match old.peek() {
                    Some(old) => (old.id() == stretch.id(), old.end().min(stretch.end())),
                    None => (false, stretch.end()),
                };
                if !same {
                    changed = around(changed, write(ids, y, from..to, stretch.id()));
                }
                from = to;
            }
        }
        changed
    };
    rows.map(row).reduce(|| None, around)
}

/// A run of pixels of one region.
pub(super) trait Identified: Run {
    /// 0 for a hole.
    fn id(&self) -> u32;
}

impl Identified for Stretch {
    fn id(&self) -> u32 {
        self.id
    }
}

impl Run for Stretch {
    fn start(&self) -> u32 {
        self.start
    }

    fn end(&self) -> u32 {
        self.end
    }
}

/// Writes an id into some pixels of row `y`, and tells their box if one of them had another.
pub(super) fn write(ids: &mut [u32], y: usize, columns: Range<u32>, id: u32) -> Option<Bounds> {
    let pixels = &mut ids[columns.start as usize..columns.end as usize];
    if pixels.iter().all(|&other| other == id) {
        return None;
    }
    pixels.fill(id);
    Some(Bounds { left: columns.start, top: y as u32, right: columns.end, bottom: y as u32 + 1 })
}

/// A box around both, as far as there are any.
pub(super) fn around(a: Option<Bounds>, b: Option<Bounds>) -> Option<Bounds> {
    match (a, b) {
        (Some(a), Some(b)) => Some(a.around(b)),
        (a, b) => a.or(b),
    }
}

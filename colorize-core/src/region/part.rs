use std::ops::Range;

use rayon::prelude::*;

use super::run::{Rows, Run};
use super::{Bounds, Region};
use crate::Plane;

/// Rows that one thread goes through at a time.
const BAND: usize = 64;

/// A stretch of a row that is of one region.
#[derive(Clone, Copy, PartialEq, Eq)]
pub(super) struct Part {
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
pub(super) fn number_in_order(mut parts: Rows<Part>) -> Rows<Part> {
    let highest = parts.items().iter().map(|part| part.id).max().unwrap_or(0) as usize;
    let mut new = vec![0; highest + 1];
    let mut count = 0;
    for part in parts.items_mut() {
        let new = &mut new[part.id as usize];
        if *new == 0 {
            count += 1;
            *new = count;
        }
        part.id = *new;
    }
    parts
}

/// Writes the ids of the pixels where they are not what `before` says, but those of holes, and tells the box of the
/// ones that were not so already.
pub(super) fn fill<T: Stretch + Sync>(
    ids: &mut Plane<u32>,
    parts: &Rows<T>,
    before: Option<&Rows<T>>,
) -> Option<Bounds> {
    let width = ids.width();
    let rows = ids.as_mut_slice().par_chunks_mut(width).enumerate();
    let row = |(y, ids): (usize, &mut [u32])| {
        let mut changed = None;
        let mut old = before.map_or(&[][..], |before| before.row(y)).iter().peekable();
        for part in parts.row(y).iter().filter(|part| part.id() != 0) {
            // What of it had the same id before.
            let mut from = part.start();
            while from < part.end() {
                while old.next_if(|old| old.end() <= from).is_some() {}
                let (same, to) = match old.peek() {
                    Some(old) => (old.id() == part.id(), old.end().min(part.end())),
                    None => (false, part.end()),
                };
                if !same {
                    changed = around(changed, write(ids, y, from..to, part.id()));
                }
                from = to;
            }
        }
        changed
    };
    rows.map(row).reduce(|| None, around)
}

/// A run of pixels of one region.
pub(super) trait Stretch: Run {
    /// 0 for a hole.
    fn id(&self) -> u32;
}

impl Stretch for Part {
    fn id(&self) -> u32 {
        self.id
    }
}

impl Run for Part {
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

/// Measures the regions from all their parts; `lined` tells which pixels are under ink.
pub(super) fn describe(parts: &Rows<Part>, width: usize, lined: impl Fn(usize) -> bool) -> Vec<Region> {
    let count = parts.items().iter().map(|part| part.id).max().unwrap_or(0) as usize;
    let none = Region {
        area: 0,
        paper: 0,
        bounds: Bounds { left: u32::MAX, top: u32::MAX, right: 0, bottom: 0 },
        neighbours: Vec::new(),
        outside: false,
        seed: (0, 0),
    };
    let mut deepest = vec![None; count];
    let mut regions = vec![none; count];
    let height = parts.len();
    for y in 0..height {
        for part in parts.row(y) {
            let (index, top) = (part.id as usize - 1, y as u32);
            let region = &mut regions[index];
            region.area += part.end - part.start;
            region.paper += part.paper;
            let bounds = Bounds { left: part.start, top, right: part.end, bottom: top + 1 };
            region.bounds = region.bounds.around(bounds);
            let at_side = (part.start == 0 && !lined(y * width))
                || (part.end as usize == width && !lined(y * width + width - 1));
            region.outside |= at_side || ((y == 0 || y + 1 == height) && part.paper > 0);
            if Some(part.deepest) > deepest[index] {
                (deepest[index], region.seed) = (Some(part.deepest), (part.at, top));
            }
        }
    }
    for (a, b) in borders(parts) {
        regions[a as usize - 1].neighbours.push(b);
        regions[b as usize - 1].neighbours.push(a);
    }
    regions.iter_mut().for_each(|region| region.neighbours.sort_unstable());
    regions
}

/// The pairs of ids that share a side of a pixel, lesser first, ascending.
fn borders(parts: &Rows<Part>) -> Vec<(u32, u32)> {
    let band = |top: usize| {
        let mut pairs = Vec::new();
        for y in top..(top + BAND).min(parts.len()) {
            let mut look = |a: u32, b: u32| {
                let pair = (a.min(b), a.max(b));
                if a != b && pairs.last() != Some(&pair) {
                    pairs.push(pair);
                }
            };
            let row = parts.row(y);
            row.windows(2).for_each(|beside| look(beside[0].id, beside[1].id));
            if y + 1 == parts.len() {
                continue;
            }
            let mut below = parts.row(y + 1).iter().peekable();
            for part in row {
                while let Some(other) = below.next_if(|other| other.end <= part.end) {
                    look(part.id, other.id);
                }
                if let Some(other) = below.peek().filter(|other| other.start < part.end) {
                    look(part.id, other.id);
                }
            }
        }
        pairs.sort_unstable();
        pairs.dedup();
        pairs
    };
    let mut pairs: Vec<_> = (0..parts.len()).into_par_iter().step_by(BAND).flat_map_iter(band).collect();
    pairs.par_sort_unstable();
    pairs.dedup();
    pairs
}

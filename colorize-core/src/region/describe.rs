use rayon::prelude::*;

use super::bounds::Bounds;
use super::run::Rows;
use super::stretch::Stretch;

/// Rows that one thread goes through at a time.
const BAND: usize = 64;

/// What is known of one region.
#[derive(Clone, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub struct Region {
    /// Pixels, with those under ink.
    pub area: u32,
    /// Pixels that are not under ink; 0 for a solid black area.
    pub paper: u32,
    /// The box around all its pixels.
    pub bounds: Bounds,
    /// The ids of the regions that share a side of a pixel with it, ascending.
    pub neighbours: Box<[u32]>,
    /// Whether it has paper on the picture's edge, so that it may go on beyond it.
    pub outside: bool,
    /// Column and row of a pixel well inside: the farthest from lines and edges, or one at least 63 pixels away.
    pub seed: (u32, u32),
}

/// Measures the regions from all their stretches; `lined` tells which pixels are under ink.
pub(super) fn describe(
    stretches: &Rows<Stretch>,
    width: usize,
    lined: impl Fn(usize) -> bool,
) -> Vec<Region> {
    let count = stretches.items().iter().map(|stretch| stretch.id).max().unwrap_or(0) as usize;
    let none = Region {
        area: 0,
        paper: 0,
        bounds: Bounds { left: u32::MAX, top: u32::MAX, right: 0, bottom: 0 },
        neighbours: Box::default(),
        outside: false,
        seed: (0, 0),
    };
    let mut deepest = vec![None; count];
    let mut regions = vec![none; count];
    let height = stretches.len();
    for y in 0..height {
        for stretch in stretches.row(y) {
            let (index, top) = (stretch.id as usize - 1, y as u32);
            let region = &mut regions[index];
            region.area += stretch.end - stretch.start;
            region.paper += stretch.paper;
            let bounds = Bounds { left: stretch.start, top, right: stretch.end, bottom: top + 1 };
            region.bounds = region.bounds.around(bounds);
            let at_side = (stretch.start == 0 && !lined(y * width))
                || (stretch.end as usize == width && !lined(y * width + width - 1));
            region.outside |= at_side || ((y == 0 || y + 1 == height) && stretch.paper > 0);
            if Some(stretch.deepest) > deepest[index] {
                (deepest[index], region.seed) = (Some(stretch.deepest), (stretch.at, top));
            }
        }
    }
    // Counted first: there may be a million regions, and lists that grow take twice what they hold.
    let pairs = borders(stretches);
    let mut counts = vec![0; count];
    for id in pairs.iter().flat_map(|&(a, b)| [a, b]) {
        counts[id as usize - 1] += 1;
    }
    let mut neighbours: Vec<_> = counts.into_iter().map(Vec::with_capacity).collect();
    for (a, b) in pairs {
        // Ascending, as the pairs are: all with a lesser id come before those with a greater.
        neighbours[a as usize - 1].push(b);
        neighbours[b as usize - 1].push(a);
    }
    for (region, neighbours) in regions.iter_mut().zip(neighbours) {
        region.neighbours = neighbours.into_boxed_slice();
    }
    regions
}

/// The pairs of ids that share a side of a pixel, lesser first, ascending.
fn borders(stretches: &Rows<Stretch>) -> Vec<(u32, u32)> {
    let band = |top: usize| {
        let mut pairs = Vec::new();
        for y in top..(top + BAND).min(stretches.len()) {
            let mut look = |a: u32, b: u32| {
                let pair = (a.min(b), a.max(b));
                if a != b && pairs.last() != Some(&pair) {
                    pairs.push(pair);
                }
            };
            let row = stretches.row(y);
            row.windows(2).for_each(|beside| look(beside[0].id, beside[1].id));
            if y + 1 == stretches.len() {
                continue;
            }
            let mut below = stretches.row(y + 1).iter().peekable();
            for stretch in row {
                while let Some(other) = below.next_if(|other| other.end <= stretch.end) {
                    look(stretch.id, other.id);
                }
                if let Some(other) = below.peek().filter(|other| other.start < stretch.end) {
                    look(stretch.id, other.id);
                }
            }
        }
        pairs.sort_unstable();
        pairs.dedup();
        pairs
    };
    let mut pairs: Vec<_> = (0..stretches.len()).into_par_iter().step_by(BAND).flat_map_iter(band).collect();
    pairs.par_sort_unstable();
    pairs.dedup();
    pairs
}

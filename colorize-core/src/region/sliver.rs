use std::collections::BinaryHeap;

use super::gap::across;
use super::run::{Forest, Rows};
use super::survey::Paper;

/// Which gaps to leave open, as they bound areas narrower between them than a line is wide: of the gaps around such
/// a sliver the longest, then of those around what that makes. `gaps` has the shortest first, `owners` the area of
/// each run.
///
/// # Complexity
/// Linear in the pixels of the gaps, times the logarithm of the runs in a row.
pub(super) fn between_slivers(
    width: usize,
    runs: &Rows<Paper>,
    owners: &[u32],
    gaps: &[(u32, u32)],
    line: u32,
    lined: impl Fn(usize) -> bool,
) -> Vec<bool> {
    let count = owners.iter().copied().max().unwrap_or(0) as usize;
    let mut areas: Vec<_> = sizes(runs, owners, count)
        .into_iter()
        .map(|size| Area { size, sides: 0, gaps: BinaryHeap::new() })
        .collect();
    let owner = |x: usize, y: usize| {
        let row = runs.row(y);
        let index = row.partition_point(|run| run.end as usize <= x);
        row.get(index).filter(|run| run.start as usize <= x).map(|_| owners[runs.first(y) + index])
    };
    // The areas on the sides of each gap's pixels, with how many sides they have there.
    let mut beside = Vec::with_capacity(gaps.len());
    for (index, &(from, to)) in gaps.iter().enumerate() {
        let mut around = Vec::new();
        for pixel in across(width, from, to).filter(|&pixel| !lined(pixel)) {
            let (x, y) = (pixel % width, pixel / width);
            let near = [(x.wrapping_sub(1), y), (x + 1, y), (x, y.wrapping_sub(1)), (x, y + 1)];
            let near = near.into_iter().filter(|&(x, y)| x < width && y < runs.len());
            around.extend(near.filter_map(|(x, y)| owner(x, y)));
        }
        around.sort_unstable();
        let around: Vec<_> =
            around.chunk_by(|a, b| a == b).map(|same| (same[0] as usize, same.len() as u64)).collect();
        for &(area, sides) in &around {
            areas[area].sides += sides;
            areas[area].gaps.push(index);
        }
        beside.push(around);
    }
    let sliver = |area: &Area| area.sides > 0 && 2 * area.size <= area.sides * u64::from(line);
    let mut todo: Vec<_> = (1..=count).rev().filter(|&area| sliver(&areas[area])).collect();
    let mut open = vec![false; gaps.len()];
    let mut forest = Forest::new(areas.len());
    while let Some(area) = todo.pop() {
        let area = forest.root(area as u32) as usize;
        if !sliver(&areas[area]) {
            continue;
        }
        let mut gaps = std::iter::from_fn(|| areas[area].gaps.pop());
        let Some(longest) = gaps.find(|&gap| !open[gap]) else { continue };
        open[longest] = true;
        let mut joined = area;
        for &(other, sides) in &beside[longest] {
            let other = forest.root(other as u32) as usize;
            areas[other].sides -= sides;
            if other != joined {
                let Area { size, sides, gaps } = std::mem::take(&mut areas[other]);
                let one = std::mem::take(&mut areas[joined]);
                forest.join(joined as u32, other as u32);
                joined = forest.root(other as u32) as usize;
                let (mut more, less) =
                    if one.gaps.len() > gaps.len() { (one.gaps, gaps) } else { (gaps, one.gaps) };
                more.extend(less);
                areas[joined] = Area { size: one.size + size, sides: one.sides + sides, gaps: more };
            }
        }
        todo.push(joined);
    }
    open
}

/// Pixels of each owner's runs; that of owner 0 is 0.
pub(super) fn sizes(runs: &Rows<Paper>, owners: &[u32], count: usize) -> Vec<u64> {
    let mut sizes = vec![0; count + 1];
    for (run, &owner) in runs.items().iter().zip(owners) {
        sizes[owner as usize] += u64::from(run.end - run.start);
    }
    sizes
}

/// An area, or several that are one since a gap between them was left open.
#[derive(Default)]
struct Area {
    /// In pixels.
    size: u64,
    /// How many sides of its pixels are beside pixels of closed gaps.
    sides: u64,
    /// Those gaps.
    gaps: BinaryHeap<usize>,
}

use std::collections::{BinaryHeap, HashMap};

use super::run::{DisjointSets, Rows};
use super::span::{across, place};
use super::survey::PaperRun;

/// Which gaps to leave open, as they bound areas narrower between them than a line is wide: of the gaps around such
/// a sliver the longest, then of those around what that makes. `gaps` has the shortest first, `owners` the area of
/// each run.
///
/// # Complexity
/// Linear in the pixels of the gaps, times the logarithm of the runs in a row.
pub(super) fn between_slivers(
    width: usize,
    runs: &Rows<PaperRun>,
    owners: &[u32],
    gaps: &[(u32, u32)],
    line: u32,
    lined: impl Fn(usize) -> bool,
) -> Vec<bool> {
    if gaps.is_empty() {
        return Vec::new();
    }
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
    let mut sets = DisjointSets::new(areas.len());
    while let Some(area) = todo.pop() {
        let area = sets.root(area as u32) as usize;
        if !sliver(&areas[area]) {
            continue;
        }
        let mut gaps = std::iter::from_fn(|| areas[area].gaps.pop());
        let Some(longest) = gaps.find(|&gap| !open[gap]) else { continue };
        open[longest] = true;
        let mut joined = area;
        for &(other, sides) in &beside[longest] {
            let other = sets.root(other as u32) as usize;
            areas[other].sides -= sides;
            if other != joined {
                let Area { size, sides, gaps } = std::mem::take(&mut areas[other]);
                let one = std::mem::take(&mut areas[joined]);
                sets.join(joined as u32, other as u32);
                joined = sets.root(other as u32) as usize;
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
pub(super) fn sizes(runs: &Rows<PaperRun>, owners: &[u32], count: usize) -> Vec<u64> {
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

/// Keeps the first of the gaps that lie side by side: those with one end no farther than a line is wide from its
/// own, and the other no farther than it is long. Between two of them there would be a sliver.
pub(super) fn one_each(width: usize, gaps: &[(u32, u32)], line: u32) -> Vec<(u32, u32)> {
    let place = |pixel: u32| {
        let (x, y) = place(width, pixel);
        (x as i64, y as i64)
    };
    // All lengths are squared.
    let apart = |a: (i64, i64), b: (i64, i64)| (a.0 - b.0).pow(2) + (a.1 - b.1).pow(2);
    // An end that is near lies in the same cell or in one beside it.
    let side = i64::from(line.max(1));
    let cell = |(x, y): (i64, i64)| (x / side, y / side);
    let reach = i64::from(line).pow(2);
    let mut kept = HashMap::<(i64, i64), Vec<[(i64, i64); 2]>>::new();
    let mut alone = |&(a, b): &(u32, u32)| {
        let ends = [place(a), place(b)];
        let [a, b] = ends;
        let around = ends.into_iter().flat_map(|end| {
            let (x, y) = cell(end);
            (x - 1..=x + 1).flat_map(move |x| (y - 1..=y + 1).map(move |y| (x, y)))
        });
        let same = |&[c, d]: &[(i64, i64); 2]| {
            // No farther than it is long, lest the two sides of one line's end pass for the ends of a gap.
            let long = apart(c, d);
            let beside = |one: i64, other: i64| one.min(other) <= reach.min(long) && one.max(other) <= long;
            beside(apart(a, c), apart(b, d)) || beside(apart(a, d), apart(b, c))
        };
        let alone = !around.filter_map(|cell| kept.get(&cell)).flatten().any(same);
        if alone {
            ends.into_iter().for_each(|end| kept.entry(cell(end)).or_default().push(ends));
        }
        alone
    };
    gaps.iter().copied().filter(|gap| alone(gap)).collect()
}

//! Where a region that leaks is cut in two: straight across the opening.

use std::collections::HashMap;

use super::grid::{Grid, NONE};

/// A piece keeps that share of its pixels at least, or the cuts stay as they were.
const KEPT: f64 = 0.5;

/// Makes the borders between pieces straight, from wall to wall, where nothing is in the way. Walls are [`NONE`]; the pixels
/// of `fixed` stay in their pieces.
pub(super) fn straighten(grid: &Grid, pieces: &mut [u32], fixed: &[usize]) {
    let cuts = cuts(grid, pieces);
    let mut open: Vec<bool> = pieces.iter().map(|&piece| piece != NONE).collect();
    for Cut { pixels, between } in &cuts {
        let line = grid.line(pixels[0], pixels[1]);
        let clear = line.iter().all(|&at| between.contains(&pieces[at]));
        for &at in if clear { &line } else { pixels } {
            open[at] = false;
        }
    }
    let paper = |at: usize| pieces[at] != NONE;
    let mut straight = vec![NONE; pieces.len()];
    for start in 0..pieces.len() {
        if !open[start] || straight[start] != NONE {
            continue;
        }
        // All that is joined becomes what most of it was.
        let mut joined = vec![start];
        straight[start] = pieces[start];
        for i in 0.. {
            let Some(&at) = joined.get(i) else { break };
            for other in grid.around(at, false) {
                if open[other] && straight[other] == NONE {
                    straight[other] = pieces[start];
                    joined.push(other);
                }
            }
        }
        let most = most_common(joined.iter().map(|&at| pieces[at]));
        joined.into_iter().for_each(|at| straight[at] = most);
    }
    grid.cover(&mut straight, paper);
    let mut counts = HashMap::<u32, [usize; 2]>::new();
    let mut start = 0;
    for run in pieces.chunk_by(|a, b| a == b) {
        let [all, kept] = counts.entry(run[0]).or_default();
        *all += run.len();
        *kept += straight[start..][..run.len()].iter().filter(|is| **is == run[0]).count();
        start += run.len();
    }
    let same = |&at: &usize| pieces[at] == straight[at];
    if fixed.iter().all(same) && counts.values().all(|&[all, kept]| kept as f64 >= KEPT * all as f64) {
        pieces.copy_from_slice(&straight);
    }
}

fn most_common(of: impl Iterator<Item = u32>) -> u32 {
    let mut counts: Vec<(u32, usize)> = Vec::new();
    for piece in of {
        match counts.iter_mut().find(|(other, _)| *other == piece) {
            Some((_, count)) => *count += 1,
            None => counts.push((piece, 1)),
        }
    }
    counts.into_iter().rev().max_by_key(|(_, count)| *count).expect("one at least").0
}

/// Where two pieces meet in one opening.
struct Cut {
    /// Pixels that part them, the two ends first.
    pixels: Vec<usize>,
    between: [u32; 2],
}

fn cuts(grid: &Grid, pieces: &[u32]) -> Vec<Cut> {
    // The pieces that meet at a pixel and the next one to the right or below.
    let meeting = |at: usize| {
        let a = pieces[at];
        let right = (!(at + 1).is_multiple_of(grid.width)).then(|| pieces[at + 1]);
        let mut next = right.into_iter().chain(pieces.get(at + grid.width).copied());
        let b = next.find(|&b| a != NONE && b != NONE && a != b)?;
        Some([a.min(b), a.max(b)])
    };
    let mut met: Vec<Option<[u32; 2]>> = (0..pieces.len()).map(meeting).collect();
    let mut cuts = Vec::new();
    for start in 0..met.len() {
        let Some(between) = met[start].take() else { continue };
        let mut pixels = vec![start];
        for i in 0.. {
            let Some(&at) = pixels.get(i) else { break };
            for other in grid.around(at, true) {
                if met[other] == Some(between) {
                    met[other] = None;
                    pixels.push(other);
                }
            }
        }
        let square = |a: usize, b: usize| {
            (a % grid.width).abs_diff(b % grid.width).pow(2)
                + (a / grid.width).abs_diff(b / grid.width).pow(2)
        };
        pixels.push(start); // of one pixel, both ends are that
        for end in 0..2 {
            let from = pixels[1 - end];
            let far = (end..pixels.len()).max_by_key(|&i| square(pixels[i], from)).expect("one at least");
            pixels.swap(end, far);
        }
        cuts.push(Cut { pixels, between });
    }
    cuts
}

#[cfg(test)]
mod tests {
    use super::*;

    const GRID: Grid = Grid { width: 40, height: 30 };

    /// Two pieces that meet along `border`, the x of each row, in a box with walls above and below the opening.
    fn pieces(border: impl Fn(usize) -> usize) -> Vec<u32> {
        let piece = |at: usize| {
            let (x, y) = (at % GRID.width, at / GRID.width);
            let wall = (x == 20 && !(8..22).contains(&y)) || y == 0 || y == GRID.height - 1;
            if wall { NONE } else { u32::from(x >= border(y)) }
        };
        (0..GRID.width * GRID.height).map(piece).collect()
    }

    #[test]
    fn borders_go_straight_from_wall_to_wall() {
        // A bulge of one piece into the other.
        let mut found = pieces(|y| if (8..22).contains(&y) { 20 - (y - 8).min(21 - y) } else { 20 });
        straighten(&GRID, &mut found, &[]);
        for (at, (&found, straight)) in found.iter().zip(pieces(|_| 20)).enumerate() {
            let x = at % GRID.width;
            assert!(found == straight || (19..=21).contains(&x), "{x}, {}", at / GRID.width);
        }
    }

    #[test]
    fn what_is_fixed_stays() {
        let bulge = pieces(|y| if (8..22).contains(&y) { 20 - (y - 8).min(21 - y) } else { 20 });
        let mut found = bulge.clone();
        straighten(&GRID, &mut found, &[15 * GRID.width + 16]);
        assert_eq!(found, bulge);
    }
}

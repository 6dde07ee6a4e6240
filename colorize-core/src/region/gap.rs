use std::collections::HashMap;

use rayon::prelude::*;

use super::distance::NONE;

/// Two ends that face each other close the gap between them if each leaves so many [directions](Ways) free on both
/// sides of the other: 107°.
const FACING: u32 = 19;
/// An end closes the gap between it and the side of a line if it leaves so many directions free: 152°.
const POINTING: u32 = 27;
/// How much narrower than others such a gap must be: many lines end short of another on purpose.
const POINTING_SHARE: f32 = 0.7;
/// How far from the middle between two opposite places the border between what is nearest to each may pass, in
/// pixels: what the pixel grid makes of 0.
const OFF: f32 = 1.1;
/// How far around a place the ink is looked at, at most, in pixels.
const LARGEST_RADIUS: u32 = 64;

/// Finds the gaps of at most `gap` pixels that count as closed, as the pixels at both their ends.
///
/// `near` is the nearest pixel of ink to each pixel, `lined` where there is ink, `line` how wide lines are.
///
/// Two places of the ink face each other across a gap if the disc between them is free of ink, as in a Gabriel
/// graph; the middle between them is where a trapped ball gets stuck. Most such pairs are the two sides of a strip
/// that is meant to be open. What tells a gap is that a line ends there: around one place, or both, the ink goes
/// on only away from the other.
///
/// # Complexity
/// Linear in the pixels, and in the ink around the places that face each other.
pub(super) fn gaps(
    width: usize,
    near: &[u32],
    gap: u32,
    line: u32,
    lined: impl Fn(usize) -> bool + Sync,
) -> Vec<(u32, u32)> {
    if gap == 0 {
        return Vec::new();
    }
    let shorter = (gap as f32 * POINTING_SHARE) as u32;
    let (mut pairs, edges) = (facing(width, near, gap), beside_edges(width, near, shorter));
    let ends = || pairs.iter().flat_map(|&(a, b)| [a, b]).chain(edges.iter().map(|&(a, _)| a));
    let ways = Ways::around(ends().collect(), width, near.len() / width, line, lined);
    pairs.retain(|&(a, b)| {
        let (x, y) = offset(width, a, b);
        let (one, other) = (ways.free(a, (x, y)), ways.free(b, (-x, -y)));
        let pointing = || one.max(other) >= POINTING && x.hypot(y) <= (shorter + 1) as f32;
        one.min(other) >= FACING || pointing()
    });
    // Beyond the picture's edge is the side of a line.
    let closed = |&(a, edge): &(u32, u32)| ways.free(a, offset(width, a, edge)) >= POINTING;
    pairs.extend(edges.into_iter().filter(closed));
    one_each(width, pairs, line, (gap + 2).max(line) as usize)
}

/// Keeps the shortest of the gaps that lie side by side: those with one end no farther than `reach` from its own, and
/// the other no farther than it is long. Between two of them there would be a sliver. `cell` is at least the
/// larger of `reach` and the longest gap.
fn one_each(width: usize, mut pairs: Vec<(u32, u32)>, reach: u32, cell: usize) -> Vec<(u32, u32)> {
    let square = |&(a, b): &(u32, u32)| {
        let (x, y) = offset(width, a, b);
        (x * x + y * y) as u64
    };
    pairs.sort_by_key(|pair| (square(pair), *pair));
    let apart = |a: u32, b: u32| {
        let (x, y) = offset(width, a, b);
        x.hypot(y)
    };
    let reach = reach as f32;
    let mut kept = HashMap::<(usize, usize), Vec<(u32, u32)>>::new();
    pairs.retain(|&(a, b)| {
        // Gaps whose ends are near have middles in the same cell or in one beside it.
        let ((ax, ay), (bx, by)) = (place(width, a), place(width, b));
        let (x, y) = ((ax + bx) / 2 / cell, (ay + by) / 2 / cell);
        let around =
            (x.saturating_sub(1)..=x + 1).flat_map(|x| (y.saturating_sub(1)..=y + 1).map(move |y| (x, y)));
        let same = |&(c, d): &(u32, u32)| {
            // No farther than it is long, lest the two sides of one line's end pass for the ends of a gap.
            let long = apart(c, d);
            let beside = |one: f32, other: f32| one.min(other) <= reach.min(long) && one.max(other) <= long;
            beside(apart(a, c), apart(b, d)) || beside(apart(a, d), apart(b, c))
        };
        let alone = !around.filter_map(|cell| kept.get(&cell)).flatten().any(same);
        if alone {
            kept.entry((x, y)).or_default().push((a, b));
        }
        alone
    });
    pairs
}

/// The pixels straight from one to another, both with it, such that no area of pixels that share sides gets past them.
pub(super) fn across(width: usize, from: u32, to: u32) -> impl Iterator<Item = usize> {
    let (x, y) = place(width, from);
    let (right, down) = offset(width, from, to);
    let steps = right.abs().max(down.abs()).max(1.0);
    (0..=steps as usize).map(move |step| {
        let share = step as f32 / steps;
        let (x, y) = (x as f32 + (right * share).round(), y as f32 + (down * share).round());
        y as usize * width + x as usize
    })
}

/// The pairs of pixels of ink that face each other across at most `gap` pixels, ascending.
fn facing(width: usize, near: &[u32], gap: u32) -> Vec<(u32, u32)> {
    let beside = [1, width as u32 - 1, width as u32, width as u32 + 1];
    let furthest = ((gap + 1) * (gap + 1)) as f32;
    let row = |y: usize| {
        let mut found = Vec::new();
        let mut look = |x: usize, a: u32, step: (usize, usize)| {
            let b = near[(y + step.1) * width + x + step.0];
            let (from, to) = (a.min(b), a.max(b));
            if from == to || to == NONE || beside.contains(&(to - from)) {
                return;
            }
            let ((ax, ay), (bx, by)) = (place(width, a), place(width, b));
            let off_x = (2 * x + step.0) as f32 - (ax + bx) as f32;
            let off_y = (2 * y + step.1) as f32 - (ay + by) as f32;
            let (across, down) = (bx as f32 - ax as f32, by as f32 - ay as f32);
            let opposite = off_x * off_x + off_y * off_y <= 4.0 * OFF * OFF;
            if opposite && across * across + down * down <= furthest {
                found.push((from, to));
            }
        };
        for (x, &a) in near[y * width..][..width].iter().enumerate() {
            if x + 1 < width {
                look(x, a, (1, 0));
            }
            if (y + 1) * width < near.len() {
                look(x, a, (0, 1));
            }
        }
        found
    };
    let mut pairs: Vec<_> = (0..near.len() / width).into_par_iter().flat_map_iter(row).collect();
    pairs.par_sort_unstable();
    pairs.dedup();
    pairs
}

/// The pixels of ink that are nearest to the pixel of the picture's edge right across, with that, at most `gap` pixels
/// apart.
fn beside_edges(width: usize, near: &[u32], gap: u32) -> Vec<(u32, u32)> {
    let height = near.len() / width;
    let across = (0..width).flat_map(|x| [x, (height - 1) * width + x].map(|edge| (edge, false)));
    let down = (0..height).flat_map(|y| [y * width, y * width + width - 1].map(|edge| (edge, true)));
    let facing = |(edge, level): (usize, bool)| {
        let (x, y) = place(width, edge as u32);
        let a = near[edge];
        if a == NONE || a as usize == edge {
            return None;
        }
        let (ax, ay) = place(width, a);
        let right = if level { ay == y } else { ax == x };
        (right && ax.abs_diff(x) + ay.abs_diff(y) <= gap as usize).then_some((a, edge as u32))
    };
    across.chain(down).filter_map(facing).collect()
}

/// Which ways the ink goes on from some places, as bits: one for each of 64 directions, clockwise from the right.
struct Ways {
    places: Vec<u32>,
    ways: Vec<u64>,
}

impl Ways {
    fn around(
        mut places: Vec<u32>,
        width: usize,
        height: usize,
        line: u32,
        lined: impl Fn(usize) -> bool + Sync,
    ) -> Self {
        places.par_sort_unstable();
        places.dedup();
        // Far enough to tell a line's end from its side.
        let disc = Disc::new((2 * line + 3).min(LARGEST_RADIUS) as usize);
        let inside = |x: usize, y: usize| x < width && y < height && lined(y * width + x);
        let seek = |room: &mut (Vec<bool>, Vec<usize>), &at: &u32| disc.ways(place(width, at), inside, room);
        let ways = places.par_iter().map_init(Default::default, seek).collect();
        Self { places, ways }
    }

    /// How many directions on either side of `toward` the ink at a place leaves free. A dot or a short dash goes nowhere: it may
    /// be the end of a line, and points to nothing.
    fn free(&self, place: u32, toward: (f32, f32)) -> u32 {
        let at = self.places.binary_search(&place).expect("it was looked at");
        let turned = self.ways[at].rotate_right(direction(toward));
        if turned == 0 { FACING } else { turned.trailing_zeros().min(turned.leading_zeros() + 1) }
    }
}

/// The square around a place, of `2 * radius + 1` pixels a side.
struct Disc {
    radius: usize,
    cells: Vec<Cell>,
}

#[derive(Clone, Copy, PartialEq)]
enum Cell {
    /// Farther away than the radius.
    Outside,
    Inside,
    /// As far away as the radius, in this direction.
    Rim(u32),
}

impl Disc {
    fn new(radius: usize) -> Self {
        let middle = radius as f32;
        let cell = |x: usize, y: usize| {
            let (x, y) = (x as f32 - middle, y as f32 - middle);
            match x.hypot(y) {
                far if far > middle => Cell::Outside,
                far if far > middle - 1.0 => Cell::Rim(direction((x, y))),
                _ => Cell::Inside,
            }
        };
        let side = 2 * radius + 1;
        Self { radius, cells: (0..side * side).map(|i| cell(i % side, i / side)).collect() }
    }

    /// The directions in which the ink joined to a place within the disc gets as far as the rim; all, if they leave none
    /// [free](FACING) enough for a line's end. `room` is what one call leaves to the next.
    fn ways(
        &self,
        (x, y): (usize, usize),
        inked: impl Fn(usize, usize) -> bool,
        room: &mut (Vec<bool>, Vec<usize>),
    ) -> u64 {
        let side = 2 * self.radius + 1;
        let (seen, todo) = room;
        seen.clear();
        seen.resize(side * side, false);
        todo.push(self.radius * side + self.radius);
        let mut ways = 0;
        while let Some(cell) = todo.pop() {
            // The square's outermost pixels are rim or outside.
            for next in [
                cell - side - 1,
                cell - side,
                cell - side + 1,
                cell - 1,
                cell + 1,
                cell + side - 1,
                cell + side,
                cell + side + 1,
            ] {
                let kind = self.cells[next];
                if seen[next] || kind == Cell::Outside {
                    continue;
                }
                seen[next] = true;
                let (column, row) = (
                    (x + next % side).wrapping_sub(self.radius),
                    (y + next / side).wrapping_sub(self.radius),
                );
                if inked(column, row) {
                    match kind {
                        Cell::Rim(direction) if ways >> direction & 1 == 0 => {
                            ways |= 1 << direction;
                            if longest_run(!ways) + 1 < 2 * FACING {
                                // The rest does not matter: it leads too many ways for a line's end.
                                todo.clear();
                                return u64::MAX;
                            }
                        }
                        Cell::Inside => todo.push(next),
                        _ => {}
                    }
                }
            }
        }
        ways
    }
}

/// The most bits in a row, the last joined to the first.
fn longest_run(mut bits: u64) -> u32 {
    let mut length = 0;
    while bits != 0 && length < u64::BITS {
        bits &= bits.rotate_left(1);
        length += 1;
    }
    length
}

/// The direction of a vector, 0..64.
fn direction((x, y): (f32, f32)) -> u32 {
    (y.atan2(x) / std::f32::consts::TAU * 64.0).round() as i32 as u32 & 63
}

/// From pixel `from` to pixel `to`.
fn offset(width: usize, from: u32, to: u32) -> (f32, f32) {
    let ((ax, ay), (bx, by)) = (place(width, from), place(width, to));
    (bx as f32 - ax as f32, by as f32 - ay as f32)
}

/// Column and row of a pixel.
fn place(width: usize, pixel: u32) -> (usize, usize) {
    (pixel as usize % width, pixel as usize / width)
}

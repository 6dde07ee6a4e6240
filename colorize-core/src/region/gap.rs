use std::collections::HashMap;
use std::ops::Range;

use rayon::prelude::*;

use super::Bounds;
use super::bits::Bits;
use super::distance::{FAR, Offsets};
use super::survey::Window;

/// Two ends that face each other close the gap between them if each leaves so many [directions](Ways) free on both
/// sides of the other: 107°.
const FACING: u32 = 19;
/// An end closes the gap between it and the side of a line if it leaves so many directions free: 152°.
const POINTING: u32 = 27;
/// How much narrower than others such a gap must be: many lines end short of another on purpose.
const POINTING_SHARE: f32 = 0.7;
/// How far from the middle between two opposite places the border between what is nearest to each may pass, in
/// half pixels across and down together: what the pixel grid makes of 0.
const OFF: i16 = 2;
/// How far around a place the ink is looked at, at most, in pixels: what [`Bits`] give at once.
const LARGEST_RADIUS: u32 = 63;

/// Where the ink faces itself across a gap, or the picture's edge.
pub(super) struct Facing {
    window: Window,
    gap: u32,
    /// Pixels of ink, ascending.
    pairs: Vec<(u32, u32)>,
    /// A pixel of ink, and the pixel of the picture's edge.
    edges: Vec<(u32, u32)>,
    hits: Vec<bool>,
}

/// How far from the middle between two places of ink that face each other across at most `gap` pixels, or from the
/// picture's edge that one faces, either is, at most, in pixels.
pub(super) fn largest_reach(gap: u32) -> u32 {
    (gap / 2 + 3).max(shorter(gap) + 1)
}

/// How far from the middle of a gap the ink matters to whether it is closed, in pixels: around both its ends.
pub(super) fn largest_context(gap: u32) -> u32 {
    largest_reach(gap) + LARGEST_RADIUS + 1
}

/// How much shorter a gap must be that one line's end alone makes.
fn shorter(gap: u32) -> u32 {
    (gap as f32 * POINTING_SHARE) as u32
}

impl Facing {
    pub fn new(window: Window, gap: u32) -> Self {
        Self { window, gap, pairs: Vec::new(), edges: Vec::new(), hits: Vec::new() }
    }

    pub fn join(mut self, other: Self) -> Self {
        self.pairs.extend(other.pairs);
        self.edges.extend(other.edges);
        self
    }

    /// The pixels of ink that face each other.
    #[cfg(test)]
    pub fn pairs(&self) -> &[(u32, u32)] {
        &self.pairs
    }

    /// Looks at a row of the part: which walls are nearest to its pixels and to those of the row below, if there is
    /// one.
    pub fn look(&mut self, y: usize, here: &Offsets, below: Option<&Offsets>) {
        if self.gap == 0 {
            return;
        }
        self.look_at_edges(y, here);
        let columns = here.right.len();
        self.face(y, here, 0..columns - 1, (1, 0), (&here.right[1..], &here.down[1..]));
        if let Some(below) = below {
            self.face(y, here, 0..columns, (0, 1), (&below.right, &below.down));
        }
    }

    /// Compares pixels of a row with those one `step` on.
    fn face(
        &mut self,
        y: usize,
        here: &Offsets,
        columns: Range<usize>,
        step: (i16, i16),
        (right, down): (&[i16], &[i16]),
    ) {
        let Window { left, top, picture: (width, _) } = self.window;
        let (here_right, here_down) = (&here.right[columns.clone()], &here.down[columns]);
        self.hits.clear();
        let pairs = here_right.iter().zip(here_down).zip(right.iter().zip(down));
        // The middle between the two pixels is at most so far, in half pixels, from that between the two places.
        self.hits.extend(pairs.map(|((&ax, &ay), (&bx, &by))| {
            let off = ax.wrapping_add(bx).wrapping_abs().wrapping_add(ay.wrapping_add(by).wrapping_abs());
            (0..=OFF).contains(&off) & ((ax | ay | bx | by) != 0)
        }));
        let furthest = i64::from(self.gap + 1).pow(2);
        let (hits, pairs) = (&self.hits, &mut self.pairs);
        for x in (0..hits.len()).filter(|&x| hits[x]) {
            let (across, over) = (right[x] + step.0 - here_right[x], down[x] + step.1 - here_down[x]);
            let far = i64::from(across).pow(2) + i64::from(over).pow(2);
            let beside = across.abs() <= 1 && over.abs() <= 1;
            if beside || far > furthest || here_right[x] == FAR || right[x] == FAR {
                continue;
            }
            let ink = |x: usize, y: usize, right: i16, down: i16| {
                let (x, y) = (left + x, top + y);
                (y.wrapping_add_signed(down.into()) * width + x.wrapping_add_signed(right.into())) as u32
            };
            let a = ink(x, y, here_right[x], here_down[x]);
            let b = ink(x + step.0 as usize, y + step.1 as usize, right[x], down[x]);
            pairs.push((a.min(b), a.max(b)));
        }
    }

    /// Finds ink right across from the picture's edge.
    fn look_at_edges(&mut self, y: usize, here: &Offsets) {
        let Window { left, top, picture: (width, height) } = self.window;
        let longest = shorter(self.gap) as u16;
        let y = top + y;
        let pixel = |x: usize, y: usize| (y * width + x) as u32;
        if y == 0 || y + 1 == height {
            for (x, (&right, &down)) in here.right.iter().zip(&here.down).enumerate() {
                if right == 0 && down != 0 && down.unsigned_abs() <= longest {
                    let x = left + x;
                    self.edges.push((pixel(x, y.wrapping_add_signed(down.into())), pixel(x, y)));
                }
            }
        }
        for x in [0, width - 1] {
            let Some(column) = x.checked_sub(left).filter(|&column| column < here.right.len()) else {
                continue;
            };
            let (right, down) = (here.right[column], here.down[column]);
            if down == 0 && right != 0 && right.unsigned_abs() <= longest {
                self.edges.push((pixel(x.wrapping_add_signed(right.into()), y), pixel(x, y)));
            }
        }
    }

    /// Those with their middle in a box.
    pub fn within(mut self, bounds: Bounds) -> Self {
        let width = self.window.picture.0;
        let inside = |&(a, b): &(u32, u32)| {
            let (x, y) = middle(width, a, b);
            bounds.contains(x, y)
        };
        self.pairs.retain(inside);
        self.edges.retain(inside);
        self
    }

    /// The gaps among these that count as closed, as the pixels at both their ends: the shortest first.
    ///
    /// `line` is how wide lines are.
    ///
    /// Two places of the ink face each other across a gap if the disc between them is free of ink, as in a Gabriel
    /// graph; the middle between them is where a trapped ball gets stuck. Most such pairs are the two sides of a strip
    /// that is meant to be open. What tells a gap is that a line ends there: around one place, or both, the ink goes
    /// on only away from the other.
    ///
    /// # Complexity
    /// Linear in the ink around the places that face each other.
    pub fn gaps(mut self, line: u32, ink: &Bits) -> Vec<(u32, u32)> {
        let width = self.window.picture.0;
        self.pairs.par_sort_unstable();
        self.pairs.dedup();
        let ends = self.pairs.iter().flat_map(|&(a, b)| [a, b]).chain(self.edges.iter().map(|&(a, _)| a));
        let ways = Ways::around(ends.collect(), width, line, ink);
        let longest = (shorter(self.gap) + 1) as f32;
        let mut gaps = self.pairs;
        gaps.retain(|&(a, b)| {
            let (x, y) = offset(width, a, b);
            let (one, other) = (ways.free(a, (x, y)), ways.free(b, (-x, -y)));
            let pointing = || one.max(other) >= POINTING && x.hypot(y) <= longest;
            one.min(other) >= FACING || pointing()
        });
        // A drawing that goes on beyond the picture's edge often stops a little before it.
        let closed = |&(a, edge): &(u32, u32)| ways.free(a, offset(width, a, edge)) >= FACING;
        gaps.extend(self.edges.into_iter().filter(closed));
        sort(width, &mut gaps);
        gaps
    }
}

/// Puts the shortest gaps first.
pub(super) fn sort(width: usize, gaps: &mut [(u32, u32)]) {
    gaps.sort_unstable_by_key(|&(a, b)| {
        let (x, y) = offset(width, a, b);
        ((x * x + y * y) as u64, a, b)
    });
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

/// Column and row of the middle between two pixels.
pub(super) fn middle(width: usize, a: u32, b: u32) -> (usize, usize) {
    let ((ax, ay), (bx, by)) = (place(width, a), place(width, b));
    ((ax + bx) / 2, (ay + by) / 2)
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

/// Which ways the ink goes on from some places, as bits: one for each of 64 directions, clockwise from the right.
struct Ways {
    places: Vec<u32>,
    ways: Vec<u64>,
}

impl Ways {
    fn around(mut places: Vec<u32>, width: usize, line: u32, ink: &Bits) -> Self {
        places.par_sort_unstable();
        places.dedup();
        // Far enough to tell a line's end from its side.
        let disc = Disc::new((2 * line + 3).min(LARGEST_RADIUS) as usize);
        let seek = |room: &mut Vec<[u128; 2]>, &at: &u32| disc.ways(place(width, at), ink, room);
        let ways = places.par_iter().map_init(Vec::new, seek).collect();
        Self { places, ways }
    }

    /// How many directions on either side of `toward` the ink at a place leaves free. A dot or a short dash
    /// may be the end of a line in broken strokes, and points anywhere.
    fn free(&self, place: u32, toward: (f32, f32)) -> u32 {
        let at = self.places.binary_search(&place).expect("it was looked at");
        let turned = self.ways[at].rotate_right(direction(toward));
        if turned == 0 { POINTING } else { turned.trailing_zeros().min(turned.leading_zeros() + 1) }
    }
}

/// The square around a place, of `2 * radius + 1` pixels a side, each row as bits.
struct Disc {
    radius: usize,
    /// What is nearer than the radius.
    inside: Vec<u128>,
    /// What is as far as the radius.
    rim: Vec<u128>,
    /// The directions of all pixels, row by row.
    directions: Vec<u8>,
}

impl Disc {
    fn new(radius: usize) -> Self {
        let side = 2 * radius + 1;
        let middle = radius as f32;
        let (mut inside, mut rim, mut directions) = (vec![0; side], vec![0; side], Vec::new());
        for (row, column) in (0..side).flat_map(|row| (0..side).map(move |column| (row, column))) {
            let (x, y) = (column as f32 - middle, row as f32 - middle);
            directions.push(direction((x, y)) as u8);
            match x.hypot(y) {
                far if far > middle => {}
                far if far > middle - 1.0 => rim[row] |= 1_u128 << column,
                _ => inside[row] |= 1_u128 << column,
            }
        }
        Self { radius, inside, rim, directions }
    }

    /// The directions in which the ink joined to a place within the disc gets as far as the rim; all, if they leave
    /// none [free](FACING) enough for a line's end. `rows` is room that one call leaves to the next.
    fn ways(&self, (x, y): (usize, usize), ink: &Bits, rows: &mut Vec<[u128; 2]>) -> u64 {
        let side = 2 * self.radius + 1;
        let (left, top) = (x as isize - self.radius as isize, y as isize - self.radius as isize);
        // The ink of each row, and what of it inside the disc is joined to the place.
        rows.clear();
        rows.extend((0..side).map(|row| [ink.window(left, top + row as isize), 0]));
        rows[self.radius][1] = 1 << self.radius;
        let step = |rows: &mut Vec<[u128; 2]>, row: usize, from: usize| {
            let [ink, joined] = rows[row];
            let all = joined_runs(ink & self.inside[row], joined | beside(rows[from][1])) | joined;
            rows[row][1] = all;
            all != joined
        };
        step(rows, self.radius, self.radius);
        while {
            let down = (1..side).fold(false, |more, row| step(rows, row, row - 1) | more);
            let up = (0..side - 1).rev().fold(false, |more, row| step(rows, row, row + 1) | more);
            down || up
        } {}
        let mut ways = 0;
        for (row, &[ink, joined]) in rows.iter().enumerate() {
            let above = row.checked_sub(1).map_or(0, |row| rows[row][1]);
            let below = rows.get(row + 1).map_or(0, |row| row[1]);
            let mut reached = ink & self.rim[row] & beside(above | joined | below);
            while reached != 0 {
                ways |= 1 << self.directions[row * side + reached.trailing_zeros() as usize];
                reached &= reached - 1;
            }
        }
        if longest_run(!ways) + 1 < 2 * FACING { u64::MAX } else { ways }
    }
}

/// These pixels of a row, and those to their left and right.
fn beside(pixels: u128) -> u128 {
    pixels | pixels << 1 | pixels >> 1
}

/// The runs of a row that have one of these pixels.
fn joined_runs(mut runs: u128, pixels: u128) -> u128 {
    let mut joined = 0;
    while runs & pixels != 0 {
        let run = runs ^ (runs & runs.wrapping_add(runs & runs.wrapping_neg()));
        if run & pixels != 0 {
            joined |= run;
        }
        runs ^= run;
    }
    joined
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

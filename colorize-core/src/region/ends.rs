//! Where lines end: which ways the ink goes on from a place.

use rayon::prelude::*;

use super::bits::Bits;
use super::span::place;

/// Two ends that face each other close the gap between them if each leaves so many [directions](Ways) free on both
/// sides of the other: 107°.
pub(super) const FACING: u32 = 19;
/// An end closes the gap between it and the side of a line if it leaves so many directions free: 152°.
pub(super) const POINTING: u32 = 27;
/// How far around a place the ink is looked at, at most, in pixels: what [`Bits`] give at once.
pub(super) const LARGEST_RADIUS: u32 = 63;

/// Which ways the ink goes on from some places, as bits: one for each of 64 directions, clockwise from the right.
pub(super) struct Ways {
    places: Vec<u32>,
    ways: Vec<u64>,
}

impl Ways {
    pub fn around(mut places: Vec<u32>, width: usize, line: u32, ink: &Bits) -> Self {
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
    pub fn free(&self, place: u32, toward: (f32, f32)) -> u32 {
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
    fn ways(&self, place: (usize, usize), ink: &Bits, rows: &mut Vec<[u128; 2]>) -> u64 {
        let side = 2 * self.radius + 1;
        let mut ways = 0;
        self.reach(place, ink, rows, |column, row| ways |= 1 << self.directions[row * side + column]);
        if longest_run(!ways) + 1 < 2 * FACING { u64::MAX } else { ways }
    }

    /// Where the ink joined to a place within the disc gets as far as the rim: calls `put` with column and row of each
    /// such pixel in the square.
    fn reach(
        &self,
        (x, y): (usize, usize),
        ink: &Bits,
        rows: &mut Vec<[u128; 2]>,
        mut put: impl FnMut(usize, usize),
    ) {
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
        for (row, &[ink, joined]) in rows.iter().enumerate() {
            let above = row.checked_sub(1).map_or(0, |row| rows[row][1]);
            let below = rows.get(row + 1).map_or(0, |row| row[1]);
            let mut reached = ink & self.rim[row] & beside(above | joined | below);
            while reached != 0 {
                put(reached.trailing_zeros() as usize, row);
                reached &= reached - 1;
            }
        }
    }
}

/// Tells corners of outlines, where two lines come together, from ends of lines.
///
/// From a corner the ink gets wider all the way to where there is paper between the two lines, be its tip as pointed
/// as it may. A line that forks, or meets another, is as wide as a line up to there; one that gets wider by itself has
/// no paper in it.
pub(super) struct Corners {
    line: f32,
    /// Ever larger.
    discs: Vec<Disc>,
}

/// How much wider the farther half of the ink of a corner is than the nearer one.
const WIDENING: f32 = 1.12;
/// The same, if no paper is seen between the lines.
const WEDGE: f32 = 1.5;
/// How much wider than a line two are, side by side.
const DOUBLE: f32 = 1.75;
/// How far from each other the middles of pixels of ink on the rim are with paper between, in pixels.
const PARTED: f32 = 2.5;

impl Corners {
    /// `line` is how wide lines are.
    pub fn new(line: u32) -> Self {
        let next = |&radius: &u32| {
            (radius < LARGEST_RADIUS).then(|| (radius * 5 / 4).max(radius + 1).min(LARGEST_RADIUS))
        };
        let radii = std::iter::successors(Some((line + 2).min(LARGEST_RADIUS)), next);
        let discs = radii.map(|radius| Disc::new(radius as usize)).collect();
        Self { line: line.max(1) as f32, discs }
    }

    /// Whether the ink at a place, from where it goes on to one side only, is a corner, or a dot.
    pub fn at(&self, place: (usize, usize), ink: &Bits) -> bool {
        let (mut rows, mut angles) = (Vec::new(), Vec::new());
        // Radii, and how wide the ink is there, at least as wide as a line: one may get thinner towards its end.
        let mut widths = Vec::new();
        for disc in &self.discs {
            let radius = disc.radius as f32;
            angles.clear();
            disc.reach(place, ink, &mut rows, |column, row| {
                angles.push((row as f32 - radius).atan2(column as f32 - radius));
            });
            let close = radius <= 2.0 * self.line + 3.0;
            // A dot that is not as large as that is neither: it may be all there is of a small outline.
            if close && angles.is_empty() {
                return true;
            }
            if parted(&mut angles, PARTED / radius) {
                return close
                    || halves(&widths, 0.75 * radius)
                        .is_none_or(|(near, far)| far >= WIDENING * near || far >= DOUBLE * self.line);
            }
            widths.push((radius, (angles.len() as f32).max(self.line)));
        }
        let widest = widths.last().map_or(0.0, |&(_, width)| width);
        widest >= DOUBLE * self.line
            && halves(&widths, LARGEST_RADIUS as f32).is_some_and(|(near, far)| far >= WEDGE * near)
    }
}

/// Whether some of these angles are in two groups or more, so far from each other.
fn parted(angles: &mut [f32], apart: f32) -> bool {
    angles.sort_unstable_by(f32::total_cmp);
    let (Some(first), Some(last)) = (angles.first(), angles.last()) else { return false };
    let around = usize::from(first + std::f32::consts::TAU - last > apart);
    around + angles.windows(2).filter(|pair| pair[1] - pair[0] > apart).count() > 1
}

/// How wide the ink is on the nearer and on the farther half of the way to a radius; `None` if little was measured.
fn halves(widths: &[(f32, f32)], radius: f32) -> Option<(f32, f32)> {
    let mean = |from: f32, to: f32| {
        let measured = widths.iter().filter(|(radius, _)| *radius > from && *radius <= to);
        let (sum, count) = measured.fold((0.0, 0.0), |(sum, count), (_, width)| (sum + width, count + 1.0));
        (count > 0.0).then_some(sum / count)
    };
    Some((mean(0.0, radius / 2.0)?, mean(radius / 2.0, radius)?))
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

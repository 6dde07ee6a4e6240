use std::ops::Range;

use rayon::prelude::*;

use super::bits::Bits;
use super::bounds::Bounds;
use super::distance::{FAR, Offsets};
use super::ends::{Corners, FACING, LARGEST_RADIUS, POINTING, Ways};
use super::span::{middle, offset, place, sort};
use super::window::Window;

/// How much narrower than others such a gap must be: many lines end short of another on purpose.
const POINTING_SHARE: f32 = 0.7;
/// How far from the middle between two opposite places the border between what is nearest to each may pass, in
/// half pixels across and down together: what the pixel grid makes of 0.
const OFF: i16 = 2;

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

    /// Looks at a row of the window: which walls are nearest to its pixels and to those of the row below, if there is
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
        // A drawing that goes on beyond the picture's edge often stops a little before it. A corner that comes near
        // the edge does not go on.
        let corners = Corners::new(line);
        let closed = |&(a, edge): &(u32, u32)| {
            ways.free(a, offset(width, a, edge)) >= FACING && !corners.at(place(width, a), ink)
        };
        gaps.extend(self.edges.into_iter().filter(closed));
        sort(width, &mut gaps);
        gaps
    }
}

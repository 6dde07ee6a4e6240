//! Where the places of one picture lie in another.

use super::pieces::{Figure, GRID, Pieces};
use crate::Plane;

/// Side of the blocks that move as one, in places of the grid.
const BLOCK: usize = 16;
/// How far a block may move, in places of the grid.
const FAR: i32 = 24;
/// What a move of one place costs, of 255 of ink a place.
const MOVE: f32 = 0.12;

/// Tells where a place of a drawing lies in a reference.
pub(super) enum Alignment {
    /// Figures are laid over each other, wherever they are and however large.
    Figures,
    /// Frames of one shot: by how blocks of [`BLOCK`] places, each half over the next, have moved. `[x, y]` in longest
    /// sides.
    Motion(Plane<[f32; 2]>),
}

impl Alignment {
    /// How the ink of one frame has moved to another's.
    pub(super) fn motion(drawing: &Pieces, reference: &Pieces) -> Self {
        Self::Motion(motion(&drawing.ink, &reference.ink))
    }

    /// Nothing has moved.
    pub(super) fn still() -> Self {
        Self::Motion(Plane::filled(1, 1, [0.0; 2]))
    }

    /// Where a place of `from` lies beside `to`.
    pub(super) fn place(&self, place: [f32; 2], from: Figure, to: Figure) -> [f32; 2] {
        match self {
            Self::Figures => {
                std::array::from_fn(|i| (place[i] - from.centre[i]) / from.size * to.size + to.centre[i])
            }
            Self::Motion(field) => {
                let at = |v: f32, count: usize| {
                    let half = (BLOCK / 2) as f32 / GRID as f32;
                    ((v / half - 0.5).max(0.0) as usize).min(count - 1)
                };
                let by = field.get(at(place[0], field.width()), at(place[1], field.height()));
                [place[0] + by[0], place[1] + by[1]]
            }
        }
    }

    /// How large a figure of the drawing is beside one of the reference.
    pub(super) fn scale(&self, from: Figure, to: Figure) -> f32 {
        match self {
            Self::Figures => to.size / from.size,
            Self::Motion(_) => 1.0,
        }
    }
}

/// Block matching, coarse to fine: at half the grid over all of [`FAR`], then around the best.
fn motion(from: &Plane<u8>, to: &Plane<u8>) -> Plane<[f32; 2]> {
    let half = |plane: &Plane<u8>| plane.shrink_area((plane.width() / 2).max(1), (plane.height() / 2).max(1));
    let (coarse_from, coarse_to) = (soft(&half(from)), soft(&half(to)));
    let (fine_from, fine_to) = (soft(from), soft(to));
    let longest = from.width().max(from.height()) as f32;
    let blocks = |side: usize| (side / (BLOCK / 2)).saturating_sub(1).max(1);
    Plane::from_fn(blocks(from.width()), blocks(from.height()), |x, y| {
        let start = (x * BLOCK / 2, y * BLOCK / 2);
        let half_start = (start.0 / 2, start.1 / 2);
        let best = search(&coarse_from, &coarse_to, half_start, BLOCK / 2, (0, 0), FAR / 2, 2.0 * MOVE);
        let (dx, dy) = search(&fine_from, &fine_to, start, BLOCK, (2 * best.0, 2 * best.1), 1, MOVE);
        [dx as f32 / longest, dy as f32 / longest]
    })
}

/// The move that makes a block most alike, within `far` of `near`; short ones are preferred.
fn search(
    from: &Plane<u8>,
    to: &Plane<u8>,
    start: (usize, usize),
    side: usize,
    near: (i32, i32),
    far: i32,
    cost: f32,
) -> (i32, i32) {
    let mut best = (f32::INFINITY, near);
    let (width, height) = (to.width() as i32, to.height() as i32);
    let rows = start.1..(start.1 + side).min(from.height());
    let columns = start.0..(start.0 + side).min(from.width());
    let count = (rows.len() * columns.len()).max(1) as f32;
    for dy in near.1 - far..=near.1 + far {
        for dx in near.0 - far..=near.0 + far {
            let mut sum = 0_u32;
            for y in rows.clone() {
                let other = y as i32 + dy;
                let row = (0..height).contains(&other).then(|| to.row(other as usize));
                for x in columns.clone() {
                    let other = x as i32 + dx;
                    let value =
                        row.filter(|_| (0..width).contains(&other)).map_or(0, |row| row[other as usize]);
                    sum += u32::from(from.get(x, y).abs_diff(value));
                }
            }
            let total = sum as f32 / count + cost * (dx as f32).hypot(dy as f32);
            if total < best.0 {
                best = (total, (dx, dy));
            }
        }
    }
    best.1
}

/// Blurred by two places: lines that have moved a little still meet.
fn soft(plane: &Plane<u8>) -> Plane<u8> {
    let (width, height) = (plane.width(), plane.height());
    let across = Plane::from_fn(width, height, |x, y| {
        let row = &plane.row(y)[x.saturating_sub(2)..(x + 3).min(width)];
        row.iter().map(|&v| u32::from(v)).sum::<u32>()
    });
    Plane::from_fn(width, height, |x, y| {
        let sum: u32 = (y.saturating_sub(2)..(y + 3).min(height)).map(|y| across.get(x, y)).sum();
        (sum * 3 / 25).min(255) as u8
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_moved_is_found_where_it_went() {
        let square = |left: usize| {
            Plane::from_fn(160, 120, |x, y| {
                let edge = |v: usize, from: usize| v == from || v == from + 20;
                let inside = |v: usize, from: usize| (from..=from + 20).contains(&v);
                let line = (edge(x, left) && inside(y, 40)) || (edge(y, 40) && inside(x, left));
                if line { 255 } else { 0 }
            })
        };
        let field = motion(&square(60), &square(70));
        let moved = field.get(7, 5)[0] * 160.0;
        assert!((moved - 10.0).abs() <= 1.0, "{moved}");
        assert_eq!(field.get(0, 0), [0.0; 2]);
    }
}

//! The pixels of a box around a region.

use std::collections::VecDeque;

/// The number of what is not of the region, or a wall.
pub(super) const NONE: u32 = u32::MAX;

/// The pixels of a box.
pub(super) struct Grid {
    pub width: usize,
    pub height: usize,
}

impl Grid {
    /// The pixels around one, as far as there are: the four beside it, or all eight.
    pub fn around(&self, at: usize, all: bool) -> impl Iterator<Item = usize> + use<> {
        let Self { width, height } = *self;
        let (x, y) = (at % width, at / width);
        let rows = y.saturating_sub(1)..(y + 2).min(height);
        let columns = x.saturating_sub(1)..(x + 2).min(width);
        let pixels = rows.flat_map(move |row| columns.clone().map(move |column| (column, row)));
        let beside = move |&(column, row): &(usize, usize)| {
            (column, row) != (x, y) && (all || column == x || row == y)
        };
        pixels.filter(beside).map(move |(column, row)| row * width + column)
    }

    pub fn beside(&self, at: usize) -> impl Iterator<Item = usize> + use<> {
        self.around(at, true)
    }

    /// Gives what has no number, as far as it is `own`, that of the nearest that has.
    pub fn cover(&self, numbers: &mut [u32], own: impl Fn(usize) -> bool) {
        let bare = |at: usize, numbers: &[u32]| numbers[at] == NONE && own(at);
        let rim =
            |&at: &usize| numbers[at] != NONE && self.around(at, true).any(|other| bare(other, numbers));
        let mut front: VecDeque<usize> = (0..numbers.len()).filter(rim).collect();
        while let Some(at) = front.pop_front() {
            for other in self.around(at, true) {
                if bare(other, numbers) {
                    numbers[other] = numbers[at];
                    front.push_back(other);
                }
            }
        }
    }

    /// The pixels of a straight line, each beside the next (Bresenham 1965, without diagonal steps).
    pub fn line(&self, from: usize, to: usize) -> Vec<usize> {
        let place = |at: usize| ((at % self.width) as i64, (at / self.width) as i64);
        let ((mut x, mut y), (to_x, to_y)) = (place(from), place(to));
        let (wide, high) = ((to_x - x).abs(), (to_y - y).abs());
        let (mut across, mut down) = (0, 0);
        let mut pixels = vec![from];
        while across < wide || down < high {
            if (1 + 2 * across) * high < (1 + 2 * down) * wide {
                (across, x) = (across + 1, x + (to_x - x).signum());
            } else {
                (down, y) = (down + 1, y + (to_y - y).signum());
            }
            pixels.push(y as usize * self.width + x as usize);
        }
        pixels
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const GRID: Grid = Grid { width: 40, height: 30 };

    #[test]
    fn lines_have_no_diagonal_steps_and_end_where_they_should() {
        for (from, to) in [((3, 4), (30, 20)), ((30, 4), (3, 5)), ((7, 7), (7, 7)), ((5, 25), (6, 2))] {
            let at = |(x, y): (usize, usize)| y * GRID.width + x;
            let line = GRID.line(at(from), at(to));
            assert_eq!((line[0], line[line.len() - 1]), (at(from), at(to)));
            assert!(line.windows(2).all(|pair| GRID.around(pair[0], false).any(|other| other == pair[1])));
        }
    }
}

use rayon::prelude::*;

use super::distance::envelope;
use super::run::{Rows, Run};

/// Rows that one thread goes through at a time.
const BAND: usize = 64;
/// The square of a distance that has no end.
pub(super) const ENDLESS: u32 = u32::MAX;

/// A stretch of a row. All of them cover the picture.
#[derive(Clone, Copy)]
pub(super) struct Tile {
    pub start: u32,
    pub end: u32,
    /// Whose pixels these are; 0 for a hole.
    pub owner: u32,
    /// Of a hole: where its pixels begin among those of all holes.
    pub first: u32,
}

impl Run for Tile {
    fn start(&self) -> u32 {
        self.start
    }

    fn end(&self) -> u32 {
        self.end
    }
}

impl Tile {
    pub fn hole(&self) -> bool {
        self.owner == 0
    }

    /// Its pixels among those of all holes.
    pub fn pixels(&self) -> std::ops::Range<usize> {
        self.first as usize..(self.first + self.end - self.start) as usize
    }
}

/// A picture of which some pixels belong to nobody yet: the holes.
#[derive(Default)]
pub(super) struct Tiling {
    pub tiles: Rows<Tile>,
    /// How many pixels the holes have.
    pub holes: usize,
    width: u32,
}

/// The nearest pixel with an owner to each pixel of the holes.
pub(super) struct Nearest {
    /// Its owner; 0 if there is none.
    pub owner: Vec<u32>,
    /// The square of how far it is, in pixels; [`ENDLESS`] if there is none.
    pub square: Vec<u32>,
}

impl Tiling {
    pub fn new(width: usize) -> Self {
        Self { width: width as u32, ..Self::default() }
    }

    /// Adds a row, of runs with owners and holes between them.
    pub fn push_row(&mut self, runs: impl Iterator<Item = (u32, u32, u32)>) {
        let mut from = 0;
        for (start, end, owner) in runs {
            self.push_hole(from, start);
            self.tiles.push(Tile { start, end, owner, first: 0 });
            from = end;
        }
        self.push_hole(from, self.width);
        self.tiles.end_row();
    }

    fn push_hole(&mut self, start: u32, end: u32) {
        if start < end {
            self.tiles.push(Tile { start, end, owner: 0, first: self.holes as u32 });
            self.holes += (end - start) as usize;
        }
    }

    /// Finds the nearest pixel with an owner to each pixel of the holes, as [`nearest_walls`] does. `inner` are owners
    /// of pixels of the holes, 0 for none; `outer` tells whether the owners of other tiles count. If not, only owners are
    /// found that no other tile hides.
    ///
    /// # Complexity
    /// Linear in the pixels of the holes, and in the tiles.
    ///
    /// [`nearest_walls`]: super::distance::nearest_walls
    pub fn nearest(&self, inner: Option<&[u32]>, outer: bool) -> Nearest {
        let (mut rows, mut owner) = (vec![ENDLESS; self.holes], vec![0; self.holes]);
        let height = self.tiles.len();
        // How many rows up or down the nearest pixel with an owner is, and whose it is.
        let mut carry = vec![(ENDLESS, 0); self.width as usize];
        for down in [true, false] {
            for row in 0..height {
                let y = if down { row } else { height - 1 - row };
                for tile in self.tiles.row(y) {
                    let carry = &mut carry[tile.start as usize..tile.end as usize];
                    if !tile.hole() {
                        carry.fill(if outer { (0, tile.owner) } else { (ENDLESS, 0) });
                        continue;
                    }
                    let own = inner.map(|inner| &inner[tile.pixels()]);
                    let (rows, owner) = (&mut rows[tile.pixels()], &mut owner[tile.pixels()]);
                    for (x, carry) in carry.iter_mut().enumerate() {
                        *carry = match own.map_or(0, |own| own[x]) {
                            0 => (carry.0.saturating_add(1), carry.1),
                            own => (0, own),
                        };
                        // The upper of equals.
                        if carry.0 < rows[x] {
                            (rows[x], owner[x]) = *carry;
                        }
                    }
                }
            }
            carry.fill((ENDLESS, 0));
        }
        self.along_rows(rows, owner, outer)
    }

    /// The second phase: from the nearest pixel within each column to the nearest of all.
    fn along_rows(&self, mut rows: Vec<u32>, mut owner: Vec<u32>, outer: bool) -> Nearest {
        let height = self.tiles.len();
        let (mut rows_left, mut owner_left) = (&mut rows[..], &mut owner[..]);
        let mut bands = Vec::new();
        for top in (0..height).step_by(BAND) {
            let bottom = (top + BAND).min(height);
            let pixels = |y: usize| self.tiles.row(y).iter().filter(|tile| tile.hole()).map(|tile| tile.pixels().len());
            let count = (top..bottom).flat_map(pixels).sum();
            let (band_rows, band_owner);
            (band_rows, rows_left) = rows_left.split_at_mut(count);
            (band_owner, owner_left) = owner_left.split_at_mut(count);
            bands.push((top..bottom, band_rows, band_owner));
        }
        bands.into_par_iter().for_each(|(band, rows, owner)| {
            let (mut heights, mut owners, mut stack) = (Vec::new(), Vec::new(), Vec::new());
            let mut done = 0;
            for tiles in band.map(|y| self.tiles.row(y)) {
                for (index, tile) in tiles.iter().enumerate().filter(|(_, tile)| tile.hole()) {
                    let length = (tile.end - tile.start) as usize;
                    let (rows, owner) = (&mut rows[done..done + length], &mut owner[done..done + length]);
                    done += length;
                    // The hole's columns, between one of each neighbour.
                    let beside = |tile: Option<&Tile>| match tile {
                        Some(tile) if outer => (0, tile.owner),
                        _ => (ENDLESS, 0),
                    };
                    let before = beside(index.checked_sub(1).map(|index| &tiles[index]));
                    let after = beside(tiles.get(index + 1));
                    heights.clear();
                    owners.clear();
                    heights.push(before.0);
                    owners.push(before.1);
                    heights.extend_from_slice(rows);
                    owners.extend_from_slice(owner);
                    heights.push(after.0);
                    owners.push(after.1);
                    let square = |x: usize| (heights[x] != ENDLESS).then(|| i64::from(heights[x]).pow(2));
                    envelope(0..length + 2, square, &mut stack, |pixels, column| {
                        for x in pixels.start.max(1)..pixels.end.min(length + 1) {
                            let far = column.map(|column| {
                                x.abs_diff(column).pow(2) as u64 + u64::from(heights[column]).pow(2)
                            });
                            rows[x - 1] = far.map_or(ENDLESS, |far| far.min(u64::from(ENDLESS - 1)) as u32);
                            owner[x - 1] = column.map_or(0, |column| owners[column]);
                        }
                    });
                }
            }
        });
        Nearest { owner, square: rows }
    }
}

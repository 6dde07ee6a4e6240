use std::ops::Range;

use rayon::prelude::*;

use super::bounds::Bounds;
use super::distance::envelope;
use super::run::{Rows, Run};
use super::stretch::Identified;

/// Rows that one thread goes through at a time.
const BAND: usize = 64;
/// The square of a distance that has no end.
pub(super) const ENDLESS: u32 = u32::MAX;
/// No pixel.
pub(super) const NOWHERE: u32 = u32::MAX;

/// A stretch of a row. All of them cover the picture.
#[derive(Clone, Copy, PartialEq, Eq)]
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

impl Identified for Tile {
    fn id(&self) -> u32 {
        self.owner
    }
}

impl Tile {
    pub fn hole(&self) -> bool {
        self.owner == 0
    }

    /// Its pixels among those of all holes.
    pub fn pixels(&self) -> Range<usize> {
        self.first as usize..(self.first + self.end - self.start) as usize
    }

    pub fn columns(&self) -> Range<usize> {
        self.start as usize..self.end as usize
    }
}

/// A picture of which some pixels have no owner yet: the holes.
#[derive(Clone)]
pub(super) struct Tiling {
    pub width: usize,
    pub tiles: Rows<Tile>,
    /// Where the pixels of each row's holes begin, and where those of the last end.
    firsts: Vec<u32>,
    /// How many pixels the holes have.
    pub holes: usize,
}

/// The nearest pixel to each pixel of the holes that has an owner.
#[derive(Clone, Default)]
pub(super) struct Nearest {
    /// Its index in the picture; [`NOWHERE`] if there is none.
    pub at: Vec<u32>,
    /// The square of how far it is, in pixels; [`ENDLESS`] if there is none.
    pub square: Vec<u32>,
}

impl Tiling {
    pub fn new(width: usize) -> Self {
        Self { width, tiles: Rows::default(), firsts: vec![0], holes: 0 }
    }

    /// Adds a row, of runs with owners and holes between them.
    pub fn push_row(&mut self, runs: impl Iterator<Item = (u32, u32, u32)>) {
        let mut from = 0;
        for (start, end, owner) in runs {
            self.push_hole(from, start);
            self.tiles.push(Tile { start, end, owner, first: 0 });
            from = end;
        }
        self.push_hole(from, self.width as u32);
        self.tiles.end_row();
        self.firsts.push(self.holes as u32);
    }

    fn push_hole(&mut self, start: u32, end: u32) {
        if start < end {
            self.tiles.push(Tile { start, end, owner: 0, first: self.holes as u32 });
            self.holes += (end - start) as usize;
        }
    }

    /// The holes of a row.
    pub fn holes(&self, y: usize) -> impl Iterator<Item = &Tile> {
        self.tiles.row(y).iter().filter(|tile| tile.hole())
    }

    /// The pixels of the holes in some rows, among those of all.
    pub fn hole_pixels(&self, rows: Range<usize>) -> Range<usize> {
        self.firsts[rows.start] as usize..self.firsts[rows.end] as usize
    }

    /// What of the picture is in a box.
    pub fn crop(&self, bounds: Bounds) -> Self {
        let mut crop = Self::new(bounds.size().0);
        for y in bounds.top as usize..bounds.bottom as usize {
            let row = self.tiles.row(y);
            let from = row.partition_point(|tile| tile.end <= bounds.left);
            let to = row.partition_point(|tile| tile.start < bounds.right);
            let clipped = row[from..to].iter().filter(|tile| !tile.hole()).map(|tile| {
                let (start, end) = (tile.start.max(bounds.left), tile.end.min(bounds.right));
                (start - bounds.left, end - bounds.left, tile.owner)
            });
            crop.push_row(clipped);
        }
        crop
    }

    /// Finds the nearest pixel with an owner to each pixel of the holes: the leftmost, then the uppermost of
    /// equals. Those outside the holes have one, if `outer`; those inside stand for the pixel `inner` names, if
    /// any. If those outside have none, only pixels are found that no other tile hides.
    ///
    /// # Complexity
    /// Linear in the pixels of the holes, and in the tiles.
    pub fn nearest(&self, inner: Option<&[u32]>, outer: bool) -> Nearest {
        let (down, up) = rayon::join(
            || self.along_columns(inner, outer, true),
            || self.along_columns(inner, outer, false),
        );
        let (mut at, mut rows) = down;
        for ((at, rows), (below, more)) in at.iter_mut().zip(&mut rows).zip(up.0.into_iter().zip(up.1)) {
            if more < *rows {
                (*at, *rows) = (below, more);
            }
        }
        self.along_rows(at, rows, outer)
    }

    /// The first phase: the nearest pixel with an owner above each pixel of the holes, or below, and how many rows
    /// it is away.
    fn along_columns(&self, inner: Option<&[u32]>, outer: bool, above: bool) -> (Vec<u32>, Vec<u32>) {
        let (mut at, mut rows) = (vec![NOWHERE; self.holes], vec![ENDLESS; self.holes]);
        let height = self.tiles.len();
        let mut last = (0, &[][..]);
        for row in 0..height {
            let y = if above { row } else { height - 1 - row };
            let mut next = 0;
            for tile in self.holes(y) {
                while last.1.get(next).is_some_and(|other: &Tile| other.end <= tile.start) {
                    next += 1;
                }
                // What the pixels of the row before know goes on.
                for other in last.1[next..].iter().take_while(|other| other.start < tile.end) {
                    let (start, end) = (other.start.max(tile.start), other.end.min(tile.end));
                    let to = (tile.first + start - tile.start) as usize;
                    let count = (end - start) as usize;
                    if other.hole() {
                        let from = (other.first + start - other.start) as usize;
                        at.copy_within(from..from + count, to);
                        rows.copy_within(from..from + count, to);
                        rows[to..to + count].iter_mut().for_each(|rows| *rows = rows.saturating_add(1));
                    } else if outer {
                        let first = last.0 * self.width as u32 + start;
                        at[to..to + count].iter_mut().zip(first..).for_each(|(at, pixel)| *at = pixel);
                        rows[to..to + count].fill(1);
                    }
                }
                if let Some(inner) = inner {
                    let pixels = tile.pixels();
                    let inner = &inner[pixels.clone()];
                    for ((at, rows), &inner) in
                        at[pixels.clone()].iter_mut().zip(&mut rows[pixels]).zip(inner)
                    {
                        if inner != NOWHERE {
                            (*at, *rows) = (inner, 0);
                        }
                    }
                }
            }
            last = (y as u32, self.tiles.row(y));
        }
        (at, rows)
    }

    /// The second phase: from the nearest pixel within each column to the nearest of all.
    fn along_rows(&self, mut at: Vec<u32>, mut rows: Vec<u32>, outer: bool) -> Nearest {
        let height = self.tiles.len();
        let (mut at_left, mut rows_left) = (&mut at[..], &mut rows[..]);
        let mut bands = Vec::new();
        for top in (0..height).step_by(BAND) {
            let band = top..(top + BAND).min(height);
            let count = self.hole_pixels(band.clone()).len();
            let (band_at, band_rows);
            (band_at, at_left) = at_left.split_at_mut(count);
            (band_rows, rows_left) = rows_left.split_at_mut(count);
            bands.push((band, band_at, band_rows));
        }
        bands.into_par_iter().for_each(|(band, at, rows)| {
            let (mut heights, mut from, mut stack) = (Vec::new(), Vec::new(), Vec::new());
            let mut done = 0;
            for y in band {
                let tiles = self.tiles.row(y);
                for (index, tile) in tiles.iter().enumerate().filter(|(_, tile)| tile.hole()) {
                    let length = tile.columns().len();
                    let (at, rows) = (&mut at[done..done + length], &mut rows[done..done + length]);
                    done += length;
                    // The hole's columns, between one of each neighbour.
                    let beside = |there: bool| if outer && there { 0 } else { ENDLESS };
                    let pixel = (y * self.width) as u32 + tile.start;
                    heights.clear();
                    from.clear();
                    heights.push(beside(index > 0));
                    from.push(pixel.wrapping_sub(1));
                    heights.extend_from_slice(rows);
                    from.extend_from_slice(at);
                    heights.push(beside(index + 1 < tiles.len()));
                    from.push(pixel + length as u32);
                    let square = |x: usize| (heights[x] != ENDLESS).then(|| i64::from(heights[x]).pow(2));
                    envelope(0..length + 2, square, &mut stack, |pixels, column| {
                        for x in pixels.start.max(1)..pixels.end.min(length + 1) {
                            let far = column.map(|column| {
                                x.abs_diff(column).pow(2) as u64 + u64::from(heights[column]).pow(2)
                            });
                            rows[x - 1] = far.map_or(ENDLESS, |far| far.min(u64::from(ENDLESS - 1)) as u32);
                            at[x - 1] = column.map_or(NOWHERE, |column| from[column]);
                        }
                    });
                }
            }
        });
        Nearest { at, square: rows }
    }
}

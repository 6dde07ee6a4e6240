use std::ops::Range;

use rayon::prelude::*;

use super::bounds::Bounds;
use super::run::{Rows, areas};
use super::solid::{Core, Thick, cores, sources};
use super::spread::{ENDLESS, NOWHERE, Nearest, Tile, Tiling};
use super::stretch::{Stretch, around, fill, write};
use super::survey::PaperRun;
use crate::raster::Plane;

/// The least ink that hides what is under it.
const FULL: u8 = 240;

/// Rows that one thread goes through at a time.
const BAND: usize = 64;

/// Which pixel's region every pixel is of.
#[derive(Clone, Default)]
pub(super) struct Ownership {
    /// `None` if all is ink.
    pub tiling: Option<Tiling>,
    /// What the pixels of the holes follow, and how far they are from paper.
    sources: Nearest,
    cores: Rows<Core>,
    /// The region of each core.
    core_ids: Vec<u32>,
}

impl Ownership {
    /// Finds out; `count` is how many owners there are. `before` is what was found, and where the drawing changed
    /// since. Tells also in which rows there may be news.
    pub fn new(
        tiling: Tiling,
        count: u32,
        thick: Thick,
        ink: &Plane<u8>,
        before: Option<(&Self, Bounds)>,
    ) -> (Self, Range<usize>) {
        let known = before.and_then(|(before, changed)| {
            let old = before.tiling.as_ref()?;
            let (sources, stale) = renew(old, &before.sources, &tiling, thick, ink, changed)?;
            let mut all = before.cores.clone();
            all.replace(stale.start, &cores(&tiling, stale.clone(), &sources.square, thick));
            Some((sources, all, stale))
        });
        let (sources, cores, stale) = known.unwrap_or_else(|| {
            let sources = sources(&tiling, thick, |y, x| ink.row(y)[x] >= FULL);
            let all = 0..tiling.tiles.len();
            let cores = cores(&tiling, all.clone(), &sources.square, thick);
            (sources, cores, all)
        });
        let core_ids = areas(&cores).into_iter().map(|area| count + area).collect();
        (Self { tiling: Some(tiling), sources, cores, core_ids }, stale)
    }

    /// Gives every pixel its id, and tells the stretches and the box of those with another id. `before` are tiling
    /// and stretches that made the ids as they are, and the rows that have news.
    pub fn assign(
        &self,
        ids: &mut Plane<u32>,
        runs: &Rows<PaperRun>,
        lined: impl Fn(usize) -> bool + Sync,
        before: Option<(&Tiling, Rows<Stretch>, Range<usize>)>,
    ) -> (Rows<Stretch>, Option<Bounds>) {
        let tiling = self.tiling.as_ref().expect("not all is ink");
        let width = tiling.width;
        let mut changed = fill(ids, &tiling.tiles, before.as_ref().map(|(tiling, ..)| &tiling.tiles));
        for y in 0..self.cores.len() {
            let row = self.cores.row(y).iter().zip(&self.core_ids[self.cores.first(y)..]);
            for (core, &id) in row {
                let row = &mut ids.as_mut_slice()[y * width..][..width];
                changed = around(changed, write(row, y, core.start..core.end, id));
            }
        }
        // If what pixels under ink follow has the ids it had, then so have they, but where they follow something else.
        let (old, rows) = match before {
            Some((_, stretches, stale)) if changed.is_none() => (Some(stretches), stale),
            _ => (None, 0..ids.height()),
        };
        let holes = tiling.hole_pixels(rows.clone());
        let new: Vec<u32> =
            self.sources.at[holes.clone()].par_iter().map(|&at| ids.as_slice()[at as usize]).collect();
        let stale = &mut ids.as_mut_slice()[rows.start * width..rows.end * width];
        let bands = stale.par_chunks_mut(BAND * width).enumerate();
        let band = |(band, ids): (usize, &mut [u32])| {
            let mut stretches = Rows::default();
            let mut changed = None;
            for (y, ids) in (rows.start + band * BAND..).zip(ids.chunks_mut(width)) {
                for tile in tiling.holes(y) {
                    let mut start = tile.start;
                    let pixels = tile.pixels();
                    for same in
                        new[pixels.start - holes.start..pixels.end - holes.start].chunk_by(|a, b| a == b)
                    {
                        let end = start + same.len() as u32;
                        changed = around(changed, write(ids, y, start..end, same[0]));
                        start = end;
                    }
                }
                self.row(y, runs, ids, &lined, &mut stretches);
                stretches.end_row();
            }
            (stretches, changed)
        };
        let (stretches, more): (Vec<_>, Vec<_>) = bands.map(band).unzip();
        let mut stretches = Rows::concat(stretches);
        if let Some(mut old) = old {
            old.replace(rows.start, &stretches);
            stretches = old;
        }
        (stretches, more.into_iter().fold(changed, around))
    }

    /// The stretches of a row whose pixels have these ids.
    fn row(
        &self,
        y: usize,
        runs: &Rows<PaperRun>,
        ids: &[u32],
        lined: impl Fn(usize) -> bool,
        stretches: &mut Rows<Stretch>,
    ) {
        let tiling = self.tiling.as_ref().expect("not all is ink");
        let mut row = runs.row(y).iter();
        let mut cores = self.cores.row(y).iter().peekable();
        for tile in tiling.tiles.row(y) {
            if !tile.hole() {
                let run = row.find(|run| run.start == tile.start).expect("it is a run");
                let PaperRun { start, end, deepest, at } = *run;
                stretches.push(Stretch {
                    start,
                    end,
                    id: tile.owner,
                    paper: end - start,
                    deepest: deepest.into(),
                    at,
                });
                continue;
            }
            let mut start = tile.start;
            for same in ids[tile.columns()].chunk_by(|a, b| a == b) {
                let end = start + same.len() as u32;
                let paper = (start..end).filter(|&x| !lined(y * tiling.width + x as usize)).count() as u32;
                let mut stretch = Stretch { start, end, id: same[0], paper, deepest: 0, at: start };
                // A solid area's depth is that of its cores.
                while cores.next_if(|core| core.end <= start).is_some() {}
                if cores.peek().is_some_and(|core| core.start < end) {
                    let first = (tile.first + start - tile.start) as usize;
                    for (x, &square) in (start..end).zip(&self.sources.square[first..]) {
                        if square > stretch.deepest {
                            (stretch.deepest, stretch.at) = (square, x);
                        }
                    }
                }
                stretches.push(stretch);
                start = end;
            }
        }
    }
}

/// The sources of a tiling's holes, from those of an older one and of a drawing that was the same outside a box;
/// and the rows where they may differ. `None` if to find all anew costs no more.
///
/// What a pixel follows depends on the drawing no farther away than paper is from ink, and by way of solid areas, than
/// that and the width of their rims.
fn renew(
    old: &Tiling,
    known: &Nearest,
    tiling: &Tiling,
    thick: Thick,
    ink: &Plane<u8>,
    changed: Bounds,
) -> Option<(Nearest, Range<usize>)> {
    let (width, height) = (tiling.width, tiling.tiles.len());
    let changed = (0..height).fold(changed, |changed, y| match difference(old, tiling, y) {
        Some(more) => changed.around(more),
        None => changed,
    });
    let deepest = known.square.iter().copied().max().unwrap_or(0);
    let reach = (deepest as f32).sqrt().ceil() as u32 + 1;
    let furthest = reach.saturating_mul(reach);
    let margin = reach + thick.pixels() + 1;
    let window = changed.grown(margin, (width, height));
    let seen = window.grown(margin, (width, height));
    let (columns, rows) = seen.size();
    if 2 * columns * rows > width * height {
        return None;
    }
    let (left, top) = (seen.left as usize, seen.top as usize);
    let crop = tiling.crop(seen);
    let found = sources(&crop, thick, |y, x| ink.row(top + y)[left + x] >= FULL);
    let rows = window.top as usize..window.bottom as usize;
    let mut at = Vec::with_capacity(tiling.holes);
    let mut square = Vec::with_capacity(tiling.holes);
    let above = old.hole_pixels(0..rows.start);
    at.extend_from_slice(&known.at[above.clone()]);
    square.extend_from_slice(&known.square[above]);
    let mut row_at = vec![NOWHERE; width];
    let mut row_square = vec![ENDLESS; width];
    for y in rows.clone() {
        for tile in old.holes(y) {
            row_at[tile.columns()].copy_from_slice(&known.at[tile.pixels()]);
            row_square[tile.columns()].copy_from_slice(&known.square[tile.pixels()]);
        }
        for tile in crop.holes(y - top) {
            for (x, pixel) in tile.columns().zip(tile.pixels()) {
                if !window.contains(left + x, y) {
                    continue;
                }
                let (near, far) = (found.at[pixel] as usize, found.square[pixel]);
                // Farther than was thought possible: something else may be nearer, out of sight.
                if far == ENDLESS || far > furthest {
                    return None;
                }
                row_at[left + x] = ((top + near / columns) * width + left + near % columns) as u32;
                row_square[left + x] = far;
            }
        }
        for tile in tiling.holes(y) {
            at.extend_from_slice(&row_at[tile.columns()]);
            square.extend_from_slice(&row_square[tile.columns()]);
        }
    }
    let below = old.hole_pixels(rows.end..height);
    at.extend_from_slice(&known.at[below.clone()]);
    square.extend_from_slice(&known.square[below]);
    Some((Nearest { at, square }, rows))
}

/// A box around the pixels of a row that are in a hole of one tiling and not of the other.
fn difference(old: &Tiling, new: &Tiling, y: usize) -> Option<Bounds> {
    let (mut a, mut b) = (old.tiles.row(y), new.tiles.row(y));
    let same = |a: &Tile, b: &Tile| (a.start, a.end, a.hole()) == (b.start, b.end, b.hole());
    while let ([first_a, rest_a @ ..], [first_b, rest_b @ ..]) = (a, b) {
        if !same(first_a, first_b) {
            break;
        }
        (a, b) = (rest_a, rest_b);
    }
    while let ([rest_a @ .., last_a], [rest_b @ .., last_b]) = (a, b) {
        if !same(last_a, last_b) {
            break;
        }
        (a, b) = (rest_a, rest_b);
    }
    let left = a.first().into_iter().chain(b.first()).map(|tile| tile.start).min()?;
    let right = a.last().into_iter().chain(b.last()).map(|tile| tile.end).max()?;
    Some(Bounds { left, top: y as u32, right, bottom: y as u32 + 1 })
}

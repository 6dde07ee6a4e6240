use rayon::prelude::*;

use super::distance::{Offsets, nearest_walls};
use super::facing::{Facing, largest_reach};
use super::run::{Rows, Run};
use super::window::Window;
use crate::raster::Plane;

/// How far from lines and edges depth is told apart, in pixels.
pub(super) const DEEPEST: u32 = 63;
/// Units of depth in a pixel.
const UNIT: f32 = 4.0;
/// Rows that one thread goes through at a time.
const BAND: usize = 128;

/// A run of paper.
#[derive(Clone, Copy)]
pub(super) struct PaperRun {
    pub start: u32,
    pub end: u32,
    /// How deep its deepest pixel is.
    pub deepest: u8,
    /// The column of the first such pixel.
    pub at: u32,
}

impl Run for PaperRun {
    fn start(&self) -> u32 {
        self.start
    }

    fn end(&self) -> u32 {
        self.end
    }
}

impl PaperRun {
    /// The run of these columns; `depth` is that of their row.
    pub fn new(start: u32, end: u32, depth: &[u8]) -> Self {
        let depth = &depth[start as usize..end as usize];
        let deepest = depth.iter().fold(0, |most, &depth| most.max(depth));
        let at = depth.iter().position(|&depth| depth == deepest).map_or(start, |x| start + x as u32);
        Self { start, end, deepest, at }
    }
}

/// What one pass over a drawing, or a part of one, finds.
pub(super) struct Survey {
    /// How far each pixel is from the nearest wall and from the picture's edges, in quarters of a pixel up to
    /// [`DEEPEST`] pixels; 0 on a wall.
    pub depth: Plane<u8>,
    /// Where the walls face each other.
    pub facing: Facing,
}

impl Survey {
    /// Looks at a picture, or at a part of one, where `wall` tells which pixels of a row are walls. Finds places
    /// that face each other across at most `gap` pixels.
    pub fn new(
        (width, height): (usize, usize),
        window: Window,
        gap: u32,
        wall: impl Fn(usize, &mut [bool]) + Sync,
    ) -> Self {
        let mut depth = Plane::filled(width, height, 0);
        // A band reads that many rows on both sides, too.
        let band = BAND.max(reach(gap) as usize);
        let bands = depth.as_mut_slice().par_chunks_mut(band * width).enumerate();
        let look = |(i, depth): (usize, &mut [u8])| {
            let rows = i * band..i * band + depth.len() / width;
            let mut facing = Facing::new(window, gap);
            nearest_walls((width, height), rows.clone(), reach(gap), &wall, |y, here, below| {
                measure(here, y, window, &mut depth[(y - rows.start) * width..][..width]);
                facing.look(y, here, below);
            });
            facing
        };
        let found: Vec<_> = bands.map(look).collect();
        Self { depth, facing: found.into_iter().fold(Facing::new(window, gap), Facing::join) }
    }
}

/// How far from a pixel walls matter for its depth and for gaps, in pixels.
pub(super) fn reach(gap: u32) -> i16 {
    largest_reach(gap).max(DEEPEST + 1) as i16
}

/// The depth of one row.
fn measure(nearest: &Offsets, y: usize, window: Window, depth: &mut [u8]) {
    let (width, height) = window.picture;
    let deepest = DEEPEST as f32;
    let edge = (window.top + y + 1).min(height - window.top - y).min(DEEPEST as usize) as f32;
    for ((depth, &right), &down) in depth.iter_mut().zip(&nearest.right).zip(&nearest.down) {
        let (right, down) = (f32::from(right), f32::from(down));
        *depth = ((right * right + down * down).sqrt().min(edge) * UNIT + 0.5) as u8;
    }
    // The left and right edges are near to few pixels.
    let near = (deepest as usize).min(width);
    let mut limit = |x: usize, columns: usize| {
        if let Some(depth) = x.checked_sub(window.left).and_then(|x| depth.get_mut(x)) {
            *depth = (*depth).min((columns as f32 * UNIT + 0.5) as u8);
        }
    };
    (0..near).for_each(|x| limit(x, x + 1));
    (0..near).for_each(|x| limit(width - 1 - x, x + 1));
}

/// The runs of paper in some rows, from `first` on, where `wall` tells which pixels of a row are walls and `depth`
/// how deep those of the whole picture are.
pub(super) fn paper(
    depth: &Plane<u8>,
    rows: std::ops::Range<usize>,
    wall: impl Fn(usize, &mut [bool]) + Sync,
) -> Rows<PaperRun> {
    let width = depth.width();
    let band = |band: usize| {
        let mut found = Rows::default();
        let mut walls = vec![false; width];
        for y in band..(band + BAND).min(rows.end) {
            wall(y, &mut walls);
            runs(&walls, false, |start, end| found.push(PaperRun::new(start, end, depth.row(y))));
            found.end_row();
        }
        found
    };
    let bands: Vec<_> = rows.clone().into_par_iter().step_by(BAND).map(band).collect();
    Rows::concat(bands)
}

/// Calls `put` with the start and end of each run of `value`.
pub(super) fn runs(flags: &[bool], value: bool, mut put: impl FnMut(u32, u32)) {
    const WORD: usize = 32;
    let next = |from: usize, value: bool| {
        let mut x = from;
        // Most words are all paper.
        while x + WORD <= flags.len()
            && flags[x..x + WORD].iter().fold(true, |all, &flag| all & (flag != value))
        {
            x += WORD;
        }
        flags[x..].iter().position(|&flag| flag == value).map(|more| x + more)
    };
    let mut x = 0;
    while let Some(start) = next(x, value) {
        let end = next(start, !value).unwrap_or(flags.len());
        put(start as u32, end as u32);
        x = end;
    }
}

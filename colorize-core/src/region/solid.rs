use std::ops::Range;

use super::run::{Rows, Run};
use super::spread::{NOWHERE, Nearest, Tile, Tiling};

/// A run of pixels deep inside a solid area.
#[derive(Clone, Copy)]
pub(super) struct Core {
    pub start: u32,
    pub end: u32,
}

impl Run for Core {
    fn start(&self) -> u32 {
        self.start
    }

    fn end(&self) -> u32 {
        self.end
    }
}

/// The half-width above which ink is no line, and belongs to a solid area: 3 times that of the lines and over 3 pixels.
#[derive(Clone, Copy, PartialEq)]
pub(super) struct Thick {
    /// In pixels, squared.
    square: u32,
    /// What the soft edge of a solid area has, in pixels, squared.
    edge: u32,
}

impl Thick {
    pub fn new(line: u32) -> Self {
        let half = (1.5 * f64::from(line)).clamp(3.0, 8192.0);
        let square = |pixels: f64| (pixels * pixels) as u32;
        Self { square: square(half), edge: square(half * 2.0 / 3.0) }
    }

    /// It, in pixels, rounded up.
    pub fn pixels(self) -> u32 {
        f64::from(self.square).sqrt().ceil() as u32
    }

    /// Whether a pixel of ink so far from the nearest paper, squared, is in the core of a solid area.
    pub fn core(self, square: u32) -> bool {
        square > self.square
    }
}

/// The pixel whose region each pixel of the holes is of, and how far it is from paper: the nearest pixel outside
/// them, or, in solid areas, the nearest of a [core](cores). `full` tells which pixels hide what is under them, by
/// row and column.
///
/// Where ink that is not full lets the paper's side shine through, at the soft edge of a solid area, the paper's
/// region begins: its colour is what must show there.
pub(super) fn sources(tiling: &Tiling, thick: Thick, full: impl Fn(usize, usize) -> bool) -> Nearest {
    let mut near = tiling.nearest(None, true);
    if !near.square.iter().any(|&square| thick.core(square)) {
        return near;
    }
    let mut core = vec![NOWHERE; tiling.holes];
    let pixels =
        |y: usize, tile: &Tile| tile.columns().zip(tile.pixels()).map(move |(x, pixel)| (x, y, pixel));
    let holes = |y: usize| tiling.holes(y).flat_map(move |tile| pixels(y, tile));
    for (x, y, pixel) in (0..tiling.tiles.len()).flat_map(holes) {
        if thick.core(near.square[pixel]) {
            core[pixel] = (y * tiling.width + x) as u32;
        }
    }
    // Rolling a disc inside the ink gives the core its rim back, but not the lines that end on it. The disc is free of
    // other tiles, so these hide nothing.
    let rim = tiling.nearest(Some(&core), false);
    for (x, y, pixel) in (0..tiling.tiles.len()).flat_map(holes) {
        if !thick.core(rim.square[pixel]) && (full(y, x) || near.square[pixel] > thick.edge) {
            near.at[pixel] = rim.at[pixel];
        }
    }
    near
}

/// The pixels deep inside solid areas, in some rows; `square` is how far the pixels of the holes are from paper,
/// squared.
pub(super) fn cores(tiling: &Tiling, rows: Range<usize>, square: &[u32], thick: Thick) -> Rows<Core> {
    let mut cores = Rows::default();
    for y in rows {
        for tile in tiling.holes(y) {
            let square = &square[tile.pixels()];
            // Most ink is lines.
            if !thick.core(square.iter().fold(0, |most, &square| most.max(square))) {
                continue;
            }
            let mut start = tile.start;
            for same in square.chunk_by(|&a, &b| thick.core(a) == thick.core(b)) {
                let end = start + same.len() as u32;
                if thick.core(same[0]) {
                    cores.push(Core { start, end });
                }
                start = end;
            }
        }
        cores.end_row();
    }
    cores
}

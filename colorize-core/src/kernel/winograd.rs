//! 3x3 convolutions by minimal filtering, F(4x4, 3x3): Winograd 1980, in the form of Lavin and Gray 2016,
//! "Fast Algorithms for Convolutional Neural Networks", §4.
//!
//! A tile of 4x4 outputs comes from 6x6 inputs. Inputs and kernels are turned into 36 points each, multiplied
//! point by point (a matrix product over the channels) and turned back: 36 products a tile and pair of channels
//! instead of 144. The sums of one output run over the input channels in order, whatever the vector length and
//! the number of threads, and a tile's values depend on nothing else. So every level that fuses the multiply and the add
//! gives the same bytes; the portable one rounds twice.
//!
//! Where pixels are doubled, rows and columns 1 and 2 of a tile are the same, and 3 and 4. That makes 11 of its 36
//! points 0, so they are neither computed nor multiplied.
//!
//! # How far it is off
//!
//! The points of a tile are up to 10 * 10 times as large as its values (the largest row of `Bᵀ` sums to 10 in
//! magnitude), those of a kernel at most as large as it, and the way back weighs points by up to 8 * 8; what cancels
//! there leaves its rounding behind, and grows with the square root of the channels. Beside sums in f64 of values
//! from -1 to 1, outputs of 256 channels were off by 1.2e-5 of the largest one, 100 roundings of it; the tests allow
//! 2e-5.

use pulp::Simd;

use super::buffer::Buffer;

use super::level::{Level, vectors};
use super::shape::Shape;
use super::source::Source;

#[cfg(feature = "train")]
pub(super) mod learning;
mod linear;
mod points;
mod products;

use self::points::{Kernels, Outputs, Points, doubled};
use self::products::Products;

/// Outputs along a tile's side.
pub(super) const TILE: usize = 4;
/// Inputs along a tile's side.
const SPAN: usize = 6;
/// Values of a tile or kernel in the transformed domain.
const POINTS: usize = SPAN * SPAN;
/// The row and the column of points that are 0 where pixels are doubled, and the others.
const EMPTY: usize = 2;
const FULL: [usize; SPAN - 1] = [0, 1, 3, 4, 5];
/// Tiles that are worked on at a time: what the caches hold of their points.
const TILES: usize = 48;
/// Fewer tiles at a time read the kernels too often.
const LEAST_TILES: usize = 24;
/// Values that the second level of the cache holds beside the kernels.
const CACHE: usize = 96 << 10;
/// Pixels of a picture from which on tiles pay.
const LEAST_PIXELS: usize = 256;
/// Channels from which on tiles pay.
const LEAST_CHANNELS: usize = 16;
/// Whether this is the faster way.
pub(super) fn suits(shape: Shape) -> bool {
    let Shape { height, width, inputs, outputs, kernel, .. } = shape;
    kernel == 3 && height * width >= LEAST_PIXELS && inputs.min(outputs) >= LEAST_CHANNELS
}

/// The points of all kernels, in the order in which `level` takes them.
pub(super) fn pack(level: Level, shape: Shape, weights: &[f32]) -> Buffer {
    level.dispatch(Kernels { shape, weights })
}

/// A convolution to be run tile by tile.
#[derive(Clone, Copy)]
pub(super) struct Layer<'a> {
    pub(super) shape: Shape,
    pub(super) sources: &'a [Source<'a>],
    /// As [`pack`] gives them.
    pub(super) kernels: &'a [f32],
    pub(super) bias: &'a [f32],
}

impl Layer<'_> {
    /// Tiles to work on at a time, so that their points stay in the second level of the cache.
    pub(super) fn tiles_at_a_time(&self) -> usize {
        (CACHE / (POINTS * (self.shape.inputs + self.shape.outputs))).clamp(LEAST_TILES, TILES)
    }

    /// Computes the outputs of `tiles`; `y` holds the output's pixels from pixel `start` on.
    pub(super) fn run(
        &self,
        level: Level,
        tiles: &[Tile],
        start: usize,
        scratch: &mut Scratch,
        y: &mut [f32],
    ) {
        let Shape { inputs, outputs, .. } = self.shape;
        level.dispatch(Points {
            shape: self.shape,
            sources: self.sources,
            tiles,
            row: inputs,
            to: &mut scratch.inputs,
        });
        let doubled = doubled(self.sources);
        level.dispatch(Products {
            inputs,
            doubled,
            outputs,
            tiles: tiles.len(),
            kernels: self.kernels,
            scratch,
        });
        level.dispatch(Outputs {
            shape: self.shape,
            tiles,
            start,
            bias: self.bias,
            products: &scratch.outputs,
            y,
        });
    }
}

/// Values between the end of one point's tiles and the next one's: without, all points of a tile fall on one set of
/// the cache.
const GAP: usize = 16;

/// Values from one point of `tiles` tiles to the next, each tile `row` values.
fn plane(tiles: usize, row: usize) -> usize {
    tiles * row + GAP
}

/// Outputs side by side in an inner loop, as vectors, and in all.
fn block<S: Simd>(outputs: usize) -> (usize, usize) {
    let vectors = vectors::<S>(outputs);
    (vectors, outputs.next_multiple_of(vectors * S::F32_LANES))
}

/// The points of tiles, [point, tile, channel].
#[derive(Default)]
pub(super) struct Scratch {
    inputs: Buffer,
    outputs: Buffer,
}

/// A tile: picture, first row, first column.
pub(super) type Tile = (usize, usize, usize);

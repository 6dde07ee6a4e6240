//! Whole batches and gradients, for training.

use pulp::WithSimd;
use rayon::prelude::*;

use super::super::level::{ROWS, has_many_registers, multiply_add};
use super::linear::{fused, square};
use super::points::{NOWHERE, load, load_at, store};
use super::*;

/// Partial sums of a weight gradient; a fixed number, so that the bytes do not depend on the threads.
const PARTIAL: usize = 4;
/// Channels are filled up to a multiple of this, two vectors of the longest kind.
const BLOCK: usize = 32;

/// As [`super::conv::forward`].
pub(in crate::kernel) fn forward(shape: Shape, x: &[f32], weights: &[f32], bias: &[f32]) -> Vec<f32> {
    let level = Level::chosen();
    let kernels = pack(level, shape, weights);
    let mut y = vec![0.0; shape.batch * shape.height * shape.width * shape.outputs];
    let mut rest = &mut y[..];
    let mut jobs = Vec::new();
    for band in bands(shape, 0..shape.batch) {
        let (own, others) = rest.split_at_mut(band.pixels * shape.outputs);
        jobs.push((band, own));
        rest = others;
    }
    let sources = [Source::whole(x, shape)];
    jobs.into_par_iter().for_each_init(Scratch::default, |scratch, (band, y)| {
        let layer = Layer { shape, sources: &sources, kernels: &kernels, bias };
        layer.run(level, &band.tiles, band.start, scratch, y);
    });
    y
}

/// The gradient of [`forward`] by its weights.
pub(in crate::kernel) fn weight_gradient(shape: Shape, x: &[f32], dy: &[f32]) -> Vec<f32> {
    let (level, sources) = (Level::chosen(), [Source::whole(x, shape)]);
    let (inputs, outputs) = (filled(shape.inputs), filled(shape.outputs));
    let groups = shape.batch.min(PARTIAL);
    let partial: Vec<Buffer> = (0..groups)
        .into_par_iter()
        .map(|group| {
            let mut sums = Buffer::zeros(POINTS * inputs * outputs);
            let mut scratch = Scratch::default();
            for band in bands(shape, group * shape.batch / groups..(group + 1) * shape.batch / groups) {
                let Scratch { inputs, outputs } = &mut scratch;
                level.dispatch(Points {
                    shape,
                    sources: &sources,
                    tiles: &band.tiles,
                    row: filled(shape.inputs),
                    to: inputs,
                });
                level.dispatch(OutputPoints { shape, dy, tiles: &band.tiles, to: outputs });
                level.dispatch(Sums { shape, tiles: band.tiles.len(), scratch: &scratch, sums: &mut sums });
            }
            sums
        })
        .collect();
    let mut partial = partial.into_iter();
    let mut sums = partial.next().expect("a batch has at least one picture");
    for other in partial {
        sums.par_chunks_mut(1 << 14).zip(other.par_chunks(1 << 14)).for_each(|(sums, other)| {
            sums.iter_mut().zip(other).for_each(|(sum, v)| *sum += v);
        });
    }
    level.dispatch(KernelGradients { shape, sums: &sums })
}

fn filled(channels: usize) -> usize {
    channels.next_multiple_of(BLOCK)
}

/// Tiles whose outputs lie one after the other.
struct Band {
    /// Row by row of tiles.
    tiles: Vec<Tile>,
    /// Pixels from the first picture's first one to this band, and in it.
    start: usize,
    pixels: usize,
}

/// Cuts pictures into bands of whole rows of tiles.
fn bands(shape: Shape, pictures: std::ops::Range<usize>) -> Vec<Band> {
    let Shape { height, width, .. } = shape;
    let columns = width.div_ceil(TILE);
    let rows: Vec<(usize, usize)> =
        pictures.flat_map(|n| (0..height).step_by(TILE).map(move |top| (n, top))).collect();
    rows.chunks((TILES / columns).max(1))
        .map(|rows| {
            let tiles = |&(n, top): &(usize, usize)| (0..columns).map(move |c| (n, top, c * TILE));
            Band {
                tiles: rows.iter().flat_map(tiles).collect(),
                start: (rows[0].0 * height + rows[0].1) * width,
                pixels: rows.iter().map(|&(_, top)| TILE.min(height - top) * width).sum(),
            }
        })
        .collect()
}

/// Adds what a band's tiles say of the kernels' points to `sums` [point, filled inputs, filled outputs].
pub(super) struct Sums<'a> {
    pub(super) shape: Shape,
    pub(super) tiles: usize,
    pub(super) scratch: &'a Scratch,
    pub(super) sums: &'a mut [f32],
}

impl WithSimd for Sums<'_> {
    type Output = ();

    #[inline(always)]
    fn with_simd<S: Simd>(self, simd: S) {
        if has_many_registers::<S>() {
            self.run::<S, { ROWS[0] }>(simd);
        } else {
            self.run::<S, { ROWS[1] }>(simd);
        }
    }
}

impl Sums<'_> {
    #[inline(always)]
    fn run<S: Simd, const PANEL: usize>(self, simd: S) {
        let Self { shape: Shape { inputs, outputs, .. }, tiles, scratch, sums } = self;
        let (block, in_row, out_row) = (2 * S::F32_LANES, filled(inputs), filled(outputs));
        let (in_plane, out_plane) = (plane(tiles, in_row), plane(tiles, out_row));
        let points = scratch.inputs.chunks_exact(in_plane).zip(scratch.outputs.chunks_exact(out_plane));
        for (sums, (from, gradients)) in sums.chunks_exact_mut(in_row * out_row).zip(points) {
            for k in (0..outputs).step_by(block) {
                for c in (0..inputs).step_by(PANEL) {
                    // Filled channels are zeros, so a panel may reach into them, but not beyond.
                    let first = c.min(in_row - PANEL);
                    let mut tile = [[simd.splat_f32s(0.0); 2]; PANEL];
                    let pixels = from.chunks_exact(in_row).zip(gradients.chunks_exact(out_row));
                    for (from, gradients) in pixels.take(tiles) {
                        let from: &[f32; PANEL] = from[first..][..PANEL].try_into().expect("so many");
                        let dy = S::as_simd_f32s(&gradients[k..][..block]).0;
                        for i in 0..PANEL {
                            let x = simd.splat_f32s(from[i]);
                            for v in 0..2 {
                                tile[i][v] = multiply_add(simd, x, dy[v], tile[i][v]);
                            }
                        }
                    }
                    for (i, tile) in tile.iter().enumerate().skip(c - first) {
                        let to = S::as_mut_simd_f32s(&mut sums[(first + i) * out_row + k..][..block]).0;
                        to.iter_mut().zip(tile).for_each(|(sum, &v)| *sum = simd.add_f32s(*sum, v));
                    }
                }
            }
        }
    }
}

/// The points of the gradients of output tiles.
pub(super) struct OutputPoints<'a> {
    pub(super) shape: Shape,
    /// [batch, height, width, outputs]
    pub(super) dy: &'a [f32],
    pub(super) tiles: &'a [Tile],
    /// [point, tile, filled outputs]
    pub(super) to: &'a mut Buffer,
}

impl WithSimd for OutputPoints<'_> {
    type Output = ();

    #[inline(always)]
    fn with_simd<S: Simd>(self, simd: S) {
        let Self { shape: Shape { height, width, outputs: channels, .. }, dy, tiles, to } = self;
        let row = filled(channels);
        let plane = plane(tiles.len(), row);
        let to = to.grown(POINTS * plane);
        for (t, &(n, top, left)) in tiles.iter().enumerate() {
            let picture = &dy[n * height * width * channels..][..height * width * channels];
            for c in (0..row).step_by(S::F32_LANES) {
                let count = channels.saturating_sub(c).min(S::F32_LANES);
                square(
                    #[inline(always)]
                    |i, j| {
                        let inside = i < height - top && j < width - left;
                        let start = ((top + i) * width + left + j) * channels;
                        load_at(simd, picture, if inside { start } else { NOWHERE }, c.min(channels), count)
                    },
                    #[inline(always)]
                    |d| output_points(simd, d),
                    #[inline(always)]
                    |i, j, v| {
                        store(simd, &mut to[(i * SPAN + j) * plane + t * row + c..][..S::F32_LANES], v);
                    },
                );
            }
        }
    }
}

/// Sums of points to the gradient of the kernels, [3, 3, inputs, outputs].
pub(super) struct KernelGradients<'a> {
    pub(super) shape: Shape,
    /// [point, filled inputs, filled outputs]
    pub(super) sums: &'a [f32],
}

impl WithSimd for KernelGradients<'_> {
    type Output = Vec<f32>;

    #[inline(always)]
    fn with_simd<S: Simd>(self, simd: S) -> Vec<f32> {
        let Shape { inputs, outputs, .. } = self.shape;
        let row = filled(outputs);
        let plane = filled(inputs) * row;
        let mut weights = vec![0.0; 9 * inputs * outputs];
        for c in 0..inputs {
            for k in (0..outputs).step_by(S::F32_LANES) {
                let count = (outputs - k).min(S::F32_LANES);
                square(
                    #[inline(always)]
                    |i, j| load(simd, &self.sums[(i * SPAN + j) * plane + c * row + k..][..S::F32_LANES]),
                    #[inline(always)]
                    |u| kernel_gradient(simd, u),
                    #[inline(always)]
                    |i, j, v| {
                        store(simd, &mut weights[((3 * i + j) * inputs + c) * outputs + k..][..count], v);
                    },
                );
            }
        }
        weights
    }
}

/// `A y` of four values: gradients of outputs to points.
#[inline(always)]
pub(super) fn output_points<S: Simd>(simd: S, y: [S::f32s; TILE]) -> [S::f32s; SPAN] {
    let plus = |a, b| simd.add_f32s(a, b);
    let (even, odd) = (plus(y[0], y[2]), plus(y[1], y[3]));
    let (even4, odd4) = (fused(simd, 4.0, y[2], y[0]), fused(simd, 4.0, y[3], y[1]));
    [
        y[0],
        plus(even, odd),
        simd.sub_f32s(even, odd),
        fused(simd, 2.0, odd4, even4),
        fused(simd, -2.0, odd4, even4),
        y[3],
    ]
}

/// `Gᵀ u` of six points: points to the gradient of a kernel.
#[inline(always)]
pub(super) fn kernel_gradient<S: Simd>(simd: S, u: [S::f32s; SPAN]) -> [S::f32s; 3] {
    let times = |factor: f32, v| simd.mul_f32s(simd.splat_f32s(factor), v);
    let plus = |a, b| simd.add_f32s(a, b);
    let minus = |a, b| simd.sub_f32s(a, b);
    let (s1, d1) = (times(1.0 / 6.0, plus(u[1], u[2])), times(1.0 / 6.0, minus(u[2], u[1])));
    let (s2, d2) = (plus(u[3], u[4]), times(1.0 / 12.0, minus(u[3], u[4])));
    [
        plus(minus(times(0.25, u[0]), s1), times(1.0 / 24.0, s2)),
        plus(d1, d2),
        plus(minus(times(1.0 / 6.0, s2), s1), u[5]),
    ]
}

//! 3x3 convolutions by minimal filtering, F(4x4, 3x3): Winograd 1980, in the form of Lavin and Gray 2016,
//! "Fast Algorithms for Convolutional Neural Networks", §4.
//!
//! A tile of 4x4 outputs comes from 6x6 inputs. Inputs and kernels are turned into 36 points each, multiplied
//! point by point (a matrix product over the channels) and turned back: 36 products a tile and pair of channels
//! instead of 144. The sums of one output run over the input channels in order, whatever the vector length and
//! the number of threads, and a tile's values depend on nothing else, so every CPU level gives the same bytes.
//!
//! # How far it is off
//!
//! The points of a tile are up to 10 * 10 times as large as its values (the largest row of `Bᵀ` sums to 10 in
//! magnitude), those of a kernel at most as large as it, and the way back weighs points by up to 8 * 8; what cancels
//! there leaves its rounding behind, and grows with the square root of the channels. Beside sums in f64 of values
//! from -1 to 1, outputs of 256 channels were off by 1.2e-5 of the largest one, 100 roundings of it; the tests allow
//! 2e-5.

use pulp::{Simd, WithSimd};
use rayon::prelude::*;

use super::conv::Shape;
use super::level::{Level, multiply_add};
use super::source::Source;

/// Outputs along a tile's side.
pub(super) const TILE: usize = 4;
/// Inputs along a tile's side.
const SPAN: usize = 6;
/// Values of a tile or kernel in the transformed domain.
const POINTS: usize = SPAN * SPAN;
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
/// Partial sums of a weight gradient; a fixed number, so that the bytes do not depend on the threads.
const PARTIAL: usize = 4;
/// Channels are filled up to a multiple of this, two vectors of the longest kind.
const BLOCK: usize = 32;
/// Rows times two vectors of sums in an inner loop: what fits into 32 registers, and into 16.
const ROWS: [usize; 2] = [8, 6];
/// Lanes of a vector from which on there are 32 registers.
const MANY_REGISTERS: usize = 16;

/// Whether this is the faster way.
pub(super) fn suits(shape: Shape) -> bool {
    let Shape { height, width, inputs, outputs, kernel, .. } = shape;
    kernel == 3 && height * width >= LEAST_PIXELS && inputs.min(outputs) >= LEAST_CHANNELS
}

/// The points of all kernels, in the order in which `level` takes them.
pub(super) fn pack(level: Level, shape: Shape, weights: &[f32]) -> Vec<f32> {
    level.dispatch(Kernels { shape, weights })
}

/// As [`super::conv::forward`].
pub(super) fn forward(shape: Shape, x: &[f32], weights: &[f32], bias: &[f32]) -> Vec<f32> {
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
        level.dispatch(Products { inputs, outputs, tiles: tiles.len(), kernels: self.kernels, scratch });
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

/// The gradient of [`forward`] by its weights.
pub(super) fn weight_gradient(shape: Shape, x: &[f32], dy: &[f32]) -> Vec<f32> {
    let (level, sources) = (Level::chosen(), [Source::whole(x, shape)]);
    let (inputs, outputs) = (filled(shape.inputs), filled(shape.outputs));
    let groups = shape.batch.min(PARTIAL);
    let partial: Vec<Vec<f32>> = (0..groups)
        .into_par_iter()
        .map(|group| {
            let mut sums = vec![0.0; POINTS * inputs * outputs];
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

/// Values between the end of one point's tiles and the next one's: without, all points of a tile fall on one set of
/// the cache.
const GAP: usize = 16;

/// Values from one point of `tiles` tiles to the next, each tile `row` values.
fn plane(tiles: usize, row: usize) -> usize {
    tiles * row + GAP
}

/// Outputs side by side in an inner loop, as vectors, and in all.
fn block<S: Simd>(outputs: usize) -> (usize, usize) {
    let vectors = if outputs > S::F32_LANES { 2 } else { 1 };
    (vectors, outputs.next_multiple_of(vectors * S::F32_LANES))
}

/// The points of tiles, [point, tile, channel].
#[derive(Default)]
pub(super) struct Scratch {
    inputs: Vec<f32>,
    outputs: Vec<f32>,
}

/// A tile: picture, first row, first column.
pub(super) type Tile = (usize, usize, usize);

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

/// `Bᵀ d` of six values: inputs to points.
#[inline(always)]
fn input_points<S: Simd>(simd: S, d: [S::f32s; SPAN]) -> [S::f32s; SPAN] {
    let (two, four, five) = (simd.splat_f32s(2.0), simd.splat_f32s(4.0), simd.splat_f32s(-5.0));
    let minus = |a, b| simd.sub_f32s(a, b);
    let plus = |a, b| simd.add_f32s(a, b);
    let (a, b) = (minus(d[4], simd.mul_f32s(four, d[2])), minus(d[3], simd.mul_f32s(four, d[1])));
    let (c, e) = (minus(d[4], d[2]), simd.mul_f32s(two, minus(d[3], d[1])));
    let ends = |a, b, c| plus(plus(simd.mul_f32s(four, a), simd.mul_f32s(five, b)), c);
    [ends(d[0], d[2], d[4]), plus(a, b), minus(a, b), plus(c, e), minus(c, e), ends(d[1], d[3], d[5])]
}

/// `Aᵀ m` of six points: points to outputs.
#[inline(always)]
fn outputs<S: Simd>(simd: S, m: [S::f32s; SPAN]) -> [S::f32s; TILE] {
    let times = |factor: f32, v| simd.mul_f32s(simd.splat_f32s(factor), v);
    let plus = |a, b| simd.add_f32s(a, b);
    let (s1, d1) = (plus(m[1], m[2]), simd.sub_f32s(m[1], m[2]));
    let (s2, d2) = (plus(m[3], m[4]), simd.sub_f32s(m[3], m[4]));
    [
        plus(m[0], plus(s1, s2)),
        plus(d1, times(2.0, d2)),
        plus(s1, times(4.0, s2)),
        plus(plus(d1, times(8.0, d2)), m[5]),
    ]
}

/// `A y` of four values: gradients of outputs to points.
#[inline(always)]
fn output_points<S: Simd>(simd: S, y: [S::f32s; TILE]) -> [S::f32s; SPAN] {
    let times = |factor: f32, v| simd.mul_f32s(simd.splat_f32s(factor), v);
    let plus = |a, b| simd.add_f32s(a, b);
    let (even, odd) = (plus(y[0], y[2]), plus(y[1], y[3]));
    let (even2, odd2) = (plus(y[0], times(4.0, y[2])), plus(times(2.0, y[1]), times(8.0, y[3])));
    [y[0], plus(even, odd), simd.sub_f32s(even, odd), plus(even2, odd2), simd.sub_f32s(even2, odd2), y[3]]
}

/// `G g` of three values: a kernel to points.
#[inline(always)]
fn kernel_points<S: Simd>(simd: S, g: [S::f32s; 3]) -> [S::f32s; SPAN] {
    let times = |factor: f32, v| simd.mul_f32s(simd.splat_f32s(factor), v);
    let plus = |a, b| simd.add_f32s(a, b);
    let (s, m) = (times(-1.0 / 6.0, plus(g[0], g[2])), times(1.0 / 6.0, g[1]));
    let (t, n) = (plus(times(1.0 / 24.0, g[0]), times(1.0 / 6.0, g[2])), times(1.0 / 12.0, g[1]));
    [times(0.25, g[0]), simd.sub_f32s(s, m), plus(s, m), plus(t, n), simd.sub_f32s(t, n), g[2]]
}

/// `Gᵀ u` of six points: points to the gradient of a kernel.
#[inline(always)]
fn kernel_gradient<S: Simd>(simd: S, u: [S::f32s; SPAN]) -> [S::f32s; 3] {
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

/// Turns a square of values with `along` first along its columns, then along its rows.
#[inline(always)]
fn square<V: Copy, const FROM: usize, const TO: usize>(
    values: [[V; FROM]; FROM],
    along: impl Fn([V; FROM]) -> [V; TO],
) -> [[V; TO]; TO] {
    let mut columns = [[values[0][0]; FROM]; TO];
    for j in 0..FROM {
        let mut column = [values[0][0]; FROM];
        for i in 0..FROM {
            column[i] = values[i][j];
        }
        let turned = along(column);
        for i in 0..TO {
            columns[i][j] = turned[i];
        }
    }
    let mut turned = [[values[0][0]; TO]; TO];
    for i in 0..TO {
        turned[i] = along(columns[i]);
    }
    turned
}

/// The points of input tiles.
struct Points<'a> {
    shape: Shape,
    sources: &'a [Source<'a>],
    tiles: &'a [Tile],
    /// Values from tile to tile; what the channels leave is filled with zeros.
    row: usize,
    /// [point, tile, row]
    to: &'a mut Vec<f32>,
}

impl WithSimd for Points<'_> {
    type Output = ();

    #[inline(always)]
    fn with_simd<S: Simd>(self, simd: S) {
        let Self { shape: Shape { height, width, inputs, .. }, sources, tiles, row, to } = self;
        let plane = plane(tiles.len(), row);
        to.resize(POINTS * plane, 0.0);
        for (t, &(n, top, left)) in tiles.iter().enumerate() {
            let mut channel = t * row;
            for source in sources {
                // The source's pixels from the row and the column before the tile; none beyond the picture.
                let mut starts = [NOWHERE; POINTS];
                for (i, start) in starts.iter_mut().enumerate() {
                    let (y, x) = ((top + i / SPAN).wrapping_sub(1), (left + i % SPAN).wrapping_sub(1));
                    if y < height && x < width {
                        *start = source.at(n, y, x);
                    }
                }
                let inside = top > 0 && left > 0 && top + TILE < height && left + TILE < width;
                for c in (0..source.channels).step_by(S::F32_LANES) {
                    let count = (source.channels - c).min(S::F32_LANES);
                    // Loops, not `map`: its closures would be compiled without the level's instructions.
                    let mut d = [[simd.splat_f32s(0.0); SPAN]; SPAN];
                    if inside && count == S::F32_LANES {
                        for (d, start) in d.as_flattened_mut().iter_mut().zip(starts) {
                            *d = whole(simd, &source.values[start + c..]);
                        }
                    } else {
                        for (d, start) in d.as_flattened_mut().iter_mut().zip(starts) {
                            if start != NOWHERE {
                                *d = load(simd, &source.values[start + c..][..count]);
                            }
                        }
                    }
                    let points = square(
                        d,
                        #[inline(always)]
                        |d| input_points(simd, d),
                    );
                    for (to, &v) in to.chunks_exact_mut(plane).zip(points.as_flattened()) {
                        store(simd, &mut to[channel + c..][..count], v);
                    }
                }
                channel += source.channels;
            }
            if row > inputs {
                for point in 0..POINTS {
                    to[point * plane + t * row..][inputs..row].fill(0.0);
                }
            }
        }
    }
}

/// Where a tile reaches beyond the picture.
const NOWHERE: usize = usize::MAX;

/// The first vector of `values`.
#[inline(always)]
fn whole<S: Simd>(_: S, values: &[f32]) -> S::f32s {
    S::as_simd_f32s(&values[..S::F32_LANES]).0[0]
}

#[inline(always)]
fn load<S: Simd>(simd: S, values: &[f32]) -> S::f32s {
    match S::as_simd_f32s(values).0 {
        [v] => *v,
        _ => simd.partial_load_f32s(values),
    }
}

#[inline(always)]
fn store<S: Simd>(simd: S, values: &mut [f32], v: S::f32s) {
    if values.len() == S::F32_LANES {
        S::as_mut_simd_f32s(values).0[0] = v;
    } else {
        simd.partial_store_f32s(values, v);
    }
}

/// The points of the gradients of output tiles.
struct OutputPoints<'a> {
    shape: Shape,
    /// [batch, height, width, outputs]
    dy: &'a [f32],
    tiles: &'a [Tile],
    /// [point, tile, filled outputs]
    to: &'a mut Vec<f32>,
}

impl WithSimd for OutputPoints<'_> {
    type Output = ();

    #[inline(always)]
    fn with_simd<S: Simd>(self, simd: S) {
        let Self { shape: Shape { height, width, outputs: channels, .. }, dy, tiles, to } = self;
        let row = filled(channels);
        let plane = plane(tiles.len(), row);
        to.resize(POINTS * plane, 0.0);
        for (t, &(n, top, left)) in tiles.iter().enumerate() {
            let picture = &dy[n * height * width * channels..][..height * width * channels];
            for c in (0..row).step_by(S::F32_LANES) {
                let count = channels.saturating_sub(c).min(S::F32_LANES);
                let mut d = [[simd.splat_f32s(0.0); TILE]; TILE];
                for (i, d) in d.iter_mut().enumerate().take(height - top) {
                    for (j, d) in d.iter_mut().enumerate().take(width - left) {
                        let start = ((top + i) * width + left + j) * channels;
                        *d = load(simd, &picture[start + c.min(channels)..][..count]);
                    }
                }
                let points = square(
                    d,
                    #[inline(always)]
                    |d| output_points(simd, d),
                );
                for (point, &v) in points.as_flattened().iter().enumerate() {
                    store(simd, &mut to[point * plane + t * row + c..][..S::F32_LANES], v);
                }
            }
        }
    }
}

/// The points of all kernels: [point, block of outputs, inputs, one or two vectors of outputs].
struct Kernels<'a> {
    shape: Shape,
    /// [3, 3, inputs, outputs]
    weights: &'a [f32],
}

impl WithSimd for Kernels<'_> {
    type Output = Vec<f32>;

    #[inline(always)]
    fn with_simd<S: Simd>(self, simd: S) -> Vec<f32> {
        let Shape { inputs, outputs, .. } = self.shape;
        let (vectors, row) = block::<S>(outputs);
        let block = vectors * S::F32_LANES;
        let mut kernels = vec![0.0; POINTS * inputs * row];
        for c in 0..inputs {
            for k in (0..outputs).step_by(S::F32_LANES) {
                let count = (outputs - k).min(S::F32_LANES);
                let mut g = [[simd.splat_f32s(0.0); 3]; 3];
                for (tap, g) in g.as_flattened_mut().iter_mut().enumerate() {
                    *g = load(simd, &self.weights[(tap * inputs + c) * outputs + k..][..count]);
                }
                let points = square(
                    g,
                    #[inline(always)]
                    |g| kernel_points(simd, g),
                );
                for (point, &v) in points.as_flattened().iter().enumerate() {
                    let at = point * inputs * row + k / block * inputs * block + c * block + k % block;
                    store(simd, &mut kernels[at..][..S::F32_LANES], v);
                }
            }
        }
        kernels
    }
}

/// Points of inputs times points of kernels.
struct Products<'a> {
    inputs: usize,
    outputs: usize,
    tiles: usize,
    kernels: &'a [f32],
    scratch: &'a mut Scratch,
}

impl WithSimd for Products<'_> {
    type Output = ();

    #[inline(always)]
    fn with_simd<S: Simd>(self, simd: S) {
        match (block::<S>(self.outputs).0, S::F32_LANES >= MANY_REGISTERS) {
            (1, true) => self.run::<S, 1, { ROWS[0] }>(simd),
            (1, false) => self.run::<S, 1, { ROWS[1] }>(simd),
            (_, true) => self.run::<S, 2, { ROWS[0] }>(simd),
            (_, false) => self.run::<S, 2, { ROWS[1] }>(simd),
        }
    }
}

impl Products<'_> {
    #[inline(always)]
    fn run<S: Simd, const VECTORS: usize, const WIDE: usize>(self, simd: S) {
        let Self { inputs, outputs, tiles, kernels, scratch } = self;
        let (block, out_row) = (VECTORS * S::F32_LANES, block::<S>(outputs).1);
        let (in_plane, out_plane) = (plane(tiles, inputs), plane(tiles, out_row));
        scratch.outputs.resize(POINTS * out_plane, 0.0);
        let points = scratch.inputs.chunks_exact(in_plane).zip(kernels.chunks_exact(inputs * out_row));
        for (to, (from, kernels)) in scratch.outputs.chunks_exact_mut(out_plane).zip(points) {
            for (b, kernels) in kernels.chunks_exact(inputs * block).enumerate() {
                let kernels: &[[S::f32s; VECTORS]] = bytemuck::cast_slice(S::as_simd_f32s(kernels).0);
                if tiles < WIDE {
                    for t in 0..tiles {
                        let sums = products::<S, VECTORS, 1>(simd, &from[t * inputs..], inputs, kernels);
                        put::<S, VECTORS>(&mut to[t * out_row + b * block..], out_row, &sums);
                    }
                    continue;
                }
                // The last step may overlap the one before: it computes the same values again.
                for t in (0..tiles).step_by(WIDE).map(|t| t.min(tiles - WIDE)) {
                    let sums = products::<S, VECTORS, WIDE>(simd, &from[t * inputs..], inputs, kernels);
                    put::<S, VECTORS>(&mut to[t * out_row + b * block..], out_row, &sums);
                }
            }
        }
    }
}

/// Stores sums of tiles, `row` values apart.
#[inline(always)]
fn put<S: Simd, const VECTORS: usize>(to: &mut [f32], row: usize, sums: &[[S::f32s; VECTORS]]) {
    for (i, sums) in sums.iter().enumerate() {
        let to = S::as_mut_simd_f32s(&mut to[i * row..][..VECTORS * S::F32_LANES]).0;
        for (to, &sum) in to.iter_mut().zip(sums) {
            *to = sum;
        }
    }
}

/// `COUNT` tiles, `row` values apart, times one block of outputs.
#[inline(always)]
fn products<S: Simd, const VECTORS: usize, const COUNT: usize>(
    simd: S,
    from: &[f32],
    row: usize,
    kernels: &[[S::f32s; VECTORS]],
) -> [[S::f32s; VECTORS]; COUNT] {
    let mut sums = [[simd.splat_f32s(0.0); VECTORS]; COUNT];
    let mut tiles = [from; COUNT];
    for (i, tile) in tiles.iter_mut().enumerate() {
        *tile = &from[i * row..][..kernels.len()];
    }
    for (c, kernels) in kernels.iter().enumerate() {
        for i in 0..COUNT {
            let value = simd.splat_f32s(tiles[i][c]);
            for v in 0..VECTORS {
                sums[i][v] = multiply_add(simd, value, kernels[v], sums[i][v]);
            }
        }
    }
    sums
}

/// Points of products to outputs.
struct Outputs<'a> {
    shape: Shape,
    tiles: &'a [Tile],
    /// The pixel that `y` begins with.
    start: usize,
    bias: &'a [f32],
    /// [point, tile, whole blocks of outputs]
    products: &'a [f32],
    y: &'a mut [f32],
}

impl WithSimd for Outputs<'_> {
    type Output = ();

    #[inline(always)]
    fn with_simd<S: Simd>(self, simd: S) {
        let Self { shape: Shape { height, width, outputs: channels, .. }, tiles, start, bias, products, y } =
            self;
        let row = block::<S>(channels).1;
        let plane = plane(tiles.len(), row);
        for (t, &(n, top, left)) in tiles.iter().enumerate() {
            let start = (n * height + top) * width + left - start;
            for k in (0..channels).step_by(S::F32_LANES) {
                let count = (channels - k).min(S::F32_LANES);
                let bias = load(simd, &bias[k..][..count]);
                let mut m = [[simd.splat_f32s(0.0); SPAN]; SPAN];
                for (m, products) in m.as_flattened_mut().iter_mut().zip(products.chunks_exact(plane)) {
                    *m = whole(simd, &products[t * row + k..]);
                }
                let tile = square(
                    m,
                    #[inline(always)]
                    |m| outputs(simd, m),
                );
                if top + TILE <= height && left + TILE <= width && count == S::F32_LANES {
                    for (i, values) in tile.iter().enumerate() {
                        for (j, &v) in values.iter().enumerate() {
                            let to = &mut y[(start + i * width + j) * channels + k..][..S::F32_LANES];
                            S::as_mut_simd_f32s(to).0[0] = simd.add_f32s(v, bias);
                        }
                    }
                    continue;
                }
                for (i, values) in tile.iter().enumerate().take(height - top) {
                    for (j, &v) in values.iter().enumerate().take(width - left) {
                        let to = &mut y[(start + i * width + j) * channels + k..][..count];
                        store(simd, to, simd.add_f32s(v, bias));
                    }
                }
            }
        }
    }
}

/// Adds what a band's tiles say of the kernels' points to `sums` [point, filled inputs, filled outputs].
struct Sums<'a> {
    shape: Shape,
    tiles: usize,
    scratch: &'a Scratch,
    sums: &'a mut [f32],
}

impl WithSimd for Sums<'_> {
    type Output = ();

    #[inline(always)]
    fn with_simd<S: Simd>(self, simd: S) {
        if S::F32_LANES >= MANY_REGISTERS {
            self.run::<S, { ROWS[0] }>(simd);
        } else {
            self.run::<S, { ROWS[1] }>(simd);
        }
    }
}

impl Sums<'_> {
    #[inline(always)]
    fn run<S: Simd, const ROWS: usize>(self, simd: S) {
        let Self { shape: Shape { inputs, outputs, .. }, tiles, scratch, sums } = self;
        let (block, in_row, out_row) = (2 * S::F32_LANES, filled(inputs), filled(outputs));
        let (in_plane, out_plane) = (plane(tiles, in_row), plane(tiles, out_row));
        let points = scratch.inputs.chunks_exact(in_plane).zip(scratch.outputs.chunks_exact(out_plane));
        for (sums, (from, gradients)) in sums.chunks_exact_mut(in_row * out_row).zip(points) {
            for k in (0..outputs).step_by(block) {
                for c in (0..inputs).step_by(ROWS) {
                    // Filled channels are zeros, so a panel may reach into them, but not beyond.
                    let first = c.min(in_row - ROWS);
                    let mut tile = [[simd.splat_f32s(0.0); 2]; ROWS];
                    let pixels = from.chunks_exact(in_row).zip(gradients.chunks_exact(out_row));
                    for (from, gradients) in pixels.take(tiles) {
                        let from: &[f32; ROWS] = from[first..][..ROWS].try_into().expect("so many");
                        let dy = S::as_simd_f32s(&gradients[k..][..block]).0;
                        for i in 0..ROWS {
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

/// Sums of points to the gradient of the kernels, [3, 3, inputs, outputs].
struct KernelGradients<'a> {
    shape: Shape,
    /// [point, filled inputs, filled outputs]
    sums: &'a [f32],
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
                let mut u = [[simd.splat_f32s(0.0); SPAN]; SPAN];
                for (point, u) in u.as_flattened_mut().iter_mut().enumerate() {
                    *u = load(simd, &self.sums[point * plane + c * row + k..][..S::F32_LANES]);
                }
                let g = square(
                    u,
                    #[inline(always)]
                    |u| kernel_gradient(simd, u),
                );
                for (tap, &v) in g.as_flattened().iter().enumerate() {
                    store(simd, &mut weights[(tap * inputs + c) * outputs + k..][..count], v);
                }
            }
        }
        weights
    }
}

//! Convolutions over channels-last pictures, stride 1, kernel 1x1 or 3x3 with a zero border.
//!
//! All three passes are register-blocked matrix products. The sums of one output value run over
//! tap, then input channel, whatever the vector length and the number of threads, so every CPU
//! level gives the same bytes (all of them fuse the multiply and the add).

use std::borrow::Cow;
use std::ops::Range;

use pulp::{Simd, WithSimd};
use rayon::prelude::*;

use super::buffer::Buffer;
use super::level::{Block, Level, ROWS, has_many_registers, multiply_add, unrolled, vectors};
use super::source::Source;
use super::winograd;

/// Places that the channels of a 1x1 convolution's inputs may lie in; if there are more, they are gathered first.
const PARTS: usize = 4;
/// Values that the weight gradient keeps at hand, about half a level-2 cache.
const CACHE: usize = 1 << 17;
/// Pixels below which a picture is worked on by one thread.
const SERIAL: usize = 256;

/// The sizes of one convolution.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) struct Shape {
    /// Pictures.
    pub(crate) batch: usize,
    /// Rows.
    pub(crate) height: usize,
    /// Columns.
    pub(crate) width: usize,
    /// Channels that go in.
    pub(crate) inputs: usize,
    /// Channels that come out.
    pub(crate) outputs: usize,
    /// Side of the kernel, 1 or 3.
    pub(crate) kernel: usize,
}

impl Shape {
    pub(super) fn taps(self) -> usize {
        self.kernel * self.kernel
    }

    /// Pixels around the picture that a kernel reaches.
    fn border(self) -> usize {
        self.kernel / 2
    }

    fn padded_width(self) -> usize {
        self.width + 2 * self.border()
    }

    fn check(self, x: &[f32], weights: &[f32]) {
        assert!(self.kernel == 1 || self.kernel == 3, "a kernel is 1x1 or 3x3");
        assert_eq!(x.len(), self.batch * self.height * self.width * self.inputs);
        assert_eq!(weights.len(), self.taps() * self.inputs * self.outputs);
    }
}

/// Convolves `x` [batch, height, width, inputs] with `weights` [kernel, kernel, inputs, outputs] and adds
/// `bias` [outputs]; gives [batch, height, width, outputs].
pub(crate) fn forward(shape: Shape, x: &[f32], weights: &[f32], bias: &[f32]) -> Vec<f32> {
    shape.check(x, weights);
    assert_eq!(bias.len(), shape.outputs);
    if winograd::suits(shape) {
        return winograd::forward(shape, x, weights, bias);
    }
    let level = Level::chosen();
    let packed = Packed::new(level, shape, weights, bias);
    let (x_plane, row) = (shape.height * shape.width * shape.inputs, shape.width * shape.outputs);
    let mut y = vec![0.0; shape.batch * shape.height * row];
    y.par_chunks_mut(shape.height * row).enumerate().for_each(|(n, y)| {
        let x = &x[n * x_plane..][..x_plane];
        let x = if shape.border() == 0 { Cow::Borrowed(x) } else { Cow::Owned(padded(shape, x)) };
        let run = |(at, y): (usize, &mut [f32])| {
            let parts = &[Part { values: &x, channels: shape.inputs }];
            level.dispatch(Row { shape, parts, packed: &packed, at, y });
        };
        if shape.height * shape.width <= SERIAL {
            y.chunks_exact_mut(row).enumerate().for_each(run);
        } else {
            y.par_chunks_exact_mut(row).enumerate().for_each(run);
        }
    });
    y
}

/// The gradient of [`forward`] by its input: `dy` convolved with the kernels turned by 180 degrees.
pub(crate) fn input_gradient(shape: Shape, weights: &[f32], dy: &[f32]) -> Vec<f32> {
    let turned = turned(shape, weights);
    let back = Shape { inputs: shape.outputs, outputs: shape.inputs, ..shape };
    forward(back, dy, &turned, &vec![0.0; shape.inputs])
}

/// The gradients of [`forward`] by its weights and by its bias.
pub(crate) fn weight_gradient(shape: Shape, x: &[f32], dy: &[f32]) -> (Vec<f32>, Vec<f32>) {
    assert_eq!(x.len(), shape.batch * shape.height * shape.width * shape.inputs);
    assert_eq!(dy.len(), shape.batch * shape.height * shape.width * shape.outputs);
    if winograd::suits(shape) {
        return (winograd::weight_gradient(shape, x, dy), sum_of_pixels(dy, shape.outputs));
    }
    let plane = shape.height * shape.width;
    // One partial sum a picture, added in order: the same bytes on any number of threads.
    let partial: Vec<_> = (0..shape.batch)
        .into_par_iter()
        .map(|n| {
            let x = &x[n * plane * shape.inputs..][..plane * shape.inputs];
            let dy = &dy[n * plane * shape.outputs..][..plane * shape.outputs];
            Level::chosen().dispatch(WeightGradient { shape, x, dy })
        })
        .collect();
    let mut partial = partial.into_iter();
    let (mut weights, mut bias) = partial.next().expect("a batch has at least one picture");
    for (w, b) in partial {
        weights.iter_mut().zip(w).for_each(|(sum, v)| *sum += v);
        bias.iter_mut().zip(b).for_each(|(sum, v)| *sum += v);
    }
    (weights, bias)
}

/// The sum of all pixels of `dy` [pixels, channels]; in parts of a fixed size, so that the bytes do not depend on the
/// threads.
fn sum_of_pixels(dy: &[f32], channels: usize) -> Vec<f32> {
    let part = (CACHE / channels).max(1) * channels;
    let sum = |dy: &[f32]| Level::chosen().dispatch(PixelSum { dy, channels });
    let sums: Vec<f32> = dy.par_chunks(part).flat_map_iter(sum).collect();
    if sums.len() == channels { sums } else { sum(&sums) }
}

struct PixelSum<'a> {
    dy: &'a [f32],
    channels: usize,
}

impl WithSimd for PixelSum<'_> {
    type Output = Vec<f32>;

    #[inline(always)]
    fn with_simd<S: Simd>(self, _: S) -> Vec<f32> {
        let mut sum = vec![0.0; self.channels];
        for dy in self.dy.chunks_exact(self.channels) {
            for (sum, v) in sum.iter_mut().zip(dy) {
                *sum += v;
            }
        }
        sum
    }
}

/// `weights` with input and output channels exchanged and each kernel turned by 180 degrees.
fn turned(shape: Shape, weights: &[f32]) -> Vec<f32> {
    let (inputs, outputs, taps) = (shape.inputs, shape.outputs, shape.taps());
    let mut turned = vec![0.0; weights.len()];
    for (tap, plane) in weights.chunks_exact(inputs * outputs).enumerate() {
        let to = &mut turned[(taps - 1 - tap) * inputs * outputs..][..inputs * outputs];
        for (input, row) in plane.chunks_exact(outputs).enumerate() {
            for (output, &v) in row.iter().enumerate() {
                to[output * inputs + input] = v;
            }
        }
    }
    turned
}

/// One picture with `border` zero pixels on each side.
fn padded(shape: Shape, x: &[f32]) -> Vec<f32> {
    let (channels, border) = (shape.inputs, shape.border());
    let row = shape.padded_width() * channels;
    let mut padded = vec![0.0; (shape.height + 2 * border) * row];
    for (to, from) in padded[border * row..].chunks_exact_mut(row).zip(x.chunks_exact(shape.width * channels))
    {
        to[border * channels..][..shape.width * channels].copy_from_slice(from);
    }
    padded
}

/// Weights and bias in the order in which a level takes them.
pub(super) struct Packed {
    level: Level,
    weights: Buffer, // [block of outputs, tap, input, output]
    bias: Buffer,
}

impl Packed {
    pub(super) fn new(level: Level, shape: Shape, weights: &[f32], bias: &[f32]) -> Self {
        let block = level.dispatch(Block { outputs: shape.outputs });
        Self {
            level,
            weights: pack(weights, shape.taps() * shape.inputs, shape.outputs, block),
            bias: pack(bias, 1, shape.outputs, block),
        }
    }

    /// Computes pixels `columns` of row `at` of a convolution that reads `sources` side by side; `y` is the row.
    pub(super) fn row(
        &self,
        shape: Shape,
        sources: &[Source<'_>],
        at: usize,
        columns: Range<usize>,
        seen: &mut Vec<f32>,
        y: &mut [f32],
    ) {
        let y = &mut y[columns.start * shape.outputs..columns.end * shape.outputs];
        let row = Shape { batch: 1, height: 1, width: columns.len(), ..shape };
        let mut run = |parts: &[Part<'_>]| {
            self.level.dispatch(Row { shape: row, parts, packed: self, at: 0, y });
        };
        if shape.kernel == 1 && sources.len() <= PARTS && sources.iter().all(|source| !source.doubled) {
            let mut parts = [Part { values: &[], channels: 0 }; PARTS];
            for (part, source) in parts.iter_mut().zip(sources) {
                let values =
                    &source.values[source.at(0, at, columns.start)..][..columns.len() * source.channels];
                *part = Part { values, channels: source.channels };
            }
            return run(&parts[..sources.len()]);
        }
        gather(shape, sources, at, columns, seen);
        run(&[Part { values: seen, channels: shape.inputs }]);
    }
}

/// Pixels as they lie, with some of the channels of a convolution's inputs.
#[derive(Clone, Copy)]
struct Part<'a> {
    values: &'a [f32],
    channels: usize,
}

/// What the kernels over pixels `columns` of row `at` see, zeros beyond the picture: [kernel, columns + border,
/// inputs].
fn gather(shape: Shape, sources: &[Source<'_>], at: usize, columns: Range<usize>, to: &mut Vec<f32>) {
    let border = shape.border();
    let count = columns.len() + 2 * border;
    to.clear();
    to.resize(shape.kernel * count * shape.inputs, 0.0);
    for (down, row) in to.chunks_exact_mut(count * shape.inputs).enumerate() {
        let y = (at + down).wrapping_sub(border);
        if y >= shape.height {
            continue;
        }
        if let [source] = sources
            && !source.doubled
        {
            // Pixels side by side lie side by side.
            let seen = columns.start.saturating_sub(border)..(columns.end + border).min(shape.width);
            let skipped = (seen.start + border - columns.start) * shape.inputs;
            let from = &source.values[source.at(0, y, seen.start)..][..seen.len() * shape.inputs];
            row[skipped..][..from.len()].copy_from_slice(from);
            continue;
        }
        let mut channel = 0;
        for source in sources {
            for (right, pixel) in row.chunks_exact_mut(shape.inputs).enumerate() {
                let x = (columns.start + right).wrapping_sub(border);
                if x < shape.width {
                    pixel[channel..][..source.channels].copy_from_slice(source.pixel(y, x));
                }
            }
            channel += source.channels;
        }
    }
}

/// `rows` rows of `columns` values, cut into blocks of `block` columns that lie one after the other,
/// the last one filled up with zeros: [columns / block, rows, block].
fn pack(values: &[f32], rows: usize, columns: usize, block: usize) -> Buffer {
    let blocks = columns.div_ceil(block);
    let mut packed = Buffer::zeros(blocks * rows * block);
    for (b, to) in packed.chunks_exact_mut(rows * block).enumerate() {
        let cut = b * block..columns.min((b + 1) * block);
        for (to, from) in to.chunks_exact_mut(block).zip(values.chunks_exact(columns)) {
            to[..cut.len()].copy_from_slice(&from[cut.clone()]);
        }
    }
    packed
}

/// One output row of one picture.
struct Row<'a> {
    shape: Shape,
    /// The picture with its border; its channels may lie in several places.
    parts: &'a [Part<'a>],
    packed: &'a Packed,
    at: usize,
    y: &'a mut [f32],
}

impl WithSimd for Row<'_> {
    type Output = ();

    #[inline(always)]
    fn with_simd<S: Simd>(self, simd: S) {
        match (vectors::<S>(self.shape.outputs), has_many_registers::<S>()) {
            (1, true) => self.run::<S, 1, { ROWS[0] }>(simd),
            (1, false) => self.run::<S, 1, { ROWS[1] }>(simd),
            (2, true) => self.run::<S, 2, { ROWS[0] }>(simd),
            (2, false) => self.run::<S, 2, { ROWS[1] }>(simd),
            _ => self.run::<S, 3, { ROWS[0] }>(simd),
        }
    }
}

impl Row<'_> {
    #[inline(always)]
    fn run<S: Simd, const VECTORS: usize, const WIDE: usize>(self, simd: S) {
        const NARROW: usize = ROWS[2];
        let Shape { width, inputs, outputs, .. } = self.shape;
        let block = VECTORS * S::F32_LANES;
        let weights = self.packed.weights.chunks_exact(self.shape.taps() * inputs * block);
        for (b, (weights, bias)) in weights.zip(self.packed.bias.chunks_exact(block)).enumerate() {
            let weights: &[[S::f32s; VECTORS]] = bytemuck::cast_slice(S::as_simd_f32s(weights).0);
            let bias: [S::f32s; VECTORS] = bytemuck::cast_slice(S::as_simd_f32s(bias).0)[0];
            let cut = b * block..outputs.min((b + 1) * block);
            let (shape, x, at) = (self.shape, self.parts, self.at);
            // The last step may overlap the one before: it computes the same values again.
            let steps = |count: usize| (0..width).step_by(count).map(move |column| column.min(width - count));
            let y = &mut *self.y;
            if width >= 2 * WIDE {
                for column in steps(WIDE) {
                    let sums = products::<S, VECTORS, WIDE>(simd, shape, x, at, column, weights, bias);
                    put::<S, VECTORS>(&mut y[column * outputs..], outputs, &cut, &sums);
                }
            } else if width >= NARROW {
                for column in steps(NARROW) {
                    let sums = products::<S, VECTORS, NARROW>(simd, shape, x, at, column, weights, bias);
                    put::<S, VECTORS>(&mut y[column * outputs..], outputs, &cut, &sums);
                }
            } else {
                for column in 0..width {
                    let sums = products::<S, VECTORS, 1>(simd, shape, x, at, column, weights, bias);
                    put::<S, VECTORS>(&mut y[column * outputs..], outputs, &cut, &sums);
                }
            }
        }
    }
}

/// Stores channels `cut` of pixels, `row` values apart.
#[inline(always)]
fn put<S: Simd, const VECTORS: usize>(
    to: &mut [f32],
    row: usize,
    cut: &Range<usize>,
    sums: &[[S::f32s; VECTORS]],
) {
    for (i, sums) in sums.iter().enumerate() {
        let to = &mut to[i * row..][cut.clone()];
        if cut.len() == VECTORS * S::F32_LANES {
            for (to, &sum) in S::as_mut_simd_f32s(to).0.iter_mut().zip(sums) {
                *to = sum;
            }
        } else {
            to.copy_from_slice(&bytemuck::cast_slice(sums)[..cut.len()]);
        }
    }
}

/// `COUNT` pixels from `column` of row `at`, one block of output channels.
#[inline(always)]
fn products<S: Simd, const VECTORS: usize, const COUNT: usize>(
    simd: S,
    shape: Shape,
    parts: &[Part<'_>],
    at: usize,
    column: usize,
    weights: &[[S::f32s; VECTORS]],
    bias: [S::f32s; VECTORS],
) -> [[S::f32s; VECTORS]; COUNT] {
    debug_assert!(parts.len() == 1 || shape.kernel == 1, "pixels side by side lie side by side");
    let mut sums = [bias; COUNT];
    let mut rest = weights;
    for down in 0..shape.kernel {
        let from = (at + down) * shape.padded_width() + column;
        for part in parts {
            // The taps of a row are one run of values.
            let run = shape.kernel * part.channels;
            let mut pixels = [part.values; COUNT];
            for (i, pixel) in pixels.iter_mut().enumerate() {
                *pixel = &part.values[(from + i) * part.channels..][..run];
            }
            let (own, others) = rest.split_at(run);
            rest = others;
            for (c, weights) in own.iter().enumerate() {
                let _: [(); COUNT] = unrolled(
                    #[inline(always)]
                    |i| {
                        let pixel = simd.splat_f32s(pixels[i][c]);
                        let _: [(); VECTORS] = unrolled(
                            #[inline(always)]
                            |v| sums[i][v] = multiply_add(simd, pixel, weights[v], sums[i][v]),
                        );
                    },
                );
            }
        }
    }
    sums
}

/// The weight and bias gradient of one picture.
struct WeightGradient<'a> {
    shape: Shape,
    x: &'a [f32],
    dy: &'a [f32],
}

impl WithSimd for WeightGradient<'_> {
    type Output = (Vec<f32>, Vec<f32>);

    #[inline(always)]
    fn with_simd<S: Simd>(self, simd: S) -> Self::Output {
        match (vectors::<S>(self.shape.outputs), has_many_registers::<S>()) {
            (1, true) => self.run::<S, 1, { ROWS[0] }>(simd),
            (1, false) => self.run::<S, 1, { ROWS[1] }>(simd),
            (2, true) => self.run::<S, 2, { ROWS[0] }>(simd),
            (2, false) => self.run::<S, 2, { ROWS[1] }>(simd),
            _ => self.run::<S, 3, { ROWS[0] }>(simd),
        }
    }
}

impl WeightGradient<'_> {
    #[inline(always)]
    fn run<S: Simd, const VECTORS: usize, const PANEL: usize>(self, simd: S) -> (Vec<f32>, Vec<f32>) {
        let Shape { height, width, inputs, outputs, kernel, .. } = self.shape;
        let block = VECTORS * S::F32_LANES;
        let padded_width = self.shape.padded_width();
        let x = padded(self.shape, self.x);
        let panels = pack(&x, x.len() / inputs, inputs, PANEL);
        let dy = pack(self.dy, height * width, outputs, block);
        let mut sums = vec![0.0; self.shape.taps() * inputs * outputs];
        // Rows that stay in the cache while every tap and channel passes over them.
        let strip = (CACHE
            / (padded_width * (inputs.next_multiple_of(PANEL) + outputs.next_multiple_of(block))))
        .max(1);
        for top in (0..height).step_by(strip) {
            let rows = top..height.min(top + strip);
            for (b, dy) in dy.chunks_exact(height * width * block).enumerate() {
                let dy: &[[S::f32s; VECTORS]] = bytemuck::cast_slice(S::as_simd_f32s(dy).0);
                let cut = b * block..outputs.min((b + 1) * block);
                for tap in 0..self.shape.taps() {
                    let (down, right) = (tap / kernel, tap % kernel);
                    for (p, panel) in panels.chunks_exact(x.len() / inputs * PANEL).enumerate() {
                        let panel = panel.as_chunks::<PANEL>().0;
                        let mut tile = [[simd.splat_f32s(0.0); VECTORS]; PANEL];
                        for y in rows.clone() {
                            let x = &panel[(y + down) * padded_width + right..][..width];
                            for (x, dy) in x.iter().zip(&dy[y * width..][..width]) {
                                let _: [(); PANEL] = unrolled(
                                    #[inline(always)]
                                    |i| {
                                        let x = simd.splat_f32s(x[i]);
                                        let _: [(); VECTORS] = unrolled(
                                            #[inline(always)]
                                            |v| tile[i][v] = multiply_add(simd, x, dy[v], tile[i][v]),
                                        );
                                    },
                                );
                            }
                        }
                        for (i, tile) in tile.iter().enumerate().take(inputs - p * PANEL) {
                            let tile: &[f32] = bytemuck::cast_slice(tile);
                            let to = &mut sums[(tap * inputs + p * PANEL + i) * outputs..][cut.clone()];
                            to.iter_mut().zip(tile).for_each(|(sum, v)| *sum += v);
                        }
                    }
                }
            }
        }
        let mut bias = vec![0.0; outputs];
        for dy in self.dy.chunks_exact(outputs) {
            bias.iter_mut().zip(dy).for_each(|(sum, v)| *sum += v);
        }
        (sums, bias)
    }
}

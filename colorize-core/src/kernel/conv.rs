//! Convolutions over channels-last pictures, stride 1, kernel 1x1 or 3x3 with a zero border.
//!
//! All passes are register-blocked matrix products. The sums of one output value run over tap, then input channel,
//! whatever the vector length and the number of threads. So every level that fuses the multiply and the add gives the
//! same bytes; the portable one rounds twice, and agrees to 1e-4 of the largest value over a whole network.

use std::ops::Range;

use pulp::{Simd, WithSimd};

use super::buffer::Buffer;
use super::level::{Block, Level, ROWS, has_many_registers, multiply_add, unrolled, vectors};
use super::shape::Shape;
use super::source::Source;

#[cfg(feature = "train")]
pub(crate) mod learning;

/// Places that the channels of a 1x1 convolution's inputs may lie in; if there are more, they are gathered first.
const OPERANDS: usize = 4;
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
        let mut run = |operands: &[Operand<'_>]| {
            self.level.dispatch(Row { shape: row, operands, packed: self, at: 0, y });
        };
        if shape.kernel == 1 && sources.len() <= OPERANDS && sources.iter().all(|source| !source.doubled) {
            let mut operands = [Operand { values: &[], channels: 0 }; OPERANDS];
            for (part, source) in operands.iter_mut().zip(sources) {
                let values =
                    &source.values[source.at(0, at, columns.start)..][..columns.len() * source.channels];
                *part = Operand { values, channels: source.channels };
            }
            return run(&operands[..sources.len()]);
        }
        gather(shape, sources, at, columns, seen);
        run(&[Operand { values: seen, channels: shape.inputs }]);
    }
}

/// Pixels as they lie, with some of the channels of a convolution's inputs.
#[derive(Clone, Copy)]
struct Operand<'a> {
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
    operands: &'a [Operand<'a>],
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
            let (shape, x, at) = (self.shape, self.operands, self.at);
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
    operands: &[Operand<'_>],
    at: usize,
    column: usize,
    weights: &[[S::f32s; VECTORS]],
    bias: [S::f32s; VECTORS],
) -> [[S::f32s; VECTORS]; COUNT] {
    debug_assert!(operands.len() == 1 || shape.kernel == 1, "pixels side by side lie side by side");
    let mut sums = [bias; COUNT];
    let mut rest = weights;
    for down in 0..shape.kernel {
        let from = (at + down) * shape.padded_width() + column;
        for part in operands {
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

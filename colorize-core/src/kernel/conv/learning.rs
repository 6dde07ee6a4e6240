//! Whole batches and gradients, for training.

use std::borrow::Cow;

use rayon::prelude::*;

use super::super::winograd;
use super::*;

/// Values that the weight gradient keeps at hand, about half a level-2 cache.
const CACHE: usize = 1 << 17;
/// Pixels below which a picture is worked on by one thread.
const SERIAL: usize = 256;

/// Convolves `x` [batch, height, width, inputs] with `weights` [kernel, kernel, inputs, outputs] and adds
/// `bias` [outputs]; gives [batch, height, width, outputs].
pub(crate) fn forward(shape: Shape, x: &[f32], weights: &[f32], bias: &[f32]) -> Vec<f32> {
    shape.check(x, weights);
    assert_eq!(bias.len(), shape.outputs);
    if winograd::suits(shape) {
        return winograd::learning::forward(shape, x, weights, bias);
    }
    let level = Level::chosen();
    let packed = Packed::new(level, shape, weights, bias);
    let (x_plane, row) = (shape.height * shape.width * shape.inputs, shape.width * shape.outputs);
    let mut y = vec![0.0; shape.batch * shape.height * row];
    y.par_chunks_mut(shape.height * row).enumerate().for_each(|(n, y)| {
        let x = &x[n * x_plane..][..x_plane];
        let x = if shape.border() == 0 { Cow::Borrowed(x) } else { Cow::Owned(padded(shape, x)) };
        let run = |(at, y): (usize, &mut [f32])| {
            let operands = &[Operand { values: &x, channels: shape.inputs }];
            level.dispatch(Row { shape, operands, packed: &packed, at, y });
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
        return (winograd::learning::weight_gradient(shape, x, dy), sum_of_pixels(dy, shape.outputs));
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

/// The sum of all pixels of `dy` [pixels, channels]; in operands of a fixed size, so that the bytes do not depend on the
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

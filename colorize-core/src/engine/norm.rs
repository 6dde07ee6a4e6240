//! Layer normalisation over the channels of each pixel, followed by swish.
//!
//! Ba et al. 2016 "Layer Normalization" over the channels alone, so that a pixel's result depends
//! on nothing but that pixel; swish (Ramachandran et al. 2017, beta = 1) is `z * sigmoid(z)`.

use pulp::{Simd, WithSimd};
use rayon::prelude::*;

use super::level::Level;

/// What is added to the variance.
pub(crate) const EPSILON: f32 = 1e-5;
const LANES: usize = 16;
/// Values a thread takes at a time; fixed, so that sums do not depend on the number of threads.
const CHUNK: usize = 1 << 15;

/// `swish(normalised(x) * gamma + beta)`; `x` [pixels, channels], `gamma` and `beta` [channels].
///
/// Channels come in sixteens: loops of a fixed length are what the compiler makes vectors of.
pub(crate) fn forward(x: &[f32], gamma: &[f32], beta: &[f32]) -> Vec<f32> {
    let channels = checked_channels(gamma);
    let mut y = vec![0.0; x.len()];
    let chunk = (CHUNK / channels).max(1) * channels;
    y.par_chunks_mut(chunk).zip(x.par_chunks(chunk)).for_each(|(y, x)| {
        y.copy_from_slice(x);
        Level::chosen().dispatch(Apply { x: y, gamma, beta });
    });
    y
}

// Not closures, here and below: they would be compiled without the level's instructions.
struct Apply<'a> {
    x: &'a mut [f32],
    gamma: &'a [f32],
    beta: &'a [f32],
}

impl WithSimd for Apply<'_> {
    type Output = ();

    #[inline(always)]
    fn with_simd<S: Simd>(self, _: S) {
        apply(self.x, self.gamma, self.beta);
    }
}

/// [`forward`] in place, with the instructions of whoever calls it.
#[inline(always)]
pub(super) fn apply(x: &mut [f32], gamma: &[f32], beta: &[f32]) {
    let channels = gamma.len();
    let (gamma, beta) = (lanes(gamma), lanes(beta));
    for x in x.chunks_exact_mut(channels) {
        let (mean, scale) = moments(lanes(x));
        for ((x, gamma), beta) in x.as_chunks_mut::<LANES>().0.iter_mut().zip(gamma).zip(beta) {
            for i in 0..LANES {
                let z = (x[i] - mean) * scale * gamma[i] + beta[i];
                x[i] = z * sigmoid(z);
            }
        }
    }
}

/// The gradients of [`forward`] by `x`, `gamma` and `beta`.
pub(crate) fn backward(x: &[f32], gamma: &[f32], beta: &[f32], dy: &[f32]) -> (Vec<f32>, Vec<f32>, Vec<f32>) {
    let channels = checked_channels(gamma);
    let mut dx = vec![0.0; x.len()];
    let chunk = (CHUNK / channels).max(1) * channels;
    let partial: Vec<(Vec<f32>, Vec<f32>)> = dx
        .par_chunks_mut(chunk)
        .zip(x.par_chunks(chunk).zip(dy.par_chunks(chunk)))
        .map(|(dx, (x, dy))| {
            let mut sums = (vec![0.0; channels], vec![0.0; channels]);
            Level::chosen().dispatch(Gradient { x, dy, gamma, beta, dx, sums: &mut sums });
            sums
        })
        .collect();
    let (mut dgamma, mut dbeta) = (vec![0.0; channels], vec![0.0; channels]);
    for (g, b) in partial {
        dgamma.iter_mut().zip(g).for_each(|(sum, v)| *sum += v);
        dbeta.iter_mut().zip(b).for_each(|(sum, v)| *sum += v);
    }
    (dx, dgamma, dbeta)
}

/// The gradients of some pixels; those by gamma and beta are added to `sums`.
struct Gradient<'a> {
    x: &'a [f32],
    dy: &'a [f32],
    gamma: &'a [f32],
    beta: &'a [f32],
    dx: &'a mut [f32],
    sums: &'a mut (Vec<f32>, Vec<f32>),
}

impl WithSimd for Gradient<'_> {
    type Output = ();

    #[inline(always)]
    fn with_simd<S: Simd>(self, _: S) {
        let Self { x, dy, gamma, beta, dx, sums } = self;
        let channels = gamma.len();
        let mut hat = vec![0.0; channels];
        let pixels = x.chunks_exact(channels).zip(dy.chunks_exact(channels));
        for (dx, (x, dy)) in dx.chunks_exact_mut(channels).zip(pixels) {
            pixel_gradient(
                (lanes(x), lanes(dy)),
                (lanes(gamma), lanes(beta)),
                (dx.as_chunks_mut().0, hat.as_chunks_mut().0),
                (sums.0.as_chunks_mut().0, sums.1.as_chunks_mut().0),
            );
        }
    }
}

type Lanes = [f32; LANES];

#[inline(always)]
fn pixel_gradient(
    (x, dy): (&[Lanes], &[Lanes]),
    (gamma, beta): (&[Lanes], &[Lanes]),
    (dx, hat): (&mut [Lanes], &mut [Lanes]),
    (dgamma, dbeta): (&mut [Lanes], &mut [Lanes]),
) {
    let vectors = x.len();
    let (dy, gamma, beta, dx) = (&dy[..vectors], &gamma[..vectors], &beta[..vectors], &mut dx[..vectors]);
    let (hat, dgamma, dbeta) = (&mut hat[..vectors], &mut dgamma[..vectors], &mut dbeta[..vectors]);
    let (mean, scale) = moments(x);
    let (mut sum, mut dot) = ([0.0; LANES], [0.0; LANES]);
    for v in 0..vectors {
        for i in 0..LANES {
            let h = (x[v][i] - mean) * scale;
            let z = h * gamma[v][i] + beta[v][i];
            let s = sigmoid(z);
            let dz = dy[v][i] * s * (1.0 + z * (1.0 - s));
            let dh = dz * gamma[v][i];
            dgamma[v][i] += dz * h;
            dbeta[v][i] += dz;
            hat[v][i] = h;
            dx[v][i] = dh;
            sum[i] += dh;
            dot[i] += dh * h;
        }
    }
    let n = (vectors * LANES) as f32;
    let (sum, dot) = (tree(sum) / n, tree(dot) / n);
    for v in 0..vectors {
        for i in 0..LANES {
            dx[v][i] = scale * (dx[v][i] - sum - hat[v][i] * dot);
        }
    }
}

pub(super) fn checked_channels(gamma: &[f32]) -> usize {
    assert!(!gamma.is_empty() && gamma.len().is_multiple_of(LANES), "channels come in sixteens");
    gamma.len()
}

#[inline(always)]
fn lanes(x: &[f32]) -> &[Lanes] {
    x.as_chunks().0
}

/// Mean, and one over the standard deviation.
#[inline(always)]
fn moments(x: &[Lanes]) -> (f32, f32) {
    let n = (x.len() * LANES) as f32;
    let mut sums = [0.0; LANES];
    for x in x {
        for i in 0..LANES {
            sums[i] += x[i];
        }
    }
    let mean = tree(sums) / n;
    let mut squares = [0.0; LANES];
    for x in x {
        for i in 0..LANES {
            squares[i] += (x[i] - mean) * (x[i] - mean);
        }
    }
    (mean, 1.0 / (tree(squares) / n + EPSILON).sqrt())
}

/// The sum of the lanes, pairwise.
#[inline(always)]
fn tree(mut lanes: Lanes) -> f32 {
    let mut half = LANES / 2;
    while half > 0 {
        for i in 0..half {
            lanes[i] += lanes[i + half];
        }
        half /= 2;
    }
    lanes[0]
}

/// `1 / (1 + exp(-z))`, within 2e-7.
#[inline(always)]
pub(crate) fn sigmoid(z: f32) -> f32 {
    1.0 / (1.0 + exp(-z))
}

/// [`softmax`] of each cell, its embedding beside it.
pub(super) struct Split<'a> {
    /// [cells, scores, then embedding]
    pub(super) y: &'a [f32],
    /// [cells, labels]
    pub(super) labels: &'a mut [f32],
    pub(super) label_count: usize,
    /// [cells, channels]
    pub(super) embeddings: &'a mut [f32],
    pub(super) channels: usize,
}

impl WithSimd for Split<'_> {
    type Output = ();

    #[inline(always)]
    fn with_simd<S: Simd>(self, _: S) {
        let Self { y, labels, label_count, embeddings, channels } = self;
        let cells = labels.chunks_exact_mut(label_count).zip(embeddings.chunks_exact_mut(channels));
        for ((labels, embedding), y) in cells.zip(y.chunks_exact(label_count + channels)) {
            let (scores, rest) = y.split_at(label_count);
            embedding.copy_from_slice(rest);
            softmax(scores, labels);
        }
    }
}

/// Probabilities from scores: `exp(score)` over the sum of all.
#[inline(always)]
fn softmax(scores: &[f32], probabilities: &mut [f32]) {
    let mut largest = f32::NEG_INFINITY;
    for &score in scores {
        largest = largest.max(score);
    }
    let mut sum = 0.0;
    for (p, score) in probabilities.iter_mut().zip(scores) {
        *p = exp(score - largest);
    }
    for p in probabilities.iter() {
        sum += p;
    }
    for p in probabilities {
        *p /= sum;
    }
}

/// `exp(y)` for what f32 can hold of it, within 2e-7 of its size: Cephes' expf polynomial, which vectorises.
#[inline(always)]
fn exp(y: f32) -> f32 {
    let y = y.clamp(-87.0, 87.0);
    let rounder = 12_582_912.0; // adding 1.5 * 2^23 rounds to the nearest integer
    let rounded = y * std::f32::consts::LOG2_E + rounder;
    let n = rounded - rounder;
    let r = y - n * 0.693_359_4 + n * 2.121_944_4e-4;
    let mut p = 1.987_569_1e-4;
    for c in [1.398_199_9e-3, 8.333_452e-3, 4.166_579_6e-2, 1.666_666_5e-1, 0.5] {
        p = p * r + c;
    }
    // The integer is in the last bits of what was rounded; the shift drops all others.
    let power = f32::from_bits(rounded.to_bits().wrapping_add(127) << 23);
    (r * r * p + r + 1.0) * power
}

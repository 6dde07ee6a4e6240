//! Exponentials and what is made of them: sigmoid, swish (Ramachandran et al. 2017, beta = 1), gates and softmax.

use pulp::{Simd, WithSimd};

use super::level::multiply_add;

/// `z * sigmoid(z)`.
#[inline(always)]
pub(super) fn swish<S: Simd>(simd: S, z: S::f32s) -> S::f32s {
    simd.div_f32s(z, one_and_exp(simd, z))
}

/// `1 / (1 + exp(-z))`, within 2e-7.
#[inline(always)]
pub(super) fn sigmoid<S: Simd>(simd: S, z: S::f32s) -> S::f32s {
    simd.div_f32s(simd.splat_f32s(1.0), one_and_exp(simd, z))
}

/// `1 + exp(-z)`.
#[inline(always)]
fn one_and_exp<S: Simd>(simd: S, z: S::f32s) -> S::f32s {
    simd.add_f32s(simd.splat_f32s(1.0), exp(simd, simd.neg_f32s(z)))
}

/// `sigmoid(y) * x` in place of `y`.
#[inline(always)]
pub(super) fn gate<S: Simd>(simd: S, y: &mut [f32], x: &[f32]) {
    let ((y, y_rest), (x, x_rest)) = (S::as_mut_simd_f32s(y), S::as_simd_f32s(x));
    for (y, x) in y.iter_mut().zip(x) {
        *y = simd.mul_f32s(sigmoid(simd, *y), *x);
    }
    if !y_rest.is_empty() {
        let (z, x) = (simd.partial_load_f32s(y_rest), simd.partial_load_f32s(x_rest));
        simd.partial_store_f32s(y_rest, simd.mul_f32s(sigmoid(simd, z), x));
    }
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

// Not a closure: it would be compiled without the level's instructions.
impl WithSimd for Split<'_> {
    type Output = ();

    #[inline(always)]
    fn with_simd<S: Simd>(self, simd: S) {
        let Self { y, labels, label_count, embeddings, channels } = self;
        let cells = labels.chunks_exact_mut(label_count).zip(embeddings.chunks_exact_mut(channels));
        for ((labels, embedding), y) in cells.zip(y.chunks_exact(label_count + channels)) {
            let (scores, rest) = y.split_at(label_count);
            embedding.copy_from_slice(rest);
            softmax(simd, scores, labels);
        }
    }
}

/// Probabilities from scores: `exp(score)` over the sum of all.
#[inline(always)]
fn softmax<S: Simd>(simd: S, scores: &[f32], probabilities: &mut [f32]) {
    let mut largest = f32::NEG_INFINITY;
    for &score in scores {
        largest = largest.max(score);
    }
    let above = simd.splat_f32s(largest);
    for (p, scores) in probabilities.chunks_mut(S::F32_LANES).zip(scores.chunks(S::F32_LANES)) {
        let e = exp(simd, simd.sub_f32s(simd.partial_load_f32s(scores), above));
        simd.partial_store_f32s(p, e);
    }
    let mut sum = 0.0;
    for p in probabilities.iter() {
        sum += p;
    }
    for p in probabilities {
        *p /= sum;
    }
}

/// `exp(y)` for what f32 can hold of it, within 2e-7 of its size: Cephes' expf polynomial.
#[inline(always)]
fn exp<S: Simd>(simd: S, y: S::f32s) -> S::f32s {
    let all = |value: f32| simd.splat_f32s(value);
    let fused = |a, b, c| multiply_add(simd, a, b, c);
    let y = simd.min_f32s(simd.max_f32s(y, all(-87.0)), all(87.0));
    let rounder = all(12_582_912.0); // adding 1.5 * 2^23 rounds to the nearest integer
    let rounded = fused(y, all(std::f32::consts::LOG2_E), rounder);
    let n = simd.sub_f32s(rounded, rounder);
    let r = fused(n, all(2.121_944_4e-4), fused(n, all(-0.693_359_4), y));
    let mut p = all(1.987_569_1e-4);
    for c in [1.398_199_9e-3, 8.333_452e-3, 4.166_579_6e-2, 1.666_666_5e-1, 0.5] {
        p = fused(p, r, all(c));
    }
    // The integer is in the last bits of what was rounded; the shift drops all others.
    let bits = simd.add_u32s(simd.transmute_u32s_f32s(rounded), simd.splat_u32s(127));
    let power = simd.transmute_f32s_u32s(simd.wrapping_dyn_shl_u32s(bits, simd.splat_u32s(23)));
    simd.mul_f32s(simd.add_f32s(fused(simd.mul_f32s(r, r), p, r), all(1.0)), power)
}

//! Exponentials and what is made of them: sigmoid, swish (Ramachandran et al. 2017, beta = 1), gates and softmax.

use pulp::{Simd, WithSimd};

use super::level::multiply_add;

#[cfg(feature = "train")]
pub(crate) mod learning;

/// `z * sigmoid(z)`.
#[inline(always)]
pub(super) fn swish<S: Simd>(simd: S, z: S::f32s) -> S::f32s {
    // What is no number shows, for it is what is divided.
    simd.div_f32s(z, one_and_exp(simd, z))
}

/// `1 / (1 + exp(-z))`, within 2e-7.
#[inline(always)]
pub(super) fn sigmoid<S: Simd>(simd: S, z: S::f32s) -> S::f32s {
    number_or(simd, z, simd.div_f32s(simd.splat_f32s(1.0), one_and_exp(simd, z)))
}

/// `1 + exp(-z)`; some number if `z` is none.
#[inline(always)]
fn one_and_exp<S: Simd>(simd: S, z: S::f32s) -> S::f32s {
    let (fraction, power) = exp_parts(simd, z, -1.0);
    multiply_add(simd, fraction, power, simd.splat_f32s(1.0))
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
pub(crate) struct Split<'a> {
    /// [cells, scores, then embedding]
    pub(crate) y: &'a [f32],
    /// [cells, labels]
    pub(crate) labels: &'a mut [f32],
    pub(crate) label_count: usize,
    /// [cells, channels]
    pub(crate) embeddings: &'a mut [f32],
    pub(crate) channels: usize,
}

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
pub(super) fn softmax<S: Simd>(simd: S, scores: &[f32], probabilities: &mut [f32]) {
    let largest = total(scores, f32::NEG_INFINITY, f32::max);
    let above = simd.splat_f32s(largest);
    for (p, scores) in probabilities.chunks_mut(S::F32_LANES).zip(scores.chunks(S::F32_LANES)) {
        let e = exp(simd, simd.sub_f32s(simd.partial_load_f32s(scores), above));
        simd.partial_store_f32s(p, e);
    }
    let share = 1.0 / total(probabilities, 0.0, |a, b| a + b);
    for p in probabilities {
        *p *= share;
    }
}

/// All values by `join`, sixteen side by side, in the same order at every level.
#[inline(always)]
fn total(values: &[f32], none: f32, join: impl Fn(f32, f32) -> f32) -> f32 {
    let (sixteens, rest) = values.as_chunks::<16>();
    let mut lanes = [none; 16];
    for values in sixteens {
        for i in 0..16 {
            lanes[i] = join(lanes[i], values[i]);
        }
    }
    for half in [8, 4, 2, 1] {
        for i in 0..half {
            lanes[i] = join(lanes[i], lanes[i + half]);
        }
    }
    rest.iter().fold(lanes[0], |sum, &v| join(sum, v))
}

/// `exp(y)` for what f32 can hold of it, within 2e-7 of its size.
#[inline(always)]
fn exp<S: Simd>(simd: S, y: S::f32s) -> S::f32s {
    let (fraction, power) = exp_parts(simd, y, 1.0);
    number_or(simd, y, simd.mul_f32s(fraction, power))
}

/// `y` where that is no number, else `value`: bounds take NaN for a number at some levels.
#[inline(always)]
fn number_or<S: Simd>(simd: S, y: S::f32s, value: S::f32s) -> S::f32s {
    simd.select_f32s(simd.equal_f32s(y, y), value, y)
}

/// `exp(sign * y)` as a number from 0.7 to 1.42 and a power of two to multiply it by; `y` is cut at -87 and 87.
///
/// With n the nearest integer to y / ln 2 and r = y - n ln 2, exp(y) is 2^n exp(r), and exp(r) a polynomial of the
/// fifth degree, the best one for |r| up to ln 2 / 2 that is 1 at 0: it is off by 9e-8. ln 2 as one f32 does: where n
/// is so large that its error tells, the sigmoid is 0 or 1.
#[inline(always)]
fn exp_parts<S: Simd>(simd: S, y: S::f32s, sign: f32) -> (S::f32s, S::f32s) {
    let all = |value: f32| simd.splat_f32s(value);
    let fused = |a, b, c| multiply_add(simd, a, b, c);
    let y = simd.min_f32s(simd.max_f32s(y, all(-87.0)), all(87.0));
    let rounder = all(12_582_912.0); // adding 1.5 * 2^23 rounds to the nearest integer
    let rounded = fused(y, all(sign * std::f32::consts::LOG2_E), rounder);
    let n = simd.sub_f32s(rounded, rounder);
    let r = fused(n, all(-sign * std::f32::consts::LN_2), y);
    let mut p = all(sign * 8.290_272e-3);
    for c in [4.189_816e-2, sign * 0.166_676_39, 0.499_991_48, sign * 0.999_999_7, 1.0] {
        p = fused(p, r, all(c));
    }
    // The integer is in the last bits of what was rounded; the shift drops all others.
    let bits = simd.add_u32s(simd.transmute_u32s_f32s(rounded), simd.splat_u32s(127));
    (p, simd.transmute_f32s_u32s(simd.wrapping_dyn_shl_u32s(bits, simd.splat_u32s(23))))
}

#[cfg(test)]
mod tests {
    use super::super::level::Level;
    use super::*;

    #[test]
    fn scores_that_are_no_numbers_show_in_what_they_give() {
        for level in Level::all() {
            let (mut labels, mut embeddings) = ([0.0; 6], [0.0; 2]);
            let y = [1.0, f32::NAN, 0.0, 7.0, 0.0, 1.0, 2.0, 7.0];
            level.dispatch(Split {
                y: &y,
                labels: &mut labels,
                label_count: 3,
                embeddings: &mut embeddings,
                channels: 1,
            });
            assert!(labels[..3].iter().any(|p| p.is_nan()), "{level:?}: {labels:?}");
            assert!((labels[3..].iter().sum::<f32>() - 1.0).abs() < 1e-6, "{level:?}: {labels:?}");
        }
    }
}

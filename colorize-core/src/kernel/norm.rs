//! Layer normalisation over the channels of each pixel, followed by swish.
//!
//! Ba et al. 2016 "Layer Normalization" over the channels alone, so that a pixel's result depends
//! on nothing but that pixel; swish (Ramachandran et al. 2017, beta = 1) is `z * sigmoid(z)`.

use pulp::Simd;

use super::level::multiply_add;
use super::swish::swish;

#[cfg(feature = "train")]
pub(crate) mod learning;

/// What is added to the variance.
pub(crate) const EPSILON: f32 = 1e-5;
/// Values that a sum adds up side by side, the same at every level.
const LANES: usize = 16;
/// Vectors that hold them, at most.
const VECTORS: usize = 4;
/// Pixels that are worked on side by side: the sums of one wait for each other.
const PIXELS: usize = 4;

/// Takes the mean over the outputs from `values` [rows, outputs], the weights or the bias of a convolution: then what it
/// gives has mean 0 over the channels of each pixel, and [`apply`] need not ask for it.
pub(super) fn centre(values: &mut [f32], outputs: usize) {
    for row in values.chunks_exact_mut(outputs) {
        let mean = (row.iter().map(|&v| f64::from(v)).sum::<f64>() / outputs as f64) as f32;
        row.iter_mut().for_each(|v| *v -= mean);
    }
}

/// `swish(normalised(x) * gamma + beta)` in place, `x` [pixels, channels], `gamma` and `beta` [channels]; `CENTRED` values have mean 0 over the channels of each pixel already.
#[inline(always)]
pub(super) fn apply<S: Simd, const CENTRED: bool>(simd: S, x: &mut [f32], gamma: &[f32], beta: &[f32]) {
    let channels = gamma.len();
    let (gamma, beta) = (vectors::<S>(gamma), vectors::<S>(beta));
    let mut groups = x.chunks_exact_mut(PIXELS * channels);
    for x in &mut groups {
        apply_group::<S, PIXELS, CENTRED>(simd, S::as_mut_simd_f32s(x).0, gamma, beta);
    }
    for x in groups.into_remainder().chunks_exact_mut(channels) {
        apply_group::<S, 1, CENTRED>(simd, S::as_mut_simd_f32s(x).0, gamma, beta);
    }
}

#[inline(always)]
fn apply_group<S: Simd, const N: usize, const CENTRED: bool>(
    simd: S,
    x: &mut [S::f32s],
    gamma: &[S::f32s],
    beta: &[S::f32s],
) {
    let vectors = gamma.len();
    let (x, beta) = (&mut x[..N * vectors], &beta[..vectors]);
    let means = if CENTRED { [simd.splat_f32s(0.0); N] } else { means::<S, N>(simd, x, vectors) };
    let scales = scales::<S, N>(simd, x, vectors, &means);
    for v in 0..vectors {
        for p in 0..N {
            let x = &mut x[p * vectors + v];
            let hat = simd.mul_f32s(if CENTRED { *x } else { simd.sub_f32s(*x, means[p]) }, scales[p]);
            *x = swish(simd, multiply_add(simd, hat, gamma[v], beta[v]));
        }
    }
}

pub(super) fn checked_channels(gamma: &[f32]) -> usize {
    assert!(!gamma.is_empty() && gamma.len().is_multiple_of(LANES), "channels come in sixteens");
    gamma.len()
}

#[inline(always)]
fn vectors<S: Simd>(x: &[f32]) -> &[S::f32s] {
    S::as_simd_f32s(x).0
}

/// Mean of each of `N` pixels.
#[inline(always)]
fn means<S: Simd, const N: usize>(simd: S, x: &[S::f32s], vectors: usize) -> [S::f32s; N] {
    let sums = sums_of::<S, N>(
        simd,
        vectors,
        #[inline(always)]
        |sum, p, v| simd.add_f32s(sum, x[p * vectors + v]),
    );
    sums.map(|sum| simd.splat_f32s(sum / (vectors * S::F32_LANES) as f32))
}

/// One over the standard deviation of each of `N` pixels.
#[inline(always)]
fn scales<S: Simd, const N: usize>(
    simd: S,
    x: &[S::f32s],
    vectors: usize,
    means: &[S::f32s; N],
) -> [S::f32s; N] {
    let squares = sums_of::<S, N>(
        simd,
        vectors,
        #[inline(always)]
        |sum, p, v| {
            let off = simd.sub_f32s(x[p * vectors + v], means[p]);
            multiply_add(simd, off, off, sum)
        },
    );
    let count = (vectors * S::F32_LANES) as f32;
    squares.map(|sum| 1.0 / (sum / count + EPSILON).sqrt()).map(|scale| simd.splat_f32s(scale))
}

/// What `add` sums up over the vectors of each of `N` pixels; it is given the sum so far, the pixel and the vector.
#[inline(always)]
fn sums_of<S: Simd, const N: usize>(
    simd: S,
    vectors: usize,
    add: impl Fn(S::f32s, usize, usize) -> S::f32s,
) -> [f32; N] {
    let side_by_side = LANES / S::F32_LANES;
    let mut sums = [[simd.splat_f32s(0.0); VECTORS]; N];
    for v in (0..vectors).step_by(side_by_side) {
        for (p, sums) in sums.iter_mut().enumerate() {
            for (i, sum) in sums.iter_mut().enumerate().take(side_by_side) {
                *sum = add(*sum, p, v + i);
            }
        }
    }
    let mut totals = [0.0; N];
    for (total, sums) in totals.iter_mut().zip(&sums) {
        *total = self::total::<S>(sums);
    }
    totals
}

/// The sum of all lanes.
#[inline(always)]
fn total<S: Simd>(vectors: &[S::f32s; VECTORS]) -> f32 {
    let mut lanes = [0.0; LANES];
    lanes.copy_from_slice(&bytemuck::cast_slice(vectors)[..LANES]);
    tree(lanes)
}

/// The sum of the lanes, pairwise.
#[inline(always)]
fn tree(mut lanes: [f32; LANES]) -> f32 {
    let mut half = LANES / 2;
    while half > 0 {
        for i in 0..half {
            lanes[i] += lanes[i + half];
        }
        half /= 2;
    }
    lanes[0]
}

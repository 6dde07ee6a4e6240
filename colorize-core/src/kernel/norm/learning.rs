//! Whole maps and gradients, for training.

use pulp::WithSimd;
use rayon::prelude::*;

use super::super::level::Level;
use super::super::swish::sigmoid;
use super::*;

/// Values a thread takes at a time; fixed, so that sums do not depend on the number of threads.
const CHUNK: usize = 1 << 15;

/// `swish(normalised(x) * gamma + beta)`; `x` [pixels, channels], `gamma` and `beta` [channels].
///
/// Channels come in sixteens, so that no vector is cut.
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
    fn with_simd<S: Simd>(self, simd: S) {
        apply::<S, false>(simd, self.x, self.gamma, self.beta);
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
    fn with_simd<S: Simd>(self, simd: S) {
        let Self { x, dy, gamma, beta, dx, sums } = self;
        let affine = (vectors::<S>(gamma), vectors::<S>(beta));
        let sums = (S::as_mut_simd_f32s(&mut sums.0).0, S::as_mut_simd_f32s(&mut sums.1).0);
        let (x, dy, dx) = (vectors::<S>(x), vectors::<S>(dy), S::as_mut_simd_f32s(dx).0);
        let pixel = affine.0.len();
        let group = PIXELS * pixel;
        let whole = x.len() / group * group;
        let groups = x[..whole].chunks_exact(group).zip(dy[..whole].chunks_exact(group));
        for (dx, (x, dy)) in dx[..whole].chunks_exact_mut(group).zip(groups) {
            gradient_group::<S, PIXELS>(simd, (x, dy), affine, dx, (&mut *sums.0, &mut *sums.1));
        }
        let rest = x[whole..].chunks_exact(pixel).zip(dy[whole..].chunks_exact(pixel));
        for (dx, (x, dy)) in dx[whole..].chunks_exact_mut(pixel).zip(rest) {
            gradient_group::<S, 1>(simd, (x, dy), affine, dx, (&mut *sums.0, &mut *sums.1));
        }
    }
}

#[inline(always)]
fn gradient_group<S: Simd, const N: usize>(
    simd: S,
    (x, dy): (&[S::f32s], &[S::f32s]),
    (gamma, beta): (&[S::f32s], &[S::f32s]),
    dx: &mut [S::f32s],
    (dgamma, dbeta): (&mut [S::f32s], &mut [S::f32s]),
) {
    let vectors = gamma.len();
    let (x, dy, dx) = (&x[..N * vectors], &dy[..N * vectors], &mut dx[..N * vectors]);
    let (beta, dgamma, dbeta) = (&beta[..vectors], &mut dgamma[..vectors], &mut dbeta[..vectors]);
    let means = means::<S, N>(simd, x, vectors);
    let scales = scales::<S, N>(simd, x, vectors, &means);
    let times = |a, b| simd.mul_f32s(a, b);
    let hat = |x, p: usize| simd.mul_f32s(simd.sub_f32s(x, means[p]), scales[p]);
    let (zero, one) = (simd.splat_f32s(0.0), simd.splat_f32s(1.0));
    let (mut sums, mut dots) = ([[zero; VECTORS]; N], [[zero; VECTORS]; N]);
    let lane = |v: usize| v % (LANES / S::F32_LANES);
    for v in 0..vectors {
        for p in 0..N {
            let h = hat(x[p * vectors + v], p);
            let z = multiply_add(simd, h, gamma[v], beta[v]);
            let s = sigmoid(simd, z);
            // The derivative of swish: s * (1 + z * (1 - s)).
            let slope = times(s, multiply_add(simd, z, simd.sub_f32s(one, s), one));
            let dz = times(dy[p * vectors + v], slope);
            let dh = times(dz, gamma[v]);
            dgamma[v] = multiply_add(simd, dz, h, dgamma[v]);
            dbeta[v] = simd.add_f32s(dbeta[v], dz);
            dx[p * vectors + v] = dh;
            sums[p][lane(v)] = simd.add_f32s(sums[p][lane(v)], dh);
            dots[p][lane(v)] = multiply_add(simd, dh, h, dots[p][lane(v)]);
        }
    }
    let count = (vectors * S::F32_LANES) as f32;
    for p in 0..N {
        let mean = |sums| simd.splat_f32s(total::<S>(sums) / count);
        let (sum, dot) = (mean(&sums[p]), mean(&dots[p]));
        for v in 0..vectors {
            let dx = &mut dx[p * vectors + v];
            let h = hat(x[p * vectors + v], p);
            *dx = times(scales[p], simd.sub_f32s(simd.sub_f32s(*dx, sum), times(h, dot)));
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    /// [`forward`] in f64.
    fn exact(x: &[f64], gamma: &[f64], beta: &[f64]) -> Vec<f64> {
        let channels = gamma.len() as f64;
        let pixel = |x: &[f64]| {
            let mean = x.iter().sum::<f64>() / channels;
            let variance = x.iter().map(|v| (v - mean).powi(2)).sum::<f64>() / channels;
            let scale = 1.0 / (variance + f64::from(EPSILON)).sqrt();
            let z = x
                .iter()
                .zip(gamma.iter().zip(beta))
                .map(|(v, (gamma, beta))| (v - mean) * scale * gamma + beta);
            z.map(|z| z / (1.0 + (-z).exp())).collect::<Vec<f64>>()
        };
        x.chunks_exact(gamma.len()).flat_map(pixel).collect()
    }

    fn values(length: usize, step: usize) -> Vec<f32> {
        (0..length).map(|i| (i * step % 1009) as f32 / 504.5 - 1.0).collect()
    }

    #[test]
    fn norms_and_their_gradients_are_what_f64_says() {
        for (channels, pixels) in [(16, 1), (48, 3), (272, 5), (16, CHUNK / 16 + 3), (128, 9)] {
            let x = values(channels * pixels, 7919);
            let (gamma, beta, dy) = (values(channels, 31), values(channels, 57), values(x.len(), 113));
            let [x64, gamma64, beta64] =
                [&x, &gamma, &beta].map(|v| v.iter().map(|&v| f64::from(v)).collect::<Vec<f64>>());
            let found = forward(&x, &gamma, &beta);
            let off =
                found.iter().zip(exact(&x64, &gamma64, &beta64)).map(|(a, b)| (f64::from(*a) - b).abs());
            assert!(off.fold(0.0, f64::max) < 1e-5, "{channels} channels, {pixels} pixels");
            let (dx, dgamma, dbeta) = backward(&x, &gamma, &beta, &dy);
            let loss = |[x, gamma, beta]: &[Vec<f64>; 3]| -> f64 {
                exact(x, gamma, beta).iter().zip(&dy).map(|(y, dy)| y * f64::from(*dy)).sum()
            };
            let inputs = [x64, gamma64, beta64];
            let (at, last) = (channels / 3, x.len() - 2 * channels / 3);
            for (which, at, found) in [(0, last, dx[last]), (1, at, dgamma[at]), (2, at, dbeta[at])] {
                let moved = |by: f64| {
                    let mut inputs = inputs.clone();
                    inputs[which][at] += by;
                    loss(&inputs)
                };
                let wanted = (moved(1e-4) - moved(-1e-4)) / 2e-4;
                let off = (f64::from(found) - wanted).abs() / wanted.abs().max(1.0);
                assert!(off < 1e-4, "{which} of {channels} x {pixels}: {found} for {wanted}");
            }
        }
    }
}

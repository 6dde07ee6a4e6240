//! Whole maps and gradients, for training.

use rayon::prelude::*;

use super::super::level::Level;
use super::*;

/// Values a thread takes at a time.
const CHUNK: usize = 1 << 15;

/// `sigmoid(z) * x`, value by value.
pub(crate) fn gate_all(z: &[f32], x: &[f32]) -> Vec<f32> {
    let mut y = z.to_vec();
    y.par_chunks_mut(CHUNK)
        .zip(x.par_chunks(CHUNK))
        .for_each(|(y, x)| Level::chosen().dispatch(GateAll { y, x }));
    y
}

/// The gradients of [`gate_all`] by `z` and by `x`.
pub(crate) fn gate_gradient(z: &[f32], x: &[f32], dy: &[f32]) -> (Vec<f32>, Vec<f32>) {
    let (mut dz, mut dx) = (z.to_vec(), x.to_vec());
    let chunks = dz.par_chunks_mut(CHUNK).zip(dx.par_chunks_mut(CHUNK)).zip(dy.par_chunks(CHUNK));
    chunks.for_each(|((z, x), dy)| Level::chosen().dispatch(GateGradient { z, x, dy }));
    (dz, dx)
}

// Not closures, here and below: they would be compiled without the level's instructions.
struct GateAll<'a> {
    y: &'a mut [f32],
    x: &'a [f32],
}

impl WithSimd for GateAll<'_> {
    type Output = ();

    #[inline(always)]
    fn with_simd<S: Simd>(self, simd: S) {
        gate(simd, self.y, self.x);
    }
}

/// Puts the gradients where `z` and `x` are.
struct GateGradient<'a> {
    z: &'a mut [f32],
    x: &'a mut [f32],
    dy: &'a [f32],
}

impl WithSimd for GateGradient<'_> {
    type Output = ();

    #[inline(always)]
    fn with_simd<S: Simd>(self, simd: S) {
        let chunks = self.z.chunks_mut(S::F32_LANES).zip(self.x.chunks_mut(S::F32_LANES));
        for ((z, x), dy) in chunks.zip(self.dy.chunks(S::F32_LANES)) {
            let [s, old, dy] = [sigmoid(simd, load(simd, z)), load(simd, x), load(simd, dy)];
            let dx = simd.mul_f32s(dy, s);
            let slope = simd.sub_f32s(simd.splat_f32s(1.0), s);
            simd.partial_store_f32s(z, simd.mul_f32s(simd.mul_f32s(dx, old), slope));
            simd.partial_store_f32s(x, dx);
        }
    }
}

#[inline(always)]
fn load<S: Simd>(simd: S, values: &[f32]) -> S::f32s {
    simd.partial_load_f32s(values)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn gates_of_any_number_are_what_f64_says() {
        let z = [0.0, -0.0, 1.0, -3.5, 20.0, -20.0, 90.0, -90.0, f32::INFINITY, f32::NEG_INFINITY, f32::NAN];
        let x = [2.0; 11];
        for level in Level::all() {
            let mut y = z;
            level.dispatch(GateAll { y: &mut y, x: &x });
            for (z, y) in z.into_iter().zip(y) {
                let exact = (2.0 / (1.0 + (-f64::from(z)).exp())) as f32;
                let near = (y - exact).abs() < 1e-6 || (y.is_nan() && exact.is_nan());
                assert!(near, "{level:?}: a gate of {z} gives {y} for {exact}");
            }
        }
    }
}

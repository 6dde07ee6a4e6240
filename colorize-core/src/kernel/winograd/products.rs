//! Products of points.

use pulp::{Simd, WithSimd};

use super::super::level::{ROWS, has_many_registers, multiply_add, vectors};
use super::{EMPTY, POINTS, SPAN, Scratch, block, plane};

/// Points of inputs times points of kernels.
pub(super) struct Products<'a> {
    pub(super) inputs: usize,
    /// Channels of doubled pixels, the first of the inputs.
    pub(super) doubled: usize,
    pub(super) outputs: usize,
    pub(super) tiles: usize,
    pub(super) kernels: &'a [f32],
    pub(super) scratch: &'a mut Scratch,
}

impl WithSimd for Products<'_> {
    type Output = ();

    #[inline(always)]
    fn with_simd<S: Simd>(self, simd: S) {
        match (vectors::<S>(self.outputs), has_many_registers::<S>()) {
            (1, true) => self.run::<S, 1, { ROWS[0] }>(simd),
            (1, false) => self.run::<S, 1, { ROWS[1] }>(simd),
            (2, true) => self.run::<S, 2, { ROWS[0] }>(simd),
            (2, false) => self.run::<S, 2, { ROWS[1] }>(simd),
            _ => self.run::<S, 3, { ROWS[0] }>(simd),
        }
    }
}

impl Products<'_> {
    #[inline(always)]
    fn run<S: Simd, const VECTORS: usize, const WIDE: usize>(self, simd: S) {
        const NARROW: usize = ROWS[2];
        let Self { inputs, doubled, outputs, tiles, kernels, scratch } = self;
        let (block, out_row) = (VECTORS * S::F32_LANES, block::<S>(outputs).1);
        let (in_plane, out_plane) = (plane(tiles, inputs), plane(tiles, out_row));
        let to = scratch.outputs.grown(POINTS * out_plane);
        let points = scratch.inputs.chunks_exact(in_plane).zip(kernels.chunks_exact(inputs * out_row));
        for (point, (to, (from, kernels))) in to.chunks_exact_mut(out_plane).zip(points).enumerate() {
            let skip = if EMPTY == point / SPAN || EMPTY == point % SPAN { doubled } else { 0 };
            for (b, kernels) in kernels.chunks_exact(inputs * block).enumerate() {
                let kernels: &[[S::f32s; VECTORS]] = bytemuck::cast_slice(S::as_simd_f32s(kernels).0);
                let kernels = &kernels[skip..];
                let mut t = 0;
                while t < tiles {
                    // Where few tiles are left, the last step may overlap the one before: it computes the same values
                    // again.
                    let (first, count) = match tiles - t {
                        left if left > NARROW && tiles >= WIDE => (t.min(tiles - WIDE), WIDE),
                        _ if tiles >= NARROW => (t.min(tiles - NARROW), NARROW),
                        _ => (t, 1),
                    };
                    let (from, to) = (&from[first * inputs + skip..], &mut to[first * out_row + b * block..]);
                    if count == WIDE {
                        let sums = products::<S, VECTORS, WIDE>(simd, from, inputs, kernels);
                        put::<S, VECTORS>(to, out_row, &sums);
                    } else if count == NARROW {
                        let sums = products::<S, VECTORS, NARROW>(simd, from, inputs, kernels);
                        put::<S, VECTORS>(to, out_row, &sums);
                    } else {
                        let sums = products::<S, VECTORS, 1>(simd, from, inputs, kernels);
                        put::<S, VECTORS>(to, out_row, &sums);
                    }
                    t = first + count;
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

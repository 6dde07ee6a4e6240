//! The matrices of F(4x4, 3x3), as additions and fused multiply-adds.

use pulp::Simd;

use super::super::level::{multiply_add, unrolled};
use super::{SPAN, TILE};

/// `factor * a + b`.
#[inline(always)]
pub(super) fn fused<S: Simd>(simd: S, factor: f32, a: S::f32s, b: S::f32s) -> S::f32s {
    multiply_add(simd, simd.splat_f32s(factor), a, b)
}

/// `Bᵀ d` of six values: inputs to points.
#[inline(always)]
pub(super) fn input_points<S: Simd>(simd: S, d: [S::f32s; SPAN]) -> [S::f32s; SPAN] {
    let minus = |a, b| simd.sub_f32s(a, b);
    let plus = |a, b| simd.add_f32s(a, b);
    let (a, b) = (fused(simd, -4.0, d[2], d[4]), fused(simd, -4.0, d[1], d[3]));
    let (c, e) = (minus(d[4], d[2]), minus(d[3], d[1]));
    let ends = |a, b, c| fused(simd, 4.0, a, fused(simd, -5.0, b, c));
    [
        ends(d[0], d[2], d[4]),
        plus(a, b),
        minus(a, b),
        fused(simd, 2.0, e, c),
        fused(simd, -2.0, e, c),
        ends(d[1], d[3], d[5]),
    ]
}

/// [`input_points`] of six values that are two and two the same but for the first and the last, `[a, b, b, c, c, d]`,
/// the middle of it left out, for it is 0: what doubled pixels have.
#[inline(always)]
pub(super) fn doubled_points<S: Simd>(simd: S, [a, b, c, d]: [S::f32s; 4]) -> [S::f32s; 5] {
    let step = simd.sub_f32s(c, b);
    let both = fused(simd, -4.0, b, c);
    [
        fused(simd, 4.0, a, fused(simd, -5.0, b, c)),
        simd.add_f32s(both, both),
        fused(simd, 2.0, step, step),
        simd.neg_f32s(step),
        fused(simd, 4.0, b, fused(simd, -5.0, c, d)),
    ]
}

/// `Aᵀ m` of six points: points to outputs.
#[inline(always)]
pub(super) fn outputs<S: Simd>(simd: S, m: [S::f32s; SPAN]) -> [S::f32s; TILE] {
    let plus = |a, b| simd.add_f32s(a, b);
    let (s1, d1) = (plus(m[1], m[2]), simd.sub_f32s(m[1], m[2]));
    let (s2, d2) = (plus(m[3], m[4]), simd.sub_f32s(m[3], m[4]));
    [
        plus(m[0], plus(s1, s2)),
        fused(simd, 2.0, d2, d1),
        fused(simd, 4.0, s2, s1),
        fused(simd, 8.0, d2, plus(d1, m[5])),
    ]
}

/// `G g` of three values: a kernel to points.
#[inline(always)]
pub(super) fn kernel_points<S: Simd>(simd: S, g: [S::f32s; 3]) -> [S::f32s; SPAN] {
    let times = |factor: f32, v| simd.mul_f32s(simd.splat_f32s(factor), v);
    let plus = |a, b| simd.add_f32s(a, b);
    let (s, m) = (times(-1.0 / 6.0, plus(g[0], g[2])), times(1.0 / 6.0, g[1]));
    let (t, n) = (plus(times(1.0 / 24.0, g[0]), times(1.0 / 6.0, g[2])), times(1.0 / 12.0, g[1]));
    [times(0.25, g[0]), simd.sub_f32s(s, m), plus(s, m), plus(t, n), simd.sub_f32s(t, n), g[2]]
}

/// Turns the square of values that `at` gives by row and column with `along`, first along its columns, then along its
/// rows, and hands each value to `put` by row and column.
///
/// There is no loop and no array but of what fits into registers: the compiler would lay arrays into memory, across
/// lines of the cache, and clear them first.
#[inline(always)]
pub(super) fn square<V: Copy, const FROM: usize, const TO: usize>(
    at: impl Fn(usize, usize) -> V,
    along: impl Fn([V; FROM]) -> [V; TO],
    mut put: impl FnMut(usize, usize, V),
) {
    let columns: [[V; TO]; FROM] = unrolled(
        #[inline(always)]
        |j| {
            along(unrolled(
                #[inline(always)]
                |i| at(i, j),
            ))
        },
    );
    let _: [(); TO] = unrolled(
        #[inline(always)]
        |i| {
            let row = along(unrolled(
                #[inline(always)]
                |j| columns[j][i],
            ));
            let _: [(); TO] = unrolled(
                #[inline(always)]
                |j| put(i, j, row[j]),
            );
        },
    );
}

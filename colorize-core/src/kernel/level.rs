//! Which instructions the kernels use.

use std::any::TypeId;
use std::fmt;
use std::sync::LazyLock;

use pulp::{Scalar128b, Simd, WithSimd};

use crate::{Error, Result};

/// The environment variable that forces a level by name, for tests and comparisons.
const VARIABLE: &str = "COLORIZE_LEVEL";

/// A set of vector instructions that the processor has. All but the portable one give the same bytes: they fuse the
/// multiply and the add, and no sum's order depends on the length of a vector.
#[derive(Clone, Copy)]
pub(crate) enum Level {
    #[cfg(target_arch = "x86_64")]
    Avx512(pulp::x86::V4),
    #[cfg(target_arch = "x86_64")]
    Avx2(pulp::x86::V3),
    #[cfg(target_arch = "aarch64")]
    Neon(pulp::aarch64::Neon),
    Portable,
}

impl Level {
    /// What this processor has, the best first.
    pub(crate) fn all() -> Vec<Self> {
        let mut all = Vec::new();
        #[cfg(target_arch = "x86_64")]
        all.extend(pulp::x86::V4::try_new().map(Self::Avx512));
        #[cfg(target_arch = "x86_64")]
        all.extend(pulp::x86::V3::try_new().map(Self::Avx2));
        #[cfg(target_arch = "aarch64")]
        all.extend(pulp::aarch64::Neon::try_new().map(Self::Neon));
        all.push(Self::Portable);
        all
    }

    /// The level in use: the one that [`VARIABLE`] names if the processor has it, else the best.
    pub(crate) fn chosen() -> Self {
        static CHOSEN: LazyLock<Level> = LazyLock::new(|| {
            let all = Level::all();
            let named = std::env::var(VARIABLE).ok();
            let forced = all.iter().find(|level| named.as_deref() == Some(level.name()));
            *forced.unwrap_or(&all[0])
        });
        *CHOSEN
    }

    /// Whether the forced level, if there is one, can be used.
    ///
    /// # Errors
    /// [`Error::Device`] if the processor does not have it.
    pub(crate) fn check() -> Result<()> {
        let all = Self::all();
        match std::env::var(VARIABLE) {
            Ok(name) if all.iter().all(|level| level.name() != name) => {
                let names: Vec<_> = all.iter().map(|level| level.name()).collect();
                Err(Error::Device(format!("{VARIABLE} is `{name}`; this processor has {}", names.join(", "))))
            }
            _ => Ok(()),
        }
    }

    pub(crate) fn name(self) -> &'static str {
        match self {
            #[cfg(target_arch = "x86_64")]
            Self::Avx512(_) => "avx512",
            #[cfg(target_arch = "x86_64")]
            Self::Avx2(_) => "avx2",
            #[cfg(target_arch = "aarch64")]
            Self::Neon(_) => "neon",
            Self::Portable => "portable",
        }
    }

    /// Does `work` with the level's instructions.
    #[inline(always)]
    pub(crate) fn dispatch<W: WithSimd>(self, work: W) -> W::Output {
        match self {
            #[cfg(target_arch = "x86_64")]
            Self::Avx512(simd) => Simd::vectorize(simd, work),
            #[cfg(target_arch = "x86_64")]
            Self::Avx2(simd) => Simd::vectorize(simd, work),
            #[cfg(target_arch = "aarch64")]
            Self::Neon(simd) => Simd::vectorize(simd, work),
            Self::Portable => Simd::vectorize(Scalar128b, work),
        }
    }
}

impl fmt::Debug for Level {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.name())
    }
}

/// Rows that the inner loop of a product works on side by side, each with a [`Block`] of outputs as sums: what fits
/// into 32 registers, into 16, and what few rows have.
pub(super) const ROWS: [usize; 3] = [8, 6, 4];
/// Lanes of a vector from which on there are 32 registers.
const MANY_REGISTERS: usize = 16;

/// Whether a vector's length tells that there are 32 registers.
pub(super) const fn has_many_registers<S: Simd>() -> bool {
    S::F32_LANES >= MANY_REGISTERS
}

/// The outputs that the inner loop of a product works out side by side, as vectors: 1, 2, or 3 where there are registers
/// for them and outputs come in so many.
pub(super) fn vectors<S: Simd>(outputs: usize) -> usize {
    match outputs.div_ceil(S::F32_LANES) {
        1 => 1,
        count if has_many_registers::<S>() && count.is_multiple_of(3) => 3,
        _ => 2,
    }
}

/// Asks a level for its [`vectors`], as values.
pub(super) struct Block {
    pub(super) outputs: usize,
}

impl WithSimd for Block {
    type Output = usize;

    #[inline(always)]
    fn with_simd<S: Simd>(self, _: S) -> usize {
        vectors::<S>(self.outputs) * S::F32_LANES
    }
}

/// `f(0)`, `f(1)` and so on, up to eight of them, without a loop: what a loop would keep in an array stays in registers.
#[inline(always)]
pub(super) fn unrolled<V: Copy, const N: usize>(mut f: impl FnMut(usize) -> V) -> [V; N] {
    const { assert!(N >= 1 && N <= 8) };
    let mut all = [f(0); N];
    if N > 1 {
        all[1] = f(1);
    }
    if N > 2 {
        all[2] = f(2);
    }
    if N > 3 {
        all[3] = f(3);
    }
    if N > 4 {
        all[4] = f(4);
    }
    if N > 5 {
        all[5] = f(5);
    }
    if N > 6 {
        all[6] = f(6);
    }
    if N > 7 {
        all[7] = f(7);
    }
    all
}

/// `a * b + c`. Where no instruction fuses them, the two are rounded one after the other: a fused one would be a
/// call into the C library for every value.
#[inline(always)]
pub(super) fn multiply_add<S: Simd>(simd: S, a: S::f32s, b: S::f32s, c: S::f32s) -> S::f32s {
    if TypeId::of::<S>() == TypeId::of::<Scalar128b>() {
        simd.add_f32s(simd.mul_f32s(a, b), c)
    } else {
        simd.mul_add_e_f32s(a, b, c)
    }
}

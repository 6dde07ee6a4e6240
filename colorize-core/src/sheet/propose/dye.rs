//! Colours of cloth, and how far apart colours are.

use rand::Rng;
use rand_chacha::ChaCha8Rng;

use crate::color::{Oklch, Rgb};

/// The strongest chroma that still looks worn, not lit, at hues 0, 30, 60 and so on.
const CHROMA_LIMIT: [f32; 12] =
    [0.145, 0.155, 0.140, 0.135, 0.105, 0.105, 0.095, 0.095, 0.115, 0.130, 0.120, 0.125];

pub(super) const WHITE: [u32; 3] = [0xf8_f5ef, 0xf2_ead9, 0xe9_ecf1];
pub(super) const GOLD: u32 = 0xe2_b04e;

/// A dyed cloth near the asked colour, kept off the hues and strengths that look cheap.
pub(super) fn dyed(l: f32, c: f32, h: f32) -> Oklch {
    let mut h = h.rem_euclid(360.0);
    if (98.0..142.0).contains(&h) {
        h = if h < 116.0 { 92.0 } else { 146.0 };
    }
    let (at, next) = ((h / 30.0) as usize % 12, (h / 30.0 + 1.0) as usize % 12);
    let limit = CHROMA_LIMIT[at] + (CHROMA_LIMIT[next] - CHROMA_LIMIT[at]) * (h / 30.0).fract();
    // Yellow is only itself when light; darker, it becomes mustard and then brown.
    let (l, h) = match h {
        70.0..98.0 if l > 0.5 => ((l + 0.09).min(0.94), h),
        70.0..98.0 => (l, 64.0),
        _ => (l, h),
    };
    let limit = if (50.0..98.0).contains(&h) && l < 0.6 { limit.min(0.18 * l - 0.01) } else { limit };
    Oklch::new(l, c.min(limit), h)
}

pub(super) fn jitter(rng: &mut ChaCha8Rng, color: Oklch) -> Oklch {
    let l = color.l + rng.random_range(-0.02..0.02);
    Oklch::new(l, color.c * rng.random_range(0.9..1.1), color.h + rng.random_range(-5.0..5.0))
}

pub(super) fn oklch(hex: u32) -> Oklch {
    Rgb::from_hex(hex).to_oklch()
}

/// How far the nearest pair stays above the ΔE2000 it needs; below 0 some pair is too alike.
pub(super) fn margin(pairs: &[(Oklch, Oklch, f32)]) -> f32 {
    pairs.iter().map(|(a, b, least)| a.to_rgb().delta_e(b.to_rgb()) - least).fold(f32::INFINITY, f32::min)
}

//! Takes the pixels of a drawing apart into paper, ink and trace lines.

use rayon::prelude::*;

use crate::raster::Raster;

/// Least cover of a trace line that is seen, 0..=1.
const LEAST_COVER: f32 = 0.012;
/// A pixel covered so much shows the line's own colour.
const CORE: f32 = 0.6;
/// How far a pixel may be from a mixture of paper, ink and trace line, as a length in darkness 0..=1 a channel.
const STRAY: f32 = 0.25;
/// Less ink than this under a trace line is what the paper, the pen or a lossy file left.
pub(super) const LEAST_INK: f32 = 0.06;
/// How much nearer two trace lines must come to a pixel than one with ink, as in [`STRAY`]: ink crosses more often.
const CROSSING: f32 = 0.02;

/// A pixel taken apart.
#[derive(Clone, Copy)]
pub(super) struct Unmixed {
    /// The trace line + 1, 0 for none.
    pub kind: u8,
    /// How much the trace line covers, 0..=1.
    pub cover: f32,
    /// How much the ink covers, 0..=1.
    pub ink: f32,
}

/// How much darker than white paper a pixel is, each channel 0..=1.
pub(super) fn darkness([r, g, b, alpha]: [u8; 4]) -> [f32; 3] {
    [r, g, b].map(|v| f32::from(255 - v) * f32::from(alpha) / (255.0 * 255.0))
}

/// Takes a pixel apart into ink, which darkens all channels alike, and the trace line that explains it best; or into
/// two trace lines that cross, where those explain it better.
pub(super) fn unmix(dark: [f32; 3], kinds: &[[f32; 3]]) -> Unmixed {
    const INK: [f32; 3] = [1.0; 3];
    let ink = (dark.iter().sum::<f32>() / 3.0).min(1.0);
    let mut best = (Unmixed { kind: 0, cover: 0.0, ink }, stray(&dark, &[(ink, &INK)]));
    let colorful = (0..3).any(|i| (dark[i] - ink).abs() > LEAST_COVER / 3.0);
    for (i, kind) in kinds.iter().enumerate().filter(|_| colorful) {
        let [ink, cover] = mixture(&dark, &INK, kind);
        let found = stray(&dark, &[(ink, &INK), (cover, kind)]);
        if cover >= LEAST_COVER && found < STRAY && found < best.1 {
            let ink = if ink < LEAST_INK { 0.0 } else { ink.min(1.0) };
            best = (Unmixed { kind: i as u8 + 1, cover: cover.min(1.0), ink }, found);
        }
    }
    for (i, one) in kinds.iter().enumerate().filter(|_| colorful) {
        for (j, other) in kinds.iter().enumerate().take(i) {
            let covers = mixture(&dark, one, other);
            let found = stray(&dark, &[(covers[0], one), (covers[1], other)]);
            if covers.iter().all(|&cover| cover >= LEAST_COVER) && found < STRAY && found + CROSSING < best.1
            {
                let kind = if covers[0] > covers[1] { i } else { j } as u8 + 1;
                best = (Unmixed { kind, cover: (covers[0] + covers[1]).min(1.0), ink: 0.0 }, found);
            }
        }
    }
    best.0
}

/// How much of two coats, neither less than none, comes nearest to a pixel (least squares).
fn mixture(dark: &[f32; 3], one: &[f32; 3], other: &[f32; 3]) -> [f32; 2] {
    let dot = |a: &[f32; 3], b: &[f32; 3]| a[0] * b[0] + a[1] * b[1] + a[2] * b[2];
    let (aa, bb, ab) = (dot(one, one), dot(other, other), dot(one, other));
    let (ad, bd) = (dot(one, dark), dot(other, dark));
    let determinant = (aa * bb - ab * ab).max(1e-6);
    let (a, b) = ((bb * ad - ab * bd) / determinant, (aa * bd - ab * ad) / determinant);
    match (a < 0.0, b < 0.0) {
        (true, _) => [0.0, (bd / bb).max(0.0)],
        (_, true) => [(ad / aa).max(0.0), 0.0],
        _ => [a, b],
    }
}

/// How far a mixture of coats is from a pixel.
fn stray(dark: &[f32; 3], coats: &[(f32, &[f32; 3])]) -> f32 {
    let mixed = |i: usize| coats.iter().map(|(cover, coat)| cover * coat[i]).sum::<f32>();
    (0..3).map(|i| (mixed(i) - dark[i]).powi(2)).sum::<f32>().sqrt()
}

/// Sets each trace line's darkness to that of the pixels it covers best, if there are any: the line as it was drawn is
/// seldom the pure colour that it is called by.
pub(super) fn own_colors(drawing: &Raster, kinds: &mut [[f32; 3]]) {
    let seen = &*kinds;
    let core = |&pixel: &[u8; 4]| {
        let dark = darkness(pixel);
        let found = unmix(dark, seen);
        let clear = found.kind != 0 && found.cover > CORE && found.cover > 2.0 * found.ink;
        clear.then(|| (usize::from(found.kind) - 1, dark))
    };
    // Rows are added up in order, whatever the threads.
    let rows = drawing.as_slice().par_chunks(drawing.width()).map(|row| {
        let mut sums = vec![([0.0f64; 3], 0.0f64); seen.len()];
        for (kind, dark) in row.iter().filter_map(core) {
            sums[kind].0.iter_mut().zip(dark).for_each(|(sum, v)| *sum += f64::from(v));
            sums[kind].1 += 1.0;
        }
        sums
    });
    let mut sums = vec![([0.0f64; 3], 0.0f64); seen.len()];
    for row in rows.collect::<Vec<_>>() {
        for (sum, row) in sums.iter_mut().zip(row) {
            sum.0.iter_mut().zip(row.0).for_each(|(sum, v)| *sum += v);
            sum.1 += row.1;
        }
    }
    let deepest = |dark: &[f32; 3]| dark.iter().copied().fold(0.0, f32::max);
    for (kind, (sum, count)) in kinds.iter_mut().zip(sums).filter(|(_, (_, count))| *count > 0.0) {
        let mean = sum.map(|sum| (sum / count) as f32);
        // Soft edges among them made the mean too light: its deepest channel is as dark as the line was called.
        let (called, found) = (deepest(kind), deepest(&mean));
        *kind = mean.map(|v| v * called.max(found) / found);
    }
}

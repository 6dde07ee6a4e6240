//! The manners of drawing: what pencils, scanners and hurried hands do to lines.

use rand::Rng;

use crate::train::noise::{Grain, smooth};
use crate::train::pairs::Pair;

/// One manner is used on a drawing that is not left clean with this probability.
mod chance {
    pub const WEIGHT: f64 = 0.45;
    pub const UNEVEN_WEIGHT: f64 = 0.3;
    pub const DOUBLED: f64 = 0.12;
    pub const SCRATCHES: f64 = 0.2;
    pub const HOLES: f64 = 0.3;
    pub const STRETCHES: f64 = 0.15;
    pub const LOST_BORDER: f64 = 0.06;
    pub const SOLID: f64 = 0.07;
    pub const EXTRACTED: f64 = 0.12;
    pub const PENCIL: f64 = 0.35;
    pub const DARKNESS: f64 = 0.6;
    pub const FAINT: f64 = 0.12;
    pub const PAPER: f64 = 0.4;
    pub const BLUR: f64 = 0.3;
    pub const BITONAL: f64 = 0.06;
}

/// Redraws the lines of `pair` at their own size. `step` is how many of its pixels one of the sample will span.
pub fn redraw(pair: &Pair, step: f32, rng: &mut impl Rng) -> Vec<u8> {
    let (w, h) = (pair.line.width(), pair.line.height());
    let mut ink = pair.line.as_slice().to_vec();
    if rng.random_bool(chance::LOST_BORDER) {
        lose_border(&mut ink, pair, rng);
    }
    if rng.random_bool(chance::SOLID) {
        fill_solid(&mut ink, pair, rng);
    }
    if rng.random_bool(chance::SCRATCHES) {
        for _ in 0..rng.random_range(1..=7) {
            scratch(&mut ink, pair, step, rng);
        }
    }
    if rng.random_bool(chance::WEIGHT) {
        if rng.random_bool(0.6) {
            let passes = rng.random_range(1..=if step > 1.6 { 3 } else { 2 });
            for pass in 0..passes {
                let grown = stretch(&ink, w, h, u8::max);
                let part = if pass + 1 == passes { rng.random_range(0.3..1.0) } else { 1.0 };
                blend(&mut ink, &grown, |_| part);
            }
        } else {
            let shrunk = stretch(&ink, w, h, u8::min);
            let part = rng.random_range(0.3..0.6);
            blend(&mut ink, &shrunk, |_| part);
        }
    }
    if rng.random_bool(chance::UNEVEN_WEIGHT) {
        let (thin, thick) = (stretch(&ink, w, h, u8::min), stretch(&ink, w, h, u8::max));
        let cell = rng.random_range(12.0..70.0);
        let noise = smooth(rng, w, h, cell);
        blend(&mut ink, &thin, |i| (-noise[i] * 1.1).clamp(0.0, 0.65));
        blend(&mut ink, &thick, |i| (noise[i] * 1.4).clamp(0.0, 1.0));
    }
    if rng.random_bool(chance::DOUBLED) {
        double(&mut ink, w, h, rng);
    }
    if rng.random_bool(chance::HOLES) {
        punch_holes(&mut ink, w, h, rng);
    }
    if rng.random_bool(chance::STRETCHES) {
        let cell = rng.random_range(15.0..70.0);
        let noise = smooth(rng, w, h, cell);
        let from: f32 = rng.random_range(0.45..0.75);
        scale(&mut ink, |i| 1.0 - ((noise[i] - from) * 8.0).clamp(0.0, 1.0));
    }
    if rng.random_bool(chance::PENCIL) {
        let (soft, hard) = (rng.random_range(0.1..0.7), rng.random_range(0.0..0.5));
        let cell = rng.random_range(3.0..14.0);
        let noise = smooth(rng, w, h, cell);
        let mut grain = Grain::new(rng);
        scale(&mut ink, |i| (1.0 - soft * noise[i].max(0.0)) * (1.0 - hard * grain.next()));
    }
    if rng.random_bool(chance::EXTRACTED) {
        extract(&mut ink, w, h, rng);
    }
    ink
}

/// What ink, paper and scanner do to the sample's own pixels, 0 paper to 1 line.
pub fn scan(ink: &mut [f32], size: usize, rng: &mut impl Rng) {
    if rng.random_bool(chance::BLUR) {
        let sigma: f32 = rng.random_range(0.3..1.2);
        // Two passes of (part, 1 - 2 part, part) spread a line by sigma² = 4 part.
        let part = (sigma * sigma / 4.0).min(1.0 / 3.0);
        for _ in 0..2 {
            blur(ink, size, part);
        }
    }
    if rng.random_bool(chance::FAINT) {
        let darkness = rng.random_range(0.25..0.5);
        ink.iter_mut().for_each(|ink| *ink *= darkness);
    } else if rng.random_bool(chance::DARKNESS) {
        let darkness = rng.random_range(0.5..1.4);
        ink.iter_mut().for_each(|ink| *ink = (*ink * darkness).min(1.0));
    }
    if rng.random_bool(chance::BITONAL) {
        let from = rng.random_range(0.3..0.5);
        ink.iter_mut().for_each(|ink| *ink = if *ink > from { 1.0 } else { 0.0 });
    }
    if rng.random_bool(chance::PAPER) {
        let base: f32 = rng.random_range(-0.02..0.06);
        let stain: f32 = rng.random_range(0.0..0.06);
        let rough: f32 = rng.random_range(0.0..0.08);
        let cell = rng.random_range(0.1..0.7) * size as f32;
        let noise = smooth(rng, size, size, cell);
        let mut grain = Grain::new(rng);
        for (ink, noise) in ink.iter_mut().zip(&noise) {
            let paper = (base + stain * noise + rough * (grain.next() - 0.5)).clamp(0.0, 0.12);
            *ink = paper + *ink * (1.0 - paper);
        }
    }
}

fn scale(ink: &mut [u8], mut by: impl FnMut(usize) -> f32) {
    for (i, ink) in ink.iter_mut().enumerate() {
        let by = by(i);
        if *ink > 0 {
            *ink = (f32::from(*ink) * by) as u8;
        }
    }
}

fn blend(ink: &mut [u8], other: &[u8], part: impl Fn(usize) -> f32) {
    for (i, (ink, &other)) in ink.iter_mut().zip(other).enumerate() {
        if *ink != other {
            let (from, to) = (f32::from(*ink), f32::from(other));
            *ink = (from + (to - from) * part(i) + 0.5) as u8;
        }
    }
}

/// Takes the darkest (`u8::max`) or lightest of each pixel and the four beside it.
fn stretch(ink: &[u8], w: usize, h: usize, pick: fn(u8, u8) -> u8) -> Vec<u8> {
    // The two calls below let the compiler turn `pick` into vector code.
    if pick(0, 1) == 1 { stretch_by(ink, w, h, Ord::max) } else { stretch_by(ink, w, h, Ord::min) }
}

fn stretch_by(ink: &[u8], w: usize, h: usize, pick: impl Fn(u8, u8) -> u8) -> Vec<u8> {
    let mut out = ink.to_vec();
    for y in 0..h {
        let row = &ink[y * w..][..w];
        let above = &ink[y.saturating_sub(1) * w..][..w];
        let below = &ink[(y + 1).min(h - 1) * w..][..w];
        let out = &mut out[y * w..][..w];
        for (out, (&a, &b)) in out.iter_mut().zip(above.iter().zip(below)) {
            *out = pick(*out, pick(a, b));
        }
        for (out, &left) in out[1..].iter_mut().zip(row) {
            *out = pick(*out, left);
        }
        for (out, &right) in out.iter_mut().zip(&row[1..]) {
            *out = pick(*out, right);
        }
    }
    out
}

fn blur(ink: &mut [f32], size: usize, part: f32) {
    let mut out = ink.to_vec();
    for (out, row) in out.chunks_exact_mut(size).zip(ink.chunks_exact(size)) {
        for (out, near) in out[1..].iter_mut().zip(row.windows(3)) {
            *out = near[1] + part * (near[0] + near[2] - 2.0 * near[1]);
        }
    }
    for y in 1..size.saturating_sub(1) {
        let (above, rest) = out[(y - 1) * size..].split_at(size);
        let (row, below) = rest.split_at(size);
        for (x, ink) in ink[y * size..][..size].iter_mut().enumerate() {
            *ink = row[x] + part * (above[x] + below[x] - 2.0 * row[x]);
        }
    }
}

/// Copies the lines, fainter, one to three pixels aside.
fn double(ink: &mut [u8], w: usize, h: usize, rng: &mut impl Rng) {
    let (dx, dy) = (rng.random_range(-3..=3i32) as isize, rng.random_range(-3..=3i32) as isize);
    let dark = rng.random_range(64..190u32);
    let before = ink.to_vec();
    for y in 0..h {
        let Some(from) = y.checked_add_signed(dy).filter(|&from| from < h) else { continue };
        let (start, end) = ((-dx).max(0) as usize, (w as isize - dx.max(0)) as usize);
        let row = &before[from * w..][..w];
        let row = &row[(start as isize + dx) as usize..];
        for (ink, &other) in ink[y * w..][start..end].iter_mut().zip(row) {
            *ink = (*ink).max((u32::from(other) * dark / 255) as u8);
        }
    }
}

/// Erases blobs 1 to 12 pixels wide on lines.
fn punch_holes(ink: &mut [u8], w: usize, h: usize, rng: &mut impl Rng) {
    for _ in 0..rng.random_range(3..50) {
        let Some(at) = (0..40).map(|_| rng.random_range(0..w * h)).find(|&at| ink[at] > 100) else {
            continue;
        };
        let radius: f32 = rng.random_range(0.7..6.0);
        let (cx, cy) = (at % w, at / w);
        let reach = radius as usize + 1;
        for y in cy.saturating_sub(reach)..(cy + reach + 1).min(h) {
            for x in cx.saturating_sub(reach)..(cx + reach + 1).min(w) {
                let far = (x as f32 - cx as f32).hypot(y as f32 - cy as f32);
                let left = (far - radius + 0.5).clamp(0.0, 1.0);
                let ink = &mut ink[y * w + x];
                *ink = (f32::from(*ink) * left) as u8;
            }
        }
    }
}

/// Draws a short bent hair-line inside the figure, which is the border of nothing.
fn scratch(ink: &mut [u8], pair: &Pair, step: f32, rng: &mut impl Rng) {
    let (w, h) = (pair.line.width(), pair.line.height());
    let index = pair.flat_index.as_slice();
    let Some(at) = (0..40).map(|_| rng.random_range(0..w * h)).find(|&at| index[at] != 0) else { return };
    let (mut x, mut y) = ((at % w) as f32, (at / w) as f32);
    let mut angle: f32 = rng.random_range(0.0..std::f32::consts::TAU);
    let mut bend: f32 = rng.random_range(-0.05..0.05);
    let (radius, dark) = (rng.random_range(0.4..1.0) * step.clamp(0.8, 2.0), rng.random_range(0.4..1.0));
    for _ in 0..rng.random_range(12..110) {
        x += 0.7 * angle.cos();
        y += 0.7 * angle.sin();
        angle += bend;
        bend = (bend + rng.random_range(-0.012..0.012)).clamp(-0.12, 0.12);
        if x < 0.0 || y < 0.0 || x >= w as f32 || y >= h as f32 || index[y as usize * w + x as usize] == 0 {
            return;
        }
        let reach = radius + 1.0;
        for py in (y - reach).max(0.0) as usize..=((y + reach) as usize).min(h - 1) {
            for px in (x - reach).max(0.0) as usize..=((x + reach) as usize).min(w - 1) {
                let far = (px as f32 - x).hypot(py as f32 - y);
                let cover = (radius - far + 0.5).clamp(0.0, 1.0) * dark;
                let ink = &mut ink[py * w + px];
                *ink = (*ink).max((255.0 * cover) as u8);
            }
        }
    }
}

/// Fills one colour with solid black, as inked hair and eyes are.
fn fill_solid(ink: &mut [u8], pair: &Pair, rng: &mut impl Rng) {
    let index = pair.flat_index.as_slice();
    let mut counts = vec![0usize; pair.palette.len()];
    index.iter().for_each(|&i| counts[usize::from(i)] += 1);
    let figure: usize = counts[1..].iter().sum();
    // Large areas are skin and clothes, whose black would hide all that is drawn on them.
    let few: Vec<usize> = (1..counts.len()).filter(|&i| counts[i] > 20 && counts[i] < figure / 4).collect();
    if few.is_empty() {
        return;
    }
    let colour = few[rng.random_range(0..few.len())] as u8;
    for (ink, _) in ink.iter_mut().zip(index).filter(|&(_, &i)| i == colour) {
        *ink = 255;
    }
}

/// Removes the line between two colours that lie side by side.
fn lose_border(ink: &mut [u8], pair: &Pair, rng: &mut impl Rng) {
    const NEAR: usize = 3;
    let (w, h) = (pair.line.width(), pair.line.height());
    if w <= 2 * NEAR || h <= 2 * NEAR {
        return;
    }
    let index = pair.flat_index.as_slice();
    let around = |i: usize| {
        let (up, down) = (i - NEAR * w, i + NEAR * w);
        [i, i - NEAR, i + NEAR, up, down, up - NEAR, up + NEAR, down - NEAR, down + NEAR].map(|j| index[j])
    };
    let inside = |rng: &mut _| {
        let (x, y) = (Rng::random_range(rng, NEAR..w - NEAR), Rng::random_range(rng, NEAR..h - NEAR));
        y * w + x
    };
    let pick = (0..400).map(|_| inside(rng)).find_map(|i| {
        let near = around(i);
        let other = near.into_iter().find(|&j| j != near[0])?;
        (ink[i] > 100 && near[0] != 0 && other != 0).then_some((near[0], other))
    });
    let Some((a, b)) = pick else { return };
    for y in NEAR..h - NEAR {
        for (i, ink) in ink.iter_mut().enumerate().take((y + 1) * w - NEAR).skip(y * w + NEAR) {
            if *ink > 0 {
                let near = around(i);
                if near.iter().all(|&j| j == a || j == b) && near.contains(&a) && near.contains(&b) {
                    *ink = 0;
                }
            }
        }
    }
}

/// Makes lines look as a line extractor leaves them: of uneven width, torn, with hard sides.
fn extract(ink: &mut [u8], w: usize, h: usize, rng: &mut impl Rng) {
    let wide = stretch(ink, w, h, u8::max);
    blend(ink, &wide, |_| 0.4);
    let (coarse, fine) = (rng.random_range(0.1..0.4), rng.random_range(0.05..0.25));
    let (large, small) = (rng.random_range(10.0..40.0), rng.random_range(2.0..5.0));
    let (slow, quick) = (smooth(rng, w, h, large), smooth(rng, w, h, small));
    let gain = rng.random_range(1.5..4.0);
    for (i, ink) in ink.iter_mut().enumerate() {
        if *ink > 0 {
            let dark = f32::from(*ink) / 255.0 + 0.08 + coarse * slow[i] + fine * quick[i];
            *ink = (((dark - 0.45) * gain + 0.45).clamp(0.0, 1.0) * 255.0) as u8;
        }
    }
}

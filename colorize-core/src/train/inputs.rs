//! Drawings of other kinds than lines alone, made from pairs.

use rand::SeedableRng;
use rand_chacha::ChaCha8Rng;

use super::noise::{Grain, smooth};
use super::pairs::Pair;
use crate::drawing::ink_of;
use crate::{DrawingKind, InkSource, Plane, Raster};

/// From one dot of a screen to the next, in pixels along a row.
const SCREEN: f32 = 6.0;
/// The darkest screen, as a share of dots in it: darker ones run together and are seldom used.
const DARKEST: f32 = 0.45;

/// Draws a pair in another kind: its lines in pencil, its picture in greys or screen tones. The same seed gives the
/// same picture. [`DrawingKind::Auto`] and kinds that nothing is known of are line drawings.
///
/// | kind | made of |
/// |---|---|
/// | pencil | the lines twice, 1 or 2 pixels apart, grey of changing strength, on paper with grain |
/// | photo | the lines on paper with grain, under light that falls off, a shadow's edge across |
/// | grey | the shaded picture's luma under the lines |
/// | halftone | the same luma as dots at 45 degrees, black on at most 45% of an area |
/// | undercoated | the flat colours, two fifths of the way from white, under the lines |
/// | blue pencil | the lines over themselves in light blue, 2 or 3 pixels apart |
pub fn draw(pair: &Pair, kind: DrawingKind, seed: u64) -> Raster {
    let (width, height) = (pair.line.width(), pair.line.height());
    let mut rng = ChaCha8Rng::seed_from_u64(seed);
    let slow = smooth(&mut rng, width, height, width as f32 / 3.0);
    let quick = smooth(&mut rng, width, height, 6.0);
    let mut grain = Grain::new(&mut rng);
    let bit = |which: u64| (seed >> which) & 1 == 1;
    let line = |x: usize, y: usize| f32::from(pair.line.get(x, y)) / 255.0;
    // The lines moved to the right or left, and down.
    let moved = |x: usize, y: usize, by: usize| {
        let x = if bit(8) { x.checked_sub(by) } else { Some(x + by).filter(|&x| x < width) };
        x.zip(y.checked_sub(by / 2)).map_or(0.0, |(x, y)| line(x, y))
    };
    let gray = |light: f32| {
        let value = (255.0 * light).round().clamp(0.0, 255.0) as u8;
        [value, value, value, 255]
    };
    let luma = |x: usize, y: usize| {
        let [r, g, b] = pair.shaded.get(x, y).map(|c| f32::from(c) / 255.0);
        if pair.flat_index.get(x, y) == 0 { 1.0 } else { 0.2126 * r + 0.7152 * g + 0.0722 * b }
    };
    Plane::from_fn(width, height, |x, y| {
        let i = y * width + x;
        match kind {
            DrawingKind::Pencil => {
                let searching = moved(x, y, 1 + usize::from(bit(9))) * (0.35 + 0.3 * quick[i]);
                let strength = 0.6 + 0.2 * quick[i] - 0.2 * grain.next();
                let drawn = (line(x, y) * strength).max(searching * strength);
                gray((0.93 - 0.03 * grain.next()) * (1.0 - drawn))
            }
            DrawingKind::Photo => {
                let across = if bit(10) { x } else { width - 1 - x } as f32 / width as f32;
                let edge = across + 0.5 * (y as f32 / height as f32) - 0.85 + 0.1 * slow[i];
                let shadow = 1.0 - 0.5 * (edge * 12.0 + 0.5).clamp(0.0, 1.0);
                let light = (0.88 - 0.15 * across + 0.05 * slow[i]) * shadow;
                let noise = 0.05 * (grain.next() + grain.next() - 1.0);
                gray(light * (1.0 - 0.85 * line(x, y)) + noise)
            }
            DrawingKind::Grey => gray(luma(x, y) * (1.0 - line(x, y))),
            DrawingKind::Halftone => gray(screen(x, y, 1.0 - luma(x, y)).min(1.0 - line(x, y))),
            DrawingKind::Undercoated => {
                let flat =
                    pair.palette.get(usize::from(pair.flat_index.get(x, y))).copied().unwrap_or([255; 3]);
                let pale = flat.map(|c| 255.0 - 0.4 * (255.0 - f32::from(c)));
                let [r, g, b] = pale.map(|c| (c * (1.0 - line(x, y))).round() as u8);
                [r, g, b, 255]
            }
            DrawingKind::BluePencil => {
                let pencil = moved(x, y, 2 + usize::from(bit(9))) * (0.8 + 0.2 * quick[i]);
                let color = [150.0, 195.0, 245.0].map(|c| 255.0 - (255.0 - c) * pencil);
                let [r, g, b] = color.map(|c| (c * (1.0 - line(x, y))).round() as u8);
                [r, g, b, 255]
            }
            _ => gray(1.0 - line(x, y)),
        }
    })
}

/// The ink that is found in a drawing of another kind, told which it is: what the networks see of it.
pub(super) fn ink(pair: &Pair, kind: DrawingKind, seed: u64) -> Plane<u8> {
    ink_of(&draw(pair, kind, seed), InkSource::Darkness, kind)
}

/// The light that a screen of dots leaves a pixel, 0..=1, where `dark` is to be black: 0..=1.
pub(super) fn screen(x: usize, y: usize, dark: f32) -> f32 {
    let dark = dark.clamp(0.0, 1.0) * DARKEST;
    if dark < 0.02 {
        return 1.0;
    }
    // Rows at 45 degrees: a dot in each square, and one in the middle of four.
    let half = SCREEN / 2.0;
    let near = |v: f32| (v.rem_euclid(SCREEN) - half).abs();
    let (dx, dy) = (near(x as f32 + 0.5), near(y as f32 + 0.5));
    let distance = dx.hypot(dy).min((half - dx).hypot(half - dy));
    let radius = (dark * SCREEN * half / std::f32::consts::PI).sqrt();
    (distance - radius + 0.5).clamp(0.0, 1.0)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::Reading;

    /// A figure of two colours, one shaded, outlined 2 pixels wide.
    fn pair() -> Pair {
        let side = 256;
        let inside = |x: usize, y: usize| (40..216).contains(&x) && (40..216).contains(&y);
        let flat = Plane::from_fn(side, side, |x, y| match (inside(x, y), y < 128) {
            (false, _) => [255; 3],
            (true, true) => [230, 150, 60],
            (true, false) => [60, 90, 200],
        });
        let shaded = Plane::from_fn(side, side, |x, y| {
            let color = flat.get(x, y);
            if x < 90 && inside(x, y) { color.map(|c| c / 2) } else { color }
        });
        let line = Plane::from_fn(side, side, |x, y| {
            let around = inside(x, y) != inside(x + 2, y + 2) || inside(x + 2, y) != inside(x, y + 2);
            if around || inside(x, y) && (127..129).contains(&y) { 255 } else { 0 }
        });
        Pair::new("p", "s", line, &flat, shaded, None).unwrap()
    }

    #[test]
    fn what_is_drawn_of_a_kind_is_taken_for_it() {
        let pair = pair();
        for kind in DrawingKind::ALL.into_iter().filter(|&kind| kind != DrawingKind::Auto) {
            for seed in [1, 5000] {
                let drawing = draw(&pair, kind, seed);
                assert_eq!(drawing, draw(&pair, kind, seed), "{kind}");
                assert_eq!(Reading::kind_of(&drawing), kind, "seed {seed}");
            }
        }
    }
}

//! Prompts to learn from: some colours known, some missing, some wrong.

use rand::Rng;
use rand::seq::IndexedRandom;
use rand_chacha::ChaCha8Rng;

use super::augment::Sample;
use super::pairs::UNKNOWN;
use crate::network::prompt_map::{PromptMap, Strength};
use crate::style::LocalStyle;
use crate::{Histogram, Plane, Rgb};

/// Share of colours that are left out of a prompt, one of these at random.
const DROPPED: [f64; 4] = [0.0, 0.3, 0.3, 0.7];
/// Probability that only single points are known.
const SPARSE: f64 = 0.15;
/// Most points of a sparse prompt.
const POINTS: usize = 40;
/// Probability that a known colour is a wrong one; then it is never of full strength.
const WRONG: f64 = 0.15;
/// Probability that the prompt is blurred.
const BLURRED: f64 = 0.2;
/// The strengths a prompt may have: of a hint, of what follows one, of a guess.
const STRENGTHS: [f32; 3] = [Strength::HINT, Strength::FOLLOWER, Strength::AUTOMATIC];

/// A prompt for `sample` at a quarter of its size: all true colours at full strength.
pub(super) fn full(sample: &Sample) -> PromptMap {
    let side = sample.size / 4;
    let mut map = PromptMap::empty(side, side);
    for (i, color) in cells(sample).into_iter().enumerate() {
        if color != UNKNOWN {
            let style = LocalStyle::color(sample.palette[usize::from(color)].into());
            map.set(i % side, i / side, &style, Strength::HINT);
        }
    }
    map
}

/// A random prompt for `sample`: colours dropped, falsified, blurred, or but a few points.
pub(super) fn random(sample: &Sample, rng: &mut ChaCha8Rng) -> PromptMap {
    let side = sample.size / 4;
    let cells = cells(sample);
    let mut map = PromptMap::empty(side, side);
    if rng.random_bool(SPARSE) {
        for _ in 0..rng.random_range(0..=POINTS) {
            let at = rng.random_range(0..cells.len());
            if cells[at] != UNKNOWN {
                let style = LocalStyle::color(sample.palette[usize::from(cells[at])].into());
                map.set(at % side, at / side, &style, Strength::HINT);
            }
        }
        return map;
    }
    let dropped = *DROPPED.choose(rng).expect("not empty");
    let known: Vec<Option<(Rgb, f32)>> = sample
        .palette
        .iter()
        .map(|&color| {
            if rng.random_bool(dropped) {
                return None;
            }
            if rng.random_bool(WRONG) {
                let other = *sample.palette.choose(rng).expect("not empty");
                return Some((other.into(), *STRENGTHS[1..].choose(rng).expect("not empty")));
            }
            Some((color.into(), *STRENGTHS.choose(rng).expect("not empty")))
        })
        .collect();
    let mut colors: Plane<Option<(Rgb, f32)>> = Plane::from_fn(side, side, |x, y| {
        let color = cells[y * side + x];
        if color == UNKNOWN { None } else { known[usize::from(color)] }
    });
    if rng.random_bool(BLURRED) {
        colors = blurred(&colors);
    }
    for y in 0..side {
        for x in 0..side {
            if let Some((color, strength)) = colors.get(x, y) {
                map.set(x, y, &LocalStyle::color(color), strength);
            }
        }
    }
    map
}

/// How much of a sample's figure has which shaded colour; `None` if there is no figure.
pub(super) fn histogram(sample: &Sample) -> Option<Histogram> {
    let figure = sample.flat_index.iter().zip(&sample.shaded);
    let figure = figure.filter(|(index, _)| !matches!(**index, 0 | UNKNOWN));
    let colors: Vec<_> = figure.map(|(_, &color)| (Rgb::from_unit(color), 1.0)).collect();
    Histogram::from_colors(&colors).ok()
}

/// The colour of each 4x4 pixels, taken in the middle.
fn cells(sample: &Sample) -> Vec<u8> {
    let side = sample.size / 4;
    (0..side * side).map(|i| sample.flat_index[(i / side * 4 + 2) * sample.size + i % side * 4 + 2]).collect()
}

/// Each cell the mean of the known ones among its 3x3.
fn blurred(colors: &Plane<Option<(Rgb, f32)>>) -> Plane<Option<(Rgb, f32)>> {
    Plane::from_fn(colors.width(), colors.height(), |x, y| {
        let mut sum = ([0.0f32; 3], 0.0f32, 0.0f32);
        for near_y in y.saturating_sub(1)..(y + 2).min(colors.height()) {
            for near_x in x.saturating_sub(1)..(x + 2).min(colors.width()) {
                if let Some((color, strength)) = colors.get(near_x, near_y) {
                    sum.0.iter_mut().zip(color.to_unit()).for_each(|(sum, v)| *sum += v);
                    sum.1 += strength;
                    sum.2 += 1.0;
                }
            }
        }
        (sum.2 > 0.0).then(|| (Rgb::from_unit(sum.0.map(|v| v / sum.2)), sum.1 / sum.2))
    })
}

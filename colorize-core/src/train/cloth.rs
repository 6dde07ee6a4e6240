//! Samples in patterned and graded cloth, for styles to be learnt from.

use rand::Rng;
use rand_chacha::ChaCha8Rng;
use std::f32::consts::{PI, TAU};

use super::augment::Sample;
use super::pairs::UNKNOWN;

/// Probability that a part keeps its shade, that it has none, and that it has a highlight alone or a shadow alone.
const AS_DRAWN: f64 = 0.3;
const UNSHADED: f64 = 0.15;
const ONE_SIDED: f64 = 0.25;
/// Most by which a shade that is drawn otherwise is deepened, as a factor of its logarithm.
const DEEPENED: f32 = 2.0;
/// Probability that a part has a ramp, and that it has a pattern.
const RAMPED: f64 = 0.35;
const PATTERNED: f64 = 0.6;
/// Least and most of a ramp: the logarithm of how many times lighter one end is than the other.
const RAMP: (f32, f32) = (0.25, 0.9);
/// Least and most period of a pattern, in pixels.
const PERIOD: (f32, f32) = (4.0, 40.0);

/// A sample whose parts are shaded more or less deeply and were given ramps, and a picture of it with its lines and
/// patterns: a reference to pick from.
///
/// Shade and ramps are part of the truth. Patterns are not: they are laid on by texture synthesis.
pub(super) struct Dressed {
    pub(super) sample: Sample,
    /// sRGB 0..=1.
    pub(super) reference: Vec<[f32; 3]>, // [size, size]
}

/// Dresses a sample.
pub(super) fn dress(sample: &Sample, rng: &mut ChaCha8Rng) -> Dressed {
    let mut sample = sample.clone();
    let boxes = boxes(&sample);
    let depths: Vec<[f32; 2]> = sample.palette.iter().map(|_| random_depths(rng)).collect();
    let ramps: Vec<Option<Ramp>> = boxes.iter().map(|bounds| Ramp::random((*bounds)?, rng)).collect();
    let patterns: Vec<Option<Pattern>> =
        sample.palette.iter().map(|_| rng.random_bool(PATTERNED).then(|| Pattern::random(rng))).collect();
    let mut reference = sample.shaded.clone();
    for (i, seen) in reference.iter_mut().enumerate() {
        let part = sample.flat_index[i];
        let (x, y) = ((i % sample.size) as f32, (i / sample.size) as f32);
        if part != 0 && part != UNKNOWN {
            let flat = sample.palette[usize::from(part)].map(|v| f32::from(v) / 255.0);
            let shaded = deepened(flat, sample.shaded[i], depths[usize::from(part)]);
            let factor = ramps[usize::from(part)].as_ref().map_or(1.0, |ramp| ramp.at(x, y));
            sample.shaded[i] = shaded.map(|v| (v * factor).min(1.0));
            *seen = sample.shaded[i];
            if let Some(pattern) = &patterns[usize::from(part)] {
                let share = pattern.at(x, y);
                for (c, v) in seen.iter_mut().enumerate() {
                    *v += share * (pattern.color[c] - *v);
                }
            }
        }
        let paper = 1.0 - sample.ink[i];
        *seen = seen.map(|v| v * paper);
    }
    Dressed { sample, reference }
}

/// How much deeper highlights and shadows are drawn, as factors of their logarithms.
fn random_depths(rng: &mut ChaCha8Rng) -> [f32; 2] {
    let roll = rng.random_range(0.0..1.0);
    let mut depth = || rng.random_range(0.3..DEEPENED);
    let [light, dark] = [depth(), depth()];
    match roll {
        _ if roll < AS_DRAWN => [1.0; 2],
        _ if roll < AS_DRAWN + UNSHADED => [0.0; 2],
        _ if roll < AS_DRAWN + UNSHADED + ONE_SIDED => match light < dark {
            true => [0.0, dark],
            false => [light, 0.0],
        },
        _ => [light, dark],
    }
}

/// A pixel of a flat colour whose highlight or shadow is drawn deeper or less deep.
fn deepened(flat: [f32; 3], shaded: [f32; 3], [light, dark]: [f32; 2]) -> [f32; 3] {
    const LEAST: f32 = 1.0 / 255.0;
    let sum = |v: [f32; 3]| v.iter().sum::<f32>();
    let depth = if sum(shaded) > sum(flat) { light } else { dark };
    let one = |c: usize| {
        let flat = flat[c].max(LEAST);
        (flat * (shaded[c].max(LEAST) / flat).powf(depth)).min(1.0)
    };
    [one(0), one(1), one(2)]
}

/// The box around each colour of the palette: left, top, right, bottom.
pub(super) fn boxes(sample: &Sample) -> Vec<Option<[f32; 4]>> {
    let mut boxes: Vec<Option<[f32; 4]>> = vec![None; sample.palette.len()];
    for (i, &part) in sample.flat_index.iter().enumerate().filter(|(_, part)| **part != UNKNOWN) {
        let (x, y) = ((i % sample.size) as f32, (i / sample.size) as f32);
        let [left, top, right, bottom] = boxes[usize::from(part)].get_or_insert([x, y, x, y]);
        (*left, *top, *right, *bottom) = (left.min(x), top.min(y), right.max(x), bottom.max(y));
    }
    boxes
}

/// A linear change of lightness.
struct Ramp {
    middle: (f32, f32),
    /// Change of the logarithm by pixel.
    slope: (f32, f32),
}

impl Ramp {
    fn random([left, top, right, bottom]: [f32; 4], rng: &mut ChaCha8Rng) -> Option<Self> {
        if !rng.random_bool(RAMPED) {
            return None;
        }
        let angle = rng.random_range(0.0..TAU);
        let (sin, cos) = angle.sin_cos();
        let extent = ((right - left) * cos.abs() + (bottom - top) * sin.abs()).max(8.0);
        let change = rng.random_range(RAMP.0..RAMP.1) / extent;
        Some(Self {
            middle: ((left + right) / 2.0, (top + bottom) / 2.0),
            slope: (cos * change, sin * change),
        })
    }

    fn at(&self, x: f32, y: f32) -> f32 {
        (self.slope.0 * (x - self.middle.0) + self.slope.1 * (y - self.middle.1)).exp()
    }
}

/// What repeats, or nearly so.
struct Pattern {
    kind: Kind,
    color: [f32; 3],
    /// How much of the colour there is at most.
    strength: f32,
    /// Period in pixels, and direction.
    period: f32,
    way: (f32, f32),
    /// Share of the period that is coloured.
    share: f32,
    /// Width of an edge in periods.
    soft: f32,
    seed: u32,
}

#[derive(Clone, Copy)]
enum Kind {
    Stripes,
    Checks,
    Dots,
    Plaid,
    Zigzag,
    Hatching,
    Grain,
    Blooms,
}

impl Kind {
    const ALL: [Self; 8] = [
        Self::Stripes,
        Self::Checks,
        Self::Dots,
        Self::Plaid,
        Self::Zigzag,
        Self::Hatching,
        Self::Grain,
        Self::Blooms,
    ];
}

impl Pattern {
    fn random(rng: &mut ChaCha8Rng) -> Self {
        let (low, high) = (PERIOD.0.ln(), PERIOD.1.ln());
        let angle = if rng.random_bool(0.4) { 0.0 } else { rng.random_range(0.0..PI) };
        Self {
            kind: Kind::ALL[rng.random_range(0..Kind::ALL.len())],
            color: std::array::from_fn(|_| rng.random_range(0.05..1.0)),
            strength: rng.random_range(0.2..1.0),
            period: rng.random_range(low..high).exp(),
            way: (angle.cos(), angle.sin()),
            share: rng.random_range(0.25..0.6),
            soft: rng.random_range(0.02..0.25),
            seed: rng.random(),
        }
    }

    /// How much of the colour there is at a pixel, 0..=1.
    fn at(&self, x: f32, y: f32) -> f32 {
        let (x, y) = (
            (x * self.way.0 + y * self.way.1) / self.period,
            (y * self.way.0 - x * self.way.1) / self.period,
        );
        let stripe = |v: f32| self.edge(0.5 * self.share - (v - v.round()).abs());
        self.strength
            * match self.kind {
                Kind::Stripes => stripe(x),
                Kind::Checks => {
                    let (a, b) = (stripe(x / 2.0 + 0.1), stripe(y / 2.0 + 0.1));
                    a + b - 2.0 * a * b
                }
                Kind::Dots => {
                    let (x, y) = (x - x.round(), y - y.round());
                    self.edge(0.5 * self.share - x.hypot(y))
                }
                Kind::Plaid => 0.5 * (stripe(x) + stripe(y)),
                Kind::Zigzag => stripe(x + 2.0 * (y / 2.0 - (y / 2.0).round()).abs()),
                // Lines that are not all alike.
                Kind::Hatching => {
                    let line = x.round();
                    let place = x - line + 0.25 * (self.noise(line, 0.3 * y) - 0.5);
                    self.edge(0.5 * self.share * self.noise(line, 7.0 + 0.2 * y) - place.abs())
                }
                Kind::Grain => self.noise(4.0 * x, 4.0 * y),
                Kind::Blooms => {
                    let v = 0.6 * self.noise(x, y) + 0.4 * self.noise(2.3 * x + 9.0, 2.3 * y);
                    self.edge(0.5 * (v - 0.5))
                }
            }
    }

    /// 1 well above 0, 0 well below, softly in between.
    fn edge(&self, v: f32) -> f32 {
        (0.5 + v / self.soft).clamp(0.0, 1.0)
    }

    /// Smooth noise between whole numbers, 0..=1.
    fn noise(&self, x: f32, y: f32) -> f32 {
        let (left, top) = (x.floor(), y.floor());
        let ease = |v: f32| v * v * (3.0 - 2.0 * v);
        let (u, v) = (ease(x - left), ease(y - top));
        let at = |dx: f32, dy: f32| hash(self.seed, (left + dx) as i32, (top + dy) as i32);
        let row = |dy: f32| at(0.0, dy) * (1.0 - u) + at(1.0, dy) * u;
        row(0.0) * (1.0 - v) + row(1.0) * v
    }
}

/// A number 0..1 for a place.
fn hash(seed: u32, x: i32, y: i32) -> f32 {
    let mut h = seed ^ (x as u32).wrapping_mul(0x9E37_79B1) ^ (y as u32).wrapping_mul(0x85EB_CA77);
    h = (h ^ (h >> 15)).wrapping_mul(0x2C1B_3C6D);
    h = (h ^ (h >> 12)).wrapping_mul(0x297A_2D39);
    ((h ^ (h >> 15)) >> 8) as f32 / (1 << 24) as f32
}

//! Training samples: a pair seen from near or far, drawn in another hand, in other colours.

mod focus;
mod manner;
mod recolour;
mod sample;
mod trace;
mod view;

use rand::{Rng, SeedableRng};
use rand_chacha::ChaCha8Rng;

use crate::train::{inputs, pairs::Pair};
use crate::{DrawingKind, Error, Result};
pub use sample::Sample;
use trace::Mip;
use view::{Displacement, View};

/// Range of the scale of close-ups, as of [`Augment::scale`].
const CLOSE: (f32, f32) = (1.6, 4.0);

/// What drawings of other kinds are, as of [`Augment::kinds`]: screen tones, which hide most lines, twice as often.
const KINDS: [DrawingKind; 7] = [
    DrawingKind::Pencil,
    DrawingKind::Photo,
    DrawingKind::Grey,
    DrawingKind::Halftone,
    DrawingKind::Halftone,
    DrawingKind::Undercoated,
    DrawingKind::BluePencil,
];

/// How samples differ from their pairs. Clean lines in natural colours: see [`Augment::none`].
///
/// Take [`Augment::default`] or [`Augment::none`] and set what is to be otherwise.
#[derive(Clone, Debug, PartialEq)]
#[non_exhaustive]
pub struct Augment {
    /// Columns and rows of a sample.
    pub size: usize,
    /// Range of the scale, where 1 fits the picture into the sample and 2 shows its middle half.
    pub scale: (f32, f32),
    /// Probability of a close-up, which shows a quarter to five eighths of the picture's side whatever `scale` says.
    ///
    /// Its middle is more often in a hand, a face, an eye, a mouth, a shoe, a glove, an accessory or on the border of
    /// two parts than their size tells, and seldom in the ground.
    pub close: f64,
    /// Most a width and a height differ in scale: 0.15 makes up to 1.15 times wider or higher.
    pub stretch: f32,
    /// Most degrees the picture is turned to either side.
    pub turn_degrees: f32,
    /// Most the picture is moved, as a part of the sample's side. Beyond scale 1 it moves further, to show all parts.
    pub shift: f32,
    /// Most a picture leans: columns moved for each row.
    pub shear: f32,
    /// Probability of the mirror image.
    pub flip: f64,
    /// Probability of a smooth wobble of up to 4 of the pair's pixels.
    pub wobble: f64,
    /// Probability of a bend: limbs, heads and clothes grow, shrink and lean by up to 6% of the picture.
    pub bend: f64,
    /// Probability that lines stay as they are.
    pub clean: f64,
    /// Probability that lines are those which reading finds in a drawing of another kind: in pencil, screen tones, greys, a
    /// photograph, an undercoat, over blue pencil ([`inputs::draw`]).
    pub kinds: f64,
    /// Probability of new colours: by turned hues or drawn anew, one as often as the other.
    pub recolour: f64,
}

impl Default for Augment {
    /// What the training of the shipped models uses, at 256 pixels.
    fn default() -> Self {
        Self {
            size: 256,
            scale: (0.6, 1.6),
            close: 0.0,
            stretch: 0.15,
            turn_degrees: 20.0,
            shift: 0.12,
            shear: 0.08,
            flip: 0.5,
            wobble: 0.35,
            bend: 0.5,
            clean: 0.3,
            kinds: 0.0,
            recolour: 0.5,
        }
    }
}

impl Augment {
    /// The pair as it is, for validation: the longer side made `size` pixels, in the middle of the sample.
    pub fn none(size: usize) -> Self {
        Self {
            size,
            scale: (1.0, 1.0),
            close: 0.0,
            stretch: 0.0,
            turn_degrees: 0.0,
            shift: 0.0,
            shear: 0.0,
            flip: 0.0,
            wobble: 0.0,
            bend: 0.0,
            clean: 1.0,
            kinds: 0.0,
            recolour: 0.0,
        }
    }

    /// Whether samples can be made.
    ///
    /// # Errors
    /// [`Error::InvalidArgument`] with what is out of range.
    pub(super) fn check(&self) -> Result<()> {
        let wrong = |text: String| Err(Error::InvalidArgument(text));
        let chances = [
            ("close-ups", self.close),
            ("mirror images", self.flip),
            ("wobbles", self.wobble),
            ("bends", self.bend),
            ("clean lines", self.clean),
            ("other kinds of drawings", self.kinds),
            ("new colours", self.recolour),
        ];
        if let Some((what, chance)) = chances.iter().find(|(_, chance)| !(0.0..=1.0).contains(chance)) {
            return wrong(format!("probability {chance} of {what} is outside 0..=1"));
        }
        if !self.size.is_multiple_of(64) || self.size == 0 {
            return wrong(format!("sample size {} is not a multiple of 64", self.size));
        }
        let (least, most) = self.scale;
        if !(least > 0.0 && least <= most && most <= 16.0) {
            return wrong(format!("scale {least}..{most} is not a range within 0..16"));
        }
        let lengths = [self.stretch, self.turn_degrees, self.shift, self.shear];
        if let Some(length) = lengths.iter().find(|length| !(length.is_finite() && **length >= 0.0)) {
            return wrong(format!("stretch, turn, shift or shear {length} is not a number from 0 on"));
        }
        Ok(())
    }

    /// Makes a sample of `pair`. The same state of `rng` gives the same sample.
    ///
    /// Beyond the picture is ground; but where the figure touches the picture's edge, what lies beyond is unknown.
    ///
    /// # Panics
    /// If `size` is 0, `scale` is no range, or a probability is outside 0..=1.
    pub fn sample(&self, pair: &Pair, rng: &mut impl Rng) -> Sample {
        assert!(self.size > 0, "a sample has at least one pixel");
        let size = self.size;
        let view = self.view(pair, rng);
        let step = view.step();
        let mut displaced = Vec::new();
        if rng.random_bool(self.wobble) {
            let length = rng.random_range(20.0..80.0f32);
            let amplitude = rng.random_range(1.0..4.0f32);
            displaced.push(Displacement::new(size, step, length, amplitude, rng));
        }
        if rng.random_bool(self.bend) {
            let side = pair.line.width().max(pair.line.height()) as f32;
            let length = rng.random_range(0.3..1.0f32) * side;
            let amplitude = rng.random_range(0.01..0.06f32) * length;
            displaced.push(Displacement::new(size, step, length, amplitude, rng));
        }
        // Asks for no random number where there are no other kinds, as for close-ups.
        let other = self.kinds > 0.0 && rng.random_bool(self.kinds);
        let clean = !other && rng.random_bool(self.clean);
        let redrawn = if other {
            let kind = KINDS[rng.random_range(0..KINDS.len())];
            Some(inputs::ink(pair, kind, rng.random()).into_vec())
        } else {
            (!clean).then(|| manner::redraw(pair, step, rng))
        };
        let lines = Mip::new(
            redrawn.as_deref().unwrap_or(pair.line.as_slice()),
            pair.line.width(),
            pair.line.height(),
            step,
        );
        let palette = if rng.random_bool(self.recolour) {
            Some(if rng.random_bool(0.5) {
                recolour::turn_hues(&pair.palette, rng)
            } else {
                recolour::draw_colours(&pair.palette, rng)
            })
        } else {
            None
        };
        let mut sample = trace::trace(pair, &lines, &view, &displaced, palette, size);
        if !clean && !other {
            manner::scan(&mut sample.ink, size, rng);
        }
        sample
    }

    fn view(&self, pair: &Pair, rng: &mut impl Rng) -> View {
        let (w, h) = (pair.line.width() as f32, pair.line.height() as f32);
        let size = self.size as f32;
        let around = |rng: &mut _, most: f32| Rng::random_range(rng, -1.0..=1.0f32) * most;
        // Asks for no random number where there are no close-ups: so older runs go on as they began.
        let close = self.close > 0.0 && rng.random_bool(self.close);
        let (least, most) = if close { CLOSE } else { self.scale };
        let (low, high) = (least.ln(), most.ln());
        let scale = (low + (high - low) * rng.random_range(0.0..=1.0f32)).exp();
        let stretch = (1.0 + self.stretch).powf(around(rng, 0.5));
        let (sin, cos) = around(rng, self.turn_degrees.to_radians()).sin_cos();
        let shear = around(rng, self.shear);
        let flip = if rng.random_bool(self.flip) { -1.0 } else { 1.0 };
        // From a sample's pixel to the picture's: turn, lean, then scale and flip.
        let fit = w.max(h) / size / scale;
        let (sx, sy) = (fit * stretch * flip, fit / stretch);
        let matrix = [sx * (cos + shear * sin), sx * (shear * cos - sin), sy * sin, sy * cos];
        if close {
            let (x, y) = focus::focus(pair, rng);
            let mut to = || size / 2.0 + around(rng, self.shift) * size;
            return View { matrix, to: [to(), to()], from: [x as f32 + 0.5, y as f32 + 0.5] };
        }
        // Zoomed in, the sample is a window on the picture and may look anywhere up to its edges.
        let reach =
            self.shift * scale.max(1.0) + if self.shift > 0.0 { 0.35 * (scale - 1.0).max(0.0) } else { 0.0 };
        let (shift_x, shift_y) = (around(rng, reach) * size, around(rng, reach) * size);
        // A letterbox lies on whole pixels.
        let side = |length: f32| (length * size / w.max(h)).round();
        let middle = |length: f32| ((size - side(length)) / 2.0).floor() + side(length) / 2.0;
        View { matrix, to: [middle(w) + shift_x, middle(h) + shift_y], from: [w / 2.0, h / 2.0] }
    }
}

impl Sample {
    /// The pair as it is, `size` pixels wide and high: a sample of [`Augment::none`].
    ///
    /// # Panics
    /// If `size` is 0.
    pub fn whole(pair: &Pair, size: usize) -> Self {
        Augment::none(size).sample(pair, &mut ChaCha8Rng::seed_from_u64(0))
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::train::pairs::UNKNOWN;
    use crate::{Label, Plane};

    /// `w` x `h`: a figure of two colours in the middle, down to the bottom edge, outlined at its sides.
    fn pair(w: usize, h: usize) -> Pair {
        let inside = |x: usize, y: usize| (w / 4..w * 3 / 4).contains(&x) && y >= h / 4;
        let flat = Plane::from_fn(w, h, |x, y| match (inside(x, y), y < h / 2) {
            (false, _) => [255; 3],
            (true, true) => [200, 120, 40],
            (true, false) => [30, 60, 150],
        });
        let shaded = Plane::from_fn(w, h, |x, y| {
            let colour = flat.get(x, y);
            if x >= w / 2 && inside(x, y) { colour.map(|c| c / 2) } else { colour }
        });
        let line =
            Plane::from_fn(w, h, |x, y| if y >= h / 4 && (x == w / 4 || x == w * 3 / 4) { 255 } else { 0 });
        let labels = Plane::from_fn(w, h, |x, y| u8::from(inside(x, y)) * (1 + u8::from(y >= h / 2)));
        Pair::new("p", "s", line, &flat, shaded, Some(labels)).unwrap()
    }

    #[test]
    fn the_same_seed_gives_the_same_sample() {
        let pair = pair(96, 120);
        let augment = Augment { size: 64, ..Augment::default() };
        let sample = |seed| augment.sample(&pair, &mut ChaCha8Rng::seed_from_u64(seed));
        assert_eq!(sample(1), sample(1));
        assert_ne!(sample(1), sample(2));
    }

    #[test]
    fn unchanged_at_its_own_size_a_pair_is_itself() {
        let pair = pair(64, 64);
        let sample = Augment::none(64).sample(&pair, &mut ChaCha8Rng::seed_from_u64(0));
        assert_eq!(sample.labels, pair.labels.as_slice());
        assert_eq!(sample.flat_index, pair.flat_index.as_slice());
        assert_eq!(sample.palette, pair.palette);
        assert_eq!(sample.light, pair.light());
        let ink: Vec<f32> = pair.line.as_slice().iter().map(|&ink| f32::from(ink) / 255.0).collect();
        assert_eq!(sample.ink, ink);
        let shaded: Vec<_> = pair.shaded.as_slice().iter().map(|c| c.map(|c| f32::from(c) / 255.0)).collect();
        assert_eq!(sample.shaded, shaded);
    }

    #[test]
    fn a_letterbox_lies_in_the_middle_on_whole_pixels() {
        let pair = pair(120, 60);
        let sample = Augment::none(60).sample(&pair, &mut ChaCha8Rng::seed_from_u64(0));
        for y in 0..60 {
            for x in 0..60 {
                let at = y * 60 + x;
                if !(15..45).contains(&y) {
                    assert_eq!(sample.ink[at], 0.0);
                    continue;
                }
                assert_eq!(sample.labels[at], pair.labels.get(2 * x + 1, 2 * (y - 15) + 1), "({x}, {y})");
                let block = [(0, 0), (1, 0), (0, 1), (1, 1)];
                let sum: u32 = block
                    .iter()
                    .map(|(dx, dy)| u32::from(pair.line.get(2 * x + dx, 2 * (y - 15) + dy)))
                    .sum();
                assert!((sample.ink[at] - sum as f32 / 1020.0).abs() < 0.002, "({x}, {y})");
            }
        }
        // Ground above; below the figure, which the bottom edge cuts, nobody knows.
        assert_eq!((sample.labels[5 * 60 + 30], sample.flat_index[5 * 60 + 30]), (0, 0));
        assert_eq!((sample.labels[50 * 60 + 30], sample.flat_index[50 * 60 + 30]), (UNKNOWN, UNKNOWN));
        assert_eq!(sample.labels[46 * 60 + 2], 0);
    }

    #[test]
    fn every_sample_is_sound_and_its_shade_survives_new_colours() {
        let pair = pair(100, 80);
        let mut rng = ChaCha8Rng::seed_from_u64(7);
        for size in [1, 33, 48] {
            let augment =
                Augment { size, recolour: 1.0, clean: 0.0, wobble: 1.0, bend: 1.0, ..Augment::default() };
            for _ in 0..150 {
                let sample = augment.sample(&pair, &mut rng);
                assert!(sample.ink.iter().all(|ink| (0.0..=1.0).contains(ink)));
                assert_eq!(sample.labels.len(), size * size);
                for (i, &index) in sample.flat_index.iter().enumerate() {
                    assert_eq!(index == UNKNOWN, sample.labels[i] == UNKNOWN);
                    if index == UNKNOWN || index == 0 {
                        assert_eq!(sample.shaded[i], [1.0; 3]);
                        continue;
                    }
                    let colour = sample.palette[usize::from(index)];
                    for (c, shaded) in colour.iter().zip(sample.shaded[i]) {
                        let flat = f32::from(*c) / 255.0;
                        assert!(shaded <= flat + 0.01 && shaded >= 0.45 * flat - 0.01, "{shaded} of {flat}");
                    }
                }
            }
        }
    }

    #[test]
    fn flipped_and_turned_light_still_falls_from_the_bright_side() {
        let pair = pair(128, 128);
        assert!(pair.light()[0] < -0.9, "{:?}", pair.light());
        let flipped = Augment { flip: 1.0, ..Augment::none(64) };
        let light = flipped.sample(&pair, &mut ChaCha8Rng::seed_from_u64(0)).light;
        assert!(light[0] > 0.9, "{light:?}");
        let quarter = View { matrix: [0.0, 1.0, -1.0, 0.0], to: [0.0; 2], from: [0.0; 2] };
        // This view puts picture x along sample y: light from the left of the picture falls from above.
        assert_eq!(quarter.turn_light([-1.0, 0.0, 0.5, 1.0])[1], -1.0);
    }
    #[test]
    fn close_ups_show_the_picture_large_around_what_they_look_at() {
        let pair = pair(256, 256);
        let close = Augment { close: 1.0, ..Augment::none(64) };
        let sample = |seed| close.sample(&pair, &mut ChaCha8Rng::seed_from_u64(seed));
        assert_eq!(sample(3), sample(3));
        let figures = (0..200).filter(|&seed| sample(seed).labels[32 * 64 + 32] != 0).count();
        assert!(figures > 120, "{figures} of 200 look at the figure, which is three eighths of the picture");
        // A pixel of a sample that fits the picture spans four of the picture's.
        let view = |seed| close.view(&pair, &mut ChaCha8Rng::seed_from_u64(seed)).step();
        for seed in 0..50 {
            assert!((0.999..2.501).contains(&view(seed)), "{} pixels of the picture a pixel", view(seed));
        }
    }

    #[test]
    fn without_close_ups_seeds_give_what_they_gave() {
        let pair = pair(96, 120);
        let augment = Augment { size: 64, ..Augment::default() };
        let sample = augment.sample(&pair, &mut ChaCha8Rng::seed_from_u64(5));
        let sum: f64 = sample.ink.iter().map(|&ink| f64::from(ink)).sum();
        let labels: u32 = sample.labels.iter().map(|&label| u32::from(label)).sum();
        // Other machines' sines may move a pixel; other random numbers would move all.
        assert!(labels.abs_diff(29_921) < 300 && (sum - 18.8).abs() < 0.5, "labels {labels}, ink {sum}");
    }

    #[test]
    fn lines_are_read_from_drawings_of_other_kinds() {
        let pair = pair(256, 256);
        let other = Augment { kinds: 1.0, ..Augment::none(256) };
        let mut inks: Vec<Vec<u32>> = Vec::new();
        for seed in 0..30 {
            let ink = other.sample(&pair, &mut ChaCha8Rng::seed_from_u64(seed)).ink;
            let found = |x: usize| (100..200).map(|y| ink[y * 256 + x]).sum::<f32>() / 100.0;
            let (outlines, inside) = ([64, 192].map(found), found(128));
            assert!(outlines.iter().all(|&line| line > 0.4) && inside < 0.1, "{outlines:?}, inside {inside}");
            inks.push(ink.iter().map(|ink| ink.to_bits()).collect());
        }
        inks.sort();
        inks.dedup();
        assert!(inks.len() > 6, "{} drawings differ", inks.len());
    }

    #[test]
    fn chances_and_ranges_that_cannot_be_are_refused() {
        let refused = |change: &dyn Fn(&mut Augment)| {
            let mut augment = Augment::default();
            change(&mut augment);
            augment.check().unwrap_err().to_string()
        };
        assert!(refused(&|a| a.close = 1.5).contains("probability 1.5 of close-ups is outside 0..=1"));
        assert!(refused(&|a| a.kinds = -0.1).contains("probability -0.1 of other kinds"));
        assert!(refused(&|a| a.flip = f64::NAN).contains("probability NaN of mirror images"));
        assert!(refused(&|a| a.shear = f32::INFINITY).contains("inf is not a number"));
        assert!(refused(&|a| a.scale = (2.0, 1.0)).contains("scale 2..1 is not a range"));
        Augment::default().check().unwrap();
    }

    #[test]
    fn close_ups_know_the_parts_of_own_labels() {
        let kinds = vec![Label::Background, Label::Top, Label::BodySkin];
        let own = pair(64, 64).with_kinds(kinds);
        let mut rng = ChaCha8Rng::seed_from_u64(1);
        let mut seen = [0; 3];
        for _ in 0..400 {
            let (x, y) = focus::focus(&own, &mut rng);
            seen[usize::from(own.labels.get(x, y))] += 1;
        }
        assert!(seen[2] > seen[1] && seen[1] > seen[0], "ground, top, skin: {seen:?}");
    }
}

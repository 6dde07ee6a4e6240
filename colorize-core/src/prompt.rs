//! What the user wishes: hints, each a place and a style.

mod hint;
mod json;
mod mask;
mod painted;
mod place;
mod words;

pub use hint::Hint;
pub use mask::Mask;
pub use place::Place;
pub use words::{Reason, Unknown, Wish, Words};

use crate::label::LabelSet;
use crate::{Error, RegionMap, Result};

/// All hints of one colouring. Where two speak of the same spot, the later one holds.
///
/// Points and strokes that ask for different colours in one region divide it, for its outline may leak: each has the room
/// that it lies in, up to where the paper between them is narrowest. If it is narrower nowhere, they are in one room, and
/// the later one holds for all of it. Pieces are numbered after all other regions; a hint for one by its number is kept
/// as a mask of its pixels.
///
/// ```
/// use colorize_core::{Hint, Prompt, Rgb};
///
/// let mut prompt = Prompt::from([Hint::part("hair", Rgb::new(60, 40, 30))]);
/// prompt.hints.push(Hint::point(48.0, 40.0, Rgb::new(192, 48, 40)).with_strength(0.5));
/// ```
///
/// As JSON (`--hints FILE.json`):
///
/// ```json
/// {"hints": [
///   {"x": 120, "y": 80, "color": "#80503a"},
///   {"points": [[10, 20], [40, 25]], "width": 5, "color": "#5fa3a3"},
///   {"region": 7, "color": "#e9a23f", "strength": 0.5},
///   {"part": "hair", "style": {"color": [0.5, 0.31, 0.23]}},
///   {"part": "eye:left", "color": "#3a6fb0"}
/// ]}
/// ```
///
/// Each hint has one place (`x` and `y`, or both as `point`: `[120, 80]`; `points`, with `width` 1 if left out;
/// `region`; `part`, a name as [`Place::Part`] takes it; or `mask`, see [`Mask`]), a `color`, a `style`
/// ([`LocalStyle`](crate::LocalStyle)) or both, an `exemplar` ([`Exemplar`](crate::Exemplar)) if the style has texture or
/// pattern, a `strength`, 1 if left out, and `follow`, true if left out.
#[derive(Clone, Debug, Default, PartialEq)]
#[non_exhaustive]
pub struct Prompt {
    /// The hints, the weightiest last.
    pub hints: Vec<Hint>,
}

impl Prompt {
    /// Makes a prompt without hints.
    pub fn new() -> Self {
        Self::default()
    }

    /// Makes a prompt of words, such as "light brown hair, green eyes": see [`Words`].
    ///
    /// # Errors
    /// [`Error::InvalidArgument`] if anything is not understood; the message lists every such word. [`Words::read`] takes
    /// what it can instead.
    pub fn from_words(text: &str, labels: &LabelSet) -> Result<Self> {
        let words = Words::read(text, labels);
        words.check()?;
        Ok(words.hints().collect())
    }

    /// Checks every hint against a drawing of `width` times `height` pixels. Whatever passes finds a pixel to colour,
    /// as far as the drawing has the region or the part: see [`Prompt::check_regions`] and [`Prompt::check_parts`].
    ///
    /// # Errors
    /// [`Error::InvalidArgument`] about the first hint that does not fit, or sets texture or pattern without an exemplar to
    /// paint it by; messages count hints from 1: `hint 3 at (900, 2) is outside 640x480`.
    pub fn check(&self, width: usize, height: usize) -> Result<()> {
        self.each(|hint| hint.fault(width, height))
    }

    /// Checks that every region the hints name is one of the drawing's `count` regions, 1 to `count`.
    ///
    /// # Errors
    /// [`Error::InvalidArgument`] about the first hint that names another; hints count from 1.
    pub fn check_regions(&self, count: u32) -> Result<()> {
        self.each(|hint| hint.place.region_fault(count))
    }

    /// Checks that every part the hints name is known: see [`Place::Part`].
    ///
    /// # Errors
    /// [`Error::InvalidArgument`] about the first hint that names another, with the names there are; hints count
    /// from 1.
    pub fn check_parts(&self, labels: &LabelSet) -> Result<()> {
        self.each(|hint| hint.place.part_fault(labels))
    }

    /// Checks one hint in every way that a prompt is checked, against a drawing of `regions`; messages call it `name`.
    pub(crate) fn check_hint(hint: &Hint, name: &str, regions: &RegionMap, labels: &LabelSet) -> Result<()> {
        let (width, height) = (regions.ids().width(), regions.ids().height());
        let fault = hint.fault(width, height);
        let fault = fault.or_else(|| hint.place.region_fault(regions.len() as u32));
        match fault.or_else(|| hint.place.part_fault(labels)) {
            Some(fault) => Err(Error::InvalidArgument(format!("{name} {fault}"))),
            None => Ok(()),
        }
    }

    /// The first fault that `fault` finds, with the number of its hint.
    fn each(&self, fault: impl Fn(&Hint) -> Option<String>) -> Result<()> {
        let mut faults = (1..).zip(&self.hints).filter_map(|(number, hint)| Some((number, fault(hint)?)));
        match faults.next() {
            Some((number, fault)) => Err(Error::InvalidArgument(format!("hint {number} {fault}"))),
            None => Ok(()),
        }
    }
}

impl From<Vec<Hint>> for Prompt {
    fn from(hints: Vec<Hint>) -> Self {
        Self { hints }
    }
}

impl<const N: usize> From<[Hint; N]> for Prompt {
    fn from(hints: [Hint; N]) -> Self {
        Self { hints: hints.into() }
    }
}

impl FromIterator<Hint> for Prompt {
    fn from_iter<I: IntoIterator<Item = Hint>>(hints: I) -> Self {
        Self { hints: hints.into_iter().collect() }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::label::{Label, OwnLabel};
    use crate::style::{LocalStyle, StyleGroup};
    use crate::{Plane, Rgb};

    const RED: Rgb = Rgb::new(255, 0, 0);

    #[test]
    fn hints_that_fit_pass() {
        let mut mask = Plane::filled(640, 480, false);
        mask.set(3, 4, true);
        let prompt = Prompt::from([
            Hint::point(0.0, 479.9, RED),
            Hint::stroke(vec![(-5.0, -5.0), (700.0, 500.0)], 0.0, RED),
            Hint::stroke(vec![(-2.0, 10.0)], 5.0, RED),
            Hint::region(7, RED),
            Hint::part("hair", RED).with_strength(0.0),
            Hint::new(Place::Mask((&mask).into()), LocalStyle::color(RED)),
        ]);
        prompt.check(640, 480).unwrap();
        prompt.check_regions(7).unwrap();
        let error = prompt.check_regions(6).unwrap_err().to_string();
        assert_eq!(error, "hint 4 is for region 7; the drawing has regions 1 to 6");
    }

    #[test]
    fn hints_that_do_not_fit_are_told_by_number() {
        let fine = Hint::point(1.0, 1.0, RED);
        let check = |hint: Hint, expected: &str| {
            let prompt = Prompt::from([fine.clone(), fine.clone(), hint]);
            assert_eq!(prompt.check(640, 480).unwrap_err().to_string(), expected);
        };
        check(Hint::point(900.0, 2.0, RED), "hint 3 at (900, 2) is outside 640x480");
        check(Hint::point(640.0, 2.0, RED), "hint 3 at (640, 2) is outside 640x480");
        check(Hint::point(2.0, -0.5, RED), "hint 3 at (2, -0.5) is outside 640x480");
        check(Hint::point(f32::NAN, 2.0, RED), "hint 3 at (NaN, 2) is outside 640x480");
        check(Hint::stroke(vec![], 1.0, RED), "hint 3 is a stroke without points");
        let stroke = |x, width| Hint::stroke(vec![(x, 2.0)], width, RED);
        check(stroke(1.0, -2.0), "hint 3 is a stroke -2 pixels wide; a width is 0 or more");
        check(stroke(1.0, f32::NAN), "hint 3 is a stroke NaN pixels wide; a width is 0 or more");
        check(stroke(f32::INFINITY, 1.0), "hint 3 goes through (inf, 2), which is nowhere");
        check(stroke(700.0, 4.0), "hint 3 from (700, 2) is outside 640x480");
        check(Hint::region(0, RED), "hint 3 is for region 0; regions count from 1");
        let mask = |w| Hint::new(Place::Mask((&Plane::filled(w, 480, false)).into()), LocalStyle::color(RED));
        check(mask(5), "hint 3 has a mask of 5x480 for a drawing of 640x480");
        check(mask(640), "hint 3 has an empty mask");
        check(fine.clone().with_strength(1.5), "hint 3 has strength 1.5; a strength is 0 to 1");
        check(fine.clone().with_strength(f32::NAN), "hint 3 has strength NaN; a strength is 0 to 1");
        check(Hint::new(Place::Region(1), LocalStyle::new()), "hint 3 sets no colour and no other style");
        check(Hint::point(900.0, 2.0, RED).with_strength(0.0), "hint 3 at (900, 2) is outside 640x480");
    }

    #[test]
    fn surfaces_without_an_exemplar_are_refused() {
        let mut style = LocalStyle::color(RED);
        style.set(StyleGroup::Painting, &[0.0; 2]).unwrap();
        let hint = |style| Prompt::from([Hint::region(1, RED), Hint::new(Place::Region(1), style)]);
        hint(style).check(640, 480).unwrap();
        style.set(StyleGroup::Texture, &[0.0; 4]).unwrap();
        let error = hint(style).check(640, 480).unwrap_err().to_string();
        assert_eq!(error, "hint 2 sets texture, but has no exemplar to paint it by");
    }

    #[test]
    fn parts_that_nobody_knows_are_told_by_number() {
        let prompt = Prompt::from([Hint::part("hair", RED), Hint::part("cape", RED)]);
        let error = prompt.check_parts(&LabelSet::standard()).unwrap_err().to_string();
        let expected = "hint 2 is for an unknown part `cape`; the parts are background, hair, ";
        assert!(error.starts_with(expected), "{error}");
        let cape = OwnLabel { name: "cape".into(), label: Label::ClothesOther };
        let own = LabelSet::new(vec![Label::Background.into(), Label::Hair.into(), cape]).unwrap();
        prompt.check_parts(&own).unwrap();
    }
}

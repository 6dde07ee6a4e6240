//! Wishes in words: "light brown hair, green eyes", 茶髪で目は緑.

mod color_names;
mod grammar;
mod lexicon;
mod modifier;
mod part_names;
mod reader;
#[cfg(test)]
mod tests;

use std::fmt;
use std::ops::Range;

use serde::Serialize;

use self::lexicon::Lexicon;
use super::Hint;
use crate::color::Rgb;
use crate::label::LabelSet;
use crate::{Error, Result};

/// What a sentence wishes for, and which of its words were not understood.
///
/// ```
/// use colorize_core::{LabelSet, Prompt, Rgb, Words};
///
/// let text = "light brown hair, green eyes, pleated skirt = #203060";
/// let words = Words::read(text, &LabelSet::standard());
/// assert_eq!(words.wishes[0].parts, ["hair"]);
/// assert_eq!(words.wishes[2].color, Rgb::new(0x20, 0x30, 0x60));
/// assert_eq!(&text[words.unknown[0].at.clone()], "pleated");
/// let prompt: Prompt = words.hints().collect();
/// assert_eq!(prompt.hints.len(), 3);
/// ```
///
/// English and Japanese are understood, also mixed:
///
/// * **Colours**: `#aa3355`, `#a35`, the names of the XKCD colour survey and of CSS (where they differ, the survey's
///   hold), Japanese names, and words such as blonde and 金髪 that say whose colour they are. Words such as light, dark,
///   pale, deep, bright, dull, greyish, reddish, very and slightly change a colour in OKLCh: light goes 0.35 of the way
///   to white, dark as far to black, pale half the way to white at half the chroma. Before hair, skin and eyes they need
///   no colour: "dark hair".
/// * **Parts**: the names in the [`LabelSet`], and what else people say: blouse, jacket, coat and dress are the top;
///   skirt and jeans the bottom; ribbon, tie and bag an accessory. Skin is face, body, ears and nose. A character's own
///   name wins over what it means elsewhere.
/// * **Sides**: "left eye" and 左目 are the eye that the viewer sees at the left, [`Place::Part`](super::Place::Part) with
///   `:left`; "left and right" are both.
/// * **Sentences**: colour before part or after it, with or without `=` or `:`; "red hair and eyes" wishes for both.
///
/// What was not understood is never left out in silence: see [`Unknown`].
#[derive(Clone, Debug, Default, PartialEq, Serialize)]
#[non_exhaustive]
pub struct Words {
    /// What was understood, in the order of the text, where the later holds.
    pub wishes: Vec<Wish>,
    /// What was not.
    pub unknown: Vec<Unknown>,
}

/// One part and its colour, as words say it.
#[derive(Clone, Debug, PartialEq, Serialize)]
#[non_exhaustive]
pub struct Wish {
    /// The part, by what [`Place::Part`](super::Place::Part) takes; several for words such as "skin".
    pub parts: Vec<String>,
    /// Its colour.
    pub color: Rgb,
    /// Where the text says the part, in bytes.
    pub part_at: Range<usize>,
    /// Where it says the colour: the same place, if one word says both.
    pub color_at: Range<usize>,
}

/// A word that was not understood, or not fully.
#[derive(Clone, Debug, PartialEq, Serialize)]
#[non_exhaustive]
pub struct Unknown {
    /// Where it stands in the text, in bytes.
    pub at: Range<usize>,
    /// The word.
    pub word: String,
    /// What is wrong with it.
    pub reason: Reason,
    /// The known word that is written most like it, if one is near.
    pub nearest: Option<String>,
}

/// Why a word was not understood.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize)]
#[serde(rename_all = "snake_case")]
#[non_exhaustive]
pub enum Reason {
    /// Nobody knows the word.
    UnknownWord,
    /// The part is none of the [`LabelSet`]'s.
    NoSuchPart,
    /// A part, or a word such as "light", without a colour.
    NoColor,
    /// A colour without a part.
    NoPart,
    /// A second colour for one part, or what a thing is made of.
    SecondColor,
    /// A side, left or right, without the part that it is of.
    Side,
    /// Something is wished away; colours can only be given.
    Negated,
}

impl Words {
    /// Reads a text for drawings of these labels. Any text can be read; what it does not say clearly is in
    /// [`Words::unknown`].
    pub fn read(text: &str, labels: &LabelSet) -> Self {
        let lexicon = Lexicon::new(labels);
        let (wishes, unknown) = grammar::pair(&reader::read(text, &lexicon), &lexicon);
        let told = |(at, reason): (Range<usize>, Reason)| {
            let word = text[at.clone()].to_owned();
            let nearest = (reason == Reason::UnknownWord).then(|| lexicon.nearest(&word)).flatten();
            Unknown { at, word, reason, nearest }
        };
        Self { wishes, unknown: unknown.into_iter().map(told).collect() }
    }

    /// What was understood as hints of full strength, in the order of the text.
    pub fn hints(&self) -> impl Iterator<Item = Hint> {
        self.wishes.iter().flat_map(|wish| wish.parts.iter().map(|part| Hint::part(part, wish.color)))
    }

    /// Checks that everything was understood.
    ///
    /// # Errors
    /// [`Error::InvalidArgument`] that lists every word that was not, with what is wrong with it.
    pub fn check(&self) -> Result<()> {
        if self.unknown.is_empty() {
            return Ok(());
        }
        let told: Vec<String> = self.unknown.iter().map(ToString::to_string).collect();
        Err(Error::InvalidArgument(format!("not understood: {}", told.join("; "))))
    }
}

impl fmt::Display for Unknown {
    /// Says what is wrong: `hiar` is no known word; did you mean `hair`?
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let what = match self.reason {
            Reason::UnknownWord => "is no known word",
            Reason::NoSuchPart => "is no part that the labels tell apart",
            Reason::NoColor => "has no colour",
            Reason::NoPart => "has no part",
            Reason::SecondColor => "is more than the one colour that a part has",
            Reason::Side => "is a side without its part",
            Reason::Negated => "is not a colour to give",
        };
        write!(f, "`{}` {what}", self.word)?;
        self.nearest.as_ref().map_or(Ok(()), |nearest| write!(f, "; did you mean `{nearest}`?"))
    }
}

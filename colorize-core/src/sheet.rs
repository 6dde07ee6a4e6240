//! Which colours the parts of a character have.

use std::collections::BTreeMap;

use serde::{Deserialize, Serialize};

use crate::color::Rgb;
use crate::label::{Label, LabelSet, check_name};
use crate::{Error, Result};

mod choice;
mod color;
mod gimp;
mod json;
mod pick;
pub(crate) mod propose;
mod standard;
mod text;

pub use color::PartColor;
use color::PartColors;
pub(crate) use pick::painted_colors;

/// A colour sheet: which colours the parts of a character have.
///
/// A part may have several colours: the first is the main one, the others are for its other-looking
/// pieces (a collar, a stripe, the sole of a shoe). As JSON:
///
/// ```json
/// {
///   "name": "Mika",
///   "parts": {
///     "hair": "#80503a",
///     "top": ["#5fa3a3", "#f4efe6"],
///     "face": {"normal": "#fbdcc6", "shadow": "#e5a997", "highlight": "#ffefe2"}
///   }
/// }
/// ```
///
/// `name`, `shadow` and `highlight` may be left out; part names are those of [`Label::name`], and those of a
/// character's own [`LabelSet`]. The shade of a part runs towards its `shadow` and `highlight` where they are there. A
/// `background` fills the ground, which stays open without one.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct ColorSheet {
    /// The name of the character or scheme.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub name: Option<String>,
    #[serde(rename = "parts")]
    entries: Entries,
}

/// The colours by part.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
struct Entries {
    standard: BTreeMap<Label, PartColors>,
    /// By a character's own names for its parts.
    own: BTreeMap<String, PartColors>,
}

impl ColorSheet {
    /// Makes a sheet that says nothing of any part.
    pub fn new() -> Self {
        Self::default()
    }

    /// Sets the colours of a part, main colour first; an empty list takes the part off the sheet.
    pub fn set(&mut self, label: Label, colors: impl IntoIterator<Item = impl Into<PartColor>>) -> &mut Self {
        put(&mut self.entries.standard, label, colors);
        self
    }

    /// Sets the colours of a part by its name, a standard one or a character's own ([`LabelSet`]), as
    /// [`ColorSheet::set`] does.
    ///
    /// # Errors
    /// [`Error::InvalidArgument`] if that cannot be the name of a part.
    pub fn set_named(
        &mut self,
        name: &str,
        colors: impl IntoIterator<Item = impl Into<PartColor>>,
    ) -> Result<&mut Self> {
        if let Ok(label) = Label::from_name(name) {
            return Ok(self.set(label, colors));
        }
        check_name(name).map_err(|what| Error::InvalidArgument(format!("colour sheet: {what}")))?;
        put(&mut self.entries.own, name.to_owned(), colors);
        Ok(self)
    }

    /// Finds own names that are not in a label set.
    ///
    /// # Errors
    /// [`Error::InvalidArgument`] with the first such name and those there are.
    pub fn check(&self, labels: &LabelSet) -> Result<()> {
        self.entries.own.keys().try_for_each(|name| labels.number(name).map(drop))
    }

    /// Takes over all that `other` says; what it says of one skin or hair holds for its kin too ([`Label::kin`]).
    pub fn overlay(&mut self, other: &Self) -> &mut Self {
        for label in Label::ALL.into_iter().filter(|label| !other.colors(*label).is_empty()) {
            self.set(label, other.colors(label).iter().copied());
        }
        self.entries.own.extend(other.entries.own.clone());
        self
    }

    /// Gives the parts that the sheet names, in the order of their ids.
    pub fn labels(&self) -> impl Iterator<Item = Label> {
        self.entries.standard.keys().copied()
    }

    /// Gives the colours the sheet has for a part, main colour first; empty if it has none.
    ///
    /// A part it does not name takes those of its kin ([`Label::kin`]): ears those of the face, brows
    /// those of the hair.
    pub fn colors(&self, label: Label) -> &[PartColor] {
        let all = &self.entries.standard;
        let own = all.get(&label).or_else(|| all.get(&label.kin()));
        let kin = || all.iter().find(|(other, _)| other.kin() == label.kin()).map(|(_, colors)| colors);
        own.or_else(kin).map_or(&[], |colors| &colors.0)
    }

    /// All parts by name, the standard ones first.
    pub fn parts(&self) -> impl Iterator<Item = (&str, &[PartColor])> {
        let standard = self.entries.standard.iter().map(|(label, colors)| (label.name(), colors));
        let own = self.entries.own.iter().map(|(name, colors)| (name.as_str(), colors));
        standard.chain(own).map(|(name, PartColors(colors))| (name, &colors[..]))
    }

    /// Gives the colour of the ground, if the sheet has one: its own entry `background`. Automatic palettes have none,
    /// so that the ground stays open.
    pub fn ground(&self) -> Option<Rgb> {
        self.entries.standard.get(&Label::Background).map(|PartColors(colors)| colors[0].normal)
    }

    /// The colours of a part by its name.
    fn named(&self, name: &str) -> Option<&PartColors> {
        match Label::from_name(name) {
            Ok(label) => self.entries.standard.get(&label),
            Err(_) => self.entries.own.get(name),
        }
    }
}

/// An empty list takes the part off.
fn put<K: Ord>(
    entries: &mut BTreeMap<K, PartColors>,
    part: K,
    colors: impl IntoIterator<Item = impl Into<PartColor>>,
) {
    let colors: Vec<_> = colors.into_iter().map(Into::into).collect();
    if colors.is_empty() {
        entries.remove(&part);
    } else {
        entries.insert(part, PartColors(colors));
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn parts_not_named_follow_their_kin() {
        let mut sheet = ColorSheet::new();
        sheet.set(Label::BodySkin, [Rgb::new(1, 2, 3)]).set(Label::Hair, [Rgb::new(4, 5, 6)]);
        assert_eq!(sheet.get(Label::Nose), Rgb::new(1, 2, 3));
        assert_eq!(sheet.get(Label::Beard), Rgb::new(4, 5, 6));
        assert!(sheet.colors(Label::Top).is_empty());
        assert_eq!(sheet.get(Label::Top), propose::propose(0).get(Label::Top));
        sheet.set(Label::Hair, [Rgb::BLACK; 0]);
        assert!(sheet.colors(Label::Beard).is_empty());
    }

    #[test]
    fn ground_has_a_colour_only_by_its_own_name() {
        assert_eq!(propose::propose(0).ground(), None);
        assert_eq!(propose::propose(7).ground(), None);
        let mut sheet = propose::propose(7);
        sheet.overlay(ColorSheet::new().set(Label::Background, [Rgb::new(1, 2, 3), Rgb::BLACK]));
        assert_eq!(sheet.ground(), Some(Rgb::new(1, 2, 3)));
    }
}

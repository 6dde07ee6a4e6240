use std::collections::BTreeMap;

use serde::{Deserialize, Serialize};

use crate::color::{Oklch, Rgb};
use crate::label::{Label, LabelSet, check_name};
use crate::session::Session;
use crate::{Error, Raster, Result};

mod gimp;
mod json;
mod pick;
mod propose;

pub use propose::{proposals, propose};

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
/// character's own [`LabelSet`].
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct ColorSheet {
    /// The name of the character or scheme.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub name: Option<String>,
    parts: Parts,
}

#[derive(Clone, Debug, Default, PartialEq, Eq)]
struct Parts {
    standard: BTreeMap<Label, PartColors>,
    /// By a character's own names for its parts.
    own: BTreeMap<String, PartColors>,
}

/// One colour of a part, with its cel shades where the artist fixed them.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub struct PartColor {
    /// The colour in plain light.
    pub normal: Rgb,
    /// The colour in shadow; `None`: see [`PartColor::shadow_or_derived`].
    pub shadow: Option<Rgb>,
    /// The colour where light glints; `None`: see [`PartColor::highlight_or_derived`].
    pub highlight: Option<Rgb>,
}

impl ColorSheet {
    /// Makes a sheet that says nothing of any part.
    pub fn new() -> Self {
        Self::default()
    }

    /// Reads a sheet from JSON, in the format shown above.
    ///
    /// # Errors
    /// [`Error::InvalidArgument`] with line and column, if the text is no JSON or another format, or
    /// names a colour that there is not, or the same part twice.
    pub fn from_json(text: &str) -> Result<Self> {
        serde_json::from_str(text).map_err(|error| Error::InvalidArgument(format!("colour sheet: {error}")))
    }

    /// Reads the palette of a character from a GIMP palette (`.gpl`): each colour is named after its part.
    ///
    /// ```text
    /// GIMP Palette
    /// Name: Mika
    /// 128  80  58  hair
    ///  96  55  45  hair shadow
    ///  95 163 163  top
    /// 244 239 230  top 2
    /// ```
    ///
    /// A part that is there again, or with the next number, has further colours; `shadow` and `highlight` after its
    /// name and number are the cel shades of that colour. Colours that are `Untitled` or have no name are left out.
    ///
    /// # Errors
    /// [`Error::InvalidArgument`] with the line, if it is no GIMP palette, or a name is none ([`LabelSet::new`]) or
    /// comes out of order.
    pub fn from_gimp(text: &str) -> Result<Self> {
        gimp::read(text)
    }

    /// Takes the colours of a coloured picture, by the parts that its drawing shows: `session` has read the drawing, or
    /// the picture itself.
    ///
    /// The colours of a part are those that cover most of its flat places, the commonest first; a darker and a lighter
    /// one of the same hue are its shadow and highlight. The ground is left out.
    ///
    /// # Errors
    /// [`Error::InvalidArgument`] if the picture and the drawing differ in size.
    pub fn from_picture(session: &Session, picture: &Raster) -> Result<Self> {
        pick::pick(session, picture)
    }

    /// Reads a sheet from the text of a file: a GIMP palette, if it says so, or JSON.
    ///
    /// # Errors
    /// Those of [`ColorSheet::from_gimp`] and [`ColorSheet::from_json`].
    pub fn from_text(text: &str) -> Result<Self> {
        let text = text.trim_start_matches('\u{feff}');
        if text.starts_with(gimp::MAGIC) { Self::from_gimp(text) } else { Self::from_json(text) }
    }

    /// Writes the sheet as a GIMP palette, as [`ColorSheet::from_gimp`] reads it.
    pub fn to_gimp(&self) -> String {
        gimp::write(self)
    }

    /// Writes the sheet as indented JSON.
    pub fn to_json(&self) -> String {
        serde_json::to_string_pretty(self).expect("keys are names and values strings, which JSON can hold")
    }

    /// Sets the colours of a part, main colour first; an empty list takes the part off the sheet.
    pub fn set(&mut self, label: Label, colors: impl IntoIterator<Item = impl Into<PartColor>>) -> &mut Self {
        put(&mut self.parts.standard, label, colors);
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
        put(&mut self.parts.own, name.to_owned(), colors);
        Ok(self)
    }

    /// Finds own names that are not in a label set.
    ///
    /// # Errors
    /// [`Error::InvalidArgument`] with the first such name and those there are.
    pub fn check(&self, labels: &LabelSet) -> Result<()> {
        self.parts.own.keys().try_for_each(|name| labels.number(name).map(drop))
    }

    /// Takes over all that `other` says; what it says of one skin or hair holds for its kin too ([`Label::kin`]).
    pub fn overlay(&mut self, other: &Self) -> &mut Self {
        for label in Label::ALL.into_iter().filter(|label| !other.colors(*label).is_empty()) {
            self.set(label, other.colors(label).iter().copied());
        }
        self.parts.own.extend(other.parts.own.clone());
        self
    }

    /// Gives the parts that the sheet names, in the order of their ids.
    pub fn labels(&self) -> impl Iterator<Item = Label> {
        self.parts.standard.keys().copied()
    }

    /// Gives the colours the sheet has for a part, main colour first; empty if it has none.
    ///
    /// A part it does not name takes those of its kin ([`Label::kin`]): ears those of the face, brows
    /// those of the hair.
    pub fn colors(&self, label: Label) -> &[PartColor] {
        let parts = &self.parts.standard;
        let own = parts.get(&label).or_else(|| parts.get(&label.kin()));
        let kin = || parts.iter().find(|(other, _)| other.kin() == label.kin()).map(|(_, colors)| colors);
        own.or_else(kin).map_or(&[], |colors| &colors.0)
    }

    /// Gives the main colour of a part, for every part: what the sheet does not know comes from
    /// [`propose`]`(0)`.
    pub fn get(&self, label: Label) -> Rgb {
        self.variant(label, 0)
    }

    /// Gives the `k`-th colour of a part, 0 the main one; past the last it begins again at the first.
    pub fn variant(&self, label: Label, k: usize) -> Rgb {
        match self.colors(label) {
            [] => propose::standard().variant(label, k),
            colors => colors[k % colors.len()].normal,
        }
    }
}

impl ColorSheet {
    /// The `k`-th colour of a label by its number in `labels`: of its own colours, or of those of the standard label
    /// that it comes under. Labels that share those take them in turn, the one that has the standard name first.
    pub(crate) fn own_variant(&self, labels: &LabelSet, number: usize, k: usize) -> Rgb {
        let own = labels.get(number).expect("a number of the set");
        if let Some(PartColors(colors)) = self.parts.own.get(&own.name) {
            return colors[k % colors.len()].normal;
        }
        let sharing = labels
            .iter()
            .filter(|other| other.label == own.label && !self.parts.own.contains_key(&other.name));
        let mut names: Vec<&str> = sharing.map(|other| other.name.as_str()).collect();
        names.sort_by_key(|name| *name != own.label.name());
        let turn = names.iter().position(|name| *name == own.name).unwrap_or(0);
        self.variant(own.label, turn + k * names.len().max(1))
    }

    /// The colours of a part by its name.
    fn named(&self, name: &str) -> Option<&PartColors> {
        match Label::from_name(name) {
            Ok(label) => self.parts.standard.get(&label),
            Err(_) => self.parts.own.get(name),
        }
    }

    /// All parts by name, the standard ones first.
    pub fn parts(&self) -> impl Iterator<Item = (&str, &[PartColor])> {
        let standard = self.parts.standard.iter().map(|(label, colors)| (label.name(), colors));
        let own = self.parts.own.iter().map(|(name, colors)| (name.as_str(), colors));
        standard.chain(own).map(|(name, PartColors(colors))| (name, &colors[..]))
    }
}

/// The colours of one part, at least one; in JSON a list, or one colour alone.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
struct PartColors(Vec<PartColor>);

/// An empty list takes the part off.
fn put<K: Ord>(
    parts: &mut BTreeMap<K, PartColors>,
    part: K,
    colors: impl IntoIterator<Item = impl Into<PartColor>>,
) {
    let colors: Vec<_> = colors.into_iter().map(Into::into).collect();
    if colors.is_empty() {
        parts.remove(&part);
    } else {
        parts.insert(part, PartColors(colors));
    }
}

impl PartColor {
    /// Makes a colour without fixed shades.
    pub const fn new(normal: Rgb) -> Self {
        Self { normal, shadow: None, highlight: None }
    }

    /// Gives the colour in shadow: the fixed one, or one a fifth darker, a little stronger and cooler.
    pub fn shadow_or_derived(self) -> Rgb {
        self.shadow.unwrap_or_else(|| {
            let Oklch { l, c, h } = self.normal.to_oklch();
            Oklch::new(l * 0.8, c * 1.1 + 0.008, if c > 0.0 { toward(h, 310.0, 14.0) } else { 290.0 })
                .to_rgb()
        })
    }

    /// Gives the colour where light glints: the fixed one, or one halfway to white and a little warmer.
    pub fn highlight_or_derived(self) -> Rgb {
        self.highlight.unwrap_or_else(|| {
            let Oklch { l, c, h } = self.normal.to_oklch();
            Oklch::new(l + (1.0 - l) * 0.45, c * 0.75, toward(h, 90.0, 10.0)).to_rgb()
        })
    }
}

impl From<Rgb> for PartColor {
    fn from(normal: Rgb) -> Self {
        Self::new(normal)
    }
}

/// Turns hue `from` the short way toward hue `to`, by at most `step` degrees.
fn toward(from: f32, to: f32, step: f32) -> f32 {
    let way = (to - from + 180.0).rem_euclid(360.0) - 180.0;
    from + way.clamp(-step, step)
}

#[cfg(test)]
mod tests {
    use super::*;

    const MIKA: &str = r##"{
  "name": "Mika",
  "parts": {
    "hair": "#80503a",
    "top": ["#5fa3a3", {"normal": "#f4efe6", "shadow": "#cfc6be"}],
    "face": {"normal": "#fdc", "highlight": "#ffefe2"}
  }
}"##;

    #[test]
    fn json_is_read_and_written_back() {
        let sheet = ColorSheet::from_json(MIKA).unwrap();
        assert_eq!(sheet.name.as_deref(), Some("Mika"));
        assert_eq!(sheet.get(Label::Hair), Rgb::from_hex(0x80_503a));
        assert_eq!(sheet.variant(Label::Top, 1), Rgb::from_hex(0xf4_efe6));
        assert_eq!(sheet.variant(Label::Top, 2), Rgb::from_hex(0x5f_a3a3));
        assert_eq!(sheet.colors(Label::Top)[1].shadow, Some(Rgb::from_hex(0xcf_c6be)));
        assert_eq!(sheet.colors(Label::Face)[0].highlight, Some(Rgb::from_hex(0xff_efe2)));
        assert_eq!(ColorSheet::from_json(&sheet.to_json()).unwrap(), sheet);
        assert_eq!(sheet.labels().collect::<Vec<_>>(), [Label::Hair, Label::Face, Label::Top]);
    }

    #[test]
    fn parts_not_named_follow_their_kin() {
        let mut sheet = ColorSheet::new();
        sheet.set(Label::BodySkin, [Rgb::new(1, 2, 3)]).set(Label::Hair, [Rgb::new(4, 5, 6)]);
        assert_eq!(sheet.get(Label::Nose), Rgb::new(1, 2, 3));
        assert_eq!(sheet.get(Label::Beard), Rgb::new(4, 5, 6));
        assert!(sheet.colors(Label::Top).is_empty());
        assert_eq!(sheet.get(Label::Top), propose(0).get(Label::Top));
        sheet.set(Label::Hair, [Rgb::BLACK; 0]);
        assert!(sheet.colors(Label::Beard).is_empty());
    }

    #[test]
    fn mistakes_are_told_with_their_place() {
        let check = |text: &str, expected: &str| {
            let error = ColorSheet::from_json(text).unwrap_err().to_string();
            assert!(error.starts_with("colour sheet: ") && error.contains(expected), "{error}");
            assert!(error.contains("line "), "{error}");
        };
        check("{\"parts\": {\n \"cape \": \"#fff\"}}", "without blanks around it");
        check("{\"parts\": {\n \"cape\": \"#fff\", \"cape\": \"#fff\"}}", "`cape` is there twice");
        check("{\"parts\": {\n \"hair\": \"red\"}}", "`red` is not a colour");
        check("{\"parts\": {\n \"hair\": []}}", "a part needs at least one colour");
        check("{\"parts\": {\n \"hair\": [3]}}", "expected a colour as \"#rrggbb\" or {");
        check("{\"parts\": {\n \"hair\": {\"shadow\": \"#fff\"}}}", "missing field `normal`");
        check("{\"part\": {}}", "unknown field `part`");
        check("{", "EOF");
    }

    #[test]
    fn labels_share_the_colors_of_the_standard_one_in_turn() {
        let own = |name: &str| crate::OwnLabel { name: name.into(), label: Label::Top };
        let labels =
            LabelSet::new(vec![Label::Background.into(), own("jacket"), own("shirt"), Label::Top.into()]);
        let labels = labels.unwrap();
        let [a, b, c, d] = [1, 2, 3, 4].map(|v| Rgb::new(v, v, v));
        let mut sheet = ColorSheet::new();
        sheet.set(Label::Top, [a, b, c]);
        let color =
            |sheet: &ColorSheet, name: &str, k| sheet.own_variant(&labels, labels.number(name).unwrap(), k);
        assert_eq!(
            [color(&sheet, "top", 0), color(&sheet, "jacket", 0), color(&sheet, "shirt", 0)],
            [a, b, c]
        );
        sheet.set_named("jacket", [d]).unwrap();
        assert_eq!(
            [color(&sheet, "top", 0), color(&sheet, "jacket", 5), color(&sheet, "shirt", 0)],
            [a, d, b]
        );
        assert!(sheet.check(&labels).is_ok());
        let error = sheet.check(&LabelSet::standard()).unwrap_err().to_string();
        assert!(error.starts_with("unknown part `jacket`; the parts are background, "), "{error}");
    }

    #[test]
    fn shades_lie_on_their_side_of_the_colour() {
        for hex in [0xfb_dcc6, 0x80_503a, 0x5f_a3a3, 0x80_8080, 0xf7_f4ee] {
            let color = PartColor::new(Rgb::from_hex(hex));
            let lightness = |c: Rgb| c.to_lab().l;
            assert!(lightness(color.shadow_or_derived()) < lightness(color.normal) - 5.0);
            assert!(lightness(color.highlight_or_derived()) > lightness(color.normal));
        }
    }
}

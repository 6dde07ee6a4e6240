use serde::{Deserialize, Serialize};

use super::corrections::Correction;
use super::options::{ColorOptions, Light};
use super::patch::Patch;
use crate::compose::Withdrawal;
use crate::histogram::Histogram;
use crate::prompt::{Hint, Place};
use crate::reference::CarriedRegion;
use crate::sheet::ColorSheet;
use crate::{Error, Result, Rgb};

/// The version of the format of [`Edit::list_to_json`].
const VERSION: u32 = 1;

/// One change of what somebody wishes of a drawing: [`Document::apply`](crate::Document::apply).
///
/// Hints are known by numbers that they keep: 1, 2, ... in the order in which they were added; a number is not given
/// again in the same document.
///
/// As JSON, one object each; a hint as at [`Prompt`](crate::Prompt), a place as a hint without a colour, the others as
/// at their types. Fields that there are not are refused by name.
///
/// ```json
/// {"op": "add", "hint": {"point": [120, 80], "color": "#80503a"}}
/// {"op": "change", "id": 1, "hint": {"part": "hair", "color": "#80503a", "strength": 0.5}}
/// {"op": "move", "id": 1, "to": {"points": [[10, 20], [40, 25]], "width": 5}}
/// {"op": "remove", "id": 1}
/// {"op": "correct", "region": 7, "label": "hair"}
/// {"op": "corrections", "corrections": [{"x": 120, "y": 80, "label": "hair"}]}
/// {"op": "seed", "seed": 3}
/// {"op": "sheet", "sheet": {"parts": {"hair": "#80503a"}}}
/// {"op": "light", "light": {"x": -1, "y": -1, "softness": 0.2}}
/// {"op": "shade", "shade": 1.5}
/// {"op": "withdraw", "withdraw": {"below": 0.8}}
/// {"op": "palette", "palette": ["#fbdcc6", "#5fa3a3"]}
/// {"op": "histogram", "histogram": {"colors": [["#20304a", 0.6], ["#f4efe6", 0.4]]}}
/// {"op": "carry", "regions": [{"color": null, "certainty": 1, "track": {"frame": 1, "region": 1}}]}
/// {"op": "lines", "left": 10, "top": 20, "png": "iVBORw0K..."}
/// {"op": "several", "edits": [{"op": "seed", "seed": 3}, {"op": "shade", "shade": 1}]}
/// ```
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(tag = "op", rename_all = "snake_case", deny_unknown_fields)]
#[non_exhaustive]
pub enum Edit {
    /// Adds a hint.
    Add {
        /// The hint.
        hint: Hint,
        /// Its number, 1 or more, that no other hint has; the next one if `None`.
        #[serde(default, skip_serializing_if = "Option::is_none")]
        id: Option<u32>,
        /// Before how many of the hints it comes to stand, from 0; `None` puts it last, as the weightiest.
        #[serde(default, skip_serializing_if = "Option::is_none")]
        at: Option<usize>,
    },
    /// Puts another hint in the place of one.
    Change {
        /// The number of the hint.
        id: u32,
        /// The new one.
        hint: Hint,
    },
    /// Moves a hint elsewhere.
    Move {
        /// The number of the hint.
        id: u32,
        /// Where to.
        to: Place,
    },
    /// Takes a hint away.
    Remove {
        /// The number of the hint.
        id: u32,
    },
    /// Corrects the label of a region. It raises no doubt any more, and regions that look like it and have the same
    /// label raise less. The correction stays at the region's place if the drawing is read again.
    Correct {
        /// The region, 1 to the count.
        region: u32,
        /// The name of the label in the engine's [`LabelSet`](crate::LabelSet); `None` takes the correction back.
        label: Option<String>,
    },
    /// Takes corrections in place of all that there are.
    Corrections {
        /// The corrections; of several in one region the last holds.
        corrections: Vec<Correction>,
    },
    /// Chooses the automatic palette: [`ColorOptions::seed`](crate::ColorOptions::seed).
    Seed {
        /// 0 is the default one.
        seed: u64,
    },
    /// Chooses the parts' colours: [`ColorOptions::sheet`](crate::ColorOptions::sheet).
    Sheet {
        /// `None` takes the palette.
        sheet: Option<ColorSheet>,
    },
    /// Chooses where the light comes from: [`ColorOptions::light`](crate::ColorOptions::light).
    Light {
        /// `None` leaves it to the colouriser.
        light: Option<Light>,
    },
    /// Chooses how strong shade and light are: [`ColorOptions::shade`](crate::ColorOptions::shade).
    Shade {
        /// 0 to 2.
        shade: f32,
    },
    /// Chooses what is given back uncoloured: [`ColorOptions::withdraw`](crate::ColorOptions::withdraw).
    Withdraw {
        /// `None` colours all.
        withdraw: Option<Withdrawal>,
    },
    /// Allows some colours alone: [`ColorOptions::palette`](crate::ColorOptions::palette).
    Palette {
        /// `None` allows all.
        palette: Option<Vec<Rgb>>,
    },
    /// Wishes for the colours of a picture: [`ColorOptions::histogram`](crate::ColorOptions::histogram).
    Histogram {
        /// `None` asks for nothing.
        histogram: Option<Histogram>,
    },
    /// Takes colours that were carried over from coloured pictures ([`Carried`](crate::Carried)). A hint in a region wins
    /// over them; they win over all else. If lines change, a region takes what lay where it lies.
    Carry {
        /// One for each region, by id - 1; `None` takes them away.
        regions: Option<Vec<CarriedRegion>>,
    },
    /// Draws over a part of the drawing. Hints and corrections stay at their places: one for a region is for the region
    /// that then lies where that one did.
    Lines(Patch),
    /// Makes several changes as one step, in this order: all of them, or none if one cannot be made.
    Several {
        /// The changes.
        edits: Vec<Edit>,
    },
}

impl Edit {
    /// Adds a hint as the last, the weightiest.
    pub fn add(hint: Hint) -> Self {
        Self::Add { hint, id: None, at: None }
    }

    /// Makes several changes as one step.
    pub fn several(edits: impl IntoIterator<Item = Self>) -> Self {
        Self::Several { edits: edits.into_iter().collect() }
    }

    /// Whether it names regions by their numbers, or by their count.
    pub(super) fn names_regions(&self) -> bool {
        match self {
            Self::Add { hint: Hint { place, .. }, .. }
            | Self::Change { hint: Hint { place, .. }, .. }
            | Self::Move { to: place, .. } => matches!(place, Place::Region(_)),
            Self::Correct { .. } | Self::Carry { .. } => true,
            _ => false,
        }
    }

    /// Whether it leaves nothing of what `other` does if it is made after it: both set the same thing.
    pub(super) fn is_overridden_by(&self, other: &Self) -> bool {
        match (self, other) {
            (Self::Change { id, .. }, Self::Change { id: other, .. })
            | (Self::Move { id, .. }, Self::Move { id: other, .. }) => id == other,
            (Self::Several { edits }, Self::Several { edits: others }) => {
                let pairs = edits.iter().rev().zip(others);
                !edits.is_empty()
                    && edits.len() == others.len()
                    && pairs.into_iter().all(|(edit, other)| edit.is_overridden_by(other))
            }
            (
                Self::Seed { .. }
                | Self::Sheet { .. }
                | Self::Light { .. }
                | Self::Shade { .. }
                | Self::Withdraw { .. }
                | Self::Palette { .. }
                | Self::Carry { .. }
                | Self::Corrections { .. },
                _,
            ) => std::mem::discriminant(self) == std::mem::discriminant(other),
            _ => false,
        }
    }

    /// The edits that make options of others.
    pub(super) fn between(old: &ColorOptions, new: ColorOptions) -> impl Iterator<Item = Self> + use<> {
        let ColorOptions { seed, sheet, light, shade, withdraw, palette, histogram } = new;
        let differing = [
            (seed != old.seed).then_some(Self::Seed { seed }),
            (sheet != old.sheet).then_some(Self::Sheet { sheet }),
            (light != old.light).then_some(Self::Light { light }),
            (shade != old.shade).then_some(Self::Shade { shade }),
            (withdraw != old.withdraw).then_some(Self::Withdraw { withdraw }),
            (palette != old.palette).then_some(Self::Palette { palette }),
            (histogram != old.histogram).then_some(Self::Histogram { histogram }),
        ];
        differing.into_iter().flatten()
    }

    /// Reads an edit from JSON.
    ///
    /// # Errors
    /// [`Error::InvalidArgument`] if the text is no JSON or another format.
    pub fn from_json(text: &str) -> Result<Self> {
        serde_json::from_str(text).map_err(|error| Error::InvalidArgument(format!("edit: {error}")))
    }

    /// Writes the edit as JSON, on one line.
    ///
    /// # Errors
    /// [`Error::InvalidArgument`] if a number is not finite; JSON has no form for these.
    pub fn to_json(&self) -> Result<String> {
        serde_json::to_string(self).map_err(|error| Error::InvalidArgument(format!("edit: {error}")))
    }

    /// Reads a list of edits with its version: `{"version": 1, "edits": [...]}`.
    ///
    /// # Errors
    /// [`Error::InvalidArgument`] as [`Edit::from_json`], and if it is of a later version.
    pub fn list_from_json(text: &str) -> Result<Vec<Self>> {
        let wrong = |error: serde_json::Error| Error::InvalidArgument(format!("edits: {error}"));
        let Version { version } = serde_json::from_str(text).map_err(wrong)?;
        if version != VERSION {
            let text = format!("edits: version {version} is not known; this library knows version {VERSION}");
            return Err(Error::InvalidArgument(text));
        }
        Ok(serde_json::from_str::<List>(text).map_err(wrong)?.edits)
    }

    /// Writes a list of edits with its version, as [`Edit::list_from_json`] reads it.
    ///
    /// # Errors
    /// [`Error::InvalidArgument`] if a number is not finite; JSON has no form for these.
    pub fn list_to_json(edits: &[Self]) -> Result<String> {
        let list = List { version: VERSION, edits: edits.to_vec() };
        serde_json::to_string_pretty(&list).map_err(|error| Error::InvalidArgument(format!("edits: {error}")))
    }
}

/// What is looked at first, for another version may have other fields.
#[derive(Deserialize)]
struct Version {
    version: u32,
}

#[derive(Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
struct List {
    version: u32,
    edits: Vec<Edit>,
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::{Mask, Plane};

    const EACH: &str = r##"{"version": 1, "edits": [
        {"op": "add", "hint": {"point": [120, 80.25], "color": "#80503a"}},
        {"op": "add", "hint": {"mask": {"width": 2, "height": 2, "runs": [0, 4]}, "color": "#fff"}, "id": 9, "at": 0},
        {"op": "change", "id": 1, "hint": {"part": "hair", "color": "#80503a", "strength": 0.5}},
        {"op": "move", "id": 1, "to": {"points": [[10, 20], [40, 25]], "width": 5}},
        {"op": "remove", "id": 1},
        {"op": "correct", "region": 7, "label": "hair"},
        {"op": "correct", "region": 7, "label": null},
        {"op": "corrections", "corrections": [{"x": 120, "y": 80, "label": "hair"}]},
        {"op": "seed", "seed": 18446744073709551615},
        {"op": "sheet", "sheet": {"parts": {"hair": "#80503a"}}},
        {"op": "sheet"},
        {"op": "light", "light": {"x": -1, "y": -1, "softness": 0.2}},
        {"op": "shade", "shade": 1.5},
        {"op": "withdraw", "withdraw": {"below": 0.7, "slashes": {"spacing": 12}}},
        {"op": "withdraw", "withdraw": null},
        {"op": "palette", "palette": ["#fff", "#123456"]},
        {"op": "histogram", "histogram": {"colors": [["#fff", 0.5], ["#123456", 0.5]]}},
        {"op": "carry", "regions": [{"color": null, "certainty": 1, "track": {"frame": 1, "region": 1}},
            {"color": "#fff", "certainty": 0.5, "track": {"frame": 2, "region": 9}}]},
        {"op": "carry"},
        {"op": "lines", "left": 10, "top": 20, "png": "AAEC"},
        {"op": "several", "edits": [{"op": "seed", "seed": 3}, {"op": "several", "edits": []}]}
    ]}"##;

    #[test]
    fn every_edit_is_read_and_written_back() {
        let edits = Edit::list_from_json(EACH).unwrap();
        assert_eq!(edits[0], Edit::add(Hint::point(120.0, 80.25, Rgb::from_hex(0x80_503a))));
        let mask = Place::Mask(Mask::from(&Plane::filled(2, 2, true)));
        assert!(matches!(&edits[1], Edit::Add { hint, id: Some(9), at: Some(0) } if hint.place == mask));
        assert_eq!(edits[8], Edit::Seed { seed: u64::MAX });
        assert_eq!(edits[10], Edit::Sheet { sheet: None });
        assert_eq!(Edit::list_from_json(&Edit::list_to_json(&edits).unwrap()).unwrap(), edits);
        for edit in &edits {
            assert_eq!(&Edit::from_json(&edit.to_json().unwrap()).unwrap(), edit);
        }
    }

    #[test]
    fn mistakes_are_told_by_name() {
        let check = |text: &str, expected: &str| {
            let error = Edit::from_json(text).unwrap_err().to_string();
            assert!(error.starts_with("edit: ") && error.contains(expected), "{error}");
        };
        check(r#"{"op": "paint"}"#, "unknown variant `paint`");
        check(r#"{"op": "remove", "id": 1, "hard": true}"#, "unknown field `hard`");
        check(r##"{"op": "add", "hint": {"spot": 1, "color": "#fff"}}"##, "unknown field `spot`");
        check(r##"{"op": "move", "id": 1, "to": {"region": 1, "color": "#fff"}}"##, "a place has no `color`");
        check(r#"{"op": "withdraw", "withdraw": {"under": 1}}"#, "unknown field `under`");
        check(r#"{"op": "lines", "left": 1, "top": 2, "png": "?"}"#, "nvalid");
        check(r#"{"op": "several", "edits": [{"op": "seed", "sed": 3}]}"#, "unknown field `sed`");
        check(r#"{"id": 1}"#, "missing field `op`");
        check("{", "EOF");
        let deep = "{\"op\":\"several\",\"edits\":[".repeat(5000);
        check(&deep, "recursion limit");
        let error = Edit::list_from_json(r#"{"version": 2, "moves": []}"#).unwrap_err().to_string();
        assert_eq!(error, "edits: version 2 is not known; this library knows version 1");
        let nowhere = Edit::add(Hint::point(f32::NAN, 0.0, Rgb::WHITE)).to_json().unwrap_err().to_string();
        assert_eq!(nowhere, "edit: a hint has a number that is not finite, which JSON cannot hold");
    }
}

//! Styles that hints name: one of a library, or the one at a place of a picture.

use std::collections::HashMap;
use std::collections::hash_map::Entry;
use std::path::{Path, PathBuf};
use std::str::FromStr;

use colorize_core::{
    Hint, Limits, Place, Prompt, Raster, RegionMap, StyleGroup, StyleLibrary, StyleRange, Swatch,
};
use serde::Deserialize;
use serde_json::Value;

use super::pick::{Spot, Turn, inside};
use super::{library, names};
use crate::failure::Failure;

/// Where a style comes from, and how it is changed: what stands for `style` in a hint.
#[derive(Clone, Debug, Default, PartialEq, Deserialize)]
#[serde(default, deny_unknown_fields)]
pub struct Named {
    library: Option<PathBuf>,
    name: Option<String>,
    reference: Option<PathBuf>,
    at: Option<(f32, f32)>,
    range: Option<String>,
    groups: Option<Vec<StyleGroup>>,
    change: Turn,
}

/// `--style X,Y=FILE:NAME` or `X,Y=FILE:X,Y`.
#[derive(Clone, Debug, PartialEq)]
pub struct StyleHint {
    place: Spot,
    style: Named,
}

impl FromStr for StyleHint {
    type Err = String;

    fn from_str(text: &str) -> Result<Self, String> {
        let wrong = || {
            format!(
                "`{text}` is no style for a place: write x,y=LIBRARY.styles:NAME or x,y=PICTURE:x,y, such as \
                 250,400=cloth.styles:tartan"
            )
        };
        let (place, from) = text.split_once('=').ok_or_else(wrong)?;
        let place = place.parse().map_err(|_| wrong())?;
        // A name may have colons in it, and so may a folder.
        let stored = [".styles:", ".zip:"].iter().find_map(|ending| {
            let at = from.find(ending)? + ending.len();
            Some((&from[..at - 1], &from[at..]))
        });
        let style = match stored {
            Some((path, name)) => {
                Named { library: Some(path.into()), name: Some(name.into()), ..Named::default() }
            }
            None => {
                let (path, at) = from.rsplit_once(':').ok_or_else(wrong)?;
                let at: Spot = at.parse().map_err(|_| wrong())?;
                Named { reference: Some(path.into()), at: Some((at.x, at.y)), ..Named::default() }
            }
        };
        Ok(Self { place, style })
    }
}

/// The files that styles were taken from.
pub struct Sources {
    limits: Limits,
    libraries: HashMap<PathBuf, StyleLibrary>,
    pictures: HashMap<PathBuf, (Raster, Option<RegionMap>)>,
}

impl Sources {
    pub fn new(limits: Limits) -> Self {
        Self { limits, libraries: HashMap::new(), pictures: HashMap::new() }
    }

    /// Hints from JSON, which may name styles.
    pub fn prompt(&mut self, text: &str) -> Result<Prompt, Failure> {
        // Without such names the library reads it, and tells faults with their line.
        let mut value: Value = match serde_json::from_str(text) {
            Ok(value) if names_styles(&value) => value,
            _ => return Ok(Prompt::from_json(text)?),
        };
        self.fill(&mut value)?;
        Ok(Prompt::from_json(&value.to_string())?)
    }

    /// Puts the styles that hints of a prompt or an edit name in their place; tells whether there were any.
    pub fn fill(&mut self, value: &mut Value) -> Result<bool, Failure> {
        match value {
            Value::Array(list) => {
                let mut filled = false;
                for value in list {
                    filled |= self.fill(value)?;
                }
                Ok(filled)
            }
            Value::Object(object) if object.get("style").is_some_and(names_style) => {
                let fault = |error: serde_json::Error| Failure::argument(format!("style: {error}"));
                let named: Named = serde_json::from_value(object["style"].take()).map_err(fault)?;
                let Swatch { style, exemplar, .. } = self.swatch(&named)?;
                let hint = Hint::swatch(Place::Region(1), &Swatch::new(style, exemplar));
                let told = serde_json::to_value(Swatch::new(hint.style, hint.exemplar)).map_err(fault)?;
                let Value::Object(told) = told else { unreachable!("a swatch is an object") };
                object.extend(told);
                Ok(true)
            }
            Value::Object(object) => {
                let mut filled = false;
                for key in ["hints", "hint", "edits"] {
                    if let Some(value) = object.get_mut(key) {
                        filled |= self.fill(value)?;
                    }
                }
                Ok(filled)
            }
            _ => Ok(false),
        }
    }

    /// The hint that an option asks for.
    pub fn hint(&mut self, hint: &StyleHint) -> Result<Hint, Failure> {
        let Spot { x, y } = hint.place;
        Ok(Hint::swatch(Place::Point { x, y }, &self.swatch(&hint.style)?))
    }

    fn swatch(&mut self, named: &Named) -> Result<Swatch, Failure> {
        let swatch = match named {
            Named {
                library: Some(path), name: Some(name), reference: None, at: None, range: None, ..
            } => {
                let stored = match self.libraries.entry(path.clone()) {
                    Entry::Occupied(entry) => entry.into_mut(),
                    Entry::Vacant(entry) => entry.insert(StyleLibrary::open(path, &self.limits)?),
                };
                library::get(stored, name, path)?.swatch.clone()
            }
            Named { library: None, name: None, reference: Some(path), at: Some((x, y)), range, .. } => {
                let range = range.as_deref().map_or(Ok(StyleRange::default()), str::parse)?;
                self.picked(path, Spot { x: *x, y: *y }, range)?
            }
            _ => {
                let text = "a style that a hint names has `library` and `name`, or `reference` and `at`, and with these \
                            `range` if you like";
                return Err(Failure::argument(text));
            }
        };
        let swatch = named.change.of(swatch)?;
        let Some(groups) = &named.groups else { return Ok(swatch) };
        let chosen = swatch.only(groups);
        if chosen.style.is_empty() {
            let [wanted, shown] = [names(groups.iter().copied()), names(swatch.style.groups())];
            return Err(Failure::argument(format!("the style shows no {wanted}; it shows {shown}")));
        }
        Ok(chosen)
    }

    fn picked(&mut self, path: &Path, at: Spot, range: StyleRange) -> Result<Swatch, Failure> {
        let (picture, regions) = match self.pictures.entry(path.to_owned()) {
            Entry::Occupied(entry) => entry.into_mut(),
            Entry::Vacant(entry) => {
                let picture = Raster::open(path, &self.limits)?;
                let regions = Swatch::regions(&picture)?;
                entry.insert((picture, regions))
            }
        };
        inside(at, picture).map_err(|failure| failure.within(path))?;
        let picked = Swatch::pick(picture, regions.as_ref(), (at.x, at.y), range);
        picked.map_err(|error| Failure::from(error).within(path))
    }
}

/// Whether a style is told by where it is found.
fn names_style(style: &Value) -> bool {
    ["library", "name", "reference", "at"].iter().any(|key| style.get(key).is_some())
}

fn names_styles(prompt: &Value) -> bool {
    let hints = prompt.get("hints").and_then(Value::as_array);
    hints.is_some_and(|hints| hints.iter().any(|hint| hint.get("style").is_some_and(names_style)))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn files_are_told_from_names_and_places() {
        let read = |text: &str| text.parse::<StyleHint>().unwrap();
        let stored = read("1,2=C:\\my.styles:red: tartan");
        assert_eq!(stored.style.library.unwrap(), Path::new("C:\\my.styles"));
        assert_eq!(stored.style.name.unwrap(), "red: tartan");
        let picked = read("1.5,2=C:\\photo.jpg:420,310");
        assert_eq!(picked.style.reference.unwrap(), Path::new("C:\\photo.jpg"));
        assert_eq!((picked.place.x, picked.style.at), (1.5, Some((420.0, 310.0))));
        for bad in ["", "1,2", "1,2=a.png", "1,2=a.png:here", "1=a.styles:b"] {
            assert!(bad.parse::<StyleHint>().unwrap_err().contains("write x,y=LIBRARY.styles:NAME"), "{bad}");
        }
    }
}

//! Colour sheets in JSON.

use std::fmt;

use serde::de::value::{MapAccessDeserializer, SeqAccessDeserializer};
use serde::ser::SerializeMap;
use serde::{Deserialize, Deserializer, Serialize, Serializer, de};

use super::color::{PartColor, PartColors};
use super::{ColorSheet, Entries};
use crate::color::Rgb;
use crate::{Error, Result};

impl ColorSheet {
    /// Reads a sheet from JSON, in the format shown at [`ColorSheet`].
    ///
    /// # Errors
    /// [`Error::InvalidArgument`] with line and column, if the text is no JSON or another format, or
    /// names a colour that there is not, or the same part twice.
    pub fn from_json(text: &str) -> Result<Self> {
        serde_json::from_str(text).map_err(|error| Error::InvalidArgument(format!("colour sheet: {error}")))
    }

    /// Writes the sheet as indented JSON.
    pub fn to_json(&self) -> String {
        serde_json::to_string_pretty(self).expect("keys are names and values strings, which JSON can hold")
    }
}

impl<'de> Deserialize<'de> for Entries {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        struct Visitor;
        impl<'de> de::Visitor<'de> for Visitor {
            type Value = Entries;

            fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
                f.write_str("colours by part")
            }

            fn visit_map<A: de::MapAccess<'de>>(self, mut map: A) -> Result<Entries, A::Error> {
                let mut sheet = ColorSheet::new();
                while let Some(name) = map.next_key::<String>()? {
                    if sheet.named(&name).is_some() {
                        return Err(de::Error::custom(format!("`{name}` is there twice")));
                    }
                    let PartColors(colors) = map.next_value()?;
                    sheet.set_named(&name, colors).map_err(de::Error::custom)?;
                }
                Ok(sheet.entries)
            }
        }
        deserializer.deserialize_map(Visitor)
    }
}

impl Serialize for Entries {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        let mut map = serializer.serialize_map(Some(self.standard.len() + self.own.len()))?;
        for (label, colors) in &self.standard {
            map.serialize_entry(label, colors)?;
        }
        for (name, colors) in &self.own {
            map.serialize_entry(name, colors)?;
        }
        map.end()
    }
}

impl Serialize for PartColor {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        match *self {
            Self { normal, shadow: None, highlight: None } => normal.serialize(serializer),
            Self { normal, shadow, highlight } => Shades { normal, shadow, highlight }.serialize(serializer),
        }
    }
}

impl<'de> Deserialize<'de> for PartColor {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        struct Visitor;
        impl<'de> de::Visitor<'de> for Visitor {
            type Value = PartColor;

            fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
                f.write_str("a colour as \"#rrggbb\" or {\"normal\": …, \"shadow\": …, \"highlight\": …}")
            }

            fn visit_str<E: de::Error>(self, text: &str) -> Result<PartColor, E> {
                text.parse().map(PartColor::new).map_err(E::custom)
            }

            fn visit_map<A: de::MapAccess<'de>>(self, map: A) -> Result<PartColor, A::Error> {
                let Shades { normal, shadow, highlight } =
                    Shades::deserialize(MapAccessDeserializer::new(map))?;
                Ok(PartColor { normal, shadow, highlight })
            }
        }
        deserializer.deserialize_any(Visitor)
    }
}

impl<'de> Deserialize<'de> for PartColors {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        struct Visitor;
        impl<'de> de::Visitor<'de> for Visitor {
            type Value = PartColors;

            fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
                f.write_str("a colour or a list of colours")
            }

            fn visit_str<E: de::Error>(self, text: &str) -> Result<PartColors, E> {
                text.parse().map(|color| PartColors(vec![PartColor::new(color)])).map_err(E::custom)
            }

            fn visit_map<A: de::MapAccess<'de>>(self, map: A) -> Result<PartColors, A::Error> {
                Ok(PartColors(vec![PartColor::deserialize(MapAccessDeserializer::new(map))?]))
            }

            fn visit_seq<A: de::SeqAccess<'de>>(self, list: A) -> Result<PartColors, A::Error> {
                let colors = Vec::deserialize(SeqAccessDeserializer::new(list))?;
                if colors.is_empty() {
                    return Err(de::Error::custom("a part needs at least one colour"));
                }
                Ok(PartColors(colors))
            }
        }
        deserializer.deserialize_any(Visitor)
    }
}

/// [`PartColor`] in its long form.
#[derive(Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
struct Shades {
    normal: Rgb,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    shadow: Option<Rgb>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    highlight: Option<Rgb>,
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::label::Label;

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
}

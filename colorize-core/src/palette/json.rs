//! Colour sheets in JSON.

use std::fmt;

use serde::de::value::{MapAccessDeserializer, SeqAccessDeserializer};
use serde::de::{DeserializeSeed, MapAccess};
use serde::ser::SerializeMap;
use serde::{Deserialize, Deserializer, Serialize, Serializer, de};

use super::{ColorSheet, PartColor, PartColors, Parts};
use crate::Rgb;
use crate::label::{Label, LabelSet};

/// Reads a sheet whose parts are those of a label set or standard ones.
pub(super) struct SheetOf<'a>(pub(super) &'a LabelSet);

impl<'de> DeserializeSeed<'de> for SheetOf<'_> {
    type Value = ColorSheet;

    fn deserialize<D: Deserializer<'de>>(self, deserializer: D) -> Result<ColorSheet, D::Error> {
        deserializer.deserialize_map(self)
    }
}

impl<'de> de::Visitor<'de> for SheetOf<'_> {
    type Value = ColorSheet;

    fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("{\"name\": …, \"parts\": {…}}")
    }

    fn visit_map<A: MapAccess<'de>>(self, mut map: A) -> Result<ColorSheet, A::Error> {
        let (mut name, mut parts) = (None, None);
        while let Some(key) = map.next_key::<String>()? {
            match key.as_str() {
                "name" => name = map.next_value()?,
                "parts" => parts = Some(map.next_value_seed(PartsOf(self.0))?),
                _ => return Err(de::Error::unknown_field(&key, &["name", "parts"])),
            }
        }
        let parts = parts.ok_or_else(|| de::Error::missing_field("parts"))?;
        Ok(ColorSheet { name, parts })
    }
}

struct PartsOf<'a>(&'a LabelSet);

impl<'de> DeserializeSeed<'de> for PartsOf<'_> {
    type Value = Parts;

    fn deserialize<D: Deserializer<'de>>(self, deserializer: D) -> Result<Parts, D::Error> {
        deserializer.deserialize_map(self)
    }
}

impl<'de> de::Visitor<'de> for PartsOf<'_> {
    type Value = Parts;

    fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("colours by part")
    }

    fn visit_map<A: MapAccess<'de>>(self, mut map: A) -> Result<Parts, A::Error> {
        let mut parts = Parts::default();
        while let Some(name) = map.next_key::<String>()? {
            // A standard label is one whatever the set, so that a sheet fits many characters.
            if let Ok(label) = Label::from_name(&name) {
                parts.standard.insert(label, map.next_value()?);
            } else {
                self.0.number(&name).map_err(de::Error::custom)?;
                parts.own.insert(name, map.next_value()?);
            }
        }
        Ok(parts)
    }
}

impl Serialize for Parts {
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

//! Colour sheets in JSON.

use std::fmt;

use serde::de::value::{MapAccessDeserializer, SeqAccessDeserializer};
use serde::ser::SerializeMap;
use serde::{Deserialize, Deserializer, Serialize, Serializer, de};

use super::{ColorSheet, PartColor, PartColors, Parts};
use crate::Rgb;

impl<'de> Deserialize<'de> for Parts {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        struct Visitor;
        impl<'de> de::Visitor<'de> for Visitor {
            type Value = Parts;

            fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
                f.write_str("colours by part")
            }

            fn visit_map<A: de::MapAccess<'de>>(self, mut map: A) -> Result<Parts, A::Error> {
                let mut sheet = ColorSheet::new();
                while let Some(name) = map.next_key::<String>()? {
                    if sheet.named(&name).is_some() {
                        return Err(de::Error::custom(format!("`{name}` is there twice")));
                    }
                    let PartColors(colors) = map.next_value()?;
                    sheet.set_named(&name, colors).map_err(de::Error::custom)?;
                }
                Ok(sheet.parts)
            }
        }
        deserializer.deserialize_map(Visitor)
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

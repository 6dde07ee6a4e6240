use std::fmt;

use serde::de::value::MapAccessDeserializer;
use serde::{Deserialize, Deserializer, Serialize, de};

use super::{Hint, Place, Prompt};
use crate::color::Rgb;
use crate::style::{Exemplar, LocalStyle, StyleGroup};
use crate::{Error, Result};

/// A prompt as it stands in JSON.
#[derive(Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
struct Text {
    hints: Vec<Entry>,
}

/// One hint of a prompt.
#[derive(Clone, Serialize)]
#[serde(into = "Fields")]
struct Entry(Hint);

/// A hint as it stands in JSON.
#[derive(Default, Serialize, Deserialize)]
#[serde(default, deny_unknown_fields)]
struct Fields {
    #[serde(skip_serializing_if = "Option::is_none")]
    x: Option<f32>,
    #[serde(skip_serializing_if = "Option::is_none")]
    y: Option<f32>,
    #[serde(skip_serializing_if = "Option::is_none")]
    points: Option<Vec<(f32, f32)>>,
    #[serde(skip_serializing_if = "Option::is_none")]
    width: Option<f32>,
    #[serde(skip_serializing_if = "Option::is_none")]
    region: Option<u32>,
    #[serde(skip_serializing_if = "Option::is_none")]
    part: Option<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    color: Option<Rgb>,
    #[serde(skip_serializing_if = "Option::is_none")]
    style: Option<LocalStyle>,
    #[serde(skip_serializing_if = "Option::is_none")]
    exemplar: Option<Exemplar>,
    #[serde(skip_serializing_if = "Option::is_none")]
    strength: Option<f32>,
    #[serde(skip_serializing_if = "Option::is_none")]
    follow: Option<bool>,
}

impl Prompt {
    /// Reads hints from JSON, in the format shown at [`Prompt`].
    ///
    /// Whether they fit a drawing is for [`Prompt::check`] to say, and whether the parts are known for
    /// [`Prompt::check_parts`].
    ///
    /// # Errors
    /// [`Error::InvalidArgument`] with line and column, if the text is no JSON or another format, or
    /// names a style group or colour that there is not.
    pub fn from_json(text: &str) -> Result<Self> {
        let text: Text =
            serde_json::from_str(text).map_err(|e| Error::InvalidArgument(format!("hints: {e}")))?;
        Ok(text.hints.into_iter().map(|entry| entry.0).collect())
    }

    /// Writes the hints as indented JSON, in the format shown at [`Prompt`].
    ///
    /// # Errors
    /// [`Error::InvalidArgument`] if a hint's place is a mask or a number is not finite; JSON has no form
    /// for these. Hints count from 1.
    pub fn to_json(&self) -> Result<String> {
        let mut hints = Vec::with_capacity(self.hints.len());
        for (i, hint) in self.hints.iter().enumerate() {
            let finite = hint.strength.is_finite()
                && match &hint.place {
                    Place::Point { x, y } => x.is_finite() && y.is_finite(),
                    Place::Stroke { points, width } => {
                        width.is_finite() && points.iter().all(|(x, y)| x.is_finite() && y.is_finite())
                    }
                    _ => true,
                };
            let fault = match hint.place {
                Place::Mask(_) => "has a mask",
                _ if !finite => "has a number that is not finite",
                _ => {
                    hints.push(Entry(hint.clone()));
                    continue;
                }
            };
            return Err(Error::InvalidArgument(format!("hint {} {fault}, which JSON cannot hold", i + 1)));
        }
        Ok(serde_json::to_string_pretty(&Text { hints })
            .expect("every number is finite and every key a name"))
    }
}

// By hand: serde's `try_from` would report a hint's faults at whatever follows the hint.
impl<'de> Deserialize<'de> for Entry {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        struct Visitor;
        impl<'de> de::Visitor<'de> for Visitor {
            type Value = Entry;

            fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
                f.write_str("a hint, such as {\"x\": 120, \"y\": 80, \"color\": \"#ff0000\"}")
            }

            fn visit_map<A: de::MapAccess<'de>>(self, map: A) -> Result<Entry, A::Error> {
                Fields::deserialize(MapAccessDeserializer::new(map))?.try_into().map_err(de::Error::custom)
            }
        }
        deserializer.deserialize_map(Visitor)
    }
}

impl TryFrom<Fields> for Entry {
    type Error = &'static str;

    fn try_from(fields: Fields) -> Result<Self, &'static str> {
        let Fields { x, y, points, width, region, part, color, style, exemplar, strength, follow } = fields;
        if width.is_some() && points.is_none() {
            return Err("`width` goes with `points`");
        }
        let place = match (x, y, points, region, part) {
            (Some(x), Some(y), None, None, None) => Place::Point { x, y },
            (None, None, Some(points), None, None) => Place::Stroke { points, width: width.unwrap_or(1.0) },
            (None, None, None, Some(id), None) => Place::Region(id),
            (None, None, None, None, Some(name)) => Place::Part(name),
            (None, None, None, None, None) => {
                return Err("a hint needs a place: `x` and `y`, `points`, `region` or `part`");
            }
            (Some(_), None, ..) | (None, Some(_), ..) => return Err("`x` and `y` go together"),
            _ => return Err("a hint has one place: `x` and `y`, `points`, `region` or `part`"),
        };
        let mut set = style.unwrap_or_default();
        if let Some(color) = color {
            set.merge(&LocalStyle::color(color));
        }
        if set.is_empty() {
            return Err("a hint needs a `color` or a `style`");
        }
        let hint = Hint { exemplar, ..Hint::new(place, set) };
        Ok(Self(hint.with_strength(strength.unwrap_or(1.0)).with_follow(follow.unwrap_or(true))))
    }
}

impl From<Entry> for Fields {
    fn from(Entry(hint): Entry) -> Self {
        let mut fields = Self::default();
        match hint.place {
            Place::Point { x, y } => (fields.x, fields.y) = (Some(x), Some(y)),
            Place::Stroke { points, width } => (fields.points, fields.width) = (Some(points), Some(width)),
            Place::Region(id) => fields.region = Some(id),
            Place::Part(name) => fields.part = Some(name),
            Place::Mask(_) => {} // to_json refuses it
        }
        // A colour of 8 bits is written as one; any other keeps its digits within the style.
        let mut style = hint.style;
        fields.color = style.rgb().filter(|&rgb| style.get(StyleGroup::Color) == Some(&rgb.to_unit()));
        if fields.color.is_some() {
            style.unset(StyleGroup::Color);
        }
        fields.style = (!style.is_empty()).then_some(style);
        fields.exemplar = hint.exemplar;
        fields.follow = (!hint.follow).then_some(false);
        fields.strength = (hint.strength != 1.0).then_some(hint.strength);
        fields
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::Plane;

    const SAMPLE: &str = r##"{"hints": [
        {"x": 10, "y": 20.5, "color": "#ff0000"},
        {"points": [[1, 2], [3, 4]], "width": 5, "color": "#00ff00"},
        {"points": [[1, 2]], "color": "#00ff00"},
        {"region": 7, "color": "#0000ff", "strength": 0.5},
        {"part": "hair", "style": {"painting": [0.5, 1]}, "color": "#fff"},
        {"part": "top", "style": {"color": [0.1234, 0, 1]}}
    ]}"##;

    #[test]
    fn every_form_is_read_and_written_back() {
        let prompt = Prompt::from_json(SAMPLE).unwrap();
        let [point, stroke, hairline, region, part, soft] = &prompt.hints[..] else { panic!("six hints") };
        assert_eq!(*point, Hint::point(10.0, 20.5, Rgb::new(255, 0, 0)));
        assert_eq!(*stroke, Hint::stroke(vec![(1.0, 2.0), (3.0, 4.0)], 5.0, Rgb::new(0, 255, 0)));
        assert_eq!(*hairline, Hint::stroke(vec![(1.0, 2.0)], 1.0, Rgb::new(0, 255, 0)));
        assert_eq!(*region, Hint::region(7, Rgb::new(0, 0, 255)).with_strength(0.5));
        assert_eq!(part.place, Place::Part("hair".into()));
        assert_eq!(part.style.rgb(), Some(Rgb::WHITE));
        assert_eq!(part.style.get(StyleGroup::Painting), Some(&[0.5, 1.0][..]));
        assert_eq!(soft.style.get(StyleGroup::Color), Some(&[0.1234, 0.0, 1.0][..]));
        assert_eq!(Prompt::from_json(&prompt.to_json().unwrap()).unwrap(), prompt);
    }

    #[test]
    fn mistakes_are_told_with_their_line() {
        let check = |hint: &str, expected: &str| {
            let text = format!("{{\"hints\": [\n{{\"x\": 1, \"y\": 1, \"color\": \"#fff\"}},\n{hint}\n]}}");
            let error = Prompt::from_json(&text).unwrap_err().to_string();
            assert!(error.starts_with("hints: ") && error.contains(expected), "{error}");
            assert!(error.contains("at line 3 column "), "{error}");
        };
        check(r##"{"x": 1, "color": "#fff"}"##, "`x` and `y` go together");
        check(r##"{"color": "#fff"}"##, "a hint needs a place");
        check(r##"{"region": 1, "part": "hair", "color": "#fff"}"##, "a hint has one place");
        check(r##"{"region": 1, "width": 2, "color": "#fff"}"##, "`width` goes with `points`");
        check(r#"{"region": 1}"#, "a hint needs a `color` or a `style`");
        check(r##"{"label": "hair", "color": "#fff"}"##, "unknown field `label`");
        check(r#"{"region": 1, "color": "red"}"#, "`red` is not a colour");
        check(r##"{"region": -1, "color": "#fff"}"##, "expected u32");
        check(r##"{"regoin": 1, "color": "#fff"}"##, "unknown field `regoin`");
        check(r#"{"region": 1, "style": {"painting": [1]}}"#, "painting has 2 values, not 1");
        check(r#"{"region": 1 "color""#, "expected `,` or `}`");
        check("3", "expected a hint, such as {");
    }

    #[test]
    fn what_json_cannot_hold_is_refused() {
        let mask = Hint::new(Place::Mask(Plane::filled(2, 2, true)), LocalStyle::color(Rgb::WHITE));
        let check = |hint: Hint, expected: &str| {
            assert_eq!(Prompt::from([hint]).to_json().unwrap_err().to_string(), expected);
        };
        check(mask, "hint 1 has a mask, which JSON cannot hold");
        let nowhere = Hint::point(f32::NAN, 0.0, Rgb::WHITE);
        check(nowhere, "hint 1 has a number that is not finite, which JSON cannot hold");
    }
}

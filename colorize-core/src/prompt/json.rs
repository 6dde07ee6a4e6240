use std::fmt;

use serde::de::value::MapAccessDeserializer;
use serde::{Deserialize, Deserializer, Serialize, Serializer, de, ser};

use super::{Hint, Mask, Place, Prompt};
use crate::color::Rgb;
use crate::style::{Exemplar, LocalStyle, StyleGroup};
use crate::{Error, Result};

/// A prompt as it stands in JSON.
#[derive(Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
struct Text {
    hints: Vec<Hint>,
}

/// A hint as it stands in JSON.
#[derive(Default, Serialize, Deserialize)]
#[serde(default, deny_unknown_fields)]
struct Fields {
    #[serde(skip_serializing_if = "Option::is_none")]
    x: Option<f32>,
    #[serde(skip_serializing_if = "Option::is_none")]
    y: Option<f32>,
    #[serde(skip_serializing)]
    point: Option<(f32, f32)>,
    #[serde(skip_serializing_if = "Option::is_none")]
    points: Option<Vec<(f32, f32)>>,
    #[serde(skip_serializing_if = "Option::is_none")]
    width: Option<f32>,
    #[serde(skip_serializing_if = "Option::is_none")]
    region: Option<u32>,
    #[serde(skip_serializing_if = "Option::is_none")]
    part: Option<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    mask: Option<Mask>,
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

/// What JSON cannot hold, to follow "hint 3 ".
const ENDLESS: &str = "has a number that is not finite, which JSON cannot hold";

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
        Ok(text.hints.into())
    }

    /// Writes the hints as indented JSON, in the format shown at [`Prompt`].
    ///
    /// # Errors
    /// [`Error::InvalidArgument`] if a number is not finite; JSON has no form for these. Hints count from 1.
    pub fn to_json(&self) -> Result<String> {
        if let Some(i) = self.hints.iter().position(|hint| !hint.is_finite()) {
            return Err(Error::InvalidArgument(format!("hint {} {ENDLESS}", i + 1)));
        }
        Ok(serde_json::to_string_pretty(&Text { hints: self.hints.clone() })
            .expect("every number is finite and every key a name"))
    }
}

impl Hint {
    fn is_finite(&self) -> bool {
        self.strength.is_finite() && self.place.is_finite()
    }
}

impl Place {
    fn is_finite(&self) -> bool {
        match self {
            Self::Point { x, y } => x.is_finite() && y.is_finite(),
            Self::Stroke { points, width } => {
                width.is_finite() && points.iter().all(|(x, y)| x.is_finite() && y.is_finite())
            }
            _ => true,
        }
    }
}

impl Serialize for Hint {
    /// Writes it as an entry of what is shown at [`Prompt`]; fails if a number is not finite.
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        if !self.is_finite() {
            return Err(ser::Error::custom(format_args!("a hint {ENDLESS}")));
        }
        let mut fields = Fields::from(self.place.clone());
        // A colour of 8 bits is written as one; any other keeps its digits within the style.
        let mut style = self.style;
        fields.color = style.rgb().filter(|&rgb| style.get(StyleGroup::Color) == Some(&rgb.to_unit()));
        if fields.color.is_some() {
            style.unset(StyleGroup::Color);
        }
        fields.style = (!style.is_empty()).then_some(style);
        fields.exemplar.clone_from(&self.exemplar);
        fields.strength = (self.strength != 1.0).then_some(self.strength);
        fields.follow = (!self.follow).then_some(false);
        fields.serialize(serializer)
    }
}

impl Serialize for Place {
    /// Writes it as a hint's without a colour, in the format shown at [`Prompt`]; fails if a number is not finite.
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        if !self.is_finite() {
            return Err(ser::Error::custom(format_args!("a place {ENDLESS}")));
        }
        Fields::from(self.clone()).serialize(serializer)
    }
}

impl<'de> Deserialize<'de> for Hint {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        let expected = "a hint, such as {\"x\": 120, \"y\": 80, \"color\": \"#ff0000\"}";
        deserializer.deserialize_map(Visitor { expected, read: Fields::hint })
    }
}

impl<'de> Deserialize<'de> for Place {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        let expected = "a place, such as {\"x\": 120, \"y\": 80}";
        deserializer.deserialize_map(Visitor { expected, read: Fields::bare_place })
    }
}

/// Reads fields by hand: serde's `try_from` would report a hint's faults at whatever follows the hint.
struct Visitor<T> {
    expected: &'static str,
    read: fn(Fields) -> Result<T, &'static str>,
}

impl<'de, T> de::Visitor<'de> for Visitor<T> {
    type Value = T;

    fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.expected)
    }

    fn visit_map<A: de::MapAccess<'de>>(self, map: A) -> Result<T, A::Error> {
        (self.read)(Fields::deserialize(MapAccessDeserializer::new(map))?).map_err(de::Error::custom)
    }
}

impl Fields {
    fn hint(mut self) -> Result<Hint, &'static str> {
        let (color, style, exemplar) = (self.color.take(), self.style.take(), self.exemplar.take());
        let (strength, follow) = (self.strength.take(), self.follow.take());
        let place = self.place()?;
        let mut set = style.unwrap_or_default();
        if let Some(color) = color {
            set.merge(&LocalStyle::color(color));
        }
        if set.is_empty() {
            return Err("a hint needs a `color` or a `style`");
        }
        let hint = Hint { exemplar, ..Hint::new(place, set) };
        Ok(hint.with_strength(strength.unwrap_or(1.0)).with_follow(follow.unwrap_or(true)))
    }

    fn bare_place(self) -> Result<Place, &'static str> {
        match self {
            Self { color: None, style: None, exemplar: None, strength: None, follow: None, .. } => {
                self.place()
            }
            _ => Err("a place has no `color`, `style`, `exemplar`, `strength` or `follow`"),
        }
    }

    fn place(self) -> Result<Place, &'static str> {
        let Self { x, y, point, points, width, region, part, mask, .. } = self;
        if width.is_some() && points.is_none() {
            return Err("`width` goes with `points`");
        }
        let spot = match (x, y, point) {
            (None, None, None) => None,
            (Some(x), Some(y), None) | (None, None, Some((x, y))) => Some(Place::Point { x, y }),
            (_, _, None) => return Err("`x` and `y` go together"),
            _ => return Err("`point` takes the place of `x` and `y`"),
        };
        let stroke = points.map(|points| Place::Stroke { points, width: width.unwrap_or(1.0) });
        let all = [spot, stroke, region.map(Place::Region), part.map(Place::Part), mask.map(Place::Mask)];
        let mut all = all.into_iter().flatten();
        match (all.next(), all.next()) {
            (Some(place), None) => Ok(place),
            (None, _) => {
                Err("a hint needs a place: `x` and `y`, `point`, `points`, `region`, `part` or `mask`")
            }
            _ => Err("a hint has one place: `x` and `y`, `point`, `points`, `region`, `part` or `mask`"),
        }
    }
}

impl From<Place> for Fields {
    fn from(place: Place) -> Self {
        let mut fields = Self::default();
        match place {
            Place::Point { x, y } => (fields.x, fields.y) = (Some(x), Some(y)),
            Place::Stroke { points, width } => (fields.points, fields.width) = (Some(points), Some(width)),
            Place::Region(id) => fields.region = Some(id),
            Place::Part(name) => fields.part = Some(name),
            Place::Mask(mask) => fields.mask = Some(mask),
        }
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
        {"part": "top", "style": {"color": [0.1234, 0, 1]}},
        {"mask": {"width": 3, "height": 2, "runs": [1, 2, 3]}, "color": "#0f0"},
        {"point": [10, 20.5], "color": "#ff0000"}
    ]}"##;

    #[test]
    fn every_form_is_read_and_written_back() {
        let prompt = Prompt::from_json(SAMPLE).unwrap();
        let [point, stroke, hairline, region, part, soft, mask, again] = &prompt.hints[..] else {
            panic!("eight hints")
        };
        assert_eq!(*point, Hint::point(10.0, 20.5, Rgb::new(255, 0, 0)));
        assert_eq!(*stroke, Hint::stroke(vec![(1.0, 2.0), (3.0, 4.0)], 5.0, Rgb::new(0, 255, 0)));
        assert_eq!(*hairline, Hint::stroke(vec![(1.0, 2.0)], 1.0, Rgb::new(0, 255, 0)));
        assert_eq!(*region, Hint::region(7, Rgb::new(0, 0, 255)).with_strength(0.5));
        assert_eq!(part.place, Place::Part("hair".into()));
        assert_eq!(part.style.rgb(), Some(Rgb::WHITE));
        assert_eq!(part.style.get(StyleGroup::Painting), Some(&[0.5, 1.0][..]));
        assert_eq!(soft.style.get(StyleGroup::Color), Some(&[0.1234, 0.0, 1.0][..]));
        let pixels = Plane::from_fn(3, 2, |x, y| x > 0 && y == 0);
        assert_eq!(mask.place, Place::Mask((&pixels).into()));
        assert_eq!(again, point);
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
        check(r##"{"point": [1, 2], "x": 1, "color": "#fff"}"##, "`point` takes the place of `x` and `y`");
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
        let check = |hint: Hint, expected: &str| {
            assert_eq!(Prompt::from([hint]).to_json().unwrap_err().to_string(), expected);
        };
        let nowhere = Hint::point(f32::NAN, 0.0, Rgb::WHITE);
        check(nowhere, "hint 1 has a number that is not finite, which JSON cannot hold");
    }
}

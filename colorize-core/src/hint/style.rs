use std::fmt;
use std::ops::Range;

use serde::ser::SerializeMap;
use serde::{Deserialize, Deserializer, Serialize, Serializer, de};

use crate::color::Rgb;
use crate::error::named;
use crate::{Error, Result};

/// A group of channels of a local style that belong together and are set or left open together.
///
/// In JSON a group is its name.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
#[non_exhaustive]
#[repr(u8)]
pub enum StyleGroup {
    /// The colour: sRGB red, green, blue, 0 to 1. Channels 0 to 2.
    Color = 0,
    /// The grain of the surface. Channels 3 to 6.
    Texture = 1,
    /// How colour runs over the area. Channels 7 to 10.
    Gradation = 2,
    /// The manner of painting, from flat to brushed. Channels 11 and 12.
    Painting = 3,
    /// What repeats: stripes, checks, dots. Channels 13 to 16.
    Pattern = 4,
    /// The glints. Channels 17 to 19.
    Highlight = 5,
    /// The shade. Channels 20 to 22.
    Shadow = 6,
}

/// All groups, in the order of their channels.
pub const GROUPS: [StyleGroup; 7] = [
    StyleGroup::Color,
    StyleGroup::Texture,
    StyleGroup::Gradation,
    StyleGroup::Painting,
    StyleGroup::Pattern,
    StyleGroup::Highlight,
    StyleGroup::Shadow,
];

/// How many channels a local style has.
pub const STYLE_CHANNELS: usize = 23;

/// The channels of a dense prompt that tell which groups are set, in the order of [`GROUPS`].
pub const MASK_CHANNELS: Range<usize> = STYLE_CHANNELS..STYLE_CHANNELS + GROUPS.len();

/// The channel of a dense prompt that tells the strength.
pub const STRENGTH_CHANNEL: usize = MASK_CHANNELS.end;

/// How many channels a dense prompt has: a local style, a mask for each group, the strength.
pub const PROMPT_CHANNELS: usize = STRENGTH_CHANNEL + 1;

/// What is known of the style at one place: some groups are set, others left open.
///
/// As JSON, the set groups by name: `{"color": [1, 0, 0], "painting": [0.5, 0.2]}`.
#[derive(Clone, Copy, Debug, Default, PartialEq)]
pub struct LocalStyle {
    /// Channels of groups that are not set are 0.
    values: [f32; STYLE_CHANNELS],
    /// One bit a group.
    set: u8,
}

impl StyleGroup {
    /// Gives the channels of the group within a local style.
    pub const fn channels(self) -> Range<usize> {
        match self {
            Self::Color => 0..3,
            Self::Texture => 3..7,
            Self::Gradation => 7..11,
            Self::Painting => 11..13,
            Self::Pattern => 13..17,
            Self::Highlight => 17..20,
            Self::Shadow => 20..23,
        }
    }

    /// Gives the name, in small letters: `color`.
    pub const fn name(self) -> &'static str {
        match self {
            Self::Color => "color",
            Self::Texture => "texture",
            Self::Gradation => "gradation",
            Self::Painting => "painting",
            Self::Pattern => "pattern",
            Self::Highlight => "highlight",
            Self::Shadow => "shadow",
        }
    }

    /// Finds the group of a name.
    ///
    /// # Errors
    /// [`Error::InvalidArgument`] if there is no such group; the message lists the known ones.
    pub fn from_name(name: &str) -> Result<Self> {
        named("style group", &GROUPS, Self::name, name)
    }

    const fn bit(self) -> u8 {
        1 << self as u8
    }
}

impl fmt::Display for StyleGroup {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.pad(self.name())
    }
}

impl LocalStyle {
    /// Makes a style that sets nothing.
    pub fn new() -> Self {
        Self::default()
    }

    /// Makes a style of a colour only.
    pub fn color(color: Rgb) -> Self {
        let mut style = Self::new();
        style.write(StyleGroup::Color, &color.to_unit());
        style
    }

    /// Makes a style that sets every group, from all [`STYLE_CHANNELS`] values as an encoder gives them.
    ///
    /// # Errors
    /// As [`LocalStyle::set`].
    pub fn from_values(values: [f32; STYLE_CHANNELS]) -> Result<Self> {
        let mut style = Self::new();
        for group in GROUPS {
            style.set(group, &values[group.channels()])?;
        }
        Ok(style)
    }

    /// Sets a group, to as many values as it has channels.
    ///
    /// # Errors
    /// [`Error::InvalidArgument`] if there are more or fewer values, one is not finite, or one of a colour
    /// is outside 0 to 1.
    pub fn set(&mut self, group: StyleGroup, values: &[f32]) -> Result<()> {
        let count = group.channels().len();
        if values.len() != count {
            let found = values.len();
            return Err(Error::InvalidArgument(format!("{group} has {count} values, not {found}")));
        }
        let color = group == StyleGroup::Color;
        let fits = |v: f32| if color { (0.0..=1.0).contains(&v) } else { v.is_finite() };
        if let Some(v) = values.iter().find(|&&v| !fits(v)) {
            let allowed = if color { "0 to 1" } else { "finite" };
            return Err(Error::InvalidArgument(format!("{group} has a value {v}; its values are {allowed}")));
        }
        self.write(group, values);
        Ok(())
    }

    /// Leaves a group open.
    pub fn unset(&mut self, group: StyleGroup) {
        self.values[group.channels()].fill(0.0);
        self.set &= !group.bit();
    }

    /// Tells whether a group is set.
    pub fn has(&self, group: StyleGroup) -> bool {
        self.set & group.bit() != 0
    }

    /// Tells whether no group is set.
    pub fn is_empty(&self) -> bool {
        self.set == 0
    }

    /// Gives the set groups, in the order of their channels.
    pub fn groups(&self) -> impl Iterator<Item = StyleGroup> + use<> {
        let style = *self;
        GROUPS.into_iter().filter(move |&group| style.has(group))
    }

    /// Gives the values of a group; `None` if it is not set.
    pub fn get(&self, group: StyleGroup) -> Option<&[f32]> {
        self.has(group).then(|| &self.values[group.channels()])
    }

    /// Gives the colour; `None` if it is not set. A colour of 8 bits comes back as it went in.
    pub fn rgb(&self) -> Option<Rgb> {
        let [r, g, b, ..] = self.values;
        self.has(StyleGroup::Color).then(|| Rgb::from_unit([r, g, b]))
    }

    /// Gives all channels, 0 in groups that are not set.
    pub fn values(&self) -> &[f32; STYLE_CHANNELS] {
        &self.values
    }

    /// Gives 1 for each group that is set and 0 for the others, in the order of [`GROUPS`].
    pub fn mask(&self) -> [f32; GROUPS.len()] {
        GROUPS.map(|group| f32::from(u8::from(self.has(group))))
    }

    /// Gives the style with only those of its groups that are named.
    pub fn only(&self, groups: &[StyleGroup]) -> Self {
        let mut part = Self::new();
        part.overlay(self, groups);
        part
    }

    /// Takes over every group that `over` sets; its other groups stay as they are.
    pub fn merge(&mut self, over: &Self) {
        self.overlay(over, &GROUPS);
    }

    fn overlay(&mut self, over: &Self, groups: &[StyleGroup]) {
        for &group in groups {
            if let Some(values) = over.get(group) {
                self.write(group, values);
            }
        }
    }

    fn write(&mut self, group: StyleGroup, values: &[f32]) {
        self.values[group.channels()].copy_from_slice(values);
        self.set |= group.bit();
    }
}

impl Serialize for LocalStyle {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        let mut map = serializer.serialize_map(Some(self.groups().count()))?;
        for group in self.groups() {
            map.serialize_entry(&group, &self.values[group.channels()])?;
        }
        map.end()
    }
}

impl<'de> Deserialize<'de> for LocalStyle {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        struct Visitor;
        impl<'de> de::Visitor<'de> for Visitor {
            type Value = LocalStyle;

            fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
                f.write_str("style groups with their values, such as {\"color\": [1, 0, 0]}")
            }

            fn visit_map<A: de::MapAccess<'de>>(self, mut map: A) -> Result<LocalStyle, A::Error> {
                let mut style = LocalStyle::new();
                while let Some((group, values)) = map.next_entry::<StyleGroup, Vec<f32>>()? {
                    style.set(group, &values).map_err(de::Error::custom)?;
                }
                Ok(style)
            }
        }
        deserializer.deserialize_map(Visitor)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn channels_follow_one_another() {
        let mut next = 0;
        for (i, group) in GROUPS.into_iter().enumerate() {
            assert_eq!((group as usize, group.channels().start), (i, next));
            next = group.channels().end;
            assert_eq!(StyleGroup::from_name(group.name()).unwrap(), group);
            assert_eq!(serde_json::to_string(&group).unwrap(), format!("\"{group}\""));
        }
        assert_eq!(
            (next, MASK_CHANNELS, STRENGTH_CHANNEL, PROMPT_CHANNELS),
            (STYLE_CHANNELS, 23..30, 30, 31)
        );
        let error = StyleGroup::from_name("colour").unwrap_err().to_string();
        assert!(
            error.starts_with("unknown style group `colour`; the style groups are color, texture"),
            "{error}"
        );
    }

    #[test]
    fn every_colour_comes_back() {
        for v in 0..=255 {
            let color = Rgb::new(v, 255 - v, v / 2);
            assert_eq!(LocalStyle::color(color).rgb(), Some(color));
        }
        assert_eq!(LocalStyle::new().rgb(), None);
    }

    #[test]
    fn groups_are_set_and_left_open_alone() {
        let mut style = LocalStyle::from_values(std::array::from_fn(|i| i as f32 / 32.0)).unwrap();
        assert_eq!(style.groups().collect::<Vec<_>>(), GROUPS);
        style.unset(StyleGroup::Texture);
        assert_eq!(style.get(StyleGroup::Texture), None);
        assert_eq!(style.values()[2..8], [2.0 / 32.0, 0.0, 0.0, 0.0, 0.0, 7.0 / 32.0]);
        assert_eq!(style.mask(), [1.0, 0.0, 1.0, 1.0, 1.0, 1.0, 1.0]);

        let part = style.only(&[StyleGroup::Painting, StyleGroup::Texture]);
        assert_eq!(part.groups().collect::<Vec<_>>(), [StyleGroup::Painting]);
        let mut red = LocalStyle::color(Rgb::new(255, 0, 0));
        red.merge(&part);
        assert_eq!(red.rgb(), Some(Rgb::new(255, 0, 0)));
        assert_eq!(red.get(StyleGroup::Painting), Some(&[11.0 / 32.0, 12.0 / 32.0][..]));
    }

    #[test]
    fn values_that_do_not_fit_are_refused() {
        let check = |group, values: &[f32], expected: &str| {
            let mut style = LocalStyle::new();
            assert_eq!(style.set(group, values).unwrap_err().to_string(), expected);
            assert!(style.is_empty());
        };
        check(StyleGroup::Color, &[0.0, 1.0], "color has 3 values, not 2");
        check(StyleGroup::Color, &[0.0, 1.0, 1.5], "color has a value 1.5; its values are 0 to 1");
        check(StyleGroup::Painting, &[0.0, f32::NAN], "painting has a value NaN; its values are finite");
    }

    #[test]
    fn json_holds_the_set_groups() {
        let mut style = LocalStyle::color(Rgb::WHITE);
        style.set(StyleGroup::Painting, &[0.5, -0.25]).unwrap();
        let text = serde_json::to_string(&style).unwrap();
        assert_eq!(text, r#"{"color":[1.0,1.0,1.0],"painting":[0.5,-0.25]}"#);
        assert_eq!(serde_json::from_str::<LocalStyle>(&text).unwrap(), style);
        let error = serde_json::from_str::<LocalStyle>(r#"{"shine":[1]}"#).unwrap_err().to_string();
        assert!(error.contains("unknown variant `shine`, expected one of `color`"), "{error}");
    }
}

use std::fmt;
use std::ops::RangeInclusive;

use serde::ser::SerializeMap;
use serde::{Deserialize, Deserializer, Serialize, Serializer, de};

use super::group::StyleGroup;
use crate::color::Rgb;
use crate::{Error, Result};

/// How many values a local style has.
pub(crate) const STYLE_CHANNELS: usize = 23;

/// What is known of the style at one place: some groups are set, others left open.
///
/// As JSON, the set groups by name: `{"color": [1, 0, 0], "painting": [0.5, 0.2]}`.
#[derive(Clone, Copy, Debug, Default, PartialEq)]
pub struct LocalStyle {
    /// Values of groups that are not set are 0.
    values: [f32; STYLE_CHANNELS],
    /// One bit a group.
    set: u8,
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

    /// Sets a group, to as many values as it has ([`StyleGroup::size`]).
    ///
    /// # Errors
    /// [`Error::InvalidArgument`] if there are more or fewer values, or one is outside of what [`StyleGroup`] says.
    pub fn set(&mut self, group: StyleGroup, values: &[f32]) -> Result<()> {
        let count = group.size();
        if values.len() != count {
            let found = values.len();
            return Err(Error::InvalidArgument(format!("{group} has {count} values, not {found}")));
        }
        if let Some((v, (name, allowed))) =
            values.iter().zip(group.allowed()).find(|(v, (_, allowed))| !allowed.contains(v))
        {
            let (least, most) = (allowed.start(), allowed.end());
            return Err(Error::InvalidArgument(format!(
                "{group} has a value {v:?}; its {name} is {least} to {most}"
            )));
        }
        self.write(group, values);
        Ok(())
    }

    /// Sets a group to the nearest values that it may have; NaN counts as 0.
    pub(crate) fn set_nearest(&mut self, group: StyleGroup, values: &[f32]) {
        let nearest = |(v, (_, allowed)): (&f32, &(_, RangeInclusive<f32>))| {
            if v.is_nan() { 0.0 } else { v.clamp(*allowed.start(), *allowed.end()) }
        };
        let values: Vec<f32> = values.iter().zip(group.allowed()).map(nearest).collect();
        self.write(group, &values);
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

    /// Gives the set groups, in the order of [`StyleGroup::ALL`].
    pub fn groups(&self) -> impl Iterator<Item = StyleGroup> + use<> {
        let style = *self;
        StyleGroup::ALL.into_iter().filter(move |&group| style.has(group))
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

    /// Gives all values, 0 in groups that are not set.
    pub(crate) fn values(&self) -> &[f32; STYLE_CHANNELS] {
        &self.values
    }

    /// Gives the style with only those of its groups that are named.
    pub fn only(&self, groups: &[StyleGroup]) -> Self {
        let mut subset = Self::new();
        subset.overlay(self, groups);
        subset
    }

    /// Takes over every group that `over` sets; its other groups stay as they are.
    pub fn merge(&mut self, over: &Self) {
        self.overlay(over, &StyleGroup::ALL);
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
    fn every_colour_comes_back() {
        for v in 0..=255 {
            let color = Rgb::new(v, 255 - v, v / 2);
            assert_eq!(LocalStyle::color(color).rgb(), Some(color));
        }
        assert_eq!(LocalStyle::new().rgb(), None);
    }

    #[test]
    fn groups_are_set_and_left_open_alone() {
        let all: Vec<f32> = (0..STYLE_CHANNELS).map(|i| i as f32 / 32.0).collect();
        let mut style = LocalStyle::new();
        for group in StyleGroup::ALL {
            style.set(group, &all[group.channels()]).unwrap();
        }
        assert_eq!(style.groups().collect::<Vec<_>>(), StyleGroup::ALL);
        style.unset(StyleGroup::Texture);
        assert_eq!(style.get(StyleGroup::Texture), None);
        assert_eq!(style.values()[2..8], [2.0 / 32.0, 0.0, 0.0, 0.0, 0.0, 7.0 / 32.0]);
        assert_eq!(style.groups().count(), 6);

        let subset = style.only(&[StyleGroup::Painting, StyleGroup::Texture]);
        assert_eq!(subset.groups().collect::<Vec<_>>(), [StyleGroup::Painting]);
        let mut red = LocalStyle::color(Rgb::new(255, 0, 0));
        red.merge(&subset);
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
        check(StyleGroup::Color, &[0.0, 1.0, 1.5], "color has a value 1.5; its blue is 0 to 1");
        check(StyleGroup::Painting, &[0.0, f32::NAN], "painting has a value NaN; its grain is 0 to 2");
        let lightness = "gradation has a value 1e30; its change of lightness is -2 to 2";
        check(StyleGroup::Gradation, &[0.25, 1e30, 1e30, 0.0], lightness);
        check(StyleGroup::Pattern, &[-1.0; 4], "pattern has a value -1.0; its period is 0 to 65536");
    }

    #[test]
    fn no_value_of_any_group_is_absurd() {
        for group in StyleGroup::ALL {
            for at in 0..group.size() {
                for absurd in [1e30, -1e30, f32::NAN, f32::INFINITY, f32::NEG_INFINITY] {
                    let mut values = vec![0.5; group.size()];
                    values[at] = absurd;
                    let mut style = LocalStyle::new();
                    let error = style.set(group, &values).unwrap_err().to_string();
                    let name = group.allowed()[at].0;
                    assert!(
                        error.starts_with(&format!("{group} has a value {absurd:?}; its {name} is ")),
                        "{error}"
                    );
                    style.set_nearest(group, &values);
                    let nearest = style.get(group).unwrap().to_vec();
                    style.set(group, &nearest).unwrap();
                }
            }
        }
    }

    #[test]
    fn json_holds_the_set_groups() {
        let mut style = LocalStyle::color(Rgb::WHITE);
        style.set(StyleGroup::Painting, &[0.5, 0.25]).unwrap();
        let text = serde_json::to_string(&style).unwrap();
        assert_eq!(text, r#"{"color":[1.0,1.0,1.0],"painting":[0.5,0.25]}"#);
        assert_eq!(serde_json::from_str::<LocalStyle>(&text).unwrap(), style);
        let error = serde_json::from_str::<LocalStyle>(r#"{"shine":[1]}"#).unwrap_err().to_string();
        assert!(error.contains("unknown variant `shine`, expected one of `color`"), "{error}");
    }
}

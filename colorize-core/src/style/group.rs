use std::fmt;
use std::ops::{Range, RangeInclusive};

use serde::{Deserialize, Serialize};

use crate::Result;
use crate::error::named;

/// A group of values of a local style that belong together and are set or left open together.
///
/// In JSON a group is its name.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
#[non_exhaustive]
#[repr(u8)]
pub enum StyleGroup {
    /// The colour: sRGB red, green, blue, 0 to 1.
    Color = 0,
    /// The grain of the surface: how much lightness changes from pixel to pixel (root mean square, OKLab, 0 to 2) to the
    /// right, up to the right, up, and up to the left.
    Texture = 1,
    /// How colour runs over the area: the direction in turns, counterclockwise from the right, 0 to 1; then how much
    /// lightness, green to red and blue to yellow (OKLab, -2 to 2) change from one end to the other.
    Gradation = 2,
    /// The manner of painting: how soft edges are, 0 to 1, and how grainy what is between them is (root mean square,
    /// OKLab, 0 to 2).
    Painting = 3,
    /// What repeats, stripes, checks, dots: the shortest period in pixels, up to 65,536, and its direction in turns,
    /// counterclockwise from the right, 0 to 1; the contrast (root mean square, OKLab, 0 to 2); the other period in pixels.
    Pattern = 4,
    /// The glints: their share of the area, 0 to 1, and how much lightness and chroma (Oklch, -2 to 2) differ from the
    /// colour.
    Highlight = 5,
    /// The shade: its share of the area, 0 to 1, and how much lightness and chroma (Oklch, -2 to 2) differ from the colour.
    Shadow = 6,
}

impl StyleGroup {
    /// All groups, in the order of their values.
    pub const ALL: [Self; 7] = [
        Self::Color,
        Self::Texture,
        Self::Gradation,
        Self::Painting,
        Self::Pattern,
        Self::Highlight,
        Self::Shadow,
    ];

    /// How many values the group has.
    pub fn size(self) -> usize {
        self.channels().len()
    }

    /// Where the group's values are among all of a local style.
    pub(crate) const fn channels(self) -> Range<usize> {
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

    /// What each of its values is called, and what it may be.
    pub(super) fn allowed(self) -> &'static [(&'static str, RangeInclusive<f32>)] {
        const UNIT: RangeInclusive<f32> = 0.0..=1.0;
        const GRAIN: RangeInclusive<f32> = 0.0..=2.0;
        const CHANGE: RangeInclusive<f32> = -2.0..=2.0;
        const PERIOD: RangeInclusive<f32> = 0.0..=65_536.0;
        match self {
            Self::Color => &[("red", UNIT), ("green", UNIT), ("blue", UNIT)],
            Self::Texture => &[
                ("change across", GRAIN),
                ("rising change", GRAIN),
                ("change up", GRAIN),
                ("falling change", GRAIN),
            ],
            Self::Gradation => &[
                ("direction", UNIT),
                ("change of lightness", CHANGE),
                ("change from green to red", CHANGE),
                ("change from blue to yellow", CHANGE),
            ],
            Self::Painting => &[("softness", UNIT), ("grain", GRAIN)],
            Self::Pattern => {
                &[("period", PERIOD), ("direction", UNIT), ("contrast", GRAIN), ("other period", PERIOD)]
            }
            Self::Highlight | Self::Shadow => {
                &[("share", UNIT), ("change of lightness", CHANGE), ("change of chroma", CHANGE)]
            }
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
    /// [`crate::Error::InvalidArgument`] if there is no such group; the message lists the known ones.
    pub fn from_name(name: &str) -> Result<Self> {
        named("style group", &Self::ALL, Self::name, name)
    }

    pub(super) const fn bit(self) -> u8 {
        1 << self as u8
    }
}

impl fmt::Display for StyleGroup {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.pad(self.name())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn channels_follow_one_another() {
        let mut next = 0;
        for (i, group) in StyleGroup::ALL.into_iter().enumerate() {
            assert_eq!((group as usize, group.channels().start), (i, next));
            next = group.channels().end;
            assert_eq!(group.allowed().len(), group.size());
            assert_eq!(StyleGroup::from_name(group.name()).unwrap(), group);
            assert_eq!(serde_json::to_string(&group).unwrap(), format!("\"{group}\""));
        }
        let error = StyleGroup::from_name("colour").unwrap_err().to_string();
        assert!(
            error.starts_with("unknown style group `colour`; the style groups are color, texture"),
            "{error}"
        );
    }
}

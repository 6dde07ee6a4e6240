use serde::{Deserialize, Serialize};

use super::exemplar::{Exemplar, hue_turned};
use super::group::StyleGroup;
use super::local::LocalStyle;
use crate::{Error, Result};

/// The style at one place of a picture, with a piece of its surface: what a painter picks here to paint with it there.
///
/// As JSON: `{"style": {"color": [1, 0, 0]}, "exemplar": {"patch": "data:image/png;base64,..."}}`.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
#[non_exhaustive]
pub struct Swatch {
    /// What was measured, group by group.
    pub style: LocalStyle,
    /// The surface; texture and pattern are painted by it.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub exemplar: Option<Exemplar>,
}

impl Swatch {
    /// Puts a style and a surface together.
    pub fn new(style: LocalStyle, exemplar: impl Into<Option<Exemplar>>) -> Self {
        Self { style, exemplar: exemplar.into() }
    }

    /// The same with only those of its groups that are named. The exemplar stays: it tells the colour that gradations
    /// and textures run around.
    #[must_use]
    pub fn only(&self, groups: &[StyleGroup]) -> Self {
        Self { style: self.style.only(groups), exemplar: self.exemplar.clone() }
    }

    /// The same, turned by so many degrees, counterclockwise: texture, pattern and gradation.
    ///
    /// # Errors
    /// [`Error::InvalidArgument`] if that is not finite.
    pub fn turned(&self, degrees: f32) -> Result<Self> {
        let mut turned = self.with_exemplar(|exemplar| exemplar.turned(degrees))?;
        for (group, at) in [(StyleGroup::Gradation, 0), (StyleGroup::Pattern, 1)] {
            turned.change(group, |values| values[at] = (values[at] + degrees / 360.0).rem_euclid(1.0))?;
        }
        Ok(turned)
    }

    /// The same, larger by a factor: texture and pattern.
    ///
    /// # Errors
    /// [`Error::InvalidArgument`] if the exemplar becomes smaller or larger than 16 times.
    pub fn scaled(&self, by: f32) -> Result<Self> {
        let mut scaled = self.with_exemplar(|exemplar| exemplar.scaled(by))?;
        scaled.change(StyleGroup::Pattern, |values| {
            values[0] *= by;
            values[3] *= by;
        })?;
        Ok(scaled)
    }

    /// The same with all hues turned by so many degrees (Oklch): colour, texture, gradation.
    ///
    /// # Errors
    /// [`Error::InvalidArgument`] if that is not finite.
    pub fn hue_turned(&self, degrees: f32) -> Result<Self> {
        if !degrees.is_finite() {
            return Err(Error::InvalidArgument(format!("a hue of {degrees} degrees is none")));
        }
        let mut turned = self.with_exemplar(|exemplar| exemplar.hue_turned(degrees))?;
        if let Some(color) = turned.style.rgb() {
            turned.style.merge(&LocalStyle::color(hue_turned(color, degrees)));
        }
        let (sin, cos) = degrees.to_radians().sin_cos();
        turned.change(StyleGroup::Gradation, |values| {
            (values[2], values[3]) = (values[2] * cos - values[3] * sin, values[2] * sin + values[3] * cos);
        })?;
        Ok(turned)
    }

    /// Reads a swatch from JSON.
    ///
    /// # Errors
    /// [`Error::InvalidArgument`] with line and column if the text is something else, or a value is out of range.
    pub fn from_json(text: &str) -> Result<Self> {
        serde_json::from_str(text).map_err(|error| Error::InvalidArgument(format!("style: {error}")))
    }

    /// Writes the swatch as indented JSON.
    pub fn to_json(&self) -> String {
        serde_json::to_string_pretty(self).expect("finite numbers and a small picture are JSON")
    }

    fn with_exemplar(&self, change: impl Fn(&Exemplar) -> Result<Exemplar>) -> Result<Self> {
        let exemplar = self.exemplar.as_ref().map(change).transpose()?;
        Ok(Self { style: self.style, exemplar })
    }

    fn change(&mut self, group: StyleGroup, change: impl FnOnce(&mut [f32])) -> Result<()> {
        let Some(mut values) = self.style.get(group).map(<[f32]>::to_vec) else { return Ok(()) };
        change(&mut values);
        self.style.set(group, &values)
    }
}

use serde::{Deserialize, Serialize};

use super::exemplar::Exemplar;
use super::group::StyleGroup;
use super::local::LocalStyle;
use super::recolor::Recolor;
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
        if !degrees.is_finite() {
            return Err(Error::InvalidArgument(format!("a turn by {degrees} degrees is none")));
        }
        let mut turned = self.with_exemplar(|exemplar| exemplar.turned(degrees))?;
        for (group, at) in [(StyleGroup::Gradation, 0), (StyleGroup::Pattern, 1)] {
            turned.change(group, |values| values[at] = (values[at] + degrees / 360.0).rem_euclid(1.0));
        }
        Ok(turned)
    }

    /// The same, larger by a factor: texture and pattern.
    ///
    /// # Errors
    /// [`Error::InvalidArgument`] if it, or the exemplar by all that was done to it, becomes smaller or larger than 16 times.
    pub fn scaled(&self, by: f32) -> Result<Self> {
        if !(0.0625..=16.0).contains(&by) {
            return Err(Error::InvalidArgument(format!("a scale of {by} is outside 0.0625 to 16")));
        }
        let mut scaled = self.with_exemplar(|exemplar| exemplar.scaled(by))?;
        scaled.change(StyleGroup::Pattern, |values| {
            values[0] *= by;
            values[3] *= by;
        });
        Ok(scaled)
    }

    /// The same with its gradation alone turned by so many degrees, counterclockwise; by 180 it runs the other way.
    ///
    /// # Errors
    /// [`Error::InvalidArgument`] if that is not finite.
    pub fn gradation_turned(&self, degrees: f32) -> Result<Self> {
        if !degrees.is_finite() {
            return Err(Error::InvalidArgument(format!("a turn by {degrees} degrees is none")));
        }
        let mut turned = self.clone();
        turned.change(StyleGroup::Gradation, |v| v[0] = (v[0] + degrees / 360.0).rem_euclid(1.0));
        Ok(turned)
    }

    /// The same with all hues turned by so many degrees (Oklch): colour, texture, gradation.
    ///
    /// # Errors
    /// [`Error::InvalidArgument`] if that is not finite.
    pub fn hue_turned(&self, degrees: f32) -> Result<Self> {
        let mut turned = self.recolored(&Recolor::hue(degrees)?)?;
        let (sin, cos) = degrees.to_radians().sin_cos();
        turned.change(StyleGroup::Gradation, |v| {
            (v[2], v[3]) = (v[2] * cos - v[3] * sin, v[2] * sin + v[3] * cos);
        });
        Ok(turned)
    }

    /// The same with all colours more vivid by a factor (chroma in Oklch), 0 to 4: colour, texture, gradation, highlight,
    /// shadow. 0 makes them grey.
    ///
    /// # Errors
    /// [`Error::InvalidArgument`] if that is outside.
    pub fn saturated(&self, by: f32) -> Result<Self> {
        let mut vivid = self.recolored(&Recolor::saturation(by)?)?;
        vivid.change(StyleGroup::Gradation, |v| (v[2], v[3]) = (by * v[2], by * v[3]));
        for glint in [StyleGroup::Highlight, StyleGroup::Shadow] {
            vivid.change(glint, |v| v[2] *= by);
        }
        Ok(vivid)
    }

    /// The same with colour and texture lighter by so much (Oklch), or darker below 0: -1 to 1. Gradation, highlight and shadow
    /// are changes of the colour, and stay.
    ///
    /// # Errors
    /// [`Error::InvalidArgument`] if that is outside.
    pub fn lightened(&self, by: f32) -> Result<Self> {
        self.recolored(&Recolor::lightness(by)?)
    }

    /// The same with its surface laid anew in each region, or across the whole picture ([`Exemplar::with_by_region`]).
    #[must_use]
    pub fn with_by_region(self, by_region: bool) -> Self {
        let exemplar = self.exemplar.map(|exemplar| exemplar.with_by_region(by_region));
        Self { exemplar, ..self }
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

    /// Colour and surface; a colour that is the surface's mean stays that.
    fn recolored(&self, recolor: &Recolor) -> Result<Self> {
        let mut other = self.with_exemplar(|exemplar| exemplar.recolored(recolor))?;
        if let Some(color) = self.style.rgb() {
            let mean = |swatch: &Self| swatch.exemplar.as_ref().map(Exemplar::base);
            let kept = mean(&other).filter(|_| mean(self) == Some(color));
            other.style.merge(&LocalStyle::color(kept.unwrap_or_else(|| recolor.of(color))));
        }
        Ok(other)
    }

    /// Changes the values of a group, if it is set, as far as they may go.
    fn change(&mut self, group: StyleGroup, change: impl FnOnce(&mut [f32])) {
        let Some(mut values) = self.style.get(group).map(<[f32]>::to_vec) else { return };
        change(&mut values);
        self.style.set_nearest(group, &values);
    }
}

impl From<LocalStyle> for Swatch {
    /// A style without a surface, such as [`StyleMap::at`](crate::StyleMap::at) gives.
    fn from(style: LocalStyle) -> Self {
        Self::new(style, None)
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::{Plane, Rgb};

    /// Red and cream stripes that grow lighter upwards, with a highlight.
    fn cloth() -> Swatch {
        let stripe = |x: usize, _| if x % 6 < 3 { [200, 40, 40, 255] } else { [235, 220, 190, 255] };
        let exemplar = Exemplar::new(Plane::from_fn(24, 24, stripe)).unwrap();
        let mut style = LocalStyle::color(exemplar.base());
        style.set(StyleGroup::Gradation, &[0.25, 0.2, 0.1, -0.1]).unwrap();
        style.set(StyleGroup::Pattern, &[6.0, 0.0, 0.2, 0.0]).unwrap();
        style.set(StyleGroup::Highlight, &[0.05, 0.2, -0.1]).unwrap();
        Swatch::new(style, exemplar)
    }

    fn close(one: Option<&[f32]>, other: &[f32]) -> bool {
        one.unwrap().iter().zip(other).all(|(a, b)| (a - b).abs() < 1e-5)
    }

    #[test]
    fn a_gradation_turns_alone() {
        let (own, turned) = (cloth(), cloth().gradation_turned(-135.0).unwrap());
        assert!(close(turned.style.get(StyleGroup::Gradation), &[0.875, 0.2, 0.1, -0.1]));
        let others = [StyleGroup::Color, StyleGroup::Pattern, StyleGroup::Highlight];
        assert_eq!(turned.only(&others), own.only(&others));
        let flipped = own.gradation_turned(180.0).unwrap();
        assert!(close(flipped.style.get(StyleGroup::Gradation), &[0.75, 0.2, 0.1, -0.1]));
    }

    #[test]
    fn colours_grow_vivid_and_light() {
        let own = cloth();
        let grey = own.saturated(0.0).unwrap();
        assert!(grey.style.rgb().unwrap().to_oklch().c < 0.01);
        assert!(close(grey.style.get(StyleGroup::Gradation), &[0.25, 0.2, 0.0, 0.0]));
        assert!(close(grey.style.get(StyleGroup::Highlight), &[0.05, 0.2, 0.0]));
        let lightness = |swatch: &Swatch| swatch.style.rgb().unwrap().to_oklch().l;
        let dark = own.lightened(-0.2).unwrap();
        assert!((lightness(&own) - lightness(&dark) - 0.2).abs() < 0.02);
        assert_eq!(dark.style.get(StyleGroup::Gradation), own.style.get(StyleGroup::Gradation));
        for changed in [grey, dark, own.hue_turned(90.0).unwrap()] {
            assert_eq!(
                changed.style.rgb(),
                changed.exemplar.map(|exemplar| exemplar.base()),
                "still the mean"
            );
        }
        let plain = Swatch::from(LocalStyle::color(Rgb::new(200, 40, 40)));
        assert!(plain.saturated(0.5).unwrap().style.rgb().unwrap().to_oklch().c > 0.05);
    }

    #[test]
    fn changes_that_are_none_are_refused() {
        let plain = Swatch::from(LocalStyle::color(Rgb::WHITE));
        for swatch in [cloth(), plain] {
            let told = |result: Result<Swatch>| result.unwrap_err().to_string();
            assert_eq!(told(swatch.saturated(4.5)), "a saturation of 4.5 is outside 0 to 4");
            assert_eq!(told(swatch.lightened(f32::NAN)), "a lightness of NaN is outside -1 to 1");
            assert_eq!(told(swatch.hue_turned(f32::INFINITY)), "a hue of inf degrees is none");
            assert_eq!(told(swatch.gradation_turned(f32::NAN)), "a turn by NaN degrees is none");
            assert_eq!(told(swatch.turned(f32::NAN)), "a turn by NaN degrees is none");
            assert_eq!(told(swatch.scaled(0.0)), "a scale of 0 is outside 0.0625 to 16");
        }
    }
}

use std::sync::Arc;

use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;
use serde::{Deserialize, Deserializer, Serialize, Serializer, de};

use super::recolor::Recolor;
use crate::color::Rgb;
use crate::texture::{Placement, Texture};
use crate::{Error, Limits, Raster, Result};

/// In front of a PNG file in JSON.
const PNG: &str = "data:image/png;base64,";

/// A small picture of a surface, and how it is laid where it is painted. A copy costs nothing.
///
/// As JSON: `{"patch": "data:image/png;base64,...", "angle": 30, "scale": 1}`, and `"by_region": true` if it is laid anew in
/// each region.
#[derive(Clone, Debug)]
pub struct Exemplar {
    patch: Arc<Raster>,
    angle: f32,
    scale: f32,
    by_region: bool,
    base: Rgb,
    texture: Arc<Texture>,
}

impl Exemplar {
    /// Takes a picture of a surface, 8 x 8 to 256 x 256 pixels. Pixels that are not opaque do not count.
    ///
    /// # Errors
    /// [`Error::InvalidArgument`] if it is of another size, or none of its pixels is opaque.
    pub fn new(patch: Raster) -> Result<Self> {
        Self::laid(patch.into(), 0.0, 1.0)
    }

    fn laid(patch: Arc<Raster>, angle: f32, scale: f32) -> Result<Self> {
        let base = mean(&patch).unwrap_or(Rgb::WHITE);
        let texture = Texture::new(&patch, &Placement::default().with_angle(angle).with_scale(scale))?;
        Ok(Self { patch, angle, scale, by_region: false, base, texture: Arc::new(texture) })
    }

    /// The picture.
    pub fn patch(&self) -> &Raster {
        &self.patch
    }

    /// By how many degrees it is turned when it is painted, counterclockwise.
    pub fn angle(&self) -> f32 {
        self.angle
    }

    /// How much larger it is painted.
    pub fn scale(&self) -> f32 {
        self.scale
    }

    /// Whether it is laid anew in each region; see [`Exemplar::with_by_region`].
    pub fn by_region(&self) -> bool {
        self.by_region
    }

    /// The same, laid from each region's upper left corner, so that it moves along with the region; or else from that of the
    /// picture, so that it goes on from one region to the next.
    #[must_use]
    pub fn with_by_region(self, by_region: bool) -> Self {
        Self { by_region, ..self }
    }

    /// The mean of its colours.
    pub fn base(&self) -> Rgb {
        self.base
    }

    /// The same, turned by so many degrees more, counterclockwise.
    ///
    /// # Errors
    /// [`Error::InvalidArgument`] if that is not finite.
    pub fn turned(&self, degrees: f32) -> Result<Self> {
        self.relaid(self.patch.clone(), self.angle + degrees, self.scale)
    }

    /// The same, larger by a factor.
    ///
    /// # Errors
    /// [`Error::InvalidArgument`] if it becomes smaller or larger than 16 times.
    pub fn scaled(&self, by: f32) -> Result<Self> {
        self.relaid(self.patch.clone(), self.angle, self.scale * by)
    }

    /// The same with all its hues turned by so many degrees (Oklch).
    ///
    /// # Errors
    /// [`Error::InvalidArgument`] if that is not finite.
    pub fn hue_turned(&self, degrees: f32) -> Result<Self> {
        self.recolored(&Recolor::hue(degrees)?)
    }

    /// The same with all its colours more vivid by a factor (chroma in Oklch), 0 to 4: 0 makes them grey.
    ///
    /// # Errors
    /// [`Error::InvalidArgument`] if that is outside.
    pub fn saturated(&self, by: f32) -> Result<Self> {
        self.recolored(&Recolor::saturation(by)?)
    }

    /// The same with all its colours lighter by so much (Oklch), or darker below 0: -1 to 1.
    ///
    /// # Errors
    /// [`Error::InvalidArgument`] if that is outside.
    pub fn lightened(&self, by: f32) -> Result<Self> {
        self.recolored(&Recolor::lightness(by)?)
    }

    fn relaid(&self, patch: Arc<Raster>, angle: f32, scale: f32) -> Result<Self> {
        Ok(Self::laid(patch, angle, scale)?.with_by_region(self.by_region))
    }

    pub(super) fn recolored(&self, recolor: &Recolor) -> Result<Self> {
        let other = |&[r, g, b, alpha]: &[u8; 4]| recolor.of(Rgb::new(r, g, b)).with_alpha(alpha);
        self.relaid(self.patch.map(other).into(), self.angle, self.scale)
    }

    /// The texture that is painted.
    pub fn texture(&self) -> &Texture {
        &self.texture
    }
}

/// The mean of what is opaque.
fn mean(picture: &Raster) -> Option<Rgb> {
    let (mut sums, mut count) = ([0u64; 3], 0u64);
    for pixel in picture.as_slice().iter().filter(|pixel| pixel[3] >= 128) {
        sums.iter_mut().zip(pixel).for_each(|(sum, &v)| *sum += u64::from(v));
        count += 1;
    }
    (count > 0).then(|| Rgb::from(sums.map(|sum| ((sum + count / 2) / count) as u8)))
}

impl PartialEq for Exemplar {
    fn eq(&self, other: &Self) -> bool {
        let lie = |one: &Self| (one.angle, one.scale, one.by_region);
        lie(self) == lie(other) && self.patch == other.patch
    }
}

#[derive(Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
struct Text {
    patch: String,
    #[serde(default)]
    angle: f32,
    #[serde(default = "one")]
    scale: f32,
    #[serde(default, skip_serializing_if = "std::ops::Not::not")]
    by_region: bool,
}

fn one() -> f32 {
    1.0
}

impl Serialize for Exemplar {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        let png = self.patch.encode_png().map_err(serde::ser::Error::custom)?;
        let patch = format!("{PNG}{}", STANDARD.encode(png));
        let Self { angle, scale, by_region, .. } = *self;
        Text { patch, angle, scale, by_region }.serialize(serializer)
    }
}

impl<'de> Deserialize<'de> for Exemplar {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        let text = Text::deserialize(deserializer)?;
        let read = || -> Result<Self> {
            let fault = |what: &str| Error::InvalidArgument(format!("an exemplar's patch {what}"));
            let base64 = text
                .patch
                .strip_prefix(PNG)
                .ok_or_else(|| fault("does not begin with `data:image/png;base64,`"))?;
            let bytes = STANDARD.decode(base64).map_err(|_| fault("is no base64"))?;
            let limits = Limits::default().with_pixels(256 * 256).with_bytes(1 << 20);
            let laid = Self::laid(Raster::decode(&bytes, &limits)?.into(), text.angle, text.scale)?;
            Ok(laid.with_by_region(text.by_region))
        };
        read().map_err(de::Error::custom)
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::Plane;

    fn striped() -> Exemplar {
        Exemplar::new(Plane::from_fn(24, 20, |x, _| if x % 6 < 3 { [200, 40, 40, 255] } else { [255; 4] }))
            .unwrap()
    }

    #[test]
    fn json_holds_picture_and_lie() {
        let exemplar = striped().turned(30.0).unwrap().scaled(0.5).unwrap();
        let text = serde_json::to_string(&exemplar).unwrap();
        assert_eq!(serde_json::from_str::<Exemplar>(&text).unwrap(), exemplar);
        assert!(!text.contains("by_region"));
        let anew = striped().with_by_region(true).turned(30.0).unwrap().scaled(0.5).unwrap();
        let text = serde_json::to_string(&anew).unwrap();
        assert_eq!(serde_json::from_str::<Exemplar>(&text).unwrap(), anew);
        assert!(anew != exemplar && anew.by_region());
        for (bad, expected) in [
            (r#"{"patch": "x"}"#, "does not begin with"),
            (r#"{"patch": "data:image/png;base64,%"}"#, "is no base64"),
            (r#"{"patch": "data:image/png;base64,AAAA"}"#, "not a PNG"),
            (r#"{"patch": "x", "spin": 1}"#, "unknown field"),
        ] {
            let error = serde_json::from_str::<Exemplar>(bad).unwrap_err().to_string();
            assert!(error.contains(expected), "{error}");
        }
    }

    #[test]
    fn hues_turn_and_lightness_stays() {
        let (own, turned) = (striped(), striped().hue_turned(180.0).unwrap());
        assert_eq!(own.base(), Rgb::new(228, 148, 148));
        let [own, turned] = [own.patch(), turned.patch()].map(|patch| {
            let [r, g, b, _] = patch.get(0, 0);
            Rgb::new(r, g, b).to_oklch()
        });
        assert!((own.l - turned.l).abs() < 0.01 && ((own.h - turned.h).abs() - 180.0).abs() < 3.0);
        let grey = striped().saturated(0.0).unwrap().patch().get(0, 0);
        assert!(grey[0].abs_diff(grey[1]) <= 1 && grey[1].abs_diff(grey[2]) <= 1, "{grey:?}");
        assert!(striped().hue_turned(f32::NAN).is_err() && striped().scaled(1000.0).is_err());
    }
}

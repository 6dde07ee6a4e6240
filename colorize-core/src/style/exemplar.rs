use std::sync::Arc;

use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;
use serde::{Deserialize, Deserializer, Serialize, Serializer, de};

use crate::color::{Oklch, Rgb};
use crate::texture::{Placement, Texture};
use crate::{Error, Limits, Raster, Result};

/// In front of a PNG file in JSON.
const PNG: &str = "data:image/png;base64,";

/// A small picture of a surface, and how it is laid where it is painted. A copy costs nothing.
///
/// As JSON: `{"patch": "data:image/png;base64,...", "angle": 30, "scale": 1}`.
#[derive(Clone, Debug)]
pub struct Exemplar {
    patch: Arc<Raster>,
    angle: f32,
    scale: f32,
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
        Ok(Self { patch, angle, scale, base, texture: Arc::new(texture) })
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

    /// The mean of its colours.
    pub fn base(&self) -> Rgb {
        self.base
    }

    /// The same, turned by so many degrees more, counterclockwise.
    ///
    /// # Errors
    /// [`Error::InvalidArgument`] if that is not finite.
    pub fn turned(&self, degrees: f32) -> Result<Self> {
        Self::laid(self.patch.clone(), self.angle + degrees, self.scale)
    }

    /// The same, larger by a factor.
    ///
    /// # Errors
    /// [`Error::InvalidArgument`] if it becomes smaller or larger than 16 times.
    pub fn scaled(&self, by: f32) -> Result<Self> {
        Self::laid(self.patch.clone(), self.angle, self.scale * by)
    }

    /// The same with all its hues turned by so many degrees (Oklch).
    ///
    /// # Errors
    /// [`Error::InvalidArgument`] if that is not finite.
    pub fn hue_turned(&self, degrees: f32) -> Result<Self> {
        if !degrees.is_finite() {
            return Err(Error::InvalidArgument(format!("a hue of {degrees} degrees is none")));
        }
        let turned = |&[r, g, b, alpha]: &[u8; 4]| hue_turned(Rgb::new(r, g, b), degrees).with_alpha(alpha);
        Self::laid(self.patch.map(turned).into(), self.angle, self.scale)
    }

    /// The texture that is painted.
    pub fn texture(&self) -> &Texture {
        &self.texture
    }
}

/// A colour with its hue turned by so many degrees (Oklch).
pub(super) fn hue_turned(color: Rgb, degrees: f32) -> Rgb {
    let Oklch { l, c, h } = color.to_oklch();
    Oklch::new(l, c, h + degrees).to_rgb()
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
        (self.angle, self.scale, &self.patch) == (other.angle, other.scale, &other.patch)
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
}

fn one() -> f32 {
    1.0
}

impl Serialize for Exemplar {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        let png = self.patch.encode_png().map_err(serde::ser::Error::custom)?;
        let patch = format!("{PNG}{}", STANDARD.encode(png));
        Text { patch, angle: self.angle, scale: self.scale }.serialize(serializer)
    }
}

impl<'de> Deserialize<'de> for Exemplar {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        let text = Text::deserialize(deserializer)?;
        let read = || {
            let fault = |what: &str| Error::InvalidArgument(format!("an exemplar's patch {what}"));
            let base64 = text
                .patch
                .strip_prefix(PNG)
                .ok_or_else(|| fault("does not begin with `data:image/png;base64,`"))?;
            let bytes = STANDARD.decode(base64).map_err(|_| fault("is no base64"))?;
            let limits = Limits::default().with_pixels(256 * 256).with_bytes(1 << 20);
            Self::laid(Raster::decode(&bytes, &limits)?.into(), text.angle, text.scale)
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
        assert!(striped().hue_turned(f32::NAN).is_err() && striped().scaled(1000.0).is_err());
    }
}

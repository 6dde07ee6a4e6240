use crate::color::{Oklch, Rgb};
use crate::{Error, Result};

/// A change that all colours of a style go through (Oklch).
pub(super) struct Recolor {
    /// In degrees.
    pub hue: f32,
    /// A factor of chroma.
    pub saturation: f32,
    /// What is added to lightness.
    pub lightness: f32,
}

impl Recolor {
    const NONE: Self = Self { hue: 0.0, saturation: 1.0, lightness: 0.0 };

    pub fn hue(hue: f32) -> Result<Self> {
        if !hue.is_finite() {
            return Err(Error::InvalidArgument(format!("a hue of {hue} degrees is none")));
        }
        Ok(Self { hue, ..Self::NONE })
    }

    pub fn saturation(saturation: f32) -> Result<Self> {
        if !(0.0..=4.0).contains(&saturation) {
            return Err(Error::InvalidArgument(format!("a saturation of {saturation} is outside 0 to 4")));
        }
        Ok(Self { saturation, ..Self::NONE })
    }

    pub fn lightness(lightness: f32) -> Result<Self> {
        if !(-1.0..=1.0).contains(&lightness) {
            return Err(Error::InvalidArgument(format!("a lightness of {lightness} is outside -1 to 1")));
        }
        Ok(Self { lightness, ..Self::NONE })
    }

    pub fn of(&self, color: Rgb) -> Rgb {
        let Oklch { l, c, h } = color.to_oklch();
        Oklch::new((l + self.lightness).clamp(0.0, 1.0), c * self.saturation, h + self.hue).to_rgb()
    }
}

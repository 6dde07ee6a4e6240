use serde::{Deserialize, Serialize};

use crate::compose::Withdrawal;
use crate::histogram::Histogram;
use crate::network::colorizer::LIGHT;
use crate::sheet::ColorSheet;
use crate::{Error, Result, Rgb};

/// How a drawing is coloured.
///
/// As JSON, where each field may be left out, and all but `seed` and `shade` may be null:
///
/// ```json
/// {"seed": 3, "shade": 1.5, "palette": ["#fbdcc6", "#5fa3a3"],
///  "histogram": {"colors": [["#20304a", 0.6], ["#f4efe6", 0.4]]},
///  "light": {"x": -1, "y": -1, "softness": 0.2},
///  "sheet": {"parts": {"hair": "#80503a"}},
///  "withdraw": {"below": 0.8, "tiny": 10,
///               "slashes": {"spacing": 12, "angle": 45, "colors": ["#ff2d9b", "#ffd6ec"]}}}
/// ```
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(default, deny_unknown_fields)]
#[non_exhaustive]
pub struct ColorOptions {
    /// Which automatic palette: 0 is one that suits what the drawing shows, every other number one of its own.
    pub seed: u64,
    /// The colours of the parts; `None` takes a palette by `seed`.
    pub sheet: Option<ColorSheet>,
    /// Where the light comes from; `None` leaves it to the colouriser.
    pub light: Option<Light>,
    /// How strong shade and light are, 0 none to 1 as drawn by the colouriser, at most 2.
    pub shade: f32,
    /// Which regions are given back uncoloured; `None` colours all.
    pub withdraw: Option<Withdrawal>,
    /// The only colours that flats may have but for those that hints ask for: each takes the nearest in OKLab. At least
    /// one; `None` allows all.
    pub palette: Option<Vec<Rgb>>,
    /// How much of the figure is to have which colour: the parts take such colours of these, or nearly these, that the
    /// picture has as much of each, and the colouriser's own choices the nearest; what hints, a sheet, references and the
    /// drawing itself say wins. `seed` then leads to other shares of the same colours. `None` asks for nothing.
    pub histogram: Option<Histogram>,
}

impl Default for ColorOptions {
    fn default() -> Self {
        Self { seed: 0, sheet: None, light: None, shade: 1.0, withdraw: None, palette: None, histogram: None }
    }
}

impl ColorOptions {
    /// The same with another automatic palette.
    #[must_use]
    pub fn with_seed(self, seed: u64) -> Self {
        Self { seed, ..self }
    }

    /// The same with the colours of a sheet.
    #[must_use]
    pub fn with_sheet(self, sheet: impl Into<Option<ColorSheet>>) -> Self {
        Self { sheet: sheet.into(), ..self }
    }

    /// The same with a light of its own.
    #[must_use]
    pub fn with_light(self, light: impl Into<Option<Light>>) -> Self {
        Self { light: light.into(), ..self }
    }

    /// The same with another strength of shade and light, 0..=2.
    #[must_use]
    pub fn with_shade(self, shade: f32) -> Self {
        Self { shade, ..self }
    }

    /// The same with regions given back uncoloured.
    #[must_use]
    pub fn with_withdraw(self, withdraw: impl Into<Option<Withdrawal>>) -> Self {
        Self { withdraw: withdraw.into(), ..self }
    }

    /// The same with no other colours than these, but for those of hints.
    #[must_use]
    pub fn with_palette(self, palette: impl Into<Option<Vec<Rgb>>>) -> Self {
        Self { palette: palette.into(), ..self }
    }

    /// The same with the colours of a picture wished for.
    #[must_use]
    pub fn with_histogram(self, histogram: impl Into<Option<Histogram>>) -> Self {
        Self { histogram: histogram.into(), ..self }
    }

    /// The light as the colouriser wants it, if all is in range.
    pub(super) fn check(&self) -> Result<[f32; LIGHT]> {
        if !(0.0..=2.0).contains(&self.shade) {
            return Err(Error::InvalidArgument(format!("shade {} is outside 0..=2", self.shade)));
        }
        if let Some(withdrawal) = &self.withdraw {
            withdrawal.check()?;
        }
        if self.palette.as_ref().is_some_and(Vec::is_empty) {
            return Err(Error::InvalidArgument("a palette without colours".into()));
        }
        let Some(Light { x, y, softness }) = self.light else { return Ok([0.0; LIGHT]) };
        let inside =
            (-1.0..=1.0).contains(&x) && (-1.0..=1.0).contains(&y) && (0.0..=1.0).contains(&softness);
        if !inside {
            return Err(Error::InvalidArgument(format!(
                "light ({x}, {y}) of softness {softness} is outside -1..=1 and 0..=1"
            )));
        }
        let length = x.hypot(y).max(1e-3);
        Ok([x / length, y / length, softness, 1.0])
    }
}

/// Where the light comes from.
#[derive(Clone, Copy, Debug, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Light {
    /// To the right, -1..=1.
    pub x: f32,
    /// Down, -1..=1.
    pub y: f32,
    /// 0 hard edges to 1 soft ones.
    pub softness: f32,
}

use rayon::prelude::*;
use serde::{Deserialize, Serialize};

use super::polarity::has_light_lines;
use super::value::brightness;
use crate::raster::Raster;

/// Where the line is told from the paper.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
#[non_exhaustive]
pub enum InkSource {
    /// [`Alpha`](Self::Alpha) if more than a tenth of the pixels is transparent (alpha below 8); else
    /// [`Lightness`](Self::Lightness) if thin light lines lie on a darker ground and no dark lines do, as on a black
    /// sheet, a blackboard or a blueprint; else [`Darkness`](Self::Darkness).
    ///
    /// A drawing that is mostly black, in ink on white paper, is read by darkness: its light areas are wide.
    #[default]
    Auto,
    /// Ink is alpha, whatever the line's colour, as long as the visible pixels are line.
    ///
    /// They are not when a tenth of them or more lies in fills: small cells that are mostly opaque and
    /// light. This is a cut-out with white paper or an undercoat inside, and it is read as
    /// [`Darkness`](Self::Darkness) over white, so its ink is about alpha times darkness.
    Alpha,
    /// Ink is how much darker than the paper around it a pixel is, over white where transparent.
    Darkness,
    /// Ink is how much lighter than the ground around it a pixel is, over black where transparent.
    Lightness,
}

impl InkSource {
    /// What to go by in this drawing: never [`InkSource::Auto`].
    pub(crate) fn resolve(self, drawing: &Raster) -> Self {
        match self {
            Self::Darkness | Self::Lightness => self,
            Self::Alpha if has_fills(drawing) => Self::Darkness,
            Self::Alpha => Self::Alpha,
            Self::Auto if has_transparent_ground(drawing) => Self::Alpha.resolve(drawing),
            Self::Auto if has_light_lines(drawing) => Self::Lightness,
            Self::Auto => Self::Darkness,
        }
    }
}

fn has_transparent_ground(drawing: &Raster) -> bool {
    let clear = drawing.as_slice().par_iter().filter(|pixel| pixel[3] < 8).count();
    clear > drawing.as_slice().len() / 10
}

/// Whether a tenth of the visible pixels lies in cells that are mostly (60%) opaque and light.
///
/// Cells are wider than a line (a 64th of the longest side), so even white or yellow lines are no fills.
fn has_fills(drawing: &Raster) -> bool {
    let cell = drawing.width().max(drawing.height()).div_ceil(64).max(8);
    let band = |band: &[[u8; 4]]| {
        let mut counts = vec![[0usize; 3]; drawing.width().div_ceil(cell)]; // pixels, visible, light
        for row in band.chunks(drawing.width()) {
            for (count, pixels) in counts.iter_mut().zip(row.chunks(cell)) {
                count[0] += pixels.len();
                count[1] += pixels.iter().filter(|pixel| pixel[3] >= 128).count();
                count[2] += pixels.iter().filter(|pixel| pixel[3] >= 248 && brightness(pixel) >= 128).count();
            }
        }
        let visible: usize = counts.iter().map(|count| count[1]).sum();
        let filled: usize =
            counts.iter().filter(|count| count[2] * 5 >= count[0] * 3).map(|count| count[1]).sum();
        (visible, filled)
    };
    let bands = drawing.as_slice().par_chunks(cell * drawing.width()).map(band);
    let (visible, filled) = bands.reduce(|| (0, 0), |a, b| (a.0 + b.0, a.1 + b.1));
    filled > 0 && filled * 10 >= visible
}

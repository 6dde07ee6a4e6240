use rayon::prelude::*;

use super::source::InkSource;
use crate::raster::{Plane, Raster};

/// The lines alone: their colour, and their ink as alpha. `source` is what the ink was told by, not
/// [`InkSource::Auto`].
pub(crate) fn line(drawing: &Raster, ink: &Plane<u8>, source: InkSource) -> Raster {
    let data = drawing.as_slice().par_iter().zip(ink.as_slice()).map(|(&[r, g, b, a], &ink)| {
        if ink == 0 {
            return [0, 0, 0, 0];
        }
        let over = |v: u8, ground: u32| (u32::from(v) * u32::from(a) + ground * (255 - u32::from(a))) / 255;
        // What is left of the pixel when the ground is taken out from under the ink.
        let color = |v: u8| match source {
            InkSource::Alpha => v,
            InkSource::Lightness => (over(v, 0) * 255 / u32::from(ink)).min(255) as u8,
            InkSource::Auto | InkSource::Darkness => {
                let dark = (255 - over(v, 255)) * 255 / u32::from(ink);
                255 - dark.min(255) as u8
            }
        };
        [color(r), color(g), color(b), ink]
    });
    Plane::from_vec(drawing.width(), drawing.height(), data.collect()).expect("one value a pixel")
}

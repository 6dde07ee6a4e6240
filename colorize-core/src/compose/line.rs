use rayon::prelude::*;

use crate::{InkSource, Plane, Raster};

/// The lines alone: their colour, and their ink as alpha.
pub(crate) fn line(drawing: &Raster, ink: &Plane<u8>, source: InkSource) -> Raster {
    let data = drawing.as_slice().par_iter().zip(ink.as_slice()).map(|(&[r, g, b, a], &ink)| {
        if ink == 0 {
            return [0, 0, 0, 0];
        }
        if source == InkSource::Alpha {
            return [r, g, b, ink];
        }
        // What is left of the pixel when the paper is taken out from under the ink.
        let over_white = |v: u8| (u32::from(v) * u32::from(a) + 255 * (255 - u32::from(a))) / 255;
        let color = |v: u8| {
            let dark = (255 - over_white(v)) * 255 / u32::from(ink);
            255 - dark.min(255) as u8
        };
        [color(r), color(g), color(b), ink]
    });
    Plane::from_vec(drawing.width(), drawing.height(), data.collect()).expect("one value a pixel")
}

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

#[cfg(test)]
mod tests {
    use super::super::ink;
    use super::*;

    #[test]
    fn a_line_has_its_own_colour_without_the_ground_in_it() {
        // A soft line from the left, and a hard one.
        let cover = |x: usize| [0.0, 0.25, 0.5, 1.0, 0.0, 0.0, 1.0, 0.0][x % 8];
        for (line_color, ground, source) in [
            ([0.0; 3], [255.0; 3], InkSource::Darkness),
            ([255.0; 3], [0.0; 3], InkSource::Lightness),
            ([255.0, 240.0, 255.0], [0.0; 3], InkSource::Lightness),
        ] {
            let drawing = Plane::from_fn(64, 32, |x, _| {
                let mixed =
                    |i: usize| f64::round(line_color[i] * cover(x) + ground[i] * (1.0 - cover(x))) as u8;
                [mixed(0), mixed(1), mixed(2), 255]
            });
            let ink = ink(&drawing, source);
            let found = line(&drawing, &ink, source);
            for (x, pixel) in found.row(9).iter().enumerate() {
                assert!((f64::from(pixel[3]) - 255.0 * cover(x)).abs() < 8.0, "{source:?} {x}: {pixel:?}");
                let near = (0..3).all(|i| (f64::from(pixel[i]) - line_color[i]).abs() < 8.0);
                assert!(pixel[3] == 0 || near, "{source:?} {x}: {pixel:?}");
            }
        }
    }
}

//! Hints that are painted: a transparent picture with colours on it.

use super::{Hint, Mask, Place, Prompt};
use crate::color::Rgb;
use crate::style::LocalStyle;
use crate::{Error, Plane, Raster, Result};

/// Less alpha than this is no paint, but the rim of a soft brush.
const PAINT: u8 = 128;
/// The most blobs: a picture with more is shaded, not painted with a few colours.
const MOST: usize = 10_000;

impl Prompt {
    /// Takes a layer that was painted over the drawing: each blob of paint of one colour, joined by sides or corners,
    /// is a hint for what it covers ([`Place::Mask`]). Paint is what is at least half opaque. The hints come in the order
    /// of the blobs' first pixels, top row first.
    ///
    /// # Errors
    /// [`Error::InvalidArgument`] if there are more than 10,000 blobs.
    ///
    /// # Complexity
    /// Linear in the pixels, and `n log n` in those of each blob.
    pub fn from_painting(picture: &Raster) -> Result<Self> {
        let (width, height) = (picture.width(), picture.height());
        let color = |i: usize| {
            let [r, g, b, a] = picture.as_slice()[i];
            (a >= PAINT).then_some(Rgb::new(r, g, b))
        };
        let mut seen = Plane::filled(width, height, false);
        let mut hints = Vec::new();
        for start in 0..width * height {
            let Some(paint) = color(start).filter(|_| !seen.as_slice()[start]) else { continue };
            if hints.len() == MOST {
                let text =
                    format!("more than {MOST} blobs of paint; hints are painted in a few flat colours");
                return Err(Error::InvalidArgument(text));
            }
            let (mut blob, mut next) = (vec![start], 0);
            seen.as_mut_slice()[start] = true;
            while let Some(&at) = blob.get(next) {
                next += 1;
                let (x, y) = (at % width, at / width);
                for y in y.saturating_sub(1)..(y + 2).min(height) {
                    for x in x.saturating_sub(1)..(x + 2).min(width) {
                        let i = y * width + x;
                        if !seen.as_slice()[i] && color(i) == Some(paint) {
                            seen.as_mut_slice()[i] = true;
                            blob.push(i);
                        }
                    }
                }
            }
            blob.sort_unstable();
            let mask = Mask::from_pixels(width, height, &blob)?;
            hints.push(Hint::new(Place::Mask(mask), LocalStyle::color(paint)));
        }
        Ok(hints.into())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn each_blob_of_a_colour_is_a_hint() {
        const RED: [u8; 4] = [255, 0, 0, 255];
        const BLUE: [u8; 4] = [0, 0, 255, 128];
        let rows = ["rr..b", ".....", "r.bb.", ".r..."];
        let picture = Plane::from_fn(5, 4, |x, y| match rows[y].as_bytes()[x] {
            b'r' => RED,
            b'b' => BLUE,
            _ => [0, 255, 0, 127],
        });
        let prompt = Prompt::from_painting(&picture).unwrap();
        let found: Vec<(Rgb, Vec<usize>)> = prompt
            .hints
            .iter()
            .map(|hint| {
                let Place::Mask(mask) = &hint.place else { panic!("{hint:?}") };
                (hint.style.rgb().unwrap(), mask.spans().flatten().collect())
            })
            .collect();
        let (red, blue) = (Rgb::new(255, 0, 0), Rgb::new(0, 0, 255));
        let expected = [(red, vec![0, 1]), (blue, vec![4]), (red, vec![10, 16]), (blue, vec![12, 13])];
        assert_eq!(found, expected);
        prompt.check(5, 4).unwrap();
    }

    #[test]
    fn shaded_pictures_are_refused() {
        let shaded = Plane::from_fn(200, 200, |x, y| [x as u8, y as u8, 0, 255]);
        let error = Prompt::from_painting(&shaded).unwrap_err().to_string();
        assert_eq!(error, "more than 10000 blobs of paint; hints are painted in a few flat colours");
        assert!(Prompt::from_painting(&Plane::filled(3, 3, [0; 4])).unwrap().hints.is_empty());
    }
}

//! Pairs made from coloured pictures alone: the picture is the truth, and a drawing is derived from it.

mod canny;
mod gaussian;
mod reduce;
mod xdog;

use std::fmt;
use std::str::FromStr;

use super::inputs::screen;
use crate::error::named;
use crate::{Error, Plane, Raster, Result};

/// How a drawing is derived from a picture.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
#[non_exhaustive]
pub enum DerivedFrom {
    /// Edges one pixel wide (Canny 1986).
    Canny,
    /// Lines as with a pen, thicker where the picture changes more (Winnemöller et al. 2012).
    Xdog,
    /// The picture's greys.
    Grey,
    /// The same as black dots at 45 degrees.
    Halftone,
    /// The greys of the picture with its colours reduced: areas of one tone.
    Colors,
}

impl DerivedFrom {
    /// All of them.
    pub const ALL: [Self; 5] = [Self::Canny, Self::Xdog, Self::Grey, Self::Halftone, Self::Colors];

    /// Gives the name, in small letters: `canny`.
    pub const fn name(self) -> &'static str {
        match self {
            Self::Canny => "canny",
            Self::Xdog => "xdog",
            Self::Grey => "grey",
            Self::Halftone => "halftone",
            Self::Colors => "colors",
        }
    }
}

impl fmt::Display for DerivedFrom {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.pad(self.name())
    }
}

impl FromStr for DerivedFrom {
    type Err = Error;

    /// # Errors
    /// [`Error::InvalidArgument`] if there is no such way; the message lists the known ones.
    fn from_str(name: &str) -> Result<Self> {
        named("drawing", &Self::ALL, Self::name, name)
    }
}

/// A picture and what was derived from it: the planes that [`Pair::new`](super::Pair::new) takes, all of one size.
#[derive(Clone, Debug, PartialEq)]
#[non_exhaustive]
pub struct Derived {
    /// The drawing: 0 paper to 255 line.
    pub line: Plane<u8>,
    /// The picture in at most 24 colours, sRGB, without single pixels of another colour.
    pub flat: Plane<[u8; 3]>,
    /// The picture itself, sRGB, on white where it is transparent.
    pub shaded: Plane<[u8; 3]>,
}

impl Derived {
    /// Derives a drawing from `picture`, which is scaled down until no side is longer than `longest` pixels.
    ///
    /// The same picture gives the same drawing on every machine, but for Canny's and XDoG's lines: other machines'
    /// exponentials may move a pixel.
    ///
    /// # Panics
    /// If `longest` is 0.
    pub fn new(picture: &Raster, from: DerivedFrom, longest: usize) -> Self {
        let opaque = picture.map(|&pixel| crate::raster::blend::over(pixel, [255; 4])).shrunk(longest);
        let shaded = opaque.map(|&[r, g, b, _]| [r, g, b]);
        let flat = reduce::reduce(&shaded);
        let line = match from {
            DerivedFrom::Canny => canny::edges(&shaded),
            DerivedFrom::Xdog => xdog::lines(&shaded.map(luma)),
            DerivedFrom::Grey => shaded.map(|color| ink(luma(color))),
            DerivedFrom::Halftone => Plane::from_fn(shaded.width(), shaded.height(), |x, y| {
                ink(screen(x, y, 1.0 - luma(&shaded.get(x, y))))
            }),
            DerivedFrom::Colors => flat.map(|color| ink(luma(color))),
        };
        Self { line, flat, shaded }
    }
}

/// Rec. 709 luma, 0..=1.
fn luma(&[r, g, b]: &[u8; 3]) -> f32 {
    (0.2126 * f32::from(r) + 0.7152 * f32::from(g) + 0.0722 * f32::from(b)) / 255.0
}

/// The ink of a brightness 0..=1.
fn ink(light: f32) -> u8 {
    (255.0 * (1.0 - light)).round() as u8
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::train::Pair;

    /// A red disc with a shaded half on blue, one stray pixel in it.
    fn picture() -> Raster {
        Plane::from_fn(96, 96, |x, y| {
            let inside = x.abs_diff(48).pow(2) + y.abs_diff(48).pow(2) < 900;
            match (inside, (x, y)) {
                (true, (40, 40)) => [0, 255, 0, 255],
                (true, _) if x > 48 => [180, 30, 30, 255],
                (true, _) => [220, 40, 40, 255],
                _ => [120, 150, 240, 255],
            }
        })
    }

    #[test]
    fn each_way_gives_a_pair_with_ink_where_it_belongs() {
        let inked = |line: &Plane<u8>, x: usize, y: usize| {
            let near = (y - 2..y + 3).flat_map(|y| (x - 2..x + 3).map(move |x| (x, y)));
            near.map(|(x, y)| line.get(x, y)).max().unwrap()
        };
        for from in DerivedFrom::ALL {
            let derived = Derived::new(&picture(), from, 96);
            assert_eq!(derived.shaded.get(0, 0), [120, 150, 240]);
            assert_eq!(from.to_string().parse::<DerivedFrom>().unwrap(), from);
            match from {
                DerivedFrom::Canny | DerivedFrom::Xdog => {
                    assert!(inked(&derived.line, 18, 48) > 200, "{from}: the outline");
                    assert_eq!(inked(&derived.line, 8, 8), 0, "{from}: the ground");
                }
                DerivedFrom::Grey => assert!(derived.line.get(8, 8).abs_diff(105) < 3),
                DerivedFrom::Colors => assert_eq!(derived.line.get(40, 40), derived.line.get(38, 40)),
                DerivedFrom::Halftone => {
                    let ink = derived.line.as_slice();
                    assert!(ink.contains(&0) && ink.contains(&255));
                }
            }
            let pair = Pair::new("a", "b", derived.line, &derived.flat, derived.shaded, None).unwrap();
            let colors: std::collections::HashSet<_> = pair.flat_index.as_slice().iter().collect();
            assert!((2..=4).contains(&colors.len()), "{from}: {colors:?}");
        }
    }

    #[test]
    fn large_pictures_are_scaled_and_transparent_ones_lie_on_white() {
        let picture = Plane::from_fn(64, 32, |x, _| if x < 32 { [9, 9, 9, 0] } else { [9, 9, 9, 255] });
        let derived = Derived::new(&picture, DerivedFrom::Grey, 32);
        assert_eq!((derived.line.width(), derived.line.height()), (32, 16));
        assert_eq!((derived.shaded.get(3, 3), derived.shaded.get(30, 3)), ([255; 3], [9; 3]));
    }
}

use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;
use serde::{Deserialize, Deserializer, Serialize, Serializer, de};

use crate::{Bounds, Error, Limits, Plane, Raster, Result};

/// A part of a picture that takes the place of what was there: kept as a PNG file, for most changes are small and most
/// drawings are mostly paper.
///
/// As JSON: `{"left": 10, "top": 20, "png": "..."}`, the file in base64.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Patch {
    left: u32,
    top: u32,
    #[serde(serialize_with = "to_base64", deserialize_with = "from_base64")]
    png: Vec<u8>,
}

impl Patch {
    /// Takes `pixels` to be put at column `left` and row `top`.
    ///
    /// # Errors
    /// [`Error::Image`] if a side is over 2^31 - 1 pixels.
    pub fn new(left: u32, top: u32, pixels: &Raster) -> Result<Self> {
        Ok(Self { left, top, png: pixels.encode_png()? })
    }

    /// What makes `new` of `old`, and the box around all pixels that differ; `None` if none does.
    ///
    /// # Errors
    /// [`Error::InvalidArgument`] if they are of two sizes.
    pub fn between(old: &Raster, new: &Raster) -> Result<Option<(Self, Bounds)>> {
        let (was, is) = ((old.width(), old.height()), (new.width(), new.height()));
        if was != is {
            let text = format!("the edited drawing is {}x{}, it was {}x{}", is.0, is.1, was.0, was.1);
            return Err(Error::InvalidArgument(text));
        }
        let differing = Bounds::differing(old, new);
        differing.map(|at| Ok((Self::new(at.left, at.top, &cut(new, at))?, at))).transpose()
    }

    /// Puts it into `picture`, and gives what was there.
    ///
    /// # Errors
    /// [`Error::InvalidArgument`] if it does not lie in the picture, [`Error::Image`] if it is damaged; the picture is
    /// then as it was.
    pub(super) fn swap(&self, picture: &mut Raster) -> Result<Self> {
        let size = (picture.width(), picture.height());
        let limits = Limits::default().with_pixels((size.0 * size.1) as u64);
        let pixels = Raster::decode(&self.png, &limits)?;
        let (left, top) = (self.left as usize, self.top as usize);
        let (right, bottom) = (left + pixels.width(), top + pixels.height());
        if right > size.0 || bottom > size.1 {
            let (w, h) = (pixels.width(), pixels.height());
            let text = format!("lines of {w}x{h} at ({left}, {top}) are outside {}x{}", size.0, size.1);
            return Err(Error::InvalidArgument(text));
        }
        let at = Bounds { left: self.left, top: self.top, right: right as u32, bottom: bottom as u32 };
        let old = Self::new(self.left, self.top, &cut(picture, at))?;
        for (y, row) in (top..bottom).zip(pixels.as_slice().chunks_exact(pixels.width())) {
            picture.as_mut_slice()[y * size.0 + left..][..row.len()].copy_from_slice(row);
        }
        Ok(old)
    }
}

fn cut(picture: &Raster, at: Bounds) -> Raster {
    let (width, height) = at.size();
    let row = |y: u32| &picture.row(y as usize)[at.left as usize..at.right as usize];
    let pixels = (at.top..at.bottom).flat_map(row).copied().collect();
    Plane::from_vec(width, height, pixels).expect("a box has pixels")
}

fn to_base64<S: Serializer>(bytes: &[u8], serializer: S) -> Result<S::Ok, S::Error> {
    serializer.serialize_str(&STANDARD.encode(bytes))
}

fn from_base64<'de, D: Deserializer<'de>>(deserializer: D) -> Result<Vec<u8>, D::Error> {
    STANDARD.decode(String::deserialize(deserializer)?).map_err(de::Error::custom)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_patch_makes_the_new_of_the_old_and_gives_the_old_back() {
        let old = Plane::from_fn(30, 20, |x, y| [x as u8, y as u8, 7, (x * y) as u8]);
        let mut new = old.clone();
        new.set(4, 19, [1, 2, 3, 0]);
        new.set(9, 12, [9; 4]);
        let (patch, bounds) = Patch::between(&old, &new).unwrap().unwrap();
        assert_eq!((patch.left, patch.top), (4, 12));
        assert_eq!(bounds, Bounds { left: 4, top: 12, right: 10, bottom: 20 });
        let mut picture = old.clone();
        let back = patch.swap(&mut picture).unwrap();
        assert!(picture == new);
        assert_eq!(back.swap(&mut picture).unwrap(), patch);
        assert!(picture == old);
        assert_eq!(Patch::between(&old, &old).unwrap(), None);
    }

    #[test]
    fn patches_that_do_not_fit_change_nothing() {
        let old = Plane::filled(30, 20, [7; 4]);
        let told = |patch: &Patch| {
            let mut picture = old.clone();
            let error = patch.swap(&mut picture).unwrap_err().to_string();
            assert!(picture == old);
            error
        };
        let pixels = Plane::filled(8, 8, [1; 4]);
        assert_eq!(told(&Patch::new(23, 0, &pixels).unwrap()), "lines of 8x8 at (23, 0) are outside 30x20");
        assert_eq!(
            told(&Patch::new(0, u32::MAX, &pixels).unwrap()),
            "lines of 8x8 at (0, 4294967295) are outside 30x20"
        );
        assert!(told(&Patch { left: 0, top: 0, png: vec![1, 2] }).contains("not a PNG"));
        let large = Patch::new(0, 0, &Plane::filled(100, 100, [0; 4])).unwrap();
        assert!(told(&large).contains("over the limit of 600"));
        let error = Patch::between(&old, &pixels).unwrap_err().to_string();
        assert_eq!(error, "the edited drawing is 8x8, it was 30x20");
    }
}

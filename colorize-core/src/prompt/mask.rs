use std::ops::Range;

use serde::{Deserialize, Deserializer, Serialize, de};

use crate::{Error, Plane, Result};

/// Some pixels of a picture, kept as runs: a few bytes for each row that they cover, however long it is.
///
/// ```
/// use colorize_core::{Mask, Plane};
///
/// let mask = Mask::from(&Plane::from_fn(40, 30, |x, y| x < 10 && y < 10));
/// assert_eq!((mask.width(), mask.height(), mask.count()), (40, 30, 100));
/// ```
///
/// As JSON: `{"width": 3, "height": 2, "runs": [1, 2, 3]}` are the last two pixels of the first of two rows. The runs go
/// through all rows, top row first, and from one row into the next; the first is of pixels that are off, and may be 0.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct Mask {
    width: u32,
    height: u32,
    runs: Vec<u32>,
}

impl Mask {
    /// Makes a mask of `width` times `height` pixels from the lengths of its runs: off, on, off, ... row by row, each 1
    /// or more but the first, which may be 0.
    ///
    /// # Errors
    /// [`Error::InvalidArgument`] if a side or another run than the first is 0, or the runs do not add up to all pixels.
    pub fn new(width: u32, height: u32, runs: Vec<u32>) -> Result<Self> {
        let wrong = |text: String| Err(Error::InvalidArgument(text));
        if width == 0 || height == 0 {
            return wrong(format!("a mask of {width}x{height} has no pixels"));
        }
        if runs.iter().skip(1).any(|&run| run == 0) {
            return wrong("a run of a mask is empty; only the first may be".into());
        }
        let all = u64::from(width) * u64::from(height);
        let sum: u64 = runs.iter().map(|&run| u64::from(run)).sum();
        match all == sum {
            true => Ok(Self { width, height, runs }),
            false => wrong(format!("runs of {sum} pixels do not make a mask of {width}x{height}")),
        }
    }

    /// Takes the pixels of these numbers, row by row from 0 at the top left, ascending.
    pub(super) fn from_pixels(width: usize, height: usize, pixels: &[usize]) -> Result<Self> {
        let short = |length: usize| {
            u32::try_from(length).map_err(|_| Error::Limit("a mask of 2^32 pixels or more".into()))
        };
        let mut runs = Vec::new();
        let mut end = 0;
        for run in pixels.chunk_by(|a, b| a + 1 == *b) {
            runs.extend([short(run[0] - end)?, short(run.len())?]);
            end = run[0] + run.len();
        }
        let rest = width * height - end;
        if rest > 0 {
            runs.push(short(rest)?);
        }
        Self::new(short(width)?, short(height)?, runs)
    }

    /// Columns.
    pub fn width(&self) -> usize {
        self.width as usize
    }

    /// Rows.
    pub fn height(&self) -> usize {
        self.height as usize
    }

    /// How many pixels are on.
    pub fn count(&self) -> u64 {
        self.runs.iter().skip(1).step_by(2).map(|&run| u64::from(run)).sum()
    }

    /// The runs of pixels that are on: their numbers, row by row, from 0 at the top left.
    pub fn spans(&self) -> impl Iterator<Item = Range<usize>> {
        let ends = self.runs.iter().scan(0, |end, &run| {
            let start = *end;
            *end += run as usize;
            Some(start..*end)
        });
        ends.skip(1).step_by(2)
    }
}

impl From<&Plane<bool>> for Mask {
    /// Takes the pixels that are `true`.
    ///
    /// # Panics
    /// If a side or a run has 2^32 pixels or more.
    fn from(plane: &Plane<bool>) -> Self {
        let short = |length: usize| u32::try_from(length).expect("a mask has fewer than 2^32 pixels");
        let mut runs = Vec::new();
        if plane.as_slice()[0] {
            runs.push(0);
        }
        runs.extend(plane.as_slice().chunk_by(|a, b| a == b).map(|run| short(run.len())));
        Self { width: short(plane.width()), height: short(plane.height()), runs }
    }
}

impl<'de> Deserialize<'de> for Mask {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        #[derive(Deserialize)]
        #[serde(deny_unknown_fields, rename = "Mask")]
        struct Fields {
            width: u32,
            height: u32,
            runs: Vec<u32>,
        }
        let Fields { width, height, runs } = Fields::deserialize(deserializer)?;
        Self::new(width, height, runs).map_err(de::Error::custom)
    }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    proptest! {
        #[test]
        fn runs_hold_every_pixel(width in 1usize..9, bits in prop::collection::vec(any::<bool>(), 1..60)) {
            let bits = &bits[..bits.len().max(width) / width * width.min(bits.len())];
            let width = width.min(bits.len());
            let plane = Plane::from_vec(width, bits.len() / width, bits.to_vec()).unwrap();
            let mask = Mask::from(&plane);
            let mut back = vec![false; bits.len()];
            mask.spans().for_each(|span| back[span].fill(true));
            prop_assert_eq!(&back, bits);
            prop_assert_eq!(mask.count(), bits.iter().filter(|&&on| on).count() as u64);
            let text = serde_json::to_string(&mask).unwrap();
            prop_assert_eq!(serde_json::from_str::<Mask>(&text).unwrap(), mask);
        }
    }

    #[test]
    fn runs_that_are_no_mask_are_refused() {
        let told =
            |width, height, runs: &[u32]| Mask::new(width, height, runs.to_vec()).unwrap_err().to_string();
        assert_eq!(told(0, 3, &[]), "a mask of 0x3 has no pixels");
        assert_eq!(told(2, 2, &[1, 0, 3]), "a run of a mask is empty; only the first may be");
        assert_eq!(told(2, 2, &[1, 2]), "runs of 3 pixels do not make a mask of 2x2");
        assert!(told(u32::MAX, u32::MAX, &[u32::MAX; 3]).starts_with("runs of 12884901885 pixels"));
        assert!(serde_json::from_str::<Mask>(r#"{"width": 1, "height": 1, "runs": [1], "on": 1}"#).is_err());
    }
}

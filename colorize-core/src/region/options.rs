use serde::{Deserialize, Serialize};

use crate::error::{Error, Result};
use crate::raster::Plane;

/// The largest gap that can be asked for, in pixels.
const MAX_GAP: u32 = 1000;
/// The most regions unless more are asked for.
pub(super) const MAX_REGIONS: u32 = 1_000_000;

/// How a drawing is cut into regions; `RegionOptions::default().with_gap(5)` changes one of them.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default, deny_unknown_fields)]
#[non_exhaustive]
pub struct RegionOptions {
    /// The widest opening between two ends of lines that counts as closed, in pixels of the drawing, 0..=1000; seven
    /// tenths of it where a line ends short of the side of another, or of the picture's edge. `None` takes it from the
    /// picture's size and the width of the lines.
    pub gap: Option<u32>,
    /// The least ink, 1..=255, that counts as a line.
    pub ink_threshold: u8,
    /// Regions with less paper than this many pixels are no regions of their own: each of their pixels goes to the
    /// nearest region.
    /// `None` takes it from the picture's size.
    pub min_area: Option<u32>,
    /// The most regions, 1 million by default: each takes a few hundred bytes, and a halftone has one in every few
    /// pixels if `min_area` lets it. More are an error.
    pub max_regions: u32,
}

impl Default for RegionOptions {
    fn default() -> Self {
        // Faint and thin lines have 50 to 80 of 255 after anti-aliasing and shrinking; more than
        // that leaks.
        Self { gap: None, ink_threshold: 48, min_area: None, max_regions: MAX_REGIONS }
    }
}

impl RegionOptions {
    /// The same options, but another widest gap in pixels, or `None` for the one that goes by the drawing.
    pub fn with_gap(self, gap: impl Into<Option<u32>>) -> Self {
        Self { gap: gap.into(), ..self }
    }

    /// The same options, but another least ink that counts as a line.
    pub fn with_ink_threshold(self, ink_threshold: u8) -> Self {
        Self { ink_threshold, ..self }
    }

    /// The same options, but another least area in pixels, or `None` for the one that goes by the picture's size.
    pub fn with_min_area(self, min_area: impl Into<Option<u32>>) -> Self {
        Self { min_area: min_area.into(), ..self }
    }

    /// The same options, but so many regions at most.
    pub fn with_max_regions(self, max_regions: u32) -> Self {
        Self { max_regions, ..self }
    }

    /// Whether all are in range, and the picture can have ids.
    pub(super) fn check(&self, ink: &Plane<u8>) -> Result<()> {
        if let Some(gap) = self.gap.filter(|&gap| gap > MAX_GAP) {
            return Err(Error::InvalidArgument(format!("gap {gap} is over {MAX_GAP} pixels")));
        }
        if self.ink_threshold == 0 {
            return Err(Error::InvalidArgument("ink threshold 0 is outside 1..=255".into()));
        }
        if ink.as_slice().len() >= u32::MAX as usize {
            return Err(Error::Limit(format!(
                "{} pixels are over the limit of {} for regions",
                ink.as_slice().len(),
                u32::MAX - 1
            )));
        }
        Ok(())
    }

    /// Whether there may be so many regions.
    pub(super) fn check_count(&self, regions: usize) -> Result<()> {
        if regions > self.max_regions as usize {
            return Err(Error::Limit(format!(
                "{regions} regions are over the limit of {}; raise `RegionOptions::min_area`, so that the smallest \
                 go to their neighbours, or `RegionOptions::max_regions`",
                self.max_regions
            )));
        }
        Ok(())
    }

    /// The widest gap, in pixels, in a drawing of that size and line width.
    pub(super) fn gap_of(&self, (width, height): (usize, usize), line: u32) -> u32 {
        self.gap.unwrap_or_else(|| automatic_gap(width, height, line))
    }

    /// The least area of a region, in pixels, in a drawing of that size.
    pub(super) fn min_area_of(&self, (width, height): (usize, usize)) -> u32 {
        self.min_area.unwrap_or_else(|| automatic_min_area(width, height))
    }
}

/// What a hand leaves open grows with the picture, but a drawing in fine lines on a large sheet is full of small
/// things that a gap must not swallow.
///
/// 17 at 512 x 512: below, openings of 12 pixels leak that were cut in our training pairs at that size; above, more
/// regions are split than won. In a picture of a few pixels a side, set one by one, an opening of two is meant.
fn automatic_gap(width: usize, height: usize, line: u32) -> u32 {
    let size = ((width as f64 * height as f64).sqrt() / 30.0).round() as u32;
    size.clamp(1, MAX_GAP).min((10 * line).max(3))
}

/// 6 pixels are a speck where lines are soft; below 128 x 128 they are more and more of the picture.
fn automatic_min_area(width: usize, height: usize) -> u32 {
    let pixels = width * height;
    u32::try_from(pixels / 43_000).map_or(u32::MAX, |area| area.max((pixels / 2_700).clamp(1, 6) as u32))
}

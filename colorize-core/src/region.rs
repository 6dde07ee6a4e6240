//! Closed regions of a line drawing.
//!
//! A gap in a line is closed where the ink faces itself across it and a line ends there, see [`gap`]; the regions
//! are the areas of paper between lines and closed gaps. From Zhang, Chen, Zhang, Hu and Rosin, "Vectorizing Cartoon
//! Animations" (2009), §4, comes where to look: in the passages that are too narrow for a trapped ball, read off one
//! exact distance map for all radii. From Fourey, Tschumperlé and Revoy, "A Fast and Efficient Semi-guided Algorithm
//! for Flat Coloring Line-arts" (2018), §3, comes what to look for: the ends of lines. Either alone is not enough. A
//! trapped ball cannot tell a gap from a narrow sleeve; end points by their curvature alone are found at every
//! corner, and joined to whatever lies ahead. Passages name the few places where the question
//! arises at all, and the ink around both sides of each answers it.

mod bits;
mod distance;
mod gap;
mod line;
mod owned;
mod part;
mod query;
mod run;
mod segmenter;
mod sliver;
mod solid;
mod spread;
mod survey;
#[cfg(test)]
mod tests;

use crate::{Error, Plane, Result};
use part::{Part, describe, fill, number_in_order};
pub use query::{Fill, Gap};
use run::Rows;
pub use segmenter::Segmenter;
use survey::{Paper, Survey};

/// The least ink that hides what is under it.
const FULL: u8 = 240;
/// The largest gap that can be asked for, in pixels.
const MAX_GAP: u32 = 1000;

/// How a drawing is cut into regions.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
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
}

impl Default for RegionOptions {
    fn default() -> Self {
        // Faint and thin lines have 50 to 80 of 255 after anti-aliasing and shrinking; more than
        // that leaks.
        Self { gap: None, ink_threshold: 48, min_area: None }
    }
}

/// A box around pixels: columns `left..right`, rows `top..bottom`.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Bounds {
    /// The first column.
    pub left: u32,
    /// The first row.
    pub top: u32,
    /// The column after the last.
    pub right: u32,
    /// The row after the last.
    pub bottom: u32,
}

impl Bounds {
    /// The smallest box around both.
    fn around(self, other: Self) -> Self {
        Self {
            left: self.left.min(other.left),
            top: self.top.min(other.top),
            right: self.right.max(other.right),
            bottom: self.bottom.max(other.bottom),
        }
    }

    /// With so many pixels more on each side, as far as the picture goes.
    fn grown(self, by: u32, (width, height): (usize, usize)) -> Self {
        Self {
            left: self.left.saturating_sub(by),
            top: self.top.saturating_sub(by),
            right: self.right.saturating_add(by).min(width as u32),
            bottom: self.bottom.saturating_add(by).min(height as u32),
        }
    }

    /// Width and height.
    fn size(self) -> (usize, usize) {
        ((self.right - self.left) as usize, (self.bottom - self.top) as usize)
    }

    fn contains(self, x: usize, y: usize) -> bool {
        (self.left as usize..self.right as usize).contains(&x)
            && (self.top as usize..self.bottom as usize).contains(&y)
    }

    /// Whether it has pixels, and all in the picture.
    fn check(self, (width, height): (usize, usize)) -> Result<()> {
        let Self { left, top, right, bottom } = self;
        if left >= right || top >= bottom || right as usize > width || bottom as usize > height {
            return Err(Error::InvalidArgument(format!(
                "the box from ({left}, {top}) to ({right}, {bottom}) is empty or outside {width}x{height}"
            )));
        }
        Ok(())
    }
}

/// What is known of one region.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Region {
    /// Pixels, with those under ink.
    pub area: u32,
    /// Pixels that are not under ink; 0 for a solid black area.
    pub paper: u32,
    /// The box around all its pixels.
    pub bounds: Bounds,
    /// The ids of the regions that share a side of a pixel with it, ascending.
    pub neighbours: Vec<u32>,
    /// Whether it has paper on the picture's edge, so that it may go on beyond it.
    pub outside: bool,
    /// Column and row of a pixel well inside: the farthest from lines and edges, or one at least 63 pixels away.
    pub seed: (u32, u32),
}

/// A drawing cut into regions: every pixel belongs to exactly one.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct RegionMap {
    ids: Plane<u32>,
    regions: Vec<Region>,
    gaps: Vec<Gap>,
}

impl RegionMap {
    /// Cuts a drawing into its closed regions.
    ///
    /// `ink` is 0 on paper to 255 on a line. Openings up to the gap of `options` count as
    /// closed. Pixels under ink go to the nearest region, so borders run along the middle of lines; but ink much
    /// thicker than the drawing's lines is a region of its own. Ids are dense, 1..=n, in the order of each region's
    /// first pixel that is not under ink, top row first, and solid areas last; they do not depend on the number of
    /// threads.
    ///
    /// `progress` is told the share done, 0..=1, and stops the work by returning `false`.
    ///
    /// # Errors
    /// [`Error::InvalidArgument`] if an option is out of range, [`Error::Limit`] if the picture has
    /// 2³² - 1 pixels or more, [`Error::Cancelled`] if `progress` says so.
    ///
    /// # Complexity
    /// Linear in the pixels; 5 bytes a pixel beside the picture, and some for each pixel under ink.
    pub fn segment(
        ink: &Plane<u8>,
        options: &RegionOptions,
        progress: &mut dyn FnMut(f32) -> bool,
    ) -> Result<Self> {
        Ok(Segmenter::new(ink, options, progress)?.into_map())
    }

    /// Takes regions that somebody else made, such as a paint program or a file.
    ///
    /// Pixels with equal numbers are one region, joined or not; any numbers up to the count of pixels
    /// will do. They become 1..=n in the order of each region's first pixel, top row first. `ink` is 0
    /// on paper to 255 on a line, and a line where it is at least `ink_threshold`.
    ///
    /// # Errors
    /// [`Error::InvalidArgument`] if the sizes differ, a number is too high, or the threshold is 0.
    pub fn from_ids(ids: Plane<u32>, ink: &Plane<u8>, ink_threshold: u8) -> Result<Self> {
        RegionOptions { ink_threshold, ..RegionOptions::default() }.check(ink)?;
        let (width, height) = (ids.width(), ids.height());
        if (ink.width(), ink.height()) != (width, height) {
            return Err(Error::InvalidArgument(format!(
                "regions are {width}x{height}, the ink is {}x{}",
                ink.width(),
                ink.height()
            )));
        }
        let pixels = width * height;
        if let Some(id) = ids.as_slice().iter().find(|&&id| id as usize > pixels) {
            return Err(Error::InvalidArgument(format!("region {id} is over {pixels}, the pixels")));
        }
        let wall = |y: usize, flags: &mut [bool]| {
            let (row, below) = (ids.row(y), ids.row((y + 1).min(height - 1)));
            for (x, flag) in flags.iter_mut().enumerate() {
                let border = row[x] != below[x] || row.get(x + 1).is_some_and(|&right| right != row[x]);
                *flag = border || ink.get(x, y) >= ink_threshold;
            }
        };
        let whole = survey::Window { left: 0, top: 0, picture: (width, height) };
        let depth = Survey::new((width, height), whole, 0, wall).depth;
        let mut parts = Rows::default();
        for y in 0..height {
            let mut start = 0;
            for same in ids.row(y).chunk_by(|a, b| a == b) {
                let end = start + same.len() as u32;
                let Paper { deepest, at, .. } = Paper::new(start, end, depth.row(y));
                let paper =
                    ink.row(y)[start as usize..end as usize].iter().filter(|&&ink| ink < ink_threshold);
                let paper = paper.count() as u32;
                parts.push(Part { start, end, id: same[0], paper, deepest: deepest.into(), at });
                start = end;
            }
            parts.end_row();
        }
        let parts = number_in_order(parts);
        let mut ids = ids;
        fill(&mut ids, &parts, None);
        let regions = describe(&parts, width, |pixel| ink.as_slice()[pixel] >= ink_threshold);
        Ok(Self { ids, regions, gaps: Vec::new() })
    }

    /// The region's id of every pixel, 1..=[`len`](Self::len).
    pub fn ids(&self) -> &Plane<u32> {
        &self.ids
    }

    /// All regions; the one with the id `i` is at `i - 1`.
    pub fn regions(&self) -> &[Region] {
        &self.regions
    }

    /// How many regions there are, at least 1.
    #[expect(clippy::len_without_is_empty, reason = "a drawing has at least one region")]
    pub fn len(&self) -> usize {
        self.regions.len()
    }

    /// The id of the region at column `x` and row `y`, or `None` outside the picture.
    pub fn at(&self, x: usize, y: usize) -> Option<u32> {
        (x < self.ids.width() && y < self.ids.height()).then(|| self.ids.get(x, y))
    }

    /// The region with the id `id`, if there is one.
    pub fn region(&self, id: u32) -> Option<&Region> {
        self.regions.get((id as usize).checked_sub(1)?)
    }
}

impl RegionOptions {
    fn check(&self, ink: &Plane<u8>) -> Result<()> {
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
}

/// The gap for a drawing of that size and line width, in pixels: what a hand leaves open grows with
/// the picture, but a drawing in fine lines on a large sheet is full of small things that a gap
/// must not swallow.
///
/// 17 at 512 x 512: below, openings of 12 pixels leak that were cut in our training pairs at that size; above, more
/// regions are split than won.
fn automatic_gap(width: usize, height: usize, line: u32) -> u32 {
    let size = ((width as f64 * height as f64).sqrt() / 30.0).round() as u32;
    size.clamp(3, MAX_GAP).min((10 * line).max(3))
}

fn automatic_min_area(width: usize, height: usize) -> u32 {
    u32::try_from(width * height / 43_000).map_or(u32::MAX, |area| area.max(6))
}

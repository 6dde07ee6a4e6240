//! Closed regions of a line drawing.
//!
//! The idea of closing gaps is the trapped ball of Zhang, Chen, Zhang, Hu and Rosin, "Vectorizing
//! Cartoon Animations" (2009), §4: a ball too big for the gaps rolls through the paper and cannot
//! leave the region it is in; then smaller balls fill what is left. They move a structuring element
//! for each radius; we read all radii off one exact distance map. The paper is flooded from its
//! widest places down. Where two pools meet, the passage between them is as wide as twice the
//! distance there, and the pools join if that is wider than a gap. What differs besides is the
//! small places: two pools also join if the lesser of them is hardly wider than the passage, so
//! hair tips and corners stay with their region, and a thin strand, closed by lines all around,
//! stays in one piece.

mod distance;
mod flood;
mod solid;
mod speck;
#[cfg(test)]
mod tests;

use crate::{Error, Plane, Result};
use distance::{NONE, levels, nearest};
use flood::{Rule, WALL, flood};
use solid::add_solids;
use speck::drop_specks;

/// The least ink that hides what is under it.
const FULL: u8 = 240;
/// The largest gap that can be asked for, in pixels.
const MAX_GAP: u32 = 1000;

/// How a drawing is cut into regions.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct RegionOptions {
    /// The widest opening in a line that counts as closed, in pixels of the drawing, 0..=1000; `None`
    /// takes it from the picture's size and the width of the lines.
    pub gap: Option<u32>,
    /// The least ink, 1..=255, that counts as a line.
    pub ink_threshold: u8,
    /// Regions with less paper than this many pixels are no regions of their own: under a line all
    /// around they count as ink, else they go to the neighbour they share the longest border with.
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
    /// Column and row of a pixel well inside: the farthest from lines, edges and gaps.
    pub seed: (u32, u32),
}

/// A drawing cut into regions: every pixel belongs to exactly one.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct RegionMap {
    ids: Plane<u32>,
    regions: Vec<Region>,
}

impl RegionMap {
    /// Cuts a drawing into its closed regions.
    ///
    /// `ink` is 0 on paper to 255 on a line. Openings up to the gap of `options` count as closed
    /// and are cut at their narrowest place. Pixels under ink go to the nearest region, so borders
    /// run along the middle of lines; but ink much thicker than the drawing's lines is a region of
    /// its own. Ids are dense, 1..=n, in the order of each region's first pixel, top row first;
    /// they do not depend on the number of threads.
    ///
    /// `progress` is told the share done, 0..=1, and stops the work by returning `false`.
    ///
    /// # Errors
    /// [`Error::InvalidArgument`] if an option is out of range, [`Error::Limit`] if the picture has
    /// 2³² - 1 pixels or more, [`Error::Cancelled`] if `progress` says so.
    ///
    /// # Complexity
    /// Linear in the pixels; at most 16 bytes a pixel beside the picture.
    pub fn segment(
        ink: &Plane<u8>,
        options: &RegionOptions,
        progress: &mut dyn FnMut(f32) -> bool,
    ) -> Result<Self> {
        options.check(ink)?;
        let mut step = |done| if progress(done) { Ok(()) } else { Err(Error::Cancelled) };
        step(0.0)?;
        let (width, height) = (ink.width(), ink.height());
        let lined = |pixel: usize| ink.as_slice()[pixel] >= options.ink_threshold;

        let mut depth = levels(width, height, lined);
        step(0.3)?;
        let line = line_width(width, height, lined);
        let gap = options.gap.unwrap_or_else(|| automatic_gap(width, height, line));
        let mut ids = number(flood(width, &depth, Rule::with_gap(gap)));
        step(0.6)?;
        let min_area = options.min_area.unwrap_or_else(|| automatic_min_area(width, height));
        drop_specks(width, &mut ids, min_area);
        step(0.7)?;
        let full = |pixel: usize| ink.as_slice()[pixel] >= FULL;
        add_solids(width, height, &mut ids, &mut depth, line, full);
        spread(width, height, &mut ids);
        step(0.9)?;
        let ids = Plane::from_vec(width, height, number_in_order(ids))?;
        let regions = describe(&ids, &depth, lined);
        step(1.0)?;
        Ok(Self { ids, regions })
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
        let lined = |pixel: usize| ink.as_slice()[pixel] >= ink_threshold;
        let border = |pixel: usize| {
            let ids = ids.as_slice();
            let other = |near: usize| ids.get(near).is_some_and(|&id| id != ids[pixel]);
            other(pixel + width) || (!(pixel + 1).is_multiple_of(width) && other(pixel + 1))
        };
        let depth = levels(width, height, |pixel| lined(pixel) || border(pixel));
        let ids = Plane::from_vec(width, height, number_in_order(ids.into_vec()))?;
        let regions = describe(&ids, &depth, lined);
        Ok(Self { ids, regions })
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
        if ink.as_slice().len() >= NONE as usize {
            return Err(Error::Limit(format!(
                "{} pixels are over the limit of {} for regions",
                ink.as_slice().len(),
                NONE - 1
            )));
        }
        Ok(())
    }
}

/// The gap for a drawing of that size and line width, in pixels: what a hand leaves open grows with
/// the picture, but a drawing in fine lines on a large sheet is full of small things that a gap
/// must not swallow.
///
/// 14 at 512 x 512: below, drawings with broken lines leak; above, regions fall apart for nothing.
fn automatic_gap(width: usize, height: usize, line: u32) -> u32 {
    let size = ((width as f64 * height as f64).sqrt() / 37.0).round() as u32;
    size.clamp(3, MAX_GAP).min((10 * line).max(3))
}

fn automatic_min_area(width: usize, height: usize) -> u32 {
    u32::try_from(width * height / 43_000).map_or(u32::MAX, |area| area.max(6))
}

/// Turns each pixel's root into an id, 1..=n, and walls into 0.
fn number(roots: Vec<u32>) -> Vec<u32> {
    let mut ids = vec![0; roots.len()];
    let mut count = 0;
    for (pixel, &root) in roots.iter().enumerate().filter(|(_, root)| **root != WALL) {
        if ids[root as usize] == 0 {
            count += 1;
            ids[root as usize] = count;
        }
        ids[pixel] = ids[root as usize];
    }
    ids
}

/// Calls `found(a, b)` for each side of a pixel between different ids `a` and `b`, not 0.
fn borders(width: usize, ids: &[u32], mut found: impl FnMut(u32, u32)) {
    for (pixel, &id) in ids.iter().enumerate().filter(|(_, id)| **id != 0) {
        if (pixel + 1) % width != 0 && ids[pixel + 1] != id && ids[pixel + 1] != 0 {
            found(id, ids[pixel + 1]);
        }
        if let Some(&below) = ids.get(pixel + width).filter(|&&below| below != id && below != 0) {
            found(id, below);
        }
    }
}

/// How wide the lines are, in pixels; 0 if there are none.
///
/// Rows and columns cut a line into runs that are longer the flatter they meet it; a quarter of the
/// runs through lines of all directions is at most 1.08 times as long as the line is wide. Solid
/// areas are few runs among many.
fn line_width(width: usize, height: usize, lined: impl Fn(usize) -> bool) -> u32 {
    const LONGEST: usize = 1024;
    let mut runs = vec![0_u64; LONGEST + 1];
    let mut end = |run: &mut usize| {
        runs[(*run).min(LONGEST)] += u64::from(*run > 0);
        *run = 0;
    };
    let mut down = vec![0; width];
    for y in 0..height {
        let mut across = 0;
        for (x, down) in down.iter_mut().enumerate() {
            if lined(y * width + x) {
                across += 1;
                *down += 1;
            } else {
                end(&mut across);
                end(down);
            }
        }
        end(&mut across);
    }
    down.iter_mut().for_each(&mut end);
    let total: u64 = runs.iter().sum();
    let mut so_far = 0;
    let quarter = runs.iter().position(|&count| {
        so_far += count;
        so_far * 4 >= total
    });
    quarter.unwrap_or(0) as u32
}

/// Gives pixels with id 0 the id of the nearest pixel that has one.
fn spread(width: usize, height: usize, ids: &mut [u32]) {
    if !ids.contains(&0) {
        return;
    }
    let near = nearest(width, height, |pixel| ids[pixel] != 0);
    for pixel in 0..ids.len() {
        if ids[pixel] == 0 {
            ids[pixel] = if near[pixel] == NONE { 1 } else { ids[near[pixel] as usize] };
        }
    }
}

/// Renumbers ids 1..=n in the order of their first pixels.
fn number_in_order(mut ids: Vec<u32>) -> Vec<u32> {
    let highest = ids.iter().copied().max().unwrap_or(0) as usize;
    let mut new = vec![0; highest + 1];
    let mut count = 0;
    for id in &mut ids {
        let new = &mut new[*id as usize];
        if *new == 0 {
            count += 1;
            *new = count;
        }
        *id = *new;
    }
    ids
}

/// Measures the regions; `depth` tells how far inside a pixel is.
fn describe(ids: &Plane<u32>, depth: &[u16], lined: impl Fn(usize) -> bool) -> Vec<Region> {
    let (width, height) = (ids.width(), ids.height());
    let count = ids.as_slice().iter().copied().max().unwrap_or(0) as usize;
    let none = Region {
        area: 0,
        paper: 0,
        bounds: Bounds { left: u32::MAX, top: u32::MAX, right: 0, bottom: 0 },
        neighbours: Vec::new(),
        outside: false,
        seed: (0, 0),
    };
    let mut regions = vec![none; count];
    let mut deepest = vec![None; count];
    for (pixel, &id) in ids.as_slice().iter().enumerate() {
        let (x, y) = (pixel % width, pixel / width);
        let region = &mut regions[id as usize - 1];
        region.area += 1;
        if !lined(pixel) {
            region.paper += 1;
            region.outside |= x == 0 || y == 0 || x + 1 == width || y + 1 == height;
        }
        let (x, y) = (x as u32, y as u32);
        let bounds = &mut region.bounds;
        bounds.left = bounds.left.min(x);
        bounds.top = bounds.top.min(y);
        bounds.right = bounds.right.max(x + 1);
        bounds.bottom = bounds.bottom.max(y + 1);
        let deepest = &mut deepest[id as usize - 1];
        if Some(depth[pixel]) > *deepest {
            *deepest = Some(depth[pixel]);
            region.seed = (x, y);
        }
    }
    let mut pairs = Vec::new();
    let mut kept = 0;
    borders(width, ids.as_slice(), |a, b| {
        let pair = (a.min(b), a.max(b));
        if pairs.last() != Some(&pair) {
            pairs.push(pair);
        }
        // Borders are long and pairs few: do not let the repeats pile up.
        if pairs.len() > 2 * kept + (1 << 16) {
            pairs.sort_unstable();
            pairs.dedup();
            kept = pairs.len();
        }
    });
    pairs.sort_unstable();
    pairs.dedup();
    for (a, b) in pairs {
        regions[a as usize - 1].neighbours.push(b);
        regions[b as usize - 1].neighbours.push(a);
    }
    regions.iter_mut().for_each(|region| region.neighbours.sort_unstable());
    regions
}

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

mod component;
mod distance;
mod gap;
mod query;
mod solid;
mod speck;
#[cfg(test)]
mod tests;

use rayon::prelude::*;

use crate::{Error, Plane, Result};
use component::components;
use distance::{NONE, levels, nearest};
use gap::{across, gaps};
pub use query::{Fill, Gap};
use solid::add_solids;
use speck::drop_specks;

/// The least ink that hides what is under it.
const FULL: u8 = 240;
/// Pixels that one thread goes through at a time where it keeps something for each region.
const PART: usize = 1 << 20;
/// Columns that are gone through together.
const STRIP: usize = 64;
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
    /// Column and row of a pixel well inside: the farthest from lines and edges.
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
    /// `ink` is 0 on paper to 255 on a line. Openings up to the gap of `options` count as closed. Pixels under ink go to the nearest region, so borders
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

        let near = nearest(width, height, lined);
        step(0.2)?;
        let line = line_width(width, height, lined);
        let gap = options.gap.unwrap_or_else(|| automatic_gap(width, height, line));
        let gaps = gaps(width, &near, gap, line, lined);
        step(0.4)?;
        let mut depth = levels(width, &near);
        drop(near);
        let closed = gaps.iter().flat_map(|&(from, to)| across(width, from, to));
        closed.for_each(|pixel| depth[pixel] = 0);
        let mut ids = components(width, height, |pixel| depth[pixel] > 0);
        step(0.6)?;
        let min_area = options.min_area.unwrap_or_else(|| automatic_min_area(width, height));
        drop_specks(&mut ids, min_area);
        let full = |pixel: usize| ink.as_slice()[pixel] >= FULL;
        spread(width, height, &mut ids, &mut depth, line, full);
        step(0.9)?;
        let ids = Plane::from_vec(width, height, number_in_order(ids))?;
        let regions = describe(&ids, &depth, lined);
        let gaps = gaps.into_iter().filter_map(|(from, to)| Gap::between(&ids, from, to)).collect();
        step(1.0)?;
        Ok(Self { ids, regions, gaps })
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
        let depth = levels(width, &nearest(width, height, |pixel| lined(pixel) || border(pixel)));
        let ids = Plane::from_vec(width, height, number_in_order(ids.into_vec()))?;
        let regions = describe(&ids, &depth, lined);
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
/// 17 at 512 x 512: below, openings of 12 pixels leak that were cut in our training pairs at that size; above, more regions
/// are split than won.
fn automatic_gap(width: usize, height: usize, line: u32) -> u32 {
    let size = ((width as f64 * height as f64).sqrt() / 30.0).round() as u32;
    size.clamp(3, MAX_GAP).min((10 * line).max(3))
}

fn automatic_min_area(width: usize, height: usize) -> u32 {
    u32::try_from(width * height / 43_000).map_or(u32::MAX, |area| area.max(6))
}

/// The pairs of ids that share a side of a pixel, lesser first, ascending; `below` is the row under the last, if any.
fn borders(width: usize, ids: &[u32], below: &[u32]) -> Vec<(u32, u32)> {
    let mut pairs = Vec::new();
    let mut kept = 0;
    let mut look = |a: u32, b: u32| {
        let pair = (a.min(b), a.max(b));
        if a != b && pairs.last() != Some(&pair) {
            pairs.push(pair);
        }
        // Borders are long and pairs few: do not let the repeats pile up.
        if pairs.len() > 2 * kept + (1 << 16) {
            pairs.sort_unstable();
            pairs.dedup();
            kept = pairs.len();
        }
    };
    for row in ids.chunks(width) {
        row.windows(2).for_each(|beside| look(beside[0], beside[1]));
    }
    for (&above, &below) in ids.iter().zip(ids[width.min(ids.len())..].iter().chain(below)) {
        look(above, below);
    }
    pairs.sort_unstable();
    pairs.dedup();
    pairs
}

/// How wide the lines are, in pixels; 0 if there are none.
///
/// Rows and columns cut a line into runs that are longer the flatter they meet it; a quarter of the
/// runs through lines of all directions is at most 1.08 times as long as the line is wide. Solid
/// areas are few runs among many.
fn line_width(width: usize, height: usize, lined: impl Fn(usize) -> bool + Sync) -> u32 {
    const LONGEST: usize = 1024;
    let none = || vec![0_u64; LONGEST + 1];
    let end = |runs: &mut [u64], run: usize| {
        if run > 0 {
            runs[run.min(LONGEST)] += 1;
        }
    };
    let row = |mut runs: Vec<u64>, y: usize| {
        let mut run = 0;
        for pixel in y * width..(y + 1) * width {
            if lined(pixel) {
                run += 1;
            } else {
                end(&mut runs, std::mem::take(&mut run));
            }
        }
        end(&mut runs, run);
        runs
    };
    let strip = |mut runs: Vec<u64>, strip: usize| {
        let columns = strip * STRIP..((strip + 1) * STRIP).min(width);
        let mut open = [0; STRIP];
        for y in 0..height {
            for (x, run) in columns.clone().zip(&mut open) {
                if lined(y * width + x) {
                    *run += 1;
                } else {
                    end(&mut runs, std::mem::take(run));
                }
            }
        }
        open.into_iter().for_each(|run| end(&mut runs, run));
        runs
    };
    let sum = |mut a: Vec<u64>, b: Vec<u64>| {
        a.iter_mut().zip(b).for_each(|(a, b)| *a += b);
        a
    };
    let (rows, columns) = rayon::join(
        || (0..height).into_par_iter().fold(none, row).reduce(none, sum),
        || (0..width.div_ceil(STRIP)).into_par_iter().fold(none, strip).reduce(none, sum),
    );
    let runs = sum(rows, columns);
    let total: u64 = runs.iter().sum();
    let mut so_far = 0;
    let quarter = runs.iter().position(|&count| {
        so_far += count;
        so_far * 4 >= total
    });
    quarter.unwrap_or(0) as u32
}

/// Makes regions of solid areas, then gives pixels with id 0 the id of the nearest pixel that has one.
fn spread(
    width: usize,
    height: usize,
    ids: &mut [u32],
    depth: &mut [u16],
    line: u32,
    full: impl Fn(usize) -> bool,
) {
    if !ids.contains(&0) {
        return;
    }
    let mut near = nearest(width, height, |pixel| ids[pixel] != 0);
    if add_solids(width, ids, &near, depth, line, full) {
        near = nearest(width, height, |pixel| ids[pixel] != 0);
    }
    // `near` becomes the id, for a pixel cannot read another's while that is written.
    let given: &[u32] = ids;
    near.par_iter_mut().for_each(|near| *near = if *near == NONE { 1 } else { given[*near as usize] });
    ids.copy_from_slice(&near);
}

/// Renumbers ids 1..=n in the order of their first pixels.
fn number_in_order(mut ids: Vec<u32>) -> Vec<u32> {
    let highest = ids.par_iter().copied().max().unwrap_or(0) as usize;
    let mut new = vec![0; highest + 1];
    let (mut count, mut last) = (0, None);
    for &id in &ids {
        if last != Some(id) && new[id as usize] == 0 {
            count += 1;
            new[id as usize] = count;
        }
        last = Some(id);
    }
    ids.par_iter_mut().for_each(|id| *id = new[*id as usize]);
    ids
}

/// Measures the regions; `depth` tells how far inside a pixel is.
fn describe(ids: &Plane<u32>, depth: &[u16], lined: impl Fn(usize) -> bool + Sync) -> Vec<Region> {
    let (width, height) = (ids.width(), ids.height());
    let count = ids.as_slice().par_iter().copied().max().unwrap_or(0) as usize;
    let none = Region {
        area: 0,
        paper: 0,
        bounds: Bounds { left: u32::MAX, top: u32::MAX, right: 0, bottom: 0 },
        neighbours: Vec::new(),
        outside: false,
        seed: (0, 0),
    };
    // Each part keeps all regions, so many regions are not gone through in parts.
    let rows = if 16 * count > PART { height } else { (PART / width).max(1) };
    let part = |(part, part_ids): (usize, &[u32])| {
        // Each region with the depth of its seed.
        let mut regions = vec![(None, none.clone()); count];
        for (row, ids) in part_ids.chunks(width).enumerate() {
            let y = part * rows + row;
            let mut x = 0;
            for run in ids.chunk_by(|a, b| a == b) {
                let (deepest, region) = &mut regions[run[0] as usize - 1];
                let start = y * width + x;
                let pixels = start..start + run.len();
                let paper = pixels.clone().filter(|&pixel| !lined(pixel)).count() as u32;
                region.area += run.len() as u32;
                region.paper += paper;
                if y == 0 || y + 1 == height {
                    region.outside |= paper > 0;
                } else {
                    region.outside |= x == 0 && !lined(start);
                    region.outside |= x + run.len() == width && !lined(pixels.end - 1);
                }
                let (left, top, right) = (x as u32, y as u32, (x + run.len()) as u32);
                region.bounds = region.bounds.around(Bounds { left, top, right, bottom: top + 1 });
                for (x, &depth) in (left..).zip(&depth[pixels]) {
                    if Some(depth) > *deepest {
                        (*deepest, region.seed) = (Some(depth), (x, top));
                    }
                }
                x += run.len();
            }
        }
        let below = ids.as_slice().get((part + 1) * rows * width..).unwrap_or_default();
        (regions, borders(width, part_ids, &below[..width.min(below.len())]))
    };
    let parts: Vec<_> = ids.as_slice().par_chunks(rows * width).enumerate().map(part).collect();
    let mut regions = vec![(None, none.clone()); count];
    let mut pairs = Vec::new();
    for (part, borders) in parts {
        for ((deepest, region), (depth, part)) in regions.iter_mut().zip(part) {
            region.area += part.area;
            region.paper += part.paper;
            region.outside |= part.outside;
            region.bounds = region.bounds.around(part.bounds);
            if depth > *deepest {
                (*deepest, region.seed) = (depth, part.seed);
            }
        }
        pairs.extend(borders);
    }
    let mut regions: Vec<_> = regions.into_iter().map(|(_, region)| region).collect();
    pairs.sort_unstable();
    pairs.dedup();
    for (a, b) in pairs {
        regions[a as usize - 1].neighbours.push(b);
        regions[b as usize - 1].neighbours.push(a);
    }
    regions.iter_mut().for_each(|region| region.neighbours.sort_unstable());
    regions
}

use super::bits::Bits;
use super::gap::{across, largest_context, middle, one_each, sort};
use super::line::RunLengths;
use super::owned::Owned;
use super::part::{Part, describe, fill};
use super::run::{Rows, areas};
use super::sliver::{between_slivers, sizes};
use super::solid::Thick;
use super::spread::Tiling;
use super::survey::{self, Paper, Survey, paper};
use super::{Bounds, Gap, RegionMap, RegionOptions, automatic_gap, automatic_min_area};
use crate::{Error, Plane, Result};

/// Cuts a drawing into regions, and again where the drawing changes.
///
/// Needs 1 byte a pixel more than the regions themselves, 8 for each pixel under ink, and some for each run of pixels
/// between lines.
#[derive(Clone)]
pub struct Segmenter {
    options: RegionOptions,
    lengths: RunLengths,
    /// How deep inside pixels are, see [`Survey::depth`].
    depth: Plane<u8>,
    paper: Rows<Paper>,
    /// All gaps that count as closed, the shortest first.
    gaps: Vec<(u32, u32)>,
    owned: Owned,
    parts: Rows<Part>,
    map: RegionMap,
}

impl Segmenter {
    /// Cuts a drawing into its closed regions, see [`RegionMap::segment`].
    ///
    /// # Errors
    /// As [`RegionMap::segment`].
    pub fn new(
        ink: &Plane<u8>,
        options: &RegionOptions,
        progress: &mut dyn FnMut(f32) -> bool,
    ) -> Result<Self> {
        options.check(ink)?;
        let mut step = |done| if progress(done) { Ok(()) } else { Err(Error::Cancelled) };
        step(0.0)?;
        let size @ (width, height) = (ink.width(), ink.height());
        let threshold = options.ink_threshold;
        let lengths = RunLengths::count(size, 0..height, 0..width, |y, columns, flags| {
            lined(&ink.row(y)[columns], threshold, flags);
        });
        step(0.2)?;
        let (depth, paper, gaps) = survey_all(ink, threshold, line_and_gap(options, size, &lengths));
        step(0.7)?;
        let map = RegionMap { ids: Plane::filled(width, height, 0), regions: Vec::new(), gaps: Vec::new() };
        let mut made = Self {
            options: *options,
            lengths,
            depth,
            paper,
            gaps,
            owned: Owned::default(),
            parts: Rows::default(),
            map,
        };
        made.settle(ink, None);
        step(1.0)?;
        Ok(made)
    }

    /// The regions.
    pub fn map(&self) -> &RegionMap {
        &self.map
    }

    /// Gives the regions up.
    pub fn into_map(self) -> RegionMap {
        self.map
    }

    /// Cuts again after the drawing changed inside a box, and tells a box around the pixels with another id, if
    /// there are any. The result is that of [`new`](Self::new) on all of `ink`, sooner. It is not if the drawing
    /// changed elsewhere, too.
    ///
    /// # Errors
    /// [`Error::InvalidArgument`] if the picture has another size, or the box is empty or not inside it; the
    /// regions stay as they were.
    ///
    /// # Complexity
    /// Linear in the pixels around the box that gaps can reach across, and in the runs of pixels between lines and the
    /// pixels under ink of the whole drawing. All is done anew if the change makes the
    /// lines, by their most usual width, count as wider or narrower.
    pub fn update(&mut self, ink: &Plane<u8>, changed: Bounds) -> Result<Option<Bounds>> {
        let size @ (width, height) = (ink.width(), ink.height());
        if size != (self.depth.width(), self.depth.height()) {
            return Err(Error::InvalidArgument(format!(
                "the drawing is {width}x{height}, the regions are {}x{}",
                self.depth.width(),
                self.depth.height()
            )));
        }
        changed.check(size)?;
        let before = line_and_gap(&self.options, size, &self.lengths);
        self.count_again(ink, changed);
        let (line, gap) = line_and_gap(&self.options, size, &self.lengths);
        let threshold = self.options.ink_threshold;
        let row = |y: usize, flags: &mut [bool]| lined(ink.row(y), threshold, flags);
        if (line, gap) != before {
            (self.depth, self.paper, self.gaps) = survey_all(ink, threshold, (line, gap));
            self.owned = Owned::default();
            return Ok(self.settle(ink, None));
        }
        // Gaps whose middle is here may come or go, and no other.
        let gaps = changed.grown(largest_context(gap), size);
        let found = gaps.grown(super::gap::largest_reach(gap), size);
        let seen = found.grown(survey::reach(gap) as u32, size);
        let (left, top) = (seen.left as usize, seen.top as usize);
        let columns = left..seen.right as usize;
        let window = survey::Window { left, top, picture: size };
        let near = |y: usize, flags: &mut [bool]| lined(&ink.row(top + y)[columns.clone()], threshold, flags);
        let Survey { depth, facing } = Survey::new(seen.size(), window, gap, near);
        let deep = changed.grown(survey::DEEPEST + 1, size);
        let (from, to) = (deep.left as usize, deep.right as usize);
        for y in deep.top as usize..deep.bottom as usize {
            let new = &depth.row(y - top)[from - left..to - left];
            self.depth.as_mut_slice()[y * width..][from..to].copy_from_slice(new);
        }
        let rows = deep.top as usize..deep.bottom as usize;
        self.paper.replace(rows.start, &paper(&self.depth, rows, row));
        self.gaps.retain(|&(a, b)| {
            let (x, y) = middle(width, a, b);
            !gaps.contains(x, y)
        });
        let near = Bits::without(width, &self.paper, seen.top as usize..seen.bottom as usize);
        self.gaps.extend(facing.within(gaps).gaps(line, &near));
        sort(width, &mut self.gaps);
        Ok(self.settle(ink, Some(deep)))
    }

    /// Counts runs again in the rows and columns of a box.
    fn count_again(&mut self, ink: &Plane<u8>, Bounds { left, top, right, bottom }: Bounds) {
        let size = (ink.width(), ink.height());
        let (rows, columns) = (top as usize..bottom as usize, left as usize..right as usize);
        let threshold = self.options.ink_threshold;
        let new = |y: usize, columns: std::ops::Range<usize>, flags: &mut [bool]| {
            lined(&ink.row(y)[columns], threshold, flags);
        };
        let old = |y: usize, columns: std::ops::Range<usize>, flags: &mut [bool]| {
            if !rows.contains(&y) {
                return new(y, columns, flags);
            }
            flags.fill(true);
            for run in self.paper.row(y) {
                let start = (run.start as usize).max(columns.start);
                let end = (run.end as usize).min(columns.end);
                if start < end {
                    flags[start - columns.start..end - columns.start].fill(false);
                }
            }
        };
        let less = RunLengths::count(size, rows.clone(), columns.clone(), old);
        let more = RunLengths::count(size, rows.clone(), columns.clone(), new);
        self.lengths.change(&less, &more);
    }

    /// Makes regions of runs of paper and gaps: the part of the work that every change asks for. Tells the box of
    /// pixels with another id. Nothing outside `changed` may have changed but gaps.
    fn settle(&mut self, ink: &Plane<u8>, changed: Option<Bounds>) -> Option<Bounds> {
        let size @ (width, height) = (ink.width(), ink.height());
        let line = self.lengths.line_width();
        let threshold = self.options.ink_threshold;
        let lined = |pixel: usize| ink.as_slice()[pixel] >= threshold;
        let mut gaps = one_each(width, &self.gaps, line);
        let cut = |gaps: &[(u32, u32)]| {
            let runs = cut(&self.paper, &self.depth, &closed(width, gaps));
            let owners = areas(&runs);
            (runs, owners)
        };
        let (mut runs, mut owners) = cut(&gaps);
        let open = between_slivers(width, &runs, &owners, &gaps, line, lined);
        if open.contains(&true) {
            let mut open = open.into_iter();
            gaps.retain(|_| open.next() == Some(false));
            (runs, owners) = cut(&gaps);
        }
        // A drawing so small that gaps are all of its paper.
        if runs.items().is_empty() && !self.paper.items().is_empty() {
            gaps.clear();
            (runs, owners) = cut(&gaps);
        }
        let least = self.options.min_area.unwrap_or_else(|| automatic_min_area(width, height));
        let (tiling, count) = tile(width, &runs, &owners, least);
        let changed = if count == 0 {
            self.parts = all_ink(size);
            self.owned = Owned::default();
            fill(&mut self.map.ids, &self.parts, None)
        } else {
            let before = changed.map(|changed| (&self.owned, changed));
            let (owned, stale) = Owned::new(tiling, count as u32, Thick::new(line), ink, before);
            let parts = std::mem::take(&mut self.parts);
            let before = self.owned.tiling.as_ref().map(|tiling| (tiling, parts, stale));
            let (parts, changed) = owned.assign(&mut self.map.ids, &runs, lined, before);
            (self.owned, self.parts) = (owned, parts);
            changed
        };
        self.map.regions = describe(&self.parts, width, lined);
        let ids = &self.map.ids;
        self.map.gaps = gaps.iter().filter_map(|&(from, to)| Gap::between(ids, lined, from, to)).collect();
        changed
    }
}

/// How deep the pixels of a drawing are, its runs of paper, and the gaps that count as closed.
fn survey_all(
    ink: &Plane<u8>,
    threshold: u8,
    (line, gap): (u32, u32),
) -> (Plane<u8>, Rows<Paper>, Vec<(u32, u32)>) {
    let size @ (width, height) = (ink.width(), ink.height());
    let whole = survey::Window { left: 0, top: 0, picture: size };
    let wall = |y: usize, flags: &mut [bool]| lined(ink.row(y), threshold, flags);
    let Survey { depth, facing } = Survey::new(size, whole, gap, wall);
    let paper = paper(&depth, 0..height, wall);
    let gaps = facing.gaps(line, &Bits::without(width, &paper, 0..height));
    (depth, paper, gaps)
}

/// Which pixels are under a line.
fn lined(ink: &[u8], threshold: u8, flags: &mut [bool]) {
    for (flag, &ink) in flags.iter_mut().zip(ink) {
        *flag = ink >= threshold;
    }
}

/// How wide lines are, and the widest gap that counts as closed.
fn line_and_gap(
    options: &RegionOptions,
    (width, height): (usize, usize),
    lengths: &RunLengths,
) -> (u32, u32) {
    let line = lengths.line_width();
    (line, options.gap.unwrap_or_else(|| automatic_gap(width, height, line)))
}

/// The pixels of closed gaps, ascending.
fn closed(width: usize, gaps: &[(u32, u32)]) -> Vec<usize> {
    let mut closed: Vec<_> = gaps.iter().flat_map(|&(from, to)| across(width, from, to)).collect();
    closed.sort_unstable();
    closed.dedup();
    closed
}

/// Cuts runs of paper at the pixels of closed gaps.
fn cut(paper: &Rows<Paper>, depth: &Plane<u8>, closed: &[usize]) -> Rows<Paper> {
    let width = depth.width();
    let mut runs = Rows::default();
    let mut closed = closed.iter().map(|pixel| (pixel % width, pixel / width)).peekable();
    for y in 0..paper.len() {
        for run in paper.row(y) {
            let mut start = run.start;
            let new = |start: u32, end: u32| {
                let all = start == run.start && end == run.end;
                if all { *run } else { Paper::new(start, end, depth.row(y)) }
            };
            while let Some(&(x, _)) = closed.peek().filter(|&&(x, row)| row == y && x < run.end as usize) {
                closed.next();
                if x >= start as usize {
                    if start < x as u32 {
                        runs.push(new(start, x as u32));
                    }
                    start = x as u32 + 1;
                }
            }
            if start < run.end {
                runs.push(new(start, run.end));
            }
        }
        while closed.next_if(|&(_, row)| row == y).is_some() {}
        runs.end_row();
    }
    runs
}

/// The picture as areas of at least `least` pixels, numbered 1..=n, with holes for the rest, and n. Leaves the
/// largest, the first of equals, if all are smaller than that.
fn tile(width: usize, runs: &Rows<Paper>, owners: &[u32], least: u32) -> (Tiling, usize) {
    let count = owners.iter().copied().max().unwrap_or(0) as usize;
    let areas = sizes(runs, owners, count);
    let largest = (1..=count).rev().max_by_key(|&owner| areas[owner]);
    let mut numbers = vec![0; count + 1];
    let kept = |owner: &usize| areas[*owner] >= u64::from(least) || Some(*owner) == largest;
    (1..=count).filter(kept).zip(1..).for_each(|(owner, number)| numbers[owner] = number);
    let mut tiling = Tiling::new(width);
    for y in 0..runs.len() {
        let row = runs.row(y).iter().zip(&owners[runs.first(y)..]);
        let row = row.map(|(run, &owner)| (run.start, run.end, numbers[owner as usize]));
        tiling.push_row(row.filter(|&(_, _, number)| number != 0));
    }
    (tiling, numbers.into_iter().max().unwrap_or(0) as usize)
}

/// One region as large as the picture.
fn all_ink((width, height): (usize, usize)) -> Rows<Part> {
    let mut parts = Rows::default();
    for y in 0..height {
        let deepest = (y + 1).min(height - y).min(width.div_ceil(2)) as u32;
        parts.push(Part { start: 0, end: width as u32, id: 1, paper: 0, deepest, at: deepest - 1 });
        parts.end_row();
    }
    parts
}

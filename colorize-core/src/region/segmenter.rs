use std::fmt;
use std::sync::Arc;

use super::bits::Bits;
use super::bounds::Bounds;
use super::describe::describe;
use super::facing::{largest_context, largest_reach};
use super::gap::Gap;
use super::map::RegionMap;
use super::options::RegionOptions;
use super::ownership::Ownership;
use super::run::{Rows, areas};
use super::run_lengths::RunLengths;
use super::sliver::{between_slivers, one_each, sizes};
use super::solid::Thick;
use super::span::{across, middle, sort};
use super::spread::Tiling;
use super::stretch::{Stretch, fill};
use super::survey::{DEEPEST, PaperRun, Survey, paper, reach};
use super::window::Window;
use crate::error::{Error, Result};
use crate::progress::{Progress, tell};
use crate::raster::Plane;

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
    paper: Rows<PaperRun>,
    /// All gaps that count as closed, the shortest first.
    gaps: Vec<(u32, u32)>,
    ownership: Ownership,
    stretches: Rows<Stretch>,
    /// Shared with those that colour by it.
    map: Arc<RegionMap>,
}

impl Segmenter {
    /// Cuts a drawing into its closed regions, see [`RegionMap::segment`].
    ///
    /// # Errors
    /// As [`RegionMap::segment`].
    pub fn new(ink: &Plane<u8>, options: &RegionOptions, mut progress: Progress<'_>) -> Result<Self> {
        options.check(ink)?;
        tell(&mut progress, 0.0)?;
        let size @ (width, height) = (ink.width(), ink.height());
        let threshold = options.ink_threshold;
        let lengths = RunLengths::count(size, 0..height, 0..width, |y, columns, flags| {
            lined(&ink.row(y)[columns], threshold, flags);
        });
        tell(&mut progress, 0.2)?;
        let (depth, paper, gaps) = survey_all(ink, threshold, line_and_gap(options, size, &lengths));
        tell(&mut progress, 0.7)?;
        let cut = Cut::new(ink, options, lengths.line_width(), &depth, &paper, &gaps)?;
        let map = RegionMap { ids: Plane::filled(width, height, 0), regions: Vec::new(), gaps: Vec::new() };
        let mut made = Self {
            options: *options,
            lengths,
            depth,
            paper,
            gaps,
            ownership: Ownership::default(),
            stretches: Rows::default(),
            map: Arc::new(map),
        };
        made.settle(ink, cut, None);
        tell(&mut progress, 1.0)?;
        Ok(made)
    }

    /// The regions.
    pub fn map(&self) -> &RegionMap {
        &self.map
    }

    /// The regions, to be kept while the segmenter goes on.
    pub(crate) fn shared_map(&self) -> Arc<RegionMap> {
        Arc::clone(&self.map)
    }

    /// Gives the regions up.
    pub fn into_map(self) -> RegionMap {
        Arc::unwrap_or_clone(self.map)
    }

    /// Cuts again after the drawing changed inside a box, and tells a box around the pixels with another id, if
    /// there are any. The result is that of [`new`](Self::new) on all of `ink`, sooner. It is not if the drawing
    /// changed elsewhere, too.
    ///
    /// `progress` hears nothing any more once the regions change: then they are soon done.
    ///
    /// # Errors
    /// [`Error::InvalidArgument`] if the picture has another size, or the box is empty or not inside it,
    /// [`Error::Limit`] if there are more regions than the options allow, [`Error::Cancelled`] if `progress` says so;
    /// the regions stay as they were.
    ///
    /// # Complexity
    /// Linear in the pixels around the box that gaps can reach across, and in the runs of pixels between lines and the
    /// pixels under ink of the whole drawing. All is done anew if the change makes the
    /// lines, by their most usual width, count as wider or narrower.
    pub fn update(
        &mut self,
        ink: &Plane<u8>,
        changed: Bounds,
        mut progress: Progress<'_>,
    ) -> Result<Option<Bounds>> {
        let size @ (width, height) = (ink.width(), ink.height());
        if size != (self.depth.width(), self.depth.height()) {
            return Err(Error::InvalidArgument(format!(
                "the drawing is {width}x{height}, the regions are {}x{}",
                self.depth.width(),
                self.depth.height()
            )));
        }
        changed.check(size)?;
        tell(&mut progress, 0.0)?;
        let before = line_and_gap(&self.options, size, &self.lengths);
        let lengths = self.count_again(ink, changed);
        let (line, gap) = line_and_gap(&self.options, size, &lengths);
        let threshold = self.options.ink_threshold;
        if (line, gap) != before {
            let (depth, paper, gaps) = survey_all(ink, threshold, (line, gap));
            tell(&mut progress, 0.7)?;
            let cut = Cut::new(ink, &self.options, line, &depth, &paper, &gaps)?;
            (self.lengths, self.depth, self.paper, self.gaps) = (lengths, depth, paper, gaps);
            self.ownership = Ownership::default();
            return Ok(self.settle(ink, cut, None));
        }
        // Gaps whose middle is here may come or go, and no other.
        let near = changed.grown(largest_context(gap), size);
        let found = near.grown(largest_reach(gap), size);
        let seen = found.grown(reach(gap) as u32, size);
        let (left, top) = (seen.left as usize, seen.top as usize);
        let columns = left..seen.right as usize;
        let window = Window { left, top, picture: size };
        let wall = |y: usize, flags: &mut [bool]| lined(&ink.row(top + y)[columns.clone()], threshold, flags);
        let Survey { depth: mut other_depth, facing } = Survey::new(seen.size(), window, gap, wall);
        tell(&mut progress, 0.7)?;
        let deep = changed.grown(DEEPEST + 1, size);
        swap(&mut self.depth, &mut other_depth, deep, seen);
        let rows = deep.top as usize..deep.bottom as usize;
        let mut runs = self.paper.clone();
        let row = |y: usize, flags: &mut [bool]| lined(ink.row(y), threshold, flags);
        runs.replace(rows.start, &paper(&self.depth, rows, row));
        let mut gaps = self.gaps.clone();
        gaps.retain(|&(a, b)| {
            let (x, y) = middle(width, a, b);
            !near.contains(x, y)
        });
        let bits = Bits::without(width, &runs, seen.top as usize..seen.bottom as usize);
        gaps.extend(facing.within(near).gaps(line, &bits));
        sort(width, &mut gaps);
        match Cut::new(ink, &self.options, line, &self.depth, &runs, &gaps) {
            Ok(cut) => {
                (self.lengths, self.paper, self.gaps) = (lengths, runs, gaps);
                Ok(self.settle(ink, cut, Some(deep)))
            }
            Err(error) => {
                swap(&mut self.depth, &mut other_depth, deep, seen);
                Err(error)
            }
        }
    }

    /// The lengths of runs after the rows and columns of a box changed.
    fn count_again(&self, ink: &Plane<u8>, Bounds { left, top, right, bottom }: Bounds) -> RunLengths {
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
        let mut lengths = self.lengths.clone();
        lengths.change(&less, &more);
        lengths
    }

    /// Makes regions of areas: the part of the work that every change asks for. Tells the box of pixels with another
    /// id. Nothing outside `changed` may have changed but gaps.
    fn settle(&mut self, ink: &Plane<u8>, cut: Cut, changed: Option<Bounds>) -> Option<Bounds> {
        let size @ (width, _) = (ink.width(), ink.height());
        let threshold = self.options.ink_threshold;
        let lined = |pixel: usize| ink.as_slice()[pixel] >= threshold;
        let Cut { runs, gaps, tiling, count } = cut;
        let map = Arc::make_mut(&mut self.map);
        let changed = if count == 0 {
            self.stretches = all_ink(size);
            self.ownership = Ownership::default();
            fill(&mut map.ids, &self.stretches, None)
        } else {
            let before = changed.map(|changed| (&self.ownership, changed));
            let thick = Thick::new(self.lengths.line_width());
            let (ownership, stale) = Ownership::new(tiling, count as u32, thick, ink, before);
            let stretches = std::mem::take(&mut self.stretches);
            let before = self.ownership.tiling.as_ref().map(|tiling| (tiling, stretches, stale));
            let (stretches, changed) = ownership.assign(&mut map.ids, &runs, lined, before);
            (self.ownership, self.stretches) = (ownership, stretches);
            changed
        };
        drop(runs);
        map.regions = describe(&self.stretches, width, lined);
        let ids = &map.ids;
        map.gaps = gaps.iter().filter_map(|&(from, to)| Gap::between(ids, lined, from, to)).collect();
        changed
    }
}

impl fmt::Debug for Segmenter {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Segmenter").field("options", &self.options).finish_non_exhaustive()
    }
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
    /// # Errors
    /// [`Error::InvalidArgument`] if an option is out of range, [`Error::Limit`] if the picture has
    /// 2³² - 1 pixels or more, or there are more regions than the options allow, [`Error::Cancelled`] if `progress`
    /// says so.
    ///
    /// # Complexity
    /// Linear in the pixels; 5 bytes a pixel beside the picture, and some for each pixel under ink.
    pub fn segment(ink: &Plane<u8>, options: &RegionOptions, progress: Progress<'_>) -> Result<Self> {
        Ok(Segmenter::new(ink, options, progress)?.into_map())
    }
}

/// The areas that lines and closed gaps leave of the paper.
struct Cut {
    /// The paper, without the gaps.
    runs: Rows<PaperRun>,
    /// The gaps that are closed.
    gaps: Vec<(u32, u32)>,
    /// The areas that are large enough.
    tiling: Tiling,
    /// How many there are.
    count: usize,
}

impl Cut {
    /// Cuts the paper at gaps, but for those that would leave slivers.
    ///
    /// # Errors
    /// [`Error::Limit`] if there are more areas than `options` allow.
    fn new(
        ink: &Plane<u8>,
        options: &RegionOptions,
        line: u32,
        depth: &Plane<u8>,
        paper: &Rows<PaperRun>,
        gaps: &[(u32, u32)],
    ) -> Result<Self> {
        let size @ (width, _) = (ink.width(), ink.height());
        let mut gaps = one_each(width, gaps, line);
        let cut = |gaps: &[(u32, u32)]| {
            let runs = cut(paper, depth, &closed(width, gaps));
            let owners = areas(&runs);
            (runs, owners)
        };
        let (mut runs, mut owners) = cut(&gaps);
        let lined = |pixel: usize| ink.as_slice()[pixel] >= options.ink_threshold;
        let open = between_slivers(width, &runs, &owners, &gaps, line, lined);
        if open.contains(&true) {
            let mut open = open.into_iter();
            gaps.retain(|_| open.next() == Some(false));
            (runs, owners) = cut(&gaps);
        }
        // A drawing so small that gaps are all of its paper.
        if runs.items().is_empty() && !paper.items().is_empty() {
            gaps.clear();
            (runs, owners) = cut(&gaps);
        }
        let (numbers, count) = number(&runs, &owners, options.min_area_of(size));
        options.check_count(count)?;
        let tiling = tile(width, &runs, &owners, &numbers);
        Ok(Self { runs, gaps, tiling, count })
    }
}

/// Exchanges the pixels of a box between a picture and a window on it.
fn swap(whole: &mut Plane<u8>, part: &mut Plane<u8>, swapped: Bounds, window: Bounds) {
    let (width, columns) = (whole.width(), part.width());
    for y in swapped.top..swapped.bottom {
        let row =
            &mut whole.as_mut_slice()[y as usize * width..][swapped.left as usize..swapped.right as usize];
        let (left, right) = ((swapped.left - window.left) as usize, (swapped.right - window.left) as usize);
        let other = &mut part.as_mut_slice()[(y - window.top) as usize * columns..][left..right];
        row.swap_with_slice(other);
    }
}

/// How deep the pixels of a drawing are, its runs of paper, and the gaps that count as closed.
fn survey_all(
    ink: &Plane<u8>,
    threshold: u8,
    (line, gap): (u32, u32),
) -> (Plane<u8>, Rows<PaperRun>, Vec<(u32, u32)>) {
    let size @ (width, height) = (ink.width(), ink.height());
    let whole = Window { left: 0, top: 0, picture: size };
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
fn line_and_gap(options: &RegionOptions, size: (usize, usize), lengths: &RunLengths) -> (u32, u32) {
    let line = lengths.line_width();
    (line, options.gap_of(size, line))
}

/// The pixels of closed gaps, ascending.
fn closed(width: usize, gaps: &[(u32, u32)]) -> Vec<usize> {
    let mut closed: Vec<_> = gaps.iter().flat_map(|&(from, to)| across(width, from, to)).collect();
    closed.sort_unstable();
    closed.dedup();
    closed
}

/// Cuts runs of paper at the pixels of closed gaps.
fn cut(paper: &Rows<PaperRun>, depth: &Plane<u8>, closed: &[usize]) -> Rows<PaperRun> {
    let width = depth.width();
    let mut runs = Rows::default();
    let mut closed = closed.iter().map(|pixel| (pixel % width, pixel / width)).peekable();
    for y in 0..paper.len() {
        for run in paper.row(y) {
            let mut start = run.start;
            let new = |start: u32, end: u32| {
                let all = start == run.start && end == run.end;
                if all { *run } else { PaperRun::new(start, end, depth.row(y)) }
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

/// Numbers the areas of at least `least` pixels, 1..=n, and tells n; 0 for the others. Takes the largest, the first
/// of equals, if all are smaller than that.
fn number(runs: &Rows<PaperRun>, owners: &[u32], least: u32) -> (Vec<u32>, usize) {
    let count = owners.iter().copied().max().unwrap_or(0) as usize;
    let areas = sizes(runs, owners, count);
    let largest = (1..=count).rev().max_by_key(|&owner| areas[owner]);
    let mut numbers = vec![0; count + 1];
    let kept = |owner: &usize| areas[*owner] >= u64::from(least) || Some(*owner) == largest;
    (1..=count).filter(kept).zip(1..).for_each(|(owner, number)| numbers[owner] = number);
    let most = numbers.iter().copied().max().unwrap_or(0) as usize;
    (numbers, most)
}

/// The picture as areas, with holes for what has no number.
fn tile(width: usize, runs: &Rows<PaperRun>, owners: &[u32], numbers: &[u32]) -> Tiling {
    let mut tiling = Tiling::new(width);
    for y in 0..runs.len() {
        let row = runs.row(y).iter().zip(&owners[runs.first(y)..]);
        let row = row.map(|(run, &owner)| (run.start, run.end, numbers[owner as usize]));
        tiling.push_row(row.filter(|&(_, _, number)| number != 0));
    }
    tiling
}

/// One region as large as the picture.
fn all_ink((width, height): (usize, usize)) -> Rows<Stretch> {
    let mut stretches = Rows::default();
    for y in 0..height {
        let deepest = (y + 1).min(height - y).min(width.div_ceil(2)) as u32;
        stretches.push(Stretch { start: 0, end: width as u32, id: 1, paper: 0, deepest, at: deepest - 1 });
        stretches.end_row();
    }
    stretches
}

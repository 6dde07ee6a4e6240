use super::describe::{Region, describe};
use super::gap::Gap;
use super::options::{MAX_REGIONS, RegionOptions};
use super::run::Rows;
use super::stretch::{Stretch, fill, number_in_order};
use super::survey::{PaperRun, Survey};
use super::window::Window;
use crate::error::{Error, Result};
use crate::raster::Plane;

/// A drawing cut into regions: every pixel belongs to exactly one.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct RegionMap {
    pub(super) ids: Plane<u32>,
    pub(super) regions: Vec<Region>,
    pub(super) gaps: Vec<Gap>,
}

impl RegionMap {
    /// Takes regions that somebody else made, such as a paint program or a file.
    ///
    /// Pixels with equal numbers are one region, joined or not; any numbers up to the count of pixels
    /// will do. They become 1..=n in the order of each region's first pixel, top row first. `ink` is 0
    /// on paper to 255 on a line, and a line where it is at least `ink_threshold`.
    ///
    /// # Errors
    /// [`Error::InvalidArgument`] if the sizes differ, a number is too high, or the threshold is 0;
    /// [`Error::Limit`] if there are more than a million regions.
    pub fn from_ids(ids: Plane<u32>, ink: &Plane<u8>, ink_threshold: u8) -> Result<Self> {
        check(&ids, ink, ink_threshold)?;
        let width = ids.width();
        let stretches = number_in_order(stretches(&ids, ink, ink_threshold));
        let count = stretches.items().iter().map(|stretch| stretch.id).max().unwrap_or(0);
        check_count(count as usize)?;
        let mut ids = ids;
        fill(&mut ids, &stretches, None);
        let regions = describe(&stretches, width, |pixel| ink.as_slice()[pixel] >= ink_threshold);
        Ok(Self { ids, regions, gaps: Vec::new() })
    }

    /// As [`from_ids`](Self::from_ids), with the numbers as they are.
    ///
    /// # Errors
    /// As [`from_ids`](Self::from_ids); [`Error::InvalidArgument`] if a number up to the highest is missing.
    pub(crate) fn numbered(ids: Plane<u32>, ink: &Plane<u8>, ink_threshold: u8) -> Result<Self> {
        let mut found = vec![false; ids.as_slice().len() + 1];
        check(&ids, ink, ink_threshold)?;
        ids.as_slice().iter().for_each(|&id| found[id as usize] = true);
        let count = found.iter().rposition(|&found| found).unwrap_or(0);
        if found[0] || found[1..count].contains(&false) {
            return Err(Error::InvalidArgument(format!("the regions are not numbered 1 to {count}")));
        }
        check_count(count)?;
        let none = Self { ids: Plane::filled(1, 1, 1), regions: Vec::new(), gaps: Vec::new() };
        Ok(none.with_ids(ids, ink, ink_threshold))
    }

    /// The same with other ids for some pixels; all numbers up to the highest occur. Keeps the gaps that have two regions
    /// on their sides.
    pub(crate) fn with_ids(&self, ids: Plane<u32>, ink: &Plane<u8>, ink_threshold: u8) -> Self {
        let width = ids.width();
        let lined = |pixel: usize| ink.as_slice()[pixel] >= ink_threshold;
        let regions = describe(&stretches(&ids, ink, ink_threshold), width, lined);
        let pixel = |(x, y): (u32, u32)| y * width as u32 + x;
        let gap = |gap: &Gap| Gap::between(&ids, lined, pixel(gap.from), pixel(gap.to));
        let gaps = self.gaps.iter().filter_map(gap).collect();
        Self { ids, regions, gaps }
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

/// The runs of pixels of one region.
fn stretches(ids: &Plane<u32>, ink: &Plane<u8>, ink_threshold: u8) -> Rows<Stretch> {
    let (width, height) = (ids.width(), ids.height());
    let wall = |y: usize, flags: &mut [bool]| {
        let (row, below) = (ids.row(y), ids.row((y + 1).min(height - 1)));
        for (x, flag) in flags.iter_mut().enumerate() {
            let border = row[x] != below[x] || row.get(x + 1).is_some_and(|&right| right != row[x]);
            *flag = border || ink.get(x, y) >= ink_threshold;
        }
    };
    let whole = Window { left: 0, top: 0, picture: (width, height) };
    let depth = Survey::new((width, height), whole, 0, wall).depth;
    let mut stretches = Rows::default();
    for y in 0..height {
        let mut start = 0;
        for same in ids.row(y).chunk_by(|a, b| a == b) {
            let end = start + same.len() as u32;
            let PaperRun { deepest, at, .. } = PaperRun::new(start, end, depth.row(y));
            let paper = ink.row(y)[start as usize..end as usize].iter().filter(|&&ink| ink < ink_threshold);
            let paper = paper.count() as u32;
            stretches.push(Stretch { start, end, id: same[0], paper, deepest: deepest.into(), at });
            start = end;
        }
        stretches.end_row();
    }
    stretches
}

/// Whether ids can be those of a picture's regions.
fn check(ids: &Plane<u32>, ink: &Plane<u8>, ink_threshold: u8) -> Result<()> {
    let options = RegionOptions::default().with_ink_threshold(ink_threshold);
    options.check(ink)?;
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
    Ok(())
}

fn check_count(count: usize) -> Result<()> {
    if count <= MAX_REGIONS as usize {
        return Ok(());
    }
    Err(Error::Limit(format!(
        "{count} regions are over the limit of {MAX_REGIONS}; join the smallest with their neighbours"
    )))
}

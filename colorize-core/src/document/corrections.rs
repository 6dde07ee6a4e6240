use crate::region::RegionMap;

/// What somebody said that places show: they stay where they are when the drawing is read again.
#[derive(Clone, Debug, Default)]
pub(super) struct Corrections {
    /// A pixel well inside of what was corrected, and the label's number; a later one in the same region holds.
    places: Vec<((u32, u32), usize)>,
}

impl Corrections {
    /// Corrects the region around `place`, and forgets what was said of it before.
    pub(super) fn put(&mut self, place: (u32, u32), number: usize, regions: &RegionMap) {
        let region = |(x, y): (u32, u32)| regions.at(x as usize, y as usize);
        self.places.retain(|&(other, _)| region(other) != region(place));
        self.places.push((place, number));
    }

    /// The regions that places lie in, and what they were corrected to, the last word of each last.
    pub(super) fn at(&self, regions: &RegionMap) -> impl DoubleEndedIterator<Item = (u32, usize)> {
        self.places.iter().filter_map(|&((x, y), number)| Some((regions.at(x as usize, y as usize)?, number)))
    }
}

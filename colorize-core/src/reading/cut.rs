use std::borrow::Cow;

use crate::Plane;
use crate::region::{Bounds, RegionMap};

/// The regions of a drawing, and what was cut off from them.
pub(super) struct Cut<'a> {
    regions: &'a RegionMap,
    ids: Cow<'a, Plane<u32>>,
    /// By id - 1: a box around each, and its pixels.
    bounds: Vec<Bounds>,
    areas: Vec<u32>,
}

impl<'a> Cut<'a> {
    pub(super) fn new(regions: &'a RegionMap) -> Self {
        Self {
            regions,
            ids: Cow::Borrowed(regions.ids()),
            bounds: regions.regions().iter().map(|region| region.bounds).collect(),
            areas: regions.regions().iter().map(|region| region.area).collect(),
        }
    }

    /// The region of each pixel.
    pub(super) fn ids(&self) -> &Plane<u32> {
        &self.ids
    }

    /// How many regions there are.
    pub(super) fn len(&self) -> usize {
        self.bounds.len()
    }

    /// A box around a region.
    pub(super) fn bounds(&self, id: u32) -> Bounds {
        self.bounds[id as usize - 1]
    }

    /// The pixels of a region.
    pub(super) fn area(&self, id: u32) -> u32 {
        self.areas[id as usize - 1]
    }

    /// Makes some pixels of a region the next one.
    pub(super) fn off(&mut self, from: u32, piece: &[usize]) {
        self.bounds.push(self.bounds(from));
        self.areas[from as usize - 1] -= piece.len() as u32;
        self.areas.push(piece.len() as u32);
        let id = self.bounds.len() as u32;
        let ids = self.ids.to_mut().as_mut_slice();
        piece.iter().for_each(|&pixel| ids[pixel] = id);
    }

    /// All regions, if anything was cut off. Ink from `threshold` on is a line.
    pub(super) fn into_regions(self, ink: &Plane<u8>, threshold: u8) -> Option<RegionMap> {
        match self.ids {
            Cow::Owned(ids) => Some(self.regions.with_ids(ids, ink, threshold)),
            Cow::Borrowed(_) => None,
        }
    }
}

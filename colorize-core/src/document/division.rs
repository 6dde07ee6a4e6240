//! Regions in which hints ask for different colours.

use std::collections::BTreeMap;
use std::sync::Arc;

use super::Document;
use crate::prompt::{Hint, Mask, Place};
use crate::region::Claim;
use crate::{RegionMap, Rgb};

/// What hints ask for in the regions that they do not agree on, and how these are divided.
#[derive(Clone, Debug)]
pub(super) struct Division {
    /// The regions that were divided.
    of: Arc<RegionMap>,
    /// The claims in each such region, in the order of the hints.
    claims: Vec<Vec<Claim>>,
}

impl Division {
    /// None.
    pub(super) fn new(of: Arc<RegionMap>) -> Self {
        Self { of, claims: Vec::new() }
    }
}

impl Document {
    /// Divides the regions of the drawing among the hints in them, where these differ in colour and lie in rooms of their
    /// own ([`RegionMap::divided`]). It depends on the hints alone, so no edit need take it back.
    pub(super) fn divide(&mut self) {
        let (of, claims) = (self.undivided.shared_regions(), self.claims());
        let same = Arc::ptr_eq(&of, &self.division.of);
        if same && claims == self.division.claims {
            return;
        }
        let threshold = self.undivided.options().regions.ink_threshold;
        match of.divided(&claims, self.undivided.ink(), threshold) {
            // Another place in the same room.
            Some(regions) if same && regions == *self.reading.regions() => {}
            Some(regions) => self.reading = self.undivided.divided(regions),
            None => self.reading = self.undivided.clone(),
        }
        self.division = Division { of, claims };
    }

    /// A hint as it is kept: for a piece of a region its pixels instead of its number, which other hints may change.
    pub(super) fn kept(&self, mut hint: Hint) -> Hint {
        if let Place::Region(id) = hint.place
            && id as usize > self.undivided.regions().len()
        {
            hint.place = Place::Mask(Mask::from(&self.reading.regions().ids().map(|&other| other == id)));
        }
        hint
    }

    /// The place among the undivided regions of what region `i` is, or was a piece of.
    pub(super) fn undivided_index(&self, i: usize) -> usize {
        if i < self.undivided.regions().len() {
            return i;
        }
        let (x, y) = self.reading.regions().regions()[i].seed;
        self.undivided.regions().at(x as usize, y as usize).expect("of the same size") as usize - 1
    }

    /// The claims of the hints in regions where they differ.
    fn claims(&self) -> Vec<Vec<Claim>> {
        let regions = self.undivided.regions();
        let mut claims = BTreeMap::<u32, Vec<Claim>>::new();
        for hint in self.prompt().hints.iter().filter(|hint| hint.strength > 0.0) {
            let Some(Rgb { r, g, b }) = hint.style.rgb() else { continue };
            let owner = u32::from_be_bytes([0, r, g, b]);
            for pixel in hint.place.pixels(regions) {
                claims.entry(regions.ids().as_slice()[pixel]).or_default().push(Claim { pixel, owner });
            }
        }
        let differ = |claims: &Vec<Claim>| claims.iter().any(|claim| claim.owner != claims[0].owner);
        claims.into_values().filter(differ).collect()
    }
}

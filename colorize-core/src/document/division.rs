//! Regions in which hints ask for different colours.

use super::{Document, Edit};
use crate::Rgb;
use crate::reading::Reading;
use crate::region::Claim;

/// What hints ask for in the regions that they do not agree on.
#[derive(Clone, Debug, Default, PartialEq)]
pub(super) struct Division {
    /// The claims of each such region, in the order of the hints.
    claims: Vec<Vec<Claim>>,
}

impl Document {
    /// Divides regions among the hints in them, where these differ in colour and lie in rooms of their own
    /// ([`RegionMap::divided`](crate::RegionMap)). Gives what puts hints for regions and carried colours back.
    pub(super) fn divide(&mut self) -> Vec<Edit> {
        match self.claims() == self.division.claims {
            true => Vec::new(),
            false => self.read_anew(self.undivided.clone()),
        }
    }

    /// Takes another reading, as [`Document::divide`] divides it.
    pub(super) fn read_anew(&mut self, undivided: Reading) -> Vec<Edit> {
        self.undivided = undivided;
        self.division = Division { claims: self.claims() };
        let reading = self.division.of(&self.undivided);
        let carried = self.wishes.carried.clone();
        let moved = self.wishes.follow(self.reading.regions(), reading.regions());
        self.reading = reading;
        let moves = moved.into_iter().map(|(id, to)| Edit::Move { id, to });
        let carried = carried.map(|regions| Edit::Carry { regions: Some(regions) });
        moves.chain(carried).collect()
    }

    /// The claims of the hints in regions where they differ.
    fn claims(&self) -> Vec<Vec<Claim>> {
        let regions = self.undivided.regions();
        let mut claims: Vec<Vec<Claim>> = vec![Vec::new(); regions.len()];
        for hint in self.prompt().hints.iter().filter(|hint| hint.strength > 0.0) {
            let Some(Rgb { r, g, b }) = hint.style.rgb() else { continue };
            let owner = u32::from_be_bytes([0, r, g, b]);
            for pixel in hint.place.pixels(regions) {
                let id = regions.ids().as_slice()[pixel];
                claims[id as usize - 1].push(Claim { pixel, owner });
            }
        }
        claims.retain(|claims| claims.iter().any(|claim| claim.owner != claims[0].owner));
        claims
    }
}

impl Division {
    /// A drawing so divided.
    fn of(&self, undivided: &Reading) -> Reading {
        let threshold = undivided.options().regions.ink_threshold;
        match undivided.regions().divided(&self.claims, undivided.ink(), threshold) {
            Some(regions) => undivided.divided(regions),
            None => undivided.clone(),
        }
    }
}

//! The colours that a drawing takes from references.

use std::sync::Arc;

use super::Reference;
use super::alignment::Alignment;
use super::certainty::Certainty;
use super::known::Known;
use super::matching::{Candidate, candidates, softmax};
use super::pieces::Pieces;
use super::weights::Weights;
use crate::reading::Reading;
use crate::sheet::PartColor;
use crate::{Error, Result};

/// The colours of a drawing's regions, carried over from coloured pictures: to the bit, and how sure each is.
#[derive(Clone, Debug)]
pub struct Carried {
    pieces: Arc<Pieces>,
    known: Arc<[Known]>,
    regions: Vec<CarriedRegion>,
    certainty: &'static Certainty,
}

/// What was carried over to one region.
#[derive(Clone, Copy, Debug, PartialEq)]
#[non_exhaustive]
pub struct CarriedRegion {
    /// The colour, one of a reference's; `None` for ground.
    pub color: Option<PartColor>,
    /// How likely the colour is right, 0..=1, as counted on generated drawings; 0 if no region of a reference is like
    /// it.
    pub certainty: f32,
    /// The number of what it shows: the same in all frames of a shot that were carried from one another. In the
    /// reference it is id - 1.
    pub track: u32,
}

impl Carried {
    /// Carries the colours of other pictures of a character over to a drawing of it, in whatever pose and size.
    ///
    /// # Errors
    /// [`Error::InvalidArgument`] if there is no reference.
    pub fn new(reading: &Reading, references: &[&Reference]) -> Result<Self> {
        Self::weighed(reading, references, &Weights::PICTURES, &Certainty::PICTURES, |_, _| Alignment::Figures)
    }

    /// Carries the colours of frames of a shot over to another frame of it: the nearest coloured ones before and after
    /// it, and [`Carried::reference`] of the frame beside it.
    ///
    /// # Errors
    /// [`Error::InvalidArgument`] if there is no reference.
    pub fn between(reading: &Reading, frames: &[&Reference]) -> Result<Self> {
        Self::weighed(reading, frames, &Weights::FRAMES, &Certainty::FRAMES, Alignment::motion)
    }

    fn weighed(
        reading: &Reading,
        references: &[&Reference],
        weights: &Weights,
        certainty: &'static Certainty,
        align: fn(&Pieces, &Pieces) -> Alignment,
    ) -> Result<Self> {
        if references.is_empty() {
            return Err(Error::InvalidArgument("there is no reference to carry colours from".into()));
        }
        let pieces = Pieces::new(reading.regions(), reading.region_labels(), reading.ink());
        let found: Vec<Vec<Vec<Candidate>>> = reading.engine().install(|| {
            let one = |reference: &&Reference| {
                candidates(&pieces, &reference.pieces, &align(&pieces, &reference.pieces), weights)
            };
            references.iter().map(one).collect()
        });
        let mut fresh = references.iter().flat_map(|reference| reference.known.iter());
        let mut next = fresh.by_ref().map(|known| known.track + 1).max().unwrap_or(0);
        let join = |i: usize| {
            // All references' regions stand for election together: the nearest frame has the best scores by itself.
            let pooled: Vec<Candidate> = found.iter().flat_map(|found| found[i].iter().copied()).collect();
            let known = references.iter().zip(&found).flat_map(|(reference, found)| {
                found[i].iter().map(|candidate| &reference.known[candidate.piece as usize])
            });
            let chances = softmax(&pooled);
            let colors = known.clone().zip(&chances).flat_map(|(known, chance)| {
                known.colors.iter().map(move |(color, share)| (*color, share * chance))
            });
            let likeliest = known.zip(&chances).max_by(|a, b| a.1.total_cmp(b.1));
            let track = likeliest.filter(|(_, chance)| **chance > 0.5).map(|(known, _)| known.track);
            let track = track.unwrap_or_else(|| {
                next += 1;
                next - 1
            });
            Known::joined(colors, track)
        };
        let known: Vec<Known> = (0..pieces.len()).map(join).collect();
        Ok(Self::of(Arc::new(pieces), known.into(), certainty))
    }

    fn of(pieces: Arc<Pieces>, known: Arc<[Known]>, certainty: &'static Certainty) -> Self {
        let region = |known: &Known| CarriedRegion {
            color: known.color(),
            certainty: certainty.of_margin(known.margin()),
            track: known.track,
        };
        let regions = known.iter().map(region).collect();
        Self { pieces, known, regions, certainty }
    }

    /// What each region takes over, by id - 1.
    pub fn regions(&self) -> &[CarriedRegion] {
        &self.regions
    }

    /// The drawing as a reference for the next: what is not sure here counts less there.
    pub fn reference(&self) -> Reference {
        Reference { pieces: Arc::clone(&self.pieces), known: Arc::clone(&self.known) }
    }

    /// Below which certainty regions are to be withdrawn for a share `promise`, 0..=1, of the others to be right, as
    /// counted on generated drawings; `None` if no certainty gives that.
    pub fn threshold(&self, promise: f32) -> Option<f32> {
        self.certainty.threshold(promise)
    }
}

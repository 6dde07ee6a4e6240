//! The colours that a drawing takes from references.

use std::collections::BTreeMap;
use std::sync::Arc;

use serde::{Deserialize, Serialize};

use super::Reference;
use super::alignment::Alignment;
use super::known::{Known, Stored, Track};
use super::matching::{Candidate, Scorer, candidates, softmax};
use super::pieces::Pieces;
use super::weights::{Sign, Weights};
use crate::network::certainty::CarriedCertainty;
use crate::network::matcher::Pairing;
use crate::reading::Reading;
use crate::sheet::PartColor;
use crate::{Engine, Error, Result};

/// How much more is to speak for another region than for one that a person put right: a logarithm, as scores are.
const CORRECTED: f32 = 2.5;

/// The colours of a drawing's regions, carried over from coloured pictures: to the bit, and how sure each is.
#[derive(Clone, Debug)]
pub struct Carried {
    pieces: Arc<Pieces>,
    known: Arc<[Known]>,
    regions: Vec<CarriedRegion>,
    certainty: Arc<CarriedCertainty>,
    /// The number of the frame; 0 if it is none.
    frame: u32,
}

/// What was carried over to one region. As JSON:
/// `{"color": "#80503a", "certainty": 0.9, "track": {"frame": 1, "region": 7}}`, the colour as in a colour sheet.
#[derive(Clone, Copy, Debug, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
#[non_exhaustive]
pub struct CarriedRegion {
    /// The colour, one of a reference's; `None` for ground.
    pub color: Option<PartColor>,
    /// How likely the colour is right, 0..=1, as counted on generated drawings; 0 if no region of a reference is like
    /// it.
    pub certainty: f32,
    /// What it shows: the same in all frames of a shot that were carried from one another.
    pub track: Track,
}

impl Carried {
    /// Carries the colours of other pictures of a character over to a drawing of it, in whatever pose and size.
    ///
    /// # Errors
    /// [`Error::InvalidArgument`] if there is no reference.
    pub fn new(reading: &Reading, references: &[&Reference]) -> Result<Self> {
        let align = |_: &Pieces, _: &Pieces| Alignment::Figures;
        let (engine, pieces) = (reading.engine(), pieces(reading));
        let scorer = Scorer { network: Some((engine, Pairing::Pictures)), weights: &Weights::PICTURES };
        Self::weighed(engine, pieces, 0, references, scorer, Pairing::Pictures, align)
    }

    /// Carries the colours of frames of a shot over to frame `number` of it: the nearest coloured ones before and after
    /// it, and [`Carried::reference`] of the frame beside it. [`Clip`](crate::Clip) knows which these are.
    ///
    /// # Errors
    /// [`Error::InvalidArgument`] if there is no reference.
    pub fn between(reading: &Reading, number: u32, frames: &[&Reference]) -> Result<Self> {
        Self::frame(reading.engine(), pieces(reading), number, frames)
    }

    /// Takes over what a coloured picture of the very same drawing has: a hold of a coloured frame.
    ///
    /// # Errors
    /// [`Error::InvalidArgument`] if it is another drawing.
    pub fn hold(reading: &Reading, reference: &Reference) -> Result<Self> {
        let own = pieces(reading);
        if own.len() != reference.pieces.len() || own.grid != reference.pieces.grid {
            return Err(Error::InvalidArgument("the coloured picture is of another drawing".into()));
        }
        let certainty = reading.engine().carried_certainty(Pairing::Frames);
        Ok(Self::of(own, Arc::clone(&reference.known), certainty))
    }

    /// What coloured frame `number` would take from an earlier one.
    pub(super) fn key(engine: &Engine, key: &Reference, number: u32, earlier: &Reference) -> Self {
        Self::frame(engine, Arc::clone(&key.pieces), number, &[earlier]).expect("there is a reference")
    }

    fn frame(engine: &Engine, pieces: Arc<Pieces>, number: u32, frames: &[&Reference]) -> Result<Self> {
        let scorer = Scorer { network: Some((engine, Pairing::Frames)), weights: &Weights::FRAMES };
        Self::weighed(engine, pieces, number, frames, scorer, Pairing::Frames, Alignment::motion)
    }

    /// The same by one sign alone and without neighbours: what [`Carried::between`] is to be measured against.
    #[doc(hidden)]
    pub fn by_sign(reading: &Reading, references: &[&Reference], sign: Sign) -> Result<Self> {
        let align = |_: &Pieces, _: &Pieces| Alignment::still();
        let (engine, pieces) = (reading.engine(), pieces(reading));
        let scorer = Scorer { network: None, weights: &Weights::alone(sign) };
        Self::weighed(engine, pieces, 0, references, scorer, Pairing::Frames, align)
    }

    fn weighed(
        engine: &Engine,
        pieces: Arc<Pieces>,
        frame: u32,
        references: &[&Reference],
        scorer: Scorer<'_>,
        pairing: Pairing,
        align: fn(&Pieces, &Pieces) -> Alignment,
    ) -> Result<Self> {
        if references.is_empty() {
            return Err(Error::InvalidArgument("there is no reference to carry colours from".into()));
        }
        let found: Vec<Vec<Vec<Candidate>>> = engine.install(|| {
            let one = |reference: &&Reference| {
                candidates(&pieces, &reference.pieces, &align(&pieces, &reference.pieces), scorer)
            };
            references.iter().map(one).collect()
        });
        let join = |i: usize| {
            // All references' regions stand for election together: the nearest frame has the best scores by itself.
            let known = references.iter().zip(&found).flat_map(|(reference, found)| {
                found[i].iter().map(|candidate| &reference.known[candidate.piece as usize])
            });
            // Only what is most like a region that was put right listens to that, and not all that is a little like it.
            let pooled = references.iter().zip(&found).flat_map(|(reference, found)| {
                found[i].iter().enumerate().map(|(rank, &candidate)| {
                    let corrected = rank == 0 && reference.known[candidate.piece as usize].corrected;
                    let more = if corrected { CORRECTED } else { 0.0 };
                    Candidate { score: candidate.score + more, ..candidate }
                })
            });
            let pooled: Vec<Candidate> = pooled.collect();
            let chances = softmax(&pooled);
            let colors = known.clone().zip(&chances).flat_map(|(known, chance)| {
                known.colors.iter().map(move |(color, share)| (*color, share * chance))
            });
            // The coloured frame and the one beside this often show the same track: their chances add up.
            let mut tracks: BTreeMap<Track, (f32, bool)> = BTreeMap::new();
            for (known, chance) in known.zip(&chances) {
                let (sum, corrected) = tracks.entry(known.track).or_default();
                *sum += chance;
                *corrected |= known.corrected;
            }
            let track = tracks.into_iter().find(|(_, (chance, _))| *chance > 0.5);
            let (track, (_, corrected)) =
                track.unwrap_or((Track { frame, region: i as u32 + 1 }, (0.0, false)));
            Known { corrected, ..Known::joined(colors, track) }
        };
        let known: Vec<Known> = (0..pieces.len()).map(join).collect();
        Ok(Self { frame, ..Self::of(pieces, known.into(), engine.carried_certainty(pairing)) })
    }

    fn of(pieces: Arc<Pieces>, known: Arc<[Known]>, certainty: Arc<CarriedCertainty>) -> Self {
        let region = |known: &Known| CarriedRegion {
            color: known.color(),
            certainty: certainty.of_margin(known.margin()),
            track: known.track,
        };
        let regions = known.iter().map(region).collect();
        Self { pieces, known, regions, certainty, frame: 0 }
    }

    /// What each region takes over, by id - 1.
    pub fn regions(&self) -> &[CarriedRegion] {
        &self.regions
    }

    /// Puts a colour right by hand: the region takes it, for sure, and so does what shows the same in the frames that are
    /// carried from this one, unless much more speaks for something else; `None` is ground. The region begins a track of
    /// its own, for it was taken for something else.
    ///
    /// # Errors
    /// [`Error::InvalidArgument`] if there is no such region.
    pub fn correct(&mut self, region: u32, color: Option<PartColor>) -> Result<()> {
        let count = self.regions.len();
        let index = (region as usize).checked_sub(1).filter(|&i| i < count).ok_or_else(|| {
            Error::InvalidArgument(format!("region {region} is not among the drawing's, 1 to {count}"))
        })?;
        let track = Track { frame: self.frame, region };
        Arc::make_mut(&mut self.known)[index] = Known::corrected(color, track);
        self.regions[index] = CarriedRegion { color, certainty: 1.0, track };
        Ok(())
    }

    /// The drawing as a reference for the next: what is not sure here counts less there.
    pub fn reference(&self) -> Reference {
        Reference { pieces: Arc::clone(&self.pieces), known: Arc::clone(&self.known), background: None }
    }

    /// Writes what is known of the regions as JSON, so that a shot can be gone on with.
    pub fn to_json(&self) -> String {
        let stored: Vec<Stored> = self.known.iter().map(Stored::from).collect();
        serde_json::to_string(&stored).expect("plain numbers")
    }

    /// Reads what [`Carried::to_json`] wrote of a frame of a shot; `reading` is of the same drawing.
    ///
    /// # Errors
    /// [`Error::InvalidArgument`] if the text is damaged, or of a drawing with another number of regions.
    pub fn from_json(reading: &Reading, text: &str) -> Result<Self> {
        let stored: Vec<Stored> = serde_json::from_str(text)
            .map_err(|error| Error::InvalidArgument(format!("carried colours cannot be read: {error}")))?;
        if stored.len() != reading.regions().len() {
            return Err(Error::InvalidArgument(format!(
                "carried colours are of {} regions, the drawing has {}",
                stored.len(),
                reading.regions().len()
            )));
        }
        let known = stored.into_iter().map(Known::from).collect();
        Ok(Self::of(pieces(reading), known, reading.engine().carried_certainty(Pairing::Frames)))
    }

    /// By how much the likeliest colour of each region leads, by id - 1: what [`CarriedCertainty::count`] is to be told.
    #[doc(hidden)]
    pub fn leads(&self) -> impl Iterator<Item = f32> {
        self.known.iter().map(Known::margin)
    }

    /// Below which certainty regions are to be withdrawn for a share `promise`, 0..=1, of the others to be right, as
    /// counted on generated drawings; `None` if no certainty gives that.
    pub fn threshold(&self, promise: f32) -> Option<f32> {
        self.certainty.threshold(promise)
    }
}

/// What the regions of a drawing are like.
fn pieces(reading: &Reading) -> Arc<Pieces> {
    Arc::new(Pieces::new(reading.regions(), reading.region_labels(), reading.ink()))
}

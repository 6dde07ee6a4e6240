use super::alignment::Alignment;
use super::matching::{Scorer, candidates, softmax};
use super::pieces::Pieces;
use super::weights::Weights;
use crate::Result;
use crate::network::matcher::Pairing;
use crate::prompt::{Hint, Place, Prompt};
use crate::reading::Reading;

/// Less likely matches are left out.
const LEAST: f32 = 0.01;

/// Which regions of two pictures of a character show the same thing, in whatever pose and size: for a place of one, the
/// places of the other, best first, so that a program can show them, and choose among them.
///
/// ```no_run
/// use colorize_core::{Correspondence, Device, Engine, Limits, Raster, ReadOptions, Reading, Reference};
///
/// let engine = Engine::new(Device::Cpu)?;
/// let open = |path: &str| Raster::open(path, &Limits::default());
/// let options = ReadOptions::default();
/// let reference = Reference::read_picture(&engine, &open("mika.png")?, &options, None)?;
/// let drawing = Reading::new(&engine, &open("drawing.png")?, &options, None)?;
/// let found = Correspondence::new(&drawing, &reference);
/// let picked = reference.regions().at(250, 80).expect("inside");
/// for place in found.in_drawing(picked) {
///     println!("region {}: {:.2}", place.region, place.chance);
/// }
/// # Ok::<(), colorize_core::Error>(())
/// ```
#[derive(Clone, Debug)]
pub struct Correspondence {
    /// By region of the drawing, id - 1: regions of the reference, and how likely each is the same, the best first.
    matches: Vec<Vec<Match>>,
}

/// A region of the other picture.
#[derive(Clone, Copy, Debug, PartialEq)]
#[non_exhaustive]
pub struct Match {
    /// Its id there.
    pub region: u32,
    /// How likely it shows the same, 0..=1. Several regions may show one that is cut up there.
    pub chance: f32,
}

impl Correspondence {
    /// Compares a drawing with a reference, coloured or not; both are read, and one engine made both.
    ///
    /// By looks, part, place, size, shape and neighbours of all regions, as [`Carried`](super::Carried) does.
    pub fn new(drawing: &Reading, reference: &Reading) -> Self {
        let [one, other] = [drawing, reference]
            .map(|reading| Pieces::new(reading.regions(), reading.region_labels(), reading.ink()));
        let engine = drawing.engine();
        let scorer = Scorer { network: Some((engine, Pairing::Pictures)), weights: &Weights::PICTURES };
        let found = engine.install(|| candidates(&one, &other, &Alignment::Figures, scorer));
        let matches = found.iter().map(|found| {
            let likely = found.iter().zip(softmax(found)).filter(|(_, chance)| *chance >= LEAST);
            likely.map(|(candidate, chance)| Match { region: candidate.piece + 1, chance }).collect()
        });
        Self { matches: matches.collect() }
    }

    /// The regions of the reference that a region of the drawing may show, best first; none if there is no such region.
    pub fn in_reference(&self, region: u32) -> &[Match] {
        let index = (region as usize).checked_sub(1);
        index.and_then(|i| self.matches.get(i)).map_or(&[], Vec::as_slice)
    }

    /// The regions of the drawing that may show a region of the reference, best first.
    pub fn in_drawing(&self, region: u32) -> Vec<Match> {
        let mut found: Vec<Match> = (1..)
            .zip(&self.matches)
            .flat_map(|(own, matches)| matches.iter().map(move |found| (own, found)))
            .filter(|(_, found)| found.region == region)
            .map(|(own, found)| Match { region: own, chance: found.chance })
            .collect();
        found.sort_by(|a, b| b.chance.total_cmp(&a.chance).then(a.region.cmp(&b.region)));
        found
    }

    /// The same wish for the drawing: a hint that was given once, for the reference, as hints for the drawing's regions that
    /// show its place at least so likely, 0..=1, and how likely each does, best first. None follows them: what is like the place
    /// is found here already.
    ///
    /// # Errors
    /// [`Error::InvalidArgument`](crate::Error::InvalidArgument) if the hint does not fit the reference, the one that this was compared with.
    pub fn hints(&self, hint: &Hint, reference: &Reading, least: f32) -> Result<Vec<(Hint, f32)>> {
        let labels = reference.engine().labels();
        Prompt::check_hint(hint, "the hint", reference.regions(), labels)?;
        let number_of = |id: u32| reference.label_id(id).expect("a region of it");
        let side_of = |id: u32| reference.side(id);
        let regions = hint.place.regions(reference.regions(), &number_of, &side_of, labels)?;
        let chance = |matches: &Vec<Match>| -> f32 {
            matches.iter().filter(|found| regions.contains(&found.region)).map(|found| found.chance).sum()
        };
        let likely = (1..).zip(self.matches.iter().map(chance)).filter(|&(_, chance)| chance >= least);
        let for_region = |(id, chance): (u32, f32)| {
            (Hint { place: Place::Region(id), follow: false, ..hint.clone() }, chance)
        };
        let mut hints: Vec<(Hint, f32)> = likely.map(for_region).collect();
        hints.sort_by(|a, b| b.1.total_cmp(&a.1));
        Ok(hints)
    }
}

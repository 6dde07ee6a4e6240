//! Two drawings as the matcher learns from them.

use super::alignment::Alignment;
use super::likeness::{Likeness, Told};
use super::matching::{Scorer, candidates, softmax};
use super::pieces::Pieces;
use super::weights::Weights;
use crate::network::matcher::Pairing;
use crate::reading::Reading;

/// What is told of all pairs of regions of a drawing and a reference.
pub(crate) struct Compared {
    /// Regions of the drawing, and of the reference.
    pub(crate) size: [usize; 2],
    /// Of all regions of both by themselves: [drawing + reference, 58].
    pub(crate) pieces: Vec<f32>,
    /// The signs of all pairs: [drawing, reference, 33].
    pub(crate) told: Vec<f32>,
    /// The chances that the weighted signs alone give, with neighbours: [drawing, reference].
    pub(crate) weighted: Vec<f32>,
}

/// Compares two drawings.
pub(crate) fn compared(drawing: &Reading, reference: &Reading, pairing: Pairing) -> Compared {
    let [one, other] = [drawing, reference]
        .map(|reading| Pieces::new(reading.regions(), reading.region_labels(), reading.ink()));
    let (alignment, weights) = match pairing {
        Pairing::Frames => (Alignment::motion(&one, &other), &Weights::FRAMES),
        Pairing::Pictures => (Alignment::Figures, &Weights::PICTURES),
    };
    let likeness = Likeness::new(&one, &other, &alignment);
    let rows = Told::new(&likeness);
    let mut weighted = vec![0.0; one.len() * other.len()];
    let scorer = Scorer { network: None, weights };
    for (i, found) in candidates(&one, &other, &alignment, scorer).iter().enumerate() {
        for (candidate, chance) in found.iter().zip(softmax(found)) {
            weighted[i * other.len() + candidate.piece as usize] = chance;
        }
    }
    Compared {
        size: rows.size(),
        pieces: rows.pieces(pairing),
        told: (0..one.len()).flat_map(|i| rows.row(i)).collect(),
        weighted,
    }
}

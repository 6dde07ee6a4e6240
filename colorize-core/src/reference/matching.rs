//! Which regions of a reference the regions of a drawing may be.
//!
//! Each region scores those of the reference by looks, part, place, size and shape; then the regions listen to their
//! neighbours for a few rounds: neighbours of a match should match neighbours, and lie to each other as these do
//! (relaxation labelling: Rosenfeld, Hummel and Zucker 1976, "Scene Labeling by Relaxation Operations"). Several regions
//! may match one: colours are to be carried over, not regions, and what is one area here may be cut in two there.
//!
//! The score is the matcher's, a network's ([`crate::network::matcher`]), or a sum of weighted signs where the engine has no
//! matcher.

use rayon::prelude::*;

use super::alignment::Alignment;
use super::likeness::{Likeness, Told};
use super::pieces::Pieces;
use super::weights::Weights;
use crate::Engine;
use crate::network::matcher::{AFFINITIES, AFFINITY, PAIR_INPUTS, Pairing, SIGNS};

/// Regions of the reference that a region keeps in mind.
const CANDIDATES: usize = 10;
/// Rounds in which regions listen to their neighbours.
const ROUNDS: usize = 4;

/// What a region of a drawing may be.
#[derive(Clone, Copy, Debug, PartialEq)]
pub(super) struct Candidate {
    /// The index of the reference's region.
    pub(super) piece: u32,
    /// What speaks for it: the logarithm of a chance, up to a constant. Without any candidate it is 0.
    pub(super) score: f32,
}

/// Rows of regions that the matcher scores at a time.
const ROWS: usize = 64;

/// Who scores matches.
#[derive(Clone, Copy)]
pub(super) struct Scorer<'a> {
    /// The engine with the matcher, and for what that learnt; `None` leaves it to the weights.
    pub(super) network: Option<(&'a Engine, Pairing)>,
    pub(super) weights: &'a Weights,
}

/// Gives each region of a drawing its candidates, the best first.
pub(super) fn candidates(
    drawing: &Pieces,
    reference: &Pieces,
    alignment: &Alignment,
    scorer: Scorer<'_>,
) -> Vec<Vec<Candidate>> {
    let weights = scorer.weights;
    let likeness = Likeness::new(drawing, reference, alignment);
    let scores = scorer.network.and_then(|(engine, pairing)| {
        let own = scored(engine, pairing, &likeness)?;
        if pairing == Pairing::Pictures {
            return Some(own);
        }
        // Frames of one shot are pictures of one character, too: whoever has moved far is found by that.
        let pictures = Likeness::new(drawing, reference, &Alignment::Figures);
        let others = scored(engine, Pairing::Pictures, &pictures)?;
        Some(own.into_iter().zip(others).map(|(own, other)| (own + other) / 2.0).collect::<Vec<f32>>())
    });
    let first = |i: usize| {
        let score = |j: usize| match &scores {
            Some(scores) => scores[i * reference.len() + j],
            None => weights.score(&likeness.of(i, j)),
        };
        let mut found: Vec<Candidate> =
            (0..reference.len()).map(|j| Candidate { piece: j as u32, score: score(j) }).collect();
        let best = |a: &Candidate, b: &Candidate| b.score.total_cmp(&a.score).then(a.piece.cmp(&b.piece));
        if found.len() > CANDIDATES {
            found.select_nth_unstable_by(CANDIDATES, best);
            found.truncate(CANDIDATES);
        }
        found.sort_by(best);
        found
    };
    let unary: Vec<Vec<Candidate>> = (0..drawing.len()).into_par_iter().map(first).collect();
    let moved = moves(drawing, reference, alignment, &unary);
    let mut scores = unary.clone();
    for _ in 0..ROUNDS {
        let chances: Vec<Vec<f32>> = scores.par_iter().map(|found| softmax(found)).collect();
        let listen = |i: usize| {
            let piece = &drawing.list[i];
            let loud = |j: u32| drawing.list[j as usize].area.sqrt().min(4.0 * piece.area.sqrt());
            let total: f32 = piece.neighbours.iter().map(|&j| loud(j)).sum::<f32>().max(1e-9);
            let mut heard = unary[i].clone();
            for (candidate, here) in heard.iter_mut().zip(&moved[i]) {
                let mut sum = 0.0;
                for &j in &piece.neighbours {
                    let others = unary[j as usize].iter().zip(&chances[j as usize]).zip(&moved[j as usize]);
                    let agreed: f32 = others
                        .map(|((other, chance), there)| {
                            let near = other.piece == candidate.piece
                                || reference.beside(candidate.piece, other.piece);
                            let off = (here[0] - there[0]).powi(2) + (here[1] - there[1]).powi(2);
                            let together = (-off / (2.0 * weights.stiffness * weights.stiffness)).exp();
                            chance
                                * (weights.beside * f32::from(u8::from(near)) + weights.together * together)
                        })
                        .sum();
                    sum += loud(j) * agreed;
                }
                candidate.score += sum / total;
            }
            heard
        };
        scores = (0..drawing.len()).into_par_iter().map(listen).collect();
    }
    for found in &mut scores {
        found.sort_by(|a, b| b.score.total_cmp(&a.score).then(a.piece.cmp(&b.piece)));
    }
    scores
}

/// The matcher's scores of all pairs, region by region of the drawing; `None` if the engine has no matcher.
fn scored(engine: &Engine, pairing: Pairing, likeness: &Likeness<'_>) -> Option<Vec<f32>> {
    if !engine.has_matcher() {
        return None;
    }
    let told = Told::new(likeness);
    let [rows, columns] = told.size();
    let looked = engine.looked(&told.pieces(pairing), rows + columns)?;
    let (here, there) = looked.split_at(rows * AFFINITIES * AFFINITY);
    let mut scores = Vec::with_capacity(rows * columns);
    for first in (0..rows).step_by(ROWS) {
        let some = first..rows.min(first + ROWS);
        let size = [some.len(), columns];
        let pairs = |i: usize| with_affinities(&told.row(i), &here[i * AFFINITIES * AFFINITY..], there);
        let values: Vec<Vec<f32>> = some.into_par_iter().map(pairs).collect();
        scores.extend(engine.matched(pairing, &values.concat(), size)?);
    }
    Some(scores)
}

/// The signs of a region's pairs, each followed by its affinities: the region's `own` numbers times those of `others`.
pub(crate) fn with_affinities(signs: &[f32], own: &[f32], others: &[f32]) -> Vec<f32> {
    let own = own.as_chunks::<AFFINITY>().0;
    let others = others.as_chunks::<AFFINITY>().0.as_chunks::<AFFINITIES>().0;
    let mut values = Vec::with_capacity(others.len() * PAIR_INPUTS);
    for (signs, other) in signs.chunks_exact(SIGNS).zip(others) {
        values.extend(signs);
        values.extend(own.iter().zip(other).map(|(own, other)| {
            own.iter().zip(other).map(|(a, b)| a * b).sum::<f32>() / (AFFINITY as f32).sqrt()
        }));
    }
    values
}

/// How each candidate has moved, in sizes of the drawing's figure, beyond what the alignment tells.
fn moves(
    drawing: &Pieces,
    reference: &Pieces,
    alignment: &Alignment,
    found: &[Vec<Candidate>],
) -> Vec<Vec<[f32; 2]>> {
    let moved = |i: usize| {
        let piece = &drawing.list[i];
        let from = drawing.figure_of(piece);
        let one = |candidate: &Candidate| {
            let other = &reference.list[candidate.piece as usize];
            let to = reference.figure_of(other);
            // By the figures or not at all: where blocks have moved by themselves, neighbours need not agree.
            let here = match alignment {
                Alignment::Figures => alignment.place(piece.centre, from, to),
                Alignment::Motion(_) => piece.centre,
            };
            [0, 1].map(|axis| (other.centre[axis] - here[axis]) / to.size)
        };
        found[i].iter().map(one).collect()
    };
    (0..drawing.len()).map(moved).collect()
}

/// The chances of candidates; what is left to 1 is the chance of none of them.
pub(super) fn softmax(found: &[Candidate]) -> Vec<f32> {
    let top = found.iter().map(|candidate| candidate.score).fold(0.0, f32::max);
    let shares: Vec<f32> = found.iter().map(|candidate| (candidate.score - top).exp()).collect();
    let total = shares.iter().sum::<f32>() + (-top).exp();
    shares.into_iter().map(|share| share / total).collect()
}

//! Which regions of a reference the regions of a drawing may be.
//!
//! Each region scores those of the reference by looks, part, place, size and shape; then the regions listen to their
//! neighbours for a few rounds: neighbours of a match should match neighbours, and lie to each other as these do
//! (relaxation labelling: Rosenfeld, Hummel and Zucker 1976, "Scene Labeling by Relaxation Operations"). Several regions
//! may match one: colours are to be carried over, not regions, and what is one area here may be cut in two there.
//!
//! [`likeness`] and the weights are where a trained network is to give its own score.

use rayon::prelude::*;

use super::alignment::Alignment;
use super::pieces::{Piece, Pieces};
use super::weights::{LIKENESS, Weights};
use crate::reading::cosine;

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

/// Gives each region of a drawing its candidates, the best first.
pub(super) fn candidates(
    drawing: &Pieces,
    reference: &Pieces,
    alignment: &Alignment,
    weights: &Weights,
) -> Vec<Vec<Candidate>> {
    let overlaps = Overlaps::new(drawing, reference, alignment);
    let first = |i: usize| {
        let mut found: Vec<Candidate> = (0..reference.len())
            .map(|j| {
                let like = likeness(drawing, reference, alignment, &overlaps, i, j);
                Candidate { piece: j as u32, score: weights.score(&like) }
            })
            .collect();
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

/// What makes region `i` of the drawing like region `j` of the reference: more is more alike, and 0 says nothing.
pub(super) fn likeness(
    drawing: &Pieces,
    reference: &Pieces,
    alignment: &Alignment,
    overlaps: &Overlaps,
    i: usize,
    j: usize,
) -> [f32; LIKENESS] {
    let (a, b) = (&drawing.list[i], &reference.list[j]);
    let (from, to) = (drawing.figure_of(a), reference.figure_of(b));
    let sure = (a.probability * b.probability).sqrt();
    let place = alignment.place(a.centre, from, to);
    let apart = (place[0] - b.centre[0]).hypot(place[1] - b.centre[1]) / to.size;
    let scale = alignment.scale(from, to);
    let ratio = |a: f32, b: f32| (a / b).max(1e-6).ln().abs().min(3.0);
    let [inside, covered] = overlaps.of(i, j as u32);
    let wide = |piece: &Piece| piece.spread[0] / piece.spread[1];
    [
        cosine(&a.embedding, &b.embedding),
        cosine(&a.around, &b.around),
        if a.label == b.label { sure } else { -sure },
        f32::from(u8::from(a.ground == b.ground)) - 1.0,
        f32::from(u8::from(a.outside == b.outside)) - 1.0,
        -apart.min(1.5),
        -(1.0 + (apart / 0.1).powi(2)).ln().min(5.0),
        inside,
        covered,
        -ratio(a.area * scale * scale, b.area),
        -ratio(a.spread[0] * scale, b.spread[0]) - ratio(a.spread[1] * scale, b.spread[1]),
        -ratio(wide(a), wide(b)),
    ]
}

/// How much of each region lies over each region of the reference.
pub(super) struct Overlaps {
    /// By region of the drawing: regions of the reference, ascending, and how many places they share.
    shared: Vec<Vec<(u32, u32)>>,
    /// Places of each region of the drawing, and of the reference.
    counts: [Vec<u32>; 2],
}

impl Overlaps {
    pub(super) fn new(drawing: &Pieces, reference: &Pieces, alignment: &Alignment) -> Self {
        let mut met: Vec<Vec<u32>> = vec![Vec::new(); drawing.len()];
        let mut counts = [vec![0; drawing.len()], vec![0; reference.len()]];
        reference.grid.as_slice().iter().for_each(|&j| counts[1][j as usize] += 1);
        let longest = drawing.grid.width().max(drawing.grid.height()) as f32;
        let mut meet = |i: usize, place: [f32; 2]| {
            counts[0][i] += 1;
            let from = drawing.figure_of(&drawing.list[i]);
            for (number, &to) in reference.figures.iter().enumerate() {
                let found = reference.at(alignment.place(place, from, to));
                met[i].extend(found.filter(|&j| reference.list[j as usize].figure == number));
            }
        };
        for y in 0..drawing.grid.height() {
            for x in 0..drawing.grid.width() {
                let place = [(x as f32 + 0.5) / longest, (y as f32 + 0.5) / longest];
                meet(drawing.grid.get(x, y) as usize, place);
            }
        }
        // Those between the places.
        for i in 0..drawing.len() {
            if counts[0][i] == 0 {
                counts[0][i] = 1;
                let from = drawing.figure_of(&drawing.list[i]);
                for (number, &to) in reference.figures.iter().enumerate() {
                    let found = reference.at(alignment.place(drawing.list[i].seed, from, to));
                    met[i].extend(found.filter(|&j| reference.list[j as usize].figure == number));
                }
            }
        }
        let count = |mut met: Vec<u32>| {
            met.sort_unstable();
            met.chunk_by(|a, b| a == b).map(|same| (same[0], same.len() as u32)).collect()
        };
        Self { shared: met.into_iter().map(count).collect(), counts }
    }

    /// The share of region `i` that lies over region `j`, and the share of `j` that is covered by it, 0..=1 each.
    fn of(&self, i: usize, j: u32) -> [f32; 2] {
        let Ok(at) = self.shared[i].binary_search_by_key(&j, |&(other, _)| other) else { return [0.0; 2] };
        let shared = self.shared[i][at].1 as f32;
        [self.counts[0][i], self.counts[1][j as usize].max(1)].map(|count| (shared / count as f32).min(1.0))
    }
}

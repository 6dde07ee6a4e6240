//! What makes a region of a drawing like a region of a reference.

use rayon::prelude::*;

use super::alignment::Alignment;
use super::pieces::{Figure, Piece, Pieces};
use super::weights::LIKENESS;
use crate::network::matcher::{PIECE_INPUTS, Pairing, SIGNS};
use crate::reading::cosine;

/// The signs by which a region is compared with its rivals: looks, surroundings, distance, share inside...
const RIVALS: [usize; 4] = [0, 1, 6, 7];
/// ...and those by which regions of the drawing are rivals for one of the reference.
const RIVALLED: [usize; 2] = [0, 7];

/// Two pictures, laid over each other.
pub(super) struct Likeness<'a> {
    drawing: &'a Pieces,
    reference: &'a Pieces,
    alignment: &'a Alignment,
    overlaps: Overlaps,
}

impl<'a> Likeness<'a> {
    pub(super) fn new(drawing: &'a Pieces, reference: &'a Pieces, alignment: &'a Alignment) -> Self {
        let overlaps = Overlaps::new(drawing, reference, alignment);
        Self { drawing, reference, alignment, overlaps }
    }

    /// What makes region `i` of the drawing like region `j` of the reference: more is more alike, and 0 says nothing.
    pub(super) fn of(&self, i: usize, j: usize) -> [f32; LIKENESS] {
        let (a, b) = (&self.drawing.list[i], &self.reference.list[j]);
        let sure = (a.probability * b.probability).sqrt();
        let to = self.reference.figure_of(b);
        let [x, y] = self.away(i, j);
        let apart = x.hypot(y);
        let scale = self.alignment.scale(self.drawing.figure_of(a), to);
        let ratio = |a: f32, b: f32| (a / b).max(1e-6).ln().abs().min(3.0);
        let [inside, covered] = self.overlaps.of(i, j as u32);
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

    /// Where the regions of the drawing and of the reference lie once the pictures are laid over each other: from the middle
    /// of the reference's figure, in sizes of it.
    fn places(&self) -> [Vec<[f32; 2]>; 2] {
        let beside = |place: [f32; 2], to: Figure| {
            [0, 1].map(|axis| ((place[axis] - to.centre[axis]) / to.size).clamp(-3.0, 3.0))
        };
        let to = self.reference.figures[0];
        let here =
            |piece: &Piece| beside(self.alignment.place(piece.centre, self.drawing.figure_of(piece), to), to);
        let there = |piece: &Piece| match self.alignment {
            Alignment::Figures => beside(piece.centre, self.reference.figure_of(piece)),
            Alignment::Motion(_) => beside(piece.centre, to),
        };
        [self.drawing.list.iter().map(here).collect(), self.reference.list.iter().map(there).collect()]
    }

    /// How far region `i` lies from region `j` once the pictures are laid over each other, in sizes of the figure.
    fn away(&self, i: usize, j: usize) -> [f32; 2] {
        let (a, b) = (&self.drawing.list[i], &self.reference.list[j]);
        let to = self.reference.figure_of(b);
        let place = self.alignment.place(a.centre, self.drawing.figure_of(a), to);
        [0, 1].map(|axis| (place[axis] - b.centre[axis]) / to.size)
    }
}

/// What the matcher is told of all pairs of regions.
pub(super) struct Told<'a> {
    likeness: &'a Likeness<'a>,
    /// For each region of the reference the most alike of the drawing, by [`RIVALLED`].
    best: Vec<[f32; RIVALLED.len()]>,
    /// Of each region by itself, of the drawing and of the reference.
    alone: [Vec<[f32; ALONE]>; 2],
}

/// What is told of a region by itself: size, spread across and down, certainty of the label, ground, outside.
const ALONE: usize = 6;

impl<'a> Told<'a> {
    pub(super) fn new(likeness: &'a Likeness<'a>) -> Self {
        let Likeness { drawing, reference, .. } = *likeness;
        let best = (0..reference.len()).into_par_iter().map(|j| {
            let all = (0..drawing.len()).map(|i| likeness.of(i, j));
            all.fold([f32::NEG_INFINITY; RIVALLED.len()], |best, like| {
                std::array::from_fn(|sign| best[sign].max(like[RIVALLED[sign]]))
            })
        });
        let best = best.collect();
        let alone = [drawing, reference].map(|pieces| {
            let one = |piece: &Piece| {
                let size = pieces.figure_of(piece).size.max(1e-3);
                let small = |v: f32| v.max(1e-6).ln() / 4.0;
                [
                    small(piece.area / (size * size)),
                    small(piece.spread[0] / size),
                    small(piece.spread[1] / size),
                    piece.probability,
                    f32::from(u8::from(piece.ground)),
                    f32::from(u8::from(piece.outside)),
                ]
            };
            pieces.list.iter().map(one).collect()
        });
        Self { likeness, best, alone }
    }

    /// Regions of the drawing, and of the reference.
    pub(super) fn size(&self) -> [usize; 2] {
        [self.likeness.drawing.len(), self.likeness.reference.len()]
    }

    /// What is told of the regions of the drawing, then of those of the reference, before they look at each other:
    /// [regions of both, 58].
    pub(super) fn pieces(&self, pairing: Pairing) -> Vec<f32> {
        let Likeness { drawing, reference, .. } = *self.likeness;
        let places = self.likeness.places();
        let frames = f32::from(u8::from(pairing == Pairing::Frames));
        let mut values = Vec::with_capacity((drawing.len() + reference.len()) * PIECE_INPUTS);
        for (picture, pieces) in [drawing, reference].into_iter().enumerate() {
            for ((piece, alone), place) in pieces.list.iter().zip(&self.alone[picture]).zip(&places[picture])
            {
                // Embeddings are of length 1: as large as the rest.
                values.extend(piece.embedding.iter().chain(&piece.around).map(|v| 3.0 * v));
                values.extend(alone);
                values.extend(place);
                values.extend([picture as f32, frames]);
            }
        }
        debug_assert_eq!(values.len(), (drawing.len() + reference.len()) * PIECE_INPUTS);
        values
    }

    /// The signs of all pairs of region `i` of the drawing: [regions of the reference, 33].
    pub(super) fn row(&self, i: usize) -> Vec<f32> {
        let Likeness { drawing, reference, .. } = *self.likeness;
        let likes: Vec<[f32; LIKENESS]> = (0..reference.len()).map(|j| self.likeness.of(i, j)).collect();
        let most = RIVALS.map(|sign| likes.iter().map(|like| like[sign]).fold(f32::NEG_INFINITY, f32::max));
        let mut values = Vec::with_capacity(reference.len() * SIGNS);
        for (j, like) in likes.iter().enumerate() {
            values.extend(like);
            values.extend(RIVALS.iter().zip(most).map(|(&sign, most)| 2.0 * (like[sign] - most)));
            values.extend(RIVALLED.iter().zip(self.best[j]).map(|(&sign, most)| 2.0 * (like[sign] - most)));
            values.extend(self.alone[0][i]);
            values.extend(self.alone[1][j]);
            values.push(f32::from(u8::from(drawing.list[i].label == reference.list[j].label)));
            values.extend(self.likeness.away(i, j).map(|v| v.clamp(-3.0, 3.0)));
        }
        debug_assert_eq!(values.len(), reference.len() * SIGNS);
        values
    }
}

/// How much of each region lies over each region of the reference.
struct Overlaps {
    /// By region of the drawing: regions of the reference, ascending, and how many places they share.
    shared: Vec<Vec<(u32, u32)>>,
    /// Places of each region of the drawing, and of the reference.
    counts: [Vec<u32>; 2],
}

impl Overlaps {
    fn new(drawing: &Pieces, reference: &Pieces, alignment: &Alignment) -> Self {
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

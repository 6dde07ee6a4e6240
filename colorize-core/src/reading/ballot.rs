//! What the pixels of each region vote on what part it shows.

use rayon::prelude::*;

use super::Look;
use crate::engine::LabelMap;
use crate::label::{Evidence, LabelSet};
use crate::network::labeller::EMBEDDING;
use crate::region::{Bounds, RegionMap};

/// Pixels that vote in a drawing at most; larger drawings are sampled on a grid.
const VOTERS: usize = 1 << 20;

/// What the pixels of all regions vote.
pub(crate) struct Ballot {
    /// At each scale, by id - 1.
    pub(super) looks: Vec<Vec<Votes>>,
    /// At all scales.
    pub(super) votes: Vec<Votes>,
    /// The part of the drawing that was looked at.
    pub(super) part: Bounds,
}

impl Ballot {
    pub(super) fn new(regions: &RegionMap, looks: &[Look]) -> Self {
        let part = looks[0].working.part();
        let looks: Vec<Vec<Votes>> = looks.par_iter().map(|look| count(regions, &look.map)).collect();
        let mut votes = looks[0].clone();
        for look in &looks[1..] {
            votes.iter_mut().zip(look).for_each(|(sum, votes)| sum.join(votes));
        }
        Self { looks, votes, part }
    }

    /// The mean embeddings, of length 1, by id - 1.
    pub(super) fn embeddings(&self) -> Vec<[f32; EMBEDDING]> {
        self.votes.iter().map(Votes::embedding).collect()
    }
}

/// What the pixels of each region vote at one scale.
fn count(regions: &RegionMap, map: &LabelMap) -> Vec<Votes> {
    let mut votes = vec![Votes::default(); regions.len()];
    let ids = regions.ids();
    let step = (((ids.width() * ids.height()) as f32 / VOTERS as f32).sqrt().ceil() as usize).max(1);
    let rows: Vec<usize> = (0..ids.height()).step_by(step).collect();
    let columns: Vec<usize> = (0..ids.width()).step_by(step).collect();
    // All pixels of a region in one cell vote alike, so they vote at once.
    let mut together: Vec<(u32, u32)> = Vec::new();
    for rows in rows.chunk_by(|&a, &b| map.cell(0, a) == map.cell(0, b)) {
        for columns in columns.chunk_by(|&a, &b| map.cell(a, 0) == map.cell(b, 0)) {
            for &y in rows {
                let row = ids.row(y);
                for id in columns.iter().map(|&x| row[x]) {
                    match together.iter_mut().find(|(other, _)| *other == id) {
                        Some((_, count)) => *count += 1,
                        None => together.push((id, 1)),
                    }
                }
            }
            for (id, count) in together.drain(..) {
                votes[id as usize - 1].add(map, map.cell(columns[0], rows[0]), count);
            }
        }
    }
    // Small ones between the grid's places.
    for (votes, region) in votes.iter_mut().zip(regions.regions()).filter(|(votes, _)| votes.count == 0) {
        votes.add(map, map.cell(region.seed.0 as usize, region.seed.1 as usize), 1);
    }
    votes
}

/// What the pixels of one region vote.
#[derive(Clone)]
pub(super) struct Votes {
    pub(super) count: u32,
    /// Pixels by their most likely label.
    hard: [u32; LabelSet::MAX],
    probability: [f32; LabelSet::MAX],
    embedding: [f32; EMBEDDING],
}

impl Default for Votes {
    fn default() -> Self {
        Self {
            count: 0,
            hard: [0; LabelSet::MAX],
            probability: [0.0; LabelSet::MAX],
            embedding: [0.0; EMBEDDING],
        }
    }
}

impl Votes {
    /// So many pixels vote what a cell says.
    fn add(&mut self, map: &LabelMap, cell: usize, count: u32) {
        let (labels, embedding, weight) = (map.labels(cell), map.embedding(cell), count as f32);
        self.count += count;
        self.hard[largest(labels)] += count;
        self.probability.iter_mut().zip(labels).for_each(|(sum, v)| *sum += weight * v);
        let length = embedding.iter().map(|v| v * v).sum::<f32>().sqrt().max(1e-6);
        self.embedding.iter_mut().zip(embedding).for_each(|(sum, v)| *sum += weight / length * v);
    }

    fn join(&mut self, other: &Self) {
        self.count += other.count;
        self.hard.iter_mut().zip(other.hard).for_each(|(sum, v)| *sum += v);
        self.probability.iter_mut().zip(other.probability).for_each(|(sum, v)| *sum += v);
        self.embedding.iter_mut().zip(other.embedding).for_each(|(sum, v)| *sum += v);
    }

    /// The mean probability of each label.
    pub(super) fn mean(&self) -> [f32; LabelSet::MAX] {
        self.probability.map(|sum| sum / self.count as f32)
    }

    /// A region is heard by the length of its side, not by its area: many small ones may be right against a large one.
    pub(super) fn heard(&self) -> f32 {
        (self.count as f32).sqrt()
    }

    pub(super) fn evidence(&self, label: usize, labels: usize, echo: f32, area: f32) -> Evidence {
        let count = self.count as f32;
        let mean = self.mean();
        let next = (0..mean.len()).filter(|&l| l != label).map(|l| mean[l]).fold(0.0, f32::max);
        let entropy: f32 = mean.iter().filter(|&&p| p > 0.0).map(|p| -p * p.ln()).sum();
        Evidence {
            share: self.hard[label] as f32 / count,
            probability: mean[label],
            margin: mean[label] - next,
            entropy: entropy / (labels as f32).ln(),
            echo,
            area,
            neighbours: 0.0,
            label,
        }
    }

    pub(super) fn embedding(&self) -> [f32; EMBEDDING] {
        unit(self.embedding)
    }
}

/// The same direction, of length 1.
pub(super) fn unit(embedding: [f32; EMBEDDING]) -> [f32; EMBEDDING] {
    let length = embedding.iter().map(|v| v * v).sum::<f32>().sqrt().max(1e-6);
    embedding.map(|v| v / length)
}

pub(super) fn largest(scores: &[f32]) -> usize {
    (0..scores.len()).fold(0, |best, i| if scores[i] > scores[best] { i } else { best })
}

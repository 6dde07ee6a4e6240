//! What part each region shows, and how sure that is.

use crate::engine::Parts;
use crate::label::Label;
use crate::model::unet::EMBEDDING;
use crate::region::RegionMap;

/// Pixels that vote in a drawing at most; larger drawings are sampled on a grid.
const VOTERS: usize = 1 << 20;
/// What is left of the chance to be ground where the outside cannot reach.
const ENCLOSED: f32 = 0.25;
/// What the labeller says of one region.
#[derive(Clone, Debug)]
pub(crate) struct Reading {
    /// The part it shows.
    pub(crate) label: Label,
    /// The share of its pixels that carry their most frequent label, 0..=1.
    pub(crate) confidence: f32,
    /// Mean embedding, of length 1.
    pub(crate) embedding: [f32; EMBEDDING],
}

/// Lets the pixels of each region vote, on what the labeller said at one or more scales.
pub(crate) fn read(regions: &RegionMap, parts: &[Parts]) -> Vec<Reading> {
    let mut votes = vec![Votes::default(); regions.len()];
    let ids = regions.ids();
    let step = (((ids.width() * ids.height()) as f32 / VOTERS as f32).sqrt().ceil() as usize).max(1);
    for parts in parts {
        for y in (0..ids.height()).step_by(step) {
            for (x, &id) in ids.row(y).iter().enumerate().step_by(step) {
                votes[id as usize - 1].add(parts, parts.cell(x, y));
            }
        }
        for (votes, region) in votes.iter_mut().zip(regions.regions()).filter(|(votes, _)| votes.count == 0) {
            votes.add(parts, parts.cell(region.seed.0 as usize, region.seed.1 as usize));
        }
    }
    let readings = votes.iter().zip(regions.regions()).map(|(votes, region)| {
        let mut probability = votes.probability;
        if !region.outside {
            probability[usize::from(Label::Background.id())] *= ENCLOSED;
        }
        Reading {
            label: Label::from_id(largest(&probability) as u8).expect("as many scores as labels"),
            confidence: votes.confidence(),
            embedding: votes.embedding(),
        }
    });
    readings.collect()
}

/// The cosine of two vectors of length 1.
pub(crate) fn cosine(a: &[f32; EMBEDDING], b: &[f32; EMBEDDING]) -> f32 {
    a.iter().zip(b).map(|(a, b)| a * b).sum()
}

#[derive(Clone)]
struct Votes {
    count: u32,
    /// Pixels by their most likely label.
    hard: [u32; Label::COUNT],
    probability: [f32; Label::COUNT],
    embedding: [f32; EMBEDDING],
}

impl Default for Votes {
    fn default() -> Self {
        Self {
            count: 0,
            hard: [0; Label::COUNT],
            probability: [0.0; Label::COUNT],
            embedding: [0.0; EMBEDDING],
        }
    }
}

impl Votes {
    fn add(&mut self, parts: &Parts, cell: usize) {
        let (labels, embedding) = (parts.labels(cell), parts.embedding(cell));
        self.count += 1;
        self.hard[largest(labels)] += 1;
        self.probability.iter_mut().zip(labels).for_each(|(sum, v)| *sum += v);
        let length = embedding.iter().map(|v| v * v).sum::<f32>().sqrt().max(1e-6);
        self.embedding.iter_mut().zip(embedding).for_each(|(sum, v)| *sum += v / length);
    }

    fn confidence(&self) -> f32 {
        self.hard.iter().copied().max().unwrap_or(0) as f32 / self.count as f32
    }

    fn embedding(&self) -> [f32; EMBEDDING] {
        let length = self.embedding.iter().map(|v| v * v).sum::<f32>().sqrt().max(1e-6);
        self.embedding.map(|v| v / length)
    }
}

fn largest(scores: &[f32]) -> usize {
    (0..scores.len()).fold(0, |best, i| if scores[i] > scores[best] { i } else { best })
}

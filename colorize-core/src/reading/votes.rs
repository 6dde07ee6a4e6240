//! The pixels of each region vote on what part it shows.

use rayon::prelude::*;

use super::region_label::{LOOKS_ALIKE, RegionLabel, cosine};
use crate::engine::LabelMap;
use crate::label::{Calibration, Evidence, Label, LabelSet};
use crate::network::labeller::EMBEDDING;
use crate::region::RegionMap;

/// Pixels that vote in a drawing at most; larger drawings are sampled on a grid.
const VOTERS: usize = 1 << 20;
/// What is left of the chance to be ground where the outside cannot reach.
const ENCLOSED: f32 = 0.25;
/// How much a region listens to one of its size that looks the same.
const LISTENS: f32 = 0.1;
/// A region listens to so many of the largest ones at most.
const SPEAKERS: usize = 1024;

/// Lets the pixels of each region vote, on what the labeller said at one or more scales.
pub(super) fn vote<'a>(
    regions: &RegionMap,
    maps: impl Iterator<Item = &'a LabelMap> + Clone,
    labels: &LabelSet,
    calibration: Option<&Calibration>,
) -> Vec<RegionLabel> {
    let mut votes = vec![Votes::default(); regions.len()];
    let ids = regions.ids();
    let step = (((ids.width() * ids.height()) as f32 / VOTERS as f32).sqrt().ceil() as usize).max(1);
    for map in maps.clone() {
        for y in (0..ids.height()).step_by(step) {
            for (x, &id) in ids.row(y).iter().enumerate().step_by(step) {
                votes[id as usize - 1].add(map, map.cell(x, y));
            }
        }
    }
    // Small ones between the grid's places.
    for (votes, region) in votes.iter_mut().zip(regions.regions()).filter(|(votes, _)| votes.count == 0) {
        for map in maps.clone() {
            votes.add(map, map.cell(region.seed.0 as usize, region.seed.1 as usize));
        }
    }
    let pixels = (ids.width() * ids.height()) as f32;
    let labelled = votes.iter().zip(shared(&votes)).zip(regions.regions());
    let mut evidence: Vec<Evidence> = labelled
        .map(|((votes, mut scores), region)| {
            if !region.outside {
                scores[usize::from(Label::Background.id())] *= ENCLOSED;
            }
            let label = largest(&scores);
            let echo = scores[label] / scores.iter().sum::<f32>().max(1e-9);
            votes.evidence(label, labels.len(), echo, region.area as f32 / pixels)
        })
        .collect();
    for (i, region) in regions.regions().iter().enumerate() {
        let same =
            region.neighbours.iter().filter(|&&id| evidence[id as usize - 1].label == evidence[i].label);
        evidence[i].neighbours = same.count() as f32 / region.neighbours.len().max(1) as f32;
    }
    let read = |(evidence, votes): (Evidence, &Votes)| RegionLabel {
        number: evidence.label,
        label: labels.get(evidence.label).expect("as many scores as labels").label,
        evidence,
        certainty: calibration.map_or(evidence.probability, |known| known.certainty(&evidence)),
        embedding: votes.embedding(),
    };
    evidence.into_iter().zip(&votes).map(read).collect()
}

/// What the pixels of each region say together with those of regions that look the same: the other sleeve, the other
/// ear. Scores for each label, not summing to 1. Takes time as regions times [`SPEAKERS`].
fn shared(votes: &[Votes]) -> Vec<[f32; LabelSet::MAX]> {
    let embeddings: Vec<_> = votes.iter().map(Votes::embedding).collect();
    let mean = |i: usize| votes[i].probability.map(|sum| sum / votes[i].count as f32);
    let mut speakers: Vec<usize> = (0..votes.len()).collect();
    speakers.sort_by_key(|&i| std::cmp::Reverse(votes[i].count));
    speakers.truncate(SPEAKERS);
    let listen = |i: usize| {
        let mut scores = mean(i).map(|share| share * votes[i].heard());
        for &j in speakers.iter().filter(|&&j| j != i) {
            let alike = (cosine(&embeddings[i], &embeddings[j]) - LOOKS_ALIKE) / (1.0 - LOOKS_ALIKE);
            if alike > 0.0 {
                let weight = LISTENS * alike * votes[j].heard();
                scores.iter_mut().zip(mean(j)).for_each(|(score, share)| *score += weight * share);
            }
        }
        scores
    };
    (0..votes.len()).into_par_iter().map(listen).collect()
}

#[derive(Clone)]
struct Votes {
    count: u32,
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
    fn add(&mut self, map: &LabelMap, cell: usize) {
        let (labels, embedding) = (map.labels(cell), map.embedding(cell));
        self.count += 1;
        self.hard[largest(labels)] += 1;
        self.probability.iter_mut().zip(labels).for_each(|(sum, v)| *sum += v);
        let length = embedding.iter().map(|v| v * v).sum::<f32>().sqrt().max(1e-6);
        self.embedding.iter_mut().zip(embedding).for_each(|(sum, v)| *sum += v / length);
    }

    /// A region is heard by the length of its side, not by its area: many small ones may be right against a large one.
    fn heard(&self) -> f32 {
        (self.count as f32).sqrt()
    }

    fn evidence(&self, label: usize, labels: usize, echo: f32, area: f32) -> Evidence {
        let count = self.count as f32;
        let mean = self.probability.map(|sum| sum / count);
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

    fn embedding(&self) -> [f32; EMBEDDING] {
        let length = self.embedding.iter().map(|v| v * v).sum::<f32>().sqrt().max(1e-6);
        self.embedding.map(|v| v / length)
    }
}

fn largest(scores: &[f32]) -> usize {
    (0..scores.len()).fold(0, |best, i| if scores[i] > scores[best] { i } else { best })
}

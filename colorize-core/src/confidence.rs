//! What part each region shows, and how sure that is.

mod calibration;

use rayon::prelude::*;

use crate::engine::Parts;
use crate::label::{Label, LabelSet};
use crate::model::unet::EMBEDDING;
use crate::region::RegionMap;
pub use calibration::{Calibration, CurvePoint};

/// Pixels that vote in a drawing at most; larger drawings are sampled on a grid.
const VOTERS: usize = 1 << 20;
/// What is left of the chance to be ground where the outside cannot reach.
const ENCLOSED: f32 = 0.25;
/// How much a region listens to one of its size that looks the same.
const LISTENS: f32 = 0.1;
/// How alike two regions must look to listen to each other at all.
const LOOKS_ALIKE: f32 = 0.85;
/// A region listens to so many of the largest ones at most.
const SPEAKERS: usize = 1024;

/// What the labeller says of one region.
#[derive(Clone, Debug)]
pub(crate) struct Reading {
    /// The label's number in the engine's set.
    pub(crate) number: usize,
    /// The part it shows: the standard label that this one comes under.
    pub(crate) label: Label,
    /// What speaks for it.
    pub(crate) evidence: Evidence,
    /// How likely the label is right, 0..=1: by the calibration, if the model has one, else the mean probability.
    pub(crate) certainty: f32,
    /// A person said what it is.
    pub(crate) decided: bool,
    /// Mean embedding, of length 1.
    pub(crate) embedding: [f32; EMBEDDING],
}

impl Reading {
    /// The share of its pixels that carry its label, 0..=1; 1 if a person said it.
    pub(crate) fn confidence(&self) -> f32 {
        if self.decided { 1.0 } else { self.evidence.share }
    }

    /// How sure its certainty gets beside `other`, which a person decided on: the more alike, the surer, if both are of
    /// one part and look the same at all.
    pub(crate) fn beside(&self, other: &Self) -> f32 {
        let alike = cosine(&self.embedding, &other.embedding);
        let trusts = other.number == self.number && alike > LOOKS_ALIKE;
        if trusts { surer(self.certainty, alike) } else { self.certainty }
    }
}

/// How sure a region gets that is `alike`, -1..=1, to one that a person decided on.
pub(crate) fn surer(certainty: f32, alike: f32) -> f32 {
    1.0 - (1.0 - certainty) * (1.0 - alike.clamp(0.0, 0.99))
}

/// What speaks for the label of a region.
#[derive(Clone, Copy, Debug, Default, PartialEq)]
#[non_exhaustive]
pub struct Evidence {
    /// The share of its pixels that carry the label, 0..=1.
    pub share: f32,
    /// The mean probability of the label over its pixels, 0..=1.
    pub probability: f32,
    /// How far that is above the next label's, -1..=1; below 0 if other regions outvoted it.
    pub margin: f32,
    /// The entropy of the mean probabilities, 0 for one label alone to 1 for all alike.
    pub entropy: f32,
    /// The label's share where regions that look the same are heard too, 0..=1.
    pub echo: f32,
    /// The region's pixels as a share of the drawing's, above 0, at most 1.
    pub area: f32,
    /// The share of its neighbours that got the same label, 0..=1.
    pub neighbours: f32,
    /// The label's number in the engine's [`LabelSet`]: some labels are right more often than others.
    pub label: usize,
}

impl Evidence {
    /// How many numbers [`Evidence::features`] gives.
    const FEATURES: usize = 7;

    fn is_finite(&self) -> bool {
        self.features().iter().all(|value| value.is_finite())
    }

    /// What the calibration weighs.
    fn features(&self) -> [f32; Self::FEATURES] {
        let Self { share, probability, margin, entropy, echo, area, neighbours, label: _ } = *self;
        [share, probability, margin, entropy, echo, 0.1 * area.max(1e-9).ln(), neighbours]
    }
}

/// Lets the pixels of each region vote, on what the labeller said at one or more scales.
pub(crate) fn read(
    regions: &RegionMap,
    parts: &[Parts],
    labels: &LabelSet,
    calibration: Option<&Calibration>,
) -> Vec<Reading> {
    let mut votes = vec![Votes::default(); regions.len()];
    let ids = regions.ids();
    let step = (((ids.width() * ids.height()) as f32 / VOTERS as f32).sqrt().ceil() as usize).max(1);
    for parts in parts {
        for y in (0..ids.height()).step_by(step) {
            for (x, &id) in ids.row(y).iter().enumerate().step_by(step) {
                votes[id as usize - 1].add(parts, parts.cell(x, y));
            }
        }
    }
    // Small ones between the grid's places.
    for (votes, region) in votes.iter_mut().zip(regions.regions()).filter(|(votes, _)| votes.count == 0) {
        for parts in parts {
            votes.add(parts, parts.cell(region.seed.0 as usize, region.seed.1 as usize));
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
    let read = |(evidence, votes): (Evidence, &Votes)| Reading {
        number: evidence.label,
        label: labels.get(evidence.label).expect("as many scores as labels").label,
        evidence,
        certainty: calibration.map_or(evidence.probability, |known| known.certainty(&evidence)),
        decided: false,
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

/// The cosine of two vectors of length 1.
pub(crate) fn cosine(a: &[f32; EMBEDDING], b: &[f32; EMBEDDING]) -> f32 {
    a.iter().zip(b).map(|(a, b)| a * b).sum()
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
    fn add(&mut self, parts: &Parts, cell: usize) {
        let (labels, embedding) = (parts.labels(cell), parts.embedding(cell));
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

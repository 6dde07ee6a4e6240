//! The pixels of each region vote on what part it shows.

use rayon::prelude::*;

use super::region_label::{LOOKS_ALIKE, RegionLabel, cosine};
use super::tokens::Tokens;
use crate::engine::{Engine, LabelMap};
use crate::label::{Evidence, Label, LabelSet};
use crate::network::labeller::EMBEDDING;
use crate::network::regions::REGION_OUTPUTS;
use crate::region::RegionMap;

/// Pixels that vote in a drawing at most; larger drawings are sampled on a grid.
const VOTERS: usize = 1 << 20;
/// What is left of the chance to be ground where the outside cannot reach.
const ENCLOSED: f32 = 0.25;
/// How much a region listens to one of its size that looks the same.
const LISTENS: f32 = 0.1;
/// What every label's score is above, at least.
pub(crate) const LEAST: f32 = 2e-3;
/// How much of what the region network gives is heard: with all of it drawings of sources that it knows little lose what the
/// others gain.
const HEARD: f32 = 0.5;
/// A region listens to so many of the largest ones at most.
const SPEAKERS: usize = 1024;

/// Lets the pixels of each region vote, on what the labeller said at one or more scales, and the regions listen to each
/// other.
pub(super) fn vote(engine: &Engine, regions: &RegionMap, maps: &[&LabelMap]) -> Vec<RegionLabel> {
    let labels = engine.labels();
    let ballot = Ballot::new(regions, maps);
    let (mut scores, mut embeddings) = (ballot.scores(regions), ballot.embeddings());
    if engine.has_region_network() && *labels == LabelSet::standard() {
        let tokens = ballot.tokens(regions);
        let heard = engine.heard(&tokens.values, tokens.regions.len());
        for (&i, heard) in tokens.regions.iter().zip(heard.chunks_exact(REGION_OUTPUTS)) {
            let (added, embedding) = heard.split_at(Label::COUNT);
            correct(&mut scores[i], added);
            embeddings[i] = unit(embedding.try_into().expect("an embedding"));
        }
    }
    let votes = &ballot.votes;
    let pixels = (regions.ids().width() * regions.ids().height()) as f32;
    let labelled = votes.iter().zip(&scores).zip(regions.regions());
    let mut evidence: Vec<Evidence> = labelled
        .map(|((votes, scores), region)| {
            let label = largest(scores);
            votes.evidence(label, labels.len(), scores[label], region.area as f32 / pixels)
        })
        .collect();
    for (i, region) in regions.regions().iter().enumerate() {
        let same =
            region.neighbours.iter().filter(|&&id| evidence[id as usize - 1].label == evidence[i].label);
        evidence[i].neighbours = same.count() as f32 / region.neighbours.len().max(1) as f32;
    }
    let calibration = engine.calibration();
    let read = |(evidence, embedding): (Evidence, _)| RegionLabel {
        number: evidence.label,
        label: labels.get(evidence.label).expect("as many scores as labels").label,
        evidence,
        certainty: calibration.map_or(evidence.probability, |known| known.certainty(&evidence)),
        embedding,
    };
    evidence.into_iter().zip(embeddings).map(read).collect()
}

/// Adds to the logarithms of scores, twice as large, a part of what the region network gives.
fn correct(scores: &mut [f32; LabelSet::MAX], added: &[f32]) {
    let mut total = 0.0;
    for (score, added) in scores.iter_mut().zip(added) {
        *score = (*score + LEAST).powi(2) * (HEARD * added.clamp(-40.0, 40.0)).exp();
        total += *score;
    }
    scores.iter_mut().for_each(|score| *score /= total);
}

/// What the pixels of all regions vote.
pub(crate) struct Ballot {
    /// At each scale.
    looks: Vec<Vec<Votes>>,
    /// At all scales.
    votes: Vec<Votes>,
}

impl Ballot {
    pub(crate) fn new(regions: &RegionMap, maps: &[&LabelMap]) -> Self {
        let looks: Vec<Vec<Votes>> = maps.iter().map(|map| count(regions, map)).collect();
        let mut votes = looks[0].clone();
        for look in &looks[1..] {
            votes.iter_mut().zip(look).for_each(|(sum, votes)| sum.join(votes));
        }
        Self { looks, votes }
    }

    /// What speaks for each label, 1 together: regions that look the same are heard, and there is no ground where the
    /// outside cannot reach.
    pub(crate) fn scores(&self, regions: &RegionMap) -> Vec<[f32; LabelSet::MAX]> {
        let mut all = shared(&self.votes);
        for (scores, region) in all.iter_mut().zip(regions.regions()) {
            if !region.outside {
                scores[usize::from(Label::Background.id())] *= ENCLOSED;
            }
            let total = scores.iter().sum::<f32>().max(1e-9);
            scores.iter_mut().for_each(|score| *score /= total);
        }
        all
    }

    fn embeddings(&self) -> Vec<[f32; EMBEDDING]> {
        self.votes.iter().map(Votes::embedding).collect()
    }

    /// What the region network is told.
    pub(crate) fn tokens(&self, regions: &RegionMap) -> Tokens {
        let [far, near] = [&self.looks[0], &self.looks[self.looks.len() - 1]];
        Tokens::new(regions, [far, near], &self.votes)
    }
}

/// What the pixels of each region vote at one scale.
fn count(regions: &RegionMap, map: &LabelMap) -> Vec<Votes> {
    let mut votes = vec![Votes::default(); regions.len()];
    let ids = regions.ids();
    let step = (((ids.width() * ids.height()) as f32 / VOTERS as f32).sqrt().ceil() as usize).max(1);
    for y in (0..ids.height()).step_by(step) {
        for (x, &id) in ids.row(y).iter().enumerate().step_by(step) {
            votes[id as usize - 1].add(map, map.cell(x, y));
        }
    }
    // Small ones between the grid's places.
    for (votes, region) in votes.iter_mut().zip(regions.regions()).filter(|(votes, _)| votes.count == 0) {
        votes.add(map, map.cell(region.seed.0 as usize, region.seed.1 as usize));
    }
    votes
}

/// What the pixels of each region say together with those of regions that look the same: the other sleeve, the other
/// ear. Scores for each label, not summing to 1. Takes time as regions times [`SPEAKERS`].
fn shared(votes: &[Votes]) -> Vec<[f32; LabelSet::MAX]> {
    let embeddings: Vec<_> = votes.iter().map(Votes::embedding).collect();
    let mean = |i: usize| votes[i].mean();
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

/// What the pixels of one region vote.
#[derive(Clone)]
pub(super) struct Votes {
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
    fn heard(&self) -> f32 {
        (self.count as f32).sqrt()
    }

    fn evidence(&self, label: usize, labels: usize, echo: f32, area: f32) -> Evidence {
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
fn unit(embedding: [f32; EMBEDDING]) -> [f32; EMBEDDING] {
    let length = embedding.iter().map(|v| v * v).sum::<f32>().sqrt().max(1e-6);
    embedding.map(|v| v / length)
}

fn largest(scores: &[f32]) -> usize {
    (0..scores.len()).fold(0, |best, i| if scores[i] > scores[best] { i } else { best })
}

//! What part each region shows: its pixels vote, and the regions listen to each other.

use rayon::prelude::*;

use super::Look;
use super::ballot::{Ballot, Votes, largest, unit};
use super::region_label::{LOOKS_ALIKE, RegionLabel, cosine};
use super::tokens::Tokens;
use crate::engine::Engine;
use crate::label::{Evidence, Label, LabelSet};
use crate::network::regions::REGION_OUTPUTS;
use crate::region::{Bounds, RegionMap};

/// What is left of the chance to be ground where the outside cannot reach.
const ENCLOSED: f32 = 0.25;
/// What is left of the chance to be anything but ground for what the outside reaches and lies around all else.
const AROUND: f32 = 0.05;
/// How much a region listens to one of its size that looks the same: more helps slivers and outvotes hands and belts.
const LISTENS: f32 = 0.01;
/// What every label's score is above, at least.
pub(crate) const LOWEST: f32 = 2e-3;
/// How much of what the region network gives is heard: with all of it drawings of sources that it knows little lose what the
/// others gain.
const HEARD: f32 = 0.5;
/// A region listens to so many of the largest ones at most.
const SPEAKERS: usize = 1024;

/// Lets the pixels of each region vote, on what the labeller said at one or more scales, and the regions listen to each
/// other.
pub(super) fn vote(engine: &Engine, regions: &RegionMap, looks: &[Look]) -> Vec<RegionLabel> {
    let labels = engine.labels();
    let ballot = Ballot::new(regions, looks);
    let (mut scores, mut embeddings) = (scores(&ballot, regions), ballot.embeddings());
    if engine.has_region_network() {
        let tokens = Tokens::new(regions, &ballot, labels);
        let heard = engine.heard(&tokens.values, tokens.regions.len());
        for (&i, heard) in tokens.regions.iter().zip(heard.chunks_exact(REGION_OUTPUTS)) {
            let (added, embedding) = heard.split_at(Label::COUNT);
            correct(&mut scores[i], added, labels);
            embeddings[i] = unit(embedding.try_into().expect("an embedding"));
        }
    }
    let whole = Bounds::whole(regions.ids().width(), regions.ids().height());
    for (scores, region) in scores.iter_mut().zip(regions.regions()) {
        if region.outside && region.bounds == whole {
            ground(scores);
        }
    }
    let votes = &ballot.votes;
    let (width, height) = ballot.part.size();
    let pixels = (width * height) as f32;
    let labelled = votes.iter().zip(&scores).zip(regions.regions());
    let mut evidence: Vec<Evidence> = labelled
        .map(|((votes, scores), region)| {
            let label = largest(scores);
            votes.evidence(label, labels.len(), scores[label], (region.area as f32 / pixels).min(1.0))
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

/// Adds to the logarithms of scores, twice as large, a part of what the region network gives the standard labels.
fn correct(scores: &mut [f32; LabelSet::MAX], added: &[f32], labels: &LabelSet) {
    for (score, own) in scores.iter_mut().zip(labels.iter()) {
        let added = added[usize::from(own.label.id())].clamp(-40.0, 40.0);
        *score = (*score + LOWEST).powi(2) * (HEARD * added).exp();
    }
    share_out(scores);
}

/// Leaves little of what speaks for other labels than ground, for what lies around all that is drawn.
fn ground(scores: &mut [f32; LabelSet::MAX]) {
    let ground = usize::from(Label::Background.id());
    scores.iter_mut().enumerate().filter(|&(i, _)| i != ground).for_each(|(_, score)| *score *= AROUND);
    share_out(scores);
}

/// Makes scores 1 together.
fn share_out(scores: &mut [f32; LabelSet::MAX]) {
    let total = scores.iter().sum::<f32>().max(1e-9);
    scores.iter_mut().for_each(|score| *score /= total);
}

/// What speaks for each label of each region, 1 together: regions that look the same are heard, and there is hardly ground
/// where the outside cannot reach.
pub(crate) fn scores(ballot: &Ballot, regions: &RegionMap) -> Vec<[f32; LabelSet::MAX]> {
    let mut all = shared(&ballot.votes);
    for (scores, region) in all.iter_mut().zip(regions.regions()) {
        if !region.outside {
            scores[usize::from(Label::Background.id())] *= ENCLOSED;
        }
        share_out(scores);
    }
    all
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

use crate::label::{Evidence, Label};
use crate::network::labeller::EMBEDDING;

/// How alike two regions must look to listen to each other at all.
pub(super) const LOOKS_ALIKE: f32 = 0.85;

/// What the labeller says of one region.
#[derive(Clone, Debug)]
pub(crate) struct RegionLabel {
    /// The label's number in the engine's set.
    pub(crate) number: usize,
    /// The part it shows: the standard label that this one comes under.
    pub(crate) label: Label,
    /// What speaks for it.
    pub(crate) evidence: Evidence,
    /// How likely the label is right, 0..=1: by the calibration, if the model has one, else the mean probability.
    pub(crate) certainty: f32,
    /// The region network's embedding, of length 1; where it has not looked, the mean of the labeller's.
    pub(crate) embedding: [f32; EMBEDDING],
}

impl RegionLabel {
    /// How alike two regions are, -1..=1: whether they want one colour.
    pub(crate) fn alike(&self, other: &Self) -> f32 {
        cosine(&self.embedding, &other.embedding)
    }

    /// How sure its certainty gets beside `other`, which a person decided on: the more alike, the surer, if both are of
    /// one part and look the same at all.
    pub(crate) fn certainty_beside(&self, other: &Self) -> f32 {
        let alike = self.alike(other);
        let trusts = other.number == self.number && alike > LOOKS_ALIKE;
        if trusts { surer(self.certainty, alike) } else { self.certainty }
    }
}

/// How sure a region gets that is `alike`, -1..=1, to one that a person decided on.
pub(crate) fn surer(certainty: f32, alike: f32) -> f32 {
    1.0 - (1.0 - certainty) * (1.0 - alike.clamp(0.0, 0.99))
}

/// The cosine of two vectors of length 1.
pub(crate) fn cosine(a: &[f32; EMBEDDING], b: &[f32; EMBEDDING]) -> f32 {
    a.iter().zip(b).map(|(a, b)| a * b).sum()
}

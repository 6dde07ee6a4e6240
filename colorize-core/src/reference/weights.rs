//! How much each sign of a match counts.

use super::matching::LIKENESS;

/// What a match may be told by alone.
#[doc(hidden)]
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Sign {
    /// Where a region is, and how large.
    Place,
    /// The labeller's embedding.
    Looks,
    /// The label.
    Part,
}

/// What the score of a match is made of.
#[derive(Clone, Debug)]
pub(super) struct Weights {
    /// Of each number of the likeness.
    pub(super) likeness: [f32; LIKENESS],
    /// What speaks for any match against none.
    pub(super) any: f32,
    /// For neighbours that match the same region or neighbours.
    pub(super) beside: f32,
    /// For neighbours that have moved alike.
    pub(super) together: f32,
    /// How far apart moves may be to be alike, in sizes of the figure.
    pub(super) stiffness: f32,
}

impl Weights {
    /// For frames of one shot.
    pub(super) const FRAMES: Self = Self {
        likeness: [4.0, 2.0, 1.0, 2.0, 0.5, 2.0, 0.5, 2.0, 1.0, 0.5, 0.3, 0.3],
        any: -2.0,
        beside: 1.5,
        together: 1.5,
        stiffness: 0.06,
    };
    /// For another picture of the same character.
    pub(super) const PICTURES: Self = Self {
        likeness: [5.0, 2.0, 1.5, 2.0, 0.3, 2.0, 0.3, 1.0, 0.5, 0.4, 0.2, 0.2],
        any: -2.0,
        beside: 1.5,
        together: 1.0,
        stiffness: 0.12,
    };

    /// By one sign alone.
    pub(super) fn alone(sign: Sign) -> Self {
        let mut likeness = [0.0; LIKENESS];
        match sign {
            Sign::Place => (likeness[5], likeness[9]) = (300.0, 30.0),
            Sign::Looks => likeness[0] = 300.0,
            Sign::Part => likeness[2] = 30.0,
        }
        Self { likeness, any: 400.0, beside: 0.0, together: 0.0, stiffness: 1.0 }
    }

    /// The score of a match with such a likeness.
    pub(super) fn score(&self, likeness: &[f32; LIKENESS]) -> f32 {
        self.any + self.likeness.iter().zip(likeness).map(|(weight, value)| weight * value).sum::<f32>()
    }
}

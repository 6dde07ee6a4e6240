//! How much each sign of a match counts.

/// How many numbers tell how like two regions are.
pub(super) const LIKENESS: usize = 12;

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

/// What the score of a match is made of. Fitted by gradient to three quarters of 30 generated figures, and looked at on
/// the others.
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
        likeness: [10.0, 0.92, 1.44, 0.0, 0.0, 0.76, 0.24, 3.96, 1.62, 0.84, 0.07, 1.48],
        any: -7.84,
        beside: 1.05,
        together: 4.2,
        stiffness: 0.042,
    };
    /// For another picture of the same character.
    pub(super) const PICTURES: Self = Self {
        likeness: [16.5, 1.98, 0.97, 0.0, 0.39, 0.0, 0.32, 2.65, 0.59, 0.88, 0.0, 1.59],
        any: -13.5,
        beside: 2.1,
        together: 1.4,
        stiffness: 0.168,
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

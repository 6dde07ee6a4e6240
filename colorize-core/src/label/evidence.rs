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
    /// The label's number in the engine's [`crate::LabelSet`]: some labels are right more often than others.
    pub label: usize,
}

impl Evidence {
    /// How many numbers [`Evidence::features`] gives.
    pub(super) const FEATURES: usize = 7;

    pub(super) fn is_finite(&self) -> bool {
        self.features().iter().all(|value| value.is_finite())
    }

    /// What the calibration weighs.
    pub(super) fn features(&self) -> [f32; Self::FEATURES] {
        let Self { share, probability, margin, entropy, echo, area, neighbours, label: _ } = *self;
        [share, probability, margin, entropy, echo, 0.1 * area.max(1e-9).ln(), neighbours]
    }
}

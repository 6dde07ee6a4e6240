//! How often carried colours turn out right, by how much they lead.

/// Counted on generated drawings, whose parts are known: `colorize eval carry --calibrate` prints it.
#[derive(Debug)]
pub(super) struct Certainty {
    /// Margins, rising, and the share of regions right there, rising.
    right: &'static [(f32, f32)],
    /// Certainties, rising, and the share right of all regions at least so certain.
    kept: &'static [(f32, f32)],
}

impl Certainty {
    /// Between frames of one shot.
    pub(super) const FRAMES: Self = Self { right: &[(0.0, 0.3), (1.0, 0.99)], kept: &[(0.0, 0.9), (0.9, 0.99)] };
    /// Between pictures of one character.
    pub(super) const PICTURES: Self = Self { right: &[(0.0, 0.3), (1.0, 0.95)], kept: &[(0.0, 0.7), (0.9, 0.95)] };

    /// How likely a colour is right that leads by `margin`, 0..=1.
    pub(super) fn of_margin(&self, margin: f32) -> f32 {
        let above = self.right.partition_point(|(at, _)| *at < margin);
        match (above.checked_sub(1).map(|i| self.right[i]), self.right.get(above)) {
            (Some((a, low)), Some((b, high))) => low + (high - low) * (margin - a) / (b - a),
            (Some((_, end)), None) => end,
            (None, Some((_, end))) => *end,
            (None, None) => 0.0,
        }
    }

    /// The least certainty at which a share `promise` of the regions is right.
    pub(super) fn threshold(&self, promise: f32) -> Option<f32> {
        self.kept.iter().find(|(_, right)| *right >= promise).map(|(certainty, _)| *certainty)
    }
}

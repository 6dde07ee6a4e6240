//! How often carried colours turn out right, by how much they lead.

/// Counted on 30 generated figures, whose parts are known, each from one drawing of it to another: 30 thousand regions
/// of frames, 40 thousand of other poses. That was with weighted signs; with the matcher, of 21 thousand regions of frames
/// that were to be right at 0.95 a share of 0.949 is, of 5 thousand of other poses 0.965.
#[derive(Debug)]
pub(super) struct Certainty {
    /// Margins, rising, and the share of regions right there, rising.
    right: &'static [(f32, f32)],
    /// Certainties, rising, and the share right of all regions at least so certain.
    kept: &'static [(f32, f32)],
}

impl Certainty {
    /// Between frames of one shot.
    pub(super) const FRAMES: Self = Self {
        right: &[
            (0.101, 0.407),
            (0.32689, 0.443),
            (0.5553, 0.584),
            (0.73774, 0.668),
            (0.85625, 0.771),
            (0.93324, 0.852),
            (0.97094, 0.898),
            (0.98737, 0.94),
            (0.99418, 0.953),
            (0.9977, 0.985),
            (0.99886, 0.991),
            (0.99932, 0.996),
            (0.99978, 0.997),
            (0.99996, 0.999),
            (1.0, 1.0),
        ],
        kept: &[
            (0.0, 0.936),
            (0.5, 0.962),
            (0.6, 0.97),
            (0.7, 0.98),
            (0.75, 0.983),
            (0.8, 0.987),
            (0.85, 0.989),
            (0.9, 0.993),
            (0.92, 0.994),
            (0.94, 0.995),
            (0.95, 0.996),
            (0.96, 0.997),
            (0.98, 0.998),
            (0.99, 0.999),
        ],
    };
    /// Between pictures of one character.
    pub(super) const PICTURES: Self = Self {
        right: &[
            (0.01578, 0.276),
            (0.05822, 0.384),
            (0.10527, 0.415),
            (0.15136, 0.442),
            (0.19869, 0.462),
            (0.24631, 0.487),
            (0.32364, 0.526),
            (0.40355, 0.548),
            (0.48035, 0.602),
            (0.55266, 0.634),
            (0.59796, 0.657),
            (0.64341, 0.734),
            (0.6808, 0.753),
            (0.73725, 0.776),
            (0.80584, 0.787),
            (0.84957, 0.85),
            (0.88527, 0.869),
            (0.91385, 0.874),
            (0.92941, 0.896),
            (0.94356, 0.897),
            (0.96109, 0.942),
            (0.97824, 0.945),
            (0.98693, 0.965),
            (0.99272, 0.968),
            (0.99711, 0.974),
            (0.99882, 0.978),
            (0.99935, 0.983),
            (0.99965, 0.995),
            (0.99981, 0.997),
            (0.99995, 1.0),
        ],
        kept: &[
            (0.0, 0.775),
            (0.3, 0.785),
            (0.4, 0.799),
            (0.5, 0.84),
            (0.6, 0.878),
            (0.7, 0.906),
            (0.75, 0.914),
            (0.8, 0.938),
            (0.85, 0.947),
            (0.9, 0.969),
            (0.92, 0.972),
            (0.94, 0.973),
            (0.95, 0.979),
            (0.96, 0.982),
            (0.97, 0.985),
            (0.98, 0.995),
            (0.99, 0.998),
        ],
    };

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

//! The matcher: how likely a region of one picture shows the same as a region of another.

use super::flow::{Conv, Flow, Network};

/// What is told of two regions: see [`crate::reference`].
pub(crate) const MATCHER_INPUTS: usize = 33;
/// Channels of both layers in between.
const WIDTH: usize = 32;

/// For what a matcher learnt.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Pairing {
    /// Frames of one shot.
    Frames,
    /// Pictures of one character.
    Pictures,
}

impl Pairing {
    pub(crate) const ALL: [Self; 2] = [Self::Frames, Self::Pictures];

    /// The beginning of the names of its arrays.
    pub(crate) const fn name(self) -> &'static str {
        match self {
            Self::Frames => "frames",
            Self::Pictures => "pictures",
        }
    }
}

/// The matcher, which looks at every pair of regions by itself.
///
/// Input: [batch, regions of the drawing, regions of the reference, 33]. Output: [.., 1], what speaks for a match: the
/// logarithm of a chance, beside 0 for none.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Matcher(pub(crate) Pairing);

impl Network<1> for Matcher {
    fn inputs(&self) -> [(usize, u32); 1] {
        [(MATCHER_INPUTS, 0)]
    }

    fn flow<F: Flow>(&self, flow: &mut F, [told]: [F::Map; 1]) -> F::Map {
        let name = |layer: &str| format!("{}.{layer}", self.0.name());
        let mut x = told;
        for layer in ["first", "second"] {
            let conv = name(&format!("{layer}.conv"));
            x = flow.conv(Conv { name: &conv, kernel: 1, outputs: WIDTH }, x);
            x = flow.norm_swish(&name(&format!("{layer}.norm")), x);
        }
        flow.conv(Conv { name: &name("head"), kernel: 1, outputs: 1 }, x)
    }
}

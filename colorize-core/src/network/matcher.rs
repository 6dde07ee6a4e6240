//! The matcher: how likely a region of one picture shows the same as a region of another.

use super::flow::{Conv, Flow, Network};
use super::labeller::EMBEDDING;
use super::weights::Weights;

/// What is told of a region by itself, to those that look at each other: see [`crate::reference`].
pub(crate) const PIECE_INPUTS: usize = 2 * EMBEDDING + 10;
/// In how many ways two regions are compared that have looked at all others, and numbers of each way.
pub(crate) const AFFINITIES: usize = 8;
pub(crate) const AFFINITY: usize = 8;
/// Signs by which two regions are like each other.
pub(crate) const SIGNS: usize = 33;
/// What is told of two regions: their signs, then their affinities.
pub(crate) const PAIR_INPUTS: usize = SIGNS + AFFINITIES;
/// Channels of a region on its way, its heads, and how often regions look at each other.
const PIECE_WIDTH: usize = 64;
const HEADS: usize = 4;
const LOOKS: usize = 3;
/// Channels of both layers in between that compare two regions.
const PAIR_WIDTH: usize = 32;

/// What a matcher compares.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Pairing {
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

    /// The header's entry that tells how often carried colours are right; the number changes when older ones no longer fit.
    pub(crate) const fn entry(self) -> &'static str {
        match self {
            Self::Frames => "certainty-frames-1",
            Self::Pictures => "certainty-pictures-1",
        }
    }
}

/// The networks of a matcher, in whatever form.
#[derive(Clone, Debug)]
pub(crate) struct Matcher<T> {
    /// That of [`Looks`].
    pub(crate) looks: T,
    /// Those of [`Compare`], by [`Pairing::ALL`].
    pub(crate) compare: [T; 2],
}

impl Matcher<Weights> {
    /// The parts of a file.
    pub(crate) fn of(mut file: Weights) -> Self {
        let mut part = |name| file.split_off(name).unwrap_or_default();
        Self { looks: part("looks"), compare: Pairing::ALL.map(|pairing| part(pairing.name())) }
    }
}

/// Regions of a drawing and of a reference look at each other, all at all, so that each knows what it may be taken for.
///
/// Input: [batch, 1, regions of both, 58]. Output: [.., 64]: what it wants to be like, in eight ways of eight numbers;
/// the scalar products of two regions' are their affinities.
///
/// As the region network: three times each region attends to all, and joins what it heard with what it was.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Looks;

impl Network<1> for Looks {
    fn inputs(&self) -> [(usize, u32); 1] {
        [(PIECE_INPUTS, 0)]
    }

    fn flow<F: Flow>(&self, flow: &mut F, [told]: [F::Map; 1]) -> F::Map {
        let x = flow.looks("looks.", PIECE_WIDTH, HEADS, LOOKS, told);
        flow.conv(Conv { name: "looks.head", kernel: 1, outputs: AFFINITIES * AFFINITY }, x)
    }
}

/// Compares every pair of regions by itself.
///
/// Input: [batch, regions of the drawing, regions of the reference, 41]. Output: [.., 1], what speaks for a match: the
/// logarithm of a chance, beside 0 for none.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Compare(pub(crate) Pairing);

impl Network<1> for Compare {
    fn inputs(&self) -> [(usize, u32); 1] {
        [(PAIR_INPUTS, 0)]
    }

    fn flow<F: Flow>(&self, flow: &mut F, [told]: [F::Map; 1]) -> F::Map {
        let name = |layer: &str| format!("{}.{layer}", self.0.name());
        let mut x = told;
        for layer in ["first", "second"] {
            let conv = name(&format!("{layer}.conv"));
            x = flow.conv(Conv { name: &conv, kernel: 1, outputs: PAIR_WIDTH }, x);
            x = flow.norm_swish(&name(&format!("{layer}.norm")), x);
        }
        flow.conv(Conv { name: &name("head"), kernel: 1, outputs: 1 }, x)
    }
}

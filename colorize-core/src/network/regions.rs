//! The region network: what the regions of a drawing show, once each has looked at all others.

use super::flow::{Conv, Flow, Network};
use super::labeller::EMBEDDING;
use crate::label::Label;

/// What is told of a region: see `reading/tokens.rs`.
pub(crate) const REGION_INPUTS: usize = 129;
/// What comes out of it: what speaks for each label beside the votes, then an embedding.
pub(crate) const REGION_OUTPUTS: usize = Label::COUNT + EMBEDDING;

/// Channels of a region on its way.
const WIDTH: usize = 96;
const HEADS: usize = 6;
/// How often regions look at each other.
const LOOKS: usize = 3;

/// The region network. All regions of a drawing are pixels of one row.
///
/// Input: [batch, 1, regions, 129]. Output: [.., 21 + 24]: what is to be added to the logarithms of the votes, twice as
/// large, and an embedding, not of length 1; regions whose embeddings are near want the same colour.
///
/// Three times, each region attends to all (6 heads of 16 channels), and joins what it heard with what it was by two 1x1
/// convolutions, each followed by a layer normalisation and swish. What it was at all stages goes into the head.
#[derive(Clone, Copy, Debug)]
pub(crate) struct RegionNetwork;

impl Network<1> for RegionNetwork {
    fn inputs(&self) -> [(usize, u32); 1] {
        [(REGION_INPUTS, 0)]
    }

    fn flow<F: Flow>(&self, flow: &mut F, [told]: [F::Map; 1]) -> F::Map {
        let stages = flow.looks("", WIDTH, HEADS, LOOKS, told);
        flow.conv(Conv { name: "head", kernel: 1, outputs: REGION_OUTPUTS }, stages)
    }
}

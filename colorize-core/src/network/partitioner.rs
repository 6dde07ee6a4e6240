//! The partitioner: a small U-Net that sees which colour a shaded place is flat, and where one colour ends.

use super::flow::{Conv, Flow, Network};
use super::logit::{logit, sigmoid};

/// Channels of each level, from half the picture's resolution down to 1/16 of it.
const WIDTHS: [usize; 4] = [16, 32, 48, 64];
/// Convolutions of each level, on the way down and again on the way up.
const CONVS: [usize; 4] = [1, 2, 2, 2];
/// The layer that gives colours and borders.
pub(crate) const HEAD: &str = "head";

/// Channels that go in: red, green and blue of 2x2 pixels.
pub(crate) const PARTITIONER_INPUTS: usize = 12;
/// Values that come out for each pixel: what is to be changed of the logits of red, green and blue, and the logit of a
/// border.
pub(crate) const PARTITIONER_OUTPUTS: usize = 4;
/// Both sides of the input are multiples of this.
pub(crate) const PARTITIONER_STEP: usize = 16;

/// The second model of two-phase colouring (US 2025/0259345): it cuts a coloured picture into blocks of one colour.
///
/// Input: a coloured picture, sRGB 0 to 1, with lines or without, each 2x2 pixels as twelve channels:
/// [batch, height / 2, width / 2, 12]. Output: [batch, height / 2, width / 2, 16], four values for each of the 2x2 pixels.
/// The flat colour of a pixel is the pixel with the first three added to its logits ([`flat`]), so that learning begins
/// at a picture that is its own flats; the fourth is the logit of the chance that a block ends there.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Partitioner;

impl Network<1> for Partitioner {
    fn inputs(&self) -> [(usize, u32); 1] {
        [(PARTITIONER_INPUTS, 0)]
    }

    fn flow<F: Flow>(&self, flow: &mut F, [picture]: [F::Map; 1]) -> F::Map {
        let mut x = blocks(flow, "down", 0, picture);
        let mut skips = Vec::new();
        for level in 1..WIDTHS.len() {
            skips.push(x.clone());
            x = flow.halve(x);
            x = blocks(flow, "down", level, x);
        }
        for (level, skip) in skips.into_iter().enumerate().rev() {
            x = flow.double_and_join(x, skip);
            x = blocks(flow, "up", level, x);
        }
        flow.conv(Conv { name: HEAD, kernel: 1, outputs: 4 * PARTITIONER_OUTPUTS }, x)
    }
}

/// The convolutions of one level.
fn blocks<F: Flow>(flow: &mut F, way: &str, level: usize, x: F::Map) -> F::Map {
    (0..CONVS[level]).fold(x, |x, i| flow.block(&format!("{way}.{level}.{i}"), WIDTHS[level], x))
}

/// The flat colour of a pixel, 0 to 1, from what it is and what the network finds to change.
pub(crate) fn flat(pixel: [f32; 3], change: [f32; 3]) -> [f32; 3] {
    std::array::from_fn(|c| sigmoid(logit(pixel[c]) + change[c]))
}

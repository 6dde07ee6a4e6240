//! The style encoder: what style a coloured picture has at each place, looked at from near and from farther away.

use super::flow::{Conv, Flow, Network};
use crate::style::STYLE_CHANNELS;

/// Channels of each level, from half the picture's resolution down to 1/16 of it.
const WIDTHS: [usize; 4] = [16, 32, 48, 64];
/// Convolutions of each level: so a cell of the last three sees about 32, 64 and 128 pixels of the picture.
const CONVS: [usize; 4] = [1, 2, 2, 2];
/// The layers that give the styles, for each of the last three levels.
pub(crate) const HEADS: [&str; 3] = ["small", "middle", "large"];

/// Values that come out for each cell: a style for each of [`HEADS`], the last first.
pub(crate) const ENCODER_OUTPUTS: usize = HEADS.len() * STYLE_CHANNELS;
/// Both sides of the picture are multiples of this.
pub(crate) const ENCODER_STEP: usize = 16;
/// Pixels of the picture to a cell of the output, along a side.
pub(crate) const ENCODER_CELL: usize = 4;

/// The style encoder of local styles (US 11,386,587): it turns a coloured picture into a map of styles.
///
/// Input: a coloured picture, sRGB 0 to 1, with lines or without, each 2x2 pixels as twelve channels:
/// [batch, height / 2, width / 2, 12]. Output: [batch, height / 4, width / 4, 69]: for each cell of 4x4 pixels the style at
/// the large, the middle and the small range, in the code that [`crate::style::code`] tells. It has no way up: what a
/// range tells comes from its neighbourhood alone, so that one place costs no more than that.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Encoder;

impl Network<1> for Encoder {
    fn inputs(&self) -> [(usize, u32); 1] {
        [(12, 0)]
    }

    fn flow<F: Flow>(&self, flow: &mut F, [picture]: [F::Map; 1]) -> F::Map {
        let mut x = level(flow, 0, picture);
        let styles: Vec<F::Map> = (1..WIDTHS.len())
            .map(|i| {
                let below = flow.halve(x.clone());
                x = level(flow, i, below);
                let head = Conv { name: HEADS[i - 1], kernel: 1, outputs: STYLE_CHANNELS };
                flow.conv(head, x.clone())
            })
            .collect();
        let from_far = styles.into_iter().rev().zip(1..);
        let joined = from_far.reduce(|(far, heads), (near, _)| {
            let both = flow.double_and_join(far, near);
            let name = format!("joined.{heads}");
            let outputs = (heads + 1) * STYLE_CHANNELS;
            (flow.conv(Conv { name: &name, kernel: 1, outputs }, both), heads + 1)
        });
        joined.expect("three heads").0
    }
}

/// The convolutions of one level.
fn level<F: Flow>(flow: &mut F, level: usize, x: F::Map) -> F::Map {
    (0..CONVS[level]).fold(x, |x, i| flow.block(&format!("down.{level}.{i}"), WIDTHS[level], x))
}

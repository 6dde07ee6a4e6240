//! The style decoder: how a drawing is shaded where a style was picked up.

use super::flow::{Conv, Flow, Network};
use crate::style::{STYLE_CHANNELS, StyleGroup};

/// Channels of a cell that is told a style: its code ([`crate::style::code`]), then 1 for each group that is set; what is
/// not set is 0.
pub(crate) const TOLD_CHANNELS: usize = STYLE_CHANNELS + StyleGroup::ALL.len();
/// Channels of 2x2 pixels that go in: the shade of each, red, green and blue, then the ink of each.
pub(crate) const DECODER_INPUTS: usize = 4 * (3 + 1);
/// Values that come out for each pixel: what its shade is multiplied by, less 1, for red, green and blue; and what is
/// added to it.
pub(crate) const DECODER_OUTPUTS: usize = 6;
/// What stands before the names of the decoder's arrays, which lie in one file with the encoder's.
pub(crate) const DECODER_NAME: &str = "decoder";
/// The layer that gives the changes.
pub(crate) const DECODER_HEAD: &str = "decoder.head";

/// Channels of the levels, from half the working resolution down.
const WIDTHS: [usize; 4] = [16, 48, 64, 64];

/// The decoder of local styles (US 11,386,587): it changes the shade that the colouriser found, as a logarithm, where it
/// is told styles.
///
/// Inputs: shade and ink [batch, height / 2, width / 2, 16], and the styles that are told
/// [batch, height / 4, width / 4, 30]. Output: [batch, height / 2, width / 2, 24].
#[derive(Clone, Copy, Debug)]
pub(crate) struct Decoder;

impl Network<2> for Decoder {
    fn inputs(&self) -> [(usize, u32); 2] {
        [(DECODER_INPUTS, 0), (TOLD_CHANNELS, 1)]
    }

    fn flow<F: Flow>(&self, flow: &mut F, [shaded, told]: [F::Map; 2]) -> F::Map {
        let block = |flow: &mut F, way: &str, level: usize, x| {
            flow.block(&format!("{DECODER_NAME}.{way}.{level}"), WIDTHS[level], x)
        };
        let mut x = block(flow, "down", 0, shaded);
        let mut skips = vec![x.clone()];
        for level in 1..WIDTHS.len() {
            x = flow.halve(x);
            if level == 1 {
                x = flow.join(vec![x, told.clone()]);
            }
            x = block(flow, "down", level, x);
            skips.push(x.clone());
        }
        skips.pop();
        for (level, skip) in skips.into_iter().enumerate().rev() {
            x = flow.double_and_join(x, skip);
            x = block(flow, "up", level, x);
        }
        flow.conv(Conv { name: DECODER_HEAD, kernel: 1, outputs: 4 * DECODER_OUTPUTS }, x)
    }
}

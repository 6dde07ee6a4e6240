use super::flow::{Conv, Flow, Network};

/// Channels of each level, from half the working resolution down to 1/16 of it.
const WIDTHS: [usize; 4] = [32, 48, 64, 96];
/// Channels that go in: ink, then the picture's three channels, each of 2x2 pixels.
pub(crate) const DISCRIMINATOR_INPUTS: usize = 16;

/// The discriminator of adversarial training: is a patch of a coloured drawing real? (Isola et al. 2017)
///
/// Input: [batch, height / 2, width / 2, 16]. Output: how real each patch looks, [batch, height / 16, width / 16, 1].
#[derive(Clone, Copy, Debug)]
pub(crate) struct Discriminator;

impl Network<1> for Discriminator {
    fn inputs(&self) -> [(usize, u32); 1] {
        [(DISCRIMINATOR_INPUTS, 0)]
    }

    fn flow<F: Flow>(&self, flow: &mut F, [picture]: [F::Map; 1]) -> F::Map {
        let mut x = picture;
        for (level, width) in WIDTHS.into_iter().enumerate() {
            if level > 0 {
                x = flow.halve(x);
            }
            x = flow.block(&format!("blocks.{level}"), width, x);
        }
        flow.conv(Conv { name: "head", kernel: 1, outputs: 1 }, x)
    }
}

//! The discriminator of adversarial training: is a patch of a coloured drawing real?

use burn::module::Module;
use burn::tensor::Tensor;

use super::layer::{Conv, ConvBlock, Resample};
use crate::device::Placement;

/// Channels of each level, from half the working resolution down to 1/16 of it.
const WIDTHS: [usize; 4] = [32, 48, 64, 96];

/// A patch discriminator (Isola et al. 2017).
///
/// Input: ink, then the picture's three channels, each of 2x2 pixels: [batch, height / 2, width / 2, 16].
/// Output: how real each patch looks, [batch, height / 16, width / 16, 1].
#[derive(Module, Debug)]
pub(crate) struct Discriminator {
    blocks: Vec<ConvBlock>,
    head: Conv,
    resample: Resample,
}

impl Discriminator {
    pub(crate) fn new(on: &Placement) -> Self {
        let inputs = |level: usize| if level == 0 { 16 } else { WIDTHS[level - 1] };
        Self {
            blocks: (0..WIDTHS.len()).map(|l| ConvBlock::new(inputs(l), WIDTHS[l], on)).collect(),
            head: Conv::new(1, WIDTHS[WIDTHS.len() - 1], 1, on),
            resample: Resample::new(on),
        }
    }

    /// [batch, h, w, 16] to [batch, h / 8, w / 8, 1]
    pub(crate) fn forward(&self, x: Tensor<4>) -> Tensor<4> {
        let mut blocks = self.blocks.iter();
        let first = blocks.next().expect("there is a first level").forward(x);
        let x = blocks.fold(first, |x, block| block.forward(self.resample.halve(x)));
        self.head.forward(x)
    }
}

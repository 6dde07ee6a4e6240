//! The colouriser: a swish-gated residual U-Net that takes a dense prompt at a quarter of the resolution.

use burn::module::Module;
use burn::tensor::Tensor;

use super::layer::{Conv, ConvBlock, Flow, Gate, Resample};
use crate::device::Placement;
use crate::label::Label;
use crate::network::prompt_map::{MASK_CHANNELS, PROMPT_CHANNELS};
use crate::style::StyleGroup;

/// Channels of each level, from half the working resolution down to 1/16 of it.
const WIDTHS: [usize; 4] = [32, 64, 96, 128];
/// The level whose input the prompt joins: a quarter of the working resolution.
const PROMPT_LEVEL: usize = 1;

/// Channels that go in at half resolution: ink of 2x2 pixels, then the light.
pub(crate) const COLORIZER_INPUTS: usize = 4 + LIGHT;
/// The light: direction to the right, direction down, softness, 1 where it is known.
pub(crate) const LIGHT: usize = 4;
/// Values that come out for each pixel: the logarithm of the shade / [`SHADE_RANGE`], then colour, both as sRGB.
pub(crate) const COLORIZER_OUTPUTS: usize = 6;
/// The shade is `exp(SHADE_RANGE * tanh(..))`: from 0.41 to 2.46 times the flats.
pub(crate) const SHADE_RANGE: f32 = 0.9;

/// The colouriser, after the swish-gated residual U-Net (SGRU) of the hint-driven colouriser from NKUST:
/// residual blocks that concatenate, swish layers on the skips, hints into level 3. Ours normalises over
/// the channels of each pixel alone, so that a hint changes nothing beyond the convolutions' reach; and has four levels,
/// so that they reach 90 pixels of the working resolution: the prompt tells what is farther.
///
/// Inputs: [batch, height / 2, width / 2, 8] (ink of each 2x2 pixels, then the light), the prompt
/// [batch, height / 4, width / 4, 31], laid out as [`crate::network::prompt_map::PromptMap`] says, and the probabilities of the
/// parts [batch, height / 4, width / 4, 21] as the labeller gives them: a shadow falls where a chin is over a neck.
/// Output: [batch, height / 2, width / 2, 24]: six values for each of 2x2 pixels. Its colour is what the prompt
/// says there plus what the network finds to change, so that learning begins at a colouriser that obeys.
#[derive(Module, Debug)]
pub(crate) struct Colorizer {
    down: Vec<Residual>,
    gates: Vec<Gate>,
    up: Vec<Residual>,
    head: Conv,
    resample: Resample,
}

impl Colorizer {
    pub(crate) fn new(on: &Placement) -> Self {
        let deepest = WIDTHS.len() - 1;
        let inputs = |level: usize| match level {
            0 => COLORIZER_INPUTS,
            PROMPT_LEVEL => WIDTHS[level - 1] + PROMPT_CHANNELS + Label::COUNT,
            _ => WIDTHS[level - 1],
        };
        Self {
            down: (0..=deepest).map(|l| Residual::new(inputs(l), WIDTHS[l], on)).collect(),
            gates: (0..deepest).map(|l| Gate::new(WIDTHS[l], on)).collect(),
            up: (0..deepest).map(|l| Residual::new(WIDTHS[l + 1] + WIDTHS[l], WIDTHS[l], on)).collect(),
            head: Conv::silent(1, WIDTHS[0], 4 * COLORIZER_OUTPUTS, on),
            resample: Resample::new(on),
        }
    }

    /// [batch, h, w, 8], [batch, h / 2, w / 2, 31] and [batch, h / 2, w / 2, 21] to [batch, h, w, 24]
    pub(crate) fn forward(&self, drawing: Tensor<4>, prompt: Tensor<4>, parts: Tensor<4>) -> Tensor<4> {
        self.flow(drawing, prompt.clone(), parts) + prompted(prompt)
    }

    /// As [`Colorizer::forward`], without what the prompt says: what the network finds to change.
    pub(crate) fn flow<X: Flow>(&self, drawing: X, prompt: X, parts: X) -> X {
        let mut x = self.down[0].forward(drawing);
        let mut levels = vec![x.clone()];
        for (level, block) in self.down.iter().enumerate().skip(1) {
            x = self.resample.halve(x);
            if level == PROMPT_LEVEL {
                x = X::join(vec![x, prompt.clone(), parts.clone()]);
            }
            x = block.forward(x);
            levels.push(x.clone());
        }
        levels.pop();
        for ((block, gate), skip) in self.up.iter().zip(&self.gates).zip(levels).rev() {
            x = block.forward(self.resample.double_and_join(x, gate.forward(skip)));
        }
        self.head.forward(x)
    }
}

/// Colours nearer to black or white than this are told as this: their logits would be without end.
const LEAST: f32 = 0.02;
/// The channel that tells whether a colour is known.
const COLOR_MASK: usize = MASK_CHANNELS.start + StyleGroup::Color as usize;

/// What one cell of the prompt adds to the colour of its pixels.
pub(crate) fn prompted_cell(cell: &[f32]) -> [f32; 3] {
    let color = StyleGroup::Color.channels().start;
    std::array::from_fn(|i| {
        let value = cell[color + i].clamp(LEAST, 1.0 - LEAST);
        (value / (1.0 - value)).ln() * cell[COLOR_MASK]
    })
}

/// [`prompted_cell`] of all cells as an output of the network: [batch, h / 2, w / 2, 31] to
/// [batch, h, w, 24].
fn prompted(prompt: Tensor<4>) -> Tensor<4> {
    let [batch, height, width, _] = prompt.dims();
    let part =
        |channels: std::ops::Range<usize>| prompt.clone().slice([0..batch, 0..height, 0..width, channels]);
    let color = part(StyleGroup::Color.channels()).clamp(LEAST, 1.0 - LEAST);
    let logit = (color.clone() / (color * -1.0 + 1.0)).log();
    let known = logit * part(COLOR_MASK..COLOR_MASK + 1);
    let pixel = Tensor::cat(vec![known.zeros_like(), known], 3);
    let channels = 4 * COLORIZER_OUTPUTS;
    let cells = pixel.repeat_dim(3, 4).reshape([batch * height * width, 1, channels]);
    let rows = cells.repeat_dim(1, 2).reshape([batch * height, 1, 2 * width * channels]);
    rows.repeat_dim(1, 2).reshape([batch, 2 * height, 2 * width, channels])
}

/// A residual block that concatenates: what a first convolution made stays beside what a second makes of it.
#[derive(Module, Debug)]
struct Residual {
    first: ConvBlock,
    second: ConvBlock,
}

impl Residual {
    fn new(inputs: usize, outputs: usize, on: &Placement) -> Self {
        let half = outputs / 2;
        Self { first: ConvBlock::new(inputs, half, on), second: ConvBlock::new(half, half, on) }
    }

    /// [batch, height, width, inputs] to [batch, height, width, outputs]
    fn forward<X: Flow>(&self, x: X) -> X {
        let x = self.first.forward(x);
        let y = self.second.forward(x.clone());
        X::join(vec![x, y])
    }
}

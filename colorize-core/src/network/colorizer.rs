//! The colouriser: a swish-gated residual U-Net that takes a dense prompt at a quarter of the resolution.

use super::flow::{Conv, Flow, Network};
use super::logit::logit;
use super::prompt_map::{MASK_CHANNELS, PROMPT_CHANNELS};
use crate::label::Label;
use crate::style::StyleGroup;

/// Channels of each level, from half the working resolution down to 1/16 of it.
const WIDTHS: [usize; 4] = [32, 64, 96, 128];
/// The layer that gives the changes.
pub(crate) const HEAD: &str = "head";
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
/// [batch, height / 4, width / 4, 31], laid out as [`super::prompt_map::PromptMap`] says, and the probabilities of the
/// parts [batch, height / 4, width / 4, 21] as the labeller gives them: a shadow falls where a chin is over a neck.
/// Output: [batch, height / 2, width / 2, 24]: six values for each of 2x2 pixels, what the network finds to change. Its
/// colour is what the prompt says there ([`prompted_cell`]) plus that, so that learning begins at a colouriser that
/// obeys.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Colorizer;

impl Network<3> for Colorizer {
    fn inputs(&self) -> [(usize, u32); 3] {
        [(COLORIZER_INPUTS, 0), (PROMPT_CHANNELS, 1), (Label::COUNT, 1)]
    }

    fn flow<F: Flow>(&self, flow: &mut F, [drawing, prompt, parts]: [F::Map; 3]) -> F::Map {
        let mut x = residual(flow, "down", 0, drawing);
        let mut levels = vec![x.clone()];
        for level in 1..WIDTHS.len() {
            x = flow.halve(x);
            if level == PROMPT_LEVEL {
                x = flow.join(vec![x, prompt.clone(), parts.clone()]);
            }
            x = residual(flow, "down", level, x);
            levels.push(x.clone());
        }
        levels.pop();
        for (level, skip) in levels.into_iter().enumerate().rev() {
            let skip = flow.gate(&format!("gates.{level}"), skip);
            x = flow.double_and_join(x, skip);
            x = residual(flow, "up", level, x);
        }
        let outputs = 4 * COLORIZER_OUTPUTS;
        flow.conv(Conv { name: HEAD, kernel: 1, outputs }, x)
    }
}

/// A residual block that concatenates: what a first convolution made stays beside what a second makes of it.
fn residual<F: Flow>(flow: &mut F, way: &str, level: usize, x: F::Map) -> F::Map {
    let half = WIDTHS[level] / 2;
    let x = flow.block(&format!("{way}.{level}.first"), half, x);
    let y = flow.block(&format!("{way}.{level}.second"), half, x.clone());
    flow.join(vec![x, y])
}

/// The channel that tells whether a colour is known.
pub(crate) const COLOR_MASK: usize = MASK_CHANNELS.start + StyleGroup::Color as usize;

/// What one cell of the prompt adds to the colour of its pixels.
pub(crate) fn prompted_cell(cell: &[f32]) -> [f32; 3] {
    let color = StyleGroup::Color.channels().start;
    std::array::from_fn(|i| logit(cell[color + i]) * cell[COLOR_MASK])
}

//! The colouriser: a swish-gated residual U-Net that takes a dense prompt at a quarter of the resolution.

use super::flow::{Conv, Flow, Network};
use super::logit::logit;
use super::prompt_map::{MASK_CHANNELS, PROMPT_CHANNELS};
use crate::Histogram;
use crate::label::Label;
use crate::style::StyleGroup;

/// Channels of each level, from half the working resolution down to 1/16 of it.
const WIDTHS: [usize; 4] = [32, 64, 96, 128];
/// The layer that gives the changes.
pub(crate) const HEAD: &str = "head";
/// The level whose input the prompt joins: a quarter of the working resolution.
const PROMPT_LEVEL: usize = 1;
/// The level whose input the histogram joins, and into how many channels it is brought: it tells of the whole picture, so
/// it goes in where a cell sees most of it.
const HISTOGRAM: (usize, usize) = (3, 32);

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
/// Last the roots of the histogram's shares, the same in each cell, or nothing but 0 where none is asked for: [batch,
/// height / 16, width / 16, 512]. It is the global hint of the Stanford poster.
/// Output: [batch, height / 2, width / 2, 24]: six values for each of 2x2 pixels, what the network finds to change. Its
/// colour is what the prompt says there ([`prompted_cell`]) plus that, so that learning begins at a colouriser that
/// obeys.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Colorizer;

impl Network<4> for Colorizer {
    fn inputs(&self) -> [(usize, u32); 4] {
        let histogram = (Histogram::BINS, HISTOGRAM.0 as u32);
        [(COLORIZER_INPUTS, 0), (PROMPT_CHANNELS, 1), (Label::COUNT, 1), histogram]
    }

    fn flow<F: Flow>(&self, flow: &mut F, [drawing, prompt, parts, asked]: [F::Map; 4]) -> F::Map {
        let mut x = residual(flow, "down", 0, drawing);
        let mut levels = vec![x.clone()];
        for level in 1..WIDTHS.len() {
            x = flow.halve(x);
            if level == PROMPT_LEVEL {
                x = flow.join(vec![x, prompt.clone(), parts.clone()]);
            }
            if level == HISTOGRAM.0 {
                let histogram = Conv { name: "histogram", kernel: 1, outputs: HISTOGRAM.1 };
                let told = flow.conv(histogram, asked.clone());
                x = flow.join(vec![x, told]);
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

/// The roots of the shares of a histogram's bins, as networks take them: so that rare colours count.
pub(crate) fn roots(bins: &[f32]) -> impl Iterator<Item = f32> {
    bins.iter().map(|share| share.sqrt())
}

//! The colouriser: a swish-gated residual U-Net that takes a dense prompt at a quarter of the resolution.

use super::flow::{Conv, Flow, Network};
use super::logit::logit;
use super::prompt_map::{MASK_CHANNELS, PROMPT_CHANNELS};
use crate::Histogram;
use crate::label::Label;
use crate::style::StyleGroup;

/// Channels of each level, from half the working resolution down to 1/16 of it.
pub(crate) const WIDTHS: [usize; 4] = [32, 64, 96, 128];
/// The layer that gives the changes.
pub(crate) const HEAD: &str = "head";
/// The level whose input the prompt joins: a quarter of the working resolution.
const PROMPT_LEVEL: usize = 1;
/// Channels of the histogram in the branch that follows it, and of that branch's levels from 1 on.
const HISTOGRAM: usize = 48;
const BRANCH: [usize; 3] = [32, 48, 64];
/// The beginnings of the names of the arrays on the way down, and of the branch's.
pub(crate) const WAY_DOWN: &str = "down";
pub(crate) const BRANCH_NAME: &str = "histogram";
/// Values of the branch for each cell of 4x4 pixels: what is to be changed of the logits of red, green and blue.
pub(crate) const BRANCH_OUTPUTS: usize = 3;

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

    fn flow<F: Flow>(&self, flow: &mut F, inputs: [F::Map; 3]) -> F::Map {
        let [first, second, third, mut x] = down(flow, inputs);
        for (level, skip) in [first, second, third].into_iter().enumerate().rev() {
            let skip = flow.gate(&format!("gates.{level}"), skip);
            x = flow.double_and_join(x, skip);
            x = residual(flow, "up", level, x);
        }
        let outputs = 4 * COLORIZER_OUTPUTS;
        flow.conv(Conv { name: HEAD, kernel: 1, outputs }, x)
    }
}

/// The way down: what the colouriser sees, level by level.
pub(crate) fn down<F: Flow>(flow: &mut F, [drawing, prompt, parts]: [F::Map; 3]) -> [F::Map; WIDTHS.len()] {
    let mut x = drawing;
    let mut told = Some(vec![prompt, parts]);
    std::array::from_fn(|level| {
        if level > 0 {
            x = flow.halve(x.clone());
        }
        if level == PROMPT_LEVEL {
            let all = std::iter::once(x.clone()).chain(told.take().expect("one such level"));
            x = flow.join(all.collect());
        }
        x = residual(flow, WAY_DOWN, level, x.clone());
        x.clone()
    })
}

/// The colouriser's branch that is told a histogram: the global hint of the Stanford poster, here as roots of the 512
/// shares, the same in each cell of the deepest level. It changes the colour alone, and without a histogram it does not
/// run: so shade and hints are what they are without it.
///
/// Inputs: levels 1, 2 and 3 of the way down, and the histogram [batch, height / 16, width / 16, 512].
/// Output: [batch, height / 4, width / 4, 3], what is to be added to the logits of the colour of each 4x4 pixels.
#[derive(Clone, Copy, Debug)]
pub(crate) struct HistogramBranch;

impl Network<4> for HistogramBranch {
    fn inputs(&self) -> [(usize, u32); 4] {
        [(WIDTHS[1], 0), (WIDTHS[2], 1), (WIDTHS[3], 2), (Histogram::BINS, 2)]
    }

    fn flow<F: Flow>(&self, flow: &mut F, [near, middle, far, histogram]: [F::Map; 4]) -> F::Map {
        let block =
            |flow: &mut F, level: usize, x| flow.block(&format!("{BRANCH_NAME}.{level}"), BRANCH[level], x);
        let name = format!("{BRANCH_NAME}.told");
        let told = flow.conv(Conv { name: &name, kernel: 1, outputs: HISTOGRAM }, histogram);
        let x = flow.join(vec![far, told]);
        let x = block(flow, 2, x);
        let x = flow.double_and_join(x, middle);
        let x = block(flow, 1, x);
        let x = flow.double_and_join(x, near);
        let x = block(flow, 0, x);
        let name = format!("{BRANCH_NAME}.{HEAD}");
        flow.conv(Conv { name: &name, kernel: 1, outputs: BRANCH_OUTPUTS }, x)
    }
}

/// The colouriser's way down with its branch: what a histogram changes. Its weights are those whose names begin as
/// [`WAY_DOWN`] and [`BRANCH_NAME`] do.
///
/// Inputs: those of [`Colorizer`], then the histogram [batch, height / 16, width / 16, 512]. Output: that of
/// [`HistogramBranch`].
#[derive(Clone, Copy, Debug)]
pub(crate) struct AskedColorizer;

impl Network<4> for AskedColorizer {
    fn inputs(&self) -> [(usize, u32); 4] {
        let [drawing, prompt, parts] = Colorizer.inputs();
        [drawing, prompt, parts, (Histogram::BINS, 3)]
    }

    fn flow<F: Flow>(&self, flow: &mut F, [drawing, prompt, parts, histogram]: [F::Map; 4]) -> F::Map {
        let [_, near, middle, far] = down(flow, [drawing, prompt, parts]);
        HistogramBranch.flow(flow, [near, middle, far, histogram])
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

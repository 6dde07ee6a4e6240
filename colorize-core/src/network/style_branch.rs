//! The colouriser's branch that is told styles: how the colouriser shades where somebody picked a style up.

use super::colorizer::{Colorizer, HEAD, WIDTHS, down};
use super::flow::{Conv, Flow, Network};
use crate::style::{STYLE_CHANNELS, StyleGroup};

/// Channels of a cell that is told a style: its code ([`crate::style::code`]), then 1 for each group that is set; what is
/// not set is 0.
pub(crate) const STYLED_CHANNELS: usize = STYLE_CHANNELS + StyleGroup::ALL.len();
/// Values of the branch for each 2x2 pixels: what is to be added to the shade of each, red, green and blue.
pub(crate) const SHADE_CHANGES: usize = 12;
/// The beginning of the names of the branch's arrays.
pub(crate) const STYLES_NAME: &str = "styles";

/// Channels of the branch's levels, from half the working resolution down.
const BRANCH: [usize; 4] = [16, 48, 64, 64];

/// The branch: with the style encoder it is the encoder and decoder of local styles (US 11,386,587). It changes the shade
/// alone, and where no style is told it does not run.
///
/// Inputs: the four levels of the colouriser's way down, and the styles that are told [batch, height / 4, width / 4, 30].
/// Output: [batch, height / 2, width / 2, 12].
#[derive(Clone, Copy, Debug)]
pub(crate) struct StyleBranch;

impl Network<5> for StyleBranch {
    fn inputs(&self) -> [(usize, u32); 5] {
        let level = |i: usize| (WIDTHS[i], i as u32);
        [level(0), level(1), level(2), level(3), (STYLED_CHANNELS, 1)]
    }

    fn flow<F: Flow>(&self, flow: &mut F, [first, near, middle, far, told]: [F::Map; 5]) -> F::Map {
        let block = |flow: &mut F, way: &str, level: usize, x| {
            flow.block(&format!("{STYLES_NAME}.{way}.{level}"), BRANCH[level], x)
        };
        let x = flow.join(vec![near, told]);
        let near = block(flow, "down", 1, x);
        let x = flow.halve(near.clone());
        let x = flow.join(vec![middle, x]);
        let middle = block(flow, "down", 2, x);
        let x = flow.halve(middle.clone());
        let x = flow.join(vec![far, x]);
        let mut x = block(flow, "down", 3, x);
        for (level, skip) in [(2, middle), (1, near), (0, first)] {
            x = flow.double_and_join(x, skip);
            x = block(flow, "up", level, x);
        }
        let name = format!("{STYLES_NAME}.{HEAD}");
        flow.conv(Conv { name: &name, kernel: 1, outputs: SHADE_CHANGES }, x)
    }
}

/// The colouriser's way down with this branch. Its weights are those whose names begin as
/// [`WAY_DOWN`](super::colorizer::WAY_DOWN) and [`STYLES_NAME`] do.
///
/// Inputs: those of [`Colorizer`], then the styles that are told [batch, height / 4, width / 4, 30]. Output: that of
/// [`StyleBranch`].
#[derive(Clone, Copy, Debug)]
pub(crate) struct StyledColorizer;

impl Network<4> for StyledColorizer {
    fn inputs(&self) -> [(usize, u32); 4] {
        let [drawing, prompt, parts] = Colorizer.inputs();
        [drawing, prompt, parts, (STYLED_CHANNELS, 1)]
    }

    fn flow<F: Flow>(&self, flow: &mut F, [drawing, prompt, parts, told]: [F::Map; 4]) -> F::Map {
        let [first, near, middle, far] = down(flow, [drawing, prompt, parts]);
        StyleBranch.flow(flow, [first, near, middle, far, told])
    }
}

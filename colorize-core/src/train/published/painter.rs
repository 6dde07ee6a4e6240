//! The published networks, on Burn's tensors.

use burn::module::Module;
use burn::tensor::{Tensor, activation};

use super::recipe::{Published, Recipe};
use crate::Histogram;
use crate::burn::{Conv, NormSwish, Placement, double_and_join, halve};

/// Channels of each level, from half the drawing's resolution down to 1/16 of it. A residual block normalises half of
/// them at a time, and norms take sixteens.
const WIDTHS: [usize; 4] = [32, 32, 64, 64];
/// The level whose input the hints join: a quarter of the drawing's size, the third level of SGRU, which begins at
/// full resolution.
const HINT_LEVEL: usize = 1;
/// Channels of a hint: sRGB, 1 where it is known.
pub(super) const HINT: usize = 4;
/// Channels of a histogram.
pub(super) const BINS: usize = Histogram::BINS;
/// Channels that go in: ink of 2x2 pixels.
const INPUTS: usize = 4;
/// Channels that come out: sRGB of 2x2 pixels.
const OUTPUTS: usize = 12;

/// What the last layer is beside: the middle of sRGB. It has no curve, for most of a drawing is white, and where a curve is
/// flat nothing is learnt any more.
const MIDDLE: f32 = 0.5;
/// The slope of leaky ReLUs below 0.
const LEAK: f64 = 0.2;

/// One of the published networks, small: each 2x2 pixels are one, as in our own networks, and levels have few channels.
///
/// | system | blocks | skips | told where |
/// |---|---|---|---|
/// | cnn | two convolutions, each with a ReLU | none | |
/// | cnn-histogram | the same | none | added to all pixels of the deepest level, after two layers of its own |
/// | gan | the same with leaky ReLUs (pix2pix, Isola et al. 2017): plain ones die of a mean absolute loss, whose nearest answer is all white | joined | the same |
/// | two-phase | the same | joined | joined at a quarter of the size |
/// | sgru | residual, concatenating, normalised | joined through swish layers | the same |
#[derive(Module, Debug)]
pub(super) struct Painter {
    down: Vec<Block>,
    up: Vec<Block>,
    /// The swish layers of the skips.
    gates: Vec<Conv>,
    /// The layers of the histogram.
    global: Vec<Conv>,
    head: Conv,
    /// Whether hints join, and the skips.
    hints: bool,
    joined: bool,
    own_kernels: bool,
}

impl Painter {
    pub(super) fn new(recipe: &Recipe, on: &Placement) -> Self {
        let system = recipe.system;
        let hints = system.wants_hints();
        let joined = !matches!(system, Published::Cnn | Published::CnnHistogram);
        let mut inputs = INPUTS;
        let mut down = Vec::new();
        for (level, width) in WIDTHS.into_iter().enumerate() {
            inputs += if hints && level == HINT_LEVEL { HINT } else { 0 };
            down.push(Block::new(inputs, width, system, on));
            inputs = width;
        }
        let levels = WIDTHS.len() - 1;
        let up = (0..levels).map(|level| {
            let skip = if joined { WIDTHS[level] } else { 0 };
            Block::new(WIDTHS[level + 1] + skip, WIDTHS[level], system, on)
        });
        let gates = WIDTHS[..if recipe.swish { levels } else { 0 }].iter();
        let deepest = WIDTHS[levels];
        let global: &[[usize; 3]] =
            if system.wants_histogram() { &[[1, BINS, deepest], [1, deepest, deepest]] } else { &[] };
        Self {
            down,
            up: up.collect(),
            gates: gates.map(|&width| Conv::random([1, width, width], on)).collect(),
            global: global.iter().map(|&shape| Conv::random(shape, on)).collect(),
            head: Conv::random([1, WIDTHS[0], OUTPUTS], on),
            hints,
            joined,
            own_kernels: on.own_kernels,
        }
    }

    /// Paints drawings [batch, h, w, 4] with sRGB, [batch, h, w, 12], 0..=1 or a little beyond; `hints` [batch, h / 2, w / 2, 4] and
    /// `histogram` [batch, 1, 1, 512] count where the system takes them.
    pub(super) fn paint(&self, drawing: Tensor<4>, hints: Tensor<4>, histogram: Tensor<4>) -> Tensor<4> {
        let mut x = drawing;
        let mut levels: Vec<Tensor<4>> = Vec::new();
        for (level, block) in self.down.iter().enumerate() {
            if let Some(above) = levels.last() {
                x = halve(above.clone(), self.own_kernels);
            }
            if self.hints && level == HINT_LEVEL {
                x = Tensor::cat(vec![x, hints.clone()], 3);
            }
            x = block.forward(x);
            levels.push(x.clone());
        }
        if let [first, second] = self.global.as_slice() {
            x = x + second.forward(activation::relu(first.forward(histogram)));
        }
        for (level, block) in self.up.iter().enumerate().rev() {
            x = if self.joined {
                let skip = levels[level].clone();
                let skip = self.gates.get(level).map_or_else(|| skip.clone(), |gate| gate.gate(skip.clone()));
                double_and_join(x, skip, self.own_kernels)
            } else {
                doubled(x)
            };
            x = block.forward(x);
        }
        self.head.forward(x) + MIDDLE
    }
}

/// Two convolutions of one level.
#[derive(Module, Debug)]
struct Block {
    first: Conv,
    second: Conv,
    /// Of the residual blocks alone.
    norms: Vec<NormSwish>,
    /// The slope of the ReLUs of the others below 0.
    leak: f64,
}

impl Block {
    fn new(inputs: usize, width: usize, system: Published, on: &Placement) -> Self {
        let residual = system == Published::Sgru;
        let each = if residual { width / 2 } else { width };
        let norm = || NormSwish::new(vec![1.0; each], vec![0.0; each], on);
        Self {
            first: Conv::random([3, inputs, each], on),
            second: Conv::random([3, each, each], on),
            norms: if residual { vec![norm(), norm()] } else { Vec::new() },
            leak: if matches!(system, Published::Gan | Published::TwoPhase) { LEAK } else { 0.0 },
        }
    }

    fn forward(&self, x: Tensor<4>) -> Tensor<4> {
        match self.norms.as_slice() {
            // What the first convolution made stays beside what the second makes of it.
            [first, second] => {
                let x = first.forward(self.first.forward(x));
                let y = second.forward(self.second.forward(x.clone()));
                Tensor::cat(vec![x, y], 3)
            }
            _ => {
                let bent = |x| activation::leaky_relu(x, self.leak);
                bent(self.second.forward(bent(self.first.forward(x))))
            }
        }
    }
}

/// Each pixel four times: [batch, h, w, channels] to [batch, 2 h, 2 w, channels].
fn doubled(x: Tensor<4>) -> Tensor<4> {
    let [batch, height, width, channels] = x.dims();
    let cells = x.reshape([batch * height * width, 1, channels]).repeat_dim(1, 2);
    let rows = cells.reshape([batch * height, 1, 2 * width * channels]).repeat_dim(1, 2);
    rows.reshape([batch, 2 * height, 2 * width, channels])
}

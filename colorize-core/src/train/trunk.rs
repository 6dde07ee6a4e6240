//! A trained colouriser that stays as it is while a branch of it learns.

use burn::module::Module;
use burn::tensor::Tensor;

use super::colors::{Batch, prompted};
use crate::Result;
use crate::burn::{Net, Placement};
use crate::network::colorizer::{BRANCH_NAME, COLORIZER_OUTPUTS, Colorizer, down};
use crate::network::package::{self, ModelKind};
use crate::network::style_branch::STYLES_NAME;
use crate::network::weights::Weights;

/// What stands before what a branch learnt from, in a file's header.
const AND: &str = " | ";

pub(super) struct Trunk {
    net: Net,
    /// The file's weights without those of the branch that learns.
    weights: Weights,
    /// What the file tells: what it learnt from, and for how many steps.
    data: String,
    steps: usize,
}

impl Trunk {
    /// Reads a colouriser, and the branch whose arrays' names begin so, if it has one.
    ///
    /// # Errors
    /// [`crate::Error::Model`] if the file is of another network.
    pub(super) fn new(file: &[u8], branch: &str, learning: &Placement) -> Result<(Self, Option<Weights>)> {
        let mut weights = package::read(file, ModelKind::Colorizer)?;
        let branch = weights.split_off(branch);
        let mut bare = weights.clone();
        for name in [BRANCH_NAME, STYLES_NAME] {
            bare.split_off(name);
        }
        let net = Net::load(&Colorizer, bare, learning)?.valid();
        let mut header = package::header(file)?;
        let steps = header.get("steps").and_then(|steps| steps.parse().ok()).unwrap_or(0);
        let data = header.remove("data").unwrap_or_default();
        Ok((Self { net, weights, data, steps }, branch))
    }

    /// What the colouriser sees on its way down, level by level; of a device that learns nothing.
    pub(super) fn seen(&self, batch: &Batch, parts: Tensor<4>) -> [Tensor<4>; 4] {
        down(&mut self.net.running(), [batch.drawing.clone(), batch.prompt.clone(), parts])
    }

    /// The logits of what it gives to the four pixels of each cell, `channels` of the six of a pixel:
    /// [batch, h, w, 4 channels].
    pub(super) fn logits(
        &self,
        batch: &Batch,
        parts: Tensor<4>,
        channels: std::ops::Range<usize>,
    ) -> Tensor<4> {
        let inputs = [batch.drawing.clone(), batch.prompt.clone(), parts];
        let y = self.net.run(&Colorizer, inputs) + prompted(batch.prompt.clone());
        let [count, height, width, _] = y.dims();
        let y = y.reshape([count * height, width, 4, COLORIZER_OUTPUTS]);
        let wanted = 4 * channels.len();
        y.slice([0..count * height, 0..width, 0..4, channels]).reshape([count, height, width, wanted])
    }

    /// The colouriser with the branch, and what that learnt from: file name and bytes.
    pub(super) fn package(
        &self,
        name: &str,
        branch: Weights,
        steps: usize,
        note: &str,
    ) -> Result<(String, Vec<u8>)> {
        let others = self.data.split(AND).filter(|part| !part.starts_with(name));
        let own = format!("{name}: {steps} steps on {note}");
        let data: Vec<&str> = others.chain([own.as_str()]).collect();
        let weights = self.weights.clone().with(branch);
        let bytes = package::write(ModelKind::Colorizer, &weights, self.steps, &data.join(AND))?;
        Ok(("colors.safetensors".into(), bytes))
    }
}

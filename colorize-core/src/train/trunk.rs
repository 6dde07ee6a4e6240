//! A trained colouriser that stays as it is while a branch of it learns.

use burn::module::Module;
use burn::tensor::Tensor;

use super::colors::{Batch, prompted};
use crate::Result;
use crate::burn::{Net, Placement};
use crate::network::colorizer::{BRANCH_NAME, COLORIZER_OUTPUTS, Colorizer, down};
use crate::network::package::{self, ModelKind};
use crate::network::weights::Weights;

/// What stands in a file between the colouriser's data and the branch's.
const SINCE: &str = "; histograms: ";

pub(super) struct Trunk {
    net: Net,
    /// The file's weights without those of the branch.
    weights: Weights,
    /// What the file tells: what it learnt from, and for how many steps.
    data: String,
    steps: usize,
}

impl Trunk {
    /// Reads a colouriser, and its branch for histograms, if it has one.
    ///
    /// # Errors
    /// [`crate::Error::Model`] if the file is of another network.
    pub(super) fn new(file: &[u8], learning: &Placement) -> Result<(Self, Option<Weights>)> {
        let mut weights = package::read(file, ModelKind::Colorizer)?;
        let branch = weights.split_off(BRANCH_NAME);
        let net = Net::load(&Colorizer, weights.clone(), learning)?.valid();
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

    /// The colouriser's file with the branch, which learnt for `steps` steps from what `note` tells.
    pub(super) fn package(&self, branch: Weights, steps: usize, note: &str) -> Result<Vec<u8>> {
        let data = self.data.split(SINCE).next().unwrap_or_default();
        let note = format!("{data}{SINCE}{steps} steps on {note}");
        package::write(ModelKind::Colorizer, &self.weights.clone().with(branch), self.steps, &note)
    }
}

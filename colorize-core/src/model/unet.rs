//! The part labeller: a U-Net (Ronneberger et al. 2015) with two heads.

use burn::module::Module;
use burn::tensor::Tensor;

use super::layer::{Conv, ConvBlock, Flow, Resample};
use crate::device::Placement;

/// Channels of each level, from half the working resolution down to 1/64 of it.
const WIDTHS: [usize; 6] = [32, 48, 96, 128, 128, 128];
/// Convolutions of each level, on the way down and again on the way up.
const CONVS: [usize; 6] = [1, 2, 2, 2, 2, 2];

/// Channels of an embedding.
pub(crate) const EMBEDDING: usize = 24;
/// Both sides of the input are multiples of this at the working resolution.
pub(crate) const LABELLER_STEP: usize = 64;

/// The part labeller.
///
/// Input: ink, 0 paper to 1 line, each 2x2 pixels as four channels: [batch, height / 2, width / 2, 4].
/// Output at the same size: label scores [.., labels], 21 in the bundled one, and an embedding [.., 24]; regions
/// whose mean embeddings are near want the same colour.
///
/// | level | resolution | channels | convolutions down + up |
/// |---|---|---|---|
/// | 0 | 1/2 | 32 | 1 + 1 |
/// | 1 | 1/4 | 48 | 2 + 2 |
/// | 2 | 1/8 | 96 | 2 + 2 |
/// | 3 | 1/16 | 128 | 2 + 2 |
/// | 4 | 1/32 | 128 | 2 + 2 |
/// | 5 | 1/64 | 128 | 2 |
///
/// All convolutions are 3x3 and followed by a layer normalisation over channels and swish; the heads
/// are one 1x1 convolution. Levels are left by 2x2 max pooling and re-entered by nearest doubling.
#[derive(Module, Debug)]
pub(crate) struct Labeller {
    down: Vec<Vec<ConvBlock>>,
    up: Vec<Vec<ConvBlock>>,
    head: Conv,
    labels: usize,
    resample: Resample,
}

impl Labeller {
    /// A labeller that tells so many labels apart.
    pub(crate) fn new(labels: usize, on: &Placement) -> Self {
        let blocks = |level: usize, inputs: usize| {
            let width = WIDTHS[level];
            (0..CONVS[level])
                .map(|i| ConvBlock::new(if i == 0 { inputs } else { width }, width, on))
                .collect()
        };
        let deepest = WIDTHS.len() - 1;
        Self {
            down: (0..=deepest).map(|l| blocks(l, if l == 0 { 4 } else { WIDTHS[l - 1] })).collect(),
            up: (0..deepest).map(|l| blocks(l, WIDTHS[l + 1] + WIDTHS[l])).collect(),
            head: Conv::new(1, WIDTHS[0], labels + EMBEDDING, on),
            labels,
            resample: Resample::new(on),
        }
    }

    /// Label scores [batch, h, w, labels] and embeddings [batch, h, w, 24], not yet of length 1.
    pub(crate) fn forward(&self, ink: Tensor<4>) -> (Tensor<4>, Tensor<4>) {
        let y = self.flow(ink);
        let [batch, height, width, _] = y.dims();
        let part = |channels| y.clone().slice([0..batch, 0..height, 0..width, channels]);
        (part(0..self.labels), part(self.labels..self.labels + EMBEDDING))
    }

    /// [batch, h, w, 4] to the label scores, then the embedding: [batch, h, w, labels + 24]
    pub(crate) fn flow<X: Flow>(&self, ink: X) -> X {
        let mut skips = self.features(ink, WIDTHS.len());
        let mut x = skips.pop().expect("there is a deepest level");
        for (blocks, skip) in self.up.iter().zip(skips).rev() {
            x = blocks.iter().fold(self.resample.double_and_join(x, skip), |x, block| block.forward(x));
        }
        self.head.forward(x)
    }

    /// The same network for other labels: each begins with what is known of the one it is `nearest` to, by its number,
    /// or at random.
    #[cfg(feature = "train")]
    pub(crate) fn relabelled(self, nearest: &[Option<usize>], on: &Placement) -> Self {
        let embedding = (self.labels..self.labels + EMBEDDING).map(Some);
        let columns: Vec<Option<usize>> = nearest.iter().copied().chain(embedding).collect();
        let head = Conv::new(1, WIDTHS[0], columns.len(), on).with_outputs_of(&self.head, &columns);
        Self { head, labels: nearest.len(), ..self }
    }

    /// What the three finest levels saw, for the perceptual loss.
    #[cfg(feature = "train")]
    pub(crate) fn shallow(&self, ink: Tensor<4>) -> Vec<Tensor<4>> {
        self.features(ink, 3)
    }

    /// The way down: what the first `count` levels saw, the finest first.
    fn features<X: Flow>(&self, ink: X, count: usize) -> Vec<X> {
        let mut x = ink;
        let mut levels: Vec<X> = Vec::with_capacity(count);
        for blocks in &self.down[..count] {
            if let Some(above) = levels.last() {
                x = self.resample.halve(above.clone());
            }
            x = blocks.iter().fold(x, |x, block| block.forward(x));
            levels.push(x.clone());
        }
        levels
    }
}

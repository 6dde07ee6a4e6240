//! How far two pictures are apart for the eye of a network.

use burn::tensor::Tensor;

use crate::burn::Net;
use crate::burn::vgg::Vgg;
use crate::network::labeller;

/// Levels of the labeller whose features are compared, the finest first.
const LEVELS: usize = 3;

/// The mean difference between what VGG-19 sees in two pictures without lines, [batch, h, w, 12], or, where there is
/// none, a labeller; `ink` [batch, h, w, 4] is drawn over both. The second one is the truth.
pub(super) fn distance(
    labeller: &Net,
    vgg: Option<&Vgg>,
    pictures: [Tensor<4>; 2],
    ink: &Tensor<4>,
) -> Tensor<1> {
    let [made, wanted] = pictures.map(|picture| drawn(picture, ink));
    let pairs: Vec<(Tensor<4>, Tensor<4>)> = if let Some(vgg) = vgg {
        let see = |picture: Tensor<4>| vgg.features(shuffled(picture));
        see(made).into_iter().zip(see(wanted)).collect()
    } else {
        let see = |picture: Tensor<4>| {
            labeller::features(&mut labeller.running(), luma(picture) * -1.0 + 1.0, LEVELS)
        };
        see(made).into_iter().zip(see(wanted)).collect()
    };
    let count = pairs.len() as f32;
    let losses = pairs.into_iter().map(|(a, b)| (a - b.detach()).abs().mean());
    losses.reduce(|a, b| a + b).expect("features have levels") / count
}

/// A picture [batch, h, w, 12] with its lines, `ink` [batch, h, w, 4].
fn drawn(picture: Tensor<4>, ink: &Tensor<4>) -> Tensor<4> {
    picture * (repeated(ink) * -1.0 + 1.0)
}

/// Each of 4 channels three times: [batch, h, w, 4] to [batch, h, w, 12].
fn repeated(ink: &Tensor<4>) -> Tensor<4> {
    let [batch, height, width, _] = ink.dims();
    let ink = ink.clone().reshape([batch * height, width, 4, 1]).repeat_dim(3, 3);
    ink.reshape([batch, height, width, 12])
}

/// Rec. 709 luma of each of 2x2 pixels: [batch, h, w, 12] to [batch, h, w, 4].
fn luma(picture: Tensor<4>) -> Tensor<4> {
    let [batch, height, width, _] = picture.dims();
    let weights = Tensor::<1>::from_floats([0.2126, 0.7152, 0.0722], &picture.device());
    let picture = picture.reshape([batch * height, width, 4, 3]) * weights.reshape([1, 1, 1, 3]);
    picture.sum_dim(3).reshape([batch, height, width, 4])
}

/// 2x2 pixels side by side again: [batch, h, w, 12] to [batch, 2 h, 2 w, 3].
fn shuffled(picture: Tensor<4>) -> Tensor<4> {
    let [batch, height, width, _] = picture.dims();
    let picture = picture.reshape([batch, height, width, 2, 2, 3]).permute([0, 1, 3, 2, 4, 5]);
    picture.reshape([batch, 2 * height, 2 * width, 3])
}

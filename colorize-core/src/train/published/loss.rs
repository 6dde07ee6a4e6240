use burn::tensor::{Tensor, activation};

/// Where the Huber loss turns from square to straight, in sRGB 0..=1.
const HUBER: f32 = 0.1;

/// The weighted mean of absolute differences.
pub(super) fn absolute(difference: Tensor<4>, weights: Tensor<4>) -> Tensor<1> {
    (difference.abs() * weights).sum()
}

/// The weighted mean of squares.
pub(super) fn square(difference: Tensor<4>, weights: Tensor<4>) -> Tensor<1> {
    (difference.powi_scalar(2) * weights).sum()
}

/// The weighted mean of Huber's loss, as steep as the absolute one where it is straight.
pub(super) fn huber(difference: Tensor<4>, weights: Tensor<4>) -> Tensor<1> {
    let size = difference.abs();
    let near = size.clone().clamp_max(HUBER);
    ((size - near.clone() * 0.5) * near * weights).sum() / HUBER
}

/// The mean sigmoid cross-entropy of verdicts with "real", or with "made".
pub(super) fn cross_entropy(verdict: Tensor<4>, real: bool) -> Tensor<1> {
    activation::softplus(if real { verdict * -1.0 } else { verdict }, 1.0).mean()
}

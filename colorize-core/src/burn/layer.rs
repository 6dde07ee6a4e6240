//! The layers that have weights, as modules of Burn; maps are channels last: [batch, height, width, channels].

use burn::module::{Module, Param};
use burn::tensor::module::conv2d;
use burn::tensor::ops::ConvOptions;
use burn::tensor::{Tensor, TensorData, activation};

#[cfg(feature = "train")]
use super::kernels;
use super::placement::Placement;
use crate::kernel::norm::EPSILON;

/// A convolution with stride 1 and a zero border that keeps the size, kernel 1x1 or 3x3.
#[derive(Module, Debug)]
pub(crate) struct Conv {
    /// [kernel, kernel, inputs, outputs]
    weight: Param<Tensor<4>>,
    /// [outputs]
    bias: Param<Tensor<1>>,
    own_kernels: bool,
}

impl Conv {
    /// Given weights [kernel, kernel, inputs, outputs] and bias [outputs].
    pub(crate) fn new(shape: [usize; 4], weight: Vec<f32>, bias: Vec<f32>, on: &Placement) -> Self {
        let outputs = shape[3];
        Self::of(
            Tensor::from_data(TensorData::new(weight, shape), &on.device),
            Tensor::from_data(TensorData::new(bias, [outputs]), &on.device),
            on,
        )
    }

    fn of(weight: Tensor<4>, bias: Tensor<1>, on: &Placement) -> Self {
        let (weight, bias) = (Param::from_tensor(weight), Param::from_tensor(bias));
        Self { weight, bias, own_kernels: on.own_kernels }
    }

    /// [batch, height, width, inputs] to [batch, height, width, outputs]
    pub(crate) fn forward(&self, x: Tensor<4>) -> Tensor<4> {
        let (weight, bias) = (self.weight.val(), self.bias.val());
        #[cfg(feature = "train")]
        if self.own_kernels {
            return kernels::conv(x, weight, bias);
        }
        let border = weight.dims()[0] / 2;
        let options = ConvOptions::new([1, 1], [border, border], [1, 1], 1);
        let y = conv2d(x.permute([0, 3, 1, 2]), weight.permute([3, 2, 0, 1]), Some(bias), options);
        y.permute([0, 2, 3, 1])
    }

    /// `sigmoid(forward(x)) * x`
    pub(crate) fn gate(&self, x: Tensor<4>) -> Tensor<4> {
        let z = self.forward(x.clone());
        #[cfg(feature = "train")]
        if self.own_kernels {
            return kernels::gate(z, x);
        }
        activation::sigmoid(z) * x
    }
}

/// Layer normalisation over the channels of each pixel, then swish.
#[derive(Module, Debug)]
pub(crate) struct NormSwish {
    /// [channels]
    gamma: Param<Tensor<1>>,
    /// [channels]
    beta: Param<Tensor<1>>,
    own_kernels: bool,
}

impl NormSwish {
    pub(crate) fn new(gamma: Vec<f32>, beta: Vec<f32>, on: &Placement) -> Self {
        let channels = gamma.len();
        let param = |values: Vec<f32>| {
            Param::from_tensor(Tensor::from_data(TensorData::new(values, [channels]), &on.device))
        };
        Self { gamma: param(gamma), beta: param(beta), own_kernels: on.own_kernels }
    }

    /// [batch, height, width, channels], the shape is kept
    pub(crate) fn forward(&self, x: Tensor<4>) -> Tensor<4> {
        let (gamma, beta) = (self.gamma.val(), self.beta.val());
        #[cfg(feature = "train")]
        if self.own_kernels {
            return kernels::norm_swish(x, gamma, beta);
        }
        let centred = x.clone() - x.mean_dim(3);
        let variance = centred.clone().powi_scalar(2).mean_dim(3);
        let normal = centred / (variance + EPSILON).sqrt();
        let z = normal * gamma.reshape([1, 1, 1, -1]) + beta.reshape([1, 1, 1, -1]);
        activation::silu(z)
    }
}

#[cfg(feature = "train")]
impl Conv {
    /// Weights drawn after He et al. 2015, bias 0.
    pub(crate) fn random([kernel, inputs, outputs]: [usize; 3], on: &Placement) -> Self {
        let bound = (6.0 / (kernel * kernel * inputs) as f32).sqrt();
        let weight = on.uniform([kernel, kernel, inputs, outputs], bound);
        Self::of(weight, Tensor::zeros([outputs], &on.device), on)
    }

    /// [kernel, kernel, inputs, outputs], the weights, and the bias.
    pub(crate) fn values(&self) -> ([usize; 4], Vec<f32>, Vec<f32>) {
        (self.weight.dims(), values(self.weight.val()), values(self.bias.val()))
    }

    #[cfg(test)]
    pub(crate) fn parameter_ids(&self) -> (burn::module::ParamId, burn::module::ParamId) {
        (self.weight.id, self.bias.id)
    }
}

#[cfg(feature = "train")]
impl NormSwish {
    /// Gamma and beta.
    pub(crate) fn values(&self) -> [Vec<f32>; 2] {
        [values(self.gamma.val()), values(self.beta.val())]
    }
}

#[cfg(feature = "train")]
fn values<const D: usize>(tensor: Tensor<D>) -> Vec<f32> {
    tensor.into_data().try_to_vec().expect("weights are f32")
}

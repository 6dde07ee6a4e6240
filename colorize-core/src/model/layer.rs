//! The layers that all networks are made of, and what flows through them, channels last: [batch, height, width,
//! channels].

use burn::module::{Module, Param};
#[cfg(feature = "train")]
use burn::tensor::TensorData;
use burn::tensor::module::{conv2d, interpolate, max_pool2d};
use burn::tensor::ops::{ConvOptions, InterpolateMode, InterpolateOptions, MaxPoolOptions};
use burn::tensor::{Tensor, activation};

use crate::device::Placement;
use crate::engine::{extension, norm};

/// What flows through a network. Networks are written in these words alone, so that one definition trains them on
/// Burn's tensors and lays them out for the engine ([`crate::engine::Program`]).
pub(crate) trait Flow: Clone {
    /// See [`Conv::forward`].
    fn conv(self, conv: &Conv) -> Self;
    /// See [`NormSwish::forward`].
    fn norm_swish(self, norm: &NormSwish) -> Self;
    /// See [`Gate::forward`].
    fn gate(self, gate: &Gate) -> Self;
    /// See [`Resample::halve`].
    fn halve(self, by: &Resample) -> Self;
    /// See [`Resample::double_and_join`].
    fn double_and_join(self, skip: Self, by: &Resample) -> Self;
    /// The channels of all, one after the other; all are of one size.
    fn join(all: Vec<Self>) -> Self;
}

impl Flow for Tensor<4> {
    fn conv(self, conv: &Conv) -> Self {
        let (weight, bias) = (conv.weight.val(), conv.bias.val());
        if conv.own_kernels {
            return extension::conv(self, weight, bias);
        }
        let border = weight.dims()[0] / 2;
        let options = ConvOptions::new([1, 1], [border, border], [1, 1], 1);
        let y = conv2d(self.permute([0, 3, 1, 2]), weight.permute([3, 2, 0, 1]), Some(bias), options);
        y.permute([0, 2, 3, 1])
    }

    fn norm_swish(self, norm: &NormSwish) -> Self {
        let (gamma, beta) = (norm.gamma.val(), norm.beta.val());
        if norm.own_kernels {
            return extension::norm_swish(self, gamma, beta);
        }
        let centred = self.clone() - self.mean_dim(3);
        let variance = centred.clone().powi_scalar(2).mean_dim(3);
        let normal = centred / (variance + norm::EPSILON).sqrt();
        let z = normal * gamma.reshape([1, 1, 1, -1]) + beta.reshape([1, 1, 1, -1]);
        activation::silu(z)
    }

    fn gate(self, gate: &Gate) -> Self {
        let z = self.clone().conv(&gate.conv);
        if gate.conv.own_kernels {
            return extension::gate(z, self);
        }
        activation::sigmoid(z) * self
    }

    fn halve(self, by: &Resample) -> Self {
        if by.own_kernels {
            return extension::max_pool(self);
        }
        max_pool2d(self.permute([0, 3, 1, 2]), MaxPoolOptions::new([2, 2])).permute([0, 2, 3, 1])
    }

    fn double_and_join(self, skip: Self, by: &Resample) -> Self {
        if by.own_kernels {
            return extension::double_and_join(self, skip);
        }
        let [_, height, width, _] = skip.dims();
        let nearest = InterpolateOptions::new(InterpolateMode::Nearest).with_output_size([height, width]);
        let low = interpolate(self.permute([0, 3, 1, 2]), nearest).permute([0, 2, 3, 1]);
        Tensor::cat(vec![low, skip], 3)
    }

    fn join(all: Vec<Self>) -> Self {
        Tensor::cat(all, 3)
    }
}

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
    /// Weights drawn after He et al. 2015, bias 0.
    pub(crate) fn new(kernel: usize, inputs: usize, outputs: usize, on: &Placement) -> Self {
        let bound = (6.0 / (kernel * kernel * inputs) as f32).sqrt();
        let weight = on.uniform([kernel, kernel, inputs, outputs], bound);
        let bias = Tensor::zeros([outputs], &on.device);
        Self {
            weight: Param::from_tensor(weight),
            bias: Param::from_tensor(bias),
            own_kernels: on.own_kernels,
        }
    }

    /// Weights and bias 0: what a branch begins with that is added to something good.
    pub(crate) fn silent(kernel: usize, inputs: usize, outputs: usize, on: &Placement) -> Self {
        let weight = Tensor::zeros([kernel, kernel, inputs, outputs], &on.device);
        Self { weight: Param::from_tensor(weight), ..Self::new(kernel, inputs, outputs, on) }
    }

    /// Given weights, `weight` in the order [outputs, inputs, kernel, kernel].
    #[cfg(feature = "train")]
    pub(crate) fn from_values(shape: [usize; 4], weight: Vec<f32>, bias: Vec<f32>, on: &Placement) -> Self {
        let weight = Tensor::<4>::from_data(TensorData::new(weight, shape), &on.device).permute([2, 3, 1, 0]);
        let bias = Tensor::<1>::from_data(TensorData::new(bias, [shape[0]]), &on.device);
        Self {
            weight: Param::from_tensor(weight),
            bias: Param::from_tensor(bias),
            own_kernels: on.own_kernels,
        }
    }

    /// Takes outputs from another convolution of the same kernel and inputs: for each own one its number there, or
    /// `None` to stay as it is.
    #[cfg(feature = "train")]
    pub(crate) fn with_outputs_of(self, other: &Self, outputs: &[Option<usize>]) -> Self {
        let pick = |own: usize, from: Option<usize>| {
            let (conv, at) = from.map_or((&self, own), |from| (other, from));
            let [k, _, inputs, _] = conv.weight.dims();
            let weight = conv.weight.val().slice([0..k, 0..k, 0..inputs, at..at + 1]);
            (weight, conv.bias.val().narrow(0, at, 1))
        };
        let (weight, bias) = outputs.iter().enumerate().map(|(own, from)| pick(own, *from)).unzip();
        Self {
            weight: Param::from_tensor(Tensor::cat(weight, 3).detach()),
            bias: Param::from_tensor(Tensor::cat(bias, 0).detach()),
            own_kernels: self.own_kernels,
        }
    }

    #[cfg(all(test, feature = "train"))]
    pub(crate) fn parameter_ids(&self) -> (burn::module::ParamId, burn::module::ParamId) {
        (self.weight.id, self.bias.id)
    }

    /// [kernel, inputs, outputs], the weights [kernel, kernel, inputs, outputs], and the bias.
    pub(crate) fn values(&self) -> ([usize; 3], Vec<f32>, Vec<f32>) {
        let [kernel, _, inputs, outputs] = self.weight.dims();
        ([kernel, inputs, outputs], values(self.weight.val()), values(self.bias.val()))
    }

    /// [batch, height, width, inputs] to [batch, height, width, outputs]
    pub(crate) fn forward<X: Flow>(&self, x: X) -> X {
        x.conv(self)
    }
}

fn values<const D: usize>(tensor: Tensor<D>) -> Vec<f32> {
    tensor.into_data().try_to_vec().expect("weights are f32")
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
    pub(crate) fn new(channels: usize, on: &Placement) -> Self {
        Self {
            gamma: Param::from_tensor(Tensor::ones([channels], &on.device)),
            beta: Param::from_tensor(Tensor::zeros([channels], &on.device)),
            own_kernels: on.own_kernels,
        }
    }

    /// Gamma and beta.
    pub(crate) fn values(&self) -> [Vec<f32>; 2] {
        [values(self.gamma.val()), values(self.beta.val())]
    }

    /// [batch, height, width, channels], the shape is kept
    pub(crate) fn forward<X: Flow>(&self, x: X) -> X {
        x.norm_swish(self)
    }
}

/// A 3x3 convolution, normalised and activated.
#[derive(Module, Debug)]
pub(crate) struct ConvBlock {
    conv: Conv,
    norm: NormSwish,
}

impl ConvBlock {
    pub(crate) fn new(inputs: usize, outputs: usize, on: &Placement) -> Self {
        Self { conv: Conv::new(3, inputs, outputs, on), norm: NormSwish::new(outputs, on) }
    }

    /// [batch, height, width, inputs] to [batch, height, width, outputs]
    pub(crate) fn forward<X: Flow>(&self, x: X) -> X {
        self.norm.forward(self.conv.forward(x))
    }
}

/// The largest of each 2x2 pixels, and the way back up.
#[derive(Module, Debug)]
pub(crate) struct Resample {
    own_kernels: bool,
}

impl Resample {
    pub(crate) fn new(on: &Placement) -> Self {
        Self { own_kernels: on.own_kernels }
    }

    /// [batch, 2 h, 2 w, channels] to [batch, h, w, channels]
    pub(crate) fn halve<X: Flow>(&self, x: X) -> X {
        x.halve(self)
    }

    /// Doubles `low` [batch, h, w, a] and puts it before `skip` [batch, 2 h, 2 w, b]: [batch, 2 h, 2 w, a + b]
    pub(crate) fn double_and_join<X: Flow>(&self, low: X, skip: X) -> X {
        low.double_and_join(skip, self)
    }
}

/// The swish layer of a skip: lets through what a 1x1 convolution of it finds of use, `x * sigmoid(conv(x))`.
#[derive(Module, Debug)]
pub(crate) struct Gate {
    pub(crate) conv: Conv,
}

impl Gate {
    pub(crate) fn new(channels: usize, on: &Placement) -> Self {
        Self { conv: Conv::new(1, channels, channels, on) }
    }

    /// [batch, height, width, channels], the shape is kept
    pub(crate) fn forward<X: Flow>(&self, x: X) -> X {
        x.gate(self)
    }
}

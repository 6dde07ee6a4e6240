//! The kernels as operations of Burn on the flex backend, with hand-written gradients.
//!
//! All tensors are channels last, [batch, height, width, channels], contiguous f32.

use burn::backend::tensor::FloatTensor;
use burn::backend::{Dispatch, Flex, TensorMetadata, backend_extension};
use burn::tensor::{Bytes, DType, Shape, Tensor};
use burn_flex::{FlexTensor, Layout};

use crate::kernel::resample;
use crate::kernel::shape::Shape as ConvShape;
use crate::kernel::{conv::learning as conv, norm::learning as norm, swish::learning as swish};

mod gradient;

/// Operations that the flex backend takes from [`crate::kernel`].
#[backend_extension(Flex, Autodiff)]
pub(crate) trait Kernels: burn::backend::Backend {
    fn conv(x: FloatTensor<Self>, weight: FloatTensor<Self>, bias: FloatTensor<Self>) -> FloatTensor<Self>;
    fn conv_input_gradient(weight: FloatTensor<Self>, dy: FloatTensor<Self>) -> FloatTensor<Self>;
    fn conv_weight_gradient(
        x: FloatTensor<Self>,
        dy: FloatTensor<Self>,
        kernel: usize,
    ) -> (FloatTensor<Self>, FloatTensor<Self>);
    fn norm_swish(
        x: FloatTensor<Self>,
        gamma: FloatTensor<Self>,
        beta: FloatTensor<Self>,
    ) -> FloatTensor<Self>;
    fn norm_swish_gradient(
        x: FloatTensor<Self>,
        gamma: FloatTensor<Self>,
        beta: FloatTensor<Self>,
        dy: FloatTensor<Self>,
    ) -> (FloatTensor<Self>, FloatTensor<Self>, FloatTensor<Self>);
    fn gate(z: FloatTensor<Self>, x: FloatTensor<Self>) -> FloatTensor<Self>;
    fn gate_gradient(
        z: FloatTensor<Self>,
        x: FloatTensor<Self>,
        dy: FloatTensor<Self>,
    ) -> (FloatTensor<Self>, FloatTensor<Self>);
    fn max_pool(x: FloatTensor<Self>) -> FloatTensor<Self>;
    fn max_pool_gradient(x: FloatTensor<Self>, dy: FloatTensor<Self>) -> FloatTensor<Self>;
    fn double_and_join(low: FloatTensor<Self>, skip: FloatTensor<Self>) -> FloatTensor<Self>;
    fn double_and_join_gradient(dy: FloatTensor<Self>, low: usize) -> (FloatTensor<Self>, FloatTensor<Self>);
}

/// [`conv::forward`] on tensors; `weight` [kernel, kernel, inputs, outputs].
pub(crate) fn conv(x: Tensor<4>, weight: Tensor<4>, bias: Tensor<1>) -> Tensor<4> {
    let y = <Dispatch as Kernels>::conv(x.into_dispatch(), weight.into_dispatch(), bias.into_dispatch());
    Tensor::from_dispatch(y)
}

/// [`norm::forward`] on tensors.
pub(crate) fn norm_swish(x: Tensor<4>, gamma: Tensor<1>, beta: Tensor<1>) -> Tensor<4> {
    let y = <Dispatch as Kernels>::norm_swish(x.into_dispatch(), gamma.into_dispatch(), beta.into_dispatch());
    Tensor::from_dispatch(y)
}

/// [`swish::gate_all`] on tensors.
pub(crate) fn gate(z: Tensor<4>, x: Tensor<4>) -> Tensor<4> {
    Tensor::from_dispatch(<Dispatch as Kernels>::gate(z.into_dispatch(), x.into_dispatch()))
}

/// [`resample::max_pool`] on tensors.
pub(crate) fn max_pool(x: Tensor<4>) -> Tensor<4> {
    Tensor::from_dispatch(<Dispatch as Kernels>::max_pool(x.into_dispatch()))
}

/// [`resample::double_and_join`] on tensors.
pub(crate) fn double_and_join(low: Tensor<4>, skip: Tensor<4>) -> Tensor<4> {
    let y = <Dispatch as Kernels>::double_and_join(low.into_dispatch(), skip.into_dispatch());
    Tensor::from_dispatch(y)
}

fn sides(x: &FlexTensor) -> [usize; 4] {
    let shape = x.shape();
    [shape[0], shape[1], shape[2], shape[3]]
}

fn tensor(values: Vec<f32>, shape: &[usize]) -> FlexTensor {
    FlexTensor::new(Bytes::from_elems(values), Layout::contiguous(Shape::from(shape.to_vec())), DType::F32)
}

fn values(x: &FlexTensor) -> &[f32] {
    x.as_slice().expect("made contiguous")
}

fn conv_shape(x: [usize; 4], outputs: usize, kernel: usize) -> ConvShape {
    ConvShape { batch: x[0], height: x[1], width: x[2], inputs: x[3], outputs, kernel }
}

impl Kernels for Flex {
    fn conv(x: FlexTensor, weight: FlexTensor, bias: FlexTensor) -> FlexTensor {
        let (x, weight, bias) = (x.to_contiguous(), weight.to_contiguous(), bias.to_contiguous());
        let ([batch, height, width, _], [kernel, _, _, outputs]) = (sides(&x), sides(&weight));
        let shape = conv_shape(sides(&x), outputs, kernel);
        let y = conv::forward(shape, values(&x), values(&weight), values(&bias));
        tensor(y, &[batch, height, width, outputs])
    }

    fn conv_input_gradient(weight: FlexTensor, dy: FlexTensor) -> FlexTensor {
        let (weight, dy) = (weight.to_contiguous(), dy.to_contiguous());
        let ([batch, height, width, _], [kernel, _, inputs, outputs]) = (sides(&dy), sides(&weight));
        let shape = conv_shape([batch, height, width, inputs], outputs, kernel);
        tensor(conv::input_gradient(shape, values(&weight), values(&dy)), &[batch, height, width, inputs])
    }

    fn conv_weight_gradient(x: FlexTensor, dy: FlexTensor, kernel: usize) -> (FlexTensor, FlexTensor) {
        let (x, dy) = (x.to_contiguous(), dy.to_contiguous());
        let shape = conv_shape(sides(&x), sides(&dy)[3], kernel);
        let (weight, bias) = conv::weight_gradient(shape, values(&x), values(&dy));
        (tensor(weight, &[kernel, kernel, shape.inputs, shape.outputs]), tensor(bias, &[shape.outputs]))
    }

    fn norm_swish(x: FlexTensor, gamma: FlexTensor, beta: FlexTensor) -> FlexTensor {
        let (x, gamma, beta) = (x.to_contiguous(), gamma.to_contiguous(), beta.to_contiguous());
        tensor(norm::forward(values(&x), values(&gamma), values(&beta)), &sides(&x))
    }

    fn norm_swish_gradient(
        x: FlexTensor,
        gamma: FlexTensor,
        beta: FlexTensor,
        dy: FlexTensor,
    ) -> (FlexTensor, FlexTensor, FlexTensor) {
        let (x, gamma, beta) = (x.to_contiguous(), gamma.to_contiguous(), beta.to_contiguous());
        let dy = dy.to_contiguous();
        let (dx, dgamma, dbeta) = norm::backward(values(&x), values(&gamma), values(&beta), values(&dy));
        let channels = dgamma.len();
        (tensor(dx, &sides(&x)), tensor(dgamma, &[channels]), tensor(dbeta, &[channels]))
    }

    fn gate(z: FlexTensor, x: FlexTensor) -> FlexTensor {
        let (z, x) = (z.to_contiguous(), x.to_contiguous());
        tensor(swish::gate_all(values(&z), values(&x)), &sides(&x))
    }

    fn gate_gradient(z: FlexTensor, x: FlexTensor, dy: FlexTensor) -> (FlexTensor, FlexTensor) {
        let (z, x, dy) = (z.to_contiguous(), x.to_contiguous(), dy.to_contiguous());
        let (dz, dx) = swish::gate_gradient(values(&z), values(&x), values(&dy));
        (tensor(dz, &sides(&x)), tensor(dx, &sides(&x)))
    }

    fn max_pool(x: FlexTensor) -> FlexTensor {
        let x = x.to_contiguous();
        let [batch, height, width, channels] = sides(&x);
        tensor(resample::max_pool(values(&x), sides(&x)), &[batch, height / 2, width / 2, channels])
    }

    fn max_pool_gradient(x: FlexTensor, dy: FlexTensor) -> FlexTensor {
        let (x, dy) = (x.to_contiguous(), dy.to_contiguous());
        tensor(resample::max_pool_gradient(values(&x), sides(&x), values(&dy)), &sides(&x))
    }

    fn double_and_join(low: FlexTensor, skip: FlexTensor) -> FlexTensor {
        let (low, skip) = (low.to_contiguous(), skip.to_contiguous());
        let ([batch, height, width, b], a) = (sides(&skip), sides(&low)[3]);
        let y = resample::double_and_join(values(&low), a, values(&skip), b, width);
        tensor(y, &[batch, height, width, a + b])
    }

    fn double_and_join_gradient(dy: FlexTensor, a: usize) -> (FlexTensor, FlexTensor) {
        let dy = dy.to_contiguous();
        let [batch, height, width, both] = sides(&dy);
        let (low, skip) = resample::double_and_join_gradient(values(&dy), a, both - a, width);
        (tensor(low, &[batch, height / 2, width / 2, a]), tensor(skip, &[batch, height, width, both - a]))
    }
}

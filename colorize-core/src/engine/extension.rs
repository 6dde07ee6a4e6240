//! The kernels as operations of Burn on the flex backend, with hand-written gradients.
//!
//! All tensors are channels last, [batch, height, width, channels], contiguous f32.

use burn::backend::tensor::FloatTensor;
use burn::backend::{Dispatch, Flex, TensorMetadata, backend_extension};
use burn::tensor::{Bytes, DType, Shape, Tensor};
use burn_flex::{FlexTensor, Layout};

use super::{conv, norm, resample};

/// Operations that the flex backend takes from [`crate::engine`].
#[cfg_attr(feature = "train", backend_extension(Flex, Autodiff))]
#[cfg_attr(not(feature = "train"), backend_extension(Flex))]
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

fn conv_shape(x: [usize; 4], outputs: usize, kernel: usize) -> conv::Shape {
    conv::Shape { batch: x[0], height: x[1], width: x[2], inputs: x[3], outputs, kernel }
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

#[cfg(feature = "train")]
mod gradient {
    use burn::backend::autodiff::checkpoint::{base::Checkpointer, strategy::CheckpointStrategy};
    use burn::backend::autodiff::grads::Gradients;
    use burn::backend::autodiff::ops::{Backward, Ops, OpsKind};
    use burn::backend::autodiff::{Autodiff, NodeId};

    use super::*;

    const FIRST_ORDER: &str = "gradients of gradients are not needed";

    impl<B: Kernels, C: CheckpointStrategy> Kernels for Autodiff<B, C> {
        fn conv(
            x: FloatTensor<Self>,
            weight: FloatTensor<Self>,
            bias: FloatTensor<Self>,
        ) -> FloatTensor<Self> {
            #[derive(Debug)]
            struct Conv;
            impl<B: Kernels> Backward<B, 3> for Conv {
                type State = (NodeId, NodeId, usize);

                fn backward(self, ops: Ops<Self::State, 3>, grads: &mut Gradients, saved: &mut Checkpointer) {
                    let [x_node, weight_node, bias_node] = ops.parents;
                    let dy = grads.consume::<B>(&ops.node);
                    let x: FloatTensor<B> = saved.retrieve_node_output(ops.state.0);
                    let weight: FloatTensor<B> = saved.retrieve_node_output(ops.state.1);
                    if let Some(node) = x_node {
                        grads.register::<B>(node.id, B::conv_input_gradient(weight, dy.clone()));
                    }
                    if weight_node.is_some() || bias_node.is_some() {
                        let (dweight, dbias) = B::conv_weight_gradient(x, dy, ops.state.2);
                        if let Some(node) = weight_node {
                            grads.register::<B>(node.id, dweight);
                        }
                        if let Some(node) = bias_node {
                            grads.register::<B>(node.id, dbias);
                        }
                    }
                }
            }
            let kernel = weight.shape()[0];
            match Conv.prepare::<C>([x.node(), weight.node(), bias.node()]).compute_bound().stateful() {
                OpsKind::Tracked(mut prepared) => {
                    let state = (prepared.checkpoint(&x), prepared.checkpoint(&weight), kernel);
                    let y = B::conv(x.into_primitive(), weight.into_primitive(), bias.into_primitive());
                    prepared.finish(state, y)
                }
                OpsKind::UnTracked(prepared) => prepared.finish(B::conv(
                    x.into_primitive(),
                    weight.into_primitive(),
                    bias.into_primitive(),
                )),
            }
        }

        fn norm_swish(
            x: FloatTensor<Self>,
            gamma: FloatTensor<Self>,
            beta: FloatTensor<Self>,
        ) -> FloatTensor<Self> {
            #[derive(Debug)]
            struct NormSwish;
            impl<B: Kernels> Backward<B, 3> for NormSwish {
                type State = [NodeId; 3];

                fn backward(self, ops: Ops<Self::State, 3>, grads: &mut Gradients, saved: &mut Checkpointer) {
                    let dy = grads.consume::<B>(&ops.node);
                    let [x, gamma, beta] = ops.state.map(|id| saved.retrieve_node_output(id));
                    let (dx, dgamma, dbeta) = B::norm_swish_gradient(x, gamma, beta, dy);
                    for (node, gradient) in ops.parents.into_iter().zip([dx, dgamma, dbeta]) {
                        if let Some(node) = node {
                            grads.register::<B>(node.id, gradient);
                        }
                    }
                }
            }
            match NormSwish.prepare::<C>([x.node(), gamma.node(), beta.node()]).compute_bound().stateful() {
                OpsKind::Tracked(mut prepared) => {
                    let state =
                        [prepared.checkpoint(&x), prepared.checkpoint(&gamma), prepared.checkpoint(&beta)];
                    let y = B::norm_swish(x.into_primitive(), gamma.into_primitive(), beta.into_primitive());
                    prepared.finish(state, y)
                }
                OpsKind::UnTracked(prepared) => prepared.finish(B::norm_swish(
                    x.into_primitive(),
                    gamma.into_primitive(),
                    beta.into_primitive(),
                )),
            }
        }

        fn max_pool(x: FloatTensor<Self>) -> FloatTensor<Self> {
            #[derive(Debug)]
            struct MaxPool;
            impl<B: Kernels> Backward<B, 1> for MaxPool {
                type State = NodeId;

                fn backward(self, ops: Ops<Self::State, 1>, grads: &mut Gradients, saved: &mut Checkpointer) {
                    let dy = grads.consume::<B>(&ops.node);
                    let x = saved.retrieve_node_output(ops.state);
                    if let [Some(node)] = ops.parents {
                        grads.register::<B>(node.id, B::max_pool_gradient(x, dy));
                    }
                }
            }
            match MaxPool.prepare::<C>([x.node()]).compute_bound().stateful() {
                OpsKind::Tracked(mut prepared) => {
                    let state = prepared.checkpoint(&x);
                    prepared.finish(state, B::max_pool(x.into_primitive()))
                }
                OpsKind::UnTracked(prepared) => prepared.finish(B::max_pool(x.into_primitive())),
            }
        }

        fn double_and_join(low: FloatTensor<Self>, skip: FloatTensor<Self>) -> FloatTensor<Self> {
            #[derive(Debug)]
            struct DoubleAndJoin;
            impl<B: Kernels> Backward<B, 2> for DoubleAndJoin {
                type State = usize;

                fn backward(self, ops: Ops<Self::State, 2>, grads: &mut Gradients, _: &mut Checkpointer) {
                    let dy = grads.consume::<B>(&ops.node);
                    let (low, skip) = B::double_and_join_gradient(dy, ops.state);
                    for (node, gradient) in ops.parents.into_iter().zip([low, skip]) {
                        if let Some(node) = node {
                            grads.register::<B>(node.id, gradient);
                        }
                    }
                }
            }
            let channels = low.shape()[3];
            match DoubleAndJoin.prepare::<C>([low.node(), skip.node()]).compute_bound().stateful() {
                OpsKind::Tracked(prepared) => {
                    prepared.finish(channels, B::double_and_join(low.into_primitive(), skip.into_primitive()))
                }
                OpsKind::UnTracked(prepared) => {
                    prepared.finish(B::double_and_join(low.into_primitive(), skip.into_primitive()))
                }
            }
        }

        fn conv_input_gradient(_: FloatTensor<Self>, _: FloatTensor<Self>) -> FloatTensor<Self> {
            unreachable!("{FIRST_ORDER}")
        }

        fn conv_weight_gradient(
            _: FloatTensor<Self>,
            _: FloatTensor<Self>,
            _: usize,
        ) -> (FloatTensor<Self>, FloatTensor<Self>) {
            unreachable!("{FIRST_ORDER}")
        }

        fn norm_swish_gradient(
            _: FloatTensor<Self>,
            _: FloatTensor<Self>,
            _: FloatTensor<Self>,
            _: FloatTensor<Self>,
        ) -> (FloatTensor<Self>, FloatTensor<Self>, FloatTensor<Self>) {
            unreachable!("{FIRST_ORDER}")
        }

        fn max_pool_gradient(_: FloatTensor<Self>, _: FloatTensor<Self>) -> FloatTensor<Self> {
            unreachable!("{FIRST_ORDER}")
        }

        fn double_and_join_gradient(
            _: FloatTensor<Self>,
            _: usize,
        ) -> (FloatTensor<Self>, FloatTensor<Self>) {
            unreachable!("{FIRST_ORDER}")
        }
    }
}

//! The operations' gradients, for Burn's autodiff.

use burn::backend::autodiff::checkpoint::{base::Checkpointer, strategy::CheckpointStrategy};
use burn::backend::autodiff::grads::Gradients;
use burn::backend::autodiff::ops::{Backward, Ops, OpsKind};
use burn::backend::autodiff::{Autodiff, NodeId};

use super::*;

const FIRST_ORDER: &str = "gradients of gradients are not needed";

impl<B: Kernels, C: CheckpointStrategy> Kernels for Autodiff<B, C> {
    fn conv(x: FloatTensor<Self>, weight: FloatTensor<Self>, bias: FloatTensor<Self>) -> FloatTensor<Self> {
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
            OpsKind::UnTracked(prepared) => {
                prepared.finish(B::conv(x.into_primitive(), weight.into_primitive(), bias.into_primitive()))
            }
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

    fn gate(z: FloatTensor<Self>, x: FloatTensor<Self>) -> FloatTensor<Self> {
        #[derive(Debug)]
        struct Gate;
        impl<B: Kernels> Backward<B, 2> for Gate {
            type State = [NodeId; 2];

            fn backward(self, ops: Ops<Self::State, 2>, grads: &mut Gradients, saved: &mut Checkpointer) {
                let dy = grads.consume::<B>(&ops.node);
                let [z, x] = ops.state.map(|id| saved.retrieve_node_output(id));
                let (dz, dx) = B::gate_gradient(z, x, dy);
                for (node, gradient) in ops.parents.into_iter().zip([dz, dx]) {
                    if let Some(node) = node {
                        grads.register::<B>(node.id, gradient);
                    }
                }
            }
        }
        match Gate.prepare::<C>([z.node(), x.node()]).compute_bound().stateful() {
            OpsKind::Tracked(mut prepared) => {
                let state = [prepared.checkpoint(&z), prepared.checkpoint(&x)];
                prepared.finish(state, B::gate(z.into_primitive(), x.into_primitive()))
            }
            OpsKind::UnTracked(prepared) => prepared.finish(B::gate(z.into_primitive(), x.into_primitive())),
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

    fn gate_gradient(
        _: FloatTensor<Self>,
        _: FloatTensor<Self>,
        _: FloatTensor<Self>,
    ) -> (FloatTensor<Self>, FloatTensor<Self>) {
        unreachable!("{FIRST_ORDER}")
    }

    fn max_pool_gradient(_: FloatTensor<Self>, _: FloatTensor<Self>) -> FloatTensor<Self> {
        unreachable!("{FIRST_ORDER}")
    }

    fn double_and_join_gradient(_: FloatTensor<Self>, _: usize) -> (FloatTensor<Self>, FloatTensor<Self>) {
        unreachable!("{FIRST_ORDER}")
    }
}

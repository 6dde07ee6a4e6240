//! The kernels against Burn's own operations and their gradients.

use burn::optim::GradientsParams;
use burn::tensor::Tensor;

use super::layer::Conv;
use super::net::Net;
use super::placement::Placement;
use crate::Device;
use crate::kernel::{Level, Workspace};
use crate::network::flow::{self, Flow, Network};
use crate::network::program::program;

fn placements() -> [Placement; 2] {
    [Device::Cpu, Device::Flex]
        .map(|device| Placement::new(device).expect("the processor is always there").learning(7))
}

fn values<const D: usize>(x: Tensor<D>) -> Vec<f32> {
    x.into_data().try_to_vec().expect("f32")
}

/// Largest difference over the largest value.
fn difference(a: &[f32], b: &[f32]) -> f32 {
    assert_eq!(a.len(), b.len());
    let largest = a.iter().fold(1e-6f32, |m, v| m.max(v.abs()));
    a.iter().zip(b).fold(0.0f32, |m, (a, b)| m.max((a - b).abs())) / largest
}

/// The same weights on both placements: they start from one seed.
fn both<M: burn::module::Module>(make: impl Fn(&Placement) -> M) -> [(M, Placement); 2] {
    let [own, plain] = placements();
    let (first, second) = (make(&own), make(&plain));
    [(first, own), (second, plain)]
}

fn compare(results: [Vec<Vec<f32>>; 2], tolerance: f32, what: &str) {
    let [own, plain] = results;
    for (i, (own, plain)) in own.iter().zip(&plain).enumerate() {
        let off = difference(plain, own);
        assert!(off < tolerance, "{what}: result {i} is off by {off}");
    }
}

#[test]
fn convolutions_and_their_gradients_agree() {
    // Sums of up to 9 * 130 products: 1e-5 of the largest value is 100 roundings.
    for (kernel, inputs, outputs, height, width) in [
        (3, 1, 16, 1, 1),
        (3, 4, 32, 7, 13),
        (1, 33, 45, 5, 9),
        (3, 130, 24, 16, 8),
        (3, 16, 5, 40, 30),
        (1, 3, 1, 1, 50),
        (3, 16, 16, 16, 16),
        (3, 63, 40, 18, 17),
        (3, 48, 96, 30, 130),
    ] {
        let results = both(|on| Conv::random([kernel, inputs, outputs], on)).map(|(conv, on)| {
            let x = on.uniform([2, height, width, inputs], 1.0).require_grad();
            let y = conv.forward(x.clone());
            let grads = (y.clone() * y.clone()).sum().backward();
            let dx = values(x.grad(&grads).expect("x is tracked"));
            let [weight, bias] = {
                let params = GradientsParams::from_grads(grads, &conv);
                let (weight, bias) = conv.parameter_ids();
                [
                    values(params.get::<4>(weight).expect("tracked")),
                    values(params.get::<1>(bias).expect("tracked")),
                ]
            };
            vec![values(y), dx, weight, bias]
        });
        compare(results, 1e-5, &format!("{kernel}x{kernel} {inputs} to {outputs} at {width}x{height}"));
    }
}

/// Every kind of layer once.
struct Sampler;

impl Network<1> for Sampler {
    fn inputs(&self) -> [(usize, u32); 1] {
        [(5, 0)]
    }

    fn flow<F: Flow>(&self, flow: &mut F, [x]: [F::Map; 1]) -> F::Map {
        let first = flow.block("a", 16, x);
        let skip = flow.join(vec![first.clone(), first]);
        let low = flow.halve(skip.clone());
        let low = flow.block("b", 32, low);
        let gated = flow.gate("gate", skip);
        let x = flow.double_and_join(low, gated);
        let x = flow.block("c", 16, x);
        let asked = flow.conv(flow::Conv { name: "ask", kernel: 1, outputs: 24 }, x.clone());
        let heard = flow.attend(2, asked);
        let x = flow.join(vec![x, heard]);
        flow.conv(flow::Conv { name: "head", kernel: 1, outputs: 3 }, x)
    }
}

#[test]
fn networks_and_their_gradients_agree() {
    let results = both(|on| Net::new(&Sampler, on)).map(|(net, on)| {
        let x = on.uniform([2, 12, 20, 5], 1.0).require_grad();
        let y = net.run(&Sampler, [x.clone()]);
        let grads = (y.clone() * y.clone()).sum().backward();
        let dx = x.grad(&grads).expect("x is tracked");
        vec![values(y), values(dx)]
    });
    compare(results, 1e-4, "a small U-Net");
}

/// What is laid out for the processor agrees with Burn, at sides that tiles do not divide.
#[test]
fn programs_agree_with_burn() {
    let [(_, _), (net, on)] = both(|on| Net::new(&Sampler, on));
    let program = program(&Sampler, net.weights(&Sampler), Level::chosen()).expect("its own weights");
    for [height, width] in [[2, 2], [18, 10], [6, 50], [34, 30]] {
        let x = on.uniform([1, height, width, 5], 1.0);
        let burn = values(net.run(&Sampler, [x.clone()]));
        let mut workspace = Workspace::default();
        let own = program.run(&[&values(x)], [height, width], 1 << 30, &mut workspace);
        let off = difference(&burn, own);
        assert!(off < 1e-5, "{height} x {width}: off by {off}");
    }
}

//! The kernels against Burn's own operations and their gradients.

use burn::optim::GradientsParams;
use burn::tensor::Tensor;

use crate::Device;
use crate::device::Placement;
use crate::model::layer::{Conv, ConvBlock, Gate, Resample};

fn placements() -> [Placement; 2] {
    [Device::Cpu, Device::Flex]
        .map(|device| device.placement().expect("the processor is always there").learning(7))
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
        let results = both(|on| Conv::new(kernel, inputs, outputs, on)).map(|(conv, on)| {
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

#[test]
fn blocks_and_resampling_agree() {
    let results = both(|on| {
        let gate = Gate::new(16, on);
        (ConvBlock::new(3, 16, on), ConvBlock::new(16, 32, on), ConvBlock::new(48, 16, on), gate)
    })
    .map(|((a, b, c, gate), on)| {
        let resample = Resample::new(&on);
        let x = on.uniform([2, 12, 20, 3], 1.0).require_grad();
        let skip = a.forward(x.clone());
        let low = b.forward(resample.halve(skip.clone()));
        let y = c.forward(resample.double_and_join(low, gate.forward(skip)));
        let grads = (y.clone() * y.clone()).sum().backward();
        let dx = x.grad(&grads).expect("x is tracked");
        vec![values(y), values(dx)]
    });
    compare(results, 1e-4, "a small U-Net");
}

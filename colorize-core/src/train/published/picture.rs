//! Samples as tensors; pictures of 2x2 pixels as 12 channels.

use burn::tensor::{Device, Tensor, TensorData};

use super::painter::{BINS, HINT};
use crate::train::augment::Sample;
use crate::train::pairs::UNKNOWN;
use crate::train::pixels;

/// A tensor of `count` maps of `sides` height and width.
pub(super) fn tensor(values: Vec<f32>, count: usize, sides: [usize; 2], device: &Device) -> Tensor<4> {
    let channels = values.len() / (count * sides[0] * sides[1]);
    Tensor::from_data(TensorData::new(values, [count, sides[0], sides[1], channels]), device)
}

/// Hints of square samples of `size` pixels: [batch, size / 4, size / 4, 4].
pub(super) fn hints(cells: Vec<f32>, count: usize, size: usize, device: &Device) -> Tensor<4> {
    debug_assert_eq!(cells.len(), count * (size / 4).pow(2) * HINT);
    tensor(cells, count, [size / 4; 2], device)
}

/// Histograms, one after the other: [batch, 1, 1, 512].
pub(super) fn histograms(roots: Vec<f32>, device: &Device) -> Tensor<4> {
    let count = roots.len() / BINS;
    tensor(roots, count, [1, 1], device)
}

/// The shaded truth, and the weight of each value: all that are known alike, their sum 1. Both [batch, h, w, 12].
pub(super) fn truth(samples: &[Sample], device: &Device) -> [Tensor<4>; 2] {
    let known = |index: u8| f32::from(u8::from(index != UNKNOWN));
    let total: f32 = samples.iter().flat_map(|sample| &sample.flat_index).map(|&index| known(index)).sum();
    let weight = 1.0 / (3.0 * total).max(1.0);
    let shaded = pixels::tensor(samples, device, |sample, i| sample.shaded[i]);
    [shaded, pixels::tensor(samples, device, |sample, i| [weight * known(sample.flat_index[i]); 3])]
}

/// One picture [1, h, w, 12] as pixels, row by row.
pub(super) fn unpacked(picture: Tensor<4>) -> Vec<[f32; 3]> {
    let size = picture.dims()[2] * 2;
    let values = picture.into_data().try_to_vec::<f32>().expect("f32");
    let pixels = values.as_chunks::<3>().0;
    (0..size * size).map(|i| pixels[pixels::place(i, size)]).collect()
}

//! Samples as tensors; pictures of 2x2 pixels as 12 channels.

use burn::tensor::{Device, Tensor, TensorData};

use super::painter::{BINS, HINT};
use crate::train::augment::Sample;
use crate::train::pairs::UNKNOWN;

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
    let (mut shaded, mut weights) = (Vec::new(), Vec::new());
    for sample in samples {
        for i in packed(sample.size) {
            shaded.extend(sample.shaded[i]);
            weights.extend([f32::from(u8::from(sample.flat_index[i] != UNKNOWN)); 3]);
        }
    }
    let total = weights.iter().sum::<f32>().max(1.0);
    weights.iter_mut().for_each(|weight| *weight /= total);
    let half = samples[0].size / 2;
    [shaded, weights].map(|values| tensor(values, samples.len(), [half, half], device))
}

/// One picture [1, h, w, 12] as pixels, row by row.
pub(super) fn pixels(picture: Tensor<4>) -> Vec<[f32; 3]> {
    let size = picture.dims()[2] * 2;
    let values = picture.into_data().try_to_vec::<f32>().expect("f32");
    let mut pixels = vec![[0.0; 3]; size * size];
    for (i, value) in packed(size).zip(values.as_chunks::<3>().0) {
        pixels[i] = *value;
    }
    pixels
}

/// The pixels of a square of `size`, each 2x2 of them one after the other.
fn packed(size: usize) -> impl Iterator<Item = usize> {
    let half = size / 2;
    (0..half * half).flat_map(move |cell| {
        let first = 2 * (cell / half) * size + 2 * (cell % half);
        [0, 1, size, size + 1].map(|step| first + step)
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn pixels_are_where_they_were() {
        let values: Vec<f32> = packed(4).flat_map(|i| [i as f32; 3]).collect();
        let picture = tensor(values, 1, [2, 2], &Device::flex());
        let expected: Vec<[f32; 3]> = (0..16).map(|i| [i as f32; 3]).collect();
        assert_eq!(pixels(picture), expected);
    }
}

//! Pictures as tensors in which 2x2 pixels are one cell, as the networks see them.

use burn::tensor::{Device, Tensor, TensorData};

use super::augment::Sample;
use crate::network::logit::LEAST;

/// `value` of each pixel of the samples by its index, `N` channels: [batch, size / 2, size / 2, 4 N].
pub(super) fn tensor<const N: usize>(
    samples: &[Sample],
    device: &Device,
    mut value: impl FnMut(&Sample, usize) -> [f32; N],
) -> Tensor<4> {
    let size = samples[0].size;
    let half = size / 2;
    let mut values = Vec::with_capacity(samples.len() * size * size * N);
    for sample in samples {
        for cell in 0..half * half {
            let first = 2 * (cell / half) * size + 2 * (cell % half);
            for step in [0, 1, size, size + 1] {
                values.extend(value(sample, first + step));
            }
        }
    }
    Tensor::from_data(TensorData::new(values, [samples.len(), half, half, 4 * N]), device)
}

/// Each cell as 2x2 cells: [.., h, w, channels] to [.., 2 h, 2 w, channels].
pub(super) fn doubled(x: Tensor<4>) -> Tensor<4> {
    let [count, height, width, channels] = x.dims();
    let cells = x.reshape([count * height * width, 1, channels]).repeat_dim(1, 2);
    let rows = cells.reshape([count * height, 1, 2 * width * channels]).repeat_dim(1, 2);
    rows.reshape([count, 2 * height, 2 * width, channels])
}

/// [`crate::network::logit::logit`] of all values.
pub(super) fn logits(values: Tensor<4>) -> Tensor<4> {
    let values = values.clamp(LEAST, 1.0 - LEAST);
    (values.clone() / (values * -1.0 + 1.0)).log()
}

/// Where the pixel `i` of a picture of `size` columns stands among the cells' values, in pixels.
pub(super) fn place(i: usize, size: usize) -> usize {
    let (x, y) = (i % size, i / size);
    4 * (y / 2 * (size / 2) + x / 2) + y % 2 * 2 + x % 2
}

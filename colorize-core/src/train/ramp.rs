//! Gradations of styles, laid over parts as the compositor lays them over regions.

use burn::tensor::{Tensor, TensorData};

use super::augment::Sample;
use super::cloth::boxes;
use super::pairs::UNKNOWN;
use super::pixels;
use crate::Rgb;
use crate::style::{RAMP, StyleGroup};

/// By what a value of sRGB changes where lightness (OKLab) changes, both as shares of themselves: a power of 2.2 to one of 3.
const POWER: f32 = 3.0 / 2.2;
/// Darker colours count as of this lightness.
const DARKEST: f32 = 0.3;

/// What ramps of a batch are made of.
pub(super) struct Ramps {
    /// How far right of the middle of its part each cell of 2x2 pixels lies, in widths of that, and how far up in heights:
    /// [batch, h, w, 2].
    places: Tensor<4>,
    /// What a change of lightness is as a factor's logarithm, for each of 2x2 pixels: [batch, h, w, 12].
    depths: Tensor<4>,
}

impl Ramps {
    pub(super) fn new(samples: &[Sample], device: &burn::tensor::Device) -> Self {
        let half = samples[0].size / 2;
        let mut places = Vec::with_capacity(samples.len() * half * half * 2);
        for sample in samples {
            let boxes = boxes(sample);
            for cell in 0..half * half {
                let (x, y) = (2 * (cell % half), 2 * (cell / half));
                let part = sample.flat_index[y * sample.size + x];
                places.extend(match (part, boxes.get(usize::from(part)).copied().flatten()) {
                    (1.., Some([left, top, right, bottom])) => {
                        let off = |v: usize, low: f32, high: f32| {
                            (v as f32 + 0.5 - (low + high) / 2.0) / (high - low).max(1.0)
                        };
                        [off(x, left, right), -off(y, top, bottom)]
                    }
                    _ => [0.0; 2],
                });
            }
        }
        let places = TensorData::new(places, [samples.len(), half, half, 2]);
        let depths = pixels::tensor(samples, device, |sample, i| match sample.flat_index[i] {
            0 | UNKNOWN => [0.0; 3],
            part => [POWER / Rgb::from(sample.palette[usize::from(part)]).to_oklab()[0].max(DARKEST); 3],
        });
        Self { places: Tensor::from_data(places, device), depths }
    }

    /// The same where gradients are taken.
    pub(super) fn on(&self, device: &burn::tensor::Device) -> Self {
        let [places, depths] = [&self.places, &self.depths].map(|x| Tensor::from_data(x.to_data(), device));
        Self { places, depths }
    }

    /// The logarithms of what the flats are multiplied by, [batch, h, w, 12], where styles [batch, h / 2, w / 2, 30] are told:
    /// lighter on one side of the part than on the other by the gradation's change.
    pub(super) fn of(&self, told: &Tensor<4>) -> Tensor<4> {
        let [count, height, width, _] = told.dims();
        let first = StyleGroup::Gradation.channels().start;
        let way = told.clone().slice([0..count, 0..height, 0..width, first..first + 2]) / RAMP;
        let way = pixels::doubled(way);
        let size = (way.clone().powi_scalar(2).sum_dim(3) + 1e-6).sqrt();
        let spread = (way.clone().abs().sum_dim(3) + 1e-3) / size;
        let along = (way * self.places.clone()).sum_dim(3) / spread;
        along.repeat_dim(3, 12) * self.depths.clone()
    }
}

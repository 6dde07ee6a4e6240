//! The networks on a device, and the CPU's own kernels, channels last.

#[cfg_attr(not(feature = "train"), allow(dead_code, reason = "gradients are for training alone"))]
pub(crate) mod conv;
#[cfg_attr(not(feature = "train"), allow(dead_code, reason = "gradients are for training alone"))]
pub(crate) mod extension;
#[cfg_attr(not(feature = "train"), allow(dead_code, reason = "gradients are for training alone"))]
pub(crate) mod norm;
#[cfg_attr(not(feature = "train"), allow(dead_code, reason = "gradients are for training alone"))]
pub(crate) mod resample;
#[cfg_attr(not(feature = "train"), allow(dead_code, reason = "gradients are for training alone"))]
mod winograd;

#[cfg(all(test, feature = "train"))]
mod agreement;

use std::fmt;
use std::sync::Arc;

use burn::tensor::{Tensor, TensorData, activation};

use crate::confidence::Calibration;
use crate::device::Placement;
use crate::hint::{PROMPT_CHANNELS, PromptMap};
use crate::label::{Label, LabelSet};
use crate::model::package::{self, Kind};
use crate::model::sgru::{COLORIZER_INPUTS, COLORIZER_OUTPUTS, Colorizer, LIGHT};
use crate::model::unet::{EMBEDDING, Labeller};
use crate::{Device, Plane, Result};

/// The networks, ready to run on one device. Cheap to clone; sessions and threads share it.
#[derive(Clone)]
pub struct Engine {
    device: Device,
    networks: Arc<Networks>,
}

struct Networks {
    placement: Placement,
    labeller: Labeller,
    labels: LabelSet,
    calibration: Option<Calibration>,
    colorizer: Colorizer,
}

/// Model files as bytes, safetensors.
#[derive(Clone, Copy, Debug)]
pub struct Models<'a> {
    /// The part labeller.
    pub labels: &'a [u8],
    /// The colouriser.
    pub colors: &'a [u8],
}

#[cfg(feature = "bundled-models")]
impl Models<'static> {
    /// The weights that come with the library.
    pub const BUNDLED: Self = Self {
        labels: include_bytes!("../models/labels.safetensors"),
        colors: include_bytes!("../models/colors.safetensors"),
    };
}

impl Engine {
    /// Loads the bundled networks.
    ///
    /// # Errors
    /// [`crate::Error::Device`] if the device is not compiled in or not there.
    #[cfg(feature = "bundled-models")]
    pub fn new(device: Device) -> Result<Self> {
        Self::with_models(device, Models::BUNDLED)
    }

    /// Loads networks from model files.
    ///
    /// # Errors
    /// [`crate::Error::Model`] if a file is damaged or holds another network,
    /// [`crate::Error::Device`] if the device is not compiled in or not there.
    pub fn with_models(device: Device, models: Models<'_>) -> Result<Self> {
        let placement = device.placement()?;
        let (labeller, labels) = package::load_labeller(models.labels, &placement)?;
        let calibration = Calibration::of(models.labels)?;
        let colorizer = package::load(Colorizer::new(&placement), models.colors, Kind::Colorizer)?;
        Ok(Self {
            device,
            networks: Arc::new(Networks { placement, labeller, labels, calibration, colorizer }),
        })
    }

    /// What the networks run on.
    pub fn device(&self) -> Device {
        self.device
    }

    /// The labels that the labeller tells apart.
    pub fn labels(&self) -> &LabelSet {
        &self.networks.labels
    }

    /// How sure the labeller can be, as it was measured; `None` if its model file does not tell.
    pub fn calibration(&self) -> Option<&Calibration> {
        self.networks.calibration.as_ref()
    }

    /// Reads the parts of a drawing; `ink` is 0 paper to 255 line, sides multiples of 64, `scale` its pixels
    /// for each pixel of the drawing.
    pub(crate) fn read_parts(&self, ink: &Plane<u8>, scale: f32) -> Parts {
        let networks = &*self.networks;
        let (width, height) = (ink.width() / 2, ink.height() / 2);
        let x = unshuffled(ink, &[]);
        let x = Tensor::from_data(TensorData::new(x, [1, height, width, 4]), &networks.placement.device);
        let (scores, embeddings) = networks.labeller.forward(x);
        Parts {
            width,
            height,
            scale: scale / 2.0,
            count: networks.labels.len(),
            labels: values(activation::softmax(scores, 3)),
            embeddings: values(embeddings),
        }
    }

    /// Shades and colours a drawing; sides of `ink` are multiples of 64, the map is a quarter of them, and `parts`
    /// is what [`Engine::read_parts`] gave for the same ink.
    pub(crate) fn paint(
        &self,
        ink: &Plane<u8>,
        light: [f32; LIGHT],
        prompt: &PromptMap,
        parts: &Parts,
    ) -> Paint {
        let networks = &*self.networks;
        let device = &networks.placement.device;
        let (width, height) = (ink.width() / 2, ink.height() / 2);
        let x = TensorData::new(unshuffled(ink, &light), [1, height, width, COLORIZER_INPUTS]);
        let prompt_shape = [1, prompt.height(), prompt.width(), PROMPT_CHANNELS];
        let prompt = TensorData::new(prompt.as_slice().to_vec(), prompt_shape);
        let parts = halved(&networks.labels.to_standard(&parts.labels), parts.width, Label::COUNT);
        let parts = TensorData::new(parts, [1, height / 2, width / 2, Label::COUNT]);
        let [x, prompt, parts] = [x, prompt, parts].map(|data| Tensor::from_data(data, device));
        let y = values(networks.colorizer.forward(x, prompt, parts));
        Paint(Plane::from_fn(ink.width(), ink.height(), |x, y_| {
            let cell = (y_ / 2 * width + x / 2) * 4 * COLORIZER_OUTPUTS;
            let at = cell + (y_ % 2 * 2 + x % 2) * COLORIZER_OUTPUTS;
            std::array::from_fn(|i| y[at + i])
        }))
    }
}

impl fmt::Debug for Engine {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Engine").field("device", &self.device).finish_non_exhaustive()
    }
}

/// What the labeller says of each 2x2 pixels.
#[derive(Debug)]
pub(crate) struct Parts {
    pub(crate) width: usize,
    pub(crate) height: usize,
    /// Cells for each pixel of the drawing.
    scale: f32,
    /// How many labels there are.
    count: usize,
    /// Probabilities: [height, width, labels].
    pub(crate) labels: Vec<f32>,
    /// [height, width, channels], not of length 1.
    pub(crate) embeddings: Vec<f32>,
}

impl Parts {
    /// Joins what the labeller said of the mirror image: the mean of both.
    pub(crate) fn join_mirrored(&mut self, mirrored: &Self) {
        let (width, cells) = (self.width, self.width * self.height);
        for cell in 0..cells {
            let other = cell / width * width + (width - 1 - cell % width);
            let mean = |mine: &mut [f32], theirs: &[f32]| {
                mine.iter_mut().zip(theirs).for_each(|(v, other)| *v = 0.5 * (*v + other));
            };
            mean(&mut self.labels[cell * self.count..][..self.count], mirrored.labels(other));
            mean(&mut self.embeddings[cell * EMBEDDING..][..EMBEDDING], mirrored.embedding(other));
        }
    }

    /// The cell that shows a pixel of the drawing.
    pub(crate) fn cell(&self, x: usize, y: usize) -> usize {
        let at = |pixel: usize, cells: usize| (((pixel as f32 + 0.5) * self.scale) as usize).min(cells - 1);
        at(y, self.height) * self.width + at(x, self.width)
    }

    pub(crate) fn labels(&self, cell: usize) -> &[f32] {
        &self.labels[cell * self.count..][..self.count]
    }

    pub(crate) fn embedding(&self, cell: usize) -> &[f32] {
        &self.embeddings[cell * EMBEDDING..][..EMBEDDING]
    }
}

/// What the colouriser says of each pixel, as it comes out of the network.
pub(crate) struct Paint(pub(crate) Plane<[f32; COLORIZER_OUTPUTS]>);

/// Ink 0..=1 of each 2x2 pixels, then `more`: [height / 2, width / 2, 4 + more].
fn unshuffled(ink: &Plane<u8>, more: &[f32]) -> Vec<f32> {
    let mut values = Vec::with_capacity(ink.as_slice().len() / 4 * (4 + more.len()));
    for y in (0..ink.height()).step_by(2) {
        for (top, bottom) in ink.row(y).chunks_exact(2).zip(ink.row(y + 1).chunks_exact(2)) {
            values.extend(top.iter().chain(bottom).map(|&v| f32::from(v) / 255.0));
            values.extend_from_slice(more);
        }
    }
    values
}

/// The mean of each 2x2 cells: [height, width, channels] to [height / 2, width / 2, channels].
pub(crate) fn halved(values: &[f32], width: usize, channels: usize) -> Vec<f32> {
    let row = width * channels;
    let mut means = Vec::with_capacity(values.len() / 4);
    for rows in values.chunks_exact(2 * row) {
        let (top, bottom) = rows.split_at(row);
        for (a, b) in top.chunks_exact(2 * channels).zip(bottom.chunks_exact(2 * channels)) {
            means.extend((0..channels).map(|c| 0.25 * (a[c] + a[channels + c] + b[c] + b[channels + c])));
        }
    }
    means
}

fn values(x: Tensor<4>) -> Vec<f32> {
    x.into_data().try_to_vec().expect("networks give f32")
}

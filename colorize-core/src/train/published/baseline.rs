use std::collections::HashMap;
use std::path::Path;

use burn::module::Module as _;
use safetensors::SafeTensors;

use super::painter::Painter;
use super::picture;
use super::recipe::Recipe;
use super::told::Told;
use crate::burn::Placement;
use crate::network::colorizer::roots;
use crate::network::weights::{Weights, damaged};
use crate::train::augment::Sample;
use crate::train::labels::ink_tensor;
use crate::train::parameters;
use crate::{Device, Error, Histogram, Result};

/// The entry of a file's header that says what it is.
const ARCHITECTURE: &str = "colorize-published-1";
/// The array of the mean histogram.
const HISTOGRAM: &str = "histogram";

/// A trained baseline, ready to paint on the processor.
pub struct Baseline {
    recipe: Recipe,
    painter: Painter,
    /// The mean histogram of the training data, for those who tell none.
    histogram: Vec<f32>,
    placement: Placement,
}

impl Baseline {
    pub(super) fn new(recipe: Recipe, painter: Painter, histogram: Vec<f32>, placement: Placement) -> Self {
        Self { recipe, painter, histogram, placement }
    }

    /// Reads what a training of a [`PublishedTask`](super::PublishedTask) left in its folder.
    ///
    /// # Errors
    /// [`Error::Io`] if the file cannot be read, [`Error::Model`] if it holds something else.
    pub fn open(path: impl AsRef<Path>) -> Result<Self> {
        let path = path.as_ref();
        Self::from_bytes(&std::fs::read(path).map_err(Error::io(path))?)
    }

    /// Reads a baseline.
    ///
    /// # Errors
    /// [`Error::Model`] if `bytes` hold something else.
    pub fn from_bytes(bytes: &[u8]) -> Result<Self> {
        let (_, metadata) = SafeTensors::read_metadata(bytes).map_err(damaged)?;
        let header = metadata.metadata().clone().unwrap_or_default();
        if header.get("architecture").map(String::as_str) != Some(ARCHITECTURE) {
            return Err(Error::Model("this is no baseline that was trained here".into()));
        }
        let recipe = header.get("recipe").map_or("", String::as_str);
        let recipe: Recipe = serde_json::from_str(recipe)
            .map_err(|error| Error::Model(format!("a baseline of unknown make: {error}")))?;
        let placement = Placement::new(Device::Cpu)?;
        let mut painter = Painter::new(&recipe, &placement);
        let mut weights = Weights::of(&SafeTensors::deserialize(bytes).map_err(damaged)?)?;
        let values = parameters::read(&painter).into_iter().enumerate();
        let values =
            values.map(|(i, old)| weights.take(&name(i), &[old.len()])).collect::<Result<Vec<_>>>()?;
        painter = parameters::write(painter, &values);
        let histogram = weights.take(HISTOGRAM, &[super::painter::BINS])?;
        weights.check_empty()?;
        Ok(Self { recipe, painter: painter.no_grad(), histogram, placement })
    }

    pub(super) fn to_bytes(&self, steps: usize, note: &str) -> Result<Vec<u8>> {
        let mut weights = Weights::default();
        for (i, values) in parameters::read(&self.painter).into_iter().enumerate() {
            weights.put(name(i), vec![values.len()], values);
        }
        weights.put(HISTOGRAM.into(), vec![self.histogram.len()], self.histogram.clone());
        let recipe = serde_json::to_string(&self.recipe).expect("plain values");
        let header = [
            ("architecture", ARCHITECTURE),
            ("recipe", &recipe),
            ("license", "MIT OR Apache-2.0"),
            ("data", note),
            ("steps", &steps.to_string()),
        ];
        let header = header.map(|(name, text)| (name.to_owned(), text.to_owned()));
        safetensors::serialize(weights.stored(), Some(HashMap::from(header))).map_err(damaged)
    }

    /// The system and its losses.
    pub fn recipe(&self) -> &Recipe {
        &self.recipe
    }

    /// Paints a drawing without its lines: sRGB 0..=1, row by row. What the system does not take is not told.
    ///
    /// # Panics
    /// If the sample's size is not a multiple of 16.
    pub fn paint(&self, sample: &Sample, told: &Told) -> Vec<[f32; 3]> {
        let device = &self.placement.device;
        let drawing = ink_tensor(std::slice::from_ref(sample), device);
        let hints = picture::hints(told.cells(sample.size), 1, sample.size, device);
        let bins = told.histogram.as_ref().map_or_else(|| self.histogram.clone(), Histogram::bins);
        let histogram = picture::histograms(roots(&bins).collect(), device);
        picture::unpacked(self.painter.paint(drawing, hints, histogram).clamp(0.0, 1.0))
    }
}

/// The name of array `i`.
fn name(i: usize) -> String {
    format!("{i:03}")
}

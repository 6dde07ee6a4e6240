//! What a training asks of a network.

use std::path::Path;

use burn::grad_clipping::GradientClippingConfig;
use burn::optim::{AdamWConfig, ModuleOptimizer};

use super::augment::Sample;
use crate::{LabelSet, Raster, Result};

/// Adam with decoupled weight decay (Loshchilov and Hutter 2019) and gradients cut to length 1.
pub(super) fn optimizer() -> ModuleOptimizer {
    // Adam's epsilon as Kingma and Ba 2015 have it; Burn's own is 1e-5.
    let adam = AdamWConfig::new().with_weight_decay(1e-4).with_epsilon(1e-8).init();
    adam.with_grad_clipping(GradientClippingConfig::Norm(1.0).init())
}

/// What a training makes better, one step at a time.
pub trait Task {
    /// Learns from one batch and gives its losses by name, the one to watch first.
    ///
    /// # Errors
    /// Whatever keeps it from learning.
    fn step(&mut self, samples: &[Sample], step: Step) -> Result<Vec<(&'static str, f32)>>;

    /// The labels that the pairs must have, if it learns labels.
    fn labels(&self) -> Option<&LabelSet> {
        None
    }

    /// Measures the network on samples it does not learn from; `named` are (source, sample).
    ///
    /// # Errors
    /// Whatever keeps it from measuring.
    fn validate(&self, named: &[(String, Sample)]) -> Result<Validation>;

    /// The weights to ship, tensor by tensor, always in one order.
    fn parameters(&self) -> Vec<Vec<f32>>;

    /// Puts `values` in the place of what [`Task::parameters`] gives; what else is learnt, such as an optimiser's
    /// state, stays as it is.
    ///
    /// # Panics
    /// If `values` are not as many and as long as those.
    fn set_parameters(&mut self, values: &[Vec<f32>]);

    /// Writes all that [`Task::load`] needs to go on exactly here into the empty folder `folder`.
    ///
    /// # Errors
    /// [`Error::Io`](crate::Error::Io) if a file cannot be written.
    fn save(&self, folder: &Path) -> Result<()>;

    /// Reads what [`Task::save`] wrote.
    ///
    /// # Errors
    /// [`Error::Model`](crate::Error::Model) if a file is missing or of another network.
    fn load(&mut self, folder: &Path) -> Result<()>;

    /// The networks to ship, as safetensors: file name and bytes.
    ///
    /// # Errors
    /// [`Error::Model`](crate::Error::Model) if they cannot be encoded.
    fn package(&self, steps: usize) -> Result<Vec<(String, Vec<u8>)>>;
}

/// Where a training is.
#[derive(Clone, Copy, Debug)]
#[non_exhaustive]
pub struct Step {
    /// Steps done before this one.
    pub index: usize,
    /// Steps in all.
    pub of: usize,
    /// Learning rate.
    pub learning_rate: f64,
    /// A number for this step's random choices.
    pub seed: u64,
}

impl Step {
    /// Makes the step after `index` others of `of` in all.
    pub fn new(index: usize, of: usize, learning_rate: f64, seed: u64) -> Self {
        Self { index, of, learning_rate, seed }
    }
}

/// What a validation found.
#[derive(Debug)]
#[non_exhaustive]
pub struct Validation {
    /// What should rise; 1 is perfect.
    pub score: f32,
    /// Figures by name.
    pub figures: Vec<(String, f32)>,
    /// A picture to look at.
    pub sheet: Option<Raster>,
}

impl Validation {
    /// Makes what a task tells.
    pub fn new(score: f32, figures: Vec<(String, f32)>, sheet: Option<Raster>) -> Self {
        Self { score, figures, sheet }
    }
}

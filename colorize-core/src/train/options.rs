use std::path::PathBuf;
use std::time::Duration;

use super::augment::Augment;
use super::pairs::Pairs;
use crate::synth::SynthOptions;
use crate::{Error, Result};

/// How long a training runs, on what, and what it leaves behind. Take [`TrainOptions::new`] and set what is to be
/// otherwise.
#[derive(Clone, Debug)]
#[non_exhaustive]
pub struct TrainOptions {
    /// Where checkpoints, metrics and pictures go; a run found there is resumed.
    pub folder: PathBuf,
    /// Samples a step.
    pub batch: usize,
    /// Steps in all, counted from the beginning of the run, not from where it is resumed.
    pub steps: usize,
    /// Highest learning rate; it rises over `warmup` steps and falls to 0 as half a cosine.
    pub learning_rate: f64,
    /// Steps until the learning rate is reached.
    pub warmup: usize,
    /// What all random numbers come from.
    pub seed: u64,
    /// How samples differ from their pairs; their size.
    pub augment: Augment,
    /// The share of samples that are generated, 0..=1, and how they are drawn; `None` takes pairs alone.
    pub synth: Option<(f64, SynthOptions)>,
    /// How often each source is drawn, by name, from 0 on; a source without an entry counts as 1.
    pub source_weights: Vec<(String, f64)>,
    /// The decay of an average of the weights along the run, 0 up to but not 1: 0.999 averages about the last 1000
    /// steps. The average is what is shipped and scored; learning goes on from the weights themselves.
    pub average: Option<f64>,
    /// Steps between two validations.
    pub validate_every: usize,
    /// Validation pairs of each source.
    pub validate_pairs: usize,
    /// Columns and rows of a validation sample, which shows a whole pair; `None` takes those of a training sample.
    pub validate_size: Option<usize>,
    /// Time between two checkpoints.
    pub checkpoint_every: Duration,
    /// Stops when the mean loss since the last validation falls below.
    pub stop_below: Option<f32>,
    /// Stops when the score has not risen for so many validations.
    pub plateau: Option<usize>,
}

impl TrainOptions {
    /// 20,000 steps of 8 samples, validated every 500 and checkpointed every three minutes, in `folder`.
    pub fn new(folder: impl Into<PathBuf>) -> Self {
        Self {
            folder: folder.into(),
            batch: 8,
            steps: 20_000,
            learning_rate: 1.5e-3,
            warmup: 200,
            seed: 1,
            augment: Augment::default(),
            synth: None,
            source_weights: Vec::new(),
            average: None,
            validate_every: 500,
            validate_pairs: 30,
            validate_size: None,
            checkpoint_every: Duration::from_secs(180),
            stop_below: None,
            plateau: None,
        }
    }

    /// Whether a run on `pairs` is possible.
    ///
    /// # Errors
    /// [`Error::InvalidArgument`] with what is out of range.
    pub(super) fn check(&self, pairs: &Pairs) -> Result<()> {
        let wrong = |text: String| Err(Error::InvalidArgument(text));
        self.augment.check()?;
        let share = self.synth.as_ref().map_or(0.0, |(share, _)| *share);
        if !(0.0..=1.0).contains(&share) {
            return wrong(format!("share {share} of generated samples is outside 0..=1"));
        }
        if self.batch == 0 || self.validate_every == 0 {
            return wrong("batch and validation interval are at least 1".into());
        }
        if let Some(size) = self.validate_size.filter(|size| !size.is_multiple_of(64) || *size == 0) {
            return wrong(format!("validation size {size} is not a multiple of 64"));
        }
        if !(self.learning_rate > 0.0 && self.learning_rate < 1.0) {
            return wrong(format!("learning rate {} is not between 0 and 1", self.learning_rate));
        }
        if let Some(decay) = self.average.filter(|decay| !(0.0..1.0).contains(decay)) {
            return wrong(format!("decay {decay} of the averaged weights is not from 0 up to below 1"));
        }
        if self.stop_below.is_some_and(f32::is_nan) {
            return wrong("the loss to stop below is NaN".into());
        }
        for (name, weight) in &self.source_weights {
            if !pairs.sources().contains(name) {
                return wrong(format!("source `{name}` is not among {}", pairs.sources().join(", ")));
            }
            if !(weight.is_finite() && *weight >= 0.0) {
                return wrong(format!("weight {weight} of source `{name}` is not a number from 0 on"));
            }
        }
        if share < 1.0 {
            if pairs.is_empty() {
                return wrong("there are no pairs to learn from".into());
            }
            let total: f64 = self.weights(pairs).iter().sum();
            if !(total.is_finite() && total > 0.0) {
                return wrong(format!(
                    "the weights of the sources are {total} together; one of them is to be above 0"
                ));
            }
        }
        Ok(())
    }

    /// How often each source of `pairs` is drawn, in their order.
    pub(super) fn weights(&self, pairs: &Pairs) -> Vec<f64> {
        let told = |name: &String| self.source_weights.iter().find(|(n, _)| n == name);
        pairs.sources().iter().map(|name| told(name).map_or(1.0, |(_, weight)| *weight)).collect()
    }

    /// The learning rate of the step after `step` others.
    pub(super) fn rate(&self, step: usize) -> f64 {
        let rise = ((step + 1) as f64 / self.warmup.max(1) as f64).min(1.0);
        let passed = step as f64 / self.steps.max(1) as f64;
        self.learning_rate * rise * (0.5 + 0.5 * (passed * std::f64::consts::PI).cos()).max(1e-3)
    }
}

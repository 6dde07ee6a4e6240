//! Training of the colouriser's branch for histograms.

use std::path::Path;

use burn::module::Module;
use burn::optim::{GradientsParams, ModuleOptimizer};
use burn::tensor::{Device as BurnDevice, Tensor, TensorData, activation};
use rand::{Rng, SeedableRng};
use rand_chacha::ChaCha8Rng;

use super::augment::Sample;
use super::colors::{Batch, ColorsTask, huber};
use super::pairs::UNKNOWN;
use super::task::{Step, Task, Validation, optimizer};
use super::trunk::Trunk;
use super::{checkpoint, parameters, pixels, prompt};
use crate::burn::Net;
use crate::network::colorizer::{BRANCH_NAME, BRANCH_OUTPUTS, HEAD, HistogramBranch, LIGHT, roots};
use crate::network::prompt_map::PromptMap;
use crate::{Device, Histogram, Plane, Raster, Result, Rgb};

/// Share of samples that are told the histogram alone; the others are told colours of some parts, too.
const UNPROMPTED: f64 = 0.6;
/// Pixels of a colour over the size of a cell of the branch.
const CELL: usize = 4;

/// Learns which part has which of the colours of a histogram, by the Huber loss of the flats. The colouriser that the
/// branch belongs to stays as it is.
pub struct HistogramTask {
    colors: ColorsTask,
    trunk: Trunk,
    branch: Net,
    optimizer: ModuleOptimizer,
    note: String,
}

impl HistogramTask {
    /// Makes a branch that changes nothing yet, for the colouriser `colors`; `labels` are the weights of a trained
    /// labeller. `note` says in the model file what the branch was trained on.
    ///
    /// # Errors
    /// [`crate::Error::Device`] if the device is not there, [`crate::Error::Model`] if a file is of another network.
    pub fn new(device: Device, seed: u64, labels: &[u8], colors: &[u8], note: &str) -> Result<Self> {
        let task = ColorsTask::new(device, seed, labels, None, note)?;
        let (trunk, branch) = Trunk::new(colors, &task.learning)?;
        let branch = branch.unwrap_or_else(|| {
            let mut fresh = Net::new(&HistogramBranch, &task.learning).weights(&HistogramBranch);
            fresh.silence(&format!("{BRANCH_NAME}.{HEAD}.weight"));
            fresh
        });
        let branch = Net::load(&HistogramBranch, branch, &task.learning)?;
        Ok(Self { colors: task, trunk, branch, optimizer: optimizer(), note: note.into() })
    }

    /// The logits of the colours that the colouriser gives to each 2x2 pixels, [batch, h, w, 12], and what it saw; `batch`
    /// and `parts` are of a device that learns nothing.
    fn seen(&self, batch: &Batch, parts: Tensor<4>) -> (Tensor<4>, [Tensor<4>; 3]) {
        let [_, near, middle, far] = self.trunk.seen(batch, parts.clone());
        (self.trunk.logits(batch, parts, 3..6), [near, middle, far])
    }

    /// What the branch adds to these logits.
    fn asked(&self, branch: &Net, seen: [Tensor<4>; 3], histograms: &[Option<Histogram>]) -> Tensor<4> {
        let [near, middle, far] = seen;
        let [count, height, width, _] = far.dims();
        let told = told(histograms, &far.device()).expand([count, height, width, Histogram::BINS]);
        let y = branch.run(&HistogramBranch, [near, middle, far, told]);
        pixels::doubled(y).repeat_dim(3, 4)
    }
}

impl Task for HistogramTask {
    fn step(&mut self, samples: &[Sample], step: Step) -> Result<Vec<(&'static str, f32)>> {
        let mut rng = ChaCha8Rng::seed_from_u64(step.seed);
        let device = self.colors.learning.device.clone();
        let inner = device.clone().inner();
        let prompts: Vec<PromptMap> = samples
            .iter()
            .map(|sample| match rng.random_bool(UNPROMPTED) {
                true => PromptMap::empty(sample.size / CELL, sample.size / CELL),
                false => prompt::random(sample, &mut rng),
            })
            .collect();
        let histograms: Vec<_> = samples.iter().map(prompt::histogram).collect();
        let batch = Batch::new(samples, &prompts, &vec![[0.0; LIGHT]; samples.len()], &inner);
        let (color, seen) = self.seen(&batch, self.colors.parts(samples, &inner));
        let learning = |x: Tensor<4>| Tensor::<4>::from_data(x.into_data(), &device);
        let asked = self.asked(&self.branch, seen.map(learning), &histograms);
        let made = activation::sigmoid(learning(color) + asked);
        let loss = huber(made - learning(batch.flats), &learning(batch.weights));
        let value = loss.clone().into_scalar::<f32>();
        let gradients = GradientsParams::from_grads(loss.backward(), &self.branch);
        self.branch = self.optimizer.step(step.learning_rate, self.branch.clone(), gradients);
        Ok(vec![("loss", value)])
    }

    fn validate(&self, named: &[(String, Sample)]) -> Result<Validation> {
        let branch = self.branch.valid();
        let device = self.colors.learning.device.clone().inner();
        let mut sources: Vec<(String, [f32; 3])> = Vec::new();
        let mut shown = Vec::new();
        let other = |i: usize| {
            (1..named.len()).find_map(|step| prompt::histogram(&named[(i + step) % named.len()].1))
        };
        for (i, (source, sample)) in named.iter().enumerate() {
            let samples = std::slice::from_ref(sample);
            let prompt = PromptMap::empty(sample.size / CELL, sample.size / CELL);
            let batch = Batch::new(samples, &[prompt], &[[0.0; LIGHT]], &device);
            let (color, seen) = self.seen(&batch, self.colors.parts(samples, &device));
            let asked = |histogram| self.asked(&branch, seen.clone(), &[histogram]);
            let tellings = [None, Some(prompt::histogram(sample)), Some(other(i))];
            let pictures = tellings.map(|told| {
                let logits = told.map_or_else(|| color.clone(), |told| color.clone() + asked(told));
                activation::sigmoid(logits).into_data().try_to_vec::<f32>().expect("f32")
            });
            let errors = pictures.each_ref().map(|picture| error(sample, picture));
            match sources.iter_mut().find(|(name, _)| name == source) {
                Some((_, sum)) => sum.iter_mut().zip(errors).for_each(|(sum, v)| *sum += v),
                None => sources.push((source.clone(), errors)),
            }
            shown.push((sample, pictures));
        }
        let sum = |i: usize| sources.iter().map(|(_, errors)| errors[i]).sum::<f32>();
        let score = 1.0 - sum(1) / sum(0).max(1e-6);
        let of_untold = |of: f32, untold: f32| of / untold.max(1e-6);
        let figures = sources.iter().flat_map(|(name, [untold, own, other])| {
            [
                (format!("{name} asked"), of_untold(*own, *untold)),
                (format!("{name} others'"), of_untold(*other, *untold)),
            ]
        });
        let step = shown.len().div_ceil(SHOWN).max(1);
        let sheet = draw_sheet(&shown.iter().step_by(step).collect::<Vec<_>>());
        Ok(Validation { score, figures: figures.collect(), sheet })
    }

    fn parameters(&self) -> Vec<Vec<f32>> {
        parameters::read(&self.branch)
    }

    fn set_parameters(&mut self, values: &[Vec<f32>]) {
        self.branch = parameters::write(self.branch.clone(), values);
    }

    fn save(&self, folder: &Path) -> Result<()> {
        checkpoint::save(folder, "histogram", &self.branch, &self.optimizer)
    }

    fn load(&mut self, folder: &Path) -> Result<()> {
        (self.branch, self.optimizer) =
            checkpoint::load(folder, "histogram", self.branch.clone(), self.optimizer.clone())?;
        Ok(())
    }

    fn package(&self, steps: usize) -> Result<Vec<(String, Vec<u8>)>> {
        let branch = self.branch.weights(&HistogramBranch);
        Ok(vec![("colors.safetensors".into(), self.trunk.package(branch, steps, &self.note)?)])
    }
}

/// Histograms as the branch takes them, [batch, 1, 1, 512]; all 0 where there is none.
fn told(histograms: &[Option<Histogram>], device: &BurnDevice) -> Tensor<4> {
    let bins = |histogram: &Option<Histogram>| match histogram {
        Some(histogram) => roots(&histogram.bins()).collect(),
        None => vec![0.0; Histogram::BINS],
    };
    let values: Vec<f32> = histograms.iter().flat_map(bins).collect();
    Tensor::from_data(TensorData::new(values, [histograms.len(), 1, 1, Histogram::BINS]), device)
}

/// The colour of pixel `i` among values of 2x2 pixels a cell.
fn color(values: &[f32], i: usize, size: usize) -> [f32; BRANCH_OUTPUTS] {
    let at = super::pixels::place(i, size) * BRANCH_OUTPUTS;
    std::array::from_fn(|c| values[at + c])
}

/// Mean difference to the true flats over the figure, sRGB 0..=1.
fn error(sample: &Sample, picture: &[f32]) -> f32 {
    let figure = sample.flat_index.iter().enumerate().filter(|(_, index)| !matches!(**index, 0 | UNKNOWN));
    let (mut sum, mut count) = (0.0, 0.0f32);
    for (i, &index) in figure {
        let (found, flat) = (color(picture, i, sample.size), sample.palette[usize::from(index)]);
        sum += found.iter().zip(flat).map(|(v, flat)| (v - f32::from(flat) / 255.0).abs()).sum::<f32>() / 3.0;
        count += 1.0;
    }
    sum / count.max(1.0)
}

/// Samples on the sheet.
const SHOWN: usize = 14;

/// Of drawings that nothing is told of: what the colouriser finds, with the histogram of the truth, with another one's,
/// and the truth.
fn draw_sheet(shown: &[&(&Sample, [Vec<f32>; 3])]) -> Option<Raster> {
    let size = shown.first()?.0.size;
    Some(Plane::from_fn(shown.len() * size, 4 * size, |x, y| {
        let (sample, pictures) = shown[x / size];
        let i = y % size * size + x % size;
        let picture = match (pictures.get(y / size), sample.flat_index[i]) {
            (Some(picture), _) => color(picture, i, size),
            (None, UNKNOWN) => [1.0; 3],
            (None, index) => sample.palette[usize::from(index)].map(|v| f32::from(v) / 255.0),
        };
        Rgb::from_unit(picture.map(|v| v * (1.0 - sample.ink[i]))).with_alpha(255)
    }))
}

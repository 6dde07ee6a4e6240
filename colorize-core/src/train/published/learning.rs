//! Training of the baselines.

use std::path::Path;

use burn::module::Module;
use burn::optim::{GradientsParams, ModuleOptimizer};
use burn::tensor::Tensor;
use rand::SeedableRng;
use rand_chacha::ChaCha8Rng;

use super::baseline::Baseline;
use super::painter::{BINS, Painter};
use super::recipe::Recipe;
use super::told::{Told, masked};
use super::{loss, picture};
use crate::burn::vgg::Vgg;
use crate::burn::{Net, Placement};
use crate::network::colorizer::roots;
use crate::network::discriminator::Discriminator;
use crate::network::labeller;
use crate::train::augment::Sample;
use crate::train::labels::ink_tensor;
use crate::train::pairs::UNKNOWN;
use crate::train::prompt::histogram;
use crate::train::task::{Step, Task, Validation, optimizer};
use crate::train::{checkpoint, parameters, perceptual};
use crate::{Device, Error, Plane, Raster, Result, write_atomic};

/// The file of the mean histogram in a checkpoint.
const HISTOGRAM: &str = "histogram.json";
/// Pictures in a row of a sheet.
const COLUMNS: usize = 6;

/// Learns a published system: Adam on the losses of its [`Recipe`]; where one of them is adversarial, a critic of
/// patches learns beside it.
pub struct PublishedTask {
    recipe: Recipe,
    painter: Painter,
    optimizer: ModuleOptimizer,
    critic: Net,
    critic_optimizer: ModuleOptimizer,
    /// What the perceptual loss sees with, if there is no VGG-19.
    labeller: Net,
    vgg: Option<Vgg>,
    /// The sum of the histograms learnt from, and how many they are.
    histograms: (Vec<f64>, f64),
    learning: Placement,
    note: String,
}

impl PublishedTask {
    /// Makes a system with random weights; `labels` are the weights of a trained labeller, `vgg` those of VGG-19 if at
    /// hand. `note` says in the model file what it was trained on.
    ///
    /// # Errors
    /// [`Error::Device`] if the device is not there, [`Error::Model`] if a file is of another network,
    /// [`Error::InvalidArgument`] if no loss counts.
    pub fn new(
        device: Device,
        seed: u64,
        recipe: Recipe,
        labels: &[u8],
        vgg: Option<&[u8]>,
        note: &str,
    ) -> Result<Self> {
        let losses = recipe.losses;
        if losses.absolute + losses.square + losses.huber + losses.perceptual + losses.adversarial <= 0.0 {
            return Err(Error::InvalidArgument(format!("{recipe}: no loss counts")));
        }
        let learning = Placement::new(device)?.learning(seed);
        let (network, weights, _) = labeller::read(labels)?;
        let vgg = vgg.map(|bytes| Vgg::from_bytes(bytes, &learning)).transpose()?;
        Ok(Self {
            recipe,
            painter: Painter::new(&recipe, &learning),
            optimizer: optimizer(),
            critic: Net::new(&Discriminator, &learning),
            critic_optimizer: optimizer(),
            labeller: Net::load(&network, weights, &learning)?.no_grad(),
            vgg: vgg.map(Module::no_grad),
            histograms: (vec![0.0; BINS], 0.0),
            learning,
            note: note.into(),
        })
    }

    /// How real each patch of pictures looks to the critic.
    fn criticise(&self, ink: &Tensor<4>, picture: Tensor<4>) -> Tensor<4> {
        self.critic.run(&Discriminator, [Tensor::cat(vec![ink.clone(), picture], 3)])
    }

    /// Teaches the critic what is real and what `made` is; gives its loss.
    fn teach_critic(&mut self, made: Tensor<4>, wanted: Tensor<4>, ink: &Tensor<4>, rate: f64) -> f32 {
        let real = loss::cross_entropy(self.criticise(ink, wanted), true);
        let loss = (real + loss::cross_entropy(self.criticise(ink, made.detach()), false)) * 0.5;
        let value = loss.clone().into_scalar::<f32>();
        let gradients = GradientsParams::from_grads(loss.backward(), &self.critic);
        self.critic = self.critic_optimizer.step(rate, self.critic.clone(), gradients);
        value
    }

    /// The histograms of samples as a network takes them; they are counted in for the mean.
    fn histograms(&mut self, samples: &[Sample]) -> Vec<f32> {
        let mut all = Vec::with_capacity(samples.len() * BINS);
        for sample in samples {
            // Of a sample without a figure all shares are 0.
            let bins = histogram(sample).map_or_else(|| vec![0.0; BINS], |histogram| histogram.bins());
            self.histograms.0.iter_mut().zip(&bins).for_each(|(sum, v)| *sum += f64::from(*v));
            self.histograms.1 += 1.0;
            all.extend(roots(&bins));
        }
        all
    }

    /// The system as it is now.
    fn baseline(&self) -> Baseline {
        let (sum, count) = &self.histograms;
        let mean = sum.iter().map(|v| (v / count.max(1.0)) as f32).collect();
        Baseline::new(self.recipe, self.painter.valid(), mean, self.learning.resting())
    }
}

impl Task for PublishedTask {
    fn step(&mut self, samples: &[Sample], step: Step) -> Result<Vec<(&'static str, f32)>> {
        let (count, size, weights) = (samples.len(), samples[0].size, self.recipe.losses);
        let device = self.learning.device.clone();
        let mut rng = ChaCha8Rng::seed_from_u64(step.seed);
        let cells = samples.iter().flat_map(|sample| match self.recipe.hints {
            true => masked(sample, &mut rng),
            false => Told::default().cells(size),
        });
        let hints = picture::hints(cells.collect(), count, size, &device);
        let histograms = picture::histograms(self.histograms(samples), &device);
        let ink = ink_tensor(samples, &device);
        let [truth, known] = picture::truth(samples, &device);
        let made = self.painter.paint(ink.clone(), hints, histograms);
        let difference = made.clone() - truth.clone();
        let mut told = Vec::new();
        let mut total: Option<Tensor<1>> = None;
        let mut add = |name: &'static str, weight: f32, loss: &dyn Fn() -> Tensor<1>| {
            if weight > 0.0 {
                let loss = loss();
                told.push((name, loss.clone().into_scalar::<f32>()));
                let loss = loss * weight;
                total = Some(total.take().map_or_else(|| loss.clone(), |total| total + loss.clone()));
            }
        };
        add("absolute", weights.absolute, &|| loss::absolute(difference.clone(), known.clone()));
        add("square", weights.square, &|| loss::square(difference.clone(), known.clone()));
        add("huber", weights.huber, &|| loss::huber(difference.clone(), known.clone()));
        // What the eye and the critic see differs from the truth only where that is known.
        let mask = known.greater_elem(0.0).float();
        let seen = truth.clone() + (made - truth.clone()) * mask;
        add("perceptual", weights.perceptual, &|| {
            perceptual::distance(&self.labeller, self.vgg.as_ref(), [seen.clone(), truth.clone()], &ink)
        });
        let mut critic = None;
        if weights.adversarial > 0.0 {
            critic = Some(self.teach_critic(seen.clone(), truth.clone(), &ink, step.learning_rate));
        }
        add("adversarial", weights.adversarial, &|| {
            loss::cross_entropy(self.criticise(&ink, seen.clone()), true)
        });
        let total = total.expect("a loss counts");
        told.insert(0, ("loss", total.clone().into_scalar::<f32>()));
        told.extend(critic.map(|critic| ("critic", critic)));
        let gradients = GradientsParams::from_grads(total.backward(), &self.painter);
        self.painter = self.optimizer.step(step.learning_rate, self.painter.clone(), gradients);
        Ok(told)
    }

    fn validate(&self, named: &[(String, Sample)]) -> Result<Validation> {
        let baseline = self.baseline();
        let mut errors: Vec<(String, f32, f32)> = Vec::new();
        let mut sheet = Vec::new();
        for (i, (source, sample)) in named.iter().enumerate() {
            let painted = baseline.paint(sample, &Told::of(sample, i as u64));
            let error = mean_error(sample, &painted);
            match errors.iter_mut().find(|(name, _, _)| name == source) {
                Some((_, sum, count)) => (*sum, *count) = (*sum + error, *count + 1.0),
                None => errors.push((source.clone(), error, 1.0)),
            }
            if i % named.len().div_ceil(2 * COLUMNS) == 0 {
                sheet.push((sample, painted));
            }
        }
        let (sum, count) = errors.iter().fold((0.0, 0.0), |(sum, all), (_, s, n)| (sum + s, all + n));
        let mean = sum / f32::max(count, 1.0);
        let figures = errors.into_iter().map(|(name, sum, count)| (format!("{name} error"), sum / count));
        Ok(Validation::new(1.0 - mean, figures.collect(), draw_sheet(&sheet)))
    }

    fn parameters(&self) -> Vec<Vec<f32>> {
        parameters::read(&self.painter)
    }

    fn set_parameters(&mut self, values: &[Vec<f32>]) {
        self.painter = parameters::write(self.painter.clone(), values);
    }

    fn save(&self, folder: &Path) -> Result<()> {
        let histograms = serde_json::to_vec(&self.histograms).expect("plain numbers");
        write_atomic(&folder.join(HISTOGRAM), &histograms)?;
        checkpoint::save(folder, "painter", &self.painter, &self.optimizer)?;
        checkpoint::save(folder, "critic", &self.critic, &self.critic_optimizer)
    }

    fn load(&mut self, folder: &Path) -> Result<()> {
        let path = folder.join(HISTOGRAM);
        let wrong = |what: &dyn std::fmt::Display| Error::Model(format!("{}: {what}", path.display()));
        let bytes = std::fs::read(&path).map_err(|error| wrong(&error))?;
        self.histograms = serde_json::from_slice(&bytes).map_err(|error| wrong(&error))?;
        (self.painter, self.optimizer) =
            checkpoint::load(folder, "painter", self.painter.clone(), self.optimizer.clone())?;
        (self.critic, self.critic_optimizer) =
            checkpoint::load(folder, "critic", self.critic.clone(), self.critic_optimizer.clone())?;
        Ok(())
    }

    fn package(&self, steps: usize) -> Result<Vec<(String, Vec<u8>)>> {
        Ok(vec![("published.safetensors".into(), self.baseline().to_bytes(steps, &self.note)?)])
    }
}

/// The mean absolute error where the truth is known, 0..=1.
fn mean_error(sample: &Sample, painted: &[[f32; 3]]) -> f32 {
    let known = (0..painted.len()).filter(|&i| sample.flat_index[i] != UNKNOWN);
    let (sum, count) = known.fold((0.0, 0.0), |(sum, count), i| {
        let error: f32 = painted[i].iter().zip(sample.shaded[i]).map(|(a, b)| (a - b).abs()).sum();
        (sum + error / 3.0, count + 1.0)
    });
    sum / f32::max(count, 1.0)
}

/// Rows of pictures in pairs: what was painted above the truth.
fn draw_sheet(shown: &[(&Sample, Vec<[f32; 3]>)]) -> Option<Raster> {
    let size = shown.first()?.0.size;
    Some(Plane::from_fn(COLUMNS * size, shown.len().div_ceil(COLUMNS) * 2 * size, |x, y| {
        let Some((sample, painted)) = shown.get(y / (2 * size) * COLUMNS + x / size) else {
            return [255; 4];
        };
        let i = y % size * size + x % size;
        let color = if y / size % 2 == 0 { painted[i] } else { sample.shaded[i] };
        let [r, g, b] = color.map(|v| (255.0 * (v * (1.0 - sample.ink[i])).clamp(0.0, 1.0)).round() as u8);
        [r, g, b, 255]
    }))
}

#[cfg(all(test, feature = "bundled-models"))]
mod tests {
    use super::*;
    use crate::synth::SynthOptions;
    use crate::train::published::Published;
    use crate::train::{Augment, Pair};
    use crate::{Histogram, ModelKind, Models};

    fn samples() -> Vec<Sample> {
        let options = SynthOptions { size: 96, ..SynthOptions::default() };
        let sample = |seed| {
            let pair = Pair::draw(seed, &options).unwrap();
            Augment::none(64).sample(&pair, &mut ChaCha8Rng::seed_from_u64(0))
        };
        (0..2).map(sample).collect()
    }

    fn task(recipe: Recipe) -> PublishedTask {
        let models = Models::bundled();
        let labels = models.file(ModelKind::Labeller).unwrap();
        PublishedTask::new(Device::Cpu, 1, recipe, labels, None, "a test").unwrap()
    }

    #[test]
    fn each_system_learns_and_comes_back_from_its_files() {
        let samples = samples();
        for system in Published::ALL {
            let mut task = task(Recipe::new(system));
            let losses: Vec<f32> =
                (0..12).map(|i| task.step(&samples, Step::new(i, 12, 4e-3, 7)).unwrap()[0].1).collect();
            assert!(losses[11] < 0.9 * losses[0], "{system}: {losses:?}");
            let folder = tempfile::tempdir().unwrap();
            task.save(folder.path()).unwrap();
            let mut other = self::task(Recipe::new(system));
            other.load(folder.path()).unwrap();
            let next = Step::new(12, 13, 4e-3, 8);
            assert_eq!(task.step(&samples, next).unwrap(), other.step(&samples, next).unwrap(), "{system}");
            let (_, bytes) = task.package(13).unwrap().remove(0);
            let told = Told::of(&samples[0], 0);
            let (kept, read) = (task.baseline(), Baseline::from_bytes(&bytes).unwrap());
            assert_eq!(read.recipe(), kept.recipe());
            // Model files hold f16.
            let pairs = kept.paint(&samples[0], &told).into_iter().zip(read.paint(&samples[0], &told));
            let worst = pairs.flat_map(|(a, b)| [0, 1, 2].map(|c| (a[c] - b[c]).abs())).fold(0.0, f32::max);
            assert!(worst < 0.02, "{system}: {worst}");
        }
    }

    #[test]
    fn what_a_system_is_told_changes_what_it_paints() {
        let sample = &samples()[0];
        for system in Published::ALL {
            let baseline = task(Recipe::new(system)).baseline();
            let untold = baseline.paint(sample, &Told::default());
            let mut told = Told::hints(vec![(20, 20, crate::Rgb::new(200, 30, 30))]);
            assert_eq!(untold != baseline.paint(sample, &told), system.wants_hints(), "{system}: hints");
            (told.hints, told.histogram) = (Vec::new(), Some(Histogram::from_bins(&[1.0; BINS]).unwrap()));
            let changed = untold != baseline.paint(sample, &told);
            assert_eq!(changed, system.wants_histogram(), "{system}: histogram");
        }
    }

    #[test]
    fn ablations_have_fewer_weights_or_losses() {
        let samples = samples();
        let mut recipe = Recipe::new(Published::Sgru);
        let all = task(recipe).parameters().len();
        recipe.swish = false;
        recipe.losses.set("adversarial", 0.0).unwrap();
        let mut task = task(recipe);
        assert!(task.parameters().len() < all);
        let losses = task.step(&samples, Step::new(0, 1, 1e-3, 1)).unwrap();
        let names: Vec<_> = losses.iter().map(|(name, _)| *name).collect();
        assert_eq!(names, ["loss", "huber", "perceptual"]);
    }
}

//! Training of the region network.

use std::path::Path;
use std::sync::Mutex;

use burn::module::Module;
use burn::optim::{GradientsParams, ModuleOptimizer};
use burn::tensor::{Device as BurnDevice, Tensor, TensorData, activation};
use rand::{Rng, SeedableRng};
use rand_chacha::ChaCha8Rng;
use rayon::prelude::*;

use super::augment::Sample;
use super::most::most;
use super::normal::normal;
use super::pairs::UNKNOWN;
use super::task::{Step, Task, Validation, optimizer};
use super::{checkpoint, parameters};
use crate::burn::{Net, Placement};
use crate::label::{Label, LabelSet};
use crate::network::labeller::EMBEDDING;
use crate::network::package::{self, ModelKind};
use crate::network::regions::{REGION_INPUTS, REGION_OUTPUTS, RegionNetwork};
use crate::reading::{LOWEST, PIXELS, PLACE, SHAPE, Tokens, scores};
use crate::{Device, Engine, EngineOptions, Error, Models, Plane, Raster, ReadOptions, Reading, Result};

/// Ink from which on a pixel is line.
const LINE: f32 = 0.5;
/// Pixels from which on a region counts as a larger one.
const LARGE: u32 = 2000;
/// Regions of fewer pixels do not count.
const LEAST: u32 = 10;
/// How many drawings in a hundred are told without places, and without sizes and forms too.
const PLACELESS: u32 = 30;
const SHAPELESS: u32 = 15;
/// Standard deviation of what is added to all that is told.
const NOISE: f32 = 0.1;
/// Temperature and weight of the contrastive loss.
const TEMPERATURE: f32 = 0.1;
const CONTRAST: f32 = 0.5;

/// Learns what regions show from all regions of a drawing: labels by cross-entropy, and embeddings by a supervised
/// contrastive loss (Khosla et al. 2020), positives being regions of one flat colour. The regions are those that the
/// library finds, in drawings of other lines, sizes and colours than the labeller saw.
pub struct RegionsTask {
    engine: Engine,
    device: BurnDevice,
    net: Net,
    optimizer: ModuleOptimizer,
    /// What is watched, read when it is first asked for.
    watched: Mutex<Vec<Scene>>,
    note: String,
}

/// A drawing that was read.
struct Scene {
    /// [regions, 129]
    told: Vec<f32>,
    /// The votes, 1 together: [regions, 21].
    scores: Vec<f32>,
    regions: Vec<Truth>,
}

/// What is known of a region.
#[derive(Clone, Copy)]
struct Truth {
    /// [`UNKNOWN`] where nobody knows.
    label: u8,
    color: u8,
    /// Pixels that no line hides.
    area: u32,
}

impl Truth {
    /// Whether it counts among those whose label is known.
    fn labelled(&self) -> bool {
        self.label != UNKNOWN && self.area >= LEAST
    }

    /// Whether it counts among those whose colour is known.
    fn colored(&self) -> bool {
        self.color != UNKNOWN && self.area >= LEAST
    }

    fn weight(&self) -> f32 {
        (self.area.min(LARGE) as f32).sqrt()
    }
}

impl RegionsTask {
    /// Makes a network with random weights, or goes on with those of `from`; `models` hold the labeller that reads the
    /// drawings.
    ///
    /// # Errors
    /// [`crate::Error::Device`] if the device is not there, [`crate::Error::Model`] if a file is of another network or the
    /// labeller has a character's own labels.
    pub fn new(device: Device, seed: u64, models: &Models, from: Option<&[u8]>, note: &str) -> Result<Self> {
        let engine = Engine::with_options(EngineOptions::default(), models)?;
        if *engine.labels() != LabelSet::standard() {
            return Err(Error::Model(
                "the region network learns the standard labels, and the labeller has own ones".into(),
            ));
        }
        let learning = Placement::new(device)?.learning(seed);
        let net = match from {
            Some(file) => Net::load(&RegionNetwork, package::read(file, ModelKind::Regions)?, &learning)?,
            None => Net::new(&RegionNetwork, &learning),
        };
        let (device, optimizer) = (learning.device, optimizer());
        Ok(Self { engine, device, net, optimizer, watched: Mutex::default(), note: note.into() })
    }

    /// Reads samples as drawings.
    fn read(&self, samples: &[&Sample], mirror: bool) -> Result<Vec<Scene>> {
        samples.par_iter().map(|sample| Scene::read(&self.engine, sample, mirror)).collect()
    }
}

impl Scene {
    fn read(engine: &Engine, sample: &Sample, mirror: bool) -> Result<Self> {
        let options = ReadOptions::default().with_max_side(sample.size.min(512)).with_mirror(mirror);
        let reading = Reading::new(engine, &drawing(sample), &options, None)?;
        let ballot = reading.ballot();
        let Tokens { regions, values } = Tokens::new(reading.regions(), &ballot, engine.labels());
        let scores = scores(&ballot, reading.regions());
        let truths = truths(&reading, sample);
        Ok(Self {
            told: values,
            scores: regions.iter().flat_map(|&i| scores[i][..Label::COUNT].to_vec()).collect(),
            regions: regions.into_iter().map(|i| truths[i]).collect(),
        })
    }

    fn len(&self) -> usize {
        self.regions.len()
    }

    /// What is told, with less and with noise.
    fn blurred(&self, rng: &mut ChaCha8Rng) -> Vec<f32> {
        let hidden = match rng.random_range(0..100) {
            n if n < SHAPELESS => SHAPE,
            n if n < PLACELESS => PLACE,
            _ => REGION_INPUTS,
        };
        let mut told = self.told.clone();
        for told in told.chunks_exact_mut(REGION_INPUTS) {
            told[hidden..].fill(0.0);
            for value in &mut told[..hidden] {
                *value += NOISE * normal(rng);
            }
        }
        told
    }

    /// What the network gives: labels' scores [regions, 21] and embeddings [regions, 24], of length 1.
    fn run(&self, net: &Net, told: Vec<f32>, device: &BurnDevice) -> (Tensor<2>, Tensor<2>) {
        let count = self.len();
        let told = Tensor::from_data(TensorData::new(told, [1, 1, count, REGION_INPUTS]), device);
        let y = net.run(&RegionNetwork, [told]).reshape([count, REGION_OUTPUTS]);
        let votes = self.scores.iter().map(|score| 2.0 * (score + LOWEST).ln()).collect();
        let votes = Tensor::from_data(TensorData::new(votes, [count, Label::COUNT]), device);
        let embedding = y.clone().slice([0..count, Label::COUNT..REGION_OUTPUTS]);
        let length = (embedding.clone().powi_scalar(2).sum_dim(1) + 1e-6).sqrt();
        (y.slice([0..count, 0..Label::COUNT]) + votes, embedding / length)
    }

    /// The cross-entropy of the labels, and the contrastive loss.
    fn losses(&self, net: &Net, told: Vec<f32>, device: &BurnDevice) -> [Tensor<1>; 2] {
        let (scores, embedding) = self.run(net, told, device);
        losses(scores, embedding, &self.regions)
    }

    /// What is right by the network, then by votes alone: see [`right`].
    fn right(&self, net: &Net, device: &BurnDevice) -> [[usize; 4]; 2] {
        let (scores, embedding) = self.run(net, self.told.clone(), device);
        let count = self.len();
        let told =
            self.told.chunks_exact(REGION_INPUTS).flat_map(|told| told[PIXELS..][..EMBEDDING].to_vec());
        let rows = |values, columns| Tensor::from_data(TensorData::new(values, [count, columns]), device);
        let voted = rows(self.scores.clone(), Label::COUNT);
        [
            right(scores, embedding, &self.regions),
            right(voted, rows(told.collect(), EMBEDDING), &self.regions),
        ]
    }
}

/// The cross-entropy of the labels, and the contrastive loss.
fn losses(scores: Tensor<2>, embedding: Tensor<2>, regions: &[Truth]) -> [Tensor<1>; 2] {
    let (count, device) = (regions.len(), &scores.device());
    let total = regions.iter().map(Truth::weight).sum::<f32>().max(1.0);
    let mut wanted = vec![0.0; count * Label::COUNT];
    let mut positive = vec![0.0f32; count * count];
    let mut least = 0.0;
    for (i, own) in regions.iter().enumerate() {
        let weight = own.weight() / total;
        if own.labelled() {
            wanted[i * Label::COUNT + usize::from(own.label)] = weight;
        }
        let alike = |(j, other): &(usize, &Truth)| *j != i && other.colored() && other.color == own.color;
        let others: Vec<usize> = regions.iter().enumerate().filter(alike).map(|(j, _)| j).collect();
        if own.colored() && !others.is_empty() {
            least += weight * (others.len() as f32).ln();
            let share = weight / others.len() as f32;
            others.into_iter().for_each(|j| positive[i * count + j] = share);
        }
    }
    let wanted = Tensor::<2>::from_data(TensorData::new(wanted, [count, Label::COUNT]), device);
    let positive = Tensor::<2>::from_data(TensorData::new(positive, [count, count]), device);
    let labels = (activation::log_softmax(scores, 1) * wanted).sum().neg();
    let itself = Tensor::<2>::eye(count, device) * 1e4;
    let alike = embedding.clone().matmul(embedding.transpose()) / TEMPERATURE - itself;
    [labels, (activation::log_softmax(alike, 1) * positive).sum().neg() - least]
}

/// Regions that count, and of these those with the right label; regions that share their colour, and of these those whose
/// likest has it.
fn right(scores: Tensor<2>, embedding: Tensor<2>, regions: &[Truth]) -> [usize; 4] {
    let alike = embedding.clone().matmul(embedding.transpose());
    let values = |x: Tensor<2>| x.into_data().try_to_vec::<f32>().expect("f32");
    let (scores, alike, count) = (values(scores), values(alike), regions.len());
    let mut found = [0; 4];
    for (i, own) in regions.iter().enumerate() {
        if own.labelled() {
            let scores = &scores[i * Label::COUNT..][..Label::COUNT];
            let largest = (0..scores.len()).max_by(|&a, &b| scores[a].total_cmp(&scores[b]));
            found[0] += 1;
            found[1] += usize::from(largest == Some(usize::from(own.label)));
        }
        let others = || (0..count).filter(|&j| j != i && regions[j].colored());
        if own.colored() && others().any(|j| regions[j].color == own.color) {
            let row = &alike[i * count..][..count];
            let likest = others().max_by(|&a, &b| row[a].total_cmp(&row[b]));
            found[2] += 1;
            found[3] += usize::from(likest.is_some_and(|j| regions[j].color == own.color));
        }
    }
    found
}

/// A sample as a drawing.
fn drawing(sample: &Sample) -> Raster {
    Plane::from_fn(sample.size, sample.size, |x, y| {
        let paper = (255.0 * (1.0 - sample.ink[y * sample.size + x])) as u8;
        [paper, paper, paper, 255]
    })
}

/// The true label and colour of most of each region, by id - 1.
fn truths(reading: &Reading, sample: &Sample) -> Vec<Truth> {
    let seen = |i: usize| (sample.ink[i] < LINE).then(|| (sample.labels[i], sample.flat_index[i]));
    let all = most(reading.regions(), seen).into_iter();
    all.map(|(truth, area)| {
        let (label, color) = truth.unwrap_or((UNKNOWN, UNKNOWN));
        Truth { label, color, area }
    })
    .collect()
}

impl Task for RegionsTask {
    fn step(&mut self, samples: &[Sample], step: Step) -> Result<Vec<(&'static str, f32)>> {
        let scenes = self.read(&samples.iter().collect::<Vec<_>>(), false)?;
        let mut rng = ChaCha8Rng::seed_from_u64(step.seed);
        let losses =
            scenes.iter().map(|scene| scene.losses(&self.net, scene.blurred(&mut rng), &self.device));
        let [labels, contrast] = losses.reduce(|[a, b], [c, d]| [a + c, b + d]).expect("a sample at least");
        let [labels, contrast] = [labels, contrast].map(|loss| loss / scenes.len() as f32);
        let loss = labels.clone() + contrast.clone() * CONTRAST;
        let values = [loss.clone(), labels, contrast].map(|v| v.into_scalar::<f32>());
        let gradients = GradientsParams::from_grads(loss.backward(), &self.net);
        self.net = self.optimizer.step(step.learning_rate, self.net.clone(), gradients);
        Ok(vec![("loss", values[0]), ("labels", values[1]), ("contrast", values[2])])
    }

    fn labels(&self) -> Option<&LabelSet> {
        Some(self.engine.labels())
    }

    fn validate(&self, named: &[(String, Sample)]) -> Result<Validation> {
        let mut watched = self.watched.lock().unwrap_or_else(std::sync::PoisonError::into_inner);
        if watched.is_empty() {
            *watched = self.read(&named.iter().map(|(_, sample)| sample).collect::<Vec<_>>(), true)?;
        }
        let (device, net) = (self.device.clone().inner(), self.net.valid());
        let mut sums: Vec<(&str, [[usize; 4]; 2])> = Vec::new();
        for ((source, _), scene) in named.iter().zip(&*watched) {
            let right = scene.right(&net, &device);
            match sums.iter_mut().find(|(name, _)| name == source) {
                Some((_, sums)) => {
                    let all = sums.as_flattened_mut().iter_mut().zip(right.as_flattened());
                    all.for_each(|(sum, v)| *sum += v);
                }
                None => sums.push((source, right)),
            }
        }
        let share = |right: usize, all: usize| right as f32 / all.max(1) as f32;
        let figures =
            sums.iter().flat_map(|&(source, [[all, right, pairs, alike], [_, voted, _, before]])| {
                let labels = [
                    (source.to_owned(), share(right, all)),
                    (format!("{source} by votes"), share(voted, all)),
                ];
                let labels = labels.into_iter().filter(move |_| all > 0);
                labels.chain([
                    (format!("{source} likest"), share(alike, pairs)),
                    (format!("{source} likest by votes"), share(before, pairs)),
                ])
            });
        let labelled = sums.iter().filter(|(_, [[all, ..], _])| *all > 0);
        let scores: Vec<f32> = labelled.map(|(_, [[all, right, ..], _])| share(*right, *all)).collect();
        Ok(Validation {
            score: scores.iter().sum::<f32>() / scores.len().max(1) as f32,
            figures: figures.collect(),
            sheet: None,
        })
    }

    fn parameters(&self) -> Vec<Vec<f32>> {
        parameters::read(&self.net)
    }

    fn set_parameters(&mut self, values: &[Vec<f32>]) {
        self.net = parameters::write(self.net.clone(), values);
    }

    fn save(&self, folder: &Path) -> Result<()> {
        checkpoint::save(folder, "regions", &self.net, &self.optimizer)
    }

    fn load(&mut self, folder: &Path) -> Result<()> {
        (self.net, self.optimizer) =
            checkpoint::load(folder, "regions", self.net.clone(), self.optimizer.clone())?;
        Ok(())
    }

    fn package(&self, steps: usize) -> Result<Vec<(String, Vec<u8>)>> {
        let weights = self.net.weights(&RegionNetwork);
        let file = package::write(ModelKind::Regions, &weights, steps, &self.note)?;
        Ok(vec![("regions.safetensors".into(), file)])
    }
}

#[cfg(all(test, feature = "bundled-models"))]
mod tests {
    use super::*;
    use crate::synth::SynthOptions;
    use crate::train::{Augment, Pair};

    fn task(seed: u64) -> RegionsTask {
        RegionsTask::new(Device::Cpu, seed, &Models::bundled(), None, "a test").unwrap()
    }

    /// Generated figures, as they are.
    fn samples() -> Vec<Sample> {
        let drawn = SynthOptions { size: 256, ..SynthOptions::default() };
        let mut rng = ChaCha8Rng::seed_from_u64(5);
        let sample = |seed| Augment::none(256).sample(&Pair::draw(seed, &drawn).unwrap(), &mut rng);
        (40..43).map(sample).collect()
    }

    #[test]
    fn it_learns_what_votes_mistake_and_goes_on_exactly() {
        let samples = samples();
        let named: Vec<_> = samples.iter().map(|sample| ("figures".to_owned(), sample.clone())).collect();
        let mut learnt = task(3);
        let step = |i| Step::new(i, 60, 3e-3, i as u64);
        let first = learnt.step(&samples, step(0)).unwrap()[0].1;
        (1..59).for_each(|i| drop(learnt.step(&samples, step(i)).unwrap()));
        let folder = tempfile::tempdir().unwrap();
        learnt.save(folder.path()).unwrap();
        let mut resumed = task(4);
        resumed.load(folder.path()).unwrap();
        let [last, again] =
            [&mut learnt, &mut resumed].map(|task| task.step(&samples, step(59)).unwrap()[0].1);
        assert_eq!(last, again);
        assert!(last < 0.7 * first, "{first} to {last}");
        let found = learnt.validate(&named).unwrap().figures;
        let figure = |name: &str| found.iter().find(|(other, _)| other == name).unwrap().1;
        assert!(figure("figures") > figure("figures by votes"), "{found:?}");
        assert!(figure("figures likest") > figure("figures likest by votes"), "{found:?}");
    }

    #[test]
    fn regions_on_both_sides_of_a_border_go_by_their_most() {
        let sample = samples().remove(0);
        let scene = Scene::read(&task(1).engine, &sample, false).unwrap();
        assert_eq!(scene.told.len(), scene.len() * REGION_INPUTS);
        assert!(scene.told.iter().all(|v| v.is_finite() && v.abs() < 5.0));
        let lined = sample.ink.iter().filter(|&&ink| ink < LINE).count() as u32;
        assert_eq!(scene.regions.iter().map(|truth| truth.area).sum::<u32>(), lined);
    }
}

//! Training of the matcher.

use std::collections::BTreeMap;
use std::path::Path;

use burn::module::Module;
use burn::optim::{GradientsParams, ModuleOptimizer};
use burn::tensor::{Device as BurnDevice, Tensor, TensorData, activation};
use rand::{Rng, SeedableRng};
use rand_chacha::ChaCha8Rng;

use super::augment::Sample;
use super::most::most;
use super::task::{Step, Task, Validation, optimizer};
use super::{checkpoint, parameters};
use crate::burn::{Net, Placement};
use crate::network::matcher::{MATCHER_INPUTS, Matcher, Pairing};
use crate::network::package::{self, ModelKind};
use crate::reference::{Compared, compared};
use crate::synth::{Action, Drawing, Manner, SynthOptions, animate};
use crate::{Device, Engine, EngineOptions, Models, Raster, ReadOptions, Reading, Result};

/// Columns and rows of the drawings.
const SIDE: usize = 384;
/// Frames of an action, and which of them are compared: drawing and reference.
const FRAMES: usize = 8;
const COMPARED: [[usize; 2]; 3] = [[1, 0], [5, 0], [1, 3]];
/// Frames of two actions that are compared as pictures of one character: drawings of one, reference of the other.
const POSES: ([usize; 2], usize) = ([1, 6], 2);
/// Under this much ink or more a colour is hardly seen.
const SEEN: u8 = 128;
/// Pixels from which on a region counts as a larger one.
const LARGE: u32 = 2000;
/// Regions of fewer pixels do not count.
const LEAST: u32 = 10;
/// Steps to one more figure, and figures that a step looks at: the newest, and some of those before.
const STEPS: usize = 8;
const LOOKED_AT: usize = 4;
/// Figures that are watched, and the seed of the first.
const WATCHED: u64 = 16;
const WATCHED_SEED: u64 = 990_000_000;

/// Learns which regions of two drawings of a generated character have one colour, in frames of a shot and in other poses and
/// manners of line: for each region of the drawing the cross-entropy of the reference's regions, of which all of its colour
/// are right, and none if there is none. It draws its figures itself: the samples that it is given do not count.
pub struct MatchingTask {
    engine: Engine,
    device: BurnDevice,
    nets: [Net; 2],
    optimizers: [ModuleOptimizer; 2],
    /// Those that were drawn so far, by number.
    figures: BTreeMap<u64, Vec<Pair>>,
    seed: u64,
    watched: Vec<Pair>,
    note: String,
}

/// Two drawings of one character.
struct Pair {
    pairing: Pairing,
    compared: Compared,
    /// What is to be found for each region of the drawing; `None` where it does not count.
    wanted: Vec<Option<Truth>>,
    /// The colours of the reference's regions.
    there: Vec<Option<[u8; 3]>>,
}

/// What is known of a region.
struct Truth {
    /// Ground has none.
    color: Option<[u8; 3]>,
    /// Pixels that no line hides.
    area: u32,
}

impl MatchingTask {
    /// Makes matchers with random weights, or goes on with those of `from`; `models` hold the labeller whose embeddings and
    /// labels are compared.
    ///
    /// # Errors
    /// [`crate::Error::Device`] if the device is not there, [`crate::Error::Model`] if a file is of another network.
    pub fn new(device: Device, seed: u64, models: &Models, from: Option<&[u8]>, note: &str) -> Result<Self> {
        let engine = Engine::with_options(EngineOptions::default(), models)?;
        let learning = Placement::new(device)?.learning(seed);
        let nets = match from {
            Some(file) => {
                let mut weights = package::read(file, ModelKind::Matcher)?;
                let of = |pairing: Pairing| {
                    let own = weights.split_off(pairing.name()).unwrap_or_default();
                    Net::load(&Matcher(pairing), own, &learning)
                };
                let [frames, pictures] = Pairing::ALL.map(of);
                [frames?, pictures?]
            }
            None => Pairing::ALL.map(|pairing| Net::new(&Matcher(pairing), &learning)),
        };
        let watched = (0..WATCHED).map(|i| figure(&engine, WATCHED_SEED + i)).collect::<Result<Vec<_>>>()?;
        Ok(Self {
            engine,
            device: learning.device,
            nets,
            optimizers: [optimizer(), optimizer()],
            figures: BTreeMap::new(),
            seed,
            watched: watched.into_iter().flatten().collect(),
            note: note.into(),
        })
    }
}

/// What the matcher gives to all pairs of regions, and 0 for none: [drawing, reference + 1].
fn scores(net: &Net, pair: &Pair, device: &BurnDevice) -> Tensor<2> {
    let [rows, columns] = pair.compared.size;
    let told = TensorData::new(pair.compared.told.clone(), [1, rows, columns, MATCHER_INPUTS]);
    let scores = net.run(&Matcher(pair.pairing), [Tensor::from_data(told, device)]);
    Tensor::cat(vec![scores.reshape([rows, columns]), Tensor::zeros([rows, 1], device)], 1)
}

impl Pair {
    /// The cross-entropy, weighted by the regions' sizes.
    fn loss(&self, scores: Tensor<2>, device: &BurnDevice) -> Tensor<1> {
        let [rows, columns] = self.compared.size;
        let mut right = Vec::with_capacity(rows * (columns + 1));
        let mut weights = Vec::with_capacity(rows);
        for wanted in &self.wanted {
            let same = |color: &Option<[u8; 3]>| wanted.as_ref().is_some_and(|wanted| wanted.color == *color);
            let own = right.len();
            right.extend(self.there.iter().map(|color| f32::from(u8::from(same(color)))));
            let any = right[own..].contains(&1.0);
            right.push(f32::from(u8::from(!any)));
            weights.push(wanted.as_ref().map_or(0.0, |wanted| (wanted.area.min(LARGE) as f32).sqrt()));
        }
        let total = weights.iter().sum::<f32>().max(1.0);
        weights.iter_mut().for_each(|weight| *weight /= total);
        let right = Tensor::<2>::from_data(TensorData::new(right, [rows, columns + 1]), device);
        let weights = Tensor::<2>::from_data(TensorData::new(weights, [rows, 1]), device);
        let chance = (activation::softmax(scores, 1) * right).sum_dim(1).clamp_min(1e-9);
        (chance.log() * weights).sum() * -1.0
    }

    /// Regions whose likeliest colour is the true one, and all that count; `chances` are of the reference's regions, row by
    /// row.
    fn right(&self, chances: &[f32]) -> [usize; 2] {
        let mut counted = [0; 2];
        for (wanted, chances) in self.wanted.iter().zip(chances.chunks_exact(self.there.len())) {
            let Some(wanted) = wanted else { continue };
            let mut sums: Vec<(Option<[u8; 3]>, f32)> = Vec::new();
            for (color, chance) in self.there.iter().zip(chances) {
                match sums.iter_mut().find(|(known, _)| known == color) {
                    Some((_, sum)) => *sum += chance,
                    None => sums.push((*color, *chance)),
                }
            }
            let best = sums.iter().max_by(|a, b| a.1.total_cmp(&b.1));
            counted[0] += usize::from(best.is_some_and(|(color, _)| *color == wanted.color));
            counted[1] += 1;
        }
        counted
    }
}

/// Draws a figure and compares its drawings.
fn figure(engine: &Engine, seed: u64) -> Result<Vec<Pair>> {
    let options = ReadOptions::default().with_max_side(SIDE);
    let read = |drawings: &'_ [Drawing], wanted: &[usize]| -> Result<BTreeMap<usize, Reading>> {
        let one = |&i: &usize| {
            let line: Raster = drawings[i].line.map(|&ink| [255 - ink, 255 - ink, 255 - ink, 255]);
            Ok((i, Reading::new(engine, &line, &options, None)?))
        };
        wanted.iter().map(one).collect()
    };
    let compare = |pairing: Pairing, [drawing, reference]: [&Read<'_>; 2]| {
        let wanted = truths(&drawing.reading, drawing.drawing).into_iter();
        let there = truths(&reference.reading, reference.drawing).into_iter().map(|truth| truth.color);
        let compared = compared(&drawing.reading, &reference.reading, pairing);
        let counts = |truth: Truth| Some(truth).filter(|truth| truth.area >= LEAST);
        Pair { pairing, compared, wanted: wanted.map(counts).collect(), there: there.collect() }
    };
    let action = |i: u64| Action::ALL[(seed + i) as usize % Action::ALL.len()];
    let mut drawn = SynthOptions { size: SIDE, ..SynthOptions::default() };
    let first = animate(seed, action(0), FRAMES, &drawn)?;
    drawn.manner = Some(Manner::ALL[(seed / 5) as usize % Manner::ALL.len()]);
    let others = animate(seed, action(1 + seed / 7 % 4), FRAMES, &drawn)?;
    let readings = [read(&first, &[COMPARED.as_flattened(), &[POSES.1]].concat())?, read(&others, &POSES.0)?];
    let of = |which: usize, i: usize| Read {
        drawing: &[&first, &others][which][i],
        reading: readings[which][&i].clone(),
    };
    let frames = COMPARED.map(|[i, j]| compare(Pairing::Frames, [&of(0, i), &of(0, j)]));
    let poses = POSES.0.map(|i| compare(Pairing::Pictures, [&of(1, i), &of(0, POSES.1)]));
    Ok(frames.into_iter().chain(poses).collect())
}

/// A drawing that was read.
struct Read<'a> {
    drawing: &'a Drawing,
    reading: Reading,
}

/// The true colour of most of each region, by id - 1.
fn truths(reading: &Reading, drawing: &Drawing) -> Vec<Truth> {
    let color = |i: usize| (drawing.regions.as_slice()[i] != 0).then(|| drawing.flat.as_slice()[i]);
    let seen = |i: usize| (drawing.line.as_slice()[i] < SEEN).then(|| color(i));
    let all = most(reading.regions(), seen).into_iter();
    all.map(|(color, area)| Truth { color: color.flatten(), area }).collect()
}

impl Task for MatchingTask {
    fn step(&mut self, _: &[Sample], step: Step) -> Result<Vec<(&'static str, f32)>> {
        let newest = (step.index / STEPS) as u64;
        let mut rng = ChaCha8Rng::seed_from_u64(step.seed);
        let numbers: Vec<u64> =
            std::iter::once(newest).chain((1..LOOKED_AT).map(|_| rng.random_range(0..=newest))).collect();
        for &number in &numbers {
            if !self.figures.contains_key(&number) {
                let seed = (self.seed % 1000 * 100_000 + number) % WATCHED_SEED;
                self.figures.insert(number, figure(&self.engine, seed)?);
            }
        }
        let pairs = || numbers.iter().flat_map(|number| &self.figures[number]);
        let mut losses = [0.0; 2];
        for (i, pairing) in Pairing::ALL.into_iter().enumerate() {
            let own: Vec<&Pair> = pairs().filter(|pair| pair.pairing == pairing).collect();
            let of_pair = |pair: &&Pair| pair.loss(scores(&self.nets[i], pair, &self.device), &self.device);
            let loss = own.iter().map(of_pair).reduce(|a, b| a + b).expect("pairs of each kind");
            let loss = loss / own.len() as f32;
            losses[i] = loss.clone().into_scalar::<f32>();
            let gradients = GradientsParams::from_grads(loss.backward(), &self.nets[i]);
            self.nets[i] = self.optimizers[i].step(step.learning_rate, self.nets[i].clone(), gradients);
        }
        Ok(vec![("loss", losses[0] + losses[1]), ("frames", losses[0]), ("pictures", losses[1])])
    }

    fn validate(&self, _: &[(String, Sample)]) -> Result<Validation> {
        let device = self.device.clone().inner();
        let mut figures = Vec::new();
        let mut score = 0.0;
        for (pairing, net) in Pairing::ALL.into_iter().zip(&self.nets) {
            let net = net.valid();
            let (mut learnt, mut weighted) = ([0; 2], [0; 2]);
            for pair in self.watched.iter().filter(|pair| pair.pairing == pairing) {
                let [rows, columns] = pair.compared.size;
                let chances =
                    activation::softmax(scores(&net, pair, &device), 1).slice([0..rows, 0..columns]);
                let chances = chances.into_data().try_to_vec::<f32>().expect("f32");
                let add =
                    |sum: &mut [usize; 2], [right, all]: [usize; 2]| *sum = [sum[0] + right, sum[1] + all];
                add(&mut learnt, pair.right(&chances));
                add(&mut weighted, pair.right(&pair.compared.weighted));
            }
            let share = |[right, all]: [usize; 2]| right as f32 / all.max(1) as f32;
            score += share(learnt) / 2.0;
            figures.push((pairing.name().to_owned(), share(learnt)));
            figures.push((format!("{} by weights", pairing.name()), share(weighted)));
        }
        Ok(Validation { score, figures, sheet: None })
    }

    fn parameters(&self) -> Vec<Vec<f32>> {
        self.nets.iter().flat_map(parameters::read).collect()
    }

    fn set_parameters(&mut self, values: &[Vec<f32>]) {
        let count = values.len() / self.nets.len();
        for (net, values) in self.nets.iter_mut().zip(values.chunks_exact(count)) {
            *net = parameters::write(net.clone(), values);
        }
    }

    fn save(&self, folder: &Path) -> Result<()> {
        let all = Pairing::ALL.into_iter().zip(self.nets.iter().zip(&self.optimizers));
        all.into_iter().try_for_each(|(pairing, (net, optimizer))| {
            checkpoint::save(folder, pairing.name(), net, optimizer)
        })
    }

    fn load(&mut self, folder: &Path) -> Result<()> {
        for (i, pairing) in Pairing::ALL.into_iter().enumerate() {
            (self.nets[i], self.optimizers[i]) =
                checkpoint::load(folder, pairing.name(), self.nets[i].clone(), self.optimizers[i].clone())?;
        }
        Ok(())
    }

    fn package(&self, steps: usize) -> Result<Vec<(String, Vec<u8>)>> {
        let [frames, pictures] = &self.nets;
        let weights =
            frames.weights(&Matcher(Pairing::Frames)).with(pictures.weights(&Matcher(Pairing::Pictures)));
        let file = package::write(ModelKind::Matcher, &weights, steps, &self.note)?;
        Ok(vec![("matching.safetensors".into(), file)])
    }
}

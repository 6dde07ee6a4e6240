//! Training of the matcher.

use std::collections::BTreeMap;
use std::path::Path;
use std::sync::Mutex;

use burn::module::Module;
use burn::optim::{GradientsParams, ModuleOptimizer};
use burn::tensor::{Device as BurnDevice, Tensor, TensorData, activation};
use rand::{Rng, SeedableRng};
use rand_chacha::ChaCha8Rng;
use rayon::prelude::*;

use super::augment::{Augment, Sample};
use super::most::most;
use super::normal::normal;
use super::pairs::{Pair as Drawn, UNKNOWN};
use super::task::{Step, Task, Validation, optimizer};
use super::{checkpoint, parameters};
use crate::burn::{Net, Placement};
use crate::network::labeller::EMBEDDING;
use crate::network::matcher::{AFFINITIES, AFFINITY, Compare, Looks, Matcher, PIECE_INPUTS, Pairing, SIGNS};
use crate::network::package::{self, ModelKind};
use crate::reference::{Compared, compared};
use crate::synth::{Action, Drawing, Manner, SynthOptions, animate};
use crate::{Device, Engine, EngineOptions, Models, Plane, Raster, ReadOptions, Reading, Result};

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
/// Steps to one more figure, figures that a step looks at, the newest and some of those before, and how far back these go.
const STEPS: usize = 6;
const LOOKED_AT: usize = 3;
const REMEMBERED: u64 = 150;
/// How many pairs in a hundred are told without places beside the signs, and without sizes too.
const PLACELESS: u32 = 30;
const SHAPELESS: u32 = 15;
/// Standard deviation of what is added to all that is told of single regions.
const NOISE: f32 = 0.1;
/// Ink from which on a pixel is line.
const LINE: f32 = 0.5;
/// The colour of what nobody knows.
const NOBODY: [u8; 3] = [255, 0, 254];
/// Figures that are watched, and the seed of the first.
const WATCHED: u64 = 16;
const WATCHED_SEED: u64 = 990_000_000;

/// Learns which regions of two drawings of one character have one colour: for each region of the drawing the cross-entropy
/// of the reference's regions, of which all of its colour are right, and none if there is none.
///
/// The drawings are generated characters, which it draws itself, in frames of a shot and in other poses and manners of line;
/// and the samples that it is given, each beside itself: bent, turned, moved and drawn by another hand.
pub struct MatchingTask {
    engine: Engine,
    device: BurnDevice,
    nets: Matcher<Net>,
    optimizers: Matcher<ModuleOptimizer>,
    /// Those that were drawn so far, by number.
    figures: BTreeMap<u64, Vec<Pair>>,
    seed: u64,
    /// Figures, and samples beside themselves, that are watched: drawn and read when they are first asked for.
    watched: Mutex<[Vec<Pair>; 2]>,
    note: String,
}

/// Two drawings of one character.
struct Pair {
    pairing: Pairing,
    compared: Compared,
    /// What is to be found for each region of the drawing; `None` where it does not count.
    wanted: Vec<Option<Truth>>,
    /// The same of the reference's regions.
    there: Vec<Option<Truth>>,
}

/// What is known of a region.
#[derive(Clone, Copy, PartialEq)]
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
            Some(file) => Net::matcher(Matcher::of(package::read(file, ModelKind::Matcher)?), &learning)?,
            None => Matcher {
                looks: Net::new(&Looks, &learning),
                compare: Pairing::ALL.map(|pairing| Net::new(&Compare(pairing), &learning)),
            },
        };
        Ok(Self {
            engine,
            device: learning.device,
            nets,
            optimizers: Matcher { looks: optimizer(), compare: [optimizer(), optimizer()] },
            figures: BTreeMap::new(),
            seed,
            watched: Mutex::default(),
            note: note.into(),
        })
    }
}

/// What the matcher gives to all pairs of regions, and 0 for none: [drawing, reference + 1]. `pieces` is what is told of
/// single regions.
fn scores(nets: &Matcher<Net>, pair: &Pair, pieces: Vec<f32>, device: &BurnDevice) -> Tensor<2> {
    let [rows, columns] = pair.compared.size;
    let told = TensorData::new(pieces, [1, 1, rows + columns, PIECE_INPUTS]);
    let looked = nets.looks.run(&Looks, [Tensor::from_data(told, device)]);
    let looked = looked.reshape([rows + columns, AFFINITIES, AFFINITY]).swap_dims(0, 1);
    let here = looked.clone().slice([0..AFFINITIES, 0..rows]);
    let there = looked.slice([0..AFFINITIES, rows..rows + columns]);
    let affinities = here.matmul(there.swap_dims(1, 2)) / (AFFINITY as f32).sqrt();
    let affinities = affinities.permute([1, 2, 0]).reshape([1, rows, columns, AFFINITIES]);
    let signs = TensorData::new(pair.compared.told.clone(), [1, rows, columns, SIGNS]);
    let told = Tensor::cat(vec![Tensor::from_data(signs, device), affinities], 3);
    let scores = nets.compare[pair.pairing as usize].run(&Compare(pair.pairing), [told]);
    Tensor::cat(vec![scores.reshape([rows, columns]), Tensor::zeros([rows, 1], device)], 1)
}

impl Pair {
    /// A sample beside itself: for frames moved and bent a little, for pictures much.
    fn beside(engine: &Engine, sample: &Sample, pairing: Pairing, rng: &mut ChaCha8Rng) -> Result<Self> {
        let size = sample.size;
        let plane = |of: &dyn Fn(usize) -> [u8; 3]| Plane::from_fn(size, size, |x, y| of(y * size + x));
        let color = |i: usize| *sample.palette.get(usize::from(sample.flat_index[i])).unwrap_or(&NOBODY);
        let flat = plane(&color);
        let line = Plane::from_fn(size, size, |x, y| (255.0 * sample.ink[y * size + x]) as u8);
        let labels = Plane::from_fn(size, size, |x, y| sample.labels[y * size + x]);
        let drawn = Drawn::new("", "", line, &flat, flat.clone(), Some(labels))?;
        let (scale, turn_degrees, shift, stretch) = match pairing {
            Pairing::Frames => ((0.92, 1.08), 5.0, 0.04, 0.06),
            Pairing::Pictures => ((0.75, 1.3), 15.0, 0.12, 0.15),
        };
        let moved =
            Augment { scale, turn_degrees, shift, stretch, bend: 0.8, clean: 0.6, ..Augment::none(size) };
        let [drawing, reference] = [Augment::none(size), moved].map(|augment| augment.sample(&drawn, rng));
        let read = |sample: &Sample| -> Result<(Reading, Vec<Option<Truth>>)> {
            let line: Raster = Plane::from_fn(size, size, |x, y| {
                let paper = (255.0 * (1.0 - sample.ink[y * size + x])) as u8;
                [paper, paper, paper, 255]
            });
            let options = ReadOptions::default().with_max_side(size);
            let reading = Reading::new(engine, &line, &options, None)?;
            let seen = |i: usize| (sample.ink[i] < LINE).then(|| sample.flat_index[i]);
            let truth = |(index, area): (Option<u8>, u32)| {
                let index = index.filter(|&index| index != UNKNOWN && area >= LEAST)?;
                let color = (index != 0).then(|| sample.palette[usize::from(index)]);
                Some(Truth { color, area }).filter(|truth| truth.color != Some(NOBODY))
            };
            let truths = most(reading.regions(), seen).into_iter().map(truth).collect();
            Ok((reading, truths))
        };
        let (drawing, wanted) = read(&drawing)?;
        let (reference, there) = read(&reference)?;
        let compared = compared(&drawing, &reference, pairing);
        Ok(Self { pairing, compared, wanted, there })
    }

    /// What is told of single regions, with less and with noise.
    fn blurred(&self, rng: &mut ChaCha8Rng) -> Vec<f32> {
        // First embeddings, then sizes and kinds, then places, then which picture it is.
        let hidden = match rng.random_range(0..100) {
            n if n < SHAPELESS => 2 * EMBEDDING..PIECE_INPUTS - 2,
            n if n < PLACELESS => PIECE_INPUTS - 4..PIECE_INPUTS - 2,
            _ => 0..0,
        };
        let mut told = self.compared.pieces.clone();
        for told in told.chunks_exact_mut(PIECE_INPUTS) {
            told[hidden.clone()].fill(0.0);
            for value in &mut told[..PIECE_INPUTS - 2] {
                *value += NOISE * normal(rng);
            }
        }
        told
    }

    /// The cross-entropy, weighted by the regions' sizes.
    fn loss(&self, scores: Tensor<2>, device: &BurnDevice) -> Tensor<1> {
        let [rows, columns] = self.compared.size;
        let mut right = Vec::with_capacity(rows * (columns + 1));
        let mut weights = Vec::with_capacity(rows);
        for wanted in &self.wanted {
            let same = |other: &Option<Truth>| {
                wanted.zip(*other).is_some_and(|(wanted, other)| wanted.color == other.color)
            };
            let own = right.len();
            right.extend(self.there.iter().map(|other| f32::from(u8::from(same(other)))));
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
            // What nobody knows of the reference is of no colour.
            let mut sums: Vec<(Option<Option<[u8; 3]>>, f32)> = Vec::new();
            for (other, chance) in self.there.iter().zip(chances) {
                let color = other.map(|other| other.color);
                match sums.iter_mut().find(|(known, _)| *known == color) {
                    Some((_, sum)) => *sum += chance,
                    None => sums.push((color, *chance)),
                }
            }
            let best = sums.iter().max_by(|a, b| a.1.total_cmp(&b.1));
            counted[0] += usize::from(best.is_some_and(|(color, _)| *color == Some(wanted.color)));
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
        let compared = compared(&drawing.reading, &reference.reading, pairing);
        let counts = |truth: Truth| Some(truth).filter(|truth| truth.area >= LEAST);
        let [wanted, there] = [drawing, reference]
            .map(|read| truths(&read.reading, read.drawing).into_iter().map(counts).collect());
        Pair { pairing, compared, wanted, there }
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
    fn step(&mut self, samples: &[Sample], step: Step) -> Result<Vec<(&'static str, f32)>> {
        let newest = (step.index / STEPS) as u64;
        let oldest = newest.saturating_sub(REMEMBERED);
        self.figures = self.figures.split_off(&oldest);
        let mut rng = ChaCha8Rng::seed_from_u64(step.seed);
        let numbers: Vec<u64> = std::iter::once(newest)
            .chain((1..LOOKED_AT).map(|_| rng.random_range(oldest..=newest)))
            .collect();
        for &number in &numbers {
            if !self.figures.contains_key(&number) {
                let seed = (self.seed % 1000 * 100_000 + number) % WATCHED_SEED;
                self.figures.insert(number, figure(&self.engine, seed)?);
            }
        }
        let beside = self.besides(samples.iter(), rng.random())?;
        let pairs: Vec<&Pair> =
            numbers.iter().flat_map(|number| &self.figures[number]).chain(&beside).collect();
        let losses = Pairing::ALL.map(|pairing| {
            let own: Vec<&&Pair> = pairs.iter().filter(|pair| pair.pairing == pairing).collect();
            let of_pair = |pair: &&&Pair| {
                let scores = scores(&self.nets, pair, pair.blurred(&mut rng), &self.device);
                pair.loss(scores, &self.device)
            };
            own.iter().map(of_pair).reduce(|a, b| a + b).expect("pairs of each kind") / own.len() as f32
        });
        let [frames, pictures] = losses.clone().map(|loss| loss.into_scalar::<f32>());
        let [loss, other] = losses;
        let mut gradients = (loss + other).backward();
        let rate = step.learning_rate;
        let Matcher { looks, compare } = &mut self.nets;
        let of_looks = GradientsParams::from_module(&mut gradients, looks);
        *looks = self.optimizers.looks.step(rate, looks.clone(), of_looks);
        for (net, optimizer) in compare.iter_mut().zip(&mut self.optimizers.compare) {
            let of_net = GradientsParams::from_module(&mut gradients, net);
            *net = optimizer.step(rate, net.clone(), of_net);
        }
        Ok(vec![("loss", frames + pictures), ("frames", frames), ("pictures", pictures)])
    }

    fn validate(&self, named: &[(String, Sample)]) -> Result<Validation> {
        let mut watched = self.watched.lock().unwrap_or_else(std::sync::PoisonError::into_inner);
        if watched[0].is_empty() {
            let figures = (0..WATCHED).map(|i| figure(&self.engine, WATCHED_SEED + i));
            let figures: Vec<Vec<Pair>> = figures.collect::<Result<_>>()?;
            let beside = self.besides(named.iter().map(|(_, sample)| sample), 0)?;
            *watched = [figures.into_iter().flatten().collect(), beside];
        }
        let device = self.device.clone().inner();
        let nets = Matcher {
            looks: self.nets.looks.valid(),
            compare: self.nets.compare.each_ref().map(Module::valid),
        };
        let share = |[right, all]: [usize; 2]| right as f32 / all.max(1) as f32;
        let mut figures = Vec::new();
        let mut score = 0.0;
        for (watched, what) in watched.iter().zip(["", " beside themselves"]) {
            for pairing in Pairing::ALL {
                let (mut learnt, mut weighted) = ([0; 2], [0; 2]);
                for pair in watched.iter().filter(|pair| pair.pairing == pairing) {
                    let [rows, columns] = pair.compared.size;
                    let scores = scores(&nets, pair, pair.compared.pieces.clone(), &device);
                    let chances = activation::softmax(scores, 1).slice([0..rows, 0..columns]);
                    let chances = chances.into_data().try_to_vec::<f32>().expect("f32");
                    let add = |sum: &mut [usize; 2], [right, all]: [usize; 2]| {
                        *sum = [sum[0] + right, sum[1] + all]
                    };
                    add(&mut learnt, pair.right(&chances));
                    add(&mut weighted, pair.right(&pair.compared.weighted));
                }
                score += share(learnt) / 4.0;
                figures.push((format!("{}{what}", pairing.name()), share(learnt)));
                figures.push((format!("{}{what} by weights", pairing.name()), share(weighted)));
            }
        }
        Ok(Validation { score, figures, sheet: None })
    }

    fn parameters(&self) -> Vec<Vec<f32>> {
        self.all().into_iter().flat_map(|(_, net, _)| parameters::read(net)).collect()
    }

    fn set_parameters(&mut self, values: &[Vec<f32>]) {
        let Matcher { looks, compare: [frames, pictures] } = &mut self.nets;
        let mut values = values;
        for net in [looks, frames, pictures] {
            let (own, others) = values.split_at(parameters::read(net).len());
            *net = parameters::write(net.clone(), own);
            values = others;
        }
    }

    fn save(&self, folder: &Path) -> Result<()> {
        self.all()
            .into_iter()
            .try_for_each(|(name, net, optimizer)| checkpoint::save(folder, name, net, optimizer))
    }

    fn load(&mut self, folder: &Path) -> Result<()> {
        let load = |name: &str, net: &mut Net, optimizer: &mut ModuleOptimizer| {
            (*net, *optimizer) = checkpoint::load(folder, name, net.clone(), optimizer.clone())?;
            Ok(())
        };
        load("looks", &mut self.nets.looks, &mut self.optimizers.looks)?;
        Pairing::ALL.into_iter().enumerate().try_for_each(|(i, pairing)| {
            load(pairing.name(), &mut self.nets.compare[i], &mut self.optimizers.compare[i])
        })
    }

    fn package(&self, steps: usize) -> Result<Vec<(String, Vec<u8>)>> {
        let [frames, pictures] = &self.nets.compare;
        let weights = self.nets.looks.weights(&Looks);
        let weights = weights.with(frames.weights(&Compare(Pairing::Frames)));
        let weights = weights.with(pictures.weights(&Compare(Pairing::Pictures)));
        let file = package::write(ModelKind::Matcher, &weights, steps, &self.note)?;
        Ok(vec![("matching.safetensors".into(), file)])
    }
}

impl MatchingTask {
    /// The networks and their optimisers, by name.
    fn all(&self) -> [(&'static str, &Net, &ModuleOptimizer); 3] {
        let [frames, pictures] = &self.nets.compare;
        let [of_frames, of_pictures] = &self.optimizers.compare;
        [
            ("looks", &self.nets.looks, &self.optimizers.looks),
            (Pairing::Frames.name(), frames, of_frames),
            (Pairing::Pictures.name(), pictures, of_pictures),
        ]
    }

    /// Samples beside themselves, by turns as frames and as pictures.
    fn besides<'a>(&self, samples: impl Iterator<Item = &'a Sample>, seed: u64) -> Result<Vec<Pair>> {
        let numbered: Vec<(usize, &Sample)> = samples.enumerate().collect();
        let beside = |(i, sample): (usize, &Sample)| {
            let mut rng = ChaCha8Rng::seed_from_u64(seed ^ i as u64);
            Pair::beside(&self.engine, sample, Pairing::ALL[i % 2], &mut rng)
        };
        numbered.into_par_iter().map(beside).collect()
    }
}

#[cfg(all(test, feature = "bundled-models"))]
mod tests {
    use super::*;
    use crate::reference::with_affinities;

    fn task(seed: u64) -> MatchingTask {
        MatchingTask::new(Device::Cpu, seed, &Models::bundled(), None, "a test").unwrap()
    }

    /// Two generated figures, as they are.
    fn samples() -> Vec<Sample> {
        let drawn = SynthOptions { size: 192, ..SynthOptions::default() };
        (40..42).map(|seed| Sample::whole(&Drawn::draw(seed, &drawn).unwrap(), 192)).collect()
    }

    #[test]
    fn it_learns_goes_on_exactly_and_says_the_same_in_the_library() {
        let samples = samples();
        let mut learnt = task(3);
        let step = |i| Step::new(i, 12, 4e-3, 5);
        let first = learnt.step(&samples, step(0)).unwrap()[0].1;
        (1..5).for_each(|i| drop(learnt.step(&samples, step(i)).unwrap()));
        let folder = tempfile::tempdir().unwrap();
        learnt.save(folder.path()).unwrap();
        let mut resumed = task(3);
        resumed.load(folder.path()).unwrap();
        let [last, again] =
            [&mut learnt, &mut resumed].map(|task| task.step(&samples, step(5)).unwrap()[0].1);
        assert_eq!(last, again);
        assert!(last < 0.8 * first, "{first} to {last}");

        let (_, file) = learnt.package(6).unwrap().remove(0);
        let mut models = Models::bundled();
        models.insert(ModelKind::Matcher, file).unwrap();
        let engine = Engine::with_options(EngineOptions::default(), &models).unwrap();
        let (device, pair) = (learnt.device.clone().inner(), &learnt.figures[&0][0]);
        let [rows, columns] = pair.compared.size;
        let nets = Matcher {
            looks: learnt.nets.looks.valid(),
            compare: learnt.nets.compare.each_ref().map(Module::valid),
        };
        let trained = scores(&nets, pair, pair.compared.pieces.clone(), &device);
        let trained = trained.into_data().try_to_vec::<f32>().unwrap();
        let looked = engine.looked(&pair.compared.pieces, rows + columns).unwrap();
        let (here, there) = looked.split_at(rows * AFFINITIES * AFFINITY);
        for i in 0..rows {
            let signs = &pair.compared.told[i * columns * SIGNS..][..columns * SIGNS];
            let told = with_affinities(signs, &here[i * AFFINITIES * AFFINITY..], there);
            let found = engine.matched(pair.pairing, &told, [1, columns]).unwrap();
            // The file's weights are halves.
            let near = |(a, b): (&f32, &f32)| (a - b).abs() < 0.05 + 0.02 * a.abs();
            assert!(trained[i * (columns + 1)..].iter().zip(&found).all(near), "row {i}");
        }
    }

    #[test]
    fn a_sample_beside_itself_has_its_colours_twice() {
        let task = task(1);
        let sample = &samples()[0];
        let mut rng = ChaCha8Rng::seed_from_u64(1);
        let pair = Pair::beside(&task.engine, sample, Pairing::Pictures, &mut rng).unwrap();
        assert_eq!([pair.wanted.len(), pair.there.len()], pair.compared.size);
        let there: Vec<_> = pair.there.iter().flatten().map(|truth| truth.color).collect();
        let known = pair.wanted.iter().flatten();
        let missing = known.clone().filter(|wanted| !there.contains(&wanted.color)).count();
        assert!(missing * 5 < known.count(), "{missing}");
    }
}

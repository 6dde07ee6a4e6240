//! Training of the partitioner.

use std::path::Path;

use burn::module::Module;
use burn::optim::{GradientsParams, ModuleOptimizer};
use burn::tensor::{Tensor, activation};
use rand::{Rng, SeedableRng};
use rand_chacha::ChaCha8Rng;

use super::augment::Sample;
use super::pairs::UNKNOWN;
use super::pixels::{self, logits};
use super::task::{Step, Task, Validation, optimizer};
use super::{checkpoint, parameters};
use crate::burn::{Net, Placement};
use crate::network::discriminator::Discriminator;
use crate::network::package::{self, ModelKind};
use crate::network::partitioner::{HEAD, PARTITIONER_OUTPUTS, Partitioner};
use crate::{Device, Error, Plane, Raster, Result};

/// Probability that a picture shows its lines.
const LINED: f64 = 0.7;
/// Probability of noise, as pictures that were scanned or stored with losses have it.
const NOISY: f64 = 0.3;
/// Most of it, in sRGB 0..=1.
const NOISE: f32 = 0.03;
/// Weight of a pixel of a border beside one within a block: there are some thirty times fewer.
const BORDER: f32 = 8.0;
/// Weight of a pixel of the ground beside one of the figure.
const GROUND: f32 = 0.3;
/// The part of the steps after which the adversarial loss joins in.
const POLISH_FROM: f64 = 0.3;

/// How much each loss of the partitioner weighs, 0 or more (US 2025/0259345: reconstruction, style and adversarial
/// losses, on colours and on borders).
#[derive(Clone, Copy, Debug, PartialEq)]
#[non_exhaustive]
pub struct BlockLosses {
    /// Mean absolute difference of the colours; cross-entropy of the borders.
    pub reconstruction: f32,
    /// Mean square difference.
    pub style: f32,
    /// What a critic, that learns beside, finds false (least squares, Mao et al. 2017).
    pub adversarial: f32,
    /// Factor of the losses of colours.
    pub colors: f32,
    /// Factor of the losses of borders.
    pub borders: f32,
}

impl Default for BlockLosses {
    /// What the shipped partitioner was trained with.
    fn default() -> Self {
        Self { reconstruction: 1.0, style: 1.0, adversarial: 0.01, colors: 1.0, borders: 0.3 }
    }
}

impl BlockLosses {
    /// Sets one by its name.
    ///
    /// # Errors
    /// [`Error::InvalidArgument`] with the names there are, or if the weight is no number from 0 on.
    pub fn set(&mut self, name: &str, weight: f32) -> Result<()> {
        let losses = [
            ("reconstruction", &mut self.reconstruction),
            ("style", &mut self.style),
            ("adversarial", &mut self.adversarial),
            ("colors", &mut self.colors),
            ("borders", &mut self.borders),
        ];
        let names = losses.each_ref().map(|(name, _)| *name).join(", ");
        if !(weight.is_finite() && weight >= 0.0) {
            return Err(Error::InvalidArgument(format!(
                "weight {weight} of loss `{name}` is not a number from 0 on"
            )));
        }
        let loss = losses.into_iter().find(|(known, _)| *known == name);
        let text = || Error::InvalidArgument(format!("unknown loss `{name}`; the losses are {names}"));
        *loss.ok_or_else(text)?.1 = weight;
        Ok(())
    }
}

/// Learns the flat colours of shaded pictures, and where one ends.
pub struct BlocksTask {
    net: Net,
    optimizer: ModuleOptimizer,
    critic: Net,
    critic_optimizer: ModuleOptimizer,
    losses: BlockLosses,
    learning: Placement,
    note: String,
}

impl BlocksTask {
    /// Makes a partitioner that changes no colour yet; `note` says in the model file what it was trained on.
    ///
    /// # Errors
    /// [`Error::Device`] if the device is not there.
    pub fn new(device: Device, seed: u64, losses: BlockLosses, note: &str) -> Result<Self> {
        let learning = Placement::new(device)?.learning(seed);
        let mut weights = Net::new(&Partitioner, &learning).weights(&Partitioner);
        weights.silence(&format!("{HEAD}.weight"));
        Ok(Self {
            net: Net::load(&Partitioner, weights, &learning)?,
            optimizer: optimizer(),
            critic: Net::new(&Discriminator, &learning),
            critic_optimizer: optimizer(),
            losses,
            learning,
            note: note.into(),
        })
    }

    /// Starts from trained weights instead.
    ///
    /// # Errors
    /// [`Error::Model`] if `bytes` are not a partitioner.
    pub fn with_weights(mut self, bytes: &[u8]) -> Result<Self> {
        let weights = package::read(bytes, ModelKind::Partitioner)?;
        self.net = Net::load(&Partitioner, weights, &self.learning)?;
        Ok(self)
    }

    /// How real blocks look to the critic: colours [batch, h, w, 12] and borders [batch, h, w, 4].
    fn criticise(&self, colors: Tensor<4>, borders: Tensor<4>) -> Tensor<4> {
        self.critic.run(&Discriminator, [Tensor::cat(vec![colors, borders], 3)])
    }

    /// Teaches the critic what is real and what is not; gives its loss.
    fn teach_critic(&mut self, real: [Tensor<4>; 2], made: [Tensor<4>; 2], rate: f64) -> f32 {
        let [colors, borders] = real;
        let real = (self.criticise(colors, borders) - 1.0).powi_scalar(2).mean();
        let [colors, borders] = made.map(Tensor::detach);
        let loss = (real + self.criticise(colors, borders).powi_scalar(2).mean()) * 0.5;
        let value = loss.clone().into_scalar::<f32>();
        let gradients = GradientsParams::from_grads(loss.backward(), &self.critic);
        self.critic = self.critic_optimizer.step(rate, self.critic.clone(), gradients);
        value
    }
}

impl Task for BlocksTask {
    fn step(&mut self, samples: &[Sample], step: Step) -> Result<Vec<(&'static str, f32)>> {
        let batch = Batch::new(samples, step.seed, &self.learning.device);
        let BlockLosses { reconstruction, style, adversarial, colors, borders } = self.losses;
        let (flats, logit) = cut(&self.net, batch.picture);
        let chance = activation::sigmoid(logit.clone());
        let away = flats.clone() - batch.flats.clone();
        let color = (away.clone().abs() * batch.weights.clone()).sum();
        let color_style = (away.powi_scalar(2) * batch.weights).sum();
        let border = (cross_entropy(logit, &batch.borders) * batch.border_weights.clone()).sum();
        let off = (chance.clone() - batch.borders.clone()).powi_scalar(2);
        let border_style = (off * batch.border_weights).sum();
        let mut loss = (color.clone() * reconstruction + color_style * style) * colors
            + (border.clone() * reconstruction + border_style * style) * borders;
        let mut critic = 0.0;
        if adversarial > 0.0 && step.index as f64 >= POLISH_FROM * step.of as f64 {
            // Where nobody knows the truth it sees the truth's white in both.
            let seen = flats * batch.known.clone() + batch.flats.clone() * (batch.known * -1.0 + 1.0);
            let real = [batch.flats, batch.borders];
            critic = self.teach_critic(real, [seen.clone(), chance.clone()], step.learning_rate);
            let verdict = (self.criticise(seen, chance) - 1.0).powi_scalar(2).mean();
            loss = loss + verdict * adversarial;
        }
        let values = [loss.clone(), color, border].map(|v| v.into_scalar::<f32>());
        let gradients = GradientsParams::from_grads(loss.backward(), &self.net);
        self.net = self.optimizer.step(step.learning_rate, self.net.clone(), gradients);
        Ok(vec![("loss", values[0]), ("colors", values[1]), ("borders", values[2]), ("critic", critic)])
    }

    fn validate(&self, named: &[(String, Sample)]) -> Result<Validation> {
        let device = self.learning.device.clone().inner();
        let net = self.net.valid();
        let mut sources: Vec<(String, Measure)> = Vec::new();
        let mut shown = Vec::new();
        for (source, sample) in named {
            let batch = Batch::new(std::slice::from_ref(sample), shown.len() as u64, &device);
            let picture = values(batch.picture.clone());
            let (flats, logit) = cut(&net, batch.picture);
            let found = Found { picture, flats: values(flats), borders: values(activation::sigmoid(logit)) };
            let measure = Measure::of(sample, &found);
            match sources.iter_mut().find(|(name, _)| name == source) {
                Some((_, sum)) => sum.add(measure),
                None => sources.push((source.clone(), measure)),
            }
            shown.push((sample, found));
        }
        let all = sources.iter().map(|(_, measure)| measure);
        let score = all.map(Measure::score).sum::<f32>() / sources.len().max(1) as f32;
        let figures = sources.iter().flat_map(|(name, measure)| {
            let border = (format!("{name} borders"), measure.border());
            [(format!("{name} colors"), measure.color()), border]
        });
        let step = shown.len().div_ceil(SHOWN).max(1);
        let sheet = draw_sheet(&shown.iter().step_by(step).collect::<Vec<_>>());
        Ok(Validation { score, figures: figures.collect(), sheet })
    }

    fn parameters(&self) -> Vec<Vec<f32>> {
        parameters::read(&self.net)
    }

    fn set_parameters(&mut self, values: &[Vec<f32>]) {
        self.net = parameters::write(self.net.clone(), values);
    }

    fn save(&self, folder: &Path) -> Result<()> {
        checkpoint::save(folder, "blocks", &self.net, &self.optimizer)?;
        checkpoint::save(folder, "critic", &self.critic, &self.critic_optimizer)
    }

    fn load(&mut self, folder: &Path) -> Result<()> {
        (self.net, self.optimizer) =
            checkpoint::load(folder, "blocks", self.net.clone(), self.optimizer.clone())?;
        (self.critic, self.critic_optimizer) =
            checkpoint::load(folder, "critic", self.critic.clone(), self.critic_optimizer.clone())?;
        Ok(())
    }

    fn package(&self, steps: usize) -> Result<Vec<(String, Vec<u8>)>> {
        let weights = self.net.weights(&Partitioner);
        let bytes = package::write(ModelKind::Partitioner, &weights, steps, &self.note)?;
        Ok(vec![("blocks.safetensors".into(), bytes)])
    }
}

/// Samples as tensors; 2x2 pixels are one cell.
struct Batch {
    picture: Tensor<4>,        // [batch, h, w, 12]
    flats: Tensor<4>,          // [batch, h, w, 12]
    known: Tensor<4>,          // [batch, h, w, 12], 1 where the truth is known
    weights: Tensor<4>,        // [batch, h, w, 12], of sum 1
    borders: Tensor<4>,        // [batch, h, w, 4], 1 where a block ends
    border_weights: Tensor<4>, // [batch, h, w, 4], of sum 1
}

impl Batch {
    fn new(samples: &[Sample], seed: u64, device: &burn::tensor::Device) -> Self {
        let mut rng = ChaCha8Rng::seed_from_u64(seed);
        let manners: Vec<(f32, f32)> = samples
            .iter()
            .map(|_| {
                let ink = if rng.random_bool(LINED) { 1.0 } else { 0.0 };
                (ink, if rng.random_bool(NOISY) { rng.random_range(0.0..NOISE) } else { 0.0 })
            })
            .collect();
        let mut manner = samples
            .iter()
            .zip(manners)
            .flat_map(|(sample, manner)| std::iter::repeat_n(manner, sample.size * sample.size));
        let picture = pixels::tensor(samples, device, |sample, i| {
            let (ink, noise) = manner.next().expect("one for each pixel");
            let bare = 1.0 - ink * sample.ink[i];
            sample.shaded[i].map(|v| (v * bare + noise * rng.random_range(-1.0..=1.0)).clamp(0.0, 1.0))
        });
        let known = |sample: &Sample, i: usize| f32::from(u8::from(sample.flat_index[i] != UNKNOWN));
        let weight = |sample: &Sample, i: usize| match sample.flat_index[i] {
            UNKNOWN => 0.0,
            0 => GROUND,
            _ => 1.0,
        };
        let border_weight =
            |sample: &Sample, i: usize| known(sample, i) * if border(sample, i) { BORDER } else { 1.0 };
        let of_sum_1 = |weights: Tensor<4>| {
            let sum = weights.clone().sum().clamp_min(1.0).reshape([1, 1, 1, 1]);
            weights / sum
        };
        Self {
            picture,
            flats: pixels::tensor(samples, device, color),
            known: pixels::tensor(samples, device, |sample, i| [known(sample, i); 3]),
            weights: of_sum_1(pixels::tensor(samples, device, |sample, i| [weight(sample, i); 3])),
            borders: pixels::tensor(samples, device, |sample, i| [f32::from(u8::from(border(sample, i)))]),
            border_weights: of_sum_1(pixels::tensor(samples, device, |sample, i| [border_weight(sample, i)])),
        }
    }
}

/// The flat colour of a pixel; white where nobody knows.
fn color(sample: &Sample, i: usize) -> [f32; 3] {
    match sample.flat_index[i] {
        UNKNOWN => [1.0; 3],
        index => sample.palette[usize::from(index)].map(|v| f32::from(v) / 255.0),
    }
}

/// Whether one of the four pixels beside is of another colour.
fn border(sample: &Sample, i: usize) -> bool {
    let (size, own) = (sample.size, sample.flat_index[i]);
    let (x, y) = (i % size, i / size);
    let beside = [(x > 0, i.wrapping_sub(1)), (x + 1 < size, i + 1)];
    let over = [(y > 0, i.wrapping_sub(size)), (y + 1 < size, i + size)];
    let other = |index: u8| index != own && index != UNKNOWN;
    own != UNKNOWN && beside.into_iter().chain(over).any(|(there, at)| there && other(sample.flat_index[at]))
}

/// What a partitioner makes of pictures [batch, h, w, 12]: flats of that shape, and the logits of borders [batch, h, w, 4].
fn cut(net: &Net, picture: Tensor<4>) -> (Tensor<4>, Tensor<4>) {
    let [batch, height, width, channels] = picture.dims();
    let y = net.run(&Partitioner, [picture.clone()]);
    let y = y.reshape([batch * height, width, 4, PARTITIONER_OUTPUTS]);
    let part =
        |channels: std::ops::Range<usize>| y.clone().slice([0..batch * height, 0..width, 0..4, channels]);
    let change = part(0..3).reshape([batch, height, width, channels]);
    (activation::sigmoid(logits(picture) + change), part(3..4).reshape([batch, height, width, 4]))
}

/// Of logits and what they should be, 0 or 1, value by value.
fn cross_entropy(logit: Tensor<4>, wanted: &Tensor<4>) -> Tensor<4> {
    // -log sigmoid(z) where 1 is wanted, -log sigmoid(-z) where 0 is; in a form that overflows nowhere.
    let kept = logit.clone().clamp_min(0.0) - logit.clone() * wanted.clone();
    kept + (logit.abs() * -1.0).exp().log1p()
}

fn values(x: Tensor<4>) -> Vec<f32> {
    x.into_data().try_to_vec().expect("f32")
}

/// What was found in one sample: cells of 2x2 pixels.
struct Found {
    picture: Vec<f32>,
    flats: Vec<f32>,
    borders: Vec<f32>,
}

/// Sums over samples.
struct Measure {
    /// Mean difference to the true flats over the figure, of the picture and of what was found.
    picture: f32,
    flats: f32,
    /// Mean chance that was given to true borders, and to what is none.
    hit: f32,
    false_alarm: f32,
    samples: f32,
}

impl Measure {
    fn of(sample: &Sample, found: &Found) -> Self {
        let mut sums = [[0.0f32; 2]; 4];
        for (i, &index) in sample.flat_index.iter().enumerate().filter(|&(_, &index)| index != UNKNOWN) {
            let at = pixels::place(i, sample.size);
            let mut add = |sum: usize, value: f32| {
                sums[sum][0] += value;
                sums[sum][1] += 1.0;
            };
            if index != 0 {
                for (c, truth) in color(sample, i).into_iter().enumerate() {
                    add(0, (found.picture[3 * at + c] - truth).abs());
                    add(1, (found.flats[3 * at + c] - truth).abs());
                }
            }
            add(if border(sample, i) { 2 } else { 3 }, found.borders[at]);
        }
        let [picture, flats, hit, false_alarm] = sums.map(|[sum, count]| sum / count.max(1.0));
        Self { picture, flats, hit, false_alarm, samples: 1.0 }
    }

    fn add(&mut self, other: Self) {
        self.picture += other.picture;
        self.flats += other.flats;
        self.hit += other.hit;
        self.false_alarm += other.false_alarm;
        self.samples += other.samples;
    }

    /// The difference that is left of the picture's to the truth, 0 to 1 and beyond.
    fn color(&self) -> f32 {
        self.flats / self.picture.max(1e-6)
    }

    /// 1 where borders are told from what is none, 0 where they are not.
    fn border(&self) -> f32 {
        (self.hit - self.false_alarm) / self.samples.max(1.0)
    }

    fn score(&self) -> f32 {
        0.5 * (1.0 - self.color() + self.border())
    }
}

/// Samples on a sheet.
const SHOWN: usize = 24;

/// Each sample as a column of picture, flats that were found, borders, true flats; eight side by side.
fn draw_sheet(shown: &[&(&Sample, Found)]) -> Option<Raster> {
    const COLUMNS: usize = 8;
    let size = shown.first()?.0.size;
    let rows = shown.len().div_ceil(COLUMNS);
    Some(Plane::from_fn(COLUMNS * size, rows * 4 * size, |x, y| {
        let Some((sample, found)) = shown.get(y / (4 * size) * COLUMNS + x / size) else {
            return [255; 4];
        };
        let i = y % size * size + x % size;
        let at = pixels::place(i, size);
        let of = |values: &[f32]| -> [f32; 3] { std::array::from_fn(|c| values[3 * at + c]) };
        let [r, g, b] = match y / size % 4 {
            0 => of(&found.picture),
            1 => of(&found.flats),
            2 => [1.0 - found.borders[at]; 3],
            _ => color(sample, i),
        };
        let [r, g, b] = [r, g, b].map(|v| (v * 255.0).round() as u8);
        [r, g, b, 255]
    }))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn losses_are_set_by_name() {
        let mut losses = BlockLosses::default();
        losses.set("style", 0.5).unwrap();
        assert_eq!(losses, BlockLosses { style: 0.5, ..BlockLosses::default() });
        let error = losses.set("taste", 1.0).unwrap_err().to_string();
        assert!(error.contains("unknown loss `taste`; the losses are reconstruction, style"), "{error}");
        let error = losses.set("style", -1.0).unwrap_err().to_string();
        assert!(error.contains("weight -1 of loss `style`"), "{error}");
    }

    /// Two boxes of one colour each, half in shadow, on white.
    fn sample() -> Sample {
        let size = 64;
        let index = |i: usize| match (i % size, i / size) {
            (10..30, 10..50) => 1,
            (30..54, 10..50) => 2,
            _ => 0,
        };
        let palette = vec![[255; 3], [200, 120, 40], [40, 90, 180]];
        let shade = |i: usize| if i / size > 30 && index(i) != 0 { 0.7 } else { 1.0 };
        let shaded = |i: usize| palette[usize::from(index(i))].map(|v| f32::from(v) / 255.0 * shade(i));
        Sample {
            size,
            ink: vec![0.0; size * size],
            labels: (0..size * size).map(index).collect(),
            flat_index: (0..size * size).map(index).collect(),
            shaded: (0..size * size).map(shaded).collect(),
            palette,
            light: [0.0; 4],
        }
    }

    #[test]
    fn it_begins_at_the_picture_and_learns_flats_and_borders() {
        let mut task = BlocksTask::new(Device::Cpu, 3, BlockLosses::default(), "a test").unwrap();
        let watched = [("boxes".to_owned(), sample())];
        let figure = |task: &BlocksTask| {
            let found = task.validate(&watched).unwrap();
            [found.figures[0].1, found.figures[1].1]
        };
        let [colors, borders] = figure(&task);
        assert!((colors - 1.0).abs() < 0.05 && borders.abs() < 0.05, "{colors} {borders}");
        for index in 0..60 {
            task.step(&[sample()], Step::new(index, 60, 3e-3, index as u64)).unwrap();
        }
        let [colors, borders] = figure(&task);
        assert!(colors < 0.6 && borders > 0.5, "{colors} {borders}");
        let (name, file) = task.package(60).unwrap().remove(0);
        assert_eq!(name, "blocks.safetensors");
        let again = BlocksTask::new(Device::Cpu, 4, BlockLosses::default(), "").unwrap();
        let [again, own] = [figure(&again.with_weights(&file).unwrap()), figure(&task)];
        assert!(again.iter().zip(own).all(|(a, b)| (a - b).abs() < 0.02), "{again:?} {own:?}");
    }
}

//! Training of the colouriser.

use std::path::Path;

use burn::module::Module;
use burn::optim::{GradientsParams, ModuleOptimizer};
use burn::tensor::{Tensor, TensorData, activation};
use rand::{Rng, SeedableRng};
use rand_chacha::ChaCha8Rng;

use super::augment::Sample;
use super::labels::{self, ink_tensor};
use super::pairs::UNKNOWN;
use super::pixels::logits;
use super::task::{Step, Task, Validation, optimizer};
use super::{checkpoint, parameters, perceptual, prompt};
use crate::burn::vgg::Vgg;
use crate::burn::{Net, Placement};
use crate::engine::halved;
use crate::network::colorizer::{
    BRANCH_NAME, COLOR_MASK, COLORIZER_INPUTS, COLORIZER_OUTPUTS, Colorizer, HEAD, LIGHT, SHADE_RANGE,
};
use crate::network::discriminator::Discriminator;
use crate::network::labeller::{self, Labeller};
use crate::network::package::{self, ModelKind};
use crate::network::prompt_map::{PROMPT_CHANNELS, PromptMap};
use crate::style::StyleGroup;
use crate::{Device, Label, LabelSet, Plane, Raster, Result};

/// Weight of a pixel of the ground beside one of the figure.
const GROUND: f32 = 0.2;
/// Where the Huber loss turns from square to straight, in sRGB 0..=1: most shade is near none, and a wider square
/// would trade its sharp edges for a veil over everything.
const HUBER: f32 = 0.01;
/// How much more a shaded pixel weighs at the start of training; it falls to nothing where polishing begins. Without,
/// the surest guess is no shade, and nothing leads out of it.
const SHADED: f32 = 2.0;
/// From this difference to the flat colour on a pixel is shaded, in sRGB 0..=1.
const SHADE: f32 = 0.04;
/// Weight of the colour beside the shade.
const COLOR: f32 = 0.25;
/// Weight of the perceptual loss.
const PERCEPTUAL: f32 = 0.1;
/// Weight of the adversarial loss.
const ADVERSARIAL: f32 = 0.02;
/// The part of the steps after which the perceptual and the adversarial loss join in: they polish.
const POLISH_FROM: f64 = 0.6;
/// Probability that the light is not told.
pub(super) const LIGHT_UNTOLD: f64 = 0.4;
/// Channels of an sRGB picture of 2x2 pixels.
const PICTURE: usize = 12;

/// Learns shade and colour by Huber, perceptual and adversarial losses (least squares, Mao et al. 2017).
///
/// The shaded picture is the flats times the shade, so the shade learns what is multiplied; the colour
/// learns the flats themselves from prompts that tell all, some or false colours.
pub struct ColorsTask {
    net: Net,
    optimizer: ModuleOptimizer,
    critic: Net,
    critic_optimizer: ModuleOptimizer,
    /// Reads the parts, which the colouriser is told.
    labeller: Net,
    labels: LabelSet,
    /// VGG-19, for the perceptual loss to see with instead of the labeller.
    vgg: Option<Vgg>,
    pub(super) learning: Placement,
    note: String,
}

impl ColorsTask {
    /// Makes a colouriser with random weights; `labels` are the weights of a trained labeller, `vgg`
    /// those of VGG-19 if at hand. `note` says in the model file what it was trained on.
    ///
    /// # Errors
    /// [`crate::Error::Device`] if the device is not there, [`crate::Error::Model`] if a file is of another network.
    pub fn new(device: Device, seed: u64, labels: &[u8], vgg: Option<&[u8]>, note: &str) -> Result<Self> {
        let learning = Placement::new(device)?.learning(seed);
        let (labeller, weights, labels) = labeller::read(labels)?;
        let labeller = Net::load(&labeller, weights, &learning)?;
        let vgg = vgg.map(|bytes| Vgg::from_bytes(bytes, &learning)).transpose()?.map(Module::no_grad);
        Ok(Self {
            net: beginner(&learning)?,
            optimizer: optimizer(),
            critic: Net::new(&Discriminator, &learning),
            critic_optimizer: optimizer(),
            labeller: labeller.no_grad(),
            labels,
            vgg,
            learning,
            note: note.into(),
        })
    }

    /// Starts from trained weights instead of random ones.
    ///
    /// # Errors
    /// [`crate::Error::Model`] if `bytes` are not a colouriser.
    pub fn with_weights(mut self, bytes: &[u8]) -> Result<Self> {
        let mut weights = package::read(bytes, ModelKind::Colorizer)?;
        weights.split_off(BRANCH_NAME); // it follows what the colouriser sees, which is about to change
        self.net = Net::load(&Colorizer, weights, &self.learning)?;
        Ok(self)
    }

    fn labeller_network(&self) -> Labeller {
        Labeller { labels: self.labels.len() }
    }

    /// The probabilities of the parts at a quarter of the samples' size, [batch, size / 4, size / 4, labels].
    pub(super) fn parts(&self, samples: &[Sample], device: &burn::tensor::Device) -> Tensor<4> {
        let ink = ink_tensor(samples, &self.learning.device.clone().inner());
        let (scores, _) = labels::split(self.labeller.valid().run(&self.labeller_network(), [ink]));
        let labels = activation::softmax(scores, 3).into_data().try_to_vec::<f32>().expect("f32");
        let quarter = samples[0].size / 4;
        let labels = self.labels.to_standard(&halved(&labels, 2 * quarter, self.labels.len()));
        Tensor::from_data(TensorData::new(labels, [samples.len(), quarter, quarter, Label::COUNT]), device)
    }

    /// How real each patch of finished pictures looks to the critic.
    fn criticise(&self, ink: Tensor<4>, picture: Tensor<4>) -> Tensor<4> {
        self.critic.run(&Discriminator, [Tensor::cat(vec![ink, picture], 3)])
    }

    /// Teaches the critic what is real and what `made` is; gives its loss.
    fn teach_critic(&mut self, made: Tensor<4>, wanted: Tensor<4>, ink: Tensor<4>, rate: f64) -> f32 {
        let see = |picture: Tensor<4>| self.criticise(ink.clone(), picture);
        let real = (see(wanted) - 1.0).powi_scalar(2).mean();
        let loss = (real + see(made.detach()).powi_scalar(2).mean()) * 0.5;
        let value = loss.clone().into_scalar::<f32>();
        let gradients = GradientsParams::from_grads(loss.backward(), &self.critic);
        self.critic = self.critic_optimizer.step(rate, self.critic.clone(), gradients);
        value
    }
}

impl Task for ColorsTask {
    fn step(&mut self, samples: &[Sample], step: Step) -> Result<Vec<(&'static str, f32)>> {
        let mut rng = ChaCha8Rng::seed_from_u64(step.seed);
        let prompts: Vec<_> = samples.iter().map(|sample| prompt::random(sample, &mut rng)).collect();
        let lights: Vec<_> = samples
            .iter()
            .map(|sample| if rng.random_bool(LIGHT_UNTOLD) { [0.0; LIGHT] } else { light(sample) })
            .collect();
        let done = step.index as f64 / step.of.max(1) as f64;
        let mut batch = Batch::new(samples, &prompts, &lights, &self.learning.device);
        batch.emphasise(SHADED * (1.0 - done / POLISH_FROM).max(0.0) as f32);
        let parts = self.parts(samples, &self.learning.device);
        let (shade, color) = split(painted(&self.net, batch.drawing.clone(), batch.prompt.clone(), parts));
        let made = batch.flats.clone() * shade;
        let shaded = huber(made.clone() - batch.shaded.clone(), &batch.shade_weights);
        let colored = huber(color - batch.flats.clone(), &batch.weights);
        let mut loss = shaded.clone() + colored.clone() * COLOR;
        let (mut perceptual, mut critic) = (0.0, 0.0);
        if done >= POLISH_FROM {
            // What the eye and the critic see differs from the truth inside the figure alone.
            let seen = made * batch.known.clone() + batch.shaded.clone() * (batch.known.clone() * -1.0 + 1.0);
            let seems = perceptual::distance(
                &self.labeller,
                self.vgg.as_ref(),
                [seen.clone(), batch.shaded.clone()],
                &batch.ink,
            );
            perceptual = seems.clone().into_scalar::<f32>();
            critic =
                self.teach_critic(seen.clone(), batch.shaded.clone(), batch.ink.clone(), step.learning_rate);
            let verdict = self.criticise(batch.ink.clone(), seen);
            loss = loss + seems * PERCEPTUAL + (verdict - 1.0).powi_scalar(2).mean() * ADVERSARIAL;
        }
        let values = [loss.clone(), shaded, colored].map(|v| v.into_scalar::<f32>());
        let gradients = GradientsParams::from_grads(loss.backward(), &self.net);
        self.net = self.optimizer.step(step.learning_rate, self.net.clone(), gradients);
        Ok(vec![
            ("loss", values[0]),
            ("shade", values[1]),
            ("color", values[2]),
            ("perceptual", perceptual),
            ("critic", critic),
        ])
    }

    fn validate(&self, named: &[(String, Sample)]) -> Result<Validation> {
        let mut figures: Vec<(String, [f32; 3])> = Vec::new();
        let mut sheet = Vec::new();
        let mut last = "";
        for (source, sample) in named {
            let told = self.paint(sample, &prompt::full(sample), light(sample));
            let untold = self.paint(sample, &prompt::full(sample), [0.0; LIGHT]);
            let errors = [None, Some(&told), Some(&untold)].map(|paint| shade_error(sample, paint));
            match figures.iter_mut().find(|(name, _)| name == source) {
                Some((_, sum)) => sum.iter_mut().zip(errors).for_each(|(sum, v)| *sum += v),
                None => figures.push((source.clone(), errors)),
            }
            if last != source || sheet.len() % 6 != 0 {
                let random = prompt::random(sample, &mut ChaCha8Rng::seed_from_u64(sheet.len() as u64));
                let prompted = self.paint(sample, &random, [0.0; LIGHT]);
                sheet.push((sample, told, prompted));
            }
            last = source;
        }
        let sum = |i: usize| figures.iter().map(|(_, errors)| errors[i]).sum::<f32>();
        let score = 1.0 - (sum(1) + sum(2)) / (2.0 * sum(0)).max(1e-6);
        let named = figures.iter().flat_map(|(name, [flat, told, untold])| {
            let of_flat = |v: f32| v / flat.max(1e-6);
            [(format!("{name} light told"), of_flat(*told)), (format!("{name} untold"), of_flat(*untold))]
        });
        Ok(Validation { score, figures: named.collect(), sheet: draw_sheet(&sheet) })
    }

    fn parameters(&self) -> Vec<Vec<f32>> {
        parameters::read(&self.net)
    }

    fn set_parameters(&mut self, values: &[Vec<f32>]) {
        self.net = parameters::write(self.net.clone(), values);
    }

    fn save(&self, folder: &Path) -> Result<()> {
        checkpoint::save(folder, "colors", &self.net, &self.optimizer)?;
        checkpoint::save(folder, "critic", &self.critic, &self.critic_optimizer)
    }

    fn load(&mut self, folder: &Path) -> Result<()> {
        (self.net, self.optimizer) =
            checkpoint::load(folder, "colors", self.net.clone(), self.optimizer.clone())?;
        (self.critic, self.critic_optimizer) =
            checkpoint::load(folder, "critic", self.critic.clone(), self.critic_optimizer.clone())?;
        Ok(())
    }

    fn package(&self, steps: usize) -> Result<Vec<(String, Vec<u8>)>> {
        let weights = self.net.weights(&Colorizer);
        let bytes = package::write(ModelKind::Colorizer, &weights, steps, &self.note)?;
        Ok(vec![("colors.safetensors".into(), bytes)])
    }
}

impl ColorsTask {
    /// What the network makes of one sample: shade factors, then colour, for each pixel.
    fn paint(
        &self,
        sample: &Sample,
        prompt: &PromptMap,
        light: [f32; LIGHT],
    ) -> Vec<[f32; COLORIZER_OUTPUTS]> {
        let net = self.net.valid();
        let device = self.learning.device.clone().inner();
        let batch = Batch::new(std::slice::from_ref(sample), std::slice::from_ref(prompt), &[light], &device);
        let parts = self.parts(std::slice::from_ref(sample), &device);
        let (shade, color) = split(painted(&net, batch.drawing, batch.prompt, parts));
        let values = |x: Tensor<4>| x.into_data().try_to_vec::<f32>().expect("f32");
        let (shade, color) = (values(shade), values(color));
        let half = sample.size / 2;
        (0..sample.size * sample.size)
            .map(|i| {
                let (x, y) = (i % sample.size, i / sample.size);
                let at = (y / 2 * half + x / 2) * PICTURE + (y % 2 * 2 + x % 2) * 3;
                std::array::from_fn(|c| if c < 3 { shade[at + c] } else { color[at + c - 3] })
            })
            .collect()
    }
}

/// Samples as tensors; pictures of 2x2 pixels as 12 channels.
pub(super) struct Batch {
    pub(super) drawing: Tensor<4>, // [batch, h, w, 8]
    pub(super) ink: Tensor<4>,     // [batch, h, w, 4]
    pub(super) prompt: Tensor<4>,  // [batch, h / 2, w / 2, 31]
    pub(super) flats: Tensor<4>,   // [batch, h, w, 12]
    pub(super) shaded: Tensor<4>,  // [batch, h, w, 12]
    known: Tensor<4>,              // [batch, h, w, 12], 1 where the truth is known
    pub(super) weights: Tensor<4>, // [batch, h, w, 12], of sum 1
    shade_weights: Tensor<4>,      // [batch, h, w, 12], of sum 1
}

impl Batch {
    pub(super) fn new(
        samples: &[Sample],
        prompts: &[PromptMap],
        lights: &[[f32; LIGHT]],
        device: &burn::tensor::Device,
    ) -> Self {
        let (count, size) = (samples.len(), samples[0].size);
        let half = size / 2;
        let cells = count * half * half;
        let mut drawing = Vec::with_capacity(cells * COLORIZER_INPUTS);
        let mut ink = Vec::with_capacity(cells * 4);
        let [mut flats, mut shaded, mut known, mut weights] =
            [(); 4].map(|()| Vec::with_capacity(cells * PICTURE));
        for (sample, light) in samples.iter().zip(lights) {
            for cell in 0..half * half {
                let first = 2 * (cell / half) * size + 2 * (cell % half);
                let pixels = [0, 1, size, size + 1].map(|step| first + step);
                ink.extend(pixels.map(|i| sample.ink[i]));
                drawing.extend(pixels.map(|i| sample.ink[i]));
                drawing.extend(light);
                for i in pixels {
                    let color = sample.flat_index[i];
                    let (flat, weight) = match color {
                        UNKNOWN => ([1.0; 3], 0.0),
                        0 => ([1.0; 3], GROUND),
                        _ => (sample.palette[usize::from(color)].map(|v| f32::from(v) / 255.0), 1.0),
                    };
                    flats.extend(flat);
                    shaded.extend(sample.shaded[i]);
                    known.extend([f32::from(u8::from(color != UNKNOWN)); 3]);
                    weights.extend([weight; 3]);
                }
            }
        }
        let total: f32 = weights.iter().sum::<f32>().max(1.0);
        weights.iter_mut().for_each(|weight| *weight /= total);
        let tensor = |values: Vec<f32>, channels: usize| {
            Tensor::from_data(TensorData::new(values, [count, half, half, channels]), device)
        };
        let prompt: Vec<f32> = prompts.iter().flat_map(|prompt| prompt.as_slice().iter().copied()).collect();
        let prompt = TensorData::new(prompt, [count, half / 2, half / 2, PROMPT_CHANNELS]);
        Self {
            drawing: tensor(drawing, COLORIZER_INPUTS),
            ink: tensor(ink, 4),
            prompt: Tensor::from_data(prompt, device),
            flats: tensor(flats, PICTURE),
            shaded: tensor(shaded, PICTURE),
            known: tensor(known, PICTURE),
            shade_weights: tensor(weights.clone(), PICTURE),
            weights: tensor(weights, PICTURE),
        }
    }

    /// Makes shaded pixels weigh `more` than others in the loss of the shade.
    fn emphasise(&mut self, more: f32) {
        let away = (self.shaded.clone() - self.flats.clone()).abs();
        let weights = self.weights.clone() * (away.greater_elem(SHADE).float() * more + 1.0);
        self.shade_weights = weights.clone() / weights.sum().reshape([1, 1, 1, 1]);
    }
}

/// A colouriser that changes nothing of what the prompt tells.
fn beginner(learning: &Placement) -> Result<Net> {
    let mut weights = Net::new(&Colorizer, learning).weights(&Colorizer);
    weights.silence(&format!("{HEAD}.weight"));
    Net::load(&Colorizer, weights, learning)
}

/// What a colouriser makes of drawings [batch, h, w, 8], prompts [batch, h / 2, w / 2, 31] and parts
/// [batch, h / 2, w / 2, 21]: what the prompt tells, and what the network finds to change, [batch, h, w, 24].
fn painted(net: &Net, drawing: Tensor<4>, prompt: Tensor<4>, parts: Tensor<4>) -> Tensor<4> {
    net.run(&Colorizer, [drawing, prompt.clone(), parts]) + prompted(prompt)
}

/// [`crate::network::colorizer::prompted_cell`] of all cells as an output of the network: [batch, h / 2, w / 2, 31] to
/// [batch, h, w, 24].
pub(super) fn prompted(prompt: Tensor<4>) -> Tensor<4> {
    let [batch, height, width, _] = prompt.dims();
    let part =
        |channels: std::ops::Range<usize>| prompt.clone().slice([0..batch, 0..height, 0..width, channels]);
    let known = logits(part(StyleGroup::Color.channels())) * part(COLOR_MASK..COLOR_MASK + 1);
    let pixel = Tensor::cat(vec![known.zeros_like(), known], 3);
    let channels = 4 * COLORIZER_OUTPUTS;
    let cells = pixel.repeat_dim(3, 4).reshape([batch * height * width, 1, channels]);
    let rows = cells.repeat_dim(1, 2).reshape([batch * height, 1, 2 * width * channels]);
    rows.repeat_dim(1, 2).reshape([batch, 2 * height, 2 * width, channels])
}

/// What the colouriser says, as shade factors and as sRGB 0..=1, each [batch, h, w, 12].
pub(super) fn split(y: Tensor<4>) -> (Tensor<4>, Tensor<4>) {
    let [batch, height, width, _] = y.dims();
    let y = y.reshape([batch * height, width, 4, COLORIZER_OUTPUTS]);
    let part = |from: usize| {
        let part = y.clone().slice([0..batch * height, 0..width, 0..4, from..from + 3]);
        part.reshape([batch, height, width, PICTURE])
    };
    ((activation::tanh(part(0)) * SHADE_RANGE).exp(), activation::sigmoid(part(3)))
}

/// The Huber loss of a difference, weighted.
pub(super) fn huber(difference: Tensor<4>, weights: &Tensor<4>) -> Tensor<1> {
    let size = difference.abs();
    let near = size.clone().clamp_max(HUBER);
    // Square up to the border, straight beyond: near * (size - near / 2) / HUBER.
    ((size - near.clone() * 0.5) * near * weights.clone()).sum() / HUBER
}

/// The sample's light; where nothing is shaded, the light that shades nothing: known, of no direction.
pub(super) fn light(sample: &Sample) -> [f32; LIGHT] {
    if sample.light[3] > 0.0 { sample.light } else { [0.0, 0.0, 0.0, 1.0] }
}

/// Mean difference to the shaded truth over the figure, 0..=1: of flats alone, or of flats with shade.
pub(super) fn shade_error(sample: &Sample, paint: Option<&Vec<[f32; COLORIZER_OUTPUTS]>>) -> f32 {
    let (mut sum, mut count) = (0.0, 0.0);
    for (i, &color) in sample.flat_index.iter().enumerate() {
        if color == UNKNOWN || color == 0 {
            continue;
        }
        let flat = sample.palette[usize::from(color)].map(|v| f32::from(v) / 255.0);
        for c in 0..3 {
            let factor = paint.map_or(1.0, |paint| paint[i][c]);
            sum += ((flat[c] * factor).min(1.0) - sample.shaded[i][c]).abs();
            count += 1.0;
        }
    }
    sum / f32::max(count, 1.0)
}

type Shown<'a> = (&'a Sample, Vec<[f32; COLORIZER_OUTPUTS]>, Vec<[f32; COLORIZER_OUTPUTS]>);

/// Drawing, true flats with the shade of the told light, colour from a random prompt, truth.
fn draw_sheet(shown: &[Shown<'_>]) -> Option<Raster> {
    let size = shown.first()?.0.size;
    let columns = 6;
    let rows = shown.len().div_ceil(columns);
    Some(Plane::from_fn(columns * size, rows * 4 * size, |x, y| {
        let Some((sample, told, prompted)) = shown.get(y / (4 * size) * columns + x / size) else {
            return [255; 4];
        };
        let i = y % size * size + x % size;
        let color = sample.flat_index[i];
        let flat = match color {
            UNKNOWN => [1.0; 3],
            _ => sample.palette[usize::from(color)].map(|v| f32::from(v) / 255.0),
        };
        let picture: [f32; 3] = match y / size % 4 {
            0 => [1.0; 3],
            1 => std::array::from_fn(|c| flat[c] * told[i][c]),
            2 => std::array::from_fn(|c| prompted[i][c + 3]),
            _ => sample.shaded[i],
        };
        let [r, g, b] = picture.map(|v| ((v * (1.0 - sample.ink[i])).clamp(0.0, 1.0) * 255.0) as u8);
        [r, g, b, 255]
    }))
}

//! Joint training of the style encoder and decoder.

use std::path::Path;

use burn::module::Module;
use burn::optim::{GradientsParams, ModuleOptimizer};
use burn::tensor::{Tensor, activation};
use rand::{Rng, SeedableRng};
use rand_chacha::ChaCha8Rng;

use super::augment::Sample;
use super::cloth::{Dressed, dress};
use super::colors::{Batch, ColorsTask, LIGHT_UNTOLD, huber, light, shade_error};
use super::pairs::UNKNOWN;
use super::picked::{
    GROUPS, Measured, Pick, PickRule, auxiliary, fixed, measure, picks, places, random_picks, row, told,
};
use super::ramp::Ramps;
use super::task::{Step, Task, Validation, optimizer};
use super::trunk::Trunk;
use super::{checkpoint, parameters, pixels, prompt};
use crate::burn::Net;
use crate::network::colorizer::{LIGHT, SHADE_RANGE};
use crate::network::decoder::{DECODER_HEAD, DECODER_NAME, DECODER_OUTPUTS, Decoder};
use crate::network::encoder::{Encoder, HEADS};
use crate::network::package::{self, ModelKind};
use crate::network::prompt_map::PromptMap;
use crate::style::{STYLE_CHANNELS, StyleGroup};
use crate::{Device, Plane, Raster, Result, Rgb};

/// Share of samples all of whose colours are told.
const PROMPTED: f64 = 0.5;
/// Weight of what the encoder is off, beside the colouriser's loss.
const AUXILIARY: f32 = 1.0;
/// The share of the steps in which a new encoder learns to measure, before the decoder learns from what it sees.
const MEASURING: f64 = 0.7;

/// Learns styles and shading together (US 11,386,587): the truth is encoded to a map of styles, places of it are picked up
/// at random (all groups as a bundle, some, or none), the decoder is told these at the same parts of the drawing, and
/// encoder and decoder learn from how far the shade is from the truth. The colouriser, whose shade the decoder changes,
/// stays as it is.
///
/// So that a group means what its name says, the encoder learns first, and beside, what [`crate::Swatch::pick`] measures
/// at some places. Samples wear ramps and patterns of many kinds and are shaded part by part, laid on as they are needed.
pub struct StylesTask {
    colors: ColorsTask,
    trunk: Trunk,
    rule: PickRule,
    encoder: Net,
    encoder_optimizer: ModuleOptimizer,
    decoder: Net,
    decoder_optimizer: ModuleOptimizer,
    /// The share of the steps in which the encoder alone learns.
    measuring: f64,
    note: String,
}

/// What the decoder is given of a batch beside styles.
struct Given {
    /// The shade that the colouriser found, as a logarithm: [batch, h, w, 12].
    shade: Tensor<4>,
    /// [batch, h, w, 4].
    ink: Tensor<4>,
    ramps: Ramps,
}

impl Given {
    /// The shade factors, [batch, h, w, 12]; where styles [batch, h / 2, w / 2, 30] are told, by the decoder, and with their
    /// gradations.
    fn shaded(&self, decoder: &Net, told: Option<Tensor<4>>) -> Tensor<4> {
        let (mut shade, mut ramp) = (self.shade.clone(), None);
        if let Some(told) = told {
            ramp = Some(self.ramps.of(&told));
            let [count, height, width, _] = shade.dims();
            let x = Tensor::cat(vec![shade.clone(), self.ink.clone()], 3);
            let y = decoder.run(&Decoder, [x, told]).reshape([count * height, width, 4, DECODER_OUTPUTS]);
            let part = |channels: std::ops::Range<usize>| {
                y.clone()
                    .slice([0..count * height, 0..width, 0..4, channels])
                    .reshape([count, height, width, 12])
            };
            let (gains, more) = (part(0..DECODER_OUTPUTS / 2), part(DECODER_OUTPUTS / 2..DECODER_OUTPUTS));
            shade = shade.clone() + shade * gains + more;
        }
        let shade = activation::tanh(shade) * SHADE_RANGE;
        ramp.map_or(shade.clone(), |ramp| shade + ramp).exp()
    }
}

impl StylesTask {
    /// Makes an encoder and a decoder that changes nothing yet, or goes on with those of `styles`, where the decoder may
    /// lack; `labels` and `colors` are the weights of a trained labeller and colouriser. `rule` tells which groups are
    /// told; `note` says in the model file what it was trained on.
    ///
    /// # Errors
    /// [`crate::Error::Device`] if the device is not there, [`crate::Error::Model`] if a file is of another network.
    pub fn new(
        device: Device,
        seed: u64,
        [labels, colors]: [&[u8]; 2],
        styles: Option<&[u8]>,
        rule: PickRule,
        note: &str,
    ) -> Result<Self> {
        let task = ColorsTask::new(device, seed, labels, None, note)?;
        let (trunk, _) = Trunk::new(colors, &task.learning)?;
        let (encoder, decoder, measuring) = match styles {
            Some(file) => {
                let mut encoder = package::read(file, ModelKind::Styles)?;
                let decoder = encoder.split_off(DECODER_NAME);
                (Net::load(&Encoder, encoder, &task.learning)?, decoder, 0.0)
            }
            None => (Net::new(&Encoder, &task.learning), None, MEASURING),
        };
        let decoder = decoder.unwrap_or_else(|| {
            let mut fresh = Net::new(&Decoder, &task.learning).weights(&Decoder);
            fresh.silence(&format!("{DECODER_HEAD}.weight"));
            fresh
        });
        Ok(Self {
            trunk,
            rule,
            encoder,
            encoder_optimizer: optimizer(),
            decoder: Net::load(&Decoder, decoder, &task.learning)?,
            measuring,
            decoder_optimizer: optimizer(),
            colors: task,
            note: note.into(),
        })
    }

    /// What a batch gives to the decoder, computed where nothing is learnt.
    fn given(&self, batch: &Batch, samples: &[Sample]) -> Given {
        let parts = self.colors.parts(samples, &self.colors.learning.device.clone().inner());
        let ramps = Ramps::new(samples, &batch.ink.device());
        Given { shade: self.trunk.logits(batch, parts, 0..3), ink: batch.ink.clone(), ramps }
    }
}

/// What an encoder sees in some references: [batch, size / 4, size / 4, 69].
fn encode(encoder: &Net, dressed: &[Dressed], device: &burn::tensor::Device) -> Tensor<4> {
    let shown = |one: &Dressed| Sample { shaded: one.reference.clone(), ..one.sample.clone() };
    let references: Vec<Sample> = dressed.iter().map(shown).collect();
    encoder.run(&Encoder, [pixels::tensor(&references, device, |reference, i| reference.shaded[i])])
}

impl Task for StylesTask {
    fn step(&mut self, samples: &[Sample], step: Step) -> Result<Vec<(&'static str, f32)>> {
        let mut rng = ChaCha8Rng::seed_from_u64(step.seed);
        let dressed: Vec<Dressed> = samples.iter().map(|sample| dress(sample, &mut rng)).collect();
        let places: Vec<Vec<Pick>> = dressed.iter().map(|one| places(&one.sample, &mut rng)).collect();
        let measured = measure(&dressed, &places);
        let device = self.colors.learning.device.clone();
        let styles = encode(&self.encoder, &dressed, &device);
        let [count, side, _, _] = styles.dims();
        let rows = styles.reshape([count * side * side * HEADS.len(), STYLE_CHANNELS]);
        let off = auxiliary(&rows, &measured, &device);
        if (step.index as f64) < self.measuring * step.of as f64 {
            let value = off.clone().into_scalar::<f32>();
            let of_encoder = GradientsParams::from_grads(off.backward(), &self.encoder);
            self.encoder = self.encoder_optimizer.step(step.learning_rate, self.encoder.clone(), of_encoder);
            return Ok(vec![("loss", value), ("styles", value)]);
        }
        let pick = |one: &Dressed| random_picks(&one.sample, self.rule, &mut rng);
        let picks: Vec<Vec<Pick>> = dressed.iter().map(pick).collect();
        let samples: Vec<Sample> = dressed.iter().map(|one| one.sample.clone()).collect();
        let prompts: Vec<PromptMap> = samples
            .iter()
            .map(|sample| match rng.random_bool(PROMPTED) {
                true => prompt::full(sample),
                false => prompt::random(sample, &mut rng),
            })
            .collect();
        let lights: Vec<_> = samples
            .iter()
            .map(|sample| if rng.random_bool(LIGHT_UNTOLD) { [0.0; LIGHT] } else { light(sample) })
            .collect();
        let batch = Batch::new(&samples, &prompts, &lights, &device.clone().inner());
        let learning = |x: Tensor<4>| Tensor::<4>::from_data(x.into_data(), &device);
        let Given { shade, ink, ramps } = self.given(&batch, &samples);
        let given = Given { shade: learning(shade), ink: learning(ink), ramps: ramps.on(&device) };
        let told = told(&rows, &samples, &picks, &device);
        let made = learning(batch.flats) * given.shaded(&self.decoder, Some(told));
        let shade = huber(made - learning(batch.shaded), &learning(batch.weights));
        let loss = shade.clone() + off.clone() * AUXILIARY;
        let values = [loss.clone(), shade, off].map(|v| v.into_scalar::<f32>());
        let mut gradients = loss.backward();
        let of_decoder = GradientsParams::from_module(&mut gradients, &self.decoder);
        let of_encoder = GradientsParams::from_module(&mut gradients, &self.encoder);
        self.decoder = self.decoder_optimizer.step(step.learning_rate, self.decoder.clone(), of_decoder);
        self.encoder = self.encoder_optimizer.step(step.learning_rate, self.encoder.clone(), of_encoder);
        Ok(["loss", "shade", "styles"].into_iter().zip(values).collect())
    }

    fn validate(&self, named: &[(String, Sample)]) -> Result<Validation> {
        let (encoder, decoder) = (self.encoder.valid(), self.decoder.valid());
        let device = self.colors.learning.device.clone().inner();
        let tellings = tellings();
        let (mut flat, mut errors) = (0.0f32, vec![0.0f32; tellings.len()]);
        let mut off = vec![(0.0f32, 0.0f32); StyleGroup::ALL.len()];
        let mut shown = Vec::new();
        for (i, (_, sample)) in named.iter().enumerate() {
            let mut rng = ChaCha8Rng::seed_from_u64(i as u64);
            let one = [dress(sample, &mut rng)];
            let styles = encode(&encoder, &one, &device).into_data().try_to_vec::<f32>().expect("f32");
            let picks = picks(&one[0].sample, &mut rng, |_| GROUPS.to_vec());
            let code =
                |pick: &Pick| -> [f32; STYLE_CHANNELS] { styles.as_chunks().0[row(pick, sample.size, 0)] };
            let own: Vec<(u8, _)> = picks.iter().map(|pick| (pick.part, code(pick))).collect();
            let sample_of = std::slice::from_ref(&one[0].sample);
            let batch = Batch::new(sample_of, &[prompt::full(&one[0].sample)], &[[0.0; LIGHT]], &device);
            let given = self.given(&batch, sample_of);
            flat += shade_error(&one[0].sample, None);
            let mut paints = Vec::new();
            for (error, telling) in errors.iter_mut().zip(&tellings) {
                let shade = given.shaded(&decoder, telling.told(&one[0].sample, &own, &device));
                let shade = shade.into_data().try_to_vec::<f32>().expect("f32");
                let pixel = |i: usize| {
                    let at = 3 * pixels::place(i, sample.size);
                    [shade[at], shade[at + 1], shade[at + 2], 0.0, 0.0, 0.0]
                };
                let paint: Vec<[f32; 6]> = (0..sample.size * sample.size).map(pixel).collect();
                *error += shade_error(&one[0].sample, Some(&paint));
                paints.push(paint);
            }
            for Measured { row, code, weights } in measure(&one, &[picks]) {
                for group in StyleGroup::ALL {
                    for c in group.channels() {
                        let (sum, count) = &mut off[group as usize];
                        *sum += weights[c] * (styles[row * STYLE_CHANNELS + c] - code[c]).abs();
                        *count += weights[c];
                    }
                }
            }
            let [one] = one;
            paints.truncate(TOLD + 1);
            shown.push((one, paints));
        }
        let of_flat = |v: f32| v / flat.max(1e-6);
        let mut figures: Vec<(String, f32)> = tellings
            .iter()
            .zip(&errors)
            .map(|(telling, error)| (telling.name.clone(), of_flat(*error)))
            .collect();
        let score = 1.0 - figures[TOLD].1;
        figures.extend(
            StyleGroup::ALL.iter().zip(off).map(|(group, (sum, n))| (group.to_string(), sum / n.max(1.0))),
        );
        let step = shown.len().div_ceil(SHOWN).max(1);
        let sheet = draw_sheet(&shown.iter().step_by(step).collect::<Vec<_>>());
        Ok(Validation { score, figures, sheet })
    }

    fn parameters(&self) -> Vec<Vec<f32>> {
        [parameters::read(&self.decoder), parameters::read(&self.encoder)].concat()
    }

    fn set_parameters(&mut self, values: &[Vec<f32>]) {
        let (decoder, encoder) = values.split_at(parameters::read(&self.decoder).len());
        self.decoder = parameters::write(self.decoder.clone(), decoder);
        self.encoder = parameters::write(self.encoder.clone(), encoder);
    }

    fn save(&self, folder: &Path) -> Result<()> {
        checkpoint::save(folder, "decoder", &self.decoder, &self.decoder_optimizer)?;
        checkpoint::save(folder, "encoder", &self.encoder, &self.encoder_optimizer)
    }

    fn load(&mut self, folder: &Path) -> Result<()> {
        (self.decoder, self.decoder_optimizer) =
            checkpoint::load(folder, "decoder", self.decoder.clone(), self.decoder_optimizer.clone())?;
        (self.encoder, self.encoder_optimizer) =
            checkpoint::load(folder, "encoder", self.encoder.clone(), self.encoder_optimizer.clone())?;
        Ok(())
    }

    fn package(&self, steps: usize) -> Result<Vec<(String, Vec<u8>)>> {
        let weights = self.encoder.weights(&Encoder).with(self.decoder.weights(&Decoder));
        Ok(vec![(
            "styles.safetensors".into(),
            package::write(ModelKind::Styles, &weights, steps, &self.note)?,
        )])
    }
}

/// What the decoder is told while it is watched.
struct Telling {
    name: String,
    /// The groups that are told; `None` leaves the decoder out.
    groups: Option<Vec<StyleGroup>>,
    /// Each part is told the style of another one.
    others: bool,
}

/// Which of the tellings tells all.
const TOLD: usize = 2;

/// The colouriser alone, the decoder told nothing, all, all of other parts, all groups but one, and one alone.
fn tellings() -> Vec<Telling> {
    let telling = |name: &str, groups, others| Telling { name: name.into(), groups, others };
    let mut tellings = vec![
        telling("alone", None, false),
        telling("untold", Some(Vec::new()), false),
        telling("told", Some(GROUPS.to_vec()), false),
        telling("told others'", Some(GROUPS.to_vec()), true),
    ];
    for one in GROUPS {
        let others = GROUPS.into_iter().filter(|&group| group != one).collect();
        tellings.push(telling(&format!("without {one}"), Some(others), false));
        tellings.push(telling(&format!("only {one}"), Some(vec![one]), false));
    }
    tellings
}

impl Telling {
    /// Styles as the decoder is told them, of those that each part has itself.
    fn told(
        &self,
        sample: &Sample,
        own: &[(u8, [f32; STYLE_CHANNELS])],
        device: &burn::tensor::Device,
    ) -> Option<Tensor<4>> {
        let mut styles = own.to_vec();
        if self.others {
            styles.iter_mut().enumerate().for_each(|(i, style)| style.1 = own[(i + 1) % own.len()].1);
        }
        Some(fixed(sample, &styles, self.groups.as_ref()?, device))
    }
}

/// Samples on the sheet.
const SHOWN: usize = 12;

/// A sample, and the shades of it by the tellings up to [`TOLD`].
type Shown = (Dressed, Vec<Vec<[f32; 6]>>);

/// The reference, true flats with the shade of the colouriser alone, of the decoder that is told all, and the truth.
fn draw_sheet(shown: &[&Shown]) -> Option<Raster> {
    let size = shown.first()?.0.sample.size;
    Some(Plane::from_fn(shown.len() * size, 4 * size, |x, y| {
        let (Dressed { sample, reference }, shades) = shown[x / size];
        let i = y % size * size + x % size;
        let flat = match sample.flat_index[i] {
            UNKNOWN => [1.0; 3],
            index => sample.palette[usize::from(index)].map(|v| f32::from(v) / 255.0),
        };
        let paper = 1.0 - sample.ink[i];
        let shaded = |shade: &Vec<[f32; 6]>| std::array::from_fn(|c| flat[c] * shade[i][c] * paper);
        let picture: [f32; 3] = match y / size {
            0 => reference[i],
            1 => shaded(&shades[0]),
            2 => shaded(&shades[TOLD]),
            _ => sample.shaded[i].map(|v| v * paper),
        };
        Rgb::from_unit(picture.map(|v| v.clamp(0.0, 1.0))).with_alpha(255)
    }))
}

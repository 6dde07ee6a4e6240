//! Joint training of the style encoder and of the colouriser's branch for styles, its decoder.

use std::path::Path;

use burn::module::Module;
use burn::optim::{GradientsParams, ModuleOptimizer};
use burn::tensor::{Int, Tensor, TensorData, activation};
use rand::seq::{IndexedRandom, IteratorRandom};
use rand::{Rng, SeedableRng};
use rand_chacha::ChaCha8Rng;
use rayon::prelude::*;

use super::augment::Sample;
use super::cloth::{Dressed, dress};
use super::colors::{Batch, ColorsTask, LIGHT_UNTOLD, huber, light, shade_error};
use super::pairs::UNKNOWN;
use super::task::{Step, Task, Validation, optimizer};
use super::trunk::Trunk;
use super::{checkpoint, parameters, pixels, prompt};
use crate::burn::Net;
use crate::network::colorizer::{HEAD, LIGHT, SHADE_RANGE};
use crate::network::encoder::{ENCODER_CELL, Encoder, HEADS};
use crate::network::package::{self, ModelKind};
use crate::network::prompt_map::PromptMap;
use crate::network::style_branch::{STYLED_CHANNELS, STYLES_NAME, StyleBranch};
use crate::style::{STYLE_CHANNELS, StyleGroup, StyleRange, Swatch, code};
use crate::{Device, Plane, Raster, RegionMap, Result, Rgb};

/// Parts of fewer pixels are not picked from.
const LEAST: usize = 150;
/// Share of parts that are told nothing, and that are told some groups; all others are told all.
const UNTOLD: f64 = 0.25;
const SUBSET: f64 = 0.35;
/// Share of samples all of whose colours are told.
const PROMPTED: f64 = 0.5;
/// Places of a sample whose style is measured, for the encoder to learn from.
const MEASURED: usize = 3;
/// Weight of what the encoder is off, beside the colouriser's loss.
const AUXILIARY: f32 = 1.0;
/// Where the Huber loss of codes turns straight.
const HUBER: f32 = 0.1;
/// Ranges in the order of the encoder's values.
const RANGES: [StyleRange; HEADS.len()] = [StyleRange::Large, StyleRange::Middle, StyleRange::Small];
/// The groups that are picked up. The colour is none of them: the colouriser is told that as hints tell it, exactly.
const GROUPS: [StyleGroup; 6] = [
    StyleGroup::Texture,
    StyleGroup::Gradation,
    StyleGroup::Painting,
    StyleGroup::Pattern,
    StyleGroup::Highlight,
    StyleGroup::Shadow,
];

/// Learns styles and shading together (US 11,386,587): the truth is encoded to a map of styles, places of it are picked up
/// at random (all groups as a bundle, some, or none), the colouriser's branch is told these at the same parts of the
/// drawing, and encoder and branch learn from how far the shade is from the truth. The colouriser itself stays as it is.
///
/// So that a group means what its name says, the encoder learns beside what [`Swatch::pick`] measures at some places.
/// Samples wear ramps and patterns of many kinds, laid on as they are needed.
pub struct StylesTask {
    colors: ColorsTask,
    trunk: Trunk,
    encoder: Net,
    encoder_optimizer: ModuleOptimizer,
    branch: Net,
    branch_optimizer: ModuleOptimizer,
    note: String,
}

/// A place whose style is told to a part.
struct Pick {
    part: u8,
    /// Index of the place's pixel.
    pixel: usize,
    /// Index in [`RANGES`].
    range: usize,
    groups: Vec<StyleGroup>,
}

/// What was measured at a place: the encoder's value that tells it, the code, and which of it counts.
struct Measured {
    row: usize,
    code: [f32; STYLE_CHANNELS],
    weights: [f32; STYLE_CHANNELS],
}

impl StylesTask {
    /// Makes an encoder, and a branch that changes nothing yet if the colouriser `colors` has none; `labels` are the weights
    /// of a trained labeller. `note` says in the model files what they were trained on.
    ///
    /// # Errors
    /// [`crate::Error::Device`] if the device is not there, [`crate::Error::Model`] if a file is of another network.
    pub fn new(device: Device, seed: u64, labels: &[u8], colors: &[u8], note: &str) -> Result<Self> {
        let task = ColorsTask::new(device, seed, labels, None, note)?;
        let (trunk, branch) = Trunk::new(colors, STYLES_NAME, &task.learning)?;
        let branch = branch.unwrap_or_else(|| {
            let mut fresh = Net::new(&StyleBranch, &task.learning).weights(&StyleBranch);
            fresh.silence(&format!("{STYLES_NAME}.{HEAD}.weight"));
            fresh
        });
        Ok(Self {
            trunk,
            encoder: Net::new(&Encoder, &task.learning),
            encoder_optimizer: optimizer(),
            branch: Net::load(&StyleBranch, branch, &task.learning)?,
            branch_optimizer: optimizer(),
            colors: task,
            note: note.into(),
        })
    }

    /// The shade factors of a batch, [batch, h, w, 12], where styles [batch, h / 2, w / 2, 30] are told; without any those of the
    /// colouriser alone. `seen` and `logits` are what the colouriser saw and gave.
    fn shade(
        &self,
        branch: &Net,
        logits: Tensor<4>,
        seen: [Tensor<4>; 4],
        told: Option<Tensor<4>>,
    ) -> Tensor<4> {
        let [first, near, middle, far] = seen;
        let logits = match told {
            Some(told) => logits + branch.run(&StyleBranch, [first, near, middle, far, told]),
            None => logits,
        };
        (activation::tanh(logits) * SHADE_RANGE).exp()
    }

    /// What the encoder sees in some references: [batch, size / 4, size / 4, 69].
    fn encode(&self, net: &Net, dressed: &[Dressed], device: &burn::tensor::Device) -> Tensor<4> {
        let samples: Vec<Sample> = dressed.iter().map(|one| one.sample.clone()).collect();
        let mut references = dressed.iter().flat_map(|one| one.reference.chunks(one.reference.len()));
        let (mut reference, mut left): (&[[f32; 3]], usize) = (&[], 0);
        let pictures = pixels::tensor(&samples, device, |_, i| {
            if left == 0 {
                reference = references.next().expect("one a sample");
                left = reference.len();
            }
            left -= 1;
            reference[i]
        });
        net.run(&Encoder, [pictures])
    }
}

impl Task for StylesTask {
    fn step(&mut self, samples: &[Sample], step: Step) -> Result<Vec<(&'static str, f32)>> {
        let mut rng = ChaCha8Rng::seed_from_u64(step.seed);
        let dressed: Vec<Dressed> = samples.iter().map(|sample| dress(sample, &mut rng)).collect();
        let picks: Vec<Vec<Pick>> = dressed.iter().map(|one| random_picks(&one.sample, &mut rng)).collect();
        let measured = measure(&dressed, &picks);
        let samples: Vec<Sample> = dressed.iter().map(|one| one.sample.clone()).collect();
        let device = self.colors.learning.device.clone();
        let inner = device.clone().inner();
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
        let batch = Batch::new(&samples, &prompts, &lights, &inner);
        let parts = self.colors.parts(&samples, &inner);
        let learning = |x: Tensor<4>| Tensor::<4>::from_data(x.into_data(), &device);
        let seen = self.trunk.seen(&batch, parts.clone()).map(learning);
        let logits = learning(self.trunk.logits(&batch, parts, 0..3));
        let styles = self.encode(&self.encoder, &dressed, &device);
        let [count, side, _, _] = styles.dims();
        let rows = styles.reshape([count * side * side * RANGES.len(), STYLE_CHANNELS]);
        let told = told(&rows, &samples, &picks, &device);
        let made = learning(batch.flats) * self.shade(&self.branch, logits, seen, told);
        let shade = huber(made - learning(batch.shaded), &learning(batch.weights));
        let styles = auxiliary(&rows, &measured, &device);
        let loss = shade.clone() + styles.clone() * AUXILIARY;
        let values = [loss.clone(), shade, styles].map(|v| v.into_scalar::<f32>());
        let mut gradients = loss.backward();
        let of_branch = GradientsParams::from_module(&mut gradients, &self.branch);
        let of_encoder = GradientsParams::from_module(&mut gradients, &self.encoder);
        self.branch = self.branch_optimizer.step(step.learning_rate, self.branch.clone(), of_branch);
        self.encoder = self.encoder_optimizer.step(step.learning_rate, self.encoder.clone(), of_encoder);
        Ok(["loss", "shade", "styles"].into_iter().zip(values).collect())
    }

    fn validate(&self, named: &[(String, Sample)]) -> Result<Validation> {
        let (net, branch) = (self.encoder.valid(), self.branch.valid());
        let device = self.colors.learning.device.clone().inner();
        // Of flats alone, of a colouriser that is told no style, all styles, and those of other parts.
        let mut errors = [0.0f32; 4];
        let mut off = vec![(0.0f32, 0.0f32); StyleGroup::ALL.len()];
        let mut shown = Vec::new();
        for (i, (_, sample)) in named.iter().enumerate() {
            let mut rng = ChaCha8Rng::seed_from_u64(i as u64);
            let dressed = [dress(sample, &mut rng)];
            let styles = self.encode(&net, &dressed, &device).into_data().try_to_vec::<f32>().expect("f32");
            let [one] = dressed;
            let picks = picks(&one.sample, &mut rng, |_| GROUPS.to_vec());
            let code =
                |pick: &Pick| -> [f32; STYLE_CHANNELS] { styles.as_chunks().0[row(pick, sample.size, 0)] };
            let told: Vec<(u8, _)> = picks.iter().map(|pick| (pick.part, code(pick))).collect();
            let mut others = told.clone();
            for i in 0..told.len() {
                others[i].1 = told[(i + 1) % told.len()].1;
            }
            let sample_of = std::slice::from_ref(&one.sample);
            let batch = Batch::new(sample_of, &[prompt::full(&one.sample)], &[[0.0; LIGHT]], &device);
            let parts = self.colors.parts(sample_of, &device);
            let seen = self.trunk.seen(&batch, parts.clone());
            let logits = self.trunk.logits(&batch, parts, 0..3);
            let paint = |styles: &[(u8, [f32; STYLE_CHANNELS])]| {
                let told = (!styles.is_empty()).then(|| full(&one.sample, styles, &device));
                let shade = self.shade(&branch, logits.clone(), seen.clone(), told);
                let shade = shade.into_data().try_to_vec::<f32>().expect("f32");
                let pixel = |i: usize| {
                    let at = 3 * pixels::place(i, one.sample.size);
                    [shade[at], shade[at + 1], shade[at + 2], 0.0, 0.0, 0.0]
                };
                (0..one.sample.size * one.sample.size).map(pixel).collect::<Vec<[f32; 6]>>()
            };
            let paints = [paint(&[]), paint(&told), paint(&others)];
            errors[0] += shade_error(&one.sample, None);
            errors[1..]
                .iter_mut()
                .zip(&paints)
                .for_each(|(sum, paint)| *sum += shade_error(&one.sample, Some(paint)));
            let one = [one];
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
            let [untold, told, _] = paints;
            shown.push((one, untold, told));
        }
        let [flat, untold, told, others] = errors;
        let of_flat = |v: f32| v / flat.max(1e-6);
        let mut figures = vec![
            ("untold".to_owned(), of_flat(untold)),
            ("told".to_owned(), of_flat(told)),
            ("told others'".to_owned(), of_flat(others)),
        ];
        let off = StyleGroup::ALL
            .iter()
            .zip(off)
            .map(|(group, (sum, count))| (group.to_string(), sum / count.max(1.0)));
        figures.extend(off);
        let step = shown.len().div_ceil(SHOWN).max(1);
        let sheet = draw_sheet(&shown.iter().step_by(step).collect::<Vec<_>>());
        Ok(Validation { score: 1.0 - of_flat(told), figures, sheet })
    }

    fn parameters(&self) -> Vec<Vec<f32>> {
        [parameters::read(&self.branch), parameters::read(&self.encoder)].concat()
    }

    fn set_parameters(&mut self, values: &[Vec<f32>]) {
        let (branch, encoder) = values.split_at(parameters::read(&self.branch).len());
        self.branch = parameters::write(self.branch.clone(), branch);
        self.encoder = parameters::write(self.encoder.clone(), encoder);
    }

    fn save(&self, folder: &Path) -> Result<()> {
        checkpoint::save(folder, "styles", &self.branch, &self.branch_optimizer)?;
        checkpoint::save(folder, "encoder", &self.encoder, &self.encoder_optimizer)
    }

    fn load(&mut self, folder: &Path) -> Result<()> {
        (self.branch, self.branch_optimizer) =
            checkpoint::load(folder, "styles", self.branch.clone(), self.branch_optimizer.clone())?;
        (self.encoder, self.encoder_optimizer) =
            checkpoint::load(folder, "encoder", self.encoder.clone(), self.encoder_optimizer.clone())?;
        Ok(())
    }

    fn package(&self, steps: usize) -> Result<Vec<(String, Vec<u8>)>> {
        let branch = self.branch.weights(&StyleBranch);
        let encoder = package::write(ModelKind::Encoder, &self.encoder.weights(&Encoder), steps, &self.note)?;
        let colors = self.trunk.package(STYLES_NAME, branch, steps, &self.note)?;
        Ok(vec![colors, ("encoder.safetensors".into(), encoder)])
    }
}

/// A place in each part, and the groups that are picked up there.
fn picks(
    sample: &Sample,
    rng: &mut ChaCha8Rng,
    mut groups: impl FnMut(&mut ChaCha8Rng) -> Vec<StyleGroup>,
) -> Vec<Pick> {
    let mut of_part: Vec<Vec<usize>> = vec![Vec::new(); sample.palette.len()];
    for (i, &part) in sample.flat_index.iter().enumerate() {
        if part != 0 && part != UNKNOWN && sample.ink[i] < 0.1 {
            of_part[usize::from(part)].push(i);
        }
    }
    let parts = of_part.into_iter().enumerate().filter(|(_, pixels)| pixels.len() >= LEAST);
    parts
        .map(|(part, pixels)| Pick {
            part: part as u8,
            pixel: *pixels.choose(rng).expect("some"),
            range: rng.random_range(0..RANGES.len()),
            groups: groups(rng),
        })
        .collect()
}

/// Picks of all groups, of some, or of none.
fn random_picks(sample: &Sample, rng: &mut ChaCha8Rng) -> Vec<Pick> {
    picks(sample, rng, |rng| {
        if rng.random_bool(UNTOLD) {
            return Vec::new();
        }
        let subset = rng.random_bool(SUBSET);
        GROUPS.into_iter().filter(|_| !subset || rng.random_bool(0.5)).collect()
    })
}

/// Which of the encoder's styles a pick takes, of the sample `which` of a batch.
fn row(pick: &Pick, size: usize, which: usize) -> usize {
    let (x, y, side) = (pick.pixel % size, pick.pixel / size, size / ENCODER_CELL);
    (which * side * side + y / ENCODER_CELL * side + x / ENCODER_CELL) * RANGES.len() + pick.range
}

/// Measures some of the picked places.
fn measure(dressed: &[Dressed], picks: &[Vec<Pick>]) -> Vec<Measured> {
    let of_one = |(which, (one, picks)): (usize, (&Dressed, &Vec<Pick>))| {
        let size = one.sample.size;
        let reference: Raster =
            Plane::from_fn(size, size, |x, y| Rgb::from_unit(one.reference[y * size + x]).with_alpha(255));
        let ids = Plane::from_fn(size, size, |x, y| u32::from(one.sample.flat_index[y * size + x]));
        let ink = Plane::from_fn(size, size, |x, y| (one.sample.ink[y * size + x] * 255.0) as u8);
        let regions = RegionMap::from_ids(ids, &ink, 128).ok();
        let mut rng = ChaCha8Rng::seed_from_u64(picks.len() as u64);
        let some = picks.iter().choose_multiple(&mut rng, MEASURED);
        some.into_iter()
            .filter_map(|pick| {
                let at = ((pick.pixel % size) as f32 + 0.5, (pick.pixel / size) as f32 + 0.5);
                let swatch = Swatch::pick(&reference, regions.as_ref(), at, RANGES[pick.range]).ok()?;
                let mut weights = [1.0; STYLE_CHANNELS];
                // Of what is not there the size is known to be none, and all else means nothing.
                for (group, sizes) in
                    [(StyleGroup::Pattern, 1..3), (StyleGroup::Highlight, 0..1), (StyleGroup::Shadow, 0..1)]
                {
                    if !swatch.style.has(group) {
                        let weights = &mut weights[group.channels()];
                        weights.fill(0.0);
                        weights[sizes].fill(1.0);
                    }
                }
                Some(Measured { row: row(pick, size, which), code: code::code(&swatch.style), weights })
            })
            .collect::<Vec<_>>()
    };
    dressed.par_iter().zip(picks).enumerate().flat_map_iter(of_one).collect()
}

/// How far the encoder's styles are from what was measured.
fn auxiliary(rows: &Tensor<2>, measured: &[Measured], device: &burn::tensor::Device) -> Tensor<1> {
    if measured.is_empty() {
        return rows.clone().slice([0..1, 0..1]).sum() * 0.0;
    }
    let found = rows.clone().select(0, indices(measured.iter().map(|one| one.row), device));
    let table = |of: &dyn Fn(&Measured) -> [f32; STYLE_CHANNELS]| {
        let values: Vec<f32> = measured.iter().flat_map(of).collect();
        Tensor::<2>::from_data(TensorData::new(values, [measured.len(), STYLE_CHANNELS]), device)
    };
    let (wanted, weights) = (table(&|one| one.code), table(&|one| one.weights));
    let size = (found - wanted).abs();
    let near = size.clone().clamp_max(HUBER);
    let total = weights.clone().sum().clamp_min(1.0);
    ((size - near.clone() * 0.5) * near * weights).sum() / HUBER / total
}

/// The picked styles where they are told, [batch, size / 4, size / 4, 30]; `None` if there are none. `rows` are the
/// encoder's.
fn told(
    rows: &Tensor<2>,
    samples: &[Sample],
    picks: &[Vec<Pick>],
    device: &burn::tensor::Device,
) -> Option<Tensor<4>> {
    let (size, count) = (samples[0].size, samples.len());
    let side = size / ENCODER_CELL;
    let mut all: Vec<(usize, &Pick)> = Vec::new();
    picks.iter().enumerate().for_each(|(which, picks)| all.extend(picks.iter().map(|pick| (which, pick))));
    if all.is_empty() {
        return None;
    }
    // A row for each pick, as a cell has it, and one for cells that are told nothing.
    let found =
        rows.clone().select(0, indices(all.iter().map(|(which, pick)| row(pick, size, *which)), device));
    let masks = |of: &dyn Fn(StyleGroup) -> std::ops::Range<usize>, width: usize| {
        let mut values = vec![0.0f32; all.len() * width];
        for (row, (_, pick)) in values.chunks_exact_mut(width).zip(&all) {
            pick.groups.iter().for_each(|&group| row[of(group)].fill(1.0));
        }
        Tensor::<2>::from_data(TensorData::new(values, [all.len(), width]), device)
    };
    let found = found * masks(&StyleGroup::channels, STYLE_CHANNELS);
    let set = masks(&|group| group as usize..group as usize + 1, StyleGroup::ALL.len());
    let told = Tensor::cat(vec![found, set], 1);
    let told = Tensor::cat(vec![told, Tensor::zeros([1, STYLED_CHANNELS], device)], 0);
    let mut of_cell = Vec::with_capacity(count * side * side);
    for (which, sample) in samples.iter().enumerate() {
        for cell in 0..side * side {
            let part = part_of(sample, cell);
            let pick = all.iter().position(|(of, pick)| *of == which && pick.part == part);
            of_cell.push(pick.unwrap_or(all.len()));
        }
    }
    Some(told.select(0, indices(of_cell.into_iter(), device)).reshape([count, side, side, STYLED_CHANNELS]))
}

/// The part in the middle of a cell.
fn part_of(sample: &Sample, cell: usize) -> u8 {
    let side = sample.size / ENCODER_CELL;
    let (x, y) = (cell % side * ENCODER_CELL + 2, cell / side * ENCODER_CELL + 2);
    sample.flat_index[y * sample.size + x]
}

fn indices(of: impl Iterator<Item = usize>, device: &burn::tensor::Device) -> Tensor<1, Int> {
    let values: Vec<i64> = of.map(|i| i as i64).collect();
    let count = values.len();
    Tensor::from_data(TensorData::new(values, [count]), device)
}

/// Styles of some parts where they are told, all groups of them: [1, size / 4, size / 4, 30].
fn full(sample: &Sample, styles: &[(u8, [f32; STYLE_CHANNELS])], device: &burn::tensor::Device) -> Tensor<4> {
    let side = sample.size / ENCODER_CELL;
    let mut values = vec![0.0f32; side * side * STYLED_CHANNELS];
    for (cell, values) in values.chunks_exact_mut(STYLED_CHANNELS).enumerate() {
        let part = part_of(sample, cell);
        if let Some((_, code)) = styles.iter().find(|(of, _)| *of == part) {
            for group in GROUPS {
                values[group.channels()].copy_from_slice(&code[group.channels()]);
                values[STYLE_CHANNELS + group as usize] = 1.0;
            }
        }
    }
    Tensor::from_data(TensorData::new(values, [1, side, side, STYLED_CHANNELS]), device)
}

/// Samples on the sheet.
const SHOWN: usize = 12;

type Shown = (Dressed, Vec<[f32; 6]>, Vec<[f32; 6]>);

/// The reference, true flats with the shade of a colouriser that is told no styles, that is told all, and the truth.
fn draw_sheet(shown: &[&Shown]) -> Option<Raster> {
    let size = shown.first()?.0.sample.size;
    Some(Plane::from_fn(shown.len() * size, 4 * size, |x, y| {
        let (Dressed { sample, reference }, untold, told) = shown[x / size];
        let i = y % size * size + x % size;
        let flat = match sample.flat_index[i] {
            UNKNOWN => [1.0; 3],
            index => sample.palette[usize::from(index)].map(|v| f32::from(v) / 255.0),
        };
        let paper = 1.0 - sample.ink[i];
        let picture: [f32; 3] = match y / size {
            0 => reference[i],
            1 => std::array::from_fn(|c| flat[c] * untold[i][c] * paper),
            2 => std::array::from_fn(|c| flat[c] * told[i][c] * paper),
            _ => sample.shaded[i].map(|v| v * paper),
        };
        Rgb::from_unit(picture.map(|v| v.clamp(0.0, 1.0))).with_alpha(255)
    }))
}

//! Training of the part labeller.

use std::fs;
use std::path::Path;

use burn::optim::{GradientsParams, ModuleOptimizer};
use burn::tensor::{Int, Tensor, TensorData, activation};
use rand::{Rng, SeedableRng};
use rand_chacha::ChaCha8Rng;

use super::augment::Sample;
use super::pairs::UNKNOWN;
use super::task::{Step, Task, Validation, optimizer};
use super::{checkpoint, parameters, pixels};
use crate::burn::{Net, Placement};
use crate::label::LabelSet;
use crate::network::labeller::{self, EMBEDDING, HEAD, Labeller};
use crate::network::weights::Weights;
use crate::{Device, Error, Plane, Raster, Result, write_atomic};

/// Where a run keeps what its labels are.
const LABELS: &str = "labels.json";
/// Pixels of a drawing whose embeddings are compared.
const ANCHORS: usize = 256;
/// Temperature of the contrastive loss.
const TEMPERATURE: f32 = 0.1;
/// Weight of the contrastive loss beside the cross-entropy.
const CONTRAST: f32 = 1.0;

/// Learns labels by cross-entropy and embeddings by a supervised contrastive loss (Khosla et al. 2020).
///
/// Both are balanced: a pixel counts as one over the square root of the pixels that share its part and
/// colour in the drawing, so that an eye is heard beside a coat. Positives of the contrastive loss are
/// pixels of one flat colour.
pub struct LabelsTask {
    net: Net,
    labels: LabelSet,
    optimizer: ModuleOptimizer,
    learning: Placement,
    note: String,
}

impl LabelsTask {
    /// Makes a labeller with random weights that tells `labels` apart; `note` says in the model file what it was
    /// trained on.
    ///
    /// # Errors
    /// [`crate::Error::Device`] if the device is not there.
    pub fn new(device: Device, seed: u64, labels: LabelSet, note: &str) -> Result<Self> {
        let learning = Placement::new(device)?.learning(seed);
        let net = Net::new(&Labeller { labels: labels.len() }, &learning);
        Ok(Self { net, labels, optimizer: optimizer(), learning, note: note.into() })
    }

    /// Starts from trained weights instead of random ones. If they tell other labels apart, each own label begins as
    /// the one of its name, or else one that comes under the same standard label.
    ///
    /// # Errors
    /// [`crate::Error::Model`] if `bytes` are not a labeller.
    pub fn with_weights(mut self, file: &[u8]) -> Result<Self> {
        let (_, mut weights, labels) = labeller::read(file)?;
        let network = self.network();
        if labels != self.labels {
            relabel(&mut weights, &labels, &self.net.weights(&network), &self.labels)?;
        }
        self.net = Net::load(&network, weights, &self.learning)?;
        Ok(self)
    }

    fn network(&self) -> Labeller {
        Labeller { labels: self.labels.len() }
    }
}

/// Gives the head of `weights`, which tell the labels `old` apart, the outputs that tell `new` ones apart: each begins
/// with what is known of the one it is nearest to, or as in `fresh`.
fn relabel(weights: &mut Weights, old: &LabelSet, fresh: &Weights, new: &LabelSet) -> Result<()> {
    let nearest = new.nearest(old);
    let embedding = (old.len()..old.len() + EMBEDDING).map(Some);
    let columns: Vec<Option<usize>> = nearest.into_iter().chain(embedding).collect();
    for array in ["weight", "bias"] {
        let name = format!("{HEAD}.{array}");
        let begun = fresh.get(&name).expect("a labeller has a head").clone();
        let mut shape = begun.shape.clone();
        *shape.last_mut().expect("weights have outputs") = old.len() + EMBEDDING;
        let known = weights.take(&name, &shape)?;
        let mut values = begun.values;
        let rows = values.chunks_exact_mut(columns.len()).zip(known.chunks_exact(old.len() + EMBEDDING));
        for (row, known) in rows {
            for (value, column) in row.iter_mut().zip(&columns) {
                *value = column.map_or(*value, |column| known[column]);
            }
        }
        weights.put(name, begun.shape, values);
    }
    Ok(())
}

impl Task for LabelsTask {
    fn step(&mut self, samples: &[Sample], step: Step) -> Result<Vec<(&'static str, f32)>> {
        let device = &self.learning.device;
        let mut rng = ChaCha8Rng::seed_from_u64(step.seed);
        let targets: Vec<Target> =
            samples.iter().map(|sample| Target::new(sample, self.labels.len(), &mut rng)).collect();
        let (batch, half) = (samples.len(), samples[0].size / 2);
        let weights: Vec<f32> = targets.iter().flat_map(|t| t.weights.iter().copied()).collect();
        let weights =
            Tensor::<4>::from_data(TensorData::new(weights, [batch, half, half, self.labels.len()]), device);
        let (scores, embedding) = split(self.net.run(&self.network(), [ink_tensor(samples, device)]));
        let total = weights.clone().sum();
        let labels = (activation::log_softmax(scores, 3) * weights).sum().neg() / total;
        let contrast = contrast(embedding, &targets);
        let loss = labels.clone() + contrast.clone() * CONTRAST;
        let values = [loss.clone(), labels, contrast].map(|v| v.into_scalar::<f32>());
        let gradients = GradientsParams::from_grads(loss.backward(), &self.net);
        self.net = self.optimizer.step(step.learning_rate, self.net.clone(), gradients);
        Ok(vec![("loss", values[0]), ("labels", values[1]), ("contrast", values[2])])
    }

    fn validate(&self, named: &[(String, Sample)]) -> Result<Validation> {
        let mut figures: Vec<(String, (usize, usize))> = Vec::new();
        let mut sheet = Vec::new();
        let mut last = "";
        for (source, sample) in named {
            let found = self.labels(sample);
            let (right, all) = region_accuracy(sample, &found, self.labels.len());
            match figures.iter_mut().find(|(name, _)| name == source) {
                Some((_, sum)) => *sum = (sum.0 + right, sum.1 + all),
                None => figures.push((source.clone(), (right, all))),
            }
            // The first few of each source make the sheet.
            if last != source || sheet.len() % 6 != 0 {
                sheet.push((sample, found));
            }
            last = source;
        }
        let figures: Vec<(String, f32)> = figures
            .into_iter()
            .filter(|(_, (_, all))| *all > 0)
            .map(|(name, (right, all))| (name, right as f32 / all as f32))
            .collect();
        let score = figures.iter().map(|(_, value)| value).sum::<f32>() / figures.len().max(1) as f32;
        Ok(Validation { score, figures, sheet: draw_sheet(&sheet) })
    }

    fn labels(&self) -> Option<&LabelSet> {
        Some(&self.labels)
    }

    fn parameters(&self) -> Vec<Vec<f32>> {
        parameters::read(&self.net)
    }

    fn set_parameters(&mut self, values: &[Vec<f32>]) {
        self.net = parameters::write(self.net.clone(), values);
    }

    fn save(&self, folder: &Path) -> Result<()> {
        write_atomic(&folder.join(LABELS), self.labels.to_json().as_bytes())?;
        checkpoint::save(folder, "labels", &self.net, &self.optimizer)
    }

    fn load(&mut self, folder: &Path) -> Result<()> {
        let path = folder.join(LABELS);
        let found = LabelSet::from_json(&fs::read_to_string(&path).map_err(Error::io(&path))?)?;
        if found != self.labels {
            let names: Vec<_> = found.iter().map(|own| own.name.as_str()).collect();
            let text = format!("the run in {} learns other labels: {}", folder.display(), names.join(", "));
            return Err(Error::Model(text));
        }
        (self.net, self.optimizer) =
            checkpoint::load(folder, "labels", self.net.clone(), self.optimizer.clone())?;
        Ok(())
    }

    fn package(&self, steps: usize) -> Result<Vec<(String, Vec<u8>)>> {
        let weights = self.net.weights(&self.network());
        let file = labeller::write(&weights, &self.labels, steps, &self.note)?;
        Ok(vec![("labels.safetensors".into(), file)])
    }
}

impl LabelsTask {
    /// The most likely label of each pixel, at half the sample's size.
    fn labels(&self, sample: &Sample) -> Vec<u8> {
        use burn::module::Module;
        let net = self.net.valid();
        let device = self.learning.device.clone().inner();
        let (scores, _) =
            split(net.run(&self.network(), [ink_tensor(std::slice::from_ref(sample), &device)]));
        let scores = scores.into_data().try_to_vec::<f32>().expect("scores are f32");
        scores.chunks_exact(self.labels.len()).map(largest).collect()
    }
}

/// Label scores [batch, h, w, labels] and embeddings [batch, h, w, 24], not yet of length 1, of a labeller's output.
pub(super) fn split(y: Tensor<4>) -> (Tensor<4>, Tensor<4>) {
    let [batch, height, width, channels] = y.dims();
    let part = |channels| y.clone().slice([0..batch, 0..height, 0..width, channels]);
    (part(0..channels - EMBEDDING), part(channels - EMBEDDING..channels))
}

/// The drawings, 0 paper to 1 line: [batch, size / 2, size / 2, 4].
pub(super) fn ink_tensor(samples: &[Sample], device: &burn::tensor::Device) -> Tensor<4> {
    pixels::tensor(samples, device, |sample, i| [sample.ink[i]])
}

/// What one sample asks for, at half its size.
struct Target {
    /// The weight of each pixel at its true label, 0 elsewhere: [half, half, labels].
    weights: Vec<f32>,
    /// Pixels to compare, and the colour each has.
    anchors: Vec<(usize, u8)>,
}

impl Target {
    fn new(sample: &Sample, labels: usize, rng: &mut ChaCha8Rng) -> Self {
        let (size, half) = (sample.size, sample.size / 2);
        let pixels: Vec<(u8, u8)> = (0..half * half)
            .map(|i| {
                let at = 2 * (i / half) * size + 2 * (i % half);
                (sample.labels[at], sample.flat_index[at])
            })
            .collect();
        let mut parts = std::collections::HashMap::<(u8, u8), u32>::new();
        let mut colors = [0u32; 256];
        for &pixel in &pixels {
            *parts.entry(pixel).or_default() += 1;
            colors[usize::from(pixel.1)] += 1;
        }
        let mut weights = vec![0.0; pixels.len() * labels];
        for (weights, &pixel) in weights.chunks_exact_mut(labels).zip(&pixels) {
            if pixel.0 != UNKNOWN {
                // Eight more, so that a stray pixel is not worth a region.
                weights[usize::from(pixel.0)] = 1.0 / (parts[&pixel] as f32 + 8.0).sqrt();
            }
        }
        let mut sum = 0.0;
        let sums: Vec<f32> = pixels
            .iter()
            .map(|&(_, color)| {
                if color != UNKNOWN {
                    sum += 1.0 / (colors[usize::from(color)] as f32).sqrt();
                }
                sum
            })
            .collect();
        let anchors = (0..ANCHORS).map(|_| {
            let at =
                sums.partition_point(|&s| s <= rng.random_range(0.0..sum.max(1e-6))).min(pixels.len() - 1);
            (at, pixels[at].1)
        });
        Self { weights, anchors: anchors.collect() }
    }
}

/// The supervised contrastive loss over the anchors of each drawing, above the least it can be (the logarithm of an
/// anchor's positives, which share its likeness); `embedding` [batch, h, w, channels].
fn contrast(embedding: Tensor<4>, targets: &[Target]) -> Tensor<1> {
    let device = embedding.device();
    let [batch, height, width, _] = embedding.dims();
    let index: Vec<i64> = targets
        .iter()
        .enumerate()
        .flat_map(|(n, target)| target.anchors.iter().map(move |&(at, _)| (n * height * width + at) as i64))
        .collect();
    let mut positive = vec![0.0f32; batch * ANCHORS * ANCHORS];
    let (mut anchors, mut least) = (0, 0.0);
    for (n, target) in targets.iter().enumerate() {
        for (i, &(at, color)) in target.anchors.iter().enumerate() {
            let row = &mut positive[(n * ANCHORS + i) * ANCHORS..][..ANCHORS];
            let alike = |&(j, &(other, c)): &(usize, &(usize, u8))| j != i && other != at && c == color;
            let count = target.anchors.iter().enumerate().filter(alike).count();
            if count > 0 && color != UNKNOWN {
                anchors += 1;
                least += (count as f32).ln();
                target
                    .anchors
                    .iter()
                    .enumerate()
                    .filter(alike)
                    .for_each(|(j, _)| row[j] = 1.0 / count as f32);
            }
        }
    }
    let itself = Tensor::<2>::eye(ANCHORS, &device).reshape([1, ANCHORS, ANCHORS]) * 1e4;
    let positive = Tensor::<3>::from_data(TensorData::new(positive, [batch, ANCHORS, ANCHORS]), &device);
    let index = Tensor::<1, Int>::from_data(TensorData::new(index, [batch * ANCHORS]), &device);
    let chosen = embedding.reshape([batch * height * width, EMBEDDING]).select(0, index);
    let length = (chosen.clone().powi_scalar(2).sum_dim(1) + 1e-6).sqrt();
    let unit = (chosen / length).reshape([batch, ANCHORS, EMBEDDING]);
    let alike = unit.clone().matmul(unit.transpose()) / TEMPERATURE - itself;
    ((activation::log_softmax(alike, 2) * positive).sum().neg() - least) / (anchors.max(1) as f32)
}

fn largest(scores: &[f32]) -> u8 {
    (0..scores.len()).fold(0, |best, i| if scores[i] > scores[best] { i } else { best }) as u8
}

/// True regions of at least 10 pixels whose most frequent label is the true one, and how many there are.
fn region_accuracy(sample: &Sample, found: &[u8], labels: usize) -> (usize, usize) {
    let size = sample.size;
    let truth = |i: usize| (sample.labels[i], sample.flat_index[i]);
    let mut seen = vec![false; size * size];
    let (mut right, mut all) = (0, 0);
    let mut stack = Vec::new();
    for start in 0..size * size {
        if seen[start] || sample.labels[start] == UNKNOWN {
            continue;
        }
        seen[start] = true;
        stack.push(start);
        let (mut area, mut votes) = (0, [0u32; LabelSet::MAX]);
        while let Some(i) = stack.pop() {
            area += 1;
            let (x, y) = (i % size, i / size);
            if sample.ink[i] < 0.5 {
                votes[usize::from(found[y / 2 * (size / 2) + x / 2])] += 1;
            }
            let near = [
                (x > 0, i.wrapping_sub(1)),
                (x + 1 < size, i + 1),
                (y > 0, i.wrapping_sub(size)),
                (y + 1 < size, i + size),
            ];
            for (inside, j) in near {
                if inside && !seen[j] && truth(j) == truth(start) {
                    seen[j] = true;
                    stack.push(j);
                }
            }
        }
        let most = (0..labels).max_by_key(|&l| votes[l]).expect("there are labels");
        if area >= 10 && votes[most] > 0 {
            all += 1;
            right += usize::from(most == usize::from(sample.labels[start]));
        }
    }
    (right, all)
}

/// Drawing, found labels and true labels side by side.
fn draw_sheet(shown: &[(&Sample, Vec<u8>)]) -> Option<Raster> {
    let size = shown.first()?.0.size;
    let columns = 6;
    let color = |label: u8| {
        if label == UNKNOWN {
            return [255, 255, 255];
        }
        let hue = f32::from(label) * 2.4;
        [0.0, 2.1, 4.2].map(|turn| if label == 0 { 235 } else { (140.0 + 100.0 * (hue + turn).cos()) as u8 })
    };
    let rows = shown.len().div_ceil(columns);
    Some(Plane::from_fn(columns * size, rows * 3 * size, |x, y| {
        let Some((sample, found)) = shown.get(y / (3 * size) * columns + x / size) else { return [255; 4] };
        let (x, y, part) = (x % size, y % size, y / size % 3);
        let ink = 1.0 - sample.ink[y * size + x];
        let label = match part {
            1 => found[y / 2 * (size / 2) + x / 2],
            _ => sample.labels[y * size + x],
        };
        let [r, g, b] = if part == 0 { [255; 3] } else { color(label) }.map(|v| (f32::from(v) * ink) as u8);
        [r, g, b, 255]
    }))
}

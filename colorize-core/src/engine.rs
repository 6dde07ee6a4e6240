//! The networks on a device, and the CPU's own engine.
//!
//! A network is written once, in [`crate::model`]. Burn runs it to train, and on devices other than the CPU; for the
//! CPU it is laid out as a [`program`], which [`run`]s on the kernels of this module, channels last.

mod buffer;
#[cfg_attr(not(feature = "train"), allow(dead_code, reason = "gradients are for training alone"))]
pub(crate) mod conv;
mod cost;
#[cfg_attr(not(feature = "train"), allow(dead_code, reason = "gradients are for training alone"))]
pub(crate) mod extension;
mod kept;
mod level;
#[cfg_attr(not(feature = "train"), allow(dead_code, reason = "gradients are for training alone"))]
pub(crate) mod norm;
mod plan;
mod program;
#[cfg_attr(not(feature = "train"), allow(dead_code, reason = "gradients are for training alone"))]
pub(crate) mod resample;
mod run;
mod source;
mod swish;
#[cfg_attr(not(feature = "train"), allow(dead_code, reason = "gradients are for training alone"))]
mod winograd;

#[cfg(all(test, feature = "train"))]
mod agreement;
#[cfg(test)]
mod tests;

use std::fmt;
use std::sync::{Arc, Mutex, PoisonError};

use burn::tensor::{Tensor, TensorData, activation};
use rayon::prelude::*;

#[doc(hidden)]
pub use self::cost::LayerCost;
pub(crate) use self::kept::Kept;
#[doc(hidden)]
pub use self::kept::Work;
pub(crate) use self::level::Level;
use self::program::Program;
use self::run::Room;
use crate::confidence::Calibration;
use crate::device::Placement;
use crate::label::{Label, LabelSet};
use crate::model::package::{self, Kind};
use crate::model::sgru::{COLORIZER_INPUTS, COLORIZER_OUTPUTS, Colorizer, LIGHT, prompted_cell};
use crate::model::unet::{EMBEDDING, Labeller};
use crate::network::prompt_map::{PROMPT_CHANNELS, PromptMap};
use crate::{Device, Error, Plane, Result};

/// The networks, ready to run on one device. Cheap to clone; sessions and threads share it.
#[derive(Clone)]
pub struct Engine {
    options: EngineOptions,
    networks: Arc<Networks>,
}

/// What an engine runs on, and what it may take.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct EngineOptions {
    /// What the networks run on.
    pub device: Device,
    /// Threads that run the networks, 1..=256, the engine's own; `None` takes those that the whole program shares,
    /// one for each processor.
    pub threads: Option<usize>,
    /// The most bytes that one run of a network holds beside its inputs, its result and its weights; larger drawings
    /// then go through in strips, which takes longer and gives the same result. Devices other than the CPU take what
    /// they need.
    pub memory: usize,
}

impl Default for EngineOptions {
    fn default() -> Self {
        Self { device: Device::Cpu, threads: None, memory: 256 << 20 }
    }
}

/// The most threads an engine has of its own.
const MOST_THREADS: usize = 256;
/// The largest share of the memory that feature maps may take to be kept for the next hint.
const KEPT_SHARE: usize = 4;

struct Networks {
    runner: Runner,
    labels: LabelSet,
    calibration: Option<Calibration>,
    /// `None`: the one that all share.
    pool: Option<rayon::ThreadPool>,
}

/// Who runs the networks.
enum Runner {
    Own(Own),
    Burn(Box<OnBurn>),
}

struct Own {
    labeller: Program,
    colorizer: Program,
    /// Buffers of earlier runs.
    rooms: Mutex<Vec<Room>>,
}

struct OnBurn {
    placement: Placement,
    labeller: Labeller,
    colorizer: Colorizer,
}

/// Model files as bytes, safetensors.
#[derive(Clone, Copy, Debug)]
pub struct Models<'a> {
    /// The part labeller.
    pub labels: &'a [u8],
    /// The colouriser.
    pub colors: &'a [u8],
}

#[cfg(feature = "bundled-models")]
impl Models<'static> {
    /// The weights that come with the library.
    pub const BUNDLED: Self = Self {
        labels: include_bytes!("../models/labels.safetensors"),
        colors: include_bytes!("../models/colors.safetensors"),
    };
}

impl Engine {
    /// Loads the bundled networks.
    ///
    /// # Errors
    /// [`crate::Error::Device`] if the device is not compiled in or not there.
    #[cfg(feature = "bundled-models")]
    pub fn new(device: Device) -> Result<Self> {
        Self::with_models(device, Models::BUNDLED)
    }

    /// Loads networks from model files.
    ///
    /// # Errors
    /// [`crate::Error::Model`] if a file is damaged or holds another network,
    /// [`crate::Error::Device`] if the device is not compiled in or not there.
    pub fn with_models(device: Device, models: Models<'_>) -> Result<Self> {
        Self::with_options(EngineOptions { device, ..EngineOptions::default() }, models)
    }

    /// Loads networks from model files, to run as `options` say.
    ///
    /// # Errors
    /// As [`Engine::with_models`]; [`crate::Error::InvalidArgument`] if the number of threads is out of range.
    pub fn with_options(options: EngineOptions, models: Models<'_>) -> Result<Self> {
        let pool = options.threads.map(pool).transpose()?;
        let placement = options.device.placement()?;
        let (labeller, labels) = package::load_labeller(models.labels, &placement)?;
        let calibration = Calibration::of(models.labels)?;
        let colorizer = package::load(Colorizer::new(&placement), models.colors, Kind::Colorizer)?;
        let runner = match options.device {
            Device::Cpu => Runner::Own(Own::new(&labeller, &colorizer, Level::chosen())),
            _ => Runner::Burn(Box::new(OnBurn { placement, labeller, colorizer })),
        };
        Ok(Self { options, networks: Arc::new(Networks { runner, labels, calibration, pool }) })
    }

    /// What the networks run on.
    pub fn device(&self) -> Device {
        self.options.device
    }

    /// What it was made with.
    pub fn options(&self) -> &EngineOptions {
        &self.options
    }

    /// The processor's vector instructions in use: `avx512`, `avx2`, `neon` or `portable`; `None` if the networks
    /// run through Burn. The environment variable `COLORIZE_LEVEL` forces one.
    pub fn level(&self) -> Option<&'static str> {
        match &self.networks.runner {
            Runner::Own(own) => Some(own.labeller.level.name()),
            Runner::Burn(_) => None,
        }
    }

    /// Threads that run the networks.
    pub fn threads(&self) -> usize {
        self.networks
            .pool
            .as_ref()
            .map_or_else(rayon::current_num_threads, rayon::ThreadPool::current_num_threads)
    }

    /// Bytes that reading a drawing whose longest side is `side` pixels at most holds in the engine's buffers, beside
    /// the result and the weights; `None` if the networks run through Burn.
    pub fn buffers(&self, side: usize) -> Option<usize> {
        let Runner::Own(own) = &self.networks.runner else { return None };
        let side = (side / 2).next_multiple_of(own.labeller.granularity());
        let need = |program: &Program| program.bytes([side; 2], self.options.memory);
        Some(need(&own.labeller).max(need(&own.colorizer)))
    }

    /// The labels that the labeller tells apart.
    pub fn labels(&self) -> &LabelSet {
        &self.networks.labels
    }

    /// How sure the labeller can be, as it was measured; `None` if its model file does not tell.
    pub fn calibration(&self) -> Option<&Calibration> {
        self.networks.calibration.as_ref()
    }

    /// Reads the parts of a drawing; `ink` is 0 paper to 255 line, sides multiples of 64, `scale` its pixels
    /// for each pixel of the drawing.
    pub(crate) fn read_parts(&self, ink: &Plane<u8>, scale: f32) -> Parts {
        let (width, height) = (ink.width() / 2, ink.height() / 2);
        let count = self.labels().len();
        let (labels, embeddings) = self.install(|| match &self.networks.runner {
            Runner::Own(own) => {
                let (x, level) = (unshuffled(ink, &[]), own.labeller.level);
                own.run(&own.labeller, &[&x], [height, width], self.options.memory, |y| {
                    split(level, y, count)
                })
            }
            Runner::Burn(burn) => {
                let x = TensorData::new(unshuffled(ink, &[]), [1, height, width, 4]);
                let (scores, embeddings) =
                    burn.labeller.forward(Tensor::from_data(x, &burn.placement.device));
                (values(activation::softmax(scores, 3)), values(embeddings))
            }
        });
        Parts { width, height, scale: scale / 2.0, count, labels, embeddings }
    }

    /// Shades and colours a drawing; sides of `ink` are multiples of 64, the map is a quarter of them, and `parts`
    /// is what [`Engine::read_parts`] gave for the same ink. `kept` holds what the last painting of the drawing left,
    /// and spares what has not changed since.
    pub(crate) fn paint(
        &self,
        ink: &Plane<u8>,
        light: [f32; LIGHT],
        prompt: &PromptMap,
        parts: &Parts,
        kept: Option<&mut Option<Kept>>,
    ) -> Paint {
        let (width, height) = (ink.width() / 2, ink.height() / 2);
        self.install(|| {
            let labels = self.labels();
            let parts = labels.to_standard(&halved(&parts.labels, parts.width, labels.len()));
            let (x, pixels) = (unshuffled(ink, &light), [ink.width(), ink.height()]);
            match &self.networks.runner {
                Runner::Own(own) => {
                    let inputs = [&x[..], prompt.as_slice(), &parts];
                    own.paint(&inputs, [height, width], self.options.memory, kept, |y| {
                        Paint(shuffled(y, pixels, Some(prompt)))
                    })
                }
                Runner::Burn(burn) => {
                    let x = TensorData::new(x, [1, height, width, COLORIZER_INPUTS]);
                    let prompt_shape = [1, prompt.height(), prompt.width(), PROMPT_CHANNELS];
                    let prompt = TensorData::new(prompt.as_slice().to_vec(), prompt_shape);
                    let parts = TensorData::new(parts, [1, height / 2, width / 2, Label::COUNT]);
                    let [x, prompt, parts] =
                        [x, prompt, parts].map(|data| Tensor::from_data(data, &burn.placement.device));
                    Paint(shuffled(&values(burn.colorizer.forward(x, prompt, parts)), pixels, None))
                }
            }
        })
    }

    /// Runs `work` on the engine's threads.
    fn install<R: Send>(&self, work: impl FnOnce() -> R + Send) -> R {
        match &self.networks.pool {
            Some(pool) => pool.install(work),
            None => work(),
        }
    }

    /// One run of the labeller, for benchmarks: label probabilities of each 2x2 pixels.
    #[doc(hidden)]
    pub fn run_labeller(&self, ink: &Plane<u8>) -> Vec<f32> {
        self.read_parts(ink, 1.0).labels
    }

    /// What each layer of the labeller and the colouriser costs on a drawing of `side` pixels a side, a multiple of 64,
    /// for benchmarks; `None` if the networks run through Burn.
    ///
    /// # Panics
    /// If `side` is none.
    #[doc(hidden)]
    pub fn layer_costs(&self, side: usize, runs: usize) -> Option<[Vec<LayerCost>; 2]> {
        let Runner::Own(own) = &self.networks.runner else { return None };
        let size = [side / 2; 2];
        let costs = |program| cost::layers(program, size, runs);
        Some(self.install(|| [costs(&own.labeller), costs(&own.colorizer)]))
    }

    /// Multiply-adds a second of a plain product of matrices that stay in the cache, on the engine's threads, for
    /// benchmarks.
    #[doc(hidden)]
    pub fn plain_product(&self) -> f64 {
        self.install(cost::plain_product)
    }

    /// One more run of the colouriser, for benchmarks: only where something changed since the last one with the same
    /// `again`. Tells how much work that was.
    #[doc(hidden)]
    pub fn run_again(&self, ink: &Plane<u8>, prompt: &PromptMap, again: &mut Again) -> Work {
        self.paint(ink, [0.0; LIGHT], prompt, &Parts::unknown(ink), Some(&mut again.0));
        again.0.as_ref().map(Kept::work).unwrap_or_default()
    }

    /// One run of the colouriser, for benchmarks: what it says of each pixel.
    #[doc(hidden)]
    pub fn run_colorizer(&self, ink: &Plane<u8>, prompt: &PromptMap) -> Vec<[f32; COLORIZER_OUTPUTS]> {
        self.paint(ink, [0.0; LIGHT], prompt, &Parts::unknown(ink), None).0.into_vec()
    }
}

/// What a run of the colouriser left for the next one.
#[doc(hidden)]
#[derive(Debug, Default)]
pub struct Again(Option<Kept>);

/// Threads of an engine's own.
fn pool(threads: usize) -> Result<rayon::ThreadPool> {
    if !(1..=MOST_THREADS).contains(&threads) {
        return Err(Error::InvalidArgument(format!("{threads} threads are outside 1..={MOST_THREADS}")));
    }
    let pool = rayon::ThreadPoolBuilder::new().num_threads(threads).thread_name(|i| format!("colorize-{i}"));
    pool.build().map_err(|error| Error::Device(format!("{threads} threads: {error}")))
}

impl Own {
    fn new(labeller: &Labeller, colorizer: &Colorizer, level: Level) -> Self {
        Self {
            labeller: Self::labeller(labeller, level),
            colorizer: Self::colorizer(colorizer, level),
            rooms: Mutex::new(Vec::new()),
        }
    }

    fn labeller(net: &Labeller, level: Level) -> Program {
        Program::new(level, [(4, 0)], |[ink]| net.flow(ink))
    }

    fn colorizer(net: &Colorizer, level: Level) -> Program {
        let inputs = [(COLORIZER_INPUTS, 0), (PROMPT_CHANNELS, 1), (Label::COUNT, 1)];
        Program::new(level, inputs, |[drawing, prompt, parts]| net.flow(drawing, prompt, parts))
    }

    /// Hands what the program makes to `then`.
    fn run<R>(
        &self,
        program: &Program,
        inputs: &[&[f32]],
        size: [usize; 2],
        memory: usize,
        then: impl FnOnce(&[f32]) -> R,
    ) -> R {
        let rooms = || self.rooms.lock().unwrap_or_else(PoisonError::into_inner);
        let mut room = rooms().pop().unwrap_or_default();
        let result = then(program.run(inputs, size, memory, &mut room));
        // One is kept, unless it is large: new memory costs as much as a fifth of a run.
        let mut rooms = rooms();
        if rooms.is_empty() && room.bytes() <= memory {
            rooms.push(room);
        }
        result
    }

    /// Hands what the colouriser makes to `then`.
    fn paint<R>(
        &self,
        inputs: &[&[f32]],
        size: [usize; 2],
        memory: usize,
        kept: Option<&mut Option<Kept>>,
        then: impl FnOnce(&[f32]) -> R,
    ) -> R {
        let program = &self.colorizer;
        let Some(slot) = kept.filter(|_| Kept::bytes(program, size) <= memory / KEPT_SHARE) else {
            return self.run(program, inputs, size, memory, then);
        };
        let kept = match slot.take().filter(|kept| kept.size() == size) {
            Some(mut kept) => {
                kept.update(program, inputs);
                kept
            }
            None => Kept::new(program, inputs, size),
        };
        then(slot.insert(kept).output(program))
    }
}

/// What the labeller says, [cells, labels and embedding], as probabilities and embeddings.
fn split(level: Level, y: &[f32], label_count: usize) -> (Vec<f32>, Vec<f32>) {
    let row = label_count + EMBEDDING;
    /// Cells a thread takes at a time.
    const SHARE: usize = 4096;
    let cells = y.len() / row;
    let (mut labels, mut embeddings) = (vec![0.0; cells * label_count], vec![0.0; cells * EMBEDDING]);
    let parts = labels.par_chunks_mut(SHARE * label_count).zip(embeddings.par_chunks_mut(SHARE * EMBEDDING));
    parts.zip(y.par_chunks(SHARE * row)).for_each(|((labels, embeddings), y)| {
        level.dispatch(swish::Split { y, labels, label_count, embeddings, channels: EMBEDDING });
    });
    (labels, embeddings)
}

impl fmt::Debug for Engine {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Engine").field("options", &self.options).finish_non_exhaustive()
    }
}

/// What the labeller says of each 2x2 pixels.
#[derive(Debug)]
pub(crate) struct Parts {
    pub(crate) width: usize,
    pub(crate) height: usize,
    /// Cells for each pixel of the drawing.
    scale: f32,
    /// How many labels there are.
    count: usize,
    /// Probabilities: [height, width, labels].
    pub(crate) labels: Vec<f32>,
    /// [height, width, channels], not of length 1.
    pub(crate) embeddings: Vec<f32>,
}

impl Parts {
    /// Every part is as likely; for benchmarks.
    fn unknown(ink: &Plane<u8>) -> Self {
        let (width, height) = (ink.width() / 2, ink.height() / 2);
        let labels = vec![1.0 / Label::COUNT as f32; width * height * Label::COUNT];
        Self { width, height, scale: 0.5, count: Label::COUNT, labels, embeddings: Vec::new() }
    }

    /// Joins what the labeller said of the mirror image: the mean of both.
    pub(crate) fn join_mirrored(&mut self, mirrored: &Self) {
        let (width, cells) = (self.width, self.width * self.height);
        for cell in 0..cells {
            let other = cell / width * width + (width - 1 - cell % width);
            let mean = |mine: &mut [f32], theirs: &[f32]| {
                mine.iter_mut().zip(theirs).for_each(|(v, other)| *v = 0.5 * (*v + other));
            };
            mean(&mut self.labels[cell * self.count..][..self.count], mirrored.labels(other));
            mean(&mut self.embeddings[cell * EMBEDDING..][..EMBEDDING], mirrored.embedding(other));
        }
    }

    /// The cell that shows a pixel of the drawing.
    pub(crate) fn cell(&self, x: usize, y: usize) -> usize {
        let at = |pixel: usize, cells: usize| (((pixel as f32 + 0.5) * self.scale) as usize).min(cells - 1);
        at(y, self.height) * self.width + at(x, self.width)
    }

    pub(crate) fn labels(&self, cell: usize) -> &[f32] {
        &self.labels[cell * self.count..][..self.count]
    }

    pub(crate) fn embedding(&self, cell: usize) -> &[f32] {
        &self.embeddings[cell * EMBEDDING..][..EMBEDDING]
    }
}

/// What the colouriser says of each pixel, as it comes out of the network.
pub(crate) struct Paint(pub(crate) Plane<[f32; COLORIZER_OUTPUTS]>);

/// Ink 0..=1 of each 2x2 pixels, then `more`: [height / 2, width / 2, 4 + more].
fn unshuffled(ink: &Plane<u8>, more: &[f32]) -> Vec<f32> {
    let channels = 4 + more.len();
    let mut values = vec![0.0; ink.as_slice().len() / 4 * channels];
    let rows = values.par_chunks_mut(ink.width() / 2 * channels);
    rows.zip(ink.as_slice().par_chunks(2 * ink.width())).for_each(|(cells, ink_rows)| {
        let (top, bottom) = ink_rows.split_at(ink.width());
        let pixels = top.chunks_exact(2).zip(bottom.chunks_exact(2));
        for (cell, (top, bottom)) in cells.chunks_exact_mut(channels).zip(pixels) {
            let (own, others) = cell.split_at_mut(4);
            own.iter_mut().zip(top.iter().chain(bottom)).for_each(|(to, &v)| *to = f32::from(v) / 255.0);
            others.copy_from_slice(more);
        }
    });
    values
}

/// The pixels of what the colouriser gives, [height / 2, width / 2, 2x2 pixels], plus the colours that `prompt` tells;
/// its cells are 4x4 pixels.
fn shuffled(
    y: &[f32],
    [width, height]: [usize; 2],
    prompt: Option<&PromptMap>,
) -> Plane<[f32; COLORIZER_OUTPUTS]> {
    let row = width / 2 * 4 * COLORIZER_OUTPUTS;
    let mut pixels = vec![[0.0; COLORIZER_OUTPUTS]; width * height];
    let strips = pixels.par_chunks_mut(4 * width).zip(y.par_chunks(2 * row));
    strips.enumerate().for_each(|(at, (pixels, y))| {
        let told = prompt.map_or(&[][..], |prompt| {
            let row = prompt.width() * PROMPT_CHANNELS;
            &prompt.as_slice()[at * row..][..row]
        });
        let colors: Vec<[f32; 3]> = told.chunks_exact(PROMPT_CHANNELS).map(prompted_cell).collect();
        for (rows, cells) in pixels.chunks_exact_mut(2 * width).zip(y.chunks_exact(row)) {
            let (top, bottom) = rows.split_at_mut(width);
            let rows = top.chunks_exact_mut(2).zip(bottom.chunks_exact_mut(2));
            let cells = cells.as_chunks::<COLORIZER_OUTPUTS>().0.chunks_exact(4);
            for (x, ((top, bottom), cell)) in rows.zip(cells).enumerate() {
                top.copy_from_slice(&cell[..2]);
                bottom.copy_from_slice(&cell[2..]);
                if let Some(color) = colors.get(x / 2) {
                    for pixel in top.iter_mut().chain(bottom) {
                        pixel[3..].iter_mut().zip(color).for_each(|(v, color)| *v += color);
                    }
                }
            }
        }
    });
    Plane::from_vec(width, height, pixels).expect("four pixels a cell")
}

/// The mean of each 2x2 cells: [height, width, channels] to [height / 2, width / 2, channels].
pub(crate) fn halved(values: &[f32], width: usize, channels: usize) -> Vec<f32> {
    let row = width * channels;
    let mut means = vec![0.0; values.len() / 4];
    means.par_chunks_mut(row / 2).zip(values.par_chunks_exact(2 * row)).for_each(|(means, rows)| {
        let (top, bottom) = rows.split_at(row);
        let pixels = top.chunks_exact(2 * channels).zip(bottom.chunks_exact(2 * channels));
        for (means, (a, b)) in means.chunks_exact_mut(channels).zip(pixels) {
            for c in 0..channels {
                means[c] = 0.25 * (a[c] + a[channels + c] + b[c] + b[channels + c]);
            }
        }
    });
    means
}

fn values(x: Tensor<4>) -> Vec<f32> {
    x.into_data().try_to_vec().expect("networks give f32")
}

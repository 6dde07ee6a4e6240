//! The networks on a device, and the threads that all work of a program's drawings runs on.

mod bench;
mod frame;
mod label_map;
mod layout;
mod options;
mod threads;

use std::collections::BTreeMap;
use std::fmt;
use std::sync::{Arc, Mutex, PoisonError};

#[doc(hidden)]
pub use self::bench::{Again, LayerCost, Work};
pub(crate) use self::frame::Frame;
pub(crate) use self::label_map::LabelMap;
pub(crate) use self::layout::halved;
pub use self::options::EngineOptions;
use self::threads::Threads;
use crate::kernel::{FeatureCache, Level, Program, Workspace};
use crate::label::{Calibration, LabelSet};
use crate::models::Models;
use crate::network::NetworkWeights;
use crate::network::certainty::CarriedCertainty;
use crate::network::colorizer::{AskedColorizer, BRANCH_NAME, COLORIZER_OUTPUTS, Colorizer, LIGHT};
use crate::network::decoder::{DECODER_NAME, Decoder, TOLD_CHANNELS};
use crate::network::encoder::{ENCODER_CELL, ENCODER_OUTPUTS, ENCODER_STEP, Encoder};
use crate::network::labeller;
use crate::network::matcher::{Compare, Looks, Matcher, Pairing};
use crate::network::package::{self, ModelKind};
use crate::network::partitioner::{PARTITIONER_OUTPUTS, PARTITIONER_STEP, Partitioner};
use crate::network::program::program;
use crate::network::prompt_map::PromptMap;
use crate::network::regions::RegionNetwork;
use crate::progress::Progress;
use crate::{Device, Error, Histogram, Plane, Raster, Result};

/// The largest share of the memory that feature maps may take to be kept for the next hint.
const CACHE_SHARE: usize = 4;

/// The networks, ready to run on one device. Cheap to clone; readings and threads share it.
#[derive(Clone)]
pub struct Engine {
    options: EngineOptions,
    networks: Arc<Networks>,
}

struct Networks {
    runner: Runner,
    /// The weights' SHA-256, by kind.
    hashes: Vec<(ModelKind, String)>,
    labels: LabelSet,
    calibration: Option<Calibration>,
    /// By [`Pairing::ALL`].
    carried: [Arc<CarriedCertainty>; 2],
    threads: Threads,
}

/// Who runs the networks.
enum Runner {
    /// The processor's own kernels.
    Kernels(Box<Kernels>),
    #[cfg(feature = "burn")]
    Burn(Box<crate::burn::Runner>),
}

struct Kernels {
    labeller: Program,
    colorizer: Program,
    /// The colouriser's branch for histograms.
    asked: Option<Program>,
    /// The style decoder.
    decoder: Option<Program>,
    matcher: Option<Matcher<Program>>,
    /// The region network.
    regions: Option<Program>,
    /// Those that look at coloured pictures.
    looks: BTreeMap<ModelKind, Program>,
    /// Buffers of earlier runs.
    workspaces: Mutex<Vec<Workspace>>,
}

/// What the colouriser is given of one drawing.
pub(crate) struct ColorizerInput<'a> {
    /// 0 paper to 255 line; sides are multiples of 64.
    pub(crate) ink: &'a Plane<u8>,
    /// See [`LIGHT`].
    pub(crate) light: [f32; LIGHT],
    /// A quarter of the ink's size.
    pub(crate) prompt: &'a PromptMap,
    /// What [`Engine::label`] gave for the same ink.
    pub(crate) labels: &'a LabelMap,
    /// The colours that are asked for; not told to a colouriser without a branch for them.
    pub(crate) histogram: Option<&'a Histogram>,
}

/// What the colouriser says of each pixel, as it comes out of the network.
#[derive(Clone)]
pub(crate) struct Paint(pub(crate) Plane<[f32; COLORIZER_OUTPUTS]>);

impl Engine {
    /// Loads the bundled networks.
    ///
    /// # Errors
    /// [`crate::Error::Device`] if the device is not compiled in or not there.
    #[cfg(feature = "bundled-models")]
    pub fn new(device: Device) -> Result<Self> {
        Self::with_options(EngineOptions::default().with_device(device), &Models::bundled())
    }

    /// Loads networks, to run as `options` say.
    ///
    /// # Errors
    /// [`crate::Error::Model`] if a network is missing or damaged, [`crate::Error::Device`] if the device is not
    /// compiled in or not there, [`crate::Error::InvalidArgument`] if the number of threads is out of range.
    pub fn with_options(options: EngineOptions, models: &Models) -> Result<Self> {
        options.check()?;
        let (labels, calibration) = (models.labels()?, models.calibration()?);
        let carried = |pairing| {
            let found = models.carried_certainty(pairing)?;
            Ok::<_, Error>(Arc::new(found.unwrap_or_else(|| CarriedCertainty::of_signs(pairing))))
        };
        let carried = [carried(Pairing::Frames)?, carried(Pairing::Pictures)?];
        let runner = Runner::new(options.device, weights(models)?)?;
        let threads = Threads::new(options.threads)?;
        let hashes = models.hashes()?;
        let networks = Networks { runner, hashes, labels, calibration, carried, threads };
        let engine = Self { options, networks: Arc::new(networks) };
        let level = engine.level().unwrap_or("Burn");
        log::info!("engine: device {}, {level}, {} threads", engine.device(), engine.threads());
        Ok(engine)
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
    /// run through Burn.
    pub fn level(&self) -> Option<&'static str> {
        self.kernels().map(|kernels| kernels.labeller.level().name())
    }

    /// Threads that all work of the engine's drawings runs on.
    pub fn threads(&self) -> usize {
        self.networks.threads.count()
    }

    /// Bytes that reading a drawing whose longest side is `side` pixels at most holds in the engine's buffers, beside
    /// the result and the weights; `None` if the networks run through Burn.
    pub fn buffers(&self, side: usize) -> Option<usize> {
        let kernels = self.kernels()?;
        let side = (side / 2).next_multiple_of(kernels.labeller.granularity());
        let need = |program: &Program| program.bytes([side; 2], self.options.memory);
        Some(need(&kernels.labeller).max(need(&kernels.colorizer)))
    }

    /// The networks that it runs: kinds, and the SHA-256 of their weights in hexadecimal.
    pub fn models(&self) -> impl Iterator<Item = (ModelKind, &str)> {
        self.networks.hashes.iter().map(|(kind, hash)| (*kind, hash.as_str()))
    }

    /// The labels that the labeller tells apart.
    pub fn labels(&self) -> &LabelSet {
        &self.networks.labels
    }

    /// How sure the labeller can be, as it was measured; `None` if its model file does not tell.
    pub fn calibration(&self) -> Option<&Calibration> {
        self.networks.calibration.as_ref()
    }

    fn kernels(&self) -> Option<&Kernels> {
        match &self.networks.runner {
            Runner::Kernels(kernels) => Some(kernels),
            #[cfg(feature = "burn")]
            Runner::Burn(_) => None,
        }
    }

    /// Labels the pixels of a drawing; `ink` is 0 paper to 255 line, sides multiples of 64, and `frame`
    /// tells where on the drawing it lies.
    pub(crate) fn label(&self, ink: &Plane<u8>, frame: Frame) -> LabelMap {
        let size = [ink.height() / 2, ink.width() / 2];
        let count = self.labels().len();
        let (labels, embeddings) = self.install(|| match &self.networks.runner {
            Runner::Kernels(kernels) => {
                let (x, program) = (layout::unshuffled_ink(ink, &[]), &kernels.labeller);
                kernels.run(program, &[&x], size, self.options.memory, |y| {
                    layout::split(program.level(), y, count)
                })
            }
            #[cfg(feature = "burn")]
            Runner::Burn(burn) => burn.label(layout::unshuffled_ink(ink, &[]), size),
        });
        let [height, width] = size;
        LabelMap { width, height, frame: frame.in_cells(2), count, labels, embeddings }
    }

    /// What regions of two pictures want to be like, once they have looked at each other, `told` being [regions, 58]:
    /// [regions, 64]. `None` if there is no matcher.
    pub(crate) fn looked(&self, told: &[f32], regions: usize) -> Option<Vec<f32>> {
        let size = [1, regions];
        match &self.networks.runner {
            Runner::Kernels(kernels) => {
                let program = &kernels.matcher.as_ref()?.looks;
                Some(kernels.run(program, &[told], size, self.options.memory, <[f32]>::to_vec))
            }
            #[cfg(feature = "burn")]
            Runner::Burn(burn) => burn.looked(told, size),
        }
    }

    /// What the matcher gives to pairs of regions, `told` being [height, width, 41]: [height, width]. `None` if there is
    /// none.
    pub(crate) fn matched(&self, pairing: Pairing, told: &[f32], size: [usize; 2]) -> Option<Vec<f32>> {
        match &self.networks.runner {
            Runner::Kernels(kernels) => {
                let program = &kernels.matcher.as_ref()?.compare[pairing as usize];
                Some(kernels.run(program, &[told], size, self.options.memory, <[f32]>::to_vec))
            }
            #[cfg(feature = "burn")]
            Runner::Burn(burn) => burn.matched(pairing, told, size),
        }
    }

    /// How often carried colours are right.
    pub(crate) fn carried_certainty(&self, pairing: Pairing) -> Arc<CarriedCertainty> {
        Arc::clone(&self.networks.carried[pairing as usize])
    }

    /// Whether there is a matcher.
    pub(crate) fn has_matcher(&self) -> bool {
        match &self.networks.runner {
            Runner::Kernels(kernels) => kernels.matcher.is_some(),
            #[cfg(feature = "burn")]
            Runner::Burn(burn) => burn.has_matcher(),
        }
    }

    /// What the region network says of so many regions, `told` being [regions, 129]: [regions, 45].
    ///
    /// # Panics
    /// If there is none.
    pub(crate) fn heard(&self, told: &[f32], regions: usize) -> Vec<f32> {
        let size = [1, regions];
        match &self.networks.runner {
            Runner::Kernels(kernels) => {
                let program = kernels.regions.as_ref().expect("a region network");
                kernels.run(program, &[told], size, self.options.memory, <[f32]>::to_vec)
            }
            #[cfg(feature = "burn")]
            Runner::Burn(burn) => burn.heard(told, size).expect("a region network"),
        }
    }

    /// Whether there is a region network.
    pub(crate) fn has_region_network(&self) -> bool {
        match &self.networks.runner {
            Runner::Kernels(kernels) => kernels.regions.is_some(),
            #[cfg(feature = "burn")]
            Runner::Burn(burn) => burn.has_region_network(),
        }
    }

    /// Whether there is a style decoder, which the bundled networks are without: the manner of painting, and how much lies
    /// in highlight and shadow, are then painted as hints ask.
    pub fn hears_styles(&self) -> bool {
        match &self.networks.runner {
            Runner::Kernels(kernels) => kernels.decoder.is_some(),
            #[cfg(feature = "burn")]
            Runner::Burn(burn) => burn.hears_styles(),
        }
    }

    /// Whether the colouriser can be told a histogram.
    pub(crate) fn hears_histograms(&self) -> bool {
        match &self.networks.runner {
            Runner::Kernels(kernels) => kernels.asked.is_some(),
            #[cfg(feature = "burn")]
            Runner::Burn(burn) => burn.hears_histograms(),
        }
    }

    /// Shades and colours a drawing. `cache` holds what the last painting of the drawing left, and spares what has not
    /// changed since.
    pub(crate) fn paint(
        &self,
        input: &ColorizerInput<'_>,
        cache: Option<&mut Option<FeatureCache>>,
    ) -> Paint {
        let ColorizerInput { ink, light, prompt, labels, histogram } = input;
        let (size, pixels) = ([ink.height() / 2, ink.width() / 2], [ink.width(), ink.height()]);
        self.install(|| {
            let set = self.labels();
            let parts = set.to_standard(&halved(&labels.labels, labels.width, set.len()));
            let drawing = layout::unshuffled_ink(ink, light);
            let shuffled = |y: &[f32]| Paint(layout::shuffled(y, pixels, prompt));
            match &self.networks.runner {
                Runner::Kernels(kernels) => {
                    let inputs = [&drawing[..], prompt.as_slice(), &parts];
                    let mut paint = kernels.paint(&inputs, size, self.options.memory, cache, shuffled);
                    if let (Some(program), Some(histogram)) = (&kernels.asked, histogram) {
                        let asked = layout::asked(histogram, size);
                        let inputs = [&drawing[..], prompt.as_slice(), &parts, &asked];
                        let changed = |y: &[f32]| layout::change_colors(&mut paint.0, y);
                        kernels.run(program, &inputs, size, self.options.memory, changed);
                    }
                    paint
                }
                #[cfg(feature = "burn")]
                Runner::Burn(burn) => {
                    let inputs = [drawing, prompt.as_slice().to_vec(), parts];
                    let told = histogram.map(|histogram| layout::asked(histogram, size));
                    let (y, changes) = burn.paint(inputs, told, size);
                    let mut paint = shuffled(&y);
                    if let Some(changes) = changes {
                        layout::change_colors(&mut paint.0, &changes);
                    }
                    paint
                }
            }
        })
    }

    /// Changes a painting's shade where styles are told: cells of a quarter of the ink's size with [`TOLD_CHANNELS`] values
    /// each. Nothing is changed if there is no decoder.
    pub(crate) fn style(&self, paint: &mut Paint, ink: &Plane<u8>, told: &[f32]) {
        debug_assert_eq!(told.len(), ink.as_slice().len() / 16 * TOLD_CHANNELS);
        let size = [ink.height() / 2, ink.width() / 2];
        self.install(|| {
            let shaded = layout::shaded(&paint.0, ink);
            match &self.networks.runner {
                Runner::Kernels(kernels) => {
                    let Some(program) = &kernels.decoder else { return };
                    let change = |y: &[f32]| layout::change_shade(&mut paint.0, y);
                    kernels.run(program, &[&shaded, told], size, self.options.memory, change);
                }
                #[cfg(feature = "burn")]
                Runner::Burn(burn) => {
                    if let Some(y) = burn.style([shaded, told.to_vec()], size) {
                        layout::change_shade(&mut paint.0, &y);
                    }
                }
            }
        });
    }

    /// What the partitioner says of each pixel of an opaque picture, whose sides are multiples of
    /// [`PARTITIONER_STEP`]: [`crate::network::partitioner`] tells what that is.
    ///
    /// # Errors
    /// [`Error::Model`] if there is no partitioner.
    pub(crate) fn partition(&self, picture: &Raster) -> Result<Plane<[f32; PARTITIONER_OUTPUTS]>> {
        let pixels = [picture.width(), picture.height()];
        self.look(ModelKind::Partitioner, PARTITIONER_STEP, picture, |y| layout::reshuffled(y, pixels))
    }

    /// The styles that the encoder sees in each cell of an opaque picture, whose sides are multiples of
    /// [`ENCODER_STEP`]: [`crate::network::encoder`] tells what they are.
    ///
    /// # Errors
    /// [`Error::Model`] if there is no encoder.
    pub(crate) fn encode(&self, picture: &Raster) -> Result<Plane<[f32; ENCODER_OUTPUTS]>> {
        let [width, height] = [picture.width(), picture.height()].map(|side| side / ENCODER_CELL);
        self.look(ModelKind::Styles, ENCODER_STEP, picture, |y| {
            Plane::from_vec(width, height, y.as_chunks().0.to_vec()).expect("a style a cell")
        })
    }

    /// Hands what the network of a kind says of a coloured picture to `then`; sides are multiples of `step`.
    fn look<R: Send>(
        &self,
        kind: ModelKind,
        step: usize,
        picture: &Raster,
        then: impl FnOnce(&[f32]) -> R + Send,
    ) -> Result<R> {
        debug_assert!([picture.width(), picture.height()].iter().all(|side| side.is_multiple_of(step)));
        let size = [picture.height() / 2, picture.width() / 2];
        let missing = || Error::Model(format!("there is no network `{kind}` among those of the engine"));
        self.install(|| {
            let x = layout::unshuffled(picture, &[], |[r, g, b, _]| [r, g, b]);
            match &self.networks.runner {
                Runner::Kernels(kernels) => {
                    let program = kernels.looks.get(&kind).ok_or_else(missing)?;
                    Ok(kernels.run(program, &[&x], size, self.options.memory, then))
                }
                #[cfg(feature = "burn")]
                Runner::Burn(burn) => Ok(then(&burn.look(kind, x, size).ok_or_else(missing)?)),
            }
        })
    }

    /// Runs `work` on the engine's threads.
    pub(crate) fn install<R: Send>(&self, work: impl FnOnce() -> R + Send) -> R {
        self.networks.threads.install(work)
    }

    /// Runs `work` on the engine's threads, while `progress` is told on the caller's.
    pub(crate) fn install_told<R: Send>(
        &self,
        progress: Progress<'_>,
        work: impl FnOnce(Progress<'_>) -> R + Send,
    ) -> R {
        self.networks.threads.install_told(progress, work)
    }
}

/// Reads the networks' files.
fn weights(models: &Models) -> Result<NetworkWeights> {
    let (labeller, weights, _) = labeller::read(models.wanted(ModelKind::Labeller)?)?;
    let of = |kind| models.file(kind).map(|file| package::read(file, kind)).transpose();
    let mut encoder = of(ModelKind::Styles)?;
    let decoder = encoder.as_mut().and_then(|encoder| encoder.split_off(DECODER_NAME));
    let matcher = of(ModelKind::Matcher)?.map(Matcher::of);
    let mut colorizer = package::read(models.wanted(ModelKind::Colorizer)?, ModelKind::Colorizer)?;
    let histogram = colorizer.split_off(BRANCH_NAME);
    Ok(NetworkWeights {
        labeller: (labeller, weights),
        colorizer,
        histogram,
        partitioner: of(ModelKind::Partitioner)?,
        regions: of(ModelKind::Regions)?,
        encoder,
        decoder,
        matcher,
    })
}

impl Runner {
    fn new(device: Device, weights: NetworkWeights) -> Result<Self> {
        if device == Device::Cpu {
            Level::check()?;
            return Ok(Self::Kernels(Box::new(Kernels::new(weights, Level::chosen())?)));
        }
        #[cfg(feature = "burn")]
        return Ok(Self::Burn(Box::new(crate::burn::Runner::new(device, weights)?)));
        #[cfg(not(feature = "burn"))]
        Err(device.missing())
    }
}

impl Kernels {
    fn new(weights: NetworkWeights, level: Level) -> Result<Self> {
        let asked = weights.asked_colorizer().map(|weights| program(&AskedColorizer, weights, level));
        let (labeller, labels) = weights.labeller;
        let mut looks = BTreeMap::new();
        if let Some(weights) = weights.partitioner {
            looks.insert(ModelKind::Partitioner, program(&Partitioner, weights, level)?);
        }
        let matcher = weights.matcher.map(|Matcher { looks, compare: [frames, pictures] }| {
            let compare = |pairing, weights| program(&Compare(pairing), weights, level);
            Ok::<_, Error>(Matcher {
                looks: program(&Looks, looks, level)?,
                compare: [compare(Pairing::Frames, frames)?, compare(Pairing::Pictures, pictures)?],
            })
        });
        if let Some(weights) = weights.encoder {
            looks.insert(ModelKind::Styles, program(&Encoder, weights, level)?);
        }
        let decoder = weights.decoder.map(|weights| program(&Decoder, weights, level)).transpose()?;
        let regions = weights.regions.map(|weights| program(&RegionNetwork, weights, level));
        Ok(Self {
            labeller: program(&labeller, labels, level)?,
            asked: asked.transpose()?,
            decoder,
            matcher: matcher.transpose()?,
            regions: regions.transpose()?,
            colorizer: program(&Colorizer, weights.colorizer, level)?,
            looks,
            workspaces: Mutex::new(Vec::new()),
        })
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
        let workspaces = || self.workspaces.lock().unwrap_or_else(PoisonError::into_inner);
        let mut workspace = workspaces().pop().unwrap_or_default();
        let result = then(program.run(inputs, size, memory, &mut workspace));
        // One is kept, unless it is large: new memory costs as much as a fifth of a run.
        let mut workspaces = workspaces();
        if workspaces.is_empty() && workspace.bytes() <= memory {
            workspaces.push(workspace);
        }
        result
    }

    /// Hands what the colouriser makes to `then`.
    fn paint<R>(
        &self,
        inputs: &[&[f32]],
        size: [usize; 2],
        memory: usize,
        cache: Option<&mut Option<FeatureCache>>,
        then: impl FnOnce(&[f32]) -> R,
    ) -> R {
        let program = &self.colorizer;
        let Some(slot) = cache.filter(|_| FeatureCache::bytes(program, size) <= memory / CACHE_SHARE) else {
            return self.run(program, inputs, size, memory, then);
        };
        let cache = match slot.take().filter(|cache| cache.size() == size) {
            Some(mut cache) => {
                cache.update(program, inputs);
                cache
            }
            None => FeatureCache::new(program, inputs, size),
        };
        then(slot.insert(cache).output(program))
    }
}

impl fmt::Debug for Engine {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Engine").field("options", &self.options).finish_non_exhaustive()
    }
}

#[cfg(all(test, feature = "bundled-models"))]
mod tests;

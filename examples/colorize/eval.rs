//! `colorize eval`: how well the networks do, and the rules around them.

mod blocks;
mod calibration;
mod carry;
mod color;
mod edits;
mod encoder;
mod hints;
mod histogram;
mod inputs;
mod labels;
mod matching;
mod painter;
mod published;
mod regions;
mod sheet;
mod sides;
mod styles;
mod synth;
mod table;
mod truth;
mod words;

use std::ops::Range;
use std::path::PathBuf;

use clap::{Parser, Subcommand};
use colorize_core::train::{Pair, Pairs};
use colorize_core::{Device, Engine, EngineOptions, Error, ModelKind, Models, ReadOptions, Reading, Result};
use indicatif::{ProgressBar, ProgressStyle};
use rayon::prelude::*;

use crate::progress;

/// Measure how well drawings are read and coloured.
#[derive(Parser)]
#[command(after_help = crate::help(EXAMPLES))]
pub struct Args {
    #[command(subcommand)]
    what: What,
}

const EXAMPLES: &str = "\
Examples:
  colorize eval labels pairs/val --real real
  colorize eval calibration pairs/val --curves curves --store labels.safetensors
  colorize eval hints pairs/val --limit 100 --csv clicks.csv
  colorize eval color pairs/val --colors-model shade/colors.safetensors
  colorize eval regions pairs/val --gmic gmic --limit 10
  colorize eval inputs pairs/val --limit 8
  colorize eval blocks pairs/val --limit 10
  colorize eval words pairs/val
  colorize eval histogram pairs/val
  colorize eval edits pairs/val --undo 1000
  colorize eval carry --count 10 --both
  colorize eval carry --clips clips
  colorize eval match pairs/val
  colorize eval styles pairs/val
  colorize eval encoder pairs/val --limit 20
  colorize eval published pairs/val --runs runs --sheet published.png
  colorize eval sheet pairs/val scan.png -o sheet.png --limit 12
  colorize eval synth --count 10000";

#[derive(Subcommand)]
enum What {
    /// How often the labels of regions and pixels are right.
    Labels(labels::Args),
    /// How well the labels' certainty is known, and put it into a model.
    Calibration(calibration::Args),
    /// How many clicks a simulated painter needs.
    Hints(hints::Args),
    /// How near the colours come to the truth's.
    Color(color::Args),
    /// How well regions are found when lines are open.
    Regions(regions::Args),
    /// How well drawings of other kinds than lines alone are read.
    Inputs(inputs::Args),
    /// How well colours are carried over the frames of a shot.
    Carry(carry::Args),
    /// How well coloured pictures are cut into blocks.
    Blocks(blocks::Args),
    /// How near the colours come to those of a histogram.
    Histogram(histogram::Args),
    /// Whether an edit changes what it is for and nothing else.
    Edits(edits::Args),
    /// Whether a part that is named in words gets the colour that is named.
    Words(words::Args),
    /// How often the place that is found in another picture shows the same part.
    #[command(name = "match")]
    Matching(matching::Args),
    /// How far the published systems come, beside ours.
    Published(published::Args),
    /// Draw a contact sheet.
    Sheet(sheet::Args),
    /// How well the style of one place is painted at another.
    Styles(styles::Args),
    /// What the style encoder and decoder are worth.
    Encoder(encoder::Args),
    /// How broad generated drawings are, and whether their truths agree.
    Synth(synth::Args),
}

pub fn run(args: Args) -> Result<()> {
    match args.what {
        What::Labels(args) => labels::run(&args),
        What::Calibration(args) => calibration::run(&args),
        What::Hints(args) => hints::run(&args),
        What::Color(args) => color::run(&args),
        What::Regions(args) => regions::run(&args),
        What::Inputs(args) => inputs::run(&args),
        What::Carry(args) => carry::run(&args),
        What::Blocks(args) => blocks::run(&args),
        What::Histogram(args) => histogram::run(&args),
        What::Edits(args) => edits::run(&args),
        What::Words(args) => words::run(&args),
        What::Matching(args) => matching::run(&args),
        What::Published(args) => published::run(&args),
        What::Sheet(args) => sheet::run(&args),
        What::Styles(args) => styles::run(&args),
        What::Encoder(args) => encoder::run(&args),
        What::Synth(args) => synth::run(&args),
    }
}

/// What all measurements share.
#[derive(clap::Args)]
struct Common {
    /// Drawings of each source at most, evenly spread over it.
    #[arg(long)]
    limit: Option<usize>,
    /// What the networks run on.
    #[arg(long, default_value = "cpu")]
    device: Device,
    /// Weights of the part labeller, if not the bundled ones.
    #[arg(long)]
    labels_model: Option<PathBuf>,
    /// Weights of the colouriser, if not the bundled ones.
    #[arg(long)]
    colors_model: Option<PathBuf>,
    /// Weights of the partitioner, if not the bundled ones.
    #[arg(long)]
    blocks_model: Option<PathBuf>,
    /// Weights of the style encoder and decoder, if not the bundled ones.
    #[arg(long)]
    styles_model: Option<PathBuf>,
    /// Weights of the matcher, if not the bundled ones.
    #[arg(long)]
    matching_model: Option<PathBuf>,
    /// Weights of the region network, if not the bundled ones.
    #[arg(long)]
    regions_model: Option<PathBuf>,
    /// Working resolution: longest side in pixels.
    #[arg(long, default_value_t = ReadOptions::default().max_side)]
    max_side: usize,
    /// Do without the looks at the mirror image: faster by a quarter, less sure.
    #[arg(long)]
    no_mirror: bool,
}

impl Common {
    fn models(&self) -> Result<Models> {
        let mut models = Models::bundled();
        for (kind, path) in [
            (ModelKind::Labeller, &self.labels_model),
            (ModelKind::Colorizer, &self.colors_model),
            (ModelKind::Partitioner, &self.blocks_model),
            (ModelKind::Styles, &self.styles_model),
            (ModelKind::Matcher, &self.matching_model),
            (ModelKind::Regions, &self.regions_model),
        ] {
            if let Some(path) = path {
                models.open(kind, path)?;
            }
        }
        Ok(models)
    }

    fn engine(&self) -> Result<Engine> {
        Engine::with_options(EngineOptions::default().with_device(self.device), &self.models()?)
    }

    fn read_options(&self) -> ReadOptions {
        ReadOptions::default().with_max_side(self.max_side).with_mirror(!self.no_mirror)
    }

    /// Measures pairs of every source; `limit` is for callers that did not say.
    fn measure<T: Send>(
        &self,
        pairs: &Pairs,
        limit: usize,
        work: impl Fn(&Pair) -> Result<Option<T>> + Sync,
    ) -> Result<Vec<(String, Vec<T>)>> {
        measure(pairs, self.limit.unwrap_or(limit), work)
    }
}

/// Measures at most `limit` pairs of every source, on all cores; what was found comes in the order of the sources,
/// less those that `work` has nothing to say of.
fn measure<T: Send>(
    pairs: &Pairs,
    limit: usize,
    work: impl Fn(&Pair) -> Result<Option<T>> + Sync,
) -> Result<Vec<(String, Vec<T>)>> {
    let chosen: Vec<_> = (0..pairs.sources().len()).map(|s| spread(pairs.range(s), limit)).collect();
    let bar = progress_bar(chosen.iter().map(Vec::len).sum());
    let one = |&i: &usize| {
        if progress::cancelled() {
            return Err(Error::Cancelled);
        }
        let found = work(&*pairs.get(i)?);
        bar.inc(1);
        found
    };
    let found: Result<Vec<Option<T>>> = chosen.par_iter().flatten().map(one).collect();
    bar.finish_and_clear();
    let mut found = found?.into_iter();
    let of_source = |(name, chosen): (&String, &Vec<usize>)| {
        (name.clone(), found.by_ref().take(chosen.len()).flatten().collect())
    };
    Ok(pairs.sources().iter().zip(&chosen).map(of_source).collect())
}

/// Reads the drawing of a pair.
fn read(engine: &Engine, pair: &Pair, options: &ReadOptions) -> Result<Reading> {
    Reading::new(engine, &crate::sheet::line(&pair.line), options, None)
}

/// At most `limit` of `range`, evenly spread.
fn spread(range: Range<usize>, limit: usize) -> Vec<usize> {
    let count = range.len().min(limit);
    (0..count).map(|i| range.start + i * range.len() / count).collect()
}

fn progress_bar(length: usize) -> ProgressBar {
    ProgressBar::new(length as u64).with_style(
        ProgressStyle::with_template("{bar:30} {pos}/{len} drawings, {eta} left").expect("a valid template"),
    )
}

/// The mean; NaN of nothing.
fn mean(values: impl IntoIterator<Item = f64>) -> f64 {
    let (sum, count) = values.into_iter().fold((0.0, 0.0), |(sum, count), v| (sum + v, count + 1.0));
    sum / count
}

/// The seed of what is random in a drawing: `seed` and its name.
fn seed_of(pair: &Pair, seed: u64) -> u64 {
    let name = pair.source.bytes().chain(pair.name.bytes());
    name.fold(seed, |hash, byte| (hash ^ u64::from(byte)).wrapping_mul(0x100_0000_01b3))
}

/// SplitMix64 (Steele, Lea and Flood 2014).
fn random(state: &mut u64) -> u64 {
    *state = state.wrapping_add(0x9e37_79b9_7f4a_7c15);
    let z = (*state ^ (*state >> 30)).wrapping_mul(0xbf58_476d_1ce4_e5b9);
    let z = (z ^ (z >> 27)).wrapping_mul(0x94d0_49bb_1331_11eb);
    z ^ (z >> 31)
}

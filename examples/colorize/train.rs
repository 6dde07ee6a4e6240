mod network;

use std::path::PathBuf;

use clap::Parser;
use colorize_core::synth::SynthOptions;
use colorize_core::train::{Pairs, Progress, StopReason, TrainOptions, train};
use colorize_core::{Device, Error, LabelSet, Result};
use indicatif::{ProgressBar, ProgressStyle};

use crate::progress;
use network::{Network, Part, Pick};

/// Train a network. Ctrl-C saves the run and stops; the same command goes on with it.
#[derive(Parser)]
#[command(after_help = crate::help_of(EXAMPLES, "the run was saved, and the same command goes on with it"))]
pub struct Args {
    /// What to train.
    network: Network,
    /// Folder for checkpoints, metrics and pictures; a run found there goes on.
    #[arg(short, long)]
    out: PathBuf,
    /// What the networks run on.
    #[arg(long, default_value = "cpu")]
    device: Device,

    /// Folder of pairs to learn from; not needed where all samples are generated.
    #[arg(long, required_unless_present = "synth", help_heading = DATA)]
    data: Option<PathBuf>,
    /// Folder of pairs to watch, never learnt from.
    #[arg(long, help_heading = DATA)]
    val: PathBuf,
    /// How often a source is drawn, as NAME=WEIGHT; 1 where nothing is said, 0 leaves it out.
    #[arg(long = "weight", value_parser = weight, help_heading = DATA)]
    weights: Vec<(String, f64)>,
    /// Share of samples that are drawn by the generator, 0 to 1.
    #[arg(long, value_name = "SHARE", help_heading = DATA)]
    synth: Option<f64>,
    /// The labels of the pairs, a JSON file, if they are a character's own; for the labeller.
    ///
    /// With --from, each label begins with what those weights know of the one it is nearest to.
    #[arg(long, value_name = "FILE.json", conflicts_with = "synth", help_heading = DATA)]
    classes: Option<PathBuf>,

    /// Side of a sample in pixels, a multiple of 64.
    #[arg(long, default_value_t = 256, help_heading = SAMPLES)]
    size: usize,
    /// Sizes of a picture beside a sample's, as LEAST..MOST; 0.6..1.6 if not given.
    ///
    /// At 1 a sample shows the whole picture, at 2 a quarter of it, half as wide and high; at 0.6 there is ground
    /// around it. A network reads drawings best at the sizes that it learnt from.
    #[arg(long, value_name = "LEAST..MOST", value_parser = scale, help_heading = SAMPLES)]
    scale: Option<(f32, f32)>,
    /// Share of samples that are close-ups, 0 to 1: at 1.6 to 4 times, whatever --scale says.
    ///
    /// They look at hands, faces, eyes, mouths, shoes, gloves, accessories and the borders of parts more often than
    /// these are large, and seldom at the ground.
    #[arg(long, value_name = "SHARE", default_value_t = 0.0, help_heading = SAMPLES)]
    close: f64,
    /// Share of samples whose lines are read from a drawing of another kind, 0 to 1: in pencil, screen tones, greys, a
    /// photograph, an undercoat, over blue pencil.
    #[arg(long, value_name = "SHARE", default_value_t = 0.0, help_heading = SAMPLES)]
    kinds: f64,

    /// Weights to start from.
    #[arg(long, help_heading = LEARNING)]
    from: Option<PathBuf>,
    /// Steps in all.
    #[arg(long, default_value_t = 20_000, help_heading = LEARNING)]
    steps: usize,
    /// Samples a step.
    #[arg(long, default_value_t = 8, help_heading = LEARNING)]
    batch: usize,
    /// Highest learning rate.
    #[arg(long, default_value_t = 1.5e-3, help_heading = LEARNING)]
    rate: f64,
    /// Averages the weights along the run, with this decay, from 0 up to but not 1.
    ///
    /// 0.999 averages about the last 1000 steps, fewer at the beginning. The average is what is scored and written as
    /// the model; learning goes on from the weights themselves, whose figures are told beside it.
    #[arg(long, value_name = "DECAY", help_heading = LEARNING)]
    average: Option<f64>,
    /// What all random numbers come from.
    #[arg(long, default_value_t = 1, help_heading = LEARNING)]
    seed: u64,
    /// How much a loss weighs, as NAME=WEIGHT; 0 leaves it out.
    ///
    /// Those of the partitioner are reconstruction, style and adversarial, and the factors colors and borders of all
    /// three; those of a published system absolute, square, huber, perceptual and adversarial.
    #[arg(long = "loss", value_name = "NAME=WEIGHT", value_parser = weight, help_heading = LEARNING)]
    losses: Vec<(String, f64)>,
    /// What to leave out of a published system.
    #[arg(long, value_enum, help_heading = LEARNING)]
    without: Vec<Part>,
    /// Which groups of a style are told, for styles; mixed if not given.
    #[arg(long, value_enum, help_heading = LEARNING)]
    pick: Option<Pick>,
    /// Weights of a trained labeller, whose features the perceptual loss compares.
    #[arg(long, help_heading = LEARNING)]
    labels_model: Option<PathBuf>,
    /// Weights of VGG-19 as torchvision names them (safetensors, f32), to compare those features instead.
    #[arg(long, help_heading = LEARNING)]
    vgg: Option<PathBuf>,

    /// Steps between two validations.
    #[arg(long, default_value_t = 500, help_heading = WATCHING)]
    validate_every: usize,
    /// Validation pairs of each source.
    #[arg(long, default_value_t = 30, help_heading = WATCHING)]
    validate_pairs: usize,
    /// Side of a validation sample, which shows a whole picture; a multiple of 64, that of a sample if not given.
    #[arg(long, help_heading = WATCHING)]
    validate_size: Option<usize>,
    /// Stops when the mean loss between two validations is below.
    #[arg(long, value_name = "LOSS", help_heading = WATCHING)]
    stop_below: Option<f32>,
    /// Stops when the score has not risen for so many validations.
    #[arg(long, value_name = "VALIDATIONS", help_heading = WATCHING)]
    plateau: Option<usize>,
}

const DATA: &str = "What it learns from";
const SAMPLES: &str = "How a sample shows it";
const LEARNING: &str = "How it learns";
const WATCHING: &str = "How it is watched and stopped";

const EXAMPLES: &str = "\
Examples:
  colorize train labels --data pairs/train --val pairs/val -o run
  colorize train labels --data pairs/train --val pairs/val -o run     again: goes on where it was stopped
  colorize train colors --data pairs/train --val pairs/val -o shade --size 192 --scale 1.2..3.2
  colorize train labels --data pairs/train --val pairs/val -o mixed --synth 0.4
  colorize train histogram --data pairs/train --val pairs/val -o heard --from shade/colors.safetensors
  colorize train regions --data pairs/train --val pairs/val -o regions --size 384 --scale 0.6..1.8 --synth 0.4
  colorize train styles --data pairs/train --val pairs/val -o styles --size 192 --scale 1.0..2.6 --synth 0.5
  colorize train blocks --data pairs/train --val pairs/val -o blocks --size 192 --loss style=0.5
  colorize train labels --data pairs/train --val pairs/val -o near --close 0.3 --average 0.999 --plateau 10
  colorize train labels --data mine --val other -o mine --from run/labels.safetensors --steps 2000
  colorize train sgru --data pairs/train --val pairs/val -o plain --size 128 --without swish --loss perceptual=0
  colorize train labels --data mika --val mika-val -o mika --classes mika.json --from run/labels.safetensors --steps 400

A character's own labels, by the values in its label pictures (255 = nobody knows):
  {\"labels\": [\"background\", \"hair\", \"face\", {\"name\": \"jacket\", \"label\": \"top\"}, {\"name\": \"shirt\", \"label\": \"top\"}]}";

fn weight(text: &str) -> Result<(String, f64), String> {
    let (name, weight) = text.split_once('=').ok_or("want NAME=WEIGHT")?;
    let weight: f64 = weight.parse().map_err(|_| format!("`{weight}` is not a number"))?;
    if weight.is_finite() && weight >= 0.0 {
        Ok((name.into(), weight))
    } else {
        Err(format!("{weight} is not a number from 0 on"))
    }
}

fn scale(text: &str) -> Result<(f32, f32), String> {
    let (least, most) = text.split_once("..").ok_or("want LEAST..MOST")?;
    let number = |text: &str| text.parse().map_err(|_| format!("`{text}` is not a number"));
    Ok((number(least)?, number(most)?))
}

pub fn run(args: Args) -> Result<()> {
    let labels = match &args.classes {
        Some(path) => LabelSet::from_json(&std::fs::read_to_string(path).map_err(Error::io(path))?)
            .map_err(|error| Error::InvalidArgument(format!("{}: {error}", path.display())))?,
        None => LabelSet::standard(),
    };
    let pairs = args.data.as_deref().map_or_else(|| Ok(Pairs::default()), Pairs::open)?.labelled(&labels);
    let validation = Pairs::open(&args.val)?.labelled(&labels);
    let mut options = TrainOptions::new(&args.out);
    options.batch = args.batch;
    options.steps = args.steps;
    options.learning_rate = args.rate;
    options.warmup = (args.steps / 20).clamp(1, 200);
    options.seed = args.seed;
    options.average = args.average;
    options.validate_every = args.validate_every;
    options.validate_size = args.validate_size;
    options.validate_pairs = args.validate_pairs;
    options.source_weights = args.weights.clone();
    options.stop_below = args.stop_below;
    options.plateau = args.plateau;
    options.augment.size = args.size;
    options.augment.scale = args.scale.unwrap_or(options.augment.scale);
    options.augment.close = args.close;
    options.augment.kinds = args.kinds;
    // Larger than a sample, like the pictures of the folders: so lines are softened alike.
    let drawn = SynthOptions { size: args.size * 3 / 2, ..SynthOptions::default() };
    options.synth = args.synth.map(|share| (share, drawn));
    let mut learnt: Vec<String> = Vec::new();
    if !pairs.is_empty() {
        learnt.push(format!("{} pairs of {}", pairs.len(), pairs.sources().join(", ")));
    }
    learnt.extend(args.synth.map(|share| format!("{:.0}% generated drawings", 100.0 * share)));
    let note = learnt.join("; ");
    let mut task = network::task(&args, labels, &note)?;
    let bar = ProgressBar::new(args.steps as u64).with_style(
        ProgressStyle::with_template("{bar:30} {pos}/{len} steps, {msg}").expect("a valid template"),
    );
    let stopped = train(task.as_mut(), &pairs, &validation, &options, &mut |event| {
        match event {
            Progress::Step { done, losses, left, .. } => {
                let losses: Vec<_> =
                    losses.iter().map(|(name, value)| format!("{name} {value:.3}")).collect();
                let left = indicatif::HumanDuration(left);
                bar.set_position(done as u64);
                bar.set_message(format!("{}, {left} left", losses.join(", ")));
                if done % 50 == 0 && bar.is_hidden() {
                    println!("{done}: {}, {left} left", losses.join(", "));
                }
            }
            Progress::Validated(step, found) => {
                let figures: Vec<_> =
                    found.figures.iter().map(|(name, v)| format!("{name} {v:.3}")).collect();
                let line = format!("step {step}: score {:.4} ({})", found.score, figures.join(", "));
                if bar.is_hidden() { println!("{line}") } else { bar.println(line) }
            }
            _ => {}
        }
        !progress::cancelled()
    })?;
    match stopped {
        StopReason::Cancelled => return Err(Error::Cancelled),
        StopReason::Loss => println!("stopped: the loss is below --stop-below"),
        StopReason::Plateau => println!("stopped: the score has not risen for --plateau validations"),
        _ => {}
    }
    Ok(())
}

use std::fmt::Write as _;
use std::fs;
use std::path::PathBuf;
use std::sync::mpsc;
use std::time::{Duration, Instant};

use burn::grad_clipping::GradientClippingConfig;
use burn::optim::{AdamWConfig, ModuleOptimizer};
use rand::{Rng, SeedableRng};
use rand_chacha::ChaCha8Rng;
use serde::{Deserialize, Serialize};

use super::augment::{Augment, Sample};
use super::pairs::{Pair, Pairs};
use super::plot;
use crate::raster::write_atomic;
use crate::synth::SynthOptions;
use crate::{Error, LabelSet, Raster, Result};

/// Adam with decoupled weight decay (Loshchilov and Hutter 2019) and gradients cut to length 1.
pub(super) fn optimizer() -> ModuleOptimizer {
    // Adam's epsilon as Kingma and Ba 2015 have it; Burn's own is 1e-5.
    let adam = AdamWConfig::new().with_weight_decay(1e-4).with_epsilon(1e-8).init();
    adam.with_grad_clipping(GradientClippingConfig::Norm(1.0).init())
}

/// How long a training runs, on what, and what it leaves behind.
#[derive(Clone, Debug)]
pub struct TrainOptions {
    /// Where checkpoints, metrics and pictures go; a run found there is resumed.
    pub folder: PathBuf,
    /// Samples a step.
    pub batch: usize,
    /// Steps in all, counted from the beginning of the run, not from where it is resumed.
    pub steps: usize,
    /// Highest learning rate; it rises over `warmup` steps and falls to 0 as half a cosine.
    pub learning_rate: f64,
    /// Steps until the learning rate is reached.
    pub warmup: usize,
    /// What all random numbers come from.
    pub seed: u64,
    /// How samples differ from their pairs; their size.
    pub augment: Augment,
    /// The share of samples that are generated, 0..=1, and how they are drawn; `None` takes pairs alone.
    pub synth: Option<(f64, SynthOptions)>,
    /// How often each source is drawn, by name; a source without an entry counts as 1.
    pub source_weights: Vec<(String, f64)>,
    /// Steps between two validations.
    pub validate_every: usize,
    /// Validation pairs of each source.
    pub validate_pairs: usize,
    /// Columns and rows of a validation sample, which shows a whole pair; `None` takes those of a training sample.
    pub validate_size: Option<usize>,
    /// Time between two checkpoints.
    pub checkpoint_every: Duration,
    /// Stops when the mean loss since the last validation falls below.
    pub stop_below: Option<f32>,
    /// Stops when the score has not risen for so many validations.
    pub plateau: Option<usize>,
}

impl Default for TrainOptions {
    fn default() -> Self {
        Self {
            folder: PathBuf::from("training"),
            batch: 8,
            steps: 20_000,
            learning_rate: 1.5e-3,
            warmup: 200,
            seed: 1,
            augment: Augment::default(),
            synth: None,
            source_weights: Vec::new(),
            validate_every: 500,
            validate_pairs: 30,
            validate_size: None,
            checkpoint_every: Duration::from_secs(180),
            stop_below: None,
            plateau: None,
        }
    }
}

/// What a training makes better, one step at a time.
pub trait Task {
    /// Learns from one batch and gives its losses by name, the one to watch first.
    ///
    /// # Errors
    /// Whatever keeps it from learning.
    fn step(&mut self, samples: &[Sample], step: Step) -> Result<Vec<(&'static str, f32)>>;

    /// The labels that the pairs must have, if it learns labels.
    fn labels(&self) -> Option<&LabelSet> {
        None
    }

    /// Measures the network on samples it does not learn from; `named` are (source, sample).
    ///
    /// # Errors
    /// Whatever keeps it from measuring.
    fn validate(&self, named: &[(String, Sample)]) -> Result<Validation>;

    /// Writes all that [`Task::load`] needs to go on exactly here into `folder`.
    ///
    /// # Errors
    /// [`Error::Io`] if a file cannot be written.
    fn save(&self, folder: &std::path::Path) -> Result<()>;

    /// Reads what [`Task::save`] wrote.
    ///
    /// # Errors
    /// [`Error::Model`] if a file is missing or of another network.
    fn load(&mut self, folder: &std::path::Path) -> Result<()>;

    /// The networks to ship, as safetensors: file name and bytes.
    ///
    /// # Errors
    /// [`Error::Model`] if they cannot be encoded.
    fn package(&self, steps: usize) -> Result<Vec<(String, Vec<u8>)>>;
}

/// Where a training is.
#[derive(Clone, Copy, Debug)]
pub struct Step {
    /// Steps done before this one.
    pub index: usize,
    /// Steps in all.
    pub of: usize,
    /// Learning rate.
    pub learning_rate: f64,
    /// A number for this step's random choices.
    pub seed: u64,
}

/// What a validation found.
#[derive(Debug)]
pub struct Validation {
    /// What should rise, 0..=1.
    pub score: f32,
    /// Figures by name.
    pub figures: Vec<(String, f32)>,
    /// A picture to look at.
    pub sheet: Option<Raster>,
}

/// What a caller hears about a training.
#[derive(Debug)]
pub enum Progress<'a> {
    /// A step was done: its losses, and the time left at this pace.
    Step {
        /// Steps done.
        done: usize,
        /// Steps in all.
        of: usize,
        /// Losses by name.
        losses: &'a [(&'static str, f32)],
        /// Time left.
        left: Duration,
    },
    /// A validation was done after so many steps.
    Validated(usize, &'a Validation),
}

/// Why a training ended.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum StopReason {
    /// All steps were done.
    Steps,
    /// The loss fell below the threshold.
    Loss,
    /// The score stopped rising.
    Plateau,
    /// The caller asked for it; the run can be resumed.
    Cancelled,
}

#[derive(Debug, Default, Serialize, Deserialize)]
struct State {
    step: usize,
    best: f32,
    since_best: usize,
    sum: f64,
    count: usize,
    rows: Vec<Row>,
}

#[derive(Debug, Serialize, Deserialize)]
pub(super) struct Row {
    pub(super) step: usize,
    pub(super) figures: Vec<(String, f32)>,
}

/// Trains `task` on `pairs`, watching `validation`, until a stop rule says so or `progress` returns false.
///
/// Samples depend on the seed and the step alone, so a resumed run does what an unbroken one would.
///
/// # Errors
/// [`Error::Io`] if the folder cannot be written or a pair cannot be read, [`Error::Model`] if the
/// checkpoint found there is of another network.
pub fn train(
    task: &mut dyn Task,
    pairs: &Pairs,
    validation: &Pairs,
    options: &TrainOptions,
    progress: &mut dyn FnMut(Progress<'_>) -> bool,
) -> Result<StopReason> {
    check(pairs, options)?;
    check_labels(task.labels(), &[pairs, validation], options)?;
    fs::create_dir_all(&options.folder).map_err(Error::io(&options.folder))?;
    let state_path = options.folder.join("state.json");
    let mut state = State::default();
    if state_path.exists() {
        let text = fs::read_to_string(&state_path).map_err(Error::io(&state_path))?;
        state = serde_json::from_str(&text)
            .map_err(|error| Error::Model(format!("{}: {error}", state_path.display())))?;
        task.load(&options.folder)?;
    }
    let watched = validation_samples(validation, options)?;
    let (first, mut saved) = (state.step, Instant::now());
    let (sender, batches) = mpsc::sync_channel(3);
    std::thread::scope(|scope| {
        scope.spawn(move || {
            for step in first..options.steps {
                let batch = samples(pairs, options, step);
                let failed = batch.is_err();
                if sender.send(batch).is_err() || failed {
                    break;
                }
            }
        });
        // Owned here, so that leaving early hangs up on the loader.
        let batches = batches;
        let begin = Instant::now();
        let mut reason = StopReason::Steps;
        while state.step < options.steps {
            let batch = batches.recv().expect("the loader lives until the last step")?;
            let index = state.step;
            let step = Step {
                index,
                of: options.steps,
                learning_rate: learning_rate(options, index),
                seed: mix(options.seed, index as u64, u64::MAX),
            };
            let losses = task.step(&batch, step)?;
            if let Some((name, value)) = losses.iter().find(|(_, value)| !value.is_finite()) {
                return Err(Error::Model(format!(
                    "step {index}: {name} is {value}; lower the learning rate"
                )));
            }
            state.step += 1;
            state.sum += f64::from(losses[0].1);
            state.count += 1;
            let pace = begin.elapsed() / (state.step - first) as u32;
            let left = pace * (options.steps - state.step) as u32;
            let mut go_on =
                progress(Progress::Step { done: state.step, of: options.steps, losses: &losses, left });
            if state.step.is_multiple_of(options.validate_every) || state.step == options.steps {
                let mean = (state.sum / state.count as f64) as f32;
                (state.sum, state.count) = (0.0, 0);
                let found = task.validate(&watched)?;
                state.since_best = if found.score > state.best { 0 } else { state.since_best + 1 };
                state.best = state.best.max(found.score);
                let mut figures = vec![("loss".to_owned(), mean)];
                figures.extend(found.figures.iter().cloned());
                state.rows.push(Row { step: state.step, figures });
                write_metrics(options, &state, &found)?;
                go_on &= progress(Progress::Validated(state.step, &found));
                if options.stop_below.is_some_and(|limit| mean < limit) {
                    reason = StopReason::Loss;
                    break;
                }
                if options.plateau.is_some_and(|limit| state.since_best >= limit) {
                    reason = StopReason::Plateau;
                    break;
                }
            }
            if !go_on {
                reason = StopReason::Cancelled;
                break;
            }
            if saved.elapsed() > options.checkpoint_every {
                save(task, options, &state)?;
                saved = Instant::now();
            }
        }
        save(task, options, &state)?;
        Ok(reason)
    })
}

fn check(pairs: &Pairs, options: &TrainOptions) -> Result<()> {
    let wrong = |text: String| Err(Error::InvalidArgument(text));
    let share = options.synth.as_ref().map_or(0.0, |(share, _)| *share);
    if !(0.0..=1.0).contains(&share) {
        return wrong(format!("share {share} of generated samples is outside 0..=1"));
    }
    if pairs.is_empty() && share < 1.0 {
        return wrong("there are no pairs to learn from".into());
    }
    if options.batch == 0 || options.validate_every == 0 {
        return wrong("batch and validation interval are at least 1".into());
    }
    for size in [Some(options.augment.size), options.validate_size].into_iter().flatten() {
        if !size.is_multiple_of(64) || size == 0 {
            return wrong(format!("sample size {size} is not a multiple of 64"));
        }
    }
    let (least, most) = options.augment.scale;
    if !(least > 0.0 && least <= most && most <= 16.0) {
        return wrong(format!("scale {least}..{most} is not a range within 0..16"));
    }
    if !(options.learning_rate > 0.0 && options.learning_rate < 1.0) {
        return wrong(format!("learning rate {} is not between 0 and 1", options.learning_rate));
    }
    if let Some((name, _)) = options.source_weights.iter().find(|(name, _)| !pairs.sources().contains(name)) {
        return wrong(format!("source `{name}` is not among {}", pairs.sources().join(", ")));
    }
    Ok(())
}

fn check_labels(labels: Option<&LabelSet>, pairs: &[&Pairs], options: &TrainOptions) -> Result<()> {
    let Some(labels) = labels else { return Ok(()) };
    if pairs.iter().any(|pairs| !pairs.is_empty() && pairs.labels() != *labels) {
        return Err(Error::InvalidArgument("the pairs have other labels than those to learn".into()));
    }
    if options.synth.is_some() && *labels != LabelSet::standard() {
        return Err(Error::InvalidArgument("generated drawings have the standard labels alone".into()));
    }
    Ok(())
}

fn learning_rate(options: &TrainOptions, step: usize) -> f64 {
    let rise = ((step + 1) as f64 / options.warmup.max(1) as f64).min(1.0);
    let passed = step as f64 / options.steps.max(1) as f64;
    options.learning_rate * rise * (0.5 + 0.5 * (passed * std::f64::consts::PI).cos()).max(1e-3)
}

/// One number from three, well mixed (SplitMix64).
fn mix(seed: u64, step: u64, item: u64) -> u64 {
    let mut z = seed
        .wrapping_mul(0x9e37_79b9_7f4a_7c15)
        .wrapping_add(step.wrapping_mul(0xbf58_476d_1ce4_e5b9))
        .wrapping_add(item.wrapping_mul(0x94d0_49bb_1331_11eb));
    z = (z ^ (z >> 30)).wrapping_mul(0xbf58_476d_1ce4_e5b9);
    z = (z ^ (z >> 27)).wrapping_mul(0x94d0_49bb_1331_11eb);
    z ^ (z >> 31)
}

fn samples(pairs: &Pairs, options: &TrainOptions, step: usize) -> Result<Vec<Sample>> {
    let sources = pairs.sources();
    let weight = |name: &String| {
        options.source_weights.iter().find(|(n, _)| n == name).map_or(1.0, |(_, weight)| *weight)
    };
    let weights: Vec<f64> = sources.iter().map(weight).collect();
    let total: f64 = weights.iter().sum();
    (0..options.batch)
        .map(|item| {
            let mut rng = ChaCha8Rng::seed_from_u64(mix(options.seed, step as u64, item as u64));
            if let Some((share, synth)) = &options.synth
                && rng.random_bool(*share)
            {
                let drawn = Pair::draw(rng.random(), synth)?;
                return Ok(options.augment.sample(&drawn, &mut rng));
            }
            let mut at = rng.random_range(0.0..total);
            let chosen = weights.iter().position(|weight| {
                at -= weight;
                at < 0.0
            });
            let range = pairs.range(chosen.unwrap_or(sources.len() - 1));
            let pair = pairs.get(rng.random_range(range))?;
            Ok(options.augment.sample(&pair, &mut rng))
        })
        .collect()
}

fn validation_samples(validation: &Pairs, options: &TrainOptions) -> Result<Vec<(String, Sample)>> {
    let plain = Augment::none(options.validate_size.unwrap_or(options.augment.size));
    let mut samples = Vec::new();
    for (source, name) in validation.sources().iter().enumerate() {
        let range = validation.range(source);
        let count = range.len().min(options.validate_pairs);
        for i in 0..count {
            let pair = validation.get(range.start + i * range.len() / count)?;
            let mut rng = ChaCha8Rng::seed_from_u64(0);
            samples.push((name.clone(), plain.sample(&pair, &mut rng)));
        }
    }
    Ok(samples)
}

fn write_metrics(options: &TrainOptions, state: &State, found: &Validation) -> Result<()> {
    let mut csv = String::from("step,figure,value\n");
    for row in &state.rows {
        for (name, value) in &row.figures {
            writeln!(csv, "{},{name},{value}", row.step).expect("a string takes all");
        }
    }
    write_atomic(&options.folder.join("metrics.csv"), csv.as_bytes())?;
    let plot = plot::svg(&state.rows).map_err(|error| Error::Image(format!("metrics.svg: {error}")))?;
    write_atomic(&options.folder.join("metrics.svg"), plot.as_bytes())?;
    if let Some(sheet) = &found.sheet {
        sheet.save(options.folder.join("validation.png"))?;
    }
    Ok(())
}

fn save(task: &dyn Task, options: &TrainOptions, state: &State) -> Result<()> {
    task.save(&options.folder)?;
    for (name, bytes) in task.package(state.step)? {
        write_atomic(&options.folder.join(name), &bytes)?;
    }
    let text = serde_json::to_string(state).expect("plain numbers and names");
    write_atomic(&options.folder.join("state.json"), text.as_bytes())
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::train::LabelsTask;
    use crate::{Device, Plane};

    /// Four pairs of 64x64 in a folder: a box of one colour on white.
    fn pairs() -> (tempfile::TempDir, Pairs) {
        let folder = tempfile::tempdir().expect("a temporary folder");
        let mut meta = String::new();
        for i in 0..4usize {
            let inside = |x: usize, y: usize| (10 + i..50).contains(&x) && (12..40 + i).contains(&y);
            let edge = |x: usize, y: usize| inside(x, y) && !(inside(x - 2, y - 2) && inside(x + 2, y + 2));
            let flat =
                Plane::from_fn(64, 64, |x, y| if inside(x, y) { [200, 60, 40, 255] } else { [255; 4] });
            let line = Plane::from_fn(64, 64, |x, y| if edge(x, y) { [0, 0, 0, 255] } else { [255; 4] });
            let labels = Plane::from_fn(64, 64, |x, y| u8::from(inside(x, y)));
            for (part, picture) in [("line", line), ("flat", flat.clone()), ("shaded", flat)] {
                picture.save(folder.path().join(format!("{i}_{part}.png"))).expect("saved");
            }
            labels.save_gray8(folder.path().join(format!("{i}_labels.png"))).expect("saved");
            writeln!(meta, "{{\"file\": \"{i}\"}}").expect("a string");
        }
        fs::write(folder.path().join("meta.jsonl"), meta).expect("saved");
        let pairs = Pairs::open(folder.path()).expect("sound pairs");
        (folder, pairs)
    }

    fn options(folder: &std::path::Path, steps: usize) -> TrainOptions {
        TrainOptions {
            folder: folder.to_owned(),
            batch: 2,
            steps,
            warmup: 2,
            augment: Augment { size: 64, ..Augment::default() },
            validate_every: 2,
            validate_pairs: 2,
            ..TrainOptions::default()
        }
    }

    #[test]
    fn labels_must_be_those_of_the_pairs_and_of_the_run() {
        let (folder, pairs) = pairs();
        let out = folder.path().join("out");
        let own = |names: &[crate::Label]| {
            LabelSet::new(names.iter().map(|&label| label.into()).collect()).unwrap()
        };
        use crate::Label::{Background, Hair, Top};
        let (labels, others) = (own(&[Background, Top]), own(&[Background, Hair]));
        let run = |labels: &LabelSet, pairs: &Pairs, synth| {
            let mut task = LabelsTask::new(Device::Cpu, 5, labels.clone(), "a test").unwrap();
            let options = TrainOptions { synth, ..options(&out, 2) };
            train(&mut task, pairs, pairs, &options, &mut |_| true).map_err(|error| error.to_string())
        };
        assert!(run(&labels, &pairs, None).unwrap_err().contains("the pairs have other labels"));
        let pairs = pairs.labelled(&labels);
        let drawn = Some((0.5, crate::synth::SynthOptions::default()));
        assert!(run(&labels, &pairs, drawn).unwrap_err().contains("the standard labels alone"));
        run(&labels, &pairs, None).unwrap();
        let pairs = pairs.labelled(&others);
        assert!(run(&others, &pairs, None).unwrap_err().contains("other labels: background, top"));
    }

    #[test]
    fn a_resumed_run_gives_the_weights_of_an_unbroken_one() {
        let (_folder, pairs) = pairs();
        let out = tempfile::tempdir().expect("a temporary folder");
        let [whole, broken] = ["whole", "broken"].map(|name| out.path().join(name));
        let run = |folder: &std::path::Path, stop_after: usize| {
            let mut task =
                LabelsTask::new(Device::Cpu, 5, LabelSet::standard(), "a test").expect("the processor");
            let mut go_on = |progress: Progress<'_>| match progress {
                Progress::Step { done, .. } => done < stop_after,
                Progress::Validated(..) => true,
            };
            train(&mut task, &pairs, &pairs, &options(folder, 4), &mut go_on).expect("trained")
        };
        assert_eq!(run(&whole, 9), StopReason::Steps);
        assert_eq!(run(&broken, 2), StopReason::Cancelled);
        assert_eq!(run(&broken, 9), StopReason::Steps);
        // The hash is of the weights; the order of the header's entries is not fixed.
        let hash = |folder: &std::path::Path| {
            let bytes = fs::read(folder.join("labels.safetensors")).expect("a model");
            crate::network::package::header(&bytes).expect("a header")["sha256"].clone()
        };
        let metrics =
            |folder: &std::path::Path| fs::read_to_string(folder.join("metrics.csv")).expect("metrics");
        assert_eq!((hash(&whole), metrics(&whole)), (hash(&broken), metrics(&broken)));
        let plot = fs::read_to_string(whole.join("metrics.svg")).expect("a plot");
        assert!(plot.starts_with("<svg") && whole.join("validation.png").exists());
    }

    #[test]
    fn stop_rules_stop() {
        let (_folder, pairs) = pairs();
        let out = tempfile::tempdir().expect("a temporary folder");
        for (name, rule, reason) in [
            ("loss", TrainOptions { stop_below: Some(100.0), ..options(out.path(), 6) }, StopReason::Loss),
            ("plateau", TrainOptions { plateau: Some(0), ..options(out.path(), 6) }, StopReason::Plateau),
        ] {
            let rule = TrainOptions { folder: out.path().join(name), ..rule };
            let mut task =
                LabelsTask::new(Device::Cpu, 5, LabelSet::standard(), "a test").expect("the processor");
            let ended = train(&mut task, &pairs, &pairs, &rule, &mut |_| true).expect("trained");
            assert_eq!(ended, reason);
        }
    }

    #[test]
    fn impossible_options_are_named() {
        let (_folder, pairs) = pairs();
        let out = tempfile::tempdir().expect("a temporary folder");
        let refused = |change: &dyn Fn(&mut TrainOptions)| {
            let mut options = options(out.path(), 2);
            change(&mut options);
            let mut task =
                LabelsTask::new(Device::Cpu, 5, LabelSet::standard(), "a test").expect("the processor");
            train(&mut task, &pairs, &pairs, &options, &mut |_| true).expect_err("refused").to_string()
        };
        assert!(refused(&|o| o.augment.size = 100).contains("100 is not a multiple of 64"));
        assert!(refused(&|o| o.learning_rate = f64::NAN).contains("NaN"));
        assert!(refused(&|o| o.source_weights.push(("moon".into(), 1.0))).contains("`moon` is not among"));
    }
}

//! A training from its first step to its last.

use std::fs;
use std::path::Path;
use std::sync::mpsc;
use std::time::{Duration, Instant};

use super::augment::Sample;
use super::average::Average;
use super::options::TrainOptions;
use super::pairs::Pairs;
use super::state::State;
use super::task::{Step, Task, Validation};
use super::{metrics, plot, sampling};
use crate::{Error, LabelSet, Result, write_atomic};

/// What a caller hears about a training.
#[derive(Debug)]
#[non_exhaustive]
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
#[non_exhaustive]
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

/// Trains `task` on `pairs`, watching `validation`, until a stop rule says so or `progress` returns false.
///
/// Samples depend on the seed and the step alone, so a resumed run does what an unbroken one would. Afterwards `task`
/// has the weights that it learnt; where they are averaged, the average is in the files of the folder alone.
///
/// # Errors
/// [`Error::InvalidArgument`] if an option is out of range, [`Error::Io`] if the folder cannot be written or a pair
/// cannot be read, [`Error::Model`] if the checkpoint found there is of another network.
pub fn train(
    task: &mut dyn Task,
    pairs: &Pairs,
    validation: &Pairs,
    options: &TrainOptions,
    progress: &mut dyn FnMut(Progress<'_>) -> bool,
) -> Result<StopReason> {
    options.check(pairs)?;
    check_labels(task.labels(), &[pairs, validation], options)?;
    fs::create_dir_all(&options.folder).map_err(Error::io(&options.folder))?;
    let (mut state, mut average) = State::resume(&options.folder, task, options.average)?;
    let watched = sampling::watched(validation, options)?;
    let (first, mut saved) = (state.step, Instant::now());
    let (sender, batches) = mpsc::sync_channel(3);
    std::thread::scope(|scope| {
        scope.spawn(move || {
            for step in first..options.steps {
                let batch = sampling::batch(pairs, options, step);
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
            let losses = step(task, &batch, state.step, options)?;
            if let Some(average) = &mut average {
                average.update(task.parameters().iter().map(Vec::as_slice));
            }
            state.stepped(losses[0].1);
            let pace = begin.elapsed() / (state.step - first) as u32;
            let left = pace * (options.steps - state.step) as u32;
            let mut go_on =
                progress(Progress::Step { done: state.step, of: options.steps, losses: &losses, left });
            if state.step.is_multiple_of(options.validate_every) || state.step == options.steps {
                let found = validate(task, average.as_ref(), &watched)?;
                let loss = state.validated(&found);
                write_metrics(&options.folder, &state, &found)?;
                go_on &= progress(Progress::Validated(state.step, &found));
                if options.stop_below.is_some_and(|limit| loss < limit) {
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
                save(task, average.as_ref(), &options.folder, &mut state)?;
                saved = Instant::now();
            }
        }
        save(task, average.as_ref(), &options.folder, &mut state)?;
        Ok(reason)
    })
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

/// Learns from one batch; the losses are numbers, and there is one at least.
fn step(
    task: &mut dyn Task,
    batch: &[Sample],
    index: usize,
    options: &TrainOptions,
) -> Result<Vec<(&'static str, f32)>> {
    let seed = sampling::mix(options.seed, index as u64, u64::MAX);
    let losses = task.step(batch, Step::new(index, options.steps, options.rate(index), seed))?;
    if losses.is_empty() {
        return Err(Error::InvalidArgument(format!("step {index}: the task tells no loss")));
    }
    if let Some((name, value)) = losses.iter().find(|(_, value)| !value.is_finite()) {
        return Err(Error::Model(format!("step {index}: {name} is {value}; lower the learning rate")));
    }
    Ok(losses)
}

/// Measures what is to be shipped; where that is an average, the weights themselves are told beside it.
fn validate(
    task: &mut dyn Task,
    average: Option<&Average>,
    watched: &[(String, Sample)],
) -> Result<Validation> {
    let own = task.validate(watched)?;
    if average.is_none() {
        return Ok(own);
    }
    let mut found = with_average(task, average, |task| task.validate(watched))?;
    let told = |validation: &Validation, prefix: &str| -> Vec<(String, f32)> {
        let score = ("score".to_owned(), validation.score);
        let all = validation.figures.iter().cloned().chain([score]);
        all.map(|(name, value)| (format!("{prefix}{name}"), value)).collect()
    };
    found.figures = [told(&own, ""), told(&found, "averaged ")].concat();
    Ok(found)
}

/// Does something with the averaged weights, if there are any, in the place of the task's own.
fn with_average<T>(
    task: &mut dyn Task,
    average: Option<&Average>,
    work: impl FnOnce(&dyn Task) -> Result<T>,
) -> Result<T> {
    let Some(average) = average else { return work(task) };
    let own = task.parameters();
    task.set_parameters(average.values());
    let done = work(task);
    task.set_parameters(&own);
    done
}

fn write_metrics(folder: &Path, state: &State, found: &Validation) -> Result<()> {
    write_atomic(&folder.join("metrics.csv"), metrics::csv(&state.rows).as_bytes())?;
    let plot = plot::svg(&state.rows).map_err(|error| Error::Image(format!("metrics.svg: {error}")))?;
    write_atomic(&folder.join("metrics.svg"), plot.as_bytes())?;
    if let Some(sheet) = &found.sheet {
        sheet.save(folder.join("validation.png"))?;
    }
    Ok(())
}

fn save(task: &mut dyn Task, average: Option<&Average>, folder: &Path, state: &mut State) -> Result<()> {
    state.save(folder, task, average)?;
    // A run that is stopped between its checkpoint and these writes them when it goes on.
    for (name, bytes) in with_average(task, average, |task| task.package(state.step))? {
        write_atomic(&folder.join(name), &bytes)?;
    }
    Ok(())
}

#[cfg(test)]
mod tests {
    use std::fmt::Write as _;

    use super::*;
    use crate::train::{Augment, LabelsTask};
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

    fn options(folder: &Path, steps: usize) -> TrainOptions {
        TrainOptions {
            batch: 2,
            steps,
            warmup: 2,
            augment: Augment { size: 64, ..Augment::default() },
            validate_every: 2,
            validate_pairs: 2,
            ..TrainOptions::new(folder)
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
        let run = |folder: &Path, stop_after: usize| {
            let mut task =
                LabelsTask::new(Device::Cpu, 5, LabelSet::standard(), "a test").expect("the processor");
            let mut go_on = |progress: Progress<'_>| match progress {
                Progress::Step { done, .. } => done < stop_after,
                Progress::Validated(..) => true,
            };
            let options = TrainOptions { average: Some(0.5), ..options(folder, 4) };
            let reason = train(&mut task, &pairs, &pairs, &options, &mut go_on).expect("trained");
            (reason, task.parameters())
        };
        let (reason, learnt) = run(&whole, 9);
        assert_eq!(reason, StopReason::Steps);
        assert_eq!(run(&broken, 2).0, StopReason::Cancelled);
        assert!(broken.join("checkpoint-2").is_dir());
        assert_eq!(run(&broken, 9), (StopReason::Steps, learnt.clone()));
        // The hash is of the weights; the order of the header's entries is not fixed.
        let model = |folder: &Path| fs::read(folder.join("labels.safetensors")).expect("a model");
        let hash = |bytes: &[u8]| crate::network::package::header(bytes).expect("a header")["sha256"].clone();
        let metrics = |folder: &Path| fs::read_to_string(folder.join("metrics.csv")).expect("metrics");
        assert_eq!((hash(&model(&whole)), metrics(&whole)), (hash(&model(&broken)), metrics(&broken)));
        let plot = fs::read_to_string(whole.join("metrics.svg")).expect("a plot");
        assert!(plot.starts_with("<svg") && whole.join("validation.png").exists());
        // What is shipped is the average, whose score is told beside that of the weights themselves.
        let mut task =
            LabelsTask::new(Device::Cpu, 5, LabelSet::standard(), "a test").expect("the processor");
        task.set_parameters(&learnt);
        assert_ne!(hash(&model(&whole)), hash(&task.package(4).expect("a file")[0].1));
        let average = whole.join("checkpoint-4/average.safetensors");
        let average = Average::load(&average, 0.5, &learnt).expect("an average");
        task.set_parameters(average.values());
        assert_eq!(hash(&model(&whole)), hash(&task.package(4).expect("a file")[0].1));
        for figure in ["\n2,score,", "\n4,averaged score,"] {
            assert!(metrics(&whole).contains(figure), "{}", metrics(&whole));
        }
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
        assert!(refused(&|o| o.average = Some(1.0)).contains("decay 1 of the averaged weights"));
        assert!(refused(&|o| o.augment.close = -0.1).contains("probability -0.1 of close-ups"));
    }

    #[test]
    fn weights_that_draw_no_source_are_refused_before_the_loader_starts() {
        let (folder, pairs) = pairs();
        let out = tempfile::tempdir().expect("a temporary folder");
        let source = pairs.sources()[0].clone();
        let mut task =
            LabelsTask::new(Device::Cpu, 5, LabelSet::standard(), "a test").expect("the processor");
        for (weight, expected) in [
            (0.0, "the weights of the sources are 0 together"),
            (-1.0, "weight -1 of source"),
            (f64::NAN, "weight NaN of source"),
            (f64::INFINITY, "weight inf of source"),
        ] {
            let mut options = options(out.path(), 2);
            options.source_weights = vec![(source.clone(), weight)];
            let error = train(&mut task, &pairs, &pairs, &options, &mut |_| true).expect_err("refused");
            assert!(matches!(error, Error::InvalidArgument(_)), "{error}");
            assert!(error.to_string().contains(expected), "{error}");
        }
        let error = train(&mut task, &Pairs::default(), &pairs, &options(out.path(), 2), &mut |_| true);
        assert!(error.expect_err("refused").to_string().contains("there are no pairs to learn from"));
        fs::write(folder.path().join("meta.jsonl"), "").expect("saved");
        assert!(Pairs::open(folder.path()).expect_err("refused").to_string().contains("lists no pairs"));
        assert_eq!(fs::read_dir(out.path()).expect("a folder").count(), 0);
    }

    #[test]
    fn weights_written_back_are_learnt_on_as_before() {
        let (_folder, pairs) = pairs();
        let options = options(Path::new("unused"), 2);
        let learnt = |swap: bool| {
            let mut task =
                LabelsTask::new(Device::Cpu, 5, LabelSet::standard(), "a test").expect("the processor");
            for index in 0..2 {
                let batch = sampling::batch(&pairs, &options, index).expect("samples");
                step(&mut task, &batch, index, &options).expect("learnt");
                if swap {
                    let own = task.parameters();
                    let zeros: Vec<_> = own.iter().map(|values| vec![0.0; values.len()]).collect();
                    task.set_parameters(&zeros);
                    assert_eq!(task.parameters(), zeros);
                    task.set_parameters(&own);
                }
            }
            task.parameters()
        };
        assert!(learnt(true) == learnt(false), "the weights differ");
    }
}

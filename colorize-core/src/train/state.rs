//! How far a run is, kept in its folder.
//!
//! `state.json` names the folder beside it, `checkpoint-STEPS`, that holds the networks of the same step. A checkpoint
//! is written whole into a folder of its own before that one file is exchanged, so that a run which is stopped at any
//! moment goes on from its last checkpoint or the one before.

use std::fs::{self, File};
use std::path::Path;

use serde::{Deserialize, Serialize};

use super::average::Average;
use super::metrics::Row;
use super::task::{Task, Validation};
use crate::{Error, Result, write_atomic};

const STATE: &str = "state.json";
const AVERAGE: &str = "average.safetensors";
const PREFIX: &str = "checkpoint-";

/// How far a run is.
#[derive(Debug, Default, Serialize, Deserialize)]
pub(super) struct State {
    /// The folder that holds the networks; runs of earlier versions have none and hold them beside the state.
    checkpoint: Option<String>,
    /// Steps done.
    pub(super) step: usize,
    /// The highest score so far.
    best: Option<f32>,
    /// Validations since then.
    pub(super) since_best: usize,
    /// The losses since the last validation, and how many they are.
    sum: f64,
    count: usize,
    /// What all validations found.
    pub(super) rows: Vec<Row>,
}

impl State {
    /// Goes on with the run in `folder`, or begins one; `decay` is that of the averaged weights, if there are to be any.
    ///
    /// # Errors
    /// [`Error::Io`] if a file cannot be read, [`Error::Model`] if one is damaged or of another network.
    pub(super) fn resume(
        folder: &Path,
        task: &mut dyn Task,
        decay: Option<f64>,
    ) -> Result<(Self, Option<Average>)> {
        let mut state = Self::default();
        let mut average = None;
        let path = folder.join(STATE);
        if path.exists() {
            let wrong = |what: String| Error::Model(format!("{}: {what}", path.display()));
            let text = fs::read_to_string(&path).map_err(Error::io(&path))?;
            state = serde_json::from_str(&text).map_err(|error| wrong(error.to_string()))?;
            let mut kept = folder.to_owned();
            if let Some(name) = &state.checkpoint {
                kept.push(name);
                if !kept.is_dir() {
                    return Err(wrong(format!("the checkpoint {name}, which it names, is missing")));
                }
            } else if state.best == Some(0.0) {
                // Earlier versions wrote 0 where there was no score yet.
                state.best = None;
            }
            task.load(&kept)?;
            let file = kept.join(AVERAGE);
            if let Some(decay) = decay
                && file.is_file()
            {
                average = Some(Average::load(&file, decay, &task.parameters())?);
            }
        }
        if let (Some(decay), None) = (decay, &average) {
            average = Some(Average::new(decay, task.parameters()));
        }
        Ok((state, average))
    }

    /// Takes in the loss of one more step.
    pub(super) fn stepped(&mut self, loss: f32) {
        self.step += 1;
        self.sum += f64::from(loss);
        self.count += 1;
    }

    /// Takes in a validation; gives the mean loss since the last one.
    pub(super) fn validated(&mut self, found: &Validation) -> f32 {
        let mean = (self.sum / self.count.max(1) as f64) as f32;
        (self.sum, self.count) = (0.0, 0);
        // JSON cannot hold what is not a number.
        if found.score.is_finite() && self.best.is_none_or(|best| found.score > best) {
            (self.best, self.since_best) = (Some(found.score), 0);
        } else {
            self.since_best += 1;
        }
        let mut figures = vec![("loss".to_owned(), mean)];
        figures.extend(found.figures.iter().filter(|(_, value)| value.is_finite()).cloned());
        self.rows.push(Row { step: self.step, figures });
        mean
    }

    /// Writes all that [`State::resume`] needs to go on exactly here.
    ///
    /// # Errors
    /// [`Error::Io`] if a file cannot be written, and those of [`Task::save`]; the last checkpoint is then still there.
    pub(super) fn save(&mut self, folder: &Path, task: &dyn Task, average: Option<&Average>) -> Result<()> {
        self.save_watched(folder, task, average, &mut || Ok(()))
    }

    /// Saves; `after` is called after each change on the disk, so that tests can stop there.
    fn save_watched(
        &mut self,
        folder: &Path,
        task: &dyn Task,
        average: Option<&Average>,
        after: &mut dyn FnMut() -> Result<()>,
    ) -> Result<()> {
        let name = format!("{PREFIX}{}", self.step);
        if self.checkpoint.as_deref() == Some(&name) {
            return Ok(());
        }
        let kept = folder.join(&name);
        if kept.exists() {
            // Half of a checkpoint: the run was stopped while it wrote it.
            fs::remove_dir_all(&kept).map_err(Error::io(&kept))?;
            after()?;
        }
        fs::create_dir(&kept).map_err(Error::io(&kept))?;
        after()?;
        task.save(&kept)?;
        after()?;
        if let Some(average) = average {
            average.save(&kept.join(AVERAGE))?;
            after()?;
        }
        flush(&kept)?;
        self.checkpoint = Some(name);
        let text = serde_json::to_string(self).expect("plain numbers and names");
        write_atomic(&folder.join(STATE), text.as_bytes())?;
        after()?;
        self.remove_others(folder, after)
    }

    /// Removes the checkpoints that the state does not name.
    fn remove_others(&self, folder: &Path, after: &mut dyn FnMut() -> Result<()>) -> Result<()> {
        for entry in fs::read_dir(folder).map_err(Error::io(folder))? {
            let entry = entry.map_err(Error::io(folder))?;
            let name = entry.file_name().to_string_lossy().into_owned();
            let digits = name.strip_prefix(PREFIX).unwrap_or_default();
            let is_checkpoint = !digits.is_empty() && digits.bytes().all(|byte| byte.is_ascii_digit());
            if is_checkpoint && self.checkpoint.as_deref() != Some(&name) {
                fs::remove_dir_all(entry.path()).map_err(Error::io(entry.path()))?;
                after()?;
            }
        }
        Ok(())
    }
}

/// Waits until what is in `folder` is on the disk, so that a power cut finds no file named that is not there.
fn flush(folder: &Path) -> Result<()> {
    for entry in fs::read_dir(folder).map_err(Error::io(folder))? {
        let path = entry.map_err(Error::io(folder))?.path();
        // Windows flushes files that are open for writing alone.
        let file = File::options().read(true).write(true).open(&path);
        file.and_then(|file| file.sync_all()).map_err(Error::io(&path))?;
    }
    // Only Unix opens folders like files.
    #[cfg(unix)]
    File::open(folder).and_then(|folder| folder.sync_all()).map_err(Error::io(folder))?;
    Ok(())
}

#[cfg(test)]
mod tests {
    use std::cell::Cell;
    use std::rc::Rc;

    use super::*;
    use crate::train::augment::Sample;
    use crate::train::task::Step;

    /// A network of two weights and an optimiser of one number, in a file each.
    #[derive(Default)]
    struct Toy {
        weights: Vec<f32>,
        momentum: f32,
        /// Changes on the disk until it is stopped.
        left: Rc<Cell<usize>>,
    }

    impl Toy {
        fn new(weights: [f32; 2], momentum: f32) -> Self {
            let left = Rc::new(Cell::new(usize::MAX));
            Self { weights: weights.into(), momentum, left }
        }
    }

    fn count(left: &Cell<usize>) -> Result<()> {
        left.set(left.get() - 1);
        if left.get() == 0 { Err(Error::Cancelled) } else { Ok(()) }
    }

    impl Task for Toy {
        fn step(&mut self, _: &[Sample], _: Step) -> Result<Vec<(&'static str, f32)>> {
            unreachable!("it does not learn")
        }

        fn validate(&self, _: &[(String, Sample)]) -> Result<Validation> {
            unreachable!("it is not measured")
        }

        fn parameters(&self) -> Vec<Vec<f32>> {
            vec![self.weights.clone()]
        }

        fn set_parameters(&mut self, values: &[Vec<f32>]) {
            self.weights.clone_from(&values[0]);
        }

        fn save(&self, folder: &Path) -> Result<()> {
            let files = [("net", format!("{:?}", self.weights)), ("optimizer", format!("{}", self.momentum))];
            for (name, text) in files {
                let path = folder.join(name);
                // A file may be there and yet be empty.
                fs::write(&path, "").map_err(Error::io(&path))?;
                count(&self.left)?;
                fs::write(&path, text).map_err(Error::io(&path))?;
                count(&self.left)?;
            }
            Ok(())
        }

        fn load(&mut self, folder: &Path) -> Result<()> {
            let read =
                |name: &str| fs::read_to_string(folder.join(name)).map_err(Error::io(folder.join(name)));
            let wrong = |error: serde_json::Error| Error::Model(error.to_string());
            self.weights = serde_json::from_str(&read("net")?).map_err(wrong)?;
            self.momentum = serde_json::from_str(&read("optimizer")?).map_err(wrong)?;
            Ok(())
        }

        fn package(&self, _: usize) -> Result<Vec<(String, Vec<u8>)>> {
            Ok(Vec::new())
        }
    }

    /// Step, weights, momentum and averaged weights of the run in a folder.
    fn resumed(folder: &Path) -> (usize, Vec<f32>, f32, Vec<Vec<f32>>) {
        let mut task = Toy::default();
        let (state, average) = State::resume(folder, &mut task, Some(0.9)).unwrap();
        (state.step, task.weights, task.momentum, average.unwrap().values().to_vec())
    }

    fn found(score: f32) -> Validation {
        Validation::new(score, vec![("x".to_owned(), score)], None)
    }

    #[test]
    fn a_run_stopped_anywhere_in_a_checkpoint_has_the_old_one_or_the_new_one_whole() {
        let (mut old, mut new) = (0, 0);
        // Once more than there are changes, so that the last save is not stopped.
        for stop in 1.. {
            let folder = tempfile::tempdir().unwrap();
            let folder = folder.path();
            let mut task = Toy::new([1.0, 2.0], 3.0);
            let (mut state, average) = State::resume(folder, &mut task, Some(0.9)).unwrap();
            let mut average = average.unwrap();
            state.stepped(0.5);
            state.save(folder, &task, Some(&average)).unwrap();
            let before = resumed(folder);
            // A checkpoint of which only half was written by an earlier attempt is in the way.
            fs::create_dir(folder.join("checkpoint-2")).unwrap();
            fs::write(folder.join("checkpoint-2/net"), "[9.0").unwrap();
            task = Toy::new([1.5, 2.5], 3.5);
            average.update([&task.weights[..]].into_iter());
            state.stepped(0.25);
            task.left.set(stop);
            let left = Rc::clone(&task.left);
            let stopped = state.save_watched(folder, &task, Some(&average), &mut || count(&left)).is_err();
            let after = (2, task.weights.clone(), 3.5, average.values().to_vec());
            let now = resumed(folder);
            assert!(now == before || now == after, "stopped after {stop} changes: {now:?}");
            if now == before {
                old += 1
            } else {
                new += 1
            }
            // It goes on from there, and tidies up.
            let (mut state, average) = State::resume(folder, &mut task, Some(0.9)).unwrap();
            state.stepped(0.125);
            task.left.set(usize::MAX);
            state.save(folder, &task, average.as_ref()).unwrap();
            let mut names: Vec<_> =
                fs::read_dir(folder).unwrap().map(|entry| entry.unwrap().file_name()).collect();
            names.sort();
            assert_eq!(names, [&format!("checkpoint-{}", now.0 + 1)[..], "state.json"]);
            if !stopped {
                break;
            }
        }
        // Removed, made, four of the task, its end, the average; then the state, and the removal; and no stop.
        assert_eq!((old, new), (8, 3));
    }

    #[test]
    fn runs_of_earlier_versions_go_on() {
        let folder = tempfile::tempdir().unwrap();
        let folder = folder.path();
        let state = r#"{"step": 7, "best": 0.0, "since_best": 2, "sum": 1.5, "count": 3,
            "rows": [{"step": 4, "figures": [["loss", 0.5]]}]}"#;
        fs::write(folder.join("state.json"), state).unwrap();
        fs::write(folder.join("net"), "[1.0, 2.0]").unwrap();
        fs::write(folder.join("optimizer"), "3.0").unwrap();
        assert_eq!(resumed(folder), (7, vec![1.0, 2.0], 3.0, vec![vec![1.0, 2.0]]));
        let mut task = Toy::default();
        let (mut state, _) = State::resume(folder, &mut task, None).unwrap();
        task.left.set(usize::MAX);
        assert_eq!((state.best, state.validated(&found(-1.0)), state.since_best), (None, 0.5, 0));
        state.save(folder, &task, None).unwrap();
        fs::write(folder.join("net"), "no longer read").unwrap();
        assert_eq!(resumed(folder).0, 7);
    }

    #[test]
    fn a_state_that_is_damaged_or_alone_is_told() {
        let folder = tempfile::tempdir().unwrap();
        let resume = || State::resume(folder.path(), &mut Toy::default(), None).unwrap_err().to_string();
        fs::write(folder.path().join("state.json"), "{").unwrap();
        assert!(resume().contains("state.json: EOF"), "{}", resume());
        let state = r#"{"checkpoint": "checkpoint-3", "step": 3, "best": null, "since_best": 0, "sum": 0.0,
            "count": 0, "rows": []}"#;
        fs::write(folder.path().join("state.json"), state).unwrap();
        assert!(resume().contains("checkpoint checkpoint-3, which it names, is missing"), "{}", resume());
    }

    #[test]
    fn a_negative_score_is_the_best_until_a_better_one() {
        let mut state = State::default();
        let since: Vec<usize> = [f32::NAN, -0.5, -0.6, -0.4, -0.4, 0.0]
            .into_iter()
            .map(|score| {
                state.validated(&found(score));
                state.since_best
            })
            .collect();
        assert_eq!(since, [1, 0, 1, 0, 1, 0]);
        let text = serde_json::to_string(&state).unwrap();
        assert_eq!(serde_json::from_str::<State>(&text).unwrap().rows, state.rows);
    }
}

//! Weights averaged along a run, which are surer than those of any one step (Polyak and Juditsky 1992).

use std::collections::HashMap;
use std::fs;
use std::path::Path;

use safetensors::tensor::{Dtype, SafeTensors, TensorView};

use crate::{Error, Result, write_atomic};

/// The header's entry that tells the steps.
const STEPS: &str = "steps";

/// The mean of a network's weights over past steps; what is one step older counts `decay` times as much.
#[derive(Clone, Debug, PartialEq)]
pub(super) struct Average {
    decay: f64,
    steps: u64,
    values: Vec<Vec<f32>>,
}

impl Average {
    /// Starts from `values`, one a tensor.
    pub(super) fn new(decay: f64, values: Vec<Vec<f32>>) -> Self {
        Self { decay, steps: 0, values }
    }

    /// The averaged weights.
    pub(super) fn values(&self) -> &[Vec<f32>] {
        &self.values
    }

    /// Takes in the weights after one more step, in the order of the first ones.
    pub(super) fn update<'a>(&mut self, current: impl Iterator<Item = &'a [f32]>) {
        // Early in a run what was before is soon forgotten.
        let passed = self.steps as f64;
        let share = (1.0 - self.decay.min((1.0 + passed) / (10.0 + passed))) as f32;
        for (average, current) in self.values.iter_mut().zip(current) {
            for (average, current) in average.iter_mut().zip(current) {
                *average += share * (current - *average);
            }
        }
        self.steps += 1;
    }

    /// Writes all but the decay, as safetensors.
    ///
    /// # Errors
    /// [`Error::Io`] if `path` cannot be written.
    pub(super) fn save(&self, path: &Path) -> Result<()> {
        let bytes: Vec<Vec<u8>> = self
            .values
            .iter()
            .map(|values| values.iter().flat_map(|value| value.to_le_bytes()).collect())
            .collect();
        let views = self.values.iter().zip(&bytes).enumerate().map(|(i, (values, bytes))| {
            let view = TensorView::new(Dtype::F32, vec![values.len()], bytes).expect("four bytes a value");
            (i.to_string(), view)
        });
        let header = HashMap::from([(STEPS.to_owned(), self.steps.to_string())]);
        let file = safetensors::serialize(views, Some(header)).map_err(named(path))?;
        write_atomic(path, &file)
    }

    /// Reads what [`Average::save`] wrote of weights that are as many and as long as those of `like`.
    ///
    /// # Errors
    /// [`Error::Io`] if `path` cannot be read, [`Error::Model`] if it holds something else.
    pub(super) fn load(path: &Path, decay: f64, like: &[Vec<f32>]) -> Result<Self> {
        let bytes = fs::read(path).map_err(Error::io(path))?;
        let wrong = |what: &str| Error::Model(format!("{}: {what}", path.display()));
        let (_, header) = SafeTensors::read_metadata(&bytes).map_err(named(path))?;
        let steps = header.metadata().as_ref().and_then(|entries| entries.get(STEPS)?.parse().ok());
        let steps = steps.ok_or_else(|| wrong("it does not tell its steps"))?;
        let file = SafeTensors::deserialize(&bytes).map_err(named(path))?;
        if file.len() != like.len() {
            return Err(wrong("it is an average of another network's weights"));
        }
        let mut values = Vec::with_capacity(like.len());
        for (i, like) in like.iter().enumerate() {
            let tensor = file.tensor(&i.to_string()).map_err(named(path))?;
            if tensor.dtype() != Dtype::F32 || tensor.shape() != [like.len()] {
                return Err(wrong("it is an average of another network's weights"));
            }
            let (chunks, _) = tensor.data().as_chunks::<4>();
            values.push(chunks.iter().map(|bytes| f32::from_le_bytes(*bytes)).collect());
        }
        Ok(Self { decay, steps, values })
    }
}

fn named(path: &Path) -> impl Fn(safetensors::SafeTensorError) -> Error {
    move |error| Error::Model(format!("{}: {error}", path.display()))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn updated(average: &mut Average, values: &[Vec<f32>]) {
        average.update(values.iter().map(Vec::as_slice));
    }

    #[test]
    fn an_average_follows_fast_at_first_and_slowly_later() {
        let mut average = Average::new(0.9, vec![vec![0.0], vec![4.0, 4.0]]);
        let ones = [vec![1.0], vec![1.0, 4.0]];
        updated(&mut average, &ones);
        // The first decay is (1 + 0) / (10 + 0).
        assert!((average.values()[0][0] - 0.9).abs() < 1e-6, "{average:?}");
        assert!((average.values()[1][0] - 1.3).abs() < 1e-6 && average.values()[1][1] == 4.0, "{average:?}");
        average.steps = 1_000_000;
        updated(&mut average, &[vec![0.0], vec![1.0, 4.0]]);
        assert!((average.values()[0][0] - 0.81).abs() < 1e-6, "{average:?}");
    }

    #[test]
    fn a_saved_average_comes_back_to_the_bit() {
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("average.safetensors");
        // More than ten tensors: names are not in the order of numbers.
        let values: Vec<Vec<f32>> = (1..14).map(|n| (0..n).map(|i| 1.0 / (i + n) as f32).collect()).collect();
        let mut average = Average::new(0.99, values.clone());
        updated(
            &mut average,
            &values.iter().map(|v| v.iter().map(|v| v.sin()).collect()).collect::<Vec<_>>(),
        );
        average.save(&path).unwrap();
        assert_eq!(Average::load(&path, 0.99, &values).unwrap(), average);
    }

    #[test]
    fn averages_of_other_networks_are_refused() {
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("average.safetensors");
        Average::new(0.5, vec![vec![1.0; 3], vec![2.0; 2]]).save(&path).unwrap();
        for other in [vec![vec![0.0; 3]], vec![vec![0.0; 3], vec![0.0; 4]]] {
            let error = Average::load(&path, 0.5, &other).unwrap_err().to_string();
            assert!(error.contains("another network's weights"), "{error}");
        }
        fs::write(&path, "not this").unwrap();
        assert!(matches!(Average::load(&path, 0.5, &[]), Err(Error::Model(_))));
    }
}

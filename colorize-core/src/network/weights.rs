use std::collections::BTreeMap;

use half::f16;
use half::slice::HalfFloatSliceExt;
use safetensors::tensor::{Dtype, TensorView};
use safetensors::{SafeTensorError, SafeTensors};

use crate::{Error, Result};

/// The weights of a network by name, as arrays in row-major order.
#[derive(Clone, Debug, Default, PartialEq)]
pub(crate) struct Weights {
    arrays: BTreeMap<String, Array>,
}

/// An array of weights.
#[derive(Clone, Debug, PartialEq)]
pub(crate) struct Array {
    pub(crate) shape: Vec<usize>,
    pub(crate) values: Vec<f32>,
}

/// What follows the name of an array of whole numbers in the name of its scale.
const SCALE: &str = ".scale";

impl Weights {
    /// The arrays of a file: f32, f16, or whole numbers of 8 bits, those of each output channel (the last dimension)
    /// times a number in the array `NAME.scale`.
    ///
    /// # Errors
    /// [`Error::Model`] if one is of another type, or its scale is missing or of another length.
    pub(crate) fn of(file: &SafeTensors<'_>) -> Result<Self> {
        let mut weights = Self::default();
        for (name, tensor) in file.tensors() {
            let array = Array { shape: tensor.shape().to_vec(), values: values(&name, &tensor)? };
            weights.arrays.insert(name, array);
        }
        let counted = |(name, tensor): &(String, TensorView<'_>)| {
            tensor.dtype() == Dtype::I8 && !name.ends_with(SCALE) // a scale has no scale
        };
        for (name, tensor) in file.tensors().into_iter().filter(counted) {
            let outputs = tensor.shape().last().copied().unwrap_or(1);
            let scale = weights.take(&format!("{name}{SCALE}"), &[outputs])?;
            let array = weights.arrays.get_mut(&name).expect("an array of the file");
            array.values.iter_mut().zip(scale.iter().cycle()).for_each(|(value, scale)| *value *= scale);
        }
        Ok(weights)
    }

    /// Takes all arrays out whose names begin with `start`; `None` if there are none.
    pub(crate) fn split_off(&mut self, start: &str) -> Option<Self> {
        let (arrays, others) =
            std::mem::take(&mut self.arrays).into_iter().partition(|(name, _)| name.starts_with(start));
        self.arrays = others;
        Some(Self { arrays }).filter(|weights| !weights.arrays.is_empty())
    }

    /// These and others; of two of one name the other one.
    pub(crate) fn with(mut self, others: Self) -> Self {
        self.arrays.extend(others.arrays);
        self
    }

    /// Takes the array `name` out.
    ///
    /// # Errors
    /// [`Error::Model`] if there is none, or it is of another shape.
    pub(crate) fn take(&mut self, name: &str, shape: &[usize]) -> Result<Vec<f32>> {
        let found = self.arrays.remove(name);
        let found = found.ok_or_else(|| Error::Model(format!("model file has no weights `{name}`")))?;
        if found.shape != shape {
            let found = found.shape;
            return Err(Error::Model(format!(
                "weights `{name}` are {found:?} in the model file, not {shape:?}"
            )));
        }
        Ok(found.values)
    }

    /// Makes sure that nothing is left.
    ///
    /// # Errors
    /// [`Error::Model`] with what is.
    pub(crate) fn check_empty(&self) -> Result<()> {
        match self.arrays.keys().next() {
            Some(name) => {
                Err(Error::Model(format!("model file has weights `{name}` that the network has not")))
            }
            None => Ok(()),
        }
    }
}

#[cfg(feature = "train")]
impl Weights {
    /// Puts an array in.
    pub(crate) fn put(&mut self, name: String, shape: Vec<usize>, values: Vec<f32>) {
        self.arrays.insert(name, Array { shape, values });
    }

    /// Makes the array `name` zeros.
    pub(crate) fn silence(&mut self, name: &str) {
        let array = self.arrays.get_mut(name).expect("a layer of the network");
        array.values.fill(0.0);
    }

    /// The array `name`.
    pub(crate) fn get(&self, name: &str) -> Option<&Array> {
        self.arrays.get(name)
    }

    /// All arrays as a file holds them: the weights of 3x3 convolutions as whole numbers of 8 bits, with a scale for
    /// each output channel, everything else in f16.
    pub(crate) fn stored(&self) -> Vec<(String, Stored)> {
        let mut all = Vec::new();
        for (name, Array { shape, values }) in &self.arrays {
            if let [3, 3, _, outputs] = shape[..] {
                let largest = |output| {
                    values.iter().skip(output).step_by(outputs).fold(0.0, |a: f32, b| a.max(b.abs()))
                };
                let scale = Stored::halves(
                    &[outputs],
                    (0..outputs).map(|output| largest(output) / f32::from(i8::MAX)),
                );
                // Weights are counted in the scale as it is stored; a channel of zeros has the scale 0.
                let counts = values.iter().zip(halves(&scale.bytes).into_iter().cycle());
                let counts = counts.map(|(value, scale)| (value / scale).round() as i8 as u8).collect();
                all.push((name.clone(), Stored { dtype: Dtype::I8, shape: shape.clone(), bytes: counts }));
                all.push((format!("{name}{SCALE}"), scale));
            } else {
                all.push((name.clone(), Stored::halves(shape, values.iter().copied())));
            }
        }
        all
    }
}

/// The numbers of an array of a file.
///
/// # Errors
/// [`Error::Model`] if they are of a type that no model file holds.
fn values(name: &str, tensor: &TensorView<'_>) -> Result<Vec<f32>> {
    let bytes = tensor.data();
    match tensor.dtype() {
        Dtype::I8 => Ok(bytes.iter().map(|&byte| f32::from(byte as i8)).collect()),
        Dtype::F16 => Ok(halves(bytes)),
        Dtype::F32 => Ok(bytes.as_chunks::<4>().0.iter().map(|&value| f32::from_le_bytes(value)).collect()),
        other => Err(Error::Model(format!("model file: `{name}` holds {other:?}, wanted I8, F16 or F32"))),
    }
}

/// The numbers in f16 that some bytes are.
fn halves(bytes: &[u8]) -> Vec<f32> {
    let halves: Vec<f16> = bytes.as_chunks::<2>().0.iter().map(|&pair| f16::from_le_bytes(pair)).collect();
    halves.to_f32_vec()
}

/// An array as a file holds it.
#[cfg(feature = "train")]
#[derive(Clone)]
pub(crate) struct Stored {
    dtype: Dtype,
    shape: Vec<usize>,
    bytes: Vec<u8>,
}

#[cfg(feature = "train")]
impl Stored {
    /// An array in f16.
    fn halves(shape: &[usize], values: impl Iterator<Item = f32>) -> Self {
        let bytes = values.flat_map(|value| f16::from_f32(value).to_le_bytes()).collect();
        Self { dtype: Dtype::F16, shape: shape.to_vec(), bytes }
    }
}

#[cfg(feature = "train")]
impl safetensors::View for Stored {
    fn dtype(&self) -> Dtype {
        self.dtype
    }

    fn shape(&self) -> &[usize] {
        &self.shape
    }

    fn data(&self) -> std::borrow::Cow<'_, [u8]> {
        (&self.bytes).into()
    }

    fn data_len(&self) -> usize {
        self.bytes.len()
    }
}

/// Says what is wrong with a file.
pub(crate) fn damaged(error: SafeTensorError) -> Error {
    Error::Model(format!("not a model file: {error}"))
}

#[cfg(all(test, feature = "train"))]
mod tests {
    use super::*;

    /// A file of a 3x3 convolution, a 1x1 one and a bias.
    fn file(values: &[f32]) -> Vec<u8> {
        let mut weights = Weights::default();
        weights.put("a.weight".into(), vec![3, 3, 1, 2], values.to_vec());
        weights.put("b.weight".into(), vec![1, 1, 1, 2], vec![0.1, -2.0]);
        weights.put("b.bias".into(), vec![2], vec![0.5, 0.25]);
        safetensors::serialize(weights.stored(), None).unwrap()
    }

    #[test]
    fn each_output_channel_of_a_3x3_convolution_has_its_own_scale() {
        let values: Vec<f32> = (0..9).flat_map(|i| [i as f32 - 4.0, (i as f32 - 4.0) / 1000.0]).collect();
        let file = file(&values);
        let mut read = Weights::of(&SafeTensors::deserialize(&file).unwrap()).unwrap();
        let found = read.take("a.weight", &[3, 3, 1, 2]).unwrap();
        for (i, (found, value)) in found.into_iter().zip(values).enumerate() {
            let step = if i % 2 == 0 { 4.0 / 127.0 } else { 0.004 / 127.0 };
            assert!((found - value).abs() < 0.51 * step, "{i}: {found}, not {value}");
        }
        let half = f16::from_f32(0.1).to_f32();
        assert_eq!(read.take("b.weight", &[1, 1, 1, 2]).unwrap(), [half, -2.0]);
        assert_eq!(read.take("b.bias", &[2]).unwrap(), [0.5, 0.25]);
        read.check_empty().unwrap();
    }

    #[test]
    fn what_is_stored_again_is_the_same() {
        let first = file(&(0..18).map(|i| (i as f32).sin()).collect::<Vec<f32>>());
        let read = Weights::of(&SafeTensors::deserialize(&first).unwrap()).unwrap();
        assert_eq!(safetensors::serialize(read.stored(), None).unwrap(), first);
    }

    #[test]
    fn a_channel_of_zeros_stays_one() {
        let file = file(&[0.0; 18]);
        let mut read = Weights::of(&SafeTensors::deserialize(&file).unwrap()).unwrap();
        assert_eq!(read.take("a.weight", &[3, 3, 1, 2]).unwrap(), [0.0; 18]);
    }

    #[test]
    fn a_scale_of_whole_numbers_has_no_scale_itself() {
        let one = |name: &'static str| (name, Stored { dtype: Dtype::I8, shape: vec![1], bytes: vec![3] });
        let half = ("a.scale.scale", Stored::halves(&[1], [0.5].into_iter()));
        let file = safetensors::serialize([one("a"), one("a.scale"), half], None).unwrap();
        let mut read = Weights::of(&SafeTensors::deserialize(&file).unwrap()).unwrap();
        assert_eq!(read.take("a", &[1]).unwrap(), [9.0]);
        assert!(read.check_empty().is_err());
    }

    #[test]
    fn whole_numbers_without_a_scale_are_refused() {
        let numbers = Stored { dtype: Dtype::I8, shape: vec![3, 3, 1, 1], bytes: vec![1; 9] };
        let refused = |scale: Option<Stored>| {
            let arrays = [("a.weight", numbers.clone())]
                .into_iter()
                .chain(scale.map(|scale| ("a.weight.scale", scale)));
            let file = safetensors::serialize(arrays, None).unwrap();
            Weights::of(&SafeTensors::deserialize(&file).unwrap()).unwrap_err().to_string()
        };
        assert_eq!(refused(None), "model file has no weights `a.weight.scale`");
        let two = Stored::halves(&[2], [1.0, 2.0].into_iter());
        assert_eq!(refused(Some(two)), "weights `a.weight.scale` are [2] in the model file, not [1]");
    }
}

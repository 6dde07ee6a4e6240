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

impl Weights {
    /// The arrays of a file, in f16 or f32.
    ///
    /// # Errors
    /// [`Error::Model`] if one is of another type.
    pub(crate) fn of(file: &SafeTensors<'_>) -> Result<Self> {
        let array = |(name, tensor): (String, TensorView<'_>)| {
            let values = match tensor.dtype() {
                Dtype::F16 => {
                    let pairs = tensor.data().as_chunks::<2>().0;
                    let halves: Vec<f16> = pairs.iter().map(|&pair| f16::from_le_bytes(pair)).collect();
                    halves.to_f32_vec()
                }
                Dtype::F32 => {
                    tensor.data().as_chunks::<4>().0.iter().map(|&value| f32::from_le_bytes(value)).collect()
                }
                other => {
                    return Err(Error::Model(format!(
                        "model file: `{name}` holds {other:?}, wanted F16 or F32"
                    )));
                }
            };
            Ok((name, Array { shape: tensor.shape().to_vec(), values }))
        };
        Ok(Self { arrays: file.tensors().into_iter().map(array).collect::<Result<_>>()? })
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

    /// All arrays in f16, as a file holds them.
    pub(crate) fn to_f16(&self) -> Vec<(&str, Half<'_>)> {
        let half = |array: &Array| {
            let halves = array.values.iter().map(|&value| f16::from_f32(value));
            halves.flat_map(f16::to_le_bytes).collect()
        };
        let arrays = self.arrays.iter();
        arrays
            .map(|(name, array)| (name.as_str(), Half { shape: &array.shape, bytes: half(array) }))
            .collect()
    }
}

/// An array in f16.
#[cfg(feature = "train")]
pub(crate) struct Half<'a> {
    shape: &'a [usize],
    bytes: Vec<u8>,
}

#[cfg(feature = "train")]
impl safetensors::View for Half<'_> {
    fn dtype(&self) -> Dtype {
        Dtype::F16
    }

    fn shape(&self) -> &[usize] {
        self.shape
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

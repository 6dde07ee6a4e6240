//! The first layers of VGG-19 (Simonyan and Zisserman 2015), for the perceptual loss alone.

use burn::module::Module;
use burn::tensor::{Tensor, activation};
use safetensors::{Dtype, SafeTensors};

use super::layer::Conv;
use super::net::halve;
use super::placement::Placement;
use crate::{Error, Result};

/// Outputs of the convolutions up to relu3_4; a pooling goes before those marked.
const CONVS: [(usize, bool); 8] = [
    (64, false),
    (64, false),
    (128, true),
    (128, false),
    (256, true),
    (256, false),
    (256, false),
    (256, false),
];
/// The layers of torchvision's `features` that these are.
const TORCH_INDEX: [usize; 8] = [0, 2, 5, 7, 10, 12, 14, 16];
/// The convolutions whose outputs are compared: relu1_2, relu2_2, relu3_4.
const COMPARED: [usize; 3] = [1, 3, 7];
/// Mean and deviation of ImageNet's pictures, each channel.
const MEAN: [f32; 3] = [0.485, 0.456, 0.406];
const DEVIATION: [f32; 3] = [0.229, 0.224, 0.225];

/// VGG-19 up to relu3_4.
#[derive(Module, Debug)]
pub(crate) struct Vgg {
    convs: Vec<Conv>,
    own_kernels: bool,
}

impl Vgg {
    /// Reads weights in the layout of torchvision (`features.N.weight` [out, in, 3, 3]) from safetensors, f32.
    ///
    /// # Errors
    /// [`Error::Model`] if a layer is missing or of another shape.
    pub(crate) fn from_bytes(bytes: &[u8], on: &Placement) -> Result<Self> {
        let failed = |what: &dyn std::fmt::Display| Error::Model(format!("VGG-19 weights: {what}"));
        let file = SafeTensors::deserialize(bytes).map_err(|error| failed(&error))?;
        let values = |name: String, count: usize| {
            let tensor = file.tensor(&name).map_err(|error| failed(&error))?;
            let bytes = tensor.data().as_chunks::<4>().0;
            if tensor.dtype() != Dtype::F32 || bytes.len() != count {
                return Err(failed(&format!("{name} is not {count} values of f32")));
            }
            Ok(bytes.iter().map(|&bytes| f32::from_le_bytes(bytes)).collect::<Vec<f32>>())
        };
        let mut inputs = 3;
        let mut convs = Vec::new();
        for (&(outputs, _), at) in CONVS.iter().zip(TORCH_INDEX) {
            let weight = values(format!("features.{at}.weight"), outputs * inputs * 9)?;
            let bias = values(format!("features.{at}.bias"), outputs)?;
            // From [outputs, inputs, tap] to [tap, inputs, outputs].
            let tapped = (0..9 * inputs * outputs).map(|i| {
                let (tap, input, output) = (i / (inputs * outputs), i / outputs % inputs, i % outputs);
                weight[(output * inputs + input) * 9 + tap]
            });
            convs.push(Conv::new([3, 3, inputs, outputs], tapped.collect(), bias, on));
            inputs = outputs;
        }
        Ok(Self { convs, own_kernels: on.own_kernels })
    }

    /// What each compared layer sees in sRGB pictures 0..=1, [batch, height, width, 3].
    pub(crate) fn features(&self, pictures: Tensor<4>) -> Vec<Tensor<4>> {
        let device = pictures.device();
        let row = |values: [f32; 3]| Tensor::<1>::from_floats(values, &device).reshape([1, 1, 1, 3]);
        let mut x = (pictures - row(MEAN)) / row(DEVIATION);
        let mut features = Vec::new();
        for (i, conv) in self.convs.iter().enumerate() {
            if CONVS[i].1 {
                x = halve(x, self.own_kernels);
            }
            x = activation::relu(conv.forward(x));
            if COMPARED.contains(&i) {
                features.push(x.clone());
            }
        }
        features
    }
}

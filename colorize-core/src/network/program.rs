//! Networks laid out for the processor's own kernels.

use super::flow::{Conv, Flow, Network};
use super::weights::Weights;
use crate::Result;
use crate::kernel::{Builder, Level, Program, Wire};

/// Lays a network out, with its weights.
///
/// # Errors
/// [`crate::Error::Model`] if the weights are those of another network.
pub(crate) fn program<const N: usize>(
    network: &impl Network<N>,
    weights: Weights,
    level: Level,
) -> Result<Program> {
    let (builder, inputs) = Builder::new(level, network.inputs());
    let mut loading = Loading { builder, weights, result: Ok(()) };
    let end = network.flow(&mut loading, inputs);
    let Loading { builder, weights, result } = loading;
    result?;
    weights.check_empty()?;
    Ok(builder.finish(end))
}

/// A network while it is laid out.
struct Loading {
    builder: Builder,
    weights: Weights,
    /// The first thing that was wrong.
    result: Result<()>,
}

impl Loading {
    /// The array `name`; zeros if it is wrong, which [`program`] tells when all is laid out.
    fn take(&mut self, name: &str, shape: &[usize]) -> Vec<f32> {
        self.weights.take(name, shape).unwrap_or_else(|error| {
            if self.result.is_ok() {
                self.result = Err(error);
            }
            vec![0.0; shape.iter().product()]
        })
    }

    /// Weights and bias of a convolution.
    fn conv_of(&mut self, name: &str, [kernel, inputs, outputs]: [usize; 3]) -> [Vec<f32>; 2] {
        let weight = self.take(&format!("{name}.weight"), &[kernel, kernel, inputs, outputs]);
        [weight, self.take(&format!("{name}.bias"), &[outputs])]
    }
}

impl Flow for Loading {
    type Map = Wire;

    fn conv(&mut self, layer: Conv<'_>, x: Wire) -> Wire {
        let inputs = self.builder.channels(&x);
        let weights = self.conv_of(layer.name, [layer.kernel, inputs, layer.outputs]);
        self.builder.conv(x, layer.kernel, weights)
    }

    fn norm_swish(&mut self, name: &str, x: Wire) -> Wire {
        let channels = [self.builder.channels(&x)];
        let affine = ["gamma", "beta"].map(|array| self.take(&format!("{name}.{array}"), &channels));
        self.builder.norm_swish(x, affine)
    }

    fn gate(&mut self, name: &str, x: Wire) -> Wire {
        let channels = self.builder.channels(&x);
        let weights = self.conv_of(&format!("{name}.conv"), [1, channels, channels]);
        self.builder.gate(x, weights)
    }

    fn halve(&mut self, x: Wire) -> Wire {
        self.builder.halve(x)
    }

    fn double_and_join(&mut self, low: Wire, skip: Wire) -> Wire {
        self.builder.double_and_join(low, skip)
    }

    fn attend(&mut self, heads: usize, x: Wire) -> Wire {
        self.builder.attend(x, heads)
    }

    fn join(&mut self, all: Vec<Wire>) -> Wire {
        self.builder.join(all)
    }
}

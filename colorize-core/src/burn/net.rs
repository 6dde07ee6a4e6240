use burn::module::Module;
use burn::tensor::module::{interpolate, max_pool2d};
use burn::tensor::ops::{InterpolateMode, InterpolateOptions, MaxPoolOptions};
use burn::tensor::{Tensor, activation};

#[cfg(feature = "train")]
use super::kernels;
use super::layer::{Conv, NormSwish};
use super::placement::Placement;
use crate::Result;
use crate::network::flow::{self, Flow, Network};
use crate::network::layout::Layout;
use crate::network::matcher::{Compare, Looks, Matcher, Pairing};
use crate::network::weights::Weights;

/// The layers of a network on one of Burn's devices, in the order in which the network uses them.
#[derive(Module, Debug)]
pub(crate) struct Net {
    convs: Vec<Conv>,
    norms: Vec<NormSwish>,
    own_kernels: bool,
}

impl Net {
    /// The network that `weights` are of.
    ///
    /// # Errors
    /// [`crate::Error::Model`] if they are those of another network.
    pub(crate) fn load<const N: usize>(
        network: &impl Network<N>,
        mut weights: Weights,
        on: &Placement,
    ) -> Result<Self> {
        let layout = Layout::of(network);
        let mut take =
            |name: &str, array: &str, shape: &[usize]| weights.take(&format!("{name}.{array}"), shape);
        let convs = layout.convs.iter().map(|layer| {
            let shape = [layer.kernel, layer.kernel, layer.inputs, layer.outputs];
            let weight = take(&layer.name, "weight", &shape)?;
            Ok(Conv::new(shape, weight, take(&layer.name, "bias", &[layer.outputs])?, on))
        });
        let convs = convs.collect::<Result<_>>()?;
        let norms = layout.norms.iter().map(|layer| {
            let gamma = take(&layer.name, "gamma", &[layer.channels])?;
            Ok(NormSwish::new(gamma, take(&layer.name, "beta", &[layer.channels])?, on))
        });
        let norms = norms.collect::<Result<_>>()?;
        weights.check_empty()?;
        Ok(Self { convs, norms, own_kernels: on.own_kernels })
    }

    /// The networks of a matcher.
    ///
    /// # Errors
    /// As [`Net::load`].
    pub(crate) fn matcher(matcher: Matcher<Weights>, on: &Placement) -> Result<Matcher<Self>> {
        let Matcher { looks, compare: [frames, pictures] } = matcher;
        let compare = |pairing, weights| Self::load(&Compare(pairing), weights, on);
        Ok(Matcher {
            looks: Self::load(&Looks, looks, on)?,
            compare: [compare(Pairing::Frames, frames)?, compare(Pairing::Pictures, pictures)?],
        })
    }

    /// What `network` makes of `inputs`, each [batch, height, width, channels].
    pub(crate) fn run<const N: usize>(&self, network: &impl Network<N>, inputs: [Tensor<4>; N]) -> Tensor<4> {
        network.flow(&mut self.running(), inputs)
    }

    /// The layers, to be run one after the other from the first one on.
    pub(crate) fn running(&self) -> Running<'_> {
        Running { convs: self.convs.iter(), norms: self.norms.iter(), own_kernels: self.own_kernels }
    }
}

#[cfg(feature = "train")]
impl Net {
    /// The network with weights at random.
    pub(crate) fn new<const N: usize>(network: &impl Network<N>, on: &Placement) -> Self {
        let layout = Layout::of(network);
        let convs =
            layout.convs.iter().map(|layer| Conv::random([layer.kernel, layer.inputs, layer.outputs], on));
        let norms = layout
            .norms
            .iter()
            .map(|layer| NormSwish::new(vec![1.0; layer.channels], vec![0.0; layer.channels], on));
        Self { convs: convs.collect(), norms: norms.collect(), own_kernels: on.own_kernels }
    }

    /// The weights of a net of `network`.
    pub(crate) fn weights<const N: usize>(&self, network: &impl Network<N>) -> Weights {
        let layout = Layout::of(network);
        let mut weights = Weights::default();
        for (layer, conv) in layout.convs.iter().zip(&self.convs) {
            let (shape, weight, bias) = conv.values();
            weights.put(format!("{}.weight", layer.name), shape.into(), weight);
            weights.put(format!("{}.bias", layer.name), vec![layer.outputs], bias);
        }
        for (layer, norm) in layout.norms.iter().zip(&self.norms) {
            let [gamma, beta] = norm.values();
            weights.put(format!("{}.gamma", layer.name), vec![layer.channels], gamma);
            weights.put(format!("{}.beta", layer.name), vec![layer.channels], beta);
        }
        weights
    }
}

/// A net while it runs: each layer takes the next weights.
pub(crate) struct Running<'a> {
    convs: std::slice::Iter<'a, Conv>,
    norms: std::slice::Iter<'a, NormSwish>,
    own_kernels: bool,
}

impl Running<'_> {
    fn next_conv(&mut self) -> &Conv {
        self.convs.next().expect("a net has the layers of its network")
    }
}

impl Flow for Running<'_> {
    type Map = Tensor<4>;

    fn conv(&mut self, _: flow::Conv<'_>, x: Tensor<4>) -> Tensor<4> {
        self.next_conv().forward(x)
    }

    fn norm_swish(&mut self, _: &str, x: Tensor<4>) -> Tensor<4> {
        self.norms.next().expect("a net has the norms of its network").forward(x)
    }

    fn gate(&mut self, _: &str, x: Tensor<4>) -> Tensor<4> {
        self.next_conv().gate(x)
    }

    fn halve(&mut self, x: Tensor<4>) -> Tensor<4> {
        halve(x, self.own_kernels)
    }

    fn double_and_join(&mut self, low: Tensor<4>, skip: Tensor<4>) -> Tensor<4> {
        double_and_join(low, skip, self.own_kernels)
    }

    fn attend(&mut self, heads: usize, x: Tensor<4>) -> Tensor<4> {
        attend(x, heads)
    }

    fn join(&mut self, all: Vec<Tensor<4>>) -> Tensor<4> {
        Tensor::cat(all, 3)
    }
}

/// Repeats pixels of `low` [batch, h, w, a] and puts them before `skip` [batch, 2 h, 2 w, b]:
/// [batch, 2 h, 2 w, a + b].
pub(crate) fn double_and_join(
    low: Tensor<4>,
    skip: Tensor<4>,
    #[cfg_attr(not(feature = "train"), expect(unused))] own_kernels: bool,
) -> Tensor<4> {
    #[cfg(feature = "train")]
    if own_kernels {
        return kernels::double_and_join(low, skip);
    }
    let [_, height, width, _] = skip.dims();
    let nearest = InterpolateOptions::new(InterpolateMode::Nearest).with_output_size([height, width]);
    let low = interpolate(low.permute([0, 3, 1, 2]), nearest).permute([0, 2, 3, 1]);
    Tensor::cat(vec![low, skip], 3)
}

/// Attention of the pixels of each row to each other: [batch, h, w, 3 channels] to [batch, h, w, channels].
fn attend(x: Tensor<4>, heads: usize) -> Tensor<4> {
    let [batch, height, width, channels] = x.dims();
    let (rows, own) = (batch * height, channels / 3 / heads);
    let x = x.reshape([rows, width, 3 * heads, own]).swap_dims(1, 2);
    let part = |i: usize| x.clone().slice([0..rows, i * heads..(i + 1) * heads, 0..width, 0..own]);
    let scores = part(0).matmul(part(1).transpose()) / (own as f32).sqrt();
    let heard = activation::softmax(scores, 3).matmul(part(2));
    heard.swap_dims(1, 2).reshape([batch, height, width, channels / 3])
}

/// The largest of each 2x2 pixels: [batch, 2 h, 2 w, channels] to [batch, h, w, channels].
pub(crate) fn halve(
    x: Tensor<4>,
    #[cfg_attr(not(feature = "train"), expect(unused))] own_kernels: bool,
) -> Tensor<4> {
    #[cfg(feature = "train")]
    if own_kernels {
        return kernels::max_pool(x);
    }
    max_pool2d(x.permute([0, 3, 1, 2]), MaxPoolOptions::new([2, 2])).permute([0, 2, 3, 1])
}

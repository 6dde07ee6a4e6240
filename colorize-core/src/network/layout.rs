use super::flow::{Conv, Flow, Network};

/// The layers of a network that have weights, in the order in which it uses them.
#[derive(Clone, Debug, Default)]
pub(crate) struct Layout {
    pub(crate) convs: Vec<ConvLayer>,
    pub(crate) norms: Vec<NormLayer>,
}

/// A convolution of a network.
#[derive(Clone, Debug)]
pub(crate) struct ConvLayer {
    pub(crate) name: String,
    pub(crate) kernel: usize,
    pub(crate) inputs: usize,
    pub(crate) outputs: usize,
}

/// A norm of a network.
#[derive(Clone, Debug)]
pub(crate) struct NormLayer {
    pub(crate) name: String,
    pub(crate) channels: usize,
}

impl Layout {
    /// Goes through a network once, with nothing but the number of channels.
    pub(crate) fn of<const N: usize>(network: &impl Network<N>) -> Self {
        let mut layout = Self::default();
        let inputs = network.inputs().map(|(channels, _)| channels);
        network.flow(&mut layout, inputs);
        layout
    }
}

impl Flow for Layout {
    /// Channels.
    type Map = usize;

    fn conv(&mut self, Conv { name, kernel, outputs }: Conv<'_>, inputs: usize) -> usize {
        self.convs.push(ConvLayer { name: name.to_owned(), kernel, inputs, outputs });
        outputs
    }

    fn norm_swish(&mut self, name: &str, channels: usize) -> usize {
        self.norms.push(NormLayer { name: name.to_owned(), channels });
        channels
    }

    fn gate(&mut self, name: &str, channels: usize) -> usize {
        let name = &format!("{name}.conv");
        self.conv(Conv { name, kernel: 1, outputs: channels }, channels)
    }

    fn halve(&mut self, channels: usize) -> usize {
        channels
    }

    fn double_and_join(&mut self, low: usize, skip: usize) -> usize {
        low + skip
    }

    fn attend(&mut self, _: usize, channels: usize) -> usize {
        channels / 3
    }

    fn join(&mut self, all: Vec<usize>) -> usize {
        all.into_iter().sum()
    }
}

/// The words in which networks are written. All maps are channels last: [batch, height, width, channels].
///
/// Each layer that has weights has a name, under which its arrays stand in the model file: a convolution `NAME.weight`
/// and `NAME.bias`, a norm `NAME.gamma` and `NAME.beta`.
pub(crate) trait Flow {
    /// What flows.
    type Map: Clone;

    /// A convolution with stride 1 and a zero border that keeps the size:
    /// [.., height, width, inputs] to [.., height, width, outputs].
    fn conv(&mut self, layer: Conv<'_>, x: Self::Map) -> Self::Map;

    /// Layer normalisation over the channels of each pixel, then swish; the shape is kept.
    fn norm_swish(&mut self, name: &str, x: Self::Map) -> Self::Map;

    /// The swish layer of a skip: lets through what a 1x1 convolution of it, `NAME.conv`, finds of use,
    /// `x * sigmoid(conv(x))`; the shape is kept.
    fn gate(&mut self, name: &str, x: Self::Map) -> Self::Map;

    /// The largest of each 2x2 pixels: [.., 2 h, 2 w, channels] to [.., h, w, channels].
    fn halve(&mut self, x: Self::Map) -> Self::Map;

    /// Doubles `low` [.., h, w, a] by repeating pixels and puts it before `skip` [.., 2 h, 2 w, b]:
    /// [.., 2 h, 2 w, a + b].
    fn double_and_join(&mut self, low: Self::Map, skip: Self::Map) -> Self::Map;

    /// Attention of the pixels of each row to each other (Vaswani et al. 2017, "Attention Is All You Need", 3.2): a third of the channels are
    /// queries, a third keys, a third values, each cut into `heads`; [.., h, w, 3 channels] to [.., h, w, channels].
    fn attend(&mut self, heads: usize, x: Self::Map) -> Self::Map;

    /// The channels of all, one after the other; all are of one size.
    fn join(&mut self, all: Vec<Self::Map>) -> Self::Map;

    /// The pixels of each row look at each other, `looks` times: each attends to all, by heads, and joins what it heard with
    /// what it was by two 1x1 convolutions of `width` channels, each normalised and activated. What it was at all stages:
    /// [.., h, w, channels] to [.., h, w, (looks + 1) width].
    fn looks(&mut self, start: &str, width: usize, heads: usize, looks: usize, x: Self::Map) -> Self::Map {
        let dense = |flow: &mut Self, name: &str, x: Self::Map| {
            let x = flow.conv(Conv { name: &format!("{start}{name}.conv"), kernel: 1, outputs: width }, x);
            flow.norm_swish(&format!("{start}{name}.norm"), x)
        };
        let mut x = dense(self, "first", x);
        let mut stages = vec![x.clone()];
        for look in 0..looks {
            let ask = &format!("{start}look.{look}.ask");
            let asked = self.conv(Conv { name: ask, kernel: 1, outputs: 3 * width }, x.clone());
            let heard = self.attend(heads, asked);
            let joined = self.join(vec![x, heard]);
            let joined = dense(self, &format!("look.{look}.0"), joined);
            x = dense(self, &format!("look.{look}.1"), joined);
            stages.push(x.clone());
        }
        self.join(stages)
    }

    /// A 3x3 convolution `NAME.conv`, normalised by `NAME.norm` and activated.
    fn block(&mut self, name: &str, outputs: usize, x: Self::Map) -> Self::Map {
        let conv = format!("{name}.conv");
        let x = self.conv(Conv { name: &conv, kernel: 3, outputs }, x);
        self.norm_swish(&format!("{name}.norm"), x)
    }
}

/// A convolution as a network asks for it; how many channels go in, what it reads says.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Conv<'a> {
    pub(crate) name: &'a str,
    /// Side of the kernel, 1 or 3.
    pub(crate) kernel: usize,
    pub(crate) outputs: usize,
}

/// A network of `N` inputs and one output.
pub(crate) trait Network<const N: usize> {
    /// The channels of each input, and how often its sides are halved beside the first one's.
    fn inputs(&self) -> [(usize, u32); N];

    /// What becomes of the inputs.
    fn flow<F: Flow>(&self, flow: &mut F, inputs: [F::Map; N]) -> F::Map;
}

//! A network laid out for the processor: what each layer reads and makes, and its weights.

use std::sync::OnceLock;

use super::buffer::Buffer;
use super::conv::Packed;
use super::level::Level;
use super::shape::Shape;
use super::{norm, winograd};

/// A network as a list of steps. Made once; threads share it.
pub(crate) struct Program {
    pub(super) level: Level,
    /// The network's inputs, then what the steps make.
    pub(super) maps: Vec<Map>,
    pub(super) inputs: usize,
    pub(super) steps: Vec<Step>,
}

/// A feature map.
pub(super) struct Map {
    pub(super) channels: usize,
    /// How often its sides are halved beside the first input's.
    pub(super) halvings: u32,
}

/// A convolution and what follows it at each pixel, or attention.
pub(super) struct Step {
    /// What it reads, side by side.
    pub(super) taps: Vec<Tap>,
    pub(super) kernel: usize,
    pub(super) inputs: usize,
    pub(super) outputs: usize,
    pub(super) bias: Vec<f32>,
    pub(super) after: After,
    /// The heads, where pixels attend to those of their row instead of convolving: then it has no weights.
    pub(super) heads: Option<usize>,
    /// The map it makes.
    pub(super) map: usize,
    /// The map of the largest of each 2x2 pixels, if a layer reads it.
    pub(super) halved: Option<usize>,
    weights: Vec<f32>, // [kernel, kernel, inputs, outputs]
    rows: OnceLock<Packed>,
    tiles: OnceLock<Buffer>,
}

/// A map as a layer reads it.
#[derive(Clone, Copy, Debug)]
pub(super) struct Tap {
    pub(super) map: usize,
    /// Each pixel is read as 2x2.
    pub(super) doubled: bool,
}

/// What follows a convolution.
pub(super) enum After {
    Nothing,
    /// The convolution gives centred values, see [`norm::centre`].
    NormSwish {
        gamma: Vec<f32>,
        beta: Vec<f32>,
    },
    /// The sigmoid, times what the convolution read.
    Gate,
}

impl Program {
    /// Height and width of a map if those of the first input are `size`.
    pub(super) fn size(&self, map: usize, size: [usize; 2]) -> [usize; 2] {
        size.map(|side| side >> self.maps[map].halvings)
    }

    /// Values of a map if height and width of the first input are `size`.
    pub(super) fn length(&self, map: usize, size: [usize; 2]) -> usize {
        let [height, width] = self.size(map, size);
        height * width * self.maps[map].channels
    }

    /// The step that makes the output.
    pub(super) fn last(&self) -> &Step {
        self.steps.last().expect("a network has layers")
    }

    /// The instructions that it is laid out for.
    pub(crate) fn level(&self) -> Level {
        self.level
    }

    /// What the sides of the first input are multiples of.
    pub(crate) fn granularity(&self) -> usize {
        1 << self.maps.iter().map(|map| map.halvings).max().unwrap_or(0)
    }
}

impl Step {
    /// The sizes of its convolution, over an output of `height` and `width`.
    pub(super) fn shape(&self, [height, width]: [usize; 2]) -> Shape {
        Shape { batch: 1, height, width, inputs: self.inputs, outputs: self.outputs, kernel: self.kernel }
    }

    /// The weights as rows take them, packed when they are first asked for.
    pub(super) fn rows(&self, level: Level) -> &Packed {
        self.rows.get_or_init(|| Packed::new(level, self.shape([1, 1]), &self.weights, &self.bias))
    }

    /// The weights as Winograd's tiles take them, packed when they are first asked for.
    pub(super) fn tiles(&self, level: Level) -> &[f32] {
        self.tiles.get_or_init(|| winograd::pack(level, self.shape([1, 1]), &self.weights))
    }
}

/// Lays a network out, layer by layer.
pub(crate) struct Builder {
    program: Program,
}

/// What flows through a network while it is laid out: maps, side by side.
#[derive(Clone)]
pub(crate) struct Wire {
    taps: Vec<Tap>,
}

impl Wire {
    fn of(map: usize) -> Self {
        Self { taps: vec![Tap { map, doubled: false }] }
    }

    fn only_map(&self) -> usize {
        match self.taps[..] {
            [Tap { map, doubled: false }] => map,
            _ => panic!("several maps where a layer's own is wanted: {:?}", self.taps),
        }
    }
}

impl Builder {
    /// Begins with the inputs: the channels of each, and how often its sides are halved beside the first one's.
    pub(crate) fn new<const N: usize>(level: Level, inputs: [(usize, u32); N]) -> (Self, [Wire; N]) {
        let maps = inputs.iter().map(|&(channels, halvings)| Map { channels, halvings }).collect();
        let program = Program { level, maps, inputs: N, steps: Vec::new() };
        (Self { program }, std::array::from_fn(Wire::of))
    }

    /// The network that ends with the layer which made `end`.
    pub(crate) fn finish(self, end: Wire) -> Program {
        let made = self.program.steps.last().map(|step| step.map);
        assert_eq!(Some(end.only_map()), made, "the last layer is the output");
        self.program
    }

    /// The channels of all maps of a wire.
    pub(crate) fn channels(&self, x: &Wire) -> usize {
        x.taps.iter().map(|tap| self.program.maps[tap.map].channels).sum()
    }

    /// A convolution; `weights` [kernel, kernel, inputs, outputs], then the bias [outputs].
    pub(crate) fn conv(&mut self, x: Wire, kernel: usize, weights: [Vec<f32>; 2]) -> Wire {
        self.convolved(x, kernel, weights, After::Nothing)
    }

    fn convolved(&mut self, x: Wire, kernel: usize, [weights, bias]: [Vec<f32>; 2], after: After) -> Wire {
        let (inputs, outputs) = (self.channels(&x), bias.len());
        assert_eq!(weights.len(), kernel * kernel * inputs * outputs, "a layer reads all channels");
        self.step(x, kernel, outputs, [weights, bias], after, None)
    }

    fn step(
        &mut self,
        x: Wire,
        kernel: usize,
        outputs: usize,
        [weights, bias]: [Vec<f32>; 2],
        after: After,
        heads: Option<usize>,
    ) -> Wire {
        let inputs = self.channels(&x);
        let program = &mut self.program;
        let halvings = |tap: &Tap| program.maps[tap.map].halvings - u32::from(tap.doubled);
        let size = halvings(&x.taps[0]);
        assert!(x.taps.iter().all(|tap| halvings(tap) == size), "maps side by side are of one size");
        let map = program.maps.len();
        program.maps.push(Map { channels: outputs, halvings: size });
        program.steps.push(Step {
            taps: x.taps,
            kernel,
            inputs,
            outputs,
            weights,
            bias,
            after,
            heads,
            map,
            halved: None,
            rows: OnceLock::new(),
            tiles: OnceLock::new(),
        });
        Wire::of(map)
    }

    /// Attention of the pixels of each row to each other: queries, keys and values side by side.
    pub(crate) fn attend(&mut self, x: Wire, heads: usize) -> Wire {
        x.only_map();
        let channels = self.channels(&x);
        assert!(channels.is_multiple_of(3 * heads), "{heads} heads share queries, keys and values");
        self.step(x, 1, channels / 3, [Vec::new(), Vec::new()], After::Nothing, Some(heads))
    }

    /// A norm and swish after the convolution that made `x`; gamma, then beta.
    pub(crate) fn norm_swish(&mut self, x: Wire, [gamma, beta]: [Vec<f32>; 2]) -> Wire {
        let map = x.only_map();
        norm::checked_channels(&gamma);
        let step = self.program.steps.last_mut().filter(|step| step.map == map);
        let step = step.expect("a norm follows its convolution at once");
        assert!(matches!(step.after, After::Nothing), "one thing follows a convolution");
        norm::centre(&mut step.weights, step.outputs);
        norm::centre(&mut step.bias, step.outputs);
        step.after = After::NormSwish { gamma, beta };
        x
    }

    /// The sigmoid of a 1x1 convolution, times what it reads.
    pub(crate) fn gate(&mut self, x: Wire, weights: [Vec<f32>; 2]) -> Wire {
        assert!(x.taps.iter().all(|tap| !tap.doubled), "a gate is as large as what it lets through");
        self.convolved(x, 1, weights, After::Gate)
    }

    /// The largest of each 2x2 pixels.
    pub(crate) fn halve(&mut self, x: Wire) -> Wire {
        let program = &mut self.program;
        let mut halved = |tap: &Tap| {
            assert!(!tap.doubled, "what was doubled is not halved");
            let Map { channels, halvings } = program.maps[tap.map];
            let map = program.maps.len();
            let step = program.steps.iter_mut().find(|step| step.map == tap.map);
            let step = step.expect("what is halved is made by a layer");
            let map = *step.halved.get_or_insert(map);
            if map == program.maps.len() {
                program.maps.push(Map { channels, halvings: halvings + 1 });
            }
            Tap { map, doubled: false }
        };
        Wire { taps: x.taps.iter().map(&mut halved).collect() }
    }

    /// `low` with each pixel as 2x2, and `skip` beside it.
    pub(crate) fn double_and_join(&mut self, low: Wire, skip: Wire) -> Wire {
        assert!(low.taps.iter().all(|tap| !tap.doubled), "what was doubled is not doubled again");
        let doubled = low.taps.iter().map(|tap| Tap { doubled: true, ..*tap });
        Wire { taps: doubled.chain(skip.taps).collect() }
    }

    /// All side by side.
    pub(crate) fn join(&mut self, all: Vec<Wire>) -> Wire {
        Wire { taps: all.into_iter().flat_map(|wire| wire.taps).collect() }
    }
}

//! A network laid out for the processor: what each layer reads and makes, and its weights.

use std::cell::RefCell;
use std::rc::Rc;
use std::sync::OnceLock;

use super::buffer::Buffer;
use super::conv::{Packed, Shape};
use super::level::Level;
use super::{norm, winograd};
use crate::model::layer::{Conv, Flow, Gate, NormSwish, Resample};

/// A network as a list of steps. Made once; sessions and threads share it.
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

/// A convolution and what follows it at each pixel.
pub(super) struct Step {
    /// What it reads, side by side.
    pub(super) taps: Vec<Tap>,
    pub(super) kernel: usize,
    pub(super) inputs: usize,
    pub(super) outputs: usize,
    pub(super) bias: Vec<f32>,
    pub(super) after: After,
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
    /// Lays out a network: `inputs` are the channels of each input and how often its sides are halved beside the
    /// first one's; `network` says what becomes of them.
    pub(crate) fn new<const N: usize>(
        level: Level,
        inputs: [(usize, u32); N],
        network: impl FnOnce([Wire; N]) -> Wire,
    ) -> Self {
        let maps = inputs.iter().map(|&(channels, halvings)| Map { channels, halvings }).collect();
        let program = Self { level, maps, inputs: N, steps: Vec::new() };
        let sketch = Rc::new(RefCell::new(program));
        let wire = |map| Wire { sketch: Rc::clone(&sketch), taps: vec![Tap { map, doubled: false }] };
        let end = network(std::array::from_fn(wire));
        let map = end.only_map();
        drop(end);
        let program = Rc::into_inner(sketch).expect("a network keeps no wires").into_inner();
        assert_eq!(Some(map), program.steps.last().map(|step| step.map), "the last layer is the output");
        program
    }

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

/// What flows through a network while it is laid out: maps, side by side.
#[derive(Clone)]
pub(crate) struct Wire {
    sketch: Rc<RefCell<Program>>,
    taps: Vec<Tap>,
}

impl Wire {
    fn only_map(&self) -> usize {
        match self.taps[..] {
            [Tap { map, doubled: false }] => map,
            _ => panic!("several maps where a layer's own is wanted: {:?}", self.taps),
        }
    }

    fn convolved(self, conv: &Conv, after: After) -> Self {
        let ([kernel, inputs, outputs], weights, bias) = conv.values();
        let mut program = self.sketch.borrow_mut();
        let halvings = |tap: &Tap| program.maps[tap.map].halvings - u32::from(tap.doubled);
        let size = halvings(&self.taps[0]);
        assert!(self.taps.iter().all(|tap| halvings(tap) == size), "maps side by side are of one size");
        let channels: usize = self.taps.iter().map(|tap| program.maps[tap.map].channels).sum();
        assert_eq!(channels, inputs, "a layer reads all channels");
        let map = program.maps.len();
        program.maps.push(Map { channels: outputs, halvings: size });
        program.steps.push(Step {
            taps: self.taps,
            kernel,
            inputs,
            outputs,
            weights,
            bias,
            after,
            map,
            halved: None,
            rows: OnceLock::new(),
            tiles: OnceLock::new(),
        });
        drop(program);
        Self { sketch: self.sketch, taps: vec![Tap { map, doubled: false }] }
    }
}

impl Flow for Wire {
    fn conv(self, conv: &Conv) -> Self {
        self.convolved(conv, After::Nothing)
    }

    fn norm_swish(self, norm: &NormSwish) -> Self {
        let map = self.only_map();
        let [gamma, beta] = norm.values();
        norm::checked_channels(&gamma);
        let mut program = self.sketch.borrow_mut();
        let step = program.steps.last_mut().filter(|step| step.map == map);
        let step = step.expect("a norm follows its convolution at once");
        assert!(matches!(step.after, After::Nothing), "one thing follows a convolution");
        norm::centre(&mut step.weights, step.outputs);
        norm::centre(&mut step.bias, step.outputs);
        step.after = After::NormSwish { gamma, beta };
        drop(program);
        self
    }

    fn gate(self, gate: &Gate) -> Self {
        assert!(self.taps.iter().all(|tap| !tap.doubled), "a gate is as large as what it lets through");
        self.convolved(&gate.conv, After::Gate)
    }

    fn halve(self, _: &Resample) -> Self {
        let mut program = self.sketch.borrow_mut();
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
        let taps = self.taps.iter().map(&mut halved).collect();
        drop(program);
        Self { sketch: self.sketch, taps }
    }

    fn double_and_join(self, skip: Self, _: &Resample) -> Self {
        let doubled = self.taps.iter().map(|tap| Tap { doubled: true, ..*tap });
        assert!(self.taps.iter().all(|tap| !tap.doubled), "what was doubled is not doubled again");
        Self { sketch: self.sketch, taps: doubled.chain(skip.taps).collect() }
    }

    fn join(all: Vec<Self>) -> Self {
        let sketch = Rc::clone(&all.first().expect("something to join").sketch);
        Self { sketch, taps: all.into_iter().flat_map(|wire| wire.taps).collect() }
    }
}

//! What layers cost, and what the processor has to give; for benchmarks.

use std::time::{Duration, Instant};

use rayon::prelude::*;

use super::cache::FeatureCache;
use super::conv::Packed;
use super::level::Level;
use super::program::Program;
use super::shape::Shape;
use super::source::Source;

/// What one layer of a network costs.
#[derive(Clone, Copy, Debug)]
pub struct LayerCost {
    /// Height and width of what it makes.
    pub size: [usize; 2],
    /// Side of its kernel.
    pub kernel: usize,
    /// Channels that go in.
    pub inputs: usize,
    /// Channels that come out.
    pub outputs: usize,
    /// The least time of all runs, with norm, swish, gate and pooling.
    pub time: Duration,
}

impl LayerCost {
    /// Multiply-adds of a plain convolution.
    pub fn multiply_adds(&self) -> usize {
        self.size[0] * self.size[1] * self.kernel * self.kernel * self.inputs * self.outputs
    }
}

/// What each layer costs in `runs` runs on some input; `size` as for [`Program::run`].
pub(crate) fn layer_costs(program: &Program, size: [usize; 2], runs: usize) -> Vec<LayerCost> {
    let values: Vec<Vec<f32>> = (0..program.inputs).map(|map| vec![0.5; program.length(map, size)]).collect();
    let inputs: Vec<&[f32]> = values.iter().map(Vec::as_slice).collect();
    let mut cache = FeatureCache::new(program, &inputs, size);
    let mut costs: Vec<LayerCost> = Vec::with_capacity(program.steps.len());
    for step in &program.steps {
        let size = program.size(step.map, size);
        let (kernel, inputs, outputs) = (step.kernel, step.inputs, step.outputs);
        costs.push(LayerCost { size, kernel, inputs, outputs, time: Duration::MAX });
    }
    for _ in 0..runs {
        for (cost, step) in costs.iter_mut().zip(&program.steps) {
            let start = Instant::now();
            cache.run_step(program, step, true);
            cost.time = cost.time.min(start.elapsed());
        }
    }
    costs
}

/// Multiply-adds a second of a 1x1 convolution whose inputs, weights and outputs stay in the cache: what the processor
/// has to give.
pub(crate) fn plain_product() -> f64 {
    const REPEATS: usize = 200;
    let shape = Shape { batch: 1, height: 1, width: 48, inputs: 256, outputs: 64, kernel: 1 };
    let (x, weights) = (vec![0.5; shape.width * shape.inputs], vec![0.5; shape.inputs * shape.outputs]);
    let packed = Packed::new(Level::chosen(), shape, &weights, &vec![0.0; shape.outputs]);
    let sources = [Source::whole(&x, shape)];
    let threads = rayon::current_num_threads();
    let run = |_| {
        let mut y = vec![0.0; shape.width * shape.outputs];
        for _ in 0..REPEATS {
            packed.row(shape, &sources, 0, 0..shape.width, &mut Vec::new(), &mut y);
        }
        std::hint::black_box(y);
    };
    let least = (0..20)
        .map(|_| {
            let start = Instant::now();
            (0..threads).into_par_iter().with_max_len(1).for_each(run);
            start.elapsed().as_secs_f64()
        })
        .fold(f64::MAX, f64::min);
    (threads * REPEATS * shape.width * shape.inputs * shape.outputs) as f64 / least
}

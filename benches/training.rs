//! What one training step of each network costs, at the sizes that the shipped weights were trained at:
//! `cargo bench --features train --bench training`.

use colorize_core::synth::SynthOptions;
use colorize_core::train::{Augment, ColorsTask, LabelsTask, Pair, Sample, Step, Task};
use colorize_core::{Device, LabelSet, ModelKind, Models};
use criterion::{BenchmarkId, Criterion, Throughput, criterion_group, criterion_main};
use rand::SeedableRng;
use rand_chacha::ChaCha8Rng;

const BATCH: usize = 8;

/// Generated drawings.
fn samples(size: usize) -> Vec<Sample> {
    let options = SynthOptions { size: size * 3 / 2, ..SynthOptions::default() };
    let sample = |seed| {
        let pair = Pair::draw(seed, &options).expect("a drawing");
        Augment::none(size).sample(&pair, &mut ChaCha8Rng::seed_from_u64(seed))
    };
    (0..BATCH as u64).map(sample).collect()
}

fn training(criterion: &mut Criterion) {
    let labels = LabelsTask::new(Device::Cpu, 1, LabelSet::standard(), "").expect("the processor");
    let models = Models::bundled();
    let labeller = models.file(ModelKind::Labeller).expect("a bundled network");
    let colors = ColorsTask::new(Device::Cpu, 1, labeller, None, "").expect("the processor");
    let tasks: [(&str, usize, Box<dyn Task>); 2] =
        [("labeller", 256, Box::new(labels)), ("colorizer", 192, Box::new(colors))];
    let mut group = criterion.benchmark_group("training");
    group.sample_size(10).throughput(Throughput::Elements(BATCH as u64));
    for (name, size, mut task) in tasks {
        let samples = samples(size);
        // Early in a training, where no perceptual loss is asked for yet.
        let step = Step::new(0, 1000, 1e-4, 1);
        group.bench_function(BenchmarkId::new(name, size), |b| b.iter(|| task.step(&samples, step)));
    }
    group.finish();
}

criterion_group!(benches, training);
criterion_main!(benches);

//! What a generated drawing costs, with all its truth: `cargo bench --bench synth`.

use colorize_core::synth::{SynthOptions, draw};
use criterion::{BenchmarkId, Criterion, Throughput, criterion_group, criterion_main};

/// Drawings by turns, for figures differ in cost.
const SEEDS: u64 = 64;

fn synth(criterion: &mut Criterion) {
    let mut group = criterion.benchmark_group("synth");
    group.sample_size(20);
    for size in [256, 512, 2048] {
        let options = SynthOptions { size, ..SynthOptions::default() };
        let mut seeds = (0..SEEDS).cycle();
        group.throughput(Throughput::Elements((size * size) as u64));
        group.bench_function(BenchmarkId::from_parameter(size), |b| {
            b.iter(|| draw(seeds.next().expect("a cycle"), &options));
        });
    }
    group.finish();
}

criterion_group!(benches, synth);
criterion_main!(benches);

//! What cutting a drawing into regions costs, over size and gap: `cargo bench --bench regions`.

use colorize_core::synth::{SynthOptions, draw};
use colorize_core::{Bounds, Plane, RegionMap, RegionOptions, Segmenter};
use criterion::{BenchmarkId, Criterion, Throughput, criterion_group, criterion_main};

/// Side of the figures a drawing is made of, in pixels.
const FIGURE: usize = 1000;

/// A square sheet of figures, with as much line a pixel whatever its size.
fn sheet(side: usize) -> Plane<u8> {
    let options = SynthOptions { size: FIGURE, ..SynthOptions::default() };
    let figures: Vec<_> = (0..4).map(|seed| draw(seed, &options).expect("a valid size").line).collect();
    Plane::from_fn(side, side, |x, y| {
        let figure = (x / FIGURE + y / FIGURE) % figures.len();
        figures[figure].get(x % FIGURE, y % FIGURE)
    })
}

fn regions(criterion: &mut Criterion) {
    let mut group = criterion.benchmark_group("regions");
    group.sample_size(10);
    let mut run = |name: String, ink: &Plane<u8>, options: RegionOptions| {
        group.throughput(Throughput::Elements(ink.as_slice().len() as u64));
        group.bench_function(BenchmarkId::from_parameter(name), |b| {
            b.iter(|| RegionMap::segment(ink, &options, None));
        });
    };
    // 1, 4, 16 and 35 megapixels.
    for side in [1000, 2000, 4000, 5916] {
        run(format!("{side}"), &sheet(side), RegionOptions::default());
    }
    let ink = sheet(2000);
    for gap in [0, 8, 32, 128] {
        run(format!("2000, gap {gap}"), &ink, RegionOptions::default().with_gap(gap));
    }
    group.finish();
}

/// A stroke of 50 pixels drawn and taken away again, at four places.
fn update(criterion: &mut Criterion) {
    let mut group = criterion.benchmark_group("regions after an edit of 50 x 50");
    for side in [1600, 3840] {
        let mut ink =
            draw(5, &SynthOptions { size: side, ..SynthOptions::default() }).expect("a valid size").line;
        let options = RegionOptions::default();
        group.bench_function(format!("{side}, anew"), |b| {
            b.iter(|| RegionMap::segment(&ink, &options, None));
        });
        let mut segmenter = Segmenter::new(&ink, &options, None).expect("a drawing");
        let mut edits = 0;
        group.bench_function(format!("{side}, updated"), |b| {
            b.iter(|| {
                let place = 1 + edits / 2 % 4;
                let (left, top) = (side * place / 6, side * (place * 2 % 5 + 1) / 7);
                edits += 1;
                for step in 0..50 {
                    for x in step..(step + 5).min(50) {
                        ink.set(left + x, top + step, 255 - ink.get(left + x, top + step));
                    }
                }
                let [left, top] = [left, top].map(|at| at as u32);
                segmenter.update(&ink, Bounds { left, top, right: left + 50, bottom: top + 50 }, None)
            });
        });
    }
    group.finish();
}

criterion_group!(benches, regions, update);
criterion_main!(benches);

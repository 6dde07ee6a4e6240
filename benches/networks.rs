//! What one run of each network costs: `cargo bench --bench networks`; and each of its layers: `cargo bench --bench
//! networks -- layers`. With `--features flex` beside Burn's backend for the processor.

use std::hint::black_box;
use std::time::Instant;

use colorize_core::{Again, Device, Engine, Limits, LocalStyle, Plane, PromptMap, Raster, Rgb};
use criterion::{BenchmarkId, Criterion, criterion_group, criterion_main};

/// Runs that a median is of.
const RUNS: usize = 15;

/// A sample drawing's ink, repeated over a square.
fn ink(side: usize) -> Plane<u8> {
    let path = concat!(env!("CARGO_MANIFEST_DIR"), "/../examples/drawings/sailor.png");
    let drawing = Raster::open(path, &Limits::default()).expect("a sample drawing");
    let ink = colorize_core::ink(&drawing, colorize_core::InkSource::Auto);
    Plane::from_fn(side, side, |x, y| ink.get(x % ink.width(), y % ink.height()))
}

/// A prompt that knows a colour everywhere.
fn prompt(side: usize) -> PromptMap {
    let mut map = PromptMap::empty(side / 4, side / 4);
    for y in 0..side / 4 {
        for x in 0..side / 4 {
            let style = LocalStyle::color(Rgb::new((x * 4 % 256) as u8, (y * 4 % 256) as u8, 128));
            map.set(x, y, &style, 0.8);
        }
    }
    map
}

/// Where the time goes, layer by layer, beside what the processor has to give.
fn print_layers(engine: &Engine) {
    let peak = engine.plain_product() / 1e9;
    println!("a plain product: {peak:.1} thousand million multiply-adds a second");
    let costs = engine.layer_costs(512, 30).expect("the engine's own device");
    for (name, layers) in ["labeller", "colorizer"].into_iter().zip(costs) {
        println!("{name} at 512 x 512\n  map      kernel  channels       ms  of the product");
        let mut whole = (0.0, 0);
        for layer in layers {
            let ms = layer.time.as_secs_f64() * 1e3;
            let share = layer.multiply_adds() as f64 / ms / 1e6 / peak;
            let [height, width] = layer.size;
            let (kernel, inputs, outputs) = (layer.kernel, layer.inputs, layer.outputs);
            println!(
                "  {height:3} x {width:3}  {kernel} x {kernel}  {inputs:3} -> {outputs:3}  {ms:6.2}  {share:14.2}"
            );
            whole = (whole.0 + ms, whole.1 + layer.multiply_adds());
        }
        println!(
            "  in all                      {:6.2}  {:14.2}",
            whole.0,
            whole.1 as f64 / whole.0 / 1e6 / peak
        );
    }
}

/// The median milliseconds of both networks on squares of `side` pixels, as JSON: for `benches/peers`.
fn print_medians(engine: &Engine, side: usize) {
    let (ink, prompt) = (ink(side), prompt(side));
    let median = |run: &dyn Fn()| {
        let mut times: Vec<f64> = (0..RUNS)
            .map(|_| {
                let start = Instant::now();
                run();
                start.elapsed().as_secs_f64() * 1e3
            })
            .collect();
        times.sort_by(f64::total_cmp);
        times[RUNS / 2]
    };
    let labeller = median(&|| drop(black_box(engine.run_labeller(&ink))));
    let colorizer = median(&|| drop(black_box(engine.run_colorizer(&ink, &prompt))));
    println!(r#"{{"ms": {{"labeller": {labeller:.1}, "colorizer": {colorizer:.1}}}}}"#);
}

fn networks(criterion: &mut Criterion) {
    let engine = Engine::new(Device::Cpu).expect("the bundled networks");
    let arguments: Vec<String> = std::env::args().collect();
    if arguments.iter().any(|argument| argument == "layers") {
        return print_layers(&engine);
    }
    if let Some(side) = arguments.iter().find_map(|argument| argument.strip_prefix("medians-")) {
        return print_medians(&engine, side.parse().expect("a side in pixels, a multiple of 64"));
    }
    let mut group = criterion.benchmark_group("networks");
    group.sample_size(20);
    for side in [256, 384, 512, 1024] {
        let (ink, prompt) = (ink(side), prompt(side));
        group.bench_function(BenchmarkId::new("labeller", side), |b| {
            b.iter(|| black_box(engine.run_labeller(&ink)));
        });
        group.bench_function(BenchmarkId::new("colorizer", side), |b| {
            b.iter(|| black_box(engine.run_colorizer(&ink, &prompt)));
        });
    }
    for regions in [60, 500] {
        group.bench_function(BenchmarkId::new("region network", regions), |b| {
            b.iter(|| black_box(engine.run_region_network(regions)));
        });
    }
    let (lines, known) = (ink(512), prompt(512));
    let (mut drawn, mut hinted) = (lines.clone(), known.clone());
    for y in 0..64 {
        for x in 0..64 {
            drawn.set(224 + x, 224 + y, if (x + y) % 9 < 2 { 255 } else { 0 });
        }
    }
    for (x, y) in (0..16).map(|i| (62 + i % 4, 62 + i / 4)) {
        hinted.set(x, y, &LocalStyle::color(Rgb::new(255, 0, 0)), 1.0);
    }
    for (name, [first, second]) in [
        ("hint of 16x16", [(&lines, &known), (&lines, &hinted)]),
        ("ink of 64x64", [(&lines, &known), (&drawn, &known)]),
    ] {
        let mut again = Again::default();
        engine.run_again(first.0, first.1, &mut again);
        let work = engine.run_again(second.0, second.1, &mut again);
        println!("{name}: {:.3} of the multiply-adds", work.done as f64 / work.whole as f64);
        let mut turns = [first, second].into_iter().cycle();
        group.bench_function(BenchmarkId::new("colorizer again", name), |b| {
            b.iter(|| {
                let (ink, prompt) = turns.next().expect("endless");
                black_box(engine.run_again(ink, prompt, &mut again))
            });
        });
    }
    group.sample_size(10);
    if Device::Flex.is_compiled_in() {
        let flex = Engine::new(Device::Flex).expect("the bundled networks");
        group.bench_function(BenchmarkId::new("labeller on flex", 512), |b| {
            b.iter(|| black_box(flex.run_labeller(&lines)));
        });
    }
    group.bench_function("start", |b| {
        b.iter(|| Engine::new(Device::Cpu).expect("the bundled networks"));
    });
    group.finish();
}

criterion_group!(benches, networks);
criterion_main!(benches);

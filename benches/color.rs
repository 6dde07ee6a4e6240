//! What each part of a colouring costs: `cargo bench --bench color`.

use colorize_core::{
    Device, Document, Engine, Hint, InkSource, Limits, Plane, Raster, ReadOptions, Reading, RegionMap,
    RegionOptions, Rgb, ink,
};
use criterion::{BenchmarkId, Criterion, Throughput, criterion_group, criterion_main};

/// A sample drawing, enlarged so many times.
fn drawing(times: usize) -> Raster {
    let path = concat!(env!("CARGO_MANIFEST_DIR"), "/../examples/drawings/sailor.png");
    let small = Raster::open(path, &Limits::default()).expect("a sample drawing");
    Plane::from_fn(small.width() * times, small.height() * times, |x, y| small.get(x / times, y / times))
}

fn color(criterion: &mut Criterion) {
    let engine = Engine::new(Device::Cpu).expect("the bundled networks");
    let mut group = criterion.benchmark_group("color");
    group.sample_size(10);
    for times in [1, 2, 4] {
        let drawing = drawing(times);
        let id = format!("{}x{}", drawing.width(), drawing.height());
        group.throughput(Throughput::Elements((drawing.width() * drawing.height()) as u64));
        let lines = ink(&drawing, InkSource::Auto);
        group.bench_function(BenchmarkId::new("ink", &id), |b| b.iter(|| ink(&drawing, InkSource::Auto)));
        group.bench_function(BenchmarkId::new("regions", &id), |b| {
            b.iter(|| RegionMap::segment(&lines, &RegionOptions::default(), None));
        });
        let options = ReadOptions::default();
        group.bench_function(BenchmarkId::new("reading", &id), |b| {
            b.iter(|| Reading::new(&engine, &drawing, &options, None));
        });
        let bytes = drawing.encode_png().expect("a sound drawing");
        group.bench_function(BenchmarkId::new("decode", &id), |b| {
            b.iter(|| Raster::decode(&bytes, &Limits::default()));
        });
        let reading = Reading::new(&engine, &drawing, &options, None).expect("a sound drawing");
        let automatic = Document::new(reading);
        // Another colour each time: what did not change is not computed again.
        let (x, y) = (drawing.width() as f32 / 2.0, drawing.height() as f32 / 2.0);
        let mut document = automatic.clone();
        let mut shade = 0u8;
        group.bench_function(BenchmarkId::new("hint", &id), |b| {
            b.iter(|| {
                shade = shade.wrapping_add(37);
                document.set_prompt([Hint::point(x, y, Rgb::new(shade, 90, 60))].into())?;
                document.color(None)
            });
        });
        let layers = automatic.color(None).expect("nothing stops it");
        group.bench_function(BenchmarkId::new("picture", &id), |b| b.iter(|| layers.picture()));
        let picture = layers.picture();
        group.bench_function(BenchmarkId::new("encode", &id), |b| b.iter(|| picture.encode_png()));
    }
    group.finish();
}

criterion_group!(benches, color);
criterion_main!(benches);

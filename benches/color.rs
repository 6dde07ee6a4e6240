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
            b.iter(|| Reading::new(&engine, &drawing, &options, None).expect("a sound drawing"));
        });
        let bytes = drawing.encode_png().expect("a sound drawing");
        group.bench_function(BenchmarkId::new("decode", &id), |b| {
            b.iter(|| Raster::decode(&bytes, &Limits::default()).expect("a sound file"));
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
                document
                    .set_prompt([Hint::point(x, y, Rgb::new(shade, 90, 60))].into())
                    .expect("a sound hint");
                document.color(None).expect("nothing stops it")
            });
        });
        let layers = automatic.color(None).expect("nothing stops it");
        group.bench_function(BenchmarkId::new("picture", &id), |b| b.iter(|| layers.picture()));
        let picture = layers.picture();
        group.bench_function(BenchmarkId::new("encode", &id), |b| b.iter(|| picture.encode_png()));
    }
    group.finish();
}

/// A sample drawing in the middle of a sheet of this size.
fn sheet(width: usize, height: usize) -> Raster {
    let path = concat!(env!("CARGO_MANIFEST_DIR"), "/../examples/drawings/dress.png");
    let small = Raster::open(path, &Limits::default()).expect("a sample drawing");
    let scale = small.height() as f32 / height.min(width) as f32;
    let at = |v: usize, side: usize, own: usize| {
        let own = own as f32 / 2.0 + (v as f32 + 0.5 - side as f32 / 2.0) * scale;
        (own >= 0.0).then_some(own as usize)
    };
    Plane::from_fn(width, height, |x, y| {
        let place = at(x, width, small.width()).zip(at(y, height, small.height()));
        let inside = place.filter(|&(x, y)| x < small.width() && y < small.height());
        inside.map_or([255; 4], |(x, y)| small.get(x, y))
    })
}

/// Rounds with a document: the first colouring, then one more hint, on a small region and on one that takes the most of the
/// figure, and steps back and forth.
fn document(criterion: &mut Criterion) {
    let engine = Engine::new(Device::Cpu).expect("the bundled networks");
    let mut group = criterion.benchmark_group("document");
    group.sample_size(10);
    for (width, height) in [(512, 512), (1920, 1080), (3840, 2160), (4961, 7016)] {
        let drawing = sheet(width, height);
        let id = format!("{width}x{height}");
        group.throughput(Throughput::Elements((width * height) as u64));
        let read = || Reading::new(&engine, &drawing, &ReadOptions::default(), None);
        group.bench_function(BenchmarkId::new("first", &id), |b| {
            b.iter(|| Document::new(read()?).color(None));
        });
        let reading = read().expect("a sound drawing");
        let pixels = (width * height) as f32;
        let figure = || (1..).zip(reading.regions().regions()).filter(|(_, region)| !region.outside);
        let near = |share: f32| {
            let distance = |area: u32| (area as f32 / pixels / share).ln().abs();
            figure()
                .min_by(|(_, a), (_, b)| distance(a.area).total_cmp(&distance(b.area)))
                .expect("a region")
                .0
        };
        for (name, region) in [("lock", near(0.002)), ("large", near(0.1))] {
            let area = reading.regions().region(region).expect("a region").area as f32 / pixels;
            println!("{id}, {name}: region of {:.3} of the picture", area);
            let mut document = Document::new(reading.clone());
            document.color(None).expect("nothing stops it");
            let mut shade = 0u8;
            group.bench_function(BenchmarkId::new(format!("hint/{name}"), &id), |b| {
                b.iter(|| {
                    shade = shade.wrapping_add(37);
                    document.add(Hint::region(region, Rgb::new(shade, 90, 60)).with_follow(false))?;
                    document.color(None)
                });
            });
            group.bench_function(BenchmarkId::new(format!("undo and redo/{name}"), &id), |b| {
                b.iter(|| {
                    document.undo()?;
                    document.color(None)?;
                    document.redo()?;
                    document.color(None)
                });
            });
        }
    }
    group.finish();
}

criterion_group!(benches, color, document);
criterion_main!(benches);

//! What styles cost: a texture's first pixel, a million pixels of it, a style laid on a region of that size, ten styles in a first colouring,
//! a map of styles and a pick: `cargo bench --bench texture`.

use colorize_core::{
    Bounds, Device, Document, Engine, Hint, Limits, Place, Placement, Plane, Prompt, Raster, ReadOptions,
    Reading, StyleLibrary, StyleMap, StyleRange, Swatch, Texture,
};
use criterion::{Criterion, Throughput, criterion_group, criterion_main};

const SIDE: u32 = 1000;

fn styles() -> StyleLibrary {
    let path = concat!(env!("CARGO_MANIFEST_DIR"), "/../examples/styles/ours.styles");
    StyleLibrary::open(path, &Limits::default()).expect("the library of styles")
}

/// A surface that repeats, one that is blended and one that is quilted.
const SURFACES: [&str; 3] = ["gingham", "granite", "oak"];

fn swatch(styles: &StyleLibrary, name: &str) -> Swatch {
    styles.get(name).expect("a style of that name").swatch.clone()
}

fn texture(criterion: &mut Criterion) {
    let styles = styles();
    let mut group = criterion.benchmark_group("texture");
    group.throughput(Throughput::Elements(u64::from(SIDE * SIDE)));
    group.sample_size(10);
    let area = Bounds { left: 0, top: 0, right: SIDE, bottom: SIDE };
    for name in SURFACES {
        let swatch = swatch(&styles, name);
        let exemplar = swatch.exemplar.as_ref().expect("a piece of the surface");
        for (way, placement) in [
            ("as it is", Placement::default()),
            ("turned", Placement::default().with_angle(30.0)),
            ("twice as large", Placement::default().with_scale(2.0)),
        ] {
            let texture = Texture::new(exemplar.patch(), &placement).expect("an exemplar of the library");
            group.bench_function(format!("{name}, {way}"), |b| b.iter(|| texture.picture(area)));
        }
    }
    group.finish();
    let mut group = criterion.benchmark_group("first pixel");
    group.sample_size(10);
    for name in SURFACES {
        let swatch = swatch(&styles, name);
        let patch = swatch.exemplar.as_ref().expect("a piece of the surface").patch();
        group.bench_function(name, |b| {
            b.iter(|| Texture::new(patch, &Placement::default()).map(|texture| texture.at(0, 0)));
        });
    }
    group.finish();
}

/// A style on a large region of a drawing, in turn with another one.
fn region(criterion: &mut Criterion) {
    let styles = styles();
    let engine = Engine::new(Device::Cpu).expect("the bundled networks");
    let edge = |v: usize| v < 12 || v + 12 >= SIDE as usize + 40;
    let side = SIDE as usize + 40;
    let frame: Raster =
        Plane::from_fn(side, side, |x, y| if edge(x) || edge(y) { [0, 0, 0, 255] } else { [255; 4] });
    let reading = Reading::new(&engine, &frame, &ReadOptions::default(), None).expect("a drawing");
    let mut group = criterion.benchmark_group("region");
    group.throughput(Throughput::Elements(u64::from(SIDE * SIDE)));
    group.sample_size(10);
    for name in SURFACES {
        let swatch = swatch(&styles, name);
        let turned = swatch.turned(30.0).expect("an angle");
        let mut document = Document::new(reading.clone());
        document.color(None).expect("nothing stops it");
        let mut times = 0;
        group.bench_function(name, |b| {
            b.iter(|| {
                times += 1;
                let swatch = if times % 2 == 0 { &swatch } else { &turned };
                let place = Place::Point { x: 500.0, y: 500.0 };
                document.set_prompt([Hint::swatch(place, swatch)].into())?;
                document.color(None)
            });
        });
    }
    group.finish();
}

/// The first colouring of a drawing, with its reading: as it is, and with ten styles on its ten largest regions.
fn first(criterion: &mut Criterion) {
    let engine = Engine::new(Device::Cpu).expect("the bundled networks");
    let path = concat!(env!("CARGO_MANIFEST_DIR"), "/../examples/drawings/sailor.png");
    let drawing = Raster::open(path, &Limits::default()).expect("a sample drawing");
    let read = || Reading::new(&engine, &drawing, &ReadOptions::default(), None);
    let reading = read().expect("a sound drawing");
    let mut inside: Vec<(u32, u32)> = (1..)
        .zip(reading.regions().regions())
        .filter(|(_, r)| !r.outside)
        .map(|(id, r)| (r.area, id))
        .collect();
    inside.sort_unstable();
    let styles = styles();
    let styled: Prompt = inside
        .iter()
        .rev()
        .take(10)
        .zip(styles.styles())
        .map(|((_, id), style)| Hint::swatch(Place::Region(*id), &style.swatch).with_follow(false))
        .collect();
    let mut group = criterion.benchmark_group("first colouring");
    group.sample_size(20);
    for (name, prompt) in [("without styles", Prompt::new()), ("ten styles", styled)] {
        group.bench_function(name, |b| {
            b.iter(|| Document::new(read()?).with_prompt(prompt.clone())?.color(None));
        });
    }
    group.finish();
}

/// What the style encoder and a pick cost on a picture of 512 x 512 pixels.
fn picks(criterion: &mut Criterion) {
    let engine = Engine::new(Device::Cpu).expect("the bundled networks");
    let styles = styles();
    let swatch = swatch(&styles, "red tartan");
    let texture = swatch.exemplar.as_ref().expect("a piece of the surface").texture();
    let area = Bounds { left: 0, top: 0, right: 512, bottom: 512 };
    let picture = texture.picture(area).expect("a box");
    let mut group = criterion.benchmark_group("512x512");
    group.sample_size(20);
    group.bench_function("style map", |b| b.iter(|| StyleMap::new(&engine, &picture)));
    for range in [StyleRange::Small, StyleRange::Middle, StyleRange::Large] {
        group.bench_function(format!("pick, {range}"), |b| {
            b.iter(|| Swatch::pick(&picture, None, (250.0, 250.0), range));
        });
    }
    group.finish();
}

criterion_group!(benches, texture, region, first, picks);
criterion_main!(benches);

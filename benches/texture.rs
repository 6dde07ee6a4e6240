//! What texture costs: a million pixels of it, and a style laid on a region of that size:
//! `cargo bench --bench texture`.

use colorize_core::{
    Bounds, Device, Document, Engine, Hint, Limits, Place, Placement, Plane, Raster, ReadOptions, Reading,
    StyleLibrary, Swatch, Texture,
};
use criterion::{Criterion, Throughput, criterion_group, criterion_main};

const SIDE: u32 = 1000;

fn styles() -> StyleLibrary {
    let path = concat!(env!("CARGO_MANIFEST_DIR"), "/../examples/styles/ours.styles");
    StyleLibrary::open(path, &Limits::default()).expect("the library of styles")
}

/// A surface that repeats, and one that does not.
const SURFACES: [&str; 2] = ["gingham", "oak"];

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

criterion_group!(benches, texture, region);
criterion_main!(benches);

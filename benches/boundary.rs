//! What it costs to call through C: `cargo bench --bench boundary`. Each call is made by the exported function and by the
//! Rust function behind it, on the same drawing of 512 x 512.
#![allow(clippy::undocumented_unsafe_blocks, reason = "every block is a call with its arguments in sight")]

use std::mem::MaybeUninit;
use std::ptr::{null, null_mut};

use colorize::*;
use colorize_core as core;
use criterion::{Criterion, criterion_group, criterion_main};

type Out<'a, T> = Option<&'a mut MaybeUninit<Option<Box<T>>>>;

fn made<T>(call: impl FnOnce(Out<'_, T>) -> ColorizeStatus) -> Box<T> {
    let mut out = MaybeUninit::uninit();
    assert_eq!(call(Some(&mut out)), ColorizeStatus::Ok);
    unsafe { out.assume_init() }.expect("a handle")
}

fn boundary(criterion: &mut Criterion) {
    let path = concat!(env!("CARGO_MANIFEST_DIR"), "/../examples/drawings/sailor.png");
    let drawing = core::Raster::open(path, &core::Limits::default()).expect("a sample drawing");
    let engine = core::Engine::new(core::Device::Cpu).expect("the bundled networks");
    let reading =
        core::Reading::new(&engine, &drawing, &core::ReadOptions::default(), None).expect("a drawing");
    let view = ColorizeImageView {
        data: drawing.as_slice().as_ptr().cast(),
        width: drawing.width() as u32,
        height: drawing.height() as u32,
        stride: 4 * drawing.width() as isize,
        format: ColorizePixelFormat::Rgba8 as u32,
        premultiplied: 0,
        plane_stride: 0,
    };
    let c_engine = made(|out| unsafe { colorize_engine_new(null(), None, out, None) });
    let c_reading = made(|out| unsafe {
        colorize_reading_new(Some(&c_engine), Some(&view), null(), None, null_mut(), out, None)
    });

    let mut group = criterion.benchmark_group("boundary");
    group.bench_function("getter/rust", |b| b.iter(|| std::hint::black_box(&reading).regions().len()));
    group.bench_function("getter/c", |b| {
        b.iter(|| colorize_reading_region_count(Some(std::hint::black_box(&c_reading))));
    });

    // Another colour each time: what did not change is not computed again.
    let mut shade = 0u8;
    let mut document = core::Document::new(reading);
    group.bench_function("hint/rust", |b| {
        b.iter(|| {
            shade = shade.wrapping_add(37);
            document.set_prompt([core::Hint::point(256.0, 256.0, core::Rgb::new(shade, 90, 60))].into())?;
            document.color(None)
        });
    });
    let mut c_document = made(|out| colorize_document_new(Some(&c_reading), out, None));
    let mut prompt = made(|out| colorize_prompt_new(out, None));
    group.bench_function("hint/c", |b| {
        b.iter(|| {
            shade = shade.wrapping_add(37);
            let color = ColorizeRgb { r: shade, g: 90, b: 60 };
            colorize_prompt_clear(Some(&mut prompt));
            assert_eq!(
                colorize_prompt_add_point(Some(&mut prompt), 256.0, 256.0, color, 1.0, None),
                ColorizeStatus::Ok
            );
            unsafe {
                assert_eq!(
                    colorize_document_set_prompt(&raw mut *c_document, Some(&prompt), None),
                    ColorizeStatus::Ok
                );
                made(|out| colorize_document_color(&raw mut *c_document, None, null_mut(), out, None))
            }
        });
    });
    group.finish();
}

criterion_group!(benches, boundary);
criterion_main!(benches);

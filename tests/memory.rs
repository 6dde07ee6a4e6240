//! A large drawing is read and coloured within the memory that the README tells.
#![cfg(target_os = "linux")]

use colorize_core::{Device, Document, Engine, Limits, Raster, ReadOptions, Reading};

/// The most memory that the process ever had, in MiB.
fn peak() -> usize {
    let status = std::fs::read_to_string("/proc/self/status").unwrap();
    let line = status.lines().find(|line| line.starts_with("VmHWM:")).unwrap();
    line.split_whitespace().nth(1).unwrap().parse::<usize>().unwrap() / 1024
}

#[test]
fn sixteen_megapixels_stay_within_640_mib() {
    const SIDE: usize = 4096;
    let engine = Engine::new(Device::Cpu).unwrap();
    let path = concat!(env!("CARGO_MANIFEST_DIR"), "/examples/drawings/sailor.png");
    let small = Raster::open(path, &Limits::default()).unwrap();
    let at = |v: usize, side: usize| v * side / SIDE;
    let drawing = Raster::from_fn(SIDE, SIDE, |x, y| small.get(at(x, small.width()), at(y, small.height())));
    let reading = Reading::new(&engine, &drawing, &ReadOptions::default(), None).unwrap();
    drop(drawing);
    let layers = Document::new(reading).color(None).unwrap();
    let picture = layers.picture();
    assert_eq!((picture.width(), picture.height()), (SIDE, SIDE));
    let peak = peak();
    println!("{peak} MiB at most");
    assert!(peak < 640, "{peak} MiB");
}

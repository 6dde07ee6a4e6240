//! All work of an engine runs on the threads that the host gave it.
#![cfg(target_os = "linux")]

use std::collections::BTreeMap;
use std::fs;

use colorize_core::{Document, Engine, EngineOptions, Limits, Models, Raster, ReadOptions, Reading};

/// Processor time of the process's threads, in ticks of the system's clock, by id: name and ticks.
fn times() -> BTreeMap<u32, (String, u64)> {
    let threads = fs::read_dir("/proc/self/task").unwrap().filter_map(Result::ok);
    let time = |entry: fs::DirEntry| {
        let stat = fs::read_to_string(entry.path().join("stat")).ok()?;
        let (head, rest) = stat.split_once(") ")?;
        let (id, name) = head.split_once(" (")?;
        let fields: Vec<&str> = rest.split(' ').collect();
        Some((
            id.parse().ok()?,
            (name.to_owned(), fields[11].parse::<u64>().ok()? + fields[12].parse::<u64>().ok()?),
        ))
    };
    threads.filter_map(time).collect()
}

#[test]
fn two_threads_given_two_threads_busy() {
    let options = EngineOptions::default().with_threads(2);
    let engine = Engine::with_options(options, &Models::bundled()).unwrap();
    let path = concat!(env!("CARGO_MANIFEST_DIR"), "/examples/drawings/sailor.png");
    let small = Raster::open(path, &Limits::default()).unwrap();
    // Large enough for every step to take many ticks.
    let drawing = Raster::from_fn(4 * small.width(), 4 * small.height(), |x, y| small.get(x / 4, y / 4));
    let before = times();
    for _ in 0..3 {
        let reading = Reading::new(&engine, &drawing, &ReadOptions::default(), Some(&mut |_| true)).unwrap();
        Document::new(reading).color(Some(&mut |_| true)).unwrap();
    }
    let spent = |own: bool| -> u64 {
        let is_own = |name: &str| name.starts_with("colorize-");
        let all = times();
        let of = all.iter().filter(|(_, (name, _))| is_own(name) == own);
        of.map(|(id, (_, ticks))| ticks - before.get(id).map_or(0, |(_, earlier)| *earlier)).sum()
    };
    let (own, others) = (spent(true), spent(false));
    let count = times().values().filter(|(name, _)| name.starts_with("colorize-")).count();
    assert_eq!(count, 2, "{:?}", times());
    assert!(own > 20 && others * 20 <= own, "{own} ticks on the engine's threads, {others} on others");
}

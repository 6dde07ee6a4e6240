//! The regions of drawings with open lines look as they did, to the pixel. `COLORIZE_BLESS=1` rewrites the pictures.

use std::env;
use std::path::Path;

use colorize_core::synth::{SynthOptions, draw};
use colorize_core::{Limits, Plane, Raster, RegionMap, RegionOptions};

/// Seeds of the drawings: a face behind a hand, a figure with a scarf, one in loose lines.
const SEEDS: [u64; 3] = [40, 41, 44];

#[test]
fn regions_look_as_they_did() {
    let wrong: Vec<_> = SEEDS.into_iter().filter(|&seed| !looks_the_same(seed)).collect();
    let folder = env!("CARGO_TARGET_TMPDIR");
    assert!(wrong.is_empty(), "{wrong:?}: see {folder}/regions_*.png: as it was, what differs, as it is");
}

fn looks_the_same(seed: u64) -> bool {
    let line = draw(seed, &SynthOptions { size: 256, ..SynthOptions::default() }).expect("a valid size").line;
    let map = RegionMap::segment(&line, &RegionOptions::default(), None).expect("a drawing");
    let found = Raster::from_fn(256, 256, |x, y| {
        let [r, g, b] = color(map.ids().get(x, y));
        let shine = |c: u8| (u32::from(c) * (255 - u32::from(line.get(x, y))) / 255) as u8;
        [shine(r), shine(g), shine(b), 255]
    });
    let root = Path::new(env!("CARGO_MANIFEST_DIR"));
    let path = root.join(format!("tests/golden/regions_{seed}.png"));
    if env::var_os("COLORIZE_BLESS").is_some() {
        found.save(&path).expect("the picture is written");
    }
    let wanted = Raster::open(&path, &Limits::default()).expect("there is a picture");
    if wanted == found {
        return true;
    }
    let beside: Raster = Plane::from_fn(3 * 256, 256, |x, y| {
        let (wanted, found) = (wanted.get(x % 256, y), found.get(x % 256, y));
        match x / 256 {
            0 => wanted,
            1 if wanted != found => [255, 0, 0, 255],
            1 => [255; 4],
            _ => found,
        }
    });
    let path = Path::new(env!("CARGO_TARGET_TMPDIR")).join(format!("regions_{seed}.png"));
    beside.save(path).expect("the picture is written");
    false
}

/// A light colour for a region.
fn color(id: u32) -> [u8; 3] {
    [id * 97, id * 57 + 80, id * 151 + 160].map(|c| 120 + (c % 130) as u8)
}

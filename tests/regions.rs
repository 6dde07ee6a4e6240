//! The regions of drawings with open lines look as they did, to the pixel. `COLORIZE_BLESS=1` rewrites the pictures.

use std::env;
use std::path::Path;

use colorize_core::synth::{SynthOptions, draw};
use colorize_core::{
    Device, Document, Engine, Hint, InkSource, Limits, Plane, Raster, ReadOptions, Reading, RegionMap,
    RegionOptions, Rgb, TraceLine, Traced, ink,
};

/// Seeds of the drawings: a face under a cap, a girl with a bow and a hand before her, a figure from the side in loose lines.
const SEEDS: [u64; 3] = [40, 41, 44];

#[test]
fn regions_look_as_they_did() {
    let wrong: Vec<_> = SEEDS.into_iter().filter(|&seed| !looks_the_same(seed)).collect();
    let folder = env!("CARGO_TARGET_TMPDIR");
    assert!(wrong.is_empty(), "{wrong:?}: see {folder}/regions_*.png: as it was, what differs, as it is");
}

/// Of the lines alone the hair is the ground's: 48 pixels of its outline are gone.
#[test]
fn hair_that_is_open_to_the_ground_is_told_from_it_and_kept_in_files() {
    let engine = Engine::new(Device::Cpu).expect("the processor");
    let sailor = Path::new(env!("CARGO_MANIFEST_DIR")).join("examples/drawings/sailor.png");
    let mut drawing = Raster::open(sailor, &Limits::default()).expect("a sample");
    for (x, y) in (78..126).flat_map(|x| (216..264).map(move |y| (x, y))) {
        drawing.set(x, y, [255; 4]);
    }
    let (hair, ground) = ((129, 320), (2, 2));
    let reading = Reading::new(&engine, &drawing, &ReadOptions::default(), None).expect("a drawing");
    let at = |map: &RegionMap, (x, y): (usize, usize)| map.at(x, y).expect("inside");
    let alone = RegionMap::segment(reading.ink(), &RegionOptions::default(), None).expect("a drawing");
    assert_eq!(at(&alone, hair), at(&alone, ground));
    let [found, outside] = [hair, ground].map(|place| at(reading.regions(), place));
    assert_ne!(found, outside);
    assert_eq!([found, outside].map(|id| reading.label_name(id)), [Some("hair"), Some("background")]);

    let mut document = Document::new(reading);
    document.add(Hint::region(found, Rgb::new(200, 30, 40))).expect("a region");
    let file = document.to_ora(None).expect("a file");
    let opened = Document::from_ora(&engine, &file, &Limits::default(), None).expect("the same file");
    assert_eq!(opened.reading().regions(), document.reading().regions());
    assert!(opened.color(None).expect("a picture") == document.color(None).expect("a picture"));
    // The lines are still the drawing's own.
    drawing.set(2, 2, [0, 0, 0, 255]);
    document.set_lines(&drawing).expect("an edit");
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

/// A drawing that users of other programs reported, how many areas it has, and what share of each of them away from
/// lines is one region's.
const REPORTED: [(&str, usize, f64); 6] = [
    ("white-on-black", 4, 0.95),
    ("diamond", 2, 0.97),
    ("diagonal", 2, 0.95),
    ("sprite16", 2, 0.9),
    ("leaf", 2, 0.95),
    ("shadow", 6, 0.95),
];

#[test]
fn light_lines_pixel_diagonals_tips_near_edges_and_lines_across_shadows_bound_areas_as_drawn() {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/golden/reported");
    for (name, areas, share) in REPORTED {
        let open = |file: String| Raster::open(folder.join(file), &Limits::default()).expect("a picture");
        let (drawing, truth) = (open(format!("{name}.png")), open(format!("{name}-truth.png")).map(|p| p[0]));
        let ink = ink(&drawing, InkSource::Auto);
        let map = RegionMap::segment(&ink, &RegionOptions::default(), None).expect("a drawing");
        assert_eq!(map.len(), areas, "{name}");
        for area in (0..=255).filter(|area| truth.as_slice().contains(area)) {
            let (mut inside, mut pixels) = (vec![0; map.len()], 0);
            let mut all = vec![0; map.len()];
            for (i, &id) in map.ids().as_slice().iter().enumerate().filter(|(i, _)| ink.as_slice()[*i] < 48) {
                all[id as usize - 1] += 1;
                if truth.as_slice()[i] == area {
                    inside[id as usize - 1] += 1;
                    pixels += 1;
                }
            }
            let best = (0..map.len()).map(|i| f64::from(inside[i]) / f64::from(all[i] + pixels - inside[i]));
            assert!(best.fold(0.0, f64::max) >= share, "{name}: area {area} is no region");
        }
    }
}

#[test]
fn black_ink_stays_where_a_red_line_crosses_over_it() {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/golden/reported");
    let open = |file: &str| Raster::open(folder.join(file), &Limits::default()).expect("a picture");
    let (drawing, ink) = (open("red-over-black.png"), open("red-over-black-ink.png"));
    let traced =
        Traced::read(&drawing, &TraceLine::usual(), &RegionOptions::default(), None).expect("a drawing");
    for (i, (line, ink)) in traced.line().as_slice().iter().zip(ink.as_slice()).enumerate() {
        let place = (i % drawing.width(), i / drawing.width());
        assert!(ink[0] < 240 || line[3] >= 175, "{place:?}: {}", line[3]);
    }
}

//! What the README promises, on sample drawings that no training saw.

use std::path::{Path, PathBuf};
use std::sync::LazyLock;

use colorize_core::{
    ColorOptions, Device, Document, Engine, Hint, Label, Layers, Limits, Origin, Place, Prompt, Raster,
    ReadOptions, Reading, Rgb, Withdrawal,
};

static ENGINE: LazyLock<Engine> = LazyLock::new(|| Engine::new(Device::Cpu).unwrap());
const RED: Rgb = Rgb::new(200, 20, 30);

fn root(path: &str) -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join(path)
}

fn read(path: &Path) -> Reading {
    let drawing = Raster::open(path, &Limits::default()).unwrap();
    Reading::new(&ENGINE, &drawing, &ReadOptions::default(), None).unwrap()
}

fn samples() -> impl Iterator<Item = Reading> {
    ["dress", "pigtails", "sailor", "suit"]
        .map(|name| read(&root(&format!("examples/drawings/{name}.png"))))
        .into_iter()
}

/// Two pixels side by side, without ink, are of one region, unless a gap was closed between them.
#[test]
fn nothing_crosses_a_line() {
    for reading in samples() {
        let (ids, ink, gaps) = (reading.regions().ids(), reading.ink(), reading.regions().gaps());
        let threshold = reading.options().regions.ink_threshold;
        let closed = |x: usize, y: usize| {
            gaps.iter().any(|gap| {
                // How far the pixel is from the straight line between the gap's ends.
                let [(ax, ay), (bx, by)] = [gap.from, gap.to].map(|(x, y)| (f64::from(x), f64::from(y)));
                let (dx, dy, px, py) = (bx - ax, by - ay, x as f64 - ax, y as f64 - ay);
                let along = ((px * dx + py * dy) / (dx * dx + dy * dy).max(1.0)).clamp(0.0, 1.0);
                (px - along * dx).hypot(py - along * dy) <= 2.5
            })
        };
        let flats = Document::new(reading.clone()).color(None).unwrap();
        let mut crossed = 0;
        for y in 1..ids.height() {
            for x in 1..ids.width() {
                for (x2, y2) in [(x - 1, y), (x, y - 1)] {
                    let open = ink.get(x, y) < threshold && ink.get(x2, y2) < threshold;
                    let split = ids.get(x, y) != ids.get(x2, y2);
                    assert!(
                        split || flats.flats().get(x, y) == flats.flats().get(x2, y2),
                        "one region, one colour"
                    );
                    // Eyes and mouths are set off where no line closes them.
                    let feature = [(x, y), (x2, y2)].iter().any(|&(x, y)| {
                        let (label, _) = reading.label(ids.get(x, y)).unwrap();
                        [Label::Eye, Label::EyeWhite, Label::Mouth].contains(&label)
                    });
                    crossed += usize::from(open && split && !feature && !closed(x, y));
                }
            }
        }
        // Specks that are no regions of their own go to the nearest one, and end where its neighbour begins.
        assert!(
            crossed * 2000 < ids.as_slice().len(),
            "{crossed} pixels of paper part without a line or a closed gap"
        );
    }
}

/// The regions that carry a label, the largest first.
fn labelled(layers: &Layers, label: Label) -> Vec<&colorize_core::RegionInfo> {
    let mut found: Vec<_> = layers.info().iter().filter(|info| info.label == label).collect();
    found.sort_by_key(|info| std::cmp::Reverse(info.area));
    found
}

#[test]
fn one_click_colours_all_the_hair() {
    for reading in samples() {
        let first = Document::new(reading.clone()).color(None).unwrap();
        let hair = labelled(&first, Label::Hair);
        let total: u32 = hair.iter().map(|info| info.area).sum();
        let clicked = reading.regions().region(hair[0].id).unwrap().seed;
        let hint = Hint::point(clicked.0 as f32 + 0.5, clicked.1 as f32 + 0.5, RED);
        let second = Document::new(reading).with_prompt([hint].into()).unwrap().color(None).unwrap();
        let red = |origin| -> u32 {
            let info = second.info().iter().filter(|info| info.origin == origin && info.color == Some(RED));
            info.map(|info| info.area).sum()
        };
        assert_eq!(red(Origin::Hint), hair[0].area);
        let colored = labelled(&second, Label::Hair);
        let followed: u32 = colored.iter().filter(|info| info.color == Some(RED)).map(|info| info.area).sum();
        assert!(f64::from(followed) >= 0.95 * f64::from(total), "{followed} of {total} pixels of hair");
        assert!(hair.len() == 1 || red(Origin::Follow) > 0, "other locks follow");
    }
}

/// A hinted region gets the very colour, and what neither follows it nor lies within its reach stays as it was: the
/// flats bit for bit, and the shade, where pixels between lines take the mean of their region, within one level.
#[test]
fn a_hint_changes_nothing_beyond_its_reach() {
    // The colouriser sees half of the working resolution, and 90 pixels to each side there.
    const REACH: u32 = 2 * (90 + 8);
    let reading = read(&root("examples/drawings/sailor.png"));
    let mut document = Document::new(reading);
    let before = document.color(None).unwrap();
    let small = before.info().iter().filter(|info| info.label == Label::Eye).min_by_key(|info| info.area);
    let hinted = small.expect("a drawing with eyes").clone();
    document.add(Hint::region(hinted.id, RED)).unwrap();
    let after = document.color(None).unwrap();
    let changed: Vec<_> =
        before.info().iter().zip(after.info()).filter(|(a, b)| a.color != b.color).collect();
    assert!(changed.iter().any(|(a, b)| a.id == hinted.id && b.color == Some(RED)));
    assert!(
        changed.iter().all(|(_, b)| matches!(b.origin, Origin::Hint | Origin::Follow)),
        "only what follows"
    );
    let near = |x: u32, y: u32| {
        changed.iter().any(|(info, _)| {
            let bounds = info.bounds;
            x + REACH >= bounds.left
                && x < bounds.right + REACH
                && y + REACH >= bounds.top
                && y < bounds.bottom + REACH
        })
    };
    let (mut far, mut moved, size) = (0, 0, (before.width() as u32, before.height() as u32));
    for (x, y) in (0..size.1).flat_map(|y| (0..size.0).map(move |x| (x, y))) {
        let at = (x as usize, y as usize);
        if !near(x, y) {
            far += 1;
            let (before, after) = (before.shade().get(at.0, at.1), after.shade().get(at.0, at.1));
            assert!(before.iter().zip(after).all(|(a, b)| a.abs_diff(b) <= 1), "shade at {at:?}");
            moved += usize::from(before != after);
        }
        if changed.iter().all(|(info, _)| info.id != before.regions().get(at.0, at.1)) {
            assert_eq!(before.flats().get(at.0, at.1), after.flats().get(at.0, at.1), "flats at {at:?}");
        }
    }
    assert!(far > 0 && moved * 100 <= far, "{moved} of {far} pixels beyond its reach");
}

/// Of the regions that are coloured when nineteen in twenty are promised to be right, so many are.
#[test]
fn the_promised_accuracy_is_kept() {
    let below = ENGINE.calibration().unwrap().threshold(0.95).unwrap();
    let (mut right, mut colored, mut all) = (0, 0, 0);
    for entry in std::fs::read_dir(root("tests/data/anime2d")).unwrap() {
        let path = entry.unwrap().path();
        let Some(stem) = path.to_str().unwrap().strip_suffix("_line.webp") else { continue };
        let truth = image::open(format!("{stem}_labels.png")).unwrap();
        let reading = read(&path);
        let options = ColorOptions::default().with_withdraw(Withdrawal::default().with_below(below));
        let layers = Document::new(reading).with_options(options).unwrap().color(None).unwrap();
        let mut votes = vec![[0u32; Label::COUNT]; layers.info().len()];
        for (&id, label) in layers.regions().as_slice().iter().zip(truth.to_luma8().into_raw()) {
            if let Some(count) = votes[id as usize - 1].get_mut(usize::from(label)) {
                *count += 1; // else nobody knows
            }
        }
        for (info, votes) in layers.info().iter().zip(votes).filter(|(info, _)| info.area > 10) {
            let most = (0..votes.len()).max_by_key(|&label| votes[label]).unwrap();
            all += 1;
            colored += usize::from(!info.withdrawn);
            right += usize::from(!info.withdrawn && usize::from(info.label_id) == most);
        }
    }
    assert!(all > 100, "{all} regions");
    assert!(f64::from(right as u32) >= 0.95 * f64::from(colored as u32), "{right} of {colored} right");
    assert!(f64::from(colored as u32) >= 0.6 * f64::from(all as u32), "{colored} of {all} coloured");
}

#[test]
fn parts_are_named_as_the_label_set_names_them() {
    let reading = read(&root("examples/drawings/dress.png"));
    let prompt = |name: &str| {
        Prompt::from([Hint::new(Place::Part(name.into()), colorize_core::LocalStyle::color(RED))])
    };
    let layers = Document::new(reading.clone()).with_prompt(prompt("hair")).unwrap().color(None).unwrap();
    assert!(labelled(&layers, Label::Hair).iter().all(|info| info.color == Some(RED)));
    let error = Document::new(reading).with_prompt(prompt("cape")).unwrap_err().to_string();
    assert!(error.starts_with("hint 1 is for an unknown part `cape`"), "{error}");
}

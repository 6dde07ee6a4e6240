//! `colorize carry` and `colorize clip` on small generated shots.

mod tool;

use std::collections::HashSet;
use std::fs;
use std::path::Path;

use colorize_core::Raster;
use colorize_core::synth::{Action, Manner, SynthOptions, animate};
use serde_json::Value;
use tool::{fail, names, open, run, succeed};

const QUICK: &str = "--max-side 128 --no-mirror";
const CLIP: &str =
    "clip lines/shot.####.png --colored color/shot.####.png -o out --max-side 128 --no-mirror -q";

/// A folder with the drawings `lines/shot.0001.png` and so on, and the first one coloured: `color/shot.0001.png`.
fn shot(frames: usize) -> tempfile::TempDir {
    let folder = tempfile::tempdir().unwrap();
    let options = SynthOptions { size: 128, manner: Some(Manner::Clean), ..SynthOptions::default() };
    let drawn = animate(7, Action::Wave, frames, &options).unwrap();
    fs::create_dir(folder.path().join("lines")).unwrap();
    fs::create_dir(folder.path().join("color")).unwrap();
    for (number, drawing) in (1..).zip(&drawn) {
        let line = drawing.line.map(|&ink| [255 - ink, 255 - ink, 255 - ink, 255]);
        line.save(folder.path().join(format!("lines/shot.{number:04}.png"))).unwrap();
        if number == 1 {
            let flat = drawing.flat.map(|&[r, g, b]| [r, g, b, 255]);
            flat.save(folder.path().join("color/shot.0001.png")).unwrap();
        }
    }
    folder
}

fn colors(picture: &Raster) -> HashSet<[u8; 4]> {
    picture.as_slice().iter().copied().filter(|pixel| pixel[3] > 0).collect()
}

fn json(path: &Path) -> Value {
    serde_json::from_slice(&fs::read(path).unwrap()).unwrap()
}

#[test]
fn a_shot_takes_its_colours_from_the_first_frame_to_the_bit() {
    let folder = shot(4);
    let path = folder.path();
    let args = "--layers --accuracy 0 --track table.json --sheet sheet.png --video shot.apng --rate 8";
    succeed(path, &format!("{CLIP} {args}"));
    let given = colors(&open(path.join("color/shot.0001.png")));
    for number in 2..=4 {
        let flats = open(path.join(format!("out/shot.000{number}/flats.png")));
        assert!(colors(&flats).is_subset(&given) && colors(&flats).len() > 2, "frame {number}");
    }
    assert_eq!(open(path.join("out/shot.0001.png")), open(path.join("color/shot.0001.png")));
    let table = json(&path.join("table.json"));
    let frames: Vec<u64> =
        table["frames"].as_array().unwrap().iter().map(|f| f["frame"].as_u64().unwrap()).collect();
    assert_eq!(frames, [1, 2, 3, 4]);
    let lasting = |track: &&Value| track["frames"].as_array().unwrap().len() == 4;
    assert!(table["tracks"].as_array().unwrap().iter().filter(lasting).count() > 2);
    assert!(open(path.join("sheet.png")).width() > 128);
    let video = png::Decoder::new(std::io::BufReader::new(fs::File::open(path.join("shot.apng")).unwrap()));
    assert_eq!(video.read_info().unwrap().info().animation_control().unwrap().num_frames, 4);
}

#[test]
fn a_shot_that_was_stopped_goes_on_and_comes_to_the_same() {
    let folder = shot(4);
    let path = folder.path();
    succeed(path, CLIP);
    let frame = |number: u32| path.join(format!("out/shot.000{number}.png"));
    let whole = [2, 3, 4].map(|number| fs::read(frame(number)).unwrap());
    let time = fs::metadata(frame(2)).unwrap().modified().unwrap();
    fs::write(frame(3), b"half").unwrap();
    fs::remove_file(frame(4)).unwrap();
    succeed(path, CLIP);
    assert_eq!([2, 3, 4].map(|number| fs::read(frame(number)).unwrap()), whole);
    assert_eq!(fs::metadata(frame(2)).unwrap().modified().unwrap(), time);
    succeed(path, &format!("{CLIP} --force --frames 1-3x2"));
    assert_eq!(fs::metadata(frame(2)).unwrap().modified().unwrap(), time);
}

#[test]
fn bad_frames_are_told_and_the_others_done() {
    let folder = shot(6);
    let path = folder.path();
    let line = |number: u32| path.join(format!("lines/shot.000{number}.png"));
    fs::write(line(2), b"no picture").unwrap();
    Raster::filled(64, 64, [0, 0, 0, 255]).save(line(3)).unwrap();
    Raster::filled(128, 128, [255; 4]).save(line(4)).unwrap();
    fs::remove_file(line(5)).unwrap();
    let output = run(path, CLIP.split_whitespace());
    let said = String::from_utf8(output.stderr).unwrap();
    assert_eq!(output.status.code(), Some(3), "{said}");
    let lines = said.lines().collect::<Vec<_>>();
    assert!(lines[0].contains("frame 5: there is no lines/shot.0005.png"), "{said}");
    assert!(lines[1].contains("frame 2: ") && lines[1].contains("is not a PNG"), "{said}");
    assert!(lines[2].contains("frame 3: it is 64x64, the first coloured frame 128x128"), "{said}");
    assert!(lines[3].contains("frame 4: there is nothing drawn"), "{said}");
    assert_eq!(lines[4], "colorize: 4 of 6 frames were left out: 2, 3, 4, 5");
    assert_eq!(names(&path.join("out")), [".clip", "shot.0001.png", "shot.0006.png"]);
}

#[test]
fn a_bad_coloured_frame_does_not_end_the_shot() {
    let folder = shot(5);
    let path = folder.path();
    // A drawing is no coloured picture, and half a file none at all.
    fs::copy(path.join("lines/shot.0005.png"), path.join("color/shot.0005.png")).unwrap();
    fs::write(path.join("color/shot.0003.png"), b"half").unwrap();
    let output = run(path, CLIP.split_whitespace());
    let said = String::from_utf8(output.stderr).unwrap();
    assert_eq!(output.status.code(), Some(3), "{said}");
    let lines = said.lines().collect::<Vec<_>>();
    assert!(lines[0].contains("frame 3: ") && lines[0].contains("is not a PNG"), "{said}");
    assert!(lines[1].contains("frame 5: the reference has no colours"), "{said}");
    assert_eq!(lines[2], "colorize: 2 of 5 frames were left out: 3, 5");
    let made = names(&path.join("out"));
    assert!(made.contains(&"shot.0002.png".to_owned()) && made.contains(&"shot.0004.png".to_owned()));
    fs::remove_file(path.join("color/shot.0001.png")).unwrap();
    let output = run(path, CLIP.split_whitespace());
    let said = String::from_utf8(output.stderr).unwrap();
    assert!(said.ends_with("colorize: no coloured frame is left to carry colours from\n"), "{said}");
}

#[test]
fn a_correction_goes_through_the_shot() {
    let folder = shot(4);
    let path = folder.path();
    succeed(path, &format!("{CLIP} --layers --accuracy 0 --track table.json"));
    let read = |number: u32| fs::read(path.join(format!("out/shot.000{number}.png"))).unwrap();
    let before = [2, 3, 4].map(read);
    // The largest part that shows in all frames, ground apart, becomes green in the third one.
    let table = json(&path.join("table.json"));
    let whole =
        |track: &&Value| track["part"] != "background" && track["frames"].as_array().unwrap().len() == 4;
    assert!(table["tracks"].as_array().unwrap().iter().any(|track| whole(&track)), "{table}");
    let flats = open(path.join("out/shot.0003/flats.png"));
    let mut areas = std::collections::BTreeMap::<[u8; 4], Vec<usize>>::new();
    flats
        .as_slice()
        .iter()
        .enumerate()
        .filter(|(_, pixel)| pixel[3] > 0 && pixel[..3] != [255; 3])
        .for_each(|(i, &pixel)| areas.entry(pixel).or_default().push(i));
    let (color, pixels) = areas.into_iter().max_by_key(|(_, pixels)| pixels.len()).unwrap();
    let at = pixels[pixels.len() / 2];
    let (x, y) = (at % flats.width(), at / flats.width());
    succeed(path, &format!("{CLIP} --layers --accuracy 0 --correct 3:{x},{y}=#10e020"));
    let green = |number: u32| {
        let flats = open(path.join(format!("out/shot.000{number}/flats.png")));
        flats.as_slice().iter().filter(|pixel| pixel[..3] == [0x10, 0xe0, 0x20]).count()
    };
    assert_eq!(read(2), before[0], "earlier frames stay");
    assert!(green(3) > 20 && green(4) > 20 && green(2) == 0, "{} {} of {color:?}", green(3), green(4));
    // What was put right stays so beside the next, until it is taken back.
    succeed(path, &format!("{CLIP} --layers --accuracy 0 --correct 4:0,0=#e01020"));
    assert!(green(3) > 20 && green(4) > 20, "{} {}", green(3), green(4));
    let [second, third] = [3, 4].map(read);
    succeed(path, &format!("{CLIP} --layers --accuracy 0 --force"));
    assert_eq!([3, 4].map(read), [second, third]);
    succeed(path, &format!("{CLIP} --layers --accuracy 0 --uncorrect"));
    assert_eq!([2, 3, 4].map(read), before);
    let wrong = |text: &str| fail(path, &format!("{CLIP} --correct {text}"), 2);
    assert!(wrong("1:3,3=#fff").contains("frame 1, which is to be corrected, is a coloured one"));
    assert!(wrong("9:3,3=#fff").contains("frame 9, which is to be corrected, is none of those"));
    assert!(wrong("3=#fff").contains("write FRAME:X,Y=#RRGGBB"));
}

#[test]
fn a_hold_is_noticed() {
    let folder = shot(3);
    let path = folder.path();
    fs::copy(path.join("lines/shot.0002.png"), path.join("lines/shot.0003.png")).unwrap();
    succeed(path, &format!("{CLIP} --track table.json"));
    let table = json(&path.join("table.json"));
    let holds: Vec<bool> =
        table["frames"].as_array().unwrap().iter().map(|f| f["hold"].as_bool().unwrap()).collect();
    assert_eq!(holds, [false, false, true]);
    assert_eq!(open(path.join("out/shot.0002.png")), open(path.join("out/shot.0003.png")));
    // Stopped before it, the shot goes on to the same.
    let kept = || {
        ["shot.0003.carried.json", "shot.0003.regions.json"]
            .map(|name| fs::read(path.join("out/.clip").join(name)).unwrap())
    };
    let before = kept();
    fs::remove_file(path.join("out/shot.0003.png")).unwrap();
    succeed(path, CLIP);
    assert_eq!(kept(), before);
}

#[test]
fn a_hold_of_a_coloured_frame_takes_all_of_it() {
    let folder = shot(2);
    let path = folder.path();
    fs::copy(path.join("lines/shot.0001.png"), path.join("lines/shot.0002.png")).unwrap();
    succeed(path, &format!("{CLIP} --track table.json"));
    let table = json(&path.join("table.json"));
    assert_eq!(table["frames"][1]["hold"], true);
    assert_eq!(table["frames"][1]["withdrawn"], 0);
    assert_eq!(table["worst"], serde_json::json!([]));
}

#[test]
fn names_and_ranges_that_mean_nothing_are_told() {
    let folder = shot(1);
    let path = folder.path();
    for (args, said) in [
        ("clip shot.png --colored color/shot.####.png -o out", "`shot.png` has no place for the number"),
        ("clip a#b#.png --colored color/shot.####.png -o out", "`a#b#.png` has two places for the number"),
        ("clip lines/shot.####.png --colored color/shot.####.png -o out --frames 4-2", "`4-2` is no range"),
    ] {
        let line = fail(path, args, 2);
        assert!(line.contains(said), "{line}");
    }
    let line = fail(path, "clip lines/shot.####.png --colored color/none.####.png -o out", 3);
    assert_eq!(line, "there are no coloured frames such as color/none.0001.png");
}

#[test]
fn drawings_take_the_colours_of_a_reference_and_one_bad_one_spoils_nothing() {
    let folder = shot(2);
    let path = folder.path();
    fs::write(path.join("bad.png"), b"").unwrap();
    let reference = "--reference color/shot.0001.png,lines/shot.0001.png";
    let args =
        format!("carry bad.png lines/shot.0002.png {reference} -o out --layers --accuracy 0 -q {QUICK}");
    let output = run(path, args.split_whitespace());
    let said = String::from_utf8(output.stderr).unwrap();
    assert_eq!(output.status.code(), Some(3), "{said}");
    assert!(said.ends_with("colorize: 1 of 2 drawings were left out: bad.png\n"), "{said}");
    let flats = open(path.join("out/shot.0002/flats.png"));
    assert!(colors(&flats).is_subset(&colors(&open(path.join("color/shot.0001.png")))));
    let line = fail(path, &format!("carry lines/shot.0002.png --reference bad.png -o out {QUICK}"), 3);
    assert!(line.contains("the file is empty"), "{line}");
    let two = format!("carry lines/shot.0002.png {reference} --reference bad.png -o out -q {QUICK}");
    let output = run(path, two.split_whitespace());
    let said = String::from_utf8(output.stderr).unwrap();
    assert_eq!(output.status.code(), Some(3), "{said}");
    assert!(said.ends_with("colorize: 1 of 2 references were left out: bad.png\n"), "{said}");
    Raster::filled(128, 128, [255; 4]).save(path.join("empty.png")).unwrap();
    let output = run(path, format!("carry empty.png {reference} -o out -q {QUICK}").split_whitespace());
    let said = String::from_utf8(output.stderr).unwrap();
    assert!(said.starts_with("colorize: empty.png: there is nothing drawn\n"), "{said}");
    let white = format!("carry lines/shot.0002.png --reference lines/shot.0001.png -o out {QUICK}");
    let line = fail(path, &white, 2);
    assert!(line.starts_with("lines/shot.0001.png: the reference has no colours"), "{line}");
}

#[test]
fn a_painted_background_stays_where_it_is() {
    let folder = shot(2);
    let path = folder.path();
    let own = open(path.join("color/shot.0001.png"));
    let blue = [48, 96, 192, 255];
    own.map(|&pixel| if pixel == [255; 4] { blue } else { pixel }).save(path.join("blue.png")).unwrap();
    let reference = "--reference blue.png,lines/shot.0001.png";
    let args = format!("carry lines/shot.0002.png {reference} -o out --layers --accuracy 0 -q {QUICK}");
    let output = run(path, args.split_whitespace());
    let said = String::from_utf8(output.stderr).unwrap();
    assert!(output.status.success(), "{said}");
    assert_eq!(said, "colorize: blue.png: its background #3060c0 is not carried over\n");
    let flats = colors(&open(path.join("out/shot.0002/flats.png")));
    assert!(!flats.contains(&blue) && flats.len() > 2, "{flats:?}");
}

#[test]
fn trace_lines_are_filled_with_shadows_of_the_reference() {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path();
    let line = |x: usize, y: usize| {
        let across = (20..=140).contains(&x) && [20, 21, 139, 140].contains(&y);
        across || ((20..=140).contains(&y) && [20, 21, 79, 80, 139, 140].contains(&x))
    };
    let (red, dark, blue) = ([208, 64, 64, 255], [150, 30, 40, 255], [64, 96, 208, 255]);
    let paint = |x: usize, y: usize| match (x, y) {
        _ if line(x, y) => [0, 0, 0, 255],
        (22..79, 22..100) => red,
        (22..79, 100..139) => dark,
        (81..139, 22..139) => blue,
        _ => [255; 4],
    };
    let ink = |x: usize, y: usize| if line(x, y) { [0, 0, 0, 255] } else { [255; 4] };
    let traced = |x: usize, y: usize| match (x, y) {
        (22..79, 98..101) => [0, 0, 255, 255],
        _ => ink(x, y),
    };
    Raster::from_fn(160, 160, paint).save(path.join("color.png")).unwrap();
    Raster::from_fn(160, 160, ink).save(path.join("line.png")).unwrap();
    Raster::from_fn(160, 160, traced).save(path.join("next.png")).unwrap();
    let reference = "--reference color.png,line.png";
    succeed(path, &format!("carry next.png {reference} -o out --layers --accuracy 0 --traces -q {QUICK}"));
    let flats = open(path.join("out/next/flats.png"));
    for (at, color) in [((50, 60), red), ((50, 120), dark), ((110, 120), blue)] {
        assert_eq!(flats.get(at.0, at.1), color, "{at:?}");
    }
    let picture = open(path.join("out/next.png"));
    assert!(picture.as_slice().iter().all(|pixel| pixel[..3] != [0, 0, 255]), "the trace line is gone");
}

//! Drawings coloured.

use std::process::Stdio;

use crate::tool::{boxes, command, fail, names, open, run, succeed};
use crate::{figure, folder, json, kind};
use colorize_core::{Label, Rgb};
use image::ColorType;
use serde_json::Value;

const LAYERS: [&str; 7] =
    ["confidence.png", "flats.png", "labels.png", "layers.json", "line.png", "regions.png", "shade.png"];

#[test]
fn hinted_region_has_exactly_the_asked_colour() {
    let folder = folder();
    let at = |name: &str| folder.path().join(name);
    succeed(
        folder.path(),
        "color boxes.png -o out.png --layers layers --max-side 96 --hint 24,32=#c03028 --hint 72.5,32=#0a7",
    );
    let flats = open(at("layers/flats.png"));
    let regions = image::open(at("layers/regions.png")).unwrap().into_luma16();
    for (x, y, color) in [(24, 32, Rgb::from_hex(0xc0_3028)), (72, 32, Rgb::from_hex(0x00_aa77))] {
        let id = regions.get_pixel(x, y)[0];
        for (pixel, found) in flats.as_slice().iter().zip(regions.pixels()) {
            assert_eq!(*pixel == color.with_alpha(255), found[0] == id);
        }
        let info = &json(at("layers/layers.json"))["regions"][usize::from(id) - 1];
        assert_eq!((&info["color"], &info["origin"]), (&color.to_string().into(), &"hint".into()));
    }
}

#[test]
fn layers_are_whole_and_of_the_told_kind() {
    let folder = folder();
    succeed(folder.path(), "color boxes.png -o out.png --layers layers --max-side 96");
    assert_eq!(names(folder.path()), ["boxes.png", "layers", "out.png"]);
    let layers = folder.path().join("layers");
    assert_eq!(names(&layers), LAYERS);
    for (name, expected) in [
        ("line.png", ColorType::Rgba8),
        ("flats.png", ColorType::Rgba8),
        ("shade.png", ColorType::Rgba8),
        ("regions.png", ColorType::L16),
        ("labels.png", ColorType::L8),
        ("confidence.png", ColorType::L8),
    ] {
        assert_eq!(kind(layers.join(name)), expected, "{name}");
        assert_eq!(image::image_dimensions(layers.join(name)).unwrap(), (96, 64), "{name}");
    }
    let ids = image::open(layers.join("regions.png")).unwrap().into_luma16();
    let labels = image::open(layers.join("labels.png")).unwrap().into_luma8();
    let file = json(layers.join("layers.json"));
    assert_eq!((&file["width"], &file["height"], &file["kind"]), (&96.into(), &64.into(), &"line".into()));
    let known: Vec<_> =
        file["labels"].as_array().unwrap().iter().map(|name| name.as_str().unwrap()).collect();
    assert_eq!(known, Label::ALL.map(Label::name));
    let regions = file["regions"].as_array().unwrap();
    assert_eq!(regions.len(), 3, "the ground and two boxes");
    for (i, region) in regions.iter().enumerate() {
        assert_eq!(region["id"], i + 1);
        let inside = || ids.enumerate_pixels().filter(|(_, _, id)| usize::from(id[0]) == i + 1);
        assert_eq!(region["area"], inside().count());
        let [left, top, right, bottom] = [0, 1, 2, 3].map(|k| region["box"][k].as_u64().unwrap() as u32);
        for (x, y, _) in inside() {
            assert!((left..right).contains(&x) && (top..bottom).contains(&y));
            assert_eq!(known[usize::from(labels.get_pixel(x, y)[0])], region["label"].as_str().unwrap());
        }
        assert!((0.0..=1.0).contains(&region["confidence"].as_f64().unwrap()));
    }
}

#[test]
fn layers_join_what_is_in_their_folder() {
    let folder = folder();
    let layers = folder.path().join("layers");
    std::fs::create_dir(&layers).unwrap();
    std::fs::write(layers.join("notes.txt"), "mine").unwrap();
    std::fs::write(layers.join("flats.png"), "old").unwrap();
    succeed(folder.path(), "color boxes.png -o out.png --layers layers --max-side 64");
    let mut expected = [&LAYERS[..], &["notes.txt"]].concat();
    expected.sort_unstable();
    assert_eq!(names(&layers), expected);
    assert_eq!(open(layers.join("flats.png")).width(), 96);
    assert_eq!(names(folder.path()), ["boxes.png", "layers", "out.png"]);
}

#[test]
fn slashes_of_an_earlier_run_go() {
    let folder = folder();
    let layers = folder.path().join("layers");
    let color = "color boxes.png -o out.png --layers layers --max-side 64";
    std::fs::create_dir(&layers).unwrap();
    std::fs::write(layers.join("withdraw.png"), "mine").unwrap();
    succeed(folder.path(), color);
    assert_eq!(std::fs::read(layers.join("withdraw.png")).unwrap(), b"mine", "no earlier run wrote it");
    succeed(folder.path(), &format!("{color} --withdraw 1"));
    assert_eq!(open(layers.join("withdraw.png")).width(), 96);
    succeed(folder.path(), color);
    assert_eq!(names(&layers), LAYERS);
}

#[test]
fn light_lines_on_a_dark_ground_are_ink_if_asked_for() {
    let folder = folder();
    let negative = boxes().map(|&[r, g, b, a]| [255 - r, 255 - g, 255 - b, a]);
    negative.save(folder.path().join("board.png")).unwrap();
    succeed(folder.path(), "regions boxes.png -o white.png");
    succeed(folder.path(), "regions board.png -o black.png --ink lightness");
    let read = |name: &str| std::fs::read(folder.path().join(name)).unwrap();
    assert_eq!(read("white.png"), read("black.png"));
}

#[test]
fn hints_of_the_command_line_win_over_those_of_a_file() {
    let folder = folder();
    let hints = r##"{"hints": [{"x": 24, "y": 32, "color": "#112233"}, {"points": [[70, 20], [75, 40]], "color": "#445566"}]}"##;
    std::fs::write(folder.path().join("hints.json"), hints).unwrap();
    succeed(
        folder.path(),
        "color boxes.png -o out.png --layers layers --max-side 64 --hints hints.json --hint 24,32=#ff0000",
    );
    let flats = open(folder.path().join("layers/flats.png"));
    assert_eq!(flats.get(24, 32), [255, 0, 0, 255]);
    assert_eq!(flats.get(72, 32), [0x44, 0x55, 0x66, 255]);
}

#[test]
fn words_are_hints_and_what_is_not_understood_is_told() {
    let folder = figure();
    let output =
        run(folder.path(), ["color", "dress.png", "-o", "a.png", "--words", "#203060 hair, frilly skirt"]);
    assert!(output.status.success());
    assert_eq!(String::from_utf8(output.stdout).unwrap(), "#203060 hair  #203060\n");
    let said = String::from_utf8(output.stderr).unwrap();
    let expected = "colorize: warning: `frilly` is no known word\ncolorize: warning: `skirt` has no colour\n";
    assert_eq!(said, expected);
    std::fs::write(folder.path().join("hair.json"), r##"{"hints": [{"part": "hair", "color": "#203060"}]}"##)
        .unwrap();
    succeed(folder.path(), "color dress.png -o b.png --hints hair.json");
    assert_eq!(open(folder.path().join("a.png")), open(folder.path().join("b.png")));
}

#[test]
fn proposals_differ_and_can_be_picked() {
    let folder = figure();
    let at = |name: &str| std::fs::read(folder.path().join(name)).unwrap();
    succeed(
        folder.path(),
        "color dress.png -o many.png --proposals 3 --layers layers --max-side 256 --seed 5",
    );
    assert_eq!(
        names(folder.path()),
        ["dress.png", "layers", "many-1.png", "many-2.png", "many-3.png", "many.png"]
    );
    assert_eq!(names(&folder.path().join("layers")), ["1", "2", "3"]);
    assert_eq!(names(&folder.path().join("layers/2")), LAYERS);
    let [one, two, three] = [1, 2, 3].map(|i| open(folder.path().join(format!("many-{i}.png"))));
    let difference = |a: &colorize_core::Raster, b: &colorize_core::Raster| {
        a.as_slice().iter().zip(b.as_slice()).filter(|(a, b)| a != b).count()
    };
    for (a, b) in [(&one, &two), (&one, &three), (&two, &three)] {
        assert!(difference(a, b) > 512 * 512 / 50, "{}", difference(a, b));
    }
    let sheet = open(folder.path().join("many.png"));
    assert!(sheet.width() > 800 && sheet.height() > 800, "two rows of 400 pixels and numbers");
    succeed(folder.path(), "color dress.png -o second.png --pick 2 --max-side 256 --seed 5");
    assert_eq!(at("second.png"), at("many-2.png"));
    succeed(folder.path(), "color dress.png -o first.png --max-side 256 --seed 5");
    assert_eq!(at("first.png"), at("many-1.png"));
}

#[test]
fn same_command_gives_the_same_bytes_on_any_number_of_threads() {
    let folder = figure();
    let color = |name: &str, threads: &str| {
        let args = ["color", "dress.png", "-o", name, "--layers", "layers", "--hint", "256,150=#2244cc"];
        let output =
            command().args(args).current_dir(folder.path()).env("RAYON_NUM_THREADS", threads).output();
        assert!(output.unwrap().status.success());
        let layers = LAYERS.map(|layer| std::fs::read(folder.path().join("layers").join(layer)).unwrap());
        (std::fs::read(folder.path().join(name)).unwrap(), layers)
    };
    let first = color("first.png", "1");
    assert!(first == color("second.png", "1"), "a second run differs");
    assert!(first == color("third.png", "3"), "three threads differ from one");
}

#[test]
fn sheet_colours_its_parts_and_leaves_the_others() {
    let folder = figure();
    let sheet = r##"{"parts": {"hair": "#123456", "face": "#89abcd"}}"##;
    std::fs::write(folder.path().join("sheet.json"), sheet).unwrap();
    let colors = |args: &str| {
        succeed(folder.path(), &format!("color dress.png -o out.png --layers layers --seed 3 {args}"));
        let file = json(folder.path().join("layers/layers.json"));
        let regions = file["regions"].as_array().unwrap().clone();
        let pair =
            |r: &Value| (r["label"].as_str().unwrap().to_owned(), r["color"].as_str().map(str::to_owned));
        regions.iter().filter(|r| r["origin"] == "automatic").map(pair).collect::<Vec<_>>()
    };
    let (without, with) = (colors(""), colors("--sheet sheet.json"));
    assert_eq!(without.len(), with.len());
    for ((label, before), (_, after)) in without.iter().zip(&with) {
        match Label::from_name(label).unwrap().kin() {
            Label::Hair => assert_eq!(after.as_deref(), Some("#123456"), "{label}"),
            Label::Face => assert_eq!(after.as_deref(), Some("#89abcd"), "{label}"),
            _ => assert_eq!(after, before, "{label}"),
        }
    }
    assert!(with.iter().any(|(label, _)| label == "hair"), "a figure has hair");
    assert!(with.iter().any(|(label, _)| label == "top"), "and a top");
}

#[test]
fn ground_is_white_or_transparent() {
    let folder = figure();
    succeed(folder.path(), "color dress.png -o white.png");
    succeed(folder.path(), "color dress.png -o clear.png --transparent");
    assert_eq!(open(folder.path().join("white.png")).get(2, 2), [255; 4]);
    assert_eq!(open(folder.path().join("clear.png")).get(2, 2), [0; 4]);
}

#[test]
fn unsure_regions_are_given_back_with_slashes() {
    let folder = figure();
    let at = |name: &str| folder.path().join(name);
    succeed(
        folder.path(),
        "color dress.png -o out.png --layers layers --withdraw 1 --hint 235,60=#c03028 --slash-colors #000 #0f0",
    );
    let layers = json(at("layers/layers.json"));
    assert_eq!(layers["layers"][1][0], "withdraw.png");
    let regions = layers["regions"].as_array().unwrap();
    let (flats, slashes) = (open(at("layers/flats.png")), open(at("layers/withdraw.png")));
    let ids = image::open(at("layers/regions.png")).unwrap().into_luma16();
    for ((flat, slash), id) in flats.as_slice().iter().zip(slashes.as_slice()).zip(ids.pixels()) {
        let region = &regions[usize::from(id[0]) - 1];
        let withdrawn = region["withdrawn"].as_bool().unwrap();
        assert_eq!(slash[3], if withdrawn { 255 } else { 0 });
        assert!(!withdrawn || flat[3] == 0 && slash[0] == 0 && slash[2] == 0);
    }
    let withdrawn = |regions: &[Value]| regions.iter().filter(|region| region["withdrawn"] == true).count();
    assert!(withdrawn(regions) * 2 > regions.len(), "{} of {}", withdrawn(regions), regions.len());
    assert!(regions.iter().any(|region| region["origin"] == "hint" && region["withdrawn"] == false));
    succeed(folder.path(), "color dress.png -o out.png --layers promised --accuracy 0.9");
    let promised = json(at("promised/layers.json"));
    let promised = promised["regions"].as_array().unwrap();
    assert!(withdrawn(promised) * 2 < promised.len(), "{} of {}", withdrawn(promised), promised.len());
    for (args, expected) in [
        ("--withdraw 1.5", "1.5 is outside 0 to 1"),
        ("--withdraw 0.5 --accuracy 0.5", "cannot be used with"),
        ("--accuracy 1", "no threshold makes a share of 1 right"),
        ("--withdraw 0.5 --slash-spacing 1", "1 is not in 2..=4096"),
        ("--slash-spacing 9", "required arguments were not provided: <--withdraw <F>|--accuracy <F>>"),
        ("--withdraw 0.5 --slash-angle NaN", "angle NaN of the slashes is no number"),
    ] {
        let said = fail(folder.path(), &format!("color dress.png -o out.png {args}"), 2);
        assert!(said.contains(expected), "{args}: {said}");
    }
}

#[test]
fn shade_and_light_change_the_picture() {
    let folder = figure();
    let color = |args: &str| {
        succeed(folder.path(), &format!("color dress.png -o out.png {args}"));
        std::fs::read(folder.path().join("out.png")).unwrap()
    };
    let pictures = ["", "--shade 0", "--shade 2", "--light -1,-1", "--light 1,-1,0"].map(color);
    for (i, picture) in pictures.iter().enumerate() {
        assert!(!pictures[..i].contains(picture), "picture {i} is as one before it");
    }
}

#[test]
fn drawing_comes_from_standard_input() {
    let folder = folder();
    let input = std::fs::File::open(folder.path().join("boxes.png")).unwrap();
    let mut tool = command();
    tool.args(["regions", "-", "-o", "piped.png"]).current_dir(folder.path()).stdin(input);
    assert!(tool.status().unwrap().success());
    succeed(folder.path(), "regions boxes.png -o opened.png");
    let read = |name: &str| std::fs::read(folder.path().join(name)).unwrap();
    assert_eq!(read("piped.png"), read("opened.png"));
    let mut tool = command();
    tool.args(["regions", "-", "-o", "none.png"]).current_dir(folder.path()).stdin(Stdio::null());
    let output = tool.output().unwrap();
    assert_eq!(output.status.code(), Some(3));
    assert_eq!(output.stderr, b"colorize: standard input: the file is empty\n");
}

#[cfg(unix)]
#[test]
fn ctrl_c_leaves_no_file_behind() {
    let folder = figure();
    let mut tool = command();
    tool.args(["color", "dress.png", "-o", "out.png", "--proposals", "99", "--layers", "layers"]);
    let tool = tool.current_dir(folder.path()).stderr(Stdio::piped()).spawn().unwrap();
    // Its hidden folder tells that it runs; the signal is watched for before that.
    while names(folder.path()).len() == 1 {
        std::thread::sleep(std::time::Duration::from_millis(20));
    }
    let sent = std::process::Command::new("kill").args(["-INT", &tool.id().to_string()]).status().unwrap();
    assert!(sent.success());
    let output = tool.wait_with_output().unwrap();
    assert_eq!(output.status.code(), Some(130));
    assert_eq!(output.stderr, b"colorize: cancelled\n");
    assert_eq!(names(folder.path()), ["dress.png"]);
}

//! The command line tool, run as a program.

mod tool;

use std::path::Path;
use std::process::Stdio;

#[cfg(feature = "train")]
use colorize_core::synth::{SynthOptions, draw};
#[cfg(feature = "train")]
use colorize_core::train::Pairs;
use colorize_core::{Label, Rgb};
use image::ColorType;
use serde_json::Value;
use tool::{boxes, command, fail, names, open, run, sample, succeed};

const LAYERS: [&str; 7] =
    ["confidence.png", "flats.png", "labels.png", "layers.json", "line.png", "regions.png", "shade.png"];

/// A folder with a drawing of two boxes, `boxes.png`.
fn folder() -> tempfile::TempDir {
    let folder = tempfile::tempdir().unwrap();
    boxes().save(folder.path().join("boxes.png")).unwrap();
    folder
}

/// A folder with a drawing of a whole figure, `dress.png`.
fn figure() -> tempfile::TempDir {
    let folder = tempfile::tempdir().unwrap();
    std::fs::copy(sample("dress.png"), folder.path().join("dress.png")).unwrap();
    folder
}

fn json(path: impl AsRef<Path>) -> Value {
    serde_json::from_slice(&std::fs::read(path).unwrap()).unwrap()
}

fn kind(path: impl AsRef<Path>) -> ColorType {
    image::open(path).unwrap().color()
}

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
    assert_eq!((&file["width"], &file["height"]), (&96.into(), &64.into()));
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
fn palette_of_a_coloured_picture_gives_its_colours_back() {
    let folder = figure();
    let at = |name: &str| folder.path().join(name);
    let sheet = r##"{"parts": {"hair": "#123456", "face": "#fbdcc6", "top": "#c03028"}}"##;
    std::fs::write(at("mika.json"), sheet).unwrap();
    succeed(folder.path(), "color dress.png -o mika.png --sheet mika.json --shade 0");
    succeed(folder.path(), "palette dress.png --colored mika.png -o found.json --preview found.png");
    succeed(folder.path(), "palette dress.png --colored mika.png -o found.gpl");
    let found = json(at("found.json"));
    for (part, color) in [("hair", "#123456"), ("face", "#fbdcc6"), ("top", "#c03028")] {
        let colors = &found["parts"][part];
        assert!([colors, &colors[0]].contains(&&Value::from(color)), "{part}: {colors}");
    }
    assert_eq!(kind(at("found.png")), ColorType::Rgba8);
    for sheet in ["found.json", "found.gpl"] {
        succeed(folder.path(), &format!("color dress.png -o again.png --sheet {sheet} --shade 0"));
        let (first, again) = (open(at("mika.png")), open(at("again.png")));
        let same = first.as_slice().iter().zip(again.as_slice()).filter(|(a, b)| a == b).count();
        assert!(same * 100 > first.as_slice().len() * 95, "{sheet}: {same} of {}", first.as_slice().len());
    }
    std::fs::write(at("bad.gpl"), "GIMP Palette\n1 2 3\tcape\n").unwrap();
    let said = fail(folder.path(), "color dress.png -o x.png --sheet bad.gpl", 2);
    assert!(said.starts_with("bad.gpl: unknown part `cape`; the parts are background, "), "{said}");
    let said = fail(folder.path(), "palette dress.png -o found.txt", 2);
    assert!(said.contains("no JSON or GPL file name"), "{said}");
    boxes().save(at("boxes.png")).unwrap();
    let said = fail(folder.path(), "palette dress.png --colored boxes.png -o found.json", 2);
    assert!(said.contains("96x64"), "{said}");
}

#[cfg(feature = "train")]
#[test]
fn labels_of_a_character_are_checked_before_training() {
    let folder = folder();
    std::fs::write(folder.path().join("mika.json"), r#"{"labels": ["hair", "background"]}"#).unwrap();
    let said = fail(folder.path(), "train labels --data a --val b -o c --classes mika.json", 2);
    assert!(said.contains("mika.json: label set: the first label is `hair`, not `background`"), "{said}");
    let said = fail(folder.path(), "train labels --val b -o c --classes mika.json --synth 0.5", 2);
    assert!(said.contains("--classes") && said.contains("--synth"), "{said}");
}

#[cfg(feature = "train")]
#[test]
fn training_stops_by_its_rules_and_says_so() {
    let folder = tempfile::tempdir().unwrap();
    succeed(folder.path(), "synth some --count 2 --size 96 --seed 7");
    let train = "train labels --data some --val some --steps 3 --batch 1 --size 64 --validate-every 1";
    for (rule, steps, expected) in [
        ("--stop-below 100", 1, "stopped: the loss is below --stop-below\n"),
        ("--plateau 0 --close 1 --average 0.9", 1, "stopped: the score has not risen"),
        ("--plateau 3", 3, ""),
    ] {
        let out = folder.path().join("run");
        let output = run(folder.path(), format!("{train} -o run {rule}").split_whitespace());
        let said = String::from_utf8(output.stdout).unwrap();
        assert!(output.status.success() && said.contains(expected), "{rule}: {said}");
        assert_eq!(said.contains("stopped"), !expected.is_empty(), "{rule}: {said}");
        assert_eq!(json(out.join("state.json"))["step"], steps, "{rule}");
        let averaged = out.join(format!("checkpoint-{steps}/average.safetensors")).is_file();
        assert_eq!(
            (averaged, said.contains("averaged score")),
            (rule.contains("average"), averaged),
            "{rule}"
        );
        std::fs::remove_dir_all(out).unwrap();
    }
}

#[cfg(feature = "train")]
#[test]
fn training_without_a_source_is_refused() {
    let folder = tempfile::tempdir().unwrap();
    succeed(folder.path(), "synth some --count 1 --size 64");
    let train = "train labels --data some --val some -o run";
    for (weight, expected) in [
        ("some=0", "the weights of the sources are 0 together"),
        ("some=-1", "-1 is not a number from 0 on"),
        ("some=nan", "NaN is not a number from 0 on"),
        ("some=inf", "inf is not a number from 0 on"),
    ] {
        let said = fail(folder.path(), &format!("{train} --weight {weight}"), 2);
        assert!(said.contains(expected), "{said}");
    }
    std::fs::create_dir(folder.path().join("none")).unwrap();
    std::fs::write(folder.path().join("none/meta.jsonl"), "").unwrap();
    let said = fail(folder.path(), "train labels --data none --val some -o run", 3);
    assert!(said.contains("meta.jsonl lists no pairs"), "{said}");
}

#[cfg(feature = "train")]
#[test]
fn a_cancelled_training_says_that_it_saved_its_run() {
    let folder = tempfile::tempdir().unwrap();
    let help = |command: &str| String::from_utf8(run(folder.path(), [command, "--help"]).stdout).unwrap();
    assert!(help("train").contains("130  cancelled with Ctrl-C; the run was saved"), "{}", help("train"));
    assert!(help("color").contains("130  cancelled with Ctrl-C; no file was changed"));
}

#[cfg(not(feature = "train"))]
#[test]
fn training_that_is_not_in_the_build_is_told() {
    let folder = tempfile::tempdir().unwrap();
    for command in ["train", "eval"] {
        let expected = format!("`{command}` is not in this build; build with `--features train`");
        for args in ["", " labels pairs/val --limit 3"] {
            assert_eq!(fail(folder.path(), &format!("{command}{args}"), 2), expected);
        }
        let help = String::from_utf8(run(folder.path(), [command, "--help"]).stdout).unwrap();
        assert!(help.contains("--features train"), "{help}");
    }
    let help = String::from_utf8(run(folder.path(), ["--help"]).stdout).unwrap();
    assert_eq!(help.matches("Not in this build").count(), 2, "{help}");
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

#[test]
fn regions_are_16_bit_ids() {
    let folder = folder();
    succeed(folder.path(), "regions boxes.png -o regions.png --preview preview.png");
    let picture = image::open(folder.path().join("regions.png")).unwrap();
    assert_eq!(picture.color(), ColorType::L16);
    let ids = picture.into_luma16();
    let [ground, left, right] = [(2, 2), (24, 32), (72, 32)].map(|(x, y)| ids.get_pixel(x, y)[0]);
    assert_eq!((ground, left, right), (1, 2, 3));
    assert_eq!(ids.pixels().map(|id| id[0]).max(), Some(3));
    let preview = open(folder.path().join("preview.png"));
    assert_eq!((preview.width(), preview.height()), (96, 64));
    assert_ne!(preview.get(24, 32), preview.get(72, 32));
    assert_eq!(preview.get(9, 32), [0, 0, 0, 255], "the line is black");
}

#[test]
fn labels_are_8_bit_and_have_a_legend() {
    let folder = figure();
    succeed(
        folder.path(),
        "labels dress.png -o labels.png --confidence sure.png --preview parts.png --certainty doubts.png",
    );
    for name in ["labels.png", "sure.png"] {
        assert_eq!(kind(folder.path().join(name)), ColorType::L8, "{name}");
    }
    let labels = image::open(folder.path().join("labels.png")).unwrap().into_luma8();
    assert_eq!(labels.dimensions(), (512, 512));
    assert!(labels.pixels().all(|label| Label::from_id(label[0]).is_some()));
    assert_eq!(labels.get_pixel(2, 2)[0], Label::Background.id());
    for name in ["parts.png", "doubts.png"] {
        let preview = open(folder.path().join(name));
        assert!(preview.width() > 512 && preview.height() == 512, "{name}");
    }
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
fn parts_are_listed_with_their_areas() {
    let folder = figure();
    let output = run(folder.path(), ["parts", "dress.png", "--json"]);
    assert!(output.status.success());
    let parts: Vec<Value> = serde_json::from_slice(&output.stdout).unwrap();
    let areas: Vec<u64> = parts.iter().map(|part| part["area"].as_u64().unwrap()).collect();
    assert_eq!(areas.iter().sum::<u64>(), 512 * 512);
    assert!(areas.is_sorted_by(|a, b| a >= b), "{areas:?}");
    let hair = parts.iter().find(|part| part["name"] == "hair").unwrap();
    assert!(hair["regions"].as_u64().unwrap() > 0 && !hair["colors"].as_array().unwrap().is_empty());
}

#[test]
fn trace_lines_bound_areas_and_go() {
    let folder = tempfile::tempdir().unwrap();
    let at = |name: &str| folder.path().join(name);
    // A black box, and a red one in it.
    let drawing = image::RgbImage::from_fn(96, 64, |x, y| {
        let frame = |left: u32, top: u32, right: u32, bottom: u32| {
            let (dx, dy) = (x.clamp(left, right), y.clamp(top, bottom));
            let edge = x.abs_diff(left).min(x.abs_diff(right)).min(y.abs_diff(top)).min(y.abs_diff(bottom));
            dx == x && dy == y && edge < 2
        };
        image::Rgb(match (frame(4, 4, 90, 60), frame(30, 20, 60, 44)) {
            (true, _) => [0, 0, 0],
            (_, true) => [255, 0, 0],
            _ => [255, 255, 255],
        })
    });
    drawing.save(at("traced.png")).unwrap();
    succeed(
        folder.path(),
        "trace traced.png -o filled.png --gap 0 --area 10,32=#204060 --line-color red=#e0d0c0",
    );
    let filled = open(at("filled.png"));
    let black = filled.as_slice().iter().filter(|pixel| **pixel == [0, 0, 0, 255]).count();
    assert_eq!(black, drawing.pixels().filter(|pixel| pixel.0 == [0; 3]).count());
    for (x, y) in (32..60).flat_map(|x| (22..44).map(move |y| (x, y))) {
        assert_eq!(filled.get(x, y), [0xe0, 0xd0, 0xc0, 255], "{x} {y}");
    }
    let others = filled.as_slice().iter().filter(|pixel| ![[0, 0, 0, 255], [255; 4]].contains(pixel));
    assert!(
        others.clone().all(|&[r, g, b, _]| [[0x20, 0x40, 0x60], [0xe0, 0xd0, 0xc0]].contains(&[r, g, b]))
    );
    for (args, expected) in [
        ("--line-color pink=#fff", "there is no trace line `pink`; there are red, blue, green"),
        ("--line grey=#777", "trace line `grey` of #777777 cannot be told from ink or paper"),
        ("--line a=#f00 --line a=#00f", "there are two trace lines `a`"),
        ("--ink alpha", "--ink does not go with trace lines"),
        ("--line-color red", "write NAME=#RRGGBB, such as red=#ffe8d0"),
        ("--area 96,3=#fff", "hint 1 at (96, 3) is outside 96x64"),
    ] {
        let said = fail(folder.path(), &format!("trace traced.png -o no.png {args}"), 2);
        assert!(said.contains(expected), "{args}: {said}");
    }
    assert_eq!(names(folder.path()), ["filled.png", "traced.png"]);
}

#[test]
fn generated_drawings_fill_a_folder() {
    let folder = tempfile::tempdir().unwrap();
    succeed(folder.path(), "synth some --count 3 --size 96 --seed 7 --sheet sheet.png");
    assert_eq!(kind(folder.path().join("sheet.png")), ColorType::Rgba8);
    for file in ["some/000002_regions.png", "some/000002_parts.json"] {
        assert!(folder.path().join(file).is_file(), "{file}");
    }
    let error = fail(folder.path(), "synth other --size 12", 2);
    assert_eq!(error, "drawing of 12 pixels a side; the least is 64");
    succeed(folder.path(), "synth film --count 2 --frames 3 --action wave --size 64 --traces");
    assert_eq!(std::fs::read_to_string(folder.path().join("film/meta.jsonl")).unwrap().lines().count(), 6);
    for (file, there) in [
        ("000000_sheet.json", true),
        ("000001_sheet.json", false),
        ("000003_sheet.json", true),
        ("000005_trace.png", true),
    ] {
        assert_eq!(folder.path().join("film").join(file).is_file(), there, "{file}");
    }
    let error = fail(folder.path(), "synth other --frames 2 --action fly", 2);
    assert!(error.contains("unknown action `fly`; the actions are turn, wave"), "{error}");
    let error = fail(folder.path(), "synth other --count 100000 --frames 1000", 2);
    assert!(error.contains("are more than 1000000 drawings"), "{error}");
    let error = fail(folder.path(), "synth other --manner crayon", 2);
    assert!(error.contains("unknown manner `crayon`; the manners are clean, digital"), "{error}");
    let error = fail(folder.path(), "synth none/other", 5);
    assert!(error.contains("cannot write none/other"), "{error}");
    let error = fail(folder.path(), "synth other --count 1000000000000", 2);
    assert!(error.contains("1..=1000000"), "{error}");
    assert_eq!(names(folder.path()), ["film", "sheet.png", "some"]);
}

#[cfg(feature = "train")]
#[test]
fn generated_drawings_are_pairs_to_train_on() {
    let folder = tempfile::tempdir().unwrap();
    succeed(folder.path(), "synth some --count 3 --size 96 --seed 7");
    let pairs = Pairs::open(&folder.path().join("some")).unwrap();
    assert_eq!(pairs.len(), 3);
    let options = SynthOptions { size: 96, ..SynthOptions::default() };
    for (i, seed) in (7..10).enumerate() {
        let (read, drawn) = (pairs.get(i).unwrap(), draw(seed, &options).unwrap());
        assert_eq!((&read.line, &read.labels), (&drawn.line, &drawn.labels));
    }
    succeed(folder.path(), "synth film --count 2 --frames 3 --size 64");
    assert_eq!(Pairs::open(&folder.path().join("film")).unwrap().len(), 6);
}

#[test]
fn help_has_examples_and_exit_codes() {
    let folder = tempfile::tempdir().unwrap();
    let learning: &[&str] = if cfg!(feature = "train") { &["train", "eval"] } else { &[] };
    let others = ["", "color", "regions", "labels", "trace", "palette", "synth", "devices", "info"];
    for command in others.iter().chain(learning) {
        let output = run(folder.path(), command.split_whitespace().chain(["--help"]));
        let help = String::from_utf8(output.stdout).unwrap();
        assert!(output.status.success() && output.stderr.is_empty(), "{command}");
        assert!(help.contains(&format!("Examples:\n  colorize {command}")), "{help}");
        assert!(help.contains("Exit codes:") && help.contains("130  cancelled"), "{help}");
    }
}

#[test]
fn devices_are_listed() {
    let folder = tempfile::tempdir().unwrap();
    let output = run(folder.path(), ["devices"]);
    let list = String::from_utf8(output.stdout).unwrap();
    assert_eq!(list.lines().count(), 5, "{list}");
    assert!(list.contains("cpu      compiled in\n"), "{list}");
}

#[test]
fn info_tells_what_is_in_use() {
    let folder = tempfile::tempdir().unwrap();
    let output = run(folder.path(), ["info", "--threads", "3"]);
    let text = String::from_utf8(output.stdout).unwrap();
    assert!(text.contains("device        cpu\n") && text.contains("threads       3\n"), "{text}");
    assert!(text.contains("instructions  ") && text.contains("buffers       "), "{text}");
    if colorize_core::Device::Flex.is_compiled_in() {
        let output = run(folder.path(), ["info", "--device", "flex"]);
        let text = String::from_utf8(output.stdout).unwrap();
        assert!(text.contains("device        flex\n") && !text.contains("instructions"), "{text}");
    }
}

#[test]
fn wrong_arguments_are_told_with_their_range() {
    let folder = folder();
    for (args, expected) in [
        ("boxes.png", "--output <OUT.png>"),
        ("boxes.png -o out.png --gap 1001", "1001 is not in 0..=1000"),
        ("boxes.png -o out.png --gap many", "invalid value 'many' for '--gap <N>'"),
        ("boxes.png -o out.png --ink-threshold 0", "0 is not in 1..=255"),
        ("boxes.png -o out.png --ink red", "[possible values: auto, alpha, darkness, lightness]"),
        ("boxes.png -o out.png --max-side 63", "63 is not in 64..=2048"),
        ("boxes.png -o out.png --proposals 0", "0 is not in 1..=99"),
        ("boxes.png -o out.png --proposals 2 --pick 2", "cannot be used with"),
        ("boxes.png -o out.png --shade 2.5", "2.5 is outside 0 to 2"),
        ("boxes.png -o out.png --shade NaN", "NaN is outside 0 to 2"),
        ("boxes.png -o out.png --light -1.5,0", "x -1.5 is outside -1 to 1"),
        ("boxes.png -o out.png --light 1", "write x,y or x,y,softness, such as -1,-1,0.5"),
        ("boxes.png -o out.png --hint 24,32=red", "write x,y=#rrggbb, such as 120,80=#ff0000"),
        ("boxes.png -o out.png --hint 96,32=#f00", "hint 1 at (96, 32) is outside 96x64"),
        ("boxes.png -o out.png --hint -1,32=#f00", "hint 1 at (-1, 32) is outside 96x64"),
        ("boxes.png -o out.png --device tpu", "device `tpu` is unknown; known are cpu"),
        ("boxes.png -o out.jpg", "`out.jpg` is no PNG file name; only .png can be written"),
        ("boxes.png -o out", "`out` is no PNG file name"),
        ("boxes.png -o boxes.png", "`boxes.png` is the drawing itself; give another name"),
        ("boxes.png -o ./boxes.png", "is the drawing itself"),
        ("boxes.png -o out.png --sheat x", "unexpected argument '--sheat' found"),
    ] {
        let said = fail(folder.path(), &format!("color {args}"), 2);
        assert!(said.contains(expected), "{args}: {said}");
    }
    let said = fail(folder.path(), "regions boxes.png -o out.png --preview ./out.png", 2);
    assert_eq!(said, "`./out.png` would be written twice; give another name");
    assert_eq!(names(folder.path()), ["boxes.png"]);
}

#[test]
fn mistakes_in_json_files_are_told_with_file_and_line() {
    let folder = folder();
    let write = |text: &str| std::fs::write(folder.path().join("my.json"), text).unwrap();
    write("{\"hints\": [\n{\"region\": 1, \"color\": \"red\"}]}");
    let said = fail(folder.path(), "color boxes.png -o out.png --hints my.json", 2);
    assert!(said.starts_with("my.json: hints: `red` is not a colour"), "{said}");
    assert!(said.contains("line 2"), "{said}");
    write("{\"hints\": [{\"part\": \"cape\", \"color\": \"#fff\"}]}");
    let said = fail(folder.path(), "color boxes.png -o out.png --max-side 64 --hints my.json", 2);
    assert!(
        said.starts_with("hint 1 is for an unknown part `cape`; the parts are background, hair"),
        "{said}"
    );
    write("{\"hints\": [{\"region\": 9, \"color\": \"#fff\"}]}");
    let said = fail(folder.path(), "color boxes.png -o out.png --max-side 64 --hints my.json", 2);
    assert_eq!(said, "hint 1 is for region 9; the drawing has regions 1 to 3");
    write("{\"parts\": {\"hair\": \"brown\"}}");
    let said = fail(folder.path(), "color boxes.png -o out.png --sheet my.json", 2);
    assert!(said.starts_with("my.json: colour sheet: `brown` is not a colour"), "{said}");
    let said = fail(folder.path(), "color boxes.png -o out.png --sheet none.json", 3);
    assert!(said.starts_with("cannot read none.json: "), "{said}");
    assert_eq!(names(folder.path()), ["boxes.png", "my.json"]);
}

#[test]
fn output_is_looked_at_before_the_drawing() {
    let folder = tempfile::tempdir().unwrap();
    std::fs::create_dir(folder.path().join("taken.png")).unwrap();
    std::fs::write(folder.path().join("file"), "").unwrap();
    for (args, expected) in [
        ("color none.png -o no/out.png", "cannot write no/out.png: there is no folder `no`; make it first"),
        ("color none.png -o taken.png", "cannot write taken.png: it is a folder"),
        ("color none.png -o out.png --layers no/layers", "cannot write no/layers: there is no folder `no`"),
        ("color none.png -o out.png --layers file", "cannot write file: it is no folder"),
        ("regions none.png -o out.png --preview no/x.png", "cannot write no/x.png: there is no folder `no`"),
        ("labels none.png -o out.png --confidence taken.png", "cannot write taken.png: it is a folder"),
    ] {
        let said = fail(folder.path(), args, 5);
        assert!(said.starts_with(expected), "{args}: {said}");
    }
    let said = fail(folder.path(), "color none.png -o out.png", 3);
    assert!(said.starts_with("cannot read none.png: "), "{said}");
    assert_eq!(names(folder.path()), ["file", "taken.png"]);
}

#[test]
fn device_that_is_not_in_the_build_is_told() {
    let Some(missing) = colorize_core::Device::ALL.into_iter().find(|device| !device.is_compiled_in()) else {
        return;
    };
    let folder = folder();
    let said = fail(folder.path(), &format!("color boxes.png -o out.png --device {missing}"), 4);
    assert!(said.contains(&format!("device {missing} is not in this build, which has cpu")), "{said}");
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

//! What is found in drawings without colouring them: regions, labels, parts, trace lines, palettes.

use crate::tool::{boxes, fail, names, open, run, succeed};
use crate::{figure, folder, json, kind};
use colorize_core::{DrawingKind, Label};
use image::ColorType;
use serde_json::Value;

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
fn parts_are_listed_with_their_areas() {
    let folder = figure();
    let output = run(folder.path(), ["parts", "dress.png", "--json"]);
    assert!(output.status.success());
    let told: Value = serde_json::from_slice(&output.stdout).unwrap();
    assert_eq!(told["kind"], "line");
    let parts = told["parts"].as_array().unwrap();
    let areas: Vec<u64> = parts.iter().map(|part| part["area"].as_u64().unwrap()).collect();
    assert_eq!(areas.iter().sum::<u64>(), 512 * 512);
    assert!(areas.is_sorted_by(|a, b| a >= b), "{areas:?}");
    let hair = parts.iter().find(|part| part["name"] == "hair").unwrap();
    assert!(hair["regions"].as_u64().unwrap() > 0 && !hair["colors"].as_array().unwrap().is_empty());
}

#[test]
fn kinds_of_drawings_are_told_by_name() {
    let folder = folder();
    for kind in DrawingKind::ALL {
        succeed(
            folder.path(),
            &format!("color boxes.png -o out.png --layers layers --max-side 96 --input {kind}"),
        );
        let taken = if kind == DrawingKind::Auto { DrawingKind::Line } else { kind };
        assert_eq!(json(folder.path().join("layers/layers.json"))["kind"], taken.name());
    }
    let said = fail(folder.path(), "color boxes.png -o no.png --input watercolor", 2);
    let known = DrawingKind::ALL.map(DrawingKind::name).join(", ");
    assert!(said.contains(&format!("unknown kind of drawing `watercolor`; there are {known}")), "{said}");
    assert_eq!(names(folder.path()), ["boxes.png", "layers", "out.png"]);
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

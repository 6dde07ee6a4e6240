//! `colorize style`, run as a program.

mod tool;

use std::fs;
use std::path::Path;

use colorize_core::{Plane, Raster, Rgb};
use serde_json::Value;
use tool::{boxes, fail, names, open, run, succeed};

/// A folder with a drawing of two boxes, `boxes.png`, and a reference, `cloth.png`: red and cream stripes, 8 pixels each,
/// with an outline.
fn folder() -> tempfile::TempDir {
    let folder = tempfile::tempdir().unwrap();
    boxes().save(folder.path().join("boxes.png")).unwrap();
    let cloth = Plane::from_fn(120, 100, |x, y| {
        let inside = (6..114).contains(&x) && (6..94).contains(&y);
        match inside {
            false => [255; 4],
            true if !(9..111).contains(&x) || !(9..91).contains(&y) => [0, 0, 0, 255],
            true if x % 8 < 4 => [200, 60, 60, 255],
            true => [235, 220, 190, 255],
        }
    });
    cloth.save(folder.path().join("cloth.png")).unwrap();
    folder
}

/// The pixels that two pictures differ in.
fn changed(one: &Raster, other: &Raster) -> Vec<(usize, usize)> {
    assert_eq!((one.width(), one.height()), (other.width(), other.height()));
    let places = (0..one.height()).flat_map(|y| (0..one.width()).map(move |x| (x, y)));
    places.filter(|&(x, y)| one.get(x, y) != other.get(x, y)).collect()
}

/// The mean of the left box's inside.
fn mean(picture: &Raster) -> Rgb {
    let pixels: Vec<_> = (12..52).flat_map(|y| &picture.row(y)[12..46]).collect();
    let sum = |i: usize| pixels.iter().map(|pixel| u32::from(pixel[i])).sum::<u32>();
    Rgb::from([0, 1, 2].map(|i| (sum(i) / pixels.len() as u32) as u8))
}

fn apply(folder: &Path, more: &str) {
    succeed(folder, &format!("style apply cloth.png 60,50 boxes.png 24,32 -o out.png --max-side 96 {more}"));
}

#[test]
fn the_region_at_the_place_is_painted_and_nothing_else() {
    let folder = folder();
    apply(folder.path(), "--layers layers");
    let (before, after) = (boxes(), open(folder.path().join("out.png")));
    let changed = changed(&before, &after);
    assert!(changed.len() > 1500, "{}", changed.len());
    assert!(changed.iter().all(|&(x, y)| (8..50).contains(&x) && (8..56).contains(&y)));
    // Stripes of the two colours, in the layer of their own, over a flat of their mean.
    for y in 12..52 {
        let colors = (12..46).map(|x| after.get(x, y)).map(|[r, g, b, _]| Rgb::new(r, g, b));
        let near = |color: Rgb, other| color.delta_e(other) < 4.0;
        assert!(
            colors.into_iter().all(|c| near(c, Rgb::new(200, 60, 60)) || near(c, Rgb::new(235, 220, 190)))
        );
    }
    let layers = folder.path().join("layers");
    assert!(names(&layers).contains(&"texture.png".to_owned()));
    assert_eq!(open(layers.join("texture.png")).get(72, 32), [0; 4]);
    let flat = open(layers.join("flats.png")).get(24, 32);
    assert!(Rgb::new(flat[0], flat[1], flat[2]).delta_e(Rgb::new(218, 140, 125)) < 3.0, "{flat:?}");
}

#[test]
fn a_texture_alone_keeps_the_mean_colour() {
    let folder = folder();
    let blue = Plane::from_fn(96, 64, |x, y| match boxes().get(x, y) {
        [255, ..] if (10..48).contains(&x) && (10..54).contains(&y) => [90, 120, 190, 255],
        pixel => pixel,
    });
    blue.save(folder.path().join("blue.png")).unwrap();
    for groups in ["texture", "pattern", "gradation"] {
        let args = format!(
            "style apply cloth.png 60,50 blue.png 24,32 -o out.png --max-side 96 --input undercoated --groups {groups}"
        );
        succeed(folder.path(), &args);
        let after = open(folder.path().join("out.png"));
        assert!(mean(&after).delta_e(mean(&blue)) <= 2.0, "{groups}: {}", mean(&after));
        assert_eq!(changed(&blue, &after).len() > 100, groups != "gradation");
    }
}

#[test]
fn colour_alone_is_flat_and_hues_turn() {
    let folder = folder();
    apply(folder.path(), "--groups colour");
    let plain = open(folder.path().join("out.png"));
    let middle = plain.get(24, 32);
    assert!((12..46).all(|x| plain.get(x, 20) == middle));
    apply(folder.path(), "--groups color --hue 180");
    let turned = mean(&open(folder.path().join("out.png"))).to_oklch().h - mean(&plain).to_oklch().h;
    assert!((turned.rem_euclid(360.0) - 180.0).abs() < 8.0, "{turned}");
}

#[test]
fn pictures_show_every_group() {
    let folder = folder();
    apply(folder.path(), "--pictures steps");
    let expected = [
        "all.png",
        "color.png",
        "drawing.png",
        "exemplar.png",
        "gradation.png",
        "pattern.png",
        "reference.png",
        "texture.png",
    ];
    assert_eq!(names(&folder.path().join("steps")), expected);
    assert_eq!(open(folder.path().join("steps/all.png")), open(folder.path().join("out.png")));
}

#[test]
fn a_style_is_told_as_json() {
    let folder = folder();
    let output = run(folder.path(), ["style", "extract", "cloth.png", "60,50"]);
    let told: Value = serde_json::from_slice(&output.stdout).unwrap();
    let period = told["style"]["pattern"][0].as_f64().unwrap();
    assert!((period - 8.0).abs() < 0.05, "{period}");
    succeed(folder.path(), "style extract cloth.png 60,50 -o cloth.json --exemplar piece.png");
    assert_eq!(std::fs::read(folder.path().join("cloth.json")).unwrap(), output.stdout.trim_ascii_end());
    assert!(open(folder.path().join("piece.png")).as_slice().iter().all(|pixel| pixel[0] > 150));
}

#[test]
fn what_cannot_be_done_is_told_and_nothing_is_written() {
    let folder = folder();
    let save = |name: &str, picture: Raster| picture.save(folder.path().join(name)).unwrap();
    save("dot.png", Plane::filled(1, 1, [9, 9, 9, 255]));
    save("glass.png", Plane::filled(40, 40, [0; 4]));
    save("plain.png", Plane::filled(40, 40, [200, 90, 90, 255]));
    save("huge.png", Plane::filled(30_000, 40, [9, 9, 9, 255]));
    let before = names(folder.path());
    for (args, code, expected) in [
        ("cloth.png 120,50 boxes.png 24,32", 2, "the place 120,50 is outside the reference, 120x100"),
        ("cloth.png 60,50 boxes.png 24,64", 2, "the place 24,64 is outside the drawing, 96x64"),
        ("cloth.png here boxes.png 24,32", 2, "write x,y, such as 120,80"),
        ("dot.png 0,0 boxes.png 24,32", 2, "a reference of 1x1 is smaller than 8x8"),
        ("glass.png 9,9 boxes.png 24,32", 2, "the reference is transparent at (9, 9)"),
        ("huge.png 9,9 boxes.png 24,32 --max-megapixels 1", 3, "over the limit"),
        ("plain.png 9,9 boxes.png 24,32 --groups pattern", 2, "the place shows no pattern; it shows color"),
        ("cloth.png 60,50 boxes.png 24,32 --groups shine", 2, "unknown style group `shine`"),
        ("cloth.png 60,50 boxes.png 24,32 --groups painting", 2, "the place shows no painting"),
        ("cloth.png 60,50 boxes.png 24,32 --scale 99", 2, "99 is outside 0.0625 to 16"),
    ] {
        let line = fail(folder.path(), &format!("style apply {args} -o out.png"), code);
        assert!(line.contains(expected), "{args}: {line}");
    }
    assert_eq!(names(folder.path()), before);
}

#[test]
fn styles_are_stored_found_and_taken_out_again() {
    let folder = folder();
    let path = folder.path();
    succeed(path, "style extract cloth.png 60,50 -o stripes.json");
    succeed(path, "style transform stripes.json -o turned.json --rotate 90 --hue 120");
    succeed(path, "style import my.styles stripes.json --kind cloth --tags red,striped --licence CC0-1.0");
    succeed(path, "style import my.styles turned.json --name green --author Ann");
    let listed = |args: &str| {
        let output = run(path, args.split_whitespace());
        assert!(output.status.success());
        let told: Value = serde_json::from_slice(&output.stdout).unwrap();
        let names = told.as_array().unwrap().iter().map(|style| style["name"].as_str().unwrap().to_owned());
        names.collect::<Vec<_>>()
    };
    assert_eq!(listed("style list my.styles --json --sheet sheet.png"), ["green", "stripes"]);
    assert!(open(path.join("sheet.png")).width() > 96);
    assert_eq!(listed("style list my.styles --json --sort kind"), ["green", "stripes"]);
    assert_eq!(listed("style search my.styles CC0 red --json"), ["stripes"]);
    assert_eq!(listed("style search my.styles --like stripes.json --json"), ["stripes", "green"]);
    succeed(path, "style export my.styles stripes -o again.json");
    assert_eq!(fs::read(path.join("again.json")).unwrap(), fs::read(path.join("stripes.json")).unwrap());
    succeed(path, "style rename my.styles green grass");
    succeed(path, "style import other.styles my.styles");
    succeed(path, "style remove my.styles grass");
    assert_eq!(listed("style list my.styles --json"), ["stripes"]);
    assert_eq!(listed("style list other.styles --json"), ["grass", "stripes"]);
    assert!(
        fail(path, "style import my.styles stripes.json", 2).contains("there is a style `stripes` already")
    );
    assert!(fail(path, "style export my.styles silk -o silk.json", 2).contains("no style `silk`"));
    assert!(fail(path, "style remove my.styles silk", 2).contains("no style `silk`"));
    assert!(fail(path, "style list cloth.png", 3).contains("not a library of styles"));
    assert!(
        fail(path, "style import my.png stripes.json", 2).contains("only .styles and .zip can be written")
    );
    assert_eq!(listed("style list my.styles --json"), ["stripes"]);
}

#[test]
fn the_styles_that_come_with_it_are_there_to_be_used() {
    let folder = folder();
    let ours = Path::new(env!("CARGO_MANIFEST_DIR")).join("examples/styles/ours.styles");
    fs::copy(ours, folder.path().join("ours.styles")).unwrap();
    let output =
        run(folder.path(), ["style", "search", "ours.styles", "CC0-1.0", "--json", "--sheet", "sheet.png"]);
    let told: Value = serde_json::from_slice(&output.stdout).unwrap();
    assert_eq!(told.as_array().unwrap().len(), 40);
    assert!(open(folder.path().join("sheet.png")).width() > 1000);
    let oak = run(folder.path(), ["style", "export", "ours.styles", "oak", "-o", "oak.json"]);
    assert!(oak.status.success() && folder.path().join("oak.json").exists());
    succeed(folder.path(), "style apply ours.styles oak boxes.png 24,32 -o out.png --max-side 96");
    let changed = changed(&boxes(), &open(folder.path().join("out.png")));
    assert!(
        changed.len() > 1500 && changed.iter().all(|&(x, y)| (8..50).contains(&x) && (8..56).contains(&y))
    );
    let line = fail(folder.path(), "style apply ours.styles silk boxes.png 24,32 -o out.png", 2);
    assert_eq!(line, "there is no style `silk` in ours.styles");
}

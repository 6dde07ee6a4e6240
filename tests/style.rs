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

/// How strongly lightness changes in the left box: from pixel to pixel along rows, and along columns.
fn grain(picture: &Raster) -> (f32, f32) {
    let l = |x: usize, y: usize| f32::from(picture.get(x, y)[1]);
    let places = || (14..50).flat_map(|y| (14..44).map(move |x| (x, y)));
    let sum = |dx: usize, dy: usize| places().map(|(x, y)| (l(x + dx, y + dy) - l(x, y)).abs()).sum::<f32>();
    (sum(1, 0), sum(0, 1))
}

#[test]
fn textures_turn_and_fade() {
    let folder = folder();
    let painted = |more: &str| {
        apply(folder.path(), &format!("--groups texture {more}"));
        open(folder.path().join("out.png"))
    };
    let (across, up) = grain(&painted(""));
    assert!(across > 20.0 * up, "stripes stand: {across} {up}");
    let (turned, along) = grain(&painted("--rotate 90"));
    assert!(along > 20.0 * turned, "they lie: {turned} {along}");
    let (faint, _) = grain(&painted("--strength 0.5"));
    assert!((faint / across - 0.5).abs() < 0.1, "{faint} of {across}");
    let (none, _) = grain(&painted("--strength 0"));
    assert_eq!(none, 0.0);
    let (coarse, _) = grain(&painted("--scale 2"));
    assert!((coarse / across - 0.5).abs() < 0.15, "{coarse} of {across}");
    assert!(painted("--by-region --rotate 30") != painted("--rotate 30"));
}

#[test]
fn colours_are_made_vivid_light_and_grey() {
    let folder = folder();
    let painted = |more: &str| {
        apply(folder.path(), more);
        mean(&open(folder.path().join("out.png"))).to_oklch()
    };
    let own = painted("");
    assert!(painted("--saturation 0").c < 0.01);
    assert!((painted("--saturation 0.5").c / own.c - 0.5).abs() < 0.1);
    let darker = painted("--lightness -0.2").l;
    assert!((own.l - darker - 0.2).abs() < 0.03, "{} {darker}", own.l);
}

#[test]
fn the_range_is_how_large_a_piece_is_taken() {
    let folder = folder();
    let side = |range: &str| {
        apply(folder.path(), &format!("--range {range} --pictures steps"));
        open(folder.path().join("steps/exemplar.png")).width()
    };
    let [small, middle, large] = ["small", "middle", "large"].map(side);
    assert!(
        small <= 32 && (33..=64).contains(&middle) && (65..=128).contains(&large),
        "{small} {middle} {large}"
    );
    assert!(
        fail(folder.path(), "style extract cloth.png 60,50 --range huge", 2).contains("unknown range `huge`")
    );
}

#[test]
fn others_are_painted_if_asked_for() {
    let folder = folder();
    let right = |picture: &Raster| changed(&boxes(), picture).iter().filter(|(x, _)| *x > 50).count();
    apply(folder.path(), "");
    let alone = open(folder.path().join("out.png"));
    assert_eq!(right(&alone), 0);
    apply(folder.path(), "--rest");
    let rest = open(folder.path().join("out.png"));
    assert!(right(&rest) > 1000, "{}", right(&rest));
    // The two boxes look the same.
    apply(folder.path(), "--follow");
    let both = open(folder.path().join("out.png"));
    assert!(right(&both) > 1000, "{}", right(&both));
    let striped =
        |x: usize| (x..x + 20).map(|x| both.get(x, 32)).collect::<std::collections::BTreeSet<_>>().len();
    assert!(striped(14) >= 2 && striped(60) >= 2);
}

#[test]
fn gradations_turn_alone() {
    let folder = folder();
    let ramp = Plane::from_fn(120, 100, |x, _| [60 + x as u8, 90, 200 - x as u8, 255]);
    ramp.save(folder.path().join("ramp.png")).unwrap();
    let ends = |more: &str| {
        let args = format!(
            "style apply ramp.png 60,50 boxes.png 24,32 -o out.png --max-side 96 --groups color,gradation {more}"
        );
        succeed(folder.path(), &args);
        let out = open(folder.path().join("out.png"));
        let red = |x: usize, y: usize| i32::from(out.get(x, y)[0]);
        (red(45, 32) - red(12, 32), red(29, 12) - red(29, 50))
    };
    let (own, upright) = ends("");
    assert!(own > 20 && upright.abs() < 6, "to the right: {own} {upright}");
    let (flipped, _) = ends("--flip-gradation");
    assert!(flipped < -20, "to the left: {flipped}");
    let (across, up) = ends("--turn-gradation 90");
    assert!(across.abs() < 6 && up > 20, "upwards: {across} {up}");
}

#[test]
fn a_map_shows_all_groups_or_one() {
    let folder = folder();
    succeed(folder.path(), "style map cloth.png -o all.png");
    succeed(folder.path(), "style map cloth.png -o color.png --group colour --range small");
    let (all, color) = (open(folder.path().join("all.png")), open(folder.path().join("color.png")));
    assert!(all.width() > 400 && all.height() > 200, "eight pictures");
    assert_eq!((color.width(), color.height()), (120, 100));
    let [r, _, b, _] = color.get(60, 50);
    assert!(r > b, "cloth is red");
    Plane::filled(40, 40, [0; 4]).save(folder.path().join("glass.png")).unwrap();
    let before = names(folder.path());
    for (args, code, expected) in [
        ("cloth.png -o map.png --group shine", 2, "unknown style group `shine`"),
        ("cloth.png -o map.jpg", 2, "only .png can be written"),
        ("none.png -o map.png", 3, "none.png"),
        ("glass.png -o map.png", 2, "the reference is transparent all over"),
    ] {
        let line = fail(folder.path(), &format!("style map {args}"), code);
        assert!(line.contains(expected), "{args}: {line}");
    }
    assert_eq!(names(folder.path()), before);
}

#[test]
fn hints_name_styles_of_libraries_and_pictures() {
    let folder = folder();
    let path = folder.path();
    succeed(path, "style extract cloth.png 60,50 -o stripes.json");
    succeed(path, "style import my.styles stripes.json");
    let color = |more: &str| {
        succeed(path, &format!("color boxes.png -o out.png --layers layers --max-side 96 --shade 0 {more}"));
        let texture = path.join("layers/texture.png");
        (open(path.join("out.png")), texture.exists().then(|| open(texture)))
    };
    let (stored, texture) = color("--style 24,32=my.styles:stripes");
    assert!(texture.unwrap().as_slice().iter().any(|pixel| pixel[3] > 0));
    let (picked, _) = color("--style 24,32=cloth.png:60,50");
    assert!(stored == picked, "the same style");
    let hints = |text: &str| fs::write(path.join("hints.json"), text).unwrap();
    hints(r#"{"hints": [{"x": 24, "y": 32, "style": {"library": "my.styles", "name": "stripes"}}]}"#);
    assert!(color("--hints hints.json").0 == stored);
    hints(
        r#"{"hints": [{"x": 24, "y": 32, "style": {"reference": "cloth.png", "at": [60, 50], "range": "middle"}}]}"#,
    );
    assert!(color("--hints hints.json").0 == stored);
    // Several in one colouring; a colour beside a style wins over the style's.
    hints(
        r##"{"hints": [
            {"x": 24, "y": 32, "style": {"library": "my.styles", "name": "stripes"}, "follow": false},
            {"x": 72, "y": 32, "color": "#3060c0", "follow": false, "style": {"reference": "cloth.png", "at": [60, 50],
                "groups": ["pattern"], "change": {"rotate": 90, "scale": 2}}}]}"##,
    );
    let (two, texture) = color("--hints hints.json");
    assert!(two != stored && texture.unwrap().get(72, 32)[3] > 0);
    assert_eq!(open(path.join("layers/flats.png")).get(72, 32), [0x30, 0x60, 0xc0, 255]);
    let before = names(path);
    for (style, code, expected) in [
        (r#"{"library": "my.styles", "name": "silk"}"#, 2, "there is no style `silk` in my.styles"),
        (r#"{"library": "my.styles"}"#, 2, "has `library` and `name`, or `reference` and `at`"),
        (r#"{"library": "no.styles", "name": "silk"}"#, 3, "no.styles"),
        (
            r#"{"reference": "cloth.png", "at": [120, 0]}"#,
            2,
            "the place 120,0 is outside the reference, 120x100",
        ),
        (r#"{"reference": "cloth.png", "at": [60, 50], "range": "huge"}"#, 2, "unknown range `huge`"),
        (r#"{"reference": "cloth.png", "at": [60, 50], "group": "x"}"#, 2, "unknown field `group`"),
        (
            r#"{"reference": "cloth.png", "at": [60, 50], "groups": ["highlight"]}"#,
            2,
            "the style shows no highlight",
        ),
        (r#"{"reference": "cloth.png", "at": [60, 50], "change": {"saturation": 9}}"#, 2, "outside 0 to 4"),
        (
            r#"{"gradation": [0.25, 1e30, 1e30, 0]}"#,
            2,
            "gradation has a value 1e30; its change of lightness is -2 to 2",
        ),
    ] {
        hints(&format!(r#"{{"hints": [{{"x": 24, "y": 32, "style": {style}}}]}}"#));
        let line = fail(path, "color boxes.png -o no.png --hints hints.json --max-side 64", code);
        assert!(line.contains(expected), "{style}: {line}");
    }
    let line = fail(path, "color boxes.png -o no.png --style 24,32=stripes", 2);
    assert!(line.contains("write x,y=LIBRARY.styles:NAME or x,y=PICTURE:x,y"), "{line}");
    assert_eq!(names(path), before);
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
fn pictures_show_highlight_and_shadow() {
    let folder = folder();
    let lit = Plane::from_fn(120, 100, |x, y| {
        let inside = (6..114).contains(&x) && (6..94).contains(&y);
        match inside {
            false => [255; 4],
            true if !(9..111).contains(&x) || !(9..91).contains(&y) => [0, 0, 0, 255],
            true if (20..36).contains(&x) && (14..22).contains(&y) => [240, 150, 150, 255],
            true if (76..108).contains(&x) && (76..90).contains(&y) => [140, 40, 50, 255],
            true => [200, 80, 80, 255],
        }
    });
    lit.save(folder.path().join("lit.png")).unwrap();
    let args = "style apply lit.png 60,50 boxes.png 24,32 -o out.png --max-side 96 --pictures steps";
    succeed(folder.path(), args);
    let made = names(&folder.path().join("steps"));
    for name in ["highlight.png", "shadow.png", "color.png", "gradation.png", "texture.png"] {
        assert!(made.contains(&name.to_owned()), "{name} among {made:?}");
        let picture = open(folder.path().join("steps").join(name));
        assert!(
            changed(&boxes(), &picture).iter().all(|&(x, y)| (8..50).contains(&x) && (8..56).contains(&y))
        );
    }
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
        ("cloth.png 60,50 boxes.png 24,32 --groups painting", 2, "which the bundled networks have not"),
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
    assert_eq!(listed("style list my.styles --json --sort kind"), ["stripes", "green"]);
    assert_eq!(listed("style list my.styles --json --sort author"), ["green", "stripes"]);
    let grouped = run(path, ["style", "list", "my.styles", "--group-by", "tags"]);
    let expected = "red\n  stripes  cloth; red, striped; CC0-1.0\nstriped\n  stripes  cloth; red, striped; CC0-1.0\n\
                    (not told)\n  green    Ann\n";
    assert_eq!(String::from_utf8(grouped.stdout).unwrap(), expected);
    let grouped = run(path, ["style", "list", "my.styles", "--group-by", "kind", "--json"]);
    let grouped: Value = serde_json::from_slice(&grouped.stdout).unwrap();
    assert_eq!((&grouped[0]["title"], &grouped[1]["title"]), (&"cloth".into(), &"".into()));
    assert_eq!(grouped[0]["styles"][0]["name"], "stripes");
    assert!(fail(path, "style list my.styles --sort hue", 2).contains("unknown field `hue`"));
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

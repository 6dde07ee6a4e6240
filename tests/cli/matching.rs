//! Places of one picture found in another, and painted.

use std::path::Path;

use colorize_core::{Raster, Rgb};

use crate::figure;
use crate::tool::{fail, names, open, run, succeed};

/// In the face of `dress.png`.
const FACE: (usize, usize) = (265, 138);
const BLUE: [u8; 4] = [0x22, 0x44, 0xcc, 255];

/// A folder with `dress.png` and the same coloured, `mika.png`, her face blue.
fn colored() -> tempfile::TempDir {
    let folder = figure();
    succeed(folder.path(), "color dress.png -o mika.png --max-side 256 --shade 0 --hint 265,138=#2244cc");
    folder
}

/// What `colorize match` prints of one drawing.
fn told(folder: &Path, args: &str) -> Vec<String> {
    let output = run(folder, format!("match {args} --max-side 256").split_whitespace());
    assert!(output.status.success(), "{args}: {}", String::from_utf8_lossy(&output.stderr));
    String::from_utf8(output.stdout).unwrap().lines().map(str::to_owned).collect()
}

/// The first place that is told, and how likely it is.
fn first(lines: &[String]) -> (usize, usize, f32) {
    let words: Vec<&str> = lines[1].split_whitespace().collect();
    let (x, y) = words[0].split_once(',').unwrap();
    (x.parse().unwrap(), y.parse().unwrap(), words[1].parse().unwrap())
}

fn near(picture: &Raster, (x, y): (usize, usize), color: [u8; 4]) -> bool {
    let rgb = |[r, g, b, _]: [u8; 4]| Rgb::new(r, g, b);
    rgb(picture.get(x, y)).delta_e(rgb(color)) < 3.0
}

#[test]
fn a_place_is_found_both_ways_and_shown() {
    let folder = colored();
    for args in ["mika.png dress.png --at 265,138 -o found", "mika.png dress.png --back 265,138 -o back"] {
        let lines = told(folder.path(), args);
        assert_eq!(lines[0], "dress.png");
        let (x, y, chance) = first(&lines);
        assert!(chance > 0.3, "{lines:?}");
        let reference = open(folder.path().join("mika.png"));
        assert!(near(&reference, (x, y), BLUE), "{lines:?}: {:?}", reference.get(x, y));
    }
    assert_eq!(names(&folder.path().join("found")), ["dress-mask.png", "dress.png"]);
    let mask = open(folder.path().join("found/dress-mask.png"));
    assert!(mask.get(FACE.0, FACE.1)[0] > 76 && mask.get(2, 2)[0] < 128);
    assert!(open(folder.path().join("found/dress.png")).width() > 1000, "side by side");
}

#[test]
fn what_is_found_is_painted_and_nothing_else() {
    let folder = colored();
    std::fs::copy(folder.path().join("dress.png"), folder.path().join("page.png")).unwrap();
    let drawing = open(folder.path().join("dress.png"));
    told(folder.path(), "mika.png dress.png page.png --at 265,138 --color #c03028 --least 0.2 -o red");
    told(folder.path(), "mika.png dress.png --at 265,138 --style --least 0.2 -o styled");
    let red = open(folder.path().join("red/dress-painted.png"));
    assert_eq!(red.get(FACE.0, FACE.1), [0xc0, 0x30, 0x28, 255]);
    assert!(near(&open(folder.path().join("styled/dress-painted.png")), FACE, BLUE));
    assert!(open(folder.path().join("red/page-painted.png")) == red, "the same on every page");
    let changed = drawing.as_slice().iter().zip(red.as_slice()).filter(|(one, other)| one != other).count();
    assert!((1000..drawing.as_slice().len() / 2).contains(&changed), "{changed}");
    assert_eq!(red.get(2, 2), drawing.get(2, 2));
}

#[test]
fn all_places_take_their_style_at_once() {
    let folder = colored();
    std::fs::copy(folder.path().join("dress.png"), folder.path().join("page.png")).unwrap();
    let lines = told(folder.path(), "mika.png dress.png page.png --style --all -o painted");
    let pages: Vec<usize> = (0..lines.len()).filter(|&i| !lines[i].starts_with(' ')).collect();
    assert_eq!(pages.iter().map(|&i| lines[i].as_str()).collect::<Vec<_>>(), ["dress.png", "page.png"]);
    let count =
        |line: &str| -> Vec<usize> { line.split_whitespace().filter_map(|word| word.parse().ok()).collect() };
    let [painted, left] = count(&lines[1])[..] else { panic!("{lines:?}") };
    assert!(painted > 5 && painted > left, "{lines:?}");
    assert_eq!(names(&folder.path().join("painted")), ["dress-painted.png", "page-painted.png"]);
    let (reference, painted) =
        (open(folder.path().join("mika.png")), open(folder.path().join("painted/dress-painted.png")));
    assert!(near(&painted, FACE, BLUE));
    let alike = (0..512).flat_map(|y| (0..512).map(move |x| (x, y)));
    let alike = alike.filter(|&(x, y)| near(&painted, (x, y), reference.get(x, y))).count();
    assert!(alike > 512 * 512 * 9 / 10, "{alike} pixels are as in the reference");
    // Surer ones alone: more is left open.
    let sure = told(folder.path(), "mika.png dress.png --style --all --accuracy 0.999 -o sure");
    let [surely, open_left] = count(&sure[1])[..] else { panic!("{sure:?}") };
    assert!(surely <= painted_count(&lines) && open_left >= left, "{sure:?}");
}

fn painted_count(lines: &[String]) -> usize {
    lines[1].split_whitespace().find_map(|word| word.parse().ok()).unwrap()
}

/// Highlight and shadow of the place are painted, too: they are in the shade.
#[test]
fn a_shadow_is_not_lost() {
    let folder = colored();
    let mika = open(folder.path().join("mika.png"));
    let (skirt, shadow) = ([176, 150, 214, 255], [88, 75, 107, 255]);
    let plain = Raster::from_fn(mika.width(), mika.height(), |x, y| match mika.get(x, y) {
        pixel if pixel == mika.get(230, 290) => skirt,
        pixel => pixel,
    });
    plain.save(folder.path().join("mika.png")).unwrap();
    let shaded = Raster::from_fn(plain.width(), plain.height(), |x, y| match plain.get(x, y) {
        pixel if pixel == skirt && y > 318 => shadow,
        pixel => pixel,
    });
    shaded.save(folder.path().join("shaded.png")).unwrap();
    let extracted = run(folder.path(), ["style", "extract", "shaded.png", "230,290"]).stdout;
    assert!(String::from_utf8(extracted).unwrap().contains("\"shadow\""));
    let args = "dress.png --at 230,290 --style --least 0.2";
    told(folder.path(), &format!("mika.png {args} -o plain"));
    told(folder.path(), &format!("shaded.png {args} -o shaded"));
    // Between the flat colour and the lines.
    let darker = |name: &str| {
        let picture = open(folder.path().join(name).join("dress-painted.png"));
        let inside = (255..330).flat_map(|y| (190..320).map(move |x| (x, y)));
        let is_darker =
            |pixel: [u8; 4]| (0..3).all(|i| (12..90).contains(&skirt[i].saturating_sub(pixel[i])));
        inside.filter(|&(x, y)| is_darker(picture.get(x, y))).count()
    };
    assert!(darker("shaded") > darker("plain") + 100, "{} and {}", darker("shaded"), darker("plain"));
}

#[test]
fn what_cannot_be_matched_is_told() {
    let folder = colored();
    let before = names(folder.path());
    for (args, code, expected) in [
        ("mika.png dress.png --at 512,9", 2, "(512, 9) is outside mika.png, which is 512x512"),
        ("mika.png dress.png --back 9,512", 2, "(9, 512) is outside dress.png, which is 512x512"),
        ("mika.png dress.png", 2, "--at <X,Y>"),
        ("mika.png dress.png --at 9", 2, "write X,Y, such as 250,80"),
        ("mika.png dress.png --at 9,9 --least 2", 2, "2 is outside 0 to 1"),
        ("mika.png dress.png --at 9,9 --color #f00", 2, "--output"),
        ("mika.png dress.png --style --all", 2, "--output"),
        ("mika.png dress.png --all -o x", 2, "--style"),
        ("mika.png dress.png --at 9,9 --style --all -o x", 2, "cannot be used with"),
        ("mika.png dress.png --back 9,9 --style -o x", 2, "cannot be used with"),
        ("mika.png none.png --at 9,9", 3, "none.png"),
    ] {
        let line = fail(folder.path(), &format!("match {args} --max-side 64"), code);
        assert!(line.contains(expected), "{args}: {line}");
    }
    assert_eq!(names(folder.path()), before);
    let line = fail(folder.path(), "match dress.png dress.png --style --all -o grey --max-side 64", 2);
    assert!(line.contains("the reference has no colours"), "{line}");
}

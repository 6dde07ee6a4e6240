//! The example programs do what they say.

mod tool;

use std::path::Path;
use std::process::Command;

use colorize_core::{Plane, Raster};
use tool::{boxes, names, open, sample};

/// Runs an example, as `cargo test` builds it beside the tests, in `folder`; gives what it says.
fn run(folder: &Path, name: &str, arguments: &[&str]) -> String {
    let output = Command::new(tool::program(name)).args(arguments).current_dir(folder).output().unwrap();
    let said = String::from_utf8_lossy(&output.stderr);
    assert!(output.status.success(), "{name}: {said}");
    String::from_utf8(output.stdout).unwrap()
}

/// A folder with a drawing of a figure, `dress.png`, and one of two boxes, `boxes.png`.
fn folder() -> tempfile::TempDir {
    let folder = tempfile::tempdir().unwrap();
    std::fs::copy(sample("dress.png"), folder.path().join("dress.png")).unwrap();
    boxes().save(folder.path().join("boxes.png")).unwrap();
    folder
}

fn has(picture: &Raster, color: [u8; 3]) -> bool {
    picture.as_slice().iter().any(|&[r, g, b, _]| [r, g, b] == color)
}

#[test]
fn hints() {
    let folder = folder();
    run(folder.path(), "hints", &["dress.png", "out.png"]);
    let picture = open(folder.path().join("out.png"));
    assert_eq!((picture.width(), picture.height()), (512, 512));
    let red = |&&[r, g, b, _]: &&[u8; 4]| r > 120 && g < r / 2 && b < r / 2;
    assert!(picture.as_slice().iter().filter(red).count() > 500, "the spot's region is red");
}

#[test]
fn proposals() {
    let folder = folder();
    run(folder.path(), "proposals", &["dress.png", "."]);
    let pictures = [1, 2, 3, 4].map(|i| open(folder.path().join(format!("{i}.png"))));
    for (i, picture) in pictures.iter().enumerate() {
        assert!(!pictures[..i].contains(picture), "proposal {} is as one before it", i + 1);
    }
}

#[test]
fn color_sheet() {
    let folder = folder();
    run(folder.path(), "proposals", &["dress.png", "."]);
    let said = run(folder.path(), "color_sheet", &["2.png", "dress.png", "out.png"]);
    assert!(said.contains("hair") && said.contains("#fbdcc6"), "{said}");
    assert_eq!(open(folder.path().join("out.png")).width(), 512);
}

#[test]
fn layers() {
    let folder = folder();
    let said = run(folder.path(), "layers", &["dress.png", "layers"]);
    assert!(said.contains("hair"), "{said}");
    assert_eq!(
        names(&folder.path().join("layers")),
        [
            "confidence.png",
            "flat-picture.png",
            "flats.png",
            "labels.png",
            "layers.json",
            "line.png",
            "regions.png",
            "shade.png"
        ]
    );
}

#[test]
fn withdrawal() {
    let folder = folder();
    let said = run(folder.path(), "withdrawal", &["dress.png", "out.png"]);
    assert!(said.contains("regions are left to you"), "{said}");
    assert_eq!(open(folder.path().join("out.png")).width(), 512);
}

#[test]
fn regions() {
    let folder = folder();
    let said = run(folder.path(), "regions", &["boxes.png", "out.png", "24", "32"]);
    assert!(said.starts_with("3 regions\n"), "{said}");
    let picture = open(folder.path().join("out.png"));
    assert_eq!(picture.get(24, 32), [0xe9, 0xa2, 0x3f, 255]);
    assert_eq!(picture.get(72, 32), [255; 4]);
    assert_eq!(picture.get(9, 32), [0, 0, 0, 255], "the line is black");
}

#[test]
fn trace_lines() {
    let folder = folder();
    // A black box, and a blue one in it.
    let frame = |x: usize, y: usize, inset: usize| {
        let depth = x.min(y).min(95 - x).min(63 - y);
        (inset..inset + 2).contains(&depth)
    };
    let drawing: Raster = Plane::from_fn(96, 64, |x, y| match (frame(x, y, 4), frame(x, y, 20)) {
        (true, _) => [0, 0, 0, 255],
        (_, true) => [0, 0, 255, 255],
        _ => [255; 4],
    });
    drawing.save(folder.path().join("traced.png")).unwrap();
    let said = run(folder.path(), "trace_lines", &["traced.png", "out.png", "10", "32"]);
    assert!(said.contains("inside a blue line"), "{said}");
    let picture = open(folder.path().join("out.png"));
    assert_eq!(picture.get(10, 32), [0xf2, 0xc9, 0xa1, 255]);
    let luma = |[r, g, b, _]: [u8; 4]| u32::from(r) + u32::from(g) + u32::from(b);
    assert!(luma(picture.get(48, 32)) < luma(picture.get(10, 32)), "a shadow is darker");
    assert!(!has(&picture, [0, 0, 255]), "the trace line is gone");
}

#[test]
fn edited() {
    let folder = folder();
    let said = run(folder.path(), "edited", &["boxes.png", "out.png"]);
    assert!(said.contains("3 regions, then 4\n") && said.contains("rows 4..7 differ"), "{said}");
    let picture = open(folder.path().join("out.png"));
    assert_eq!(picture.get(40, 5), [0, 0, 0, 255]);
}

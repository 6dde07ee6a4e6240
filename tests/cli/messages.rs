//! What the tool says: help, devices, mistakes.

use crate::folder;
use crate::tool::{fail, names, run};

#[test]
fn help_has_examples_and_exit_codes() {
    let folder = tempfile::tempdir().unwrap();
    let learning: &[&str] = if cfg!(feature = "train") { &["train", "eval", "pairs"] } else { &[] };
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

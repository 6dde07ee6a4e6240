//! Drawings generated, and networks trained.

use crate::kind;
use crate::tool::{fail, names, run, succeed};
#[cfg(feature = "train")]
use crate::{folder, json};
#[cfg(feature = "train")]
use colorize_core::synth::{SynthOptions, draw};
#[cfg(feature = "train")]
use colorize_core::train::Pairs;
use image::ColorType;

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
    for command in ["train", "eval", "pairs"] {
        let expected = format!("`{command}` is not in this build; build with `--features train`");
        for args in ["", " labels pairs/val --limit 3"] {
            assert_eq!(fail(folder.path(), &format!("{command}{args}"), 2), expected);
        }
        let help = String::from_utf8(run(folder.path(), [command, "--help"]).stdout).unwrap();
        assert!(help.contains("--features train"), "{help}");
    }
    let help = String::from_utf8(run(folder.path(), ["--help"]).stdout).unwrap();
    assert_eq!(help.matches("Not in this build").count(), 3, "{help}");
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
fn published_systems_are_trained_and_compared() {
    let folder = tempfile::tempdir().unwrap();
    succeed(folder.path(), "synth some --count 2 --size 96 --seed 7");
    let options = "--data some --val some --steps 2 --batch 1 --size 64 --validate-every 1";
    succeed(folder.path(), &format!("train gan {options} -o runs/1"));
    succeed(folder.path(), &format!("train sgru {options} -o runs/2 --without swish --loss perceptual=0"));
    let eval = "eval published some --runs runs --size 64 --sheet all.png --curves all.svg --csv all.csv";
    let output = run(folder.path(), eval.split_whitespace());
    let said = String::from_utf8(output.stdout).unwrap();
    assert!(output.status.success(), "{}", String::from_utf8(output.stderr).unwrap());
    for row in
        ["gan | mean histogram", "sgru, no swish, no perceptual | 10 hints", "bucket", "colorize | untold"]
    {
        assert!(said.contains(row), "{row}: {said}");
    }
    let files = ["all.csv", "all.png", "all.svg"].map(|name| folder.path().join(name).is_file());
    assert_eq!(files, [true; 3]);
    let said = fail(folder.path(), &format!("train labels {options} -o runs/3 --loss huber=1"), 2);
    assert!(said.contains("--loss is for blocks and for published systems alone"), "{said}");
    let said = fail(folder.path(), &format!("train sgru {options} -o runs/3 --loss l2=1"), 2);
    assert!(said.contains("absolute, square, huber"), "{said}");
}

#[cfg(feature = "train")]
#[test]
fn pictures_are_made_into_pairs_and_done_once() {
    let folder = tempfile::tempdir().unwrap();
    succeed(folder.path(), "synth some --count 2 --size 64");
    let pictures = folder.path().join("pictures/more");
    std::fs::create_dir_all(&pictures).unwrap();
    for i in 0..2 {
        let shaded = folder.path().join(format!("some/00000{i}_shaded.webp"));
        std::fs::copy(shaded, pictures.join(format!("{i}.webp"))).unwrap();
    }
    let pairs = "pairs pictures -o pairs --from canny --size 32";
    succeed(folder.path(), pairs);
    let made = folder.path().join("pairs");
    let read = Pairs::open(&made).unwrap();
    assert_eq!((read.len(), read.name(1)), (2, "more-1"));
    assert_eq!(read.get(0).unwrap().line.width(), 32);
    // What is listed is not done again; what cannot be read is told, and the rest is done.
    std::fs::write(made.join("more-0_line.webp"), "mine").unwrap();
    std::fs::copy(pictures.join("0.webp"), pictures.join("2.webp")).unwrap();
    std::fs::write(pictures.join("3.png"), "no picture").unwrap();
    assert!(fail(folder.path(), pairs, 3).contains("3.png"));
    assert_eq!(std::fs::read(made.join("more-0_line.webp")).unwrap(), b"mine");
    assert_eq!(Pairs::open(&made).unwrap().len(), 3);
    let said = fail(folder.path(), "pairs pictures -o pairs --from xdog --size 32", 2);
    assert!(said.contains("made otherwise"), "{said}");
    let said = fail(folder.path(), "pairs pictures -o pairs --from lines", 2);
    assert!(said.contains("canny, xdog, grey, halftone, colors"), "{said}");
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

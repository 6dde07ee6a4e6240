//! `colorize document`, driven by lines as another program would.

mod tool;

use std::io::{BufRead as _, BufReader, Write as _};
use std::path::Path;
use std::process::{Child, ChildStdin, ChildStdout, Stdio};

use serde_json::{Value, json};
use tool::{boxes, command, fail, names, open};

/// The tool while it waits for lines.
struct Editor {
    child: Child,
    input: Option<ChildStdin>,
    output: BufReader<ChildStdout>,
}

impl Editor {
    fn new(folder: &Path, args: &[&str]) -> Self {
        let mut command = command();
        command.args(["document", "--max-side", "64", "--no-mirror"]).args(args).current_dir(folder);
        let command = command.stdin(Stdio::piped()).stdout(Stdio::piped()).stderr(Stdio::piped());
        let mut child = command.spawn().unwrap();
        let output = BufReader::new(child.stdout.take().unwrap());
        Self { input: child.stdin.take(), child, output }
    }

    fn answer(&mut self, line: impl ToString) -> Value {
        writeln!(self.input.as_mut().unwrap(), "{}", line.to_string()).unwrap();
        let mut answer = String::new();
        self.output.read_line(&mut answer).unwrap();
        serde_json::from_str(&answer).unwrap_or_else(|error| panic!("{error}: {answer}"))
    }

    /// What is under `ok`.
    fn ok(&mut self, line: impl ToString) -> Value {
        let line = line.to_string();
        let mut answer = self.answer(&line);
        assert!(answer.get("error").is_none(), "{line}: {answer}");
        answer["ok"].take()
    }

    /// What is under `error`.
    fn error(&mut self, line: impl ToString) -> String {
        let answer = self.answer(line);
        answer["error"].as_str().unwrap_or_else(|| panic!("{answer}")).to_owned()
    }

    /// Ends the input; gives the exit code and what was said.
    fn end(mut self) -> (i32, String) {
        drop(self.input.take());
        let output = self.child.wait_with_output().unwrap();
        (output.status.code().unwrap(), String::from_utf8(output.stderr).unwrap())
    }
}

fn folder() -> tempfile::TempDir {
    let folder = tempfile::tempdir().unwrap();
    boxes().save(folder.path().join("boxes.png")).unwrap();
    folder
}

fn add(x: u32, color: &str) -> Value {
    json!({"op": "add", "hint": {"point": [x, 32], "color": color}})
}

const OPEN: &str = r#"{"op": "open", "drawing": "boxes.png"}"#;

#[test]
fn a_drawing_is_edited_saved_and_opened_again() {
    let folder = folder();
    let at = |name: &str| folder.path().join(name);
    let mut editor = Editor::new(folder.path(), &[]);
    let opened = editor.ok(OPEN);
    assert_eq!((&opened["width"], &opened["regions"]), (&96.into(), &3.into()));
    assert_eq!(opened["changed"], json!([0, 0, 96, 64]));
    let first = editor.ok(add(24, "#c03028"));
    assert_eq!(first["id"], 1);
    // The hinted box at least; the other may follow.
    let [left, top, right, bottom] = [0, 1, 2, 3].map(|i| first["changed"][i].as_u64().unwrap());
    assert!(left <= 10 && top <= 10 && right >= 48 && bottom >= 54, "{first}");
    assert!(first["layers"].as_array().unwrap().contains(&"flats".into()));
    assert_eq!(editor.ok(add(72, "#00aa77"))["id"], 2);
    editor.ok(r#"{"op": "picture", "file": "two.png"}"#);
    editor.ok(r##"{"op": "change", "id": 1, "hint": {"region": 2, "color": "#0000ff"}}"##);
    editor.ok(r#"{"op": "move", "id": 2, "to": {"point": [3, 3]}}"#);
    editor.ok(r#"{"op": "remove", "id": 1}"#);
    assert_eq!(editor.ok(r#"{"op": "hints"}"#)["hints"].as_array().unwrap().len(), 1);
    (0..3).for_each(|_| drop(editor.ok(r#"{"op": "undo"}"#)));
    editor.ok(r#"{"op": "picture", "file": "again.png"}"#);
    assert!(open(at("two.png")) == open(at("again.png")));
    editor.ok(r#"{"op": "save", "file": "boxes.ora"}"#);
    editor.ok(r#"{"op": "layers", "folder": "layers"}"#);
    assert_eq!(open(at("layers/flats.png")).get(24, 30), [0xc0, 0x30, 0x28, 255]);
    assert_eq!(editor.end(), (0, String::new()));

    let mut editor = Editor::new(folder.path(), &["boxes.ora"]);
    editor.ok(r#"{"op": "picture", "file": "third.png"}"#);
    assert!(open(at("two.png")) == open(at("third.png")));
    (0..3).for_each(|_| drop(editor.ok(r#"{"op": "redo"}"#)));
    assert_eq!(editor.error(r#"{"op": "redo"}"#), "nothing was taken back");
    (0..5).for_each(|_| drop(editor.ok(r#"{"op": "undo"}"#)));
    assert_eq!(editor.error(r#"{"op": "undo"}"#), "there is nothing to take back");
    assert_eq!(editor.end().0, 0);
    let made = ["again.png", "boxes.ora", "boxes.png", "layers", "third.png", "two.png"];
    assert_eq!(names(folder.path()), made);
}

#[test]
fn blocks_are_painted_over_and_nothing_else_moves() {
    let folder = folder();
    let at = |name: &str| folder.path().join(name);
    let mut editor = Editor::new(folder.path(), &[]);
    editor.ok(OPEN);
    editor.ok(r#"{"op": "picture", "file": "first.png"}"#);
    let shown = editor.ok(r#"{"op": "blocks", "file": "blocks.png"}"#);
    let count = shown["blocks"].as_array().unwrap().len();
    assert!((2..=3).contains(&count), "{shown}");
    // The left box is painted over, the rest of the target says nothing.
    let target = colorize_core::Plane::from_fn(96, 64, |x, y| match (x, y) {
        (8..50, 8..56) => [192, 48, 40, 255],
        _ => [0; 4],
    });
    target.save(at("target.png")).unwrap();
    let answer = editor.ok(r#"{"op": "blocks", "target": "target.png"}"#);
    editor.ok(r#"{"op": "picture", "file": "second.png"}"#);
    let (first, second) = (open(at("first.png")), open(at("second.png")));
    let [left, top, right, bottom] = [0, 1, 2, 3].map(|i| answer["changed"][i].as_u64().unwrap() as usize);
    for y in 0..64 {
        for x in 0..96 {
            let inside = (left..right).contains(&x) && (top..bottom).contains(&y);
            assert!(inside || first.get(x, y) == second.get(x, y), "({x}, {y})");
        }
    }
    editor.ok(r#"{"op": "layers", "folder": "layers"}"#);
    assert_eq!(open(at("layers/flats.png")).get(24, 30), [192, 48, 40, 255]);
    editor.ok(r##"{"op": "blocks", "at": [24, 30], "color": "#1020f0"}"##);
    editor.ok(r#"{"op": "undo"}"#);
    editor.ok(r#"{"op": "picture", "file": "third.png"}"#);
    assert!(open(at("third.png")) == second);
    assert_eq!(
        editor.error(r##"{"op": "blocks", "at": [96, 0], "color": "#fff"}"##),
        "(96, 0) is outside 96x64"
    );
    assert!(editor.error(r#"{"op": "blocks", "at": [1, 0]}"#).starts_with("blocks: give `target`, or `at`"));
    assert!(editor.error(r#"{"op": "blocks", "target": "no.png"}"#).contains("no.png"));
    assert_eq!(editor.end(), (0, String::new()));
}

#[test]
fn colours_of_references_are_taken_over_and_back() {
    let folder = folder();
    let at = |name: &str| folder.path().join(name);
    let mut editor = Editor::new(folder.path(), &[]);
    editor.ok(OPEN);
    editor.ok(r#"{"op": "picture", "file": "first.png"}"#);
    editor.ok(add(24, "#c03028"));
    editor.ok(add(72, "#1020f0"));
    editor.ok(r#"{"op": "options", "shade": 0}"#);
    editor.ok(r#"{"op": "picture", "file": "colored.png"}"#);
    editor.ok(OPEN);
    editor.ok(r#"{"op": "references", "pictures": [{"colored": "colored.png", "line": "boxes.png"}]}"#);
    editor.ok(r#"{"op": "layers", "folder": "layers"}"#);
    let flats = open(at("layers/flats.png"));
    assert_eq!((flats.get(24, 30), flats.get(72, 30)), ([192, 48, 40, 255], [16, 32, 240, 255]));
    editor.ok(r#"{"op": "save", "file": "boxes.ora"}"#);
    editor.ok(r#"{"op": "carry"}"#);
    editor.ok(r#"{"op": "picture", "file": "again.png"}"#);
    assert!(open(at("again.png")) == open(at("first.png")));
    assert!(editor.error(r#"{"op": "references", "pictures": []}"#).contains("no reference"));
    assert!(editor.error(r#"{"op": "references", "pictures": [{"colored": "no.png"}]}"#).contains("no.png"));
    assert_eq!(editor.end(), (0, String::new()));
    let mut editor = Editor::new(folder.path(), &["boxes.ora"]);
    editor.ok(r#"{"op": "layers", "folder": "saved"}"#);
    assert!(open(at("saved/flats.png")) == flats);
    assert_eq!(editor.end().0, 0);
}

#[test]
fn words_options_corrections_and_lines_are_edits() {
    let folder = folder();
    let mut editor = Editor::new(folder.path(), &[]);
    editor.ok(OPEN);
    let words = editor.ok(r#"{"op": "words", "text": "red hair, flurbish top"}"#);
    assert_eq!(words["id"], 1);
    assert_eq!(words["understood"][0]["parts"][0], "hair");
    assert_eq!(words["unknown"][0]["word"], "flurbish");
    editor.ok(r#"{"op": "correct", "region": 2, "label": "hair"}"#);
    let parts = editor.ok(r#"{"op": "parts"}"#);
    let hair = parts["parts"].as_array().unwrap().iter().find(|part| part["name"] == "hair").unwrap();
    assert_eq!(hair["regions"], 1);
    editor.ok(r#"{"op": "options", "seed": 3, "shade": 0}"#);
    editor.ok(r##"{"op": "options", "sheet": {"parts": {"top": "#123456"}}}"##);
    let options = editor.ok(r#"{"op": "options"}"#);
    assert_eq!((&options["seed"], &options["shade"]), (&3.into(), &0.0.into()));
    assert_eq!(options["sheet"]["parts"]["top"], json!(["#123456"]));
    let mut drawing = boxes();
    (8..50).for_each(|x| (30..32).for_each(|y| drawing.set(x, y, [0, 0, 0, 255])));
    drawing.save(folder.path().join("cut.png")).unwrap();
    assert_eq!(editor.ok(r#"{"op": "lines", "drawing": "cut.png"}"#)["regions"], 4);
    editor.ok(r#"{"op": "undo"}"#);
    editor.ok(r#"{"op": "color", "when": "end"}"#);
    assert_eq!(editor.ok(add(24, "#fff")), json!({"id": 2}));
    assert!(editor.ok(r#"{"op": "color"}"#)["changed"].is_array());
    assert!(editor.ok(r#"{"op": "color"}"#)["changed"].is_null());
    assert_eq!(editor.end().0, 0);
}

/// A layer with two blobs of paint, one in each box.
#[test]
fn hints_name_styles_and_keep_them() {
    let folder = folder();
    let cloth = colorize_core::Plane::from_fn(64, 64, |x, _| match x % 8 {
        0..4 => [200, 60, 60, 255],
        _ => [235, 220, 190, 255],
    });
    cloth.save(folder.path().join("cloth.png")).unwrap();
    let mut editor = Editor::new(folder.path(), &[]);
    editor.ok(OPEN);
    let hint = json!({"region": 2, "style": {"reference": "cloth.png", "at": [32, 32]}, "follow": false});
    let added = editor.ok(json!({"op": "add", "hint": hint}));
    assert_eq!(added["id"], 1);
    assert!(added["layers"].as_array().unwrap().contains(&"texture".into()), "{added}");
    let told = editor.ok(r#"{"op": "hints"}"#);
    assert!(told["hints"][0]["hint"]["exemplar"]["patch"].as_str().unwrap().starts_with("data:image/png"));
    editor.ok(json!({"op": "several", "edits": [{"op": "change", "id": 1, "hint":
        {"region": 3, "style": {"reference": "cloth.png", "at": [32, 32], "change": {"rotate": 90}}}}]}));
    editor.ok(r#"{"op": "undo"}"#);
    editor.ok(r#"{"op": "picture", "file": "one.png"}"#);
    editor.ok(r#"{"op": "save", "file": "boxes.ora"}"#);
    let error =
        editor.error(json!({"op": "add", "hint": {"region": 2, "style": {"reference": "cloth.png"}}}));
    assert!(error.contains("`reference` and `at`"), "{error}");
    let absurd = editor.error(r#"{"op": "add", "hint": {"region": 2, "style": {"shadow": [0.1, 1e30, 0]}}}"#);
    assert!(absurd.contains("shadow has a value 1e30; its change of lightness is -2 to 2"), "{absurd}");
    assert_eq!(editor.end(), (0, String::new()));
    // The style is in the file: the picture that it came from may go.
    std::fs::remove_file(folder.path().join("cloth.png")).unwrap();
    let mut editor = Editor::new(folder.path(), &["boxes.ora"]);
    editor.ok(r#"{"op": "picture", "file": "two.png"}"#);
    assert!(open(folder.path().join("one.png")) == open(folder.path().join("two.png")));
    assert_eq!(editor.end(), (0, String::new()));
}

#[test]
fn painted_layers_are_hints() {
    let folder = folder();
    let paint = |x: usize, y: usize| match (x, y) {
        (20..30, 20..40) => [9, 8, 200, 255],
        (60..70, 30..34) => [200, 8, 9, 255],
        _ => [0; 4],
    };
    colorize_core::Plane::from_fn(96, 64, paint).save(folder.path().join("paint.png")).unwrap();
    let mut editor = Editor::new(folder.path(), &[]);
    editor.ok(OPEN);
    let added = editor.ok(r#"{"op": "add", "hint": {"picture": "paint.png"}}"#);
    assert_eq!(added["ids"], json!([1, 2]));
    editor.ok(r#"{"op": "options", "shade": 0}"#);
    editor.ok(r#"{"op": "picture", "file": "out.png"}"#);
    let picture = open(folder.path().join("out.png"));
    assert_eq!((picture.get(40, 50), picture.get(80, 50)), ([9, 8, 200, 255], [200, 8, 9, 255]));
    assert!(editor.error(r#"{"op": "add", "hint": {"picture": 3}}"#).contains("a painted hint has"));
    assert_eq!(editor.end().0, 0);
}

#[test]
fn what_is_wrong_is_told_and_changes_nothing() {
    let folder = folder();
    let mut editor = Editor::new(folder.path(), &[]);
    let mut check = |line: &str, expected: &str| {
        let error = editor.error(line);
        assert!(error.contains(expected), "{line}: {error}");
    };
    check(r#"{"op": "undo"}"#, "nothing is open; begin with {\"op\": \"open\"");
    check(r#"{"op": "open"}"#, "open: give `drawing`");
    editor.ok(OPEN);
    editor.ok(r#"{"op": "picture", "file": "before.png"}"#);
    let mut check = |line: &str, expected: &str| {
        let error = editor.error(line);
        assert!(error.contains(expected), "{line}: {error}");
    };
    check("{", "operation: EOF");
    check("[1]", "operation: invalid type");
    check(r#"{"what": "undo"}"#, "`op` is missing");
    check(r#"{"op": "boxes"}"#, "unknown op `boxes`; the ops are open, words, ");
    check(r#"{"op": "undo", "steps": 2}"#, "unknown field `steps`");
    check(
        r##"{"op": "add", "hint": {"point": [96, 1], "color": "#fff"}}"##,
        "the hint at (96, 1) is outside 96x64",
    );
    check(r##"{"op": "add", "hint": {"dot": [1, 1], "color": "#fff"}}"##, "unknown field `dot`");
    check(r#"{"op": "remove", "id": 3}"#, "there is no hint 3");
    check(r#"{"op": "options", "shade": 3}"#, "shade 3 is outside 0..=2");
    check(r#"{"op": "options", "seed": 1, "hue": 3}"#, "unknown option `hue`; the options are seed, ");
    check(r#"{"op": "correct", "region": 1, "label": "cape"}"#, "unknown part `cape`");
    check(r#"{"op": "lines", "drawing": "none.png"}"#, "cannot read none.png");
    check(r#"{"op": "save", "file": "out.png"}"#, "only .ora can be written");
    check(r#"{"op": "save", "file": "no/out.ora"}"#, "there is no folder `no`");
    check(r#"{"op": "picture", "file": "out.jpg"}"#, "only .png can be written");
    editor.ok(r#"{"op": "picture", "file": "after.png"}"#);
    assert!(open(folder.path().join("before.png")) == open(folder.path().join("after.png")));
    assert_eq!(editor.error(r#"{"op": "undo"}"#), "there is nothing to take back");
    assert_eq!(editor.end().0, 0);
}

#[test]
fn what_cannot_be_opened_ends_the_tool_with_its_own_code() {
    let folder = folder();
    assert!(fail(folder.path(), "document none.ora", 6).starts_with("cannot read none.ora: "));
    let said = fail(folder.path(), "document boxes.png", 6);
    assert_eq!(said, "boxes.png: not an OpenRaster file: it is no zip file");
    let mut editor = Editor::new(folder.path(), &[]);
    assert!(editor.error(r#"{"op": "open", "drawing": "none.png"}"#).starts_with("cannot read none.png: "));
    let (code, said) = editor.end();
    assert!(code == 6 && said.starts_with("colorize: cannot read none.png: "), "{code}: {said}");
}

#[test]
fn proposals_are_kept_until_one_is_taken() {
    let folder = folder();
    let at = |name: &str| folder.path().join(name);
    let mut editor = Editor::new(folder.path(), &[]);
    editor.ok(OPEN);
    editor.ok(r#"{"op": "picture", "file": "first.png"}"#);
    let none = "take: there are no proposals; make some with `proposals`";
    assert_eq!(editor.error(r#"{"op": "take", "proposal": 1}"#), none);
    assert_eq!(editor.error(r#"{"op": "proposals", "count": 0}"#), "proposals: 0 is not 1 to 99");
    let answer = editor.ok(r#"{"op": "proposals", "count": 3, "folder": "many"}"#);
    assert_eq!(answer["files"], serde_json::json!(["many/1.png", "many/2.png", "many/3.png"]));
    assert_eq!(answer["proposals"].as_array().unwrap().len(), 3);
    // Making them changes nothing, and edits in between keep them.
    editor.ok(r#"{"op": "picture", "file": "again.png"}"#);
    assert!(
        open(at("again.png")) == open(at("first.png")) && open(at("first.png")) == open(at("many/1.png"))
    );
    editor.ok(r#"{"op": "options", "shade": 0.5}"#);
    editor.ok(r#"{"op": "undo"}"#);
    assert_eq!(editor.error(r#"{"op": "take", "proposal": 4}"#), "take: proposal 4 is not among 1 to 3");
    editor.ok(r#"{"op": "take", "proposal": 2}"#);
    editor.ok(r#"{"op": "picture", "file": "second.png"}"#);
    assert!(open(at("second.png")) == open(at("many/2.png")));
    assert_eq!(editor.error(r#"{"op": "take", "proposal": 1}"#), none);
    editor.ok(r#"{"op": "undo"}"#);
    editor.ok(r#"{"op": "picture", "file": "third.png"}"#);
    assert!(open(at("third.png")) == open(at("first.png")));
    assert_eq!(editor.end().0, 0);
}

#[test]
fn parts_take_the_colors_of_a_picture() {
    let folder = folder();
    let painting = colorize_core::Plane::from_fn(60, 60, |_, y| match y {
        0..30 => [32, 48, 96, 255],
        30..40 => [246, 210, 188, 255],
        _ => [176, 32, 48, 255],
    });
    painting.save(folder.path().join("painting.png")).unwrap();
    let mut editor = Editor::new(folder.path(), &[]);
    let drawing = concat!(env!("CARGO_MANIFEST_DIR"), "/examples/drawings/sailor.png");
    editor.ok(format!(r#"{{"op": "open", "drawing": "{drawing}", "reading": {{"max_side": 256}}}}"#));
    editor.ok(r#"{"op": "options", "histogram": "painting.png"}"#);
    let told = editor.ok(r#"{"op": "options"}"#);
    assert_eq!(told["histogram"]["colors"].as_array().unwrap().len(), 3, "{told}");
    editor.ok(r#"{"op": "layers", "folder": "layers"}"#);
    let text = std::fs::read_to_string(folder.path().join("layers/layers.json")).unwrap();
    let layers: serde_json::Value = serde_json::from_str(&text).unwrap();
    let mut seen = 0;
    for region in layers["regions"].as_array().unwrap() {
        let own = ["eye", "eye_white", "mouth"].contains(&region["part"].as_str().unwrap());
        if region["origin"] == "automatic" && !own {
            let color = region["color"].as_str().unwrap();
            assert!(["#203060", "#f6d2bc", "#b02030"].contains(&color), "{region}");
            seen += 1;
        }
    }
    assert!(seen > 5, "{seen} regions");
    assert_eq!(editor.end().0, 0);
}

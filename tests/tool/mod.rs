//! Runs the `colorize` tool and the other examples, and makes drawings for them.

#![allow(dead_code, reason = "each test program uses its part")]

use std::ffi::OsStr;
use std::path::{Path, PathBuf};
use std::process::{Command, Output};

use colorize_core::{Limits, Plane, Raster};

/// An example, as `cargo test` builds it beside the tests.
pub fn program(name: &str) -> PathBuf {
    let test = std::env::current_exe().unwrap();
    let folder = test.parent().and_then(Path::parent).unwrap();
    let program = folder.join("examples").join(format!("{name}{}", std::env::consts::EXE_SUFFIX));
    assert!(program.exists(), "{} is missing: run `cargo build --release --examples`", program.display());
    program
}

/// The tool.
pub fn command() -> Command {
    Command::new(program("colorize"))
}

/// Runs the tool in `folder`.
pub fn run<A: AsRef<OsStr>>(folder: &Path, args: impl IntoIterator<Item = A>) -> Output {
    command().args(args).current_dir(folder).output().unwrap()
}

/// Runs the tool with arguments parted by spaces, and expects it to do well and say nothing.
pub fn succeed(folder: &Path, args: &str) {
    let output = run(folder, args.split_whitespace());
    let said = String::from_utf8_lossy(&output.stderr);
    assert!(output.status.success(), "{args}: {said}");
    assert_eq!(said, "", "{args}");
}

/// Runs the tool with arguments parted by spaces, and expects it to fail with one line; gives the line.
pub fn fail(folder: &Path, args: &str, code: i32) -> String {
    let output = run(folder, args.split_whitespace());
    let said = String::from_utf8(output.stderr).unwrap();
    assert_eq!(output.status.code(), Some(code), "{args}: {said}");
    let line = said.strip_suffix('\n').unwrap();
    assert!(!line.contains('\n'), "{args}: more than one line: {said}");
    line.strip_prefix("colorize: ").unwrap_or_else(|| panic!("{args}: {said}")).to_owned()
}

/// The names of what is in a folder, sorted.
pub fn names(folder: &Path) -> Vec<String> {
    let entries = std::fs::read_dir(folder).unwrap();
    let mut names: Vec<_> = entries.map(|e| e.unwrap().file_name().into_string().unwrap()).collect();
    names.sort();
    names
}

pub fn open(path: impl AsRef<Path>) -> Raster {
    Raster::open(path, &Limits::default()).unwrap()
}

/// One of the drawings in `examples/drawings`.
pub fn sample(name: &str) -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("examples/drawings").join(name)
}

/// Two boxes side by side, black lines on white, 96 x 64: insides at (24, 32) and (72, 32).
pub fn boxes() -> Raster {
    Plane::from_fn(96, 64, |x, y| {
        let row = (8..56).contains(&y) && [8, 48, 87].iter().any(|left| (*left..left + 2).contains(&x));
        let column = (8..89).contains(&x) && [8, 54].iter().any(|top| (*top..top + 2).contains(&y));
        if row || column { [0, 0, 0, 255] } else { [255; 4] }
    })
}

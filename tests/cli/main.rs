//! The command line tool, run as a program.

mod color;
mod matching;
mod messages;
mod reading;
#[path = "../tool/mod.rs"]
mod tool;
mod training;

use std::path::Path;

use image::ColorType;
use serde_json::Value;

use crate::tool::{boxes, sample};

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

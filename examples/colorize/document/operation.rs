use std::path::PathBuf;

use colorize_core::{Edit, ReadOptions, Rgb};
use serde::Deserialize;
use serde_json::{Map, Value};

use crate::failure::Failure;
use crate::style::named::Sources;

/// What one line asks for.
pub enum Operation {
    Edit(Edit),
    Other(Other),
}

/// All operations but edits, which the library knows how to read.
#[derive(Deserialize)]
#[serde(tag = "op", rename_all = "snake_case", deny_unknown_fields)]
pub enum Other {
    Open {
        drawing: Option<PathBuf>,
        document: Option<PathBuf>,
        reading: Option<ReadOptions>,
    },
    Words {
        text: String,
    },
    /// `add` with a hint that is a painted layer.
    #[serde(skip)]
    Paint {
        picture: PathBuf,
    },
    /// Which of them there are, their edits know.
    #[serde(skip)]
    Options {
        changes: Map<String, Value>,
    },
    Lines {
        drawing: PathBuf,
    },
    /// Cuts the colouring into blocks, or takes a picture that was painted over them.
    Blocks {
        of: Option<PathBuf>,
        file: Option<PathBuf>,
        target: Option<PathBuf>,
        at: Option<(usize, usize)>,
        color: Option<Rgb>,
    },
    /// Carries the colours of coloured pictures over.
    References {
        pictures: Vec<ColoredPicture>,
    },
    /// Makes palettes to choose from, and keeps them until one is taken.
    Proposals {
        count: usize,
        folder: Option<PathBuf>,
    },
    /// Takes one of them, from 1 on.
    Take {
        proposal: usize,
    },
    Undo {},
    Redo {},
    Hints {},
    Parts {},
    Color {
        when: Option<When>,
    },
    Picture {
        file: PathBuf,
        #[serde(default)]
        transparent: bool,
    },
    Layers {
        folder: PathBuf,
    },
    Save {
        file: PathBuf,
    },
}

/// When the document is coloured.
#[derive(Clone, Copy, PartialEq, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum When {
    Each,
    End,
}

/// A coloured picture of a character, and its lines if they are a picture of their own.
#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
pub struct ColoredPicture {
    pub colored: PathBuf,
    pub line: Option<PathBuf>,
}

const EDITS: [&str; 15] = [
    "add",
    "change",
    "move",
    "remove",
    "correct",
    "corrections",
    "seed",
    "sheet",
    "light",
    "shade",
    "withdraw",
    "palette",
    "histogram",
    "carry",
    "several",
];
const OTHERS: [&str; 16] = [
    "open",
    "words",
    "options",
    "lines",
    "blocks",
    "references",
    "proposals",
    "take",
    "undo",
    "redo",
    "hints",
    "parts",
    "color",
    "picture",
    "layers",
    "save",
];

impl Operation {
    /// Reads a line; styles that its hints name are taken from `sources`.
    pub fn read(line: &str, sources: &mut Sources) -> Result<Self, Failure> {
        let wrong = |error: serde_json::Error| Failure::argument(format!("operation: {error}"));
        let mut object: Map<String, Value> = serde_json::from_str(line).map_err(wrong)?;
        let name = object.get("op").and_then(Value::as_str);
        let name = name.ok_or_else(|| Failure::argument("operation: `op` is missing: {\"op\": \"undo\"}"))?;
        if name == "options" {
            object.remove("op");
            return Ok(Self::Other(Other::Options { changes: object }));
        }
        let painted = object.get("hint").and_then(|hint| hint.get("picture"));
        if let ("add", Some(picture)) = (name, painted) {
            let alone = object.len() == 2 && object["hint"].as_object().is_some_and(|hint| hint.len() == 1);
            return match picture.as_str().filter(|_| alone) {
                Some(path) => Ok(Self::Other(Other::Paint { picture: path.into() })),
                None => Err(Failure::argument("a painted hint has a `picture`, a path, and nothing else")),
            };
        }
        // Lines come as a file here, or as the edit that was made of one.
        if EDITS.contains(&name) || name == "lines" && object.contains_key("png") {
            let mut edit = Value::Object(object);
            return Ok(Self::Edit(match sources.fill(&mut edit)? {
                true => Edit::from_json(&edit.to_string())?,
                false => Edit::from_json(line)?,
            }));
        }
        if !OTHERS.contains(&name) {
            let known = [&OTHERS[..], &EDITS[..]].concat().join(", ");
            return Err(Failure::argument(format!("unknown op `{name}`; the ops are {known}")));
        }
        Ok(Self::Other(serde_json::from_str(line).map_err(wrong)?))
    }
}

//! `document.json`: all of a document but its pictures.

use std::collections::BTreeMap;

use serde::{Deserialize, Serialize};

use super::super::history::History;
use super::super::{ColorOptions, Correction, Document, Edit};
use crate::network::package::ModelKind;
use crate::prompt::{Hint, Prompt};
use crate::reading::{ReadOptions, Reading};
use crate::reference::CarriedRegion;
use crate::sheet::ColorSheet;
use crate::sheet::propose::Shown;
use crate::{Error, Result};

/// What the file says that it is.
const FORMAT: &str = "colorize document";
/// The version of the format. What a later one adds, this one would lose: it is refused.
const VERSION: u32 = 1;

/// What `document.json` holds.
#[derive(Debug, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct Record {
    format: String,
    version: u32,
    /// The SHA-256 of the networks' weights, by kind.
    models: BTreeMap<String, String>,
    /// How the drawing is read.
    pub(super) reading: ReadOptions,
    /// The hints in their order.
    hints: Vec<Numbered>,
    /// The last number that was given to a hint.
    given: u32,
    options: ColorOptions,
    /// The palette of seed 0, which suits the drawing as it was before its lines were edited.
    suited: ColorSheet,
    /// What the drawing showed then, for the sheets that follow a histogram.
    #[serde(default)]
    shown: Vec<Shown>,
    /// The palette that was found by the options' histogram.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    found: Option<ColorSheet>,
    corrections: Vec<Correction>,
    /// What was carried over from coloured pictures, if anything.
    carried: Option<Vec<CarriedRegion>>,
    /// What takes each step back, the last one's last.
    undo: Vec<Edit>,
    /// What makes each step again that was taken back, the last one's last.
    redo: Vec<Edit>,
}

/// A hint and its number.
#[derive(Debug, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
struct Numbered {
    id: u32,
    hint: Hint,
}

/// What is looked at first, for another version may have other fields.
#[derive(Deserialize)]
struct Head {
    format: String,
    version: u32,
}

impl Record {
    pub(super) fn of(document: &Document) -> Self {
        let Document { reading, wishes, history, suited, shown, .. } = document;
        let hints = wishes.ids().iter().zip(&wishes.prompt().hints);
        let models = reading.engine().models();
        Self {
            format: FORMAT.to_owned(),
            version: VERSION,
            models: models.map(|(kind, hash)| (kind.name().to_owned(), hash.to_owned())).collect(),
            reading: *reading.options(),
            hints: hints.map(|(&id, hint)| Numbered { id, hint: hint.clone() }).collect(),
            given: wishes.given(),
            options: wishes.options.clone(),
            suited: suited.clone(),
            shown: shown.clone(),
            found: document.found().cloned(),
            corrections: document.corrections(),
            carried: wishes.carried.clone(),
            undo: history.undo.clone(),
            redo: history.redo.clone(),
        }
    }

    /// The document of what the file says of its drawing.
    ///
    /// # Errors
    /// [`Error::InvalidArgument`] if it does not fit the drawing or the engine's labels. Steps of the history are checked
    /// when they are taken back.
    pub(super) fn into_document(self, reading: Reading) -> Result<Document> {
        let engine = reading.engine().clone();
        let known = |(kind, hash): (ModelKind, &str)| self.models.get(kind.name()).is_some_and(|h| h == hash);
        // What the others said is in the file.
        let painting = |(kind, _): &(ModelKind, &str)| match kind {
            ModelKind::Partitioner | ModelKind::Matcher => false,
            ModelKind::Styles => engine.hears_styles(),
            _ => true,
        };
        let foreign = !engine.models().filter(painting).all(known);
        if foreign {
            log::warn!("the document was saved with other networks; its picture may differ");
        }
        self.suited.check(engine.labels())?;
        let mut document = Document { foreign, suited: self.suited, ..Document::new(reading) };
        if !self.shown.is_empty() {
            document.shown = self.shown;
        }
        if let (Some(histogram), Some(found)) = (&self.options.histogram, self.found) {
            found.check(engine.labels())?;
            document.found.push((histogram.clone(), found));
        }
        document.set_options(self.options)?;
        document.apply(Edit::Corrections { corrections: self.corrections })?;
        document.apply(Edit::Carry { regions: self.carried })?;
        for Numbered { id, hint } in &self.hints {
            let regions = document.reading.regions();
            Prompt::check_hint(hint, &format!("hint {id}"), regions, engine.labels())?;
        }
        let hints = self.hints.into_iter().map(|Numbered { id, hint }| (id, hint));
        document.wishes.set_hints(hints.collect(), self.given)?;
        document.divide();
        document.history = History { undo: self.undo, redo: self.redo };
        Ok(document)
    }

    pub(super) fn from_json(text: &str) -> Result<Self> {
        let wrong = |error: serde_json::Error| Error::InvalidArgument(error.to_string());
        let Head { format, version } = serde_json::from_str(text).map_err(wrong)?;
        if format != FORMAT {
            return Err(Error::InvalidArgument(format!("the format is `{format}`, not `{FORMAT}`")));
        }
        if version != VERSION {
            let text = format!("the document is of version {version}; this library knows version {VERSION}");
            return Err(Error::InvalidArgument(text));
        }
        serde_json::from_str(text).map_err(wrong)
    }

    pub(super) fn to_json(&self) -> Result<String> {
        serde_json::to_string_pretty(self).map_err(|error| Error::InvalidArgument(error.to_string()))
    }
}

use std::path::{Path, PathBuf};

use colorize_core::{
    Blocks, Bounds, Carried, ColorSheet, Document, Edit, Engine, Error, Histogram, Layers, Limits, Prompt,
    Raster, ReadOptions, Reading, Reference, Words,
};
use serde_json::{Map, Value, json};

use super::operation::{ColoredPicture, Operation, Other, When};
use crate::failure::Failure;
use crate::output::{self, Folder};
use crate::progress::cancelled;
use crate::style::named::Sources;

/// The document that lines of operations work on.
pub struct Session {
    engine: Engine,
    limits: Limits,
    reading: ReadOptions,
    document: Option<Document>,
    when: When,
    /// Palettes to choose from, until one is taken.
    proposals: Vec<ColorSheet>,
}

/// Why an operation was not done.
pub enum Stop {
    /// All is as it was.
    Refused(Failure),
    /// There is nothing to go on with.
    Ended(Failure),
}

impl From<Failure> for Stop {
    fn from(failure: Failure) -> Self {
        Self::Refused(failure)
    }
}

impl From<Error> for Stop {
    fn from(error: Error) -> Self {
        Self::Refused(error.into())
    }
}

impl Session {
    pub fn new(engine: Engine, limits: Limits, reading: ReadOptions) -> Self {
        Self { engine, limits, reading, document: None, when: When::Each, proposals: Vec::new() }
    }

    pub fn open_document(&mut self, path: &Path) -> Result<(), Error> {
        self.document = Some(Document::open(&self.engine, path, &self.limits, Some(&mut |_| !cancelled()))?);
        Ok(())
    }

    fn open_drawing(&mut self, path: &Path, options: &ReadOptions) -> Result<(), Error> {
        let drawing = Raster::open(path, &self.limits)?;
        let reading = Reading::new(&self.engine, &drawing, options, Some(&mut |_| !cancelled()))?;
        self.document = Some(Document::new(reading));
        Ok(())
    }

    /// Does what a line asks for, and tells what to answer.
    pub fn answer(&mut self, line: &str) -> Result<Value, Stop> {
        match Operation::read(line, &mut Sources::new(self.limits))? {
            Operation::Edit(edit) => self.edit(edit),
            Operation::Other(other) => self.other(other),
        }
    }

    fn edit(&mut self, edit: Edit) -> Result<Value, Stop> {
        let added = self.document()?.apply(edit)?;
        let mut answer = self.colored()?;
        match added[..] {
            [] => {}
            [id] => answer["id"] = id.into(),
            _ => answer["ids"] = added.into(),
        }
        Ok(answer)
    }

    fn other(&mut self, operation: Other) -> Result<Value, Stop> {
        match operation {
            Other::Open { drawing, document, reading } => {
                match (drawing, document, reading) {
                    (Some(path), None, reading) => self.open_drawing(&path, &reading.unwrap_or(self.reading)),
                    (None, Some(path), None) => self.open_document(&path),
                    _ => {
                        let text = "open: give `drawing`, and `reading` if you like, or `document`";
                        return Err(Failure::argument(text).into());
                    }
                }
                .map_err(|error| Stop::Ended(Failure::opening(error)))?;
                self.proposals.clear();
                let document = self.document()?;
                let mut answer = json!({
                    "width": document.reading().width(),
                    "height": document.reading().height(),
                    "regions": document.reading().regions().len(),
                    "undo": document.undo_count(),
                    "redo": document.redo_count(),
                    "same_networks": document.has_own_models(),
                });
                merge(&mut answer, self.colored()?);
                Ok(answer)
            }
            Other::Words { text } => {
                let words = Words::read(&text, self.engine.labels());
                let mut answer = self.edit(Edit::several(words.hints().map(Edit::add)))?;
                let unknown = words.unknown.iter();
                answer["unknown"] =
                    unknown.map(|word| json!({"word": word.word, "why": word.to_string()})).collect();
                answer["understood"] = json!(words.wishes);
                Ok(answer)
            }
            Other::Paint { picture } => {
                let painting = Raster::open(picture, &self.limits)?;
                let hints = Prompt::from_painting(&painting)?.hints;
                self.edit(Edit::several(hints.into_iter().map(Edit::add)))
            }
            Other::Options { changes } if changes.is_empty() => {
                Ok(serde_json::to_value(self.document()?.options()).expect("options are JSON"))
            }
            Other::Options { changes } => {
                let edits = changes.into_iter().map(|(name, value)| option(&name, value));
                let edits = edits.collect::<Result<Vec<_>, _>>()?;
                self.edit(Edit::several(edits))
            }
            Other::Lines { drawing } => {
                let drawing = Raster::open(drawing, &self.limits)?;
                self.document()?.set_lines(&drawing)?;
                let mut answer = self.colored()?;
                answer["regions"] = self.document()?.reading().regions().len().into();
                Ok(answer)
            }
            Other::Blocks { of, file, target, at, color } => {
                let colored = match of {
                    Some(path) => Raster::open(path, &self.limits)?,
                    None => self.color()?.picture_without_line(),
                };
                let blocks = Blocks::new(self.document()?.reading(), &colored)?;
                let target = match (target, at, color) {
                    (None, None, None) => return told(&blocks, file),
                    (Some(path), None, None) => Raster::open(path, &self.limits)?,
                    (None, Some(at), Some(color)) => blocks.painted([(at, color)])?,
                    _ => {
                        let text = "blocks: give `target`, or `at` and `color`, or neither to see them";
                        return Err(Failure::argument(text).into());
                    }
                };
                let hints = blocks.hints(self.document()?.reading(), &target)?;
                self.edit(Edit::several(hints.into_iter().map(Edit::add)))
            }
            Other::References { pictures } => {
                let options = *self.document()?.reading().options();
                let read = |picture: &ColoredPicture| {
                    let colored = Raster::open(&picture.colored, &self.limits)?;
                    let line =
                        picture.line.as_ref().map(|path| Raster::open(path, &self.limits)).transpose()?;
                    let mut stop = |_| !cancelled();
                    Reference::new(&self.engine, &colored, line.as_ref(), &options, Some(&mut stop))
                };
                let references = pictures.iter().map(read).collect::<Result<Vec<_>, Error>>()?;
                let references: Vec<&Reference> = references.iter().collect();
                let document = self.document()?;
                let carried = Carried::new(document.reading(), &references)?;
                let regions = Some(carried.regions().to_vec());
                self.edit(Edit::Carry { regions })
            }
            Other::Proposals { count, folder } => self.propose(count, folder),
            Other::Take { proposal } => {
                let sheet = proposal.checked_sub(1).and_then(|i| self.proposals.get(i)).ok_or_else(|| {
                    let text = match self.proposals.len() {
                        0 => "take: there are no proposals; make some with `proposals`".to_owned(),
                        n => format!("take: proposal {proposal} is not among 1 to {n}"),
                    };
                    Failure::argument(text)
                })?;
                let answer = self.edit(Edit::Sheet { sheet: Some(sheet.clone()) })?;
                self.proposals.clear();
                Ok(answer)
            }
            Other::Undo {} => self.step(Document::undo, "there is nothing to take back"),
            Other::Redo {} => self.step(Document::redo, "nothing was taken back"),
            Other::Hints {} => {
                let document = self.document()?;
                let hints = document.hint_ids().iter().zip(&document.prompt().hints);
                Ok(
                    json!({ "hints": hints.map(|(id, hint)| json!({"id": id, "hint": hint})).collect::<Vec<_>>() }),
                )
            }
            Other::Parts {} => Ok(json!({ "parts": self.color()?.parts() })),
            Other::Color { when } => {
                self.when = when.unwrap_or(self.when);
                match (when, &self.document) {
                    (Some(When::End), _) | (Some(_), None) => Ok(json!({})),
                    _ => Ok(changes(&self.color()?)),
                }
            }
            Other::Picture { file, transparent } => {
                output::check(None, [file.as_path()])?;
                let layers = self.color()?;
                let picture = if transparent { layers.cut_out() } else { layers.picture() };
                output::write(&file, &picture.encode_png()?)?;
                Ok(json!({ "file": file }))
            }
            Other::Layers { folder } => {
                self.color()?.write(&folder).map_err(Failure::writing)?;
                Ok(json!({ "folder": folder }))
            }
            Other::Save { file } => {
                output::check_kinds(None, [(file.as_path(), &["ora"][..])])?;
                let document = self.document()?;
                document.save(&file, Some(&mut |_| !cancelled())).map_err(Failure::writing)?;
                Ok(json!({ "file": file }))
            }
        }
    }

    /// Makes palettes, and a picture in each if there is a folder for them. Each is a branch: the document with all its
    /// edits, in other colours; the document itself stays as it is.
    fn propose(&mut self, count: usize, folder: Option<PathBuf>) -> Result<Value, Stop> {
        /// More are hardly told apart.
        const MOST: usize = 99;
        if !(1..=MOST).contains(&count) {
            return Err(Failure::argument(format!("proposals: {count} is not 1 to {MOST}")).into());
        }
        let document = self.document()?;
        let sheets = document.proposals(count);
        let mut answer = json!({ "proposals": sheets });
        if let Some(place) = folder {
            let folder = Folder::new(place.clone())?;
            let mut files = Vec::new();
            for (i, sheet) in (1..).zip(&sheets) {
                let mut branch = document.clone();
                branch.apply(Edit::Sheet { sheet: Some(sheet.clone()) })?;
                let name = format!("{i}.png");
                let picture = branch.color(Some(&mut |_| !cancelled()))?.picture();
                output::write(&folder.path().join(&name), &picture.encode_png()?)?;
                files.push(place.join(name));
            }
            folder.publish()?;
            answer["files"] = json!(files);
        }
        self.proposals = sheets;
        Ok(answer)
    }

    fn step(&mut self, step: fn(&mut Document) -> Result<bool, Error>, none: &str) -> Result<Value, Stop> {
        if !step(self.document()?)? {
            return Err(Failure::argument(none).into());
        }
        Ok(self.colored()?)
    }

    fn document(&mut self) -> Result<&mut Document, Failure> {
        let text = "nothing is open; begin with {\"op\": \"open\", \"drawing\": PATH}";
        self.document.as_mut().ok_or_else(|| Failure::argument(text))
    }

    fn color(&mut self) -> Result<Layers, Failure> {
        Ok(self.document()?.color(Some(&mut |_| !cancelled()))?)
    }

    /// What changed by colouring, unless that is left for the end.
    fn colored(&mut self) -> Result<Value, Failure> {
        Ok(if self.when == When::End { json!({}) } else { changes(&self.color()?) })
    }
}

/// The edit that sets one option.
fn option(name: &str, value: Value) -> Result<Edit, Failure> {
    const OPTIONS: [&str; 7] = ["seed", "sheet", "light", "shade", "withdraw", "palette", "histogram"];
    if !OPTIONS.contains(&name) {
        let known = OPTIONS.join(", ");
        return Err(Failure::argument(format!("unknown option `{name}`; the options are {known}")));
    }
    if let ("sheet", Value::String(path)) = (name, &value) {
        let text = std::fs::read_to_string(path).map_err(Error::io(path))?;
        return Ok(Edit::Sheet { sheet: Some(ColorSheet::from_text(&text)?) });
    }
    if let ("histogram", Value::String(path)) = (name, &value) {
        let picture = Raster::open(path, &Limits::default())?;
        return Ok(Edit::Histogram { histogram: Some(Histogram::of(&picture)?) });
    }
    let edit = Map::from_iter([("op".to_owned(), name.into()), (name.to_owned(), value)]);
    Ok(Edit::from_json(&Value::Object(edit).to_string())?)
}

/// What the blocks are; written to a file, too, if one is asked for.
fn told(blocks: &Blocks, file: Option<PathBuf>) -> Result<Value, Stop> {
    let array = |Bounds { left, top, right, bottom }: Bounds| [left, top, right, bottom];
    let list = blocks.blocks().iter().map(|block| {
        json!({
            "color": block.color, "area": block.area, "bounds": array(block.bounds), "at": block.center,
            "regions": block.regions,
        })
    });
    let mut answer = json!({ "blocks": list.collect::<Vec<_>>() });
    if let Some(file) = file {
        output::check(None, [file.as_path()])?;
        output::write(&file, &blocks.picture().encode_png()?)?;
        answer["file"] = json!(file);
    }
    Ok(answer)
}

fn changes(layers: &Layers) -> Value {
    let array = |Bounds { left, top, right, bottom }: Bounds| [left, top, right, bottom];
    json!({ "changed": layers.changed().map(array), "layers": layers.changed_layers() })
}

fn merge(answer: &mut Value, more: Value) {
    if let (Some(answer), Value::Object(more)) = (answer.as_object_mut(), more) {
        answer.extend(more);
    }
}

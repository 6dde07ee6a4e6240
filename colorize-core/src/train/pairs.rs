//! Drawings with their truth, read from disk once and kept small in memory.
//!
//! A folder of pairs holds `meta.jsonl` with one JSON object a line, whose `file` is a stem (other keys are
//! ignored), and beside it for each stem
//!
//! * `STEM_line.webp`: the drawing, black on white;
//! * `STEM_flat.webp`: its flat colours without lines, on white;
//! * `STEM_shaded.webp`: its shaded colours without lines, on white;
//! * `STEM_labels.png`: grey or indexed, one label a pixel; may be missing.
//!
//! Each may be a `.png` where a `.webp` is named.

mod files;
mod light;
mod pair;
mod quantise;

use std::fs;
use std::ops::Range;
use std::path::{Path, PathBuf};
use std::sync::{Arc, OnceLock};

use crate::{Error, Label, LabelSet, Result};
pub use pair::Pair;
pub use quantise::UNKNOWN;

/// A list of pairs. A pair is decoded when it is first asked for, then kept: about 6 bytes a pixel.
#[derive(Debug, Default)]
pub struct Pairs {
    sources: Vec<String>,
    entries: Vec<Entry>,
    /// Which labels the pairs have; the standard ones if nothing was said.
    labels: Option<LabelSet>,
}

#[derive(Debug)]
struct Entry {
    folder: Arc<PathBuf>,
    source: usize,
    name: String,
    pair: OnceLock<Arc<Pair>>,
}

impl Pairs {
    /// Lists the pairs of `folder`, which holds either a `meta.jsonl` or folders that hold one.
    ///
    /// # Errors
    /// [`Error::Io`] if a folder or a `meta.jsonl` cannot be read; [`Error::Image`] if one lists nothing, or a line of
    /// it is no JSON object with a `file` or names a stem without its pictures.
    pub fn open(folder: &Path) -> Result<Self> {
        let mut folders = Vec::new();
        if folder.join("meta.jsonl").is_file() {
            folders.push(folder.to_owned());
        } else {
            for entry in fs::read_dir(folder).map_err(Error::io(folder))? {
                let path = entry.map_err(Error::io(folder))?.path();
                if path.join("meta.jsonl").is_file() {
                    folders.push(path);
                }
            }
            folders.sort();
        }
        if folders.is_empty() {
            let meta = folder.join("meta.jsonl");
            return Err(Error::io(&meta)(std::io::ErrorKind::NotFound.into()));
        }
        let mut pairs = Self::default();
        for folder in folders {
            pairs.append(folder)?;
        }
        Ok(pairs)
    }

    fn append(&mut self, folder: PathBuf) -> Result<()> {
        #[derive(serde::Deserialize)]
        struct Meta {
            file: String,
        }
        let path = folder.join("meta.jsonl");
        let text = fs::read_to_string(&path).map_err(Error::io(&path))?;
        let source = self.sources.len();
        self.sources.push(folder.file_name().unwrap_or_default().to_string_lossy().into_owned());
        let folder = Arc::new(folder);
        if text.trim().is_empty() {
            return Err(Error::Image(format!("{} lists no pairs", path.display())));
        }
        for (number, line) in text.lines().enumerate().filter(|(_, line)| !line.trim().is_empty()) {
            let meta: Meta = serde_json::from_str(line)
                .map_err(|error| Error::Image(format!("{}:{}: {error}", path.display(), number + 1)))?;
            for part in ["line", "flat", "shaded"] {
                if files::picture(&folder, &meta.file, part).is_none() {
                    let missing = folder.join(format!("{}_{part}.webp", meta.file));
                    return Err(Error::Image(format!(
                        "{}:{}: {} is missing",
                        path.display(),
                        number + 1,
                        missing.display()
                    )));
                }
            }
            self.entries.push(Entry {
                folder: Arc::clone(&folder),
                source,
                name: meta.file,
                pair: OnceLock::new(),
            });
        }
        Ok(())
    }

    /// Says that the labels of the pairs are not the standard ones but those of `labels`.
    #[must_use]
    pub fn labelled(mut self, labels: &LabelSet) -> Self {
        self.labels = Some(labels.clone());
        self
    }

    /// The labels of the pairs.
    pub fn labels(&self) -> LabelSet {
        self.labels.clone().unwrap_or_else(LabelSet::standard)
    }

    /// How many pairs there are.
    pub fn len(&self) -> usize {
        self.entries.len()
    }

    /// Whether there are none.
    pub fn is_empty(&self) -> bool {
        self.entries.is_empty()
    }

    /// The stem of pair `i`.
    ///
    /// # Panics
    /// If `i` is not below the length; so do the next two.
    pub fn name(&self, i: usize) -> &str {
        &self.entries[i].name
    }

    /// The name of the folder pair `i` comes from.
    pub fn source(&self, i: usize) -> &str {
        &self.sources[self.entries[i].source]
    }

    /// The names of the folders, in order; pairs of one folder lie side by side.
    pub fn sources(&self) -> &[String] {
        &self.sources
    }

    /// The pairs of source `source`, by its place in [`Pairs::sources`].
    pub fn range(&self, source: usize) -> Range<usize> {
        let start = self.entries.partition_point(|entry| entry.source < source);
        start..self.entries.partition_point(|entry| entry.source <= source)
    }

    /// Pair `i`, decoded now or earlier. Threads may ask for one pair at once; all get the same.
    ///
    /// # Errors
    /// [`Error::Io`] if a file cannot be read, [`Error::Image`] if one is no picture or of another size, or holds a
    /// label that there is not.
    pub fn get(&self, i: usize) -> Result<Arc<Pair>> {
        let entry = &self.entries[i];
        if let Some(pair) = entry.pair.get() {
            return Ok(Arc::clone(pair));
        }
        let mut pair = files::read(&entry.folder, &entry.name, &self.sources[entry.source])?;
        let count = self.labels.as_ref().map_or(Label::COUNT, LabelSet::len);
        let foreign = |label: &&u8| **label != UNKNOWN && usize::from(**label) >= count;
        if let Some(label) = pair.labels.as_slice().iter().find(foreign) {
            return Err(Error::Image(format!(
                "{}/{}: label {label} is not in the set of {count} labels ({UNKNOWN}: unknown)",
                pair.source, pair.name
            )));
        }
        if let Some(labels) = &self.labels {
            pair = pair.with_kinds(labels.iter().map(|own| own.label).collect());
        }
        Ok(Arc::clone(entry.pair.get_or_init(|| Arc::new(pair))))
    }
}

#[cfg(test)]
mod tests {
    use image::{GrayImage, Luma, Rgb, RgbImage};

    use super::*;

    /// An 8x6 pair: a red block of label 1 with a soft left edge, outlined on its right.
    fn write(folder: &Path, stem: &str) {
        fs::create_dir_all(folder).unwrap();
        let file = |part: &str, kind: &str| folder.join(format!("{stem}_{part}.{kind}"));
        let line = GrayImage::from_fn(8, 6, |x, _| Luma([if x == 6 { 0 } else { 255 }]));
        line.save(file("line", "webp")).unwrap();
        let flat = |x: u32| match x {
            0..2 => Rgb([255, 255, 255]),
            2 => Rgb([220, 110, 110]),
            _ => Rgb([200, 40, 40]),
        };
        RgbImage::from_fn(8, 6, |x, _| flat(x)).save(file("flat", "webp")).unwrap();
        RgbImage::from_fn(8, 6, |x, _| Rgb(flat(x).0.map(|c| c / 2))).save(file("shaded", "webp")).unwrap();
        let labels = GrayImage::from_fn(8, 6, |x, _| Luma([u8::from(x > 1)]));
        labels.save(file("labels", "png")).unwrap();
        fs::write(folder.join("meta.jsonl"), format!("{{\"id\": 3, \"file\": \"{stem}\"}}\n\n")).unwrap();
    }

    fn message<T: std::fmt::Debug>(result: Result<T>) -> String {
        result.unwrap_err().to_string()
    }

    #[test]
    fn a_pair_is_read_with_hard_edges_and_kept() {
        let folder = tempfile::tempdir().unwrap();
        write(&folder.path().join("b"), "000007");
        write(&folder.path().join("a"), "000001");
        let pairs = Pairs::open(folder.path()).unwrap();
        assert_eq!(pairs.sources(), ["a", "b"]);
        assert_eq!((pairs.len(), pairs.name(1), pairs.source(1)), (2, "000007", "b"));
        let pair = pairs.get(0).unwrap();
        assert_eq!(pair.palette, [[255, 255, 255], [200, 40, 40]]);
        assert_eq!(pair.line.row(2), [0, 0, 0, 0, 0, 0, 255, 0]);
        assert_eq!(pair.labels.row(5), [0, 0, 1, 1, 1, 1, 1, 1]);
        assert_eq!(pair.flat_index.row(3), [0, 0, 1, 1, 1, 1, 1, 1]);
        assert_eq!(pair.shaded.get(2, 3), [100, 20, 20]);
        assert_eq!(pair.light(), [0.0; 4]);
        assert!(Arc::ptr_eq(&pair, &pairs.get(0).unwrap()));
    }

    #[test]
    fn without_labels_all_is_unknown_and_white_joined_to_the_edge_is_ground() {
        let folder = tempfile::tempdir().unwrap();
        write(folder.path(), "000001");
        fs::remove_file(folder.path().join("000001_labels.png")).unwrap();
        let pair = Pairs::open(folder.path()).unwrap().get(0).unwrap();
        assert!(pair.labels.as_slice().iter().all(|&label| label == UNKNOWN));
        assert_eq!(pair.flat_index.row(0), [0, 0, 1, 1, 1, 1, 1, 1]);
    }

    #[test]
    fn indexed_labels_are_read_as_indices() {
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("labels.png");
        let file = fs::File::create(&path).unwrap();
        let mut encoder = png::Encoder::new(file, 3, 2);
        encoder.set_color(png::ColorType::Indexed);
        encoder.set_depth(png::BitDepth::Four);
        encoder.set_palette(vec![9; 48]);
        encoder.write_header().unwrap().write_image_data(&[0x12, 0x30, 0xf0, 0x40]).unwrap();
        assert_eq!(files::decode_labels(&path).unwrap().as_slice(), [1, 2, 3, 15, 0, 4]);
    }

    #[test]
    fn errors_name_the_file_and_the_line() {
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path();
        assert!(message(Pairs::open(path)).contains("meta.jsonl"));
        fs::write(path.join("meta.jsonl"), "\n").unwrap();
        assert!(message(Pairs::open(path)).contains("meta.jsonl lists no pairs"));
        write(path, "000001");
        fs::write(path.join("meta.jsonl"), "{\"file\": \"000001\"}\n{\"file\": 7}\n").unwrap();
        assert!(message(Pairs::open(path)).contains("meta.jsonl:2: invalid type"));
        fs::write(path.join("meta.jsonl"), "{\"file\": \"000002\"}\n").unwrap();
        assert!(message(Pairs::open(path)).contains("000002_line.webp is missing"));
        write(path, "000001");
        let pairs = Pairs::open(path).unwrap();
        GrayImage::new(4, 6).save(path.join("000001_labels.png")).unwrap();
        assert!(message(pairs.get(0)).contains("/000001: labels is 4x6, line is 8x6"));
        fs::write(path.join("000001_flat.webp"), b"RIFF").unwrap();
        assert!(message(pairs.get(0)).contains("000001_flat.webp: "));
        fs::remove_file(path.join("000001_flat.webp")).unwrap();
        assert!(matches!(pairs.get(0), Err(Error::Io { .. })));
    }
}

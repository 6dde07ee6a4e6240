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

mod light;
mod quantise;

use std::fs;
use std::ops::Range;
use std::path::{Path, PathBuf};
use std::sync::{Arc, OnceLock};

use image::DynamicImage;

use crate::synth::{self, Drawing, SynthOptions};
use crate::{Error, Label, LabelSet, Plane, Result};

/// The label, and the palette index, of a pixel nobody knows the truth of.
pub const UNKNOWN: u8 = 255;

/// A drawing and what it should become. All planes have one size.
///
/// Flat colours on disk have soft edges. Here each pixel belongs wholly to one colour, and the shaded picture is
/// mended to match: along edges it repeats the nearest pixel inside, and what texture a flat had is divided out.
#[derive(Debug)]
pub struct Pair {
    /// The stem of the pair's files.
    pub name: String,
    /// The name of the folder the pair came from.
    pub source: String,
    /// How much line covers a pixel: 0 paper to 255 line.
    pub line: Plane<u8>,
    /// Which colour of the palette a pixel has. Index 0 is the ground, and only the ground.
    pub flat_index: Plane<u8>,
    /// The flat colours in sRGB, at most 255 of them; the first is the white of the ground.
    pub palette: Vec<[u8; 3]>,
    /// The shaded colours without lines, in sRGB.
    pub shaded: Plane<[u8; 3]>,
    /// Labels, 0 for the ground, [`UNKNOWN`] where nobody knows.
    pub labels: Plane<u8>,
    light: OnceLock<[f32; 4]>,
}

impl Pair {
    /// Puts a pair together from pictures as they are on disk.
    ///
    /// # Errors
    /// [`Error::InvalidArgument`] if the sizes differ.
    pub fn new(
        name: &str,
        source: &str,
        line: Plane<u8>,
        flat: &Plane<[u8; 3]>,
        mut shaded: Plane<[u8; 3]>,
        labels: Option<Plane<u8>>,
    ) -> Result<Self> {
        let size = (line.width(), line.height());
        let labels = labels.unwrap_or_else(|| Plane::filled(size.0, size.1, UNKNOWN));
        let others = [
            ("flat", (flat.width(), flat.height())),
            ("shaded", (shaded.width(), shaded.height())),
            ("labels", (labels.width(), labels.height())),
        ];
        for (what, other) in others {
            if other != size {
                return Err(Error::InvalidArgument(format!(
                    "{source}/{name}: {what} is {}x{}, line is {}x{}",
                    other.0, other.1, size.0, size.1
                )));
            }
        }
        let (flat_index, palette) = quantise::quantise(flat, &labels, &mut shaded);
        let (name, source) = (name.to_owned(), source.to_owned());
        Ok(Self { name, source, line, flat_index, palette, shaded, labels, light: OnceLock::new() })
    }

    /// Draws a pair, of source `synth`: the figure that belongs to `seed`.
    ///
    /// # Errors
    /// Those of [`synth::draw`].
    pub fn draw(seed: u64, options: &SynthOptions) -> Result<Self> {
        Ok(Self::from_drawing(format!("{seed:016x}"), synth::draw(seed, options)?))
    }

    /// Takes a generated drawing as a pair, of source `synth`.
    pub fn from_drawing(name: String, drawing: Drawing) -> Self {
        let mut palette = vec![[255; 3]];
        let flat_index = Plane::from_fn(drawing.line.width(), drawing.line.height(), |x, y| {
            if drawing.labels.get(x, y) == Label::Background.id() {
                return 0;
            }
            let color = drawing.flat.get(x, y);
            let known = palette.iter().skip(1).position(|&known| known == color).map(|i| i + 1);
            let index = known.unwrap_or_else(|| {
                palette.push(color);
                palette.len() - 1
            });
            u8::try_from(index).expect("a drawing has far fewer colours")
        });
        Self {
            name,
            source: "synth".to_owned(),
            line: drawing.line,
            flat_index,
            palette,
            shaded: drawing.shaded,
            labels: drawing.labels,
            light: OnceLock::from(drawing.light),
        }
    }

    /// Estimates the light the shaded colours were made with: `[dx, dy, softness, known]`.
    ///
    /// `(dx, dy)` has length 1, points to the light, and `dy` grows downwards. Softness is the share of half-lit
    /// pixels: 0 for shadows with hard edges, 1 for smooth shade. `known` is 1; it is 0, with direction 0, where
    /// the shade does not tell a direction, and all is 0 where there is no shade. Measured once, then kept.
    pub fn light(&self) -> [f32; 4] {
        *self.light.get_or_init(|| light::estimate(self))
    }
}

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
    /// [`Error::Io`] if a folder or a `meta.jsonl` cannot be read; [`Error::Image`] if a line of one is no JSON
    /// object with a `file`, or names a stem without its pictures.
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
        for (number, line) in text.lines().enumerate().filter(|(_, line)| !line.trim().is_empty()) {
            let meta: Meta = serde_json::from_str(line)
                .map_err(|error| Error::Image(format!("{}:{}: {error}", path.display(), number + 1)))?;
            for part in ["line", "flat", "shaded"] {
                if picture(&folder, &meta.file, part).is_none() {
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
        let pair = Arc::new(entry.read(&self.sources[entry.source])?);
        let count = self.labels.as_ref().map_or(Label::COUNT, LabelSet::len);
        let foreign = |label: &&u8| **label != UNKNOWN && usize::from(**label) >= count;
        if let Some(label) = pair.labels.as_slice().iter().find(foreign) {
            return Err(Error::Image(format!(
                "{}/{}: label {label} is not in the set of {count} labels ({UNKNOWN}: unknown)",
                pair.source, pair.name
            )));
        }
        Ok(Arc::clone(entry.pair.get_or_init(|| pair)))
    }
}

impl Entry {
    fn read(&self, source: &str) -> Result<Pair> {
        let need = |part: &str| {
            let path = picture(&self.folder, &self.name, part);
            decode(&path.unwrap_or_else(|| self.folder.join(format!("{}_{part}.webp", self.name))))
        };
        let rgb = |part: &str| -> Result<Plane<[u8; 3]>> {
            let picture = need(part)?.into_rgb8();
            let (width, height) = (picture.width() as usize, picture.height() as usize);
            Plane::from_vec(width, height, picture.pixels().map(|pixel| pixel.0).collect())
        };
        let line = need("line")?.into_luma8();
        let (width, height) = (line.width() as usize, line.height() as usize);
        let ink = line.into_raw().into_iter().map(|grey| 255 - grey).collect();
        let line = Plane::from_vec(width, height, ink)?;
        let labels = self.folder.join(format!("{}_labels.png", self.name));
        let labels = if labels.is_file() { Some(decode_labels(&labels)?) } else { None };
        Pair::new(&self.name, source, line, &rgb("flat")?, rgb("shaded")?, labels)
            .map_err(|error| Error::Image(error.to_string()))
    }
}

/// The file of one part of a pair, if there is one.
fn picture(folder: &Path, stem: &str, part: &str) -> Option<PathBuf> {
    ["webp", "png"]
        .iter()
        .map(|kind| folder.join(format!("{stem}_{part}.{kind}")))
        .find(|path| path.is_file())
}

fn decode(path: &Path) -> Result<DynamicImage> {
    let bytes = fs::read(path).map_err(Error::io(path))?;
    image::load_from_memory(&bytes).map_err(|error| Error::Image(format!("{}: {error}", path.display())))
}

/// Reads the bare values of a grey or indexed PNG. The `image` crate would turn indices into colours.
fn decode_labels(path: &Path) -> Result<Plane<u8>> {
    let bytes = fs::read(path).map_err(Error::io(path))?;
    let wrong = |what: String| Error::Image(format!("{}: {what}", path.display()));
    let mut decoder = png::Decoder::new(std::io::Cursor::new(bytes));
    decoder.set_transformations(png::Transformations::IDENTITY);
    let mut reader = decoder.read_info().map_err(|error| wrong(error.to_string()))?;
    let (kind, depth) = reader.output_color_type();
    if !matches!(kind, png::ColorType::Grayscale | png::ColorType::Indexed) || depth == png::BitDepth::Sixteen
    {
        return Err(wrong(format!("labels are {kind:?} {depth:?}, not grey or indexed of up to 8 bits")));
    }
    let size = reader.output_buffer_size().ok_or_else(|| wrong("the picture is too large".to_owned()))?;
    let mut rows = vec![0; size];
    let frame = reader.next_frame(&mut rows).map_err(|error| wrong(error.to_string()))?;
    let (width, height, bits) = (frame.width as usize, frame.height as usize, depth as usize);
    let value = |x: usize, y: usize| {
        let bit = x * bits;
        let byte = rows[y * frame.line_size + bit / 8];
        byte << (bit % 8) >> (8 - bits)
    };
    Ok(Plane::from_fn(width, height, value))
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
        assert_eq!(decode_labels(&path).unwrap().as_slice(), [1, 2, 3, 15, 0, 4]);
    }

    #[test]
    fn errors_name_the_file_and_the_line() {
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path();
        assert!(message(Pairs::open(path)).contains("meta.jsonl"));
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

    #[test]
    fn light_falls_from_the_bright_side() {
        let line = Plane::filled(64, 64, 0);
        let flat =
            Plane::from_fn(64, 64, |x, _| if (8..56).contains(&x) { [200, 100, 50] } else { [255; 3] });
        let shaded = Plane::from_fn(64, 64, |x, y| flat.get(x, y).map(|c| if x < 40 { c } else { c / 2 }));
        let [dx, dy, softness, known] = Pair::new("", "", line, &flat, shaded, None).unwrap().light();
        assert!(
            dx < -0.99 && dy.abs() < 0.05 && softness < 0.05 && known == 1.0,
            "{dx} {dy} {softness} {known}"
        );
    }
}

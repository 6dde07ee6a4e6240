//! Stored styles, in one file.

use std::path::Path;

use serde::{Deserialize, Serialize};

use super::{StyleGroup, Swatch};
use crate::archive::{Archive, Writer};
use crate::raster::{read_limited, write_atomic};
use crate::{Bounds, Error, Limits, Plane, Raster, Result, Rgb};

const MIME_TYPE: &str = "application/x-colorize-styles";
const RECORD: &str = "styles.json";
const FORMAT: &str = "colorize styles";
/// The version of the format. What a later one adds, this one would lose: it is refused.
const VERSION: u32 = 1;
/// The side of a thumbnail, in pixels.
const THUMBNAIL: u32 = 96;
/// The most characters that a field of a style may have.
const LONGEST: usize = 500;

/// Styles that are kept to be used again, each under a name, sorted by it.
///
/// ```no_run
/// use colorize_core::{Limits, StoredStyle, StyleLibrary, StyleRange, Raster, Swatch};
///
/// let mut library = StyleLibrary::open("cloth.styles", &Limits::default())?;
/// let photo = Raster::open("jumper.jpg", &Limits::default())?;
/// let wool = Swatch::pick(&photo, None, (420.0, 310.0), StyleRange::Middle)?;
/// library.add(StoredStyle { tags: vec!["warm".into()], ..StoredStyle::new("grey wool", wool) })?;
/// library.save("cloth.styles")?;
/// # Ok::<(), colorize_core::Error>(())
/// ```
///
/// A library is one zip file: `mimetype`, first and not compressed; `styles.json`, all that is here; `thumbnails/*.png` for
/// other programs, 96 x 96, in the order of the names. It is written whole or not at all, and read without trust.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct StyleLibrary {
    styles: Vec<StoredStyle>,
}

/// One stored style.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct StoredStyle {
    /// What it is known by; no two styles of a library have one name.
    pub name: String,
    /// Who made it.
    #[serde(default)]
    pub author: String,
    /// What kind of texture it is: cloth, wood, print, brush...
    #[serde(default)]
    pub kind: String,
    /// More words to find it by.
    #[serde(default)]
    pub tags: Vec<String>,
    /// Under what terms it may be used, such as CC0-1.0.
    #[serde(default)]
    pub licence: String,
    /// Where it was picked.
    #[serde(default)]
    pub source: String,
    /// The style itself.
    pub swatch: Swatch,
}

/// What `styles.json` holds.
#[derive(Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
struct Record {
    format: String,
    version: u32,
    styles: Vec<StoredStyle>,
}

/// What is looked at first, for another version may have other fields.
#[derive(Deserialize)]
struct Head {
    format: String,
    version: u32,
}

impl StoredStyle {
    /// A style under a name, and nothing else told of it.
    pub fn new(name: impl Into<String>, swatch: Swatch) -> Self {
        let empty = String::new;
        let (name, tags) = (name.into(), Vec::new());
        Self { name, author: empty(), kind: empty(), tags, licence: empty(), source: empty(), swatch }
    }

    /// The surface as it is painted, 96 x 96; a style without one as its colour, white if it has none.
    pub fn thumbnail(&self) -> Raster {
        let color = self.swatch.style.rgb().unwrap_or(Rgb::WHITE);
        let side = THUMBNAIL;
        let area = Bounds { left: 0, top: 0, right: side, bottom: side };
        let painted =
            self.swatch.exemplar.as_ref().and_then(|exemplar| exemplar.texture().picture(area).ok());
        painted.unwrap_or_else(|| Plane::filled(side as usize, side as usize, color.with_alpha(255)))
    }

    /// How unlike another style it is: 0 for the same, about 1 for what has nothing to do with it. Colour, grain and period
    /// count alike.
    pub fn distance(&self, other: &Swatch) -> f32 {
        let of = |swatch: &Swatch, group: StyleGroup| swatch.style.get(group).map(<[f32]>::to_vec);
        let between = |group: StyleGroup, scale: f32, map: fn(f32) -> f32| match (
            of(&self.swatch, group),
            of(other, group),
        ) {
            (Some(a), Some(b)) => {
                let square = |(a, b): (&f32, &f32)| (map(*a) - map(*b)).powi(2);
                (a.iter().zip(&b).map(square).sum::<f32>().sqrt() / scale).min(1.0)
            }
            (None, None) => 0.0,
            _ => 1.0,
        };
        let color = match (self.swatch.style.rgb(), other.style.rgb()) {
            (Some(a), Some(b)) => (a.delta_e(b) / 50.0).min(1.0),
            (None, None) => 0.0,
            _ => 1.0,
        };
        let grain = between(StyleGroup::Texture, 0.3, |v| v);
        let pattern = match (of(&self.swatch, StyleGroup::Pattern), of(other, StyleGroup::Pattern)) {
            (Some(a), Some(b)) => ((a[0] / b[0]).ln().abs() / 2.0).min(1.0),
            (None, None) => 0.0,
            _ => 1.0,
        };
        (color + grain + pattern) / 3.0
    }

    /// Whether a word is in one of its fields, in whatever case.
    fn has(&self, word: &str) -> bool {
        let fields = [&self.name, &self.author, &self.kind, &self.licence, &self.source];
        fields.into_iter().chain(&self.tags).any(|field| field.to_lowercase().contains(word))
    }

    fn check(&self) -> Result<()> {
        if self.name.trim().is_empty() {
            return Err(Error::InvalidArgument("a style needs a name".into()));
        }
        let fields = [&self.name, &self.author, &self.kind, &self.licence, &self.source];
        for field in fields.into_iter().chain(&self.tags) {
            if field.chars().count() > LONGEST || field.chars().any(char::is_control) {
                let start: String = field.chars().take(40).flat_map(char::escape_debug).collect();
                let text =
                    format!("`{start}` is longer than {LONGEST} characters, or has some that cannot be read");
                return Err(Error::InvalidArgument(text));
            }
        }
        Ok(())
    }
}

impl StyleLibrary {
    /// Makes an empty library.
    pub fn new() -> Self {
        Self::default()
    }

    /// All styles, sorted by their names.
    pub fn styles(&self) -> &[StoredStyle] {
        &self.styles
    }

    /// The style of a name; `None` if there is none.
    pub fn get(&self, name: &str) -> Option<&StoredStyle> {
        self.place(name).ok().map(|i| &self.styles[i])
    }

    /// Adds a style.
    ///
    /// # Errors
    /// [`Error::InvalidArgument`] if there is one of its name, the name is empty, or a field is longer than 500 characters or
    /// holds control characters; the library stays as it was.
    pub fn add(&mut self, style: StoredStyle) -> Result<()> {
        style.check()?;
        match self.place(&style.name) {
            Ok(_) => Err(Error::InvalidArgument(format!("there is a style `{}` already", style.name))),
            Err(i) => {
                self.styles.insert(i, style);
                Ok(())
            }
        }
    }

    /// Takes a style away.
    ///
    /// # Errors
    /// [`Error::InvalidArgument`] if there is none of that name.
    pub fn remove(&mut self, name: &str) -> Result<StoredStyle> {
        Ok(self.styles.remove(self.known(name)?))
    }

    /// Gives a style another name.
    ///
    /// # Errors
    /// [`Error::InvalidArgument`] if there is none of that name, or one of the other; the library stays as it was.
    pub fn rename(&mut self, name: &str, other: &str) -> Result<()> {
        let renamed = StoredStyle { name: other.to_owned(), ..self.styles[self.known(name)?].clone() };
        if name == other {
            return Ok(());
        }
        self.add(renamed)?;
        self.remove(name).map(drop)
    }

    /// Adds all styles of another library. One that is here already, field by field, is left out; of two that share a name
    /// alone, the other's becomes `name (2)`. Gives how many were added.
    pub fn merge(&mut self, other: Self) -> usize {
        let before = self.styles.len();
        for mut style in other.styles {
            if self.get(&style.name) == Some(&style) {
                continue;
            }
            let name = style.name.clone();
            let mut number = 2;
            while self.get(&style.name).is_some() {
                style.name = format!("{name} ({number})");
                number += 1;
            }
            let place = self.place(&style.name).expect_err("a name that is free");
            self.styles.insert(place, style);
        }
        self.styles.len() - before
    }

    /// The styles in which all words of a text occur, in any field and whatever case: all of them for an empty text.
    pub fn search(&self, text: &str) -> Vec<&StoredStyle> {
        let words: Vec<String> = text.split_whitespace().map(str::to_lowercase).collect();
        self.styles.iter().filter(|style| words.iter().all(|word| style.has(word))).collect()
    }

    /// All styles and how unlike a swatch each is ([`StoredStyle::distance`]), the likest first.
    pub fn like(&self, swatch: &Swatch) -> Vec<(&StoredStyle, f32)> {
        let mut all: Vec<_> = self.styles.iter().map(|style| (style, style.distance(swatch))).collect();
        all.sort_by(|a, b| a.1.total_cmp(&b.1));
        all
    }

    /// Reads a library from its file.
    ///
    /// # Errors
    /// [`Error::Io`] if it cannot be read, and those of [`StyleLibrary::from_bytes`], with the path in front.
    pub fn open(path: impl AsRef<Path>, limits: &Limits) -> Result<Self> {
        let path = path.as_ref();
        Self::from_bytes(&read_limited(path, limits)?, limits).map_err(|error| match error {
            Error::Document(text) => Error::Document(format!("{}: {text}", path.display())),
            Error::Limit(text) => Error::Limit(format!("{}: {text}", path.display())),
            other => other,
        })
    }

    /// Reads a library from the bytes of its file.
    ///
    /// # Errors
    /// [`Error::Document`] if it is none, damaged, of a later version, or a style in it is out of range; [`Error::Limit`] if
    /// it is over `limits`.
    pub fn from_bytes(bytes: &[u8], limits: &Limits) -> Result<Self> {
        let mut file = Archive::new(bytes, limits, "a library of styles")?;
        if file.text("mimetype")?.is_none_or(|text| text.trim_end() != MIME_TYPE) {
            return Err(Error::Document(format!("not a library of styles: its mimetype is not {MIME_TYPE}")));
        }
        let wrong = |text: String| Error::Document(format!("{RECORD}: {text}"));
        let text = file.text(RECORD)?.ok_or_else(|| Error::Document(format!("{RECORD} is missing")))?;
        let Head { format, version } =
            serde_json::from_str(&text).map_err(|error| wrong(error.to_string()))?;
        if format != FORMAT {
            return Err(wrong(format!("the format is `{format}`, not `{FORMAT}`")));
        }
        if version != VERSION {
            return Err(wrong(format!(
                "the library is of version {version}; this program knows version {VERSION}"
            )));
        }
        let record: Record = serde_json::from_str(&text).map_err(|error| wrong(error.to_string()))?;
        let mut library = Self::new();
        for style in record.styles {
            library.add(style).map_err(|error| wrong(error.to_string()))?;
        }
        Ok(library)
    }

    /// Writes the library to its file, whole or not at all.
    ///
    /// # Errors
    /// [`Error::Io`] if it cannot be written.
    pub fn save(&self, path: impl AsRef<Path>) -> Result<()> {
        write_atomic(path.as_ref(), &self.to_bytes()?)
    }

    /// The bytes of that file. The same library gives the same bytes.
    ///
    /// # Errors
    /// [`Error::Document`] if it is too large for a zip file.
    pub fn to_bytes(&self) -> Result<Vec<u8>> {
        let mut file = Writer::new(MIME_TYPE)?;
        let record = Record { format: FORMAT.into(), version: VERSION, styles: self.styles.clone() };
        let text =
            serde_json::to_string_pretty(&record).map_err(|error| Error::Document(error.to_string()))?;
        file.put_text(RECORD, &text)?;
        for (number, style) in (1..).zip(&self.styles) {
            file.put(&format!("thumbnails/{number}.png"), &style.thumbnail().encode_png()?)?;
        }
        file.finish()
    }

    /// Where a name is, or where it would be.
    fn place(&self, name: &str) -> std::result::Result<usize, usize> {
        self.styles.binary_search_by(|style| style.name.as_str().cmp(name))
    }

    fn known(&self, name: &str) -> Result<usize> {
        self.place(name).map_err(|_| {
            let count = self.styles.len();
            Error::InvalidArgument(format!("there is no style `{name}` among the library's {count}"))
        })
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::style::{Exemplar, LocalStyle};

    fn cloth(hue: u8) -> Swatch {
        let stripe = |x: usize, _| if x % 6 < 3 { [hue, 40, 40, 255] } else { [hue, 200, 190, 255] };
        let exemplar = Exemplar::new(Plane::from_fn(24, 24, stripe)).unwrap();
        let mut style = LocalStyle::color(exemplar.base());
        style.set(StyleGroup::Texture, &[0.1, 0.2, 0.1, 0.2]).unwrap();
        Swatch::new(style, exemplar)
    }

    fn library() -> StyleLibrary {
        let mut library = StyleLibrary::new();
        let plain = Swatch::new(LocalStyle::color(Rgb::new(10, 20, 200)), None);
        let tags = vec!["Warm".into(), "winter".into()];
        library
            .add(StoredStyle { kind: "knit".into(), tags, ..StoredStyle::new("wool", cloth(200)) })
            .unwrap();
        library.add(StoredStyle { author: "Ann".into(), ..StoredStyle::new("blue", plain) }).unwrap();
        library.add(StoredStyle::new("stripes", cloth(90))).unwrap();
        library
    }

    #[test]
    fn a_library_comes_back_from_its_file_to_the_byte() {
        let library = library();
        let names: Vec<&str> = library.styles().iter().map(|style| style.name.as_str()).collect();
        assert_eq!(names, ["blue", "stripes", "wool"]);
        let bytes = library.to_bytes().unwrap();
        let again = StyleLibrary::from_bytes(&bytes, &Limits::default()).unwrap();
        assert!(again == library && again.to_bytes().unwrap() == bytes);
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("my.styles");
        library.save(&path).unwrap();
        assert!(StyleLibrary::open(&path, &Limits::default()).unwrap() == library);
        for style in library.styles() {
            assert_eq!(style.thumbnail().width(), 96);
        }
    }

    #[test]
    fn styles_are_found_by_words_and_by_likeness() {
        let library = library();
        let found = |text| library.search(text).iter().map(|style| style.name.as_str()).collect::<Vec<_>>();
        assert_eq!(found(""), ["blue", "stripes", "wool"]);
        assert_eq!(found("WARM knit"), ["wool"]);
        assert_eq!(found("ann"), ["blue"]);
        assert!(found("warm ann").is_empty());
        let like = library.like(&cloth(196));
        assert_eq!(like[0].0.name, "wool");
        assert!(like[0].1 < 0.1 && like[2].1 > 0.5 && like[2].0.name == "blue", "{:?}", like.map_distances());
    }

    trait Distances {
        fn map_distances(&self) -> Vec<f32>;
    }

    impl Distances for Vec<(&StoredStyle, f32)> {
        fn map_distances(&self) -> Vec<f32> {
            self.iter().map(|(_, distance)| *distance).collect()
        }
    }

    #[test]
    fn names_are_kept_apart() {
        let mut library = library();
        let told = |result: Result<()>| result.unwrap_err().to_string();
        assert_eq!(told(library.add(StoredStyle::new("wool", cloth(1)))), "there is a style `wool` already");
        assert_eq!(told(library.add(StoredStyle::new(" ", cloth(1)))), "a style needs a name");
        assert!(told(library.add(StoredStyle::new("a\nb", cloth(1)))).contains("cannot be read"));
        assert_eq!(told(library.rename("silk", "x")), "there is no style `silk` among the library's 3");
        assert_eq!(told(library.rename("blue", "wool")), "there is a style `wool` already");
        library.rename("blue", "sky").unwrap();
        library.rename("sky", "sky").unwrap();
        assert!(library.get("blue").is_none() && library.get("sky").unwrap().author == "Ann");
        let mut other = StyleLibrary::new();
        other.add(StoredStyle::new("wool", cloth(7))).unwrap();
        other.add(library.get("sky").unwrap().clone()).unwrap();
        assert_eq!(library.merge(other.clone()), 1);
        assert_eq!(library.get("wool (2)").unwrap().swatch, cloth(7));
        assert_eq!(library.remove("wool (2)").unwrap().swatch, cloth(7));
        assert_eq!(library.styles().len(), 3);
    }

    #[test]
    fn what_is_no_library_is_refused() {
        let bytes = library().to_bytes().unwrap();
        let told =
            |bytes: &[u8]| StyleLibrary::from_bytes(bytes, &Limits::default()).unwrap_err().to_string();
        assert!(told(b"").contains("not a library of styles"), "{}", told(b""));
        assert!(told(&bytes[..bytes.len() / 2]).contains("cut short"));
        let with = |text: &str| {
            let mut file = Writer::new(MIME_TYPE).unwrap();
            file.put_text(RECORD, text).unwrap();
            file.finish().unwrap()
        };
        assert!(told(&with("{}")).starts_with("styles.json: missing field"));
        let later = r#"{"format": "colorize styles", "version": 2, "styles": []}"#;
        assert_eq!(
            told(&with(later)),
            "styles.json: the library is of version 2; this program knows version 1"
        );
        let twice = r#"{"format": "colorize styles", "version": 1, "styles": [
            {"name": "a", "swatch": {"style": {}}}, {"name": "a", "swatch": {"style": {}}}]}"#;
        assert_eq!(told(&with(twice)), "styles.json: there is a style `a` already");
        let endless = r#"{"format": "colorize styles", "version": 1, "styles": [
            {"name": "a", "swatch": {"style": {"color": [1e30, 0, 0]}}}]}"#;
        assert!(told(&with(endless)).starts_with("styles.json: "), "{}", told(&with(endless)));
        for (group, values, expected) in [
            (
                "gradation",
                "[0.25, 1e30, 1e30, 0]",
                "gradation has a value 1e30; its change of lightness is -2 to 2",
            ),
            ("texture", "[0, 0, 0, 1e39]", "texture has a value inf; its falling change is 0 to 2"),
            ("pattern", "[1e30, 0, 0, 0]", "pattern has a value 1e30; its period is 0 to 65536"),
            ("painting", "[2, 0]", "painting has a value 2.0; its softness is 0 to 1"),
            ("highlight", "[-0.5, 0, 0]", "highlight has a value -0.5; its share is 0 to 1"),
            ("shadow", "[0, -1e30, 0]", "shadow has a value -1e30; its change of lightness is -2 to 2"),
            ("shadow", "[0, NaN, 0]", "expected value"),
        ] {
            let style = format!(r#"{{"name": "a", "swatch": {{"style": {{"{group}": {values}}}}}}}"#);
            let text = format!(r#"{{"format": "colorize styles", "version": 1, "styles": [{style}]}}"#);
            let told = told(&with(&text));
            assert!(told.starts_with("styles.json: ") && told.contains(expected), "{told}");
        }
        // A long text in a small file.
        let bomb = with(&" ".repeat((1 << 27) + 1));
        assert!(bomb.len() < 1 << 20);
        assert!(told(&bomb).starts_with("styles.json: more than "), "{}", told(&bomb));
        let mut other = Writer::new("image/openraster").unwrap();
        other.put_text(RECORD, later).unwrap();
        assert!(told(&other.finish().unwrap()).contains("its mimetype is not"));
        let tight = Limits::default().with_bytes(100);
        assert!(StyleLibrary::from_bytes(&bytes, &tight).is_err());
    }
}

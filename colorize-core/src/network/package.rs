//! Networks as safetensors files: weights in f16, those of 3x3 convolutions in 8 bits, and a header that says what they are.

use std::collections::HashMap;
use std::fmt;

use safetensors::SafeTensors;
use sha2::{Digest, Sha256};

use super::weights::{Weights, damaged};
use crate::error::named;
use crate::{Error, Result};

/// Which network a model file holds.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
#[non_exhaustive]
pub enum ModelKind {
    /// Says what part each pixel shows, and how alike places are.
    Labeller,
    /// Shades the flats, and finds colours that no hint told.
    Colorizer,
    /// Cuts a coloured picture into blocks of one colour.
    Partitioner,
    /// Tells the style of each place of a coloured picture: the style encoder. With a decoder in the file, as
    /// `colorize train styles` makes it, regions are also shaded in such styles.
    Styles,
    /// Tells how likely regions of two pictures show the same.
    Matcher,
    /// Tells what each region shows, once it has looked at all others, and which want one colour: the region network.
    Regions,
}

impl ModelKind {
    /// All networks of the library.
    pub const ALL: [Self; 6] =
        [Self::Labeller, Self::Colorizer, Self::Partitioner, Self::Styles, Self::Matcher, Self::Regions];

    /// Gives the name, in small letters: `labeller`.
    pub const fn name(self) -> &'static str {
        match self {
            Self::Labeller => "labeller",
            Self::Colorizer => "colorizer",
            Self::Partitioner => "partitioner",
            Self::Styles => "styles",
            Self::Matcher => "matcher",
            Self::Regions => "regions",
        }
    }

    /// Finds the kind of a name.
    ///
    /// # Errors
    /// [`Error::InvalidArgument`] if there is no such network; the message lists the known ones.
    pub fn from_name(name: &str) -> Result<Self> {
        named("network", &Self::ALL, Self::name, name)
    }

    /// The name in the header; the number changes whenever older files no longer fit.
    const fn architecture(self) -> &'static str {
        match self {
            Self::Labeller => "colorize-labeller-1",
            Self::Colorizer => "colorize-colorizer-3",
            Self::Partitioner => "colorize-partitioner-1",
            Self::Styles => "colorize-styles-1",
            Self::Matcher => "colorize-matcher-2",
            Self::Regions => "colorize-regions-1",
        }
    }
}

impl fmt::Display for ModelKind {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.pad(self.name())
    }
}

/// Makes sure that `file` holds a sound network of that kind.
///
/// # Errors
/// [`Error::Model`] if the file is damaged or holds another network.
pub(crate) fn check(file: &[u8], kind: ModelKind) -> Result<()> {
    let header = header(file)?;
    let found = header.get("architecture").map_or("none", String::as_str);
    if found != kind.architecture() {
        return Err(Error::Model(format!("model file holds `{found}`, wanted `{}`", kind.architecture())));
    }
    if header.get("sha256") != Some(&hash(file)?) {
        return Err(Error::Model("model file is damaged: its weights do not match their hash".into()));
    }
    Ok(())
}

/// The weights in `file`.
///
/// # Errors
/// As [`check`].
pub(crate) fn read(file: &[u8], kind: ModelKind) -> Result<Weights> {
    check(file, kind)?;
    Weights::of(&SafeTensors::deserialize(file).map_err(damaged)?)
}

/// Encodes weights with their header; `data` tells what they were trained on, for `steps` steps.
#[cfg(feature = "train")]
pub(crate) fn write(kind: ModelKind, weights: &Weights, steps: usize, data: &str) -> Result<Vec<u8>> {
    let encode = |hash: &str| {
        let header = [
            ("architecture", kind.architecture()),
            ("license", "MIT OR Apache-2.0"),
            ("data", data),
            ("steps", &steps.to_string()),
            ("sha256", hash),
        ];
        let header = header.map(|(name, text)| (name.to_owned(), text.to_owned()));
        safetensors::serialize(weights.stored(), Some(HashMap::from(header))).map_err(damaged)
    };
    let hash = hash(&encode("")?)?;
    encode(&hash)
}

/// The header's entries by name: architecture, license, data, steps, sha256, and what [`with_entry`] added.
pub(crate) fn header(file: &[u8]) -> Result<HashMap<String, String>> {
    let (_, metadata) = SafeTensors::read_metadata(file).map_err(damaged)?;
    Ok(metadata.metadata().clone().unwrap_or_default())
}

/// The same file with one more entry in its header, or another text for it; an older version of the entry, another
/// number after the last hyphen, goes.
pub(crate) fn with_entry(file: &[u8], name: &str, text: &str) -> Result<Vec<u8>> {
    let mut header = header(file)?;
    let file = SafeTensors::deserialize(file).map_err(damaged)?;
    let kind = |name: &str| name.rsplit_once('-').map_or(name, |(kind, _)| kind).to_owned();
    header.retain(|other, _| kind(other) != kind(name));
    header.insert(name.to_owned(), text.to_owned());
    safetensors::serialize(file.tensors(), Some(header)).map_err(damaged)
}

/// SHA-256 over the names and weights in the file, in hexadecimal.
fn hash(file: &[u8]) -> Result<String> {
    let file = SafeTensors::deserialize(file).map_err(damaged)?;
    let mut tensors: Vec<_> = file.tensors();
    tensors.sort_by(|a, b| a.0.cmp(&b.0));
    let mut hash = Sha256::new();
    for (name, tensor) in tensors {
        hash.update(name.as_bytes());
        hash.update(tensor.data());
    }
    Ok(hash.finalize().iter().map(|byte| format!("{byte:02x}")).collect())
}

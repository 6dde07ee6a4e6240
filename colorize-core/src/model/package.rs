//! Networks as safetensors files: f16 weights and a header that says what they are.

use std::collections::HashMap;

use burn::module::Module;
use burn::tensor::DType;
use burn_store::{FloatCastAdapter, ModuleSnapshot, SafetensorsStore};
use sha2::{Digest, Sha256};

use super::unet::Labeller;
use crate::device::Placement;
use crate::label::LabelSet;
use crate::{Error, Result};

/// Which network a file holds.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Kind {
    Labeller,
    Colorizer,
}

impl Kind {
    /// The name in the header; the number changes whenever older files no longer fit.
    fn architecture(self) -> &'static str {
        match self {
            Self::Labeller => "colorize-labeller-1",
            Self::Colorizer => "colorize-colorizer-3",
        }
    }
}

const LICENSE: &str = "MIT OR Apache-2.0";

/// Encodes `net` with its header; `data` tells what it was trained on.
pub(crate) fn save<M: Module>(net: &M, kind: Kind, steps: usize, data: &str) -> Result<Vec<u8>> {
    let encode = |hash: &str| {
        let mut store = SafetensorsStore::from_bytes(None)
            .clear_metadata()
            .metadata("architecture", kind.architecture())
            .metadata("license", LICENSE)
            .metadata("data", data)
            .metadata("steps", steps.to_string())
            .metadata("sha256", hash)
            .with_to_adapter(FloatCastAdapter::to(DType::F16));
        net.save_into(&mut store).map_err(|error| Error::Model(error.to_string()))?;
        store.get_bytes().map_err(|error| Error::Model(error.to_string()))
    };
    let hash = hash(&encode("")?)?;
    encode(&hash)
}

/// Fills `net` with the weights in `bytes`.
///
/// # Errors
/// [`Error::Model`] if the file is damaged or holds another network.
pub(crate) fn load<M: Module>(mut net: M, bytes: &[u8], kind: Kind) -> Result<M> {
    let header = header(bytes)?;
    let found = header.get("architecture").map_or("none", String::as_str);
    if found != kind.architecture() {
        return Err(Error::Model(format!("model file holds `{found}`, wanted `{}`", kind.architecture())));
    }
    if header.get("sha256") != Some(&hash(bytes)?) {
        return Err(Error::Model("model file is damaged: its weights do not match their hash".into()));
    }
    let mut store = SafetensorsStore::from_bytes(Some(bytes.to_vec()))
        .with_from_adapter(FloatCastAdapter::to(DType::F32));
    let result = net.load_from(&mut store).map_err(|error| Error::Model(error.to_string()))?;
    if !result.missing.is_empty() || !result.unused.is_empty() {
        return Err(Error::Model("model file holds other layers than its header says".into()));
    }
    Ok(net)
}

/// The entry of a labeller's header that holds its labels, if they are not the standard ones.
const LABELS: &str = "labels";

/// Encodes a labeller; see [`save`].
#[cfg(feature = "train")]
pub(crate) fn save_labeller(net: &Labeller, labels: &LabelSet, steps: usize, data: &str) -> Result<Vec<u8>> {
    let bytes = save(net, Kind::Labeller, steps, data)?;
    if *labels == LabelSet::standard() { Ok(bytes) } else { with_entry(&bytes, LABELS, &labels.to_json()) }
}

/// The labeller in `bytes`, and the labels it tells apart; see [`load`].
pub(crate) fn load_labeller(bytes: &[u8], on: &Placement) -> Result<(Labeller, LabelSet)> {
    let labels = labels(bytes)?;
    Ok((load(Labeller::new(labels.len(), on), bytes, Kind::Labeller)?, labels))
}

/// The labels that the labeller in `bytes` tells apart.
pub(crate) fn labels(bytes: &[u8]) -> Result<LabelSet> {
    match header(bytes)?.get(LABELS) {
        Some(text) => LabelSet::from_json(text).map_err(|error| Error::Model(format!("model file: {error}"))),
        None => Ok(LabelSet::standard()),
    }
}

/// The header's entries by name: architecture, license, data, steps, sha256, and what [`with_entry`] added.
pub(crate) fn header(bytes: &[u8]) -> Result<HashMap<String, String>> {
    let (_, metadata) = safetensors::SafeTensors::read_metadata(bytes)
        .map_err(|error| Error::Model(format!("not a model file: {error}")))?;
    Ok(metadata.metadata().clone().unwrap_or_default())
}

/// The same file with one more entry in its header, or another text for it; an older version of the entry, another
/// number after the last hyphen, goes.
pub(crate) fn with_entry(bytes: &[u8], name: &str, text: &str) -> Result<Vec<u8>> {
    let wrong = |error: safetensors::SafeTensorError| Error::Model(format!("not a model file: {error}"));
    let file = safetensors::SafeTensors::deserialize(bytes).map_err(wrong)?;
    let mut header = header(bytes)?;
    let kind = |name: &str| name.rsplit_once('-').map_or(name, |(kind, _)| kind).to_owned();
    header.retain(|other, _| kind(other) != kind(name));
    header.insert(name.to_owned(), text.to_owned());
    safetensors::serialize(file.tensors(), Some(header)).map_err(wrong)
}

/// SHA-256 over the names and weights in the file, in hexadecimal.
fn hash(bytes: &[u8]) -> Result<String> {
    let file = safetensors::SafeTensors::deserialize(bytes)
        .map_err(|error| Error::Model(format!("not a model file: {error}")))?;
    let mut tensors: Vec<_> = file.tensors();
    tensors.sort_by(|a, b| a.0.cmp(&b.0));
    let mut hash = Sha256::new();
    for (name, tensor) in tensors {
        hash.update(name.as_bytes());
        hash.update(tensor.data());
    }
    Ok(hash.finalize().iter().map(|byte| format!("{byte:02x}")).collect())
}

//! The part labeller: a U-Net (Ronneberger et al. 2015) with two heads.

use super::flow::{Conv, Flow, Network};
use super::package::{self, ModelKind};
use crate::label::{Calibration, LabelSet};
use crate::{Error, Result};

/// Channels of each level, from half the working resolution down to 1/64 of it.
const WIDTHS: [usize; 6] = [32, 48, 96, 128, 128, 128];
/// Convolutions of each level, on the way down and again on the way up.
const CONVS: [usize; 6] = [1, 2, 2, 2, 2, 2];

/// Channels that go in: ink of 2x2 pixels.
pub(crate) const LABELLER_INPUTS: usize = 4;
/// Channels of an embedding.
pub(crate) const EMBEDDING: usize = 24;
/// Both sides of the input are multiples of this at the working resolution.
pub(crate) const LABELLER_STEP: usize = 64;

/// The part labeller.
///
/// Input: ink, 0 paper to 1 line, each 2x2 pixels as four channels: [batch, height / 2, width / 2, 4].
/// Output at the same size: label scores [.., labels], 21 in the bundled one, then an embedding [.., 24], not of length
/// 1; regions whose mean embeddings are near want the same colour.
///
/// | level | resolution | channels | convolutions down + up |
/// |---|---|---|---|
/// | 0 | 1/2 | 32 | 1 + 1 |
/// | 1 | 1/4 | 48 | 2 + 2 |
/// | 2 | 1/8 | 96 | 2 + 2 |
/// | 3 | 1/16 | 128 | 2 + 2 |
/// | 4 | 1/32 | 128 | 2 + 2 |
/// | 5 | 1/64 | 128 | 2 |
///
/// All convolutions are 3x3 and followed by a layer normalisation over channels and swish; the heads
/// are one 1x1 convolution. Levels are left by 2x2 max pooling and re-entered by nearest doubling.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Labeller {
    /// How many labels it tells apart.
    pub(crate) labels: usize,
}

/// The layer that gives scores and embedding.
pub(crate) const HEAD: &str = "head";

impl Network<1> for Labeller {
    fn inputs(&self) -> [(usize, u32); 1] {
        [(LABELLER_INPUTS, 0)]
    }

    fn flow<F: Flow>(&self, flow: &mut F, [ink]: [F::Map; 1]) -> F::Map {
        let mut skips = features(flow, ink, WIDTHS.len());
        let mut x = skips.pop().expect("there is a deepest level");
        for (level, skip) in skips.into_iter().enumerate().rev() {
            x = flow.double_and_join(x, skip);
            x = blocks(flow, "up", level, x);
        }
        let outputs = self.labels + EMBEDDING;
        flow.conv(Conv { name: HEAD, kernel: 1, outputs }, x)
    }
}

/// The way down: what the first `count` levels saw, the finest first.
pub(crate) fn features<F: Flow>(flow: &mut F, ink: F::Map, count: usize) -> Vec<F::Map> {
    let mut x = ink;
    let mut levels: Vec<F::Map> = Vec::with_capacity(count);
    for level in 0..count {
        if let Some(above) = levels.last() {
            x = flow.halve(above.clone());
        }
        x = blocks(flow, "down", level, x);
        levels.push(x.clone());
    }
    levels
}

/// The convolutions of one level.
fn blocks<F: Flow>(flow: &mut F, way: &str, level: usize, x: F::Map) -> F::Map {
    (0..CONVS[level]).fold(x, |x, i| flow.block(&format!("{way}.{level}.{i}"), WIDTHS[level], x))
}

/// The entry of a labeller's header that holds its labels, if they are not the standard ones.
const LABELS: &str = "labels";
/// The entry that holds the calibration; the number changes when older ones no longer fit, which are then not seen.
const CALIBRATION: &str = "calibration-2";

/// The labels that the labeller in `file` tells apart.
///
/// # Errors
/// [`Error::Model`] if it is no model file, or its labels are damaged.
pub(crate) fn labels(file: &[u8]) -> Result<LabelSet> {
    match package::header(file)?.get(LABELS) {
        Some(text) => LabelSet::from_json(text).map_err(|error| Error::Model(format!("model file: {error}"))),
        None => Ok(LabelSet::standard()),
    }
}

/// The calibration of the labeller in `file`; `None` if it has none.
///
/// # Errors
/// [`Error::Model`] if it is no model file, or its calibration is damaged or of other labels.
pub(crate) fn calibration(file: &[u8]) -> Result<Option<Calibration>> {
    let header = package::header(file)?;
    let Some(text) = header.get(CALIBRATION) else { return Ok(None) };
    let found = Calibration::from_json(text, &labels(file)?);
    found.map(Some).map_err(|what| Error::Model(format!("calibration of the model file: {what}")))
}

/// The labeller's `file` with another calibration, in place of the one it may have.
///
/// # Errors
/// [`Error::Model`] if it is no model file.
pub(crate) fn with_calibration(file: &[u8], calibration: &Calibration) -> Result<Vec<u8>> {
    package::with_entry(file, CALIBRATION, &calibration.to_json())
}

/// Encodes a labeller; see [`package::write`].
#[cfg(feature = "train")]
pub(crate) fn write(
    weights: &super::weights::Weights,
    labels: &LabelSet,
    steps: usize,
    data: &str,
) -> Result<Vec<u8>> {
    let file = package::write(ModelKind::Labeller, weights, steps, data)?;
    if *labels == LabelSet::standard() {
        Ok(file)
    } else {
        package::with_entry(&file, LABELS, &labels.to_json())
    }
}

/// The labeller in `file`: its definition, its weights, and the labels it tells apart.
///
/// # Errors
/// [`Error::Model`] if the file is damaged or holds another network.
pub(crate) fn read(file: &[u8]) -> Result<(Labeller, super::weights::Weights, LabelSet)> {
    let weights = package::read(file, ModelKind::Labeller)?;
    let labels = labels(file)?;
    Ok((Labeller { labels: labels.len() }, weights, labels))
}

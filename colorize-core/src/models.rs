use std::borrow::Cow;
use std::collections::BTreeMap;
use std::path::Path;

use crate::label::{Calibration, LabelSet};
use crate::network::certainty::CarriedCertainty;
use crate::network::labeller;
use crate::network::matcher::Pairing;
use crate::network::package::{self, ModelKind};
use crate::{Error, Result};

/// The networks that an [`crate::Engine`] runs: model files, safetensors, one of each kind at most.
///
/// ```no_run
/// use colorize_core::{Engine, EngineOptions, ModelKind, Models};
///
/// let mut models = Models::bundled();
/// models.open(ModelKind::Labeller, "mika.safetensors")?;
/// let engine = Engine::with_options(EngineOptions::default(), &models)?;
/// # Ok::<(), colorize_core::Error>(())
/// ```
#[derive(Clone, Debug, Default)]
pub struct Models {
    files: BTreeMap<ModelKind, Cow<'static, [u8]>>,
}

#[cfg(feature = "bundled-models")]
impl Models {
    /// The networks that come with the library.
    pub fn bundled() -> Self {
        let labels: &[u8] = include_bytes!("../models/labels.safetensors");
        let colors: &[u8] = include_bytes!("../models/colors.safetensors");
        let blocks: &[u8] = include_bytes!("../models/blocks.safetensors");
        let styles: &[u8] = include_bytes!("../models/styles.safetensors");
        let matching: &[u8] = include_bytes!("../models/matching.safetensors");
        let regions: &[u8] = include_bytes!("../models/regions.safetensors");
        Self {
            files: BTreeMap::from([
                (ModelKind::Labeller, labels.into()),
                (ModelKind::Colorizer, colors.into()),
                (ModelKind::Partitioner, blocks.into()),
                (ModelKind::Styles, styles.into()),
                (ModelKind::Matcher, matching.into()),
                (ModelKind::Regions, regions.into()),
            ]),
        }
    }
}

impl Models {
    /// No networks yet.
    pub fn new() -> Self {
        Self::default()
    }

    /// Puts a network in, in place of the one of its kind.
    ///
    /// # Errors
    /// [`Error::Model`] if `file` is damaged or holds another network; nothing is changed then.
    pub fn insert(&mut self, kind: ModelKind, file: impl Into<Cow<'static, [u8]>>) -> Result<()> {
        let file = file.into();
        package::check(&file, kind)?;
        self.files.insert(kind, file);
        Ok(())
    }

    /// Puts a network in from a file, in place of the one of its kind.
    ///
    /// # Errors
    /// [`Error::Io`] if the file cannot be read, [`Error::Model`] with its path if it is damaged or holds another
    /// network; nothing is changed then.
    pub fn open(&mut self, kind: ModelKind, path: impl AsRef<Path>) -> Result<()> {
        let path = path.as_ref();
        let file = std::fs::read(path).map_err(Error::io(path))?;
        self.insert(kind, file).map_err(|error| Error::Model(format!("{}: {error}", path.display())))
    }

    /// The model file of one kind, if there is one.
    pub fn file(&self, kind: ModelKind) -> Option<&[u8]> {
        self.files.get(&kind).map(|file| &**file)
    }

    /// The kinds of network that there are.
    pub fn kinds(&self) -> impl Iterator<Item = ModelKind> {
        self.files.keys().copied()
    }

    /// The labels that the labeller tells apart.
    ///
    /// # Errors
    /// [`Error::Model`] if there is no labeller, or its labels are damaged.
    pub fn labels(&self) -> Result<LabelSet> {
        labeller::labels(self.wanted(ModelKind::Labeller)?)
    }

    /// How sure the labeller can be, as it was measured; `None` if its file does not tell.
    ///
    /// # Errors
    /// [`Error::Model`] if there is no labeller, or its calibration is damaged.
    pub fn calibration(&self) -> Result<Option<Calibration>> {
        labeller::calibration(self.wanted(ModelKind::Labeller)?)
    }

    /// Stores a calibration in the labeller's file, in place of the one it may have.
    ///
    /// # Errors
    /// [`Error::Model`] if there is no labeller, or the calibration is of other labels.
    pub fn calibrate(&mut self, calibration: &Calibration) -> Result<()> {
        let file = labeller::with_calibration(self.wanted(ModelKind::Labeller)?, calibration)?;
        labeller::calibration(&file)?; // which finds out whether the labels are the same
        self.files.insert(ModelKind::Labeller, file.into());
        Ok(())
    }

    /// How often colours are right that the matcher carries, as it was counted; `None` if there is no matcher, or its file
    /// does not tell.
    ///
    /// # Errors
    /// [`Error::Model`] if what was counted is damaged.
    pub fn carried_certainty(&self, pairing: Pairing) -> Result<Option<CarriedCertainty>> {
        let Some(file) = self.file(ModelKind::Matcher) else { return Ok(None) };
        let header = package::header(file)?;
        let Some(text) = header.get(pairing.entry()) else { return Ok(None) };
        let found = CarriedCertainty::from_json(text);
        found.map(Some).map_err(|what| Error::Model(format!("certainty of the matcher's file: {what}")))
    }

    /// Stores in the matcher's file how often the colours that it carries are right, in place of what it may tell.
    ///
    /// # Errors
    /// [`Error::Model`] if there is no matcher.
    pub fn count_carried(&mut self, pairing: Pairing, counted: &CarriedCertainty) -> Result<()> {
        let file = self.wanted(ModelKind::Matcher)?;
        let file = package::with_entry(file, pairing.entry(), &counted.to_json())?;
        self.files.insert(ModelKind::Matcher, file.into());
        Ok(())
    }

    /// The SHA-256 of the networks' weights, as their files tell: [`package::check`] has found it right.
    pub(crate) fn hashes(&self) -> Result<Vec<(ModelKind, String)>> {
        let hash = |(kind, file): (&ModelKind, &Cow<'_, [u8]>)| {
            Ok((*kind, package::header(file)?.remove("sha256").unwrap_or_default()))
        };
        self.files.iter().map(hash).collect()
    }

    /// The model file of one kind.
    ///
    /// # Errors
    /// [`Error::Model`] with those that there are, if there is none.
    pub(crate) fn wanted(&self, kind: ModelKind) -> Result<&[u8]> {
        self.file(kind).ok_or_else(|| {
            let here: Vec<_> = self.kinds().map(ModelKind::name).collect();
            let here = if here.is_empty() { "none".to_owned() } else { here.join(", ") };
            Error::Model(format!("there is no {kind} among the networks; there are: {here}"))
        })
    }
}

#[cfg(all(test, feature = "bundled-models"))]
mod tests {
    use super::*;

    #[test]
    fn networks_are_replaced_by_those_of_their_kind_alone() {
        let mut models = Models::bundled();
        let colors = models.file(ModelKind::Colorizer).unwrap().to_vec();
        let error = models.insert(ModelKind::Labeller, colors.clone()).unwrap_err().to_string();
        assert_eq!(error, "model file holds `colorize-colorizer-3`, wanted `colorize-labeller-1`");
        assert!(models.file(ModelKind::Labeller) != Some(&colors[..]), "it is as it was");
        models.insert(ModelKind::Colorizer, colors).unwrap();
        assert_eq!(models.kinds().collect::<Vec<_>>(), ModelKind::ALL);
    }

    #[test]
    fn certainties_of_carried_colours_travel_in_the_matchers_file() {
        let mut models = Models::bundled();
        let [frames, pictures] =
            Pairing::ALL.map(|pairing| models.carried_certainty(pairing).unwrap().expect("it was counted"));
        assert_ne!(frames, pictures);
        let outcomes: Vec<(f32, bool)> = (0..400).map(|i| (i as f32 / 400.0, i % 3 > 0 || i > 200)).collect();
        let counted = CarriedCertainty::count(&outcomes).unwrap();
        models.count_carried(Pairing::Frames, &counted).unwrap();
        assert_eq!(models.carried_certainty(Pairing::Frames).unwrap(), Some(counted.clone()));
        assert_eq!(models.carried_certainty(Pairing::Pictures).unwrap(), Some(pictures));
        assert_eq!(Models::new().carried_certainty(Pairing::Frames).unwrap(), None);
        assert!(Models::new().count_carried(Pairing::Frames, &counted).is_err());
    }

    #[test]
    fn a_calibration_travels_in_the_model_file() {
        let mut models = Models::bundled();
        let known = models.calibration().unwrap().expect("the bundled labeller has one");
        models.calibrate(&known).unwrap();
        models.calibrate(&known).unwrap();
        assert_eq!(models.calibration().unwrap(), Some(known));
        assert_eq!(models.labels().unwrap(), LabelSet::standard());
        let error = Models::new().calibration().unwrap_err().to_string();
        assert_eq!(error, "there is no labeller among the networks; there are: none");
    }
}

use std::path::PathBuf;

use clap::Args;
use colorize_core::{Device, Engine, EngineOptions, Error, ModelKind, Models, ReadOptions};

use crate::drawing::ReadingArgs;
use crate::failure::Failure;

/// The networks and what they run on.
#[derive(Args)]
pub struct NetworkArgs {
    /// Working resolution: longest side in pixels, 64 to 2048. More sees finer parts, and takes longer.
    #[arg(long, value_name = "N", default_value_t = 512, value_parser = clap::value_parser!(u16).range(64..=2048))]
    max_side: u16,
    /// Do not look at the mirror image too: faster by a quarter, and less sure of the parts.
    #[arg(long)]
    no_mirror: bool,
    /// What the networks run on; `colorize devices` lists what there is.
    #[arg(long, value_name = "DEVICE", default_value = "cpu")]
    device: Device,
    /// Threads for all the work, 1 to 256; one for each processor if not given.
    #[arg(long, value_name = "N", value_parser = clap::value_parser!(u16).range(1..=256))]
    threads: Option<u16>,
    /// Weights of the part labeller, instead of the built-in ones.
    #[arg(long, value_name = "FILE")]
    labels_model: Option<PathBuf>,
    /// Weights of the colouriser, instead of the built-in ones.
    #[arg(long, value_name = "FILE")]
    colors_model: Option<PathBuf>,
    /// Weights of the partitioner, instead of the built-in ones.
    #[arg(long, value_name = "FILE")]
    blocks_model: Option<PathBuf>,
    /// Weights of the style encoder and decoder, instead of the built-in ones.
    #[arg(long, value_name = "FILE")]
    styles_model: Option<PathBuf>,
    /// Weights of the matcher, instead of the built-in ones.
    #[arg(long, value_name = "FILE")]
    matching_model: Option<PathBuf>,
    /// Weights of the region network, instead of the built-in ones.
    #[arg(long, value_name = "FILE")]
    regions_model: Option<PathBuf>,
}

impl NetworkArgs {
    pub fn engine(&self) -> Result<Engine, Failure> {
        let mut models = Models::bundled();
        let files = [
            (ModelKind::Labeller, &self.labels_model),
            (ModelKind::Colorizer, &self.colors_model),
            (ModelKind::Partitioner, &self.blocks_model),
            (ModelKind::Styles, &self.styles_model),
            (ModelKind::Matcher, &self.matching_model),
            (ModelKind::Regions, &self.regions_model),
        ];
        for (kind, path) in files.into_iter().filter_map(|(kind, path)| Some((kind, path.as_ref()?))) {
            models.open(kind, path).map_err(|error| match error {
                Error::Io { path, source } => {
                    Failure::model(format!("cannot read {}: {source}", path.display()))
                }
                other => other.into(),
            })?;
        }
        let mut options = EngineOptions::default().with_device(self.device);
        if let Some(threads) = self.threads {
            options = options.with_threads(threads.into());
        }
        // What one file alone does not tell: labels that do not fit the weights.
        Engine::with_options(options, &models).map_err(|error| match error {
            Error::Model(text) => {
                let files: Vec<_> = self.labels_model.iter().chain(&self.colors_model).collect();
                let files: Vec<_> = files.iter().map(|path| path.display().to_string()).collect();
                match files.join(" or ") {
                    files if files.is_empty() => Failure::model(text),
                    files => Failure::model(format!("{files}: {text}")),
                }
            }
            other => other.into(),
        })
    }

    /// The longest side, in pixels, at which the networks see a drawing.
    pub fn closest_side(&self) -> usize {
        self.usual_reading().closest_side()
    }

    pub fn reading(&self, drawing: &ReadingArgs) -> ReadOptions {
        self.usual_reading().with_kind(drawing.kind()).with_ink(drawing.ink()).with_regions(drawing.regions())
    }

    /// The same of a drawing of which nothing is said.
    pub fn usual_reading(&self) -> ReadOptions {
        ReadOptions::default().with_max_side(self.max_side.into()).with_mirror(!self.no_mirror)
    }
}

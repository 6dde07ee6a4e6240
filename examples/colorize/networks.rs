use std::path::{Path, PathBuf};

use clap::Args;
use colorize_core::{Device, Engine, EngineOptions, Error, Models, SessionOptions};

use crate::drawing::DrawingArgs;
use crate::failure::Failure;

/// The networks and what they run on.
#[derive(Args)]
pub struct NetworkArgs {
    /// Working resolution: longest side in pixels, 64 to 2048. More sees finer parts, and takes longer.
    #[arg(long, value_name = "N", default_value_t = 512, value_parser = clap::value_parser!(u16).range(64..=2048))]
    max_side: u16,
    /// Do not look at the mirror image too: twice as fast, and less sure of the parts.
    #[arg(long)]
    no_mirror: bool,
    /// What the networks run on; `colorize devices` lists what there is.
    #[arg(long, value_name = "DEVICE", default_value = "cpu")]
    device: Device,
    /// Threads that run the networks, 1 to 256; one for each processor if not given.
    #[arg(long, value_name = "N", value_parser = clap::value_parser!(u16).range(1..=256))]
    threads: Option<u16>,
    /// Weights of the part labeller, instead of the built-in ones.
    #[arg(long, value_name = "FILE")]
    labels_model: Option<PathBuf>,
    /// Weights of the colouriser, instead of the built-in ones.
    #[arg(long, value_name = "FILE")]
    colors_model: Option<PathBuf>,
}

impl NetworkArgs {
    pub fn engine(&self) -> Result<Engine, Failure> {
        let labels = self.labels_model.as_deref().map(read).transpose()?;
        let colors = self.colors_model.as_deref().map(read).transpose()?;
        let models = Models {
            labels: labels.as_deref().unwrap_or(Models::BUNDLED.labels),
            colors: colors.as_deref().unwrap_or(Models::BUNDLED.colors),
        };
        let options = EngineOptions {
            device: self.device,
            threads: self.threads.map(usize::from),
            ..EngineOptions::default()
        };
        Engine::with_options(options, models).map_err(|error| match error {
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
    pub fn largest_side(&self) -> usize {
        usize::from(self.max_side) * 3 / 4
    }

    pub fn session(&self, drawing: &DrawingArgs) -> SessionOptions {
        SessionOptions {
            ink: drawing.ink(),
            regions: drawing.regions(),
            max_side: self.max_side.into(),
            mirror: !self.no_mirror,
        }
    }
}

fn read(path: &Path) -> Result<Vec<u8>, Failure> {
    std::fs::read(path).map_err(|error| Failure::model(format!("cannot read {}: {error}", path.display())))
}

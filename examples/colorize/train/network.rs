//! What can be trained.

use std::path::PathBuf;

use colorize_core::train::published::{Published, PublishedTask, Recipe};
use colorize_core::train::{
    BlockLosses, BlocksTask, ColorsTask, HistogramTask, LabelsTask, MatchingTask, PickRule, RegionsTask,
    StylesTask, Task,
};
use colorize_core::{Error, LabelSet, ModelKind, Models, Result};

use super::Args;

#[derive(Clone, Copy, clap::ValueEnum)]
pub enum Network {
    /// The part labeller.
    Labels,
    /// The colouriser.
    Colors,
    /// The colouriser's branch that is told a histogram; the colouriser itself is --from, or the bundled one.
    Histogram,
    /// The style encoder and decoder, together.
    Styles,
    /// The matcher of regions, for frames and for pictures; it draws its own figures, and the pairs do not count.
    Matching,
    /// The region network, which looks at all regions of a drawing.
    Regions,
    /// The partitioner, which cuts a coloured picture into blocks.
    Blocks,
    /// Published: convolutions and ReLUs.
    Cnn,
    /// Published: the same, told a histogram.
    CnnHistogram,
    /// Published: a U-Net and its critic, told a histogram.
    Gan,
    /// Published: a swish-gated residual U-Net with hints.
    Sgru,
    /// Published: a U-Net told blocks of colour.
    TwoPhase,
}

impl Network {
    /// The published system that this is.
    fn published(self) -> Option<Published> {
        match self {
            Self::Labels
            | Self::Colors
            | Self::Histogram
            | Self::Styles
            | Self::Matching
            | Self::Regions
            | Self::Blocks => None,
            Self::Cnn => Some(Published::Cnn),
            Self::CnnHistogram => Some(Published::CnnHistogram),
            Self::Gan => Some(Published::Gan),
            Self::Sgru => Some(Published::Sgru),
            Self::TwoPhase => Some(Published::TwoPhase),
        }
    }
}

#[derive(Clone, Copy, PartialEq, clap::ValueEnum)]
pub enum Part {
    /// The swish layers of sgru.
    Swish,
    /// The hints in training, of sgru and two-phase.
    Hints,
}

/// Which groups of a style are told while encoder and decoder learn.
#[derive(Clone, Copy, Debug, Default, clap::ValueEnum)]
pub enum Pick {
    /// All at 40% of the parts, some at 35%, none at the others.
    #[default]
    Mixed,
    /// All.
    Bundle,
    /// Each with a chance of one half.
    Subsets,
    /// None.
    None,
}

impl From<Pick> for PickRule {
    fn from(pick: Pick) -> Self {
        match pick {
            Pick::Mixed => Self::Mixed,
            Pick::Bundle => Self::Bundle,
            Pick::Subsets => Self::Subsets,
            Pick::None => Self::None,
        }
    }
}

/// The training that is asked for; `note` tells what it learns from.
pub fn task(args: &Args, labels: LabelSet, note: &str) -> Result<Box<dyn Task>> {
    let wrong = |text: &str| Err(Error::InvalidArgument(text.into()));
    let published = args.network.published();
    if !args.losses.is_empty()
        && matches!(
            args.network,
            Network::Labels
                | Network::Colors
                | Network::Histogram
                | Network::Styles
                | Network::Matching
                | Network::Regions
        )
    {
        return wrong("--loss is for blocks and for published systems alone");
    }
    if !args.without.is_empty() && published.is_none() {
        return wrong("--without is for published systems alone");
    }
    if args.pick.is_some() && !matches!(args.network, Network::Styles) {
        return wrong("--pick is for styles alone");
    }
    if args.from.is_some() && published.is_some() {
        return wrong("published systems begin at random weights, without --from");
    }
    let read = |path: &PathBuf| std::fs::read(path).map_err(Error::io(path));
    let from = args.from.as_ref().map(read).transpose()?;
    let mut models = Models::bundled();
    if let Some(path) = &args.labels_model {
        models.open(ModelKind::Labeller, path)?;
    }
    let bundled = |kind| models.file(kind).expect("there is one at least");
    let (labeller, bundled_colors) = (bundled(ModelKind::Labeller), bundled(ModelKind::Colorizer));
    let vgg = args.vgg.as_ref().map(read).transpose()?;
    let (device, seed, vgg) = (args.device, args.seed, vgg.as_deref());
    if let Some(system) = published {
        let recipe = recipe(system, args)?;
        return Ok(Box::new(PublishedTask::new(device, seed, recipe, labeller, vgg, note)?));
    }
    Ok(match args.network {
        Network::Labels => {
            let task = LabelsTask::new(device, seed, labels, note)?;
            Box::new(if let Some(bytes) = from { task.with_weights(&bytes)? } else { task })
        }
        Network::Histogram => {
            let colors = from.as_deref().unwrap_or(bundled_colors);
            Box::new(HistogramTask::new(device, seed, labeller, colors, note)?)
        }
        Network::Styles => {
            let weights = [labeller, bundled_colors];
            Box::new(StylesTask::new(
                device,
                seed,
                weights,
                from.as_deref(),
                args.pick.unwrap_or_default().into(),
                note,
            )?)
        }
        Network::Matching => Box::new(MatchingTask::new(device, seed, &models, from.as_deref(), note)?),
        Network::Regions => Box::new(RegionsTask::new(device, seed, &models, from.as_deref(), note)?),
        Network::Blocks => {
            let mut losses = BlockLosses::default();
            for (name, weight) in &args.losses {
                losses.set(name, *weight as f32)?;
            }
            let task = BlocksTask::new(device, seed, losses, note)?;
            Box::new(if let Some(bytes) = from { task.with_weights(&bytes)? } else { task })
        }
        _ => {
            let task = ColorsTask::new(device, seed, labeller, vgg, note)?;
            Box::new(if let Some(bytes) = from { task.with_weights(&bytes)? } else { task })
        }
    })
}

/// A published system less what is left out.
fn recipe(system: Published, args: &Args) -> Result<Recipe> {
    let mut recipe = Recipe::new(system);
    for (name, weight) in &args.losses {
        recipe.losses.set(name, *weight as f32)?;
    }
    recipe.swish &= !args.without.contains(&Part::Swish);
    recipe.hints &= !args.without.contains(&Part::Hints);
    Ok(recipe)
}

//! `colorize style`: the style at a place of a picture, and painting with it.

mod apply;
mod extract;
mod library;

use std::path::PathBuf;
use std::str::FromStr;

use clap::{Parser, Subcommand};
use colorize_core::{Limits, Raster, StyleGroup, StyleRange, Swatch};

use crate::failure::Failure;

/// Pick the style at a place of a picture, and paint with it.
#[derive(Parser)]
#[command(after_help = crate::help(EXAMPLES))]
pub struct Args {
    #[command(subcommand)]
    what: What,
}

const EXAMPLES: &str = "\
Examples:
  colorize style apply photo.jpg 420,310 drawing.png 250,400 -o painted.png
  colorize style apply cloth.png 60,60 drawing.png 250,400 -o painted.png --groups texture --rotate 30
  colorize style extract photo.jpg 420,310 -o wool.json
  colorize style import cloth.styles wool.json --kind knit --tags warm,winter --licence CC0-1.0
  colorize style search cloth.styles warm --sheet warm.png
  colorize style export cloth.styles wool -o wool.json";

#[derive(Subcommand)]
enum What {
    Apply(apply::Args),
    Extract(extract::Args),
    Transform(library::Transform),
    Import(library::Import),
    Export(library::Export),
    List(library::List),
    Search(library::Search),
    Rename(library::Rename),
    Remove(library::Remove),
}

pub fn run(args: Args, quiet: bool) -> Result<(), Failure> {
    match args.what {
        What::Apply(args) => apply::run(args, quiet),
        What::Extract(args) => extract::run(&args),
        What::Transform(args) => library::transform(&args),
        What::Import(args) => library::import(&args),
        What::Export(args) => library::export(&args),
        What::List(args) => library::list(&args),
        What::Search(args) => library::search(&args),
        What::Rename(args) => library::rename(&args),
        What::Remove(args) => library::remove(&args),
    }
}

/// Where a style is picked, and how it is changed.
#[derive(clap::Args)]
struct Pick {
    /// The coloured picture: PNG, JPEG, WebP, TIFF or BMP.
    reference: PathBuf,
    /// The place in it, in pixels from the left and top edge.
    #[arg(value_name = "X,Y")]
    from: Spot,
}

/// How a style that was picked is changed before it is used.
#[derive(clap::Args)]
struct Change {
    /// How far around the place to look: small (32 pixels), middle (64) or large (128).
    #[arg(long, default_value = "middle")]
    range: StyleRange,
    #[command(flatten)]
    turn: Turn,
}

/// How a style is turned, enlarged and recoloured.
#[derive(clap::Args)]
struct Turn {
    /// Turn texture, pattern and gradation by so many degrees, counterclockwise.
    #[arg(long, value_name = "DEG", default_value_t = 0.0, value_parser = degrees, allow_hyphen_values = true)]
    rotate: f32,
    /// Turn all hues by so many degrees.
    #[arg(long, value_name = "DEG", default_value_t = 0.0, value_parser = degrees, allow_hyphen_values = true)]
    hue: f32,
    /// Make texture and pattern larger, 0.0625 to 16.
    #[arg(long, value_name = "F", default_value_t = 1.0, value_parser = scale, allow_hyphen_values = true)]
    scale: f32,
}

impl Pick {
    fn open(&self, limits: &Limits) -> Result<Raster, Failure> {
        Ok(Raster::open(&self.reference, limits)?)
    }

    fn swatch(&self, reference: &Raster, change: &Change) -> Result<Swatch, Failure> {
        let (x, y) = (self.from.x, self.from.y);
        let inside = |v: f32, side: usize| (0.0..side as f32).contains(&v);
        if !inside(x, reference.width()) || !inside(y, reference.height()) {
            let (width, height) = (reference.width(), reference.height());
            let text = format!("the place {x},{y} is outside the reference, {width}x{height}");
            return Err(Failure::argument(text));
        }
        let regions = Swatch::regions(reference)?;
        let swatch = Swatch::pick(reference, regions.as_ref(), (x, y), change.range)?;
        change.turn.of(swatch)
    }
}

impl Turn {
    fn of(&self, swatch: Swatch) -> Result<Swatch, Failure> {
        let swatch = if self.rotate == 0.0 { swatch } else { swatch.turned(self.rotate)? };
        let swatch = if self.hue == 0.0 { swatch } else { swatch.hue_turned(self.hue)? };
        Ok(if self.scale == 1.0 { swatch } else { swatch.scaled(self.scale)? })
    }
}

/// A place in a picture.
#[derive(Clone, Copy)]
struct Spot {
    x: f32,
    y: f32,
}

impl FromStr for Spot {
    type Err = String;

    fn from_str(text: &str) -> Result<Self, String> {
        let number = |text: &str| text.trim().parse::<f32>().ok().filter(|v| v.is_finite());
        let spot = text.split_once(',').and_then(|(x, y)| Some(Self { x: number(x)?, y: number(y)? }));
        spot.ok_or_else(|| "write x,y, such as 120,80".into())
    }
}

/// A style group by its name; `colour` is one, too.
fn group(name: &str) -> Result<StyleGroup, String> {
    let name = if name == "colour" { "color" } else { name };
    StyleGroup::from_name(name).map_err(|error| error.to_string())
}

fn number(text: &str) -> Result<f32, String> {
    text.parse().map_err(|_| format!("`{text}` is not a number"))
}

fn degrees(text: &str) -> Result<f32, String> {
    let value = number(text)?;
    if value.abs() <= 3600.0 { Ok(value) } else { Err(format!("{value} is outside -3600 to 3600")) }
}

fn scale(text: &str) -> Result<f32, String> {
    let value = number(text)?;
    if (0.0625..=16.0).contains(&value) { Ok(value) } else { Err(format!("{value} is outside 0.0625 to 16")) }
}

/// The names of groups, for people.
fn names(groups: impl IntoIterator<Item = StyleGroup>) -> String {
    groups.into_iter().map(StyleGroup::name).collect::<Vec<_>>().join(", ")
}

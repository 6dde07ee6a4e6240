//! `colorize style`: the style at a place of a picture, and painting with it.

mod apply;
mod extract;
mod library;
mod map;
pub mod named;
mod pick;

use clap::{Parser, Subcommand};
use colorize_core::{Engine, LocalStyle, StyleGroup};

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
  colorize style apply examples/styles/ours.styles oak drawing.png 250,400 -o painted.png
  colorize style map photo.jpg -o styles.png
  colorize style import cloth.styles wool.json --kind knit --tags warm,winter --licence CC0-1.0
  colorize style search cloth.styles warm --sheet warm.png
  colorize style export cloth.styles wool -o wool.json";

#[derive(Subcommand)]
enum What {
    Apply(apply::Args),
    Extract(extract::Args),
    Map(map::Args),
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
        What::Map(args) => map::run(&args),
        What::Transform(args) => library::transform(&args),
        What::Import(args) => library::import(&args),
        What::Export(args) => library::export(&args),
        What::List(args) => library::list(&args),
        What::Search(args) => library::search(&args),
        What::Rename(args) => library::rename(&args),
        What::Remove(args) => library::remove(&args),
    }
}

/// The style without what an engine cannot paint.
pub fn paintable(mut style: LocalStyle, engine: &Engine) -> LocalStyle {
    if !engine.hears_styles() {
        style.unset(StyleGroup::Painting);
    }
    style
}

/// How strong the shade must be for a style to be painted: some groups are in the shade alone, and without them there is
/// none.
pub fn shade(style: &LocalStyle) -> f32 {
    let shaded = [StyleGroup::Painting, StyleGroup::Highlight, StyleGroup::Shadow];
    if shaded.iter().any(|&group| style.has(group)) { 1.0 } else { 0.0 }
}

/// A style group by its name; `colour` is one, too.
fn group(name: &str) -> Result<StyleGroup, String> {
    let name = if name == "colour" { "color" } else { name };
    StyleGroup::from_name(name).map_err(|error| error.to_string())
}

fn number(text: &str) -> Result<f32, String> {
    text.parse().map_err(|_| format!("`{text}` is not a number"))
}

/// A number from `least` to `most`.
fn between(text: &str, least: f32, most: f32) -> Result<f32, String> {
    let value = number(text)?;
    if (least..=most).contains(&value) {
        Ok(value)
    } else {
        Err(format!("{value} is outside {least} to {most}"))
    }
}

fn degrees(text: &str) -> Result<f32, String> {
    between(text, -3600.0, 3600.0)
}

fn saturation(text: &str) -> Result<f32, String> {
    between(text, 0.0, 4.0)
}

fn lightness(text: &str) -> Result<f32, String> {
    between(text, -1.0, 1.0)
}

fn scale(text: &str) -> Result<f32, String> {
    between(text, 0.0625, 16.0)
}

fn strength(text: &str) -> Result<f32, String> {
    between(text, 0.0, 1.0)
}

/// The names of groups, for people.
fn names(groups: impl IntoIterator<Item = StyleGroup>) -> String {
    groups.into_iter().map(StyleGroup::name).collect::<Vec<_>>().join(", ")
}

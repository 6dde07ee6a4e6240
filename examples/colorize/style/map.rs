use std::path::PathBuf;

use colorize_core::{Limits, Raster, StyleGroup, StyleMap, StyleRange};

use crate::failure::Failure;
use crate::networks::NetworkArgs;
use crate::output;
use crate::sheet::lay_out;

/// Show the style of every place of a coloured picture, in false colours, as the style encoder sees it.
///
/// Without --group: the picture, then all groups side by side. Of colours you see the colour; of textures the changes
/// across, along the diagonals and upwards as red, green and blue; of gradations and patterns the direction as hue, how
/// strong they are as brightness; of painting how soft edges are as red, how grainy the rest as green; of highlights and
/// shadows the share as red, how much lighter or darker as green, how much more vivid as blue.
#[derive(clap::Args)]
#[command(after_help = crate::help(EXAMPLES))]
pub struct Args {
    /// The coloured picture.
    reference: PathBuf,
    /// Where to write the picture: PNG.
    #[arg(short, long, value_name = "FILE.png")]
    output: PathBuf,
    /// One group alone, at the size of the picture: color, texture, gradation, painting, pattern, highlight or shadow.
    #[arg(long, value_parser = super::group)]
    group: Option<StyleGroup>,
    /// How far around each place its style is looked for: small, middle or large.
    #[arg(long, default_value_t)]
    range: StyleRange,
    #[command(flatten, next_help_heading = "Networks")]
    networks: NetworkArgs,
}

const EXAMPLES: &str = "\
Examples:
  colorize style map photo.jpg -o styles.png
  colorize style map photo.jpg -o patterns.png --group pattern --range large";

/// The largest side of a picture on the sheet.
const CELL: usize = 480;

pub fn run(args: &Args) -> Result<(), Failure> {
    output::check_kinds(Some(&args.reference), [(args.output.as_path(), &["png"][..])])?;
    let picture = Raster::open(&args.reference, &Limits::default())?;
    let map = StyleMap::new(&args.networks.engine()?, &picture)?;
    let seen = |group: StyleGroup| map.picture(group, args.range);
    let shown = match args.group {
        Some(group) => seen(group),
        None => {
            let side = CELL.min(picture.width().max(picture.height()));
            let mut all: Vec<Raster> = std::iter::once(picture).chain(StyleGroup::ALL.map(seen)).collect();
            let lower = all.split_off(all.len() / 2);
            lay_out(&[all, lower], side)
        }
    };
    output::write(&args.output, &shown.encode_png()?)
}

use std::path::PathBuf;

use colorize_core::{Blocks, Bounds, Limits, Raster, Rgb};

use crate::failure::Failure;
use crate::networks::NetworkArgs;
use crate::output;
use crate::progress::Progress;

/// Cut any coloured picture into blocks of one colour, and give blocks other colours.
///
/// The partitioner sees through shade, with lines or without them. Shade, lines and texture stay as they are when blocks
/// get other colours, and what was not asked for stays to the byte. Of a drawing that is open as a document, the command
/// `document` cuts the blocks at the drawing's own lines.
#[derive(clap::Args)]
#[command(after_help = crate::help(EXAMPLES))]
pub struct Args {
    /// The coloured picture.
    picture: PathBuf,
    /// Where to write the recoloured picture: PNG.
    #[arg(short, long, value_name = "OUT.png", required_unless_present = "blocks")]
    output: Option<PathBuf>,
    /// Where to write the blocks in their colours, to be painted over: PNG.
    #[arg(long, value_name = "OUT.png")]
    blocks: Option<PathBuf>,
    /// A block by a spot in it, in pixels from the left and top edge, and its new colour; may be given many times.
    #[arg(long = "set", value_name = "X,Y=#RRGGBB", value_parser = change, conflicts_with = "target")]
    changes: Vec<((usize, usize), Rgb)>,
    /// The blocks' picture, painted over: what is transparent there asks for nothing.
    #[arg(long, value_name = "FILE.png")]
    target: Option<PathBuf>,
    #[command(flatten)]
    networks: NetworkArgs,
}

const EXAMPLES: &str = "\
Examples:
  colorize blocks painting.png --blocks blocks.png                        one colour an area, to look at or to paint over
  colorize blocks painting.png -o blue.png --set 250,300=#3060c0          another colour for the block at a spot
  colorize blocks painting.png -o new.png --target painted-over.png";

fn change(text: &str) -> Result<((usize, usize), Rgb), String> {
    let wrong = || "write X,Y=#RRGGBB, such as 250,300=#3060c0".to_owned();
    let (place, color) = text.split_once('=').ok_or_else(wrong)?;
    let (x, y) = place.split_once(',').ok_or_else(wrong)?;
    let number = |text: &str| text.trim().parse().map_err(|_| format!("`{text}` is no column or row"));
    Ok(((number(x)?, number(y)?), color.parse().map_err(|error: colorize_core::Error| error.to_string())?))
}

pub fn run(args: Args, quiet: bool) -> Result<(), Failure> {
    let files = args.output.iter().chain(&args.blocks).map(PathBuf::as_path);
    output::check(Some(&args.picture), files)?;
    let picture = Raster::open(&args.picture, &Limits::default())?;
    let target = args.target.as_ref().map(|path| Raster::open(path, &Limits::default())).transpose()?;
    let progress = Progress::new(quiet);
    let mut told = progress.task("cutting", 0.0, 1.0);
    told(0.0);
    let blocks = Blocks::partition(&args.networks.engine()?, &picture)?;
    told(0.8);
    let target = match target {
        Some(target) => target,
        None => blocks.painted(args.changes)?,
    };
    let shown = blocks.picture().encode_png()?;
    let recolored = blocks.recolored(&picture, &target)?.encode_png()?;
    progress.finish()?;
    for (path, bytes) in [(&args.blocks, shown), (&args.output, recolored)] {
        if let Some(path) = path {
            output::write(path, &bytes)?;
        }
    }
    if !quiet && args.output.is_none() {
        let mut blocks: Vec<_> = blocks.blocks().iter().collect();
        blocks.sort_by_key(|block| std::cmp::Reverse(block.area));
        println!("{:>7}  {:>9}  {:>11}  box", "colour", "pixels", "at");
        for block in blocks {
            let Bounds { left, top, right, bottom } = block.bounds;
            let at = format!("{},{}", block.center.0, block.center.1);
            println!(
                "{:>7}  {:>9}  {at:>11}  {left},{top} to {right},{bottom}",
                block.color.to_string(),
                block.area
            );
        }
    }
    Ok(())
}

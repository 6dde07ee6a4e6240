use std::path::PathBuf;

use colorize_core::Limits;

use super::pick::{Change, Pick};
use crate::failure::Failure;
use crate::output;

/// Measure the style at a place of a coloured picture: colour, texture, gradation, painting, pattern, highlight, shadow.
///
/// It is written as JSON, with a small piece of the picture.
#[derive(clap::Args)]
#[command(after_help = crate::help(EXAMPLES))]
pub struct Args {
    #[command(flatten)]
    pick: Pick,
    /// Where to write the style; it is printed if this is not given.
    #[arg(short, long, value_name = "FILE.json")]
    output: Option<PathBuf>,
    /// Where to write the piece of the picture that shows the surface.
    #[arg(long, value_name = "FILE.png")]
    exemplar: Option<PathBuf>,
    #[command(flatten)]
    change: Change,
}

const EXAMPLES: &str = "\
Examples:
  colorize style extract photo.jpg 420,310
  colorize style extract photo.jpg 420,310 -o wool.json --range large --exemplar wool.png";

pub fn run(args: &Args) -> Result<(), Failure> {
    let json = args.output.as_deref().map(|path| (path, &["json"][..]));
    let png = args.exemplar.as_deref().map(|path| (path, &["png"][..]));
    output::check_kinds(Some(&args.pick.reference), json.into_iter().chain(png))?;
    let swatch = args.pick.pick(&Limits::default(), &args.change)?.swatch;
    if let (Some(path), Some(exemplar)) = (&args.exemplar, &swatch.exemplar) {
        output::write(path, &exemplar.patch().encode_png()?)?;
    }
    match &args.output {
        Some(path) => output::write(path, swatch.to_json().as_bytes()),
        None => {
            println!("{}", swatch.to_json());
            Ok(())
        }
    }
}

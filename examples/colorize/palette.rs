use std::path::PathBuf;

use colorize_core::{ColorSheet, Raster, Reading};

use crate::drawing::DrawingArgs;
use crate::failure::Failure;
use crate::networks::NetworkArgs;
use crate::progress::Progress;
use crate::{output, preview};

/// Take the colours of a character, part by part, from a coloured picture of it.
///
/// What comes out is a colour sheet for `colorize color --sheet`. Look it over: what the picture does not show, or the
/// labeller took for another part, is to be put right by hand.
#[derive(clap::Args)]
#[command(after_help = crate::help(EXAMPLES))]
pub struct Args {
    #[command(flatten)]
    drawing: DrawingArgs,
    /// The coloured picture of that drawing, if it is a file of its own; else the drawing is the coloured picture.
    #[arg(long, value_name = "FILE")]
    colored: Option<PathBuf>,
    /// Where to write the colours: a colour sheet, `.json`, or a GIMP palette, `.gpl`.
    #[arg(short, long, value_name = "OUT")]
    output: PathBuf,
    /// Where to write a picture for the eye: the coloured picture with its colours as a legend.
    #[arg(long, value_name = "FILE.png")]
    preview: Option<PathBuf>,
    #[command(flatten, next_help_heading = "Networks")]
    networks: NetworkArgs,
}

const EXAMPLES: &str = "\
Examples:
  colorize palette mika.png -o mika.json
  colorize palette lines.png --colored mika.png -o mika.gpl --preview mika-colours.png
  colorize color another.png -o colored.png --sheet mika.json";

pub fn run(args: Args, quiet: bool) -> Result<(), Failure> {
    for input in [args.drawing.path(), args.colored.as_deref()] {
        let preview = args.preview.as_deref().map(|path| (path, &["png"][..]));
        output::check_kinds(input, preview.into_iter().chain([(&*args.output, &["json", "gpl"][..])]))?;
    }
    let drawing = args.drawing.open()?;
    let limits = args.drawing.limits();
    let colored = args.colored.as_ref().map(|path| Raster::open(path, &limits)).transpose()?;
    let engine = args.networks.engine()?;
    let progress = Progress::new(quiet);
    let options = args.networks.reading(&args.drawing);
    let reading = Reading::new(&engine, &drawing, &options, Some(&mut progress.task("parts", 0.0, 1.0)))?;
    let picture = colored.as_ref().unwrap_or(&drawing);
    let sheet = ColorSheet::from_picture(&reading, picture)?;
    let gimp = args.output.extension().is_some_and(|end| end.eq_ignore_ascii_case("gpl"));
    let text = if gimp { sheet.to_gimp() } else { sheet.to_json() };
    let preview = args.preview.map(|path| {
        let legend: Vec<_> = sheet
            .parts()
            .flat_map(|(name, colors)| colors.iter().map(move |color| (color.normal, name)))
            .collect();
        preview::with_legend(picture, &legend).encode_png().map(|bytes| (path, bytes))
    });
    let preview = preview.transpose()?;
    progress.finish()?;
    if let Some((path, bytes)) = preview {
        output::write(&path, &bytes)?;
    }
    output::write(&args.output, text.as_bytes())
}

use std::path::PathBuf;

use colorize_core::{Error, RegionMap, ink_of};

use crate::drawing::DrawingArgs;
use crate::failure::Failure;
use crate::progress::Progress;
use crate::{output, preview};

/// Cut a drawing into its closed regions.
#[derive(clap::Args)]
#[command(after_help = crate::help(EXAMPLES))]
pub struct Args {
    #[command(flatten)]
    drawing: DrawingArgs,
    /// Where to write the regions: PNG, 16-bit grey, value = region id, 1 and up.
    #[arg(short, long, value_name = "OUT.png")]
    output: PathBuf,
    /// Where to write a picture for the eye: each region in a colour of its own, lines over them.
    #[arg(long, value_name = "FILE.png")]
    preview: Option<PathBuf>,
}

const EXAMPLES: &str = "\
Examples:
  colorize regions drawing.png -o regions.png
  colorize regions drawing.png -o regions.png --preview preview.png
  colorize regions sketch.jpg -o regions.png --gap 25          close wider openings
  colorize regions sketch.jpg -o regions.png --ink-threshold 90  leave faint lines out";

pub fn run(args: Args, quiet: bool) -> Result<(), Failure> {
    let files = [Some(&*args.output), args.preview.as_deref()];
    output::check(args.drawing.path(), files.into_iter().flatten())?;
    let drawing = args.drawing.open()?;
    let progress = Progress::new(quiet);
    let mut step = progress.task("regions", 0.0, 1.0);
    if !step(0.0) {
        return Err(Error::Cancelled.into());
    }
    let ink = ink_of(&drawing, args.drawing.ink(), args.drawing.kind());
    drop(drawing);
    let regions = RegionMap::segment(&ink, &args.drawing.regions(), Some(&mut step))?;
    if regions.len() > usize::from(u16::MAX) {
        return Err(Error::Limit(format!(
            "{} regions are more than the 65535 of a 16-bit picture; raise --ink-threshold or --gap",
            regions.len()
        ))
        .into());
    }
    let ids = regions.ids().map(|&id| id as u16).encode_png()?;
    let preview = args.preview.map(|path| {
        let colored = preview::under_lines(&ink, |x, y| preview::color(regions.ids().get(x, y)));
        colored.encode_png().map(|bytes| (path, bytes))
    });
    let preview = preview.transpose()?;
    progress.finish()?;
    if let Some((path, bytes)) = preview {
        output::write(&path, &bytes)?;
    }
    output::write(&args.output, &ids)
}

use std::path::PathBuf;

use colorize_core::{Oklch, Reading, Rgb};

use crate::drawing::DrawingArgs;
use crate::failure::Failure;
use crate::networks::NetworkArgs;
use crate::progress::Progress;
use crate::{output, preview};

/// Tell what part each region of a drawing shows: hair, face, top, ...
#[derive(clap::Args)]
#[command(after_help = crate::help(EXAMPLES))]
pub struct Args {
    #[command(flatten)]
    drawing: DrawingArgs,
    /// Where to write the parts: PNG, 8-bit grey, value = label id (0 background, 1 hair, ..., or
    /// the place in the list of a character's own labels).
    #[arg(short, long, value_name = "OUT.png")]
    output: PathBuf,
    /// Where to write how sure that is: PNG, 8-bit grey, 255 = sure.
    #[arg(long, value_name = "FILE.png")]
    confidence: Option<PathBuf>,
    /// Where to write a picture for the eye: each part in a colour of its own, with a legend.
    #[arg(long, value_name = "FILE.png")]
    preview: Option<PathBuf>,
    /// Where to write a picture of how likely each label is right, red 0 to blue 1, with a legend.
    #[arg(long, value_name = "FILE.png")]
    certainty: Option<PathBuf>,
    #[command(flatten, next_help_heading = "Networks")]
    networks: NetworkArgs,
}

const EXAMPLES: &str = "\
Examples:
  colorize labels drawing.png -o labels.png
  colorize labels drawing.png -o labels.png --confidence sure.png --preview parts.png
  colorize labels drawing.png -o labels.png --certainty doubts.png
  colorize labels scan.tif -o labels.png --max-side 1024        for drawings with many small parts";

pub fn run(args: Args, quiet: bool) -> Result<(), Failure> {
    let files =
        [Some(&*args.output), args.confidence.as_deref(), args.preview.as_deref(), args.certainty.as_deref()];
    output::check(args.drawing.path(), files.into_iter().flatten())?;
    let drawing = args.drawing.open()?;
    let engine = args.networks.engine()?;
    let progress = Progress::new(quiet);
    let options = args.networks.reading(&args.drawing);
    let reading = Reading::new(&engine, &drawing, &options, Some(&mut progress.task("parts", 0.0, 1.0)))?;
    progress.tell_kind(options.kind, reading.kind());
    let ids = reading.regions().ids();
    let number = |id: u32| reading.label_id(id).expect("every pixel has a region");
    let share = |id: u32| reading.label(id).expect("every pixel has a region").1;
    let mut files = Vec::new();
    if let Some(path) = args.confidence {
        let sure = ids.map(|&id| (share(id) * 255.0).round() as u8);
        files.push((path, sure.encode_png()?));
    }
    if let Some(path) = args.certainty {
        let sure = |id: u32| reading.certainty(id).expect("every pixel has a region");
        let colored = preview::under_lines(reading.ink(), |x, y| heat(sure(ids.get(x, y))));
        let legend = [1.0f32, 0.9, 0.8, 0.6, 0.4, 0.2, 0.0].map(|sure| (heat(sure), format!("{sure:.1}")));
        let legend: Vec<_> = legend.iter().map(|(color, text)| (*color, text.as_str())).collect();
        files.push((path, preview::with_legend(&colored, &legend).encode_png()?));
    }
    if let Some(path) = args.preview {
        let colored = preview::under_lines(reading.ink(), |x, y| color(number(ids.get(x, y))));
        let mut found: Vec<usize> = (1..=reading.regions().len() as u32).map(number).collect();
        found.sort_unstable();
        found.dedup();
        let name = |number: usize| &*engine.labels().get(number).expect("a label of the set").name;
        let legend: Vec<_> = found.into_iter().map(|number| (color(number), name(number))).collect();
        files.push((path, preview::with_legend(&colored, &legend).encode_png()?));
    }
    files.push((args.output, ids.map(|&id| number(id) as u8).encode_png()?));
    progress.finish()?;
    files.iter().try_for_each(|(path, bytes)| output::write(path, bytes))
}

/// Red for 0 over yellow and green to blue for 1.
fn heat(certainty: f32) -> Rgb {
    Oklch::new(0.75, 0.14, 25.0 + 235.0 * certainty).to_rgb()
}

/// The colour of a label in the preview; 0 is the background.
fn color(number: usize) -> Rgb {
    match number {
        0 => Rgb::new(238, 238, 238),
        part => preview::color(part as u32),
    }
}

use colorize_core::{Document, PartInfo, Reading};

use crate::drawing::DrawingArgs;
use crate::failure::Failure;
use crate::networks::NetworkArgs;
use crate::progress::Progress;

/// List the parts a drawing shows, the largest first, with their areas and default colours.
#[derive(clap::Args)]
#[command(after_help = crate::help(EXAMPLES))]
pub struct Args {
    #[command(flatten)]
    drawing: DrawingArgs,
    /// Print JSON: kind, what the drawing was taken for, and parts, a list of objects with name, label, area in pixels,
    /// number of regions, colors, and sides: whether left and right are told apart.
    #[arg(long)]
    json: bool,
    #[command(flatten, next_help_heading = "Networks")]
    networks: NetworkArgs,
}

const EXAMPLES: &str = "\
Examples:
  colorize parts drawing.png
  colorize parts drawing.png --json";

pub fn run(args: Args, quiet: bool) -> Result<(), Failure> {
    let drawing = args.drawing.open()?;
    let engine = args.networks.engine()?;
    let progress = Progress::new(quiet);
    let options = args.networks.reading(&args.drawing);
    let reading = Reading::new(&engine, &drawing, &options, Some(&mut progress.task("reading", 0.0, 0.7)))?;
    let layers = Document::new(reading).color(Some(&mut progress.task("colouring", 0.7, 1.0)))?;
    progress.finish()?;
    let parts = layers.parts();
    if args.json {
        let file = serde_json::json!({ "kind": layers.kind(), "parts": parts });
        println!("{}", serde_json::to_string_pretty(&file).expect("names, numbers and colours are JSON"));
    } else {
        println!("part              pixels  regions  sides  colours");
        parts.iter().for_each(print);
    }
    Ok(())
}

fn print(part: &PartInfo) {
    let colors: Vec<String> = part.colors.iter().map(ToString::to_string).collect();
    let sides = if part.sides { "yes" } else { "-" };
    println!("{:<15} {:>8} {:>8}  {sides:<5}  {}", part.name, part.area, part.regions, colors.join(" "));
}

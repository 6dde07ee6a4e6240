use std::path::PathBuf;

use colorize_core::{Hint, InkSource, Meaning, Place, Prompt, Rgb, TraceLine, Traced};

use crate::drawing::DrawingArgs;
use crate::failure::Failure;
use crate::output;
use crate::progress::Progress;

/// Fill the areas that ink and coloured trace lines bound, and paint the trace lines away.
///
/// Trace lines are red (highlight), blue (shadow) and green (plain) if nothing else is said; ink is black. Inside a
/// highlight or shadow line, areas without a colour take that around them, lighter or darker; others stay white.
/// Without any colour the drawing comes out without its trace lines.
#[derive(clap::Args)]
#[command(after_help = crate::help(EXAMPLES))]
pub struct Args {
    #[command(flatten)]
    drawing: DrawingArgs,
    /// Where to write the filled picture: PNG.
    #[arg(short, long, value_name = "OUT.png")]
    output: PathBuf,
    /// The colour of the area at a spot, in pixels from the left and top edge; may be given many times, and wins over
    /// --line-color.
    #[arg(long = "area", value_name = "X,Y=#RRGGBB", allow_hyphen_values = true)]
    areas: Vec<Hint>,
    /// The colour of all areas inside trace lines of this name; may be given many times.
    #[arg(long = "line-color", value_name = "NAME=#RRGGBB", value_parser = named)]
    line_colors: Vec<(String, Rgb)>,
    /// A trace line's name and its colour in the drawing, instead of red, blue and green; may be given many times.
    #[arg(long = "line", value_name = "NAME=#RRGGBB", value_parser = named)]
    lines: Vec<(String, Rgb)>,
    /// Leave areas without a colour transparent instead of white.
    #[arg(long)]
    transparent: bool,
}

const EXAMPLES: &str = "\
Examples:
  colorize trace drawing.png -o filled.png --area 250,80=#f2c9a1 --line-color red=#ffe8d0 --line-color blue=#c08a6a
  colorize trace drawing.png -o clean.png                                   only paints the trace lines away
  colorize trace drawing.png -o filled.png --line pink=#ff60c0 --line-color pink=#ffffff --transparent";

pub fn run(args: Args, quiet: bool) -> Result<(), Failure> {
    output::check(args.drawing.path(), [args.output.as_path()])?;
    let lines = match &args.lines[..] {
        [] => TraceLine::usual(),
        own => own.iter().map(|(name, color)| TraceLine::new(name, *color, Meaning::Plain)).collect(),
    };
    for (i, line) in lines.iter().enumerate() {
        if lines[..i].iter().any(|other| other.name == line.name) {
            return Err(Failure::argument(format!("there are two trace lines `{}`", line.name)));
        }
    }
    let kind = |name: &str| {
        lines.iter().position(|line| line.name == name).ok_or_else(|| {
            let known: Vec<_> = lines.iter().map(|line| line.name.as_str()).collect();
            Failure::argument(format!("there is no trace line `{name}`; there are {}", known.join(", ")))
        })
    };
    let mut inside = vec![None; lines.len()];
    for (name, color) in &args.line_colors {
        inside[kind(name)?] = Some(*color);
    }
    if args.drawing.ink() != InkSource::Auto {
        return Err(Failure::argument("--ink does not go with trace lines: ink is what is black or grey"));
    }
    let drawing = args.drawing.open()?;
    args.areas.iter().cloned().collect::<Prompt>().check(drawing.width(), drawing.height())?;
    let progress = Progress::new(quiet);
    let options = args.drawing.regions();
    let traced = Traced::read(&drawing, &lines, &options, Some(&mut progress.task("tracing", 0.0, 1.0)))?;
    let mut colors: Vec<Option<Rgb>> = traced.inside().iter().map(|kind| inside[(*kind)?.line]).collect();
    for hint in &args.areas {
        if let (Place::Point { x, y }, Some(color)) = (&hint.place, hint.style.rgb())
            && let Some(id) = traced.regions().at(*x as usize, *y as usize)
        {
            colors[id as usize - 1] = Some(color);
        }
    }
    let colors = traced.with_meaning(&colors)?;
    let ground = if args.transparent { [0; 4] } else { [255; 4] };
    let picture = traced.picture(&colors, ground)?.encode_png()?;
    progress.finish()?;
    output::write(&args.output, &picture)
}

fn named(text: &str) -> Result<(String, Rgb), String> {
    let (name, color) = text.split_once('=').ok_or("write NAME=#RRGGBB, such as red=#ffe8d0")?;
    Ok((name.to_owned(), color.parse().map_err(|error: colorize_core::Error| error.to_string())?))
}

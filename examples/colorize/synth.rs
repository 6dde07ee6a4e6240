use std::fs;
use std::path::PathBuf;

use colorize_core::synth::{Action, Drawing, MOST_FRAMES, Manner, Part, SynthOptions, animate, draw};
use colorize_core::{Error, Plane, Raster, Result};
use rayon::prelude::*;
use serde_json::{Value, json};

use crate::failure::Failure;
use crate::progress::Progress;
use crate::{output, sheet};

/// Pairs on a row of the sheet.
const COLUMNS: usize = 6;
/// Largest side of a picture on the sheet, in pixels.
const CELL: usize = 192;
/// Pairs on the sheet at most.
const SHOWN: usize = 48;
/// Pixels drawn at once, of all pairs together.
const BATCH: usize = 1 << 23;

/// Generate line drawings with their truth, to train on or to look at.
///
/// The folder takes what `colorize train --data` reads: NNNNNN_line.webp, NNNNNN_flat.webp, NNNNNN_shaded.webp,
/// NNNNNN_labels.png and meta.jsonl, which names each drawing's seed, light, manner, view, framing and pose. Beside it
/// lie NNNNNN_regions.png (16 bit, 0 the ground) and NNNNNN_parts.json, which tells what each region is: its name,
/// label, colour, texture and gradation. It is filled whole or not at all.
#[derive(clap::Args)]
#[command(after_help = crate::help(EXAMPLES))]
pub struct Args {
    /// Folder for the pairs.
    out: PathBuf,
    /// How many drawings, 1 to 1000000.
    #[arg(long, default_value_t = 16, value_parser = clap::value_parser!(u32).range(1..=1_000_000))]
    count: u32,
    /// Seed of the first drawing; the next ones follow.
    #[arg(long, default_value_t = 0)]
    seed: u64,
    /// Columns and rows of a drawing, 64 to 4096.
    #[arg(long, default_value_t = 512)]
    size: usize,
    /// How lines are made: clean, digital, g-pen, brush, pencil, ball-pen, copy or extracted; all by turns if not told.
    #[arg(long, value_parser = Manner::from_name)]
    manner: Option<Manner>,
    /// Also write NNNNNN_trace.png: blue where a shadow ends inside a shape, red where a highlight does, else clear.
    #[arg(long)]
    traces: bool,
    /// Draw each figure so many times, in an action: 1 to 1000. Its regions keep their ids, and NNNNNN_sheet.json of
    /// the first frame is its colour sheet.
    #[arg(long, value_name = "FRAMES", value_parser = clap::value_parser!(u16).range(1..=MOST_FRAMES as i64))]
    frames: Option<u16>,
    /// What the figures of --frames do: turn, wave, walk, blink or sway; all by turns if not told.
    #[arg(long, value_parser = Action::from_name, requires = "frames")]
    action: Option<Action>,
    /// Where to write a sheet of the first 48, line drawing beside shaded colours: PNG.
    #[arg(long, value_name = "FILE.png")]
    sheet: Option<PathBuf>,
}

const EXAMPLES: &str = "\
Examples:
  colorize synth drawings --count 48 --sheet drawings.png
  colorize synth drawings --count 12 --manner pencil --traces
  colorize synth walk --count 1 --frames 24 --action walk
  colorize synth drawings/train --count 10000 --size 384 --seed 1
  colorize train labels --data drawings --val pairs/val -o run";

pub fn run(args: Args, quiet: bool) -> Result<(), Failure> {
    output::check(None, args.sheet.as_deref())?;
    let options = SynthOptions { size: args.size, manner: args.manner, traces: args.traces };
    let progress = Progress::new(quiet);
    let mut bar = progress.task("drawings", 0.0, 1.0);
    let folder = output::Folder::new(args.out)?;
    let mut meta = String::new();
    let mut shown = Vec::new();
    let frames = usize::from(args.frames.unwrap_or(1));
    if args.count as usize * frames > 1_000_000 {
        return Err(Failure::argument(format!(
            "{} figures of {frames} frames are more than 1000000 drawings; lower --count or --frames",
            args.count
        )));
    }
    let numbers: Vec<u32> = (0..args.count).collect();
    for batch in numbers.chunks((BATCH / frames / args.size.pow(2).max(1)).clamp(1, 64)) {
        if !bar(batch[0] as f32 / args.count as f32) {
            return Err(Error::Cancelled.into());
        }
        let seed = |number: u32| args.seed.wrapping_add(number.into());
        let drawn: Result<Vec<Vec<Drawing>>> = batch
            .par_iter()
            .map(|&number| match args.frames {
                None => Ok(vec![draw(seed(number), &options)?]),
                Some(_) => animate(seed(number), action(number, args.action), frames, &options),
            })
            .collect();
        let first = batch[0] * frames as u32;
        let drawn: Vec<Drawing> = drawn?.into_iter().flatten().collect();
        drawn
            .par_iter()
            .enumerate()
            .flat_map_iter(|(i, drawing)| {
                encode(first + i as u32, drawing, args.frames.is_some() && i % frames == 0)
            })
            .try_for_each(|(name, bytes)| {
                let path = folder.path().join(name);
                fs::write(&path, bytes?).map_err(Error::io(&path))
            })
            .map_err(Failure::writing)?;
        for (i, drawing) in drawn.into_iter().enumerate() {
            let (number, figure) = (first + i as u32, batch[i / frames]);
            let mut told = about(number, seed(figure), &drawing);
            if args.frames.is_some() {
                told["action"] = action(figure, args.action).name().into();
                told["frame"] = (i % frames).into();
            }
            meta += &format!("{told}\n");
            if args.sheet.is_some() && shown.len() < SHOWN {
                let truth = sheet::truth(&drawing.line, &drawing.shaded, &drawing.labels);
                shown.push([sheet::line(&drawing.line), truth].map(|picture| picture.shrunk(CELL)));
            }
        }
    }
    let path = folder.path().join("meta.jsonl");
    fs::write(&path, meta).map_err(Error::io(&path)).map_err(Failure::writing)?;
    progress.finish()?;
    folder.publish()?;
    match args.sheet {
        Some(path) => {
            let rows: Vec<Vec<_>> = shown.chunks(COLUMNS).map(|row| row.as_flattened().to_vec()).collect();
            output::write(&path, &sheet::lay_out(&rows, CELL).encode_png()?)
        }
        None => Ok(()),
    }
}

fn action(figure: u32, asked: Option<Action>) -> Action {
    asked.unwrap_or(Action::ALL[figure as usize % Action::ALL.len()])
}

fn stem(number: u32) -> String {
    format!("{number:06}")
}

/// The line of a drawing in meta.jsonl.
fn about(number: u32, seed: u64, drawing: &Drawing) -> Value {
    json!({
        "file": stem(number),
        "seed": seed,
        "light": drawing.light,
        "manner": drawing.manner.name(),
        "figures": drawing.about.figures,
        "view": drawing.about.view,
        "framing": drawing.about.framing,
        "pose": drawing.about.pose,
    })
}

/// What each region is, in the order of their ids from 1 on.
fn parts(drawing: &Drawing) -> Value {
    let part = |(i, part): (usize, &Part)| {
        let (texture, gradation) = (part.texture, part.gradation);
        json!({
            "id": i + 1,
            "name": part.name,
            "label": part.label,
            "color": part.color,
            "texture": { "kind": texture.kind.name(), "angle": texture.angle, "step": texture.step },
            "gradation": { "angle": gradation.angle, "strength": gradation.strength },
        })
    };
    drawing.parts.iter().enumerate().map(part).collect()
}

/// The files of one drawing, by name; with its colour sheet if it is the first of its `sequence`.
fn encode(number: u32, drawing: &Drawing, sequence: bool) -> Vec<(String, Result<Vec<u8>>)> {
    let rgb =
        |plane: &Plane<[u8; 3]>| webp(plane, image::ExtendedColorType::Rgb8, plane.as_slice().as_flattened());
    let line = drawing.line.map(|&ink| 255 - ink);
    let mut files = vec![
        ("line.webp", webp(&line, image::ExtendedColorType::L8, line.as_slice())),
        ("flat.webp", rgb(&drawing.flat)),
        ("shaded.webp", rgb(&drawing.shaded)),
        ("labels.png", drawing.labels.encode_png()),
        ("regions.png", drawing.regions.encode_png()),
        ("parts.json", Ok(parts(drawing).to_string().into_bytes())),
    ];
    files.extend(sequence.then(|| ("sheet.json", Ok(drawing.color_sheet().to_json().into_bytes()))));
    files.extend(drawing.traces.as_ref().map(|traces| ("trace.png", trace_lines(traces).encode_png())));
    files.into_iter().map(|(part, bytes)| (format!("{}_{part}", stem(number)), bytes)).collect()
}

/// Trace lines in the colours of the trade.
fn trace_lines(traces: &Plane<u8>) -> Raster {
    traces.map(|trace| match trace {
        0 => [0; 4],
        1 => [0, 0, 255, 255],
        _ => [255, 0, 0, 255],
    })
}

/// Lossless WebP.
pub fn webp<T>(plane: &Plane<T>, kind: image::ExtendedColorType, bytes: &[u8]) -> Result<Vec<u8>> {
    let mut file = Vec::new();
    image::codecs::webp::WebPEncoder::new_lossless(&mut file)
        .encode(bytes, plane.width() as u32, plane.height() as u32, kind)
        .map_err(|error| Error::Image(error.to_string()))?;
    Ok(file)
}

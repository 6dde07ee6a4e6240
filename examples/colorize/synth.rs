use std::fs;
use std::path::PathBuf;

use colorize_core::synth::SynthOptions;
use colorize_core::train::Pair;
use colorize_core::{Error, Plane, Result};
use rayon::prelude::*;

use crate::failure::Failure;
use crate::progress::Progress;
use crate::{output, preview, sheet};

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
/// NNNNNN_labels.png and meta.jsonl, which names each drawing's seed and light. It is filled whole or not at all.
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
    /// Draw even closed lines instead of those of a human hand.
    #[arg(long)]
    clean: bool,
    /// Where to write a sheet of the first 48, line drawing beside shaded colours: PNG.
    #[arg(long, value_name = "FILE.png")]
    sheet: Option<PathBuf>,
}

const EXAMPLES: &str = "\
Examples:
  colorize synth drawings --count 48 --sheet drawings.png
  colorize synth drawings/train --count 10000 --size 384 --seed 1
  colorize train labels --data drawings --val pairs/val -o run";

pub fn run(args: Args, quiet: bool) -> Result<(), Failure> {
    output::check(None, args.sheet.as_deref())?;
    let pen = if args.clean { colorize_core::synth::PenOdds::CLEAN } else { SynthOptions::default().pen };
    let options = SynthOptions { size: args.size, pen };
    let progress = Progress::new(quiet);
    let mut bar = progress.task("drawings", 0.0, 1.0);
    let folder = output::Folder::new(args.out)?;
    let mut meta = String::new();
    let mut shown = Vec::new();
    let numbers: Vec<u32> = (0..args.count).collect();
    for batch in numbers.chunks((BATCH / args.size.pow(2).max(1)).clamp(1, 64)) {
        if !bar(batch[0] as f32 / args.count as f32) {
            return Err(Error::Cancelled.into());
        }
        let seed = |number: u32| args.seed.wrapping_add(number.into());
        let drawn: Result<Vec<Pair>> =
            batch.par_iter().map(|&number| Pair::draw(seed(number), &options)).collect();
        let drawn = drawn?;
        let files = batch.par_iter().zip(&drawn).flat_map_iter(|(&number, pair)| encode(number, pair));
        files
            .try_for_each(|(name, bytes)| {
                let path = folder.path().join(name);
                fs::write(&path, bytes?).map_err(Error::io(&path))
            })
            .map_err(Failure::writing)?;
        for (&number, pair) in batch.iter().zip(drawn) {
            let about =
                serde_json::json!({ "file": stem(number), "seed": seed(number), "light": pair.light() });
            meta += &format!("{about}\n");
            if args.sheet.is_some() && shown.len() < SHOWN {
                shown.push(
                    [sheet::line(&pair), sheet::truth(&pair)].map(|picture| preview::shrunk(&picture, CELL)),
                );
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

fn stem(number: u32) -> String {
    format!("{number:06}")
}

/// The files of one drawing, by name.
fn encode(number: u32, pair: &Pair) -> [(String, Result<Vec<u8>>); 4] {
    let rgb =
        |plane: &Plane<[u8; 3]>| webp(plane, image::ExtendedColorType::Rgb8, plane.as_slice().as_flattened());
    let line = pair.line.map(|&ink| 255 - ink);
    let flat = pair.flat_index.map(|&index| pair.palette[usize::from(index)]);
    [
        ("line.webp", webp(&line, image::ExtendedColorType::L8, line.as_slice())),
        ("flat.webp", rgb(&flat)),
        ("shaded.webp", rgb(&pair.shaded)),
        ("labels.png", pair.labels.encode_png()),
    ]
    .map(|(part, bytes)| (format!("{}_{part}", stem(number)), bytes))
}

/// Lossless WebP.
fn webp<T>(plane: &Plane<T>, kind: image::ExtendedColorType, bytes: &[u8]) -> Result<Vec<u8>> {
    let mut file = Vec::new();
    image::codecs::webp::WebPEncoder::new_lossless(&mut file)
        .encode(bytes, plane.width() as u32, plane.height() as u32, kind)
        .map_err(|error| Error::Image(error.to_string()))?;
    Ok(file)
}

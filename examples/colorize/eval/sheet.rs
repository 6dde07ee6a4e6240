//! A contact sheet.

use std::path::{Path, PathBuf};

use clap::Parser;
use colorize_core::train::{Pair, Pairs};
use colorize_core::{
    ColorOptions, Document, Engine, Hint, Limits, Plane, Prompt, Raster, ReadOptions, Reading, Result,
};
use rayon::prelude::*;

use super::truth::TrueColors;
use super::{Common, progress_bar, read, spread};
use crate::sheet;

/// How many of the truth's colours are hinted.
const HINTS: usize = 6;
/// Drawings of a folder of pairs.
const ROWS: usize = 12;

/// Draw a contact sheet: line drawing | automatic | with 6 hints | truth, as far as they are known.
#[derive(Parser)]
pub struct Args {
    /// Pictures, or folders of pairs.
    #[arg(required = true)]
    drawings: Vec<PathBuf>,
    /// Where to write the sheet: PNG.
    #[arg(short, long)]
    out: PathBuf,
    /// Largest side of a picture on the sheet, in pixels.
    #[arg(long, default_value_t = 384, value_parser = clap::value_parser!(u16).range(16..))]
    cell: u16,
    /// Which automatic palette.
    #[arg(long, default_value_t = 0)]
    seed: u64,
    #[command(flatten)]
    common: Common,
}

/// One row of the sheet.
enum Row {
    File(PathBuf),
    Pair(Pairs, usize),
}

pub fn run(args: &Args) -> Result<()> {
    let engine = args.common.engine()?;
    let mut rows = Vec::new();
    for path in &args.drawings {
        if path.is_dir() {
            let count = Pairs::open(path)?.len();
            for i in spread(0..count, args.common.limit.unwrap_or(ROWS)) {
                rows.push(Row::Pair(Pairs::open(path)?, i));
            }
        } else {
            rows.push(Row::File(path.clone()));
        }
    }
    let bar = progress_bar(rows.len());
    let options = args.common.read_options();
    let draw = |row: &Row| {
        let pictures = match row {
            Row::File(path) => from_file(&engine, path, &options, args.seed),
            Row::Pair(pairs, i) => from_pair(&engine, &*pairs.get(*i)?, &options, args.seed),
        };
        bar.inc(1);
        pictures
    };
    let pictures: Result<Vec<_>> = rows.par_iter().map(draw).collect();
    bar.finish_and_clear();
    sheet::lay_out(&pictures?, usize::from(args.cell)).save(&args.out)
}

fn from_file(engine: &Engine, path: &Path, options: &ReadOptions, seed: u64) -> Result<Vec<Raster>> {
    let drawing = Raster::open(path, &Limits::default())?;
    let reading = Reading::new(engine, &drawing, options, None)?;
    let automatic = picture(&reading, Prompt::new(), seed)?;
    let mut pictures = vec![drawing, automatic];
    // `NAME_line.png` beside `NAME_color.png`, as in a folder of real drawings.
    let name = path.file_name().unwrap_or_default().to_string_lossy();
    let truth = path.with_file_name(name.replace("_line.", "_color."));
    if truth != path && truth.is_file() {
        pictures.push(Plane::filled(1, 1, [255; 4]));
        pictures.push(Raster::open(truth, &Limits::default())?);
    }
    Ok(pictures)
}

fn from_pair(engine: &Engine, pair: &Pair, options: &ReadOptions, seed: u64) -> Result<Vec<Raster>> {
    let reading = read(engine, pair, options)?;
    let truth = TrueColors::new(pair, &reading);
    let hints = truth.by_size().into_iter().take(HINTS).filter_map(|(index, _)| {
        // In the region that holds most of the colour, if it is no colour's but this one's.
        let pixels = |i: usize| truth.figure_of(i).find(|&(other, _)| other == index).map_or(0, |(_, n)| n);
        let region =
            (0..truth.counts.len()).filter(|&i| truth.main[i] == index).max_by_key(|&i| pixels(i))?;
        Some(Hint::region(region as u32 + 1, truth.palette[index]))
    });
    let hinted = picture(&reading, hints.collect(), seed)?;
    let automatic = picture(&reading, Prompt::new(), seed)?;
    Ok(vec![
        sheet::line(&pair.line),
        automatic,
        hinted,
        sheet::truth(&pair.line, &pair.shaded, &pair.flat_index),
    ])
}

fn picture(reading: &Reading, prompt: Prompt, seed: u64) -> Result<Raster> {
    let options = ColorOptions::default().with_seed(seed);
    Ok(Document::new(reading.clone()).with_prompt(prompt)?.with_options(options)?.color(None)?.picture())
}

//! A contact sheet.

use std::path::{Path, PathBuf};

use clap::Parser;
use colorize_core::train::{Pair, Pairs};
use colorize_core::{
    ColorOptions, Engine, Hint, Limits, Plane, Prompt, Raster, Result, Rgb, Session, SessionOptions,
};
use image::RgbaImage;
use image::imageops::{self, FilterType};
use rayon::prelude::*;

use super::truth::{GROUND, TrueColors};
use super::{Common, progress_bar, session, spread};

/// Columns: drawing, automatic, with hints, truth.
const COLUMNS: usize = 4;
/// Between pictures, in pixels.
const MARGIN: usize = 8;
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
    let options = args.common.session_options();
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
    sheet(&pictures?, usize::from(args.cell)).save(&args.out)
}

fn from_file(engine: &Engine, path: &Path, options: &SessionOptions, seed: u64) -> Result<Vec<Raster>> {
    let drawing = Raster::open(path, &Limits::default())?;
    let session = Session::new(engine, &drawing, options, &mut |_| true)?;
    let automatic = picture(&session, &Prompt::new(), seed)?;
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

fn from_pair(engine: &Engine, pair: &Pair, options: &SessionOptions, seed: u64) -> Result<Vec<Raster>> {
    let session = session(engine, pair, options)?;
    let truth = TrueColors::new(pair, &session);
    let hints = truth.by_size().into_iter().take(HINTS).filter_map(|(index, _)| {
        // In the region that holds most of the colour, if it is no colour's but this one's.
        let pixels = |i: usize| truth.figure_of(i).find(|&(other, _)| other == index).map_or(0, |(_, n)| n);
        let region =
            (0..truth.counts.len()).filter(|&i| truth.main[i] == index).max_by_key(|&i| pixels(i))?;
        Some(Hint::region(region as u32 + 1, truth.palette[index]))
    });
    let hinted = picture(&session, &hints.collect(), seed)?;
    let automatic = picture(&session, &Prompt::new(), seed)?;
    let true_picture = Plane::from_fn(pair.line.width(), pair.line.height(), |x, y| {
        let paper = u32::from(255 - pair.line.get(x, y));
        let color = match usize::from(pair.flat_index.get(x, y)) {
            GROUND => Rgb::WHITE.to_array(),
            _ => pair.shaded.get(x, y),
        };
        let [r, g, b] = color.map(|v| (u32::from(v) * paper / 255) as u8);
        [r, g, b, 255]
    });
    let line = pair.line.map(|&ink| [255 - ink, 255 - ink, 255 - ink, 255]);
    Ok(vec![line, automatic, hinted, true_picture])
}

fn picture(session: &Session, prompt: &Prompt, seed: u64) -> Result<Raster> {
    let options = ColorOptions { seed, ..ColorOptions::default() };
    Ok(session.color(prompt, &options, &mut |_| true)?.picture())
}

/// Lays rows of pictures out, each shrunk into a square of side `cell`, on white.
fn sheet(rows: &[Vec<Raster>], cell: usize) -> Raster {
    let pitch = cell + MARGIN;
    let (width, height) = (COLUMNS * pitch + MARGIN, rows.len().max(1) * pitch + MARGIN);
    let mut sheet = RgbaImage::from_pixel(width as u32, height as u32, image::Rgba([255; 4]));
    for (y, row) in rows.iter().enumerate() {
        for (x, picture) in row.iter().enumerate() {
            let small = shrink(picture, cell);
            let centre = |at: usize, side: u32| (MARGIN + at * pitch + (cell - side as usize) / 2) as i64;
            imageops::overlay(&mut sheet, &small, centre(x, small.width()), centre(y, small.height()));
        }
    }
    let pixels = sheet.pixels().map(|pixel| pixel.0).collect();
    Plane::from_vec(width, height, pixels).expect("one value a pixel")
}

fn shrink(picture: &Raster, cell: usize) -> RgbaImage {
    let (width, height) = (picture.width(), picture.height());
    let bytes = picture.as_slice().as_flattened().to_vec();
    let image = RgbaImage::from_raw(width as u32, height as u32, bytes).expect("four bytes a pixel");
    let scale = cell as f64 / width.max(height) as f64;
    if scale >= 1.0 {
        return image;
    }
    let side = |side: usize| ((side as f64 * scale).round() as u32).max(1);
    imageops::resize(&image, side(width), side(height), FilterType::CatmullRom)
}

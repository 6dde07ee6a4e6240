//! `colorize pairs`: pairs to train on, from coloured pictures alone.

use std::collections::BTreeMap;
use std::fs;
use std::path::{Path, PathBuf};

use clap::Parser;
use colorize_core::train::{Derived, DerivedFrom};
use colorize_core::{Error, Limits, Raster, Result};
use image::ExtendedColorType::{L8, Rgb8};
use rayon::prelude::*;
use serde_json::{Value, json};

use crate::failure::Failure;
use crate::output;
use crate::progress::{self, Progress};
use crate::synth::webp;

/// Pictures between two writings of the list.
const BATCH: usize = 32;
/// How the files of pictures end.
const KINDS: [&str; 7] = ["png", "jpg", "jpeg", "webp", "tif", "tiff", "bmp"];

/// Make pairs to train on from coloured pictures alone.
///
/// The picture is the truth, and a drawing is derived from it. The folder takes what `colorize train --data` reads:
/// NAME_line.webp, NAME_flat.webp (the picture in at most 24 colours), NAME_shaded.webp (the picture) and meta.jsonl,
/// which lists the pairs that are whole. Pictures that it lists already are not done again, so the same command goes on
/// where it was stopped.
#[derive(Parser)]
#[command(after_help = crate::help_of(EXAMPLES, "the pairs that were done are listed, and the same command goes on"))]
pub struct Args {
    /// Folder of pictures; the folders in it count too.
    pictures: PathBuf,
    /// Folder for the pairs.
    #[arg(short, long)]
    out: PathBuf,
    /// How the drawing is derived: canny (edges of one pixel), xdog (lines as with a pen), grey, halftone, or colors
    /// (the greys of few colours).
    #[arg(long)]
    from: DerivedFrom,
    /// Longest side of a pair, in pixels; smaller pictures stay as they are.
    #[arg(long, default_value_t = 512, value_parser = clap::value_parser!(u16).range(16..=8192))]
    size: u16,
}

const EXAMPLES: &str = "\
Examples:
  colorize pairs pictures -o pairs --from canny
  colorize pairs pictures -o pens --from xdog --size 768
  colorize train colors --data pairs --val pairs/val -o run";

pub fn run(args: Args, quiet: bool) -> Result<(), Failure> {
    let mut pictures = BTreeMap::new();
    find(&args.pictures, "", &mut pictures)?;
    if pictures.is_empty() {
        return Err(Failure::argument(format!("no pictures in {}", args.pictures.display())));
    }
    output::make_folder(&args.out)?;
    let list = args.out.join("meta.jsonl");
    let mut lines = known(&list, &args)?;
    let mut open: Vec<_> = pictures.into_iter().filter(|(name, _)| !lines.contains_key(name)).collect();
    let (total, mut failed) = (open.len(), Vec::new());
    let progress = Progress::new(quiet);
    let mut bar = progress.task("pictures", 0.0, 1.0);
    while !open.is_empty() && bar((total - open.len()) as f32 / total as f32) {
        let batch: Vec<_> = open.drain(..open.len().min(BATCH)).collect();
        let done: Vec<_> = batch.par_iter().map(|(name, path)| derive(name, path, &args)).collect();
        for ((name, path), done) in batch.into_iter().zip(done) {
            match done {
                Ok(true) => drop(lines.insert(name.clone(), line(&name, &path, &args))),
                Ok(false) => {}
                Err(failure) if failure.ends_all() => return Err(failure),
                Err(failure) => failed.push(failure.message().to_owned()),
            }
        }
        let text: String = lines.values().map(|line| format!("{line}\n")).collect();
        output::write(&list, text.as_bytes())?;
    }
    progress.finish()?;
    match failed.first() {
        None => Ok(()),
        Some(first) => Err(Failure::some(match failed.len() {
            1 => first.clone(),
            n => format!("{n} pictures cannot be read, the others are done; the first: {first}"),
        })),
    }
}

/// Finds the pictures of a folder and those in it, by the names that their pairs get.
fn find(folder: &Path, before: &str, pictures: &mut BTreeMap<String, PathBuf>) -> Result<(), Failure> {
    for entry in fs::read_dir(folder).map_err(Error::io(folder))? {
        let path = entry.map_err(Error::io(folder))?.path();
        let name = format!("{before}{}", path.file_stem().unwrap_or_default().to_string_lossy());
        let kind = path.extension().unwrap_or_default().to_string_lossy().to_lowercase();
        if path.is_dir() {
            find(&path, &format!("{name}-"), pictures)?;
        } else if KINDS.contains(&kind.as_str())
            && let Some(other) = pictures.insert(name.clone(), path.clone())
        {
            let (one, other) = (other.display(), path.display());
            return Err(Failure::argument(format!("{one} and {other} would both be pair {name}")));
        }
    }
    Ok(())
}

/// The lines of the list that is there, by the names of the pairs; they are to be of the same kind.
fn known(list: &Path, args: &Args) -> Result<BTreeMap<String, Value>, Failure> {
    if !list.exists() {
        return Ok(BTreeMap::new());
    }
    let text = fs::read_to_string(list).map_err(Error::io(list))?;
    let read = |(number, text): (usize, &str)| {
        let line: Value = serde_json::from_str(text)
            .map_err(|error| Error::Image(format!("{}:{}: {error}", list.display(), number + 1)))?;
        if (&line["from"], &line["size"]) != (&args.from.name().into(), &args.size.into()) {
            return Err(Failure::argument(format!(
                "{} has pairs that were made otherwise; take another folder than for --from {} --size {}",
                list.display(),
                args.from,
                args.size
            )));
        }
        Ok((line["file"].as_str().unwrap_or_default().to_owned(), line))
    };
    text.lines().enumerate().filter(|(_, line)| !line.trim().is_empty()).map(read).collect()
}

/// A pair's line of the list.
fn line(name: &str, path: &Path, args: &Args) -> Value {
    let picture = path.strip_prefix(&args.pictures).unwrap_or(path).to_string_lossy();
    json!({ "file": name, "from": args.from.name(), "size": args.size, "picture": picture })
}

/// Writes the files of a pair; false if the work was cancelled before.
fn derive(name: &str, path: &Path, args: &Args) -> Result<bool, Failure> {
    if progress::cancelled() {
        return Ok(false);
    }
    let picture = Raster::open(path, &Limits::default())?;
    let pair = Derived::new(&picture, args.from, args.size.into());
    let line = pair.line.map(|&ink| 255 - ink);
    for (part, bytes) in [
        ("line", webp(&line, L8, line.as_slice())?),
        ("flat", webp(&pair.flat, Rgb8, pair.flat.as_slice().as_flattened())?),
        ("shaded", webp(&pair.shaded, Rgb8, pair.shaded.as_slice().as_flattened())?),
    ] {
        output::write(&args.out.join(format!("{name}_{part}.webp")), &bytes)?;
    }
    Ok(true)
}

//! Whether an edit changes what it is for and nothing else, and what it costs to take edits back.

use std::path::PathBuf;
use std::time::Instant;

use clap::Parser;
use colorize_core::train::{Pair, Pairs};
use colorize_core::{
    Document, Edit, Engine, Error, Hint, Layers, Place, Plane, Raster, Reading, Result, Rgb,
};

use super::table::{Table, number, publish};
use super::{Common, random, read, seed_of};

/// Measure whether an edit changes what it is for and nothing else, and what it costs to take edits back.
///
/// Random edits, one after the other: hints at spots, for regions and parts, with and without followers, changed, moved,
/// removed, taken back and made again. After each the picture is compared with the one before, pixel by pixel: a pixel
/// strays if it differs although its region has the same colour as before. In the end all edits are taken back, and the
/// picture is compared with the first one.
#[derive(Parser)]
pub struct Args {
    /// Folder of pairs.
    pairs: PathBuf,
    /// Edits a drawing.
    #[arg(long, default_value_t = 10)]
    edits: usize,
    /// Beside that, make and take back so many edits of one large drawing, and tell time and memory.
    #[arg(long, value_name = "EDITS")]
    undo: Option<usize>,
    /// Columns and rows of the large drawing.
    #[arg(long, default_values_t = [3840, 2160], num_args = 2)]
    size: Vec<usize>,
    /// What the edits come from.
    #[arg(long, default_value_t = 1)]
    seed: u64,
    /// File for the figures.
    #[arg(long)]
    csv: Option<PathBuf>,
    #[command(flatten)]
    common: Common,
}

/// Edits, pixels that strayed, drawings that did not come back.
type Found = [usize; 3];

pub fn run(args: &Args) -> Result<()> {
    let engine = args.common.engine()?;
    let pairs = Pairs::open(&args.pairs)?.labelled(engine.labels());
    let options = args.common.read_options();
    let found = args.common.measure(&pairs, 8, |pair| {
        let mut document = Document::new(read(&engine, pair, &options)?);
        wander(&mut document, args.edits, seed_of(pair, args.seed)).map(Some)
    })?;
    let mut table = Table::new("Edits", ["source", "drawings", "edits", "pixels astray", "not undone"]);
    let all = ("all", found.iter().flat_map(|(_, found)| found).collect::<Vec<&Found>>());
    for (name, found) in
        found.iter().map(|(name, found)| (name.as_str(), found.iter().collect())).chain([all])
    {
        let sum = |i: usize| found.iter().map(|found| found[i]).sum::<usize>().to_string();
        table.row([name.into(), found.len().to_string(), sum(0), sum(1), sum(2)]);
    }
    let mut tables = vec![table];
    if let Some(edits) = args.undo {
        tables.push(back_and_forth(&engine, &*pairs.get(0)?, args, edits)?);
    }
    publish(&tables, args.csv.as_deref())
}

/// Makes random edits, and takes them back.
fn wander(document: &mut Document, edits: usize, mut state: u64) -> Result<Found> {
    let first = document.color(None)?;
    let (mut before, mut astray) = (first.clone(), 0);
    for _ in 0..edits {
        step(document, &mut state)?;
        let after = document.color(None)?;
        astray += strays(&before, &after);
        before = after;
    }
    while document.undo()? {}
    let again = document.color(None)?;
    let same = again.picture() == first.picture() && again.info() == first.info();
    Ok([edits, astray, usize::from(!same)])
}

/// One random edit.
fn step(document: &mut Document, state: &mut u64) -> Result<()> {
    let mut any = |n: usize| (random(state) % n.max(1) as u64) as usize;
    let (width, height) = (document.reading().width(), document.reading().height());
    let color = Rgb::new(any(256) as u8, any(256) as u8, any(256) as u8);
    let place = match any(4) {
        0 => Place::Part(["hair", "top", "bottom", "face", "shoes"][any(5)].into()),
        1 => Place::Region(1 + any(document.reading().regions().len()) as u32),
        _ => Place::Point { x: any(width) as f32 + 0.5, y: any(height) as f32 + 0.5 },
    };
    let hint = Hint::new(place.clone(), colorize_core::LocalStyle::color(color)).with_follow(any(2) == 0);
    let ids = document.hint_ids();
    let id = ids.get(any(ids.len())).copied();
    match (any(8), id) {
        (0, Some(id)) => document.apply(Edit::Change { id, hint })?,
        (1, Some(id)) => document.apply(Edit::Move { id, to: place })?,
        (2, Some(id)) => document.apply(Edit::Remove { id })?,
        (3, _) => return document.undo().map(drop),
        (4, _) => return document.redo().map(drop),
        _ => document.apply(Edit::add(hint))?,
    };
    Ok(())
}

/// How many pixels differ in regions that have the colour that they had.
fn strays(before: &Layers, after: &Layers) -> usize {
    let same: Vec<bool> = before.info().iter().zip(after.info()).map(|(a, b)| a.color == b.color).collect();
    let (one, other) = (before.picture(), after.picture());
    let pixels = after.regions().as_slice().iter().zip(one.as_slice().iter().zip(other.as_slice()));
    pixels.filter(|(id, (a, b))| a != b && same[**id as usize - 1]).count()
}

/// Makes edits of one large drawing, takes all back and makes them again, coloured after each.
fn back_and_forth(engine: &Engine, pair: &Pair, args: &Args, edits: usize) -> Result<Table> {
    let [width, height] = args.size[..] else { unreachable!("two numbers") };
    let line = crate::sheet::line(&pair.line);
    let drawing: Raster = Plane::from_fn(width, height, |x, y| {
        let (x, y) = (x as f32 / height as f32, y as f32 / height as f32);
        let at = |v: f32, side: usize| ((v * side as f32) as usize).min(side - 1);
        if x < 1.0 { line.get(at(x, line.width()), at(y, line.height())) } else { [255; 4] }
    });
    let mut document = Document::new(Reading::new(engine, &drawing, &args.common.read_options(), None)?);
    let first = document.color(None)?.picture();
    let before = memory()?;
    let mut state = args.seed;
    for _ in 0..edits {
        step(&mut document, &mut state)?;
        document.color(None)?;
    }
    let held = memory()?.saturating_sub(before) as f64 / edits as f64 / 1024.0;
    let last = document.color(None)?.picture();
    let mut timed = |work: fn(&mut Document) -> Result<bool>| {
        let mut times = Vec::new();
        loop {
            let begin = Instant::now();
            let more = work(&mut document)?;
            document.color(None)?;
            if !more {
                break;
            }
            times.push(begin.elapsed().as_secs_f64() * 1000.0);
        }
        times.sort_by(f64::total_cmp);
        let same = document.color(None)?.picture();
        Ok::<_, Error>((times, same))
    };
    let mut table = Table::new(
        &format!("{edits} edits of a drawing of {width}x{height}, coloured after each"),
        ["way", "steps", "median ms", "95th ms", "same", "KB a step"],
    );
    for (name, work, wanted) in
        [("undo", Document::undo as fn(&mut Document) -> _, &first), ("redo", Document::redo, &last)]
    {
        let (times, picture) = timed(work)?;
        let at = |share: f64| times.get((times.len() as f64 * share) as usize).copied().unwrap_or(f64::NAN);
        let same = if picture == *wanted { "yes" } else { "no" };
        let steps = times.len().to_string();
        table.row([
            name.into(),
            steps,
            number(at(0.5), 1),
            number(at(0.95), 1),
            same.into(),
            number(held, 0),
        ]);
    }
    Ok(table)
}

/// Bytes of memory that the process holds; 0 where the system does not tell.
fn memory() -> Result<usize> {
    let Ok(text) = std::fs::read_to_string("/proc/self/statm") else { return Ok(0) };
    let pages: usize = text.split_whitespace().nth(1).and_then(|pages| pages.parse().ok()).unwrap_or(0);
    Ok(pages * 4096)
}

//! How well regions are found when lines are open.

mod drawing;
mod rival;
mod score;

use std::path::PathBuf;

use clap::Parser;
use colorize_core::train::Pairs;
use colorize_core::{Plane, Raster, RegionMap, RegionOptions, Result, Rgb};

use super::table::{Table, publish, share};
use super::{measure, seed_of};
use crate::preview;
use crate::sheet::lay_out;
use drawing::Drawing;
use rival::Gmic;
use score::Score;

/// Measure how well regions are found when lines are open.
///
/// The paper of a drawing is what has at most 5 % ink. A true region is a connected area of paper of one true flat
/// colour and one true label: what a painter fills at one go. It counts if it has at least --min-area pixels (at a
/// side of 512; nine times as many at 1536), and if at least three quarters of its outline are drawn: where no
/// line tells the end of a region nobody can find it.
///
/// Then the lines are opened: each that separates two counted true regions of different colour or label, over 24
/// pixels or twice the opening, gets one opening at a random place, cut straight through it, that has the stated
/// width between its ends. Drawings are scaled to --sides: lines smoothly, the truth by nearest pixels. Openings
/// are in pixels of the scaled drawing.
///
/// A true region is recovered if a found region covers it with an intersection over union above 0.9, and
/// falsely split if no found region holds nine tenths of it. Both are counted over what is paper in the unopened
/// drawing: nobody sees what lies under a line.
///
/// "colorize" finds regions with the default options. "flood fill" takes connected pixels of under 19 % ink
/// (the threshold of the former), as a bucket tool does. "G'MIC" is `fx_colorize_lineart_smart` with
/// 0,95,0,0,1,24,200,0,75,2,60,20,90,1,10,1,0, stopped before it paints its regions, so that two of
/// them in one colour are not mistaken for one.
#[derive(Parser)]
#[command(verbatim_doc_comment)]
pub struct Args {
    /// Folder of pairs.
    pairs: PathBuf,
    /// The G'MIC program to compare with.
    #[arg(long, value_name = "PROGRAM")]
    gmic: Option<PathBuf>,
    /// Longest sides to scale the drawings to, in pixels.
    #[arg(long, value_delimiter = ',', default_values_t = [512, 1536], value_parser = clap::value_parser!(u32).range(64..=8192))]
    sides: Vec<u32>,
    /// Widths of the openings, in pixels; 0 leaves the lines whole.
    #[arg(long, value_delimiter = ',', default_values_t = [0, 2, 4, 8, 12], value_parser = clap::value_parser!(u32).range(0..=64))]
    openings: Vec<u32>,
    /// Paper that a true region must have to count, in pixels of a drawing scaled to 512.
    #[arg(long, default_value_t = 100)]
    min_area: usize,
    /// The widest opening that counts as closed for colorize, in pixels, instead of its own choice.
    #[arg(long)]
    gap: Option<u32>,
    /// Which random places are opened.
    #[arg(long, default_value_t = 0)]
    seed: u64,
    /// Drawings of each source at most, evenly spread over it.
    #[arg(long, default_value_t = 100)]
    limit: usize,
    /// File for the figures.
    #[arg(long)]
    csv: Option<PathBuf>,
    /// Picture of two drawings a source with the widest openings and what was found in them: PNG.
    #[arg(long, value_name = "FILE.png")]
    sheet: Option<PathBuf>,
}

/// Drawings of each source in the sheet.
const ROWS: usize = 2;

/// What was found in one drawing, by side, opening and finder.
type Found = Vec<Vec<Vec<Score>>>;

pub fn run(args: &Args) -> Result<()> {
    let pairs = Pairs::open(&args.pairs)?;
    let gmic = args.gmic.as_ref().map(|program| Gmic::new(program)).transpose()?;
    let found = measure(&pairs, args.limit, |pair| {
        let at_side = |&side: &u32| {
            let whole = Drawing::new(pair, side as usize, args.min_area)?;
            let opened = |&opening: &u32| {
                let ink = whole.opened(opening, seed_of(pair, args.seed));
                let found = find(&ink, args, gmic.as_ref())?;
                Ok(found.iter().map(|ids| Score::new(&whole, ids)).collect())
            };
            args.openings.iter().map(opened).collect()
        };
        args.sides.iter().map(at_side).collect::<Result<Found>>().map(Some)
    })?;
    publish(&tables(args, &found), args.csv.as_deref())?;
    args.sheet.as_ref().map_or(Ok(()), |path| sheet(&pairs, args, gmic.as_ref())?.save(path))
}

/// Lets everyone find the regions of a drawing.
fn find(ink: &Plane<u8>, args: &Args, gmic: Option<&Gmic>) -> Result<Vec<Plane<u32>>> {
    let options = RegionOptions::default().with_gap(args.gap);
    let ours = RegionMap::segment(ink, &options, None)?;
    let mut found = vec![ours.ids().clone(), rival::flood_fill(ink, options.ink_threshold)];
    if let Some(gmic) = gmic {
        found.push(gmic.regions(ink)?);
    }
    Ok(found)
}

/// A row of pictures a drawing, with the widest of the openings at the first of the sides: the drawing, and
/// what everyone finds.
fn sheet(pairs: &Pairs, args: &Args, gmic: Option<&Gmic>) -> Result<Raster> {
    let (side, opening) = (args.sides[0] as usize, args.openings.iter().copied().max().unwrap_or(0));
    let rows = measure(pairs, args.limit.min(ROWS), |pair| {
        let drawing = Drawing::new(pair, side, args.min_area)?;
        let ink = drawing.opened(opening, seed_of(pair, args.seed));
        let painted = |ids: Plane<u32>| {
            preview::under_lines(&ink, |x, y| match ids.get(x, y) {
                0 => Rgb::WHITE,
                id => preview::color(id),
            })
        };
        let mut row = vec![preview::under_lines(&ink, |_, _| Rgb::WHITE)];
        row.extend(find(&ink, args, gmic)?.into_iter().map(painted));
        Ok(Some(row))
    })?;
    let rows: Vec<_> = rows.into_iter().flat_map(|(_, rows)| rows).collect();
    Ok(lay_out(&rows, side))
}

/// One table a side: the sources together, then each.
fn tables(args: &Args, found: &[(String, Vec<Found>)]) -> Vec<Table> {
    let finders: &[&str] =
        if args.gmic.is_some() { &["colorize", "flood fill", "G'MIC"] } else { &["colorize", "flood fill"] };
    let columns = finders.iter().map(|finder| format!("{finder}: recovered"));
    let columns: Vec<_> = columns.chain(finders.iter().map(|finder| format!("{finder}: split"))).collect();
    let all = ("all".to_owned(), found.iter().flat_map(|(_, found)| found).collect::<Vec<_>>());
    let each = found.iter().map(|(name, found)| (name.clone(), found.iter().collect()));
    let rows: Vec<_> = std::iter::once(all).chain(each).collect();
    let table = |(side, pixels): (usize, &u32)| {
        let head = ["source and opening", "drawings", "regions"].map(String::from);
        let title = format!("Regions found with open lines, drawings scaled to {pixels} pixels");
        let mut table = Table::new(&title, head.into_iter().chain(columns.clone()));
        for (name, found) in &rows {
            for (opening, width) in args.openings.iter().enumerate() {
                let sum =
                    |finder: usize| found.iter().map(|found| found[side][opening][finder]).sum::<Score>();
                let scores: Vec<_> = (0..finders.len()).map(sum).collect();
                let mut cells = vec![format!("{name}, {width} px"), found.len().to_string()];
                cells.push(scores[0].regions.to_string());
                cells.extend(scores.iter().map(|score| share(score.recovered, score.regions)));
                cells.extend(scores.iter().map(|score| share(score.split, score.regions)));
                table.row(cells);
            }
        }
        table
    };
    args.sides.iter().enumerate().map(table).collect()
}

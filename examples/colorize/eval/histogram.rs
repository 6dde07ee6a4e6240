//! How near the colours of a picture come to those of a histogram that was asked for.

use std::path::PathBuf;

use clap::Parser;
use colorize_core::train::{Pair, Pairs};
use colorize_core::{ColorOptions, Document, Histogram, Layers, Result, Rgb};

use super::table::{Table, number, publish};
use super::truth::TrueColors;
use super::{Common, mean, read, truth};

/// Measure how near the colours of a picture come to those of a histogram that was asked for.
///
/// Each drawing is asked to have the colours of the truth of another one of its source, and coloured with and without
/// that wish. The distance is the earth mover's over the 512 bins, in CIELAB: how far colour has to be moved in the mean.
/// Then the regions that have more than one colour in the flats; and the mean difference (ΔE2000) of the flats to the
/// truth, without a wish, and with the wish for the truth's own histogram: do the right parts have its colours?
#[derive(Parser)]
pub struct Args {
    /// Folder of pairs.
    pairs: PathBuf,
    /// File for the figures.
    #[arg(long)]
    csv: Option<PathBuf>,
    #[command(flatten)]
    common: Common,
}

/// Distances without, with, and by the best of five proposals; regions of two colours; difference to the truth without,
/// and with the truth's own histogram.
type Found = [f64; 6];

pub fn run(args: &Args) -> Result<()> {
    let engine = args.common.engine()?;
    let pairs = Pairs::open(&args.pairs)?.labelled(engine.labels());
    let options = args.common.read_options();
    let found = args.common.measure(&pairs, 10, |pair| {
        if !truth::has_figure(pair) {
            return Ok(None);
        }
        let source =
            pairs.sources().iter().position(|name| *name == pair.source).expect("it came from there");
        let range = pairs.range(source);
        let own = range.clone().find(|&i| pairs.get(i).is_ok_and(|other| other.name == pair.name));
        let other = own.unwrap_or(range.start) - range.start + range.len() / 2;
        let other = pairs.get(range.start + other % range.len())?;
        let Some(wanted) = of_truth(&other) else { return Ok(None) };
        let mut document = Document::new(read(&engine, pair, &options)?);
        let distance =
            |layers: &Layers| of_flats(layers).map_or(f64::NAN, |own| own.distance(&wanted).into());
        let without = distance(&document.color(None)?);
        let options = ColorOptions::default().with_histogram(wanted.clone());
        document.set_options(options.clone())?;
        let with = document.color(None)?;
        let mut best = distance(&with);
        for sheet in document.proposals(5) {
            document.set_options(options.clone().with_sheet(sheet))?;
            best = best.min(distance(&document.color(None)?));
        }
        let truth = TrueColors::of_seen(pair, document.reading());
        let difference = |layers: &Layers| {
            let colors = layers.info().iter().map(|info| info.color.unwrap_or(Rgb::WHITE));
            truth.mean_difference(&colors.collect::<Vec<_>>())
        };
        document.set_options(ColorOptions::default())?;
        let off = difference(&document.color(None)?);
        let own = of_truth(pair).expect("it has a figure");
        document.set_options(ColorOptions::default().with_histogram(own))?;
        let off_with = difference(&document.color(None)?);
        Ok(Some([without, distance(&with), best, split(&with) as f64, off, off_with]))
    })?;
    let mut table = Table::new(
        "Earth mover's distance to the colours asked for",
        [
            "source",
            "drawings",
            "without",
            "with",
            "best of five",
            "regions split",
            "ΔE without",
            "ΔE with its own",
        ],
    );
    let all = ("all", found.iter().flat_map(|(_, found)| found).collect::<Vec<&Found>>());
    for (name, found) in
        found.iter().map(|(name, found)| (name.as_str(), found.iter().collect())).chain([all])
    {
        let cell = |i: usize| number(mean(found.iter().map(|found| found[i])), 2);
        let split: f64 = found.iter().map(|found| found[3]).sum();
        let start = [name.into(), found.len().to_string(), cell(0), cell(1), cell(2)];
        table.row(start.into_iter().chain([number(split, 0), cell(4), cell(5)]));
    }
    publish(&[table], args.csv.as_deref())
}

/// The true colours of the figure.
fn of_truth(pair: &Pair) -> Option<Histogram> {
    let figure = pair.flat_index.as_slice().iter().filter(|&&i| i != 255 && usize::from(i) != truth::GROUND);
    let colors: Vec<(Rgb, f32)> = figure.map(|&i| (pair.palette[usize::from(i)].into(), 1.0)).collect();
    Histogram::from_colors(&colors).ok()
}

/// The colours of the regions.
fn of_flats(layers: &Layers) -> Option<Histogram> {
    let colors = layers.info().iter().filter_map(|info| Some((info.color?, info.area as f32)));
    Histogram::from_colors(&colors.collect::<Vec<_>>()).ok()
}

/// How many regions have more than one colour.
fn split(layers: &Layers) -> usize {
    let mut seen = vec![None; layers.info().len()];
    let mut split = vec![false; seen.len()];
    for (&id, &pixel) in layers.regions().as_slice().iter().zip(layers.flats().as_slice()) {
        let i = id as usize - 1;
        split[i] |= *seen[i].get_or_insert(pixel) != pixel;
    }
    split.into_iter().filter(|split| *split).count()
}

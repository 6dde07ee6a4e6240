//! How many clicks a simulated painter needs.

use std::path::PathBuf;

use clap::Parser;
use colorize_core::train::{Pair, Pairs};
use colorize_core::{Engine, ReadOptions, Reading, Result};

use super::painter::{Rule, best_share, clicks, least_clicks};
use super::table::{Table, number, publish, share};
use super::truth::{self, TrueColors};
use super::{Common, mean, read};

/// A painter gives up after so many clicks on the product's own regions.
const PATIENCE: usize = 60;

const RULES: [(&str, Rule); 5] = [
    ("bucket fill", Rule::Bucket),
    ("same label", Rule::SameLabel),
    ("embedding", Rule::Embedding),
    ("blocks", Rule::Blocks),
    ("as shipped", Rule::Product),
];

/// Measure how many clicks a simulated painter needs until 95 % of the figure is right.
///
/// He hints the largest wrong region in its true colour, recolours, and repeats. First on the true regions
/// (connected areas of one true flat colour), then on those the product finds. By rules: each region alone; what has
/// the same label, or is most alike, takes the nearest hint; the blocks of the first colouring; as shipped.
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

/// What was found in one drawing.
struct Found {
    least: usize,
    /// On the true regions, then on the product's.
    regions: [usize; 2],
    /// The share of the figure that can be right on the product's regions.
    best: f64,
    /// By rule; `None` where it never got there.
    clicks: [[Option<usize>; RULES.len()]; 2],
}

pub fn run(args: &Args) -> Result<()> {
    let engine = args.common.engine()?;
    let pairs = Pairs::open(&args.pairs)?.labelled(engine.labels());
    let options = args.common.read_options();
    let found = args.common.measure(&pairs, 100, |pair| paint(&engine, pair, &options))?;
    publish(&[on_true_regions(&found), on_own_regions(&found)], args.csv.as_deref())
}

/// `None` for a drawing without a figure.
fn paint(engine: &Engine, pair: &Pair, options: &ReadOptions) -> Result<Option<Found>> {
    if !truth::has_figure(pair) {
        return Ok(None);
    }
    let own = read(engine, pair, options)?;
    let ideal = own.with_regions(truth::regions(pair, false)?)?;
    let by_rule = |reading: &Reading, truth: &TrueColors, cap: usize| -> Result<_> {
        let mut found = [None; RULES.len()];
        for (found, (_, rule)) in found.iter_mut().zip(RULES) {
            *found = clicks(reading, truth, rule, cap)?;
        }
        Ok(found)
    };
    let (all, seen) = (TrueColors::new(pair, &ideal), TrueColors::of_seen(pair, &own));
    Ok(Some(Found {
        least: least_clicks(&all),
        regions: [ideal.regions().len(), own.regions().len()],
        best: best_share(&seen),
        clicks: [by_rule(&ideal, &all, usize::MAX)?, by_rule(&own, &seen, PATIENCE)?],
    }))
}

fn on_true_regions(found: &[(String, Vec<Found>)]) -> Table {
    let head = ["source", "drawings", "regions"].into_iter().chain(RULES.map(|(name, _)| name));
    let mut table = Table::new(
        "Clicks until 95 % of the figure is right, on the true regions (areas of one true flat colour)",
        head.chain(["lower bound"]),
    );
    for (name, found) in rows(found) {
        let regions = mean(found.iter().map(|found| found.regions[0] as f64));
        let mut cells = vec![name.into(), found.len().to_string(), number(regions, 1)];
        for rule in 0..RULES.len() {
            let clicks = found.iter().filter_map(|found| found.clicks[0][rule]);
            cells.push(number(mean(clicks.map(|clicks| clicks as f64)), 2));
        }
        cells.push(number(mean(found.iter().map(|found| found.least as f64)), 2));
        table.row(cells);
    }
    table
}

fn on_own_regions(found: &[(String, Vec<Found>)]) -> Table {
    let columns = RULES.iter().flat_map(|(name, _)| [format!("{name}: done"), "clicks".into()]);
    let head =
        ["source", "drawings", "regions", "right at best"].into_iter().map(String::from).chain(columns);
    let mut table = Table::new(
        "The same on the product's own regions, over pixels less than half under ink: \
         share of drawings that got there within 60 clicks, and clicks of those",
        head.chain(["lower bound".into()]),
    );
    for (name, found) in rows(found) {
        let regions = mean(found.iter().map(|found| found.regions[1] as f64));
        let best = mean(found.iter().map(|found| found.best));
        let mut cells = vec![name.into(), found.len().to_string(), number(regions, 1), number(best, 3)];
        for rule in 0..RULES.len() {
            let done: Vec<f64> =
                found.iter().filter_map(|found| found.clicks[1][rule]).map(|clicks| clicks as f64).collect();
            cells.push(share(done.len(), found.len()));
            cells.push(number(mean(done), 2));
        }
        let done = found.iter().filter(|found| found.clicks[1].iter().all(Option::is_some));
        cells.push(number(mean(done.map(|found| found.least as f64)), 2));
        table.row(cells);
    }
    table
}

/// What was found in each source, and in all of them.
fn rows(found: &[(String, Vec<Found>)]) -> impl Iterator<Item = (&str, Vec<&Found>)> {
    let all = ("all", found.iter().flat_map(|(_, found)| found).collect());
    found.iter().map(|(name, found)| (name.as_str(), found.iter().collect())).chain([all])
}

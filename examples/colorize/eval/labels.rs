//! How often labels are right.

use std::collections::BTreeMap;
use std::path::{Path, PathBuf};

use clap::Parser;
use colorize_core::train::{Pair, Pairs};
use colorize_core::{Engine, Error, Evidence, Label, LabelSet, Limits, Raster, ReadOptions, Reading, Result};

use super::table::{Table, number, publish, share};
use super::{Common, calibration, mean, read, sides, truth};

/// Below this confidence a region would be left to be done by hand.
const THRESHOLD: f32 = 0.8;

/// Measure how often the labels of regions and pixels, and left and right of parts, are right.
#[derive(Parser)]
pub struct Args {
    /// Folder of pairs.
    pairs: PathBuf,
    /// Folder of drawings `NAME_line.png` with hand-set points in `points.json`.
    #[arg(long)]
    real: Option<PathBuf>,
    /// Only regions larger than so many pixels count; true ones in pixels of paper, for slivers under ink show nothing.
    #[arg(long, value_name = "PIXELS", default_value_t = 10)]
    over: u32,
    /// Folder for curves of accuracy over certainty and coverage: calibration.csv and calibration.svg.
    #[arg(long, value_name = "DIR")]
    curves: Option<PathBuf>,
    /// File for the figures.
    #[arg(long)]
    csv: Option<PathBuf>,
    #[command(flatten)]
    common: Common,
}

/// What was found in one drawing. Labels are numbers in the engine's set.
#[derive(Default)]
struct Found {
    /// For each true region: its label, the label given to most of it, and its pixels.
    regions: Vec<(usize, usize, u32)>,
    /// For each of the product's regions: the truth's label of most of it, and what speaks for the one given.
    own: Vec<(usize, Evidence)>,
    /// Pixels with a known label: right ones and all; then the same of the figure alone.
    pixels: [usize; 4],
    /// What shows twice, side by side.
    sides: Vec<sides::Piece>,
}

pub fn run(args: &Args) -> Result<()> {
    let engine = args.common.engine()?;
    let pairs = Pairs::open(&args.pairs)?.labelled(engine.labels());
    let options = args.common.read_options();
    let found =
        args.common.measure(&pairs, usize::MAX, |pair| look(&engine, pair, &options, args.over).map(Some))?;
    let pieces: Vec<_> = found.iter().flat_map(|(_, found)| found).flat_map(|found| &found.sides).collect();
    let mut tables = vec![
        by_source(&found, args.over),
        by_label(&found, engine.labels(), args.over),
        sides::table(&pieces),
    ];
    if let Some(folder) = &args.real {
        tables.push(by_point(&engine, folder, &options)?);
    }
    publish(&tables, args.csv.as_deref())?;
    let Some(folder) = &args.curves else { return Ok(()) };
    let outcomes =
        |found: &Found| found.own.iter().map(|(label, given)| (*given, given.label == *label)).collect();
    let of_source =
        |(name, found): &(String, Vec<Found>)| (name.clone(), found.iter().map(outcomes).collect());
    calibration::write_curves(
        folder,
        &calibration::judge(&found.iter().map(of_source).collect::<Vec<_>>(), engine.labels())?,
    )
}

fn look(engine: &Engine, pair: &Pair, options: &ReadOptions, over: u32) -> Result<Found> {
    let reading = read(engine, pair, options)?;
    let labels = engine.labels().len();
    let evidence = |id: u32| reading.evidence(id).expect("ids of the reading's own regions");
    let layer = reading.regions().ids().map(|&id| evidence(id).label as u8);
    let mut found = Found { sides: sides::look(&reading, pair), ..Found::default() };
    for (&truth, &given) in pair.labels.as_slice().iter().zip(layer.as_slice()) {
        if usize::from(truth) < labels {
            let (right, figure) = (usize::from(truth == given), usize::from(truth != 0));
            let counts = [right, 1, right * figure, figure];
            found.pixels.iter_mut().zip(counts).for_each(|(sum, n)| *sum += n);
        }
    }
    let regions = truth::regions(pair, true)?;
    let given = truth::counts(&regions, &layer);
    for (region, given) in regions.regions().iter().zip(&given).filter(|(region, _)| region.paper > over) {
        let (x, y) = (region.seed.0 as usize, region.seed.1 as usize);
        let label = usize::from(pair.labels.get(x, y));
        if label < labels {
            found.regions.push((label, truth::majority(given, labels).0, region.area));
        }
    }
    let true_labels = truth::counts(reading.regions(), &pair.labels);
    for ((id, region), counts) in (1..).zip(reading.regions().regions()).zip(&true_labels) {
        let (label, pixels) = truth::majority(counts, labels);
        if region.area > over && pixels > 0 {
            found.own.push((label, evidence(id)));
        }
    }
    Ok(found)
}

fn by_source(found: &[(String, Vec<Found>)], over: u32) -> Table {
    let mut table = Table::new(
        &format!(
            "Labels: share right; true regions over {over} px of paper, the product's own over {over} px"
        ),
        [
            "source",
            "drawings",
            "true regions",
            "right",
            "own regions",
            "right",
            "pixels",
            "figure's pixels",
            "mean confidence",
            "kept at 0.8",
            "right of kept",
        ],
    );
    let mut row = |name: &str, found: &[&Found]| {
        let regions = || found.iter().flat_map(|found| &found.regions);
        let own = || found.iter().flat_map(|found| &found.own);
        let kept = || own().filter(|(_, given)| given.share >= THRESHOLD);
        let pixels = |i: usize| found.iter().map(|found| found.pixels[i]).sum();
        if own().count() == 0 {
            return;
        }
        table.row([
            name.into(),
            found.iter().filter(|found| !found.own.is_empty()).count().to_string(),
            regions().count().to_string(),
            share(regions().filter(|(label, given, _)| label == given).count(), regions().count()),
            own().count().to_string(),
            share(own().filter(|(label, given)| *label == given.label).count(), own().count()),
            share(pixels(0), pixels(1)),
            share(pixels(2), pixels(3)),
            number(mean(own().map(|(_, given)| f64::from(given.share))), 3),
            share(kept().count(), own().count()),
            share(kept().filter(|(label, given)| *label == given.label).count(), kept().count()),
        ]);
    };
    for (name, found) in found {
        row(name, &found.iter().collect::<Vec<_>>());
    }
    row("all", &found.iter().flat_map(|(_, found)| found).collect::<Vec<_>>());
    table
}

fn by_label(found: &[(String, Vec<Found>)], labels: &LabelSet, over: u32) -> Table {
    let mut table = Table::new(
        &format!("Labels of true regions over {over} px of paper, all sources"),
        ["label", "regions", "right", "right by area", "taken for"],
    );
    let regions = || found.iter().flat_map(|(_, found)| found).flat_map(|found| &found.regions);
    for (number, label) in labels.iter().enumerate() {
        let own: Vec<_> = regions().filter(|(truth, ..)| *truth == number).collect();
        if own.is_empty() {
            continue;
        }
        let mut given: BTreeMap<usize, usize> = BTreeMap::new();
        own.iter().for_each(|(_, to, _)| *given.entry(*to).or_default() += 1);
        let right = given.remove(&number).unwrap_or(0);
        let mut given: Vec<_> = given.into_iter().collect();
        given.sort_by_key(|&(to, count)| (std::cmp::Reverse(count), to));
        let name = |number: usize| labels.get(number).map_or("?", |own| &own.name);
        let taken = given.iter().take(3).map(|&(to, n)| format!("{} {}", name(to), share(n, own.len())));
        let area = |right_only: bool| -> usize {
            let counted = own.iter().filter(|(truth, given, _)| !right_only || truth == given);
            counted.map(|(_, _, area)| *area as usize).sum()
        };
        table.row([
            label.name.clone(),
            own.len().to_string(),
            share(right, own.len()),
            share(area(true), area(false)),
            taken.collect::<Vec<_>>().join(", "),
        ]);
    }
    table
}

/// A drawing's name to its points: column, row, label.
type Points = BTreeMap<String, Vec<(usize, usize, Label)>>;

fn by_point(engine: &Engine, folder: &Path, options: &ReadOptions) -> Result<Table> {
    let path = folder.join("points.json");
    let text = std::fs::read_to_string(&path).map_err(Error::io(&path))?;
    let points: Points = serde_json::from_str(&text)
        .map_err(|error| Error::InvalidArgument(format!("{}: {error}", path.display())))?;
    let mut table =
        Table::new("Hand-set points of real drawings", ["drawing", "points", "right", "share", "wrong"]);
    let (mut all, mut all_right) = (0, 0);
    for (name, points) in &points {
        let drawing = Raster::open(folder.join(format!("{name}_line.png")), &Limits::default())?;
        let reading = Reading::new(engine, &drawing, options, None)?;
        let mut wrong = Vec::new();
        for &(x, y, label) in points {
            let given = label_around(&reading, x, y);
            if given != Some(label) {
                wrong.push(format!("{label} for {}", given.map_or("nothing", Label::name)));
            }
        }
        let right = points.len() - wrong.len();
        all += points.len();
        all_right += right;
        table.row([
            name.clone(),
            points.len().to_string(),
            right.to_string(),
            share(right, points.len()),
            wrong.join(", "),
        ]);
    }
    table.row(["all".into(), all.to_string(), all_right.to_string(), share(all_right, all), String::new()]);
    Ok(table)
}

/// The commonest label of the 3x3 pixels around a place.
fn label_around(reading: &Reading, x: usize, y: usize) -> Option<Label> {
    let mut counts = [0; 256];
    for y in y.saturating_sub(1)..=y + 1 {
        for x in x.saturating_sub(1)..=x + 1 {
            if let Some((label, _)) = reading.regions().at(x, y).and_then(|id| reading.label(id)) {
                counts[usize::from(label.id())] += 1;
            }
        }
    }
    let (label, count) = truth::majority(&counts, Label::COUNT);
    (count > 0).then(|| Label::ALL[label])
}

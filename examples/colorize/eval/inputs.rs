//! How well drawings of other kinds are read.

use std::path::PathBuf;

use clap::Parser;
use colorize_core::train::{Pairs, inputs};
use colorize_core::{DrawingKind, Reading, Result};

use super::table::{Table, number, publish, share};
use super::{Common, mean, seed_of, truth};

/// Only regions larger than so many pixels count.
const OVER: u32 = 10;

/// Measure how well the same drawings are read as lines, in pencil, photographed, in greys, in screen tones,
/// undercoated, and inked over blue pencil.
///
/// Each is made from the pair: see `train::inputs::draw`. True regions, and the product's own, are judged by their
/// labels; the last columns tell which kind the drawings were taken for, and how far the ink is from the line drawing's.
#[derive(Parser)]
pub struct Args {
    /// Folder of pairs.
    pairs: PathBuf,
    /// File for the figures.
    #[arg(long)]
    csv: Option<PathBuf>,
    /// Take each drawing for what it is instead of finding out.
    #[arg(long)]
    told: bool,
    /// Folder for the drawings that were made: SOURCE-NAME-KIND.png.
    #[arg(long, value_name = "DIR")]
    keep: Option<PathBuf>,
    #[command(flatten)]
    common: Common,
}

/// What was found in one drawing of one kind: right and all, of true regions and of the product's own.
#[derive(Clone, Copy, Default)]
struct Found {
    regions: [usize; 2],
    own: [usize; 2],
    taken: bool,
    /// Mean difference of the ink, 0..=1.
    ink: f64,
}

pub fn run(args: &Args) -> Result<()> {
    let engine = args.common.engine()?;
    let pairs = Pairs::open(&args.pairs)?.labelled(engine.labels());
    let options = args.common.read_options();
    let kinds = DrawingKind::ALL.into_iter().filter(|&kind| kind != DrawingKind::Auto);
    let kinds: Vec<DrawingKind> = kinds.collect();
    let labels = engine.labels().len();
    if let Some(folder) = &args.keep {
        std::fs::create_dir_all(folder).map_err(colorize_core::Error::io(folder))?;
    }
    let found = args.common.measure(&pairs, 8, |pair| {
        if !truth::has_figure(pair) {
            return Ok(None);
        }
        let regions = truth::regions(pair, true)?;
        let mut found = Vec::with_capacity(kinds.len());
        for &kind in &kinds {
            let drawing = inputs::draw(pair, kind, seed_of(pair, 1));
            if let Some(folder) = &args.keep {
                drawing.save(folder.join(format!("{}-{}-{kind}.png", pair.source, pair.name)))?;
            }
            let options = if args.told { options.with_kind(kind) } else { options };
            let reading = Reading::new(&engine, &drawing, &options, None)?;
            let mut one = Found { taken: reading.kind() == kind, ..Found::default() };
            let given =
                reading.regions().ids().map(|&id| reading.label_id(id).map_or(u8::MAX, |label| label as u8));
            let counts = truth::counts(&regions, &given);
            for (region, given) in
                regions.regions().iter().zip(&counts).filter(|(region, _)| region.paper > OVER)
            {
                let label = usize::from(pair.labels.get(region.seed.0 as usize, region.seed.1 as usize));
                if label < labels {
                    one.regions[0] += usize::from(truth::majority(given, labels).0 == label);
                    one.regions[1] += 1;
                }
            }
            let true_labels = truth::counts(reading.regions(), &pair.labels);
            for ((id, region), counts) in (1..).zip(reading.regions().regions()).zip(&true_labels) {
                let (label, pixels) = truth::majority(counts, labels);
                if region.area > OVER && pixels > 0 {
                    one.own[0] += usize::from(reading.label_id(id) == Some(label));
                    one.own[1] += 1;
                }
            }
            let both = reading.ink().as_slice().iter().zip(pair.line.as_slice());
            one.ink = mean(both.map(|(a, b)| f64::from(a.abs_diff(*b)) / 255.0));
            found.push(one);
        }
        Ok(Some(found))
    })?;
    let all: Vec<&Vec<Found>> = found.iter().flat_map(|(_, found)| found).collect();
    let mut table = Table::new(
        &format!("Kinds of drawings: share of labels right, regions over {OVER} px"),
        [
            "kind",
            "drawings",
            "true regions",
            "right",
            "own regions",
            "right",
            "taken for it",
            "ink differs by",
        ],
    );
    for (i, kind) in kinds.iter().enumerate() {
        let sum = |value: &dyn Fn(&Found) -> usize| all.iter().map(|found| value(&found[i])).sum::<usize>();
        table.row([
            kind.to_string(),
            all.len().to_string(),
            sum(&|found| found.regions[1]).to_string(),
            share(sum(&|found| found.regions[0]), sum(&|found| found.regions[1])),
            sum(&|found| found.own[1]).to_string(),
            share(sum(&|found| found.own[0]), sum(&|found| found.own[1])),
            share(sum(&|found| usize::from(found.taken)), all.len()),
            number(mean(all.iter().map(|found| found[i].ink)), 4),
        ]);
    }
    publish(&[table], args.csv.as_deref())
}

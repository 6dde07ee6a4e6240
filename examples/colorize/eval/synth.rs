//! How broad the generator's drawings are, and how right.

use std::collections::BTreeMap;
use std::path::PathBuf;

use clap::Parser;
use colorize_core::synth::{Drawing, Manner, SynthOptions, draw};
use colorize_core::{Error, Label, RegionMap, RegionOptions, Result};
use rayon::prelude::*;

use super::progress_bar;
use super::table::{Table, number, publish, share};
use crate::progress;

/// Regions the code finds in a drawing count from this many pixels on.
const LEAST: usize = 10;
/// A found region is open if more than this share of it shows other colours than its own.
const LEAK: f64 = 0.05;

/// Measure how broad generated drawings are, and whether their truths agree.
#[derive(Parser)]
pub struct Args {
    /// How many drawings.
    #[arg(long, default_value_t = 1000, value_parser = clap::value_parser!(u32).range(1..=1_000_000))]
    count: u32,
    /// Seed of the first drawing; the next ones follow.
    #[arg(long, default_value_t = 0)]
    seed: u64,
    /// Columns and rows of a drawing, 64 to 4096.
    #[arg(long, default_value_t = 256)]
    size: usize,
    /// Draw all in one manner; `clean` also tells whether every region is closed.
    #[arg(long, value_parser = Manner::from_name)]
    manner: Option<Manner>,
    /// File for the figures.
    #[arg(long)]
    csv: Option<PathBuf>,
}

/// What was counted.
#[derive(Default)]
struct Counted {
    drawings: usize,
    /// For each label: drawings that have it, their pixels, their regions.
    labels: [[usize; 3]; Label::COUNT],
    /// Views, framings, poses, manners and numbers of figures, by name.
    kinds: BTreeMap<(&'static str, &'static str), usize>,
    /// Pixels where flats, labels and regions do not agree.
    wrong: usize,
    /// Regions found in clean drawings, open ones among them, and drawings with an open one.
    found: [usize; 3],
}

pub fn run(args: &Args) -> Result<()> {
    let options = SynthOptions { size: args.size, manner: args.manner, traces: false };
    let bar = progress_bar(args.count as usize);
    let counted = (0..args.count)
        .into_par_iter()
        .map(|i| {
            if progress::cancelled() {
                return Err(Error::Cancelled);
            }
            let drawing = draw(args.seed.wrapping_add(i.into()), &options)?;
            bar.inc(1);
            count(&drawing)
        })
        .try_reduce(Counted::default, |a, b| Ok(a.and(b)))?;
    bar.finish_and_clear();
    publish(&[by_label(&counted, args.size), by_kind(&counted), truth(&counted)], args.csv.as_deref())
}

fn count(drawing: &Drawing) -> Result<Counted> {
    let mut counted = Counted { drawings: 1, ..Counted::default() };
    let mut seen = vec![false; drawing.parts.len() + 1];
    let pixels = drawing.regions.as_slice().iter().zip(drawing.labels.as_slice());
    for ((&region, &label), &color) in pixels.zip(drawing.flat.as_slice()) {
        counted.wrong += usize::from(drawing.told(region) != (color, label));
        let [drawings, pixels, regions] = &mut counted.labels[usize::from(label)];
        *pixels += 1;
        *drawings = 1;
        *regions += usize::from(!std::mem::replace(&mut seen[usize::from(region)], true));
    }
    let about = drawing.about;
    let figures = if about.figures > 1 { "two" } else { "one" };
    for kind in [
        ("view", about.view),
        ("framing", about.framing),
        ("figures", figures),
        ("manner", drawing.manner.name()),
        ("pose", about.pose),
    ] {
        counted.kinds.insert(kind, 1);
    }
    if drawing.manner == Manner::Clean {
        counted.found = closed(drawing)?;
    }
    Ok(counted)
}

/// Regions that the region code finds, open ones among them, and whether there is any of those.
fn closed(drawing: &Drawing) -> Result<[usize; 3]> {
    let map = RegionMap::segment(&drawing.line, &RegionOptions::default(), None)?;
    // Parts of one kin may meet without a line: a nose on its face, a neck on its trunk.
    let mut kins: Vec<BTreeMap<[u8; 3], usize>> = vec![BTreeMap::new(); map.len() + 1];
    let pixels = map.ids().as_slice().iter().zip(drawing.line.as_slice()).zip(drawing.flat.as_slice());
    for (((&id, &ink), &color), &label) in pixels.zip(drawing.labels.as_slice()) {
        let label = Label::from_id(label).expect("a label of the generator");
        if ink < 48 {
            *kins[id as usize].entry(if label.is_skin() { [1; 3] } else { color }).or_default() += 1;
        }
    }
    let paper = |kin: &BTreeMap<_, usize>| kin.values().sum::<usize>();
    let found: Vec<_> = kins.iter().filter(|kin| paper(kin) > LEAST).collect();
    let most = |kin: &BTreeMap<_, usize>| kin.values().copied().max().unwrap_or(0);
    let open =
        found.iter().filter(|kin| ((paper(kin) - most(kin)) as f64) > LEAK * paper(kin) as f64).count();
    Ok([found.len(), open, usize::from(open > 0)])
}

impl Counted {
    fn and(mut self, other: Self) -> Self {
        self.drawings += other.drawings;
        for (mine, other) in self.labels.as_flattened_mut().iter_mut().zip(other.labels.as_flattened()) {
            *mine += other;
        }
        for (kind, count) in other.kinds {
            *self.kinds.entry(kind).or_default() += count;
        }
        self.wrong += other.wrong;
        for (mine, other) in self.found.iter_mut().zip(other.found) {
            *mine += other;
        }
        self
    }
}

fn by_label(counted: &Counted, size: usize) -> Table {
    let mut table = Table::new(
        &format!("labels in {} drawings of {size} x {size}", counted.drawings),
        ["label", "drawings", "of pixels", "of regions"],
    );
    let all = |column: usize| counted.labels.iter().map(|label| label[column]).sum::<usize>() as f64;
    let (pixels, regions) = (all(1), all(2));
    for label in Label::ALL {
        let [drawings, own_pixels, own_regions] = counted.labels[usize::from(label.id())];
        table.row([
            label.name().to_owned(),
            drawings.to_string(),
            number(own_pixels as f64 / pixels, 4),
            number(own_regions as f64 / regions, 4),
        ]);
    }
    table
}

fn by_kind(counted: &Counted) -> Table {
    let mut table = Table::new("kinds", ["kind", "drawings", "share"]);
    for ((what, name), count) in &counted.kinds {
        table.row([format!("{what}: {name}"), count.to_string(), share(*count, counted.drawings)]);
    }
    table
}

fn truth(counted: &Counted) -> Table {
    let mut table = Table::new("truth", ["figure", "count"]);
    let [found, open, drawings] = counted.found;
    for (name, value) in [
        ("pixels where flats, labels and regions disagree", counted.wrong),
        ("regions found in clean drawings", found),
        ("open ones among them", open),
        ("drawings with an open one", drawings),
    ] {
        table.row([name.to_owned(), value.to_string()]);
    }
    table
}

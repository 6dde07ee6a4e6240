//! Whether a part that is named gets the colour that is named, and nothing else does.

use std::path::PathBuf;

use clap::Parser;
use colorize_core::train::{Pair, Pairs};
use colorize_core::{Document, Engine, Label, Layers, ReadOptions, Result, Rgb, Words};

use super::table::{Table, number, publish};
use super::{Common, mean, read};

/// Parts that are asked for, one at a time, and the words.
const WISHES: [(Label, &str); 7] = [
    (Label::Hair, "crimson hair"),
    (Label::Top, "navy top"),
    (Label::Bottom, "緑のスカート"),
    (Label::Shoes, "red shoes"),
    (Label::Eye, "目は紫"),
    (Label::Face, "face: #d0a080"),
    (Label::Hat, "teal hat"),
];
/// Fewer pixels of a part are left out.
const LEAST: usize = 40;

/// Measure whether a part that is named in words gets the colour that is named, and nothing else does.
///
/// For each part that the truth shows: the share of the truth's pixels of the part that get a colour by the words, and,
/// of the pixels that do, the share that is of the part; last, how many regions of other parts changed.
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

/// By wish: share reached, share right, other regions changed.
type Found = Vec<Option<[f64; 3]>>;

pub fn run(args: &Args) -> Result<()> {
    let engine = args.common.engine()?;
    let pairs = Pairs::open(&args.pairs)?.labelled(engine.labels());
    let options = args.common.read_options();
    let found = args.common.measure(&pairs, 15, |pair| ask(&engine, pair, &options).map(Some))?;
    let all: Vec<&Found> = found.iter().flat_map(|(_, found)| found).collect();
    let mut table = Table::new(
        "Parts asked for in words",
        ["words", "drawings", "of the part reached", "of it right", "other regions changed"],
    );
    for (i, (_, words)) in WISHES.iter().enumerate() {
        let of_wish: Vec<[f64; 3]> = all.iter().filter_map(|found| found[i]).collect();
        row(&mut table, words, &of_wish);
    }
    row(&mut table, "all", &all.iter().flat_map(|found| found.iter().flatten()).copied().collect::<Vec<_>>());
    publish(&[table], args.csv.as_deref())
}

fn row(table: &mut Table, name: &str, found: &[[f64; 3]]) {
    let cell = |i: usize| number(mean(found.iter().map(|found| found[i]).filter(|v| v.is_finite())), 3);
    let changed: f64 = found.iter().map(|found| found[2]).sum();
    table.row([name.into(), found.len().to_string(), cell(0), cell(1), number(changed, 0)]);
}

fn ask(engine: &Engine, pair: &Pair, options: &ReadOptions) -> Result<Found> {
    let mut document = Document::new(read(engine, pair, options)?);
    let before = document.color(None)?;
    let mut found = Vec::new();
    for (label, text) in WISHES {
        let shown = pair.labels.as_slice().iter().filter(|&&id| id == label.id()).count();
        if shown < LEAST {
            found.push(None);
            continue;
        }
        let words = Words::read(text, engine.labels());
        assert!(words.unknown.is_empty(), "`{text}` is not understood");
        document.set_prompt(words.hints().collect())?;
        let after = document.color(None)?;
        let color = words.wishes[0].color;
        found.push(Some(compare(pair, label, color, &before, &after)));
    }
    Ok(found)
}

fn compare(pair: &Pair, label: Label, color: Rgb, before: &Layers, after: &Layers) -> [f64; 3] {
    // Whoever asks for a face gets ears and arms as well: they are one skin.
    let kin = |id: u8| Label::from_id(id).is_some_and(|own| own == label || own.is_skin() && label.is_skin());
    let (mut part, mut hit, mut got, mut right) = (0usize, 0usize, 0usize, 0usize);
    for (&id, &pixel) in pair.labels.as_slice().iter().zip(after.flats().as_slice()) {
        let (of_part, colored) = (id == label.id(), pixel == color.with_alpha(255));
        part += usize::from(of_part);
        hit += usize::from(of_part && colored);
        got += usize::from(colored);
        right += usize::from(colored && kin(id));
    }
    let others = before.info().iter().zip(after.info());
    let changed = others.filter(|(a, b)| a.color != b.color && b.label.kin() != label.kin()).count();
    [hit as f64 / part as f64, right as f64 / got as f64, changed as f64]
}

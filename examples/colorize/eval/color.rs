//! How near the colours come to the truth's.

use std::path::PathBuf;

use clap::Parser;
use colorize_core::train::{Pair, Pairs};
use colorize_core::{Document, Edit, Engine, Hint, Light, Prompt, Raster, ReadOptions, Reading, Result, Rgb};

use super::painter::{Click, Rule, most_alike};
use super::table::{Table, number, publish};
use super::truth::{self, GROUND, TrueColors};
use super::{Common, mean, progress_bar, random, read, seed_of};

/// Hints a drawing.
const HINTS: usize = 10;
/// Drawings for the fidelity of hints.
const DRAWINGS: usize = 200;
/// Below this likeness the network's colour is taken instead of the most alike hint's.
const ALIKE: f32 = 0.7;

/// Measure how near the colours come to the truth's.
///
/// With 10 random hints: mean ΔE2000 of the flats over the figure, on the product's own regions. With
/// the true flats as hints: mean ΔE2000 to the shaded truth, without and with the colouriser's shade.
/// Last, whether hinted regions have the hint's very colour.
#[derive(Parser)]
pub struct Args {
    /// Folder of pairs.
    pairs: PathBuf,
    /// File for the figures.
    #[arg(long)]
    csv: Option<PathBuf>,
    /// What the hints' places come from.
    #[arg(long, default_value_t = 1)]
    seed: u64,
    #[command(flatten)]
    common: Common,
}

const WAYS: [&str; 6] =
    ["nearest hint", "same label", "embedding", "colouriser", "embedding or colouriser", "as shipped"];
const SHADES: [&str; 3] = ["flats alone", "with shade", "shade, light told"];

/// Mean differences in one drawing, by way.
struct Found {
    hints: [f64; WAYS.len()],
    shades: [f64; SHADES.len()],
}

pub fn run(args: &Args) -> Result<()> {
    let engine = args.common.engine()?;
    let pairs = Pairs::open(&args.pairs)?.labelled(engine.labels());
    let options = args.common.read_options();
    let found = args.common.measure(&pairs, 60, |pair| {
        if !truth::has_figure(pair) {
            return Ok(None);
        }
        let own = read(&engine, pair, &options)?;
        let ideal = own.with_regions(truth::regions(pair, false)?)?;
        Ok(Some(Found { hints: from_hints(pair, &own, args.seed)?, shades: shades(pair, &ideal)? }))
    })?;
    let mut hints = table("Mean ΔE2000 of the flats over the figure, 10 random hints", &WAYS);
    let mut shades =
        table("Mean ΔE2000 to the shaded truth over the figure, true flats on true regions", &SHADES);
    let all = ("all", found.iter().flat_map(|(_, found)| found).collect());
    let rows = found.iter().map(|(name, found)| (name.as_str(), found.iter().collect()));
    for (name, found) in rows.chain([all]) {
        let found: Vec<&Found> = found;
        let cells = |value: &dyn Fn(&Found) -> f64| number(mean(found.iter().map(|found| value(found))), 2);
        let start = || [name.into(), found.len().to_string()].into_iter();
        hints.row(start().chain((0..WAYS.len()).map(|i| cells(&|found| found.hints[i]))));
        shades.row(start().chain((0..SHADES.len()).map(|i| cells(&|found| found.shades[i]))));
    }
    let fidelity = fidelity(&engine, &pairs, args.seed)?;
    publish(&[hints, shades, fidelity], args.csv.as_deref())
}

fn table(title: &str, columns: &[&str]) -> Table {
    Table::new(title, ["source", "drawings"].iter().chain(columns).copied())
}

/// Ten places in the figure with their true colours, the same ones for every way.
fn random_hints(pair: &Pair, seed: u64) -> Vec<(usize, usize, Rgb)> {
    let index = pair.flat_index.as_slice();
    let figure: Vec<usize> = (0..index.len()).filter(|&i| usize::from(index[i]) != GROUND).collect();
    if figure.is_empty() {
        return Vec::new();
    }
    let mut state = seed_of(pair, seed);
    let pick = |_| {
        let i = figure[(random(&mut state) % figure.len() as u64) as usize];
        (i % pair.line.width(), i / pair.line.width(), pair.palette[usize::from(index[i])].into())
    };
    (0..HINTS).map(pick).collect()
}

fn points(hints: &[(usize, usize, Rgb)]) -> Prompt {
    hints.iter().map(|&(x, y, color)| Hint::point(x as f32 + 0.5, y as f32 + 0.5, color)).collect()
}

/// Mean differences by way, on the reading's regions; as shipped on those that the hints divide.
fn from_hints(pair: &Pair, reading: &Reading, seed: u64) -> Result<[f64; WAYS.len()]> {
    let truth = TrueColors::new(pair, reading);
    let hints = random_hints(pair, seed);
    let region = |&(x, y, color): &(usize, usize, Rgb)| -> Click {
        (reading.regions().ids().get(x, y) as usize - 1, color)
    };
    let clicks: Vec<Click> = hints.iter().map(region).collect();
    let hinted: Vec<usize> = clicks.iter().map(|&(i, _)| i).collect();
    let near = Rule::Nearest.colors(reading, &clicks)?;
    let labelled = Rule::SameLabel.colors(reading, &clicks)?;
    let alike = Rule::Embedding.colors(reading, &clicks)?;
    let clicked = clicks.iter().map(|&(i, color)| Hint::region(i as u32 + 1, color)).collect();
    let network = Document::new(reading.clone()).with_prompt(clicked)?.network_colors()?;
    let known = |i: usize| most_alike(reading, i, &hinted).is_some_and(|(_, likeness)| likeness > ALIKE);
    // Where a way leaves the paper bare, it is white.
    let bare = |color: Option<Rgb>| color.unwrap_or(Rgb::WHITE);
    let of = |color: &dyn Fn(usize) -> Rgb| {
        truth.mean_difference(&(0..network.len()).map(color).collect::<Vec<_>>())
    };
    let product = Document::new(reading.clone()).with_prompt(points(&hints))?;
    let shipped: Vec<Rgb> = product.color(None)?.info().iter().map(|info| bare(info.color)).collect();
    Ok([
        of(&|i| bare(near[i])),
        of(&|i| bare(labelled[i].or(near[i]))),
        of(&|i| bare(alike[i])),
        of(&|i| network[i]),
        of(&|i| if known(i) { bare(alike[i]) } else { network[i] }),
        TrueColors::new(pair, product.reading()).mean_difference(&shipped),
    ])
}

/// Mean differences to the shaded truth with every region hinted, on the true regions.
fn shades(pair: &Pair, reading: &Reading) -> Result<[f64; SHADES.len()]> {
    let truth = TrueColors::new(pair, reading);
    let hint = |(id, &index): (u32, &usize)| Hint::region(id, truth.palette[index]);
    let prompt: Prompt = (1..).zip(&truth.main).map(hint).collect();
    let mut document = Document::new(reading.clone()).with_prompt(prompt)?;
    let mut picture = |light: Option<Light>| -> Result<(Raster, Raster)> {
        document.apply(Edit::Light { light })?;
        let layers = document.color(None)?;
        Ok((layers.flats().clone(), layers.picture_without_line()))
    };
    let [x, y, softness, known] = pair.light();
    let (flats, shaded) = picture(None)?;
    let lit = if known > 0.5 { picture(Some(Light { x, y, softness }))?.1 } else { shaded.clone() };
    let difference = |picture: &Raster| {
        let pixels = picture.as_slice().iter().zip(pair.shaded.as_slice()).zip(pair.flat_index.as_slice());
        let figure = pixels.filter(|(_, index)| usize::from(**index) != GROUND);
        mean(figure.map(|((&[r, g, b, _], &truth), _)| f64::from(Rgb::new(r, g, b).delta_e(truth.into()))))
    };
    Ok([difference(&flats), difference(&shaded), difference(&lit)])
}

/// Whether hinted regions get their hint's very colour, all over, in random drawings.
///
/// The networks look at small pictures here: how they see the drawing must not matter.
fn fidelity(engine: &Engine, pairs: &Pairs, seed: u64) -> Result<Table> {
    let options = ReadOptions::default().with_max_side(64).with_mirror(false);
    let (mut regions, mut worst, mut state) = (0, 0.0f32, seed);
    let bar = progress_bar(DRAWINGS);
    for number in 0..DRAWINGS as u64 {
        let pair = pairs.get((random(&mut state) % pairs.len() as u64) as usize)?;
        let reading = read(engine, &pair, &options)?;
        let hints = random_hints(&pair, seed.wrapping_add(number));
        let layers = Document::new(reading).with_prompt(points(&hints))?.color(None)?;
        let mut wanted = vec![None; layers.info().len()];
        for &(x, y, color) in &hints {
            wanted[layers.regions().get(x, y) as usize - 1] = Some(color);
        }
        regions += wanted.iter().flatten().count();
        for (&id, &[r, g, b, alpha]) in layers.regions().as_slice().iter().zip(layers.flats().as_slice()) {
            let Some(color) = wanted[id as usize - 1] else { continue };
            let found = Rgb::new(r, g, b);
            if alpha != 255 {
                worst = f32::INFINITY;
            } else if found != color {
                worst = worst.max(found.delta_e(color));
            }
        }
        bar.inc(1);
    }
    bar.finish_and_clear();
    let mut table = Table::new(
        "Hinted regions against their hints, every pixel",
        ["drawings", "regions", "worst ΔE2000"],
    );
    table.row([DRAWINGS.to_string(), regions.to_string(), number(f64::from(worst), 2)]);
    Ok(table)
}

//! How much nearer to the truth a shade is that is told the truth's styles.

use std::path::PathBuf;

use clap::Parser;
use colorize_core::train::published::Features;
use colorize_core::train::{Pair, Pairs};
use colorize_core::{
    Document, Engine, Hint, ModelKind, Place, Plane, Prompt, Raster, Reading, Result, Rgb, StyleGroup,
    StyleMap, StyleRange,
};

use super::table::{Table, number, publish};
use super::truth::{self, GROUND, TrueColors};
use super::{Common, mean, random, read, seed_of};

/// Groups that are told beside the colour.
const GROUPS: [StyleGroup; 4] =
    [StyleGroup::Painting, StyleGroup::Highlight, StyleGroup::Shadow, StyleGroup::Gradation];
/// Smaller regions are not picked from.
const LEAST: u32 = 60;
/// The side of the pictures whose features are compared.
const SEEN: usize = 256;

/// Measure what the style encoder and decoder are worth.
///
/// On true regions with the true flats as hints: mean ΔE2000 to the shaded truth over the figure, and how unlike both
/// look to the labeller (after LPIPS, times 1000), with the colours alone; with the styles that the encoder sees in the
/// truth at a random place of each region, all groups as a bundle; with each group left out; and with the styles of other
/// regions.
#[derive(Parser)]
pub struct Args {
    /// Folder of pairs.
    pairs: PathBuf,
    /// How far around a place its style is looked for: small, middle or large.
    #[arg(long, default_value_t = StyleRange::Large)]
    range: StyleRange,
    /// File for the figures.
    #[arg(long)]
    csv: Option<PathBuf>,
    /// What the places come from.
    #[arg(long, default_value_t = 1)]
    seed: u64,
    #[command(flatten)]
    common: Common,
}

/// What is told of each region beside its colour.
struct Telling {
    name: String,
    groups: Vec<StyleGroup>,
    /// Of another region.
    others: bool,
}

pub fn run(args: &Args) -> Result<()> {
    let models = args.common.models()?;
    let features = Features::new(models.file(ModelKind::Labeller).expect("there is one at least"))?;
    let engine = args.common.engine()?;
    let pairs = Pairs::open(&args.pairs)?.labelled(engine.labels());
    let tellings = tellings();
    let found = args.common.measure(&pairs, 20, |pair| {
        if !truth::has_figure(pair) {
            return Ok(None);
        }
        measure(&engine, args, &features, &tellings, pair).map(Some)
    })?;
    let head =
        ["told"].into_iter().chain(found.iter().map(|(name, _)| name.as_str())).chain(["all", "unlike"]);
    let mut table = Table::new("Mean ΔE2000 to the shaded truth, and how unlike it looks", head);
    for (i, telling) in tellings.iter().enumerate() {
        let of =
            |all: &mut dyn Iterator<Item = &Vec<[f64; 2]>>, which: usize| mean(all.map(|one| one[i][which]));
        let sources = found.iter().map(|(_, found)| number(of(&mut found.iter(), 0), 3));
        let all = || found.iter().flat_map(|(_, found)| found);
        let totals = [number(of(&mut all(), 0), 3), number(1000.0 * of(&mut all(), 1), 2)];
        table.row([telling.name.clone()].into_iter().chain(sources).chain(totals));
    }
    publish(&[table], args.csv.as_deref())
}

fn tellings() -> Vec<Telling> {
    let telling = |name: &str, groups: &[StyleGroup], others| Telling {
        name: name.into(),
        groups: groups.to_vec(),
        others,
    };
    let mut tellings = vec![
        telling("colours alone", &[], false),
        telling("bundle", &GROUPS, false),
        telling("bundle of others", &GROUPS, true),
    ];
    for left_out in GROUPS {
        let groups: Vec<_> = GROUPS.into_iter().filter(|&group| group != left_out).collect();
        tellings.push(telling(&format!("without {left_out}"), &groups, false));
    }
    tellings
}

/// How far each telling is from the truth: ΔE2000, and by features.
fn measure(
    engine: &Engine,
    args: &Args,
    features: &Features,
    tellings: &[Telling],
    pair: &Pair,
) -> Result<Vec<[f64; 2]>> {
    let reading =
        read(engine, pair, &args.common.read_options())?.with_regions(truth::regions(pair, false)?)?;
    let colors = TrueColors::new(pair, &reading);
    let shaded = pair.shaded.as_slice();
    let truth: Raster = Plane::from_fn(pair.line.width(), pair.line.height(), |x, y| {
        let paper = 1.0 - f32::from(pair.line.get(x, y)) / 255.0;
        Rgb::from_unit(Rgb::from(pair.shaded.get(x, y)).to_unit().map(|v| v * paper)).with_alpha(255)
    });
    let map = StyleMap::new(engine, &truth)?;
    let places = places(&reading, pair, seed_of(pair, args.seed));
    let picked: Vec<u32> = (1..).zip(&places).filter_map(|(id, place)| place.map(|_| id)).collect();
    let truth_seen = seen(&truth);
    let mut found = Vec::new();
    for telling in tellings {
        let mut prompt: Prompt =
            (1..).zip(&colors.main).map(|(id, &index)| Hint::region(id, colors.palette[index])).collect();
        for (n, &id) in picked.iter().enumerate() {
            let from = if telling.others { picked[(n + 1) % picked.len()] } else { id };
            let (x, y) = places[from as usize - 1].expect("a place");
            let style = map.at(x, y, args.range)?.only(&telling.groups);
            if !style.is_empty() {
                prompt.hints.push(Hint::new(Place::Region(id), style).with_follow(false));
            }
        }
        let layers = Document::new(reading.clone()).with_prompt(prompt)?.color(None)?;
        let picture = layers.picture_without_line();
        let figure = (0..shaded.len()).filter(|&i| usize::from(pair.flat_index.as_slice()[i]) != GROUND);
        let off = mean(figure.map(|i| {
            let [r, g, b, _] = picture.as_slice()[i];
            f64::from(Rgb::new(r, g, b).delta_e(shaded[i].into()))
        }));
        let unlike = features.distance(&seen(&layers.picture()), &truth_seen);
        found.push([off, f64::from(unlike)]);
    }
    Ok(found)
}

/// A random place in each region that is large enough, off the lines.
fn places(reading: &Reading, pair: &Pair, seed: u64) -> Vec<Option<(f32, f32)>> {
    let mut pixels: Vec<Vec<usize>> = vec![Vec::new(); reading.regions().len()];
    for (i, &id) in reading.regions().ids().as_slice().iter().enumerate() {
        let ground = usize::from(pair.flat_index.as_slice()[i]) == GROUND;
        if !ground && pair.line.as_slice()[i] < 64 {
            pixels[id as usize - 1].push(i);
        }
    }
    let mut state = seed;
    let width = pair.line.width();
    let place = |pixels: &Vec<usize>| {
        let i = *pixels.get((random(&mut state) % pixels.len().max(1) as u64) as usize)?;
        (pixels.len() >= LEAST as usize).then_some(((i % width) as f32, (i / width) as f32))
    };
    pixels.iter().map(place).collect()
}

/// A picture as its features are compared.
fn seen(picture: &Raster) -> Plane<[u8; 3]> {
    let small = picture.shrunk(SEEN);
    Plane::from_fn(SEEN, SEEN, |x, y| {
        let inside = x < small.width() && y < small.height();
        let [r, g, b, _] = if inside { small.get(x, y) } else { [255; 4] };
        [r, g, b]
    })
}

//! How often the place that is found in another picture shows the same part.

use std::path::PathBuf;

use clap::Parser;
use colorize_core::synth::{Action, Drawing, Manner, SynthOptions, animate};
use colorize_core::train::Pairs;
use colorize_core::{Correspondence, Engine, Error, Label, Plane, ReadOptions, Reading, Result};
use rayon::prelude::*;

use super::table::{Table, number, publish};
use super::{Common, progress_bar, random, spread};
use crate::{progress, sheet};

/// Under this much ink or more a place is on a line.
const SEEN: u8 = 128;
/// Fewer pixels of a part do not count as shown.
const SHOWN: usize = 40;

/// Measure how often the place that is found in another picture shows the same part.
///
/// Generated characters, each drawn twice, in another pose and manner of line; with PAIRS also two drawings of a source,
/// of one character or two. Random places of one, whose part the other shows, too: is the true part of most of the best
/// region's pixels the same? Both ways; and where both eyes show in both, whether the left one is found for the left one.
#[derive(Parser)]
pub struct Args {
    /// Folder of pairs.
    pairs: Option<PathBuf>,
    /// Characters to generate.
    #[arg(long, default_value_t = 60)]
    count: u32,
    /// Places of each picture.
    #[arg(long, default_value_t = 5)]
    places: usize,
    /// Seed of the first character; the next ones follow.
    #[arg(long, default_value_t = 700_000)]
    seed: u64,
    /// File for the figures.
    #[arg(long)]
    csv: Option<PathBuf>,
    #[command(flatten)]
    common: Common,
}

/// Right and all: reference to drawing, drawing to reference, sides of eyes.
type Found = [[usize; 2]; 3];

/// A picture and the true parts of its pixels.
struct Picture {
    line: Plane<u8>,
    labels: Plane<u8>,
}

pub fn run(args: &Args) -> Result<()> {
    let engine = args.common.engine()?;
    let options = args.common.read_options();
    let mut rows = vec![("generated".to_owned(), (0..args.count).map(Two::Drawn).collect::<Vec<_>>())];
    let pairs = args.pairs.as_deref().map_or_else(|| Ok(Pairs::default()), Pairs::open)?;
    for (s, name) in pairs.sources().iter().enumerate() {
        let chosen = spread(pairs.range(s), 2 * args.common.limit.unwrap_or(10));
        rows.push((name.clone(), chosen.chunks_exact(2).map(|two| Two::Stored([two[0], two[1]])).collect()));
    }
    let mut table = Table::new(
        "Places found in another picture that show the same part",
        ["pictures", "pairs", "places", "in the drawing", "in the reference", "left and right"],
    );
    let bar = progress_bar(rows.iter().map(|(_, all)| all.len()).sum());
    for (name, all) in &rows {
        let one = |(i, two): (usize, &Two)| {
            if progress::cancelled() {
                return Err(Error::Cancelled);
            }
            let found = compare(&engine, &options, &two.pictures(&pairs, args.seed)?, args.places, i as u64);
            bar.inc(1);
            found
        };
        let found: Result<Vec<Found>> = all.par_iter().enumerate().map(one).collect();
        let found = found?;
        let sum = |i: usize, j: usize| found.iter().map(|found| found[i][j]).sum::<usize>();
        let share = |i: usize| number(sum(i, 0) as f64 / sum(i, 1) as f64, 3);
        let start = [name.clone(), all.len().to_string(), (sum(0, 1) + sum(1, 1)).to_string()];
        table.row(start.into_iter().chain([share(0), share(1), share(2)]));
    }
    bar.finish_and_clear();
    publish(&[table], args.csv.as_deref())
}

/// Where two pictures come from.
enum Two {
    Drawn(u32),
    Stored([usize; 2]),
}

impl Two {
    fn pictures(&self, pairs: &Pairs, seed: u64) -> Result<[Picture; 2]> {
        match *self {
            Self::Stored(two) => {
                let [one, other] = two.map(|i| {
                    pairs.get(i).map(|pair| Picture { line: pair.line.clone(), labels: pair.labels.clone() })
                });
                Ok([one?, other?])
            }
            Self::Drawn(i) => {
                let action = |i: u32| Action::ALL[i as usize % Action::ALL.len()];
                let mut options = SynthOptions { size: 512, ..SynthOptions::default() };
                let first = animate(seed + u64::from(i), action(i), 8, &options)?;
                options.manner = Some(Manner::ALL[i as usize % Manner::ALL.len()]);
                let others = animate(seed + u64::from(i), action(i + 1 + i / 5 % 4), 8, &options)?;
                let of = |drawing: &Drawing| Picture {
                    line: drawing.line.clone(),
                    labels: drawing.labels.clone(),
                };
                Ok([of(&first[2]), of(&others[5])])
            }
        }
    }
}

fn compare(
    engine: &Engine,
    options: &ReadOptions,
    pictures: &[Picture; 2],
    places: usize,
    seed: u64,
) -> Result<Found> {
    let read = |picture: &Picture| Reading::new(engine, &sheet::line(&picture.line), options, None);
    let (reference, drawing) = (read(&pictures[0])?, read(&pictures[1])?);
    let found = Correspondence::new(&drawing, &reference);
    let best =
        [&|id: u32| found.in_drawing(id).first().map(|found| found.region) as Option<u32>, &|id: u32| {
            found.in_reference(id).first().map(|found| found.region) as Option<u32>
        }] as [&dyn Fn(u32) -> Option<u32>; 2];
    let readings = [&reference, &drawing];
    let mut counted = Found::default();
    for way in 0..2 {
        let (from, to) = ((readings[way], &pictures[way]), (readings[1 - way], &pictures[1 - way]));
        let majority = majorities(to.0, &to.1.labels);
        let mut shown = [0usize; 256];
        to.1.labels.as_slice().iter().for_each(|&label| shown[usize::from(label)] += 1);
        let places_of = |i: &usize| {
            let label = from.1.labels.as_slice()[*i];
            label != 255
                && label != Label::Background.id()
                && from.1.line.as_slice()[*i] < SEEN
                && shown[usize::from(label)] >= SHOWN
        };
        let usable: Vec<usize> = (0..from.1.labels.as_slice().len()).filter(places_of).collect();
        let mut state = seed * 2 + way as u64;
        for _ in 0..if usable.is_empty() { 0 } else { places } {
            let i = usable[(random(&mut state) % usable.len() as u64) as usize];
            let id = from.0.regions().ids().as_slice()[i];
            let right = best[way](id)
                .is_some_and(|other| majority[other as usize - 1] == from.1.labels.as_slice()[i]);
            counted[way][0] += usize::from(right);
            counted[way][1] += 1;
        }
    }
    if let (Some(one), Some(other)) = (eyes(&pictures[0].labels), eyes(&pictures[1].labels)) {
        for side in 0..2 {
            let (x, y) = one[side];
            let id = reference.regions().at(x, y).expect("inside");
            let Some(there) = best[0](id) else { continue };
            let (x, y) = drawing.regions().region(there).expect("a region of it").seed;
            let away =
                |(ex, ey): (usize, usize)| ex.abs_diff(x as usize).pow(2) + ey.abs_diff(y as usize).pow(2);
            counted[2][0] += usize::from(away(other[side]) < away(other[1 - side]));
            counted[2][1] += 1;
        }
    }
    Ok(counted)
}

/// The true part of most of each region's pixels, by id - 1.
fn majorities(reading: &Reading, labels: &Plane<u8>) -> Vec<u8> {
    let mut counts = vec![[0u32; 256]; reading.regions().len()];
    for (&id, &label) in reading.regions().ids().as_slice().iter().zip(labels.as_slice()) {
        counts[id as usize - 1][usize::from(label)] += 1;
    }
    let most =
        |counts: &[u32; 256]| (0..=255u8).max_by_key(|&label| counts[usize::from(label)]).expect("labels");
    counts.iter().map(most).collect()
}

/// A pixel in the middle of the left and the right eye; `None` if two do not show.
fn eyes(labels: &Plane<u8>) -> Option<[(usize, usize); 2]> {
    let width = labels.width();
    let eye: Vec<bool> = labels.as_slice().iter().map(|&label| label == Label::Eye.id()).collect();
    let areas = super::truth::areas(&eye, width);
    let mut groups = std::collections::BTreeMap::<u32, Vec<usize>>::new();
    (0..eye.len()).filter(|&i| eye[i]).for_each(|i| groups.entry(areas[i]).or_default().push(i));
    let mut groups: Vec<Vec<usize>> =
        groups.into_values().filter(|pixels| pixels.len() >= SHOWN / 2).collect();
    groups.sort_by_key(|pixels| std::cmp::Reverse(pixels.len()));
    let [one, other] = groups.get(..2)? else { return None };
    let middle = |pixels: &[usize]| pixels[pixels.len() / 2];
    let mut found = [one, other].map(|pixels| (middle(pixels) % width, middle(pixels) / width));
    found.sort();
    (found[1].0 - found[0].0 > 8).then_some(found)
}

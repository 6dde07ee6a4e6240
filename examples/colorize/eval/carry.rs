//! How well colours are carried from some frames of a shot to the others, and from one picture to another.

use std::collections::BTreeMap;
use std::path::{Path, PathBuf};

use clap::Parser;
use colorize_core::synth::{Action, Drawing, Manner, SynthOptions, animate};
use colorize_core::{
    Carried, CarriedCertainty, CarriedRegion, Engine, Error, Limits, ModelKind, Pairing, Raster, ReadOptions,
    Reading, Reference, Result, Rgb, Sign, write_atomic,
};
use rayon::prelude::*;
use serde_json::Value;

use super::table::{Table, number, publish};
use super::{Common, progress_bar, random};
use crate::{progress, sheet};

/// Regions of fewer pixels than this, and one, do not count.
const TINY: usize = 10;
/// Under this much ink or more a colour is hardly seen.
const SEEN: u8 = 128;
/// A region is large from this share of the figure on.
const LARGE: f64 = 0.001;

/// Measure how well colours are carried over the frames of a shot.
///
/// Without --clips the shots are generated, one figure each, all actions by turns. What is withdrawn at --accuracy is
/// told apart; the other figures take the best guess for every region.
#[derive(Parser)]
pub struct Args {
    /// A folder of clips instead of generated ones: meta.jsonl, NNNNNN_line.webp and NNNNNN_flat.webp.
    #[arg(long)]
    clips: Option<PathBuf>,
    /// Clips to generate.
    #[arg(long, default_value_t = 10)]
    count: u32,
    /// Seed of the first generated clip; the next ones follow.
    #[arg(long, default_value_t = 500_000)]
    seed: u64,
    /// Frames of a generated clip, 2 to 1000.
    #[arg(long, default_value_t = 24, value_parser = clap::value_parser!(u16).range(2..=1000))]
    frames: u16,
    /// Columns and rows of a generated frame, 64 to 4096.
    #[arg(long, default_value_t = 512)]
    size: usize,
    /// The last frame is coloured, too, not the first alone.
    #[arg(long)]
    both: bool,
    /// Carry from one picture to another in another pose and manner of line, not along a shot.
    #[arg(long, conflicts_with_all = ["clips", "both"])]
    pictures: bool,
    /// How many pictures, each in another pose, they are carried from.
    #[arg(long, default_value_t = 1, requires = "pictures", value_parser = clap::value_parser!(u8).range(1..=4))]
    references: u8,
    /// Opens the lines of all frames, the coloured ones too, by so many gaps of 2 to 8 pixels each.
    #[arg(long, default_value_t = 0)]
    gaps: usize,
    /// Also correct the largest wrong region of the first frame that has one, and tell what that changes in the others.
    #[arg(long, conflicts_with_all = ["pictures", "both"])]
    correct: bool,
    /// Share of the coloured regions that is to be right when others may be withdrawn.
    #[arg(long, default_value_t = 0.95)]
    accuracy: f32,
    /// How far a channel may be from the truth, of 255 [default: 0 for generated clips, 24 for those of --clips].
    #[arg(long)]
    tolerance: Option<u8>,
    /// Where to write the matcher with what was counted here of how often carried colours are right, of frames or, with
    /// --pictures, of pictures: safetensors. Then --accuracy asks for as much as was right here.
    #[arg(long, value_name = "FILE")]
    store: Option<PathBuf>,
    /// File for the figures.
    #[arg(long)]
    csv: Option<PathBuf>,
    #[command(flatten)]
    common: Common,
}

/// One frame and its truth.
struct Frame {
    drawing: Raster,
    flat: Raster,
}

/// How a clip's colours were carried.
const WAYS: [&str; 4] = ["carried", "nearest in place and area", "embedding alone", "label alone"];

/// What was counted of one way.
#[derive(Clone, Copy, Default)]
struct Counted {
    regions: [usize; 2],
    large: [usize; 2],
    pixels: [usize; 2],
    /// Of the regions that were not withdrawn.
    kept: [usize; 2],
    /// By a correction: wrong regions that became right, right ones that became wrong, corrections.
    corrected: [usize; 3],
}

impl Counted {
    fn add(&mut self, other: &Self) {
        let pairs = [
            (&mut self.regions, other.regions),
            (&mut self.large, other.large),
            (&mut self.pixels, other.pixels),
            (&mut self.kept, other.kept),
        ];
        pairs.into_iter().for_each(|(sum, other)| *sum = [sum[0] + other[0], sum[1] + other[1]]);
        self.corrected.iter_mut().zip(other.corrected).for_each(|(sum, other)| *sum += other);
    }
}

pub fn run(args: &Args) -> Result<()> {
    let engine = args.common.engine()?;
    let options = args.common.read_options();
    let clips = match &args.clips {
        Some(folder) => stored(folder)?,
        None => {
            (0..args.count).map(|i| (Action::ALL[i as usize % 5].name().to_owned(), Clip::Drawn(i))).collect()
        }
    };
    let bar = progress_bar(clips.len());
    let tolerance = args.tolerance.unwrap_or(if args.clips.is_some() { 24 } else { 0 });
    let counted: Result<Vec<(String, [Counted; 4], Outcomes)>> = clips
        .par_iter()
        .map(|(name, clip)| {
            if progress::cancelled() {
                return Err(Error::Cancelled);
            }
            let mut frames = match clip {
                Clip::Drawn(i) => args.draw(*i)?,
                Clip::Stored(paths) => paths.iter().map(|path| open(path)).collect::<Result<_>>()?,
            };
            frames.iter_mut().enumerate().for_each(|(i, frame)| open_lines(frame, args.gaps, i as u64));
            let (counted, outcomes) = args.carry(&engine, &options, &frames, tolerance)?;
            bar.inc(1);
            Ok((name.clone(), counted, outcomes))
        })
        .collect();
    bar.finish_and_clear();
    let mut ways = [Counted::default(); 4];
    let mut names: BTreeMap<String, Counted> = BTreeMap::new();
    let mut outcomes = Outcomes::new();
    for (name, counted, found) in counted? {
        outcomes.extend(found);
        ways.iter_mut().zip(&counted).for_each(|(sum, counted)| sum.add(counted));
        names.entry(name).or_default().add(&counted[0]);
    }
    let promised = format!("right at {}", args.accuracy);
    let head = ["by", "regions", "right", "large right", "pixels right", "coloured", &*promised];
    let mut tables = vec![Table::new("Carried colours", head), Table::new("By clip or action", head)];
    WAYS.iter()
        .zip(&ways)
        .enumerate()
        .for_each(|(i, (way, counted))| tables[0].row(row(way, counted, i == 0)));
    names.iter().for_each(|(name, counted)| tables[1].row(row(name, counted, true)));
    if args.correct {
        let mut table = Table::new("After one correction", ["shots", "wrong to right", "right to wrong"]);
        let [right, wrong, corrections] = ways[0].corrected;
        table.row([corrections, right, wrong].map(|count| count.to_string()));
        tables.push(table);
    }
    if let Some(path) = &args.store {
        let pairing = if args.pictures { Pairing::Pictures } else { Pairing::Frames };
        let mut models = args.common.models()?;
        models.count_carried(pairing, &CarriedCertainty::count(&outcomes)?)?;
        write_atomic(path, models.file(ModelKind::Matcher).expect("it was counted"))?;
    }
    publish(&tables, args.csv.as_deref())
}

/// By how much the colour of each region led, and whether it was right.
type Outcomes = Vec<(f32, bool)>;

fn row(name: &str, counted: &Counted, withdrawn: bool) -> [String; 7] {
    let share = |[right, all]: [usize; 2]| number(right as f64 / all as f64, 3);
    let Counted { regions, large, pixels, kept, .. } = *counted;
    let kept_share = if withdrawn { share([kept[1], regions[1]]) } else { "-".into() };
    let kept_right = if withdrawn { share(kept) } else { "-".into() };
    [name.into(), regions[1].to_string(), share(regions), share(large), share(pixels), kept_share, kept_right]
}

enum Clip {
    Drawn(u32),
    Stored(Vec<PathBuf>),
}

/// The clips of a folder, by number, each the paths of its frames without `_line.webp`.
fn stored(folder: &Path) -> Result<Vec<(String, Clip)>> {
    let path = folder.join("meta.jsonl");
    let text = std::fs::read_to_string(&path).map_err(Error::io(&path))?;
    let mut clips: BTreeMap<u64, Vec<(u64, PathBuf)>> = BTreeMap::new();
    for line in text.lines() {
        let told: Value = serde_json::from_str(line)
            .map_err(|error| Error::InvalidArgument(format!("{}: {error}", path.display())))?;
        let (Some(clip), Some(frame), Some(file)) =
            (told["clip"].as_u64(), told["frame"].as_u64(), told["file"].as_str())
        else {
            let text = format!("{}: a line without `clip`, `frame` and `file`", path.display());
            return Err(Error::InvalidArgument(text));
        };
        clips.entry(clip).or_default().push((frame, folder.join(file)));
    }
    let clip = |(number, mut frames): (u64, Vec<(u64, PathBuf)>)| {
        frames.sort();
        (format!("{number:>2}"), Clip::Stored(frames.into_iter().map(|(_, path)| path).collect()))
    };
    Ok(clips.into_iter().map(clip).collect())
}

/// Breaks lines by so many gaps of 2 to 8 pixels, the same ones for the same number of a frame.
fn open_lines(frame: &mut Frame, gaps: usize, mut state: u64) {
    let (width, height) = (frame.drawing.width(), frame.drawing.height());
    let lines: Vec<usize> = (0..width * height).filter(|&i| frame.drawing.as_slice()[i][0] < 96).collect();
    for _ in 0..if lines.is_empty() { 0 } else { gaps } {
        let at = lines[(random(&mut state) % lines.len() as u64) as usize];
        let radius = 1 + (random(&mut state) % 4) as usize;
        let (x, y) = (at % width, at / width);
        for near_y in y.saturating_sub(radius)..(y + radius).min(height) {
            for near_x in x.saturating_sub(radius)..(x + radius).min(width) {
                frame.drawing.set(near_x, near_y, [255; 4]);
            }
        }
    }
}

fn open(path: &Path) -> Result<Frame> {
    let picture = |what: &str| Raster::open(format!("{}_{what}.webp", path.display()), &Limits::default());
    Ok(Frame { drawing: picture("line")?, flat: picture("flat")? })
}

impl Args {
    fn draw(&self, i: u32) -> Result<Vec<Frame>> {
        let seed = self.seed + u64::from(i);
        let frame = |drawing: &Drawing| Frame {
            drawing: sheet::line(&drawing.line),
            flat: drawing.flat.map(|&[r, g, b]| [r, g, b, 255]),
        };
        let action = |i: u32| Action::ALL[i as usize % Action::ALL.len()];
        let mut options = SynthOptions { size: self.size, ..SynthOptions::default() };
        if !self.pictures {
            let drawn = animate(seed, action(i), self.frames.into(), &options)?;
            return Ok(drawn.iter().map(frame).collect());
        }
        let first = animate(seed, action(i), 8, &options)?;
        options.manner = Some(Manner::ALL[i as usize % Manner::ALL.len()]);
        let others = animate(seed, action(i + 1 + i / 5 % 4), 8, &options)?;
        let mut drawn = vec![frame(&first[2])];
        for more in 1..u32::from(self.references) {
            drawn.push(frame(&animate(seed, action(i + 5 - more), 8, &options)?[usize::from(more as u8)]));
        }
        drawn.extend([&others[1], &others[6]].map(frame));
        Ok(drawn)
    }

    fn carry(
        &self,
        engine: &Engine,
        options: &ReadOptions,
        frames: &[Frame],
        tolerance: u8,
    ) -> Result<([Counted; 4], Outcomes)> {
        let readings: Result<Vec<Reading>> =
            frames.iter().map(|frame| Reading::new(engine, &frame.drawing, options, None)).collect();
        let readings = readings?;
        let truth = |i: usize| Reference::of(&readings[i], &frames[i].flat);
        let last = frames.len() - 1;
        let keys: Vec<usize> = match self.both {
            true => vec![0, last],
            false => (0..self.references.into()).collect(),
        };
        let references: Result<Vec<Reference>> = keys.iter().map(|&key| truth(key)).collect();
        let references = references?;
        let references: Vec<&Reference> = references.iter().collect();
        // Away from the nearest coloured frame, as `colorize clip` goes.
        let middle = if self.both { last / 2 } else { last };
        let first = if self.both { 1 } else { keys.len() };
        let walks: [Vec<usize>; 2] = [(first..=middle).collect(), (middle + 1..last).rev().collect()];
        let mut counted = [Counted::default(); 4];
        let mut outcomes = Outcomes::new();
        for walk in walks {
            let carried = self.walk(&readings, &references, &walk, None)?;
            for (&i, carried) in walk.iter().zip(&carried) {
                let (reading, frame) = (&readings[i], &frames[i]);
                let judge = |carried: &Carried| judge(frame, reading, carried, self.accuracy, tolerance);
                counted[0].add(&judge(carried));
                let seen = seen(frame, reading, carried, tolerance).into_iter().zip(carried.leads());
                outcomes
                    .extend(seen.filter(|(seen, _)| seen.counts()).map(|(seen, lead)| (lead, seen.right)));
                for (counted, sign) in counted[1..].iter_mut().zip([Sign::Place, Sign::Looks, Sign::Part]) {
                    counted.add(&judge(&Carried::by_sign(reading, &references, sign)?));
                }
            }
            if self.correct {
                let seen =
                    |(&i, carried): (&usize, &Carried)| seen(&frames[i], &readings[i], carried, tolerance);
                let before: Vec<Vec<Seen>> = walk.iter().zip(&carried).map(seen).collect();
                let Some(place) = before.iter().position(|seen| seen.iter().any(Seen::is_wrong)) else {
                    continue;
                };
                let wrong = before[place].iter().enumerate().filter(|(_, seen)| seen.is_wrong());
                let (region, truth) = wrong.max_by_key(|(_, seen)| seen.area).expect("there is one");
                let correction = (place, region as u32 + 1, truth.color);
                let after = self.walk(&readings, &references, &walk, Some(correction))?;
                for (i, after) in walk.iter().zip(&after).map(seen).enumerate().skip(place + 1) {
                    let both = || before[i].iter().zip(&after).filter(|(a, b)| a.counts() && b.counts());
                    counted[0].corrected[0] += both().filter(|(a, b)| !a.right && b.right).count();
                    counted[0].corrected[1] += both().filter(|(a, b)| a.right && !b.right).count();
                }
                counted[0].corrected[2] += 1;
            }
        }
        Ok((counted, outcomes))
    }

    /// What the frames of a walk are carried to; at a frame of it, by its place, a region may be corrected.
    fn walk(
        &self,
        readings: &[Reading],
        references: &[&Reference],
        walk: &[usize],
        correction: Option<(usize, u32, [u8; 3])>,
    ) -> Result<Vec<Carried>> {
        let mut before: Option<Reference> = None;
        let mut all = Vec::new();
        for (place, &i) in walk.iter().enumerate() {
            let mut carried = match self.pictures {
                true => Carried::new(&readings[i], references)?,
                false => {
                    let known: Vec<&Reference> = references.iter().copied().chain(&before).collect();
                    Carried::between(&readings[i], i as u32, &known)?
                }
            };
            if let Some((_, region, color)) = correction.filter(|(at, ..)| *at == place) {
                let color = Rgb::from(color);
                carried.correct(region, (color != Rgb::WHITE).then_some(color.into()))?;
            }
            before = Some(carried.reference());
            all.push(carried);
        }
        Ok(all)
    }
}

/// What is seen of a region beside the truth.
struct Seen {
    /// Pixels that no line hides.
    area: usize,
    /// The true colour of most of them; white is ground.
    color: [u8; 3],
    /// It has that colour.
    right: bool,
}

impl Seen {
    fn counts(&self) -> bool {
        self.area > TINY
    }

    fn is_wrong(&self) -> bool {
        self.counts() && !self.right
    }
}

/// The colours that were found.
fn found(carried: &Carried) -> Vec<[u8; 3]> {
    let color = |region: &CarriedRegion| region.color.map_or(Rgb::WHITE, |color| color.normal).to_array();
    carried.regions().iter().map(color).collect()
}

fn is_same(a: [u8; 3], b: [u8; 3], tolerance: u8) -> bool {
    a.iter().zip(b).all(|(a, b)| a.abs_diff(b) <= tolerance)
}

/// What is seen of each region, by id - 1.
fn seen(frame: &Frame, reading: &Reading, carried: &Carried, tolerance: u8) -> Vec<Seen> {
    let found = found(carried);
    let mut colors: Vec<BTreeMap<[u8; 3], usize>> = vec![BTreeMap::new(); found.len()];
    let pixels = reading.regions().ids().as_slice().iter().zip(frame.flat.as_slice());
    for ((&id, &[r, g, b, _]), &ink) in pixels.zip(reading.ink().as_slice()) {
        if ink < SEEN {
            *colors[id as usize - 1].entry([r, g, b]).or_default() += 1;
        }
    }
    let one = |(colors, found): (&BTreeMap<[u8; 3], usize>, &[u8; 3])| {
        // The true colour is the commonest: how far colours near the found one are of it, they are counted with it.
        let most = colors.iter().max_by_key(|(_, count)| **count).map_or([255; 3], |(&color, _)| color);
        Seen { area: colors.values().sum(), color: most, right: is_same(most, *found, tolerance) }
    };
    colors.iter().zip(&found).map(one).collect()
}

fn judge(frame: &Frame, reading: &Reading, carried: &Carried, accuracy: f32, tolerance: u8) -> Counted {
    let mut counted = Counted::default();
    let found = found(carried);
    let mut figure = 0;
    let pixels = reading.regions().ids().as_slice().iter().zip(frame.flat.as_slice());
    for ((&id, &[r, g, b, _]), &ink) in pixels.zip(reading.ink().as_slice()) {
        if ink < SEEN && !is_same([r, g, b], [255; 3], tolerance) {
            figure += 1;
            counted.pixels[0] += usize::from(is_same([r, g, b], found[id as usize - 1], tolerance));
        }
    }
    counted.pixels[1] = figure;
    let below = carried.threshold(accuracy).unwrap_or(1.0);
    let seen = seen(frame, reading, carried, tolerance);
    for (seen, region) in seen.iter().zip(carried.regions()).filter(|(seen, _)| seen.counts()) {
        let right = usize::from(seen.right);
        let count = |of: &mut [usize; 2]| *of = [of[0] + right, of[1] + 1];
        count(&mut counted.regions);
        if seen.area as f64 > LARGE * figure as f64 {
            count(&mut counted.large);
        }
        if region.certainty >= below {
            count(&mut counted.kept);
        }
    }
    counted
}

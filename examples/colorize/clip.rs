//! `colorize clip`: the frames of a shot.

mod animation;
mod pattern;
mod shot;
mod tracks;

use std::collections::{BTreeSet, VecDeque};
use std::path::PathBuf;
use std::time::{Duration, Instant};

use colorize_core::{Clip, Error, Limits, Raster, Rgb};
use serde::{Deserialize, Serialize};

use self::pattern::{Frames, Pattern};
use self::shot::{Done, Shot};
use self::tracks::Table;
use crate::carry::CarryArgs;
use crate::drawing::ReadingArgs;
use crate::failure::Failure;
use crate::networks::NetworkArgs;
use crate::progress::Progress;
use crate::{output, preview};

/// Longest side of a frame on the contact sheet and in the video, in pixels.
const THUMBNAIL: usize = 240;
const VIDEO: usize = 640;
/// Frames on the contact sheet at most, evenly spread.
const SHOWN: usize = 64;
/// Frames with open regions that are told at the end.
const WORST: usize = 10;

/// Colour the frames of a shot as some of them are coloured.
///
/// Each frame takes its colours from the nearest coloured frames on both sides and from the frame beside it, to the bit.
/// Regions whose colour is not sure are left open, with slashes. Coloured frames are written as they are. What is there
/// already is kept, so a shot that was stopped goes on where it was. A frame that cannot be read is told, and the others
/// are done.
#[derive(clap::Args)]
#[command(after_help = crate::help_of(EXAMPLES, "frames that are done stay"))]
pub struct Args {
    /// The line drawings: a file name with # for each digit of the frame's number, such as lines/shot.####.png.
    lines: Pattern,
    /// The coloured frames, named the same way: those that are there.
    #[arg(long, value_name = "color/shot.####.png")]
    colored: Pattern,
    /// Folder for the pictures, each by the name of its drawing; it is made if it is not there.
    #[arg(short, long, value_name = "DIR")]
    output: PathBuf,
    /// Also write the layers of each frame, into a folder by its name.
    #[arg(long)]
    layers: bool,
    /// Which frames: 1-48, every second 1-48x2, several 1-12,20 [default: all that are there].
    #[arg(long, value_name = "RANGE")]
    frames: Option<Frames>,
    /// Where to write the table of all parts and frames: JSON.
    #[arg(long, value_name = "TABLE.json")]
    track: Option<PathBuf>,
    /// Where to write a contact sheet of at most 64 frames: PNG.
    #[arg(long, value_name = "FILE.png")]
    sheet: Option<PathBuf>,
    /// Where to write the shot as an animated PNG, no side over 640 pixels.
    #[arg(long, value_name = "FILE.apng")]
    video: Option<PathBuf>,
    /// Frames a second of the animated PNG.
    #[arg(long, value_name = "N", default_value_t = 12, requires = "video", value_parser = clap::value_parser!(u16).range(1..=120))]
    rate: u16,
    /// Puts a colour right, which the frames that are carried from this one then take: a frame, a spot in pixels from its
    /// left and top edge, and the colour; may be given many times. These frames are coloured again, and what is put right
    /// stays so in later runs.
    #[arg(long = "correct", value_name = "FRAME:X,Y=#RRGGBB", value_parser = correction)]
    corrections: Vec<Correction>,
    /// Takes back all that was put right in earlier runs.
    #[arg(long)]
    uncorrect: bool,
    /// Colour again what is there already.
    #[arg(long)]
    force: bool,
    #[command(flatten)]
    carrying: CarryArgs,
    #[command(flatten)]
    reading: ReadingArgs,
    #[command(flatten, next_help_heading = "Networks")]
    networks: NetworkArgs,
}

const EXAMPLES: &str = "\
Examples:
  colorize clip lines/shot.####.png --colored color/shot.####.png -o colored
  colorize clip lines/shot.####.png --colored color/shot.####.png -o colored --frames 1-48x2 --layers
  colorize clip lines/shot.####.png --colored color/shot.####.png -o colored --sheet sheet.png --video shot.apng
  colorize clip lines/shot.####.png --colored color/shot.####.png -o colored --correct 12:250,80=#c03028";

/// A colour that is put right.
#[derive(Clone, Copy, Serialize, Deserialize)]
struct Correction {
    frame: u32,
    x: usize,
    y: usize,
    color: Rgb,
}

fn correction(text: &str) -> Result<Correction, String> {
    let wrong = "write FRAME:X,Y=#RRGGBB, such as 12:250,80=#c03028";
    let (frame, rest) = text.split_once(':').ok_or(wrong)?;
    let (place, color) = rest.split_once('=').ok_or(wrong)?;
    let (x, y) = place.split_once(',').ok_or(wrong)?;
    let number = |text: &str| text.trim().parse().map_err(|_| format!("`{text}` is no number from 0 on"));
    let frame = frame.trim().parse().map_err(|_| format!("`{frame}` is no number of a frame"))?;
    let color = color.parse().map_err(|error: Error| error.to_string())?;
    Ok(Correction { frame, x: number(x)?, y: number(y)?, color })
}

pub fn run(args: Args, quiet: bool) -> Result<(), Failure> {
    let files: [(_, &[&str]); 3] =
        [(&args.track, &["json"]), (&args.sheet, &["png"]), (&args.video, &["png", "apng"])];
    let kinds = files.into_iter();
    output::check_kinds(None, kinds.filter_map(|(path, kind)| Some((path.as_deref()?, kind))))?;
    let (mut keys, wanted, mut left_out) = args.numbers()?;
    for &Correction { frame, .. } in &args.corrections {
        if !wanted.contains(&frame) || keys.contains(&frame) {
            let why =
                if keys.contains(&frame) { "is a coloured one" } else { "is none of those to be coloured" };
            return Err(Failure::argument(format!("frame {frame}, which is to be corrected, {why}")));
        }
    }
    let engine = args.networks.engine()?;
    output::make_folder(&args.output)?;
    let progress = Progress::new(quiet);
    left_out.iter().for_each(|(frame, why)| progress.say(&format!("frame {frame}: {why}")));
    let shot = Shot::new(&args, &engine, &keys)?;
    let mut clock = Clock::new(wanted.len());
    let mut failed = |frame: u32, failure: Failure| {
        if failure.ends_all() {
            return Err(failure);
        }
        progress.say(&format!("frame {frame}: {}", failure.message()));
        left_out.push((frame, String::new()));
        Ok(())
    };
    let mut order: VecDeque<u32> = Clip::order(&keys, wanted.iter().copied()).into();
    for key in keys.intersection(&wanted).copied().collect::<Vec<u32>>() {
        if let Err(failure) = shot.give(key) {
            keys.remove(&key);
            failed(key, failure)?;
        }
        clock.kept();
    }
    let mut walk = shot.walk(keys)?;
    while let Some(frame) = order.pop_front() {
        if let Err((key, failure)) = walk.reach(frame) {
            // The shot goes on without that coloured frame, in another order.
            failed(key, failure)?;
            order.push_front(frame);
            order = walk.without(key, order)?.into();
            continue;
        }
        walk.said.drain(..).for_each(|text| progress.say(&text));
        let share = |part: f32| (clock.done as f32 + part) / wanted.len() as f32;
        let mut step = progress.task(clock.told(frame), share(0.0), share(1.0));
        if !step(0.0) {
            return Err(Error::Cancelled.into());
        }
        match walk.color(frame, Some(&mut step)) {
            Ok(Done::Kept) => clock.kept(),
            Ok(Done::Colored) => clock.colored(),
            Err(failure) => {
                failed(frame, failure)?;
                clock.colored();
            }
        }
    }
    progress.finish()?;
    let missing: BTreeSet<u32> = left_out.iter().map(|(frame, _)| *frame).collect();
    let there: Vec<u32> = wanted.difference(&missing).copied().collect();
    args.tell(&shot, &there, quiet)?;
    if missing.is_empty() {
        return Ok(());
    }
    let names: Vec<String> = missing.iter().map(ToString::to_string).collect();
    let all = there.len() + missing.len();
    Err(Failure::some(format!("{} of {all} frames were left out: {}", names.len(), names.join(", "))))
}

impl Args {
    /// The coloured frames, the frames to be done, and those that have no file, with what is to be said of them.
    #[expect(clippy::type_complexity, reason = "three lists of numbers")]
    fn numbers(&self) -> Result<(BTreeSet<u32>, BTreeSet<u32>, Vec<(u32, String)>), Failure> {
        let numbers = |pattern: &Pattern| {
            let folder = pattern.path(0);
            pattern.numbers().map_err(Error::io(folder.parent().unwrap_or(&folder)))
        };
        let (lines, keys) = (numbers(&self.lines)?, numbers(&self.colored)?);
        let named = |pattern: &Pattern| pattern.path(1).display().to_string();
        if lines.is_empty() {
            return Err(Failure::some(format!("there are no drawings such as {}", named(&self.lines))));
        }
        if keys.is_empty() {
            return Err(Failure::some(format!(
                "there are no coloured frames such as {}",
                named(&self.colored)
            )));
        }
        let there: BTreeSet<u32> = lines.union(&keys).copied().collect();
        let asked = match &self.frames {
            Some(frames) => frames.numbers().clone(),
            // Numbers left out between the first and the last are told, too.
            None => (there.first().copied().unwrap_or(0)..=there.last().copied().unwrap_or(0)).collect(),
        };
        let missing = asked
            .difference(&there)
            .map(|&frame| (frame, format!("there is no {}", self.lines.path(frame).display())));
        Ok((keys, asked.intersection(&there).copied().collect(), missing.collect()))
    }

    /// Writes the table, the contact sheet and the video, and tells which frames have open regions.
    fn tell(&self, shot: &Shot<'_>, frames: &[u32], quiet: bool) -> Result<(), Failure> {
        let mut table = Table::default();
        let mut open = Vec::new();
        for &frame in frames {
            let Some(known) = shot.known(frame) else { continue };
            open.push((known.withdrawn(), known.regions.len(), frame));
            table.add(&known);
        }
        open.retain(|(withdrawn, ..)| *withdrawn > 0);
        open.sort_by_key(|&(withdrawn, _, frame)| (std::cmp::Reverse(withdrawn), frame));
        if let Some(path) = &self.track {
            let worst = open.iter().map(|(_, _, frame)| *frame).collect();
            output::write(path, table.to_json(worst).as_bytes())?;
        }
        let limits = self.reading.limits();
        let picture = |frame: u32, side: usize| shown(shot, frame, side, &limits);
        if let Some(path) = self.sheet.as_ref().filter(|_| !frames.is_empty()) {
            let count = frames.len().min(SHOWN);
            let spread = (0..count).map(|i| frames[i * frames.len() / count]);
            let named: Result<Vec<_>, Failure> = spread
                .map(|frame| {
                    let mark = if shot.is_given(frame) { " given" } else { "" };
                    Ok((format!("{frame}{mark}"), picture(frame, THUMBNAIL)?))
                })
                .collect();
            let named = named?;
            let named: Vec<_> = named.iter().map(|(name, picture)| (name.clone(), picture)).collect();
            output::write(path, &preview::named_sheet(&named).encode_png()?)?;
        }
        if let Some(path) = self.video.as_ref().filter(|_| !frames.is_empty()) {
            animation::write(path, frames.len() as u32, self.rate, |i| picture(frames[i as usize], VIDEO))
                .map_err(Failure::writing)?;
        }
        if !quiet && !open.is_empty() {
            println!("frame  open  regions");
            for (withdrawn, regions, frame) in open.iter().take(WORST) {
                println!("{frame:>5} {withdrawn:>5} {regions:>8}");
            }
            if open.len() > WORST {
                println!("and {} frames with fewer open regions", open.len() - WORST);
            }
        }
        Ok(())
    }
}

/// The picture of a frame as it was written, small and opaque.
fn shown(shot: &Shot<'_>, frame: u32, side: usize, limits: &Limits) -> colorize_core::Result<Raster> {
    let picture = Raster::open(shot.place(frame), limits)?;
    let white = picture.map(|&[r, g, b, a]| {
        let mix = |v: u8| ((u32::from(v) * u32::from(a) + 255 * (255 - u32::from(a)) + 127) / 255) as u8;
        [mix(r), mix(g), mix(b), 255]
    });
    Ok(white.shrunk(side))
}

/// Tells how long the rest will take.
struct Clock {
    start: Instant,
    all: usize,
    done: usize,
    /// Those that took their time, not those that were there.
    colored: u32,
}

impl Clock {
    fn new(all: usize) -> Self {
        Self { start: Instant::now(), all, done: 0, colored: 0 }
    }

    fn kept(&mut self) {
        self.done += 1;
    }

    fn colored(&mut self) {
        self.done += 1;
        self.colored += 1;
    }

    fn told(&self, frame: u32) -> String {
        let left = match self.colored {
            0 => String::new(),
            colored => {
                let left: Duration = self.start.elapsed() / colored * (self.all - self.done) as u32;
                format!(", {} s left", left.as_secs())
            }
        };
        format!("frame {frame}, {} of {} done{left}", self.done, self.all)
    }
}

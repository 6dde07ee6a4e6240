//! The frames of a shot, one after another.

use std::collections::BTreeSet;
use std::path::PathBuf;

use colorize_core::{
    Carried, Chain, Clip, Engine, Error, Layers, Progress, Raster, ReadOptions, Reading, Reference,
    RegionInfo, Track,
};

use super::tracks::{Frame, Region};
use super::{Args, Correction};
use crate::carry::{Drawn, NOTHING, background, is_empty};
use crate::failure::Failure;
use crate::output;

/// The folder in the output where is kept what a shot that was stopped needs to go on.
const KEPT: &str = ".clip";

/// A shot that is coloured.
pub struct Shot<'a> {
    args: &'a Args,
    engine: &'a Engine,
    options: ReadOptions,
    /// Columns and rows of the first coloured frame that can be read; all frames have them.
    size: (usize, usize),
}

/// What became of a frame.
pub enum Done {
    /// It was there already.
    Kept,
    Colored,
}

/// What is kept of a frame.
struct Before {
    drawing: Raster,
    picture: Vec<u8>,
    layers: Option<Layers>,
    carried: Carried,
    frame: Frame,
}

/// A walk along the frames that are to be coloured, in the order of their chains.
pub struct Walk<'a> {
    shot: &'a Shot<'a>,
    keys: BTreeSet<u32>,
    /// All that is put right, now and in earlier runs.
    corrections: Vec<Correction>,
    /// The coloured frames on both sides, and what was carried last.
    clip: Clip,
    chain: Option<Chain>,
    /// The coloured frame that was read last: all before it were.
    read: Option<u32>,
    /// The frame done last, if it was done now.
    before: Option<Before>,
    /// A frame that was there already, and is the last one.
    there: Option<u32>,
    /// What is to be said of the coloured frames.
    pub said: Vec<String>,
}

impl<'a> Shot<'a> {
    pub fn new(args: &'a Args, engine: &'a Engine, keys: &BTreeSet<u32>) -> Result<Self, Failure> {
        let mut opened = keys.iter().map(|key| Raster::open(args.colored.path(*key), &args.reading.limits()));
        let first = opened.next().expect("there is a coloured frame");
        let colored = first.or_else(|error| opened.find_map(Result::ok).ok_or(error))?;
        output::make_folder(&args.output.join(KEPT))?;
        let size = (colored.width(), colored.height());
        Ok(Self { args, engine, options: args.networks.reading(&args.reading), size })
    }

    /// Where a frame's picture goes.
    pub fn place(&self, frame: u32) -> PathBuf {
        self.args.output.join(format!("{}.png", self.args.lines.stem(frame)))
    }

    pub fn is_given(&self, frame: u32) -> bool {
        self.known(frame).is_some_and(|known| known.given)
    }

    fn kept(&self, frame: u32, what: &str) -> PathBuf {
        self.args.output.join(KEPT).join(format!("{}.{what}.json", self.args.lines.stem(frame)))
    }

    /// What was told of a frame when it was coloured.
    pub fn known(&self, frame: u32) -> Option<Frame> {
        serde_json::from_slice(&std::fs::read(self.kept(frame, "regions")).ok()?).ok()
    }

    /// Whether a frame is there, and whole.
    fn is_there(&self, frame: u32) -> bool {
        let picture = || Raster::open(self.place(frame), &self.args.reading.limits());
        let layers = self.place(frame).with_extension("").join("layers.json");
        !self.args.force
            && self.known(frame).is_some()
            && self.kept(frame, "carried").is_file()
            && (!self.args.layers || layers.is_file())
            && picture().is_ok_and(|picture| (picture.width(), picture.height()) == self.size)
    }

    fn open(&self, path: PathBuf) -> Result<Raster, Failure> {
        let picture = Raster::open(path, &self.args.reading.limits())?;
        let size = (picture.width(), picture.height());
        if size != self.size {
            return Err(Failure::some(format!(
                "it is {}x{}, the first coloured frame {}x{}",
                size.0, size.1, self.size.0, self.size.1
            )));
        }
        Ok(picture)
    }

    /// Writes a coloured frame as it is.
    pub fn give(&self, key: u32) -> Result<(), Failure> {
        let picture = self.open(self.args.colored.path(key))?;
        output::write(&self.place(key), &picture.encode_png()?)
    }

    /// Reads a coloured frame, with its drawing if there is one.
    fn key(&self, key: u32) -> Result<(Reading, Reference), Failure> {
        let colored = self.open(self.args.colored.path(key))?;
        let line = self.args.lines.path(key);
        let reading = match line.is_file() {
            true => self.read(&self.open(line)?, None)?.reading,
            false => Reference::read_picture(self.engine, &colored, &self.options, None)?,
        };
        let reference = Reference::of(&reading, &colored)?;
        Ok((reading, reference))
    }

    fn read(&self, drawing: &Raster, progress: Progress<'_>) -> Result<Drawn, Failure> {
        Ok(self.args.carrying.read(self.engine, drawing, &self.options, progress)?)
    }

    /// Begins, with the coloured frames and what is to be put right.
    pub fn walk(&self, keys: BTreeSet<u32>) -> Result<Walk<'_>, Failure> {
        let corrections = self.corrections(&keys)?;
        let mut clip = Clip::new(self.engine);
        for &Correction { frame, x, y, color } in &corrections {
            clip.correct(frame, (x, y), Some(color.into()));
        }
        let (chain, read, before, there) = (None, None, None, None);
        Ok(Walk { shot: self, keys, corrections, clip, chain, read, before, there, said: Vec::new() })
    }

    /// What was put right in earlier runs and is in this one, which is kept. Frames that look at what this run puts right
    /// count as not there from now on, even if it is stopped.
    fn corrections(&self, keys: &BTreeSet<u32>) -> Result<Vec<Correction>, Failure> {
        let path = self.args.output.join(KEPT).join("corrections.json");
        let stored = std::fs::read(&path).ok().and_then(|text| serde_json::from_slice(&text).ok());
        let mut all: Vec<Correction> = stored.unwrap_or_default();
        let mut changed: Vec<u32> = self.args.corrections.iter().map(|correction| correction.frame).collect();
        if self.args.uncorrect {
            changed.extend(all.drain(..).map(|correction| correction.frame));
        }
        if changed.is_empty() {
            return Ok(all);
        }
        all.extend(&self.args.corrections);
        let numbers = self.args.lines.numbers().map_err(Error::io(&self.args.output))?;
        for frame in changed {
            let chain = Clip::chain(keys, frame);
            let looks = |number: &u32| {
                let of_chain = Clip::chain(keys, *number).zip(chain).filter(|(own, other)| own == other);
                of_chain.is_some_and(|(chain, _)| number.abs_diff(chain.key) >= frame.abs_diff(chain.key))
            };
            for number in numbers.iter().copied().filter(looks) {
                let kept = self.kept(number, "carried");
                if kept.is_file() {
                    std::fs::remove_file(&kept).map_err(Error::io(&kept))?;
                }
            }
        }
        output::write(&path, &serde_json::to_vec(&all).expect("numbers and colours are JSON"))?;
        Ok(all)
    }

    fn tell_key(&self, key: u32, reading: &Reading, reference: &Reference) -> Result<(), Failure> {
        let regions =
            (1..).zip(reference.colors().zip(reference.tracks())).map(|(id, (color, track))| Region {
                track,
                part: reading.label_name(id).unwrap_or_default().to_owned(),
                color: color.map(|color| color.normal),
                certainty: 1.0,
                withdrawn: false,
            });
        let frame = Frame { number: key, given: true, hold: false, regions: regions.collect() };
        self.keep(&frame)
    }

    fn keep(&self, frame: &Frame) -> Result<(), Failure> {
        let text = serde_json::to_vec(frame).expect("numbers and names are JSON");
        output::write(&self.kept(frame.number, "regions"), &text)
    }
}

impl Walk<'_> {
    /// Goes to the chain of the next frame: reads the coloured frames on both sides of it, if that was not done yet.
    ///
    /// # Errors
    /// The coloured frame that cannot be read, and why.
    pub fn reach(&mut self, number: u32) -> Result<(), (u32, Failure)> {
        let Some(chain) = Clip::chain(&self.keys, number).filter(|chain| self.chain != Some(*chain)) else {
            return Ok(());
        };
        let sides = [Some(chain.key), chain.other];
        let last = chain.other.map_or(chain.key, |other| other.max(chain.key));
        // Those before them, too: tracks are named by where they were first seen.
        let unread = self.keys.range(..=last).copied().filter(|key| self.read.is_none_or(|read| *key > read));
        for key in unread.collect::<Vec<u32>>() {
            let added = self.add_key(key);
            self.read = Some(key);
            added.map_err(|failure| (key, failure))?;
        }
        let passed = self.clip.keys().filter(|key| !sides.contains(&Some(*key)));
        for key in passed.collect::<Vec<u32>>() {
            self.clip.remove_key(key);
        }
        (self.chain, self.before, self.there) = (Some(chain), None, None);
        Ok(())
    }

    /// Goes on without a coloured frame: the order of the frames that are left.
    pub fn without(&mut self, key: u32, rest: impl IntoIterator<Item = u32>) -> Result<Vec<u32>, Failure> {
        self.keys.remove(&key);
        if self.keys.is_empty() {
            return Err(Failure::some("no coloured frame is left to carry colours from"));
        }
        (self.chain, self.before, self.there) = (None, None, None);
        Ok(Clip::order(&self.keys, rest))
    }

    fn add_key(&mut self, key: u32) -> Result<(), Failure> {
        let (reading, reference) = self.shot.key(key)?;
        self.said.extend(background(&format!("frame {key}"), &reference));
        self.clip.add_key(key, reference);
        let reference = self.clip.key(key).expect("it was added");
        self.shot.tell_key(key, &reading, reference)
    }

    /// Colours the next frame, if it is not there already.
    pub fn color(&mut self, number: u32, progress: Progress<'_>) -> Result<Done, Failure> {
        let shot = self.shot;
        if shot.is_there(number) {
            (self.there, self.before) = (Some(number), None);
            return Ok(Done::Kept);
        }
        let drawing = shot.open(shot.args.lines.path(number))?;
        let corrected = self.corrections.iter().any(|correction| correction.frame == number);
        if let Some(before) = self.before.as_mut().filter(|before| before.drawing == drawing && !corrected) {
            before.frame.number = number;
            before.frame.hold = true;
            before.write(shot)?;
            return Ok(Done::Colored);
        }
        let drawn = shot.read(&drawing, progress)?;
        let reading = &drawn.reading;
        if is_empty(reading) {
            return Err(Failure::some(NOTHING));
        }
        let is = |other: u32| {
            let line = shot.args.lines.path(other);
            !corrected && line.is_file() && shot.open(line).is_ok_and(|other| other == drawing)
        };
        let mut hold = true;
        let carried = match (self.there.take(), self.chain.map(|chain| chain.key)) {
            (Some(there), _) if is(there) => self.again(there)?,
            (None, Some(key)) if is(key) => {
                Carried::hold(reading, self.clip.key(key).expect("it was reached"))?
            }
            (there, _) => {
                if let Some(there) = there {
                    let carried = self.again(there)?;
                    self.clip.resume(there, carried)?;
                }
                hold = false;
                self.clip.carry(number, reading)?
            }
        };
        if hold {
            self.clip.resume(number, carried.clone())?;
        }
        let layers = shot.args.carrying.color(drawn, carried.clone(), None)?;
        let region = |(info, track): (&RegionInfo, Track)| Region {
            track,
            part: info.label_name.clone(),
            color: info.color,
            certainty: info.certainty,
            withdrawn: info.withdrawn,
        };
        let tracks = carried.regions().iter().map(|region| region.track);
        let regions = layers.info().iter().zip(tracks).map(region).collect();
        let before = Before {
            drawing,
            picture: layers.picture().encode_png()?,
            layers: shot.args.layers.then_some(layers),
            carried,
            frame: Frame { number, given: false, hold, regions },
        };
        before.write(shot)?;
        self.before = Some(before);
        Ok(Done::Colored)
    }

    /// What a frame that was there already was carried to.
    fn again(&self, number: u32) -> Result<Carried, Failure> {
        let shot = self.shot;
        let drawing = shot.open(shot.args.lines.path(number))?;
        let reading = shot.read(&drawing, None)?.reading;
        let path = shot.kept(number, "carried");
        let text = std::fs::read_to_string(&path).map_err(Error::io(&path))?;
        Ok(Carried::from_json(&reading, &text)?)
    }
}

impl Before {
    /// Writes the frame: the picture last, so that a frame that was stopped counts as not there.
    fn write(&self, shot: &Shot<'_>) -> Result<(), Failure> {
        let number = self.frame.number;
        let place = shot.place(number);
        if let Some(layers) = &self.layers {
            layers.write(place.with_extension("")).map_err(Failure::writing)?;
        }
        shot.keep(&self.frame)?;
        output::write(&shot.kept(number, "carried"), self.carried.to_json().as_bytes())?;
        output::write(&place, &self.picture)
    }
}

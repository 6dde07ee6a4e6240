//! The frames of a shot, one after another.

use std::collections::BTreeSet;
use std::path::PathBuf;

use colorize_core::{
    Carried, Chain, Clip, Engine, Error, Layers, Progress, Raster, ReadOptions, Reading, Reference,
    RegionInfo, Track,
};

use super::tracks::{Frame, Region};
use super::{Args, Correction};
use crate::failure::Failure;
use crate::output;

/// The folder in the output where is kept what a shot that was stopped needs to go on.
const KEPT: &str = ".clip";

/// A shot that is coloured.
pub struct Shot<'a> {
    args: &'a Args,
    engine: &'a Engine,
    options: ReadOptions,
    keys: &'a BTreeSet<u32>,
    /// Columns and rows of the first coloured frame; all frames have them.
    size: (usize, usize),
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
    /// The coloured frames on both sides, and what was carried last.
    clip: Clip,
    chain: Option<Chain>,
    /// The coloured frame that was read last: all before it were.
    read: Option<u32>,
    /// The frame done last, if it was done now.
    before: Option<Before>,
    /// A frame that was there already, and is the last one.
    there: Option<u32>,
    /// A frame of the chain was corrected: those after it are done again.
    corrected: bool,
}

impl<'a> Shot<'a> {
    pub fn new(args: &'a Args, engine: &'a Engine, keys: &'a BTreeSet<u32>) -> Result<Self, Failure> {
        let first = *keys.first().expect("there is a coloured frame");
        let colored = Raster::open(args.colored.path(first), &args.reading.limits())?;
        output::make_folder(&args.output.join(KEPT))?;
        let size = (colored.width(), colored.height());
        Ok(Self { args, engine, options: args.networks.reading(&args.reading), keys, size })
    }

    /// Where a frame's picture goes.
    pub fn place(&self, frame: u32) -> PathBuf {
        self.args.output.join(format!("{}.png", self.args.lines.stem(frame)))
    }

    pub fn is_given(&self, frame: u32) -> bool {
        self.keys.contains(&frame)
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
            true => Reading::new(self.engine, &self.open(line)?, &self.options, None)?,
            false => Reference::read_picture(self.engine, &colored, &self.options, None)?,
        };
        let reference = Reference::of(&reading, &colored)?;
        Ok((reading, reference))
    }

    /// Begins, with what is to be put right.
    pub fn walk(&self) -> Walk<'_> {
        let mut clip = Clip::new(self.engine);
        for &Correction { frame, x, y, color } in &self.args.corrections {
            clip.correct(frame, (x, y), Some(color.into()));
        }
        Walk { shot: self, clip, chain: None, read: None, before: None, there: None, corrected: false }
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
    pub fn reach(&mut self, number: u32) -> Result<(), Failure> {
        let shot = self.shot;
        let Some(chain) = Clip::chain(shot.keys, number).filter(|chain| self.chain != Some(*chain)) else {
            return Ok(());
        };
        let sides = [Some(chain.key), chain.other];
        let last = chain.other.map_or(chain.key, |other| other.max(chain.key));
        // Those before them, too: tracks are named by where they were first seen.
        let unread = shot.keys.range(..=last).copied().filter(|key| self.read.is_none_or(|read| *key > read));
        for key in unread.collect::<Vec<u32>>() {
            match self.add_key(key) {
                Err(failure) if sides.contains(&Some(key)) => {
                    return Err(Failure::some(format!("frame {key}: {}", failure.message())));
                }
                _ => self.read = Some(key),
            }
        }
        let passed = self.clip.keys().filter(|key| !sides.contains(&Some(*key)));
        for key in passed.collect::<Vec<u32>>() {
            self.clip.remove_key(key);
        }
        (self.chain, self.before, self.there, self.corrected) = (Some(chain), None, None, false);
        Ok(())
    }

    fn add_key(&mut self, key: u32) -> Result<(), Failure> {
        let (reading, reference) = self.shot.key(key)?;
        self.clip.add_key(key, reference);
        let reference = self.clip.key(key).expect("it was added");
        self.shot.tell_key(key, &reading, reference)
    }

    /// Colours the next frame, if it is not there already.
    pub fn color(&mut self, number: u32, progress: Progress<'_>) -> Result<(), Failure> {
        let shot = self.shot;
        let corrected = shot.args.corrections.iter().any(|correction| correction.frame == number);
        self.corrected |= corrected;
        if !self.corrected && shot.is_there(number) {
            self.there = Some(number);
            self.before = None;
            return Ok(());
        }
        let drawing = shot.open(shot.args.lines.path(number))?;
        let held = |before: &&mut Before| before.drawing == drawing && !corrected;
        if let Some(before) = self.before.as_mut().filter(held) {
            // A hold.
            before.frame.number = number;
            before.frame.hold = true;
            return before.write(shot);
        }
        let reading = Reading::new(shot.engine, &drawing, &shot.options, progress)?;
        if reading.regions().len() == 1 && reading.ink().as_slice().iter().all(|&ink| ink < 128) {
            return Err(Failure::some("there is nothing drawn"));
        }
        if let Some(there) = self.there.take() {
            let carried = self.again(there)?;
            self.clip.resume(there, carried)?;
        }
        let carried = self.clip.carry(number, &reading)?;
        let layers = shot.args.carrying.color(reading, carried.clone(), None)?;
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
            frame: Frame { number, given: false, hold: false, regions },
        };
        before.write(shot)?;
        self.before = Some(before);
        Ok(())
    }

    /// What a frame that was there already was carried to.
    fn again(&self, number: u32) -> Result<Carried, Failure> {
        let shot = self.shot;
        let drawing = shot.open(shot.args.lines.path(number))?;
        let reading = Reading::new(shot.engine, &drawing, &shot.options, None)?;
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

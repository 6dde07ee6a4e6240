//! Those that paint: trained baselines, a bucket, G'MIC, and ours.

use std::path::Path;

use colorize_core::train::published::{Baseline, Told};
use colorize_core::train::{Pair, Sample};
use colorize_core::{
    Document, Engine, Error, Hint, ModelKind, Models, Plane, Prompt, Raster, ReadOptions, Reading, Result,
    Rgb,
};

use super::gmic::Gmic;
use crate::eval::{read, truth};

/// Hints of a drawing.
const HINTS: usize = 10;
/// Ink up to which a hint may be set on a pixel.
const PAPER: u8 = 25;
/// A place in pixels of a pair, and its colour.
pub type Spot = (usize, usize, Rgb);

/// What a training leaves.
const FILE: &str = "published.safetensors";

/// A drawing with all that anybody is told of it.
pub struct Case<'a> {
    pair: &'a Pair,
    pub sample: Sample,
    /// What ours has read.
    reading: Reading,
    hints: Vec<Spot>,
}

impl<'a> Case<'a> {
    /// `size` is the side of the pictures that are compared.
    pub fn new(pair: &'a Pair, size: usize, engine: &Engine, options: &ReadOptions) -> Result<Self> {
        let (sample, reading) = (Sample::whole(pair, size), read(engine, pair, options)?);
        Ok(Self { pair, sample, reading, hints: hints(pair) })
    }

    /// What a baseline can be told, or nothing.
    fn told(&self, tells: bool) -> Told {
        if !tells {
            return Told::default();
        }
        let fit = Fit::new(self.pair, self.sample.size);
        let hints = self.hints.iter().map(|&(x, y, color)| {
            let (x, y) = fit.place(x, y);
            (x, y, color)
        });
        let mut told = Told::of(&self.sample, 0);
        told.hints = hints.collect();
        told
    }
}

/// What ours is told.
#[derive(Clone, Copy, PartialEq, Eq)]
pub enum Telling {
    Nothing,
    Hints,
    /// And white for the corners that are ground, as G'MIC is.
    Ground,
}

impl Telling {
    fn prompt(self, pair: &Pair) -> Prompt {
        let spots = match self {
            Self::Nothing => Vec::new(),
            Self::Hints => hints(pair),
            // Of two hints for one region the later holds: what is open to the ground stays paper.
            Self::Ground => hints(pair).into_iter().chain(corners(pair)).collect(),
        };
        let hint = |(x, y, color): Spot| Hint::point(x as f32 + 0.5, y as f32 + 0.5, color);
        spots.into_iter().map(hint).collect()
    }
}

/// One row of the table.
pub enum Rival {
    /// A baseline, the bytes of its file, and whether it is told what it takes.
    Baseline(Box<Baseline>, usize, bool),
    /// Our regions, filled one by one.
    Bucket,
    /// G'MIC with its version.
    Gmic(Gmic, String),
    /// Ours with the bytes of its networks.
    Ours(usize, Telling),
}

/// All that were trained in the folders of `runs`, in the order of their names; then the bucket, G'MIC if there is its
/// program, then ours.
pub fn find(runs: &Path, gmic: Option<&Path>, models: &Models) -> Result<Vec<Rival>> {
    let entries = std::fs::read_dir(runs).map_err(Error::io(runs))?;
    let files = entries.map(|entry| Ok(entry.map_err(Error::io(runs))?.path().join(FILE)));
    let mut files: Vec<_> = files.collect::<Result<_>>()?;
    files.retain(|file| file.is_file());
    files.sort();
    let mut rivals = Vec::new();
    for file in files {
        let bytes = std::fs::read(&file).map_err(Error::io(&file))?;
        let takes = |baseline: &Baseline| {
            let recipe = baseline.recipe();
            recipe.system.wants_histogram() || recipe.system.wants_hints() && recipe.hints
        };
        let baseline = Baseline::from_bytes(&bytes)?;
        if takes(&baseline) {
            rivals.push(Rival::Baseline(Box::new(Baseline::from_bytes(&bytes)?), bytes.len(), true));
        }
        rivals.push(Rival::Baseline(Box::new(baseline), bytes.len(), false));
    }
    let bytes = ModelKind::ALL.iter().filter_map(|&kind| models.file(kind)).map(<[u8]>::len).sum();
    rivals.push(Rival::Bucket);
    if let Some(program) = gmic {
        let gmic = Gmic(program.into());
        let version = gmic.version()?;
        rivals.push(Rival::Gmic(gmic, version));
    }
    rivals.extend([Telling::Nothing, Telling::Hints, Telling::Ground].map(|told| Rival::Ours(bytes, told)));
    Ok(rivals)
}

impl Rival {
    pub fn name(&self) -> String {
        match self {
            Self::Baseline(baseline, _, tells) => {
                let recipe = baseline.recipe();
                let told = match (recipe.system.wants_histogram(), recipe.hints, tells) {
                    (true, _, true) => " | histogram of the truth",
                    (true, _, false) => " | mean histogram",
                    (false, true, true) => " | 10 hints",
                    (false, true, false) => " | untold",
                    _ => "",
                };
                format!("{recipe}{told}")
            }
            Self::Bucket => "bucket | 10 hints".into(),
            Self::Gmic(_, version) => format!("G'MIC {version} | 10 hints and the ground"),
            Self::Ours(_, Telling::Nothing) => "colorize | untold".into(),
            Self::Ours(_, Telling::Hints) => "colorize | 10 hints".into(),
            Self::Ours(_, Telling::Ground) => "colorize | 10 hints and the ground".into(),
        }
    }

    /// The bytes of the weights.
    pub fn bytes(&self) -> usize {
        match self {
            Self::Baseline(_, bytes, _) | Self::Ours(bytes, _) => *bytes,
            Self::Bucket | Self::Gmic(..) => 0,
        }
    }

    /// The picture without lines, of the sample's size, sRGB 0..=1.
    pub fn paint(&self, case: &Case<'_>) -> Result<Vec<[f32; 3]>> {
        match self {
            Self::Baseline(baseline, _, tells) => Ok(baseline.paint(&case.sample, &case.told(*tells))),
            Self::Bucket => Ok(Fit::new(case.pair, case.sample.size).shrunk(&filled(case))),
            Self::Gmic(gmic, _) => {
                let picture = gmic.color(&case.pair.line, &spots(case.pair))?;
                Ok(Fit::new(case.pair, case.sample.size).shrunk(&picture))
            }
            Self::Ours(_, told) => {
                let document = Document::new(case.reading.clone()).with_prompt(told.prompt(case.pair))?;
                let picture = document.color(None)?.picture_without_line();
                Ok(Fit::new(case.pair, case.sample.size).shrunk(&picture))
            }
        }
    }

    /// Does all the work for a drawing at its own size, to be timed.
    pub fn paint_whole(&self, pair: &Pair, engine: &Engine, options: &ReadOptions) -> Result<()> {
        let side = pair.line.width().max(pair.line.height()).next_multiple_of(64);
        match self {
            Self::Baseline(baseline, _, _) => {
                let sample = Sample::whole(pair, side);
                baseline.paint(&sample, &Told::default());
            }
            Self::Bucket => {
                colorize_core::RegionMap::segment(
                    &pair.line,
                    &colorize_core::RegionOptions::default(),
                    None,
                )?;
            }
            Self::Gmic(gmic, _) => {
                gmic.color(&pair.line, &spots(pair))?;
            }
            Self::Ours(_, told) => {
                let reading = read(engine, pair, options)?;
                Document::new(reading).with_prompt(told.prompt(pair))?.color(None)?.picture();
            }
        }
        Ok(())
    }
}

/// Our regions in the colours of their hints, white where there is none.
fn filled(case: &Case<'_>) -> Raster {
    let ids = case.reading.regions().ids();
    let mut colors = vec![Rgb::WHITE; case.reading.regions().len()];
    for &(x, y, color) in &case.hints {
        colors[ids.get(x, y) as usize - 1] = color;
    }
    ids.map(|&id| {
        let [r, g, b] = colors[id as usize - 1].to_array();
        [r, g, b, 255]
    })
}

/// The hints, and the ground: G'MIC lets colours run wherever no other is told.
fn spots(pair: &Pair) -> Vec<Spot> {
    corners(pair).into_iter().chain(hints(pair)).collect()
}

/// White for the corners that are ground.
fn corners(pair: &Pair) -> Vec<Spot> {
    let (right, bottom) = (pair.line.width() - 1, pair.line.height() - 1);
    let corners = [(0, 0), (right, 0), (0, bottom), (right, bottom)];
    let ground =
        corners.into_iter().filter(|&(x, y)| usize::from(pair.flat_index.get(x, y)) == truth::GROUND);
    ground.map(|(x, y)| (x, y, Rgb::WHITE)).collect()
}

/// A point deep inside each of the ten largest areas of one true flat colour, off the lines, and that colour.
fn hints(pair: &Pair) -> Vec<Spot> {
    let (width, height) = (pair.line.width(), pair.line.height());
    let index = pair.flat_index.as_slice();
    let open = |i: usize| index[i] != 0 && pair.line.as_slice()[i] <= PAPER;
    // What is under a line belongs to no area here.
    let values: Vec<_> = (0..index.len()).map(|i| if open(i) { index[i] } else { 0 }).collect();
    let areas = truth::areas(&values, width);
    let depth = depth(&areas, width, height);
    let count = areas.iter().max().map_or(0, |&most| most as usize + 1);
    let mut found = vec![(0usize, 0u32, 0usize); count]; // pixels, depth, place
    for i in (0..index.len()).filter(|&i| open(i)) {
        let (pixels, deepest, place) = &mut found[areas[i] as usize];
        *pixels += 1;
        if depth[i] > *deepest {
            (*deepest, *place) = (depth[i], i);
        }
    }
    found.sort_by_key(|&(pixels, _, place)| (std::cmp::Reverse(pixels), place));
    let hint =
        |&(_, _, i): &(usize, u32, usize)| (i % width, i / width, pair.palette[usize::from(index[i])].into());
    found.iter().take(HINTS).filter(|(pixels, _, _)| *pixels > 0).map(hint).collect()
}

/// How many steps it is from each pixel to another area or the edge, along rows and columns.
fn depth(areas: &[u32], width: usize, height: usize) -> Vec<u32> {
    let mut depth = vec![0; areas.len()];
    let mut pass = |order: &mut dyn Iterator<Item = usize>, back: bool| {
        for i in order {
            let (x, y) = (i % width, i / width);
            let (column, row) = if back { (x + 1 < width, y + 1 < height) } else { (x > 0, y > 0) };
            let beside = |inside: bool, step: usize| {
                let j = inside.then(|| if back { i + step } else { i - step });
                j.filter(|&j| areas[j] == areas[i]).map_or(0, |j| depth[j])
            };
            let steps = beside(column, 1).min(beside(row, width)) + 1;
            depth[i] = if back { steps.min(depth[i]) } else { steps };
        }
    };
    pass(&mut (0..areas.len()), false);
    pass(&mut (0..areas.len()).rev(), true);
    depth
}

/// Where a pair lies in a square sample: in its middle, on whole pixels, as [`Sample::whole`] has it.
struct Fit {
    from: [usize; 2],
    to: [usize; 2],
    offset: [usize; 2],
    size: usize,
}

impl Fit {
    fn new(pair: &Pair, size: usize) -> Self {
        let from = [pair.line.width(), pair.line.height()];
        let longest = from[0].max(from[1]) as f32;
        let to = from.map(|side| ((side as f32 * size as f32 / longest).round() as usize).max(1));
        Self { from, to, offset: to.map(|side| (size - side) / 2), size }
    }

    fn place(&self, x: usize, y: usize) -> (usize, usize) {
        let at = |axis: usize, v: usize| self.offset[axis] + v * self.to[axis] / self.from[axis];
        (at(0, x), at(1, y))
    }

    /// A picture of the pair's size as the sample shows it, on white.
    fn shrunk(&self, picture: &Raster) -> Vec<[f32; 3]> {
        let channel = |c: usize| {
            let white = |pixel: &[u8; 4]| {
                let alpha = u32::from(pixel[3]);
                ((u32::from(pixel[c]) * alpha + 255 * (255 - alpha)) / 255) as u8
            };
            picture.map(white).shrink_area(self.to[0], self.to[1])
        };
        let channels = [0, 1, 2].map(channel);
        let at = |plane: &Plane<u8>, x: usize, y: usize| {
            let x = x.checked_sub(self.offset[0]).filter(|&x| x < self.to[0]);
            let y = y.checked_sub(self.offset[1]).filter(|&y| y < self.to[1]);
            x.zip(y).map_or(1.0, |(x, y)| f32::from(plane.get(x, y)) / 255.0)
        };
        let size = self.size;
        (0..size * size).map(|i| [0, 1, 2].map(|c| at(&channels[c], i % size, i / size))).collect()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_deepest_pixel_is_in_the_middle() {
        let areas: Vec<u32> = (0..49).map(|i| u32::from(i % 7 < 5 && i / 7 < 5)).collect();
        let depth = depth(&areas, 7, 7);
        let deepest = (0..49).filter(|&i| areas[i] == 1).max_by_key(|&i| depth[i]).unwrap();
        assert_eq!((deepest % 7, deepest / 7, depth[deepest]), (2, 2, 3));
    }
}

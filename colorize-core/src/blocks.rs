//! Colour blocks: a coloured picture cut into areas of one colour each, for editing.

mod partition;

use std::sync::Arc;

use self::partition::partition;
use crate::engine::Engine;

use crate::prompt::{Hint, Place};
use crate::raster::beside;
use crate::raster::blend::over_white;
use crate::reading::Reading;
use crate::region::DisjointSets;
use crate::style::LocalStyle;
use crate::{Bounds, Error, Plane, Raster, Region, RegionMap, Result, Rgb};

/// Neighbours whose colours differ by less than this (CIEDE2000) are one block: side by side nobody tells them apart.
const SAME: f32 = 2.5;
/// So little ink, of 255, still shows the colour beneath.
const BARE: u8 = 24;
/// Colours of a target that differ by less than this from the block's (CIEDE2000) ask for nothing.
const ASKED: f32 = 1.0;

/// A coloured picture as areas of one colour each.
///
/// It is the second of two phases (US 2025/0259345): a first colouring is cut into blocks; somebody gives blocks other
/// colours, by clicks ([`Blocks::painted`]) or by painting over [`Blocks::picture`]; [`Blocks::hints`] are the wishes of
/// a drawing that this comes to, and [`Blocks::recolored`] the picture with these colours if there is no drawing. What
/// was not touched keeps its colours.
///
/// They are made of whole regions of the drawing ([`Blocks::new`]), so they end at its lines; or, of any picture, by a
/// network that sees through shade ([`Blocks::partition`]).
///
/// ```no_run
/// use colorize_core::{Blocks, Device, Document, Edit, Engine, Limits, Raster, ReadOptions, Reading, Rgb};
///
/// let engine = Engine::new(Device::Cpu)?;
/// let drawing = Raster::open("drawing.png", &Limits::default())?;
/// let mut document = Document::new(Reading::new(&engine, &drawing, &ReadOptions::default(), None)?);
/// let first = document.color(None)?.picture_without_line();
/// let blocks = Blocks::new(document.reading(), &first)?;
/// let target = blocks.painted([((120, 80), Rgb::new(192, 48, 40))])?;
/// let hints = blocks.hints(document.reading(), &target)?;
/// document.apply(Edit::several(hints.into_iter().map(Edit::add)))?;
/// # Ok::<(), colorize_core::Error>(())
/// ```
#[derive(Clone, Debug)]
pub struct Blocks {
    map: Arc<RegionMap>,
    /// The index of each region's block, by id - 1.
    of_region: Vec<u32>,
    /// 0 paper to 255 line.
    ink: Plane<u8>,
    blocks: Vec<Block>,
}

/// One of them.
#[derive(Clone, Debug, PartialEq)]
#[non_exhaustive]
pub struct Block {
    /// The mean colour.
    pub color: Rgb,
    /// The regions it is made of, the largest first.
    pub regions: Vec<u32>,
    /// How many pixels it has.
    pub area: u64,
    /// The box around them.
    pub bounds: Bounds,
    /// Column and row of a pixel well inside of its largest region.
    pub center: (u32, u32),
}

impl Blocks {
    /// Cuts a colouring of a drawing into blocks: ours, or anybody's; with its lines or without them. What is transparent
    /// counts as white.
    ///
    /// # Errors
    /// [`Error::InvalidArgument`] if the two are of different sizes.
    ///
    /// # Complexity
    /// Linear in the pixels.
    pub fn new(reading: &Reading, colored: &Raster) -> Result<Self> {
        let (map, ink) = (reading.regions(), reading.ink());
        check_size(colored, (map.ids().width(), map.ids().height()), ["coloured picture", "drawing"])?;
        let colors = means(map, ink, colored);
        let block_of = joined(map, &colors);
        let count = block_of.iter().max().map_or(0, |&last| last as usize + 1);
        let mut members: Vec<Vec<u32>> = vec![Vec::new(); count];
        (1..).zip(&block_of).for_each(|(id, &block)| members[block as usize].push(id));
        let blocks = members.into_iter().map(|regions| Block::of(regions, map, &colors)).collect();
        Ok(Self { map: reading.shared_regions(), of_region: block_of, ink: ink.clone(), blocks })
    }

    /// Cuts any coloured picture into blocks, with lines or without them, shaded or flat: by the partitioner, a network
    /// that tells the flat colour of each pixel and where one ends. It looks at 1024 pixels at most; what is larger is
    /// cut there, and each pixel then goes to the block near it that is most like it. What is transparent counts as
    /// white.
    ///
    /// # Errors
    /// [`Error::Model`] if the engine was made without a partitioner.
    ///
    /// # Complexity
    /// Linear in the pixels.
    pub fn partition(engine: &Engine, picture: &Raster) -> Result<Self> {
        let picture = picture.map(|&pixel| over_white(pixel));
        let found = partition(engine, &picture)?;
        let paper = Plane::filled(picture.width(), picture.height(), 0);
        let map = RegionMap::from_ids(found.ids.clone(), &paper, 1)?;
        let colors = map.regions().iter().map(|region| {
            let (x, y) = (region.seed.0 as usize, region.seed.1 as usize);
            found.colors[found.ids.get(x, y) as usize]
        });
        let colors: Vec<Rgb> = colors.collect();
        let of_region = (0..map.len() as u32).collect();
        let blocks = (1..=map.len() as u32).map(|id| Block::of(vec![id], &map, &colors)).collect();
        Ok(Self { map: Arc::new(map), of_region, ink: paper, blocks })
    }

    /// All blocks.
    pub fn blocks(&self) -> &[Block] {
        &self.blocks
    }

    /// The block at a pixel; `None` outside the picture.
    pub fn at(&self, x: usize, y: usize) -> Option<&Block> {
        Some(&self.blocks[self.of_region[self.map.at(x, y)? as usize - 1] as usize])
    }

    /// The blocks in their colours, opaque and without lines: what is painted over.
    pub fn picture(&self) -> Raster {
        self.painted([]).expect("nothing is outside")
    }

    /// The blocks' picture with the blocks at some pixels, column and row, in other colours: a target for
    /// [`Blocks::hints`] and [`Blocks::recolored`].
    ///
    /// # Errors
    /// [`Error::InvalidArgument`] if a pixel is outside.
    pub fn painted(&self, colors: impl IntoIterator<Item = ((usize, usize), Rgb)>) -> Result<Raster> {
        let mut own: Vec<Rgb> = self.blocks.iter().map(|block| block.color).collect();
        for ((x, y), color) in colors {
            let id = self.map.at(x, y).ok_or_else(|| {
                let (width, height) = self.size();
                Error::InvalidArgument(format!("({x}, {y}) is outside {width}x{height}"))
            })?;
            own[self.of_region[id as usize - 1] as usize] = color;
        }
        Ok(self.map.ids().map(|&id| own[self.of_region[id as usize - 1] as usize].with_alpha(255)))
    }

    /// What a target, a picture that was painted over the blocks, asks of a drawing: hints for the regions that have
    /// another colour there than in the blocks. It is sampled in each region's centre and along its border, half and
    /// half, so that a block may be painted in part; where it is transparent it asks for nothing. Regions that look like
    /// them do not follow.
    ///
    /// # Errors
    /// [`Error::InvalidArgument`] if target, blocks and drawing are not of one size.
    pub fn hints(&self, reading: &Reading, target: &Raster) -> Result<Vec<Hint>> {
        check_size(target, self.size(), ["target", "picture of the blocks"])?;
        check_size(target, (reading.width(), reading.height()), ["target", "drawing"])?;
        let own = self.picture();
        let asked = sampled(reading, target).into_iter().zip(sampled(reading, &own)).zip(1..);
        let differs = |((asked, own), id): ((Option<Rgb>, Option<Rgb>), u32)| {
            let (asked, own) = (asked?, own?);
            (asked.delta_e(own) >= ASKED).then(|| hint(id, asked))
        };
        Ok(asked.filter_map(differs).collect())
    }

    /// The picture of the blocks in the colours of a target that was painted over them: shade, lines and texture stay,
    /// as factors of the colours, and blocks that were not painted over stay to the byte. A block takes the colour that
    /// the target has in its centre and along its border, half and half.
    ///
    /// # Errors
    /// [`Error::InvalidArgument`] if picture, target and blocks are not of one size.
    pub fn recolored(&self, picture: &Raster, target: &Raster) -> Result<Raster> {
        check_size(picture, self.size(), ["picture", "picture of the blocks"])?;
        check_size(target, self.size(), ["target", "picture of the blocks"])?;
        let samples = samples(&self.map, &self.ink, target);
        let changes: Vec<Option<[Rgb; 2]>> = samples
            .into_iter()
            .zip(&self.of_region)
            .map(|(asked, &block)| {
                let own = self.blocks[block as usize].color;
                asked.filter(|asked| asked.delta_e(own) >= ASKED).map(|asked| [own, asked])
            })
            .collect();
        let ids = self.map.ids().as_slice().iter();
        let pixels = picture.as_slice().iter().zip(ids).map(|(&pixel, &id)| match changes[id as usize - 1] {
            Some([own, asked]) => shaded(pixel, own, asked),
            None => pixel,
        });
        Plane::from_vec(picture.width(), picture.height(), pixels.collect())
    }

    fn size(&self) -> (usize, usize) {
        (self.map.ids().width(), self.map.ids().height())
    }
}

/// What a picture shows of each region of a drawing, by id - 1: [`samples`].
fn sampled(reading: &Reading, picture: &Raster) -> Vec<Option<Rgb>> {
    samples(reading.regions(), reading.ink(), picture)
}

/// What a picture shows in each region's centre and along the inside of its border, half and half, without what lies
/// under lines, by id - 1; `None` where it is transparent.
fn samples(map: &RegionMap, ink: &Plane<u8>, picture: &Raster) -> Vec<Option<Rgb>> {
    let (ids, width) = (map.ids().as_slice(), map.ids().width());
    let mut borders = vec![Mean::default(); map.len()];
    for (i, &id) in ids.iter().enumerate().filter(|(i, _)| ink.as_slice()[*i] < BARE) {
        // The edge of the picture is a border, too.
        if beside(i, width, ids.len()).filter(|&j| ids[j] == id).count() < 4 {
            borders[id as usize - 1].add(picture.as_slice()[i]);
        }
    }
    let color = |(region, border): (&Region, Mean)| {
        let mut center = Mean::default();
        center.add(picture.get(region.seed.0 as usize, region.seed.1 as usize));
        match (center.color(), border.color()) {
            (Some(center), Some(border)) => Some(mixed(center, border)),
            (center, border) => center.or(border),
        }
    };
    map.regions().iter().zip(borders).map(color).collect()
}

/// A pixel of a block in the block's new colour: it is as much lighter or darker than that, channel by channel, as it was
/// than the old one.
fn shaded([r, g, b, alpha]: [u8; 4], old: Rgb, new: Rgb) -> [u8; 4] {
    /// Keeps what was near black from being multiplied without end.
    const FOOT: f32 = 12.0;
    let factor = |v: u8, old: u8| (f32::from(v) + FOOT) / (f32::from(old) + FOOT);
    let channel = |v: u8, old: u8, new: u8| ((f32::from(new) + FOOT) * factor(v, old) - FOOT).round() as u8;
    let (old, new) = (old.to_array(), new.to_array());
    let [r, g, b] = [(r, 0), (g, 1), (b, 2)].map(|(v, c)| channel(v, old[c], new[c]));
    [r, g, b, alpha]
}

impl Block {
    fn of(mut regions: Vec<u32>, map: &RegionMap, colors: &[Rgb]) -> Self {
        let region = |id: u32| -> &Region { &map.regions()[id as usize - 1] };
        regions.sort_by_key(|&id| std::cmp::Reverse(region(id).area));
        let area = regions.iter().map(|&id| u64::from(region(id).area)).sum();
        let mut mean = [0.0; 3];
        for &id in &regions {
            let weight = f64::from(region(id).area) / area as f64;
            let color = colors[id as usize - 1].to_array();
            mean.iter_mut().zip(color).for_each(|(sum, v)| *sum += weight * f64::from(v));
        }
        let bounds = regions.iter().map(|&id| region(id).bounds).reduce(Bounds::around);
        Self {
            color: mean.map(|v| v.round() as u8).into(),
            area,
            bounds: bounds.expect("a block has a region"),
            center: region(regions[0]).seed,
            regions,
        }
    }
}

/// A colour for one region alone.
fn hint(id: u32, color: Rgb) -> Hint {
    Hint::new(Place::Region(id), LocalStyle::color(color)).with_follow(false)
}

/// Sums of colours.
#[derive(Clone, Copy, Default)]
struct Mean {
    sum: [u64; 3],
    count: u64,
}

impl Mean {
    /// Adds a pixel, unless it is mostly transparent.
    fn add(&mut self, [r, g, b, alpha]: [u8; 4]) {
        if alpha >= 128 {
            self.sum.iter_mut().zip([r, g, b]).for_each(|(sum, v)| *sum += u64::from(v));
            self.count += 1;
        }
    }

    fn color(self) -> Option<Rgb> {
        let mean = |sum: u64| ((sum + self.count / 2) / self.count) as u8;
        (self.count > 0).then(|| self.sum.map(mean).into())
    }
}

fn mixed(a: Rgb, b: Rgb) -> Rgb {
    let (a, b) = (a.to_array(), b.to_array());
    std::array::from_fn(|i| (u16::from(a[i]) + u16::from(b[i])).div_ceil(2) as u8).into()
}

fn check_size(picture: &Raster, (width, height): (usize, usize), names: [&str; 2]) -> Result<()> {
    let (w, h) = (picture.width(), picture.height());
    if (w, h) == (width, height) {
        return Ok(());
    }
    let [name, other] = names;
    Err(Error::InvalidArgument(format!("the {name} is {w}x{h}, the {other} {width}x{height}")))
}

/// The mean colour of each region where no line covers it, by id - 1; of one that lines cover wholly, of all its pixels.
fn means(map: &RegionMap, ink: &Plane<u8>, colored: &Raster) -> Vec<Rgb> {
    let mut bare = vec![Mean::default(); map.len()];
    let mut all = bare.clone();
    let pixels = map.ids().as_slice().iter().zip(ink.as_slice()).zip(colored.as_slice());
    for ((&id, &ink), &pixel) in pixels {
        let pixel = over_white(pixel);
        all[id as usize - 1].add(pixel);
        if ink < BARE {
            bare[id as usize - 1].add(pixel);
        }
    }
    bare.iter().zip(all).map(|(bare, all)| bare.color().or(all.color()).unwrap_or(Rgb::WHITE)).collect()
}

/// The number of each region's block, by id - 1, from 0 on in the order of their first regions: what touches and looks
/// the same is one.
fn joined(map: &RegionMap, colors: &[Rgb]) -> Vec<u32> {
    let (ids, width) = (map.ids().as_slice(), map.ids().width());
    let mut sets = DisjointSets::new(map.len());
    for (i, &id) in ids.iter().enumerate() {
        for other in beside(i, width, ids.len()).filter(|&j| j > i).map(|j| ids[j]) {
            if other != id && colors[id as usize - 1].delta_e(colors[other as usize - 1]) < SAME {
                sets.join(id - 1, other - 1);
            }
        }
    }
    sets.number().into_iter().map(|number| number - 1).collect()
}

#[cfg(all(test, feature = "bundled-models"))]
mod tests {
    use super::*;
    use crate::engine::{Engine, EngineOptions};
    use crate::reading::ReadOptions;
    use crate::region::RegionOptions;
    use crate::{Document, Edit, Models, Origin};

    const RED: Rgb = Rgb::new(200, 30, 40);

    /// Two boxes beside each other that share a line, on paper.
    fn reading() -> Reading {
        let line = |x: usize, y: usize| {
            let inside = (8..88).contains(&x) && (8..56).contains(&y);
            inside && (!(11..85).contains(&x) || (46..50).contains(&x) || !(11..53).contains(&y))
        };
        let drawing = Plane::from_fn(96, 64, |x, y| if line(x, y) { [0, 0, 0, 255] } else { [255; 4] });
        let options = EngineOptions::default().with_threads(1);
        let engine = Engine::with_options(options, &Models::bundled()).unwrap();
        let options = ReadOptions::default().with_max_side(64).with_mirror(false);
        let reading = Reading::new(&engine, &drawing, &options, None).unwrap();
        // What the labeller sees in boxes does not count.
        let boxes = RegionMap::segment(reading.ink(), &RegionOptions::default(), None).unwrap();
        reading.with_regions(boxes).unwrap()
    }

    fn colored(left: [u8; 4], right: [u8; 4]) -> Raster {
        Plane::from_fn(96, 64, |x, y| match (x, y) {
            (8..48, 8..56) => left,
            (48..88, 8..56) => right,
            _ => [255; 4],
        })
    }

    #[test]
    fn what_touches_and_looks_the_same_is_one_block() {
        let reading = reading();
        assert_eq!(reading.regions().len(), 3);
        let two = Blocks::new(&reading, &colored([200, 90, 60, 255], [60, 90, 200, 255])).unwrap();
        assert_eq!(two.blocks().len(), 3);
        assert_eq!(two.at(20, 30).unwrap().color, Rgb::new(200, 90, 60));
        assert_eq!(two.picture().get(70, 30), [60, 90, 200, 255]);
        assert!(two.at(96, 30).is_none());
        let one = Blocks::new(&reading, &colored([200, 90, 60, 255], [201, 90, 60, 255])).unwrap();
        assert_eq!(one.blocks().len(), 2);
        let both = one.at(20, 30).unwrap();
        assert_eq!((both, both.regions.len()), (one.at(70, 30).unwrap(), 2));
        let sum: u64 = one.blocks().iter().map(|block| block.area).sum();
        assert_eq!(sum, 96 * 64);
        let error = Blocks::new(&reading, &Plane::filled(9, 9, [0; 4])).unwrap_err().to_string();
        assert_eq!(error, "the coloured picture is 9x9, the drawing 96x64");
    }

    #[test]
    fn a_target_recolours_its_blocks_exactly_and_nothing_else() {
        let mut document = Document::new(reading());
        let first = document.color(None).unwrap();
        let blocks = Blocks::new(document.reading(), &first.picture_without_line()).unwrap();
        assert!(blocks.hints(document.reading(), &blocks.picture()).unwrap().is_empty());
        assert!(blocks.hints(document.reading(), &Plane::filled(96, 64, [0; 4])).unwrap().is_empty());
        let mut target = Plane::filled(96, 64, [0; 4]); // nothing said but for the left box
        (8..56).for_each(|y| (8..48).for_each(|x| target.set(x, y, RED.with_alpha(255))));
        let hints = blocks.hints(document.reading(), &target).unwrap();
        document.apply(Edit::several(hints.into_iter().map(Edit::add))).unwrap();
        let second = document.color(None).unwrap();
        let left = document.reading().regions().at(20, 30).unwrap();
        for (was, is) in first.info().iter().zip(second.info()) {
            match is.id == left {
                true => assert_eq!((is.color, is.origin), (Some(RED), Origin::Hint)),
                false => assert_eq!(was, is),
            }
        }
        let error = blocks.hints(document.reading(), &Plane::filled(9, 9, [0; 4])).unwrap_err().to_string();
        assert_eq!(error, "the target is 9x9, the picture of the blocks 96x64");
    }
}

//! How well the style of one place is painted at another.

use std::path::PathBuf;

use clap::Parser;
use colorize_core::train::Pairs;
use colorize_core::{
    BandEnergies, ColorOptions, Document, Engine, Hint, Limits, Place, Plane, Prompt, Raster, ReadOptions,
    Reading, Result, Rgb, StyleGroup, StyleLibrary, Swatch,
};
use rayon::prelude::*;

use super::table::{Table, number, publish};
use super::{Common, mean, progress_bar, spread};
use crate::sheet;

/// The colour of a region before it gets a style.
const BASE: Rgb = Rgb::new(168, 132, 110);
/// Turns that are asked for, in degrees.
const TURNS: [f32; 3] = [30.0, 45.0, 90.0];
/// A surface has a direction if its bands differ by so much: the length of the mean of their doubled directions.
const DIRECTED: f32 = 0.2;
/// Groups that are painted each alone.
const GROUPS: [StyleGroup; 6] = [
    StyleGroup::Color,
    StyleGroup::Texture,
    StyleGroup::Pattern,
    StyleGroup::Gradation,
    StyleGroup::Highlight,
    StyleGroup::Shadow,
];

/// Measure how well the style of one place is painted at another.
///
/// Styles of a library, by turns, are painted into the largest region of the figure in drawings, on one brown. First each
/// group alone: how far the region's mean colour moves (ΔE2000); how much its band energies change, beside what it had (for
/// colour, which is changed on a region that has the texture); for texture and pattern, how like these are to the exemplar's
/// (correlation of the oriented band energies); how far the direction of a ramp is from the one asked for, in degrees. Then all groups at 512
/// pixels and at four times the size: the correlation beside that of the exemplar tiled plainly, and of the shade alone;
/// and pixels outside of the region that changed. Then surfaces that have a direction turned by 30, 45 and 90 degrees.
#[derive(Parser)]
pub struct Args {
    /// Folder of pairs.
    pairs: PathBuf,
    /// The library of styles.
    #[arg(long, default_value = "examples/styles/ours.styles")]
    library: PathBuf,
    /// Pairs of a style and a drawing.
    #[arg(long, default_value_t = 200)]
    count: usize,
    /// File for the figures.
    #[arg(long)]
    csv: Option<PathBuf>,
    #[command(flatten)]
    common: Common,
}

/// A drawing with the region that gets a style.
struct Canvas {
    reading: Reading,
    region: u32,
}

/// Of a group alone: change of the mean colour, of the bands, likeness, degrees off.
type Alone = [Option<f64>; 4];

/// What was found of one style in one drawing.
#[derive(Default)]
struct Found {
    groups: Vec<(StyleGroup, Alone)>,
    /// At each size: painted, tiled, shade alone; pixels outside that changed.
    likeness: [[Option<f64>; 3]; 2],
    outside: [usize; 2],
    /// Degrees off, for each of [`TURNS`].
    turned: [Option<f64>; TURNS.len()],
}

pub fn run(args: &Args) -> Result<()> {
    let engine = args.common.engine()?;
    let pairs = Pairs::open(&args.pairs)?.labelled(engine.labels());
    let library = StyleLibrary::open(&args.library, &Limits::default())?;
    let styles: Vec<&Swatch> = library.styles().iter().map(|style| &style.swatch).collect();
    let chosen = spread(0..pairs.len(), args.count.min(pairs.len()));
    let bar = progress_bar(args.count);
    let one = |i: usize| {
        let pair = pairs.get(chosen[i % chosen.len()])?;
        let found = measure(&engine, &args.common.read_options(), &pair.line, styles[i % styles.len()])?;
        bar.inc(1);
        Ok(found)
    };
    let found: Result<Vec<Option<Found>>> = (0..args.count).into_par_iter().map(one).collect();
    let found: Vec<Found> = found?.into_iter().flatten().collect();
    bar.finish_and_clear();
    publish(&[groups(&found), sizes(&found), turns(&found)], args.csv.as_deref())
}

/// `None` for a drawing without a region that is large enough.
fn measure(
    engine: &Engine,
    options: &ReadOptions,
    line: &Plane<u8>,
    swatch: &Swatch,
) -> Result<Option<Found>> {
    let Some(canvas) = Canvas::new(engine, options, line)? else { return Ok(None) };
    let exemplar = swatch.exemplar.as_ref().and_then(|exemplar| BandEnergies::of(exemplar.patch()));
    let mut found = Found::default();
    let plain = canvas.paint(&[], 0.0)?;
    for group in GROUPS.into_iter().filter(|&group| swatch.style.has(group)) {
        let alone = swatch.only(&[group]);
        let lit = matches!(group, StyleGroup::Highlight | StyleGroup::Shadow);
        let shade = if lit { 1.0 } else { 0.0 };
        let before = match group {
            StyleGroup::Color => canvas.paint(&[swatch.only(&[StyleGroup::Texture])], shade)?,
            _ if lit => canvas.paint(&[], shade)?,
            _ => plain.clone(),
        };
        let after = match group {
            StyleGroup::Color => canvas.paint(&[swatch.only(&[StyleGroup::Texture]), alone], shade)?,
            _ => canvas.paint(&[alone], shade)?,
        };
        let (was, is) = (BandEnergies::of(&before), BandEnergies::of(&after));
        let surface = matches!(group, StyleGroup::Texture | StyleGroup::Pattern);
        let both = was.as_ref().zip(is.as_ref()).filter(|_| !surface);
        let changed = both.and_then(|(was, is)| change(was, is));
        let like = is.as_ref().zip(exemplar.as_ref()).filter(|_| surface);
        let ramp = swatch.style.get(group).filter(|ramp| group == StyleGroup::Gradation && ramp[1] > 0.05);
        let off = ramp.and_then(|ramp| Some(apart(direction(&after)?, 360.0 * ramp[0], 360.0)));
        let moved = f64::from(middle(&before).delta_e(middle(&after)));
        let like = like.map(|(is, wanted)| f64::from(is.correlation(wanted)));
        found.groups.push((group, [Some(moved), changed, like, off.map(f64::from)]));
    }
    let Some((exemplar, wanted)) = swatch.exemplar.as_ref().zip(exemplar) else { return Ok(Some(found)) };
    let large = Canvas::new(engine, options, &enlarged(line, 4))?;
    for (i, canvas) in [Some(&canvas), large.as_ref()].into_iter().enumerate() {
        let Some(canvas) = canvas else { continue };
        let like = |picture: &Raster| BandEnergies::of(picture).map(|is| f64::from(is.correlation(&wanted)));
        let patch = exemplar.patch();
        let mask = canvas.mask();
        let tile = |x, y| match mask.get(x, y) {
            true => patch.get(x % patch.width(), y % patch.height()),
            false => [0; 4],
        };
        let tiled = Plane::from_fn(mask.width(), mask.height(), tile);
        let [painted, shaded] = [&[swatch.clone()][..], &[]].map(|swatches| canvas.paint(swatches, 1.0));
        found.likeness[i] = [like(&painted?), like(&tiled), like(&shaded?)];
        found.outside[i] = canvas.outside(swatch)?;
    }
    let surface = |degrees: f32| canvas.paint(&[swatch.turned(degrees)?.only(&[StyleGroup::Texture])], 0.0);
    if let Some(before) = BandEnergies::of(&surface(0.0)?).as_ref().and_then(orientation) {
        for (found, degrees) in found.turned.iter_mut().zip(TURNS) {
            let after = BandEnergies::of(&surface(degrees)?);
            *found = after.as_ref().and_then(orientation).map(|is| apart(is, before + degrees, 180.0).into());
        }
    }
    Ok(Some(found))
}

impl Canvas {
    fn new(engine: &Engine, options: &ReadOptions, line: &Plane<u8>) -> Result<Option<Self>> {
        let reading = Reading::new(engine, &sheet::line(line), options, None)?;
        let least = (line.width() * line.height() / 40) as u32;
        let regions = (1..).zip(reading.regions().regions());
        let inside = regions.filter(|(_, region)| !region.outside && region.area > least);
        let largest = inside.max_by_key(|(_, region)| region.area).map(|(id, _)| id);
        Ok(largest.map(|region| Self { reading, region }))
    }

    fn document(&self, swatches: &[Swatch], shade: f32) -> Result<Document> {
        let mut prompt = Prompt::new();
        prompt.hints.push(Hint::region(self.region, BASE).with_follow(false));
        for swatch in swatches {
            prompt.hints.push(Hint::swatch(Place::Region(self.region), swatch).with_follow(false));
        }
        let options = ColorOptions::default().with_shade(shade);
        Document::new(self.reading.clone()).with_prompt(prompt)?.with_options(options)
    }

    /// The region alone, without lines.
    fn paint(&self, swatches: &[Swatch], shade: f32) -> Result<Raster> {
        let picture = self.document(swatches, shade)?.color(None)?.picture_without_line();
        let ids = self.reading.regions().ids();
        let own = |x, y| if ids.get(x, y) == self.region { picture.get(x, y) } else { [0; 4] };
        Ok(Plane::from_fn(ids.width(), ids.height(), own))
    }

    fn mask(&self) -> Plane<bool> {
        self.reading.regions().ids().map(|&id| id == self.region)
    }

    /// How many pixels of other regions a style changes.
    fn outside(&self, swatch: &Swatch) -> Result<usize> {
        let [before, after] = [&[][..], std::slice::from_ref(swatch)].map(|swatches| {
            let layers = self.document(swatches, 1.0)?.color(None)?;
            Ok::<_, colorize_core::Error>(layers.picture_without_line())
        });
        let (before, after, mask) = (before?, after?, self.mask());
        let both = before.as_slice().iter().zip(after.as_slice()).zip(mask.as_slice());
        Ok(both.filter(|((before, after), own)| !**own && before != after).count())
    }
}

/// The mean colour of the opaque pixels.
fn middle(picture: &Raster) -> Rgb {
    let (mut sum, mut count) = ([0u64; 3], 0);
    for &[r, g, b, _] in picture.as_slice().iter().filter(|pixel| pixel[3] == 255) {
        sum.iter_mut().zip([r, g, b]).for_each(|(sum, v)| *sum += u64::from(v));
        count += 1;
    }
    sum.map(|sum| (sum / count.max(1)) as u8).into()
}

/// How much energies change, beside what there was; `None` if there was next to nothing.
fn change(was: &BandEnergies, is: &BandEnergies) -> Option<f64> {
    let total: f32 = was.as_slice().iter().sum();
    let changed: f32 = was.as_slice().iter().zip(is.as_slice()).map(|(a, b)| (a - b).abs()).sum();
    (total > 1e-5).then(|| f64::from(changed / total))
}

/// The direction in which lightness rises, in degrees counterclockwise from the right; `None` if it hardly does.
fn direction(picture: &Raster) -> Option<f32> {
    let opaque = |i: &usize| picture.as_slice()[*i][3] == 255;
    let pixels: Vec<[f64; 3]> = (0..picture.as_slice().len())
        .filter(opaque)
        .map(|i| {
            let [r, g, b, _] = picture.as_slice()[i];
            let (x, y) = (i % picture.width(), i / picture.width());
            [x as f64, y as f64, Rgb::new(r, g, b).to_oklch().l.into()]
        })
        .collect();
    let middle: [f64; 3] = std::array::from_fn(|c| mean(pixels.iter().map(|pixel| pixel[c])));
    let product = |a: usize, b: usize| mean(pixels.iter().map(|p| (p[a] - middle[a]) * (p[b] - middle[b])));
    let (xx, yy, xy, xl, yl) = (product(0, 0), product(1, 1), product(0, 1), product(0, 2), product(1, 2));
    let area = xx * yy - xy * xy;
    let (right, down) = ((xl * yy - yl * xy) / area, (yl * xx - xl * xy) / area);
    (right.hypot(down) > 1e-5).then(|| (-down).atan2(right).to_degrees() as f32)
}

/// The direction of the waves, in degrees, 0 to 180; `None` if there is none.
fn orientation(bands: &BandEnergies) -> Option<f32> {
    let count = bands.as_slice().len() / 3;
    let (mut x, mut y, mut total) = (0.0, 0.0, 0.0);
    for (i, energy) in bands.as_slice().iter().enumerate() {
        let angle = (i % count) as f32 * std::f32::consts::TAU / count as f32;
        (x, y, total) = (x + energy * angle.cos(), y + energy * angle.sin(), total + energy);
    }
    (x.hypot(y) > DIRECTED * total).then(|| y.atan2(x).to_degrees() / 2.0)
}

/// How far two directions are apart, of which `turn` degrees are a whole turn.
fn apart(a: f32, b: f32, turn: f32) -> f32 {
    let away = (a - b).rem_euclid(turn);
    away.min(turn - away)
}

/// A drawing so many times as large, smoothly.
fn enlarged(line: &Plane<u8>, times: usize) -> Plane<u8> {
    let at = |v: usize, most: usize| {
        let v = (v as f32 + 0.5) / times as f32 - 0.5;
        let low = v.max(0.0) as usize;
        (low.min(most - 1), (low + 1).min(most - 1), (v - low as f32).clamp(0.0, 1.0))
    };
    Plane::from_fn(times * line.width(), times * line.height(), |x, y| {
        let ((left, right, u), (top, bottom, v)) = (at(x, line.width()), at(y, line.height()));
        let row = |y: usize| f32::from(line.get(left, y)) * (1.0 - u) + f32::from(line.get(right, y)) * u;
        (row(top) * (1.0 - v) + row(bottom) * v).round() as u8
    })
}

fn groups(found: &[Found]) -> Table {
    let head =
        ["group alone", "pairs", "mean colour", "95 of 100", "bands change", "correlation", "ramp off"];
    let mut table = Table::new("Each group of a style, painted alone", head);
    for group in GROUPS {
        let all = found.iter().flat_map(|found| &found.groups);
        let own: Vec<&Alone> = all.filter(|(other, _)| *other == group).map(|(_, alone)| alone).collect();
        let of = |i: usize| own.iter().filter_map(move |alone| alone[i]).collect::<Vec<f64>>();
        let mut moved = of(0);
        moved.sort_by(f64::total_cmp);
        let most = moved.get(moved.len() * 95 / 100).copied().unwrap_or(f64::NAN);
        table.row([
            group.to_string(),
            own.len().to_string(),
            number(mean(of(0)), 2),
            number(most, 2),
            number(mean(of(1)), 3),
            number(mean(of(2)), 3),
            number(mean(of(3)), 1),
        ]);
    }
    table
}

fn sizes(found: &[Found]) -> Table {
    let head = ["size", "pairs", "painted", "over 0.85", "tiled plainly", "shade alone", "pixels outside"];
    let mut table = Table::new("All groups: correlation of oriented band energies with the exemplar", head);
    for (i, name) in ["as drawn", "four times"].into_iter().enumerate() {
        let of =
            |way: usize| found.iter().filter_map(move |found| found.likeness[i][way]).collect::<Vec<_>>();
        let painted = of(0);
        let over = painted.iter().filter(|like| **like >= 0.85).count();
        table.row([
            name.into(),
            painted.len().to_string(),
            number(mean(painted.iter().copied()), 3),
            number(over as f64 / painted.len().max(1) as f64, 3),
            number(mean(of(1)), 3),
            number(mean(of(2)), 3),
            found.iter().map(|found| found.outside[i]).sum::<usize>().to_string(),
        ]);
    }
    table
}

fn turns(found: &[Found]) -> Table {
    let mut table = Table::new("Surfaces with a direction, turned", ["degrees", "pairs", "off", "within 5"]);
    for (i, degrees) in TURNS.into_iter().enumerate() {
        let off: Vec<f64> = found.iter().filter_map(|found| found.turned[i]).collect();
        let near = off.iter().filter(|off| **off <= 5.0).count() as f64 / off.len().max(1) as f64;
        table.row([number(degrees.into(), 0), off.len().to_string(), number(mean(off), 1), number(near, 3)]);
    }
    table
}

//! What kind of drawing a picture is.

use rayon::prelude::*;

use super::dots::{Dots, widest};
use super::kind::DrawingKind;
use super::{is_blue_pencil, values, without_blue};
use crate::ink::brightness;
use crate::raster::Raster;

/// Smaller pictures are line drawings, in pixels of the longest side: pixel art has areas of any colour.
const LEAST_SIDE: usize = 128;
/// Columns and rows of a patch.
const PATCH: usize = 5;
/// Patches that are looked at along the longest side.
const PATCHES: usize = 160;
/// Of 255: patches that vary less are of one value, if the picture has no grain.
const FLAT: u8 = 4;
/// Of 255: patches that differ less from the paper are paper.
const PAPER: i32 = 13;
/// A picture with so large a share of patches that do not vary at all is digital, or its paper is.
const DIGITAL: f64 = 0.25;
/// Such a share of patches that are neither paper nor line makes a tone, and such a share of tones in a colour an
/// undercoat of them.
const TONE: f64 = 0.02;
/// How much of 255 from grey, and from the paper in less light, a colour is; and a faint one, in a picture without grain.
const COLOR: i32 = 16;
const FAINT: i32 = 10;

/// Of 255: what varies more is no grain, but a screen.
const GRAIN: u8 = 36;
/// A screen has more dots than a patterned cloth.
const LEAST_DOTS: usize = 200;

/// What a few pixels look like.
struct Patch {
    least: u8,
    most: u8,
    /// Mean colour.
    color: [i32; 3],
    mean: i32,
}

/// Tells what kind of drawing with dark lines a picture is: never [`DrawingKind::Auto`].
pub(super) fn detect(drawing: &Raster) -> DrawingKind {
    let side = drawing.width().max(drawing.height());
    if side < LEAST_SIDE || drawing.width().min(drawing.height()) < PATCH {
        return DrawingKind::Line;
    }
    let patches = patches(drawing);
    let share = |count: usize| count as f64 / patches.len() as f64;
    let mut ranges: Vec<u8> = patches.iter().map(|patch| patch.most - patch.least).collect();
    ranges.sort_unstable();
    let exact = share(ranges.partition_point(|&range| range <= 1));
    // Most patches hold no line: how much they vary is the paper's grain.
    let grain = ranges[ranges.len() * 3 / 10];
    let grained = grain.saturating_add(grain / 2);
    let flat = grained.saturating_add(FLAT);
    let is_flat = |patch: &&Patch| patch.most - patch.least <= flat;
    let blue_pencil = has_blue_pencil(drawing);
    // What a pencil leaves under a pattern in ink is no screen.
    let inked = if blue_pencil { &without_blue(drawing) } else { drawing };
    if rhythm(inked) > 0.01 && Dots::find(&values(inked), grained.min(GRAIN)).count() > LEAST_DOTS {
        return DrawingKind::Halftone;
    }

    let Some(paper) = paper(patches.iter().filter(is_flat)) else { return DrawingKind::Line };
    // Lines: where patches vary much. What is no lighter than the darkest of them is solid ink.
    let mut darkest: Vec<u8> =
        patches.iter().filter(|p| p.most - p.least > 40).map(|patch| patch.least).collect();
    darkest.sort_unstable();
    let black = darkest.get(darkest.len() / 20).copied();
    let solid = i32::from(black.unwrap_or(0)) + 24;
    let toned = |patch: &&Patch| is_flat(patch) && patch.mean < paper.mean - PAPER && patch.mean > solid;
    let of_color = |patch: &&Patch, least: i32| is_flat(patch) && tint(patch, &paper) >= least;
    let count = |is_one: &dyn Fn(&&Patch) -> bool| patches.iter().filter(is_one).count();
    let (tones, colors) = (count(&toned), count(&|patch| of_color(patch, COLOR)));
    // What makes an undercoat, of all patches or of those with a tone; and a tone, of all.
    let digital = exact >= DIGITAL;
    let (undercoat, tone) = if digital { (TONE, TONE) } else { (2.5 * TONE, 4.0 * TONE) };
    if share(colors) >= undercoat {
        return DrawingKind::Undercoated;
    }
    if !digital && uneven(drawing) {
        return DrawingKind::Photo;
    }
    if share(tones) >= tone {
        let least = if digital { FAINT } else { COLOR };
        let colors = count(&|patch| of_color(patch, least));
        let filled = count(&|patch| toned(patch) || of_color(patch, least));
        let mostly_grey = (colors as f64) < undercoat * filled as f64;
        return if mostly_grey { DrawingKind::Grey } else { DrawingKind::Undercoated };
    }
    if blue_pencil {
        return DrawingKind::BluePencil;
    }
    // The darkest of a pencil's lines are no black.
    match black {
        Some(black) if i32::from(black) * 4 > paper.mean => DrawingKind::Pencil,
        _ => DrawingKind::Line,
    }
}

/// By how much a patch has a colour: one beside the paper's in less light, and no grey either, as of neutral tones on
/// paper with a tint.
fn tint(patch: &Patch, paper: &Patch) -> i32 {
    let range =
        |color: [i32; 3]| color.iter().max().zip(color.iter().min()).map_or(0, |(most, least)| most - least);
    let even = std::array::from_fn(|i| patch.color[i] * paper.mean.max(1) / paper.color[i].max(1));
    range(patch.color).min(range(even))
}

/// Patches spread evenly over the picture.
fn patches(drawing: &Raster) -> Vec<Patch> {
    let (width, height) = (drawing.width(), drawing.height());
    let step = (width.max(height) / PATCHES).max(PATCH);
    let rows: Vec<usize> = (0..=height - PATCH).step_by(step).collect();
    let row = |&top: &usize| {
        let patch = |left: usize| {
            let (mut least, mut most, mut color) = (255, 0, [0; 3]);
            for y in top..top + PATCH {
                for pixel in &drawing.row(y)[left..left + PATCH] {
                    let value = brightness(pixel);
                    (least, most) = (least.min(value), most.max(value));
                    let [r, g, b, a] = pixel.map(i32::from);
                    let over = [r, g, b].map(|c| (c * a + 255 * (255 - a)) / 255);
                    color.iter_mut().zip(over).for_each(|(sum, c)| *sum += c);
                }
            }
            let color = color.map(|sum: i32| sum / (PATCH * PATCH) as i32);
            Patch { least, most, color, mean: (i32::from(least) + i32::from(most)) / 2 }
        };
        (0..=width - PATCH).step_by(step).map(patch).collect::<Vec<_>>()
    };
    rows.par_iter().flat_map_iter(row).collect()
}

/// The mean of the lightest patches that are many: a twentieth of all that do not vary.
fn paper<'a>(flat: impl Iterator<Item = &'a Patch>) -> Option<Patch> {
    let mut flat: Vec<&Patch> = flat.collect();
    flat.sort_unstable_by_key(|patch| -patch.mean);
    let lightest = &flat[..flat.len().div_ceil(20)];
    let count = lightest.len() as i32;
    let mean = |value: &dyn Fn(&Patch) -> i32| {
        lightest.iter().map(|patch| value(patch)).sum::<i32>().checked_div(count)
    };
    let color = [mean(&|p| p.color[0])?, mean(&|p| p.color[1])?, mean(&|p| p.color[2])?];
    Some(Patch { least: 0, most: 255, color, mean: mean(&|p| p.mean)? })
}

/// Whether the light on the paper differs by more than a fifth. What has less than 0.3 of the light is solid ink.
fn uneven(drawing: &Raster) -> bool {
    let cell = drawing.width().max(drawing.height()).div_ceil(16);
    let bands = drawing.as_slice().par_chunks(cell * drawing.width());
    let mut light: Vec<u8> = bands
        .flat_map_iter(|band| {
            let columns = drawing.width().div_ceil(cell);
            let mut values = vec![Vec::new(); columns];
            for row in band.chunks(drawing.width()).step_by((cell / 8).max(1)) {
                for (values, pixels) in values.iter_mut().zip(row.chunks(cell)) {
                    values.extend(pixels.iter().step_by((cell / 8).max(1)).map(brightness));
                }
            }
            values.into_iter().map(|mut values| {
                let at = values.len() * 3 / 4;
                *values.select_nth_unstable(at).1
            })
        })
        .collect();
    light.sort_unstable();
    let solid = light.partition_point(|&value| u32::from(value) * 10 < u32::from(light[light.len() - 1]) * 3);
    let light = &light[solid..];
    let (dim, bright) = (light[light.len() / 10], light[light.len() * 9 / 10]);
    u32::from(dim) * 5 < u32::from(bright) * 4
}

/// The share of pixels in rows of at least six dark runs, no longer than dots, in even steps.
fn rhythm(drawing: &Raster) -> f64 {
    let widest = widest(drawing.width().max(drawing.height()));
    let rows: Vec<usize> = (0..drawing.height()).step_by(drawing.height().div_ceil(256)).collect();
    let in_rhythm = |&y: &usize| {
        let row = drawing.row(y);
        let (mut total, mut beats, mut last, mut step) = (0, 0, 0, 0);
        let mut at = 0;
        for same in row.chunk_by(|a, b| (brightness(a) < 160) == (brightness(b) < 160)) {
            let dark = brightness(&same[0]) < 160;
            let (start, length) = (at, same.len());
            at += length;
            if !dark {
                continue;
            }
            let new_step = start - last;
            let even = length <= widest && new_step <= 3 * widest && new_step.abs_diff(step) <= 2;
            (beats, last, step) = (if even { beats + 1 } else { 0 }, start, new_step);
            if beats == 5 {
                total += 5 * step;
            } else if beats > 5 {
                total += step;
            }
        }
        total
    };
    let total: usize = rows.par_iter().map(in_rhythm).sum();
    total as f64 / (rows.len() * drawing.width()) as f64
}

/// Whether black lines and those of a light blue pencil lie beside each other.
fn has_blue_pencil(drawing: &Raster) -> bool {
    let rows: Vec<&[[u8; 4]]> =
        drawing.as_slice().chunks(drawing.width()).step_by(drawing.height().div_ceil(512)).collect();
    let count = |is_one: fn(&[u8; 4]) -> bool| -> usize {
        rows.par_iter().map(|row| row.iter().filter(|pixel| is_one(pixel)).count()).sum()
    };
    let pixels = rows.len() * drawing.width();
    let pencil = count(is_blue_pencil);
    let black = count(|pixel| brightness(pixel) < 90 && !is_blue(pixel));
    let blue = count(is_blue);
    pencil * 500 >= pixels && black * 500 >= pixels && pencil >= 3 * blue
}

/// Full or dark blue, as of trace lines.
fn is_blue(&[r, g, b, a]: &[u8; 4]) -> bool {
    a >= 128 && !is_blue_pencil(&[r, g, b, a]) && b > r.max(g).saturating_add(60)
}

//! Lines, regions and colours of a picture that somebody painted.

use std::collections::{BTreeMap, VecDeque};

use crate::drawing::{DrawingKind, ink_of};
use crate::ink::InkSource;
use crate::progress::{Progress, tell, within};
use crate::raster::beside;
use crate::raster::blend::over_white;
use crate::reading::{ReadOptions, Reading};
use crate::region::{RegionMap, Segmenter};
use crate::sheet::{PartColor, painted_colors};
use crate::{Engine, Plane, Raster, Result, Rgb};

/// Ink from which on a pixel shows line, not what lies under it.
const LINE: u8 = 24;
/// Colours of a channel that differ by less than this between neighbours are one area, of 255.
const STEP: u8 = 14;
/// White ground may be so much less than 255.
const WHITE: u8 = 4;

/// Reads a coloured picture without a line drawing of its own.
///
/// Regions are what its lines close, cut again where colours of another hue meet without a line; there a line is
/// drawn for the networks, which know parts by their outlines.
pub(super) fn read(
    engine: &Engine,
    picture: &Raster,
    options: &ReadOptions,
    mut progress: Progress<'_>,
) -> Result<Reading> {
    let picture = picture.map(|&pixel| over_white(pixel));
    let (ink, cut) = engine.install_told(progress.take(), |mut progress| {
        let ink = ink_of(&picture, InkSource::Darkness, DrawingKind::Undercoated);
        let segments =
            Segmenter::new(&ink, &options.regions, Some(&mut within(&mut progress, 0.0..0.4)))?.shared_map();
        tell(&mut progress, 0.4)?;
        let cut = cut_by_color(&segments, &ink, &picture, options)?;
        Ok((ink, cut))
    })?;
    let outlined = outlined(&ink, &cut);
    let drawing = outlined.map(|&ink| [255 - ink, 255 - ink, 255 - ink, 255]);
    let options = options.with_kind(DrawingKind::Line).with_ink(InkSource::Darkness);
    Reading::new(engine, &drawing, &options, None)?.with_regions(cut)
}

/// Cuts regions again where colours meet: areas of one colour, of which shades of one colour in one region are one.
fn cut_by_color(
    segments: &RegionMap,
    ink: &Plane<u8>,
    picture: &Raster,
    options: &ReadOptions,
) -> Result<RegionMap> {
    let (ids, width) = (segments.ids(), picture.width());
    let parts = painted_colors(segments, picture, |i| ink.as_slice()[i] < LINE);
    // Which colour of its segment a pixel has: only where that is plain.
    let value = |i: usize| {
        let id = ids.as_slice()[i];
        let parts = &parts[id as usize - 1];
        if parts.len() < 2 {
            return Some((id, 0));
        }
        let [r, g, b, _] = picture.as_slice()[i];
        let apart = |color: Rgb| {
            [r, g, b].iter().zip(color.to_array()).map(|(a, b)| a.abs_diff(b)).max().unwrap_or(0)
        };
        let nearest = |part: &PartColor| {
            let shades = [Some(part.normal), part.shadow, part.highlight];
            shades.into_iter().flatten().map(apart).min().unwrap_or(255)
        };
        let best = (0..parts.len()).min_by_key(|&n| nearest(&parts[n]))?;
        (nearest(&parts[best]) < STEP && ink.as_slice()[i] < LINE).then_some((id, best as u32))
    };
    let values: Vec<Option<(u32, u32)>> = (0..ids.as_slice().len()).map(value).collect();
    let least =
        options.regions.min_area.unwrap_or_else(|| ((width * picture.height()) / 43_000).max(6) as u32);
    let areas = areas(&values, width, least);
    let mut numbers = Plane::from_vec(width, picture.height(), areas)?;
    spread(&mut numbers, ids);
    RegionMap::from_ids(numbers, ink, options.regions.ink_threshold)
}

/// Numbers the areas of equal value from 1, those of fewer than `least` pixels and those without a value 0.
fn areas(values: &[Option<(u32, u32)>], width: usize, least: u32) -> Vec<u32> {
    let mut ids = vec![0; values.len()];
    let mut seen = vec![false; values.len()];
    let (mut next, mut area) = (1, Vec::new());
    for start in 0..values.len() {
        if seen[start] || values[start].is_none() {
            continue;
        }
        area.clear();
        area.push(start);
        seen[start] = true;
        let mut at = 0;
        while at < area.len() {
            let i = area[at];
            for j in beside(i, width, values.len()) {
                if !seen[j] && values[j] == values[start] {
                    seen[j] = true;
                    area.push(j);
                }
            }
            at += 1;
        }
        if area.len() as u32 >= least {
            area.iter().for_each(|&i| ids[i] = next);
            next += 1;
        }
    }
    ids
}

/// Gives pixels of number 0 that of the nearest pixel in their segment; segments without a number get new ones.
fn spread(numbers: &mut Plane<u32>, segments: &Plane<u32>) {
    let (width, count) = (numbers.width(), numbers.as_slice().len());
    let segments = segments.as_slice();
    let numbers = numbers.as_mut_slice();
    let mut open: VecDeque<usize> = (0..count).filter(|&i| numbers[i] > 0).collect();
    while let Some(i) = open.pop_front() {
        for j in beside(i, width, count) {
            if numbers[j] == 0 && segments[j] == segments[i] {
                numbers[j] = numbers[i];
                open.push_back(j);
            }
        }
    }
    let mut next = numbers.iter().copied().max().unwrap_or(0) + 1;
    let mut fresh: BTreeMap<u32, u32> = BTreeMap::new();
    for i in 0..count {
        if numbers[i] == 0 {
            numbers[i] = *fresh.entry(segments[i]).or_insert_with(|| {
                next += 1;
                next - 1
            });
        }
    }
}

/// The ink, and lines where regions meet without any nearby.
fn outlined(ink: &Plane<u8>, regions: &RegionMap) -> Plane<u8> {
    let ids = regions.ids();
    let (width, height) = (ink.width(), ink.height());
    let far = (width.max(height) / 300).max(1);
    let mut outlined = ink.clone();
    for y in 0..height {
        for x in 0..width {
            let id = ids.get(x, y);
            let meets =
                (x + 1 < width && ids.get(x + 1, y) != id) || (y + 1 < height && ids.get(x, y + 1) != id);
            if !meets {
                continue;
            }
            let columns = x.saturating_sub(far)..(x + far + 2).min(width);
            let mut rows = y.saturating_sub(far)..(y + far + 2).min(height);
            if rows.all(|y| ink.row(y)[columns.clone()].iter().all(|&ink| ink < 96)) {
                for y in y..(y + far).min(height) {
                    for x in x..(x + far).min(width) {
                        outlined.set(x, y, 255);
                    }
                }
            }
        }
    }
    outlined
}

/// The colour of a painted background: that of most of the picture's border, if it is opaque and not white.
pub(super) fn background(picture: &Raster) -> Option<Rgb> {
    let (width, height) = (picture.width(), picture.height());
    let rows = [0, height - 1].into_iter().flat_map(|y| (0..width).map(move |x| (x, y)));
    let columns = [0, width - 1].into_iter().flat_map(|x| (0..height).map(move |y| (x, y)));
    let mut counts: BTreeMap<[u8; 4], usize> = BTreeMap::new();
    for (x, y) in rows.chain(columns) {
        *counts.entry(picture.get(x, y)).or_default() += 1;
    }
    let (&[r, g, b, alpha], &count) = counts.iter().max_by_key(|(_, count)| **count)?;
    let painted = alpha >= 128 && [r, g, b].iter().any(|&v| v < 255 - WHITE);
    (painted && 2 * count > 2 * (width + height)).then_some(Rgb::new(r, g, b))
}

/// The colour of each region, by id - 1: `None` where most of it is transparent, and for ground that is white or painted
/// in the colour of the `background`.
pub(super) fn colors(
    regions: &RegionMap,
    ink: &Plane<u8>,
    grounds: &[bool],
    background: Option<Rgb>,
    picture: &Raster,
) -> Vec<Option<PartColor>> {
    let mut clear = vec![0_u32; regions.len()];
    for (&id, pixel) in regions.ids().as_slice().iter().zip(picture.as_slice()) {
        clear[id as usize - 1] += u32::from(pixel[3] < 128);
    }
    let mut found = painted_colors(regions, picture, |i| ink.as_slice()[i] < LINE);
    // Thin ones that are all line.
    let anywhere = found.iter().any(Vec::is_empty).then(|| painted_colors(regions, picture, |_| true));
    let color = |i: usize| {
        if 2 * clear[i] > regions.regions()[i].area {
            return None;
        }
        let parts = std::mem::take(&mut found[i]);
        let first = parts.first().copied();
        let color = first.or_else(|| anywhere.as_ref().and_then(|parts| parts[i].first().copied()))?;
        let white = color.normal.to_array().iter().all(|&v| v >= 255 - WHITE);
        let is_ground = white || Some(color.normal) == background;
        (!(is_ground && grounds[i])).then_some(color)
    };
    (0..regions.len()).map(color).collect()
}

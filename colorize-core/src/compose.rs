//! The layers, made at the drawing's own resolution.

use rayon::prelude::*;

use crate::engine::Paint;
use crate::model::sgru::SHADE_RANGE;
pub(crate) use crate::region::flats;
use crate::{Plane, Raster, RegionMap, Rgb};

/// What the network's shade makes of the flats, as a layer in normal mode.
///
/// Each pixel blends the nine nearest values of the network that lie in its own region, so no shade
/// crosses a line at any resolution; where none does it takes its region's mean. `scale` is pixels of
/// `paint` for each pixel of the drawing.
pub(crate) fn shade(
    regions: &Plane<u32>,
    flats: &Raster,
    paint: &Paint,
    scale: f32,
    strength: f32,
) -> Raster {
    let paint = &paint.0;
    let cell = |x: usize, size: usize| (((x as f32 + 0.5) / scale) as usize).min(size - 1);
    let covered = [regions.width(), regions.height()].map(|side| (side as f32 * scale).ceil() as usize);
    let (columns, rows) = (covered[0].clamp(1, paint.width()), covered[1].clamp(1, paint.height()));
    let owners = Plane::from_fn(columns, rows, |x, y| {
        regions.get(cell(x, regions.width()), cell(y, regions.height()))
    });
    let factors = Plane::from_fn(columns, rows, |x, y| shade_factor(&paint.get(x, y), strength));
    let count = regions.as_slice().iter().copied().max().unwrap_or(0) as usize;
    let mut sums = vec![([0.0f32; 3], 0.0f32); count];
    for (&id, factor) in owners.as_slice().iter().zip(factors.as_slice()) {
        let sum = &mut sums[id as usize - 1];
        sum.0.iter_mut().zip(factor).for_each(|(sum, v)| *sum += v);
        sum.1 += 1.0;
    }
    let means: Vec<[f32; 3]> =
        sums.iter().map(|(sum, n)| if *n > 0.0 { sum.map(|v| v / n) } else { [1.0; 3] }).collect();
    let width = regions.width();
    let mut data = vec![[0u8; 4]; regions.as_slice().len()];
    data.par_chunks_exact_mut(width).enumerate().for_each(|(y, row)| {
        let across_rows = spline(y, scale, rows);
        for (x, pixel) in row.iter_mut().enumerate() {
            let flat = flats.get(x, y);
            if flat[3] == 0 {
                continue;
            }
            let id = regions.get(x, y);
            let (mut sum, mut total) = ([0.0; 3], 0.0);
            for (cx, weight_x) in spline(x, scale, columns) {
                for (cy, weight_y) in across_rows {
                    if owners.get(cx, cy) == id {
                        let weight = weight_x * weight_y;
                        sum.iter_mut().zip(factors.get(cx, cy)).for_each(|(sum, v)| *sum += weight * v);
                        total += weight;
                    }
                }
            }
            let factor = if total > 1e-3 { sum.map(|v| v / total) } else { means[id as usize - 1] };
            *pixel = normal_layer([flat[0], flat[1], flat[2]], factor);
        }
    });
    Plane::from_vec(width, regions.height(), data).expect("one value a pixel")
}

/// The colour the network gives each region, by id - 1: the median of each channel.
///
/// `scale` as in [`shade`].
pub(crate) fn region_colors(regions: &RegionMap, paint: &Paint, scale: f32) -> Vec<Rgb> {
    let (ids, paint) = (regions.ids(), &paint.0);
    let color = |x: usize, y: usize| {
        let values = paint.get(x, y);
        Rgb::from_unit([3, 4, 5].map(|i: usize| 1.0 / (1.0 + (-values[i]).exp()))).to_array()
    };
    let covered = |side: usize, most: usize| ((side as f32 * scale).ceil() as usize).clamp(1, most);
    let (columns, rows) = (covered(ids.width(), paint.width()), covered(ids.height(), paint.height()));
    let at = |x: usize| ((x as f32 + 0.5) / scale) as usize;
    let mut found = vec![Vec::new(); regions.len()];
    for y in 0..rows {
        for x in 0..columns {
            if let Some(id) = regions.at(at(x), at(y)) {
                found[id as usize - 1].push(color(x, y));
            }
        }
    }
    let cell = |v: u32, side: usize| (((v as f32 + 0.5) * scale) as usize).min(side - 1);
    for (found, region) in found.iter_mut().zip(regions.regions()).filter(|(found, _)| found.is_empty()) {
        found.push(color(cell(region.seed.0, columns), cell(region.seed.1, rows)));
    }
    let median = |found: &Vec<[u8; 3]>, channel: usize| {
        let mut values: Vec<u8> = found.iter().map(|color| color[channel]).collect();
        let middle = values.len() / 2;
        *values.select_nth_unstable(middle).1
    };
    found.iter().map(|found| Rgb::from(std::array::from_fn(|channel| median(found, channel)))).collect()
}

/// What the flats are multiplied by, each channel.
pub(crate) fn shade_factor(values: &[f32], strength: f32) -> [f32; 3] {
    std::array::from_fn(|i| (strength * SHADE_RANGE * values[i].tanh()).exp())
}

/// The three of `size` cells around a pixel and their weights: a quadratic B-spline, which shows no steps where one
/// cell spans many pixels.
fn spline(pixel: usize, scale: f32, size: usize) -> [(usize, f32); 3] {
    let at = (pixel as f32 + 0.5) * scale;
    let cell = (at as usize).min(size - 1);
    let t = (at - cell as f32 - 0.5).clamp(-0.5, 0.5);
    [
        (cell.saturating_sub(1), 0.5 * (0.5 - t) * (0.5 - t)),
        (cell, 0.75 - t * t),
        ((cell + 1).min(size - 1), 0.5 * (0.5 + t) * (0.5 + t)),
    ]
}

/// The colour and alpha that turn `flat` into `flat * factor` in normal mode.
///
/// The least alpha that can do it would flicker between 0 and 255 where a channel is near its end, so
/// darkening mixes towards black and lightening towards white no more than the mean channel asks for, and
/// the colour makes up for the rest as far as it can.
fn normal_layer(flat: [u8; 3], factor: [f32; 3]) -> [u8; 4] {
    let from = flat.map(|v| f32::from(v) / 255.0);
    let to: [f32; 3] = std::array::from_fn(|i| (from[i] * factor[i]).min(1.0));
    let (before, after) = (luma(from), luma(to));
    let alpha =
        if after < before { 1.0 - after / before } else { (after - before) / (1.0 - before).max(0.1) };
    // Room for a shift in colour on top of the change in brightness.
    let alpha = ((1.25 * alpha * 255.0).round()).clamp(0.0, 255.0);
    if alpha < 1.0 {
        return [0; 4];
    }
    let part = alpha / 255.0;
    let color = |i: usize| (((to[i] - from[i] * (1.0 - part)) / part).clamp(0.0, 1.0) * 255.0).round() as u8;
    [color(0), color(1), color(2), alpha as u8]
}

/// Rec. 709 luma of sRGB 0..=1.
fn luma([r, g, b]: [f32; 3]) -> f32 {
    0.2126 * r + 0.7152 * g + 0.0722 * b
}

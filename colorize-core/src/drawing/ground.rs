//! What thin lines lie on: paper in uneven light, areas of grey or colour.

use rayon::prelude::*;

use super::DARKEST_GROUND;
use crate::ink::{histogram, reached_by};
use crate::raster::{Plane, Raster};

/// The values of a drawing's pixels, with and without its lines.
pub(super) struct Ground {
    values: Plane<u8>,
    /// The values as if no line lay on them.
    ground: Plane<u8>,
    /// How bright bare paper is.
    paper: u8,
}

impl Ground {
    /// Takes lines out of `values`: what is darker than all around it and narrower than a 75th of the longest side.
    ///
    /// It is a closing, the least of the greatest values near, which keeps steps between areas where they are; so
    /// neither a shadow's edge nor the border of two greys is a line. `grainy` values are smoothed before.
    pub fn measure(values: Plane<u8>, grainy: bool) -> Self {
        let values = if grainy { smoothed(&values) } else { values };
        let radius = (values.width().max(values.height()) / 150).max(3);
        let ground = extreme(&extreme(&values, radius, u8::max), radius, u8::min);
        let paper = reached_by(&histogram(ground.as_slice()), 0, 0.02).max(1);
        Self { values, ground, paper }
    }

    /// How much darker than their ground pixels are, 0..=255. What is darker than the part `solid` of the paper is
    /// solid ink, however wide.
    pub fn darkness(&self, solid: f32) -> Plane<u8> {
        let paper = f32::from(self.paper);
        let (least, solid) = (DARKEST_GROUND * paper, solid * paper);
        let data = self.values.as_slice().par_iter().zip(self.ground.as_slice()).map(|(&value, &ground)| {
            let (value, ground) = (f32::from(value), f32::from(ground));
            let line = (ground - value) / ground.max(least);
            let black = (solid - value) / (0.35 * solid);
            (255.0 * line.max(black).clamp(0.0, 1.0)).round() as u8
        });
        Plane::from_vec(self.values.width(), self.values.height(), data.collect()).expect("one value a pixel")
    }

    /// How bright the ground is: 255 as the paper.
    pub fn tone(&self) -> Plane<u8> {
        let paper = u32::from(self.paper);
        self.ground.map(|&ground| ((u32::from(ground) * 255 + paper / 2) / paper).min(255) as u8)
    }

    /// The drawing as if its ground were white; in greys unless `colored`.
    pub fn evened(&self, drawing: &Raster, colored: bool) -> Raster {
        let pixels = drawing.as_slice().par_iter().zip(self.values.as_slice()).zip(self.ground.as_slice());
        let data = pixels.map(|((&[r, g, b, a], &value), &ground)| {
            let even = |v: u8| (u32::from(v) * 255 / u32::from(ground).max(1)).min(255) as u8;
            if colored {
                [even(r), even(g), even(b), a]
            } else {
                [even(value), even(value), even(value), 255]
            }
        });
        Plane::from_vec(drawing.width(), drawing.height(), data.collect()).expect("one value a pixel")
    }
}

/// The least or greatest value, as `pick` says, within `radius` columns and rows of each pixel.
pub(super) fn extreme(plane: &Plane<u8>, radius: usize, pick: impl Fn(u8, u8) -> u8 + Sync) -> Plane<u8> {
    let (width, height) = (plane.width(), plane.height());
    let mut across = plane.clone();
    across.as_mut_slice().par_chunks_mut(width).enumerate().for_each(|(y, to)| {
        let from = plane.row(y);
        for shift in 1..=radius.min(width - 1) {
            to[shift..].iter_mut().zip(from).for_each(|(to, &from)| *to = pick(*to, from));
            to.iter_mut().zip(&from[shift..]).for_each(|(to, &from)| *to = pick(*to, from));
        }
    });
    let mut both = across.clone();
    both.as_mut_slice().par_chunks_mut(width).enumerate().for_each(|(y, to)| {
        for near in y.saturating_sub(radius)..(y + radius + 1).min(height) {
            to.iter_mut().zip(across.row(near)).for_each(|(to, &from)| *to = pick(*to, from));
        }
    });
    both
}

/// The mean of 3 x 3 pixels, the middle ones counting double.
fn smoothed(plane: &Plane<u8>) -> Plane<u8> {
    let (width, height) = (plane.width(), plane.height());
    let mut smooth = plane.clone();
    smooth.as_mut_slice().par_chunks_mut(width).enumerate().for_each(|(y, to)| {
        let rows = [plane.row(y.saturating_sub(1)), plane.row(y), plane.row((y + 1).min(height - 1))];
        let column = |x: usize| u32::from(rows[0][x]) + 2 * u32::from(rows[1][x]) + u32::from(rows[2][x]);
        for (x, to) in to.iter_mut().enumerate() {
            let sum = column(x.saturating_sub(1)) + 2 * column(x) + column((x + 1).min(width - 1));
            *to = ((sum + 8) / 16) as u8;
        }
    });
    smooth
}

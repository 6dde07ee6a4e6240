use std::collections::BTreeMap;

use colorize_core::train::Pair;
use colorize_core::{Plane, Result};
use image::GrayImage;
use image::imageops::{self, FilterType};

use crate::eval::{random, truth};

/// The most ink of what is paper for everybody, 5 %.
const PAPER: u8 = 12;
/// The side of the drawings that areas and lengths are stated for.
const SIDE: usize = 512;

/// A drawing, scaled, and its true regions.
pub struct Drawing {
    ink: Plane<u8>,
    /// The true flat colour and label of each pixel.
    values: Plane<u16>,
    /// The true region of each pixel of paper, from 1; 0 on ink.
    areas: Vec<u32>,
    /// Pixels of each true region.
    sizes: Vec<usize>,
    /// Which of them count.
    counts: Vec<bool>,
}

impl Drawing {
    /// Scales a pair so that its longest side becomes `side`; true regions count from `min_area` pixels, as if scaled
    /// to 512.
    pub fn new(pair: &Pair, side: usize, min_area: usize) -> Result<Self> {
        let line = &pair.line;
        let (from_width, from_height) = (line.width(), line.height());
        let longest = from_width.max(from_height);
        let scaled = |from: usize| ((from * side + longest / 2) / longest).max(1);
        let (width, height) = (scaled(from_width), scaled(from_height));
        let values = Plane::from_fn(width, height, |x, y| {
            let (x, y) = (x * from_width / width, y * from_height / height);
            u16::from_le_bytes([pair.flat_index.get(x, y), pair.labels.get(x, y)])
        });
        let ink = if (width, height) == (from_width, from_height) {
            line.clone()
        } else {
            let bytes = line.as_slice().to_vec();
            let image =
                GrayImage::from_raw(from_width as u32, from_height as u32, bytes).expect("one byte a pixel");
            let image = imageops::resize(&image, width as u32, height as u32, FilterType::CatmullRom);
            Plane::from_vec(width, height, image.into_raw())?
        };
        let (areas, sizes, undrawn) = true_areas(&ink, &values);
        let least = min_area * side * side / (SIDE * SIDE);
        let counts = sizes.iter().zip(undrawn).enumerate();
        let counts =
            counts.map(|(area, (&size, undrawn))| area > 0 && size >= least && undrawn <= 0.25).collect();
        Ok(Self { ink, values, areas, sizes, counts })
    }

    /// The true region of each pixel, from 1; 0 where there is ink.
    pub fn areas(&self) -> &[u32] {
        &self.areas
    }

    /// Pixels of each true region.
    pub fn sizes(&self) -> &[usize] {
        &self.sizes
    }

    /// The true regions that count.
    pub fn counted(&self) -> impl Iterator<Item = usize> {
        (0..self.counts.len()).filter(|&area| self.counts[area])
    }

    /// The ink with an opening of `opening` pixels in each line between two true regions that count.
    pub fn opened(&self, opening: u32, seed: u64) -> Plane<u8> {
        let mut ink = self.ink.clone();
        if opening == 0 {
            return ink;
        }
        let mut state = seed;
        let least = (24 * self.ink.width().max(self.ink.height()) / SIDE).max(2 * opening as usize);
        for line in self.lines().values().filter(|line| line.len() >= least) {
            for _ in 0..32 {
                let at = line[(random(&mut state) % line.len() as u64) as usize];
                if let Some(cut) = self.cut(at, line, opening) {
                    cut.erase(&mut ink);
                    break;
                }
            }
        }
        ink
    }

    /// The pixels of ink on each side of which the truth changes, by the two values and areas.
    fn lines(&self) -> BTreeMap<(u32, u32), Vec<(usize, usize)>> {
        let (width, height) = (self.ink.width(), self.ink.height());
        let whole = truth::areas(self.values.as_slice(), width);
        let mut lines = BTreeMap::<_, Vec<_>>::new();
        for y in 0..height {
            for x in 0..width {
                let here = whole[y * width + x];
                let beside = [
                    (x + 1 < width).then(|| whole[y * width + x + 1]),
                    whole.get((y + 1) * width + x).copied(),
                ];
                let other = beside.into_iter().flatten().find(|&other| other != here);
                if let Some(other) = other.filter(|_| self.ink.get(x, y) > 127) {
                    lines.entry((here.min(other), here.max(other))).or_default().push((x, y));
                }
            }
        }
        lines
    }

    /// Where an opening at a place of a line lies, if the line there separates two true regions that count.
    fn cut(&self, at: (usize, usize), line: &[(usize, usize)], opening: u32) -> Option<Cut> {
        let centre = (at.0 as f64, at.1 as f64);
        // The line's direction is that of its pixels nearby.
        let reach = f64::from(opening).max(6.0 * self.ink.width() as f64 / SIDE as f64);
        let (mut xx, mut xy, mut yy) = (0.0, 0.0, 0.0);
        for &(x, y) in line {
            let (dx, dy) = (x as f64 - centre.0, y as f64 - centre.1);
            if dx.hypot(dy) <= reach {
                (xx, xy, yy) = (xx + dx * dx, xy + dx * dy, yy + dy * dy);
            }
        }
        let angle = 0.5 * (2.0 * xy).atan2(xx - yy);
        let along = (angle.cos(), angle.sin());
        let limit = 8 * self.ink.width() / SIDE + 4;
        let side = |sign: f64| {
            (1..=limit).find_map(|step| {
                let step = step as f64 * sign;
                let (x, y) = (centre.0 - along.1 * step, centre.1 + along.0 * step);
                let (x, y) = (x.round(), y.round());
                let inside = x >= 0.0
                    && y >= 0.0
                    && (x as usize) < self.ink.width()
                    && (y as usize) < self.ink.height();
                let pixel = inside.then(|| y as usize * self.ink.width() + x as usize)?;
                let area = self.areas[pixel];
                (area != 0).then(|| (step.abs(), area, self.values.as_slice()[pixel]))
            })
        };
        let (one, other) = (side(1.0)?, side(-1.0)?);
        let counted = |area: u32| self.counts[area as usize];
        let differ = one.1 != other.1 && one.2 != other.2 && counted(one.1) && counted(other.1);
        let bend = f64::from(opening) / 6.0 + 1.0;
        differ.then(|| Cut {
            centre,
            along,
            half: f64::from(opening) / 2.0,
            across: one.0.max(other.0) + bend,
        })
    }
}

/// A straight cut through a line.
struct Cut {
    centre: (f64, f64),
    /// The line's direction, of length 1.
    along: (f64, f64),
    /// Half the opening, in pixels.
    half: f64,
    /// How far the line may reach to either side.
    across: f64,
}

impl Cut {
    /// Takes the ink away, with soft ends.
    fn erase(&self, ink: &mut Plane<u8>) {
        let reach = (self.half + 1.0).hypot(self.across + 1.0).ceil();
        let range = |centre: f64, side: usize| {
            (centre - reach).max(0.0) as usize..((centre + reach) as usize + 1).min(side)
        };
        for y in range(self.centre.1, ink.height()) {
            for x in range(self.centre.0, ink.width()) {
                let (dx, dy) = (x as f64 - self.centre.0, y as f64 - self.centre.1);
                let along = (dx * self.along.0 + dy * self.along.1).abs();
                let across = (dy * self.along.0 - dx * self.along.1).abs();
                let gone = (self.half + 0.5 - along).clamp(0.0, 1.0);
                if across <= self.across {
                    ink.set(x, y, (f64::from(ink.get(x, y)) * (1.0 - gone)).round() as u8);
                }
            }
        }
    }
}

/// The connected areas of paper of equal value, from 1, 0 on ink; their pixels, and which share of their outline is not
/// drawn.
fn true_areas(ink: &Plane<u8>, values: &Plane<u16>) -> (Vec<u32>, Vec<usize>, Vec<f64>) {
    let width = ink.width();
    let paper: Vec<_> = ink
        .as_slice()
        .iter()
        .zip(values.as_slice())
        .map(|(&ink, &value)| (ink <= PAPER).then_some(value))
        .collect();
    let mut areas = truth::areas(&paper, width);
    for (area, paper) in areas.iter_mut().zip(&paper) {
        *area = if paper.is_some() { *area + 1 } else { 0 };
    }
    let count = areas.iter().max().map_or(0, |&most| most as usize + 1);
    let (mut sizes, mut sides, mut open) = (vec![0; count], vec![0_usize; count], vec![0_usize; count]);
    for (pixel, &area) in areas.iter().enumerate().filter(|(_, area)| **area != 0) {
        sizes[area as usize] += 1;
        let x = pixel % width;
        let near = [
            (x > 0).then(|| pixel - 1),
            (x + 1 < width).then(|| pixel + 1),
            pixel.checked_sub(width),
            Some(pixel + width).filter(|&below| below < areas.len()),
        ];
        for other in near.into_iter().flatten().map(|near| areas[near]).filter(|&other| other != area) {
            sides[area as usize] += 1;
            open[area as usize] += usize::from(other != 0);
        }
    }
    let undrawn = open.iter().zip(&sides).map(|(&open, &sides)| open as f64 / sides.max(1) as f64).collect();
    (areas, sizes, undrawn)
}

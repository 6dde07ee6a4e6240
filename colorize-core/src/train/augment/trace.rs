//! Drawing a sample: what a pixel of it takes from the pixels of its pair.

use super::sample::Sample;
use super::view::{Displacement, View};
use crate::train::pairs::{Pair, UNKNOWN};

/// Lines halved in size until a sample's pixel spans less than two of theirs, so that few taps find the thinnest.
pub struct Mip {
    ink: Vec<u8>,
    width: usize,
    height: usize,
    /// The picture's pixels a pixel of `ink` spans.
    span: f32,
    /// Taps along each side of a sample's pixel.
    taps: usize,
}

impl Mip {
    pub fn new(ink: &[u8], width: usize, height: usize, step: f32) -> Self {
        let mut mip = Self { ink: ink.to_vec(), width, height, span: 1.0, taps: 1 };
        while step >= 2.0 * mip.span && mip.width > 1 && mip.height > 1 {
            let (w, h) = (mip.width.div_ceil(2), mip.height.div_ceil(2));
            let mut half = Vec::with_capacity(w * h);
            for y in 0..h {
                let above = &mip.ink[2 * y * mip.width..][..mip.width];
                let below = &mip.ink[(2 * y + 1).min(mip.height - 1) * mip.width..][..mip.width];
                let sums = above.chunks(2).zip(below.chunks(2)).map(|(a, b)| {
                    let (a1, b1) = (a[a.len() - 1], b[b.len() - 1]);
                    ((u16::from(a[0]) + u16::from(a1) + u16::from(b[0]) + u16::from(b1) + 2) / 4) as u8
                });
                half.extend(sums);
            }
            (mip.ink, mip.width, mip.height, mip.span) = (half, w, h, mip.span * 2.0);
        }
        mip.taps = if step > 1.01 * mip.span { 2 } else { 1 };
        mip
    }

    /// The ink at a place of the picture, between pixels; paper beyond the picture.
    fn get(&self, x: f32, y: f32) -> f32 {
        let (x, y) = (x / self.span - 0.5, y / self.span - 0.5);
        let (column, row) = (x.floor(), y.floor());
        if !(column >= -1.0 && row >= -1.0 && column < self.width as f32 && row < self.height as f32) {
            return 0.0;
        }
        let (fx, fy) = (x - column, y - row);
        let (column, row) = (column as isize, row as isize);
        let at = |column: isize, row: isize| {
            let (column, row) = (column as usize, row as usize);
            if column < self.width && row < self.height {
                f32::from(self.ink[row * self.width + column])
            } else {
                0.0
            }
        };
        let above = at(column, row) * (1.0 - fx) + at(column + 1, row) * fx;
        let below = at(column, row + 1) * (1.0 - fx) + at(column + 1, row + 1) * fx;
        (above * (1.0 - fy) + below * fy) / 255.0
    }
}

/// Where along the edges of a picture its figure is cut off.
struct Cuts {
    width: usize,
    height: usize,
    /// Running counts of figure pixels: top, bottom, left, right.
    sums: [Vec<u32>; 4],
}

impl Cuts {
    fn new(pair: &Pair) -> Self {
        let (width, height) = (pair.line.width(), pair.line.height());
        let index = pair.flat_index.as_slice();
        let run = |length: usize, at: &dyn Fn(usize) -> usize| {
            let mut sums = vec![0];
            for i in 0..length {
                sums.push(sums[i] + u32::from(index[at(i)] != 0));
            }
            sums
        };
        let sums = [
            run(width, &|x| x),
            run(width, &|x| (height - 1) * width + x),
            run(height, &|y| y * width),
            run(height, &|y| y * width + width - 1),
        ];
        Self { width, height, sums }
    }

    /// Whether the figure may go on at a place beyond the picture: it is cut off within as far as the place is out.
    fn reach(&self, x: f32, y: f32) -> bool {
        let (w, h) = (self.width as f32, self.height as f32);
        let edges = [
            (-y, x, &self.sums[0]),
            (y - h, x, &self.sums[1]),
            (-x, y, &self.sums[2]),
            (x - w, y, &self.sums[3]),
        ];
        edges.into_iter().any(|(out, along, sums)| {
            if out < 0.0 {
                return false;
            }
            let last = sums.len() - 1;
            let (from, to) = (along - out - 2.0, along + out + 3.0);
            let (from, to) = ((from.max(0.0) as usize).min(last), (to.max(0.0) as usize).min(last));
            sums[to] > sums[from]
        })
    }
}

/// Draws the sample.
pub fn trace(
    pair: &Pair,
    lines: &Mip,
    view: &View,
    displaced: &[Displacement],
    palette: Option<Vec<[u8; 3]>>,
    size: usize,
) -> Sample {
    let (w, h) = (pair.line.width(), pair.line.height());
    let cuts = Cuts::new(pair);
    let (labels, index, shaded) =
        (pair.labels.as_slice(), pair.flat_index.as_slice(), pair.shaded.as_slice());
    let inks: Option<Vec<Ink>> = palette
        .as_ref()
        .map(|new| pair.palette.iter().zip(new).map(|(&old, &new)| Ink::new(old, new)).collect());
    let all = size * size;
    let mut sample = Sample {
        size,
        ink: Vec::with_capacity(all),
        labels: Vec::with_capacity(all),
        flat_index: Vec::with_capacity(all),
        palette: Vec::new(),
        shaded: Vec::with_capacity(all),
        light: view.turn_light(pair.light()),
    };
    let [xx, xy, yx, yy] = view.matrix;
    let taps: Vec<(f32, f32)> = if lines.taps == 1 {
        vec![(0.0, 0.0)]
    } else {
        let quarters = [(-0.25, -0.25), (0.25, -0.25), (-0.25, 0.25), (0.25, 0.25)];
        quarters.iter().map(|(x, y)| (xx * x + xy * y, yx * x + yy * y)).collect()
    };
    let share = 1.0 / taps.len() as f32;
    let pixel = |x: f32, y: f32| {
        // Negative numbers become 0, so look first.
        (x >= 0.0 && y >= 0.0 && x < w as f32 && y < h as f32).then(|| y as usize * w + x as usize)
    };
    for row in 0..size {
        for column in 0..size {
            let (mut x, mut y) = view.map(column as f32 + 0.5, row as f32 + 0.5);
            for by in displaced {
                let i = row * size + column;
                x += by.amplitude * by.x[i];
                y += by.amplitude * by.y[i];
            }
            sample.ink.push(taps.iter().map(|(dx, dy)| lines.get(x + dx, y + dy)).sum::<f32>() * share);
            let Some(at) = pixel(x, y) else {
                let beyond = if cuts.reach(x, y) { UNKNOWN } else { 0 };
                sample.labels.push(beyond);
                sample.flat_index.push(beyond);
                sample.shaded.push([1.0; 3]);
                continue;
            };
            sample.labels.push(labels[at]);
            sample.flat_index.push(index[at]);
            if index[at] == 0 {
                sample.shaded.push([1.0; 3]);
                continue;
            }
            // Only taps of the pixel's own colour: shade is soft, borders of colours are not.
            let (mut sum, mut count) = ([0.0f32; 3], 0.0);
            for (dx, dy) in &taps {
                if let Some(tap) = pixel(x + dx, y + dy)
                    && index[tap] == index[at]
                {
                    for (sum, &c) in sum.iter_mut().zip(&shaded[tap]) {
                        *sum += f32::from(c);
                    }
                    count += 1.0;
                }
            }
            let colour = if count > 0.0 { sum.map(|c| c / count) } else { shaded[at].map(f32::from) };
            let colour = inks.as_ref().map_or(colour, |inks| inks[usize::from(index[at])].shade(colour));
            sample.shaded.push(colour.map(|c| c / 255.0));
        }
    }
    sample.palette = palette.unwrap_or_else(|| pair.palette.clone());
    sample
}

/// One colour exchanged for another under the same shade.
struct Ink {
    new: [f32; 3],
    /// Turns what is added to `floor` into shade, by channel or, of dark colours, by luma alone.
    inverse: [f32; 3],
    floor: f32,
    dark: bool,
}

impl Ink {
    /// In darker channels than this, rounding and compression are a large part of the value.
    const DARK: f32 = 24.0;

    fn new(old: [u8; 3], new: [u8; 3]) -> Self {
        let (old, new) = (old.map(f32::from), new.map(f32::from));
        if old.iter().all(|&c| c >= Self::DARK) {
            return Self { new, inverse: old.map(f32::recip), floor: 0.0, dark: false };
        }
        // Lifted to the floor, black under no shade stays at 1.
        let luma = luma(old);
        let floor = (Self::DARK - luma).max(0.0);
        Self { new, inverse: [1.0 / (luma + floor); 3], floor, dark: true }
    }

    /// Puts the new colour under the shade of `shaded`, 0..255.
    fn shade(&self, shaded: [f32; 3]) -> [f32; 3] {
        let shaded = if self.dark { [luma(shaded) + self.floor; 3] } else { shaded };
        std::array::from_fn(|c| (self.new[c] * (shaded[c] * self.inverse[c]).min(2.0)).min(255.0))
    }
}

fn luma([r, g, b]: [f32; 3]) -> f32 {
    0.299 * r + 0.587 * g + 0.114 * b
}

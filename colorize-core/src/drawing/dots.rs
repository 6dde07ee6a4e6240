//! Screen tones: dots in a grid, told from lines by their size and their number.

use super::{ground::extreme, straight::straight};
use crate::raster::Plane;

/// What is darker is of a line or a dot: the dots of a light screen are faint, those of a dark one touch each other or a
/// line unless only their cores count.
const FAINT: u8 = 208;
const DARK: u8 = 128;
/// So many dots in 3 x 3 cells make a screen; each cell is four of the largest dots wide.
const SCREEN: u32 = 24;

/// A line's ink is at least this: more than what is left between dots in a row that nearly touch.
const BETWEEN: u8 = 118;

/// One dot in so many is wider than what counts as a dot's width.
const WIDER: usize = 50;

/// A spot so long, in pixels, that is so many times longer than wide is a piece of a thin line, not a dot.
const LONG: f32 = 3.4;
const LONGER: f32 = 1.7;

/// A drawing's dots, apart from its lines.
pub(super) struct Dots {
    values: Plane<u8>,
    /// Of each pixel: 1 in a dot, 2 in a short piece of a line.
    of: Plane<u8>,
    /// Widest dot that is looked for, in pixels.
    widest: usize,
    /// How wide each dot is, in pixels, the least first.
    widths: Vec<usize>,
}

impl Dots {
    /// Finds dots: dark spots up to a hundredth of the longest side wide, at least 8 pixels, that have many others
    /// around them. Grain in dim light is no screen: within a dot it is darker by more than `grain` than what counts as dark.
    pub fn find(values: &Plane<u8>, grain: u8) -> Self {
        let widest = widest(values.width().max(values.height()));
        let mut of = values.map(|_| 0);
        let both = [FAINT, DARK].map(|below| mark(values, below, grain, widest, &mut of));
        let mut widths = both.into_iter().max_by_key(Vec::len).unwrap_or_default();
        widths.sort_unstable();
        Self { values: values.clone(), of, widest, widths }
    }

    /// How many dots there are.
    pub fn count(&self) -> usize {
        self.widths.len()
    }

    /// The lines: 255 less the values, but in a screen only what runs straight over two dots' widths, and pieces of a line.
    pub fn ink(&self) -> Plane<u8> {
        let dark = self.values.map(|&value| 255 - value);
        let Some(width) = self.widths.get(self.count() - self.count().div_ceil(WIDER)) else { return dark };
        let mut ink = straight(&dark, 2 * width);
        let screen = self.screen();
        let piece = extreme(&self.of.map(|&of| u8::from(of == 2)), 1, u8::max);
        for (i, ink) in ink.as_mut_slice().iter_mut().enumerate() {
            if screen.as_slice()[i] == 0 || piece.as_slice()[i] == 1 {
                *ink = dark.as_slice()[i];
            } else if *ink < BETWEEN {
                // What a row of dots leaves that nearly touch.
                *ink = 0;
            }
        }
        ink
    }

    /// How much light the screens between lines leave: 255 all, where there is none.
    pub fn tone(&self, ink: &Plane<u8>) -> Plane<u8> {
        let (width, height) = (self.values.width(), self.values.height());
        let screen = self.screen();
        let line = extreme(&ink.map(|&ink| u8::from(ink >= BETWEEN)), 1, u8::max);
        let seen = |i: usize| u64::from(line.as_slice()[i] == 0 && screen.as_slice()[i] == 1);
        let dark = Sums::new(width, height, |i| seen(i) * u64::from(255 - self.values.as_slice()[i]));
        let all = Sums::new(width, height, seen);
        Plane::from_fn(width, height, |x, y| {
            if screen.get(x, y) == 0 {
                return 255;
            }
            let all = all.around(x, y, self.widest);
            255 - dark.around(x, y, self.widest).checked_div(all).unwrap_or(0).min(255) as u8
        })
    }

    /// 1 between and around dots: a closing of their pixels.
    fn screen(&self) -> Plane<u8> {
        let dots = self.of.map(|&of| u8::from(of == 1));
        let grown = extreme(&dots, self.widest, u8::max);
        extreme(&grown, self.widest - 2, u8::min)
    }
}

/// Marks the pixels of dots, spots darker than `below` and somewhere darker by more than `grain`, with 1, and those of spots
/// as small that are [`LONG`] with 2; tells how wide each dot is.
fn mark(values: &Plane<u8>, below: u8, grain: u8, widest: usize, of: &mut Plane<u8>) -> Vec<usize> {
    let (width, height) = (values.width(), values.height());
    let cell = 4 * widest;
    let (columns, rows) = (width.div_ceil(cell), height.div_ceil(cell));
    let mut crowd = vec![0_u32; columns * rows];
    // The pixels of all spots one after the other; of each spot where its pixels end, its cell and how wide it is.
    let (mut pixels, mut spots) = (Vec::new(), Vec::new());
    let mut seen: Vec<bool> = values.as_slice().iter().map(|&value| value >= below).collect();
    let mut stack = Vec::new();
    for start in 0..seen.len() {
        if seen[start] {
            continue;
        }
        let (mut left, mut right, mut top, mut bottom) = (width, 0, height, 0);
        let (first, mut least) = (pixels.len(), below);
        seen[start] = true;
        stack.push(start);
        while let Some(i) = stack.pop() {
            let (x, y) = (i % width, i / width);
            least = least.min(values.as_slice()[i]);
            (left, right, top, bottom) = (left.min(x), right.max(x), top.min(y), bottom.max(y));
            if pixels.len() - first <= widest * widest {
                pixels.push(i);
            }
            let near = [
                (x > 0).then(|| i - 1),
                (x + 1 < width).then(|| i + 1),
                i.checked_sub(width),
                (y + 1 < height).then(|| i + width),
            ];
            for j in near.into_iter().flatten().filter(|&j| !std::mem::replace(&mut seen[j], true)) {
                stack.push(j);
            }
        }
        let wide = (right - left).max(bottom - top) + 1;
        let is_small = wide <= widest && below - least > grain;
        let is_piece = is_small && is_long(&pixels[first..], width);
        if is_small && !is_piece {
            let at = (top / cell) * columns + left / cell;
            crowd[at] += 1;
            spots.push((pixels.len(), at, wide));
        } else {
            for i in pixels.drain(first..).filter(|_| is_piece) {
                let of = &mut of.as_mut_slice()[i];
                *of = if *of == 0 { 2 } else { *of };
            }
        }
    }
    let around = |at: usize| -> u32 {
        let (x, y) = (at % columns, at / columns);
        let ys = y.saturating_sub(1)..(y + 2).min(rows);
        ys.flat_map(|y| (x.saturating_sub(1)..(x + 2).min(columns)).map(move |x| y * columns + x))
            .map(|at| crowd[at])
            .sum()
    };
    let (mut from, mut widths) = (0, Vec::new());
    for (end, at, wide) in spots {
        if around(at) >= SCREEN {
            widths.push(wide);
            pixels[from..end].iter().for_each(|&i| of.as_mut_slice()[i] = 1);
        }
        from = end;
    }
    widths
}

/// Whether a spot is [`LONG`].
fn is_long(pixels: &[usize], width: usize) -> bool {
    let count = pixels.len() as f32;
    let places = || pixels.iter().map(|&i| [(i % width) as f32, (i / width) as f32]);
    let mean = [0, 1].map(|axis| places().map(|at| at[axis]).sum::<f32>() / count);
    let spread =
        |a: usize, b: usize| places().map(|at| (at[a] - mean[a]) * (at[b] - mean[b])).sum::<f32>() / count;
    // What is one pixel wide is not of no width.
    let (xx, yy, xy) = (spread(0, 0) + 1.0 / 12.0, spread(1, 1) + 1.0 / 12.0, spread(0, 1));
    let (half, root) = ((xx + yy) / 2.0, ((xx - yy) / 2.0).hypot(xy));
    let [long, short] = [half + root, half - root].map(f32::sqrt);
    long * 12.0_f32.sqrt() >= LONG && long >= LONGER * short
}

/// The widest dot of a picture, in pixels.
pub(super) fn widest(side: usize) -> usize {
    (side / 100).max(8)
}

/// Sums over all pixels above and to the left.
struct Sums {
    width: usize,
    height: usize,
    sums: Vec<u64>,
}

impl Sums {
    fn new(width: usize, height: usize, value: impl Fn(usize) -> u64) -> Self {
        let mut sums = vec![0; (width + 1) * (height + 1)];
        for y in 0..height {
            let mut row = 0;
            for x in 0..width {
                row += value(y * width + x);
                sums[(y + 1) * (width + 1) + x + 1] = sums[y * (width + 1) + x + 1] + row;
            }
        }
        Self { width, height, sums }
    }

    /// The sum within `radius` columns and rows.
    fn around(&self, x: usize, y: usize, radius: usize) -> u64 {
        let (left, right) = (x.saturating_sub(radius), (x + radius + 1).min(self.width));
        let (top, bottom) = (y.saturating_sub(radius), (y + radius + 1).min(self.height));
        let at = |x: usize, y: usize| self.sums[y * (self.width + 1) + x];
        at(right, bottom) + at(left, top) - at(left, bottom) - at(right, top)
    }
}

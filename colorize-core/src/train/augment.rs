//! Training samples: a pair seen from near or far, drawn in another hand, in other colours.

mod manner;
mod noise;
mod recolour;

use rand::Rng;

use crate::train::pairs::{Pair, UNKNOWN};

/// One square sample of `size * size` pixels, row by row.
#[derive(Clone, Debug, PartialEq)]
pub struct Sample {
    /// Columns and rows.
    pub size: usize,
    /// The drawing: 0 paper to 1 line.
    pub ink: Vec<f32>, // [size, size]
    /// Labels, 0 for the ground, [`UNKNOWN`] (255) where nobody knows.
    pub labels: Vec<u8>, // [size, size]
    /// Which colour of `palette` a pixel has, 0 for the ground and nothing else, and [`UNKNOWN`] (255), which is no
    /// colour of the palette, where the sample goes on beyond a picture that cuts its figure off.
    pub flat_index: Vec<u8>, // [size, size]
    /// Flat colours, sRGB, at most 255; the first is the white of the ground. No two of the others are equal.
    pub palette: Vec<[u8; 3]>,
    /// The shaded colours, sRGB 0..1, in the colours of `palette`; white where `flat_index` is unknown.
    pub shaded: Vec<[f32; 3]>, // [size, size]
    /// The light as [`Pair::light`] tells it, flipped and turned with the picture: `[dx, dy, softness, known]`.
    pub light: [f32; 4],
}

/// How samples differ from their pairs. Clean lines in natural colours: see [`Augment::none`].
#[derive(Clone, Debug, PartialEq)]
pub struct Augment {
    /// Columns and rows of a sample.
    pub size: usize,
    /// Range of the scale, where 1 fits the picture into the sample and 2 shows its middle half.
    pub scale: (f32, f32),
    /// Most a width and a height differ in scale: 0.15 makes up to 1.15 times wider or higher.
    pub stretch: f32,
    /// Most degrees the picture is turned to either side.
    pub turn_degrees: f32,
    /// Most the picture is moved, as a part of the sample's side. Beyond scale 1 it moves further, to show all parts.
    pub shift: f32,
    /// Most a picture leans: columns moved for each row.
    pub shear: f32,
    /// Probability of the mirror image.
    pub flip: f64,
    /// Probability of a smooth wobble of up to 4 of the pair's pixels.
    pub wobble: f64,
    /// Probability of a bend: limbs, heads and clothes grow, shrink and lean by up to 6% of the picture.
    pub bend: f64,
    /// Probability that lines stay as they are.
    pub clean: f64,
    /// Probability of new colours: by turned hues or drawn anew, one as often as the other.
    pub recolour: f64,
}

impl Default for Augment {
    /// What the training of the shipped models uses, at 256 pixels.
    fn default() -> Self {
        Self {
            size: 256,
            scale: (0.6, 1.6),
            stretch: 0.15,
            turn_degrees: 20.0,
            shift: 0.12,
            shear: 0.08,
            flip: 0.5,
            wobble: 0.35,
            bend: 0.5,
            clean: 0.3,
            recolour: 0.5,
        }
    }
}

impl Augment {
    /// The pair as it is, for validation: the longer side made `size` pixels, in the middle of the sample.
    pub fn none(size: usize) -> Self {
        Self {
            size,
            scale: (1.0, 1.0),
            stretch: 0.0,
            turn_degrees: 0.0,
            shift: 0.0,
            shear: 0.0,
            flip: 0.0,
            wobble: 0.0,
            bend: 0.0,
            clean: 1.0,
            recolour: 0.0,
        }
    }

    /// Makes a sample of `pair`. The same state of `rng` gives the same sample.
    ///
    /// Beyond the picture is ground; but where the figure touches the picture's edge, what lies beyond is unknown.
    ///
    /// # Panics
    /// If `size` is 0.
    pub fn sample(&self, pair: &Pair, rng: &mut impl Rng) -> Sample {
        assert!(self.size > 0, "a sample has at least one pixel");
        let size = self.size;
        let view = self.view(pair, rng);
        let step = view.step();
        let mut displaced = Vec::new();
        if rng.random_bool(self.wobble) {
            let length = rng.random_range(20.0..80.0f32);
            let amplitude = rng.random_range(1.0..4.0f32);
            displaced.push(Displacement::new(size, step, length, amplitude, rng));
        }
        if rng.random_bool(self.bend) {
            let side = pair.line.width().max(pair.line.height()) as f32;
            let length = rng.random_range(0.3..1.0f32) * side;
            let amplitude = rng.random_range(0.01..0.06f32) * length;
            displaced.push(Displacement::new(size, step, length, amplitude, rng));
        }
        let clean = rng.random_bool(self.clean);
        let redrawn = (!clean).then(|| manner::redraw(pair, step, rng));
        let lines = Mip::new(
            redrawn.as_deref().unwrap_or(pair.line.as_slice()),
            pair.line.width(),
            pair.line.height(),
            step,
        );
        let palette = if rng.random_bool(self.recolour) {
            Some(if rng.random_bool(0.5) {
                recolour::turn_hues(&pair.palette, rng)
            } else {
                recolour::draw_colours(&pair.palette, rng)
            })
        } else {
            None
        };
        let mut sample = trace(pair, &lines, &view, &displaced, palette, size);
        if !clean {
            manner::scan(&mut sample.ink, size, rng);
        }
        sample
    }

    fn view(&self, pair: &Pair, rng: &mut impl Rng) -> View {
        let (w, h) = (pair.line.width() as f32, pair.line.height() as f32);
        let size = self.size as f32;
        let around = |rng: &mut _, most: f32| Rng::random_range(rng, -1.0..=1.0f32) * most;
        let (low, high) = (self.scale.0.ln(), self.scale.1.ln());
        let scale = (low + (high - low) * rng.random_range(0.0..=1.0f32)).exp();
        let stretch = (1.0 + self.stretch).powf(around(rng, 0.5));
        let (sin, cos) = around(rng, self.turn_degrees.to_radians()).sin_cos();
        let shear = around(rng, self.shear);
        let flip = if rng.random_bool(self.flip) { -1.0 } else { 1.0 };
        // Zoomed in, the sample is a window on the picture and may look anywhere up to its edges.
        let reach =
            self.shift * scale.max(1.0) + if self.shift > 0.0 { 0.35 * (scale - 1.0).max(0.0) } else { 0.0 };
        let (shift_x, shift_y) = (around(rng, reach) * size, around(rng, reach) * size);
        // From a sample's pixel to the picture's: turn, lean, then scale and flip.
        let fit = w.max(h) / size / scale;
        let (sx, sy) = (fit * stretch * flip, fit / stretch);
        let matrix = [sx * (cos + shear * sin), sx * (shear * cos - sin), sy * sin, sy * cos];
        // A letterbox lies on whole pixels.
        let side = |length: f32| (length * size / w.max(h)).round();
        let middle = |length: f32| ((size - side(length)) / 2.0).floor() + side(length) / 2.0;
        View { matrix, to: [middle(w) + shift_x, middle(h) + shift_y], from: [w / 2.0, h / 2.0] }
    }
}

/// The map from a sample's pixels to a picture's.
struct View {
    /// `[xx, xy, yx, yy]`: picture x grows by `xx` a column and `xy` a row, picture y by `yx` and `yy`.
    matrix: [f32; 4],
    /// Where in the sample the middle of the picture is.
    to: [f32; 2],
    /// The middle of the picture.
    from: [f32; 2],
}

impl View {
    /// The picture's pixels a pixel of the sample spans, as a length.
    fn step(&self) -> f32 {
        let [xx, xy, yx, yy] = self.matrix;
        (xx * yy - xy * yx).abs().sqrt()
    }

    fn map(&self, x: f32, y: f32) -> (f32, f32) {
        let (x, y) = (x - self.to[0], y - self.to[1]);
        let [xx, xy, yx, yy] = self.matrix;
        (self.from[0] + xx * x + xy * y, self.from[1] + yx * x + yy * y)
    }

    /// The light of the picture as it falls in the sample.
    fn turn_light(&self, light: [f32; 4]) -> [f32; 4] {
        let [dx, dy, softness, known] = light;
        if known == 0.0 {
            return light;
        }
        let [xx, xy, yx, yy] = self.matrix;
        let turn = (xx * yy - xy * yx).signum();
        let (x, y) = ((yy * dx - xy * dy) * turn, (xx * dy - yx * dx) * turn);
        let length = x.hypot(y).max(f32::MIN_POSITIVE);
        [x / length, y / length, softness, known]
    }
}

/// A smooth displacement, in the picture's pixels.
struct Displacement {
    x: Vec<f32>,
    y: Vec<f32>,
    amplitude: f32,
}

impl Displacement {
    /// Waves of a `length` and an `amplitude` in the picture's pixels, of which a sample's pixel spans `step`.
    fn new(size: usize, step: f32, length: f32, amplitude: f32, rng: &mut impl Rng) -> Self {
        // Steeper waves would fold the picture over.
        let amplitude = amplitude.min(0.06 * length);
        let cell = length / 2.0 / step;
        Self { x: noise::smooth(rng, size, size, cell), y: noise::smooth(rng, size, size, cell), amplitude }
    }
}

/// Lines halved in size until a sample's pixel spans less than two of theirs, so that few taps find the thinnest.
struct Mip {
    ink: Vec<u8>,
    width: usize,
    height: usize,
    /// The picture's pixels a pixel of `ink` spans.
    span: f32,
    /// Taps along each side of a sample's pixel.
    taps: usize,
}

impl Mip {
    fn new(ink: &[u8], width: usize, height: usize, step: f32) -> Self {
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
fn trace(
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

#[cfg(test)]
mod tests {
    use rand::SeedableRng;
    use rand_chacha::ChaCha8Rng;

    use super::*;
    use crate::Plane;

    /// `w` x `h`: a figure of two colours in the middle, down to the bottom edge, outlined at its sides.
    fn pair(w: usize, h: usize) -> Pair {
        let inside = |x: usize, y: usize| (w / 4..w * 3 / 4).contains(&x) && y >= h / 4;
        let flat = Plane::from_fn(w, h, |x, y| match (inside(x, y), y < h / 2) {
            (false, _) => [255; 3],
            (true, true) => [200, 120, 40],
            (true, false) => [30, 60, 150],
        });
        let shaded = Plane::from_fn(w, h, |x, y| {
            let colour = flat.get(x, y);
            if x >= w / 2 && inside(x, y) { colour.map(|c| c / 2) } else { colour }
        });
        let line =
            Plane::from_fn(w, h, |x, y| if y >= h / 4 && (x == w / 4 || x == w * 3 / 4) { 255 } else { 0 });
        let labels = Plane::from_fn(w, h, |x, y| u8::from(inside(x, y)) * (1 + u8::from(y >= h / 2)));
        Pair::new("p", "s", line, &flat, shaded, Some(labels)).unwrap()
    }

    #[test]
    fn the_same_seed_gives_the_same_sample() {
        let pair = pair(96, 120);
        let augment = Augment { size: 64, ..Augment::default() };
        let sample = |seed| augment.sample(&pair, &mut ChaCha8Rng::seed_from_u64(seed));
        assert_eq!(sample(1), sample(1));
        assert_ne!(sample(1), sample(2));
    }

    #[test]
    fn unchanged_at_its_own_size_a_pair_is_itself() {
        let pair = pair(64, 64);
        let sample = Augment::none(64).sample(&pair, &mut ChaCha8Rng::seed_from_u64(0));
        assert_eq!(sample.labels, pair.labels.as_slice());
        assert_eq!(sample.flat_index, pair.flat_index.as_slice());
        assert_eq!(sample.palette, pair.palette);
        assert_eq!(sample.light, pair.light());
        let ink: Vec<f32> = pair.line.as_slice().iter().map(|&ink| f32::from(ink) / 255.0).collect();
        assert_eq!(sample.ink, ink);
        let shaded: Vec<_> = pair.shaded.as_slice().iter().map(|c| c.map(|c| f32::from(c) / 255.0)).collect();
        assert_eq!(sample.shaded, shaded);
    }

    #[test]
    fn a_letterbox_lies_in_the_middle_on_whole_pixels() {
        let pair = pair(120, 60);
        let sample = Augment::none(60).sample(&pair, &mut ChaCha8Rng::seed_from_u64(0));
        for y in 0..60 {
            for x in 0..60 {
                let at = y * 60 + x;
                if !(15..45).contains(&y) {
                    assert_eq!(sample.ink[at], 0.0);
                    continue;
                }
                assert_eq!(sample.labels[at], pair.labels.get(2 * x + 1, 2 * (y - 15) + 1), "({x}, {y})");
                let block = [(0, 0), (1, 0), (0, 1), (1, 1)];
                let sum: u32 = block
                    .iter()
                    .map(|(dx, dy)| u32::from(pair.line.get(2 * x + dx, 2 * (y - 15) + dy)))
                    .sum();
                assert!((sample.ink[at] - sum as f32 / 1020.0).abs() < 0.002, "({x}, {y})");
            }
        }
        // Ground above; below the figure, which the bottom edge cuts, nobody knows.
        assert_eq!((sample.labels[5 * 60 + 30], sample.flat_index[5 * 60 + 30]), (0, 0));
        assert_eq!((sample.labels[50 * 60 + 30], sample.flat_index[50 * 60 + 30]), (UNKNOWN, UNKNOWN));
        assert_eq!(sample.labels[46 * 60 + 2], 0);
    }

    #[test]
    fn every_sample_is_sound_and_its_shade_survives_new_colours() {
        let pair = pair(100, 80);
        let mut rng = ChaCha8Rng::seed_from_u64(7);
        for size in [1, 33, 48] {
            let augment =
                Augment { size, recolour: 1.0, clean: 0.0, wobble: 1.0, bend: 1.0, ..Augment::default() };
            for _ in 0..150 {
                let sample = augment.sample(&pair, &mut rng);
                assert!(sample.ink.iter().all(|ink| (0.0..=1.0).contains(ink)));
                assert_eq!(sample.labels.len(), size * size);
                for (i, &index) in sample.flat_index.iter().enumerate() {
                    assert_eq!(index == UNKNOWN, sample.labels[i] == UNKNOWN);
                    if index == UNKNOWN || index == 0 {
                        assert_eq!(sample.shaded[i], [1.0; 3]);
                        continue;
                    }
                    let colour = sample.palette[usize::from(index)];
                    for (c, shaded) in colour.iter().zip(sample.shaded[i]) {
                        let flat = f32::from(*c) / 255.0;
                        assert!(shaded <= flat + 0.01 && shaded >= 0.45 * flat - 0.01, "{shaded} of {flat}");
                    }
                }
            }
        }
    }

    #[test]
    fn flipped_and_turned_light_still_falls_from_the_bright_side() {
        let pair = pair(128, 128);
        assert!(pair.light()[0] < -0.9, "{:?}", pair.light());
        let flipped = Augment { flip: 1.0, ..Augment::none(64) };
        let light = flipped.sample(&pair, &mut ChaCha8Rng::seed_from_u64(0)).light;
        assert!(light[0] > 0.9, "{light:?}");
        let quarter = View { matrix: [0.0, 1.0, -1.0, 0.0], to: [0.0; 2], from: [0.0; 2] };
        // This view puts picture x along sample y: light from the left of the picture falls from above.
        assert_eq!(quarter.turn_light([-1.0, 0.0, 0.5, 1.0])[1], -1.0);
    }
}

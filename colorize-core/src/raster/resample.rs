use rayon::prelude::*;

use super::plane::{Plane, Raster};

impl Plane<u8> {
    /// Scales to `width` x `height`: along a side that shrinks, each value is the mean of the area it
    /// covers; along one that grows, values are interpolated linearly between pixel centres.
    ///
    /// Exact: integers throughout, rounded once.
    ///
    /// # Panics
    /// If a side is 0.
    pub fn shrink_area(&self, width: usize, height: usize) -> Self {
        let (columns, rows) = (Taps::new(self.width(), width), Taps::new(self.height(), height));
        let total = columns.total * rows.total;
        let mut out = vec![0; width * height];
        out.par_chunks_mut(width).zip(&rows.spans).for_each(|(out, (top, weights))| {
            let mut sums = vec![0u64; self.width()];
            for (y, weight) in weights.iter().enumerate() {
                let pairs = sums.iter_mut().zip(self.row(top + y));
                pairs.for_each(|(sum, value)| *sum += u64::from(*weight) * u64::from(*value));
            }
            for (out, (left, weights)) in out.iter_mut().zip(&columns.spans) {
                let sum: u64 = weights.iter().zip(&sums[*left..]).map(|(w, sum)| u64::from(*w) * sum).sum();
                *out = ((sum + total / 2) / total) as u8;
            }
        });
        Self::from_vec(width, height, out).expect("the length is the product of the sides")
    }
}

impl Raster {
    /// Shrinks an opaque picture until no side is longer than `longest` pixels; one that is small enough stays. What it
    /// gives is opaque.
    ///
    /// # Panics
    /// If `longest` is 0.
    pub fn shrunk(&self, longest: usize) -> Self {
        let side = self.width().max(self.height());
        if side <= longest {
            return self.clone();
        }
        let scaled = |length: usize| (length * longest / side).max(1);
        let (width, height) = (scaled(self.width()), scaled(self.height()));
        let [r, g, b] = [0, 1, 2].map(|i| self.map(|pixel| pixel[i]).shrink_area(width, height));
        Self::from_fn(width, height, |x, y| [r.get(x, y), g.get(x, y), b.get(x, y), 255])
    }

    /// Puts an opaque picture into the middle of white paper of `width` x `height` pixels, as large as fits and never larger
    /// than it is.
    ///
    /// # Panics
    /// If a side is 0.
    pub fn fitted(&self, width: usize, height: usize) -> Self {
        let side = self.width().max(self.height());
        let longest = (width * side / self.width()).min(height * side / self.height());
        let small = self.shrunk(longest);
        let (left, top) = ((width - small.width()) / 2, (height - small.height()) / 2);
        let inside = |at: usize, start: usize, length: usize| at.checked_sub(start).filter(|&at| at < length);
        Self::from_fn(width, height, |x, y| {
            match (inside(x, left, small.width()), inside(y, top, small.height())) {
                (Some(x), Some(y)) => small.get(x, y),
                _ => [255; 4],
            }
        })
    }
}

/// For each target row or column: the first source one, and the weights from there on.
struct Taps {
    spans: Vec<(usize, Vec<u32>)>,
    /// What the weights of each span add up to.
    total: u64,
}

impl Taps {
    fn new(from: usize, to: usize) -> Self {
        assert!(to > 0, "a picture has at least one pixel");
        if to <= from {
            // In units of 1/to source pixels, target i covers i * from .. (i + 1) * from.
            let span = |i: usize| {
                let (start, end) = (i * from, (i + 1) * from);
                let first = start / to;
                let weight = |s: usize| (end.min((s + 1) * to) - start.max(s * to)) as u32;
                (first, (first..end.div_ceil(to)).map(weight).collect())
            };
            return Self { spans: (0..to).map(span).collect(), total: from as u64 };
        }
        // In units of 1/(2 to) source pixels, the centre of target i lies at (2i + 1) * from, that of source s
        // at (2s + 1) * to.
        let span = |i: usize| {
            let at = ((2 * i + 1) * from).clamp(to, (2 * from - 1) * to) - to;
            let (first, past) = (at / (2 * to), at % (2 * to));
            let weights = [(2 * to - past) as u32, past as u32];
            (first, weights[..1 + usize::from(past > 0)].to_vec())
        };
        Self { spans: (0..to).map(span).collect(), total: 2 * to as u64 }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn scaling_is_the_exact_mean() {
        let plane = Plane::from_fn(37, 29, |x, y| (x * x * 31 + y * 77 + x * y) as u8);
        assert_eq!(plane.shrink_area(37, 29), plane);
        let small = plane.shrink_area(10, 7);
        for (i, got) in small.as_slice().iter().enumerate() {
            let overlap = |i: usize, s: usize, from: usize, to: usize| {
                ((i + 1) * from).min((s + 1) * to).saturating_sub((i * from).max(s * to))
            };
            let pixel = |s: usize| overlap(i % 10, s % 37, 37, 10) * overlap(i / 10, s / 37, 29, 7);
            let sum: usize = (0..37 * 29).map(|s| pixel(s) * usize::from(plane.as_slice()[s])).sum();
            assert_eq!(usize::from(*got), (sum + 37 * 29 / 2) / (37 * 29));
        }
        let two = Plane::from_vec(2, 1, vec![0, 200]).unwrap();
        assert_eq!(two.shrink_area(4, 1).as_slice(), [0, 50, 150, 200]);
        assert_eq!(two.shrink_area(1, 3).as_slice(), [100; 3]);
        assert_eq!(Plane::filled(1, 1, 9u8).shrink_area(5, 5), Plane::filled(5, 5, 9));
    }

    #[test]
    fn pictures_fit_into_paper_of_any_shape() {
        let red = Raster::filled(40, 10, [200, 0, 0, 255]);
        for (width, height, inside) in
            [(20, 20, (20, 5)), (8, 3, (8, 2)), (100, 12, (40, 10)), (1, 1, (1, 1))]
        {
            let fitted = red.fitted(width, height);
            assert_eq!((fitted.width(), fitted.height()), (width, height));
            let painted = |x: usize, y: usize| fitted.get(x, y) == [200, 0, 0, 255];
            let columns = (0..width).filter(|&x| painted(x, height / 2)).count();
            let rows = (0..height).filter(|&y| painted(width / 2, y)).count();
            assert_eq!((columns, rows), inside, "in {width}x{height}");
        }
    }
}

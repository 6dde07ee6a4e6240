//! A tile out of pieces of an exemplar (Efros and Freeman, "Image Quilting for Texture Synthesis and Transfer", 2001).
//!
//! Square pieces are laid row by row, each chosen among many places of the exemplar by how well it fits those that it
//! overlaps, and cut along the way where it differs least from them. Where we differ: the last column and row overlap the
//! first, so that the result is a tile; which of the places that fit nearly best is taken is told by a hash, so that the
//! tile is always the same; and places with pixels that do not count are taken only where there are no others.

use rayon::prelude::*;

use super::grid::mix;
use super::histogram::Histogram;
use super::patch::Patch;
use super::sums::Sums;
use crate::raster::Plane;

/// The side of a piece, of the exemplar's shorter side.
const PIECE: f32 = 0.4;
/// Pieces overlap by this share of their side.
const OVERLAP: f32 = 0.3;
/// A tile is about so many exemplars wide and high.
const TILE: f32 = 2.0;
/// Places tried for a piece in each direction, about.
const PLACES: usize = 24;
/// Of an overlap every so many pixels each way are compared.
const SPARSE: usize = 2;
/// So many of the places tried are looked at again.
const FINALISTS: usize = 4;
/// A place is as good as the best if its error is larger by no more than this share.
const NEARLY: f32 = 0.1;
/// The smallest side of an exemplar that is worth cutting.
const LEAST: usize = 24;
/// What blending would change more than this has a structure; see [`is_structured`].
const STRUCTURE: f32 = 0.06;

/// What is smoother than this changes slowly, over more than a piece, and has no outlines; see [`roughness`].
const SMOOTH: f32 = 0.005;

/// A tile, and whence its pixels are.
#[derive(Clone, Debug)]
pub(super) struct Quilt {
    /// For each pixel the one of the exemplar.
    sources: Plane<(u16, u16)>,
}

/// Whether an exemplar has a structure that blending would lose: the differences of its pixels from those near them change
/// when it is blended with itself, shifted, by so much that it shows.
///
/// Noise of any kind stays what it is, for blending was made for it; edges, outlines and shapes do not.
pub(super) fn is_structured(patch: &Patch) -> bool {
    let own = patch.principal();
    patch.width().min(patch.height()) >= LEAST && roughness(&own) > SMOOTH && structure(&own) > STRUCTURE
}

/// Half the mean square of the differences of neighbours, beside the variance: 1 if they have nothing to do with each other.
fn roughness(own: &Plane<f32>) -> f32 {
    let square = |values: &[f32]| values.iter().map(|v| v * v).sum::<f32>() / values.len() as f32;
    let near = square(&differences(own, 1, 0)) + square(&differences(own, 0, 1));
    near / 4.0 / square(own.as_slice()).max(1e-12)
}

/// How much differences of neighbours change by blending: the mean distance of their quantiles, beside their deviation,
/// over distances of 1 to 4 pixels.
fn structure(own: &Plane<f32>) -> f32 {
    let mut gaussian = own.clone();
    let histogram = Histogram::of(gaussian.as_mut_slice());
    let (width, height) = (own.width(), own.height());
    // Far enough for what is there to be another thing.
    let blended = [(3, 2), (2, 3)].map(|(x, y)| {
        let (dx, dy) = (width * x / 8, height * y / 8);
        Plane::from_fn(width - dx, height - dy, |x, y| {
            let both = gaussian.get(x + dx, y) + gaussian.get(x, y + dy);
            histogram.value(both * std::f32::consts::FRAC_1_SQRT_2)
        })
    });
    let (mut sum, mut count) = (0.0, 0.0);
    for (dx, dy) in [1, 2, 4].into_iter().flat_map(|lag| [(lag, 0), (0, lag)]) {
        let was = differences(own, dx, dy);
        let deviation = (was.iter().map(|v| v * v).sum::<f32>() / was.len() as f32).sqrt();
        for blended in &blended {
            sum += distance(&was, &differences(blended, dx, dy)) / deviation.max(1e-6);
            count += 1.0;
        }
    }
    sum / count
}

/// Differences of pixels that are so far apart, in order.
fn differences(picture: &Plane<f32>, dx: usize, dy: usize) -> Vec<f32> {
    let rows = 0..picture.height() - dy;
    let row = |y: usize| picture.row(y).iter().zip(&picture.row(y + dy)[dx..]).map(|(a, b)| b - a);
    let mut all: Vec<f32> = rows.flat_map(row).collect();
    all.sort_unstable_by(f32::total_cmp);
    all
}

/// The mean distance of the quantiles of two, both in order.
fn distance(a: &[f32], b: &[f32]) -> f32 {
    const QUANTILES: usize = 99;
    let of = |all: &[f32], i: usize| all[(i + 1) * (all.len() - 1) / (QUANTILES + 1)];
    (0..QUANTILES).map(|i| (of(a, i) - of(b, i)).abs()).sum::<f32>() / QUANTILES as f32
}

impl Quilt {
    /// Makes a tile of a patch; pixels that are not `opaque` do not count.
    pub(super) fn new(patch: &Patch, opaque: &Plane<bool>) -> Self {
        let shorter = patch.width().min(patch.height());
        let side = ((shorter as f32 * PIECE) as usize).max(8);
        let overlap = ((side as f32 * OVERLAP) as usize).max(2);
        let step = side - overlap;
        let pieces = [patch.width(), patch.height()].map(|of| ((of as f32 * TILE) as usize).div_ceil(step));
        let holes = Sums::of(opaque, |opaque| f64::from(u8::from(!opaque)));
        let mut work =
            Work { patch, side, overlap, sources: Plane::filled(pieces[0] * step, pieces[1] * step, NONE) };
        for (row, column) in (0..pieces[1]).flat_map(|row| (0..pieces[0]).map(move |column| (row, column))) {
            let lies = Lies {
                left: column * step,
                top: row * step,
                over: [column > 0, row > 0, column + 1 == pieces[0], row + 1 == pieces[1]],
            };
            let chance = mix((row * pieces[0] + column) as u32 ^ 0x51ed_270b);
            let place = work.choose(&lies, &holes, chance);
            work.lay(&lies, place);
        }
        Self { sources: work.sources }
    }

    /// The tile.
    pub(super) fn tile(&self, patch: &Patch) -> Patch {
        Patch(self.sources.map(|&(x, y)| patch.0.get(x.into(), y.into())))
    }
}

/// Of pixels that are not laid yet.
const NONE: (u16, u16) = (u16::MAX, u16::MAX);

/// What a piece is laid over: the place in the piece, and the value.
type Known = (usize, usize, [f32; 3]);
/// Holes, error, and the place.
type Tried = (u32, f32, (usize, usize));

/// Where a piece comes to lie.
struct Lies {
    left: usize,
    top: usize,
    /// Over what there is to the left, above, to the right and below.
    over: [bool; 4],
}

/// A tile that is being laid.
struct Work<'a> {
    patch: &'a Patch,
    side: usize,
    overlap: usize,
    sources: Plane<(u16, u16)>,
}

impl Work<'_> {
    /// The place of the exemplar for a piece.
    fn choose(&self, lies: &Lies, holes: &Sums, chance: u32) -> (usize, usize) {
        let room = (self.patch.width() - self.side, self.patch.height() - self.side);
        let known = self.known(lies, SPARSE);
        let spread = |room: usize| {
            let count = (room + 1).min(PLACES);
            (0..count).map(move |i| if count == 1 { 0 } else { i * room / (count - 1) })
        };
        let grid = spread(room.1).flat_map(|y| spread(room.0).map(move |x| (x, y))).collect();
        let mut tried = self.tried(grid, &known, holes);
        // The best of the coarse grid are looked at again, with all pixels, and what is around them.
        tried.sort_by(|a, b| a.1.total_cmp(&b.1));
        tried.truncate(FINALISTS);
        let far = |room: usize| (room / PLACES).div_ceil(2);
        let around = |at: usize, room: usize| at.saturating_sub(far(room))..=(at + far(room)).min(room);
        let near = tried.iter().flat_map(|&(_, _, (x, y))| {
            around(y, room.1).flat_map(move |y| around(x, room.0).map(move |x| (x, y)))
        });
        let mut tried = self.tried(near.collect(), &self.known(lies, 1), holes);
        let best = tried.iter().map(|place| place.1).fold(f32::INFINITY, f32::min);
        tried.retain(|place| place.1 <= best * (1.0 + NEARLY));
        tried[chance as usize % tried.len()].2
    }

    /// Those of the places that have the fewest holes: how many, how far they are from what is known, and where.
    fn tried(&self, places: Vec<(usize, usize)>, known: &[Known], holes: &Sums) -> Vec<Tried> {
        let measured =
            |(x, y)| (holes.of_box(x, y, self.side, self.side) as u32, self.error(known, (x, y)), (x, y));
        let mut tried: Vec<Tried> = places.into_par_iter().map(measured).collect();
        let fewest = tried.iter().map(|place| place.0).min().expect("a place");
        tried.retain(|place| place.0 == fewest);
        tried
    }

    /// What a piece is laid over, every so many pixels each way.
    fn known(&self, lies: &Lies, sparse: usize) -> Vec<Known> {
        let mut known = Vec::new();
        for y in (0..self.side).step_by(sparse) {
            for x in (0..self.side).step_by(sparse) {
                if let Some(value) = self.value(self.at(lies, x, y)) {
                    known.push((x, y, value));
                }
            }
        }
        known
    }

    fn error(&self, known: &[Known], (left, top): (usize, usize)) -> f32 {
        known.iter().map(|&(x, y, value)| apart(value, self.patch.0.get(left + x, top + y))).sum()
    }

    /// The pixel of the tile at a place of a piece.
    fn at(&self, lies: &Lies, x: usize, y: usize) -> (usize, usize) {
        ((lies.left + x) % self.sources.width(), (lies.top + y) % self.sources.height())
    }

    fn value(&self, (x, y): (usize, usize)) -> Option<[f32; 3]> {
        let (x, y) = self.sources.get(x, y);
        ((x, y) != NONE).then(|| self.patch.0.get(x.into(), y.into()))
    }

    /// Lays a piece, cut where it differs least from what lies there.
    fn lay(&mut self, lies: &Lies, (left, top): (usize, usize)) {
        let (side, overlap) = (self.side, self.overlap);
        let new = |x: usize, y: usize| self.patch.0.get(left + x, top + y);
        let old = Plane::from_fn(side, side, |x, y| self.value(self.at(lies, x, y)).unwrap_or(new(x, y)));
        // Each from its own side inwards: how many pixels of each line stay as they are.
        let turned = |i: usize, depth: usize| match i {
            0 => (depth, 0),
            1 => (0, depth),
            2 => (side - 1 - depth, 0),
            _ => (0, side - 1 - depth),
        };
        let cuts: [Vec<usize>; 4] = std::array::from_fn(|i| {
            if !lies.over[i] {
                return vec![0; side];
            }
            let at = |line: usize, depth: usize| {
                let (x, y) = turned(i, depth);
                if i % 2 == 0 { (x, line) } else { (line, y) }
            };
            // On both sides of the cut the two should agree, and what comes to lie side by side should too.
            cut(side, overlap, |line, depth| {
                let ((x, y), (u, v)) = (at(line, depth), at(line, depth.max(1) - 1));
                apart(old.get(x, y), new(x, y))
                    + apart(old.get(u, v), new(u, v))
                    + apart(old.get(u, v), new(x, y))
            })
        });
        for (x, y) in (0..side).flat_map(|y| (0..side).map(move |x| (x, y))) {
            let inside = x >= cuts[0][y] && y >= cuts[1][x] && side - x > cuts[2][y] && side - y > cuts[3][x];
            let (column, row) = self.at(lies, x, y);
            if inside || self.sources.get(column, row) == NONE {
                self.sources.set(column, row, ((left + x) as u16, (top + y) as u16));
            }
        }
    }
}

/// The cheapest way along an overlap of `lines`, `depth` pixels deep, from one end to the other: how deep it is in each
/// line.
fn cut(lines: usize, depth: usize, cost: impl Fn(usize, usize) -> f32) -> Vec<usize> {
    let mut sums = Plane::from_fn(depth, lines, |d, line| cost(line, d));
    for line in 1..lines {
        for d in 0..depth {
            let near = d.saturating_sub(1)..(d + 2).min(depth);
            let least = near.map(|before| sums.get(before, line - 1)).fold(f32::INFINITY, f32::min);
            sums.set(d, line, sums.get(d, line) + least);
        }
    }
    let least = |line: usize, of: std::ops::Range<usize>| {
        of.min_by(|&a, &b| sums.get(a, line).total_cmp(&sums.get(b, line))).expect("a depth")
    };
    let mut way = vec![0; lines];
    way[lines - 1] = least(lines - 1, 0..depth);
    for line in (0..lines - 1).rev() {
        let after = way[line + 1];
        way[line] = least(line, after.saturating_sub(1)..(after + 2).min(depth));
    }
    way
}

fn apart(a: [f32; 3], b: [f32; 3]) -> f32 {
    (0..3).map(|i| (a[i] - b[i]) * (a[i] - b[i])).sum()
}

#[cfg(test)]
mod tests {
    use super::*;

    /// A number by chance, 0 up to 1.
    fn chance(n: u32) -> f32 {
        (mix(n.wrapping_mul(0x9e37_79b9) ^ 0x5bd1_e995) >> 8) as f32 / (1 << 24) as f32
    }

    /// Stones of any form and shade between dark joints.
    fn stones(side: usize) -> Patch {
        let stones: Vec<[f32; 3]> = (0..64u32)
            .map(|n| {
                let place = |v: u32, other: u32| (v as f32 + 0.9 * chance(2 * n + other) - 1.0) * 12.0;
                [place(n % 8, 0), place(n / 8, 1), 0.2 * chance(1000 + n)]
            })
            .collect();
        Patch(Plane::from_fn(side, side, |x, y| {
            let mut near: Vec<(f32, f32)> =
                stones.iter().map(|s| ((s[0] - x as f32).hypot(s[1] - y as f32), s[2])).collect();
            near.sort_by(|a, b| a.0.total_cmp(&b.0));
            let joint = ((near[1].0 - near[0].0 - 1.5) / 1.5).clamp(0.0, 1.0);
            [-0.3 + joint * (0.3 + near[0].1), 0.0, 0.0]
        }))
    }

    /// Blurred noise.
    fn noise(side: usize) -> Patch {
        Patch(Plane::from_fn(side, side, |x, y| {
            let around = (0..16).map(|i| chance(((y + i / 4) * 1000 + x + i % 4) as u32));
            [around.sum::<f32>() / 16.0 - 0.5, 0.0, 0.0]
        }))
    }

    fn opaque(side: usize) -> Plane<bool> {
        Plane::filled(side, side, true)
    }

    #[test]
    fn shapes_have_a_structure_and_noise_has_none() {
        assert!(is_structured(&stones(72)), "{}", structure(&stones(72).principal()));
        assert!(!is_structured(&noise(72)), "{}", structure(&noise(72).principal()));
        assert!(!is_structured(&stones(20)), "too small to be cut");
        let fold = |x: usize, y: usize| ((x as f32 * 0.09).sin() + 0.3 * (y as f32 * 0.07).sin()).powi(3);
        let satin = Patch(Plane::from_fn(72, 72, |x, y| [0.1 * fold(x, y), 0.0, 0.0]));
        assert!(!is_structured(&satin), "{}", roughness(&satin.principal()));
        assert!(!is_structured(&Patch(Plane::filled(40, 40, [0.0; 3]))));
    }

    /// Squares of the differences between pixels next to each other, where pieces meet and elsewhere, around the tile.
    fn energies(quilt: &Quilt, tile: &Patch) -> [f32; 2] {
        let (width, height) = (tile.width(), tile.height());
        let mut sums = [(0.0, 0.0); 2];
        for (x, y) in (0..height).flat_map(|y| (0..width).map(move |x| (x, y))) {
            let from = quilt.sources.get(x, y);
            assert_ne!(from, NONE);
            for (dx, dy) in [(1, 0), (0, 1)] {
                let next = ((x + dx) % width, (y + dy) % height);
                let seam = quilt.sources.get(next.0, next.1) != (from.0 + dx as u16, from.1 + dy as u16);
                let sum = &mut sums[usize::from(seam)];
                sum.0 += apart(tile.0.get(x, y), tile.0.get(next.0, next.1));
                sum.1 += 1.0;
            }
        }
        assert!(sums[1].1 > 100.0, "there are seams");
        sums.map(|(sum, count)| sum / count)
    }

    #[test]
    fn seams_are_no_stronger_than_what_is_inside() {
        let patch = stones(72);
        let quilt = Quilt::new(&patch, &opaque(72));
        let [inside, seams] = energies(&quilt, &quilt.tile(&patch));
        println!("seams {:.3} of the inside", seams / inside);
        assert!(seams <= 1.05 * inside, "{seams} {inside}");
    }

    #[test]
    fn the_same_exemplar_gives_the_same_tile() {
        let (one, other) = (Quilt::new(&stones(48), &opaque(48)), Quilt::new(&stones(48), &opaque(48)));
        assert_eq!(one.sources, other.sources);
    }

    #[test]
    fn a_tile_repeats_less_than_its_exemplar_does() {
        let quilt = Quilt::new(&stones(72), &opaque(72));
        assert!(quilt.sources.width() >= 144 && quilt.sources.height() >= 144);
        let used: std::collections::HashSet<_> = quilt.sources.as_slice().iter().collect();
        assert!(used.len() * 2 > 72 * 72, "{}", used.len());
    }

    #[test]
    fn what_is_transparent_is_left_out() {
        let hole = |x: usize, y: usize| (30..42).contains(&x) && (30..42).contains(&y);
        let clear = Plane::from_fn(72, 72, |x, y| !hole(x, y));
        let quilt = Quilt::new(&stones(72), &clear);
        assert!(quilt.sources.as_slice().iter().all(|&(x, y)| !hole(x.into(), y.into())));
        // With nothing else to take, a piece has some of it.
        let stripes = Plane::from_fn(72, 72, |x, _| x % 4 > 0);
        assert!(Quilt::new(&stones(72), &stripes).sources.as_slice().iter().all(|&from| from != NONE));
    }

    #[test]
    fn long_and_flat_exemplars_are_laid_too() {
        for (width, height) in [(24, 256), (256, 30), (8, 8)] {
            let flat = Patch(Plane::filled(width, height, [0.1; 3]));
            let quilt = Quilt::new(&flat, &Plane::filled(width, height, true));
            assert!(quilt.tile(&flat).0.as_slice().iter().all(|&v| v == [0.1; 3]));
        }
    }

    #[test]
    fn a_cut_runs_where_it_is_cheapest() {
        let way = [3, 3, 2, 1, 1, 2];
        assert_eq!(cut(6, 5, |line, depth| if way[line] == depth { 0.0 } else { 1.0 }), way);
    }
}

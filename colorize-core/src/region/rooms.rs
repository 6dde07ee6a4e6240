//! The rooms of a region: what lies between its narrow passages.
//!
//! A region that leaks is one region, though it shows two things: a passage in its outline joins them. Whoever wants two
//! colours in it has seen the passage that no rule could be sure of. It is found in the distances to the nearest line (a
//! watershed; Beucher and Lantuéjoul, "Use of Watersheds in Contour Detection", 1979): each pixel belongs to the peak to
//! which it leads uphill, and peaks are of one room unless the passage between them is clearly narrower than either.

use std::collections::{HashMap, HashSet};

use super::bounds::Bounds;
use super::cut::straighten;
use super::distance::nearest_walls;
use super::grid::{Grid, NONE};
use super::map::RegionMap;
use super::run::DisjointSets;
use crate::raster::Plane;

/// Widest passage between two rooms, as a share of the narrower one's width.
const PASSAGE: f64 = 0.97;
/// By how much lines stray from what they draw, in pixels.
const ROUGH: f64 = 0.75;
/// How far from walls rooms are told to be wider than others, in pixels.
const REACH: i16 = 8_000;

impl RegionMap {
    /// Divides regions among those who lay claim to them: each claim is a pixel and what it is claimed for. Pieces are
    /// numbered on from the count, and the deepest place of each region keeps its number; `None` if nothing is divided.
    ///
    /// A room belongs to its last claim, and what nobody claims to the room that it is joined with by the widest passage.
    pub(crate) fn divided(&self, claims: &[Vec<Claim>], ink: &Plane<u8>, ink_threshold: u8) -> Option<Self> {
        let mut ids = None;
        let mut count = self.len() as u32;
        for claims in claims {
            let Some(first) = claims.first() else { continue };
            let id = self.ids.as_slice()[first.pixel];
            let region = &self.regions[id as usize - 1];
            let around = region.bounds.grown(1, (ink.width(), ink.height()));
            let rooms = Rooms::new(&self.ids, id, around, |x, y| ink.get(x, y) < ink_threshold);
            let owners = rooms.owners(claims);
            let pixel = |(x, y): (u32, u32)| y as usize * ink.width() + x as usize;
            let Some(middle) = rooms.peak_at(pixel(region.seed)) else { continue }; // all ink
            let kept = owners[middle as usize];
            let mut numbers = HashMap::from([(kept, id)]);
            let held: HashSet<Option<u32>> = owners.iter().copied().collect();
            if held.iter().flatten().count() < 2 {
                continue;
            }
            for claim in claims {
                let owner = Some(claim.owner);
                if held.contains(&owner) {
                    numbers.entry(owner).or_insert_with(|| {
                        count += 1;
                        count
                    });
                }
            }
            // What nobody claims, as far as it is joined with nothing, stays.
            let numbers: Vec<u32> =
                owners.iter().map(|owner| numbers.get(owner).copied().unwrap_or(id)).collect();
            rooms.write(&numbers, claims, ids.get_or_insert_with(|| self.ids.clone()));
        }
        ids.map(|ids| self.with_ids(ids, ink, ink_threshold))
    }
}

/// A pixel of a region, and what it is claimed for.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) struct Claim {
    pub pixel: usize,
    pub owner: u32,
}

/// One region, pixel by pixel within a box.
struct Rooms {
    bounds: Bounds,
    grid: Grid,
    /// Whether a pixel is paper.
    paper: Vec<bool>,
    /// Pixels of the picture's rows.
    stride: usize,
    /// Of each pixel the number of its peak; [`NONE`] outside of the region.
    peaks: Vec<u32>,
    /// The square of each peak's distance to the nearest wall.
    heights: Vec<u32>,
    /// The squares of the widest passages between peaks, the widest first.
    passages: Vec<(u32, [u32; 2])>,
}

impl Rooms {
    fn new(ids: &Plane<u32>, id: u32, bounds: Bounds, paper: impl Fn(usize, usize) -> bool) -> Self {
        let (width, height) = bounds.size();
        let place = |at: usize| (bounds.left as usize + at % width, bounds.top as usize + at / width);
        let own = |at: usize| {
            let (x, y) = place(at);
            ids.get(x, y) == id
        };
        let open = |at: usize| {
            let (x, y) = place(at);
            ids.get(x, y) == id && paper(x, y)
        };
        let mut depths = vec![0u32; width * height];
        let wall = |y: usize, walls: &mut [bool]| {
            walls.iter_mut().enumerate().for_each(|(x, wall)| *wall = !open(y * width + x));
        };
        nearest_walls((width, height), 0..height, REACH, wall, |y, row, _| {
            let offsets = row.right.iter().zip(&row.down);
            for (depth, (&right, &down)) in depths[y * width..][..width].iter_mut().zip(offsets) {
                *depth = u32::from(right.unsigned_abs()).pow(2) + u32::from(down.unsigned_abs()).pow(2);
            }
        });
        let grid = Grid { width, height };
        let (mut peaks, heights) = peaks(&grid, &depths);
        let passages = passages(&grid, &depths, &peaks);
        grid.cover(&mut peaks, own);
        let paper = depths.into_iter().map(|depth| depth > 0).collect();
        Self { bounds, grid, paper, stride: ids.width(), peaks, heights, passages }
    }

    /// Who owns each peak; `None` where nobody lays claim to what it is joined with.
    fn owners(&self, claims: &[Claim]) -> Vec<Option<u32>> {
        let mut rooms = DisjointSets::new(self.heights.len());
        let mut heights = self.heights.clone();
        for &(passage, [a, b]) in &self.passages {
            let [a, b] = [rooms.root(a), rooms.root(b)];
            let [high, low] = [heights[a as usize], heights[b as usize]];
            if f64::from(passage).sqrt() >= PASSAGE * f64::from(high.min(low)).sqrt() - ROUGH {
                rooms.join(a, b);
                heights[rooms.root(a) as usize] = high.max(low);
            }
        }
        let mut owners = vec![None; heights.len()];
        for claim in claims {
            if let Some(peak) = self.peak_at(claim.pixel) {
                owners[rooms.root(peak) as usize] = Some(claim.owner);
            }
        }
        for &(_, [a, b]) in &self.passages {
            let [a, b] = [rooms.root(a), rooms.root(b)];
            let [one, other] = [owners[a as usize], owners[b as usize]];
            if one.is_none() || other.is_none() || one == other {
                rooms.join(a, b);
                owners[rooms.root(a) as usize] = one.or(other);
            }
        }
        (0..owners.len() as u32).map(|peak| owners[rooms.root(peak) as usize]).collect()
    }

    /// The peak of a pixel of the region, by its place in the picture; `None` for ink that no paper is joined with.
    fn peak_at(&self, pixel: usize) -> Option<u32> {
        Some(self.peaks[self.index(pixel)]).filter(|&peak| peak != NONE)
    }

    /// Where a pixel of the picture is in the box.
    fn index(&self, pixel: usize) -> usize {
        let Bounds { left, top, .. } = self.bounds;
        let (x, y) = (pixel % self.stride - left as usize, pixel / self.stride - top as usize);
        y * self.grid.width + x
    }

    /// Numbers the region's pixels by those of their peaks.
    fn write(&self, numbers: &[u32], claims: &[Claim], ids: &mut Plane<u32>) {
        let number = |(&peak, &paper): (&u32, &bool)| if paper { numbers[peak as usize] } else { NONE };
        let mut pieces: Vec<u32> = self.peaks.iter().zip(&self.paper).map(number).collect();
        let fixed: Vec<usize> = claims.iter().map(|claim| self.index(claim.pixel)).collect();
        straighten(&self.grid, &mut pieces, &fixed);
        self.grid.cover(&mut pieces, |at| self.peaks[at] != NONE);
        let Bounds { left, top, .. } = self.bounds;
        for (y, row) in (top as usize..).zip(pieces.chunks_exact(self.grid.width)) {
            let ids = &mut ids.as_mut_slice()[y * self.stride + left as usize..][..row.len()];
            let own = ids.iter_mut().zip(row).filter(|(_, number)| **number != NONE);
            own.for_each(|(id, &number)| *id = number);
        }
    }
}

/// The peak to which each pixel leads uphill, [`NONE`] on walls, and how high the peaks are.
fn peaks(grid: &Grid, depths: &[u32]) -> (Vec<u32>, Vec<u32>) {
    // Of two that are equally high the first is taken for the higher.
    let higher = |a: usize, b: usize| (depths[a], b).cmp(&(depths[b], a)).is_gt();
    let uphill =
        |at: usize| grid.beside(at).fold(at, |best, other| if higher(other, best) { other } else { best });
    let mut peaks = vec![NONE; depths.len()];
    let mut heights = Vec::new();
    let mut way = Vec::new();
    for start in (0..depths.len()).filter(|&at| depths[at] > 0) {
        let mut at = start;
        let peak = loop {
            if peaks[at] != NONE {
                break peaks[at];
            }
            way.push(at);
            let next = uphill(at);
            if next == at {
                heights.push(depths[at]);
                break heights.len() as u32 - 1;
            }
            at = next;
        };
        way.drain(..).for_each(|at| peaks[at] = peak);
    }
    (peaks, heights)
}

/// The widest passages between peaks, the widest first.
fn passages(grid: &Grid, depths: &[u32], peaks: &[u32]) -> Vec<(u32, [u32; 2])> {
    let mut widest = HashMap::<[u32; 2], u32>::new();
    for at in (0..peaks.len()).filter(|&at| peaks[at] != NONE) {
        for other in grid.beside(at).filter(|&other| other > at && peaks[other] != NONE) {
            if peaks[at] != peaks[other] {
                let pair = [peaks[at].min(peaks[other]), peaks[at].max(peaks[other])];
                let width = widest.entry(pair).or_default();
                *width = depths[at].min(depths[other]).max(*width);
            }
        }
    }
    let mut passages: Vec<_> = widest.into_iter().map(|(pair, width)| (width, pair)).collect();
    passages.sort_unstable_by(|a, b| b.0.cmp(&a.0).then(a.1.cmp(&b.1)));
    passages
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;
    use crate::region::RegionOptions;

    const RED: u32 = 1;
    const BLUE: u32 = 2;

    /// Two rooms of 40 x 40 pixels, one beside the other, with a passage of so many pixels in the wall between them; and
    /// their regions, which no gap closes.
    fn two_rooms(passage: usize) -> (Plane<u8>, RegionMap) {
        let ink = Plane::from_fn(84, 42, |x, y| {
            let edge = x == 0 || x == 83 || y == 0 || y == 41;
            let wall = (41..43).contains(&x) && !(21 - passage / 2..21 + passage.div_ceil(2)).contains(&y);
            if edge || wall { 255 } else { 0 }
        });
        let regions = RegionMap::segment(&ink, &RegionOptions::default().with_gap(0), None).unwrap();
        (ink, regions)
    }

    fn claims(places: &[(usize, usize, u32)]) -> Vec<Claim> {
        places.iter().map(|&(x, y, owner)| Claim { pixel: y * 84 + x, owner }).collect()
    }

    /// The regions as these divide the one that they lie in.
    fn divided(passage: usize, places: &[(usize, usize, u32)]) -> Option<RegionMap> {
        let (ink, regions) = two_rooms(passage);
        assert_eq!(regions.len(), 1);
        regions.divided(&[claims(places)], &ink, 128)
    }

    #[test]
    fn each_room_belongs_to_who_claims_it() {
        for passage in [1, 6, 20, 36] {
            // Well inside, in corners, and beside the passage.
            for (left, right) in [((20, 20), (63, 20)), ((2, 2), (81, 39)), ((38, 21), (45, 21))] {
                let map =
                    divided(passage, &[(left.0, left.1, RED), (right.0, right.1, BLUE)]).expect("two rooms");
                assert_eq!(map.len(), 2);
                let [left, right] = [map.at(left.0, left.1), map.at(right.0, right.1)];
                assert_ne!(left, right);
                for y in 1..41 {
                    for x in (1..83).filter(|x| !(40..44).contains(x)) {
                        assert_eq!(map.at(x, y), if x < 42 { left } else { right }, "{x}, {y} of {passage}");
                    }
                }
            }
        }
    }

    #[test]
    fn the_last_claim_in_a_room_holds() {
        let map = divided(6, &[(20, 20, BLUE), (63, 20, BLUE), (10, 30, RED)]).expect("two rooms");
        assert_ne!(map.at(20, 20), map.at(63, 20));
        assert_eq!(map.at(20, 20), map.at(10, 30));
        assert!(divided(6, &[(20, 20, RED), (30, 10, BLUE)]).is_none());
        assert!(divided(40, &[(20, 20, RED), (63, 20, BLUE)]).is_none(), "no wall");
    }

    #[test]
    fn the_deepest_place_keeps_the_number_and_pieces_count_on() {
        let (ink, regions) = two_rooms(6);
        let seed = regions.regions()[0].seed;
        let map = divided(6, &[(20, 20, RED), (63, 20, BLUE)]).unwrap();
        assert_eq!(map.at(seed.0 as usize, seed.1 as usize), Some(1));
        assert_eq!(regions.divided(&[], &ink, 128), None);
        // What lies under lines goes with the nearest paper.
        assert_eq!(map.at(0, 20), map.at(20, 20));
        assert_eq!(map.at(83, 20), map.at(63, 20));
    }

    #[test]
    fn solid_ink_has_no_rooms() {
        // A region of ink, and a region of paper with an island of ink far from it.
        let ids = Plane::from_fn(60, 20, |x, _| if (20..50).contains(&x) { 2 } else { 1 });
        let ink = Plane::from_fn(60, 20, |x, _| if (20..56).contains(&x) { 0 } else { 255 });
        let regions = RegionMap::from_ids(ids.clone(), &ink, 128).unwrap();
        let claims = |places: [(usize, u32); 2]| places.map(|(pixel, owner)| Claim { pixel, owner }).to_vec();
        assert_eq!(regions.divided(&[claims([(5, RED), (53, BLUE)])], &ink, 128), None);
        let solid = Plane::filled(60, 20, 255);
        let regions = RegionMap::from_ids(ids, &solid, 128).unwrap();
        assert_eq!(regions.divided(&[claims([(5, RED), (15, BLUE)])], &solid, 128), None);
    }

    proptest! {
        /// Any regions, any lines, any claims: all other regions stay, and pieces are numbered on.
        #[test]
        fn only_the_claimed_region_changes(
            ids in prop::collection::vec(0u32..3, 12 * 9),
            ink in prop::collection::vec(prop::sample::select(vec![0u8, 0, 0, 255]), 12 * 9),
            points in prop::collection::vec((0usize..12 * 9, 0u32..3), 1..6),
        ) {
            let ids = Plane::from_fn(12, 9, |x, y| ids[y * 12 + x]);
            let ink = Plane::from_fn(12, 9, |x, y| ink[y * 12 + x]);
            let regions = RegionMap::from_ids(ids, &ink, 128).unwrap();
            let region = regions.ids().as_slice()[points[0].0];
            let within = points.iter().filter(|(pixel, _)| regions.ids().as_slice()[*pixel] == region);
            let claims: Vec<Claim> = within.map(|&(pixel, owner)| Claim { pixel, owner }).collect();
            if let Some(map) = regions.divided(&[claims], &ink, 128) {
                prop_assert!(map.len() > regions.len());
                for (&was, &is) in regions.ids().as_slice().iter().zip(map.ids().as_slice()) {
                    prop_assert!(was == is || (was == region && is as usize > regions.len()));
                }
            }
        }
    }

    #[test]
    fn unclaimed_rooms_join_by_the_widest_passage() {
        // Three rooms in a row; the passage to the right one is wider.
        let ink = Plane::from_fn(92, 32, |x, y| {
            let edge = x == 0 || x == 91 || y == 0 || y == 31;
            let wall = (x == 30 && !(14..18).contains(&y)) || (x == 61 && !(10..22).contains(&y));
            if edge || wall { 255 } else { 0 }
        });
        let regions = RegionMap::segment(&ink, &RegionOptions::default().with_gap(0), None).unwrap();
        assert_eq!(regions.len(), 1);
        let claims = [(15, 15, RED), (76, 15, BLUE)].map(|(x, y, owner)| Claim { pixel: y * 92 + x, owner });
        let map = regions.divided(&[claims.to_vec()], &ink, 128).expect("three rooms");
        assert_eq!(map.len(), 2);
        assert_eq!(map.at(45, 15), map.at(76, 15));
        assert_ne!(map.at(45, 15), map.at(15, 15));
    }
}

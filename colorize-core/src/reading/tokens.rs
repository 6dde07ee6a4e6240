//! What the region network is told of each region.

use super::ballot::{Ballot, Votes};
use crate::label::{Label, LabelSet};
use crate::network::labeller::EMBEDDING;
use crate::network::regions::REGION_INPUTS;
use crate::region::{Region, RegionMap};

/// The largest regions of a drawing look at each other; the others keep what their pixels voted.
const MOST: usize = 512;
/// The least of a probability, and what its logarithm is divided by.
const LEAST: f32 = 2e-3;
const LOGARITHM: f32 = 3.0;
/// Waves by which a place is told, in a figure's or a picture's size.
const WAVES: [f32; 3] = [1.0, 2.0, 4.0];

/// Of how many looks the votes are told one by one: the first ones. With all three the network was no better.
const TOLD: usize = 2;

/// Where groups of what is told begin: the labeller's embedding, size and form, place.
pub(crate) const PIXELS: usize = TOLD * Label::COUNT;
pub(crate) const SHAPE: usize = PIXELS + EMBEDDING + Label::COUNT;
pub(crate) const PLACE: usize = SHAPE + 14;
const _: () = assert!(PLACE + 2 * (2 + 4 * WAVES.len()) == REGION_INPUTS);

/// The regions of a drawing, as the region network is told of them.
pub(crate) struct Tokens {
    /// Their indices.
    pub(crate) regions: Vec<usize>,
    /// [regions, 129]
    pub(crate) values: Vec<f32>,
}

impl Tokens {
    /// Of what the pixels of each region voted at the first two scales, and at all together.
    pub(crate) fn new(map: &RegionMap, ballot: &Ballot, labels: &LabelSet) -> Self {
        let mean = |votes: &Votes| labels.to_standard(&votes.mean()[..labels.len()]);
        let moments = Moments::of(map);
        let figure = Figure::new(map.regions(), &ballot.votes, &moments);
        let part = ballot.part;
        let mut regions: Vec<usize> = (0..map.len()).collect();
        if regions.len() > MOST {
            regions.sort_by_key(|&i| std::cmp::Reverse(map.regions()[i].area));
            regions.truncate(MOST);
            regions.sort_unstable();
        }
        let mut values = Vec::with_capacity(regions.len() * REGION_INPUTS);
        for &i in &regions {
            let region = &map.regions()[i];
            ballot.looks[..TOLD].iter().for_each(|votes| values.extend(logarithms(&mean(&votes[i]))));
            values.extend(ballot.votes[i].embedding());
            let near = |id: u32| mean(&ballot.votes[id as usize - 1]);
            values.extend(logarithms(&around(region, map.regions(), near)));
            values.extend(figure.shape(region, &moments[i], map));
            let [x, y] = moments[i].centre;
            values.extend(waves([x, y], part.middle(), part.longest() as f32 / 2.0));
            values.extend(waves([x, y], figure.centre, 2.0 * figure.spread));
        }
        debug_assert_eq!(values.len(), regions.len() * REGION_INPUTS);
        Self { regions, values }
    }
}

fn logarithms(probabilities: &[f32]) -> impl Iterator<Item = f32> {
    probabilities.iter().map(|p| (p + LEAST).ln() / LOGARITHM)
}

/// What the neighbours of a region voted, by the lengths of their sides, up to four times its own.
fn around(region: &Region, regions: &[Region], mean: impl Fn(u32) -> Vec<f32>) -> Vec<f32> {
    let mut sums = vec![0.0; Label::COUNT];
    let own = (region.area as f32).sqrt();
    let mut total = 1e-6;
    for &id in &region.neighbours {
        let weight = (regions[id as usize - 1].area as f32).sqrt().min(4.0 * own);
        sums.iter_mut().zip(mean(id)).for_each(|(sum, p)| *sum += weight * p);
        total += weight;
    }
    sums.iter_mut().for_each(|sum| *sum /= total);
    sums
}

/// A place about a centre, in sizes of something, and waves of it.
fn waves(place: [f32; 2], centre: [f32; 2], size: f32) -> Vec<f32> {
    let offsets = [0, 1].map(|axis| ((place[axis] - centre[axis]) / size).clamp(-3.0, 3.0));
    let mut values = offsets.to_vec();
    for offset in offsets {
        for wave in WAVES {
            let (sin, cos) = (offset * wave * std::f32::consts::FRAC_PI_2).sin_cos();
            values.extend([sin, cos]);
        }
    }
    values
}

/// Where the pixels of a region lie.
#[derive(Clone, Copy, Debug)]
struct Moments {
    /// Mean column and row.
    centre: [f32; 2],
    /// Standard deviations of column and row.
    spread: [f32; 2],
    /// Their correlation.
    lean: f32,
}

impl Moments {
    /// Of all regions, by id - 1.
    fn of(map: &RegionMap) -> Vec<Self> {
        let mut sums = vec![[0.0f64; 6]; map.len()];
        let ids = map.ids();
        for y in 0..ids.height() {
            let mut start = 0;
            for same in ids.row(y).chunk_by(|a, b| a == b) {
                let (first, count) = (start as f64, same.len() as f64);
                start += same.len();
                let middle = first + (count - 1.0) / 2.0;
                let squares = count * middle * middle + count * (count * count - 1.0) / 12.0;
                let row = y as f64;
                let all =
                    [count, count * middle, count * row, squares, count * row * row, count * middle * row];
                let sums = &mut sums[same[0] as usize - 1];
                sums.iter_mut().zip(all).for_each(|(sum, v)| *sum += v);
            }
        }
        sums.into_iter().map(Self::from_sums).collect()
    }

    fn from_sums([count, x, y, xx, yy, xy]: [f64; 6]) -> Self {
        let [x, y] = [x / count, y / count];
        let spread = [xx / count - x * x, yy / count - y * y].map(|v| v.max(1.0 / 12.0).sqrt());
        let lean = (xy / count - x * y) / (spread[0] * spread[1]);
        Self { centre: [x as f32, y as f32], spread: spread.map(|v| v as f32), lean: lean as f32 }
    }
}

/// Where what is no ground lies.
struct Figure {
    centre: [f32; 2],
    /// The standard deviation of its pixels' places, the larger of both axes.
    spread: f32,
}

impl Figure {
    fn new(regions: &[Region], votes: &[Votes], moments: &[Moments]) -> Self {
        let ground = usize::from(Label::Background.id()); // the first of any labels
        let mut sums = [0.0f64; 5];
        for ((region, votes), moments) in regions.iter().zip(votes).zip(moments) {
            let weight = f64::from(region.area as f32 * (1.0 - votes.mean()[ground])) + 1e-6;
            let [x, y] = moments.centre.map(f64::from);
            let [wide, high] = moments.spread.map(f64::from);
            let all = [1.0, x, y, x * x + wide * wide, y * y + high * high];
            sums.iter_mut().zip(all).for_each(|(sum, v)| *sum += weight * v);
        }
        let [x, y, xx, yy] = [1, 2, 3, 4].map(|i| sums[i] / sums[0]);
        let spread = (xx - x * x).max(yy - y * y).max(1.0).sqrt();
        Self { centre: [x as f32, y as f32], spread: spread as f32 }
    }

    /// Size and form of a region beside the figure's, and what it touches.
    fn shape(&self, region: &Region, moments: &Moments, map: &RegionMap) -> [f32; 14] {
        let size = self.spread * 4.0;
        let small = |v: f32| (v + 1e-4).ln() / 4.0;
        let (width, height) = region.bounds.size();
        let touches = |edge: bool| f32::from(u8::from(edge));
        let [left, top] = [region.bounds.left, region.bounds.top];
        [
            small(region.area as f32 / (size * size)),
            small(width as f32 / size),
            small(height as f32 / size),
            small(moments.spread[0] / size),
            small(moments.spread[1] / size),
            moments.lean,
            region.area as f32 / (width * height) as f32,
            region.paper as f32 / region.area as f32,
            touches(region.outside),
            touches(left == 0),
            touches(top == 0),
            touches(left as usize + width == map.ids().width()),
            touches(top as usize + height == map.ids().height()),
            (1.0 + region.neighbours.len() as f32).ln() / 3.0,
        ]
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn moments_are_those_of_the_pixels() {
        // A bar of 40 x 4 pixels, a diagonal of single ones, and what is left.
        let ids = crate::Plane::from_fn(50, 30, |x, y| match (x, y) {
            (5..45, 20..24) => 2,
            _ if x == y && x < 12 => 3,
            _ => 1,
        });
        let map = RegionMap::from_ids(ids.clone(), &crate::Plane::filled(50, 30, 0), 128).unwrap();
        let found = Moments::of(&map);
        for (i, moments) in found.iter().enumerate() {
            let own = |at: &usize| {
                ids.as_slice()[*at]
                    == ids.as_slice()
                        [map.regions()[i].seed.1 as usize * 50 + map.regions()[i].seed.0 as usize]
            };
            let places: Vec<[f64; 2]> =
                (0..1500).filter(own).map(|at| [at as f64 % 50.0, (at / 50) as f64]).collect();
            let mean = |f: &dyn Fn(&[f64; 2]) -> f64| places.iter().map(f).sum::<f64>() / places.len() as f64;
            let centre = [mean(&|p| p[0]), mean(&|p| p[1])];
            let spread = [0, 1].map(|axis| mean(&|p| (p[axis] - centre[axis]).powi(2)).sqrt());
            let lean = mean(&|p| (p[0] - centre[0]) * (p[1] - centre[1])) / (spread[0] * spread[1]);
            for axis in [0, 1] {
                assert!((f64::from(moments.centre[axis]) - centre[axis]).abs() < 1e-3, "{i}: {moments:?}");
                assert!((f64::from(moments.spread[axis]) - spread[axis]).abs() < 1e-3, "{i}: {moments:?}");
            }
            assert!((f64::from(moments.lean) - lean).abs() < 1e-3, "{i}: {moments:?}, {lean}");
        }
    }

    #[test]
    fn places_beyond_all_bounds_are_numbers() {
        assert!(waves([1e9, -1e9], [0.0; 2], 1e-3).iter().all(|v| v.is_finite() && v.abs() <= 3.0));
    }
}

use colorize_core::train::Pair;
use colorize_core::{Plane, Reading, RegionMap, RegionOptions, Result, Rgb};

/// The palette index and the label of the ground.
pub const GROUND: usize = 0;
/// Under this much ink or more a colour is hardly seen.
pub const SEEN: u8 = 128;

/// Numbers the 4-connected areas of equal value, from 0, in the order of their first pixels.
pub fn areas<T: PartialEq>(values: &[T], width: usize) -> Vec<u32> {
    const OPEN: u32 = u32::MAX;
    let mut ids = vec![OPEN; values.len()];
    let mut stack = Vec::new();
    let mut next = 0;
    for start in 0..values.len() {
        if ids[start] != OPEN {
            continue;
        }
        ids[start] = next;
        stack.push(start);
        while let Some(i) = stack.pop() {
            let x = i % width;
            let near = [
                (x > 0).then(|| i - 1),
                (x + 1 < width).then(|| i + 1),
                i.checked_sub(width),
                Some(i + width).filter(|&below| below < values.len()),
            ];
            for j in near.into_iter().flatten() {
                if ids[j] == OPEN && values[j] == values[i] {
                    ids[j] = next;
                    stack.push(j);
                }
            }
        }
        next += 1;
    }
    ids
}

/// Whether anything but ground and ink is to be seen: a few drawings are empty.
pub fn has_figure(pair: &Pair) -> bool {
    let mut pixels = pair.flat_index.as_slice().iter().zip(pair.line.as_slice());
    pixels.any(|(&index, &ink)| usize::from(index) != GROUND && ink < SEEN)
}

/// The true regions of a pair: areas of one flat colour, and of one label if `labels` says so.
pub fn regions(pair: &Pair, labels: bool) -> Result<RegionMap> {
    let (width, height) = (pair.line.width(), pair.line.height());
    let flat = pair.flat_index.as_slice().iter();
    let values: Vec<(u8, u8)> = if labels {
        flat.copied().zip(pair.labels.as_slice().iter().copied()).collect()
    } else {
        flat.map(|&flat| (flat, 0)).collect()
    };
    let ids = Plane::from_vec(width, height, areas(&values, width))?;
    RegionMap::from_ids(ids, &pair.line, RegionOptions::default().ink_threshold)
}

/// How many pixels of each value every region holds, by id - 1.
pub fn counts(regions: &RegionMap, values: &Plane<u8>) -> Vec<[u32; 256]> {
    counts_where(regions, values, |_| true)
}

/// The same over the pixels, as indices, that `counted` holds for.
fn counts_where(regions: &RegionMap, values: &Plane<u8>, counted: impl Fn(usize) -> bool) -> Vec<[u32; 256]> {
    let mut counts = vec![[0; 256]; regions.len()];
    let pixels = regions.ids().as_slice().iter().zip(values.as_slice()).enumerate();
    for (_, (&id, &value)) in pixels.filter(|(pixel, _)| counted(*pixel)) {
        counts[id as usize - 1][usize::from(value)] += 1;
    }
    counts
}

/// The commonest of the first `below` values and how often it is there; the lowest of equals.
pub fn majority(counts: &[u32; 256], below: usize) -> (usize, u32) {
    let more = |best: (usize, u32), value: usize| {
        if counts[value] > best.1 { (value, counts[value]) } else { best }
    };
    (0..below).fold((0, 0), more)
}

/// The true colours of a drawing's regions.
pub struct TrueColors {
    /// The truth's colours; the first is the ground's.
    pub palette: Vec<Rgb>,
    /// Pixels of each true colour in every region, by id - 1: (palette index, pixels), none of them 0.
    pub counts: Vec<Vec<(usize, u32)>>,
    /// The commonest true colour of every region, by id - 1, as a palette index.
    pub main: Vec<usize>,
    /// Pixels of the figure: those that are not ground.
    pub figure: u64,
}

impl TrueColors {
    /// Counts all pixels.
    pub fn new(pair: &Pair, reading: &Reading) -> Self {
        Self::count(pair, reading, |_| true)
    }

    /// Counts only pixels that are less than half under ink: on which side of a line's middle a colour
    /// ends is seen by nobody.
    pub fn of_seen(pair: &Pair, reading: &Reading) -> Self {
        Self::count(pair, reading, |pixel| pair.line.as_slice()[pixel] < SEEN)
    }

    fn count(pair: &Pair, reading: &Reading, counted: impl Fn(usize) -> bool) -> Self {
        let all = counts_where(reading.regions(), &pair.flat_index, counted);
        let present = |counts: &[u32; 256]| {
            counts.iter().copied().enumerate().filter(|&(_, pixels)| pixels > 0).collect()
        };
        let figure = |counts: &[u32; 256]| counts[GROUND + 1..].iter().map(|&n| u64::from(n)).sum::<u64>();
        Self {
            palette: pair.palette.iter().map(|&color| color.into()).collect(),
            counts: all.iter().map(present).collect(),
            main: all.iter().map(|counts| majority(counts, 256).0).collect(),
            figure: all.iter().map(figure).sum(),
        }
    }

    /// The figure's pixels of region `i` by true colour: (palette index, pixels).
    pub fn figure_of(&self, i: usize) -> impl Iterator<Item = (usize, u32)> {
        self.counts[i].iter().copied().filter(|&(index, _)| index != GROUND)
    }

    /// Pixels of each true colour of the figure, the commonest first: (palette index, pixels).
    pub fn by_size(&self) -> Vec<(usize, u64)> {
        let mut sizes = vec![0; self.palette.len()];
        for i in 0..self.counts.len() {
            self.figure_of(i).for_each(|(index, pixels)| sizes[index] += u64::from(pixels));
        }
        let mut sizes: Vec<_> = sizes.into_iter().enumerate().filter(|&(_, pixels)| pixels > 0).collect();
        sizes.sort_by_key(|&(index, pixels)| (std::cmp::Reverse(pixels), index));
        sizes
    }

    /// Mean difference (ΔE2000) between colours of the regions, by id - 1, and the truth's flats over the figure.
    pub fn mean_difference(&self, colors: &[Rgb]) -> f64 {
        let mut sum = 0.0;
        for (i, color) in colors.iter().enumerate() {
            for (index, pixels) in self.figure_of(i) {
                sum += f64::from(color.delta_e(self.palette[index])) * f64::from(pixels);
            }
        }
        sum / self.figure as f64
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn corners_do_not_join_areas() {
        assert_eq!(areas(&[1, 1, 2, 2, 1, 2, 1, 2, 2], 3), [0, 0, 1, 2, 0, 1, 3, 1, 1]);
    }
}

use crate::engine::{Frame, Paint};
use crate::{RegionMap, Rgb};

/// The colour the network gives each region, by id - 1: the median of each channel.
///
/// `frame` tells where the pixels of `paint` lie.
pub(crate) fn region_colors(regions: &RegionMap, paint: &Paint, frame: Frame) -> Vec<Rgb> {
    let paint = &paint.0;
    let color = |x: usize, y: usize| {
        let values = paint.get(x, y);
        Rgb::from_unit([3, 4, 5].map(|i: usize| 1.0 / (1.0 + (-values[i]).exp()))).to_array()
    };
    let mut found = vec![Vec::new(); regions.len()];
    for y in 0..paint.height() {
        for x in 0..paint.width() {
            // Beyond the drawing what the network sees is padded with paper.
            let [column, row] = frame.pixel([x, y]);
            if let Some(id) = regions.at(column, row) {
                found[id as usize - 1].push(color(x, y));
            }
        }
    }
    for (found, region) in found.iter_mut().zip(regions.regions()).filter(|(found, _)| found.is_empty()) {
        let seed = [region.seed.0 as usize, region.seed.1 as usize];
        let [x, y] = frame.cell(seed, [paint.width(), paint.height()]);
        found.push(color(x, y));
    }
    let median = |found: &Vec<[u8; 3]>, channel: usize| {
        let mut values: Vec<u8> = found.iter().map(|color| color[channel]).collect();
        let middle = values.len() / 2;
        *values.select_nth_unstable(middle).1
    };
    found.iter().map(|found| Rgb::from(std::array::from_fn(|channel| median(found, channel)))).collect()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::Plane;

    /// Two columns of regions, 8 and 4 pixels wide, and one pixel of a third.
    fn regions() -> RegionMap {
        let ids = Plane::from_fn(12, 8, |x, y| if (x, y) == (3, 3) { 3 } else { 1 + u32::from(x >= 8) });
        RegionMap::from_ids(ids, &Plane::filled(12, 8, 0), 48).unwrap()
    }

    #[test]
    fn network_colours_are_medians_of_their_region() {
        let map = regions();
        // A quarter of the drawing's size, so that the third region has no value of its own.
        let paint = |x: usize, y: usize| {
            let value = match (x, y) {
                (0, 0) => 90.0, // an outlier
                (0..2, _) => -90.0,
                _ => 0.0,
            };
            [0.0, 0.0, 0.0, value, value, value]
        };
        let colors = region_colors(&map, &Paint(Plane::from_fn(3, 2, paint)), Frame::new([0; 2], 0.25));
        assert_eq!(colors[..2], [Rgb::BLACK, Rgb::from_unit([0.5; 3])]);
        let at_its_seed = if map.region(3).unwrap().seed == (3, 3) { Rgb::WHITE } else { unreachable!() };
        assert_eq!(colors[2], at_its_seed);
    }
}

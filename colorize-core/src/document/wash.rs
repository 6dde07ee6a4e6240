use crate::{Raster, RegionMap, Rgb};

/// Such a share of a region must have colour.
const COVERED: f32 = 0.5;

/// The mean colour that `wash` gives each region, by id - 1; `None` for those that have colour on less than half of
/// their pixels.
pub(super) fn wash(regions: &RegionMap, wash: &Raster) -> Vec<Option<Rgb>> {
    let mut sums = vec![[0_u64; 4]; regions.len()];
    for (&id, &[r, g, b, a]) in regions.ids().as_slice().iter().zip(wash.as_slice()).filter(|(_, p)| p[3] > 0)
    {
        let sum = &mut sums[id as usize - 1];
        sum.iter_mut().zip([r, g, b, a]).for_each(|(sum, v)| *sum += u64::from(v));
    }
    let color = |(&[r, g, b, a], area): (&[u64; 4], u32)| {
        let count = a / 255;
        let mean = |sum: u64| ((sum + count / 2) / count) as u8;
        (count > 0 && count as f32 >= COVERED * area as f32).then(|| Rgb::new(mean(r), mean(g), mean(b)))
    };
    sums.iter().zip(regions.regions().iter().map(|region| region.paper)).map(color).collect()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::Plane;

    #[test]
    fn a_region_has_the_mean_of_its_colours_if_they_cover_half_of_it() {
        let ids = Plane::from_fn(30, 10, |x, _| 1 + x as u32 / 10);
        let regions = RegionMap::from_ids(ids, &Plane::filled(30, 10, 0), 48).unwrap();
        let colors = Plane::from_fn(30, 10, |x, y| match x {
            0..10 => [200 + 10 * (y % 2) as u8, 100, 50, 255],
            10..14 => [9, 9, 200, 255],
            _ => [0; 4],
        });
        assert_eq!(wash(&regions, &colors), [Some(Rgb::new(205, 100, 50)), None, None]);
    }
}

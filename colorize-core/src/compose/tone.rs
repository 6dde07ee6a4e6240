use rayon::prelude::*;

use crate::{Plane, Raster, RegionMap};

/// The layer that shades a picture as the drawing itself was: black, the less light a pixel had the more of it.
///
/// How dark a region is as a whole may come from its own colour, which the flats have already: of the value that
/// only a tenth of its pixels exceed, half counts, by its root. What differs within a region stays in full.
pub(crate) fn tone(regions: &RegionMap, tone: &Plane<u8>, strength: f32) -> Raster {
    let mut counts = vec![[0_u32; 256]; regions.len()];
    for (&id, &tone) in regions.ids().as_slice().iter().zip(tone.as_slice()) {
        counts[id as usize - 1][usize::from(tone)] += 1;
    }
    let lightest = |counts: &[u32; 256]| {
        let wanted = counts.iter().sum::<u32>().div_ceil(10).max(1);
        let mut sum = 0;
        let found = (1..256).rev().find(|&value| {
            sum += counts[value];
            sum >= wanted
        });
        found.unwrap_or(1) as f32 / 255.0
    };
    let roots: Vec<f32> = counts.iter().map(|counts| lightest(counts).sqrt()).collect();
    let pixels = regions.ids().as_slice().par_iter().zip(tone.as_slice()).map(|(&id, &tone)| {
        let light = (f32::from(tone) / 255.0 / roots[id as usize - 1]).min(1.0).powf(strength.max(0.0));
        [0, 0, 0, (255.0 * (1.0 - light)).round() as u8]
    });
    Plane::from_vec(tone.width(), tone.height(), pixels.collect()).expect("one value a pixel")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn shading_within_a_region_stays_and_its_own_grey_counts_by_half() {
        let ids = Plane::from_fn(40, 10, |x, _| 1 + x as u32 / 20);
        let regions = RegionMap::from_ids(ids, &Plane::filled(40, 10, 0), 48).unwrap();
        // The left one is white with a grey half, the right one grey all over.
        let grey = Plane::from_fn(40, 10, |x, _| if x < 10 { 255 } else { 64 });
        let layer = tone(&regions, &grey, 1.0);
        let alpha = |x: usize| layer.get(x, 5)[3];
        assert_eq!([alpha(5), alpha(15)], [0, 191]);
        assert!((126..=130).contains(&alpha(30)), "{}", alpha(30));
        assert_eq!(tone(&regions, &grey, 0.0), Plane::filled(40, 10, [0; 4]));
    }
}

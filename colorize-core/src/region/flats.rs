use rayon::prelude::*;

use crate::color::Rgb;
use crate::raster::{Plane, Raster};

/// One colour a region, by id - 1; regions without one stay transparent.
pub(crate) fn flats(ids: &Plane<u32>, colors: &[Option<Rgb>]) -> Raster {
    let color = |&id: &u32| colors[id as usize - 1].map_or([0; 4], |color| color.with_alpha(255));
    let data = ids.as_slice().par_iter().map(color).collect();
    Plane::from_vec(ids.width(), ids.height(), data).expect("one value a pixel")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn regions_are_filled_with_one_colour_or_open() {
        let ids = Plane::from_fn(12, 8, |x, y| if (x, y) == (3, 3) { 3 } else { 1 + u32::from(x >= 8) });
        let red = Rgb::new(200, 0, 0);
        let flats = flats(&ids, &[Some(red), None, Some(Rgb::BLACK)]);
        for (&id, &pixel) in ids.as_slice().iter().zip(flats.as_slice()) {
            assert_eq!(pixel, [red.with_alpha(255), [0; 4], [0, 0, 0, 255]][id as usize - 1]);
        }
    }
}

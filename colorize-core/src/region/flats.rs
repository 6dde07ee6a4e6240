use rayon::prelude::*;

use super::bounds::Bounds;
use crate::color::Rgb;
use crate::raster::{Plane, Raster};

/// One colour a region, by id - 1; regions without one stay transparent.
pub(crate) fn flats(ids: &Plane<u32>, colors: &[Option<Rgb>]) -> Raster {
    let color = |&id: &u32| colors[id as usize - 1].map_or([0; 4], |color| color.with_alpha(255));
    let data = ids.as_slice().par_iter().map(color).collect();
    Plane::from_vec(ids.width(), ids.height(), data).expect("one value a pixel")
}

/// Fills the `wanted` regions again, as far as they lie in `area`.
pub(crate) fn refill(
    layer: &mut Raster,
    ids: &Plane<u32>,
    colors: &[Option<Rgb>],
    wanted: &[bool],
    area: Bounds,
) {
    let (left, right) = (area.left as usize, area.right as usize);
    let width = layer.width();
    let rows = layer.as_mut_slice().par_chunks_exact_mut(width).zip(ids.as_slice().par_chunks_exact(width));
    rows.skip(area.top as usize).take((area.bottom - area.top) as usize).for_each(|(row, ids)| {
        for (pixel, &id) in row[left..right].iter_mut().zip(&ids[left..right]) {
            if wanted[id as usize - 1] {
                *pixel = colors[id as usize - 1].map_or([0; 4], |color| color.with_alpha(255));
            }
        }
    });
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

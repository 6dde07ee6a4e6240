use rayon::prelude::*;

use crate::color::Rgb;
use crate::raster::{Plane, Raster};

/// One colour a region, by id - 1; regions without one stay transparent.
pub(crate) fn flats(ids: &Plane<u32>, colors: &[Option<Rgb>]) -> Raster {
    let color = |&id: &u32| colors[id as usize - 1].map_or([0; 4], |color| color.with_alpha(255));
    let data = ids.as_slice().par_iter().map(color).collect();
    Plane::from_vec(ids.width(), ids.height(), data).expect("one value a pixel")
}

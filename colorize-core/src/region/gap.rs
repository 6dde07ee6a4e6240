use std::cmp::Reverse;
use std::collections::BTreeMap;

use super::span::across;
use crate::raster::Plane;

/// An opening in a line that was closed, with a region on either side.
///
/// Without the closing these two would be one: this is where a plain bucket fill leaks.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub struct Gap {
    /// Column and row of the ink at its one end.
    pub from: (u32, u32),
    /// Column and row of the ink, or of the picture's edge, at its other end.
    pub to: (u32, u32),
    /// The ids of the regions on its sides, ascending.
    pub regions: (u32, u32),
}

impl Gap {
    /// The gap between two pixels, where `lined` tells which are under ink; `None` if it has one region all around.
    pub(super) fn between(
        ids: &Plane<u32>,
        lined: impl Fn(usize) -> bool,
        from: u32,
        to: u32,
    ) -> Option<Self> {
        let (width, height) = (ids.width(), ids.height());
        let place = |pixel: u32| (pixel % width as u32, pixel / width as u32);
        let mut around = BTreeMap::<u32, u32>::new();
        for pixel in across(width, from, to).filter(|&pixel| !lined(pixel)) {
            let (x, y) = (pixel % width, pixel / width);
            for (x, y) in [(x.wrapping_sub(1), y), (x + 1, y), (x, y.wrapping_sub(1)), (x, y + 1)] {
                if x < width && y < height && !lined(y * width + x) {
                    *around.entry(ids.get(x, y)).or_default() += 1;
                }
            }
        }
        let mut around: Vec<_> = around.into_iter().map(|(id, pixels)| (Reverse(pixels), id)).collect();
        around.sort_unstable();
        let &[(_, one), (_, other), ..] = around.as_slice() else { return None };
        Some(Self { from: place(from), to: place(to), regions: (one.min(other), one.max(other)) })
    }

    pub(super) fn beside(&self, id: u32) -> bool {
        self.regions.0 == id || self.regions.1 == id
    }
}

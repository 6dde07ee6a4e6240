//! What a paint program asks of regions.

use super::bounds::Bounds;
use super::gap::Gap;
use super::map::RegionMap;
use super::run::DisjointSets;
use crate::error::Result;
use crate::raster::Plane;

/// What a click would fill.
#[derive(Clone, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub struct Fill {
    /// The region that is filled.
    pub id: u32,
    /// Where the colour would leak out of it if gaps were not closed.
    pub leaks: Vec<Gap>,
    /// The ids of all regions a plain bucket fill would reach through such gaps, this one too, ascending.
    pub leaked: Vec<u32>,
}

impl RegionMap {
    /// The region with the id `id` within its box: 255 inside, 0 outside; `None` if there is none.
    ///
    /// # Complexity
    /// Linear in the pixels of the box.
    pub fn mask(&self, id: u32) -> Option<Plane<u8>> {
        let Bounds { left, top, right, bottom } = self.region(id)?.bounds;
        let inside = |x: usize, y: usize| self.ids.get(left as usize + x, top as usize + y) == id;
        let mask = |x, y| if inside(x, y) { 255 } else { 0 };
        Some(Plane::from_fn((right - left) as usize, (bottom - top) as usize, mask))
    }

    /// The outline of the region with the id `id`, as closed polygons along the sides of its pixels; none if
    /// there is no such region.
    ///
    /// Points are corners of pixels, 0..=width and 0..=height, where the outline turns; the last joins the first. The
    /// region is on the right of the way: outer outlines run clockwise, those of holes counterclockwise. Pixels that
    /// share only a corner are not joined. In the order of their topmost, then leftmost sides.
    ///
    /// # Complexity
    /// Linear in the pixels of the region's box.
    pub fn contour(&self, id: u32) -> Vec<Vec<(u32, u32)>> {
        let Some(Bounds { left, top, right, bottom }) = self.region(id).map(|region| region.bounds) else {
            return Vec::new();
        };
        let inside = |x: i64, y: i64| {
            let of_box = (i64::from(left)..i64::from(right)).contains(&x)
                && (i64::from(top)..i64::from(bottom)).contains(&y);
            of_box && self.ids.get(x as usize, y as usize) == id
        };
        let width = (right - left) as usize;
        // The upper sides of pixels, which every outline has, that were passed.
        let mut passed = vec![false; width * (bottom - top) as usize];
        let mut contour = Vec::new();
        for start_y in i64::from(top)..i64::from(bottom) {
            for start_x in i64::from(left)..i64::from(right) {
                let upper =
                    |x: i64, y: i64| (y - i64::from(top)) as usize * width + (x - i64::from(left)) as usize;
                if !inside(start_x, start_y)
                    || inside(start_x, start_y - 1)
                    || passed[upper(start_x, start_y)]
                {
                    continue;
                }
                let mut points = Vec::new();
                let (mut x, mut y, mut way) = (start_x, start_y, (1, 0));
                loop {
                    if way == (1, 0) {
                        passed[upper(x, y)] = true;
                    }
                    (x, y) = (x + way.0, y + way.1);
                    // The pixels ahead, to the right and to the left of the way.
                    let ahead = |side: i64| {
                        let (dx, dy) = (way.0 - side * way.1, way.1 + side * way.0);
                        inside(x + (dx - 1) / 2, y + (dy - 1) / 2)
                    };
                    let turned = match (ahead(1), ahead(-1)) {
                        (false, _) => (-way.1, way.0),
                        (true, true) => (way.1, -way.0),
                        (true, false) => way,
                    };
                    if turned != way {
                        points.push((x as u32, y as u32));
                        way = turned;
                    }
                    if (x, y, way) == (start_x, start_y, (1, 0)) {
                        break;
                    }
                }
                contour.push(points);
            }
        }
        contour
    }

    /// The ids of the regions with pixels in a box, ascending.
    ///
    /// # Errors
    /// [`Error::InvalidArgument`](crate::Error::InvalidArgument) if the box is empty or not inside the picture.
    ///
    /// # Complexity
    /// Linear in the pixels of the box.
    pub fn ids_in(&self, bounds: Bounds) -> Result<Vec<u32>> {
        bounds.check((self.ids.width(), self.ids.height()))?;
        let Bounds { left, top, right, bottom } = bounds;
        let rows =
            (top as usize..bottom as usize).flat_map(|y| &self.ids.row(y)[left as usize..right as usize]);
        let mut found = vec![false; self.len()];
        rows.for_each(|&id| found[id as usize - 1] = true);
        Ok((1..).zip(found).filter(|(_, found)| *found).map(|(id, _)| id).collect())
    }

    /// The gaps that were closed and have two regions on their sides.
    pub fn gaps(&self) -> &[Gap] {
        &self.gaps
    }

    /// What a click at column `x` and row `y` would fill, and where it would leak if gaps were not closed; `None`
    /// outside the picture.
    ///
    /// # Complexity
    /// Linear in the gaps and regions.
    pub fn fill_at(&self, x: usize, y: usize) -> Option<Fill> {
        let id = self.at(x, y)?;
        let mut sets = DisjointSets::new(self.len() + 1);
        self.gaps.iter().for_each(|gap| sets.join(gap.regions.0, gap.regions.1));
        let root = sets.root(id);
        let leaks = self.gaps.iter().filter(|gap| gap.beside(id)).copied().collect();
        let leaked = (1..=self.len() as u32).filter(|&other| sets.root(other) == root).collect();
        Some(Fill { id, leaks, leaked })
    }
}

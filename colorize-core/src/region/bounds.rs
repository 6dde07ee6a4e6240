use crate::error::{Error, Result};
use crate::raster::Plane;

/// A box around pixels: columns `left..right`, rows `top..bottom`.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Bounds {
    /// The first column.
    pub left: u32,
    /// The first row.
    pub top: u32,
    /// The column after the last.
    pub right: u32,
    /// The row after the last.
    pub bottom: u32,
}

impl Bounds {
    /// All of a picture.
    pub(crate) fn whole(width: usize, height: usize) -> Self {
        Self { left: 0, top: 0, right: width as u32, bottom: height as u32 }
    }

    /// The box around all pixels in which two pictures of one size differ; `None` if none does.
    pub(crate) fn differing<T: Copy + PartialEq>(old: &Plane<T>, new: &Plane<T>) -> Option<Self> {
        let rows = (0..old.height()).filter(|&y| old.row(y) != new.row(y)).collect();
        Self::within(rows, old.width(), |x, y| old.get(x, y) != new.get(x, y))
    }

    /// The box around all pixels of which something is true; `None` if there are none.
    pub(crate) fn of<T>(picture: &Plane<T>, is_one: impl Fn(&T) -> bool) -> Option<Self> {
        // All of a row, and not only up to the first: many pixels at once.
        let any = |&y: &usize| picture.row(y).iter().fold(false, |any, value| any | is_one(value));
        let rows = (0..picture.height()).filter(any).collect();
        Self::within(rows, picture.width(), |x, y| is_one(&picture.row(y)[x]))
    }

    /// The box around the pixels that count in some rows, each of which has one; `None` if there are no rows.
    fn within(rows: Vec<usize>, width: usize, counts: impl Fn(usize, usize) -> bool) -> Option<Self> {
        let (&top, &bottom) = (rows.first()?, rows.last()?);
        let (mut left, mut right) = (width, 0);
        for y in rows {
            left = (0..left).find(|&x| counts(x, y)).unwrap_or(left);
            right = (right..width).rev().find(|&x| counts(x, y)).map_or(right, |x| x + 1);
        }
        Some(Self { left: left as u32, top: top as u32, right: right as u32, bottom: bottom as u32 + 1 })
    }

    /// The smallest box around both.
    pub(crate) fn around(self, other: Self) -> Self {
        Self {
            left: self.left.min(other.left),
            top: self.top.min(other.top),
            right: self.right.max(other.right),
            bottom: self.bottom.max(other.bottom),
        }
    }

    /// With so many pixels more on each side, as far as the picture goes.
    pub(crate) fn grown(self, by: u32, (width, height): (usize, usize)) -> Self {
        Self {
            left: self.left.saturating_sub(by),
            top: self.top.saturating_sub(by),
            right: self.right.saturating_add(by).min(width as u32),
            bottom: self.bottom.saturating_add(by).min(height as u32),
        }
    }

    /// The first column and row.
    pub(crate) fn corner(self) -> [usize; 2] {
        [self.left as usize, self.top as usize]
    }

    /// Its middle.
    pub(crate) fn middle(self) -> [f32; 2] {
        [(self.left + self.right) as f32 / 2.0, (self.top + self.bottom) as f32 / 2.0]
    }

    /// The longest side.
    pub(crate) fn longest(self) -> u32 {
        (self.right - self.left).max(self.bottom - self.top)
    }

    /// The pixels beside another, all counted row by row within the box.
    pub(crate) fn beside(self, at: usize) -> impl Iterator<Item = usize> + use<> {
        let (width, height) = self.size();
        let x = at % width;
        let beside = [
            (x > 0).then(|| at - 1),
            (x + 1 < width).then_some(at + 1),
            at.checked_sub(width),
            (at + width < width * height).then_some(at + width),
        ];
        beside.into_iter().flatten()
    }

    /// Width and height.
    pub(crate) fn size(self) -> (usize, usize) {
        ((self.right - self.left) as usize, (self.bottom - self.top) as usize)
    }

    pub(super) fn contains(self, x: usize, y: usize) -> bool {
        (self.left as usize..self.right as usize).contains(&x)
            && (self.top as usize..self.bottom as usize).contains(&y)
    }

    /// Whether it has pixels, and all in the picture.
    pub(crate) fn check(self, (width, height): (usize, usize)) -> Result<()> {
        let Self { left, top, right, bottom } = self;
        if left >= right || top >= bottom || right as usize > width || bottom as usize > height {
            return Err(Error::InvalidArgument(format!(
                "the box from ({left}, {top}) to ({right}, {bottom}) is empty or outside {width}x{height}"
            )));
        }
        Ok(())
    }
}

use crate::error::{Error, Result};

/// A picture with one `T` a pixel: `height` rows of `width` values, top row first, no padding.
///
/// Both sides are at least 1.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Plane<T> {
    width: usize,
    height: usize,
    data: Vec<T>,
}

/// A picture in RGBA8: sRGB, straight alpha.
pub type Raster = Plane<[u8; 4]>;

impl<T> Plane<T> {
    /// Wraps `data`, `width * height` values, row by row.
    ///
    /// # Errors
    /// [`Error::InvalidArgument`] if a side is 0 or the length is another.
    pub fn from_vec(width: usize, height: usize, data: Vec<T>) -> Result<Self> {
        if width == 0 || height == 0 || width.checked_mul(height) != Some(data.len()) {
            return Err(Error::InvalidArgument(format!(
                "{} values do not make a picture of {width}x{height}",
                data.len()
            )));
        }
        Ok(Self { width, height, data })
    }

    /// Makes a picture whose value at column `x` and row `y` is `value(x, y)`.
    ///
    /// # Panics
    /// If a side is 0.
    pub fn from_fn(width: usize, height: usize, mut value: impl FnMut(usize, usize) -> T) -> Self {
        assert!(width > 0 && height > 0, "a picture has at least one pixel");
        let data = (0..height).flat_map(|y| (0..width).map(move |x| (x, y))).map(|(x, y)| value(x, y));
        Self { width, height, data: data.collect() }
    }

    /// Columns.
    pub fn width(&self) -> usize {
        self.width
    }

    /// Rows.
    pub fn height(&self) -> usize {
        self.height
    }

    /// All values, row by row.
    pub fn as_slice(&self) -> &[T] {
        &self.data
    }

    /// All values, row by row.
    pub fn as_mut_slice(&mut self) -> &mut [T] {
        &mut self.data
    }

    /// Gives the values up, row by row.
    pub fn into_vec(self) -> Vec<T> {
        self.data
    }

    /// The values of row `y`.
    ///
    /// # Panics
    /// If `y` is not below the height.
    pub fn row(&self, y: usize) -> &[T] {
        &self.data[y * self.width..][..self.width]
    }

    /// The same picture with every value put through `f`.
    pub fn map<U>(&self, f: impl FnMut(&T) -> U) -> Plane<U> {
        Plane { width: self.width, height: self.height, data: self.data.iter().map(f).collect() }
    }
}

impl<T: Copy> Plane<T> {
    /// Makes a picture of one value.
    ///
    /// # Panics
    /// If a side is 0.
    pub fn filled(width: usize, height: usize, value: T) -> Self {
        assert!(width > 0 && height > 0, "a picture has at least one pixel");
        Self { width, height, data: vec![value; width * height] }
    }

    /// The value at column `x` and row `y`.
    ///
    /// # Panics
    /// If the pixel is outside.
    pub fn get(&self, x: usize, y: usize) -> T {
        assert!(x < self.width, "column {x} is outside {}", self.width);
        self.data[y * self.width + x]
    }

    /// Sets the value at column `x` and row `y`.
    ///
    /// # Panics
    /// If the pixel is outside.
    pub fn set(&mut self, x: usize, y: usize, value: T) {
        assert!(x < self.width, "column {x} is outside {}", self.width);
        self.data[y * self.width + x] = value;
    }
}

/// The indices of the pixels at the four sides of pixel `i`, as far as there are such, in a picture of `count` pixels in
/// rows of `width`.
pub(crate) fn beside(i: usize, width: usize, count: usize) -> impl Iterator<Item = usize> {
    let x = i % width;
    let sides = [(x > 0).then(|| i - 1), (x + 1 < width).then_some(i + 1)];
    let over = [i.checked_sub(width), Some(i + width).filter(|&below| below < count)];
    sides.into_iter().chain(over).flatten()
}

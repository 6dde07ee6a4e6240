//! What a layer reads.

use super::shape::Shape;

/// A feature map, [batch, height, width, channels], of which rows `first..` are at hand.
#[derive(Clone, Copy, Debug)]
pub(super) struct Source<'a> {
    pub(super) values: &'a [f32],
    pub(super) first: usize,
    pub(super) height: usize,
    pub(super) width: usize,
    pub(super) channels: usize,
    /// Each pixel is read as 2x2.
    pub(super) doubled: bool,
}

impl<'a> Source<'a> {
    /// All that a convolution of `shape` reads.
    pub(super) fn whole(values: &'a [f32], shape: Shape) -> Self {
        let Shape { height, width, inputs: channels, .. } = shape;
        Self { values, first: 0, height, width, channels, doubled: false }
    }

    /// Where the channels of picture `n`'s pixel in row `y` and column `x` begin, as the layer counts them.
    #[inline(always)]
    pub(super) fn at(&self, n: usize, y: usize, x: usize) -> usize {
        self.row(n, y) + self.column(x)
    }

    /// Where row `y` of picture `n` begins.
    #[inline(always)]
    pub(super) fn row(&self, n: usize, y: usize) -> usize {
        (n * self.height + if self.doubled { y / 2 } else { y } - self.first) * self.width * self.channels
    }

    /// How far behind the row's beginning column `x` is.
    #[inline(always)]
    pub(super) fn column(&self, x: usize) -> usize {
        (if self.doubled { x / 2 } else { x }) * self.channels
    }

    pub(super) fn pixel(&self, y: usize, x: usize) -> &'a [f32] {
        &self.values[self.at(0, y, x)..][..self.channels]
    }
}

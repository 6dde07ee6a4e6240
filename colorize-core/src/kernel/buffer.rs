//! Buffers that begin at a line of the cache.

use std::ops::{Deref, DerefMut};

/// Values of a line of the cache, and of the longest vectors.
const LINE: usize = 16;

/// Values that begin at a line of the cache. `Vec` lays large ones 16 bytes behind it, and then each vector of 64
/// bytes lies across two lines, which costs two loads.
#[derive(Default)]
pub(crate) struct Buffer {
    values: Vec<f32>,
    start: usize,
    length: usize,
}

impl Buffer {
    pub(crate) fn zeros(length: usize) -> Self {
        let values = vec![0.0; length + LINE - 1];
        let start = values.as_ptr().align_offset(size_of::<[f32; LINE]>()).min(LINE - 1);
        Self { values, start, length }
    }

    /// The first values, so many of them; it grows to hold them, and then they are zeros. What else is in them is left
    /// over.
    pub(crate) fn grown(&mut self, length: usize) -> &mut [f32] {
        if self.length < length {
            *self = Self::default(); // given back first, so that both are never held
            *self = Self::zeros(length);
        }
        &mut self[..length]
    }

    /// A copy of `values`.
    pub(crate) fn of(values: &[f32]) -> Self {
        let mut buffer = Self::zeros(values.len());
        buffer.copy_from_slice(values);
        buffer
    }
}

impl Deref for Buffer {
    type Target = [f32];

    fn deref(&self) -> &[f32] {
        &self.values[self.start..][..self.length]
    }
}

impl DerefMut for Buffer {
    fn deref_mut(&mut self) -> &mut [f32] {
        &mut self.values[self.start..][..self.length]
    }
}

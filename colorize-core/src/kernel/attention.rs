//! Attention of the pixels of a row to each other (Vaswani et al. 2017, "Attention Is All You Need", 3.2).

use pulp::{Simd, WithSimd};
use rayon::prelude::*;

use super::buffer::Buffer;
use super::level::{Level, multiply_add};
use super::swish::softmax;

/// Values of the longest vectors.
const LANES: usize = 16;
/// Pixels that one thread works out at a time.
const QUERIES: usize = 32;

/// Attention in rows of `width` pixels, with so many heads, that gives so many channels.
#[derive(Clone, Copy)]
pub(super) struct Attention {
    pub(super) heads: usize,
    pub(super) channels: usize,
    pub(super) width: usize,
}

impl Attention {
    /// Whole rows: `x` [.., width, 3 channels] has queries, keys and values and may go on beyond them; `y` [.., width,
    /// channels].
    pub(super) fn run(self, level: Level, x: &[f32], y: &mut [f32]) {
        let Self { channels, width, .. } = self;
        let rows = y.par_chunks_exact_mut(width * channels).zip(x.par_chunks_exact(width * 3 * channels));
        rows.for_each(|(y, x)| {
            let stride = width.next_multiple_of(LANES);
            let mut keys = Buffer::zeros(channels * stride);
            for (pixel, x) in x.chunks_exact(3 * channels).enumerate() {
                for (channel, &key) in x[channels..2 * channels].iter().enumerate() {
                    keys[channel * stride + pixel] = key;
                }
            }
            let queries = x.par_chunks(QUERIES * 3 * channels);
            y.par_chunks_mut(QUERIES * channels).zip(queries).for_each(|(y, queries)| {
                level.dispatch(Queries { attention: self, x, queries, keys: &keys, stride, y });
            });
        });
    }
}

struct Queries<'a> {
    attention: Attention,
    /// The row.
    x: &'a [f32],
    /// Some of its pixels.
    queries: &'a [f32],
    /// The row's keys, [channels, stride], with zeros at the end.
    keys: &'a [f32],
    stride: usize,
    y: &'a mut [f32],
}

impl WithSimd for Queries<'_> {
    type Output = ();

    // The order of all sums is the same at every level.
    #[inline(always)]
    fn with_simd<S: Simd>(self, simd: S) {
        let Self { attention: Attention { heads, channels, width }, x, queries, keys, stride, y } = self;
        let own = channels / heads;
        let sharpness = 1.0 / (own as f32).sqrt();
        let (mut scores, mut shares) = (Buffer::zeros(stride), Buffer::zeros(stride));
        for (y, query) in y.chunks_exact_mut(channels).zip(queries.chunks_exact(3 * channels)) {
            for (head, y) in y.chunks_exact_mut(own).enumerate() {
                scores.fill(0.0);
                for channel in head * own..(head + 1) * own {
                    let query = simd.splat_f32s(query[channel] * sharpness);
                    let keys = S::as_simd_f32s(&keys[channel * stride..][..stride]).0;
                    for (score, &key) in S::as_mut_simd_f32s(&mut scores).0.iter_mut().zip(keys) {
                        *score = multiply_add(simd, query, key, *score);
                    }
                }
                softmax(simd, &scores[..width], &mut shares[..width]);
                y.fill(0.0);
                let values = x.chunks_exact(3 * channels).map(|x| &x[2 * channels + head * own..][..own]);
                for (&share, values) in shares.iter().zip(values) {
                    for (y, value) in y.iter_mut().zip(values) {
                        *y += share * value;
                    }
                }
            }
        }
    }
}

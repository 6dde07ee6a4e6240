//! Halving and doubling of channels-last pictures.

use rayon::prelude::*;

/// The largest of each 2x2 pixels: [batch, 2 h, 2 w, channels] to [batch, h, w, channels].
pub(crate) fn max_pool(x: &[f32], [_, height, width, channels]: [usize; 4]) -> Vec<f32> {
    let (row, pair) = (width / 2 * channels, 2 * width * channels);
    assert!(height.is_multiple_of(2) && width.is_multiple_of(2), "only even sides are halved");
    let mut y = vec![0.0; x.len() / 4];
    y.par_chunks_exact_mut(row).zip(x.par_chunks_exact(pair)).for_each(|(y, x)| {
        let (top, bottom) = x.split_at(width * channels);
        let pixels = top.chunks_exact(2 * channels).zip(bottom.chunks_exact(2 * channels));
        for (y, (top, bottom)) in y.chunks_exact_mut(channels).zip(pixels) {
            for i in 0..channels {
                y[i] = top[i].max(top[i + channels]).max(bottom[i].max(bottom[i + channels]));
            }
        }
    });
    y
}

/// The gradient of [`max_pool`] by `x`: the first largest pixel takes it.
pub(crate) fn max_pool_gradient(x: &[f32], [_, _, width, channels]: [usize; 4], dy: &[f32]) -> Vec<f32> {
    let (row, pair) = (width / 2 * channels, 2 * width * channels);
    let mut dx = vec![0.0; x.len()];
    dx.par_chunks_exact_mut(pair).zip(x.par_chunks_exact(pair).zip(dy.par_chunks_exact(row))).for_each(
        |(dx, (x, dy))| {
            let (dx_top, dx_bottom) = dx.split_at_mut(width * channels);
            let (top, bottom) = x.split_at(width * channels);
            for (p, dy) in dy.chunks_exact(channels).enumerate() {
                let at = 2 * p * channels..2 * (p + 1) * channels;
                let (top, bottom) = (&top[at.clone()], &bottom[at.clone()]);
                let (dx_top, dx_bottom) = (&mut dx_top[at.clone()], &mut dx_bottom[at]);
                for i in 0..channels {
                    let (a, b, c, d) = (top[i], top[i + channels], bottom[i], bottom[i + channels]);
                    let largest = a.max(b).max(c.max(d));
                    let first = [a == largest, b == largest && a != largest];
                    let lower = !(first[0] || first[1]);
                    dx_top[i] = if first[0] { dy[i] } else { 0.0 };
                    dx_top[i + channels] = if first[1] { dy[i] } else { 0.0 };
                    dx_bottom[i] = if lower && c == largest { dy[i] } else { 0.0 };
                    dx_bottom[i + channels] = if lower && c != largest { dy[i] } else { 0.0 };
                }
            }
        },
    );
    dx
}

/// Doubles `low` [batch, h, w, a] by repeating pixels and puts it before `skip` [batch, 2 h, 2 w, b]:
/// [batch, 2 h, 2 w, a + b].
pub(crate) fn double_and_join(low: &[f32], a: usize, skip: &[f32], b: usize, width: usize) -> Vec<f32> {
    let mut y = vec![0.0; skip.len() / b * (a + b)];
    let rows = y.par_chunks_exact_mut(2 * width * (a + b)).zip(skip.par_chunks_exact(2 * width * b));
    rows.zip(low.par_chunks_exact(width / 2 * a)).for_each(|((y, skip), low)| {
        let pixels = y.chunks_exact_mut(a + b).zip(skip.chunks_exact(b)).enumerate();
        for (p, (y, skip)) in pixels {
            y[..a].copy_from_slice(&low[p % width / 2 * a..][..a]);
            y[a..].copy_from_slice(skip);
        }
    });
    y
}

/// The gradients of [`double_and_join`] by `low` and by `skip`.
pub(crate) fn double_and_join_gradient(dy: &[f32], a: usize, b: usize, width: usize) -> (Vec<f32>, Vec<f32>) {
    let pixels = dy.len() / (a + b);
    let (mut low, mut skip) = (vec![0.0; pixels / 4 * a], vec![0.0; pixels * b]);
    let rows = dy.par_chunks_exact(2 * width * (a + b)).zip(skip.par_chunks_exact_mut(2 * width * b));
    rows.zip(low.par_chunks_exact_mut(width / 2 * a)).for_each(|((dy, skip), low)| {
        let pixels = dy.chunks_exact(a + b).zip(skip.chunks_exact_mut(b)).enumerate();
        for (p, (dy, skip)) in pixels {
            let low = &mut low[p % width / 2 * a..][..a];
            low.iter_mut().zip(&dy[..a]).for_each(|(sum, v)| *sum += v);
            skip.copy_from_slice(&dy[a..]);
        }
    });
    (low, skip)
}

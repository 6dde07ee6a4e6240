//! How pictures and prompts are laid out for the networks, and what these say for pictures.

use rayon::prelude::*;

use crate::kernel::{Level, swish};
use crate::network::colorizer::{BRANCH_OUTPUTS, COLORIZER_OUTPUTS, prompted_cell, roots};
use crate::network::decoder::{DECODER_INPUTS, DECODER_OUTPUTS};
use crate::network::labeller::EMBEDDING;
use crate::network::prompt_map::{PROMPT_CHANNELS, PromptMap};
use crate::{Histogram, Plane};

/// Ink 0..=1 of each 2x2 pixels, then `more`: [height / 2, width / 2, 4 + more].
pub(super) fn unshuffled_ink(ink: &Plane<u8>, more: &[f32]) -> Vec<f32> {
    unshuffled(ink, more, |ink| [ink])
}

/// The `N` values 0..=1 of each 2x2 pixels, then `more`: [height / 2, width / 2, 4 N + more].
pub(super) fn unshuffled<T: Copy + Sync, const N: usize>(
    picture: &Plane<T>,
    more: &[f32],
    value: impl Fn(T) -> [u8; N] + Sync,
) -> Vec<f32> {
    let (width, channels) = (picture.width(), 4 * N + more.len());
    let mut values = vec![0.0; picture.as_slice().len() / 4 * channels];
    let rows = values.par_chunks_mut(width / 2 * channels);
    rows.zip(picture.as_slice().par_chunks(2 * width)).for_each(|(cells, pixel_rows)| {
        let (top, bottom) = pixel_rows.split_at(width);
        let pixels = top.chunks_exact(2).zip(bottom.chunks_exact(2));
        for (cell, (top, bottom)) in cells.chunks_exact_mut(channels).zip(pixels) {
            let (own, others) = cell.split_at_mut(4 * N);
            for (to, &pixel) in own.as_chunks_mut::<N>().0.iter_mut().zip(top.iter().chain(bottom)) {
                *to = value(pixel).map(|v| f32::from(v) / 255.0);
            }
            others.copy_from_slice(more);
        }
    });
    values
}

/// The pixels of [height / 2, width / 2, 2x2 pixels].
pub(super) fn reshuffled<const N: usize>(y: &[f32], [width, height]: [usize; 2]) -> Plane<[f32; N]> {
    let mut pixels = vec![[0.0; N]; width * height];
    let rows = pixels.par_chunks_mut(2 * width).zip(y.par_chunks(width / 2 * 4 * N));
    rows.for_each(|(pixels, y)| {
        let (top, bottom) = pixels.split_at_mut(width);
        let rows = top.chunks_exact_mut(2).zip(bottom.chunks_exact_mut(2));
        for ((top, bottom), cell) in rows.zip(y.as_chunks::<N>().0.chunks_exact(4)) {
            top.copy_from_slice(&cell[..2]);
            bottom.copy_from_slice(&cell[2..]);
        }
    });
    Plane::from_vec(width, height, pixels).expect("four pixels a cell")
}

/// The pixels of what the colouriser gives, [height / 2, width / 2, 2x2 pixels], plus the colours that `prompt` tells;
/// its cells are 4x4 pixels.
pub(super) fn shuffled(
    y: &[f32],
    [width, height]: [usize; 2],
    prompt: &PromptMap,
) -> Plane<[f32; COLORIZER_OUTPUTS]> {
    let row = width / 2 * 4 * COLORIZER_OUTPUTS;
    let mut pixels = vec![[0.0; COLORIZER_OUTPUTS]; width * height];
    let strips = pixels.par_chunks_mut(4 * width).zip(y.par_chunks(2 * row));
    strips.enumerate().for_each(|(at, (pixels, y))| {
        let row_of_cells = prompt.width() * PROMPT_CHANNELS;
        let told = &prompt.as_slice()[at * row_of_cells..][..row_of_cells];
        let colors: Vec<[f32; 3]> = told.chunks_exact(PROMPT_CHANNELS).map(prompted_cell).collect();
        for (rows, cells) in pixels.chunks_exact_mut(2 * width).zip(y.chunks_exact(row)) {
            let (top, bottom) = rows.split_at_mut(width);
            let rows = top.chunks_exact_mut(2).zip(bottom.chunks_exact_mut(2));
            let cells = cells.as_chunks::<COLORIZER_OUTPUTS>().0.chunks_exact(4);
            for (x, ((top, bottom), cell)) in rows.zip(cells).enumerate() {
                top.copy_from_slice(&cell[..2]);
                bottom.copy_from_slice(&cell[2..]);
                for pixel in top.iter_mut().chain(bottom) {
                    pixel[3..].iter_mut().zip(&colors[x / 2]).for_each(|(v, color)| *v += color);
                }
            }
        }
    });
    Plane::from_vec(width, height, pixels).expect("four pixels a cell")
}

/// What the colouriser is told of a histogram, for an input of [height, width]: [height / 8, width / 8, 512].
pub(super) fn asked(histogram: &Histogram, [height, width]: [usize; 2]) -> Vec<f32> {
    roots(&histogram.bins()).collect::<Vec<_>>().repeat((height / 8) * (width / 8))
}

/// Adds what a histogram changes, [height / 4, width / 4, 3], to the colours of a painting.
pub(super) fn change_colors(paint: &mut Plane<[f32; COLORIZER_OUTPUTS]>, changes: &[f32]) {
    let width = paint.width();
    let changes = changes.as_chunks::<BRANCH_OUTPUTS>().0;
    paint.as_mut_slice().par_chunks_mut(width).enumerate().for_each(|(y, row)| {
        for (x, pixel) in row.iter_mut().enumerate() {
            let change = &changes[y / 4 * (width / 4) + x / 4];
            pixel[3..].iter_mut().zip(change).for_each(|(v, change)| *v += change);
        }
    });
}

/// The shade of each 2x2 pixels of a painting, then their ink 0..=1: [height / 2, width / 2, 16].
pub(super) fn shaded(paint: &Plane<[f32; COLORIZER_OUTPUTS]>, ink: &Plane<u8>) -> Vec<f32> {
    let width = ink.width();
    let mut values = vec![0.0; ink.as_slice().len() / 4 * DECODER_INPUTS];
    values.par_chunks_mut(width / 2 * DECODER_INPUTS).enumerate().for_each(|(row, cells)| {
        for (column, cell) in cells.as_chunks_mut::<DECODER_INPUTS>().0.iter_mut().enumerate() {
            let (shades, inks) = cell.split_at_mut(DECODER_INPUTS - 4);
            for (i, (shade, to)) in shades.as_chunks_mut::<3>().0.iter_mut().zip(inks).enumerate() {
                let (x, y) = (2 * column + i % 2, 2 * row + i / 2);
                shade.copy_from_slice(&paint.get(x, y)[..3]);
                *to = f32::from(ink.get(x, y)) / 255.0;
            }
        }
    });
    values
}

/// Makes what styles change, [height / 2, width / 2, 24], of the shade of a painting.
pub(super) fn change_shade(paint: &mut Plane<[f32; COLORIZER_OUTPUTS]>, changes: &[f32]) {
    let width = paint.width();
    let changes = changes.as_chunks::<DECODER_OUTPUTS>().0;
    paint.as_mut_slice().par_chunks_mut(width).enumerate().for_each(|(y, row)| {
        for (x, pixel) in row.iter_mut().enumerate() {
            let cell = y / 2 * (width / 2) + x / 2;
            let (gains, more) = changes[4 * cell + 2 * (y % 2) + x % 2].split_at(DECODER_OUTPUTS / 2);
            for (v, (gain, more)) in pixel.iter_mut().zip(gains.iter().zip(more)) {
                *v += *v * gain + more;
            }
        }
    });
}

/// The mean of each 2x2 cells: [height, width, channels] to [height / 2, width / 2, channels].
pub(crate) fn halved(values: &[f32], width: usize, channels: usize) -> Vec<f32> {
    let row = width * channels;
    let mut means = vec![0.0; values.len() / 4];
    means.par_chunks_mut(row / 2).zip(values.par_chunks_exact(2 * row)).for_each(|(means, rows)| {
        let (top, bottom) = rows.split_at(row);
        let pixels = top.chunks_exact(2 * channels).zip(bottom.chunks_exact(2 * channels));
        for (means, (a, b)) in means.chunks_exact_mut(channels).zip(pixels) {
            for c in 0..channels {
                means[c] = 0.25 * (a[c] + a[channels + c] + b[c] + b[channels + c]);
            }
        }
    });
    means
}

/// What the labeller says, [cells, labels and embedding], as probabilities and embeddings.
pub(super) fn split(level: Level, y: &[f32], label_count: usize) -> (Vec<f32>, Vec<f32>) {
    let row = label_count + EMBEDDING;
    /// Cells a thread takes at a time.
    const SHARE: usize = 4096;
    let cells = y.len() / row;
    let (mut labels, mut embeddings) = (vec![0.0; cells * label_count], vec![0.0; cells * EMBEDDING]);
    let parts = labels.par_chunks_mut(SHARE * label_count).zip(embeddings.par_chunks_mut(SHARE * EMBEDDING));
    parts.zip(y.par_chunks(SHARE * row)).for_each(|((labels, embeddings), y)| {
        level.dispatch(swish::Split { y, labels, label_count, embeddings, channels: EMBEDDING });
    });
    (labels, embeddings)
}

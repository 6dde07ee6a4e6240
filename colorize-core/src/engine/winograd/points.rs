//! Tiles and kernels to points, and back.

use pulp::{Simd, WithSimd};

use super::super::conv::Shape;
use super::super::source::Source;
use super::linear::{
    doubled_points, input_points, kernel_gradient, kernel_points, output_points, outputs, square,
};
use super::{FULL, POINTS, SPAN, TILE, Tile, block, filled, grown, plane};

/// The points of input tiles.
pub(super) struct Points<'a> {
    pub(super) shape: Shape,
    pub(super) sources: &'a [Source<'a>],
    pub(super) tiles: &'a [Tile],
    /// Values from tile to tile; what the channels leave is filled with zeros.
    pub(super) row: usize,
    /// [point, tile, row]
    pub(super) to: &'a mut Vec<f32>,
}

impl WithSimd for Points<'_> {
    type Output = ();

    #[inline(always)]
    fn with_simd<S: Simd>(self, simd: S) {
        let Self { shape, sources, tiles, row, to } = self;
        let Shape { height, width, inputs, .. } = shape;
        // Those that the products leave points of out.
        let leading = sources.iter().take_while(|source| source.doubled).count();
        let plane = plane(tiles.len(), row);
        let to = grown(to, POINTS * plane);
        for (t, &(n, top, left)) in tiles.iter().enumerate() {
            let mut channel = t * row;
            for (i, source) in sources.iter().enumerate() {
                if i < leading {
                    Doubled { source, shape, tile: (n, top, left), plane, to: &mut to[channel..] }
                        .points(simd);
                    channel += source.channels;
                    continue;
                }
                // The source's pixels from the row and the column before the tile; none beyond the picture.
                let mut starts = [NOWHERE; POINTS];
                for (i, start) in starts.iter_mut().enumerate() {
                    let (y, x) = ((top + i / SPAN).wrapping_sub(1), (left + i % SPAN).wrapping_sub(1));
                    if y < height && x < width {
                        *start = source.at(n, y, x);
                    }
                }
                let inside = top > 0 && left > 0 && top + TILE < height && left + TILE < width;
                for c in (0..source.channels).step_by(S::F32_LANES) {
                    let count = (source.channels - c).min(S::F32_LANES);
                    let points = if inside && count == S::F32_LANES {
                        square(
                            #[inline(always)]
                            |i, j| whole(simd, &source.values[starts[i * SPAN + j] + c..]),
                            #[inline(always)]
                            |d| input_points(simd, d),
                        )
                    } else {
                        square(
                            #[inline(always)]
                            |i, j| load_at(simd, source.values, starts[i * SPAN + j], c, count),
                            #[inline(always)]
                            |d| input_points(simd, d),
                        )
                    };
                    for (to, &v) in to.chunks_exact_mut(plane).zip(points.as_flattened()) {
                        store(simd, &mut to[channel + c..][..count], v);
                    }
                }
                channel += source.channels;
            }
            if row > inputs {
                for point in 0..POINTS {
                    to[point * plane + t * row..][inputs..row].fill(0.0);
                }
            }
        }
    }
}

/// How many of the channels that lie side by side in `sources` are of doubled pixels, up to the first that is not.
pub(super) fn doubled(sources: &[Source<'_>]) -> usize {
    sources.iter().take_while(|source| source.doubled).map(|source| source.channels).sum()
}

/// The points of one tile of doubled pixels; those that are 0 are left as they are.
struct Doubled<'a> {
    shape: Shape,
    source: &'a Source<'a>,
    tile: Tile,
    /// Values from point to point.
    plane: usize,
    to: &'a mut [f32],
}

impl Doubled<'_> {
    #[inline(always)]
    fn points<S: Simd>(self, simd: S) {
        let Self { shape: Shape { height, width, .. }, source, tile: (n, top, left), plane, to } = self;
        debug_assert!(height.is_multiple_of(2) && width.is_multiple_of(2), "what was doubled has even sides");
        let mut starts = [[NOWHERE; 4]; 4];
        for (i, starts) in starts.iter_mut().enumerate() {
            for (j, start) in starts.iter_mut().enumerate() {
                // Of rows and columns -1 to 4 the last of each two.
                let (y, x) = ((top + 2 * i).wrapping_sub(1), (left + 2 * j).wrapping_sub(1));
                let (y, x) = (if i == 3 { y - 1 } else { y }, if j == 3 { x - 1 } else { x });
                if y < height && x < width {
                    *start = source.at(n, y, x);
                }
            }
        }
        for c in (0..source.channels).step_by(S::F32_LANES) {
            let count = (source.channels - c).min(S::F32_LANES);
            let points = square(
                #[inline(always)]
                |i: usize, j: usize| load_at(simd, source.values, starts[i][j], c, count),
                #[inline(always)]
                |d| doubled_points(simd, d),
            );
            for (points, i) in points.iter().zip(FULL) {
                for (&v, j) in points.iter().zip(FULL) {
                    store(simd, &mut to[(i * SPAN + j) * plane + c..][..count], v);
                }
            }
        }
    }
}

/// Where a tile reaches beyond the picture.
const NOWHERE: usize = usize::MAX;

/// The first vector of `values`.
#[inline(always)]
fn whole<S: Simd>(_: S, values: &[f32]) -> S::f32s {
    S::as_simd_f32s(&values[..S::F32_LANES]).0[0]
}

#[inline(always)]
fn load<S: Simd>(simd: S, values: &[f32]) -> S::f32s {
    match S::as_simd_f32s(values).0 {
        [v] => *v,
        _ => simd.partial_load_f32s(values),
    }
}

/// The `count` channels of a pixel from `channel` on; zeros beyond the picture.
#[inline(always)]
fn load_at<S: Simd>(simd: S, values: &[f32], pixel: usize, channel: usize, count: usize) -> S::f32s {
    if pixel == NOWHERE { simd.splat_f32s(0.0) } else { load(simd, &values[pixel + channel..][..count]) }
}

#[inline(always)]
fn store<S: Simd>(simd: S, values: &mut [f32], v: S::f32s) {
    if values.len() == S::F32_LANES {
        S::as_mut_simd_f32s(values).0[0] = v;
    } else {
        simd.partial_store_f32s(values, v);
    }
}

/// The points of the gradients of output tiles.
pub(super) struct OutputPoints<'a> {
    pub(super) shape: Shape,
    /// [batch, height, width, outputs]
    pub(super) dy: &'a [f32],
    pub(super) tiles: &'a [Tile],
    /// [point, tile, filled outputs]
    pub(super) to: &'a mut Vec<f32>,
}

impl WithSimd for OutputPoints<'_> {
    type Output = ();

    #[inline(always)]
    fn with_simd<S: Simd>(self, simd: S) {
        let Self { shape: Shape { height, width, outputs: channels, .. }, dy, tiles, to } = self;
        let row = filled(channels);
        let plane = plane(tiles.len(), row);
        let to = grown(to, POINTS * plane);
        for (t, &(n, top, left)) in tiles.iter().enumerate() {
            let picture = &dy[n * height * width * channels..][..height * width * channels];
            for c in (0..row).step_by(S::F32_LANES) {
                let count = channels.saturating_sub(c).min(S::F32_LANES);
                let points = square(
                    #[inline(always)]
                    |i, j| {
                        let inside = i < height - top && j < width - left;
                        let start = ((top + i) * width + left + j) * channels;
                        load_at(simd, picture, if inside { start } else { NOWHERE }, c.min(channels), count)
                    },
                    #[inline(always)]
                    |d| output_points(simd, d),
                );
                for (point, &v) in points.as_flattened().iter().enumerate() {
                    store(simd, &mut to[point * plane + t * row + c..][..S::F32_LANES], v);
                }
            }
        }
    }
}

/// The points of all kernels: [point, block of outputs, inputs, one or two vectors of outputs].
pub(super) struct Kernels<'a> {
    pub(super) shape: Shape,
    /// [3, 3, inputs, outputs]
    pub(super) weights: &'a [f32],
}

impl WithSimd for Kernels<'_> {
    type Output = Vec<f32>;

    #[inline(always)]
    fn with_simd<S: Simd>(self, simd: S) -> Vec<f32> {
        let Shape { inputs, outputs, .. } = self.shape;
        let (vectors, row) = block::<S>(outputs);
        let block = vectors * S::F32_LANES;
        let mut kernels = vec![0.0; POINTS * inputs * row];
        for c in 0..inputs {
            for k in (0..outputs).step_by(S::F32_LANES) {
                let count = (outputs - k).min(S::F32_LANES);
                let points = square(
                    #[inline(always)]
                    |i, j| load(simd, &self.weights[((3 * i + j) * inputs + c) * outputs + k..][..count]),
                    #[inline(always)]
                    |g| kernel_points(simd, g),
                );
                for (point, &v) in points.as_flattened().iter().enumerate() {
                    let at = point * inputs * row + k / block * inputs * block + c * block + k % block;
                    store(simd, &mut kernels[at..][..S::F32_LANES], v);
                }
            }
        }
        kernels
    }
}

/// Points of products to outputs.
pub(super) struct Outputs<'a> {
    pub(super) shape: Shape,
    pub(super) tiles: &'a [Tile],
    /// The pixel that `y` begins with.
    pub(super) start: usize,
    pub(super) bias: &'a [f32],
    /// [point, tile, whole blocks of outputs]
    pub(super) products: &'a [f32],
    pub(super) y: &'a mut [f32],
}

impl WithSimd for Outputs<'_> {
    type Output = ();

    #[inline(always)]
    fn with_simd<S: Simd>(self, simd: S) {
        let Self { shape: Shape { height, width, outputs: channels, .. }, tiles, start, bias, products, y } =
            self;
        let row = block::<S>(channels).1;
        let plane = plane(tiles.len(), row);
        for (t, &(n, top, left)) in tiles.iter().enumerate() {
            let start = (n * height + top) * width + left - start;
            for k in (0..channels).step_by(S::F32_LANES) {
                let count = (channels - k).min(S::F32_LANES);
                let bias = load(simd, &bias[k..][..count]);
                let tile = square(
                    #[inline(always)]
                    |i, j| whole(simd, &products[(i * SPAN + j) * plane + t * row + k..]),
                    #[inline(always)]
                    |m| outputs(simd, m),
                );
                if top + TILE <= height && left + TILE <= width && count == S::F32_LANES {
                    for (i, values) in tile.iter().enumerate() {
                        for (j, &v) in values.iter().enumerate() {
                            let to = &mut y[(start + i * width + j) * channels + k..][..S::F32_LANES];
                            S::as_mut_simd_f32s(to).0[0] = simd.add_f32s(v, bias);
                        }
                    }
                    continue;
                }
                for (i, values) in tile.iter().enumerate().take(height - top) {
                    for (j, &v) in values.iter().enumerate().take(width - left) {
                        let to = &mut y[(start + i * width + j) * channels + k..][..count];
                        store(simd, to, simd.add_f32s(v, bias));
                    }
                }
            }
        }
    }
}

/// Sums of points to the gradient of the kernels, [3, 3, inputs, outputs].
pub(super) struct KernelGradients<'a> {
    pub(super) shape: Shape,
    /// [point, filled inputs, filled outputs]
    pub(super) sums: &'a [f32],
}

impl WithSimd for KernelGradients<'_> {
    type Output = Vec<f32>;

    #[inline(always)]
    fn with_simd<S: Simd>(self, simd: S) -> Vec<f32> {
        let Shape { inputs, outputs, .. } = self.shape;
        let row = filled(outputs);
        let plane = filled(inputs) * row;
        let mut weights = vec![0.0; 9 * inputs * outputs];
        for c in 0..inputs {
            for k in (0..outputs).step_by(S::F32_LANES) {
                let count = (outputs - k).min(S::F32_LANES);
                let g = square(
                    #[inline(always)]
                    |i, j| load(simd, &self.sums[(i * SPAN + j) * plane + c * row + k..][..S::F32_LANES]),
                    #[inline(always)]
                    |u| kernel_gradient(simd, u),
                );
                for (tap, &v) in g.as_flattened().iter().enumerate() {
                    store(simd, &mut weights[(tap * inputs + c) * outputs + k..][..count], v);
                }
            }
        }
        weights
    }
}

//! Tiles and kernels to points, and back.

use pulp::{Simd, WithSimd};

use super::super::buffer::Buffer;
use super::super::level::unrolled;
use super::super::shape::Shape;
use super::super::source::Source;
use super::linear::{doubled_points, input_points, kernel_points, outputs, square};
use super::{FULL, POINTS, SPAN, TILE, Tile, block, plane};

/// The points of input tiles.
pub(super) struct Points<'a> {
    pub(super) shape: Shape,
    pub(super) sources: &'a [Source<'a>],
    pub(super) tiles: &'a [Tile],
    /// Values from tile to tile; what the channels leave is filled with zeros.
    pub(super) row: usize,
    /// [point, tile, row]
    pub(super) to: &'a mut Buffer,
}

impl WithSimd for Points<'_> {
    type Output = ();

    #[inline(always)]
    fn with_simd<S: Simd>(self, simd: S) {
        let Self { shape: Shape { height, width, inputs, .. }, sources, tiles, row, to } = self;
        debug_assert!(
            sources.iter().all(|source| !source.doubled)
                || (height.is_multiple_of(2) && width.is_multiple_of(2)),
            "what was doubled has even sides"
        );
        // Those that the products leave points of out.
        let leading = sources.iter().take_while(|source| source.doubled).count();
        let plane = plane(tiles.len(), row);
        let to = to.grown(POINTS * plane);
        for (t, &(n, top, left)) in tiles.iter().enumerate() {
            let mut channel = t * row;
            for (i, source) in sources.iter().enumerate() {
                let row_of = |y: usize| if y < height { source.row(n, y) } else { NOWHERE };
                let column_of = |x: usize| if x < width { source.column(x) } else { NOWHERE };
                let to = &mut to[channel..];
                if i < leading {
                    // Of rows and columns -1 to 4 the last of each two.
                    let step = |i: usize| if i == 3 { 5 } else { 2 * i };
                    let rows = unrolled(|i| row_of((top + step(i)).wrapping_sub(1)));
                    let columns = unrolled(|i| column_of((left + step(i)).wrapping_sub(1)));
                    Square { source, rows, columns }.turn(
                        simd,
                        #[inline(always)]
                        |d: [_; 4]| doubled_points(simd, d),
                        #[inline(always)]
                        |i, j| (FULL[i] * SPAN + FULL[j]) * plane,
                        to,
                    );
                } else {
                    let rows = unrolled(|i| row_of((top + i).wrapping_sub(1)));
                    let columns = unrolled(|i| column_of((left + i).wrapping_sub(1)));
                    Square { source, rows, columns }.turn(
                        simd,
                        #[inline(always)]
                        |d: [_; SPAN]| input_points(simd, d),
                        #[inline(always)]
                        |i, j| (i * SPAN + j) * plane,
                        to,
                    );
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

/// The pixels of a tile: where their rows begin, and how far behind that their columns do.
struct Square<'a, const FROM: usize> {
    source: &'a Source<'a>,
    rows: [usize; FROM],
    columns: [usize; FROM],
}

impl<const FROM: usize> Square<'_, FROM> {
    /// Turns all channels into points with `along`; `place` tells where a row's and column's point goes in `to`.
    #[inline(always)]
    fn turn<S: Simd, const TO: usize>(
        &self,
        simd: S,
        along: impl Fn([S::f32s; FROM]) -> [S::f32s; TO] + Copy,
        place: impl Fn(usize, usize) -> usize,
        to: &mut [f32],
    ) {
        let Self { source: Source { values, channels, .. }, rows, columns } = *self;
        let inside = !rows.contains(&NOWHERE) && !columns.contains(&NOWHERE);
        for c in (0..*channels).step_by(S::F32_LANES) {
            let count = (channels - c).min(S::F32_LANES);
            if inside && count == S::F32_LANES {
                square(
                    #[inline(always)]
                    |i: usize, j: usize| whole(simd, &values[rows[i] + columns[j] + c..]),
                    along,
                    #[inline(always)]
                    |i, j, v| {
                        let to = &mut to[place(i, j) + c..][..S::F32_LANES];
                        S::as_mut_simd_f32s(to).0[0] = v;
                    },
                );
            } else {
                square(
                    #[inline(always)]
                    |i: usize, j: usize| {
                        let outside = rows[i] == NOWHERE || columns[j] == NOWHERE;
                        let pixel = if outside { NOWHERE } else { rows[i] + columns[j] };
                        load_at(simd, values, pixel, c, count)
                    },
                    along,
                    #[inline(always)]
                    |i, j, v| store(simd, &mut to[place(i, j) + c..][..count], v),
                );
            }
        }
    }
}

/// Where a tile reaches beyond the picture.
pub(super) const NOWHERE: usize = usize::MAX;

/// The first vector of `values`.
#[inline(always)]
fn whole<S: Simd>(_: S, values: &[f32]) -> S::f32s {
    S::as_simd_f32s(&values[..S::F32_LANES]).0[0]
}

#[inline(always)]
pub(super) fn load<S: Simd>(simd: S, values: &[f32]) -> S::f32s {
    match S::as_simd_f32s(values).0 {
        [v] => *v,
        _ => simd.partial_load_f32s(values),
    }
}

/// The `count` channels of a pixel from `channel` on; zeros beyond the picture.
#[inline(always)]
pub(super) fn load_at<S: Simd>(
    simd: S,
    values: &[f32],
    pixel: usize,
    channel: usize,
    count: usize,
) -> S::f32s {
    if pixel == NOWHERE { simd.splat_f32s(0.0) } else { load(simd, &values[pixel + channel..][..count]) }
}

#[inline(always)]
pub(super) fn store<S: Simd>(simd: S, values: &mut [f32], v: S::f32s) {
    if values.len() == S::F32_LANES {
        S::as_mut_simd_f32s(values).0[0] = v;
    } else {
        simd.partial_store_f32s(values, v);
    }
}

/// The points of all kernels: [point, block of outputs, inputs, one or two vectors of outputs].
pub(super) struct Kernels<'a> {
    pub(super) shape: Shape,
    /// [3, 3, inputs, outputs]
    pub(super) weights: &'a [f32],
}

impl WithSimd for Kernels<'_> {
    type Output = Buffer;

    #[inline(always)]
    fn with_simd<S: Simd>(self, simd: S) -> Buffer {
        let Shape { inputs, outputs, .. } = self.shape;
        let (vectors, row) = block::<S>(outputs);
        let block = vectors * S::F32_LANES;
        let mut kernels = Buffer::zeros(POINTS * inputs * row);
        for c in 0..inputs {
            for k in (0..outputs).step_by(S::F32_LANES) {
                let count = (outputs - k).min(S::F32_LANES);
                square(
                    #[inline(always)]
                    |i, j| load(simd, &self.weights[((3 * i + j) * inputs + c) * outputs + k..][..count]),
                    #[inline(always)]
                    |g| kernel_points(simd, g),
                    #[inline(always)]
                    |i, j, v| {
                        let point = (i * SPAN + j) * inputs * row;
                        let at = point + k / block * inputs * block + c * block + k % block;
                        store(simd, &mut kernels[at..][..S::F32_LANES], v);
                    },
                );
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
                let products = &products[t * row + k..];
                if top + TILE <= height && left + TILE <= width && count == S::F32_LANES {
                    turn_back(
                        simd,
                        products,
                        plane,
                        #[inline(always)]
                        |i, j, v| {
                            let to = &mut y[(start + i * width + j) * channels + k..][..S::F32_LANES];
                            S::as_mut_simd_f32s(to).0[0] = simd.add_f32s(v, bias);
                        },
                    );
                } else {
                    turn_back(
                        simd,
                        products,
                        plane,
                        #[inline(always)]
                        |i, j, v| {
                            if top + i < height && left + j < width {
                                let to = &mut y[(start + i * width + j) * channels + k..][..count];
                                store(simd, to, simd.add_f32s(v, bias));
                            }
                        },
                    );
                }
            }
        }
    }
}

/// One vector of a tile's products, `plane` values from point to point, to outputs by row and column.
#[inline(always)]
fn turn_back<S: Simd>(simd: S, products: &[f32], plane: usize, put: impl FnMut(usize, usize, S::f32s)) {
    square(
        #[inline(always)]
        |i: usize, j: usize| whole(simd, &products[(i * SPAN + j) * plane..]),
        #[inline(always)]
        |m| outputs(simd, m),
        put,
    );
}

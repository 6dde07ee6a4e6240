use half::f16;
use rayon::prelude::*;

use super::limits::Limits;
use super::plane::Raster;
use crate::color::linear_to_srgb;
use crate::error::{Error, Result};

/// What the bytes of a caller's pixel are, in memory order.
///
/// 8- and 16-bit channels are sRGB, from 0 to their maximum; floats, of 16 or 32 bits, are linear light, 0 black and 1
/// white. Channels of more than a byte are in the machine's own byte order and need no alignment. In planar formats each
/// channel is a picture of its own, one after the other.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
#[non_exhaustive]
pub enum PixelFormat {
    /// Grey; 8 bits.
    Gray8,
    /// Grey, alpha; 8 bits.
    GrayAlpha8,
    /// Red, green, blue; 8 bits.
    Rgb8,
    /// Red, green, blue, alpha; 8 bits.
    Rgba8,
    /// Blue, green, red; 8 bits.
    Bgr8,
    /// Blue, green, red, alpha; 8 bits.
    Bgra8,
    /// Grey; 16 bits.
    Gray16,
    /// Grey, alpha; 16 bits.
    GrayAlpha16,
    /// Red, green, blue; 16 bits.
    Rgb16,
    /// Red, green, blue, alpha; 16 bits.
    Rgba16,
    /// Blue, green, red; 16 bits.
    Bgr16,
    /// Blue, green, red, alpha; 16 bits.
    Bgra16,
    /// Grey; floats.
    GrayF32,
    /// Grey, alpha; floats.
    GrayAlphaF32,
    /// Red, green, blue; floats.
    RgbF32,
    /// Red, green, blue, alpha; floats.
    RgbaF32,
    /// Alpha, red, green, blue; 8 bits.
    Argb8,
    /// Alpha, blue, green, red; 8 bits.
    Abgr8,
    /// Alpha, red, green, blue; 16 bits.
    Argb16,
    /// Grey; half floats.
    GrayF16,
    /// Grey, alpha; half floats.
    GrayAlphaF16,
    /// Red, green, blue; half floats.
    RgbF16,
    /// Red, green, blue, alpha; half floats.
    RgbaF16,
    /// A picture of red, one of green, one of blue; 8 bits.
    RgbPlanar8,
    /// Pictures of red, green, blue and alpha; 8 bits.
    RgbaPlanar8,
    /// Pictures of red, green and blue; 16 bits.
    RgbPlanar16,
    /// Pictures of red, green, blue and alpha; 16 bits.
    RgbaPlanar16,
    /// Pictures of red, green and blue; floats.
    RgbPlanarF32,
    /// Pictures of red, green, blue and alpha; floats.
    RgbaPlanarF32,
    /// Red, green, blue, and a byte that means nothing; 8 bits.
    Rgbx8,
    /// Blue, green, red, and a byte that means nothing; 8 bits.
    Bgrx8,
}

/// How a channel is stored.
#[derive(Clone, Copy, PartialEq, Eq)]
pub(super) enum Depth {
    U8,
    U16,
    F16,
    F32,
}

/// Where red, green and blue are among the channels, and alpha, if there is one.
pub(super) type Order = ([usize; 3], Option<usize>);

const GRAY: Order = ([0; 3], None);
const GRAY_ALPHA: Order = ([0; 3], Some(1));
const RGB: Order = ([0, 1, 2], None);
const RGBA: Order = ([0, 1, 2], Some(3));
const BGR: Order = ([2, 1, 0], None);
const BGRA: Order = ([2, 1, 0], Some(3));
const ARGB: Order = ([1, 2, 3], Some(0));
const ABGR: Order = ([3, 2, 1], Some(0));

impl PixelFormat {
    /// Channels of a pixel, 1 to 4, alpha included, or what lies in its place.
    pub fn channels(self) -> usize {
        let (color, alpha) = self.order();
        let unused = usize::from(matches!(self, Self::Rgbx8 | Self::Bgrx8));
        1 + alpha.unwrap_or(0).max(color[0]).max(color[2]) + unused
    }

    /// Whether its pixels can be transparent.
    pub fn has_alpha(self) -> bool {
        self.order().1.is_some()
    }

    /// Bytes of a pixel, 1 to 16, all channels together.
    pub fn bytes_per_pixel(self) -> usize {
        self.channels() * self.channel_bytes()
    }

    /// Pictures that it consists of: one for each channel in planar formats, else 1.
    pub fn planes(self) -> usize {
        let planar = matches!(
            self,
            Self::RgbPlanar8
                | Self::RgbaPlanar8
                | Self::RgbPlanar16
                | Self::RgbaPlanar16
                | Self::RgbPlanarF32
                | Self::RgbaPlanarF32
        );
        if planar { self.channels() } else { 1 }
    }

    /// Bytes from a pixel to the next in its row.
    pub fn pixel_bytes(self) -> usize {
        self.bytes_per_pixel() / self.planes()
    }

    pub(super) fn channel_bytes(self) -> usize {
        match self.layout().0 {
            Depth::U8 => 1,
            Depth::U16 | Depth::F16 => 2,
            Depth::F32 => 4,
        }
    }

    fn order(self) -> Order {
        self.layout().1
    }

    pub(super) fn layout(self) -> (Depth, Order) {
        use Depth::{F16, F32, U8, U16};
        match self {
            Self::Gray8 => (U8, GRAY),
            Self::GrayAlpha8 => (U8, GRAY_ALPHA),
            Self::Rgb8 | Self::RgbPlanar8 | Self::Rgbx8 => (U8, RGB),
            Self::Rgba8 | Self::RgbaPlanar8 => (U8, RGBA),
            Self::Bgr8 | Self::Bgrx8 => (U8, BGR),
            Self::Bgra8 => (U8, BGRA),
            Self::Argb8 => (U8, ARGB),
            Self::Abgr8 => (U8, ABGR),
            Self::Gray16 => (U16, GRAY),
            Self::GrayAlpha16 => (U16, GRAY_ALPHA),
            Self::Rgb16 | Self::RgbPlanar16 => (U16, RGB),
            Self::Rgba16 | Self::RgbaPlanar16 => (U16, RGBA),
            Self::Bgr16 => (U16, BGR),
            Self::Bgra16 => (U16, BGRA),
            Self::Argb16 => (U16, ARGB),
            Self::GrayF16 => (F16, GRAY),
            Self::GrayAlphaF16 => (F16, GRAY_ALPHA),
            Self::RgbF16 => (F16, RGB),
            Self::RgbaF16 => (F16, RGBA),
            Self::GrayF32 => (F32, GRAY),
            Self::GrayAlphaF32 => (F32, GRAY_ALPHA),
            Self::RgbF32 | Self::RgbPlanarF32 => (F32, RGB),
            Self::RgbaF32 | Self::RgbaPlanarF32 => (F32, RGBA),
        }
    }
}

/// A caller's pixels, borrowed as they lie in memory.
#[derive(Clone, Copy, Debug)]
pub struct RasterRef<'a> {
    data: &'a [u8],
    width: usize,
    height: usize,
    stride: isize,
    format: PixelFormat,
    premultiplied: bool,
}

impl<'a> RasterRef<'a> {
    /// Borrows `height` rows of `width` pixels; a row begins |`stride`| bytes after the one before it in memory.
    ///
    /// `data` begins at the lowest address, whatever the sign: with a positive stride that is the top
    /// row, with a negative one the *bottom* row, and the top row is at `(height - 1) * |stride|`.
    /// `data` needs `(height - 1) * |stride| + width * pixel_bytes` bytes; more are ignored. In planar formats the
    /// planes follow one another, `height * |stride|` bytes apart.
    /// `premultiplied` tells that the colours are already multiplied by alpha, in the format's own
    /// scale (sRGB values, or linear light for floats); formats without alpha ignore it.
    ///
    /// # Errors
    /// [`Error::InvalidArgument`] if a side is 0, the stride is shorter than a row, `data` is too short,
    /// or the length does not fit in memory.
    pub fn new(
        data: &'a [u8],
        width: usize,
        height: usize,
        stride: isize,
        format: PixelFormat,
        premultiplied: bool,
    ) -> Result<Self> {
        let invalid = |text| Err(Error::InvalidArgument(text));
        if width == 0 || height == 0 {
            return invalid(format!("a picture of {width}x{height} is empty; both sides must be at least 1"));
        }
        let row = width.checked_mul(format.pixel_bytes());
        let span = stride.unsigned_abs();
        let rows = height.checked_mul(format.planes());
        let needed = row.zip(rows).and_then(|(row, rows)| span.checked_mul(rows - 1)?.checked_add(row));
        let (Some(row), Some(needed)) = (row, needed) else {
            return invalid(format!(
                "{width}x{height} pixels of {format:?} with a stride of {stride} bytes do not fit in memory"
            ));
        };
        if span < row {
            return invalid(format!(
                "a stride of {stride} bytes is shorter than a row: {width} pixels of {format:?} are {row} bytes"
            ));
        }
        if data.len() < needed {
            return invalid(format!(
                "a buffer of {} bytes is too short: {width}x{height} pixels of {format:?} with a stride of \
                 {stride} bytes are {needed} bytes",
                data.len()
            ));
        }
        Ok(Self { data, width, height, stride, format, premultiplied })
    }

    /// Converts to RGBA8 as [`Raster::from_rows`] does.
    ///
    /// # Errors
    /// [`Error::Limit`] if the picture is over `limits`; [`Error::InvalidArgument`] for a NaN channel.
    pub fn to_raster(&self, limits: &Limits) -> Result<Raster> {
        let (height, span) = (self.height, self.stride.unsigned_abs());
        let bytes = self.width * self.format.pixel_bytes();
        let row = |plane, y| {
            let at = if self.stride < 0 { height - 1 - y } else { y };
            &self.data[(plane * height + at) * span..][..bytes]
        };
        Raster::from_rows(self.width, height, self.format, self.premultiplied, limits, row)
    }
}

impl Raster {
    /// Converts a caller's pixels to RGBA8, straight alpha, sRGB, top row first.
    ///
    /// `row` gives the `width * pixel_bytes` bytes of a plane's row, both counted from 0: the plane is 0 but in planar
    /// formats, which have one for each channel. Each row is asked for once a plane, on any thread, and nothing
    /// between rows is looked at: a part of a picture can be read while others work on the rest.
    ///
    /// Values are rounded to the nearest; floats and premultiplied colours above the range are clamped;
    /// a premultiplied pixel with alpha 0 becomes `[0, 0, 0, 0]`.
    ///
    /// # Errors
    /// [`Error::Limit`] if the picture is over `limits`; [`Error::InvalidArgument`] if a side is 0, for a row of another
    /// length, and for a NaN channel.
    pub fn from_rows<'a>(
        width: usize,
        height: usize,
        format: PixelFormat,
        premultiplied: bool,
        limits: &Limits,
        row: impl Fn(usize, usize) -> &'a [u8] + Sync,
    ) -> Result<Self> {
        if width == 0 || height == 0 {
            return Err(Error::InvalidArgument(format!(
                "a picture of {width}x{height} is empty; both sides must be at least 1"
            )));
        }
        limits.check(width as u64, height as u64, 4)?;
        let (planes, bytes) = (format.planes(), width * format.pixel_bytes());
        let mut pixels = vec![[0; 4]; width * height];
        // The first error in reading order, on any thread count.
        let failed = pixels.par_chunks_mut(width).enumerate().find_map_first(|(y, out)| {
            let mut rows = [[].as_slice(); 4];
            for (plane, place) in rows[..planes].iter_mut().enumerate() {
                *place = row(plane, y);
                if place.len() != bytes {
                    return Some(format!("row {y} has {} bytes, not {bytes}", place.len()));
                }
            }
            let nan = convert_row(&rows[..planes], format, premultiplied, out)?;
            Some(format!("pixel ({nan}, {y}) is not a number (NaN)"))
        });
        match failed {
            Some(text) => Err(Error::InvalidArgument(text)),
            None => Self::from_vec(width, height, pixels),
        }
    }
}

/// Fills `out` with a row of `planes`; gives the column of the first NaN.
fn convert_row(
    planes: &[&[u8]],
    format: PixelFormat,
    premultiplied: bool,
    out: &mut [[u8; 4]],
) -> Option<usize> {
    let (depth, (color, alpha)) = format.layout();
    let alpha_is_in = premultiplied && alpha.is_some();
    if format == PixelFormat::Rgba8 && !alpha_is_in {
        out.copy_from_slice(planes[0].as_chunks().0);
        return None;
    }
    let (bytes, step) = (format.channel_bytes(), format.pixel_bytes());
    // The row from a channel's first value on.
    let channel = |c: usize| match planes {
        [all] => &all[c * bytes..],
        planes => planes[c],
    };
    let (color, alpha) = (color.map(channel), alpha.map(channel));
    match depth {
        Depth::U8 => out.iter_mut().enumerate().for_each(|(x, to)| {
            let value = |channel: &[u8]| u32::from(channel[x * step]);
            *to = convert_integers::<255>(color.map(value), alpha.map_or(255, value), alpha_is_in);
        }),
        Depth::U16 => out.iter_mut().enumerate().for_each(|(x, to)| {
            let value = |channel: &[u8]| u32::from(u16::from_ne_bytes(bytes_at(channel, x * step)));
            *to = convert_integers::<65535>(color.map(value), alpha.map_or(65535, value), alpha_is_in);
        }),
        Depth::F16 | Depth::F32 => {
            for (x, to) in out.iter_mut().enumerate() {
                let value = |channel: &[u8]| match depth {
                    Depth::F16 => f16::from_ne_bytes(bytes_at(channel, x * step)).to_f32(),
                    _ => f32::from_ne_bytes(bytes_at(channel, x * step)),
                };
                match convert_floats(color.map(value), alpha.map_or(1.0, value), alpha_is_in) {
                    Some(pixel) => *to = pixel,
                    None => return Some(x),
                }
            }
        }
    }
    None
}

fn bytes_at<const N: usize>(row: &[u8], at: usize) -> [u8; N] {
    std::array::from_fn(|i| row[at + i])
}

fn convert_integers<const MAX: u32>(color: [u32; 3], alpha: u32, premultiplied: bool) -> [u8; 4] {
    // at most (65535 * 255 + 32767) / 65535, so neither the product nor the result overflows
    let scale = |value: u32, full: u32| ((value * 255 + full / 2) / full) as u8;
    let [r, g, b] = match (premultiplied, alpha) {
        (true, 0) => [0; 3],
        (true, _) => color.map(|value| scale(value.min(alpha), alpha)),
        (false, _) => color.map(|value| scale(value, MAX)),
    };
    [r, g, b, scale(alpha, MAX)]
}

fn convert_floats(color: [f32; 3], alpha: f32, premultiplied: bool) -> Option<[u8; 4]> {
    if alpha.is_nan() || color.iter().any(|value| value.is_nan()) {
        return None;
    }
    let alpha = alpha.clamp(0.0, 1.0);
    let [r, g, b] = match premultiplied {
        true if alpha == 0.0 => [0; 3],
        true => color.map(|value| linear_to_srgb(value / alpha)),
        false => color.map(linear_to_srgb),
    };
    Some([r, g, b, (alpha * 255.0).round() as u8])
}

#[cfg(test)]
pub(super) mod tests {
    use super::super::plane::Plane;
    use super::*;
    use crate::color::srgb_to_linear;

    pub(in crate::raster) fn picture(width: usize, height: usize) -> Raster {
        Plane::from_fn(width, height, |x, y| {
            let n = (y * width + x) as u32;
            [n, n >> 8, n >> 3, n >> 1].map(|v| (v.wrapping_mul(2_654_435_761) >> 24) as u8)
        })
    }

    /// The bytes of `raster` in `format`; colours are multiplied by alpha first if asked to.
    fn bytes_in(raster: &Raster, format: PixelFormat, premultiplied: bool) -> Vec<u8> {
        let (depth, (color, alpha)) = format.layout();
        let mut planes = vec![Vec::new(); format.planes()];
        for pixel in raster.as_slice() {
            let a = f64::from(pixel[3]) / 255.0;
            let mut channels = [0.0; 4];
            for (from, to) in color.into_iter().enumerate() {
                let value = match depth {
                    Depth::F16 | Depth::F32 => f64::from(srgb_to_linear(pixel[from])),
                    _ => f64::from(pixel[from]) / 255.0,
                };
                channels[to] = if premultiplied { value * a } else { value };
            }
            alpha.into_iter().for_each(|to| channels[to] = a);
            for (c, value) in channels[..format.channels()].iter().enumerate() {
                let out = &mut planes[c % format.planes()];
                match depth {
                    Depth::U8 => out.push((value * 255.0).round() as u8),
                    Depth::U16 => out.extend(((value * 65535.0).round() as u16).to_ne_bytes()),
                    Depth::F16 => out.extend(f16::from_f64(*value).to_ne_bytes()),
                    Depth::F32 => out.extend((*value as f32).to_ne_bytes()),
                }
            }
        }
        planes.concat()
    }

    pub(in crate::raster) const FORMATS: [PixelFormat; 31] = {
        use PixelFormat::*;
        [
            Gray8,
            GrayAlpha8,
            Rgb8,
            Rgba8,
            Bgr8,
            Bgra8,
            Gray16,
            GrayAlpha16,
            Rgb16,
            Rgba16,
            Bgr16,
            Bgra16,
            GrayF32,
            GrayAlphaF32,
            RgbF32,
            RgbaF32,
            Argb8,
            Abgr8,
            Argb16,
            GrayF16,
            GrayAlphaF16,
            RgbF16,
            RgbaF16,
            RgbPlanar8,
            RgbaPlanar8,
            RgbPlanar16,
            RgbaPlanar16,
            RgbPlanarF32,
            RgbaPlanarF32,
            Rgbx8,
            Bgrx8,
        ]
    };

    #[test]
    fn every_format_gives_the_same_picture() {
        for format in FORMATS {
            let wanted = picture(23, 31).map(|&[r, g, b, a]| {
                let [g, b] = if format.channels() < 3 { [r, r] } else { [g, b] };
                [r, g, b, if format.order().1.is_some() { a } else { 255 }]
            });
            let bytes = bytes_in(&wanted, format, false);
            let stride = 23 * format.pixel_bytes();
            let read = |bytes: &[u8], stride, premultiplied| {
                RasterRef::new(bytes, 23, 31, stride, format, premultiplied)
                    .unwrap()
                    .to_raster(&Limits::default())
            };
            assert_eq!(read(&bytes, stride as isize, false).unwrap(), wanted, "{format:?}");
            let upside_down = |plane: &[u8]| {
                plane.chunks(stride).rev().flat_map(|row| [row, &[7; 5]].concat()).collect::<Vec<_>>()
            };
            let flipped = bytes.chunks(31 * stride).map(upside_down).collect::<Vec<_>>().concat();
            let flipped = &flipped[..flipped.len() - 5]; // no padding after the last row
            assert_eq!(read(flipped, -(stride as isize + 5), false).unwrap(), wanted, "{format:?}");
            let multiplied = read(&bytes_in(&wanted, format, true), stride as isize, true).unwrap();
            for (got, want) in multiplied.as_slice().iter().zip(wanted.as_slice()) {
                // 8 bits keep only alpha steps of a premultiplied colour, and alpha 0 keeps none.
                let slack = match (format.layout().0, want[3]) {
                    (_, 0) => 255,
                    (Depth::U8, alpha) => 128 / alpha + 1,
                    _ => 0,
                };
                assert_eq!(got[3], want[3]);
                assert!((0..3).all(|c| got[c].abs_diff(want[c]) <= slack), "{format:?}");
            }
        }
    }

    #[test]
    fn floats_are_clamped_and_nan_is_named() {
        let bytes = |values: [f32; 6]| values.map(f32::to_ne_bytes).concat();
        let read = |bytes: &[u8]| {
            RasterRef::new(bytes, 2, 1, 24, PixelFormat::RgbF32, false).unwrap().to_raster(&Limits::default())
        };
        let raster = read(&bytes([-1.0, 2.0, f32::INFINITY, 0.5, 0.0, 1.0])).unwrap();
        assert_eq!(raster.as_slice(), [[0, 255, 255, 255], [188, 0, 255, 255]]);
        let error = read(&bytes([0.0, 0.0, 0.0, 0.0, f32::NAN, 0.0])).unwrap_err().to_string();
        assert!(error.contains("(1, 0)"), "{error}");
    }

    #[test]
    fn bad_buffers_are_refused() {
        let new = |len, w, h, stride| {
            let data = vec![0; len];
            let error =
                RasterRef::new(&data, w, h, stride, PixelFormat::Rgba8, false).map(|_| ()).unwrap_err();
            assert!(matches!(error, Error::InvalidArgument(_)));
            error.to_string()
        };
        assert!(new(64, 0, 4, 16).contains("0x4"));
        assert!(new(64, 4, 4, 12).contains("12 bytes is shorter than a row: 4 pixels of Rgba8 are 16"));
        assert!(new(64, 4, 4, -12).contains("-12"));
        assert!(new(63, 4, 4, 16).contains("63 bytes is too short"));
        assert!(new(64, usize::MAX / 2, 4, 16).contains("fit in memory"));
        assert!(new(64, 4, usize::MAX, isize::MIN).contains("fit in memory"));
        let short = |_, y| &[0; 2][..2 - y];
        let error = Raster::from_rows(2, 2, PixelFormat::RgbPlanar8, false, &Limits::default(), short);
        assert!(error.unwrap_err().to_string().contains("row 1 has 1 bytes, not 2"));
        let huge = RasterRef::new(&[0; 16], 4, 4, 4, PixelFormat::Gray8, false).unwrap();
        let limits = Limits::default().with_pixels(15);
        assert!(matches!(huge.to_raster(&limits), Err(Error::Limit(_))));
    }
}

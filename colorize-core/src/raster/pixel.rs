use rayon::prelude::*;

use super::limits::Limits;
use super::plane::Raster;
use crate::color::linear_to_srgb;
use crate::error::{Error, Result};

/// What the bytes of a caller's pixel are, in memory order.
///
/// 8- and 16-bit channels are sRGB and go from 0 to their maximum; floats are linear light from 0 to 1.
/// 16-bit and float channels are in the machine's own byte order and need no alignment. Alpha is last.
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
}

impl PixelFormat {
    /// Channels of a pixel, 1 to 4, alpha included.
    pub fn channels(self) -> usize {
        match self {
            Self::Gray8 | Self::Gray16 | Self::GrayF32 => 1,
            Self::GrayAlpha8 | Self::GrayAlpha16 | Self::GrayAlphaF32 => 2,
            Self::Rgb8 | Self::Bgr8 | Self::Rgb16 | Self::Bgr16 | Self::RgbF32 => 3,
            Self::Rgba8 | Self::Bgra8 | Self::Rgba16 | Self::Bgra16 | Self::RgbaF32 => 4,
        }
    }

    /// Bytes of a pixel, 1 to 16.
    pub fn bytes_per_pixel(self) -> usize {
        self.channels() * self.depth()
    }

    /// Bytes of a channel.
    fn depth(self) -> usize {
        match self {
            Self::Gray8 | Self::GrayAlpha8 | Self::Rgb8 | Self::Rgba8 | Self::Bgr8 | Self::Bgra8 => 1,
            Self::Gray16 | Self::GrayAlpha16 | Self::Rgb16 | Self::Rgba16 | Self::Bgr16 | Self::Bgra16 => 2,
            Self::GrayF32 | Self::GrayAlphaF32 | Self::RgbF32 | Self::RgbaF32 => 4,
        }
    }

    /// Where red, green and blue are in a pixel, and alpha, if there is one.
    fn order(self) -> ([usize; 3], Option<usize>) {
        let bgr = matches!(self, Self::Bgr8 | Self::Bgra8 | Self::Bgr16 | Self::Bgra16);
        let channels = self.channels();
        let color = match channels {
            1 | 2 => [0, 0, 0],
            _ if bgr => [2, 1, 0],
            _ => [0, 1, 2],
        };
        (color, channels.is_multiple_of(2).then(|| channels - 1))
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
    /// `data` needs `(height - 1) * |stride| + width * bytes_per_pixel` bytes; more are ignored.
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
        let row = width.checked_mul(format.bytes_per_pixel());
        let span = stride.unsigned_abs();
        let needed = row.and_then(|row| span.checked_mul(height - 1)?.checked_add(row));
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

    /// Converts to RGBA8, straight alpha, sRGB, top row first.
    ///
    /// Values are rounded to the nearest; floats and premultiplied colours above the range are clamped;
    /// a premultiplied pixel with alpha 0 becomes `[0, 0, 0, 0]`.
    ///
    /// # Errors
    /// [`Error::Limit`] if the picture is over `limits`; [`Error::InvalidArgument`] for a NaN channel.
    pub fn to_raster(&self, limits: &Limits) -> Result<Raster> {
        limits.check(self.width as u64, self.height as u64, 4)?;
        let mut pixels = vec![[0; 4]; self.width * self.height];
        let nan = pixels.par_chunks_mut(self.width).enumerate().find_map_first(|(y, row)| {
            self.convert_row(y, row).map(|x| (x, y)) // the first in reading order, on any thread count
        });
        match nan {
            Some((x, y)) => Err(Error::InvalidArgument(format!("pixel ({x}, {y}) is not a number (NaN)"))),
            None => Raster::from_vec(self.width, self.height, pixels),
        }
    }

    fn row(&self, y: usize) -> &'a [u8] {
        let at = if self.stride < 0 { self.height - 1 - y } else { y };
        &self.data[at * self.stride.unsigned_abs()..][..self.width * self.format.bytes_per_pixel()]
    }

    /// Fills `out` with row `y`; gives the column of the first NaN.
    fn convert_row(&self, y: usize, out: &mut [[u8; 4]]) -> Option<usize> {
        let row = self.row(y);
        let (color, alpha) = self.format.order();
        let alpha_is_in = self.premultiplied && alpha.is_some();
        let pixels = row.chunks_exact(self.format.bytes_per_pixel()).zip(out.iter_mut());
        match self.format.depth() {
            1 if self.format == PixelFormat::Rgba8 && !alpha_is_in => out.copy_from_slice(row.as_chunks().0),
            1 => pixels.for_each(|(from, to)| {
                let value = |channel: usize| u32::from(from[channel]);
                *to = convert_integers::<255>(color.map(value), alpha.map_or(255, value), alpha_is_in);
            }),
            2 => pixels.for_each(|(from, to)| {
                let value = |channel: usize| u32::from(u16::from_ne_bytes(from.as_chunks().0[channel]));
                *to = convert_integers::<65535>(color.map(value), alpha.map_or(65535, value), alpha_is_in);
            }),
            _ => {
                for (x, (from, to)) in pixels.enumerate() {
                    let value = |channel: usize| f32::from_ne_bytes(from.as_chunks().0[channel]);
                    match convert_floats(color.map(value), alpha.map_or(1.0, value), alpha_is_in) {
                        Some(pixel) => *to = pixel,
                        None => return Some(x),
                    }
                }
            }
        }
        None
    }
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
mod tests {
    use super::super::plane::Plane;
    use super::*;
    use crate::color::srgb_to_linear;

    fn picture(width: usize, height: usize) -> Raster {
        Plane::from_fn(width, height, |x, y| {
            let n = (y * width + x) as u32;
            [n, n >> 8, n >> 3, n >> 1].map(|v| (v.wrapping_mul(2_654_435_761) >> 24) as u8)
        })
    }

    /// The bytes of `raster` in `format`; colours are multiplied by alpha first if asked to.
    fn bytes_in(raster: &Raster, format: PixelFormat, premultiplied: bool) -> Vec<u8> {
        let (color, alpha) = format.order();
        let mut out = Vec::new();
        for pixel in raster.as_slice() {
            let a = f64::from(pixel[3]) / 255.0;
            let mut channels = [0.0; 4];
            for (from, to) in color.into_iter().enumerate() {
                let value = f64::from(pixel[from]) / 255.0;
                let value = if format.depth() == 4 { f64::from(srgb_to_linear(pixel[from])) } else { value };
                channels[to] = if premultiplied { value * a } else { value };
            }
            alpha.into_iter().for_each(|to| channels[to] = a);
            for value in &channels[..format.channels()] {
                match format.depth() {
                    1 => out.push((value * 255.0).round() as u8),
                    2 => out.extend(((value * 65535.0).round() as u16).to_ne_bytes()),
                    _ => out.extend((*value as f32).to_ne_bytes()),
                }
            }
        }
        out
    }

    const FORMATS: [PixelFormat; 16] = {
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
            let stride = 23 * format.bytes_per_pixel();
            let read = |bytes: &[u8], stride, premultiplied| {
                RasterRef::new(bytes, 23, 31, stride, format, premultiplied)
                    .unwrap()
                    .to_raster(&Limits::default())
            };
            assert_eq!(read(&bytes, stride as isize, false).unwrap(), wanted, "{format:?}");
            let flipped: Vec<u8> =
                bytes.chunks(stride).rev().flat_map(|row| [row, &[7; 5]].concat()).collect();
            let flipped = &flipped[..flipped.len() - 5]; // no padding after the last row
            assert_eq!(read(flipped, -(stride as isize + 5), false).unwrap(), wanted, "{format:?}");
            let multiplied = read(&bytes_in(&wanted, format, true), stride as isize, true).unwrap();
            for (got, want) in multiplied.as_slice().iter().zip(wanted.as_slice()) {
                // 8 bits keep only alpha steps of a premultiplied colour, and alpha 0 keeps none.
                let slack = match (format.depth(), want[3]) {
                    (_, 0) => 255,
                    (1, alpha) => 128 / alpha + 1,
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
        let huge = RasterRef::new(&[0; 16], 4, 4, 4, PixelFormat::Gray8, false).unwrap();
        let limits = Limits::default().with_pixels(15);
        assert!(matches!(huge.to_raster(&limits), Err(Error::Limit(_))));
    }
}

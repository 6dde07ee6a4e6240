use std::ffi::{c_char, c_void};
use std::mem::MaybeUninit;
use std::slice::from_raw_parts;

use colorize_core as core;
use safer_ffi::prelude::*;

use crate::boundary::{ask, free, from_c, give, guard, non_null, path, slice};
use crate::error::{ColorizeError, ColorizeStatus};
use crate::options::{ColorizeLimits, Options};

/// How a pixel lies in memory: its channels, in order, and what each is.
///
/// 8- and 16-bit channels are sRGB, 0 to their maximum; F32 channels are linear light, 0 to 1. 16-bit and
/// F32 channels are in the machine's own byte order and need no alignment. Alpha is last.
#[derive_ReprC]
#[repr(u32)]
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum ColorizePixelFormat {
    /// 1 byte: grey, 0 black.
    Gray8 = 1,
    /// 2 bytes: grey, alpha.
    GrayAlpha8 = 2,
    /// 3 bytes: red, green, blue.
    Rgb8 = 3,
    /// 4 bytes: red, green, blue, alpha.
    Rgba8 = 4,
    /// 3 bytes: blue, green, red.
    Bgr8 = 5,
    /// 4 bytes: blue, green, red, alpha. Qt's and Krita's.
    Bgra8 = 6,
    /// 2 bytes: grey.
    Gray16 = 7,
    /// 4 bytes: grey, alpha.
    GrayAlpha16 = 8,
    /// 6 bytes: red, green, blue.
    Rgb16 = 9,
    /// 8 bytes: red, green, blue, alpha.
    Rgba16 = 10,
    /// 6 bytes: blue, green, red.
    Bgr16 = 11,
    /// 8 bytes: blue, green, red, alpha.
    Bgra16 = 12,
    /// 4 bytes: grey.
    GrayF32 = 13,
    /// 8 bytes: grey, alpha.
    GrayAlphaF32 = 14,
    /// 12 bytes: red, green, blue.
    RgbF32 = 15,
    /// 16 bytes: red, green, blue, alpha.
    RgbaF32 = 16,
}

from_c!(RawPixelFormat, ColorizePixelFormat, "pixel format");

impl ColorizePixelFormat {
    fn to_core(self) -> core::PixelFormat {
        use core::PixelFormat as Core;
        match self {
            Self::Gray8 => Core::Gray8,
            Self::GrayAlpha8 => Core::GrayAlpha8,
            Self::Rgb8 => Core::Rgb8,
            Self::Rgba8 => Core::Rgba8,
            Self::Bgr8 => Core::Bgr8,
            Self::Bgra8 => Core::Bgra8,
            Self::Gray16 => Core::Gray16,
            Self::GrayAlpha16 => Core::GrayAlpha16,
            Self::Rgb16 => Core::Rgb16,
            Self::Rgba16 => Core::Rgba16,
            Self::Bgr16 => Core::Bgr16,
            Self::Bgra16 => Core::Bgra16,
            Self::GrayF32 => Core::GrayF32,
            Self::GrayAlphaF32 => Core::GrayAlphaF32,
            Self::RgbF32 => Core::RgbF32,
            Self::RgbaF32 => Core::RgbaF32,
        }
    }
}

/// Pixels as they lie in memory. The caller's are lent for one call; the library's live as long as the
/// handle that they came from.
#[repr(C)]
#[derive(Clone, Copy, Debug)]
pub struct ColorizeImageView {
    /// First byte of the top row.
    pub data: *const c_void,
    /// Pixels a row, at least 1.
    pub width: u32,
    /// Rows, at least 1.
    pub height: u32,
    /// Bytes from a row to the one below it: at least the bytes of a row, or, for a picture whose top row
    /// comes last in memory, at most minus that.
    pub stride: isize,
    /// How a pixel lies in memory.
    pub format: RawPixelFormat,
    /// Not 0 if colours are already multiplied by alpha; formats without alpha ignore it.
    pub premultiplied: u32,
}

impl ColorizeImageView {
    /// The view of a picture that the library owns.
    pub(crate) fn of<T>(plane: &core::Plane<T>, format: ColorizePixelFormat) -> Self {
        debug_assert_eq!(size_of::<T>(), format.to_core().bytes_per_pixel());
        Self {
            data: plane.as_slice().as_ptr().cast(),
            width: plane.width() as u32,
            height: plane.height() as u32,
            stride: (plane.width() * size_of::<T>()) as isize,
            format: format as u32,
            premultiplied: 0,
        }
    }

    const NONE: Self =
        Self { data: std::ptr::null(), width: 0, height: 0, stride: 0, format: 0, premultiplied: 0 };

    /// The bytes of the picture, from its lowest address on; empty if the fields contradict each other,
    /// about which [`core::RasterRef::new`] has the words.
    ///
    /// # Safety
    /// If `data` is not NULL, every row is readable for `'a`.
    unsafe fn bytes<'a>(&self, format: core::PixelFormat, name: &str) -> Result<&'a [u8], ColorizeError> {
        let (width, height) = (self.width as usize, self.height as usize);
        let span = self.stride.unsigned_abs();
        let row = width.checked_mul(format.bytes_per_pixel()).filter(|row| (1..=span).contains(row));
        let above = height.checked_sub(1).and_then(|rows| rows.checked_mul(span));
        let (Some(row), Some(above)) = (row, above) else { return Ok(&[]) };
        let Some(length) = above.checked_add(row).filter(|&length| isize::try_from(length).is_ok()) else {
            return Err(ColorizeError::invalid(format!(
                "`{name}`: {width}x{height} pixels are larger than memory"
            )));
        };
        if self.data.is_null() {
            return Err(ColorizeError::null(&format!("{name}.data")));
        }
        let top = self.data.addr();
        let lowest = if self.stride < 0 { top.checked_sub(above) } else { Some(top) };
        if lowest.is_none_or(|lowest| lowest == 0 || lowest.checked_add(length).is_none()) {
            return Err(ColorizeError::invalid(format!("`{name}` lies outside memory")));
        }
        let data = self.data.cast::<u8>();
        let lowest = if self.stride < 0 { data.wrapping_sub(above) } else { data };
        // SAFETY: not NULL, not over the end of memory, and readable by the caller's promise.
        Ok(unsafe { from_raw_parts(lowest, length) })
    }

    /// Borrows the picture for core.
    ///
    /// # Safety
    /// If `data` is not NULL, every row is readable for `'a`.
    pub(crate) unsafe fn borrow<'a>(&self, name: &str) -> Result<core::RasterRef<'a>, ColorizeError> {
        let format = ColorizePixelFormat::from_c(self.format)?.to_core();
        // SAFETY: the caller's promise.
        let bytes = unsafe { self.bytes(format, name) }?;
        let (width, height, multiplied) =
            (self.width as usize, self.height as usize, self.premultiplied != 0);
        Ok(core::RasterRef::new(bytes, width, height, self.stride, format, multiplied)?)
    }
}

/// For pictures that lie in memory already.
pub(crate) fn unlimited() -> core::Limits {
    core::Limits::default().with_pixels(u64::MAX).with_bytes(u64::MAX)
}

/// A picture that the library owns. Free it with `colorize_image_free`.
pub struct ColorizeImage(pub(crate) core::Raster);

/// Reads a PNG, JPEG, WebP, TIFF or BMP file into `*image`. Of an animation this is the first picture.
///
/// `limits` may be NULL for the defaults.
///
/// # Safety
/// `file` is NULL or ends with NUL; `limits` is NULL or readable for the `struct_size` bytes it says.
#[unsafe(no_mangle)]
#[must_use]
pub unsafe extern "C" fn colorize_image_open(
    file: *const c_char,
    limits: *const ColorizeLimits,
    image: Option<&mut MaybeUninit<Option<Box<ColorizeImage>>>>,
    error: Option<&mut MaybeUninit<Option<Box<ColorizeError>>>>,
) -> ColorizeStatus {
    guard(error, || {
        give(image, "image", || {
            // SAFETY: as many bytes are readable as it says.
            let limits = unsafe { ColorizeLimits::read(limits, "limits") }?.to_core();
            // SAFETY: it ends with NUL.
            let file = unsafe { path(file, "file") }?;
            Ok(ColorizeImage(core::Raster::open(file, &limits)?))
        })
    })
}

/// Reads a picture as `colorize_image_open` does, from `size` bytes of memory.
///
/// # Safety
/// `bytes` is NULL or readable for `size` bytes; `limits` is NULL or readable for the `struct_size` bytes it says.
#[unsafe(no_mangle)]
#[must_use]
pub unsafe extern "C" fn colorize_image_decode(
    bytes: *const u8,
    size: usize,
    limits: *const ColorizeLimits,
    image: Option<&mut MaybeUninit<Option<Box<ColorizeImage>>>>,
    error: Option<&mut MaybeUninit<Option<Box<ColorizeError>>>>,
) -> ColorizeStatus {
    guard(error, || {
        give(image, "image", || {
            // SAFETY: as many bytes are readable as it says.
            let limits = unsafe { ColorizeLimits::read(limits, "limits") }?.to_core();
            // SAFETY: so many are readable.
            let bytes = unsafe { slice(bytes, size, isize::MAX as usize, "bytes") }?;
            Ok(ColorizeImage(core::Raster::decode(bytes, &limits)?))
        })
    })
}

/// The pixels of `image`: RGBA8, straight alpha, no padding; they live until it is freed. All 0 for NULL.
#[unsafe(no_mangle)]
pub extern "C" fn colorize_image_view(image: Option<&ColorizeImage>) -> ColorizeImageView {
    ask(image, ColorizeImageView::NONE, |image| ColorizeImageView::of(&image.0, ColorizePixelFormat::Rgba8))
}

/// Writes a picture as a PNG file, whole or not at all: GRAY8 and GRAY16 as they are, others as RGBA8.
///
/// # Safety
/// The pixels of `image` are readable; `file` is NULL or ends with NUL.
#[unsafe(no_mangle)]
#[must_use]
pub unsafe extern "C" fn colorize_image_save(
    image: Option<&ColorizeImageView>,
    file: *const c_char,
    error: Option<&mut MaybeUninit<Option<Box<ColorizeError>>>>,
) -> ColorizeStatus {
    guard(error, || {
        let view = non_null(image, "image")?;
        // SAFETY: the pixels are readable.
        let pixels = unsafe { view.borrow("image") }?;
        // SAFETY: it ends with NUL.
        let file = unsafe { path(file, "file") }?;
        let all = unlimited();
        match ColorizePixelFormat::from_c(view.format)? {
            ColorizePixelFormat::Gray8 => pixels.to_raster(&all)?.map(|pixel| pixel[0]).save_gray8(file)?,
            // SAFETY: the pixels are readable, and `borrow` found nothing wrong.
            ColorizePixelFormat::Gray16 => unsafe { view.gray16() }?.save_gray16(file)?,
            _ => pixels.to_raster(&all)?.save(file)?,
        }
        Ok(())
    })
}

impl ColorizeImageView {
    /// The values of a picture in GRAY16, all 16 bits of them.
    ///
    /// # Safety
    /// [`ColorizeImageView::borrow`] found nothing wrong, and every row is readable.
    unsafe fn gray16(&self) -> Result<core::Plane<u16>, ColorizeError> {
        // SAFETY: the caller's promise.
        let bytes = unsafe { self.bytes(core::PixelFormat::Gray16, "image") }?;
        let (width, height, span) = (self.width as usize, self.height as usize, self.stride.unsigned_abs());
        let at = |y: usize| if self.stride < 0 { height - 1 - y } else { y };
        let rows = (0..height).map(|y| &bytes[at(y) * span..][..2 * width]);
        let values = rows.flat_map(|row| row.as_chunks().0).map(|&value| u16::from_ne_bytes(value));
        Ok(core::Plane::from_vec(width, height, values.collect())?)
    }
}

/// Frees `image`. NULL is allowed.
#[unsafe(no_mangle)]
pub extern "C" fn colorize_image_free(image: Option<Box<ColorizeImage>>) {
    free(image);
}

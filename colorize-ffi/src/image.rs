use std::ffi::{c_char, c_void};
use std::marker::PhantomData;
use std::mem::MaybeUninit;
use std::slice::from_raw_parts;

use colorize_core as core;
use safer_ffi::prelude::*;

use crate::boundary::{ask, free, from_c, give, guard, non_null, path, slice};
use crate::error::{ColorizeError, ColorizeStatus};
use crate::options::ColorizeLimits;
use crate::structure::Options;

/// How a pixel lies in memory: its channels, in order, and what each is.
///
/// 8- and 16-bit channels are sRGB, 0 to their maximum; F16 (half) and F32 channels are linear light, 0 to 1. Channels of
/// more than a byte are in the machine's own byte order and need no alignment. In PLANAR formats each channel is a picture
/// of its own; see `plane_stride`.
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
    /// 4 bytes: alpha, red, green, blue.
    Argb8 = 17,
    /// 4 bytes: alpha, blue, green, red.
    Abgr8 = 18,
    /// 8 bytes: alpha, red, green, blue.
    Argb16 = 19,
    /// 2 bytes: grey, half float.
    GrayF16 = 20,
    /// 4 bytes: grey, alpha, half floats.
    GrayAlphaF16 = 21,
    /// 6 bytes: red, green, blue, half floats.
    RgbF16 = 22,
    /// 8 bytes: red, green, blue, alpha, half floats. OpenEXR's and Blender's.
    RgbaF16 = 23,
    /// 1 byte in each of three planes: red, green, blue.
    RgbPlanar8 = 24,
    /// 1 byte in each of four planes: red, green, blue, alpha.
    RgbaPlanar8 = 25,
    /// 2 bytes in each of three planes: red, green, blue.
    RgbPlanar16 = 26,
    /// 2 bytes in each of four planes: red, green, blue, alpha.
    RgbaPlanar16 = 27,
    /// 4 bytes in each of three planes: red, green, blue.
    RgbPlanarF32 = 28,
    /// 4 bytes in each of four planes: red, green, blue, alpha.
    RgbaPlanarF32 = 29,
    /// 4 bytes: red, green, blue, and one that means nothing.
    Rgbx8 = 30,
    /// 4 bytes: blue, green, red, and one that means nothing. Cairo's RGB24 and Qt's RGB32 on most machines.
    Bgrx8 = 31,
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
            Self::Argb8 => Core::Argb8,
            Self::Abgr8 => Core::Abgr8,
            Self::Argb16 => Core::Argb16,
            Self::GrayF16 => Core::GrayF16,
            Self::GrayAlphaF16 => Core::GrayAlphaF16,
            Self::RgbF16 => Core::RgbF16,
            Self::RgbaF16 => Core::RgbaF16,
            Self::RgbPlanar8 => Core::RgbPlanar8,
            Self::RgbaPlanar8 => Core::RgbaPlanar8,
            Self::RgbPlanar16 => Core::RgbPlanar16,
            Self::RgbaPlanar16 => Core::RgbaPlanar16,
            Self::RgbPlanarF32 => Core::RgbPlanarF32,
            Self::RgbaPlanarF32 => Core::RgbaPlanarF32,
            Self::Rgbx8 => Core::Rgbx8,
            Self::Bgrx8 => Core::Bgrx8,
        }
    }
}

/// Pixels as they lie in memory. The caller's are lent for one call, which reads the rows and nothing between them, so
/// that a part of a larger picture can be lent; the library's live as long as the handle that they came from.
///
/// This structure never grows: a later version that needs to know more of a picture brings another one.
#[repr(C)]
#[derive(Clone, Copy, Debug)]
pub struct ColorizeImageView {
    /// First byte of the top row; in planar formats, of the first channel's.
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
    /// In planar formats, bytes from the top row of a channel to that of the next; 0 if channel follows upon channel,
    /// `height` times the stride without its sign. Other formats ignore it.
    pub plane_stride: isize,
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
            ..Self::NONE
        }
    }

    pub(crate) const NONE: Self = Self {
        data: std::ptr::null(),
        width: 0,
        height: 0,
        stride: 0,
        format: 0,
        premultiplied: 0,
        plane_stride: 0,
    };

    /// Borrows the picture, once its fields make sense.
    ///
    /// # Safety
    /// If `data` is not NULL, every row is readable for `'a`.
    pub(crate) unsafe fn borrow<'a>(&self, name: &str) -> Result<Pixels<'a>, ColorizeError> {
        let format = ColorizePixelFormat::from_c(self.format)?.to_core();
        let Self { width, height, .. } = *self;
        if width == 0 || height == 0 {
            return Err(ColorizeError::invalid(format!(
                "`{name}` of {width}x{height} is empty; both sides must be at least 1"
            )));
        }
        // Wide enough for every product below: sides have 32 bits, strides 64.
        let (row, stride) = (i128::from(width) * format.pixel_bytes() as i128, self.stride as i128);
        if stride.abs() < row {
            return Err(ColorizeError::invalid(format!(
                "`{name}`: a stride of {stride} bytes is shorter than a row: {width} pixels of {format:?} are {row} bytes"
            )));
        }
        if self.data.is_null() {
            return Err(ColorizeError::null(&format!("{name}.data")));
        }
        let plane = match self.plane_stride {
            0 => i128::from(height) * stride.abs(),
            given => given as i128,
        };
        // All rows begin between those at the ends.
        let last = (plane * (format.planes() as i128 - 1), stride * (i128::from(height) - 1));
        let lowest = last.0.min(0) + last.1.min(0);
        let highest = last.0.max(0) + last.1.max(0);
        if highest - lowest + row > isize::MAX as i128 {
            return Err(ColorizeError::invalid(format!(
                "`{name}`: {width}x{height} pixels are larger than memory"
            )));
        }
        let top = self.data.addr() as i128;
        if top + lowest <= 0 || top + highest + row > usize::MAX as i128 {
            return Err(ColorizeError::invalid(format!("`{name}` lies outside memory")));
        }
        let (plane_stride, row) = (plane as isize, row as usize);
        Ok(Pixels { view: Self { plane_stride, ..*self }, format, row, lent: PhantomData })
    }
}

/// A view that makes sense, of pixels that are readable for `'a`.
pub(crate) struct Pixels<'a> {
    view: ColorizeImageView,
    format: core::PixelFormat,
    /// Bytes of a row.
    row: usize,
    lent: PhantomData<&'a [u8]>,
}

// SAFETY: what it points to is only read, and lent for `'a` to whoever has this.
unsafe impl Sync for Pixels<'_> {}

impl<'a> Pixels<'a> {
    /// Row `y` of a plane, both below their counts.
    fn row(&self, plane: usize, y: usize) -> &'a [u8] {
        let ColorizeImageView { data, stride, plane_stride, .. } = self.view;
        let at = plane_stride * plane as isize + stride * y as isize;
        // SAFETY: `borrow` saw that it is neither NULL nor over the ends of memory, and the caller promised that it is
        // readable.
        unsafe { from_raw_parts(data.cast::<u8>().wrapping_offset(at), self.row) }
    }

    /// Copies a row of a plane over the caller's, both below their counts.
    ///
    /// # Safety
    /// The caller lent the pixels to be written.
    unsafe fn put(&self, plane: usize, y: usize, row: &[u8]) {
        debug_assert_eq!(row.len(), self.row);
        let ColorizeImageView { data, stride, plane_stride, .. } = self.view;
        let at = plane_stride * plane as isize + stride * y as isize;
        let to = data.cast_mut().cast::<u8>().wrapping_offset(at);
        // SAFETY: as in `row`, but to write; what is written is the library's, and lies elsewhere.
        unsafe { to.copy_from_nonoverlapping(row.as_ptr(), self.row) };
    }

    /// Writes a picture over the caller's pixels, which must be as large.
    ///
    /// # Safety
    /// As for [`Self::put`].
    pub(crate) unsafe fn fill(&self, picture: &core::Raster) -> Result<(), ColorizeError> {
        self.check_size(picture.width(), picture.height())?;
        // SAFETY: the caller's promise.
        let put = |plane, y, row: &[u8]| unsafe { self.put(plane, y, row) };
        picture.write_rows(self.format, self.view.premultiplied != 0, put);
        Ok(())
    }

    /// The same with a picture of numbers, which no other format can hold.
    ///
    /// # Safety
    /// As for [`Self::put`].
    pub(crate) unsafe fn fill_with_numbers<T: Copy, const N: usize>(
        &self,
        numbers: &core::Plane<T>,
        format: ColorizePixelFormat,
        bytes: impl Fn(T) -> [u8; N],
    ) -> Result<(), ColorizeError> {
        self.check_size(numbers.width(), numbers.height())?;
        if self.format != format.to_core() {
            let given = self.format;
            return Err(ColorizeError::invalid(format!(
                "the layer holds numbers: {format:?}, not {given:?}"
            )));
        }
        for y in 0..numbers.height() {
            let row: Vec<u8> = numbers.row(y).iter().flat_map(|&number| bytes(number)).collect();
            // SAFETY: the caller's promise.
            unsafe { self.put(0, y, &row) };
        }
        Ok(())
    }

    fn check_size(&self, width: usize, height: usize) -> Result<(), ColorizeError> {
        let ColorizeImageView { width: w, height: h, .. } = self.view;
        if (w as usize, h as usize) == (width, height) {
            return Ok(());
        }
        Err(ColorizeError::invalid(format!("`pixels` is {w}x{h}, the layer {width}x{height}")))
    }

    /// Converts it to RGBA8, straight alpha.
    pub(crate) fn to_raster(&self, limits: &core::Limits) -> Result<core::Raster, ColorizeError> {
        let ColorizeImageView { width, height, premultiplied, .. } = self.view;
        let (width, height) = (width as usize, height as usize);
        let row = |plane, y| self.row(plane, y);
        Ok(core::Raster::from_rows(width, height, self.format, premultiplied != 0, limits, row)?)
    }

    /// The values of a picture in GRAY16, all 16 bits of them.
    fn gray16(&self) -> Result<core::Plane<u16>, ColorizeError> {
        let (width, height) = (self.view.width as usize, self.view.height as usize);
        let values = (0..height).flat_map(|y| self.row(0, y).as_chunks().0);
        let values = values.map(|&value| u16::from_ne_bytes(value)).collect();
        Ok(core::Plane::from_vec(width, height, values)?)
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
/// Values are taken as sRGB as they stand: colour profiles and gamma chunks are read over. A program that manages colour
/// decodes the file itself and hands over sRGB pixels.
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
            ColorizePixelFormat::Gray16 => pixels.gray16()?.save_gray16(file)?,
            _ => pixels.to_raster(&all)?.save(file)?,
        }
        Ok(())
    })
}

/// Frees `image`. NULL is allowed.
#[unsafe(no_mangle)]
pub extern "C" fn colorize_image_free(image: Option<Box<ColorizeImage>>) {
    free(image);
}

use std::ffi::c_void;
use std::mem::MaybeUninit;

use colorize_core as core;
use safer_ffi::prelude::*;

use crate::boundary::{ColorizeProgressFn, ask, free, from_c, give, guard, non_null, put_all, slice, told};
use crate::error::{ColorizeError, ColorizeStatus};
use crate::image::{ColorizeImage, ColorizeImageView, ColorizePixelFormat};
use crate::options::ColorizeReadOptions;
use crate::prompt::ColorizeRgb;
use crate::structure::Options;

/// The most trace lines that can be handed over; the core says how many make sense.
const LINES: usize = 256;

/// A drawing taken apart into ink, trace lines and areas. It never changes, so threads can share it. Free it with
/// `colorize_traced_free`.
pub struct ColorizeTraced(core::Traced);

const _: () = {
    const fn shared_by_threads<T: Send + Sync>() {}
    shared_by_threads::<ColorizeTraced>();
};

/// What an area inside a trace line is.
#[derive_ReprC]
#[repr(u32)]
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum ColorizeTraceMeaning {
    /// A colour of its own.
    Plain = 0,
    /// Lighter than what is around it.
    Highlight = 1,
    /// Darker than what is around it.
    Shadow = 2,
}

from_c!(RawTraceMeaning, ColorizeTraceMeaning, "meaning of a trace line");

/// A kind of trace line. It never grows, for it comes in lists.
#[repr(C)]
#[derive(Clone, Copy, Debug)]
pub struct ColorizeTraceLine {
    /// What it bounds.
    pub meaning: RawTraceMeaning,
    /// Its colour; the drawing may be somewhat off.
    pub color: ColorizeRgb,
}

impl ColorizeTraceLine {
    fn to_core(self, name: &str) -> Result<core::TraceLine, ColorizeError> {
        let meaning = match ColorizeTraceMeaning::from_c(self.meaning)? {
            ColorizeTraceMeaning::Plain => core::Meaning::Plain,
            ColorizeTraceMeaning::Highlight => core::Meaning::Highlight,
            ColorizeTraceMeaning::Shadow => core::Meaning::Shadow,
        };
        Ok(core::TraceLine::new(name, self.color.into(), meaning))
    }
}

/// The colour of an area. It never grows, for it comes in lists.
#[repr(C)]
#[derive(Clone, Copy, Debug)]
pub struct ColorizeAreaColor {
    /// 0 if the area has none; then nothing is painted there.
    pub has_color: u8,
    /// Its colour.
    pub color: ColorizeRgb,
}

impl ColorizeAreaColor {
    /// The colours of the areas of `traced`.
    ///
    /// # Safety
    /// `colors` is NULL or readable for `count` of them.
    unsafe fn read(
        colors: *const Self,
        count: usize,
        traced: &core::Traced,
    ) -> Result<Vec<Option<core::Rgb>>, ColorizeError> {
        // SAFETY: so many are readable.
        let colors = unsafe { slice(colors, count, traced.regions().len(), "colors") }?;
        Ok(colors.iter().map(|area| (area.has_color != 0).then_some(area.color.into())).collect())
    }
}

/// Takes a drawing in black ink and coloured trace lines apart, into `*traced`.
///
/// `lines` are the `line_count` kinds of trace lines, at most 16, none of them grey; NULL and 0 take red for highlights,
/// blue for shadows and green for plain areas. Of `options`, which may be NULL for the defaults, gap, ink threshold, least area, most pixels and most
/// regions count. `progress` may be NULL.
///
/// # Safety
/// The pixels of `drawing` are readable; `lines` is NULL or readable for `line_count` of them; `options` is NULL or
/// readable for the `struct_size` bytes it says; `progress` may be called with `user_data`.
#[unsafe(no_mangle)]
#[must_use]
pub unsafe extern "C" fn colorize_traced_new(
    drawing: Option<&ColorizeImageView>,
    lines: *const ColorizeTraceLine,
    line_count: usize,
    options: *const ColorizeReadOptions,
    progress: ColorizeProgressFn,
    user_data: *mut c_void,
    traced: Option<&mut MaybeUninit<Option<Box<ColorizeTraced>>>>,
    error: Option<&mut MaybeUninit<Option<Box<ColorizeError>>>>,
) -> ColorizeStatus {
    guard(error, || {
        give(traced, "traced", || {
            // SAFETY: as many bytes are readable as it says.
            let options = unsafe { ColorizeReadOptions::read(options, "options") }?;
            let (limits, regions) = (options.limits(), options.to_core()?.regions);
            // SAFETY: the pixels are readable.
            let drawing = unsafe { non_null(drawing, "drawing")?.borrow("drawing") }?.to_raster(&limits)?;
            // SAFETY: so many are readable.
            let own = unsafe { slice(lines, line_count, LINES, "lines") }?;
            let lines = match own {
                [] => core::TraceLine::usual(),
                own => (0..)
                    .zip(own)
                    .map(|(i, line)| line.to_core(&i32::to_string(&i)))
                    .collect::<Result<_, _>>()?,
            };
            let read =
                |progress: core::Progress<'_>| core::Traced::read(&drawing, &lines, &regions, progress);
            // SAFETY: it may be called so.
            Ok(ColorizeTraced(unsafe { told(progress, user_data, read) }?))
        })
    })
}

/// How many areas the drawing has, at least 1; 0 for NULL.
#[unsafe(no_mangle)]
pub extern "C" fn colorize_traced_area_count(traced: Option<&ColorizeTraced>) -> u32 {
    ask(traced, 0, |traced| traced.0.regions().len() as u32)
}

/// The area of each pixel, 1 to the count, `width * height` values, row by row; they live until `traced` is freed. NULL
/// for NULL.
#[unsafe(no_mangle)]
pub extern "C" fn colorize_traced_area_ids(traced: Option<&ColorizeTraced>) -> *const u32 {
    ask(traced, std::ptr::null(), |traced| traced.0.regions().ids().as_slice().as_ptr())
}

/// Which trace line area `id`, 1 to the count, is the inside of, as its place in the list; -1 for none, and for what is
/// no area.
#[unsafe(no_mangle)]
pub extern "C" fn colorize_traced_inside(traced: Option<&ColorizeTraced>, id: u32) -> i32 {
    ask(traced, -1, |traced| {
        let inside = (id as usize).checked_sub(1).and_then(|i| *traced.0.inside().get(i)?);
        inside.map_or(-1, |inside| inside.line as i32)
    })
}

/// The ink without the trace lines: RGBA8, black, alpha is its cover, no padding; it lives until `traced` is freed. All 0
/// for NULL.
#[unsafe(no_mangle)]
pub extern "C" fn colorize_traced_line(traced: Option<&ColorizeTraced>) -> ColorizeImageView {
    ask(traced, ColorizeImageView::NONE, |traced| {
        ColorizeImageView::of(traced.0.line(), ColorizePixelFormat::Rgba8)
    })
}

/// Gives areas without a colour that are inside a highlight or shadow line the colour around them, lighter or darker:
/// changes `colors`, those of the areas 1 to `color_count`, which is `colorize_traced_area_count`.
///
/// # Safety
/// `colors` is NULL or readable and writable for `color_count` colours.
#[unsafe(no_mangle)]
#[must_use]
pub unsafe extern "C" fn colorize_traced_derive(
    traced: Option<&ColorizeTraced>,
    colors: *mut ColorizeAreaColor,
    color_count: usize,
    error: Option<&mut MaybeUninit<Option<Box<ColorizeError>>>>,
) -> ColorizeStatus {
    guard(error, || {
        let traced = &non_null(traced, "traced")?.0;
        // SAFETY: so many are readable.
        let given = unsafe { ColorizeAreaColor::read(colors, color_count, traced) }?;
        let made = |color: Option<core::Rgb>| ColorizeAreaColor {
            has_color: color.is_some().into(),
            color: color.unwrap_or(core::Rgb::BLACK).into(),
        };
        let derived: Vec<_> = traced.with_meaning(&given)?.into_iter().map(made).collect();
        // SAFETY: so many are writable.
        unsafe { put_all(colors, color_count, &derived, "colors") }
    })
}

/// Makes the filled picture in `*image`: the areas, then each pixel of a trace line in the colour of its area, then the
/// ink; RGBA8, free it with `colorize_image_free`.
///
/// `colors` are those of the areas 1 to `color_count`, which is `colorize_traced_area_count`. Not 0 for `transparent`
/// leaves what has no colour clear instead of white.
///
/// # Safety
/// `colors` is NULL or readable for `color_count` colours.
#[unsafe(no_mangle)]
#[must_use]
pub unsafe extern "C" fn colorize_traced_fill(
    traced: Option<&ColorizeTraced>,
    colors: *const ColorizeAreaColor,
    color_count: usize,
    transparent: u32,
    image: Option<&mut MaybeUninit<Option<Box<ColorizeImage>>>>,
    error: Option<&mut MaybeUninit<Option<Box<ColorizeError>>>>,
) -> ColorizeStatus {
    guard(error, || {
        give(image, "image", || {
            let traced = &non_null(traced, "traced")?.0;
            // SAFETY: so many are readable.
            let colors = unsafe { ColorizeAreaColor::read(colors, color_count, traced) }?;
            let ground = if transparent == 0 { [255; 4] } else { [0; 4] };
            Ok(ColorizeImage(traced.picture(&colors, ground)?))
        })
    })
}

/// Frees `traced`. NULL is allowed.
#[unsafe(no_mangle)]
pub extern "C" fn colorize_traced_free(traced: Option<Box<ColorizeTraced>>) {
    free(traced);
}

use std::ffi::c_void;

use colorize_core as core;

use crate::boundary::{ColorizeProgressFn, callback, free, give, guard, non_null, slice};
use crate::error::{ColorizeError, ColorizeStatus};
use crate::image::{ColorizeImage, ColorizeImageView};
use crate::options::{ColorizeSessionOptions, Options};
use crate::prompt::ColorizeRgb;

/// The most trace lines that can be handed over; the core says how many make sense.
const LINES: usize = 256;

/// A drawing taken apart into ink, trace lines and areas. It never changes, so threads can share it. Free it with
/// `colorize_traced_free`.
pub struct ColorizeTraced(core::Traced);

const _: () = {
    const fn shared_by_threads<T: Send + Sync>() {}
    shared_by_threads::<ColorizeTraced>();
};

/// The colour of an area.
#[repr(C)]
#[derive(Clone, Copy, Debug)]
pub struct ColorizeAreaColor {
    /// 0 if the area has none; then nothing is painted there.
    pub has_color: u8,
    /// Its colour.
    pub color: ColorizeRgb,
}

/// Takes a drawing in black ink and coloured trace lines apart, into `*traced`.
///
/// `lines` are the colours of the `line_count` trace lines, at most 16, none of them grey; NULL and 0 take red, blue
/// and green. Of `options`, which may be NULL for the defaults, gap, ink threshold, least area and most pixels count.
/// `progress` may be NULL.
///
/// # Safety
/// `drawing` is NULL or readable, with its pixels; `lines` is NULL or readable for `line_count` colours; `options` is
/// NULL or readable; `progress` may be called with `user_data`; `traced` and `error` are NULL or writable.
#[unsafe(no_mangle)]
#[must_use]
pub unsafe extern "C" fn colorize_traced_new(
    drawing: *const ColorizeImageView,
    lines: *const ColorizeRgb,
    line_count: usize,
    options: *const ColorizeSessionOptions,
    progress: ColorizeProgressFn,
    user_data: *mut c_void,
    traced: *mut *mut ColorizeTraced,
    error: *mut *mut ColorizeError,
) -> ColorizeStatus {
    // SAFETY: the caller's promise, for this block and what is inside.
    unsafe {
        guard(error, || {
            give(traced, "traced", || {
                let options = ColorizeSessionOptions::read(options, "options")?;
                let limits = core::Limits::default().with_pixels(options.max_pixels).with_bytes(u64::MAX);
                let regions = options.to_core()?.regions;
                let drawing = non_null(drawing, "drawing")?.borrow("drawing")?.to_raster(&limits)?;
                let own = slice(lines, line_count, LINES, "lines")?;
                let named = |(i, line): (usize, &ColorizeRgb)| {
                    let color = core::Rgb::new(line.r, line.g, line.b);
                    core::TraceLine::new(&i.to_string(), color, core::Meaning::Plain)
                };
                let lines = match own {
                    [] => core::TraceLine::usual(),
                    own => own.iter().enumerate().map(named).collect(),
                };
                let mut progress = callback(progress, user_data);
                Ok(ColorizeTraced(core::Traced::read(&drawing, &lines, &regions, Some(&mut progress))?))
            })
        })
    }
}

/// How many areas the drawing has, at least 1; 0 for NULL.
///
/// # Safety
/// `traced` is NULL or live.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn colorize_traced_area_count(traced: *const ColorizeTraced) -> u32 {
    // SAFETY: the caller's promise.
    unsafe { traced.as_ref() }.map_or(0, |traced| traced.0.regions().len() as u32)
}

/// The area of each pixel, 1 to the count, `width * height` values, row by row; they live until `traced` is freed. NULL
/// for NULL.
///
/// # Safety
/// `traced` is NULL or live.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn colorize_traced_area_ids(traced: *const ColorizeTraced) -> *const u32 {
    // SAFETY: the caller's promise.
    let traced = unsafe { traced.as_ref() };
    traced.map_or(std::ptr::null(), |traced| traced.0.regions().ids().as_slice().as_ptr())
}

/// Which trace line area `id`, 1 to the count, is the inside of, as its place in the list; -1 for none, and for what is
/// no area.
///
/// # Safety
/// `traced` is NULL or live.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn colorize_traced_inside(traced: *const ColorizeTraced, id: u32) -> i32 {
    // SAFETY: the caller's promise.
    let traced = unsafe { traced.as_ref() };
    let inside = traced.and_then(|traced| *traced.0.inside().get((id as usize).checked_sub(1)?)?);
    inside.map_or(-1, |inside| inside.line as i32)
}

/// Makes the filled picture in `*image`: the areas, then each pixel of a trace line in the colour of its area, then the
/// ink; RGBA8, free it with `colorize_image_free`.
///
/// `colors` are those of the areas 1 to `color_count`, which is `colorize_traced_area_count`. Not 0 for `transparent`
/// leaves what has no colour clear instead of white.
///
/// # Safety
/// `traced` is NULL or live; `colors` is NULL or readable for `color_count` colours; `image` and `error` are NULL or
/// writable.
#[unsafe(no_mangle)]
#[must_use]
pub unsafe extern "C" fn colorize_traced_fill(
    traced: *const ColorizeTraced,
    colors: *const ColorizeAreaColor,
    color_count: usize,
    transparent: u32,
    image: *mut *mut ColorizeImage,
    error: *mut *mut ColorizeError,
) -> ColorizeStatus {
    // SAFETY: the caller's promise, for this block and what is inside.
    unsafe {
        guard(error, || {
            give(image, "image", || {
                let traced = &non_null(traced, "traced")?.0;
                let colors = slice(colors, color_count, traced.regions().len(), "colors")?;
                let color = |area: &ColorizeAreaColor| {
                    let ColorizeRgb { r, g, b } = area.color;
                    (area.has_color != 0).then_some(core::Rgb::new(r, g, b))
                };
                let colors: Vec<_> = colors.iter().map(color).collect();
                let ground = if transparent == 0 { [255; 4] } else { [0; 4] };
                Ok(ColorizeImage(traced.picture(&colors, ground)?))
            })
        })
    }
}

/// Frees `traced`. NULL is allowed.
///
/// # Safety
/// `traced` is NULL or live, and dead after the call.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn colorize_traced_free(traced: *mut ColorizeTraced) {
    // SAFETY: the caller's promise.
    unsafe { free(traced) };
}

use std::ffi::c_char;

use colorize_core as core;

use crate::boundary::{free, give, guard, non_null, non_null_mut, slice, text};
use crate::error::{ColorizeError, ColorizeStatus};
use crate::image::ColorizeImageView;

/// The most corners a stroke may have.
const STROKE_POINTS: usize = 1 << 24;
/// The most hints a prompt may have.
const HINTS: usize = 1 << 20;

/// A colour: sRGB.
#[repr(C)]
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct ColorizeRgb {
    /// Red.
    pub r: u8,
    /// Green.
    pub g: u8,
    /// Blue.
    pub b: u8,
}

/// All hints of one colouring; where two speak of the same spot, the later one holds. For one thread at a
/// time. Free it with `colorize_prompt_free`.
///
/// Hints are checked against the drawing when it is coloured; messages count them from 1.
pub struct ColorizePrompt(pub(crate) core::Prompt);

/// Makes a prompt without hints in `*prompt`.
///
/// # Safety
/// `prompt` and `error` are NULL or writable.
#[unsafe(no_mangle)]
#[must_use]
pub unsafe extern "C" fn colorize_prompt_new(
    prompt: *mut *mut ColorizePrompt,
    error: *mut *mut ColorizeError,
) -> ColorizeStatus {
    // SAFETY: the caller's promise, for this block and what is inside.
    unsafe { guard(error, || give(prompt, "prompt", || Ok(ColorizePrompt(core::Prompt::new())))) }
}

/// Makes a prompt in `*prompt` from JSON, such as
/// `{"hints": [{"x": 120, "y": 80, "color": "#80503a"}, {"part": "hair", "color": "#222"}]}`.
///
/// A hint has one place: `x` and `y`; `points` with `width`; `region`; or `part`. It has a `color` and may
/// have a `strength`.
///
/// # Safety
/// `json` is NULL or ends with NUL; `prompt` and `error` are NULL or writable.
#[unsafe(no_mangle)]
#[must_use]
pub unsafe extern "C" fn colorize_prompt_new_from_json(
    json: *const c_char,
    prompt: *mut *mut ColorizePrompt,
    error: *mut *mut ColorizeError,
) -> ColorizeStatus {
    // SAFETY: the caller's promise, for this block and what is inside.
    unsafe {
        guard(error, || {
            give(prompt, "prompt", || Ok(ColorizePrompt(core::Prompt::from_json(text(json, "json")?)?)))
        })
    }
}

/// Adds a colour at one spot: `x` pixels from the left, `y` from the top. `strength` is 0 not at all to 1
/// exactly so.
///
/// # Safety
/// `prompt` is NULL or a live prompt; `error` is NULL or writable.
#[unsafe(no_mangle)]
#[must_use]
pub unsafe extern "C" fn colorize_prompt_add_point(
    prompt: *mut ColorizePrompt,
    x: f32,
    y: f32,
    color: ColorizeRgb,
    strength: f32,
    error: *mut *mut ColorizeError,
) -> ColorizeStatus {
    // SAFETY: the caller's promise.
    unsafe { add(prompt, error, color, strength, || Ok(core::Place::Point { x, y })) }
}

/// Adds a colour along a line of `count` corners, `x, y, x, y, ...` in pixels (`2 * count` numbers), drawn
/// with a round brush `width` pixels wide. One corner is a dab. It may run over the drawing's edges.
///
/// # Safety
/// `prompt` is NULL or a live prompt; `points` is NULL or readable for `2 * count` numbers; `error` is NULL
/// or writable.
#[unsafe(no_mangle)]
#[must_use]
pub unsafe extern "C" fn colorize_prompt_add_stroke(
    prompt: *mut ColorizePrompt,
    points: *const f32,
    count: usize,
    width: f32,
    color: ColorizeRgb,
    strength: f32,
    error: *mut *mut ColorizeError,
) -> ColorizeStatus {
    // SAFETY: the caller's promise, for this block and what is inside.
    unsafe {
        add(prompt, error, color, strength, || {
            let numbers = slice(points, count.saturating_mul(2), 2 * STROKE_POINTS, "points")?;
            let points: Vec<_> = numbers.as_chunks().0.iter().map(|&[x, y]| (x, y)).collect();
            if points.is_empty() {
                return Err(ColorizeError::invalid("a stroke needs at least one point; `count` is 0"));
            }
            Ok(core::Place::Stroke { points, width })
        })
    }
}

/// Adds a colour for a region of the session's drawing, 1 to `colorize_session_region_count`.
///
/// # Safety
/// `prompt` is NULL or a live prompt; `error` is NULL or writable.
#[unsafe(no_mangle)]
#[must_use]
pub unsafe extern "C" fn colorize_prompt_add_region(
    prompt: *mut ColorizePrompt,
    region: u32,
    color: ColorizeRgb,
    strength: f32,
    error: *mut *mut ColorizeError,
) -> ColorizeStatus {
    // SAFETY: the caller's promise.
    unsafe { add(prompt, error, color, strength, || Ok(core::Place::Region(region))) }
}

/// Adds a colour for all regions of a part, by the name of its label, a standard one (`hair`, `face`, `top`, ...) or a
/// character's own. Whether there is such a part is told when the drawing is coloured.
///
/// # Safety
/// `prompt` is NULL or a live prompt; `label` is NULL or ends with NUL; `error` is NULL or writable.
#[unsafe(no_mangle)]
#[must_use]
pub unsafe extern "C" fn colorize_prompt_add_label(
    prompt: *mut ColorizePrompt,
    label: *const c_char,
    color: ColorizeRgb,
    strength: f32,
    error: *mut *mut ColorizeError,
) -> ColorizeStatus {
    // SAFETY: the caller's promise, for this block and what is inside.
    unsafe { add(prompt, error, color, strength, || Ok(core::Place::Part(text(label, "label")?.to_owned()))) }
}

/// Adds a colour for the regions that lie for more than half in a selection: a picture as large as the
/// drawing, in which grey levels from 128 on are inside. Of other formats than GRAY8 the red channel counts.
///
/// # Safety
/// `prompt` is NULL or a live prompt; `mask` is NULL or readable, with its pixels; `error` is NULL or writable.
#[unsafe(no_mangle)]
#[must_use]
pub unsafe extern "C" fn colorize_prompt_add_mask(
    prompt: *mut ColorizePrompt,
    mask: *const ColorizeImageView,
    color: ColorizeRgb,
    strength: f32,
    error: *mut *mut ColorizeError,
) -> ColorizeStatus {
    // SAFETY: the caller's promise, for this block and what is inside.
    unsafe {
        add(prompt, error, color, strength, || {
            let all = core::Limits::default().with_pixels(u64::MAX).with_bytes(u64::MAX);
            let mask = non_null(mask, "mask")?.borrow("mask")?.to_raster(&all)?;
            Ok(core::Place::Mask(mask.map(|pixel| pixel[0] >= 128)))
        })
    }
}

/// How many hints `prompt` has; 0 for NULL.
///
/// # Safety
/// `prompt` is NULL or a live prompt.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn colorize_prompt_count(prompt: *const ColorizePrompt) -> usize {
    // SAFETY: the caller's promise.
    unsafe { prompt.as_ref() }.map_or(0, |prompt| prompt.0.hints.len())
}

/// Takes all hints away. NULL is allowed.
///
/// # Safety
/// `prompt` is NULL or a live prompt.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn colorize_prompt_clear(prompt: *mut ColorizePrompt) {
    // SAFETY: the caller's promise.
    if let Some(prompt) = unsafe { prompt.as_mut() } {
        prompt.0.hints.clear();
    }
}

/// Frees `prompt`. NULL is allowed.
///
/// # Safety
/// `prompt` is NULL or a live prompt, which is dead after the call.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn colorize_prompt_free(prompt: *mut ColorizePrompt) {
    // SAFETY: the caller's promise.
    unsafe { free(prompt) };
}

/// # Safety
/// `prompt` is NULL or a live prompt; `error` is NULL or writable.
unsafe fn add(
    prompt: *mut ColorizePrompt,
    error: *mut *mut ColorizeError,
    color: ColorizeRgb,
    strength: f32,
    place: impl FnOnce() -> Result<core::Place, ColorizeError>,
) -> ColorizeStatus {
    // SAFETY: the caller's promise, for this block and what is inside.
    unsafe {
        guard(error, || {
            let hints = &mut non_null_mut(prompt, "prompt")?.0.hints;
            if hints.len() >= HINTS {
                return Err(ColorizeError::invalid(format!("the prompt is full: it has {HINTS} hints")));
            }
            let style = core::LocalStyle::color(core::Rgb::new(color.r, color.g, color.b));
            let hint = core::Hint::new(place()?, style).with_strength(strength);
            if !(0.0..=1.0).contains(&strength) {
                return Err(ColorizeError::invalid(format!("strength {strength} is outside 0..=1")));
            }
            hints.push(hint);
            Ok(())
        })
    }
}

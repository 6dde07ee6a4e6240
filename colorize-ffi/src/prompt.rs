use std::ffi::c_char;
use std::mem::MaybeUninit;

use colorize_core as core;

use crate::boundary::{OutHandle, ask, free, give, guard, non_null, quiet, slice, text};
use crate::error::{ColorizeError, ColorizeStatus};
use crate::image::{ColorizeImageView, unlimited};

/// The most corners a stroke may have.
const STROKE_POINTS: usize = 1 << 24;
/// The most hints a prompt may have.
const HINTS: usize = 1 << 20;

/// A colour: sRGB. It never grows.
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

impl From<ColorizeRgb> for core::Rgb {
    fn from(ColorizeRgb { r, g, b }: ColorizeRgb) -> Self {
        Self::new(r, g, b)
    }
}

impl From<core::Rgb> for ColorizeRgb {
    fn from(core::Rgb { r, g, b }: core::Rgb) -> Self {
        Self { r, g, b }
    }
}

/// All hints of one colouring; where two speak of the same spot, the later one holds. Points and strokes of different colours
/// divide a region where the paper between them is narrow. For one thread at a
/// time. Free it with `colorize_prompt_free`.
///
/// Hints are checked against the drawing when it is coloured; messages count them from 1.
pub struct ColorizePrompt(pub(crate) core::Prompt);

/// Makes a prompt without hints in `*prompt`.
#[unsafe(no_mangle)]
#[must_use]
pub extern "C" fn colorize_prompt_new(
    prompt: Option<&mut MaybeUninit<Option<Box<ColorizePrompt>>>>,
    error: Option<&mut MaybeUninit<Option<Box<ColorizeError>>>>,
) -> ColorizeStatus {
    guard(error, || give(prompt, "prompt", || Ok(ColorizePrompt(core::Prompt::new()))))
}

/// Makes a prompt in `*prompt` from JSON, such as
/// `{"hints": [{"x": 120, "y": 80, "color": "#80503a"}, {"part": "hair", "color": "#222"}]}`.
///
/// A hint has one place: `x` and `y`; `points` with `width`; `region`; or `part`. It has a `color` and may
/// have a `strength`.
///
/// # Safety
/// `json` is NULL or ends with NUL.
#[unsafe(no_mangle)]
#[must_use]
pub unsafe extern "C" fn colorize_prompt_new_from_json(
    json: *const c_char,
    prompt: Option<&mut MaybeUninit<Option<Box<ColorizePrompt>>>>,
    error: Option<&mut MaybeUninit<Option<Box<ColorizeError>>>>,
) -> ColorizeStatus {
    guard(error, || {
        give(prompt, "prompt", || {
            // SAFETY: it ends with NUL.
            let json = unsafe { text(json, "json") }?;
            Ok(ColorizePrompt(core::Prompt::from_json(json)?))
        })
    })
}

/// Adds a colour at one spot: `x` pixels from the left, `y` from the top. `strength` is 0 not at all to 1
/// exactly so.
#[unsafe(no_mangle)]
#[must_use]
pub extern "C" fn colorize_prompt_add_point(
    prompt: Option<&mut ColorizePrompt>,
    x: f32,
    y: f32,
    color: ColorizeRgb,
    strength: f32,
    error: Option<&mut MaybeUninit<Option<Box<ColorizeError>>>>,
) -> ColorizeStatus {
    add(prompt, error, color, strength, || Ok(core::Place::Point { x, y }))
}

/// Adds a colour along a line of `count` corners, `x, y, x, y, ...` in pixels (`2 * count` numbers), drawn
/// with a round brush `width` pixels wide. One corner is a dab. It may run over the drawing's edges.
///
/// # Safety
/// `points` is NULL or readable for `2 * count` numbers.
#[unsafe(no_mangle)]
#[must_use]
pub unsafe extern "C" fn colorize_prompt_add_stroke(
    prompt: Option<&mut ColorizePrompt>,
    points: *const f32,
    count: usize,
    width: f32,
    color: ColorizeRgb,
    strength: f32,
    error: Option<&mut MaybeUninit<Option<Box<ColorizeError>>>>,
) -> ColorizeStatus {
    add(prompt, error, color, strength, || {
        // SAFETY: so many are readable.
        let numbers = unsafe { slice(points, count.saturating_mul(2), 2 * STROKE_POINTS, "points") }?;
        let points: Vec<_> = numbers.as_chunks().0.iter().map(|&[x, y]| (x, y)).collect();
        if points.is_empty() {
            return Err(ColorizeError::invalid("a stroke needs at least one point; `count` is 0"));
        }
        Ok(core::Place::Stroke { points, width })
    })
}

/// Adds a colour for a region of the drawing, 1 to `colorize_reading_region_count` of the document's reading.
#[unsafe(no_mangle)]
#[must_use]
pub extern "C" fn colorize_prompt_add_region(
    prompt: Option<&mut ColorizePrompt>,
    region: u32,
    color: ColorizeRgb,
    strength: f32,
    error: Option<&mut MaybeUninit<Option<Box<ColorizeError>>>>,
) -> ColorizeStatus {
    add(prompt, error, color, strength, || Ok(core::Place::Region(region)))
}

/// Adds a colour for all regions of a part: a label of the engine by its name, such as a character's own, or all labels
/// that come under the standard one of that name (`hair`, `face`, `top`, ...). With `:left` or `:right` after the name it
/// is for those on that side of their figure as the viewer sees it, where the part shows on both: `eye:left`. Whether
/// there is such a part is told when a document takes the prompt.
///
/// # Safety
/// `part` is NULL or ends with NUL.
#[unsafe(no_mangle)]
#[must_use]
pub unsafe extern "C" fn colorize_prompt_add_part(
    prompt: Option<&mut ColorizePrompt>,
    part: *const c_char,
    color: ColorizeRgb,
    strength: f32,
    error: Option<&mut MaybeUninit<Option<Box<ColorizeError>>>>,
) -> ColorizeStatus {
    add(prompt, error, color, strength, || {
        // SAFETY: it ends with NUL.
        let part = unsafe { text(part, "part") }?;
        Ok(core::Place::Part(part.to_owned()))
    })
}

/// Adds a colour for the regions that lie for more than half in a selection: a picture as large as the
/// drawing, in which grey levels from 128 on are inside. Of other formats than GRAY8 the red channel counts.
///
/// # Safety
/// The pixels of `mask` are readable.
#[unsafe(no_mangle)]
#[must_use]
pub unsafe extern "C" fn colorize_prompt_add_mask(
    prompt: Option<&mut ColorizePrompt>,
    mask: Option<&ColorizeImageView>,
    color: ColorizeRgb,
    strength: f32,
    error: Option<&mut MaybeUninit<Option<Box<ColorizeError>>>>,
) -> ColorizeStatus {
    add(prompt, error, color, strength, || {
        // SAFETY: the pixels are readable.
        let mask = unsafe { non_null(mask, "mask")?.borrow("mask") }?.to_raster(&unlimited())?;
        Ok(core::Place::Mask((&mask.map(|pixel| pixel[0] >= 128)).into()))
    })
}

/// Adds a layer that was painted over the drawing, as large as that: each blob of paint of one colour, joined by sides or
/// corners, is a hint of full strength for the regions that lie for more than half in it. Paint is what is at least half
/// opaque.
///
/// Fails with more than 10,000 blobs: such a picture is shaded, not painted with a few colours.
///
/// # Safety
/// The pixels of `painting` are readable.
#[unsafe(no_mangle)]
#[must_use]
pub unsafe extern "C" fn colorize_prompt_add_painting(
    prompt: Option<&mut ColorizePrompt>,
    painting: Option<&ColorizeImageView>,
    error: Option<&mut MaybeUninit<Option<Box<ColorizeError>>>>,
) -> ColorizeStatus {
    guard(error, || {
        let hints = &mut non_null(prompt, "prompt")?.0.hints;
        // SAFETY: the pixels are readable.
        let painting =
            unsafe { non_null(painting, "painting")?.borrow("painting") }?.to_raster(&unlimited())?;
        let painted = core::Prompt::from_painting(&painting)?.hints;
        room_for(painted.len(), hints)?;
        hints.extend(painted);
        Ok(())
    })
}

/// Gives hint `index`, from 0 in the order in which they were added, another colour and strength; it stays at its place.
#[unsafe(no_mangle)]
#[must_use]
pub extern "C" fn colorize_prompt_set_color(
    prompt: Option<&mut ColorizePrompt>,
    index: usize,
    color: ColorizeRgb,
    strength: f32,
    error: Option<&mut MaybeUninit<Option<Box<ColorizeError>>>>,
) -> ColorizeStatus {
    guard(error, || {
        let hints = &mut non_null(prompt, "prompt")?.0.hints;
        let index = known(index, hints.len())?;
        hints[index] = colored(hints[index].place.clone(), color, strength)?;
        Ok(())
    })
}

/// Takes hint `index` away, from 0 in the order in which they were added; those after it move up.
#[unsafe(no_mangle)]
#[must_use]
pub extern "C" fn colorize_prompt_remove(
    prompt: Option<&mut ColorizePrompt>,
    index: usize,
    error: Option<&mut MaybeUninit<Option<Box<ColorizeError>>>>,
) -> ColorizeStatus {
    guard(error, || {
        let hints = &mut non_null(prompt, "prompt")?.0.hints;
        let index = known(index, hints.len())?;
        hints.remove(index);
        Ok(())
    })
}

/// How many hints `prompt` has; 0 for NULL.
#[unsafe(no_mangle)]
pub extern "C" fn colorize_prompt_count(prompt: Option<&ColorizePrompt>) -> usize {
    ask(prompt, 0, |prompt| prompt.0.hints.len())
}

/// Takes all hints away. NULL is allowed.
#[unsafe(no_mangle)]
pub extern "C" fn colorize_prompt_clear(prompt: Option<&mut ColorizePrompt>) {
    quiet((), || {
        if let Some(prompt) = prompt {
            prompt.0.hints.clear();
        }
    });
}

/// Frees `prompt`. NULL is allowed.
#[unsafe(no_mangle)]
pub extern "C" fn colorize_prompt_free(prompt: Option<Box<ColorizePrompt>>) {
    free(prompt);
}

fn add(
    prompt: Option<&mut ColorizePrompt>,
    error: OutHandle<'_, ColorizeError>,
    color: ColorizeRgb,
    strength: f32,
    place: impl FnOnce() -> Result<core::Place, ColorizeError>,
) -> ColorizeStatus {
    guard(error, || {
        let hints = &mut non_null(prompt, "prompt")?.0.hints;
        room_for(1, hints)?;
        hints.push(colored(place()?, color, strength)?);
        Ok(())
    })
}

/// Refuses more hints than a prompt may have.
pub(crate) fn room_for(more: usize, hints: &[core::Hint]) -> Result<(), ColorizeError> {
    if hints.len().saturating_add(more) > HINTS {
        return Err(ColorizeError::invalid(format!("the prompt is full: it may have {HINTS} hints")));
    }
    Ok(())
}

fn colored(place: core::Place, color: ColorizeRgb, strength: f32) -> Result<core::Hint, ColorizeError> {
    if !(0.0..=1.0).contains(&strength) {
        return Err(ColorizeError::invalid(format!("strength {strength} is outside 0..=1")));
    }
    Ok(core::Hint::new(place, core::LocalStyle::color(color.into())).with_strength(strength))
}

pub(crate) fn known(index: usize, count: usize) -> Result<usize, ColorizeError> {
    if index < count {
        return Ok(index);
    }
    Err(ColorizeError::invalid(format!("there is no hint {index}: the prompt has {count}, counted from 0")))
}

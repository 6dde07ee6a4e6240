use std::ffi::c_char;
use std::mem::MaybeUninit;

use colorize_core as core;

use crate::boundary::{guard, non_null, put_list};
use crate::error::{ColorizeError, ColorizeStatus};
use crate::prompt::{ColorizePrompt, ColorizeRgb, known};
use crate::structure::{Growing as _, growing};

/// What a hint is for. Later versions may know more.
#[repr(u32)]
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum ColorizePlace {
    /// One spot.
    Point = 1,
    /// A line drawn with a round brush.
    Stroke = 2,
    /// A region.
    Region = 3,
    /// All regions of a part, or of one side of it.
    Part = 4,
    /// The pixels of a mask.
    Mask = 5,
    /// Something for which this version of the header has no name.
    Other = 255,
}

/// A hint of a prompt. Later versions may have more fields at the end.
#[repr(C)]
#[derive(Clone, Copy, Debug)]
pub struct ColorizeHint {
    /// What it is for: which of the fields below hold.
    pub place: ColorizePlace,
    /// Pixels from the left, of a point, and of a stroke's first corner; else 0.
    pub x: f32,
    /// Pixels from the top, of the same.
    pub y: f32,
    /// How wide a stroke's brush is, in pixels; else 0.
    pub width: f32,
    /// How many corners a stroke has, see `colorize_prompt_hint_points`; 1 of a point, else 0.
    pub point_count: u32,
    /// The region, 1 or more; else 0.
    pub region: u32,
    /// Its colour; black if it has none.
    pub color: ColorizeRgb,
    /// 1 if it has a colour.
    pub has_color: u8,
    /// 1 if it has more than a colour: texture, pattern, gradation, shadow or highlight.
    pub has_style: u32,
    /// How firmly it holds, 0 to 1.
    pub strength: f32,
    /// 1 if regions follow it that look like its own.
    pub follow: u32,
}

growing!(ColorizeHint, follow: u32);

impl From<&core::Hint> for ColorizeHint {
    fn from(hint: &core::Hint) -> Self {
        let color = hint.style.rgb();
        let mut made = Self {
            place: ColorizePlace::Other,
            x: 0.0,
            y: 0.0,
            width: 0.0,
            point_count: 0,
            region: 0,
            color: color.unwrap_or(core::Rgb::BLACK).into(),
            has_color: color.is_some().into(),
            has_style: hint.style.groups().any(|group| group != core::StyleGroup::Color).into(),
            strength: hint.strength,
            follow: hint.follow.into(),
        };
        if let Some(&(x, y)) = points(hint).first() {
            (made.x, made.y, made.point_count) = (x, y, points(hint).len() as u32);
        }
        match hint.place {
            core::Place::Point { .. } => made.place = ColorizePlace::Point,
            core::Place::Stroke { width, .. } => {
                (made.place, made.width) = (ColorizePlace::Stroke, width);
            }
            core::Place::Region(region) => {
                (made.place, made.region) = (ColorizePlace::Region, region);
            }
            core::Place::Part(_) => made.place = ColorizePlace::Part,
            core::Place::Mask(_) => made.place = ColorizePlace::Mask,
            _ => {}
        }
        made
    }
}

/// The corners of a stroke, or the spot of a point.
fn points(hint: &core::Hint) -> Vec<(f32, f32)> {
    match &hint.place {
        &core::Place::Point { x, y } => vec![(x, y)],
        core::Place::Stroke { points, .. } => points.clone(),
        _ => Vec::new(),
    }
}

fn hint(prompt: Option<&ColorizePrompt>, index: usize) -> Result<&core::Hint, ColorizeError> {
    let hints = &non_null(prompt, "prompt")?.0.hints;
    Ok(&hints[known(index, hints.len())?])
}

/// Puts hint `index`, from 0 in the order in which they were added, in `*hint`, which stays as it was if the call fails.
///
/// `struct_size` is `sizeof(ColorizeHint)` as the caller compiled it; what a later header has and this library does not
/// know becomes 0.
///
/// # Safety
/// `hint` is NULL or writable for `struct_size` bytes.
#[unsafe(no_mangle)]
#[must_use]
pub unsafe extern "C" fn colorize_prompt_hint(
    prompt: Option<&ColorizePrompt>,
    index: usize,
    hint: *mut ColorizeHint,
    struct_size: usize,
    error: Option<&mut MaybeUninit<Option<Box<ColorizeError>>>>,
) -> ColorizeStatus {
    guard(error, || {
        let made = || Ok(self::hint(prompt, index)?.into());
        // SAFETY: so many bytes are writable.
        unsafe { ColorizeHint::put(hint, struct_size, made, "hint") }
    })
}

/// Puts the corners of hint `index`, if it is a stroke or a point, into `points`, `x, y, x, y, ...` in pixels: at most
/// `capacity` corners of two numbers each. `*count` says how many there are.
///
/// # Safety
/// `points` is NULL or writable for `2 * capacity` numbers.
#[unsafe(no_mangle)]
#[must_use]
pub unsafe extern "C" fn colorize_prompt_hint_points(
    prompt: Option<&ColorizePrompt>,
    index: usize,
    points: *mut f32,
    capacity: usize,
    count: Option<&mut MaybeUninit<usize>>,
    error: Option<&mut MaybeUninit<Option<Box<ColorizeError>>>>,
) -> ColorizeStatus {
    guard(error, || {
        let made: Vec<[f32; 2]> = self::points(hint(prompt, index)?).into_iter().map(Into::into).collect();
        // SAFETY: so many numbers are writable, and two of them are a corner.
        unsafe { put_list(points.cast(), capacity, count, &made, "points") }
    })
}

/// Puts the name of the part of hint `index`, such as `hair` or `eye:left`, into `part` with a NUL behind it: at most
/// `capacity` bytes. `*count` says how many there are, the NUL among them; 1 if the hint is for no part.
///
/// # Safety
/// `part` is NULL or writable for `capacity` bytes.
#[unsafe(no_mangle)]
#[must_use]
pub unsafe extern "C" fn colorize_prompt_hint_part(
    prompt: Option<&ColorizePrompt>,
    index: usize,
    part: *mut c_char,
    capacity: usize,
    count: Option<&mut MaybeUninit<usize>>,
    error: Option<&mut MaybeUninit<Option<Box<ColorizeError>>>>,
) -> ColorizeStatus {
    guard(error, || {
        let name = match &hint(prompt, index)?.place {
            core::Place::Part(name) => name.as_str(),
            _ => "",
        };
        let made = [name.as_bytes(), &[0]].concat();
        // SAFETY: so many bytes are writable.
        unsafe { put_list(part.cast(), capacity, count, &made, "part") }
    })
}

mod library;
mod map;

use std::ffi::c_char;
use std::mem::MaybeUninit;

use colorize_core as core;
use safer_ffi::prelude::*;

use crate::boundary::{free, from_c, give, guard, non_null, text};
use crate::bytes::ColorizeBytes;
use crate::error::{ColorizeError, ColorizeStatus};
use crate::image::{ColorizeImageView, unlimited};
use crate::prompt::{ColorizePrompt, known};

pub use self::library::*;
pub use self::map::*;

/// How far around a place its style is looked for.
#[derive_ReprC]
#[repr(u32)]
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum ColorizeStyleRange {
    /// 32 pixels across: a small detail.
    Small = 1,
    /// 64 pixels across.
    Middle = 2,
    /// 128 pixels across: a coarse pattern.
    Large = 3,
}

from_c!(RawStyleRange, ColorizeStyleRange, "range of a style");

fn range_from_c(range: RawStyleRange) -> Result<core::StyleRange, ColorizeError> {
    Ok(match ColorizeStyleRange::from_c(range)? {
        ColorizeStyleRange::Small => core::StyleRange::Small,
        ColorizeStyleRange::Middle => core::StyleRange::Middle,
        ColorizeStyleRange::Large => core::StyleRange::Large,
    })
}

/// A group of a style, to be joined by `|`.
#[repr(u32)]
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum ColorizeStyleGroups {
    /// The mean colour, as the flat.
    Color = 1,
    /// The grain of the surface.
    Texture = 2,
    /// How colour runs over the area.
    Gradation = 4,
    /// The manner of painting: how soft edges are, and the grain of the brush.
    Painting = 8,
    /// What repeats.
    Pattern = 16,
    /// The glints.
    Highlight = 32,
    /// The shade.
    Shadow = 64,
    /// All but the manner of painting, which the bundled networks cannot paint.
    All = 119,
}

/// The style at one place of a coloured picture, with a piece of its surface. It never changes; threads can share it. Free
/// it with `colorize_style_free`.
pub struct ColorizeStyle(core::Swatch);

/// Measures the style around a point of a coloured picture, in pixels from its left and top edge, into `*style`.
///
/// Fails if the picture is smaller than 8 x 8 pixels, the point is outside it, or the picture is transparent there.
///
/// # Safety
/// The pixels of `reference` are readable.
#[unsafe(no_mangle)]
#[must_use]
pub unsafe extern "C" fn colorize_style_pick(
    reference: Option<&ColorizeImageView>,
    x: f32,
    y: f32,
    range: RawStyleRange,
    style: Option<&mut MaybeUninit<Option<Box<ColorizeStyle>>>>,
    error: Option<&mut MaybeUninit<Option<Box<ColorizeError>>>>,
) -> ColorizeStatus {
    guard(error, || {
        give(style, "style", || {
            let range = range_from_c(range)?;
            // SAFETY: the pixels are readable.
            let reference = unsafe { non_null(reference, "reference")?.borrow("reference") }?;
            let reference = reference.to_raster(&unlimited())?;
            let regions = core::Swatch::regions(&reference)?;
            Ok(ColorizeStyle(core::Swatch::pick(&reference, regions.as_ref(), (x, y), range)?))
        })
    })
}

/// Makes a style in `*style` from JSON, as `colorize_style_json` and `colorize style extract` give it.
///
/// # Safety
/// `json` is NULL or ends with NUL.
#[unsafe(no_mangle)]
#[must_use]
pub unsafe extern "C" fn colorize_style_new_from_json(
    json: *const c_char,
    style: Option<&mut MaybeUninit<Option<Box<ColorizeStyle>>>>,
    error: Option<&mut MaybeUninit<Option<Box<ColorizeError>>>>,
) -> ColorizeStatus {
    guard(error, || {
        give(style, "style", || {
            // SAFETY: it ends with NUL.
            Ok(ColorizeStyle(core::Swatch::from_json(unsafe { text(json, "json") }?)?))
        })
    })
}

/// Makes a style in `*other` that is `style` turned by `angle` degrees, counterclockwise (texture, pattern, gradation),
/// larger by the factor `scale` (texture, pattern), and with all hues turned by `hue` degrees (colour, texture, gradation).
/// 0, 1 and 0 change nothing.
#[unsafe(no_mangle)]
#[must_use]
pub extern "C" fn colorize_style_transformed(
    style: Option<&ColorizeStyle>,
    angle: f32,
    scale: f32,
    hue: f32,
    other: Option<&mut MaybeUninit<Option<Box<ColorizeStyle>>>>,
    error: Option<&mut MaybeUninit<Option<Box<ColorizeError>>>>,
) -> ColorizeStatus {
    guard(error, || {
        give(other, "other", || {
            let style = &non_null(style, "style")?.0;
            Ok(ColorizeStyle(style.turned(angle)?.scaled(scale)?.hue_turned(hue)?))
        })
    })
}

/// Makes a style in `*other` that is `style` with all colours more vivid by the factor `saturation`, 0 (grey) to 4, and
/// lighter by `lightness`, -1 to 1 (Oklch): colour and texture, and what gradation, highlight and shadow change in vividness.
/// 1 and 0 change nothing.
#[unsafe(no_mangle)]
#[must_use]
pub extern "C" fn colorize_style_recolored(
    style: Option<&ColorizeStyle>,
    saturation: f32,
    lightness: f32,
    other: Option<&mut MaybeUninit<Option<Box<ColorizeStyle>>>>,
    error: Option<&mut MaybeUninit<Option<Box<ColorizeError>>>>,
) -> ColorizeStatus {
    guard(error, || {
        give(other, "other", || {
            let style = &non_null(style, "style")?.0;
            Ok(ColorizeStyle(style.saturated(saturation)?.lightened(lightness)?))
        })
    })
}

/// Makes a style in `*other` that is `style` with its gradation alone turned by `angle` degrees, counterclockwise; by 180 it
/// runs the other way.
#[unsafe(no_mangle)]
#[must_use]
pub extern "C" fn colorize_style_gradation_turned(
    style: Option<&ColorizeStyle>,
    angle: f32,
    other: Option<&mut MaybeUninit<Option<Box<ColorizeStyle>>>>,
    error: Option<&mut MaybeUninit<Option<Box<ColorizeError>>>>,
) -> ColorizeStatus {
    guard(error, || {
        give(other, "other", || Ok(ColorizeStyle(non_null(style, "style")?.0.gradation_turned(angle)?)))
    })
}

/// Makes the JSON of a style in `*json`.
#[unsafe(no_mangle)]
#[must_use]
pub extern "C" fn colorize_style_json(
    style: Option<&ColorizeStyle>,
    json: Option<&mut MaybeUninit<Option<Box<ColorizeBytes>>>>,
    error: Option<&mut MaybeUninit<Option<Box<ColorizeError>>>>,
) -> ColorizeStatus {
    guard(error, || give(json, "json", || Ok(non_null(style, "style")?.0.to_json().into_bytes().into())))
}

/// Gives hint `index`, from 0 in the order in which they were added, a style in place of its colour; place and strength
/// stay. `groups` are those that are taken over, `ColorizeStyleGroups` joined by `|`; those that the style has not are left
/// open, and so are texture and pattern if it has no piece of a surface, as those of `colorize_style_map_at`. With `follow`,
/// regions that look like those of the place follow, where nothing is hinted for them.
///
/// Fails if nothing is left to be painted.
#[unsafe(no_mangle)]
#[must_use]
pub extern "C" fn colorize_prompt_set_style(
    prompt: Option<&mut ColorizePrompt>,
    index: usize,
    style: Option<&ColorizeStyle>,
    groups: u32,
    follow: bool,
    error: Option<&mut MaybeUninit<Option<Box<ColorizeError>>>>,
) -> ColorizeStatus {
    guard(error, || {
        let hints = &mut non_null(prompt, "prompt")?.0.hints;
        let style = &non_null(style, "style")?.0;
        let index = known(index, hints.len())?;
        let known = ColorizeStyleGroups::All as u32 | ColorizeStyleGroups::Painting as u32;
        if groups & !known != 0 {
            return Err(ColorizeError::invalid(format!("{groups:#x} are no groups of a style")));
        }
        let wanted: Vec<core::StyleGroup> =
            core::StyleGroup::ALL.into_iter().filter(|&group| groups >> group as u32 & 1 == 1).collect();
        let hint = &hints[index];
        let chosen = style.only(&wanted);
        let styled = core::Hint::swatch(hint.place.clone(), &chosen);
        if styled.style.is_empty() {
            let text = match chosen.style.is_empty() {
                true => format!("the style has none of the groups {groups:#x}"),
                false => format!("the style has no piece of a surface to paint the groups {groups:#x} by"),
            };
            return Err(ColorizeError::invalid(text));
        }
        hints[index] = styled.with_strength(hint.strength).with_follow(follow);
        Ok(())
    })
}

/// Frees `style`. NULL is allowed.
#[unsafe(no_mangle)]
pub extern "C" fn colorize_style_free(style: Option<Box<ColorizeStyle>>) {
    free(style);
}

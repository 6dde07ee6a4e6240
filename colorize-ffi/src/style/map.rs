use std::mem::MaybeUninit;

use colorize_core as core;

use super::{ColorizeStyle, RawStyleRange, range_from_c};
use crate::boundary::{free, give, guard, non_null};
use crate::engine::ColorizeEngine;
use crate::error::{ColorizeError, ColorizeStatus};
use crate::image::{ColorizeImage, ColorizeImageView, unlimited};

/// The style of every place of a coloured picture, as the style encoder sees it. It never changes; threads can share it.
/// Free it with `colorize_style_map_free`.
pub struct ColorizeStyleMap(core::StyleMap);

/// Looks at a coloured picture, into `*map`. A side over 2048 pixels is looked at smaller.
///
/// Fails if the picture is transparent all over, and with `COLORIZE_STATUS_MODEL` if the engine has no style encoder.
///
/// # Safety
/// The pixels of `reference` are readable.
#[unsafe(no_mangle)]
#[must_use]
pub unsafe extern "C" fn colorize_style_map_new(
    engine: Option<&ColorizeEngine>,
    reference: Option<&ColorizeImageView>,
    map: Option<&mut MaybeUninit<Option<Box<ColorizeStyleMap>>>>,
    error: Option<&mut MaybeUninit<Option<Box<ColorizeError>>>>,
) -> ColorizeStatus {
    guard(error, || {
        give(map, "map", || {
            let engine = non_null(engine, "engine")?;
            // SAFETY: the pixels are readable.
            let reference = unsafe { non_null(reference, "reference")?.borrow("reference") }?;
            Ok(ColorizeStyleMap(core::StyleMap::new(&engine.engine, &reference.to_raster(&unlimited())?)?))
        })
    })
}

/// Makes the style around a point in `*style`, in pixels from the picture's left and top edge. It has no piece of a surface:
/// `colorize_prompt_set_style` leaves out what is painted by one, texture and pattern; `colorize_style_pick` takes it along.
///
/// Fails if the point is outside the picture.
#[unsafe(no_mangle)]
#[must_use]
pub extern "C" fn colorize_style_map_at(
    map: Option<&ColorizeStyleMap>,
    x: f32,
    y: f32,
    range: RawStyleRange,
    style: Option<&mut MaybeUninit<Option<Box<ColorizeStyle>>>>,
    error: Option<&mut MaybeUninit<Option<Box<ColorizeError>>>>,
) -> ColorizeStatus {
    guard(error, || {
        give(style, "style", || {
            let style = non_null(map, "map")?.0.at(x, y, range_from_c(range)?)?;
            Ok(ColorizeStyle(core::Swatch::new(style, None)))
        })
    })
}

/// Makes a picture of one of the `ColorizeStyleGroups` in `*image`, in false colours, RGBA8, as large as the reference. Colours
/// as they are; of textures red, green and blue are the changes across, along the diagonals, and upwards; of gradations and
/// patterns the hue is the direction, and the brightness how strong they are; of the manner of painting red is how soft,
/// green how grainy; of highlights and shadows red is their share, green how much lighter or darker, blue how much more
/// vivid. Free it with `colorize_image_free`.
#[unsafe(no_mangle)]
#[must_use]
pub extern "C" fn colorize_style_map_picture(
    map: Option<&ColorizeStyleMap>,
    group: u32,
    range: RawStyleRange,
    image: Option<&mut MaybeUninit<Option<Box<ColorizeImage>>>>,
    error: Option<&mut MaybeUninit<Option<Box<ColorizeError>>>>,
) -> ColorizeStatus {
    guard(error, || {
        give(image, "image", || {
            let map = &non_null(map, "map")?.0;
            let wanted = core::StyleGroup::ALL.into_iter().find(|&one| group == 1 << one as u32);
            let wanted =
                wanted.ok_or_else(|| ColorizeError::invalid(format!("{group:#x} is no group of a style")))?;
            Ok(ColorizeImage(map.picture(wanted, range_from_c(range)?)))
        })
    })
}

/// Frees `map`. NULL is allowed.
#[unsafe(no_mangle)]
pub extern "C" fn colorize_style_map_free(map: Option<Box<ColorizeStyleMap>>) {
    free(map);
}

use std::mem::MaybeUninit;

use colorize_core as core;

use crate::boundary::{ask, guard, non_null, put_list};
use crate::error::{ColorizeError, ColorizeStatus};
use crate::layers::ColorizeLayers;
use crate::prompt::ColorizeRgb;
use crate::structure::{Growing as _, growing};

/// What a coloured drawing shows of one part: all its regions together. Later versions may have more fields at the end.
#[repr(C)]
#[derive(Clone, Copy, Debug)]
pub struct ColorizePart {
    /// Pixels.
    pub area: u64,
    /// Which part it is: an id for `colorize_engine_label_name`.
    pub label: u32,
    /// How many regions.
    pub region_count: u32,
    /// How many colours its regions have in the flats; see `colorize_layers_part_colors`.
    pub color_count: u32,
    /// 1 if its left and right are told apart, so that `hair:left` and the like find regions; see
    /// `colorize_prompt_add_part`.
    pub sides: u32,
}

growing!(ColorizePart, color_count: u32);

/// How many parts the drawing shows: enough for a list with colour buttons; 0 for NULL.
#[unsafe(no_mangle)]
pub extern "C" fn colorize_layers_part_count(layers: Option<&ColorizeLayers>) -> u32 {
    ask(layers, 0, |layers| layers.parts().len() as u32)
}

/// Puts part `index`, from 0, the largest first, in `*part`, which stays as it was if the call fails.
///
/// `struct_size` is `sizeof(ColorizePart)` as the caller compiled it; what a later header has and this library does not
/// know becomes 0.
///
/// # Safety
/// `part` is NULL or writable for `struct_size` bytes.
#[unsafe(no_mangle)]
#[must_use]
pub unsafe extern "C" fn colorize_layers_part(
    layers: Option<&ColorizeLayers>,
    index: u32,
    part: *mut ColorizePart,
    struct_size: usize,
    error: Option<&mut MaybeUninit<Option<Box<ColorizeError>>>>,
) -> ColorizeStatus {
    guard(error, || {
        let made = || {
            let part = at(non_null(layers, "layers")?, index)?;
            Ok(ColorizePart {
                area: part.area,
                label: part.label_id.into(),
                region_count: part.regions as u32,
                color_count: part.colors.len() as u32,
                sides: part.sides.into(),
            })
        };
        // SAFETY: so many bytes are writable.
        unsafe { ColorizePart::put(part, struct_size, made, "part") }
    })
}

/// Puts the colours that part `index` has in the flats into `colors`, the one of most pixels first, at most `capacity` of
/// them, and in `*count` how many there are: none where all its regions were withdrawn, and of a ground that was left
/// transparent. `colors` may be NULL with a `capacity` of 0.
///
/// # Safety
/// `colors` is NULL or writable for `capacity` of them.
#[unsafe(no_mangle)]
#[must_use]
pub unsafe extern "C" fn colorize_layers_part_colors(
    layers: Option<&ColorizeLayers>,
    index: u32,
    colors: *mut ColorizeRgb,
    capacity: usize,
    count: Option<&mut MaybeUninit<usize>>,
    error: Option<&mut MaybeUninit<Option<Box<ColorizeError>>>>,
) -> ColorizeStatus {
    guard(error, || {
        let part = at(non_null(layers, "layers")?, index)?;
        let made: Vec<ColorizeRgb> = part.colors.iter().copied().map(Into::into).collect();
        // SAFETY: so many are writable.
        unsafe { put_list(colors, capacity, count, &made, "colors") }
    })
}

fn at(layers: &ColorizeLayers, index: u32) -> Result<&core::PartInfo, ColorizeError> {
    let parts = layers.parts();
    parts.get(index as usize).ok_or_else(|| {
        ColorizeError::invalid(format!(
            "there is no part {index}: the drawing shows {}, counted from 0",
            parts.len()
        ))
    })
}

use std::ffi::{CString, c_char};
use std::mem::MaybeUninit;
use std::ptr;

use colorize_core as core;

use crate::boundary::{ask, free, give, guard, non_null, text};
use crate::error::{ColorizeError, ColorizeStatus};
use crate::image::{ColorizeImageView, unlimited};
use crate::reading::ColorizeReading;

/// A colour sheet: the colours of parts, of a character or of one picture. It never changes, so threads can share it.
/// Free it with `colorize_sheet_free`.
pub struct ColorizeSheet {
    json: CString,
    gimp: CString,
}

impl From<core::ColorSheet> for ColorizeSheet {
    fn from(sheet: core::ColorSheet) -> Self {
        let text = |text: String| CString::new(text).expect("names hold no control characters");
        Self { json: text(sheet.to_json()), gimp: text(sheet.to_gimp()) }
    }
}

/// Makes a sheet in `*sheet` from the text of a file: JSON, such as
/// `{"parts": {"hair": "#80503a", "top": ["#5fa3a3", "#f4efe6"]}}`, or a GIMP palette whose colours are named after parts.
///
/// # Safety
/// `text` is NULL or ends with NUL.
#[unsafe(no_mangle)]
#[must_use]
pub unsafe extern "C" fn colorize_sheet_new_from_text(
    text: *const c_char,
    sheet: Option<&mut MaybeUninit<Option<Box<ColorizeSheet>>>>,
    error: Option<&mut MaybeUninit<Option<Box<ColorizeError>>>>,
) -> ColorizeStatus {
    guard(error, || {
        give(sheet, "sheet", || {
            // SAFETY: it ends with NUL.
            let text = unsafe { self::text(text, "text") }?;
            Ok(core::ColorSheet::from_text(text)?.into())
        })
    })
}

/// Makes a sheet in `*sheet` of the colours that a coloured picture has on the parts of its drawing: `reading` is of the
/// drawing, or of the picture itself, and of the same size.
///
/// The colours of a part are those that cover most of its flat places, the commonest first; a darker and a lighter one
/// of the same hue are its shadow and highlight. The ground is left out.
///
/// # Safety
/// The pixels of `picture` are readable.
#[unsafe(no_mangle)]
#[must_use]
pub unsafe extern "C" fn colorize_sheet_new_from_picture(
    reading: Option<&ColorizeReading>,
    picture: Option<&ColorizeImageView>,
    sheet: Option<&mut MaybeUninit<Option<Box<ColorizeSheet>>>>,
    error: Option<&mut MaybeUninit<Option<Box<ColorizeError>>>>,
) -> ColorizeStatus {
    guard(error, || {
        give(sheet, "sheet", || {
            let reading = &non_null(reading, "reading")?.reading;
            // SAFETY: the pixels are readable.
            let picture =
                unsafe { non_null(picture, "picture")?.borrow("picture") }?.to_raster(&unlimited())?;
            Ok(core::ColorSheet::from_picture(reading, &picture)?.into())
        })
    })
}

/// Makes a sheet of the library's own in `*sheet`: the standard one for `seed` 0, another for every other. By the latter a
/// drawing is coloured whose options have that seed and no sheet; for seed 0 see
/// `colorize_document_proposal`.
#[unsafe(no_mangle)]
#[must_use]
pub extern "C" fn colorize_sheet_new_proposed(
    seed: u64,
    sheet: Option<&mut MaybeUninit<Option<Box<ColorizeSheet>>>>,
    error: Option<&mut MaybeUninit<Option<Box<ColorizeError>>>>,
) -> ColorizeStatus {
    guard(error, || give(sheet, "sheet", || Ok(core::propose(seed).into())))
}

/// The sheet as JSON, for `ColorizeColorOptions.sheet` or a file; lives until `sheet` is freed. NULL for NULL.
#[unsafe(no_mangle)]
pub extern "C" fn colorize_sheet_json(sheet: Option<&ColorizeSheet>) -> *const c_char {
    ask(sheet, ptr::null(), |sheet| sheet.json.as_ptr())
}

/// The sheet as the text of a GIMP palette; lives until `sheet` is freed. NULL for NULL.
#[unsafe(no_mangle)]
pub extern "C" fn colorize_sheet_gimp(sheet: Option<&ColorizeSheet>) -> *const c_char {
    ask(sheet, ptr::null(), |sheet| sheet.gimp.as_ptr())
}

/// Frees `sheet`. NULL is allowed.
#[unsafe(no_mangle)]
pub extern "C" fn colorize_sheet_free(sheet: Option<Box<ColorizeSheet>>) {
    free(sheet);
}

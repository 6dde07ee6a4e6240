use std::ffi::c_void;
use std::mem::MaybeUninit;

use colorize_core as core;

use crate::boundary::{ColorizeProgressFn, ask, free, give, guard, non_null, slice, told};
use crate::carried::ColorizeRegionColor;
use crate::document::{ColorizeDocument, enter};
use crate::engine::ColorizeEngine;
use crate::error::{ColorizeError, ColorizeStatus};
use crate::image::{ColorizeImageView, unlimited};
use crate::options::ColorizeReadOptions;
use crate::reading::ColorizeReading;
use crate::structure::{Growing as _, Options as _};

/// The most references that colours are carried over from at once.
const REFERENCES: usize = 4096;

/// A coloured picture, taken apart: its regions, what each is like, and its colours; not the picture. It never changes;
/// threads can share it. Free it with `colorize_reference_free`.
pub struct ColorizeReference(pub(crate) core::Reference);

/// Reads a coloured picture into `*reference`.
///
/// `line` is its line drawing alone, as large as it, if there is one; without it, NULL, the lines are what is thin and
/// darker than the colours on both sides, and where colours meet without a line a region ends. The colour of a region is
/// the most frequent opaque one, to the bit; a darker and a lighter one of the same hue are its shadow and highlight. What
/// is transparent, and white ground, has no colour. `options` are those that drawings are read with; NULL takes the
/// defaults. `progress` may be NULL.
///
/// Fails if the two pictures differ in size, or all of the picture is grey.
///
/// # Safety
/// The pixels of `colored` and `line` are readable; `options` is NULL or readable for the `struct_size` bytes it says;
/// `progress` may be called with `user_data`.
#[unsafe(no_mangle)]
#[must_use]
pub unsafe extern "C" fn colorize_reference_new(
    engine: Option<&ColorizeEngine>,
    colored: Option<&ColorizeImageView>,
    line: Option<&ColorizeImageView>,
    options: *const ColorizeReadOptions,
    progress: ColorizeProgressFn,
    user_data: *mut c_void,
    reference: Option<&mut MaybeUninit<Option<Box<ColorizeReference>>>>,
    error: Option<&mut MaybeUninit<Option<Box<ColorizeError>>>>,
) -> ColorizeStatus {
    guard(error, || {
        give(reference, "reference", || {
            let engine = &non_null(engine, "engine")?.engine;
            // SAFETY: as many bytes are readable as it says.
            let options = unsafe { ColorizeReadOptions::read(options, "options") }?;
            let (limits, options) = (options.limits(), options.to_core()?);
            // SAFETY: the pixels are readable.
            let colored = unsafe { non_null(colored, "colored")?.borrow("colored") }?.to_raster(&limits)?;
            let line = match line {
                // SAFETY: the pixels are readable.
                Some(line) => Some(unsafe { line.borrow("line") }?.to_raster(&unlimited())?),
                None => None,
            };
            let read = |progress: core::Progress<'_>| {
                core::Reference::new(engine, &colored, line.as_ref(), &options, progress)
            };
            // SAFETY: it may be called so.
            Ok(ColorizeReference(unsafe { told(progress, user_data, read) }?))
        })
    })
}

/// Takes the colours of a drawing that was read and coloured by somebody into `*reference`, whose regions are then those of
/// `reading`; `colored` is with or without its lines. As `colorize_reference_new` with a line drawing, without reading it
/// again.
///
/// Fails if they differ in size, or all of the picture is grey.
///
/// # Safety
/// The pixels of `colored` are readable.
#[unsafe(no_mangle)]
#[must_use]
pub unsafe extern "C" fn colorize_reference_new_from_reading(
    reading: Option<&ColorizeReading>,
    colored: Option<&ColorizeImageView>,
    reference: Option<&mut MaybeUninit<Option<Box<ColorizeReference>>>>,
    error: Option<&mut MaybeUninit<Option<Box<ColorizeError>>>>,
) -> ColorizeStatus {
    guard(error, || {
        give(reference, "reference", || {
            let reading = &non_null(reading, "reading")?.reading;
            // SAFETY: the pixels are readable.
            let colored =
                unsafe { non_null(colored, "colored")?.borrow("colored") }?.to_raster(&unlimited())?;
            Ok(ColorizeReference(core::Reference::of(reading, &colored)?))
        })
    })
}

/// How many regions it has, at least 1; 0 for NULL.
#[unsafe(no_mangle)]
pub extern "C" fn colorize_reference_region_count(reference: Option<&ColorizeReference>) -> u32 {
    ask(reference, 0, |reference| reference.0.regions() as u32)
}

/// Puts the colour of region `id`, 1 to the count, in `*region`, which stays as it was if the call fails.
///
/// `struct_size` is `sizeof(ColorizeRegionColor)` as the caller compiled it; what a later header has and this library does
/// not know becomes 0.
///
/// # Safety
/// `region` is NULL or writable for `struct_size` bytes.
#[unsafe(no_mangle)]
#[must_use]
pub unsafe extern "C" fn colorize_reference_region(
    reference: Option<&ColorizeReference>,
    id: u32,
    region: *mut ColorizeRegionColor,
    struct_size: usize,
    error: Option<&mut MaybeUninit<Option<Box<ColorizeError>>>>,
) -> ColorizeStatus {
    guard(error, || {
        let made = || {
            let reference = &non_null(reference, "reference")?.0;
            let found =
                (id as usize).checked_sub(1).and_then(|i| reference.colors().zip(reference.tracks()).nth(i));
            let (color, track) = found.ok_or_else(|| {
                ColorizeError::invalid(format!("region {id} is outside 1..={}", reference.regions()))
            })?;
            Ok(ColorizeRegionColor::new(color, 1.0, track))
        };
        // SAFETY: so many bytes are writable.
        unsafe { ColorizeRegionColor::put(region, struct_size, made, "region") }
    })
}

/// Carries the colours of `count` references over to the document's drawing, of the same character in whatever pose, as one
/// step that can be taken back. A hint wins over them, and they win over all else; each region's certainty is that of its
/// colour, so a withdrawal leaves uncoloured what no reference is sure of. With no reference the carried colours go.
///
/// # Safety
/// `document` is NULL or live; `references` is NULL or readable for `count` live references.
#[unsafe(no_mangle)]
#[must_use]
pub unsafe extern "C" fn colorize_document_carry(
    document: *mut ColorizeDocument,
    references: *const Option<&ColorizeReference>,
    count: usize,
    error: Option<&mut MaybeUninit<Option<Box<ColorizeError>>>>,
) -> ColorizeStatus {
    guard(error, || {
        // SAFETY: it is live.
        let mut document = unsafe { enter(document) }?;
        // SAFETY: so many are readable.
        let references = unsafe { all(references, count) }?;
        if references.is_empty() {
            document.apply(core::Edit::Carry { regions: None })?;
            return Ok(());
        }
        let carried = core::Carried::new(document.reading(), &references)?;
        Ok(document.carry(&carried)?)
    })
}

/// Frees `reference`. NULL is allowed.
#[unsafe(no_mangle)]
pub extern "C" fn colorize_reference_free(reference: Option<Box<ColorizeReference>>) {
    free(reference);
}

/// The references in a list.
///
/// # Safety
/// `references` is NULL or readable for `count` references that live as long as what is given is used.
pub(crate) unsafe fn all(
    references: *const Option<&ColorizeReference>,
    count: usize,
) -> Result<Vec<&core::Reference>, ColorizeError> {
    // SAFETY: the caller's promise.
    let references = unsafe { slice(references, count, REFERENCES, "references") }?;
    references.iter().map(|&one| Ok(&non_null(one, "reference")?.0)).collect()
}

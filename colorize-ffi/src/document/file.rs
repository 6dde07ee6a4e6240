use std::ffi::{c_char, c_void};
use std::mem::MaybeUninit;

use colorize_core as core;

use super::{ColorizeDocument, enter};
use crate::boundary::{ColorizeProgressFn, give, guard, non_null, path, slice, told};
use crate::bytes::ColorizeBytes;
use crate::engine::ColorizeEngine;
use crate::error::{ColorizeError, ColorizeStatus};
use crate::options::ColorizeLimits;
use crate::structure::Options as _;

/// Colours the drawing and writes all to an OpenRaster file (`.ora`), whole or not at all: the layers, which paint
/// programs open, and the document, which `colorize_document_open` gives back with its history. `progress` may be NULL.
///
/// # Safety
/// `document` is NULL or live; `file` is NULL or ends with NUL; `progress` may be called with `user_data`.
#[unsafe(no_mangle)]
#[must_use]
pub unsafe extern "C" fn colorize_document_save(
    document: *const ColorizeDocument,
    file: *const c_char,
    progress: ColorizeProgressFn,
    user_data: *mut c_void,
    error: Option<&mut MaybeUninit<Option<Box<ColorizeError>>>>,
) -> ColorizeStatus {
    guard(error, || {
        // SAFETY: it is live.
        let document = unsafe { enter(document) }?;
        // SAFETY: it ends with NUL.
        let file = unsafe { path(file, "file") }?;
        // SAFETY: it may be called so.
        unsafe { told(progress, user_data, |progress| document.save(file, progress)) }?;
        Ok(())
    })
}

/// Makes the bytes of that file in `*bytes`. The same document gives the same bytes.
///
/// # Safety
/// `document` is NULL or live; `progress` may be called with `user_data`.
#[unsafe(no_mangle)]
#[must_use]
pub unsafe extern "C" fn colorize_document_to_ora(
    document: *const ColorizeDocument,
    progress: ColorizeProgressFn,
    user_data: *mut c_void,
    bytes: Option<&mut MaybeUninit<Option<Box<ColorizeBytes>>>>,
    error: Option<&mut MaybeUninit<Option<Box<ColorizeError>>>>,
) -> ColorizeStatus {
    guard(error, || {
        give(bytes, "bytes", || {
            // SAFETY: it is live.
            let document = unsafe { enter(document) }?;
            // SAFETY: it may be called so.
            Ok(unsafe { told(progress, user_data, |progress| document.to_ora(progress)) }?.into())
        })
    })
}

/// Opens an OpenRaster file in `*document`: what `colorize_document_save` wrote comes back with all wishes and their
/// history. Of a file of another program the merged picture is taken as the drawing.
///
/// It is read without trust: a damaged or hostile file, or one over `limits` (NULL for the defaults), fails with what is
/// wrong. `progress` may be NULL.
///
/// # Safety
/// `file` is NULL or ends with NUL; `limits` is NULL or readable for the `struct_size` bytes it says; `progress` may be
/// called with `user_data`.
#[unsafe(no_mangle)]
#[must_use]
pub unsafe extern "C" fn colorize_document_open(
    engine: Option<&ColorizeEngine>,
    file: *const c_char,
    limits: *const ColorizeLimits,
    progress: ColorizeProgressFn,
    user_data: *mut c_void,
    document: Option<&mut MaybeUninit<Option<Box<ColorizeDocument>>>>,
    error: Option<&mut MaybeUninit<Option<Box<ColorizeError>>>>,
) -> ColorizeStatus {
    guard(error, || {
        give(document, "document", || {
            let open = |engine: &core::Engine, limits: &core::Limits, progress: core::Progress<'_>| {
                // SAFETY: it ends with NUL.
                let file = unsafe { path(file, "file") }?;
                Ok(core::Document::open(engine, file, limits, progress)?)
            };
            // SAFETY: the caller's promise.
            unsafe { opened(engine, limits, progress, user_data, open) }
        })
    })
}

/// Opens a document as `colorize_document_open` does, from `size` bytes of memory.
///
/// # Safety
/// `bytes` is NULL or readable for `size` bytes; `limits` is NULL or readable for the `struct_size` bytes it says;
/// `progress` may be called with `user_data`.
#[unsafe(no_mangle)]
#[must_use]
pub unsafe extern "C" fn colorize_document_from_ora(
    engine: Option<&ColorizeEngine>,
    bytes: *const u8,
    size: usize,
    limits: *const ColorizeLimits,
    progress: ColorizeProgressFn,
    user_data: *mut c_void,
    document: Option<&mut MaybeUninit<Option<Box<ColorizeDocument>>>>,
    error: Option<&mut MaybeUninit<Option<Box<ColorizeError>>>>,
) -> ColorizeStatus {
    guard(error, || {
        give(document, "document", || {
            let open = |engine: &core::Engine, limits: &core::Limits, progress: core::Progress<'_>| {
                // SAFETY: so many are readable.
                let bytes = unsafe { slice(bytes, size, isize::MAX as usize, "bytes") }?;
                Ok(core::Document::from_ora(engine, bytes, limits, progress)?)
            };
            // SAFETY: the caller's promise.
            unsafe { opened(engine, limits, progress, user_data, open) }
        })
    })
}

/// Makes a document of what `open` reads.
///
/// # Safety
/// `limits` is NULL or readable for the `struct_size` bytes it says; `progress` may be called with `user_data`.
unsafe fn opened(
    engine: Option<&ColorizeEngine>,
    limits: *const ColorizeLimits,
    progress: ColorizeProgressFn,
    user_data: *mut c_void,
    open: impl FnOnce(&core::Engine, &core::Limits, core::Progress<'_>) -> Result<core::Document, ColorizeError>,
) -> Result<ColorizeDocument, ColorizeError> {
    let ColorizeEngine { engine, names } = non_null(engine, "engine")?;
    // SAFETY: the caller's promise.
    let limits = unsafe { ColorizeLimits::read(limits, "limits") }?.to_core();
    // SAFETY: the caller's promise.
    let document = unsafe { told(progress, user_data, |progress| open(engine, &limits, progress)) }?;
    Ok(ColorizeDocument::new(document, names))
}

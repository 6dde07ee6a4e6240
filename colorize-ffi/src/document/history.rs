use std::ffi::c_char;
use std::mem::MaybeUninit;

use colorize_core as core;

use super::{ColorizeDocument, enter};
use crate::boundary::{give, guard, non_null, put_all, quiet, text};
use crate::bytes::ColorizeBytes;
use crate::error::{ColorizeError, ColorizeStatus};
use crate::image::{ColorizeImageView, unlimited};
use crate::prompt::ColorizePrompt;
use crate::region::ColorizeBox;

/// Makes a change of the wishes, as one step that can be taken back: an edit as JSON, such as
/// `{"op": "move", "id": 1, "to": {"point": [120, 80]}}`. docs/documents.md lists all edits.
///
/// The numbers of the hints that it added are put into `ids`, at most `capacity` of them; `count`, if it is not NULL, says
/// how many there are.
///
/// Fails if the edit does not fit the drawing; the document stays as it was then.
///
/// # Safety
/// `document` is NULL or live; `edit` is NULL or ends with NUL; `ids` is NULL or writable for `capacity` of them.
#[unsafe(no_mangle)]
#[must_use]
pub unsafe extern "C" fn colorize_document_apply(
    document: *mut ColorizeDocument,
    edit: *const c_char,
    ids: *mut u32,
    capacity: usize,
    count: Option<&mut MaybeUninit<usize>>,
    error: Option<&mut MaybeUninit<Option<Box<ColorizeError>>>>,
) -> ColorizeStatus {
    guard(error, || {
        // SAFETY: it ends with NUL.
        let edit = core::Edit::from_json(unsafe { text(edit, "edit") }?)?;
        let make = |document: &mut core::Document| document.apply(edit);
        // SAFETY: the caller's promise.
        unsafe { added(document, make, ids, capacity, count) }
    })
}

/// Makes a change as `colorize_document_apply` does, but as one step with the last one if that was of the same kind, of
/// the same hint or option: what a slider or a pointer does while it is dragged. One `colorize_document_undo` then leads
/// to before the first. It is a step of its own if the last one was of another kind, or was taken back.
///
/// # Safety
/// As for `colorize_document_apply`.
#[unsafe(no_mangle)]
#[must_use]
pub unsafe extern "C" fn colorize_document_amend(
    document: *mut ColorizeDocument,
    edit: *const c_char,
    ids: *mut u32,
    capacity: usize,
    count: Option<&mut MaybeUninit<usize>>,
    error: Option<&mut MaybeUninit<Option<Box<ColorizeError>>>>,
) -> ColorizeStatus {
    guard(error, || {
        // SAFETY: it ends with NUL.
        let edit = core::Edit::from_json(unsafe { text(edit, "edit") }?)?;
        let make = |document: &mut core::Document| document.amend(edit);
        // SAFETY: the caller's promise.
        unsafe { added(document, make, ids, capacity, count) }
    })
}

/// Adds the hints of `prompt` behind those there are, as one step that can be taken back; a copy, so that `prompt` can be
/// changed or freed. `ids`, `capacity` and `count` as in `colorize_document_apply`.
///
/// Fails if a hint does not fit the drawing; the document stays as it was then.
///
/// # Safety
/// `document` is NULL or live; `ids` is NULL or writable for `capacity` of them.
#[unsafe(no_mangle)]
#[must_use]
pub unsafe extern "C" fn colorize_document_add(
    document: *mut ColorizeDocument,
    prompt: Option<&ColorizePrompt>,
    ids: *mut u32,
    capacity: usize,
    count: Option<&mut MaybeUninit<usize>>,
    error: Option<&mut MaybeUninit<Option<Box<ColorizeError>>>>,
) -> ColorizeStatus {
    guard(error, || {
        let hints = non_null(prompt, "prompt")?.0.hints.iter().cloned();
        let edit = core::Edit::several(hints.map(core::Edit::add));
        let make = |document: &mut core::Document| document.apply(edit);
        // SAFETY: the caller's promise.
        unsafe { added(document, make, ids, capacity, count) }
    })
}

/// Makes a change, and tells the numbers of the hints that it added.
///
/// # Safety
/// As [`colorize_document_apply`].
unsafe fn added(
    document: *mut ColorizeDocument,
    make: impl FnOnce(&mut core::Document) -> core::Result<Vec<u32>>,
    ids: *mut u32,
    capacity: usize,
    count: Option<&mut MaybeUninit<usize>>,
) -> Result<(), ColorizeError> {
    if capacity > 0 {
        non_null((!ids.is_null()).then_some(()), "ids")?; // before anything changes
    }
    // SAFETY: it is live.
    let added = make(&mut *unsafe { enter(document) }?)?;
    // SAFETY: so many are writable.
    unsafe { put_all(ids, capacity, &added, "ids") }?;
    if let Some(count) = count {
        count.write(added.len());
    }
    Ok(())
}

/// Takes the last step back. `done`, if it is not NULL, says whether there was one.
///
/// # Safety
/// `document` is NULL or live.
#[unsafe(no_mangle)]
#[must_use]
pub unsafe extern "C" fn colorize_document_undo(
    document: *mut ColorizeDocument,
    done: Option<&mut MaybeUninit<bool>>,
    error: Option<&mut MaybeUninit<Option<Box<ColorizeError>>>>,
) -> ColorizeStatus {
    // SAFETY: it is live.
    guard(error, || unsafe { step(document, done, core::Document::undo) })
}

/// Makes the step again that was taken back last. `done`, if it is not NULL, says whether there was one.
///
/// # Safety
/// `document` is NULL or live.
#[unsafe(no_mangle)]
#[must_use]
pub unsafe extern "C" fn colorize_document_redo(
    document: *mut ColorizeDocument,
    done: Option<&mut MaybeUninit<bool>>,
    error: Option<&mut MaybeUninit<Option<Box<ColorizeError>>>>,
) -> ColorizeStatus {
    // SAFETY: it is live.
    guard(error, || unsafe { step(document, done, core::Document::redo) })
}

/// # Safety
/// `document` is NULL or live.
unsafe fn step(
    document: *mut ColorizeDocument,
    done: Option<&mut MaybeUninit<bool>>,
    go: impl FnOnce(&mut core::Document) -> core::Result<bool>,
) -> Result<(), ColorizeError> {
    // SAFETY: the caller's promise.
    let was = go(&mut *unsafe { enter(document) }?)?;
    if let Some(done) = done {
        done.write(was);
    }
    Ok(())
}

/// How many steps can be taken back. 0 for NULL, and while the document is in use.
///
/// # Safety
/// `document` is NULL or live.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn colorize_document_undo_count(document: *const ColorizeDocument) -> usize {
    // SAFETY: it is live.
    quiet(0, || unsafe { enter(document) }.map_or(0, |document| document.undo_count()))
}

/// How many steps can be made again. 0 for NULL, and while the document is in use.
///
/// # Safety
/// `document` is NULL or live.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn colorize_document_redo_count(document: *const ColorizeDocument) -> usize {
    // SAFETY: it is live.
    quiet(0, || unsafe { enter(document) }.map_or(0, |document| document.redo_count()))
}

/// Makes the wishes as they stand in `*edits`: the edits that make them of a new document, in the JSON of
/// docs/document.schema.json. The hints are in it, with their numbers.
///
/// # Safety
/// `document` is NULL or live.
#[unsafe(no_mangle)]
#[must_use]
pub unsafe extern "C" fn colorize_document_edits(
    document: *const ColorizeDocument,
    edits: Option<&mut MaybeUninit<Option<Box<ColorizeBytes>>>>,
    error: Option<&mut MaybeUninit<Option<Box<ColorizeError>>>>,
) -> ColorizeStatus {
    guard(error, || {
        give(edits, "edits", || {
            // SAFETY: it is live.
            let edits = unsafe { enter(document) }?.edits();
            Ok(core::Edit::list_to_json(&edits)?.into_bytes().into())
        })
    })
}

/// Takes the drawing with other lines, as one step that can be taken back; it is read again around what changed. Hints
/// and corrections stay at their places. `drawing` is copied. `*changed`, if it is not NULL, becomes the box around the pixels
/// that differ, all 0 if none do, which is no step.
///
/// Fails if it is of another size, or the document has regions of the caller's own; the document stays as it was then.
///
/// # Safety
/// `document` is NULL or live; the pixels of `drawing` are readable.
#[unsafe(no_mangle)]
#[must_use]
pub unsafe extern "C" fn colorize_document_set_lines(
    document: *mut ColorizeDocument,
    drawing: Option<&ColorizeImageView>,
    changed: Option<&mut MaybeUninit<ColorizeBox>>,
    error: Option<&mut MaybeUninit<Option<Box<ColorizeError>>>>,
) -> ColorizeStatus {
    guard(error, || {
        // SAFETY: the pixels are readable.
        let drawing = unsafe { non_null(drawing, "drawing")?.borrow("drawing") }?.to_raster(&unlimited())?;
        // SAFETY: it is live.
        let differing = unsafe { enter(document) }?.set_lines(&drawing)?;
        if let Some(changed) = changed {
            changed.write(ColorizeBox::from(differing));
        }
        Ok(())
    })
}

mod file;
mod history;
mod proposal;

use std::ffi::{CString, c_char, c_void};
use std::mem::MaybeUninit;
use std::sync::{Arc, Mutex, MutexGuard, TryLockError};

use colorize_core as core;

use crate::boundary::{ColorizeProgressFn, free, give, guard, non_null, text, told};
use crate::error::{ColorizeError, ColorizeStatus};
use crate::layers::ColorizeLayers;
use crate::options::ColorizeColorOptions;
use crate::prompt::ColorizePrompt;
use crate::reading::{ColorizeReading, ColorizeRegionLabel};
use crate::structure::{Growing as _, Options};

pub use self::file::*;
pub use self::history::*;
pub use self::proposal::*;

/// One drawing, read, and every wish so far: hints, corrected labels, options. For one thread at a time, which need not
/// be the same one. Free it with `colorize_document_free`.
pub struct ColorizeDocument {
    document: Mutex<core::Document>,
    /// The names of the labels, by their numbers.
    names: Arc<[CString]>,
}

impl ColorizeDocument {
    fn new(document: core::Document, names: &Arc<[CString]>) -> Self {
        Self { document: Mutex::new(document), names: Arc::clone(names) }
    }
}

/// Makes a document without any wish of a drawing, in `*document`. `reading` can be freed then.
#[unsafe(no_mangle)]
#[must_use]
pub extern "C" fn colorize_document_new(
    reading: Option<&ColorizeReading>,
    document: Option<&mut MaybeUninit<Option<Box<ColorizeDocument>>>>,
    error: Option<&mut MaybeUninit<Option<Box<ColorizeError>>>>,
) -> ColorizeStatus {
    guard(error, || {
        give(document, "document", || {
            let ColorizeReading { reading, names } = non_null(reading, "reading")?;
            Ok(ColorizeDocument::new(core::Document::new(reading.clone()), names))
        })
    })
}

/// Makes a copy of a document in `*other`, with all wishes and their history: each then goes its own way.
///
/// # Safety
/// `document` is NULL or live.
#[unsafe(no_mangle)]
#[must_use]
pub unsafe extern "C" fn colorize_document_copy(
    document: *const ColorizeDocument,
    other: Option<&mut MaybeUninit<Option<Box<ColorizeDocument>>>>,
    error: Option<&mut MaybeUninit<Option<Box<ColorizeError>>>>,
) -> ColorizeStatus {
    guard(error, || {
        give(other, "other", || {
            // SAFETY: it is live.
            let document = unsafe { non_null(document.as_ref(), "document") }?;
            Ok(ColorizeDocument::new(only(&document.document)?.clone(), &document.names))
        })
    })
}

/// Makes a reading of the document's drawing, as it is now, in `*reading`: such as of a document that was opened. Its
/// regions are divided where hints do not agree. It shares what is known with the document, and outlives it.
///
/// # Safety
/// `document` is NULL or live.
#[unsafe(no_mangle)]
#[must_use]
pub unsafe extern "C" fn colorize_document_reading(
    document: *const ColorizeDocument,
    reading: Option<&mut MaybeUninit<Option<Box<ColorizeReading>>>>,
    error: Option<&mut MaybeUninit<Option<Box<ColorizeError>>>>,
) -> ColorizeStatus {
    guard(error, || {
        give(reading, "reading", || {
            // SAFETY: it is live.
            let document = unsafe { non_null(document.as_ref(), "document") }?;
            let reading = only(&document.document)?.reading().clone();
            Ok(ColorizeReading { reading, names: Arc::clone(&document.names) })
        })
    })
}

/// Takes hints, in place of those before, as one step that can be taken back; a copy, so that `prompt` can be changed or freed. NULL takes all hints away.
///
/// Fails if a hint does not fit the drawing; the document stays as it was then.
///
/// # Safety
/// `document` is NULL or live.
#[unsafe(no_mangle)]
#[must_use]
pub unsafe extern "C" fn colorize_document_set_prompt(
    document: *mut ColorizeDocument,
    prompt: Option<&ColorizePrompt>,
    error: Option<&mut MaybeUninit<Option<Box<ColorizeError>>>>,
) -> ColorizeStatus {
    guard(error, || {
        // SAFETY: it is live.
        let mut document = unsafe { enter(document) }?;
        Ok(document.set_prompt(prompt.map(|prompt| prompt.0.clone()).unwrap_or_default())?)
    })
}

/// Takes options, in place of those before, as one step that can be taken back; a copy. NULL goes back to the defaults.
///
/// Fails if an option is out of range; the document stays as it was then.
///
/// # Safety
/// `document` is NULL or live; `options` is NULL or readable for the `struct_size` bytes it says; its `sheet` is NULL or ends with NUL.
#[unsafe(no_mangle)]
#[must_use]
pub unsafe extern "C" fn colorize_document_set_options(
    document: *mut ColorizeDocument,
    options: *const ColorizeColorOptions,
    error: Option<&mut MaybeUninit<Option<Box<ColorizeError>>>>,
) -> ColorizeStatus {
    guard(error, || {
        // SAFETY: it is live.
        let mut document = unsafe { enter(document) }?;
        // SAFETY: as many bytes are readable as it says, and the sheet up to its NUL.
        let options = unsafe { ColorizeColorOptions::read(options, "options")?.to_core() }?;
        Ok(document.set_options(options)?)
    })
}

/// Corrects the label of region `id`, 1 to the count, to the label named `label`, such as "hair": one of
/// `colorize_engine_label_name`. A step that can be taken back.
///
/// The region raises no doubt any more, and regions of that part that look like it raise less. The correction stays at
/// the region's place if the document takes another reading.
///
/// # Safety
/// `document` is NULL or live; `label` is NULL or ends with NUL.
#[unsafe(no_mangle)]
#[must_use]
pub unsafe extern "C" fn colorize_document_correct(
    document: *mut ColorizeDocument,
    id: u32,
    label: *const c_char,
    error: Option<&mut MaybeUninit<Option<Box<ColorizeError>>>>,
) -> ColorizeStatus {
    guard(error, || {
        // SAFETY: it is live.
        let mut document = unsafe { enter(document) }?;
        // SAFETY: it ends with NUL.
        let label = unsafe { text(label, "label") }?;
        Ok(document.correct(id, label)?)
    })
}

/// Puts what part region `id`, 1 to the count, shows in `*label`, as corrected; it stays as it was if the call fails. Its
/// name lives until the document is freed.
///
/// `struct_size` is `sizeof(ColorizeRegionLabel)` as the caller compiled it; what a later header has and this library
/// does not know becomes 0.
///
/// # Safety
/// `document` is NULL or live; `label` is NULL or writable for `struct_size` bytes.
#[unsafe(no_mangle)]
#[must_use]
pub unsafe extern "C" fn colorize_document_region_label(
    document: *mut ColorizeDocument,
    id: u32,
    label: *mut ColorizeRegionLabel,
    struct_size: usize,
    error: Option<&mut MaybeUninit<Option<Box<ColorizeError>>>>,
) -> ColorizeStatus {
    guard(error, || {
        // SAFETY: it is live.
        let document = unsafe { non_null(document.as_ref(), "document") }?;
        let inner = only(&document.document)?;
        let made = || {
            let found = || {
                let ((_, share), name) = (inner.label(id)?, inner.label_name(id)?);
                let number = document.names.iter().position(|known| known.to_bytes() == name.as_bytes())?;
                Some(ColorizeRegionLabel {
                    name: document.names[number].as_ptr(),
                    region: id,
                    label: number as u32,
                    share,
                    certainty: inner.certainty(id)?,
                })
            };
            let count = inner.reading().regions().len();
            found().ok_or_else(|| ColorizeError::invalid(format!("region {id} is outside 1..={count}")))
        };
        // SAFETY: so many bytes are writable.
        unsafe { ColorizeRegionLabel::put(label, struct_size, made, "label") }
    })
}

/// Takes another reading of the drawing, such as one that is cut into other regions. Hints and corrected labels stay at
/// their places, and the history begins anew; where lines were edited, `colorize_document_set_lines` is a step of it.
/// `reading` can be freed then.
///
/// Fails if it is of another size, or its labeller tells other labels apart; the document stays as it was then.
///
/// # Safety
/// `document` is NULL or live.
#[unsafe(no_mangle)]
#[must_use]
pub unsafe extern "C" fn colorize_document_set_reading(
    document: *mut ColorizeDocument,
    reading: Option<&ColorizeReading>,
    error: Option<&mut MaybeUninit<Option<Box<ColorizeError>>>>,
) -> ColorizeStatus {
    guard(error, || {
        // SAFETY: it is live.
        let mut document = unsafe { enter(document) }?;
        Ok(document.set_reading(non_null(reading, "reading")?.reading.clone())?)
    })
}

/// Colours the drawing into new `*layers`.
///
/// A hinted region gets exactly the hint's colour, regions that are alike follow it, and all others get the
/// colour of their part from the sheet or palette. The same wishes give the same layers, whatever was coloured,
/// cancelled or refused before. `progress` may be NULL.
///
/// # Safety
/// `document` is NULL or live; `progress` may be called with `user_data`.
#[unsafe(no_mangle)]
#[must_use]
pub unsafe extern "C" fn colorize_document_color(
    document: *mut ColorizeDocument,
    progress: ColorizeProgressFn,
    user_data: *mut c_void,
    layers: Option<&mut MaybeUninit<Option<Box<ColorizeLayers>>>>,
    error: Option<&mut MaybeUninit<Option<Box<ColorizeError>>>>,
) -> ColorizeStatus {
    guard(error, || {
        give(layers, "layers", || {
            // SAFETY: it is live.
            let document = unsafe { enter(document) }?;
            // SAFETY: it may be called so.
            let layers = unsafe { told(progress, user_data, |progress| document.color(progress)) }?;
            Ok(ColorizeLayers::new(layers))
        })
    })
}

/// Frees `document`. NULL is allowed. Its layers live on.
#[unsafe(no_mangle)]
pub extern "C" fn colorize_document_free(document: Option<Box<ColorizeDocument>>) {
    free(document);
}

/// The document, for one call at a time, and for none after a panic. It comes as a pointer and not as a reference, for a
/// callback may hand in the one that is in use.
///
/// # Safety
/// `document` is NULL or a live document for `'a`.
pub(crate) unsafe fn enter<'a>(
    document: *const ColorizeDocument,
) -> Result<MutexGuard<'a, core::Document>, ColorizeError> {
    // SAFETY: the caller's promise; what is inside is changed only through the lock.
    only(&non_null(unsafe { document.as_ref() }, "document")?.document)
}

fn only<T>(document: &Mutex<T>) -> Result<MutexGuard<'_, T>, ColorizeError> {
    document.try_lock().map_err(|reason| match reason {
        TryLockError::Poisoned(_) => ColorizeError::new(
            ColorizeStatus::Panic,
            "the document panicked in an earlier call and can only be freed",
        ),
        TryLockError::WouldBlock => ColorizeError::invalid(
            "the document is in use: by another thread, or by the call whose progress this is",
        ),
    })
}

#[cfg(test)]
mod tests {
    use std::panic::{AssertUnwindSafe, catch_unwind};

    use super::*;

    #[test]
    fn one_call_at_a_time_and_none_after_a_panic() {
        let document = Mutex::new(());
        let stay = only(&document);
        assert!(stay.is_ok());
        assert!(only(&document).is_err_and(|e| e.status == ColorizeStatus::InvalidArgument));
        drop(stay);
        let panicked = catch_unwind(AssertUnwindSafe(|| {
            let _stay = only(&document);
            panic!("planted");
        }));
        assert!(panicked.is_err());
        assert!(only(&document).is_err_and(|e| e.status == ColorizeStatus::Panic));
    }
}

use std::ffi::{c_char, c_void};
use std::sync::atomic::{AtomicU8, Ordering};

use colorize_core as core;

use crate::boundary::{ColorizeProgressFn, callback, free, give, guard, non_null, text};
use crate::engine::ColorizeEngine;
use crate::error::{ColorizeError, ColorizeStatus};
use crate::image::ColorizeImageView;
use crate::layers::ColorizeLayers;
use crate::options::{ColorizeColorOptions, ColorizeSessionOptions, Options};
use crate::prompt::ColorizePrompt;

/// One drawing, read once, to be coloured as often as one likes. For one thread at a time, which need not
/// be the same one. Free it with `colorize_session_free`.
pub struct ColorizeSession {
    session: core::Session,
    usage: Usage,
}

const _: () = {
    const fn moves_between_threads<T: Send>() {}
    moves_between_threads::<ColorizeSession>();
};

/// Reads a drawing into `*session`: its ink, its regions, what parts they show.
///
/// `options` may be NULL for the defaults, `progress` may be NULL. `drawing` is not needed any more when
/// the call returns.
///
/// # Safety
/// `engine` is NULL or a live engine; `drawing` is NULL or readable, with its pixels; `options` is NULL or
/// readable; `progress` may be called with `user_data`; `session` and `error` are NULL or writable.
#[unsafe(no_mangle)]
#[must_use]
pub unsafe extern "C" fn colorize_session_new(
    engine: *const ColorizeEngine,
    drawing: *const ColorizeImageView,
    options: *const ColorizeSessionOptions,
    progress: ColorizeProgressFn,
    user_data: *mut c_void,
    session: *mut *mut ColorizeSession,
    error: *mut *mut ColorizeError,
) -> ColorizeStatus {
    // SAFETY: the caller's promise, for this block and what is inside.
    unsafe {
        guard(error, || {
            give(session, "session", || {
                let engine = non_null(engine, "engine")?;
                let options = ColorizeSessionOptions::read(options, "options")?;
                let limits = core::Limits::default().with_pixels(options.max_pixels).with_bytes(u64::MAX);
                let options = options.to_core()?;
                let drawing = non_null(drawing, "drawing")?.borrow("drawing")?.to_raster(&limits)?;
                let mut progress = callback(progress, user_data);
                let session = core::Session::new(&engine.engine, &drawing, &options, &mut progress)?;
                Ok(ColorizeSession { session, usage: Usage::new() })
            })
        })
    }
}

/// Colours the drawing into new `*layers`.
///
/// A hinted region gets exactly the hint's colour, regions that are alike follow it, and all others get the
/// colour of their part from the sheet or palette. The same hints and options give the same layers, whatever
/// was coloured, cancelled or refused before, unless a label was corrected. `prompt` may be NULL for no hints,
/// `options` for the defaults; `progress` may be NULL.
///
/// # Safety
/// `session` is NULL or a live session; `prompt` is NULL or a live prompt; `options` is NULL or readable;
/// `progress` may be called with `user_data`; `layers` and `error` are NULL or writable.
#[unsafe(no_mangle)]
#[must_use]
pub unsafe extern "C" fn colorize_session_color(
    session: *mut ColorizeSession,
    prompt: *const ColorizePrompt,
    options: *const ColorizeColorOptions,
    progress: ColorizeProgressFn,
    user_data: *mut c_void,
    layers: *mut *mut ColorizeLayers,
    error: *mut *mut ColorizeError,
) -> ColorizeStatus {
    // SAFETY: the caller's promise, for this block and what is inside.
    unsafe {
        guard(error, || {
            give(layers, "layers", || {
                let ColorizeSession { session, usage } = non_null(session.cast_const(), "session")?;
                let _stay = usage.enter()?;
                let options = ColorizeColorOptions::read(options, "options")?.to_core()?;
                // A copy: the callback may add to the caller's prompt.
                let prompt = prompt.as_ref().map(|prompt| prompt.0.clone()).unwrap_or_default();
                let mut progress = callback(progress, user_data);
                Ok(ColorizeLayers::new(session.color(&prompt, &options, &mut progress)?))
            })
        })
    }
}

/// Corrects the label of region `id`, 1 to the count, to the label named `label`, such as "hair": one of
/// `colorize_engine_label_name`.
///
/// The region raises no doubt any more, and regions of that part that look like it raise less.
///
/// # Safety
/// `session` is NULL or a live session; `label` is NULL or ends with NUL; `error` is NULL or writable.
#[unsafe(no_mangle)]
#[must_use]
pub unsafe extern "C" fn colorize_session_correct(
    session: *mut ColorizeSession,
    id: u32,
    label: *const c_char,
    error: *mut *mut ColorizeError,
) -> ColorizeStatus {
    // SAFETY: the caller's promise, for this block and what is inside. The session is borrowed for change only where
    // no other call is in it.
    unsafe {
        guard(error, || {
            let _stay = non_null(session.cast_const(), "session")?.usage.enter()?;
            Ok((*session).session.correct(id, text(label, "label")?)?)
        })
    }
}

/// Columns of the drawing; 0 for NULL.
///
/// # Safety
/// `session` is NULL or a live session.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn colorize_session_width(session: *const ColorizeSession) -> u32 {
    // SAFETY: the caller's promise.
    unsafe { session.as_ref() }.map_or(0, |session| session.session.width() as u32)
}

/// Rows of the drawing; 0 for NULL.
///
/// # Safety
/// `session` is NULL or a live session.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn colorize_session_height(session: *const ColorizeSession) -> u32 {
    // SAFETY: the caller's promise.
    unsafe { session.as_ref() }.map_or(0, |session| session.session.height() as u32)
}

/// How many regions the drawing has, at least 1; 0 for NULL.
///
/// # Safety
/// `session` is NULL or a live session.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn colorize_session_region_count(session: *const ColorizeSession) -> u32 {
    // SAFETY: the caller's promise.
    unsafe { session.as_ref() }.map_or(0, |session| session.session.regions().len() as u32)
}

/// The region of each pixel, 1 to the count, `width * height` values, row by row; they live until `session`
/// is freed. NULL for NULL.
///
/// # Safety
/// `session` is NULL or a live session.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn colorize_session_region_ids(session: *const ColorizeSession) -> *const u32 {
    // SAFETY: the caller's promise.
    let session = unsafe { session.as_ref() };
    session.map_or(std::ptr::null(), |session| session.session.regions().ids().as_slice().as_ptr())
}

/// Frees `session`. NULL is allowed. Its layers live on.
///
/// # Safety
/// `session` is NULL or a live session that is not in use, which is dead after the call.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn colorize_session_free(session: *mut ColorizeSession) {
    // SAFETY: the caller's promise.
    unsafe { free(session) };
}

/// Whether a session can be used: one call at a time, and none after a panic.
struct Usage(AtomicU8);

const IDLE: u8 = 0;
const BUSY: u8 = 1;
const POISONED: u8 = 2;

impl Usage {
    const fn new() -> Self {
        Self(AtomicU8::new(IDLE))
    }

    fn enter(&self) -> Result<Stay<'_>, ColorizeError> {
        match self.0.compare_exchange(IDLE, BUSY, Ordering::Acquire, Ordering::Relaxed) {
            Ok(_) => Ok(Stay(self)),
            Err(POISONED) => Err(ColorizeError::new(
                ColorizeStatus::Panic,
                "the session panicked in an earlier call and can only be freed",
            )),
            Err(_) => Err(ColorizeError::invalid(
                "the session is in use: by another thread, or by the call whose progress this is",
            )),
        }
    }
}

/// One call's stay in a session.
struct Stay<'a>(&'a Usage);

impl Drop for Stay<'_> {
    fn drop(&mut self) {
        let state = if std::thread::panicking() { POISONED } else { IDLE };
        self.0.0.store(state, Ordering::Release);
    }
}

#[cfg(test)]
mod tests {
    use std::panic::{AssertUnwindSafe, catch_unwind};

    use super::*;

    #[test]
    fn one_call_at_a_time_and_none_after_a_panic() {
        let usage = Usage::new();
        let stay = usage.enter();
        assert!(stay.is_ok());
        assert!(usage.enter().is_err_and(|e| e.status == ColorizeStatus::InvalidArgument));
        drop(stay);
        let panicked = catch_unwind(AssertUnwindSafe(|| {
            let _stay = usage.enter();
            panic!("planted");
        }));
        assert!(panicked.is_err());
        assert!(usage.enter().is_err_and(|e| e.status == ColorizeStatus::Panic));
    }
}

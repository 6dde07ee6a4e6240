//! Where panics and errors turn into status codes, and where pointers from C are looked at.
//!
//! C's promises are in the types of the exported functions as far as Rust has such types, and all of them may be NULL:
//! * `Option<&T>` and `Option<&mut T>` are handles and structures that live, and, if mutable, that nobody else uses;
//! * `Option<Box<T>>` is a handle that the call ends;
//! * `Option<&mut MaybeUninit<T>>` ([`Out`]) is where a result goes: writable, whatever lies there.
//!
//! What else C promises (lengths, ends of text, sizes of structures) makes a function `unsafe`, and is told there.

use std::ffi::{CStr, c_char, c_void};
use std::mem::MaybeUninit;
use std::panic::{AssertUnwindSafe, catch_unwind};
use std::path::Path;

use colorize_core as core;

use crate::error::{ColorizeError, ColorizeStatus};
use crate::fork::adopt;

/// Told the share done, 0 to 1, rising; return false to cancel the call.
///
/// Runs on the thread that made the call, with that call's `user_data`. It must not throw nor longjmp, nor free what
/// the call uses, nor look at what the call puts out; a document that is used again from here answers with an error.
pub type ColorizeProgressFn = Option<unsafe extern "C" fn(user_data: *mut c_void, fraction: f32) -> bool>;

/// Where a result goes. Exported functions spell it out, for cbindgen does not look through aliases.
pub(crate) type Out<'a, T> = Option<&'a mut MaybeUninit<T>>;

/// Where a handle goes.
pub(crate) type OutHandle<'a, T> = Out<'a, Option<Box<T>>>;

/// Runs `body`; its error, or its panic, becomes a status and, if asked for, an error object.
pub(crate) fn guard(
    mut error: OutHandle<'_, ColorizeError>,
    body: impl FnOnce() -> Result<(), ColorizeError>,
) -> ColorizeStatus {
    if let Some(error) = &mut error {
        error.write(None);
    }
    // AssertUnwindSafe: a document in which something panicked is poisoned, see document.rs; all else is
    // changed only once nothing can panic any more.
    let failure = match catch_unwind(AssertUnwindSafe(|| adopt().and_then(|()| body()))) {
        Ok(Ok(())) => return ColorizeStatus::Ok,
        Ok(Err(failure)) => failure,
        Err(payload) => ColorizeError::from_panic(payload),
    };
    let status = failure.status;
    if let Some(error) = error {
        error.write(Some(Box::new(failure)));
    }
    status
}

/// Runs `body`, which cannot fail; if it panics all the same, gives `neutral`, for there is nobody to tell.
pub(crate) fn quiet<T>(neutral: T, body: impl FnOnce() -> T) -> T {
    catch_unwind(AssertUnwindSafe(body)).unwrap_or(neutral)
}

/// Asks a handle for something; `neutral` for NULL, and if it panics.
pub(crate) fn ask<H, T: Copy>(handle: Option<&H>, neutral: T, answer: impl FnOnce(&H) -> T) -> T {
    quiet(neutral, || handle.map_or(neutral, answer))
}

/// Drops a handle; NULL is allowed.
pub(crate) fn free<T>(handle: Option<Box<T>>) {
    quiet((), || drop(handle));
}

/// Puts what `make` gives into `*out` as a handle; NULL if it fails.
pub(crate) fn give<T>(
    out: OutHandle<'_, T>,
    name: &str,
    make: impl FnOnce() -> Result<T, ColorizeError>,
) -> Result<(), ColorizeError> {
    let out = non_null(out, name)?;
    out.write(None);
    out.write(Some(Box::new(make()?)));
    Ok(())
}

/// Puts a value where C asked for it.
pub(crate) fn put<T>(out: Out<'_, T>, value: T, name: &str) -> Result<(), ColorizeError> {
    non_null(out, name)?.write(value);
    Ok(())
}

/// Writes as many values as there is room for.
///
/// # Safety
/// `place` is NULL or writable for `capacity` values.
pub(crate) unsafe fn put_all<T: Copy>(
    place: *mut T,
    capacity: usize,
    values: &[T],
    name: &str,
) -> Result<(), ColorizeError> {
    let count = values.len().min(capacity);
    if count == 0 {
        return Ok(());
    }
    if place.is_null() {
        return Err(ColorizeError::null(name));
    }
    // SAFETY: not NULL, and writable by the caller's promise; the values are ours.
    unsafe { place.copy_from_nonoverlapping(values.as_ptr(), count) };
    Ok(())
}

/// Writes as many values as there is room for, and how many there are.
///
/// # Safety
/// As for [`put_all`].
pub(crate) unsafe fn put_list<T: Copy>(
    place: *mut T,
    capacity: usize,
    count: Out<'_, usize>,
    values: &[T],
    name: &str,
) -> Result<(), ColorizeError> {
    let count = non_null(count, "count")?;
    // SAFETY: the caller's promise.
    unsafe { put_all(place, capacity, values, name) }?;
    count.write(values.len());
    Ok(())
}

/// What an argument holds, or an error that names it.
pub(crate) fn non_null<T>(argument: Option<T>, name: &str) -> Result<T, ColorizeError> {
    argument.ok_or_else(|| ColorizeError::null(name))
}

/// `count` values behind a pointer, at most `most`; the pointer may be NULL if there are none.
///
/// # Safety
/// `pointer` is NULL or valid for reads of `count` values for `'a`.
pub(crate) unsafe fn slice<'a, T>(
    pointer: *const T,
    count: usize,
    most: usize,
    name: &str,
) -> Result<&'a [T], ColorizeError> {
    if count == 0 {
        return Ok(&[]);
    }
    if count > most {
        return Err(ColorizeError::invalid(format!(
            "{count} values in `{name}` are over the {most} allowed"
        )));
    }
    if pointer.is_null() {
        return Err(ColorizeError::null(name));
    }
    if !pointer.is_aligned() {
        return Err(ColorizeError::invalid(format!("`{name}` is not aligned to {} bytes", align_of::<T>())));
    }
    // SAFETY: not NULL, aligned, and readable by the caller's promise; `most` keeps the length below isize::MAX.
    Ok(unsafe { std::slice::from_raw_parts(pointer, count) })
}

/// The text behind a pointer.
///
/// # Safety
/// `text` is NULL or valid for reads up to its NUL for `'a`.
pub(crate) unsafe fn text<'a>(text: *const c_char, name: &str) -> Result<&'a str, ColorizeError> {
    if text.is_null() {
        return Err(ColorizeError::null(name));
    }
    // SAFETY: not NULL, and NUL-terminated by the caller's promise.
    let text = unsafe { CStr::from_ptr(text) };
    text.to_str().map_err(|e| ColorizeError::invalid(format!("`{name}` is not UTF-8: {e}")))
}

/// The path behind a pointer: UTF-8, on Unix any bytes.
///
/// # Safety
/// As for [`text`].
pub(crate) unsafe fn path<'a>(path: *const c_char, name: &str) -> Result<&'a Path, ColorizeError> {
    #[cfg(unix)]
    let path = {
        use std::os::unix::ffi::OsStrExt as _;
        if path.is_null() {
            return Err(ColorizeError::null(name));
        }
        // SAFETY: not NULL, and NUL-terminated by the caller's promise.
        std::ffi::OsStr::from_bytes(unsafe { CStr::from_ptr(path) }.to_bytes())
    };
    #[cfg(not(unix))]
    // SAFETY: the caller's promise.
    let path = unsafe { text(path, name) }?;
    let path = Path::new(path);
    if path.as_os_str().is_empty() {
        return Err(ColorizeError::invalid(format!("`{name}` is empty")));
    }
    Ok(path)
}

/// Runs `work` with a callback of C as core wants it.
///
/// # Safety
/// `progress` may be called with `user_data`.
pub(crate) unsafe fn told<T>(
    progress: ColorizeProgressFn,
    user_data: *mut c_void,
    work: impl FnOnce(core::Progress<'_>) -> T,
) -> T {
    match progress {
        // SAFETY: the caller's promise.
        Some(call) => work(Some(&mut |done| unsafe { call(user_data, done) })),
        None => work(None),
    }
}

/// Lets C hand over any `u32` for an enum that derives `ReprC`: names that type, and refuses what is no variant.
///
/// cbindgen does not look into macros, so the type stays unknown to it and `cbindgen.toml` gives it the
/// enum's name.
macro_rules! from_c {
    ($raw:ident, $name:ident, $what:literal) => {
        #[doc = concat!("A [`", stringify!($name), "`] as C hands it over: any number.")]
        pub type $raw = u32;

        impl $name {
            pub(crate) fn from_c(raw: $raw) -> Result<Self, $crate::error::ColorizeError> {
                // SAFETY: the layout is the bare number, set in all its bytes.
                unsafe { safer_ffi::layout::from_raw::<Self>(raw.into()) }.ok_or_else(|| {
                    $crate::error::ColorizeError::invalid(format!(concat!($what, " {} is unknown"), raw))
                })
            }
        }
    };
}
pub(crate) use from_c;

#[cfg(test)]
mod tests {
    use super::*;
    use crate::{colorize_error_free, colorize_error_message, colorize_error_status};

    #[test]
    fn panics_become_errors() {
        let mut error = MaybeUninit::uninit();
        assert_eq!(guard(Some(&mut error), || panic!("planted in row {}", 3)), ColorizeStatus::Panic);
        // SAFETY: `guard` has written it.
        let made = unsafe { error.assume_init() };
        assert_eq!(
            // SAFETY: a message ends with NUL and lives as long as the error.
            unsafe { CStr::from_ptr(colorize_error_message(made.as_deref())) },
            c"panic: planted in row 3"
        );
        assert_eq!(colorize_error_status(made.as_deref()), ColorizeStatus::Panic);
        colorize_error_free(made);
        assert_eq!(guard(None, || panic!("unseen")), ColorizeStatus::Panic);
        let mut error = MaybeUninit::uninit();
        assert_eq!(guard(Some(&mut error), || Ok(())), ColorizeStatus::Ok);
        // SAFETY: `guard` has written it.
        assert!(unsafe { error.assume_init() }.is_none());
    }

    #[test]
    fn a_getter_that_panics_gives_its_neutral_value() {
        struct Planted;
        impl Drop for Planted {
            fn drop(&mut self) {
                panic!("planted");
            }
        }
        assert_eq!(ask(Some(&7), 0, |_| panic!("planted")), 0);
        assert_eq!(ask(Some(&7), 0, |&seven| seven), 7);
        assert_eq!(ask(None::<&i32>, 5, |_| 1), 5);
        free(Some(Box::new(Planted)));
    }

    #[test]
    fn a_handle_that_cannot_be_made_is_null() {
        let mut out: MaybeUninit<Option<Box<u8>>> = MaybeUninit::uninit();
        assert!(give(Some(&mut out), "out", || Err(ColorizeError::invalid("planted"))).is_err());
        // SAFETY: `give` has written it.
        assert!(unsafe { out.assume_init() }.is_none());
        assert!(give(None, "out", || Ok(1)).is_err_and(|e| e.status == ColorizeStatus::InvalidArgument));
    }
}

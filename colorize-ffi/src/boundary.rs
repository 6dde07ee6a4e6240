//! Where panics and errors turn into status codes, and where pointers from C are looked at.

use std::ffi::{CStr, c_char, c_void};
use std::panic::{AssertUnwindSafe, catch_unwind};
use std::path::Path;
use std::ptr;

use crate::error::{ColorizeError, ColorizeStatus};

/// Told the share done, 0 to 1, rising; return false to cancel the call.
///
/// Runs on the thread that made the call, with that call's `user_data`. It must not throw nor longjmp, nor
/// free what the call uses; a session that is used again from here answers with an error.
pub type ColorizeProgressFn = Option<unsafe extern "C" fn(user_data: *mut c_void, fraction: f32) -> bool>;

/// Runs `body`; its error, or its panic, becomes a status and, if asked for, an error object.
///
/// # Safety
/// `error` is NULL or points to writable space for one pointer.
pub(crate) unsafe fn guard(
    error: *mut *mut ColorizeError,
    body: impl FnOnce() -> Result<(), ColorizeError>,
) -> ColorizeStatus {
    if !error.is_null() {
        // SAFETY: the caller's promise.
        unsafe { error.write(ptr::null_mut()) };
    }
    // AssertUnwindSafe: a session in which something panicked is poisoned, see session.rs; all else is
    // changed only once nothing can panic any more.
    let failure = match catch_unwind(AssertUnwindSafe(body)) {
        Ok(Ok(())) => return ColorizeStatus::Ok,
        Ok(Err(failure)) => failure,
        Err(payload) => ColorizeError::from_panic(payload),
    };
    let status = failure.status;
    if !error.is_null() {
        // SAFETY: the caller's promise.
        unsafe { error.write(Box::into_raw(Box::new(failure))) };
    }
    status
}

/// Puts what `make` gives into `*out` as a handle; NULL if it fails.
///
/// # Safety
/// `out` is NULL or points to writable space for one pointer.
pub(crate) unsafe fn give<T>(
    out: *mut *mut T,
    name: &str,
    make: impl FnOnce() -> Result<T, ColorizeError>,
) -> Result<(), ColorizeError> {
    if out.is_null() {
        return Err(ColorizeError::null(name));
    }
    // SAFETY: the caller's promise. No reference is kept: `make` may call back into C, which may look at `*out`.
    unsafe { out.write(ptr::null_mut()) };
    let handle = Box::into_raw(Box::new(make()?));
    // SAFETY: as above.
    unsafe { out.write(handle) };
    Ok(())
}

/// Drops a handle; NULL is allowed.
///
/// # Safety
/// `handle` is NULL or came from [`give`] or [`guard`], and nothing uses it any more.
pub(crate) unsafe fn free<T>(handle: *mut T) {
    if !handle.is_null() {
        // SAFETY: the caller's promise.
        let handle = unsafe { Box::from_raw(handle) };
        // A destructor has nobody to tell of its panic.
        let _ = catch_unwind(AssertUnwindSafe(|| drop(handle)));
    }
}

/// The value behind a pointer, or an error that names the argument.
///
/// # Safety
/// `pointer` is NULL or valid for reads for `'a`.
pub(crate) unsafe fn non_null<'a, T>(pointer: *const T, name: &str) -> Result<&'a T, ColorizeError> {
    // SAFETY: the caller's promise.
    unsafe { pointer.as_ref() }.ok_or_else(|| ColorizeError::null(name))
}

/// The mutable sister of [`non_null`].
///
/// # Safety
/// `pointer` is NULL or valid for reads and writes, and not aliased, for `'a`.
pub(crate) unsafe fn non_null_mut<'a, T>(pointer: *mut T, name: &str) -> Result<&'a mut T, ColorizeError> {
    // SAFETY: the caller's promise.
    unsafe { pointer.as_mut() }.ok_or_else(|| ColorizeError::null(name))
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

/// A callback of C as core wants it.
///
/// # Safety
/// `progress` may be called with `user_data` for as long as the result lives.
pub(crate) unsafe fn callback(
    progress: ColorizeProgressFn,
    user_data: *mut c_void,
) -> impl FnMut(f32) -> bool {
    move |fraction| match progress {
        // SAFETY: the caller's promise.
        Some(call) => unsafe { call(user_data, fraction) },
        None => true,
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
        let mut error = ptr::null_mut();
        // SAFETY: `error` is writable, and freed once.
        unsafe {
            assert_eq!(guard(&mut error, || panic!("planted in row {}", 3)), ColorizeStatus::Panic);
            assert_eq!(CStr::from_ptr(colorize_error_message(error)), c"panic: planted in row 3");
            assert_eq!(colorize_error_status(error), ColorizeStatus::Panic);
            colorize_error_free(error);
            assert_eq!(guard(ptr::null_mut(), || panic!("unseen")), ColorizeStatus::Panic);
            assert_eq!(guard(&mut error, || Ok(())), ColorizeStatus::Ok);
        }
        assert!(error.is_null());
    }
}

use std::ffi::{CString, c_char, c_void};
use std::mem::MaybeUninit;
use std::sync::RwLock;

use log::{LevelFilter, Log, Metadata, Record};
use safer_ffi::prelude::*;

use crate::boundary::{from_c, guard};
use crate::error::{ColorizeError, ColorizeStatus};

/// How much a message matters.
#[derive_ReprC]
#[repr(u32)]
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum ColorizeLogLevel {
    /// Nothing is told: the default.
    Off = 0,
    /// Something failed that no call can answer for.
    Error = 1,
    /// It goes on, but not as was asked for.
    Warn = 2,
    /// What was done, once a call.
    Info = 3,
    /// What was found on the way.
    Debug = 4,
}

from_c!(RawLogLevel, ColorizeLogLevel, "log level");

/// Takes a message in English, which lives for the call only, and its level.
///
/// It may be called from any thread, and from several at once. It must not throw nor longjmp, nor call
/// `colorize_log_set`.
pub type ColorizeLogFn =
    Option<unsafe extern "C" fn(user_data: *mut c_void, level: RawLogLevel, message: *const c_char)>;

/// Who is told.
struct Listener {
    call: unsafe extern "C" fn(*mut c_void, RawLogLevel, *const c_char),
    user_data: *mut c_void,
}

// SAFETY: whoever sets it promises that it may be called from any thread.
unsafe impl Send for Listener {}
// SAFETY: as above.
unsafe impl Sync for Listener {}

static LISTENER: RwLock<Option<Listener>> = RwLock::new(None);

struct Forward;

impl Log for Forward {
    fn enabled(&self, metadata: &Metadata<'_>) -> bool {
        metadata.level() <= log::max_level() && metadata.target().starts_with("colorize")
    }

    fn log(&self, record: &Record<'_>) {
        if !self.enabled(record.metadata()) {
            return;
        }
        let mut text = record.args().to_string();
        text.retain(|c| c != '\0');
        let text = CString::new(text).unwrap_or_default();
        let level = match record.level() {
            log::Level::Error => ColorizeLogLevel::Error,
            log::Level::Warn => ColorizeLogLevel::Warn,
            log::Level::Info => ColorizeLogLevel::Info,
            log::Level::Debug | log::Level::Trace => ColorizeLogLevel::Debug,
        };
        if let Ok(listener) = LISTENER.read()
            && let Some(Listener { call, user_data }) = &*listener
        {
            // SAFETY: the promise of whoever set it.
            unsafe { call(*user_data, level as RawLogLevel, text.as_ptr()) };
        }
    }

    fn flush(&self) {}
}

/// Tells `function` all messages of the whole library up to `level`, in place of the function before; NULL and
/// `COLORIZE_LOG_LEVEL_OFF` tell nobody. When the call returns the function before is not called any more.
///
/// # Safety
/// `function` may be called with `user_data` from any thread until another one is set.
#[unsafe(no_mangle)]
#[must_use]
pub unsafe extern "C" fn colorize_log_set(
    function: ColorizeLogFn,
    user_data: *mut c_void,
    level: RawLogLevel,
    error: Option<&mut MaybeUninit<Option<Box<ColorizeError>>>>,
) -> ColorizeStatus {
    guard(error, || {
        let filter = match ColorizeLogLevel::from_c(level)? {
            ColorizeLogLevel::Off => LevelFilter::Off,
            ColorizeLogLevel::Error => LevelFilter::Error,
            ColorizeLogLevel::Warn => LevelFilter::Warn,
            ColorizeLogLevel::Info => LevelFilter::Info,
            ColorizeLogLevel::Debug => LevelFilter::Debug,
        };
        let listener = function.map(|call| Listener { call, user_data });
        let filter = if listener.is_some() { filter } else { LevelFilter::Off };
        *LISTENER.write().unwrap_or_else(|poisoned| poisoned.into_inner()) = listener;
        let _ = log::set_logger(&Forward); // it was set by an earlier call: the same
        log::set_max_level(filter);
        Ok(())
    })
}

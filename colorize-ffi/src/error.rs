use std::any::Any;
use std::ffi::{CString, c_char};

use colorize_core as core;

use crate::boundary::{ask, free};

/// What a call came to, by who has to act.
#[repr(i32)]
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum ColorizeStatus {
    /// The call did what it says.
    Ok = 0,
    /// An argument is NULL, out of range, or does not fit the others.
    InvalidArgument = 1,
    /// A picture is over a limit that the caller can raise.
    Limit = 2,
    /// A picture cannot be decoded or encoded.
    Image = 3,
    /// A model is damaged, or another one than asked for.
    Model = 4,
    /// The device is not in this build, or not in this machine.
    Device = 5,
    /// A file cannot be read or written.
    Io = 6,
    /// The progress callback returned false. Nothing has changed.
    Cancelled = 7,
    /// A bug in the library. A document that was in use can only be freed.
    Panic = 8,
    /// A failure for which this version of the header has no name.
    Other = 255,
}

/// Why a call failed. Free it with `colorize_error_free`.
pub struct ColorizeError {
    pub(crate) status: ColorizeStatus,
    message: CString,
}

impl ColorizeError {
    pub(crate) fn new(status: ColorizeStatus, message: impl Into<String>) -> Self {
        let mut message = message.into();
        message.retain(|c| c != '\0');
        Self { status, message: CString::new(message).unwrap_or_default() }
    }

    pub(crate) fn invalid(message: impl Into<String>) -> Self {
        Self::new(ColorizeStatus::InvalidArgument, message)
    }

    /// What happened, in English.
    #[cfg(test)]
    pub(crate) fn text(&self) -> &str {
        self.message.to_str().unwrap_or_default()
    }

    pub(crate) fn null(name: &str) -> Self {
        Self::invalid(format!("`{name}` is NULL"))
    }

    pub(crate) fn from_panic(payload: Box<dyn Any + Send>) -> Self {
        let text = match payload.downcast_ref::<&str>() {
            Some(text) => text,
            None => payload.downcast_ref::<String>().map_or("without a message", String::as_str),
        };
        Self::new(ColorizeStatus::Panic, format!("panic: {text}"))
    }
}

impl From<core::Error> for ColorizeError {
    fn from(error: core::Error) -> Self {
        let status = match error {
            core::Error::InvalidArgument(_) => ColorizeStatus::InvalidArgument,
            core::Error::Limit(_) => ColorizeStatus::Limit,
            core::Error::Image(_) => ColorizeStatus::Image,
            core::Error::Model(_) => ColorizeStatus::Model,
            core::Error::Device(_) => ColorizeStatus::Device,
            core::Error::Io { .. } => ColorizeStatus::Io,
            core::Error::Cancelled => ColorizeStatus::Cancelled,
            _ => ColorizeStatus::Other,
        };
        Self::new(status, error.to_string())
    }
}

/// Tells what happened, in English, with the offending value; lives until `error` is freed. Empty for NULL.
#[unsafe(no_mangle)]
pub extern "C" fn colorize_error_message(error: Option<&ColorizeError>) -> *const c_char {
    ask(error, c"".as_ptr(), |error| error.message.as_ptr())
}

/// The status that the failed call returned; `COLORIZE_STATUS_OK` for NULL.
#[unsafe(no_mangle)]
pub extern "C" fn colorize_error_status(error: Option<&ColorizeError>) -> ColorizeStatus {
    ask(error, ColorizeStatus::Ok, |error| error.status)
}

/// Frees `error`. NULL is allowed.
#[unsafe(no_mangle)]
pub extern "C" fn colorize_error_free(error: Option<Box<ColorizeError>>) {
    free(error);
}

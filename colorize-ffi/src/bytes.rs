use std::ptr;

use crate::boundary::{ask, free};

/// Bytes that the library made: a file, or a text in UTF-8. It never changes; threads can share it. Free it with
/// `colorize_bytes_free`.
pub struct ColorizeBytes {
    /// Ends with a NUL that does not count.
    bytes: Box<[u8]>,
}

impl From<Vec<u8>> for ColorizeBytes {
    fn from(mut bytes: Vec<u8>) -> Self {
        bytes.push(0);
        Self { bytes: bytes.into() }
    }
}

/// The bytes; one more behind them is 0, so that a text is a C string. They live until `bytes` is freed. NULL for NULL.
#[unsafe(no_mangle)]
pub extern "C" fn colorize_bytes_data(bytes: Option<&ColorizeBytes>) -> *const u8 {
    ask(bytes, ptr::null(), |bytes| bytes.bytes.as_ptr())
}

/// How many bytes they are. 0 for NULL.
#[unsafe(no_mangle)]
pub extern "C" fn colorize_bytes_size(bytes: Option<&ColorizeBytes>) -> usize {
    ask(bytes, 0, |bytes| bytes.bytes.len() - 1)
}

/// Frees `bytes`. NULL is allowed.
#[unsafe(no_mangle)]
pub extern "C" fn colorize_bytes_free(bytes: Option<Box<ColorizeBytes>>) {
    free(bytes);
}

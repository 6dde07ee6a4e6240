use std::ffi::c_char;

/// Version of the header: major.
pub const COLORIZE_VERSION_MAJOR: u32 = 0;
/// Version of the header: minor.
pub const COLORIZE_VERSION_MINOR: u32 = 1;
/// Version of the header: patch.
pub const COLORIZE_VERSION_PATCH: u32 = 0;

/// Version of the library that is loaded: `major << 22 | minor << 12 | patch`.
#[unsafe(no_mangle)]
pub extern "C" fn colorize_version() -> u32 {
    COLORIZE_VERSION_MAJOR << 22 | COLORIZE_VERSION_MINOR << 12 | COLORIZE_VERSION_PATCH
}

/// Version of the library that is loaded, as text: `0.1.0`. Never NULL, lives for ever.
#[unsafe(no_mangle)]
pub extern "C" fn colorize_version_string() -> *const c_char {
    concat!(env!("CARGO_PKG_VERSION"), "\0").as_ptr().cast()
}

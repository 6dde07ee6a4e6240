use std::ffi::c_char;

/// Version of the header: major.
pub const COLORIZE_VERSION_MAJOR: u32 = 0;
/// Version of the header: minor.
pub const COLORIZE_VERSION_MINOR: u32 = 1;
/// Version of the header: patch.
pub const COLORIZE_VERSION_PATCH: u32 = 0;
/// Version of the header as one number, which rises with each: `major << 22 | minor << 12 | patch`.
pub const COLORIZE_VERSION: u32 =
    COLORIZE_VERSION_MAJOR << 22 | COLORIZE_VERSION_MINOR << 12 | COLORIZE_VERSION_PATCH;

/// Version of the library that is loaded: `major << 22 | minor << 12 | patch`.
#[unsafe(no_mangle)]
pub extern "C" fn colorize_version() -> u32 {
    COLORIZE_VERSION
}

/// Version of the library that is loaded, as text: `0.1.0`. Never NULL, lives for ever.
#[unsafe(no_mangle)]
pub extern "C" fn colorize_version_string() -> *const c_char {
    concat!(env!("CARGO_PKG_VERSION"), "\0").as_ptr().cast()
}

/// Whether a program that was compiled with the header of a version can use the library that is loaded: ask for
/// `colorize_version_fits(COLORIZE_VERSION)`.
///
/// The library must be of the same series, and at least as new: the same major version, and before 1.0 the same minor
/// version, too. The loader sees to the series where the library's file name holds it, as on Linux and macOS.
#[unsafe(no_mangle)]
pub extern "C" fn colorize_version_fits(header: u32) -> bool {
    fits(COLORIZE_VERSION, header)
}

fn fits(library: u32, header: u32) -> bool {
    let series = |version: u32| if version >> 22 == 0 { version >> 12 } else { version >> 22 << 10 };
    series(library) == series(header) && library >= header
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_library_fits_older_headers_of_its_series() {
        let version = |major: u32, minor: u32, patch: u32| major << 22 | minor << 12 | patch;
        assert!(colorize_version_fits(COLORIZE_VERSION));
        assert!(fits(version(0, 3, 2), version(0, 3, 0)));
        assert!(!fits(version(0, 3, 2), version(0, 3, 3)));
        assert!(!fits(version(0, 3, 2), version(0, 2, 0)));
        assert!(!fits(version(0, 3, 2), version(0, 4, 0)));
        assert!(!fits(version(1, 3, 0), version(0, 3, 0)));
        assert!(fits(version(1, 3, 0), version(1, 2, 9)));
        assert!(!fits(version(1, 3, 0), version(1, 4, 0)));
        assert!(!fits(version(2, 0, 0), version(1, 4, 0)));
    }
}

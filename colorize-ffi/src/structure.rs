//! Structures that may grow at their end: read and filled by the size with which the caller was compiled.
//!
//! Each has a least size, that of its first release, which never changes. What a caller's structure lacks beyond it is
//! read as its default; what it has more than this version knows must be 0.

use std::mem::MaybeUninit;
use std::ptr;

use crate::error::ColorizeError;

/// The most bytes that a structure of a later version may have; more is no `sizeof`.
const LARGEST: usize = 4096;

/// A structure that may grow at its end.
///
/// # Safety
/// It is `repr(C)`, and every bit pattern is a value of each of its fields.
pub(crate) unsafe trait Growing: Copy {
    /// Its name in C.
    const NAME: &'static str;
    /// Its size in the first release.
    const LEAST: usize;

    /// Refuses what is no size of this structure, in any version.
    fn check_size(struct_size: usize, name: &str) -> Result<(), ColorizeError> {
        if (Self::LEAST..=LARGEST).contains(&struct_size) {
            return Ok(());
        }
        Err(ColorizeError::invalid(format!(
            "`{name}` is {struct_size}, not sizeof({}), {} here and {} at least",
            Self::NAME,
            size_of::<Self>(),
            Self::LEAST
        )))
    }

    /// Puts one where C asked for it: as many bytes as both know; what a later header has beyond them becomes 0.
    ///
    /// # Safety
    /// `out` is NULL or writable for `struct_size` bytes.
    unsafe fn put(
        out: *mut Self,
        struct_size: usize,
        make: impl FnOnce() -> Result<Self, ColorizeError>,
        name: &str,
    ) -> Result<(), ColorizeError> {
        Self::check_size(struct_size, "struct_size")?;
        let made = make()?;
        if out.is_null() {
            return Err(ColorizeError::null(name));
        }
        let known = struct_size.min(size_of::<Self>());
        // SAFETY: `struct_size` bytes are writable, `known` of them in both.
        unsafe {
            out.cast::<u8>().write_bytes(0, struct_size);
            ptr::copy_nonoverlapping((&raw const made).cast::<u8>(), out.cast(), known);
        }
        Ok(())
    }
}

/// A structure that C fills and hands over.
///
/// # Safety
/// It begins with `struct_size: usize`.
pub(crate) unsafe trait Options: Growing {
    fn defaults() -> Self;

    /// Fills `struct_size` bytes of `*options`: what this version knows with its defaults, the rest with 0.
    ///
    /// # Safety
    /// `options` is NULL or writable for `struct_size` bytes.
    unsafe fn init(options: *mut Self, struct_size: usize) {
        if options.is_null() || !(size_of::<usize>()..=LARGEST).contains(&struct_size) {
            return;
        }
        let defaults = Self::defaults();
        let known = struct_size.min(size_of::<Self>());
        // SAFETY: `known` bytes are in both; the caller's promise for the others. `struct_size` comes first.
        unsafe {
            ptr::write_bytes(options.cast::<u8>(), 0, struct_size);
            ptr::copy_nonoverlapping((&raw const defaults).cast::<u8>(), options.cast(), known);
            options.cast::<usize>().write_unaligned(struct_size);
        }
    }

    /// Copies `*options` over the defaults; these alone for NULL.
    ///
    /// # Safety
    /// `options` is NULL or readable for the `struct_size` bytes it says.
    unsafe fn read(options: *const Self, name: &str) -> Result<Self, ColorizeError> {
        let mut copy = MaybeUninit::new(Self::defaults());
        if options.is_null() {
            return Ok(Self::defaults());
        }
        // SAFETY: the trait's promise: `struct_size` comes first.
        let struct_size = unsafe { options.cast::<usize>().read_unaligned() };
        Self::check_size(struct_size, &format!("{name}.struct_size"))?;
        let known = struct_size.min(size_of::<Self>());
        let bytes = options.cast::<u8>();
        // SAFETY: the caller's promise: so many bytes are readable.
        let more = unsafe { std::slice::from_raw_parts(bytes.add(known), struct_size - known) };
        if more.iter().any(|&byte| byte != 0) {
            return Err(ColorizeError::invalid(format!(
                "`{name}` uses fields that this version of the library does not know"
            )));
        }
        // SAFETY: `known` bytes are in both, and every bit pattern is a value: the trait's promise.
        unsafe {
            ptr::copy_nonoverlapping(bytes, copy.as_mut_ptr().cast(), known);
            Ok(copy.assume_init())
        }
    }
}

/// Says of a structure that it may grow, and what its last field was in the first release.
macro_rules! growing {
    ($name:ident, $last:ident: $type:ty) => {
        // SAFETY: `repr(C)`, of numbers and pointers.
        unsafe impl $crate::structure::Growing for $name {
            const NAME: &'static str = stringify!($name);
            const LEAST: usize = std::mem::offset_of!($name, $last) + size_of::<$type>();
        }
    };
}
pub(crate) use growing;

#[cfg(test)]
mod tests {
    use super::*;

    /// The structure of the first release, of this version, and of a later one.
    #[repr(C)]
    #[derive(Clone, Copy)]
    struct First {
        struct_size: usize,
        a: u32,
    }
    #[repr(C)]
    #[derive(Clone, Copy, Debug, PartialEq)]
    struct Now {
        struct_size: usize,
        a: u32,
        b: u32,
    }
    #[repr(C)]
    #[derive(Clone, Copy)]
    struct Later {
        now: Now,
        c: u64,
    }

    growing!(Now, a: u32);

    // SAFETY: `struct_size` comes first.
    unsafe impl Options for Now {
        fn defaults() -> Self {
            Self { struct_size: size_of::<Self>(), a: 1, b: 2 }
        }
    }

    fn read<T>(options: &T) -> Result<Now, String> {
        // SAFETY: each begins with its own size.
        unsafe { Now::read((&raw const *options).cast(), "options") }.map_err(|error| error.text().to_owned())
    }

    #[test]
    fn what_an_older_structure_lacks_is_default() {
        // The end of `a`: what lies behind it in an older structure is padding, and not read.
        let first = First { struct_size: Now::LEAST, a: 7 };
        assert_eq!(read(&first), Ok(Now { struct_size: Now::LEAST, a: 7, b: 2 }));
        let short = First { struct_size: Now::LEAST - 1, a: 7 };
        assert!(read(&short).unwrap_err().contains("`options.struct_size` is 11, not sizeof(Now), 16 here"));
    }

    #[test]
    fn what_a_later_structure_has_more_must_be_zero() {
        let now = Now { struct_size: size_of::<Later>(), a: 3, b: 4 };
        assert_eq!(read(&Later { now, c: 0 }), Ok(now));
        assert!(read(&Later { now, c: 1 }).unwrap_err().contains("does not know"));
    }

    #[test]
    fn structures_are_filled_as_far_as_both_know_them() {
        let mut later = Later { now: Now { struct_size: 9, a: 9, b: 9 }, c: 9 };
        // SAFETY: as large as it says.
        unsafe { Now::init((&raw mut later).cast(), size_of::<Later>()) };
        assert_eq!((later.now.struct_size, later.now.b, later.c), (size_of::<Later>(), 2, 0));
        let mut place = [9; 4]; // 16 bytes, of which an older caller knows 12
        // SAFETY: as large as it says.
        let put = unsafe { Now::put((&raw mut place).cast(), 12, || Ok(Now::defaults()), "out") };
        assert!(put.is_ok());
        assert_eq!((place[2], place[3]), (1, 9));
    }
}

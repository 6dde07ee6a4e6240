use std::mem::MaybeUninit;

use colorize_core as core;

use crate::boundary::{guard, non_null};
use crate::error::{ColorizeError, ColorizeStatus};
use crate::image::{ColorizeImageView, unlimited};

/// Bins of a histogram: 8 levels of each of red, green and blue.
pub const COLORIZE_HISTOGRAM_BINS: usize = core::Histogram::BINS;

/// Measures how much of a picture has which colour: the shares of 512 bins, of sum 1, by red, green and blue, blue the
/// fastest, `64 r + 8 g + b` with 0 to 7 each, into `bins`. Transparent pixels, lines and edges do not count, nor does the
/// ground: what is alike and hangs together with a corner, unless nothing else is left. Give them to `colorize_document_set_options`
/// as `histogram`.
///
/// Fails if all of the picture is transparent.
///
/// # Safety
/// The pixels of `picture` are readable; `bins` is NULL or writable for `COLORIZE_HISTOGRAM_BINS` numbers.
#[unsafe(no_mangle)]
#[must_use]
pub unsafe extern "C" fn colorize_histogram(
    picture: Option<&ColorizeImageView>,
    bins: *mut f32,
    error: Option<&mut MaybeUninit<Option<Box<ColorizeError>>>>,
) -> ColorizeStatus {
    guard(error, || {
        // SAFETY: the pixels are readable.
        let picture = unsafe { non_null(picture, "picture")?.borrow("picture") }?.to_raster(&unlimited())?;
        // SAFETY: so many are writable.
        let bins = non_null(unsafe { bins.cast::<[f32; COLORIZE_HISTOGRAM_BINS]>().as_mut() }, "bins")?;
        bins.copy_from_slice(&core::Histogram::of(&picture)?.bins());
        Ok(())
    })
}

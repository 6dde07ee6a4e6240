use std::mem::MaybeUninit;

use colorize_core as core;

use crate::boundary::{free, give, guard, non_null, put_list};
use crate::error::{ColorizeError, ColorizeStatus};
use crate::reading::ColorizeReading;

/// Which regions of a drawing and of a reference show the same thing: for a place of one, the places of the other. It never
/// changes; threads can share it. Free it with `colorize_correspondence_free`.
pub struct ColorizeCorrespondence {
    found: core::Correspondence,
    /// How many regions the drawing and the reference have.
    regions: [usize; 2],
}

const _: () = {
    const fn shared_by_threads<T: Send + Sync>() {}
    shared_by_threads::<ColorizeCorrespondence>();
};

/// A region that may show what was asked for.
#[repr(C)]
#[derive(Clone, Copy, Debug)]
pub struct ColorizeMatch {
    /// Its id.
    pub region: u32,
    /// How likely it shows that, 0 to 1. Several regions may show one that is cut up on the other side.
    pub chance: f32,
}

/// Compares a drawing with a reference, coloured or not, of the same character in whatever pose, into `*correspondence`. Both
/// were read with the same engine; a coloured picture without lines of its own is read by
/// `colorize_reading_new_from_picture`.
#[unsafe(no_mangle)]
#[must_use]
pub extern "C" fn colorize_correspondence_new(
    drawing: Option<&ColorizeReading>,
    reference: Option<&ColorizeReading>,
    correspondence: Option<&mut MaybeUninit<Option<Box<ColorizeCorrespondence>>>>,
    error: Option<&mut MaybeUninit<Option<Box<ColorizeError>>>>,
) -> ColorizeStatus {
    guard(error, || {
        give(correspondence, "correspondence", || {
            let drawing = &non_null(drawing, "drawing")?.reading;
            let reference = &non_null(reference, "reference")?.reading;
            Ok(ColorizeCorrespondence {
                found: core::Correspondence::new(drawing, reference),
                regions: [drawing, reference].map(|reading| reading.regions().len()),
            })
        })
    })
}

/// Puts the regions of the drawing that may show region `id` of the reference into `matches`, the likeliest first, at most
/// `capacity` of them, and in `*count` how many there are. `matches` may be NULL with a `capacity` of 0. To paint the same place
/// in many drawings, give each a hint for those that are likely enough.
///
/// # Safety
/// `matches` is NULL or writable for `capacity` of them.
#[unsafe(no_mangle)]
#[must_use]
pub unsafe extern "C" fn colorize_correspondence_in_drawing(
    correspondence: Option<&ColorizeCorrespondence>,
    id: u32,
    matches: *mut ColorizeMatch,
    capacity: usize,
    count: Option<&mut MaybeUninit<usize>>,
    error: Option<&mut MaybeUninit<Option<Box<ColorizeError>>>>,
) -> ColorizeStatus {
    guard(error, || {
        let ColorizeCorrespondence { found, regions } = non_null(correspondence, "correspondence")?;
        check(id, regions[1])?;
        // SAFETY: so many are writable.
        unsafe { put_list(matches, capacity, count, &listed(&found.in_drawing(id)), "matches") }
    })
}

/// Puts the regions of the reference that region `id` of the drawing may show into `matches`, as
/// `colorize_correspondence_in_drawing` does.
///
/// # Safety
/// `matches` is NULL or writable for `capacity` of them.
#[unsafe(no_mangle)]
#[must_use]
pub unsafe extern "C" fn colorize_correspondence_in_reference(
    correspondence: Option<&ColorizeCorrespondence>,
    id: u32,
    matches: *mut ColorizeMatch,
    capacity: usize,
    count: Option<&mut MaybeUninit<usize>>,
    error: Option<&mut MaybeUninit<Option<Box<ColorizeError>>>>,
) -> ColorizeStatus {
    guard(error, || {
        let ColorizeCorrespondence { found, regions } = non_null(correspondence, "correspondence")?;
        check(id, regions[0])?;
        // SAFETY: so many are writable.
        unsafe { put_list(matches, capacity, count, &listed(found.in_reference(id)), "matches") }
    })
}

/// Frees `correspondence`. NULL is allowed.
#[unsafe(no_mangle)]
pub extern "C" fn colorize_correspondence_free(correspondence: Option<Box<ColorizeCorrespondence>>) {
    free(correspondence);
}

fn listed(found: &[core::Match]) -> Vec<ColorizeMatch> {
    found.iter().map(|found| ColorizeMatch { region: found.region, chance: found.chance }).collect()
}

fn check(id: u32, count: usize) -> Result<(), ColorizeError> {
    if (1..=count).contains(&(id as usize)) {
        return Ok(());
    }
    Err(ColorizeError::invalid(format!("region {id} is outside 1..={count}")))
}

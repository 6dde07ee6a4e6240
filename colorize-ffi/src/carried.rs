use std::ffi::c_char;
use std::mem::MaybeUninit;

use colorize_core as core;

use crate::boundary::{ask, free, give, guard, non_null, put, text};
use crate::bytes::ColorizeBytes;
use crate::document::{ColorizeDocument, enter};
use crate::error::{ColorizeError, ColorizeStatus};
use crate::prompt::ColorizeRgb;
use crate::reading::ColorizeReading;
use crate::reference::{ColorizeReference, all};
use crate::structure::{Growing as _, growing};

/// The colours that a drawing's regions take from coloured pictures, to the bit, and how sure each is. It never changes;
/// threads can share it. Free it with `colorize_carried_free`.
pub struct ColorizeCarried(pub(crate) core::Carried);

const _: () = {
    const fn shared_by_threads<T: Send + Sync>() {}
    shared_by_threads::<ColorizeCarried>();
};

/// The colour of one region, of a coloured picture or carried over from one. Later versions may have more fields at the end.
#[repr(C)]
#[derive(Clone, Copy, Debug)]
pub struct ColorizeRegionColor {
    /// The colour in plain light; black if it has none.
    pub color: ColorizeRgb,
    /// 1 if it has a colour, 0 if it is ground, or nothing is known of it.
    pub has_color: u8,
    /// The colour in shadow; black if that is not known.
    pub shadow: ColorizeRgb,
    /// 1 if that is known.
    pub has_shadow: u8,
    /// The colour where light glints; black if that is not known.
    pub highlight: ColorizeRgb,
    /// 1 if that is known.
    pub has_highlight: u8,
    /// How likely the colour is right, 0 to 1, as counted on generated drawings; 1 in a picture that somebody coloured.
    pub certainty: f32,
    /// What it shows, over all frames of a shot, is named by where it was first seen: in this frame, 0 in a picture that is
    /// none,
    pub track_frame: u32,
    /// as this region. Regions of two frames with the same two numbers show the same.
    pub track_region: u32,
}

growing!(ColorizeRegionColor, track_region: u32);

impl ColorizeRegionColor {
    pub(crate) fn new(color: Option<core::PartColor>, certainty: f32, track: core::Track) -> Self {
        let rgb = |color: Option<core::Rgb>| color.unwrap_or(core::Rgb::BLACK).into();
        let (shadow, highlight) =
            (color.and_then(|color| color.shadow), color.and_then(|color| color.highlight));
        Self {
            color: rgb(color.map(|color| color.normal)),
            has_color: color.is_some().into(),
            shadow: rgb(shadow),
            has_shadow: shadow.is_some().into(),
            highlight: rgb(highlight),
            has_highlight: highlight.is_some().into(),
            certainty,
            track_frame: track.frame,
            track_region: track.region,
        }
    }
}

/// Carries the colours of `count` references over to a drawing of the same character, in whatever pose, into `*carried`:
/// what `colorize_document_carry` gives a document, to be looked at. For frames of a shot see `colorize_clip_carry`.
///
/// Fails if there is no reference.
///
/// # Safety
/// `references` is NULL or readable for `count` live references.
#[unsafe(no_mangle)]
#[must_use]
pub unsafe extern "C" fn colorize_carried_new(
    reading: Option<&ColorizeReading>,
    references: *const Option<&ColorizeReference>,
    count: usize,
    carried: Option<&mut MaybeUninit<Option<Box<ColorizeCarried>>>>,
    error: Option<&mut MaybeUninit<Option<Box<ColorizeError>>>>,
) -> ColorizeStatus {
    guard(error, || {
        give(carried, "carried", || {
            let reading = &non_null(reading, "reading")?.reading;
            // SAFETY: so many are readable.
            let references = unsafe { all(references, count) }?;
            Ok(ColorizeCarried(core::Carried::new(reading, &references)?))
        })
    })
}

/// Makes the carried colours of a frame of a shot again, in `*carried`, from what `colorize_carried_json` gave; `reading` is of
/// the same drawing.
///
/// Fails if the text is damaged, or of a drawing with another number of regions.
///
/// # Safety
/// `json` is NULL or ends with NUL.
#[unsafe(no_mangle)]
#[must_use]
pub unsafe extern "C" fn colorize_carried_new_from_json(
    reading: Option<&ColorizeReading>,
    json: *const c_char,
    carried: Option<&mut MaybeUninit<Option<Box<ColorizeCarried>>>>,
    error: Option<&mut MaybeUninit<Option<Box<ColorizeError>>>>,
) -> ColorizeStatus {
    guard(error, || {
        give(carried, "carried", || {
            let reading = &non_null(reading, "reading")?.reading;
            // SAFETY: it ends with NUL.
            let json = unsafe { text(json, "json") }?;
            Ok(ColorizeCarried(core::Carried::from_json(reading, json)?))
        })
    })
}

/// Makes what is known of the regions in `*json`, so that a shot can be gone on with later; see `colorize_clip_resume`.
#[unsafe(no_mangle)]
#[must_use]
pub extern "C" fn colorize_carried_json(
    carried: Option<&ColorizeCarried>,
    json: Option<&mut MaybeUninit<Option<Box<ColorizeBytes>>>>,
    error: Option<&mut MaybeUninit<Option<Box<ColorizeError>>>>,
) -> ColorizeStatus {
    guard(error, || give(json, "json", || Ok(non_null(carried, "carried")?.0.to_json().into_bytes().into())))
}

/// How many regions the drawing has, at least 1; 0 for NULL.
#[unsafe(no_mangle)]
pub extern "C" fn colorize_carried_region_count(carried: Option<&ColorizeCarried>) -> u32 {
    ask(carried, 0, |carried| carried.0.regions().len() as u32)
}

/// Puts what region `id`, 1 to the count, takes over in `*region`, which stays as it was if the call fails.
///
/// `struct_size` is `sizeof(ColorizeRegionColor)` as the caller compiled it; what a later header has and this library does
/// not know becomes 0.
///
/// # Safety
/// `region` is NULL or writable for `struct_size` bytes.
#[unsafe(no_mangle)]
#[must_use]
pub unsafe extern "C" fn colorize_carried_region(
    carried: Option<&ColorizeCarried>,
    id: u32,
    region: *mut ColorizeRegionColor,
    struct_size: usize,
    error: Option<&mut MaybeUninit<Option<Box<ColorizeError>>>>,
) -> ColorizeStatus {
    guard(error, || {
        let made = || {
            let regions = non_null(carried, "carried")?.0.regions();
            let found = (id as usize).checked_sub(1).and_then(|i| regions.get(i)).ok_or_else(|| {
                ColorizeError::invalid(format!("region {id} is outside 1..={}", regions.len()))
            })?;
            Ok(ColorizeRegionColor::new(found.color, found.certainty, found.track))
        };
        // SAFETY: so many bytes are writable.
        unsafe { ColorizeRegionColor::put(region, struct_size, made, "region") }
    })
}

/// Puts into `*threshold` the certainty below which regions must be withdrawn for a share of `accuracy`, 0 to 1, of the
/// coloured ones to be right; it stays as it was if the call fails. Give it to `ColorizeColorOptions.withdraw_below`.
///
/// Counted on generated drawings. Fails if no threshold is enough.
#[unsafe(no_mangle)]
#[must_use]
pub extern "C" fn colorize_carried_threshold(
    carried: Option<&ColorizeCarried>,
    accuracy: f32,
    threshold: Option<&mut MaybeUninit<f32>>,
    error: Option<&mut MaybeUninit<Option<Box<ColorizeError>>>>,
) -> ColorizeStatus {
    guard(error, || {
        let carried = &non_null(carried, "carried")?.0;
        if !(0.0..=1.0).contains(&accuracy) {
            return Err(ColorizeError::invalid(format!("accuracy {accuracy} is outside 0..=1")));
        }
        let found = carried.threshold(accuracy).ok_or_else(|| {
            ColorizeError::invalid(format!("no threshold makes a share of {accuracy} right"))
        })?;
        put(threshold, found, "threshold")
    })
}

/// Gives the document's drawing the colours that were carried over to it, as one step that can be taken back: as
/// `colorize_document_carry` does.
///
/// Fails if they are of a drawing with another number of regions; the document stays as it was then.
///
/// # Safety
/// `document` is NULL or live.
#[unsafe(no_mangle)]
#[must_use]
pub unsafe extern "C" fn colorize_document_set_carried(
    document: *mut ColorizeDocument,
    carried: Option<&ColorizeCarried>,
    error: Option<&mut MaybeUninit<Option<Box<ColorizeError>>>>,
) -> ColorizeStatus {
    guard(error, || {
        // SAFETY: it is live.
        let mut document = unsafe { enter(document) }?;
        Ok(document.carry(&non_null(carried, "carried")?.0)?)
    })
}

/// Frees `carried`. NULL is allowed.
#[unsafe(no_mangle)]
pub extern "C" fn colorize_carried_free(carried: Option<Box<ColorizeCarried>>) {
    free(carried);
}

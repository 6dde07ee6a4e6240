use std::ffi::{CString, c_char, c_void};
use std::mem::MaybeUninit;
use std::ptr;
use std::sync::Arc;

use colorize_core as core;

use crate::boundary::{ColorizeProgressFn, ask, free, give, guard, non_null, slice, told};
use crate::engine::ColorizeEngine;
use crate::error::{ColorizeError, ColorizeStatus};
use crate::image::{ColorizeImageView, ColorizePixelFormat, unlimited};
use crate::options::{
    ColorizeDrawingKind, ColorizeInkSource, ColorizeReadOptions, RawDrawingKind, RawInkSource,
};
use crate::region::ColorizeBox;
use crate::structure::{Growing as _, Options, growing};

/// What is known of one drawing: its lines, its regions, and what part each shows. It never changes, so threads and
/// documents can share it. Free it with `colorize_reading_free`.
pub struct ColorizeReading {
    pub(crate) reading: core::Reading,
    /// The engine's names of the labels, by their numbers.
    pub(crate) names: Arc<[CString]>,
}

const _: () = {
    const fn shared_by_threads<T: Send + Sync>() {}
    shared_by_threads::<ColorizeReading>();
};

/// What part a region shows. Later versions may have more fields at the end.
#[repr(C)]
#[derive(Clone, Copy, Debug)]
pub struct ColorizeRegionLabel {
    /// The name of its label, as `colorize_engine_label_name` gives it; lives until the reading is freed.
    pub name: *const c_char,
    /// The region: 1 to the count.
    pub region: u32,
    /// Its label; an id for `colorize_engine_label_name`.
    pub label: u32,
    /// The share of its pixels that carry that label, 0 to 1.
    pub share: f32,
    /// How likely the label is right, 0 to 1, as it was measured.
    pub certainty: f32,
}

growing!(ColorizeRegionLabel, certainty: f32);

/// Reads a drawing into `*reading`: its ink, its regions, what parts they show.
///
/// `options` may be NULL for the defaults, `progress` may be NULL. `drawing` is not needed any more when
/// the call returns.
///
/// # Safety
/// The pixels of `drawing` are readable; `options` is NULL or readable for the `struct_size` bytes it says; `progress`
/// may be called with `user_data`.
#[unsafe(no_mangle)]
#[must_use]
pub unsafe extern "C" fn colorize_reading_new(
    engine: Option<&ColorizeEngine>,
    drawing: Option<&ColorizeImageView>,
    options: *const ColorizeReadOptions,
    progress: ColorizeProgressFn,
    user_data: *mut c_void,
    reading: Option<&mut MaybeUninit<Option<Box<ColorizeReading>>>>,
    error: Option<&mut MaybeUninit<Option<Box<ColorizeError>>>>,
) -> ColorizeStatus {
    // SAFETY: the caller's promises.
    let read =
        || unsafe { read((engine, drawing, "drawing"), options, (progress, user_data), core::Reading::new) };
    guard(error, || give(reading, "reading", read))
}

/// Reads a coloured picture that has no line drawing of its own into `*reading`, as `colorize_reference_new` does without
/// one: lines are what is thin and darker than the colours on both sides, and where colours meet without a line a region
/// ends. So it is known which regions a reference has that `colorize_reference_new_from_reading` makes of it.
///
/// `options` may be NULL for the defaults, `progress` may be NULL.
///
/// # Safety
/// The pixels of `colored` are readable; `options` is NULL or readable for the `struct_size` bytes it says; `progress`
/// may be called with `user_data`.
#[unsafe(no_mangle)]
#[must_use]
pub unsafe extern "C" fn colorize_reading_new_from_picture(
    engine: Option<&ColorizeEngine>,
    colored: Option<&ColorizeImageView>,
    options: *const ColorizeReadOptions,
    progress: ColorizeProgressFn,
    user_data: *mut c_void,
    reading: Option<&mut MaybeUninit<Option<Box<ColorizeReading>>>>,
    error: Option<&mut MaybeUninit<Option<Box<ColorizeError>>>>,
) -> ColorizeStatus {
    // SAFETY: the caller's promises.
    let read = || unsafe {
        read((engine, colored, "colored"), options, (progress, user_data), core::Reference::read_picture)
    };
    guard(error, || give(reading, "reading", read))
}

/// How the library reads a drawing, or a picture.
type Read =
    fn(&core::Engine, &core::Raster, &core::ReadOptions, core::Progress<'_>) -> core::Result<core::Reading>;

/// Reads a picture, which has a name in messages, by `how`.
///
/// # Safety
/// As [`colorize_reading_new`].
unsafe fn read(
    (engine, picture, name): (Option<&ColorizeEngine>, Option<&ColorizeImageView>, &str),
    options: *const ColorizeReadOptions,
    (progress, user_data): (ColorizeProgressFn, *mut c_void),
    how: Read,
) -> Result<ColorizeReading, ColorizeError> {
    let ColorizeEngine { engine, names } = non_null(engine, "engine")?;
    // SAFETY: as many bytes are readable as it says.
    let options = unsafe { ColorizeReadOptions::read(options, "options") }?;
    let (limits, options) = (options.limits(), options.to_core()?);
    // SAFETY: the pixels are readable.
    let picture = unsafe { non_null(picture, name)?.borrow(name) }?.to_raster(&limits)?;
    // SAFETY: it may be called so.
    let reading = unsafe { told(progress, user_data, |progress| how(engine, &picture, &options, progress)) }?;
    Ok(ColorizeReading { reading, names: Arc::clone(names) })
}

/// Reads the drawing again, into `*other`, after its lines were edited: what `colorize_reading_new` gives for
/// `drawing`, sooner. `reading` stays as it is; it and `*other` share what did not change.
///
/// `*changed` becomes the box around the pixels whose ink changed, all 0 if none did; it may be NULL, and stays as it
/// was if the call fails. `drawing` must be as large as the one before. Regions that the caller made give way to those
/// of the lines. `progress` may be NULL.
///
/// # Safety
/// The pixels of `drawing` are readable; `progress` may be called with `user_data`.
#[unsafe(no_mangle)]
#[must_use]
pub unsafe extern "C" fn colorize_reading_edited(
    reading: Option<&ColorizeReading>,
    drawing: Option<&ColorizeImageView>,
    progress: ColorizeProgressFn,
    user_data: *mut c_void,
    other: Option<&mut MaybeUninit<Option<Box<ColorizeReading>>>>,
    changed: Option<&mut MaybeUninit<ColorizeBox>>,
    error: Option<&mut MaybeUninit<Option<Box<ColorizeError>>>>,
) -> ColorizeStatus {
    guard(error, || {
        give(other, "other", || {
            let ColorizeReading { reading, names } = non_null(reading, "reading")?;
            // SAFETY: the pixels are readable.
            let drawing = unsafe { non_null(drawing, "drawing")?.borrow("drawing") }?;
            let drawing = drawing.to_raster(&unlimited())?;
            // SAFETY: it may be called so.
            let (other, edited) =
                unsafe { told(progress, user_data, |progress| reading.edited(&drawing, progress)) }?;
            if let Some(changed) = changed {
                changed.write(edited.into());
            }
            Ok(ColorizeReading { reading: other, names: Arc::clone(names) })
        })
    })
}

/// Gives the same drawing cut into regions that the caller made, such as merged or split ones, in `*other`. What the
/// networks saw stays; the regions vote anew. `reading` stays as it is.
///
/// `ids` are `count` numbers, one a pixel, row by row, as `colorize_reading_region_ids` gives them; `count` is the
/// width times the height. Pixels with equal numbers, up to `count`, are one region, joined or not; they become 1 to
/// the count in the order of each region's first pixel.
///
/// # Safety
/// `ids` is NULL or readable for `count` of them.
#[unsafe(no_mangle)]
#[must_use]
pub unsafe extern "C" fn colorize_reading_with_regions(
    reading: Option<&ColorizeReading>,
    ids: *const u32,
    count: usize,
    other: Option<&mut MaybeUninit<Option<Box<ColorizeReading>>>>,
    error: Option<&mut MaybeUninit<Option<Box<ColorizeError>>>>,
) -> ColorizeStatus {
    guard(error, || {
        give(other, "other", || {
            let ColorizeReading { reading, names } = non_null(reading, "reading")?;
            let (width, height) = (reading.width(), reading.height());
            if count != width * height {
                return Err(ColorizeError::invalid(format!(
                    "`count` is {count}, a drawing of {width}x{height} has {} pixels",
                    width * height
                )));
            }
            // SAFETY: so many are readable.
            let ids = unsafe { slice(ids, count, count, "ids") }?;
            let ids = core::Plane::from_vec(width, height, ids.to_vec())?;
            let threshold = reading.options().regions.ink_threshold;
            let regions = core::RegionMap::from_ids(ids, reading.ink(), threshold)?;
            Ok(ColorizeReading { reading: reading.with_regions(regions)?, names: Arc::clone(names) })
        })
    })
}

/// Columns of the drawing; 0 for NULL.
#[unsafe(no_mangle)]
pub extern "C" fn colorize_reading_width(reading: Option<&ColorizeReading>) -> u32 {
    ask(reading, 0, |reading| reading.reading.width() as u32)
}

/// Rows of the drawing; 0 for NULL.
#[unsafe(no_mangle)]
pub extern "C" fn colorize_reading_height(reading: Option<&ColorizeReading>) -> u32 {
    ask(reading, 0, |reading| reading.reading.height() as u32)
}

/// How many regions the drawing has, at least 1; 0 for NULL.
#[unsafe(no_mangle)]
pub extern "C" fn colorize_reading_region_count(reading: Option<&ColorizeReading>) -> u32 {
    ask(reading, 0, |reading| reading.reading.regions().len() as u32)
}

/// The region of each pixel, 1 to the count, `width * height` values, row by row; they live until `reading`
/// is freed. NULL for NULL.
#[unsafe(no_mangle)]
pub extern "C" fn colorize_reading_region_ids(reading: Option<&ColorizeReading>) -> *const u32 {
    ask(reading, ptr::null(), |reading| reading.reading.regions().ids().as_slice().as_ptr())
}

/// Puts what part region `id`, 1 to the count, shows in `*label`, which stays as it was if the call fails.
///
/// `struct_size` is `sizeof(ColorizeRegionLabel)` as the caller compiled it; fields that a later header has and
/// this library does not know become 0.
///
/// # Safety
/// `label` is NULL or writable for `struct_size` bytes.
#[unsafe(no_mangle)]
#[must_use]
pub unsafe extern "C" fn colorize_reading_region_label(
    reading: Option<&ColorizeReading>,
    id: u32,
    label: *mut ColorizeRegionLabel,
    struct_size: usize,
    error: Option<&mut MaybeUninit<Option<Box<ColorizeError>>>>,
) -> ColorizeStatus {
    guard(error, || {
        let made = || non_null(reading, "reading")?.region_label(id);
        // SAFETY: so many bytes are writable.
        unsafe { ColorizeRegionLabel::put(label, struct_size, made, "label") }
    })
}

/// The ink of the drawing: GRAY8, 0 on paper to 255 on a line, no padding; it lives until `reading` is freed. All 0 for
/// NULL.
#[unsafe(no_mangle)]
pub extern "C" fn colorize_reading_ink(reading: Option<&ColorizeReading>) -> ColorizeImageView {
    ask(reading, ColorizeImageView::NONE, |reading| {
        ColorizeImageView::of(reading.reading.ink(), ColorizePixelFormat::Gray8)
    })
}

/// What counted as ink: one of alpha, darkness and lightness; `COLORIZE_INK_SOURCE_AUTO` for NULL.
#[unsafe(no_mangle)]
pub extern "C" fn colorize_reading_ink_source(reading: Option<&ColorizeReading>) -> RawInkSource {
    ask(reading, ColorizeInkSource::Auto as RawInkSource, |reading| {
        ColorizeInkSource::of_core(reading.reading.ink_source()) as RawInkSource
    })
}

/// What kind of drawing it was taken for, or told to be; `COLORIZE_DRAWING_KIND_AUTO` for NULL.
#[unsafe(no_mangle)]
pub extern "C" fn colorize_reading_kind(reading: Option<&ColorizeReading>) -> RawDrawingKind {
    ask(reading, ColorizeDrawingKind::Auto as RawDrawingKind, |reading| {
        ColorizeDrawingKind::of_core(reading.reading.kind()) as RawDrawingKind
    })
}

/// How surely two regions, 1 to the count, want the same colour: 0 not at all to 1; -1 if there is no such region, and
/// for NULL.
#[unsafe(no_mangle)]
pub extern "C" fn colorize_reading_affinity(reading: Option<&ColorizeReading>, a: u32, b: u32) -> f32 {
    ask(reading, -1.0, |reading| reading.reading.affinity(a, b).unwrap_or(-1.0))
}

/// Frees `reading`. NULL is allowed. Documents and readings made of it live on.
#[unsafe(no_mangle)]
pub extern "C" fn colorize_reading_free(reading: Option<Box<ColorizeReading>>) {
    free(reading);
}

impl ColorizeReading {
    fn region_label(&self, id: u32) -> Result<ColorizeRegionLabel, ColorizeError> {
        let found = || {
            let reading = &self.reading;
            let ((_, share), label) = (reading.label(id)?, reading.label_id(id)?);
            let (name, certainty) = (self.names.get(label)?.as_ptr(), reading.certainty(id)?);
            Some(ColorizeRegionLabel { name, region: id, label: label as u32, share, certainty })
        };
        found().ok_or_else(|| {
            ColorizeError::invalid(format!("region {id} is outside 1..={}", self.reading.regions().len()))
        })
    }
}

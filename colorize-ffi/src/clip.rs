use std::mem::MaybeUninit;

use colorize_core as core;

use crate::boundary::{free, give, guard, non_null, put_list, slice};
use crate::carried::ColorizeCarried;
use crate::engine::ColorizeEngine;
use crate::error::{ColorizeError, ColorizeStatus};
use crate::prompt::ColorizeRgb;
use crate::reading::ColorizeReading;
use crate::reference::ColorizeReference;

/// The most frames that are put in order at once.
const FRAMES: usize = 1 << 24;

/// The frames of one shot, some of them coloured by hand, the others to be coloured one after another. It takes no more
/// memory for a long shot than for a short one. For one thread at a time. Free it with `colorize_clip_free`.
pub struct ColorizeClip(core::Clip);

/// Begins a shot without any frame in `*clip`.
#[unsafe(no_mangle)]
#[must_use]
pub extern "C" fn colorize_clip_new(
    engine: Option<&ColorizeEngine>,
    clip: Option<&mut MaybeUninit<Option<Box<ColorizeClip>>>>,
    error: Option<&mut MaybeUninit<Option<Box<ColorizeError>>>>,
) -> ColorizeStatus {
    guard(error, || {
        give(clip, "clip", || Ok(ColorizeClip(core::Clip::new(&non_null(engine, "engine")?.engine))))
    })
}

/// Takes coloured frame `number`, in place of the one of that number; `reference` can be freed then. What it shows goes on
/// with the tracks of the coloured frame before it, where the colours agree: so add them in their order, and all before the
/// first `colorize_clip_carry`.
#[unsafe(no_mangle)]
#[must_use]
pub extern "C" fn colorize_clip_add_key(
    clip: Option<&mut ColorizeClip>,
    number: u32,
    reference: Option<&ColorizeReference>,
    error: Option<&mut MaybeUninit<Option<Box<ColorizeError>>>>,
) -> ColorizeStatus {
    guard(error, || {
        let clip = non_null(clip, "clip")?;
        clip.0.add_key(number, non_null(reference, "reference")?.0.clone());
        Ok(())
    })
}

/// Forgets coloured frame `number`, such as one that all frames around it are done with. Fails if there is none of that
/// number.
#[unsafe(no_mangle)]
#[must_use]
pub extern "C" fn colorize_clip_remove_key(
    clip: Option<&mut ColorizeClip>,
    number: u32,
    error: Option<&mut MaybeUninit<Option<Box<ColorizeError>>>>,
) -> ColorizeStatus {
    guard(error, || match non_null(clip, "clip")?.0.remove_key(number) {
        true => Ok(()),
        false => Err(no_key(number)),
    })
}

/// Puts the numbers of the coloured frames into `numbers`, ascending, at most `capacity` of them, and in `*count` how many
/// there are. `numbers` may be NULL with a `capacity` of 0.
///
/// # Safety
/// `numbers` is NULL or writable for `capacity` of them.
#[unsafe(no_mangle)]
#[must_use]
pub unsafe extern "C" fn colorize_clip_keys(
    clip: Option<&ColorizeClip>,
    numbers: *mut u32,
    capacity: usize,
    count: Option<&mut MaybeUninit<usize>>,
    error: Option<&mut MaybeUninit<Option<Box<ColorizeError>>>>,
) -> ColorizeStatus {
    guard(error, || {
        let keys: Vec<u32> = non_null(clip, "clip")?.0.keys().collect();
        // SAFETY: so many are writable.
        unsafe { put_list(numbers, capacity, count, &keys, "numbers") }
    })
}

/// Makes a copy of coloured frame `number` in `*reference`: its tracks are named as the shot names them.
///
/// Fails if there is none of that number.
#[unsafe(no_mangle)]
#[must_use]
pub extern "C" fn colorize_clip_key(
    clip: Option<&ColorizeClip>,
    number: u32,
    reference: Option<&mut MaybeUninit<Option<Box<ColorizeReference>>>>,
    error: Option<&mut MaybeUninit<Option<Box<ColorizeError>>>>,
) -> ColorizeStatus {
    guard(error, || {
        give(reference, "reference", || {
            let key = non_null(clip, "clip")?.0.key(number).ok_or_else(|| no_key(number))?;
            Ok(ColorizeReference(key.clone()))
        })
    })
}

/// Puts the `frame_count` numbers of `frames` into `order` as they are to be carried, at most `capacity` of them, and in
/// `*count` how many there are: away from the coloured frame nearest to each, the earlier of two. Coloured frames are left
/// out, and a number that comes twice comes once. `order` may be NULL with a `capacity` of 0, or be `frames`.
///
/// # Safety
/// `frames` is NULL or readable for `frame_count` numbers; `order` is NULL or writable for `capacity` of them.
#[unsafe(no_mangle)]
#[must_use]
pub unsafe extern "C" fn colorize_clip_order(
    clip: Option<&ColorizeClip>,
    frames: *const u32,
    frame_count: usize,
    order: *mut u32,
    capacity: usize,
    count: Option<&mut MaybeUninit<usize>>,
    error: Option<&mut MaybeUninit<Option<Box<ColorizeError>>>>,
) -> ColorizeStatus {
    guard(error, || {
        let keys = non_null(clip, "clip")?.0.keys().collect();
        // SAFETY: so many are readable; they are copied before `order` is written.
        let frames = unsafe { slice(frames, frame_count, FRAMES, "frames") }?.to_vec();
        let made = core::Clip::order(&keys, frames);
        // SAFETY: so many are writable.
        unsafe { put_list(order, capacity, count, &made, "order") }
    })
}

/// Carries colours over to frame `number` into `*carried`: from the coloured frames on both sides, and from the frame that was
/// carried last if that is nearer to the same coloured one; so carry frames in their order, see `colorize_clip_order`.
/// Carried again, a frame looks at the same as before. `reading` is of its drawing; all frames of a shot are of one size, and
/// read with the same options.
///
/// Give `*carried` to a document by `colorize_document_set_carried`. A drawing that equals the one before needs no call: its
/// colours are the same.
///
/// Fails if there is no coloured frame, the frame is a coloured one itself or of another size than those around it, or
/// something is to be put right outside of it; the clip stays as it was then.
#[unsafe(no_mangle)]
#[must_use]
pub extern "C" fn colorize_clip_carry(
    clip: Option<&mut ColorizeClip>,
    number: u32,
    reading: Option<&ColorizeReading>,
    carried: Option<&mut MaybeUninit<Option<Box<ColorizeCarried>>>>,
    error: Option<&mut MaybeUninit<Option<Box<ColorizeError>>>>,
) -> ColorizeStatus {
    guard(error, || {
        give(carried, "carried", || {
            let clip = non_null(clip, "clip")?;
            Ok(ColorizeCarried(clip.0.carry(number, &non_null(reading, "reading")?.reading)?))
        })
    })
}

/// Puts a colour right by hand: the region at column `x` and row `y` of frame `number` takes it when that frame is carried,
/// again if it was before, and so does what shows the same in the frames that are carried from this one, unless much more
/// speaks for something else. NULL is ground. Of two for one region the later holds.
#[unsafe(no_mangle)]
#[must_use]
pub extern "C" fn colorize_clip_correct(
    clip: Option<&mut ColorizeClip>,
    number: u32,
    x: u32,
    y: u32,
    color: Option<&ColorizeRgb>,
    error: Option<&mut MaybeUninit<Option<Box<ColorizeError>>>>,
) -> ColorizeStatus {
    guard(error, || {
        let color = color.map(|&color| core::Rgb::from(color).into());
        non_null(clip, "clip")?.0.correct(number, (x as usize, y as usize), color);
        Ok(())
    })
}

/// Takes back all that was put right in frame `number`; nothing is an error but NULL.
#[unsafe(no_mangle)]
#[must_use]
pub extern "C" fn colorize_clip_clear_corrections(
    clip: Option<&mut ColorizeClip>,
    number: u32,
    error: Option<&mut MaybeUninit<Option<Box<ColorizeError>>>>,
) -> ColorizeStatus {
    guard(error, || {
        non_null(clip, "clip")?.0.clear_corrections(number);
        Ok(())
    })
}

/// Goes on from frame `number`, to which `carried` was carried before, as if that had been just now: with the one before it
/// in the order, so that a frame in the middle of a shot comes out as it did. `carried` can be freed then.
///
/// Fails if there is no coloured frame, or the frame is a coloured one itself.
#[unsafe(no_mangle)]
#[must_use]
pub extern "C" fn colorize_clip_resume(
    clip: Option<&mut ColorizeClip>,
    number: u32,
    carried: Option<&ColorizeCarried>,
    error: Option<&mut MaybeUninit<Option<Box<ColorizeError>>>>,
) -> ColorizeStatus {
    guard(error, || {
        let clip = non_null(clip, "clip")?;
        Ok(clip.0.resume(number, non_null(carried, "carried")?.0.clone())?)
    })
}

/// Frees `clip`. NULL is allowed. What it carried lives on.
#[unsafe(no_mangle)]
pub extern "C" fn colorize_clip_free(clip: Option<Box<ColorizeClip>>) {
    free(clip);
}

fn no_key(number: u32) -> ColorizeError {
    ColorizeError::invalid(format!("frame {number} is no coloured one"))
}

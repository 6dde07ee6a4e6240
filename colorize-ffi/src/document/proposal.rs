use std::ffi::c_void;
use std::mem::MaybeUninit;

use colorize_core as core;

use super::{ColorizeDocument, enter};
use crate::boundary::{ColorizeProgressFn, give, guard, slice, told};
use crate::error::{ColorizeError, ColorizeStatus};
use crate::image::{ColorizeImageView, Pixels};
use crate::sheet::ColorizeSheet;

/// How many palettes are proposed for a document at most.
const PROPOSALS: u32 = 99;

/// Makes palette `index`, 0 to 98, of those that the library proposes for the drawing in `*sheet`: 0 is the one by which
/// the document is coloured if its options name no sheet, the others clearly differ from it and from each other.
///
/// # Safety
/// `document` is NULL or live.
#[unsafe(no_mangle)]
#[must_use]
pub unsafe extern "C" fn colorize_document_proposal(
    document: *mut ColorizeDocument,
    index: u32,
    sheet: Option<&mut MaybeUninit<Option<Box<ColorizeSheet>>>>,
    error: Option<&mut MaybeUninit<Option<Box<ColorizeError>>>>,
) -> ColorizeStatus {
    guard(error, || {
        give(sheet, "sheet", || {
            // SAFETY: it is live.
            let document = unsafe { enter(document) }?;
            check(index)?;
            let proposals = document.proposals(index as usize + 1);
            Ok(proposals.into_iter().next_back().expect("as many as were asked for").into())
        })
    })
}

/// Paints the drawing, as it is wished but by palettes `first` and on of those proposed for it, into the caller's memory:
/// one small picture into each of the `count` `pixels`, which tell where, how large, in which format and stride. Its pixels
/// are written, for all that `data` is a pointer to const. The picture is as large as fits, never enlarged, in the middle of
/// white paper.
///
/// The document stays as it is: take a palette by `colorize_document_proposal`. Shade is made once for all of them. If the
/// call fails nothing is written. `progress` may be NULL.
///
/// # Safety
/// `document` is NULL or live; `pixels` is NULL or readable for `count` of them, whose pixels are writable; `progress` may be
/// called with `user_data`.
#[unsafe(no_mangle)]
#[must_use]
pub unsafe extern "C" fn colorize_document_proposal_pictures(
    document: *const ColorizeDocument,
    first: u32,
    pixels: *const ColorizeImageView,
    count: usize,
    progress: ColorizeProgressFn,
    user_data: *mut c_void,
    error: Option<&mut MaybeUninit<Option<Box<ColorizeError>>>>,
) -> ColorizeStatus {
    guard(error, || {
        // A copy: the callback may use the document itself.
        // SAFETY: it is live.
        let document = unsafe { enter(document) }?.clone();
        // SAFETY: so many are readable.
        let views = unsafe { slice(pixels, count, PROPOSALS as usize, "pixels") }?;
        let Some(last) = (count as u32).checked_sub(1) else { return Ok(()) };
        check(first)?;
        check(first.saturating_add(last))?;
        // SAFETY: the pixels are readable.
        let pixels = views.iter().map(|view| unsafe { view.borrow("pixels") });
        let pixels = pixels.collect::<Result<Vec<_>, _>>()?;
        let draw = |progress: core::Progress<'_>| pictures(document, first, views, progress);
        // SAFETY: it may be called so.
        let pictures = unsafe { told(progress, user_data, draw) }?;
        let fill = |(pixels, picture): (&Pixels<'_>, &core::Raster)| {
            // SAFETY: they are writable.
            unsafe { pixels.fill(picture) }
        };
        pixels.iter().zip(&pictures).try_for_each(fill)
    })
}

/// The drawing by each palette, as large as the views.
fn pictures(
    mut document: core::Document,
    first: u32,
    views: &[ColorizeImageView],
    mut progress: core::Progress<'_>,
) -> Result<Vec<core::Raster>, ColorizeError> {
    let sheets = document.proposals(first as usize + views.len()).into_iter().skip(first as usize);
    let picture = |(i, (sheet, view)): (usize, (core::ColorSheet, &ColorizeImageView))| {
        let mut step = |share: f32| {
            let done = (i as f32 + share) / views.len() as f32;
            progress.as_mut().is_none_or(|tell| tell(done))
        };
        document.apply(core::Edit::Sheet { sheet: Some(sheet) })?;
        let picture = document.color(Some(&mut step))?.picture();
        Ok(picture.fitted(view.width as usize, view.height as usize))
    };
    sheets.zip(views).enumerate().map(picture).collect()
}

fn check(index: u32) -> Result<(), ColorizeError> {
    if index < PROPOSALS {
        return Ok(());
    }
    Err(ColorizeError::invalid(format!("proposal {index} is outside 0..={}", PROPOSALS - 1)))
}

use std::mem::MaybeUninit;

use colorize_core as core;

use crate::boundary::{ask, free, give, guard, non_null, slice};
use crate::document::{ColorizeDocument, enter};
use crate::engine::ColorizeEngine;
use crate::error::{ColorizeError, ColorizeStatus};
use crate::image::{ColorizeImage, ColorizeImageView, unlimited};
use crate::prompt::{ColorizePrompt, ColorizeRgb};

/// The most blocks that are given another colour at once.
const CHANGES: usize = 1 << 20;

/// A coloured picture cut into areas of one colour each, to be edited. It never changes; threads can share it. Free it with
/// `colorize_blocks_free`.
pub struct ColorizeBlocks(core::Blocks);

/// One of them.
#[repr(C)]
#[derive(Clone, Copy, Debug)]
pub struct ColorizeBlock {
    /// The mean colour.
    pub color: ColorizeRgb,
    /// How many pixels it has.
    pub area: u64,
    /// Column of a pixel well inside of it.
    pub x: u32,
    /// Row of that pixel.
    pub y: u32,
    /// First column of the box around it.
    pub left: u32,
    /// First row of that box.
    pub top: u32,
    /// First column on the right that is outside.
    pub right: u32,
    /// First row below that is outside.
    pub bottom: u32,
}

/// Another colour for the block at a pixel.
#[repr(C)]
#[derive(Clone, Copy, Debug)]
pub struct ColorizeBlockChange {
    /// Column of a pixel of the block.
    pub x: u32,
    /// Row of that pixel.
    pub y: u32,
    /// The colour.
    pub color: ColorizeRgb,
}

/// Cuts a colouring of the document's drawing, ours or anybody's, with or without its lines, into `*blocks`. They are made
/// of whole regions, so they end at the drawing's lines. What is transparent counts as white.
///
/// Fails if the two are of different sizes.
///
/// # Safety
/// `document` is NULL or live; the pixels of `colored` are readable.
#[unsafe(no_mangle)]
#[must_use]
pub unsafe extern "C" fn colorize_blocks_new(
    document: *mut ColorizeDocument,
    colored: Option<&ColorizeImageView>,
    blocks: Option<&mut MaybeUninit<Option<Box<ColorizeBlocks>>>>,
    error: Option<&mut MaybeUninit<Option<Box<ColorizeError>>>>,
) -> ColorizeStatus {
    guard(error, || {
        give(blocks, "blocks", || {
            // SAFETY: it is live.
            let document = unsafe { enter(document) }?;
            // SAFETY: the pixels are readable.
            let colored = unsafe { read(colored, "colored") }?;
            Ok(ColorizeBlocks(core::Blocks::new(document.reading(), &colored)?))
        })
    })
}

/// Cuts any coloured picture into `*blocks`, with lines or without them, shaded or flat: by a network that sees through
/// shade. What is transparent counts as white.
///
/// Fails if the engine's models have no partitioner.
///
/// # Safety
/// The pixels of `picture` are readable.
#[unsafe(no_mangle)]
#[must_use]
pub unsafe extern "C" fn colorize_blocks_partition(
    engine: Option<&ColorizeEngine>,
    picture: Option<&ColorizeImageView>,
    blocks: Option<&mut MaybeUninit<Option<Box<ColorizeBlocks>>>>,
    error: Option<&mut MaybeUninit<Option<Box<ColorizeError>>>>,
) -> ColorizeStatus {
    guard(error, || {
        give(blocks, "blocks", || {
            let engine = &non_null(engine, "engine")?.engine;
            // SAFETY: the pixels are readable.
            let picture = unsafe { read(picture, "picture") }?;
            Ok(ColorizeBlocks(core::Blocks::partition(engine, &picture)?))
        })
    })
}

/// How many blocks there are; 0 for NULL.
#[unsafe(no_mangle)]
pub extern "C" fn colorize_blocks_count(blocks: Option<&ColorizeBlocks>) -> usize {
    ask(blocks, 0, |blocks| blocks.0.blocks().len())
}

/// Tells block `index`, from 0, into `*block`.
#[unsafe(no_mangle)]
#[must_use]
pub extern "C" fn colorize_blocks_get(
    blocks: Option<&ColorizeBlocks>,
    index: usize,
    block: Option<&mut MaybeUninit<ColorizeBlock>>,
    error: Option<&mut MaybeUninit<Option<Box<ColorizeError>>>>,
) -> ColorizeStatus {
    guard(error, || {
        let blocks = non_null(blocks, "blocks")?.0.blocks();
        let found = blocks
            .get(index)
            .ok_or_else(|| ColorizeError::invalid(format!("block {index} is not among {}", blocks.len())))?;
        let core::Bounds { left, top, right, bottom } = found.bounds;
        non_null(block, "block")?.write(ColorizeBlock {
            color: found.color.into(),
            area: found.area,
            x: found.center.0,
            y: found.center.1,
            left,
            top,
            right,
            bottom,
        });
        Ok(())
    })
}

/// Makes the blocks' picture in `*image`, without lines, with the blocks at `count` pixels in other colours: what is shown
/// to be clicked or painted over, and, changed so, a target for `colorize_blocks_hints` and `colorize_blocks_recolored`.
///
/// # Safety
/// `changes` is NULL or readable for `count` of them.
#[unsafe(no_mangle)]
#[must_use]
pub unsafe extern "C" fn colorize_blocks_picture(
    blocks: Option<&ColorizeBlocks>,
    changes: *const ColorizeBlockChange,
    count: usize,
    image: Option<&mut MaybeUninit<Option<Box<ColorizeImage>>>>,
    error: Option<&mut MaybeUninit<Option<Box<ColorizeError>>>>,
) -> ColorizeStatus {
    guard(error, || {
        give(image, "image", || {
            let blocks = &non_null(blocks, "blocks")?.0;
            // SAFETY: so many are readable.
            let changes = unsafe { slice(changes, count, CHANGES, "changes") }?;
            let changes =
                changes.iter().map(|change| ((change.x as usize, change.y as usize), change.color.into()));
            Ok(ColorizeImage(blocks.painted(changes)?))
        })
    })
}

/// Makes the hints in `*prompt` that a target asks for: for the regions of the document that have another colour in it
/// than in the blocks' picture. It is sampled in each region's centre and along its border; where it is transparent it
/// asks for nothing.
///
/// Fails if blocks, target and drawing are not of one size.
///
/// # Safety
/// `document` is NULL or live; the pixels of `target` are readable.
#[unsafe(no_mangle)]
#[must_use]
pub unsafe extern "C" fn colorize_blocks_hints(
    blocks: Option<&ColorizeBlocks>,
    document: *mut ColorizeDocument,
    target: Option<&ColorizeImageView>,
    prompt: Option<&mut MaybeUninit<Option<Box<ColorizePrompt>>>>,
    error: Option<&mut MaybeUninit<Option<Box<ColorizeError>>>>,
) -> ColorizeStatus {
    guard(error, || {
        give(prompt, "prompt", || {
            let blocks = &non_null(blocks, "blocks")?.0;
            // SAFETY: it is live.
            let document = unsafe { enter(document) }?;
            // SAFETY: the pixels are readable.
            let target = unsafe { read(target, "target") }?;
            let hints = blocks.hints(document.reading(), &target)?;
            Ok(ColorizePrompt(hints.into_iter().collect()))
        })
    })
}

/// Makes `picture`, of which the blocks were cut, in the colours of a target in `*image`: shade, lines and texture stay, as
/// factors of the colours, and blocks that have in the target the colour that they had stay to the byte.
///
/// Fails if blocks, picture and target are not of one size.
///
/// # Safety
/// The pixels of `picture` and `target` are readable.
#[unsafe(no_mangle)]
#[must_use]
pub unsafe extern "C" fn colorize_blocks_recolored(
    blocks: Option<&ColorizeBlocks>,
    picture: Option<&ColorizeImageView>,
    target: Option<&ColorizeImageView>,
    image: Option<&mut MaybeUninit<Option<Box<ColorizeImage>>>>,
    error: Option<&mut MaybeUninit<Option<Box<ColorizeError>>>>,
) -> ColorizeStatus {
    guard(error, || {
        give(image, "image", || {
            let blocks = &non_null(blocks, "blocks")?.0;
            // SAFETY: the pixels are readable.
            let (picture, target) = unsafe { (read(picture, "picture")?, read(target, "target")?) };
            Ok(ColorizeImage(blocks.recolored(&picture, &target)?))
        })
    })
}

/// Frees `blocks`. NULL is allowed.
#[unsafe(no_mangle)]
pub extern "C" fn colorize_blocks_free(blocks: Option<Box<ColorizeBlocks>>) {
    free(blocks);
}

/// # Safety
/// The pixels are readable.
unsafe fn read(picture: Option<&ColorizeImageView>, name: &str) -> Result<core::Raster, ColorizeError> {
    // SAFETY: the caller's promise.
    unsafe { non_null(picture, name)?.borrow(name) }?.to_raster(&unlimited())
}

use std::ffi::c_void;
use std::mem::MaybeUninit;

use colorize_core as core;

use crate::boundary::{ColorizeProgressFn, ask, free, give, guard, non_null, put_all, put_list, told};
use crate::error::{ColorizeError, ColorizeStatus};
use crate::image::{ColorizeImageView, ColorizePixelFormat, unlimited};
use crate::options::ColorizeReadOptions;
use crate::structure::{Growing as _, Options, growing};

/// The closed regions of a drawing. Only `colorize_regions_update` changes them; all else threads may do at the same
/// time. Free them with `colorize_regions_free`.
pub struct ColorizeRegions {
    segmenter: core::Segmenter,
    ink: core::Plane<u8>,
}

const _: () = {
    const fn shared_by_threads<T: Send + Sync>() {}
    shared_by_threads::<ColorizeRegions>();
};

/// Where a region is. Later versions may have more fields at the end.
#[repr(C)]
#[derive(Clone, Copy, Debug)]
pub struct ColorizeShape {
    /// Pixels, with those under ink.
    pub area: u32,
    /// Pixels that are not under ink; 0 for a solid black area.
    pub paper: u32,
    /// The box around it: first column.
    pub left: u32,
    /// First row.
    pub top: u32,
    /// The column after the last.
    pub right: u32,
    /// The row after the last.
    pub bottom: u32,
    /// A pixel well inside: its column.
    pub seed_x: u32,
    /// Its row.
    pub seed_y: u32,
    /// 1 if it has paper on the picture's edge, so that it may go on beyond it.
    pub outside: u32,
}

growing!(ColorizeShape, outside: u32);

/// A point where the outline of a region turns: a corner of pixels, 0 to width and 0 to height. It never grows, for it
/// comes in lists.
#[repr(C)]
#[derive(Clone, Copy, Debug)]
pub struct ColorizeCorner {
    /// Its column.
    pub x: u32,
    /// Its row.
    pub y: u32,
    /// Which polygon of the outline it is of, from 0.
    pub polygon: u32,
}

/// An opening in a line that was closed. It never grows, for it comes in lists.
#[repr(C)]
#[derive(Clone, Copy, Debug)]
pub struct ColorizeGap {
    /// The ink at its one end: column.
    pub from_x: u32,
    /// Row.
    pub from_y: u32,
    /// The ink, or the picture's edge, at its other end: column.
    pub to_x: u32,
    /// Row.
    pub to_y: u32,
    /// The ids of the regions on its sides.
    pub regions: [u32; 2],
}

/// Cuts a drawing into its closed regions, `*regions`, without reading what they show.
///
/// Of `options`, which may be NULL for the defaults, ink, gap, ink threshold, least area, most pixels and most regions
/// count.
/// `progress` may be NULL.
///
/// # Safety
/// The pixels of `drawing` are readable; `options` is NULL or readable for the `struct_size` bytes it says;
/// `progress` may be called with `user_data`.
#[unsafe(no_mangle)]
#[must_use]
pub unsafe extern "C" fn colorize_regions_new(
    drawing: Option<&ColorizeImageView>,
    options: *const ColorizeReadOptions,
    progress: ColorizeProgressFn,
    user_data: *mut c_void,
    regions: Option<&mut MaybeUninit<Option<Box<ColorizeRegions>>>>,
    error: Option<&mut MaybeUninit<Option<Box<ColorizeError>>>>,
) -> ColorizeStatus {
    guard(error, || {
        give(regions, "regions", || {
            // SAFETY: as many bytes are readable as it says.
            let options = unsafe { ColorizeReadOptions::read(options, "options") }?;
            let (limits, options) = (options.limits(), options.to_core()?);
            // SAFETY: the pixels are readable.
            let drawing = unsafe { non_null(drawing, "drawing")?.borrow("drawing") }?.to_raster(&limits)?;
            let ink = core::ink_of(&drawing, options.ink, options.kind);
            let cut = |progress: core::Progress<'_>| core::Segmenter::new(&ink, &options.regions, progress);
            // SAFETY: it may be called so.
            let segmenter = unsafe { told(progress, user_data, cut) }?;
            Ok(ColorizeRegions { segmenter, ink })
        })
    })
}

/// A box of pixels. It never grows.
#[repr(C)]
#[derive(Clone, Copy, Debug)]
pub struct ColorizeBox {
    /// First column.
    pub left: u32,
    /// First row.
    pub top: u32,
    /// The column after the last.
    pub right: u32,
    /// The row after the last.
    pub bottom: u32,
}

impl From<ColorizeBox> for core::Bounds {
    fn from(ColorizeBox { left, top, right, bottom }: ColorizeBox) -> Self {
        Self { left, top, right, bottom }
    }
}

impl From<Option<core::Bounds>> for ColorizeBox {
    /// All 0 for none.
    fn from(bounds: Option<core::Bounds>) -> Self {
        let none = core::Bounds { left: 0, top: 0, right: 0, bottom: 0 };
        let core::Bounds { left, top, right, bottom } = bounds.unwrap_or(none);
        Self { left, top, right, bottom }
    }
}

/// Cuts again after the drawing changed inside a box, much sooner than anew, with the same result.
///
/// `ink` is the new ink of the box, whose first pixel is at column `left` and row `top`: in
/// `COLORIZE_PIXEL_FORMAT_GRAY8`, 0 on paper to 255 on a line, such as the alpha of an ink layer, or 255 less the grey
/// of a drawing on white. `*changed` becomes the box of the pixels with another id, all 0 if there are none; it may be
/// NULL. Pointers that `regions` gave before are dead. If the call fails, all stays as it was; after
/// `COLORIZE_STATUS_PANIC` `regions` can only be freed.
///
/// # Safety
/// The pixels of `ink` are readable.
#[unsafe(no_mangle)]
#[must_use]
pub unsafe extern "C" fn colorize_regions_update(
    regions: Option<&mut ColorizeRegions>,
    ink: Option<&ColorizeImageView>,
    left: u32,
    top: u32,
    changed: Option<&mut MaybeUninit<ColorizeBox>>,
    error: Option<&mut MaybeUninit<Option<Box<ColorizeError>>>>,
) -> ColorizeStatus {
    guard(error, || {
        let regions = non_null(regions, "regions")?;
        let view = non_null(ink, "ink")?;
        if view.format != ColorizePixelFormat::Gray8 as u32 {
            let text = format!("`ink` has pixel format {}, not COLORIZE_PIXEL_FORMAT_GRAY8", view.format);
            return Err(ColorizeError::invalid(text));
        }
        let whole = &regions.ink;
        let (right, bottom) = (left.saturating_add(view.width), top.saturating_add(view.height));
        if right as usize > whole.width() || bottom as usize > whole.height() {
            return Err(ColorizeError::invalid(format!(
                "`ink` from ({left}, {top}) to ({right}, {bottom}) is outside {}x{}",
                whole.width(),
                whole.height()
            )));
        }
        // SAFETY: the pixels are readable.
        let patch = unsafe { view.borrow("ink") }?.to_raster(&unlimited())?;
        let mut patch = patch.map(|pixel| pixel[0]);
        regions.swap(&mut patch, left as usize, top as usize);
        let bounds = core::Bounds { left, top, right, bottom };
        let dirty = match regions.segmenter.update(&regions.ink, bounds, None) {
            Ok(dirty) => dirty,
            Err(error) => {
                regions.swap(&mut patch, left as usize, top as usize);
                return Err(error.into());
            }
        };
        if let Some(changed) = changed {
            changed.write(dirty.into());
        }
        Ok(())
    })
}

/// How many regions there are, at least 1; 0 for NULL.
#[unsafe(no_mangle)]
pub extern "C" fn colorize_regions_count(regions: Option<&ColorizeRegions>) -> u32 {
    ask(regions, 0, |regions| regions.map().len() as u32)
}

/// The region of each pixel, 1 to the count, `width * height` values, row by row; they live until `regions` is updated
/// or freed. NULL for NULL.
#[unsafe(no_mangle)]
pub extern "C" fn colorize_regions_ids(regions: Option<&ColorizeRegions>) -> *const u32 {
    ask(regions, std::ptr::null(), |regions| regions.map().ids().as_slice().as_ptr())
}

/// The region at column `x` and row `y`; 0 outside the drawing.
#[unsafe(no_mangle)]
pub extern "C" fn colorize_regions_at(regions: Option<&ColorizeRegions>, x: u32, y: u32) -> u32 {
    ask(regions, 0, |regions| regions.map().at(x as usize, y as usize).unwrap_or(0))
}

/// Puts the ids of the regions with pixels in a box into `ids`, ascending, at most `capacity` of them, and in `*count`
/// how many there are. `ids` may be NULL with a `capacity` of 0.
///
/// # Safety
/// `ids` is NULL or writable for `capacity` of them.
#[unsafe(no_mangle)]
#[must_use]
pub unsafe extern "C" fn colorize_regions_in(
    regions: Option<&ColorizeRegions>,
    area: ColorizeBox,
    ids: *mut u32,
    capacity: usize,
    count: Option<&mut MaybeUninit<usize>>,
    error: Option<&mut MaybeUninit<Option<Box<ColorizeError>>>>,
) -> ColorizeStatus {
    guard(error, || {
        let made = non_null(regions, "regions")?.map().ids_in(area.into())?;
        // SAFETY: so many are writable.
        unsafe { put_list(ids, capacity, count, &made, "ids") }
    })
}

/// Puts where region `id` is in `*shape`, which stays as it was if the call fails.
///
/// `struct_size` is `sizeof(ColorizeShape)` as the caller compiled it; what a later header has and this library does not
/// know becomes 0.
///
/// # Safety
/// `shape` is NULL or writable for `struct_size` bytes.
#[unsafe(no_mangle)]
#[must_use]
pub unsafe extern "C" fn colorize_regions_shape(
    regions: Option<&ColorizeRegions>,
    id: u32,
    shape: *mut ColorizeShape,
    struct_size: usize,
    error: Option<&mut MaybeUninit<Option<Box<ColorizeError>>>>,
) -> ColorizeStatus {
    guard(error, || {
        let made = || {
            let region = non_null(regions, "regions")?.region(id)?;
            let core::Bounds { left, top, right, bottom } = region.bounds;
            let (seed_x, seed_y) = region.seed;
            let (area, paper, outside) = (region.area, region.paper, region.outside.into());
            Ok(ColorizeShape { area, paper, left, top, right, bottom, seed_x, seed_y, outside })
        };
        // SAFETY: so many bytes are writable.
        unsafe { ColorizeShape::put(shape, struct_size, made, "shape") }
    })
}

/// Puts the ids of the regions beside region `id` into `ids`, ascending, at most `capacity` of them, and in `*count`
/// how many there are. `ids` may be NULL with a `capacity` of 0.
///
/// # Safety
/// `ids` is NULL or writable for `capacity` of them.
#[unsafe(no_mangle)]
#[must_use]
pub unsafe extern "C" fn colorize_regions_neighbours(
    regions: Option<&ColorizeRegions>,
    id: u32,
    ids: *mut u32,
    capacity: usize,
    count: Option<&mut MaybeUninit<usize>>,
    error: Option<&mut MaybeUninit<Option<Box<ColorizeError>>>>,
) -> ColorizeStatus {
    guard(error, || {
        let region = non_null(regions, "regions")?.region(id)?;
        // SAFETY: so many are writable.
        unsafe { put_list(ids, capacity, count, &region.neighbours, "ids") }
    })
}

/// Writes region `id` within its box into `mask`: 255 inside, 0 outside, one byte a pixel, row by row. `length` is the
/// box's width times its height, see `colorize_regions_shape`.
///
/// # Safety
/// `mask` is NULL or writable for `length` bytes.
#[unsafe(no_mangle)]
#[must_use]
pub unsafe extern "C" fn colorize_regions_mask(
    regions: Option<&ColorizeRegions>,
    id: u32,
    mask: *mut u8,
    length: usize,
    error: Option<&mut MaybeUninit<Option<Box<ColorizeError>>>>,
) -> ColorizeStatus {
    guard(error, || {
        let regions = non_null(regions, "regions")?;
        regions.region(id)?;
        let made = regions.map().mask(id).map(core::Plane::into_vec).unwrap_or_default();
        if made.len() != length {
            let text = format!("`length` is {length}, the box of region {id} has {} pixels", made.len());
            return Err(ColorizeError::invalid(text));
        }
        // SAFETY: so many bytes are writable.
        unsafe { put_all(mask, length, &made, "mask") }
    })
}

/// Puts the outline of region `id` into `corners`, at most `capacity` of them, and in `*count` how many it has.
///
/// The outline is closed polygons along the sides of pixels, the last point of each joined to its first. The region is
/// on the right of the way: outer outlines run clockwise, those of holes counterclockwise. `corners` may be NULL with a
/// `capacity` of 0.
///
/// # Safety
/// `corners` is NULL or writable for `capacity` of them.
#[unsafe(no_mangle)]
#[must_use]
pub unsafe extern "C" fn colorize_regions_contour(
    regions: Option<&ColorizeRegions>,
    id: u32,
    corners: *mut ColorizeCorner,
    capacity: usize,
    count: Option<&mut MaybeUninit<usize>>,
    error: Option<&mut MaybeUninit<Option<Box<ColorizeError>>>>,
) -> ColorizeStatus {
    guard(error, || {
        let regions = non_null(regions, "regions")?;
        regions.region(id)?;
        let polygons = regions.map().contour(id);
        let corner = |polygon, &(x, y): &(u32, u32)| ColorizeCorner { x, y, polygon };
        let made: Vec<_> = (0..)
            .zip(&polygons)
            .flat_map(|(polygon, points)| points.iter().map(move |point| corner(polygon, point)))
            .collect();
        // SAFETY: so many are writable.
        unsafe { put_list(corners, capacity, count, &made, "corners") }
    })
}

/// Tells what a click at column `x` and row `y` would do before anything is painted: the region it fills is the one
/// there, and a bucket that closes no gaps would leak out of it through the gaps put into `gaps`, at most `capacity` of
/// them; `*count` says how many there are. `gaps` may be NULL with a `capacity` of 0.
///
/// # Safety
/// `gaps` is NULL or writable for `capacity` of them.
#[unsafe(no_mangle)]
#[must_use]
pub unsafe extern "C" fn colorize_regions_leaks(
    regions: Option<&ColorizeRegions>,
    x: u32,
    y: u32,
    gaps: *mut ColorizeGap,
    capacity: usize,
    count: Option<&mut MaybeUninit<usize>>,
    error: Option<&mut MaybeUninit<Option<Box<ColorizeError>>>>,
) -> ColorizeStatus {
    guard(error, || {
        let regions = non_null(regions, "regions")?.map();
        let fill = regions.fill_at(x as usize, y as usize).ok_or_else(|| {
            let (width, height) = (regions.ids().width(), regions.ids().height());
            ColorizeError::invalid(format!("({x}, {y}) is outside {width}x{height}"))
        })?;
        let gap = |gap: &core::Gap| ColorizeGap {
            from_x: gap.from.0,
            from_y: gap.from.1,
            to_x: gap.to.0,
            to_y: gap.to.1,
            regions: [gap.regions.0, gap.regions.1],
        };
        let made: Vec<_> = fill.leaks.iter().map(gap).collect();
        // SAFETY: so many are writable.
        unsafe { put_list(gaps, capacity, count, &made, "gaps") }
    })
}

/// Frees `regions`. NULL is allowed.
#[unsafe(no_mangle)]
pub extern "C" fn colorize_regions_free(regions: Option<Box<ColorizeRegions>>) {
    free(regions);
}

impl ColorizeRegions {
    fn map(&self) -> &core::RegionMap {
        self.segmenter.map()
    }

    fn region(&self, id: u32) -> Result<&core::Region, ColorizeError> {
        let count = self.map().len();
        self.map()
            .region(id)
            .ok_or_else(|| ColorizeError::invalid(format!("region {id} is outside 1..={count}")))
    }

    /// Exchanges a box of the ink, which begins at `left` and `top`, with a patch.
    fn swap(&mut self, patch: &mut core::Plane<u8>, left: usize, top: usize) {
        let (width, whole) = (patch.width(), self.ink.width());
        for (y, row) in (top..).zip(patch.as_mut_slice().chunks_mut(width)) {
            self.ink.as_mut_slice()[y * whole + left..][..width].swap_with_slice(row);
        }
    }
}

use std::ffi::{CString, c_char};
use std::mem::MaybeUninit;
use std::ptr;
use std::sync::OnceLock;

use colorize_core as core;
use safer_ffi::prelude::*;

use crate::boundary::{ask, free, from_c, give, guard, non_null, path, put};
use crate::error::{ColorizeError, ColorizeStatus};
use crate::image::{ColorizeImage, ColorizeImageView, ColorizePixelFormat};
use crate::prompt::ColorizeRgb;
use crate::region::ColorizeBox;
use crate::structure::{Growing as _, growing};

/// A layer of a coloured drawing, or what is made of all of them.
#[derive_ReprC]
#[repr(u32)]
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum ColorizeLayer {
    /// All over white paper: RGBA8, opaque.
    Picture = 1,
    /// All over nothing: RGBA8, transparent where nothing is.
    CutOut = 2,
    /// The lines in their own colour: RGBA8, alpha is the ink.
    Line = 3,
    /// One colour a region: RGBA8, opaque but for the ground, unless the sheet has a `background`.
    Flats = 4,
    /// What shade and light lay over the flats: RGBA8.
    Shade = 5,
    /// The region of each pixel: GRAY16, 1 to the count. An error if there are more than 65535; see
    /// `colorize_layers_region_ids`.
    Regions = 6,
    /// The label of each pixel: GRAY8, an id for `colorize_engine_label_name`.
    Labels = 7,
    /// How sure the label is: GRAY8, 255 for 1.0.
    Confidence = 8,
    /// Slashes where regions were withdrawn, nothing elsewhere: RGBA8. An error if that was not asked for.
    Withdraw = 9,
    /// All but the lines, over nothing: RGBA8.
    Painting = 10,
    /// The drawing's own shading, over the shade: RGBA8, black. An error if the drawing has none.
    Tone = 11,
}

from_c!(RawLayer, ColorizeLayer, "layer");

/// Where a region's colour comes from. Later versions may know more.
#[repr(u32)]
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum ColorizeOrigin {
    /// It is ground: the `background` of the sheet, or no colour.
    Ground = 0,
    /// A hint lies in it.
    Hint = 1,
    /// It follows a hinted region that it is like.
    Follow = 2,
    /// The colour sheet or palette.
    Automatic = 3,
    /// The colouriser.
    Network = 4,
    /// The colour it has in the drawing itself.
    Wash = 5,
    /// Something for which this version of the header has no name.
    Other = 255,
}

/// On which side of its figure a region lies, as the viewer sees it.
#[repr(u32)]
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum ColorizeSide {
    /// It spans the middle, or its part does not show on both sides.
    None = 0,
    /// Towards the first column.
    Left = 1,
    /// Towards the last column.
    Right = 2,
}

/// What is known of one region. Later versions may have more fields at the end.
#[repr(C)]
#[derive(Clone, Copy, Debug)]
pub struct ColorizeRegion {
    /// 1 to the count.
    pub id: u32,
    /// Pixels.
    pub area: u32,
    /// The box around it: first column.
    pub left: u32,
    /// First row.
    pub top: u32,
    /// The column after the last.
    pub right: u32,
    /// The row after the last.
    pub bottom: u32,
    /// What part it shows; an id for `colorize_engine_label_name`.
    pub label: u32,
    /// The share of its pixels that carry their most frequent label, 0 to 1.
    pub confidence: f32,
    /// Where its colour comes from.
    pub origin: ColorizeOrigin,
    /// Its colour in the flats; black if it has none.
    pub color: ColorizeRgb,
    /// 1 if it has a colour, 0 if it is open ground or was withdrawn.
    pub has_color: u8,
    /// How likely the label is right, 0 to 1, as it was measured; 1 where a hint lies or the label was corrected.
    pub certainty: f32,
    /// 1 if it was given back uncoloured because that is too little.
    pub withdrawn: u32,
    /// On which side of its figure it lies.
    pub side: ColorizeSide,
}

growing!(ColorizeRegion, withdrawn: u32);

/// A coloured drawing as layers, all of the drawing's own size. It never changes, so threads can share it.
/// Free it with `colorize_layers_free`.
pub struct ColorizeLayers {
    layers: core::Layers,
    // Made when they are first asked for.
    picture: OnceLock<core::Raster>,
    cut_out: OnceLock<core::Raster>,
    painting: OnceLock<core::Raster>,
    regions_16: OnceLock<core::Plane<u16>>,
    json: OnceLock<CString>,
    parts: OnceLock<Vec<core::PartInfo>>,
}

const _: () = {
    const fn shared_by_threads<T: Send + Sync>() {}
    shared_by_threads::<ColorizeLayers>();
};

impl ColorizeLayers {
    pub(crate) fn new(layers: core::Layers) -> Self {
        Self {
            layers,
            picture: OnceLock::new(),
            cut_out: OnceLock::new(),
            painting: OnceLock::new(),
            regions_16: OnceLock::new(),
            json: OnceLock::new(),
            parts: OnceLock::new(),
        }
    }

    pub(crate) fn parts(&self) -> &[core::PartInfo] {
        self.parts.get_or_init(|| self.layers.parts())
    }

    fn view(&self, layer: ColorizeLayer) -> Result<ColorizeImageView, ColorizeError> {
        use ColorizePixelFormat::{Gray8, Gray16, Rgba8};
        let layers = &self.layers;
        Ok(match layer {
            ColorizeLayer::Picture => {
                ColorizeImageView::of(self.picture.get_or_init(|| layers.picture()), Rgba8)
            }
            ColorizeLayer::CutOut => {
                ColorizeImageView::of(self.cut_out.get_or_init(|| layers.cut_out()), Rgba8)
            }
            ColorizeLayer::Painting => {
                ColorizeImageView::of(self.painting.get_or_init(|| layers.picture_without_line()), Rgba8)
            }
            ColorizeLayer::Line => ColorizeImageView::of(layers.line(), Rgba8),
            ColorizeLayer::Flats => ColorizeImageView::of(layers.flats(), Rgba8),
            ColorizeLayer::Shade => ColorizeImageView::of(layers.shade(), Rgba8),
            ColorizeLayer::Regions => {
                if self.regions_16.get().is_none() {
                    let _ = self.regions_16.set(layers.regions_16()?); // another thread was first: the same
                }
                let made = self.regions_16.get().expect("set above");
                ColorizeImageView::of(made, Gray16)
            }
            ColorizeLayer::Labels => ColorizeImageView::of(layers.labels(), Gray8),
            ColorizeLayer::Confidence => ColorizeImageView::of(layers.confidence(), Gray8),
            ColorizeLayer::Tone => {
                let made = layers.tone().ok_or_else(|| {
                    ColorizeError::invalid("there is no layer of tone: the drawing has no shading of its own")
                })?;
                ColorizeImageView::of(made, Rgba8)
            }
            ColorizeLayer::Withdraw => {
                let made = layers.withdraw().ok_or_else(|| {
                    ColorizeError::invalid("there is no layer of withdrawn regions; set `has_withdrawal`")
                })?;
                ColorizeImageView::of(made, Rgba8)
            }
        })
    }

    fn region(&self, id: u32) -> Result<ColorizeRegion, ColorizeError> {
        let info = (id as usize).checked_sub(1).and_then(|i| self.layers.info().get(i));
        let info = info.ok_or_else(|| {
            ColorizeError::invalid(format!("region {id} is outside 1..={}", self.layers.info().len()))
        })?;
        let origin = match info.origin {
            core::Origin::Ground => ColorizeOrigin::Ground,
            core::Origin::Hint => ColorizeOrigin::Hint,
            core::Origin::Follow => ColorizeOrigin::Follow,
            core::Origin::Automatic => ColorizeOrigin::Automatic,
            core::Origin::Network => ColorizeOrigin::Network,
            core::Origin::Wash => ColorizeOrigin::Wash,
            _ => ColorizeOrigin::Other,
        };
        let color = info.color.unwrap_or(core::Rgb::BLACK);
        let core::Bounds { left, top, right, bottom } = info.bounds;
        Ok(ColorizeRegion {
            id,
            area: info.area,
            left,
            top,
            right,
            bottom,
            label: info.label_id.into(),
            confidence: info.confidence,
            origin,
            color: color.into(),
            has_color: info.color.is_some().into(),
            certainty: info.certainty,
            withdrawn: info.withdrawn.into(),
            side: match info.side {
                None => ColorizeSide::None,
                Some(core::Side::Left) => ColorizeSide::Left,
                Some(core::Side::Right) => ColorizeSide::Right,
            },
        })
    }
}

/// Puts a view of one layer in `*view`, which stays as it was if the call fails. Its pixels live until `layers`
/// is freed; rows have no padding.
#[unsafe(no_mangle)]
#[must_use]
pub extern "C" fn colorize_layers_view(
    layers: Option<&ColorizeLayers>,
    layer: RawLayer,
    view: Option<&mut MaybeUninit<ColorizeImageView>>,
    error: Option<&mut MaybeUninit<Option<Box<ColorizeError>>>>,
) -> ColorizeStatus {
    guard(error, || {
        let made = non_null(layers, "layers")?.view(ColorizeLayer::from_c(layer)?)?;
        put(view, made, "view")
    })
}

/// The box outside of which all layers are as the document was coloured the time before; all of the picture the first
/// time, and after another reading was taken; all 0 if no pixel differs, and for NULL.
#[unsafe(no_mangle)]
pub extern "C" fn colorize_layers_changed(layers: Option<&ColorizeLayers>) -> ColorizeBox {
    ask(layers, None.into(), |layers| layers.layers.changed().into())
}

/// Makes a box of the picture, all layers over white paper, in `*image`: what `colorize_layers_changed` asks to be
/// painted anew, in less time than the whole. RGBA8, free it with `colorize_image_free`.
#[unsafe(no_mangle)]
#[must_use]
pub extern "C" fn colorize_layers_picture_in(
    layers: Option<&ColorizeLayers>,
    area: ColorizeBox,
    image: Option<&mut MaybeUninit<Option<Box<ColorizeImage>>>>,
    error: Option<&mut MaybeUninit<Option<Box<ColorizeError>>>>,
) -> ColorizeStatus {
    guard(error, || {
        give(image, "image", || {
            Ok(ColorizeImage(non_null(layers, "layers")?.layers.picture_in(area.into())?))
        })
    })
}

/// How many regions the drawing has; 0 for NULL.
#[unsafe(no_mangle)]
pub extern "C" fn colorize_layers_region_count(layers: Option<&ColorizeLayers>) -> u32 {
    ask(layers, 0, |layers| layers.layers.info().len() as u32)
}

/// The region of each pixel in 32 bits, 1 to the count, `width * height` values, row by row; they live until
/// `layers` is freed. NULL for NULL.
#[unsafe(no_mangle)]
pub extern "C" fn colorize_layers_region_ids(layers: Option<&ColorizeLayers>) -> *const u32 {
    ask(layers, ptr::null(), |layers| layers.layers.regions().as_slice().as_ptr())
}

/// Puts what is known of region `id`, 1 to the count, in `*region`, which stays as it was if the call fails.
///
/// `struct_size` is `sizeof(ColorizeRegion)` as the caller compiled it; what a later header has and this library does
/// not know becomes 0.
///
/// # Safety
/// `region` is NULL or writable for `struct_size` bytes.
#[unsafe(no_mangle)]
#[must_use]
pub unsafe extern "C" fn colorize_layers_region(
    layers: Option<&ColorizeLayers>,
    id: u32,
    region: *mut ColorizeRegion,
    struct_size: usize,
    error: Option<&mut MaybeUninit<Option<Box<ColorizeError>>>>,
) -> ColorizeStatus {
    guard(error, || {
        let made = || non_null(layers, "layers")?.region(id);
        // SAFETY: so many bytes are writable.
        unsafe { ColorizeRegion::put(region, struct_size, made, "region") }
    })
}

/// Puts what `layers.json` holds in `*json`: sizes, names of the labels, all regions. The text lives until
/// `layers` is freed.
#[unsafe(no_mangle)]
#[must_use]
pub extern "C" fn colorize_layers_json(
    layers: Option<&ColorizeLayers>,
    json: Option<&mut MaybeUninit<*const c_char>>,
    error: Option<&mut MaybeUninit<Option<Box<ColorizeError>>>>,
) -> ColorizeStatus {
    guard(error, || {
        let json = non_null(json, "json")?;
        json.write(ptr::null());
        let layers = non_null(layers, "layers")?;
        let text = layers.json.get_or_init(|| CString::new(layers.layers.to_json()).unwrap_or_default());
        json.write(text.as_ptr());
        Ok(())
    })
}

/// Writes `line.png`, `flats.png`, `shade.png`, `regions.png`, `labels.png`, `confidence.png` and
/// `layers.json` into `folder`, which is made if it is missing.
///
/// # Safety
/// `folder` is NULL or ends with NUL.
#[unsafe(no_mangle)]
#[must_use]
pub unsafe extern "C" fn colorize_layers_write(
    layers: Option<&ColorizeLayers>,
    folder: *const c_char,
    error: Option<&mut MaybeUninit<Option<Box<ColorizeError>>>>,
) -> ColorizeStatus {
    guard(error, || {
        // SAFETY: it ends with NUL.
        let folder = unsafe { path(folder, "folder") }?;
        Ok(non_null(layers, "layers")?.layers.write(folder)?)
    })
}

/// Frees `layers` and with them every view of them. NULL is allowed.
#[unsafe(no_mangle)]
pub extern "C" fn colorize_layers_free(layers: Option<Box<ColorizeLayers>>) {
    free(layers);
}

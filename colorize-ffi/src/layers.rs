use std::ffi::{CStr, CString, c_char};
use std::mem::MaybeUninit;
use std::ptr;
use std::sync::OnceLock;

use colorize_core as core;
use safer_ffi::prelude::*;

use crate::boundary::{ask, free, from_c, give, guard, non_null, path, put, put_list, quiet};
use crate::error::{ColorizeError, ColorizeStatus};
use crate::image::{ColorizeImage, ColorizeImageView, ColorizePixelFormat, Pixels};
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
    /// Textures and gradations of hints, between flats and shade: RGBA8. An error if no hint has any.
    Texture = 12,
}

impl ColorizeLayer {
    const ALL: [Self; 12] = [
        Self::Picture,
        Self::CutOut,
        Self::Line,
        Self::Flats,
        Self::Shade,
        Self::Regions,
        Self::Labels,
        Self::Confidence,
        Self::Withdraw,
        Self::Painting,
        Self::Tone,
        Self::Texture,
    ];

    fn name(self) -> &'static CStr {
        match self {
            Self::Picture => c"picture",
            Self::CutOut => c"cut_out",
            Self::Line => c"line",
            Self::Flats => c"flats",
            Self::Shade => c"shade",
            Self::Regions => c"regions",
            Self::Labels => c"labels",
            Self::Confidence => c"confidence",
            Self::Withdraw => c"withdraw",
            Self::Painting => c"painting",
            Self::Tone => c"tone",
            Self::Texture => c"texture",
        }
    }
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

    /// The layers that there are.
    fn list(&self) -> Vec<ColorizeLayer> {
        let layers = &self.layers;
        let is_there = |layer: &ColorizeLayer| match layer {
            ColorizeLayer::Regions => layers.info().len() <= usize::from(u16::MAX),
            ColorizeLayer::Withdraw => layers.withdraw().is_some(),
            ColorizeLayer::Tone => layers.tone().is_some(),
            ColorizeLayer::Texture => layers.texture().is_some(),
            _ => true,
        };
        ColorizeLayer::ALL.into_iter().filter(is_there).collect()
    }

    fn view(&self, layer: ColorizeLayer) -> Result<ColorizeImageView, ColorizeError> {
        Ok(match layer {
            ColorizeLayer::Regions => ColorizeImageView::of(self.regions_16()?, ColorizePixelFormat::Gray16),
            ColorizeLayer::Labels => ColorizeImageView::of(self.layers.labels(), ColorizePixelFormat::Gray8),
            ColorizeLayer::Confidence => {
                ColorizeImageView::of(self.layers.confidence(), ColorizePixelFormat::Gray8)
            }
            _ => ColorizeImageView::of(self.colors(layer)?, ColorizePixelFormat::Rgba8),
        })
    }

    /// Writes a layer over the caller's pixels.
    ///
    /// # Safety
    /// The caller lent them to be written.
    unsafe fn read(&self, layer: ColorizeLayer, pixels: &Pixels<'_>) -> Result<(), ColorizeError> {
        use ColorizePixelFormat::{Gray8, Gray16};
        let layers = &self.layers;
        // SAFETY: the caller's promise.
        unsafe {
            match layer {
                ColorizeLayer::Regions => {
                    pixels.fill_with_numbers(self.regions_16()?, Gray16, u16::to_ne_bytes)
                }
                ColorizeLayer::Labels => pixels.fill_with_numbers(layers.labels(), Gray8, |id| [id]),
                ColorizeLayer::Confidence => {
                    pixels.fill_with_numbers(layers.confidence(), Gray8, |share| [share])
                }
                _ => pixels.fill(self.colors(layer)?),
            }
        }
    }

    fn regions_16(&self) -> Result<&core::Plane<u16>, ColorizeError> {
        if self.regions_16.get().is_none() {
            let _ = self.regions_16.set(self.layers.regions_16()?); // another thread was first: the same
        }
        Ok(self.regions_16.get().expect("set above"))
    }

    /// A layer of colours.
    fn colors(&self, layer: ColorizeLayer) -> Result<&core::Raster, ColorizeError> {
        let layers = &self.layers;
        let missing = |why| ColorizeError::invalid(why);
        Ok(match layer {
            ColorizeLayer::Picture => self.picture.get_or_init(|| layers.picture()),
            ColorizeLayer::CutOut => self.cut_out.get_or_init(|| layers.cut_out()),
            ColorizeLayer::Painting => self.painting.get_or_init(|| layers.picture_without_line()),
            ColorizeLayer::Line => layers.line(),
            ColorizeLayer::Flats => layers.flats(),
            ColorizeLayer::Shade => layers.shade(),
            ColorizeLayer::Tone => layers
                .tone()
                .ok_or_else(|| missing("there is no layer of tone: the drawing has no shading of its own"))?,
            ColorizeLayer::Texture => layers.texture().ok_or_else(|| {
                missing("there is no layer of texture: no hint has texture, pattern or gradation")
            })?,
            ColorizeLayer::Withdraw => layers
                .withdraw()
                .ok_or_else(|| missing("there is no layer of withdrawn regions; set `has_withdrawal`"))?,
            ColorizeLayer::Regions | ColorizeLayer::Labels | ColorizeLayer::Confidence => {
                return Err(missing("the layer holds numbers"));
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

/// Copies one layer into the caller's memory: `pixels` tells where, in which format and stride, and with which alpha, and
/// is as large as the layers. Its pixels are written, for all that `data` is a pointer to const, and the bytes between its
/// rows are not.
///
/// Formats without alpha take the layer over white, and their unused bytes become 255; grey is Rec. 709 luma of the sRGB
/// values. `COLORIZE_LAYER_REGIONS` is GRAY16, `_LABELS` and `_CONFIDENCE` are GRAY8, and have no other format. If the call
/// fails nothing is written.
///
/// # Safety
/// The pixels of `pixels` are writable.
#[unsafe(no_mangle)]
#[must_use]
pub unsafe extern "C" fn colorize_layers_read(
    layers: Option<&ColorizeLayers>,
    layer: RawLayer,
    pixels: Option<&ColorizeImageView>,
    error: Option<&mut MaybeUninit<Option<Box<ColorizeError>>>>,
) -> ColorizeStatus {
    guard(error, || {
        let (layers, layer) = (non_null(layers, "layers")?, ColorizeLayer::from_c(layer)?);
        // SAFETY: the pixels are readable.
        let pixels = unsafe { non_null(pixels, "pixels")?.borrow("pixels") }?;
        // SAFETY: and writable.
        unsafe { layers.read(layer, &pixels) }
    })
}

/// Puts the layers that there are into `list`, at most `capacity` of them, and in `*count` how many there are: those that
/// `colorize_layers_view` gives. All are `colorize_layers_width` times `colorize_layers_height` pixels.
///
/// # Safety
/// `list` is NULL or writable for `capacity` of them.
#[unsafe(no_mangle)]
#[must_use]
pub unsafe extern "C" fn colorize_layers_list(
    layers: Option<&ColorizeLayers>,
    list: *mut RawLayer,
    capacity: usize,
    count: Option<&mut MaybeUninit<usize>>,
    error: Option<&mut MaybeUninit<Option<Box<ColorizeError>>>>,
) -> ColorizeStatus {
    guard(error, || {
        let found: Vec<RawLayer> =
            non_null(layers, "layers")?.list().into_iter().map(|layer| layer as RawLayer).collect();
        // SAFETY: so many are writable.
        unsafe { put_list(list, capacity, count, &found, "list") }
    })
}

/// The name of a layer in English, such as `flats` or `cut_out`; NULL if there is no such layer. Lives for ever.
#[unsafe(no_mangle)]
pub extern "C" fn colorize_layer_name(layer: RawLayer) -> *const c_char {
    quiet(ptr::null(), || ColorizeLayer::from_c(layer).map_or(ptr::null(), |layer| layer.name().as_ptr()))
}

/// Columns of all layers; 0 for NULL.
#[unsafe(no_mangle)]
pub extern "C" fn colorize_layers_width(layers: Option<&ColorizeLayers>) -> u32 {
    ask(layers, 0, |layers| layers.layers.line().width() as u32)
}

/// Rows of all layers; 0 for NULL.
#[unsafe(no_mangle)]
pub extern "C" fn colorize_layers_height(layers: Option<&ColorizeLayers>) -> u32 {
    ask(layers, 0, |layers| layers.layers.line().height() as u32)
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

/// Puts what `layers.json` holds in `*json`: sizes, kind of drawing, names of the labels, all regions. The text lives until
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

use std::ffi::c_char;
use std::ptr;

use colorize_core as core;
use safer_ffi::prelude::*;

use crate::boundary::{from_c, quiet, slice, text};
use crate::device::{ColorizeDevice, RawDevice};
use crate::error::ColorizeError;
use crate::histogram::COLORIZE_HISTOGRAM_BINS;
use crate::prompt::ColorizeRgb;
use crate::structure::{Options, growing};

/// The most colours of a palette that is asked for.
const PALETTE: usize = 65_536;

/// What counts as ink.
#[derive_ReprC]
#[repr(u32)]
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum ColorizeInkSource {
    /// Alpha if more than a tenth of the drawing is transparent and what is not is line; else lightness if light lines
    /// lie on a dark ground; else darkness.
    Auto = 0,
    /// Alpha, whatever the line's colour.
    Alpha = 1,
    /// How much darker a pixel is than the paper around it.
    Darkness = 2,
    /// How much lighter a pixel is than the ground around it: chalk on a blackboard, white lines on a blueprint.
    Lightness = 3,
}

from_c!(RawInkSource, ColorizeInkSource, "ink source");

impl ColorizeInkSource {
    pub(crate) fn of_core(source: core::InkSource) -> Self {
        match source {
            core::InkSource::Alpha => Self::Alpha,
            core::InkSource::Darkness => Self::Darkness,
            core::InkSource::Lightness => Self::Lightness,
            _ => Self::Auto,
        }
    }
}

/// What kind of drawing it is, and so what in it is ink, what shading, and what a wish for a colour.
#[derive_ReprC]
#[repr(u32)]
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum ColorizeDrawingKind {
    /// Found out from the picture.
    Auto = 0,
    /// Lines on paper; solid black is ink.
    Line = 1,
    /// Soft grey lines without any black.
    Pencil = 2,
    /// A photograph or scan with shadows across it and paper grain: both are dropped.
    Photo = 3,
    /// A picture in greys, or lines with grey shading, which comes back as shade.
    Grey = 4,
    /// Screen tones, dots in a grid, which come back as shade.
    Halftone = 5,
    /// Lines over areas of colour or grey, which are hints for their regions.
    Undercoated = 6,
    /// Ink over a light blue pencil's lines, which are dropped.
    BluePencil = 7,
}

from_c!(RawDrawingKind, ColorizeDrawingKind, "kind of drawing");

impl ColorizeDrawingKind {
    pub(crate) fn of_core(kind: core::DrawingKind) -> Self {
        match kind {
            core::DrawingKind::Line => Self::Line,
            core::DrawingKind::Pencil => Self::Pencil,
            core::DrawingKind::Photo => Self::Photo,
            core::DrawingKind::Grey => Self::Grey,
            core::DrawingKind::Halftone => Self::Halftone,
            core::DrawingKind::Undercoated => Self::Undercoated,
            core::DrawingKind::BluePencil => Self::BluePencil,
            _ => Self::Auto,
        }
    }

    fn to_core(self) -> core::DrawingKind {
        match self {
            Self::Auto => core::DrawingKind::Auto,
            Self::Line => core::DrawingKind::Line,
            Self::Pencil => core::DrawingKind::Pencil,
            Self::Photo => core::DrawingKind::Photo,
            Self::Grey => core::DrawingKind::Grey,
            Self::Halftone => core::DrawingKind::Halftone,
            Self::Undercoated => core::DrawingKind::Undercoated,
            Self::BluePencil => core::DrawingKind::BluePencil,
        }
    }
}

/// How large a picture may be. Fill it with `colorize_limits_init`, then change what you like.
#[repr(C)]
#[derive(Clone, Copy, Debug)]
pub struct ColorizeLimits {
    /// `sizeof(ColorizeLimits)`, as the caller compiled it.
    pub struct_size: usize,
    /// The most pixels, 100 million by default.
    pub pixels: u64,
    /// The most bytes that a file, or all buffers of one decoding, may take; 2 GiB by default.
    pub bytes: u64,
}

/// What an engine runs on, and what it may take. Fill it with `colorize_engine_options_init`, then change what you
/// like.
#[repr(C)]
#[derive(Clone, Copy, Debug)]
pub struct ColorizeEngineOptions {
    /// `sizeof(ColorizeEngineOptions)`, as the caller compiled it.
    pub struct_size: usize,
    /// What the networks run on; `COLORIZE_DEVICE_CPU` by default.
    pub device: RawDevice,
    /// Threads for all work of the engine's drawings, 1 to 256, the engine's own; 0, the default, takes those that the
    /// library shares in the whole program, one for each processor.
    pub threads: u32,
    /// The most bytes that one run of a network holds beside its inputs, its result and its weights; 256 MiB by
    /// default. Larger drawings then go through in strips, which takes longer and gives the same result.
    pub memory: u64,
}

/// How a drawing is read. Fill it with `colorize_read_options_init`, then change what you like.
#[repr(C)]
#[derive(Clone, Copy, Debug)]
pub struct ColorizeReadOptions {
    /// `sizeof(ColorizeReadOptions)`, as the caller compiled it.
    pub struct_size: usize,
    /// What counts as ink; `COLORIZE_INK_SOURCE_AUTO` by default.
    pub ink: RawInkSource,
    /// The widest opening in a line that counts as closed, 0 to 1000 pixels; negative, the default, finds it
    /// from the drawing's size and lines.
    pub gap: i32,
    /// The least ink that counts as a line, 1 to 255; 48 by default.
    pub ink_threshold: u32,
    /// Regions with less paper than this many pixels go to a neighbour; negative, the default, finds it from
    /// the drawing's size.
    pub min_area: i32,
    /// Working resolution, longest side, 64 to 2048 pixels; 512 by default. The networks see the drawing at a
    /// half, at three quarters and at nine eighths of it, 1536 pixels at most.
    pub max_side: u32,
    /// Not 0, the default, to look at the mirror image as well: surer parts, two fifths more work.
    pub mirror: u32,
    /// The most pixels the drawing may have, 100 million by default.
    pub max_pixels: u64,
    /// The most regions the drawing may have, 1 million by default: each takes about 300 bytes.
    pub max_regions: u64,
    /// What kind of drawing it is; `COLORIZE_DRAWING_KIND_AUTO` by default.
    pub kind: RawDrawingKind,
    /// Not used yet; 0.
    pub reserved: u32,
}

/// How a drawing is coloured. Fill it with `colorize_color_options_init`, then change what you like.
#[repr(C)]
#[derive(Clone, Copy, Debug)]
pub struct ColorizeColorOptions {
    /// `sizeof(ColorizeColorOptions)`, as the caller compiled it.
    pub struct_size: usize,
    /// Which automatic palette: 0, the default, for one that suits what the drawing shows, any other number for another.
    pub seed: u64,
    /// A colour sheet as JSON, such as `{"parts": {"hair": "#80503a", "top": ["#5fa3a3", "#f4efe6"]}}`, or the text
    /// of a GIMP palette whose colours are named after parts; NULL, the default, takes a palette by `seed`. Read during
    /// the call only.
    pub sheet: *const c_char,
    /// How strong shade and light are, 0 none to 2; 1 by default.
    pub shade: f32,
    /// Not 0 if the next three fields tell where the light comes from; 0 by default.
    pub has_light: u32,
    /// Where the light comes from: -1 left to 1 right.
    pub light_x: f32,
    /// Where the light comes from: -1 top to 1 bottom.
    pub light_y: f32,
    /// 0 hard edges to 1 soft ones.
    pub light_softness: f32,
    /// Not 0 to give regions back uncoloured, with slashes, whose part is not certain enough; 0 by default.
    pub has_withdrawal: u32,
    /// Regions less certain than this are withdrawn, 0 to 1; 0.8 by default. See `colorize_engine_threshold`.
    pub withdraw_below: f32,
    /// Regions of at most so many pixels do as their largest neighbour does; 10 by default.
    pub withdraw_tiny: u32,
    /// From one slash to the next, 2 to 4096 pixels; 0, the default, finds it from the drawing's size.
    pub slash_spacing: f32,
    /// How slashes run, in degrees from the horizontal, counterclockwise; 45 by default.
    pub slash_angle: f32,
    /// The two colours of slashes.
    pub slash_colors: [ColorizeRgb; 2],
    /// Not used yet; 0.
    pub reserved: [u8; 2],
    /// The only colours that flats may have but for those that hints ask for, `palette_count` of them: each flat takes the
    /// nearest in OKLab. NULL, the default, allows all. Read during the call only.
    pub palette: *const ColorizeRgb,
    /// How many colours `palette` has, at most 65,536; 0 by default.
    pub palette_count: usize,
    /// How much of the figure is to have which colour, the shares of the `COLORIZE_HISTOGRAM_BINS` bins of
    /// `colorize_histogram`: the parts take such colours of these that the picture has nearly as much of each; what hints
    /// and a sheet say wins. NULL, the default, asks for nothing. Read during the call only.
    pub histogram: *const f32,
}

growing!(ColorizeLimits, bytes: u64);
growing!(ColorizeEngineOptions, memory: u64);
growing!(ColorizeReadOptions, max_regions: u64);
growing!(ColorizeColorOptions, reserved: [u8; 2]);

// SAFETY: `struct_size` comes first.
unsafe impl Options for ColorizeLimits {
    fn defaults() -> Self {
        let core::Limits { pixels, bytes, .. } = core::Limits::default();
        Self { struct_size: size_of::<Self>(), pixels, bytes }
    }
}

// SAFETY: `struct_size` comes first.
unsafe impl Options for ColorizeEngineOptions {
    fn defaults() -> Self {
        let core::EngineOptions { memory, .. } = core::EngineOptions::default();
        Self {
            struct_size: size_of::<Self>(),
            device: ColorizeDevice::Cpu as u32,
            threads: 0,
            memory: memory as u64,
        }
    }
}

// SAFETY: `struct_size` comes first.
unsafe impl Options for ColorizeReadOptions {
    fn defaults() -> Self {
        let core::ReadOptions { regions, max_side, mirror, .. } = core::ReadOptions::default();
        let or_automatic = |value: Option<u32>| value.map_or(-1, |value| value as i32);
        Self {
            struct_size: size_of::<Self>(),
            ink: ColorizeInkSource::Auto as u32,
            gap: or_automatic(regions.gap),
            ink_threshold: regions.ink_threshold.into(),
            min_area: or_automatic(regions.min_area),
            max_side: max_side as u32,
            mirror: mirror.into(),
            max_pixels: core::Limits::default().pixels,
            max_regions: regions.max_regions.into(),
            kind: ColorizeDrawingKind::Auto as u32,
            reserved: 0,
        }
    }
}

// SAFETY: `struct_size` comes first.
unsafe impl Options for ColorizeColorOptions {
    fn defaults() -> Self {
        let core::ColorOptions { seed, shade, .. } = core::ColorOptions::default();
        let core::Withdrawal { below, tiny, slashes, .. } = core::Withdrawal::default();
        Self {
            struct_size: size_of::<Self>(),
            seed,
            sheet: ptr::null(),
            shade,
            has_light: 0,
            light_x: 0.0,
            light_y: 0.0,
            light_softness: 0.0,
            has_withdrawal: 0,
            withdraw_below: below,
            withdraw_tiny: tiny,
            slash_spacing: slashes.spacing.unwrap_or(0.0),
            slash_angle: slashes.angle,
            slash_colors: slashes.colors.map(ColorizeRgb::from),
            reserved: [0; 2],
            palette: ptr::null(),
            palette_count: 0,
            histogram: ptr::null(),
        }
    }
}

impl ColorizeLimits {
    pub(crate) fn to_core(self) -> core::Limits {
        core::Limits::default().with_pixels(self.pixels).with_bytes(self.bytes)
    }
}

impl ColorizeEngineOptions {
    pub(crate) fn to_core(self) -> Result<core::EngineOptions, ColorizeError> {
        let options = core::EngineOptions::default()
            .with_device(ColorizeDevice::from_c(self.device)?.to_core())
            .with_memory(usize::try_from(self.memory).unwrap_or(usize::MAX));
        Ok(if self.threads == 0 { options } else { options.with_threads(self.threads as usize) })
    }
}

impl ColorizeReadOptions {
    /// How large the drawing may be.
    pub(crate) fn limits(&self) -> core::Limits {
        core::Limits::default().with_pixels(self.max_pixels).with_bytes(u64::MAX)
    }

    pub(crate) fn to_core(self) -> Result<core::ReadOptions, ColorizeError> {
        let ink = match ColorizeInkSource::from_c(self.ink)? {
            ColorizeInkSource::Auto => core::InkSource::Auto,
            ColorizeInkSource::Alpha => core::InkSource::Alpha,
            ColorizeInkSource::Darkness => core::InkSource::Darkness,
            ColorizeInkSource::Lightness => core::InkSource::Lightness,
        };
        let ink_threshold = u8::try_from(self.ink_threshold).map_err(|_| {
            ColorizeError::invalid(format!("ink threshold {} is outside 1..=255", self.ink_threshold))
        })?;
        let regions = core::RegionOptions::default()
            .with_gap(u32::try_from(self.gap).ok())
            .with_ink_threshold(ink_threshold)
            .with_min_area(u32::try_from(self.min_area).ok())
            .with_max_regions(u32::try_from(self.max_regions).unwrap_or(u32::MAX));
        let kind = ColorizeDrawingKind::from_c(self.kind)?.to_core();
        if self.reserved != 0 {
            return Err(ColorizeError::invalid(format!("`options.reserved` is {}, not 0", self.reserved)));
        }
        Ok(core::ReadOptions::default()
            .with_kind(kind)
            .with_ink(ink)
            .with_regions(regions)
            .with_max_side(self.max_side as usize)
            .with_mirror(self.mirror != 0))
    }
}

impl ColorizeColorOptions {
    /// # Safety
    /// `sheet` is NULL or ends with NUL; `palette` is NULL or readable for `palette_count` colours, `histogram` NULL or for
    /// its bins.
    pub(crate) unsafe fn to_core(self) -> Result<core::ColorOptions, ColorizeError> {
        let sheet = if self.sheet.is_null() {
            None
        } else {
            // SAFETY: the caller's promise.
            let json = unsafe { text(self.sheet, "options.sheet") }?;
            Some(core::ColorSheet::from_text(json)?)
        };
        if self.reserved != [0; 2] {
            return Err(ColorizeError::invalid(format!("`options.reserved` is {:?}, not 0", self.reserved)));
        }
        // SAFETY: the caller's promise.
        let palette = unsafe { slice(self.palette, self.palette_count, PALETTE, "options.palette") }?;
        let palette: Vec<core::Rgb> = palette.iter().copied().map(core::Rgb::from).collect();
        // SAFETY: the caller's promise.
        let histogram = unsafe { self.histogram.cast::<[f32; COLORIZE_HISTOGRAM_BINS]>().as_ref() };
        let histogram = histogram.map(|bins| core::Histogram::from_bins(bins)).transpose()?;
        let light = core::Light { x: self.light_x, y: self.light_y, softness: self.light_softness };
        let light = (self.has_light != 0).then_some(light);
        let slashes = core::Slashes::default()
            .with_spacing((self.slash_spacing != 0.0).then_some(self.slash_spacing))
            .with_angle(self.slash_angle)
            .with_colors(self.slash_colors.map(core::Rgb::from));
        let withdrawal = core::Withdrawal::default()
            .with_below(self.withdraw_below)
            .with_tiny(self.withdraw_tiny)
            .with_slashes(slashes);
        let withdraw = (self.has_withdrawal != 0).then_some(withdrawal);
        Ok(core::ColorOptions::default()
            .with_seed(self.seed)
            .with_sheet(sheet)
            .with_light(light)
            .with_shade(self.shade)
            .with_withdraw(withdraw)
            .with_palette((!self.palette.is_null()).then_some(palette))
            .with_histogram(histogram))
    }
}

/// Fills `limits` with the defaults of the library that is loaded. Does nothing for NULL.
///
/// # Safety
/// `limits` is NULL or writable for `struct_size` bytes, `sizeof(ColorizeLimits)`.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn colorize_limits_init(limits: *mut ColorizeLimits, struct_size: usize) {
    // SAFETY: so many bytes are writable.
    quiet((), || unsafe { Options::init(limits, struct_size) });
}

/// Fills `options` with the defaults of the library that is loaded. Does nothing for NULL.
///
/// # Safety
/// `options` is NULL or writable for `struct_size` bytes, `sizeof(ColorizeEngineOptions)`.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn colorize_engine_options_init(
    options: *mut ColorizeEngineOptions,
    struct_size: usize,
) {
    // SAFETY: so many bytes are writable.
    quiet((), || unsafe { Options::init(options, struct_size) });
}

/// Fills `options` with the defaults of the library that is loaded. Does nothing for NULL.
///
/// # Safety
/// `options` is NULL or writable for `struct_size` bytes, `sizeof(ColorizeReadOptions)`.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn colorize_read_options_init(options: *mut ColorizeReadOptions, struct_size: usize) {
    // SAFETY: so many bytes are writable.
    quiet((), || unsafe { Options::init(options, struct_size) });
}

/// Fills `options` with the defaults of the library that is loaded. Does nothing for NULL.
///
/// # Safety
/// `options` is NULL or writable for `struct_size` bytes, `sizeof(ColorizeColorOptions)`.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn colorize_color_options_init(options: *mut ColorizeColorOptions, struct_size: usize) {
    // SAFETY: so many bytes are writable.
    quiet((), || unsafe { Options::init(options, struct_size) });
}

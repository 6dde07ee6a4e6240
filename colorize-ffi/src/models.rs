use std::ffi::c_char;
use std::mem::MaybeUninit;

use colorize_core as core;
use safer_ffi::prelude::*;

use crate::boundary::{free, from_c, give, guard, non_null, path, slice};
use crate::error::{ColorizeError, ColorizeStatus};

/// The most bytes a model may have.
const MODEL_BYTES: usize = 1 << 30;

/// Which network a model file holds. Later versions may know more.
#[derive_ReprC]
#[repr(u32)]
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum ColorizeModelKind {
    /// Says what part each pixel shows, and how alike places are.
    Labeller = 1,
    /// Shades the flats, and finds colours that no hint told.
    Colorizer = 2,
    /// Cuts a coloured picture into blocks of one colour. An engine can do without it.
    Partitioner = 3,
    /// Tells the style of each place of a coloured picture; with a decoder in the file, regions are also shaded in such
    /// styles. An engine can do without it.
    Styles = 4,
    /// Tells how likely regions of two pictures show the same. An engine can do without it.
    Matcher = 5,
    /// Tells what each region shows, once it has looked at all others, and which want one colour. An engine can do without it.
    Regions = 6,
}

from_c!(RawModelKind, ColorizeModelKind, "model kind");

impl ColorizeModelKind {
    fn to_core(self) -> core::ModelKind {
        match self {
            Self::Labeller => core::ModelKind::Labeller,
            Self::Colorizer => core::ModelKind::Colorizer,
            Self::Partitioner => core::ModelKind::Partitioner,
            Self::Styles => core::ModelKind::Styles,
            Self::Matcher => core::ModelKind::Matcher,
            Self::Regions => core::ModelKind::Regions,
        }
    }
}

/// The networks that engines are made of: model files, one of each kind at most. For one thread at a time while it is
/// changed. Free it with `colorize_models_free`.
pub struct ColorizeModels(pub(crate) core::Models);

/// Puts the networks that come with the library in `*models`, any of which can be replaced.
///
/// Fails with `COLORIZE_STATUS_MODEL` if the library was built without networks.
#[unsafe(no_mangle)]
#[must_use]
pub extern "C" fn colorize_models_new_bundled(
    models: Option<&mut MaybeUninit<Option<Box<ColorizeModels>>>>,
    error: Option<&mut MaybeUninit<Option<Box<ColorizeError>>>>,
) -> ColorizeStatus {
    guard(error, || give(models, "models", || Ok(ColorizeModels(bundled()?))))
}

/// Makes a set without networks in `*models`, to be filled.
#[unsafe(no_mangle)]
#[must_use]
pub extern "C" fn colorize_models_new(
    models: Option<&mut MaybeUninit<Option<Box<ColorizeModels>>>>,
    error: Option<&mut MaybeUninit<Option<Box<ColorizeError>>>>,
) -> ColorizeStatus {
    guard(error, || give(models, "models", || Ok(ColorizeModels(core::Models::new()))))
}

/// Puts a network in from memory, a model file of `size` bytes, in place of the one of its kind.
///
/// Fails with `COLORIZE_STATUS_MODEL` if it is damaged or of another kind; `models` stays as it was then.
///
/// # Safety
/// `data` is NULL or readable for `size` bytes.
#[unsafe(no_mangle)]
#[must_use]
pub unsafe extern "C" fn colorize_models_set_bytes(
    models: Option<&mut ColorizeModels>,
    kind: RawModelKind,
    data: *const u8,
    size: usize,
    error: Option<&mut MaybeUninit<Option<Box<ColorizeError>>>>,
) -> ColorizeStatus {
    guard(error, || {
        let models = non_null(models, "models")?;
        let kind = ColorizeModelKind::from_c(kind)?.to_core();
        // SAFETY: `size` bytes are readable.
        let data = unsafe { slice(data, size, MODEL_BYTES, "data") }?;
        Ok(models.0.insert(kind, data.to_vec())?)
    })
}

/// Puts a network in from a model file, in place of the one of its kind; else as `colorize_models_set_bytes`.
///
/// # Safety
/// `path` is NULL or ends with NUL.
#[unsafe(no_mangle)]
#[must_use]
pub unsafe extern "C" fn colorize_models_set_file(
    models: Option<&mut ColorizeModels>,
    kind: RawModelKind,
    path: *const c_char,
    error: Option<&mut MaybeUninit<Option<Box<ColorizeError>>>>,
) -> ColorizeStatus {
    guard(error, || {
        let models = non_null(models, "models")?;
        let kind = ColorizeModelKind::from_c(kind)?.to_core();
        // SAFETY: it ends with NUL.
        let path = unsafe { self::path(path, "path") }?;
        Ok(models.0.open(kind, path)?)
    })
}

/// Frees `models`. NULL is allowed. Engines made of it live on.
#[unsafe(no_mangle)]
pub extern "C" fn colorize_models_free(models: Option<Box<ColorizeModels>>) {
    free(models);
}

#[cfg(feature = "bundled-models")]
#[expect(clippy::unnecessary_wraps, reason = "a build without networks has none to give")]
pub(crate) fn bundled() -> Result<core::Models, ColorizeError> {
    Ok(core::Models::bundled())
}

#[cfg(not(feature = "bundled-models"))]
pub(crate) fn bundled() -> Result<core::Models, ColorizeError> {
    Err(ColorizeError::new(
        ColorizeStatus::Model,
        "this build comes without networks: use colorize_models_new and put them in",
    ))
}

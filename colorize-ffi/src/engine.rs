use std::ffi::{CString, c_char};
use std::fs;

use colorize_core as core;

use crate::boundary::{free, give, guard, non_null, path, slice};
use crate::device::{ColorizeDevice, RawDevice};
use crate::error::{ColorizeError, ColorizeStatus};
use crate::options::{ColorizeEngineOptions, Options};

/// The most bytes a model may have.
const MODEL_BYTES: usize = 1 << 30;

/// The networks, ready to run on one device. Threads can share it. Free it with `colorize_engine_free`.
pub struct ColorizeEngine {
    pub(crate) engine: core::Engine,
    /// The names of the labels, by their numbers.
    names: Vec<CString>,
}

const _: () = {
    const fn shared_by_threads<T: Send + Sync>() {}
    shared_by_threads::<ColorizeEngine>();
};

/// Makes an engine in `*engine` with the networks that come with the library.
///
/// Takes some 10 MB of memory; make one and keep it. Fails with `COLORIZE_STATUS_DEVICE` if the device
/// is not in this build or not in this machine, with `COLORIZE_STATUS_MODEL` if the library was built
/// without networks.
///
/// # Safety
/// `engine` and `error` are NULL or writable.
#[unsafe(no_mangle)]
#[must_use]
pub unsafe extern "C" fn colorize_engine_new(
    device: RawDevice,
    engine: *mut *mut ColorizeEngine,
    error: *mut *mut ColorizeError,
) -> ColorizeStatus {
    // SAFETY: the caller's promise, for this block and what is inside.
    unsafe {
        guard(error, || {
            give(engine, "engine", || {
                let device = ColorizeDevice::from_c(device)?.to_core();
                bundled(core::EngineOptions { device, ..core::EngineOptions::default() })
            })
        })
    }
}

/// Makes an engine in `*engine` with the networks that come with the library, on so many threads and within so much
/// memory; `options` may be NULL for the defaults. Else as `colorize_engine_new`.
///
/// # Safety
/// `options` is NULL or readable for the `struct_size` bytes it says; `engine` and `error` are NULL or writable.
#[unsafe(no_mangle)]
#[must_use]
pub unsafe extern "C" fn colorize_engine_new_with_options(
    options: *const ColorizeEngineOptions,
    engine: *mut *mut ColorizeEngine,
    error: *mut *mut ColorizeError,
) -> ColorizeStatus {
    // SAFETY: the caller's promise, for this block and what is inside.
    unsafe {
        guard(error, || {
            give(engine, "engine", || bundled(ColorizeEngineOptions::read(options, "options")?.to_core()?))
        })
    }
}

/// Makes an engine in `*engine` with networks from memory, each a model file of `_size` bytes.
///
/// `labels` is the part labeller, `colors` the colouriser. Fails with `COLORIZE_STATUS_MODEL` if one is
/// damaged or another network.
///
/// # Safety
/// `labels` and `colors` are NULL or readable for `labels_size` and `colors_size` bytes; `engine` and
/// `error` are NULL or writable.
#[unsafe(no_mangle)]
#[must_use]
pub unsafe extern "C" fn colorize_engine_new_from_bytes(
    device: RawDevice,
    labels: *const u8,
    labels_size: usize,
    colors: *const u8,
    colors_size: usize,
    engine: *mut *mut ColorizeEngine,
    error: *mut *mut ColorizeError,
) -> ColorizeStatus {
    // SAFETY: the caller's promise, for this block and what is inside.
    unsafe {
        guard(error, || {
            give(engine, "engine", || {
                let device = ColorizeDevice::from_c(device)?;
                let labels = slice(labels, labels_size, MODEL_BYTES, "labels")?;
                let colors = slice(colors, colors_size, MODEL_BYTES, "colors")?;
                load(device, labels, colors)
            })
        })
    }
}

/// Makes an engine in `*engine` with networks from two model files; else as
/// `colorize_engine_new_from_bytes`.
///
/// # Safety
/// `labels_path` and `colors_path` are NULL or end with NUL; `engine` and `error` are NULL or writable.
#[unsafe(no_mangle)]
#[must_use]
pub unsafe extern "C" fn colorize_engine_new_from_files(
    device: RawDevice,
    labels_path: *const c_char,
    colors_path: *const c_char,
    engine: *mut *mut ColorizeEngine,
    error: *mut *mut ColorizeError,
) -> ColorizeStatus {
    // SAFETY: the caller's promise, for this block and what is inside.
    unsafe {
        guard(error, || {
            give(engine, "engine", || {
                let device = ColorizeDevice::from_c(device)?;
                let labels_path = path(labels_path, "labels_path")?;
                let colors_path = path(colors_path, "colors_path")?;
                let labels = fs::read(labels_path).map_err(core::Error::io(labels_path))?;
                let colors = fs::read(colors_path).map_err(core::Error::io(colors_path))?;
                load(device, &labels, &colors)
            })
        })
    }
}

/// Puts into `*threshold` the certainty below which regions must be withdrawn for a share of `accuracy`, 0 to 1, of
/// the coloured ones to be right; it stays as it was if the call fails.
///
/// Counted on drawings with known parts. Fails with `COLORIZE_STATUS_MODEL` if the labeller does not know how sure it
/// is, with `COLORIZE_STATUS_INVALID_ARGUMENT` if no threshold is enough.
///
/// # Safety
/// `engine` is NULL or a live engine; `threshold` and `error` are NULL or writable.
#[unsafe(no_mangle)]
#[must_use]
pub unsafe extern "C" fn colorize_engine_threshold(
    engine: *const ColorizeEngine,
    accuracy: f32,
    threshold: *mut f32,
    error: *mut *mut ColorizeError,
) -> ColorizeStatus {
    // SAFETY: the caller's promise, for this block and what is inside.
    unsafe {
        guard(error, || {
            let known = calibration(non_null(engine, "engine")?)?;
            let found = known.threshold(accuracy).ok_or_else(|| {
                ColorizeError::invalid(format!("no threshold makes a share of {accuracy} right"))
            })?;
            if threshold.is_null() {
                return Err(ColorizeError::null("threshold"));
            }
            threshold.write(found);
            Ok(())
        })
    }
}

/// Which vector instructions the networks use: `avx512`, `avx2`, `neon` or `portable`; NULL for NULL and for an engine
/// on another device than `COLORIZE_DEVICE_CPU`. Lives for ever.
///
/// # Safety
/// `engine` is NULL or a live engine.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn colorize_engine_level(engine: *const ColorizeEngine) -> *const c_char {
    // SAFETY: the caller's promise.
    let level = unsafe { engine.as_ref() }.and_then(|engine| engine.engine.level());
    match level {
        Some("avx512") => c"avx512".as_ptr(),
        Some("avx2") => c"avx2".as_ptr(),
        Some("neon") => c"neon".as_ptr(),
        Some(_) => c"portable".as_ptr(),
        None => std::ptr::null(),
    }
}

/// How many threads run the networks; 0 for NULL.
///
/// # Safety
/// `engine` is NULL or a live engine.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn colorize_engine_threads(engine: *const ColorizeEngine) -> u32 {
    // SAFETY: the caller's promise.
    unsafe { engine.as_ref() }.map_or(0, |engine| engine.engine.threads() as u32)
}

/// Puts into `*accuracy` the share of coloured regions that will be right, 0 to 1, and into `*coverage` the share of
/// regions that will be coloured, if those less certain than `threshold`, 0 to 1, rounded to hundredths, are
/// withdrawn; both stay as they were if the call fails. Either may be NULL.
///
/// Counted on drawings with known parts. Fails with `COLORIZE_STATUS_MODEL` if the labeller does not know how sure it
/// is, with `COLORIZE_STATUS_INVALID_ARGUMENT` if `threshold` is outside 0 to 1.
///
/// # Safety
/// `engine` is NULL or a live engine; `accuracy`, `coverage` and `error` are NULL or writable.
#[unsafe(no_mangle)]
#[must_use]
pub unsafe extern "C" fn colorize_engine_accuracy(
    engine: *const ColorizeEngine,
    threshold: f32,
    accuracy: *mut f32,
    coverage: *mut f32,
    error: *mut *mut ColorizeError,
) -> ColorizeStatus {
    // SAFETY: the caller's promise, for this block and what is inside.
    unsafe {
        guard(error, || {
            let known = calibration(non_null(engine, "engine")?)?;
            if !(0.0..=1.0).contains(&threshold) {
                return Err(ColorizeError::invalid(format!("threshold {threshold} is outside 0 to 1")));
            }
            let found = known.at(threshold);
            if let Some(accuracy) = accuracy.as_mut() {
                *accuracy = found.accuracy;
            }
            if let Some(coverage) = coverage.as_mut() {
                *coverage = found.coverage;
            }
            Ok(())
        })
    }
}

/// How many labels the labeller of `engine` tells apart: ids are below this; 21 for the networks that come with the
/// library. 0 for NULL.
///
/// # Safety
/// `engine` is NULL or a live engine.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn colorize_engine_label_count(engine: *const ColorizeEngine) -> u32 {
    // SAFETY: the caller's promise.
    unsafe { engine.as_ref() }.map_or(0, |engine| engine.names.len() as u32)
}

/// The name of label `id`, such as `hair` or `body_skin`, or a character's own name for it; NULL if there is none, or
/// for NULL. Lives as long as the engine.
///
/// # Safety
/// `engine` is NULL or a live engine.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn colorize_engine_label_name(engine: *const ColorizeEngine, id: u32) -> *const c_char {
    // SAFETY: the caller's promise.
    let name = unsafe { engine.as_ref() }.and_then(|engine| engine.names.get(id as usize));
    name.map_or(std::ptr::null(), |name| name.as_ptr())
}

/// Frees `engine`. NULL is allowed. Sessions made with it live on.
///
/// # Safety
/// `engine` is NULL or a live engine, which is dead after the call.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn colorize_engine_free(engine: *mut ColorizeEngine) {
    // SAFETY: the caller's promise.
    unsafe { free(engine) };
}

fn calibration(engine: &ColorizeEngine) -> Result<&core::Calibration, ColorizeError> {
    let known = engine.engine.calibration();
    known
        .ok_or_else(|| ColorizeError::new(ColorizeStatus::Model, "the labeller does not know how sure it is"))
}

impl From<core::Engine> for ColorizeEngine {
    fn from(engine: core::Engine) -> Self {
        let name =
            |own: &core::OwnLabel| CString::new(own.name.as_str()).expect("names hold no control characters");
        let names = engine.labels().iter().map(name).collect();
        Self { engine, names }
    }
}

#[cfg(feature = "bundled-models")]
fn bundled(options: core::EngineOptions) -> Result<ColorizeEngine, ColorizeError> {
    Ok(core::Engine::with_options(options, core::Models::BUNDLED)?.into())
}

#[cfg(not(feature = "bundled-models"))]
fn bundled(_: core::EngineOptions) -> Result<ColorizeEngine, ColorizeError> {
    Err(ColorizeError::new(
        ColorizeStatus::Model,
        "this build comes without networks: use colorize_engine_new_from_files",
    ))
}

fn load(device: ColorizeDevice, labels: &[u8], colors: &[u8]) -> Result<ColorizeEngine, ColorizeError> {
    Ok(core::Engine::with_models(device.to_core(), core::Models { labels, colors })?.into())
}

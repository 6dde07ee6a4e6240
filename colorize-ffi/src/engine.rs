use std::ffi::{CString, c_char};
use std::mem::MaybeUninit;
use std::ptr;
use std::sync::Arc;

use colorize_core as core;

use crate::boundary::{ask, free, give, guard, non_null, put};
use crate::error::{ColorizeError, ColorizeStatus};
use crate::models::{ColorizeModels, bundled};
use crate::options::ColorizeEngineOptions;
use crate::structure::Options;

/// The networks, ready to run on one device. Threads can share it. Free it with `colorize_engine_free`.
pub struct ColorizeEngine {
    pub(crate) engine: core::Engine,
    /// The names of the labels, by their numbers.
    pub(crate) names: Arc<[CString]>,
}

const _: () = {
    const fn shared_by_threads<T: Send + Sync>() {}
    shared_by_threads::<ColorizeEngine>();
};

/// Makes an engine in `*engine`.
///
/// `options` may be NULL for the defaults, `models` for the networks that come with the library. Takes some 10 MB of
/// memory; make one and keep it. Fails with `COLORIZE_STATUS_DEVICE` if the device is not in this build or not in this
/// machine, with `COLORIZE_STATUS_MODEL` if `models` lacks a network, or the library was built without any.
///
/// # Safety
/// `options` is NULL or readable for the `struct_size` bytes it says.
#[unsafe(no_mangle)]
#[must_use]
pub unsafe extern "C" fn colorize_engine_new(
    options: *const ColorizeEngineOptions,
    models: Option<&ColorizeModels>,
    engine: Option<&mut MaybeUninit<Option<Box<ColorizeEngine>>>>,
    error: Option<&mut MaybeUninit<Option<Box<ColorizeError>>>>,
) -> ColorizeStatus {
    guard(error, || {
        give(engine, "engine", || {
            // SAFETY: as many bytes are readable as it says.
            let options = unsafe { ColorizeEngineOptions::read(options, "options") }?.to_core()?;
            let engine = match models {
                Some(models) => core::Engine::with_options(options, &models.0)?,
                None => core::Engine::with_options(options, &bundled()?)?,
            };
            Ok(engine.into())
        })
    })
}

/// Puts into `*threshold` the certainty below which regions must be withdrawn for a share of `accuracy`, 0 to 1, of
/// the coloured ones to be right; it stays as it was if the call fails.
///
/// Counted on drawings with known parts. Fails with `COLORIZE_STATUS_MODEL` if the labeller does not know how sure it
/// is, with `COLORIZE_STATUS_INVALID_ARGUMENT` if no threshold is enough.
#[unsafe(no_mangle)]
#[must_use]
pub extern "C" fn colorize_engine_threshold(
    engine: Option<&ColorizeEngine>,
    accuracy: f32,
    threshold: Option<&mut MaybeUninit<f32>>,
    error: Option<&mut MaybeUninit<Option<Box<ColorizeError>>>>,
) -> ColorizeStatus {
    guard(error, || {
        let known = calibration(engine)?;
        if accuracy < 0.0 {
            return Err(ColorizeError::invalid(format!("accuracy {accuracy} is outside 0..=1")));
        }
        let found = known.threshold(accuracy).ok_or_else(|| {
            ColorizeError::invalid(format!("no threshold makes a share of {accuracy} right"))
        })?;
        put(threshold, found, "threshold")
    })
}

/// Puts into `*accuracy` the share of coloured regions that will be right, 0 to 1, and into `*coverage` the share of
/// regions that will be coloured, if those less certain than `threshold`, 0 to 1, rounded to hundredths, are
/// withdrawn; both stay as they were if the call fails. Either may be NULL.
///
/// Counted on drawings with known parts. Fails with `COLORIZE_STATUS_MODEL` if the labeller does not know how sure it
/// is, with `COLORIZE_STATUS_INVALID_ARGUMENT` if `threshold` is outside 0 to 1.
#[unsafe(no_mangle)]
#[must_use]
pub extern "C" fn colorize_engine_accuracy(
    engine: Option<&ColorizeEngine>,
    threshold: f32,
    accuracy: Option<&mut MaybeUninit<f32>>,
    coverage: Option<&mut MaybeUninit<f32>>,
    error: Option<&mut MaybeUninit<Option<Box<ColorizeError>>>>,
) -> ColorizeStatus {
    guard(error, || {
        let known = calibration(engine)?;
        if !(0.0..=1.0).contains(&threshold) {
            return Err(ColorizeError::invalid(format!("threshold {threshold} is outside 0 to 1")));
        }
        let found = known.at(threshold);
        if let Some(accuracy) = accuracy {
            accuracy.write(found.accuracy);
        }
        if let Some(coverage) = coverage {
            coverage.write(found.coverage);
        }
        Ok(())
    })
}

/// Which vector instructions the networks use: `avx512`, `avx2`, `neon` or `portable`; NULL for NULL and for an engine
/// on another device than `COLORIZE_DEVICE_CPU`. Lives for ever.
#[unsafe(no_mangle)]
pub extern "C" fn colorize_engine_level(engine: Option<&ColorizeEngine>) -> *const c_char {
    ask(engine, ptr::null(), |engine| match engine.engine.level() {
        Some("avx512") => c"avx512".as_ptr(),
        Some("avx2") => c"avx2".as_ptr(),
        Some("neon") => c"neon".as_ptr(),
        Some(_) => c"portable".as_ptr(),
        None => ptr::null(),
    })
}

/// How many threads all work of the engine's drawings runs on; 0 for NULL.
#[unsafe(no_mangle)]
pub extern "C" fn colorize_engine_threads(engine: Option<&ColorizeEngine>) -> u32 {
    ask(engine, 0, |engine| engine.engine.threads() as u32)
}

/// How many labels the labeller of `engine` tells apart: ids are below this; 21 for the networks that come with the
/// library. 0 for NULL.
#[unsafe(no_mangle)]
pub extern "C" fn colorize_engine_label_count(engine: Option<&ColorizeEngine>) -> u32 {
    ask(engine, 0, |engine| engine.names.len() as u32)
}

/// The name of label `id`, such as `hair` or `body_skin`, or a character's own name for it; NULL if there is none, or
/// for NULL. Lives as long as the engine.
#[unsafe(no_mangle)]
pub extern "C" fn colorize_engine_label_name(engine: Option<&ColorizeEngine>, id: u32) -> *const c_char {
    ask(engine, ptr::null(), |engine| engine.names.get(id as usize).map_or(ptr::null(), |name| name.as_ptr()))
}

/// Frees `engine`. NULL is allowed. Readings made with it live on.
#[unsafe(no_mangle)]
pub extern "C" fn colorize_engine_free(engine: Option<Box<ColorizeEngine>>) {
    free(engine);
}

fn calibration(engine: Option<&ColorizeEngine>) -> Result<&core::Calibration, ColorizeError> {
    let known = non_null(engine, "engine")?.engine.calibration();
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

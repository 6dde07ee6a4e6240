//! The C functions called from Rust: the paths of `tests/c/abi.c`, for sanitizers, and what C cannot try.
#![allow(clippy::undocumented_unsafe_blocks, reason = "every block is a call with its arguments in sight")]

use std::ffi::{CStr, CString, c_void};
use std::ptr::{null, null_mut};
use std::sync::atomic::{AtomicU32, Ordering};

use colorize::*;

const SIDE: usize = 96;
const RED: ColorizeRgb = ColorizeRgb { r: 255, g: 0, b: 0 };

/// Two boxes side by side.
fn drawing() -> Vec<u8> {
    let line = |x: usize, y: usize| {
        let inside = (8..88).contains(&x) && (8..88).contains(&y);
        inside
            && ([8, 46, 86].iter().any(|&c| (c..c + 2).contains(&x))
                || [8, 86].iter().any(|&r| (r..r + 2).contains(&y)))
    };
    (0..SIDE * SIDE).map(|i| if line(i % SIDE, i / SIDE) { 0 } else { 255 }).collect()
}

fn view(pixels: &[u8]) -> ColorizeImageView {
    ColorizeImageView {
        data: pixels.as_ptr().cast(),
        width: SIDE as u32,
        height: SIDE as u32,
        stride: SIDE as isize,
        format: ColorizePixelFormat::Gray8 as u32,
        premultiplied: 0,
    }
}

fn engine() -> *mut ColorizeEngine {
    let mut engine = null_mut();
    let mut error = null_mut();
    let status = unsafe { colorize_engine_new(ColorizeDevice::Cpu as u32, &mut engine, &mut error) };
    assert_eq!(status, ColorizeStatus::Ok, "{}", message(error));
    engine
}

fn small_options() -> ColorizeSessionOptions {
    let mut options = std::mem::MaybeUninit::uninit();
    let mut options: ColorizeSessionOptions = unsafe {
        colorize_session_options_init(options.as_mut_ptr(), size_of::<ColorizeSessionOptions>());
        options.assume_init()
    };
    options.max_side = 64;
    options
}

fn session(engine: *const ColorizeEngine) -> *mut ColorizeSession {
    let pixels = drawing();
    let mut session = null_mut();
    let (view, options) = (view(&pixels), small_options());
    let status =
        unsafe { colorize_session_new(engine, &view, &options, None, null_mut(), &mut session, null_mut()) };
    assert_eq!(status, ColorizeStatus::Ok);
    session
}

fn message(error: *mut ColorizeError) -> String {
    let text = unsafe { CStr::from_ptr(colorize_error_message(error)) }.to_str().unwrap().to_owned();
    unsafe { colorize_error_free(error) };
    text
}

unsafe extern "C" fn count(user_data: *mut c_void, _: f32) -> bool {
    unsafe { &*user_data.cast::<AtomicU32>() }.fetch_add(1, Ordering::Relaxed);
    true
}

unsafe extern "C" fn stop(_: *mut c_void, _: f32) -> bool {
    false
}

/// Colours the left box and gives its flat colour and the picture.
fn color(session: *mut ColorizeSession, rgb: ColorizeRgb) -> (Vec<u8>, Vec<u8>) {
    let (mut prompt, mut layers) = (null_mut(), null_mut());
    let calls = AtomicU32::new(0);
    let user_data = (&raw const calls).cast_mut().cast();
    unsafe {
        assert_eq!(colorize_prompt_new(&mut prompt, null_mut()), ColorizeStatus::Ok);
        let added = colorize_prompt_add_point(prompt, 20.0, 20.0, rgb, 1.0, null_mut());
        assert_eq!(added, ColorizeStatus::Ok);
        let status =
            colorize_session_color(session, prompt, null(), Some(count), user_data, &mut layers, null_mut());
        assert_eq!(status, ColorizeStatus::Ok);
        colorize_prompt_free(prompt);
        let read = |layer: ColorizeLayer| {
            let mut view = view(&[]);
            assert_eq!(colorize_layers_view(layers, layer as u32, &mut view, null_mut()), ColorizeStatus::Ok);
            std::slice::from_raw_parts(view.data.cast::<u8>(), SIDE * SIDE * 4).to_vec()
        };
        let (flats, picture) = (read(ColorizeLayer::Flats), read(ColorizeLayer::Picture));
        colorize_layers_free(layers);
        assert!(calls.load(Ordering::Relaxed) > 2);
        (flats[(20 * SIDE + 20) * 4..][..4].to_vec(), picture)
    }
}

#[test]
fn hinted_region_gets_the_asked_colour_and_cancelling_changes_nothing() {
    let engine = engine();
    let session = session(engine);
    let (flat, picture) = color(session, RED);
    assert_eq!(flat, [255, 0, 0, 255]);
    let (mut layers, mut error) = (null_mut(), null_mut());
    unsafe {
        let status =
            colorize_session_color(session, null(), null(), Some(stop), null_mut(), &mut layers, &mut error);
        assert_eq!(status, ColorizeStatus::Cancelled);
    }
    assert_eq!(message(error), "cancelled");
    assert!(layers.is_null());
    assert_eq!(color(session, RED).1, picture);
    unsafe {
        colorize_session_free(session);
        colorize_engine_free(engine);
    }
}

/// A handle on its way to another thread.
struct Sent<T>(*mut T);
unsafe impl<T> Send for Sent<T> {}
unsafe impl<T> Sync for Sent<T> {}

#[test]
fn threads_share_an_engine() {
    let engine = Sent(engine());
    std::thread::scope(|threads| {
        for red in [10, 20, 30] {
            let engine = &engine;
            threads.spawn(move || {
                let session = session(engine.0);
                assert_eq!(color(session, ColorizeRgb { r: red, g: 0, b: 0 }).0, [red, 0, 0, 255]);
                unsafe { colorize_session_free(session) };
            });
        }
    });
    unsafe { colorize_engine_free(engine.0) };
}

#[test]
fn wrong_arguments_are_told() {
    let engine = engine();
    let pixels = drawing();
    let good = view(&pixels);
    let check = |view: ColorizeImageView, expected: &str| {
        let (mut session, mut error) = (null_mut(), null_mut());
        let status = unsafe {
            colorize_session_new(engine, &view, null(), None, null_mut(), &mut session, &mut error)
        };
        assert_eq!(status, ColorizeStatus::InvalidArgument);
        assert!(session.is_null());
        let message = message(error);
        assert!(message.contains(expected), "{message}");
    };
    check(ColorizeImageView { format: 77, ..good }, "pixel format 77 is unknown");
    check(ColorizeImageView { data: null(), ..good }, "`drawing.data` is NULL");
    check(ColorizeImageView { width: 0, ..good }, "0x96 is empty");
    check(ColorizeImageView { height: 0, ..good }, "96x0 is empty");
    check(ColorizeImageView { stride: 95, ..good }, "shorter than a row");
    check(ColorizeImageView { stride: -95, ..good }, "shorter than a row");
    check(ColorizeImageView { stride: isize::MIN, ..good }, "memory");
    check(ColorizeImageView { stride: isize::MAX, ..good }, "memory");
    unsafe { colorize_engine_free(engine) };
}

/// The bundled networks, from files.
#[test]
fn networks_are_read_from_files() {
    let models = std::path::Path::new(env!("CARGO_MANIFEST_DIR")).join("../colorize-core/models");
    let path = |name| CString::new(models.join(name).to_str().unwrap()).unwrap();
    let (labels, colors) = (path("labels.safetensors"), path("colors.safetensors"));
    let (mut engine, mut error) = (null_mut(), null_mut());
    unsafe {
        let cpu = ColorizeDevice::Cpu as u32;
        let status =
            colorize_engine_new_from_files(cpu, labels.as_ptr(), colors.as_ptr(), &mut engine, &mut error);
        assert_eq!(status, ColorizeStatus::Ok);
        colorize_engine_free(engine);
        let swapped =
            colorize_engine_new_from_files(cpu, colors.as_ptr(), labels.as_ptr(), &mut engine, &mut error);
        assert_eq!(swapped, ColorizeStatus::Model);
        assert!(engine.is_null());
    }
    let message = message(error);
    assert!(message.contains("wanted `colorize-labeller"), "{message}");
}

//! The C functions called from Rust: the paths of `tests/c/abi.c`, for sanitizers, and what C cannot try.
#![allow(clippy::undocumented_unsafe_blocks, reason = "every block is a call with its arguments in sight")]

use std::ffi::{CStr, CString, c_void};
use std::mem::MaybeUninit;
use std::ptr::{null, null_mut};
use std::sync::Barrier;
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
        plane_stride: 0,
    }
}

type Out<'a, T> = Option<&'a mut MaybeUninit<Option<Box<T>>>>;

/// What `call` puts into its out-pointer, or the status and message of its error.
fn made<T>(
    call: impl FnOnce(Out<'_, T>, Out<'_, ColorizeError>) -> ColorizeStatus,
) -> Result<Box<T>, (ColorizeStatus, String)> {
    let (mut out, mut error) = (MaybeUninit::uninit(), MaybeUninit::uninit());
    let status = call(Some(&mut out), Some(&mut error));
    let (out, error) = unsafe { (out.assume_init(), error.assume_init()) };
    assert_eq!(status == ColorizeStatus::Ok, error.is_none());
    assert_eq!(status, colorize_error_status(error.as_deref()));
    let message = unsafe { CStr::from_ptr(colorize_error_message(error.as_deref())) };
    let message = message.to_str().unwrap().to_owned();
    colorize_error_free(error);
    match out {
        Some(out) if status == ColorizeStatus::Ok => Ok(out),
        out => {
            assert!(out.is_none());
            Err((status, message))
        }
    }
}

/// The status and message of a call that makes nothing.
fn done(call: impl FnOnce(Out<'_, ColorizeError>) -> ColorizeStatus) -> Result<(), (ColorizeStatus, String)> {
    let nothing = |out: Out<'_, ()>, error: Out<'_, ColorizeError>| {
        let status = call(error);
        out.unwrap().write((status == ColorizeStatus::Ok).then(|| Box::new(())));
        status
    };
    made(nothing).map(|_| ())
}

fn engine() -> Box<ColorizeEngine> {
    made(|out, error| unsafe { colorize_engine_new(null(), None, out, error) }).unwrap()
}

fn small_options() -> ColorizeReadOptions {
    let mut options = MaybeUninit::uninit();
    let mut options: ColorizeReadOptions = unsafe {
        colorize_read_options_init(options.as_mut_ptr(), size_of::<ColorizeReadOptions>());
        options.assume_init()
    };
    options.max_side = 64;
    options
}

fn read(
    engine: &ColorizeEngine,
    view: &ColorizeImageView,
) -> Result<Box<ColorizeReading>, (ColorizeStatus, String)> {
    let options = small_options();
    made(|out, error| unsafe {
        colorize_reading_new(Some(engine), Some(view), &options, None, null_mut(), out, error)
    })
}

fn document(reading: &ColorizeReading) -> *mut ColorizeDocument {
    Box::into_raw(made(|out, error| colorize_document_new(Some(reading), out, error)).unwrap())
}

fn end(document: *mut ColorizeDocument) {
    colorize_document_free(Some(unsafe { Box::from_raw(document) }));
}

unsafe extern "C" fn count(user_data: *mut c_void, _: f32) -> bool {
    unsafe { &*user_data.cast::<AtomicU32>() }.fetch_add(1, Ordering::Relaxed);
    true
}

unsafe extern "C" fn stop(_: *mut c_void, _: f32) -> bool {
    false
}

/// Colours the left box and gives its flat colour and the picture.
fn color(document: *mut ColorizeDocument, rgb: ColorizeRgb) -> (Vec<u8>, Vec<u8>) {
    let mut prompt = made(|out, error| colorize_prompt_new(out, error)).unwrap();
    done(|error| colorize_prompt_add_point(Some(&mut prompt), 20.0, 20.0, rgb, 1.0, error)).unwrap();
    done(|error| unsafe { colorize_document_set_prompt(document, Some(&prompt), error) }).unwrap();
    colorize_prompt_free(Some(prompt));
    let calls = AtomicU32::new(0);
    let user_data = (&raw const calls).cast_mut().cast();
    let layers =
        made(|out, error| unsafe { colorize_document_color(document, Some(count), user_data, out, error) })
            .unwrap();
    assert!(calls.load(Ordering::Relaxed) > 2);
    let read = |layer: ColorizeLayer| {
        let mut view = MaybeUninit::uninit();
        done(|error| colorize_layers_view(Some(&layers), layer as u32, Some(&mut view), error)).unwrap();
        unsafe { std::slice::from_raw_parts(view.assume_init().data.cast::<u8>(), SIDE * SIDE * 4) }.to_vec()
    };
    let (flats, picture) = (read(ColorizeLayer::Flats), read(ColorizeLayer::Picture));
    colorize_layers_free(Some(layers));
    (flats[(20 * SIDE + 20) * 4..][..4].to_vec(), picture)
}

#[test]
fn hinted_region_gets_the_asked_colour_and_cancelling_changes_nothing() {
    let engine = engine();
    let reading = read(&engine, &view(&drawing())).unwrap();
    let document = document(&reading);
    // Neither is needed any more.
    colorize_reading_free(Some(reading));
    colorize_engine_free(Some(engine));
    let (flat, picture) = color(document, RED);
    assert_eq!(flat, [255, 0, 0, 255]);
    let cancelled =
        made(|out, error| unsafe { colorize_document_color(document, Some(stop), null_mut(), out, error) });
    assert!(cancelled.is_err_and(|error| error == (ColorizeStatus::Cancelled, "cancelled".into())));
    assert_eq!(color(document, RED).1, picture);
    end(document);
}

/// Documents on three threads, all of one reading.
#[test]
fn threads_share_an_engine_and_a_reading() {
    let engine = engine();
    let reading = read(&engine, &view(&drawing())).unwrap();
    std::thread::scope(|threads| {
        for red in [10, 20, 30] {
            let (engine, reading) = (&engine, &reading);
            threads.spawn(move || {
                let own = read(engine, &view(&drawing())).unwrap();
                for reading in [reading, &own] {
                    let document = document(reading);
                    assert_eq!(color(document, ColorizeRgb { r: red, g: 0, b: 0 }).0, [red, 0, 0, 255]);
                    end(document);
                }
                colorize_reading_free(Some(own));
            });
        }
    });
    colorize_reading_free(Some(reading));
    colorize_engine_free(Some(engine));
}

/// A handle on its way to another thread.
struct Sent<T>(*mut T);
unsafe impl<T> Send for Sent<T> {}
unsafe impl<T> Sync for Sent<T> {}

/// Waits until another thread has tried the document, too.
unsafe extern "C" fn wait(user_data: *mut c_void, done: f32) -> bool {
    if done == 0.0 {
        let barrier = unsafe { &*user_data.cast::<Barrier>() };
        barrier.wait();
        barrier.wait();
    }
    true
}

#[test]
fn a_document_in_use_on_another_thread_is_told_so() {
    let engine = engine();
    let reading = read(&engine, &view(&drawing())).unwrap();
    let (sent, barrier) = (Sent(document(&reading)), Barrier::new(2));
    std::thread::scope(|threads| {
        let (sent, barrier) = (&sent, &barrier);
        let coloring = threads.spawn(move || {
            let user_data = std::ptr::from_ref(barrier).cast_mut().cast();
            let made = made(|out, error| unsafe {
                colorize_document_color(sent.0, Some(wait), user_data, out, error)
            });
            colorize_layers_free(Some(made.unwrap()));
        });
        barrier.wait();
        let calls: [Result<(), _>; 4] = [
            made(|out, error| unsafe { colorize_document_color(sent.0, None, null_mut(), out, error) })
                .map(|_| ()),
            done(|error| unsafe { colorize_document_set_prompt(sent.0, None, error) }),
            done(|error| unsafe { colorize_document_set_reading(sent.0, Some(&reading), error) }),
            done(|error| unsafe { colorize_document_correct(sent.0, 1, c"hair".as_ptr(), error) }),
        ];
        barrier.wait();
        for call in calls {
            let (status, message) = call.unwrap_err();
            assert_eq!(status, ColorizeStatus::InvalidArgument);
            assert!(message.contains("the document is in use"), "{message}");
        }
        coloring.join().unwrap();
    });
    end(sent.0);
    colorize_reading_free(Some(reading));
    colorize_engine_free(Some(engine));
}

#[test]
fn wrong_arguments_are_told() {
    let engine = engine();
    let pixels = drawing();
    let good = view(&pixels);
    let check = |view: ColorizeImageView, expected: &str| {
        let (status, message) = read(&engine, &view).map(|_| ()).unwrap_err();
        assert_eq!(status, ColorizeStatus::InvalidArgument);
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
    colorize_engine_free(Some(engine));
}

/// A shot of one drawing, and a style that is stored.
#[test]
fn clips_and_libraries_hand_their_memory_back() {
    let engine = engine();
    let pixels = drawing();
    let reading = read(&engine, &view(&pixels)).unwrap();
    let painted: Vec<u8> = (0..SIDE * SIDE)
        .flat_map(|i| if (10..86).contains(&(i / SIDE)) { [200, 30, 20, 255] } else { [0; 4] })
        .collect();
    let colored = ColorizeImageView {
        stride: 4 * SIDE as isize,
        format: ColorizePixelFormat::Rgba8 as u32,
        ..view(&painted)
    };
    let reference = made(|out, error| unsafe {
        colorize_reference_new_from_reading(Some(&reading), Some(&colored), out, error)
    })
    .unwrap();
    let mut clip = made(|out, error| colorize_clip_new(Some(&engine), out, error)).unwrap();
    done(|error| colorize_clip_add_key(Some(&mut clip), 1, Some(&reference), error)).unwrap();
    colorize_reference_free(Some(reference));
    let mut frames = [3, 2, 1];
    let mut count = MaybeUninit::uninit();
    let place = frames.as_mut_ptr(); // one list for both
    done(|error| unsafe { colorize_clip_order(Some(&clip), place, 3, place, 3, Some(&mut count), error) })
        .unwrap();
    assert_eq!((frames, unsafe { count.assume_init() }), ([2, 3, 1], 2));
    let carried =
        made(|out, error| colorize_clip_carry(Some(&mut clip), 2, Some(&reading), out, error)).unwrap();
    assert_eq!(colorize_carried_region_count(Some(&carried)), colorize_reading_region_count(Some(&reading)));
    let json = made(|out, error| colorize_carried_json(Some(&carried), out, error)).unwrap();
    colorize_bytes_free(Some(json));
    colorize_carried_free(Some(carried));
    colorize_clip_free(Some(clip));

    let style = made(|out, error| unsafe {
        colorize_style_pick(Some(&colored), 40.0, 40.0, ColorizeStyleRange::Small as u32, out, error)
    })
    .unwrap();
    let library = made(|out, error| colorize_style_library_new(out, error)).unwrap();
    let library = Box::into_raw(library);
    let add = |name: &CStr| {
        done(|error| unsafe {
            colorize_style_library_add(library.as_mut(), name.as_ptr(), Some(&style), null(), error)
        })
    };
    add(c"red").unwrap();
    assert!(add(c"red").unwrap_err().1.contains("there is a style `red` already"));
    // With itself: the two pointers are one.
    done(|error| unsafe { colorize_style_library_merge(library, library, None, error) }).unwrap();
    let library = unsafe { Box::from_raw(library) };
    let bytes = made(|out, error| colorize_style_library_to_bytes(Some(&library), out, error)).unwrap();
    let (data, size) = (colorize_bytes_data(Some(&bytes)), colorize_bytes_size(Some(&bytes)));
    let again =
        made(|out, error| unsafe { colorize_style_library_from_bytes(data, size, null(), out, error) })
            .unwrap();
    assert_eq!(colorize_style_library_count(Some(&again)), 1);
    colorize_bytes_free(Some(bytes));
    colorize_style_library_free(Some(again));
    colorize_style_library_free(Some(library));
    colorize_style_free(Some(style));
    colorize_reading_free(Some(reading));
    colorize_engine_free(Some(engine));
}

/// The bundled networks, from files and from memory, where they belong and swapped.
#[test]
fn networks_are_read_from_files_and_from_memory() {
    let [labeller, colorizer] =
        [ColorizeModelKind::Labeller, ColorizeModelKind::Colorizer].map(|kind| kind as u32);
    let folder = std::path::Path::new(env!("CARGO_MANIFEST_DIR")).join("../colorize-core/models");
    let [labels, colors] = ["labels.safetensors", "colors.safetensors"].map(|name| folder.join(name));
    let mut models = made(|out, error| colorize_models_new(out, error)).unwrap();
    let mut from_file = |kind: u32, path: &std::path::Path| {
        let path = CString::new(path.to_str().unwrap()).unwrap();
        done(|error| unsafe { colorize_models_set_file(Some(&mut models), kind, path.as_ptr(), error) })
    };
    let (status, message) = from_file(labeller, &colors).unwrap_err();
    assert_eq!(status, ColorizeStatus::Model);
    assert!(
        message.contains("colors.safetensors: model file holds `colorize-colorizer")
            && message.contains("wanted `colorize-labeller"),
        "{message}"
    );
    from_file(labeller, &labels).unwrap();
    let from_memory = |models: &mut ColorizeModels, kind: u32, path: &std::path::Path| {
        let bytes = std::fs::read(path).unwrap();
        done(|error| unsafe {
            colorize_models_set_bytes(Some(models), kind, bytes.as_ptr(), bytes.len(), error)
        })
    };
    let (status, message) = from_memory(&mut models, colorizer, &labels).unwrap_err();
    assert_eq!(status, ColorizeStatus::Model);
    assert!(message.contains("wanted `colorize-colorizer"), "{message}");
    let engine_of = |models: &ColorizeModels| {
        made(|out, error| unsafe { colorize_engine_new(null(), Some(models), out, error) })
    };
    let (_, message) = engine_of(&models).map(|_| ()).unwrap_err();
    assert_eq!(message, "there is no colorizer among the networks; there are: labeller");
    from_memory(&mut models, colorizer, &colors).unwrap();
    let engine = engine_of(&models).unwrap();
    colorize_models_free(Some(models));
    assert_eq!(colorize_engine_label_count(Some(&engine)), 21);
    colorize_engine_free(Some(engine));
}

//! Input that is damaged, absurd or hostile: an error that helps, or a sensible picture, and no panic.

mod tool;

use std::path::Path;
use std::sync::LazyLock;

use colorize_core::{
    ColorOptions, ColorSheet, Device, Document, Engine, EngineOptions, Error, Hint, LabelSet, Layers, Light,
    Limits, ModelKind, Models, PixelFormat, Plane, Prompt, Raster, RasterRef, ReadOptions, Reading, Rgb,
    write_atomic,
};
use tool::{boxes, fail, names, succeed};

static ENGINE: LazyLock<Engine> = LazyLock::new(|| Engine::new(Device::Cpu).unwrap());

fn quick() -> ReadOptions {
    ReadOptions::default().with_max_side(64).with_mirror(false)
}

fn read(drawing: &Raster) -> Reading {
    Reading::new(&ENGINE, drawing, &quick(), None).unwrap()
}

fn hinted(reading: &Reading, hint: Hint) -> Result<Document, Error> {
    Document::new(reading.clone()).with_prompt(Prompt::from([hint]))
}

fn color(reading: &Reading, hint: Hint) -> Result<Layers, Error> {
    hinted(reading, hint)?.color(None)
}

/// A callback that cancels at its call number `stop`, from 0.
fn until(stop: usize) -> impl FnMut(f32) -> bool {
    let mut calls = 0..stop;
    move |_| calls.next().is_some()
}

/// The head of a PNG file that claims a size; what comes after it is missing.
fn png_header(width: u32, height: u32) -> Vec<u8> {
    let mut file = b"\x89PNG\r\n\x1a\n\x00\x00\x00\x0dIHDR".to_vec();
    file.extend(width.to_be_bytes());
    file.extend(height.to_be_bytes());
    file.extend([8, 6, 0, 0, 0]);
    file.extend([0; 4]); // a wrong checksum: the size is judged first
    file
}

/// Files that are no pictures, by what the tool must say of them.
fn broken_files() -> [(&'static str, Vec<u8>, &'static str); 5] {
    let whole = boxes().encode_png().unwrap();
    [
        ("empty.png", Vec::new(), "empty.png: the file is empty"),
        (
            "text.png",
            b"a horse, drawn in words".to_vec(),
            "text.png: this is not a PNG, JPEG, WebP, TIFF or BMP picture",
        ),
        ("half.png", whole[..whole.len() / 2].to_vec(), "half.png: damaged PNG picture: "),
        ("head.png", whole[..30].to_vec(), "head.png: damaged PNG picture: "),
        (
            "huge.png",
            png_header(60_000, 60_000),
            "huge.png: a picture of 60000x60000 takes 3600000000 pixels, over the limit of 100000000; raise ",
        ),
    ]
}

#[test]
fn files_that_are_no_pictures() {
    let folder = tempfile::tempdir().unwrap();
    for (name, bytes, expected) in broken_files() {
        let path = folder.path().join(name);
        std::fs::write(&path, bytes).unwrap();
        let error = Raster::open(&path, &Limits::default()).unwrap_err();
        assert!(matches!(error, Error::Image(_) | Error::Limit(_)), "{error:?}");
        assert!(error.to_string().contains(expected), "{error}");
        for command in ["color", "regions", "labels"] {
            let said = fail(folder.path(), &format!("{command} {name} -o out.png"), 3);
            assert!(said.starts_with(expected), "{said}");
        }
    }
    let said = fail(folder.path(), "color huge.png -o out.png", 3);
    assert!(said.ends_with("raise --max-megapixels"), "the tool's own option: {said}");
    assert!(!folder.path().join("out.png").exists());
}

#[test]
fn every_cut_of_a_picture_is_an_error() {
    let whole = boxes().encode_png().unwrap();
    // The last 12 bytes, IEND, are after the picture.
    for length in 0..whole.len() - 12 {
        let result = Raster::decode(&whole[..length], &Limits::default());
        assert!(matches!(result, Err(Error::Image(_))), "{length} of {} bytes", whole.len());
    }
}

#[test]
fn pictures_of_odd_shapes_are_coloured() {
    for (width, height) in [(1, 1), (1, 20_000), (20_000, 1), (2, 3), (63, 65)] {
        for drawing in [
            Plane::filled(width, height, [255; 4]),
            Plane::filled(width, height, [0, 0, 0, 255]),
            Plane::filled(width, height, [0; 4]),
            Plane::from_fn(width, height, |x, y| if (x + y) % 2 == 0 { [255; 4] } else { [0, 0, 0, 255] }),
        ] {
            let reading = read(&drawing);
            let last = Hint::point(width as f32 - 0.5, height as f32 - 0.5, Rgb::new(1, 2, 3));
            let layers = color(&reading, last).unwrap();
            assert_eq!((layers.flats().width(), layers.flats().height()), (width, height));
            assert_eq!(layers.flats().get(width - 1, height - 1), [1, 2, 3, 255]);
            assert_eq!(layers.picture().as_slice().len(), width * height);
        }
    }
}

#[test]
fn empty_paper_is_one_region() {
    for (name, pixel) in [("white", [255; 4]), ("transparent", [0; 4]), ("grey", [128, 128, 128, 255])] {
        let reading = read(&Plane::filled(80, 50, pixel));
        assert_eq!(reading.regions().len(), 1, "{name}");
    }
}

#[test]
fn black_picture_is_one_region_that_can_be_hinted() {
    let reading = read(&Plane::filled(80, 50, [0, 0, 0, 255]));
    assert_eq!(reading.regions().len(), 1);
    let layers = color(&reading, Hint::point(3.0, 4.0, Rgb::new(200, 0, 0))).unwrap();
    assert!(layers.flats().as_slice().iter().all(|pixel| *pixel == [200, 0, 0, 255]));
}

#[test]
fn small_pictures_go_through_the_tool() {
    let folder = tempfile::tempdir().unwrap();
    for (width, height) in [(1, 1), (1, 3000), (70, 2)] {
        Plane::filled(width, height, [255; 4]).save(folder.path().join("in.png")).unwrap();
        succeed(folder.path(), "color in.png -o out.png --layers layers --max-side 64 --proposals 2");
        succeed(folder.path(), "regions in.png -o regions.png --preview preview.png");
        succeed(folder.path(), "labels in.png -o labels.png --preview preview.png --max-side 64");
        let made = tool::open(folder.path().join("out-1.png"));
        assert_eq!((made.width(), made.height()), (width, height));
    }
}

#[test]
fn floats_that_are_no_numbers() {
    let mut channels = [0.5f32; 4 * 6];
    channels[4 * 4 + 1] = f32::NAN;
    let bytes: Vec<u8> = channels.iter().flat_map(|value| value.to_ne_bytes()).collect();
    let picture = RasterRef::new(&bytes, 3, 2, 48, PixelFormat::RgbaF32, false).unwrap();
    let error = picture.to_raster(&Limits::default()).unwrap_err();
    assert!(matches!(&error, Error::InvalidArgument(text) if text == "pixel (1, 1) is not a number (NaN)"));
}

#[test]
fn buffers_that_do_not_fit_their_picture() {
    let data = [0; 400];
    for (width, height, stride, expected) in [
        (10, 10, 39, "a stride of 39 bytes is shorter than a row: 10 pixels of Rgba8 are 40 bytes"),
        (10, 10, -39, "a stride of -39 bytes is shorter than a row"),
        (10, 10, 0, "a stride of 0 bytes is shorter than a row"),
        (10, 10, 41, "a buffer of 400 bytes is too short"),
        (10, 11, 40, "a buffer of 400 bytes is too short"),
        (0, 10, 40, "a picture of 0x10 is empty"),
        (10, 0, 40, "a picture of 10x0 is empty"),
        (usize::MAX, 2, 40, "do not fit in memory"),
        (10, usize::MAX, 40, "do not fit in memory"),
        (10, 10, isize::MIN, "do not fit in memory"),
    ] {
        let error = RasterRef::new(&data, width, height, stride, PixelFormat::Rgba8, false).unwrap_err();
        assert!(matches!(error, Error::InvalidArgument(_)));
        assert!(error.to_string().contains(expected), "{error}");
    }
}

#[test]
fn hints_that_do_not_fit_the_drawing() {
    let reading = read(&boxes());
    for (hint, expected) in [
        (Hint::point(96.0, 10.0, Rgb::WHITE), "hint 1 at (96, 10) is outside 96x64"),
        (Hint::point(f32::NAN, 10.0, Rgb::WHITE), "hint 1 at (NaN, 10) is outside 96x64"),
        (Hint::region(0, Rgb::WHITE), "hint 1 is for region 0; regions count from 1"),
        (Hint::region(4, Rgb::WHITE), "hint 1 is for region 4; the drawing has regions 1 to 3"),
        (Hint::region(u32::MAX, Rgb::WHITE), "hint 1 is for region 4294967295"),
        (Hint::stroke(Vec::new(), 1.0, Rgb::WHITE), "hint 1 is a stroke without points"),
        (Hint::stroke(vec![(1.0, f32::INFINITY)], 1.0, Rgb::WHITE), "hint 1 goes through (1, inf)"),
        (Hint::region(1, Rgb::WHITE).with_strength(2.0), "hint 1 has strength 2"),
    ] {
        let error = color(&reading, hint).unwrap_err();
        assert!(matches!(error, Error::InvalidArgument(_)));
        assert!(error.to_string().starts_with(expected), "{error}");
    }
}

#[test]
fn stroke_that_runs_far_outside_ends() {
    let reading = read(&boxes());
    let far = Hint::stroke(vec![(-1e6, 32.0), (1e6, 32.0)], 1.0, Rgb::new(9, 8, 7));
    let layers = color(&reading, far).unwrap();
    assert_eq!(layers.flats().get(24, 32), [9, 8, 7, 255]);
    assert_eq!(layers.flats().get(72, 32), [9, 8, 7, 255]);
}

#[test]
fn options_out_of_range() {
    for max_side in [0, 63, 2049, usize::MAX] {
        let error = Reading::new(&ENGINE, &boxes(), &quick().with_max_side(max_side), None);
        let expected = format!("working resolution {max_side} is outside 64..=2048");
        assert_eq!(error.unwrap_err().to_string(), expected);
    }
    let document = Document::new(read(&boxes()));
    let usual = ColorOptions::default;
    for options in [
        usual().with_shade(-0.1),
        usual().with_shade(f32::NAN),
        usual().with_light(Light { x: 2.0, y: 0.0, softness: 0.0 }),
        usual().with_light(Light { x: 0.0, y: f32::NAN, softness: 0.0 }),
        usual().with_light(Light { x: 0.0, y: 0.0, softness: -1.0 }),
    ] {
        let result = document.clone().with_options(options.clone());
        assert!(matches!(result, Err(Error::InvalidArgument(_))), "{options:?}");
    }
}

#[test]
fn names_of_parts_that_there_are_not() {
    let expected = "unknown part `cape`; the parts are background, hair, ";
    let prompt = Prompt::from_json(r##"{"hints": [{"part": "cape", "color": "#fff"}]}"##).unwrap();
    let prompt = prompt.check_parts(&LabelSet::standard()).unwrap_err();
    let sheet = ColorSheet::from_json(r##"{"parts": {"cape": "#fff"}}"##).unwrap();
    let sheet = sheet.check(&LabelSet::standard()).unwrap_err();
    for error in [prompt, sheet] {
        assert!(matches!(&error, Error::InvalidArgument(text) if text.contains(expected)), "{error}");
    }
}

#[test]
fn model_files_that_do_not_fit() {
    let mut models = Models::bundled();
    let colors = models.file(ModelKind::Colorizer).unwrap().to_vec();
    let swapped = models.insert(ModelKind::Labeller, colors.clone()).unwrap_err();
    assert!(matches!(swapped, Error::Model(_)));
    assert_eq!(swapped.to_string(), "model file holds `colorize-colorizer-3`, wanted `colorize-labeller-1`");
    let mut damaged = colors.clone();
    *damaged.last_mut().unwrap() ^= 1;
    for file in [&b""[..], b"not a model", &colors[..colors.len() / 2], &damaged, &[0xff; 64]] {
        let result = models
            .insert(ModelKind::Colorizer, file.to_vec())
            .and_then(|()| Engine::with_options(EngineOptions::default(), &models));
        assert!(matches!(result, Err(Error::Model(_))), "{result:?}");
        models = Models::bundled();
    }
}

#[test]
fn model_files_that_do_not_fit_the_tool() {
    let folder = tempfile::tempdir().unwrap();
    boxes().save(folder.path().join("boxes.png")).unwrap();
    let (models, path) = (Models::bundled(), folder.path().join("colors.safetensors"));
    std::fs::write(path, models.file(ModelKind::Colorizer).unwrap()).unwrap();
    std::fs::write(folder.path().join("text.safetensors"), "weights").unwrap();
    for (args, expected) in [
        (
            "--labels-model colors.safetensors",
            "colors.safetensors: model file holds `colorize-colorizer-3`, wanted",
        ),
        ("--colors-model text.safetensors", "text.safetensors: not a model file: "),
        ("--colors-model none.safetensors", "cannot read none.safetensors: "),
    ] {
        let said = fail(folder.path(), &format!("color boxes.png -o out.png {args}"), 4);
        assert!(said.starts_with(expected), "{said}");
    }
    succeed(folder.path(), "color boxes.png -o out.png --max-side 64 --colors-model colors.safetensors");
}

#[test]
fn places_that_cannot_be_written() {
    let folder = tempfile::tempdir().unwrap();
    let missing = folder.path().join("no/out.png");
    let error = write_atomic(&missing, b"x").unwrap_err();
    assert!(matches!(&error, Error::Io { path, .. } if *path == missing), "{error:?}");
    std::fs::create_dir(folder.path().join("taken.png")).unwrap();
    assert!(write_atomic(&folder.path().join("taken.png"), b"x").is_err());
    assert_eq!(names(folder.path()), ["taken.png"], "no temporary file stays");
    if Path::new("/proc/self").exists() {
        boxes().save(folder.path().join("boxes.png")).unwrap();
        let said = fail(folder.path(), "color boxes.png -o /proc/out.png", 5);
        assert!(said.starts_with("cannot write /proc/out.png: "), "{said}");
    }
}

#[test]
fn failed_write_keeps_the_old_file() {
    let folder = tempfile::tempdir().unwrap();
    std::fs::write(folder.path().join("out.png"), "old").unwrap();
    std::fs::write(folder.path().join("text.png"), "no picture").unwrap();
    fail(folder.path(), "color text.png -o out.png --layers layers", 3);
    assert_eq!(std::fs::read(folder.path().join("out.png")).unwrap(), b"old");
    assert_eq!(names(folder.path()), ["out.png", "text.png"]);
}

#[test]
fn cancelling_anywhere_leaves_the_document_as_it_was() {
    let mut document = hinted(&read(&boxes()), Hint::point(24.0, 32.0, Rgb::new(200, 30, 40))).unwrap();
    let (prompt, options) = (document.prompt().clone(), document.options().clone());
    let mut calls = 0;
    let expected = document.color(Some(&mut |_| (calls += 1, true).1)).unwrap();
    assert!(calls > 3, "there is something to cancel");
    for stop in 0..calls {
        document.set_options(ColorOptions::default().with_seed(7).with_shade(2.0)).unwrap();
        document.set_prompt(Prompt::new()).unwrap();
        let result = document.color(Some(&mut until(stop)));
        assert!(matches!(result, Err(Error::Cancelled)), "at call {stop}");
        document.set_prompt(prompt.clone()).unwrap();
        document.set_options(options.clone()).unwrap();
        assert!(document.color(None).unwrap() == expected, "after a stop at call {stop}");
    }
}

#[test]
fn reading_a_drawing_can_be_cancelled_anywhere() {
    let mut shares = Vec::new();
    let mut tell = |done| (shares.push(done), true).1;
    Reading::new(&ENGINE, &boxes(), &quick(), Some(&mut tell)).unwrap();
    assert!(shares.is_sorted() && shares.iter().all(|share| (0.0..=1.0).contains(share)), "{shares:?}");
    for stop in 0..shares.len() {
        let result = Reading::new(&ENGINE, &boxes(), &quick(), Some(&mut until(stop)));
        assert!(matches!(result, Err(Error::Cancelled)), "at call {stop}");
    }
}

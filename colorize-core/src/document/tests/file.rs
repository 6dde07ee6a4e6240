use std::io::{Cursor, Read as _, Write as _};

use zip::write::SimpleFileOptions;
use zip::{CompressionMethod, ZipArchive, ZipWriter};

use super::history::figure;
use super::*;
use crate::{Error, Limits, Mask};

fn open(document: &Document, bytes: &[u8]) -> Result<Document> {
    Document::from_ora(document.reading().engine(), bytes, &Limits::default(), None)
}

/// A document with wishes of all kinds, and steps both ways.
fn edited(mut document: Document) -> Document {
    let mask =
        Plane::from_fn(document.reading().width(), document.reading().height(), |x, y| x < 30 && y < 40);
    let hints = [
        Hint::point(30.0, 30.1, RED),
        Hint::stroke(vec![(1.0, 1.0), (20.0, 7.3)], 2.5, BLUE).with_strength(0.3),
        Hint::part("hair", BLUE),
        Hint::new(Place::Mask(Mask::from(&mask)), crate::LocalStyle::color(RED)),
        Hint::region(2, BLUE),
    ];
    for hint in hints {
        document.add(hint).unwrap();
    }
    document.apply(Edit::Remove { id: 2 }).unwrap();
    document.correct(2, "top").unwrap();
    let sheet = propose(4);
    let options = ColorOptions::default().with_seed(7).with_sheet(sheet).with_shade(1.3);
    document.set_options(options.with_withdraw(Withdrawal::default().with_below(0.4))).unwrap();
    document.add(Hint::region(1, RED)).unwrap();
    document.undo().unwrap();
    document
}

/// Everything comes back, to the byte; and once more to the byte in a file of the file.
#[test]
fn a_document_comes_back_with_its_history() {
    let mut document = edited(figure());
    let layers = document.color(None).unwrap();
    let bytes = document.to_ora(None).unwrap();
    let mut opened = open(&document, &bytes).unwrap();
    assert!(opened.wishes == document.wishes && opened.history == document.history);
    assert!(opened.has_own_models());
    assert!(opened.color(None).unwrap() == layers);
    assert!(opened.to_ora(None).unwrap() == bytes);
    while document.undo().unwrap() {
        assert!(opened.undo().unwrap() && opened.wishes == document.wishes);
    }
    assert!(!opened.undo().unwrap() && opened.color(None).unwrap() == document.color(None).unwrap());
    while document.redo().unwrap() {
        assert!(opened.redo().unwrap() && opened.wishes == document.wishes);
    }
    assert!(opened.color(None).unwrap() == document.color(None).unwrap());
}

/// A style with its surface is kept in the file, and taken back and put in again, as any hint.
#[test]
fn a_style_comes_back() {
    let mut document = document();
    let plain = document.color(None).unwrap();
    let swatch = striped().turned(30.0).unwrap().with_by_region(true);
    document.add(Hint::swatch(Place::Region(2), &swatch).with_strength(0.75).with_follow(false)).unwrap();
    document.add(Hint::region(3, BLUE)).unwrap();
    let layers = document.color(None).unwrap();
    assert!(layers.texture().is_some());
    let mut opened = open(&document, &document.to_ora(None).unwrap()).unwrap();
    assert!(opened.prompt() == document.prompt() && opened.color(None).unwrap() == layers);
    assert_eq!(opened.prompt().hints[0].exemplar, swatch.exemplar);
    assert!(opened.undo().unwrap() && opened.undo().unwrap() && opened.prompt().hints.is_empty());
    assert!(opened.color(None).unwrap() == plain);
    assert!(opened.redo().unwrap() && opened.redo().unwrap() && opened.color(None).unwrap() == layers);
}

/// What a histogram was shared out to stays when lines are edited, and in the file.
#[test]
fn the_colours_of_a_histogram_come_back() {
    let mut document = figure();
    let colors = [(RED, 0.3), (BLUE, 0.3), (Rgb::new(250, 214, 190), 0.4)];
    let options = ColorOptions::default().with_histogram(Histogram::from_colors(&colors).unwrap());
    document.set_options(options).unwrap();
    assert!(document.found().is_some(), "the colouriser hears histograms");
    let sheet = document.sheet();
    assert!(document.proposals(2)[0] == sheet);
    let mut drawing = document.reading().drawing();
    (20..30).for_each(|x| drawing.set(x, 20, [0, 0, 0, 255]));
    document.set_lines(&drawing).unwrap();
    let opened = open(&document, &document.to_ora(None).unwrap()).unwrap();
    assert!(document.sheet() == sheet && opened.sheet() == sheet);
    assert!(opened.color(None).unwrap() == document.color(None).unwrap());
    document.set_options(ColorOptions::default()).unwrap();
    assert!(document.found().is_none() && document.sheet() != sheet);
}

/// What parts are like to the colouriser depends on what it is told.
#[test]
fn the_colouriser_hears_a_histogram() {
    let mut document = figure();
    let mut found = |color: Rgb| {
        let histogram = Histogram::from_colors(&[(color, 0.7), (Rgb::new(250, 214, 190), 0.3)]).unwrap();
        document.set_options(ColorOptions::default().with_histogram(histogram)).unwrap();
        document.found().expect("it was found").clone()
    };
    let [red, blue] = [found(RED), found(BLUE)];
    assert!(red != blue && found(RED) == red);
    assert_eq!(red.get(Label::Eye), blue.get(Label::Eye), "eyes keep their own");
}

#[test]
fn lines_and_regions_of_ones_own_come_back() {
    let mut document = document();
    let mut drawing = drawing();
    (8..65).for_each(|x| (30..33).for_each(|y| drawing.set(x, y, [0, 0, 99, 255])));
    document.set_lines(&drawing).unwrap();
    document.add(Hint::region(2, RED)).unwrap();
    let mut opened = open(&document, &document.to_ora(None).unwrap()).unwrap();
    assert!(opened.reading().drawing() == drawing);
    assert!(opened.sheet() == document.sheet(), "the palette is of the lines as they were at first");
    assert!(opened.color(None).unwrap() == document.color(None).unwrap());
    assert!(opened.undo().unwrap() && opened.undo().unwrap());
    assert!(opened.reading().drawing() == self::drawing());
    assert_eq!(opened.reading().regions().len(), 3);
    let halves = Plane::from_fn(128, 96, |x, _| 1 + u32::from(x > 63));
    let halves = RegionMap::from_ids(halves, document.reading().ink(), 48).unwrap();
    document.set_reading(document.reading().with_regions(halves).unwrap()).unwrap();
    let opened = open(&document, &document.to_ora(None).unwrap()).unwrap();
    assert!(opened.reading().regions() == document.reading().regions());
    assert!(opened.color(None).unwrap() == document.color(None).unwrap());
}

/// The entries in the order of the file: name, method, bytes.
fn entries(bytes: &[u8]) -> Vec<(String, CompressionMethod, Vec<u8>)> {
    let mut zip = ZipArchive::new(Cursor::new(bytes)).unwrap();
    let all = 0..zip.len();
    all.map(|i| {
        let mut entry = zip.by_index(i).unwrap();
        let mut bytes = Vec::new();
        entry.read_to_end(&mut bytes).unwrap();
        (entry.name().unwrap().into_owned(), entry.compression(), bytes)
    })
    .collect()
}

#[test]
fn paint_programs_find_what_the_format_wants() {
    let document = edited(document());
    let bytes = document.to_ora(None).unwrap();
    assert_eq!(&bytes[30..54], b"mimetypeimage/openraster", "first, as it is, without extra fields");
    let entries = entries(&bytes);
    let layers = document.color(None).unwrap();
    let names: Vec<&str> = entries.iter().map(|(name, ..)| name.as_str()).collect();
    let expected = [
        "mimetype",
        "stack.xml",
        "data/line.png",
        "data/withdraw.png",
        "data/shade.png",
        "data/flats.png",
        "data/paper.png",
        "mergedimage.png",
        "Thumbnails/thumbnail.png",
        "colorize/document.json",
        "colorize/drawing.png",
    ];
    assert_eq!(names, expected);
    let picture = |i: usize| Raster::decode(&entries[i].2, &Limits::default()).unwrap();
    let stack = String::from_utf8(entries[1].2.clone()).unwrap();
    let mut merged = Plane::filled(128, 96, [0; 4]);
    for i in (2..7).rev() {
        assert!(stack.contains(&format!("src=\"{}\"", names[i])));
        let over = crate::raster::blend::over;
        let layer = picture(i);
        merged = Plane::from_fn(128, 96, |x, y| over(layer.get(x, y), merged.get(x, y)));
    }
    assert!(
        merged == layers.picture()
            && picture(7) == merged
            && picture(8) == merged
            && picture(10) == drawing()
    );
}

/// A file of these entries.
fn packed(entries: &[(&str, &[u8])]) -> Vec<u8> {
    let mut zip = ZipWriter::new(Cursor::new(Vec::new()));
    for (name, bytes) in entries {
        let deflated = SimpleFileOptions::default().compression_method(CompressionMethod::Deflated);
        zip.start_file(*name, deflated).unwrap();
        zip.write_all(bytes).unwrap();
    }
    zip.finish().unwrap().into_inner()
}

/// The document's file with one entry changed; without it, if it is to be none.
fn forged(bytes: &[u8], name: &str, change: impl FnOnce(Vec<u8>) -> Option<Vec<u8>>) -> Vec<u8> {
    let mut entries = entries(bytes);
    let at = entries.iter().position(|(other, ..)| other == name).unwrap();
    match change(std::mem::take(&mut entries[at].2)) {
        Some(bytes) => entries[at].2 = bytes,
        None => drop(entries.remove(at)),
    }
    packed(&entries.iter().map(|(name, _, bytes)| (name.as_str(), &bytes[..])).collect::<Vec<_>>())
}

#[test]
fn a_file_of_another_program_is_a_drawing() {
    let document = document();
    let file = forged(&document.to_ora(None).unwrap(), "colorize/document.json", |_| None);
    let merged = entries(&file).into_iter().find(|(name, ..)| name == "mergedimage.png").unwrap().2;
    let opened = open(&document, &file).unwrap();
    assert!(opened.reading().drawing() == Raster::decode(&merged, &Limits::default()).unwrap());
    assert!(opened.prompt().hints.is_empty());
}

/// Cut off anywhere, and with a byte changed anywhere, a file is refused or still right; nothing panics.
#[test]
fn damaged_files_are_refused() {
    let document = edited(document());
    let bytes = document.to_ora(None).unwrap();
    for length in (0..bytes.len()).step_by(bytes.len() / 150) {
        let error = open(&document, &bytes[..length]).unwrap_err();
        assert!(matches!(error, Error::Document(_)), "{length}: {error}");
    }
    let archive = |bytes: &[u8]| super::super::file::check(bytes, &Limits::default());
    for at in (0..bytes.len()).step_by(bytes.len() / 400) {
        let mut bytes = bytes.clone();
        bytes[at] ^= 0x55;
        if let Err(error) = archive(&bytes) {
            assert!(matches!(error, Error::Document(_) | Error::Limit(_)), "{at}: {error}");
        }
    }
}

#[test]
fn files_that_are_not_what_they_claim_are_refused() {
    let document = document();
    let bytes = document.to_ora(None).unwrap();
    let check = |bytes: &[u8], expected: &str| {
        let error = open(&document, bytes).unwrap_err();
        assert!(matches!(error, Error::Document(_) | Error::Limit(_)), "{error:?}");
        assert!(error.to_string().contains(expected), "{error}");
    };
    let record = |from: &str, to: &str| {
        forged(&bytes, "colorize/document.json", |text| {
            let text = String::from_utf8(text).unwrap();
            assert!(text.contains(from), "{text}");
            Some(text.replacen(from, to, 1).into_bytes())
        })
    };
    check(b"", "no zip file");
    check(&drawing().encode_png().unwrap(), "no zip file");
    check(&packed(&[("mimetype", b"application/epub+zip")]), "its mimetype is not image/openraster");
    check(
        &packed(&[("mimetype", b"image/openraster")]),
        "neither colorize/document.json nor mergedimage.png",
    );
    check(
        &packed(&[("mimetype", b"image/openraster"), ("a/../../b", b"")]),
        "`a/../../b` names a place outside",
    );
    check(&packed(&[("mimetype", b"image/openraster"), ("/etc/passwd", b"")]), "names a place outside");
    check(&packed(&[("mimetype", b"image/openraster"), ("..\\b", b"")]), "names a place outside");
    check(
        &record("\"version\": 1", "\"version\": 2"),
        "the document is of version 2; this library knows version 1",
    );
    check(&record("colorize document", "another"), "the format is `another`");
    check(&record("\"given\"", "\"taken\""), "unknown field `taken`");
    check(&record("\"max_side\": 64", "\"max_side\": 63"), "working resolution 63 is outside 64..=2048");
    check(&record("\"shade\": 1.0", "\"shade\": 9.0"), "shade 9 is outside 0..=2");
    let far = r##""hints": [{"id": 1, "hint": {"x": 500, "y": 1, "color": "#fff"}}]"##;
    check(&record("\"hints\": []", far), "hint 1 at (500, 1) is outside 128x96");
    let mask = r##""hints": [{"id": 1, "hint": {"mask": {"width": 4294967295, "height": 1, "runs": [0, 4294967295]}, "color": "#fff"}}]"##;
    check(&record("\"hints\": []", mask), "a mask of 4294967295x1 for a drawing of 128x96");
    let twice = r##""hints": [{"id": 1, "hint": {"region": 1, "color": "#fff"}}, {"id": 1, "hint": {"region": 1, "color": "#fff"}}]"##;
    check(&record("\"hints\": []", twice), "there are two hints 1");
    let ungiven = r##""hints": [{"id": 9, "hint": {"region": 1, "color": "#fff"}}]"##;
    check(&record("\"hints\": []", ungiven), "hint 9 is outside 1..=0");
    check(&forged(&bytes, "colorize/document.json", |_| Some(vec![0xff; 9])), "not UTF-8");
    check(&forged(&bytes, "colorize/drawing.png", |_| None), "colorize/drawing.png is missing");
    check(
        &forged(&bytes, "colorize/drawing.png", |png| Some(png[..90].into())),
        "colorize/drawing.png: damaged PNG",
    );
    let huge = |mut png: Vec<u8>| {
        png[16..24].copy_from_slice(&[0, 0, 0xea, 0x60, 0, 0, 0xea, 0x60]);
        Some(png)
    };
    check(&forged(&bytes, "colorize/drawing.png", huge), "colorize/drawing.png: a picture of 60000x60000");
    // Two entries of one name: the second took the name of the first in both of its headers.
    let mut twins = packed(&[("mimetype", b"image/openraster"), ("mimetypf", b"")]);
    while let Some(at) = twins.windows(8).position(|name| name == b"mimetypf") {
        twins[at..at + 8].copy_from_slice(b"mimetype");
    }
    check(&twins, "two entries have one name");
}

/// A megabyte that unpacks to a gigabyte is not unpacked.
#[test]
fn bombs_are_refused() {
    let document = document();
    let limits = Limits::default().with_bytes(16 << 20);
    let bomb = vec![b' '; 64 << 20];
    let bytes = packed(&[("mimetype", b"image/openraster"), ("colorize/document.json", &bomb)]);
    assert!(bytes.len() < 1 << 20);
    let error = Document::from_ora(document.reading().engine(), &bytes, &limits, None).unwrap_err();
    let expected =
        "colorize/document.json: more than 1048576 bytes are over the limit; raise `Limits::bytes`";
    assert!(matches!(&error, Error::Limit(text) if text == expected), "{error}");
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("large.ora");
    std::fs::write(&path, &bytes).unwrap();
    let small = Limits::default().with_bytes(1000);
    let error = Document::open(document.reading().engine(), &path, &small, None).unwrap_err();
    assert!(matches!(error, Error::Limit(_)), "{error}");
}

#[test]
fn files_are_saved_and_opened_by_path() {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("drawing.ora");
    let document = edited(document());
    document.save(&path, None).unwrap();
    let engine = document.reading().engine();
    let opened = Document::open(engine, &path, &Limits::default(), None).unwrap();
    assert!(opened.wishes == document.wishes);
    std::fs::write(&path, "text").unwrap();
    let error = Document::open(engine, &path, &Limits::default(), None).unwrap_err().to_string();
    assert_eq!(error, format!("{}: not an OpenRaster file: it is no zip file", path.display()));
    let error = Document::open(engine, folder.path().join("none"), &Limits::default(), None).unwrap_err();
    assert!(matches!(error, Error::Io { .. }));
    assert!(document.save(folder.path().join("no/drawing.ora"), None).is_err());
}

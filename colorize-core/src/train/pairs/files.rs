//! The pictures of a pair on disk.

use std::fs;
use std::path::{Path, PathBuf};

use image::DynamicImage;

use super::pair::Pair;
use crate::{Error, Plane, Result};

/// Reads the pair of a stem in `folder`.
pub fn read(folder: &Path, stem: &str, source: &str) -> Result<Pair> {
    let need = |part: &str| {
        let path = picture(folder, stem, part);
        decode(&path.unwrap_or_else(|| folder.join(format!("{stem}_{part}.webp"))))
    };
    let rgb = |part: &str| -> Result<Plane<[u8; 3]>> {
        let picture = need(part)?.into_rgb8();
        let (width, height) = (picture.width() as usize, picture.height() as usize);
        Plane::from_vec(width, height, picture.pixels().map(|pixel| pixel.0).collect())
    };
    let line = need("line")?.into_luma8();
    let (width, height) = (line.width() as usize, line.height() as usize);
    let ink = line.into_raw().into_iter().map(|grey| 255 - grey).collect();
    let line = Plane::from_vec(width, height, ink)?;
    let labels = folder.join(format!("{stem}_labels.png"));
    let labels = if labels.is_file() { Some(decode_labels(&labels)?) } else { None };
    Pair::new(stem, source, line, &rgb("flat")?, rgb("shaded")?, labels)
        .map_err(|error| Error::Image(error.to_string()))
}

/// The file of one part of a pair, if there is one.
pub fn picture(folder: &Path, stem: &str, part: &str) -> Option<PathBuf> {
    ["webp", "png"]
        .iter()
        .map(|kind| folder.join(format!("{stem}_{part}.{kind}")))
        .find(|path| path.is_file())
}

fn decode(path: &Path) -> Result<DynamicImage> {
    let bytes = fs::read(path).map_err(Error::io(path))?;
    image::load_from_memory(&bytes).map_err(|error| Error::Image(format!("{}: {error}", path.display())))
}

/// Reads the bare values of a grey or indexed PNG. The `image` crate would turn indices into colours.
pub fn decode_labels(path: &Path) -> Result<Plane<u8>> {
    let bytes = fs::read(path).map_err(Error::io(path))?;
    let wrong = |what: String| Error::Image(format!("{}: {what}", path.display()));
    let mut decoder = png::Decoder::new(std::io::Cursor::new(bytes));
    decoder.set_transformations(png::Transformations::IDENTITY);
    let mut reader = decoder.read_info().map_err(|error| wrong(error.to_string()))?;
    let (kind, depth) = reader.output_color_type();
    if !matches!(kind, png::ColorType::Grayscale | png::ColorType::Indexed) || depth == png::BitDepth::Sixteen
    {
        return Err(wrong(format!("labels are {kind:?} {depth:?}, not grey or indexed of up to 8 bits")));
    }
    let size = reader.output_buffer_size().ok_or_else(|| wrong("the picture is too large".to_owned()))?;
    let mut rows = vec![0; size];
    let frame = reader.next_frame(&mut rows).map_err(|error| wrong(error.to_string()))?;
    let (width, height, bits) = (frame.width as usize, frame.height as usize, depth as usize);
    let value = |x: usize, y: usize| {
        let bit = x * bits;
        let byte = rows[y * frame.line_size + bit / 8];
        byte << (bit % 8) >> (8 - bits)
    };
    Ok(Plane::from_fn(width, height, value))
}

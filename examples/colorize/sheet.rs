//! Contact sheets.

use colorize_core::{Plane, Raster, Rgb};
use image::RgbaImage;
use image::imageops::{self, FilterType};

/// Between pictures, in pixels.
const MARGIN: usize = 8;

/// Ink as a drawing, black on white.
pub fn line(ink: &Plane<u8>) -> Raster {
    ink.map(|&ink| [255 - ink, 255 - ink, 255 - ink, 255])
}

/// The finished picture: shaded colours under the lines, on white where `figure`, the flats or the labels, is 0.
pub fn truth(ink: &Plane<u8>, shaded: &Plane<[u8; 3]>, figure: &Plane<u8>) -> Raster {
    Plane::from_fn(ink.width(), ink.height(), |x, y| {
        let paper = u32::from(255 - ink.get(x, y));
        let color = match figure.get(x, y) {
            0 => Rgb::WHITE.to_array(),
            _ => shaded.get(x, y),
        };
        let [r, g, b] = color.map(|v| (u32::from(v) * paper / 255) as u8);
        [r, g, b, 255]
    })
}

/// Lays rows of pictures out, each shrunk into a square of side `cell`, on white.
pub fn lay_out(rows: &[Vec<Raster>], cell: usize) -> Raster {
    let columns = rows.iter().map(Vec::len).max().unwrap_or(1);
    let pitch = cell + MARGIN;
    let (width, height) = (columns * pitch + MARGIN, rows.len().max(1) * pitch + MARGIN);
    let mut sheet = RgbaImage::from_pixel(width as u32, height as u32, image::Rgba([255; 4]));
    for (y, row) in rows.iter().enumerate() {
        for (x, picture) in row.iter().enumerate() {
            let small = shrink(picture, cell);
            let centre = |at: usize, side: u32| (MARGIN + at * pitch + (cell - side as usize) / 2) as i64;
            imageops::overlay(&mut sheet, &small, centre(x, small.width()), centre(y, small.height()));
        }
    }
    let pixels = sheet.pixels().map(|pixel| pixel.0).collect();
    Plane::from_vec(width, height, pixels).expect("one value a pixel")
}

fn shrink(picture: &Raster, cell: usize) -> RgbaImage {
    let (width, height) = (picture.width(), picture.height());
    let bytes = picture.as_slice().as_flattened().to_vec();
    let image = RgbaImage::from_raw(width as u32, height as u32, bytes).expect("four bytes a pixel");
    let scale = cell as f64 / width.max(height) as f64;
    if scale >= 1.0 {
        return image;
    }
    let side = |side: usize| ((side as f64 * scale).round() as u32).max(1);
    imageops::resize(&image, side(width), side(height), FilterType::CatmullRom)
}

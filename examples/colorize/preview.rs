//! Pictures for people to look at: colours under lines, legends, contact sheets.

use colorize_core::{Oklch, Plane, Raster, Rgb};

const WHITE: [u8; 4] = [255; 4];
/// Side of a letter at scale 1, in pixels.
const LETTER: usize = 8;
/// Height of a line of text at scale 1.
const LINE: usize = 12;

/// A colour for a number; neighbouring numbers look different.
pub fn color(number: u32) -> Rgb {
    // The golden angle never comes back to a hue it had.
    let lightness = [0.82, 0.68, 0.75][number as usize % 3];
    Oklch::new(lightness, 0.13, (number as f32 * 137.508) % 360.0).to_rgb()
}

/// One colour a pixel, and black lines over them; `ink` is 0 paper to 255 line.
pub fn under_lines(ink: &Plane<u8>, mut color: impl FnMut(usize, usize) -> Rgb) -> Raster {
    Plane::from_fn(ink.width(), ink.height(), |x, y| {
        let paper = 255 - u32::from(ink.get(x, y));
        let [r, g, b] = color(x, y).to_array().map(|v| ((u32::from(v) * paper + 127) / 255) as u8);
        [r, g, b, 255]
    })
}

/// The picture with a legend at its right side.
pub fn with_legend(picture: &Raster, entries: &[(Rgb, &str)]) -> Raster {
    let scale = text_scale(picture);
    let (margin, row) = (LETTER * scale, LINE * scale);
    let letters = entries.iter().map(|(_, name)| name.len()).max().unwrap_or(0);
    let width = picture.width() + 3 * margin + row + letters * LETTER * scale;
    let mut sheet = Plane::filled(width, picture.height().max(entries.len() * row + 2 * margin), WHITE);
    paste(&mut sheet, picture, 0, 0);
    let left = picture.width() + margin;
    for (i, (color, name)) in entries.iter().enumerate() {
        let top = margin + i * row;
        let side = LETTER * scale;
        paste(&mut sheet, &Plane::filled(side, side, color.with_alpha(255)), left, top);
        write(&mut sheet, name, left + row, top, scale);
    }
    sheet
}

/// Two pictures side by side.
pub fn beside(left: &Raster, right: &Raster) -> Raster {
    let height = left.height().max(right.height());
    let mut sheet = Plane::filled(left.width() + LETTER + right.width(), height, WHITE);
    paste(&mut sheet, left, 0, 0);
    paste(&mut sheet, right, left.width() + LETTER, 0);
    sheet
}

/// The pictures in rows, numbered from 1. All are of one size.
pub fn contact_sheet(pictures: &[Raster]) -> Raster {
    let named: Vec<_> = (1..).zip(pictures).map(|(i, picture)| (i.to_string(), picture)).collect();
    named_sheet(&named)
}

/// The pictures in rows, each over its name. All are of one size.
pub fn named_sheet(named: &[(String, &Raster)]) -> Raster {
    let pictures: Vec<&Raster> = named.iter().map(|(_, picture)| *picture).collect();
    let columns = (1..).find(|n| n * n >= pictures.len()).expect("some square is large enough");
    let rows = pictures.len().div_ceil(columns);
    let scale = 2 * text_scale(pictures[0]);
    let (width, height) = (pictures[0].width(), pictures[0].height());
    let margin = LETTER;
    let (wide, high) = (width + margin, height + LINE * scale + margin);
    let mut sheet = Plane::filled(columns * wide + margin, rows * high + margin, WHITE);
    for (i, picture) in pictures.iter().enumerate() {
        let (x, y) = (margin + i % columns * wide, margin + i / columns * high);
        paste(&mut sheet, picture, x, y);
        write(&mut sheet, &named[i].0, x, y + height + 2 * scale, scale);
    }
    sheet
}

/// How much larger than 8 pixels letters are, to be read beside the picture.
fn text_scale(picture: &Raster) -> usize {
    (picture.height() / 384).clamp(1, 16)
}

fn paste(sheet: &mut Raster, picture: &Raster, left: usize, top: usize) {
    for y in 0..picture.height() {
        let at = (top + y) * sheet.width() + left;
        sheet.as_mut_slice()[at..at + picture.width()].copy_from_slice(picture.row(y));
    }
}

/// Writes text, what is not ASCII as question marks; what is outside the picture is left out.
fn write(sheet: &mut Raster, text: &str, left: usize, top: usize, scale: usize) {
    for (i, letter) in text.chars().enumerate() {
        let letter = if letter.is_ascii() { letter } else { '?' };
        let glyph = font8x8::legacy::BASIC_LEGACY[letter as usize];
        for y in 0..LETTER * scale {
            for x in 0..LETTER * scale {
                let (column, row) = (left + i * LETTER * scale + x, top + y);
                let on = glyph[y / scale] >> (x / scale) & 1 == 1;
                if on && column < sheet.width() && row < sheet.height() {
                    sheet.set(column, row, [0, 0, 0, 255]);
                }
            }
        }
    }
}

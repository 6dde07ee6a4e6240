//! The colour under the lines: a wish for each area.

use rayon::prelude::*;

use super::ground::{Ground, extreme};
use crate::ink::reached_by;
use crate::raster::{Plane, Raster};

/// What differs from the paper by more of 255 in colour is a wish.
const LEAST_COLOR: u8 = 10;
/// Ground that is darker than this, of 255 that the paper has, is a grey.
const GREY: u8 = 242;
/// Pixels with more ink than this show line, not what lies under it.
const CLEAR: u8 = 24;
/// Pixels with so much ink are of a line, not of its soft edge or of grain.
const LINE: u8 = 128;
/// The largest share of a grey's border on paper that may lie away from lines. Of a shadow's, more does.
const LOOSE: f64 = 0.3;
/// A shadow is such a share of a drawing, and other darkness that differs from it by no more of 255 is of it.
const LEAST_SHADOW: f64 = 0.002;
const SAME_SHADOW: u8 = 8;
/// A soft edge of a line, in pixels.
const SOFT: usize = 2;
/// Paper covers at least such a share of a drawing, and is less colourful than this, of 255. Else the lightest colour
/// is that of an area.
const LEAST_PAPER: f64 = 0.1;
const PALE: u8 = 40;

/// What lies under a pixel.
#[derive(Clone, Copy, PartialEq)]
enum Under {
    Paper,
    Color,
    /// What is darker than the paper: a grey, until it is known for a shadow.
    Dark,
}

/// The colour under the lines, alpha 255 where there is one: what has another colour than the paper, and greys. Greys
/// are told by the `ground`.
pub(super) fn wash(drawing: &Raster, ink: &Plane<u8>, ground: Option<&Ground>) -> Raster {
    let tone = ground.map(Ground::tone);
    let paper = tone.as_ref().map_or([255; 3], |tone| paper(drawing, ink, tone));
    let is_colored = |&[r, g, b, a]: &[u8; 4]| {
        let even = |value: u8, paper: u8| (u32::from(value) * 255 / u32::from(paper).max(1)).min(255) as u8;
        a >= 128 && chroma([even(r, paper[0]), even(g, paper[1]), even(b, paper[2])]) >= LEAST_COLOR
    };
    let mut under = drawing.map(|pixel| if is_colored(pixel) { Under::Color } else { Under::Paper });
    if let Some(tone) = tone {
        let reach = (drawing.width().max(drawing.height()) / 100).max(4);
        darken(&mut under, &tone, ink, reach);
        drop_shadows(&mut under, &tone, ink, reach);
    }
    let pixels = drawing.as_slice().par_iter().zip(ink.as_slice()).zip(under.as_slice());
    let data =
        pixels.map(
            |((&[r, g, b, a], &ink), &under)| {
                if ink <= CLEAR && a >= 128 && under != Under::Paper { [r, g, b, 255] } else { [0; 4] }
            },
        );
    Plane::from_vec(drawing.width(), drawing.height(), data.collect()).expect("one value a pixel")
}

/// The paper's colour: the median of what is as light; white if that is little, or an area's.
fn paper(drawing: &Raster, ink: &Plane<u8>, tone: &Plane<u8>) -> [u8; 3] {
    let mut counts = [[0; 256]; 3];
    let mut light = 0_usize;
    for ((pixel, &ink), &tone) in drawing.as_slice().iter().zip(ink.as_slice()).zip(tone.as_slice()) {
        if ink <= CLEAR && tone >= GREY && pixel[3] == 255 {
            light += 1;
            counts.iter_mut().zip(pixel).for_each(|(counts, &value)| counts[usize::from(value)] += 1);
        }
    }
    let color = counts.map(|counts| reached_by(&counts, 0, 0.5));
    let is_much = light as f64 >= LEAST_PAPER * drawing.as_slice().len() as f64;
    if is_much && chroma(color) < PALE { color } else { [255; 3] }
}

/// Marks what is darker than paper, without the soft edges of lines; lines in it as far as `reach` from what is clear.
fn darken(under: &mut Plane<Under>, tone: &Plane<u8>, ink: &Plane<u8>, reach: usize) {
    let tone = extreme(tone, SOFT, u8::max);
    let pixels = under.as_mut_slice().iter_mut().zip(tone.as_slice());
    pixels
        .filter(|(under, tone)| **under == Under::Paper && **tone < GREY)
        .for_each(|(u, _)| *u = Under::Dark);
    let mut inks = ink.as_slice().iter();
    let clear = under.map(|&under| {
        let ink = *inks.next().expect("one ink a pixel");
        u8::from(under == Under::Dark && ink <= CLEAR)
    });
    let near = extreme(&clear, reach, u8::max);
    let pixels = under.as_mut_slice().iter_mut().zip(near.as_slice());
    pixels.filter(|(under, near)| **under == Under::Dark && **near == 0).for_each(|(u, _)| *u = Under::Paper);
}

/// Dark pixels that touch each other.
struct Piece {
    area: usize,
    /// Steps to paper, and those of them away from lines.
    border: usize,
    loose: usize,
    /// How many pixels are clear of ink, and their tone: the sum, the least and the greatest.
    clear: u64,
    sum: u64,
    least: u8,
    most: u8,
}

/// Makes paper of what is dark and ends on open paper: a shadow falls across lines, what was painted ends at them or at
/// a colour. Lines cut pieces off a shadow, which are told by their tone.
fn drop_shadows(under: &mut Plane<Under>, tone: &Plane<u8>, ink: &Plane<u8>, reach: usize) {
    let held = extreme(&ink.map(|&ink| u8::from(ink >= LINE)), reach, u8::max);
    let (pieces, of) = pieces(under, tone, ink, &held);
    let least = LEAST_SHADOW * under.as_slice().len() as f64;
    let is_loose = |piece: &Piece| piece.loose as f64 > LOOSE * piece.border as f64;
    let shadows: Vec<&Piece> = pieces
        .iter()
        .filter(|piece| is_loose(piece) && piece.area as f64 >= least && piece.clear > 0)
        .collect();
    let is_shadow = |piece: &Piece| {
        let mean = piece.sum.checked_div(piece.clear).unwrap_or(0) as u8;
        let same = |shadow: &&Piece| {
            (shadow.least.saturating_sub(SAME_SHADOW)..=shadow.most.saturating_add(SAME_SHADOW))
                .contains(&mean)
        };
        is_loose(piece) || shadows.iter().any(same)
    };
    let dropped: Vec<bool> = pieces.iter().map(is_shadow).collect();
    for (under, &of) in under.as_mut_slice().iter_mut().zip(&of) {
        if of > 0 && dropped[of as usize - 1] {
            *under = Under::Paper;
        }
    }
}

/// The pieces of what is dark, and the number of each pixel's: 0 for none, else its place + 1.
fn pieces(
    under: &Plane<Under>,
    tone: &Plane<u8>,
    ink: &Plane<u8>,
    held: &Plane<u8>,
) -> (Vec<Piece>, Vec<u32>) {
    let (width, height) = (under.width(), under.height());
    let mut of = vec![0; width * height];
    let (mut pieces, mut stack) = (Vec::new(), Vec::new());
    for start in 0..width * height {
        if under.as_slice()[start] != Under::Dark || of[start] > 0 {
            continue;
        }
        let mut piece = Piece { area: 0, border: 0, loose: 0, clear: 0, sum: 0, least: 255, most: 0 };
        let number = pieces.len() as u32 + 1;
        of[start] = number;
        stack.push(start);
        while let Some(i) = stack.pop() {
            piece.area += 1;
            if ink.as_slice()[i] <= CLEAR {
                let tone = tone.as_slice()[i];
                (piece.clear, piece.sum) = (piece.clear + 1, piece.sum + u64::from(tone));
                (piece.least, piece.most) = (piece.least.min(tone), piece.most.max(tone));
            }
            let (x, y) = (i % width, i / width);
            let near = [
                (x > 0).then(|| i - 1),
                (x + 1 < width).then(|| i + 1),
                i.checked_sub(width),
                (y + 1 < height).then(|| i + width),
            ];
            for j in near.into_iter().flatten() {
                match under.as_slice()[j] {
                    Under::Dark if of[j] == 0 => {
                        of[j] = number;
                        stack.push(j);
                    }
                    Under::Dark | Under::Color => {}
                    Under::Paper => {
                        piece.border += 1;
                        piece.loose += usize::from(held.as_slice()[j] == 0);
                    }
                }
            }
        }
        pieces.push(piece);
    }
    (pieces, of)
}

/// How far a colour is from grey.
fn chroma([r, g, b]: [u8; 3]) -> u8 {
    r.max(g).max(b) - r.min(g).min(b)
}

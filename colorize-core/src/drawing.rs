//! A drawing taken apart: ink (lines), tone (grey that is shading) and wash (colour that is a wish).

mod detect;
mod dots;
mod ground;
mod kind;
mod original;
mod straight;
mod wash;

use rayon::prelude::*;

pub use self::kind::DrawingKind;
pub(crate) use self::original::Original;
use self::{dots::Dots, ground::Ground};
use crate::ink::{self, InkSource, brightness, stretched};
use crate::raster::{Plane, Raster};

/// Ground darker than this part of the paper counts as this dark: what is nearly black has no lines to be told.
const DARKEST_GROUND: f32 = 0.2;

/// What a drawing is made of.
#[derive(Debug)]
pub(crate) struct Parts {
    /// What it was taken for: never [`DrawingKind::Auto`].
    pub kind: DrawingKind,
    /// What the ink was told by: never [`InkSource::Auto`].
    pub source: InkSource,
    /// 0 paper to 255 line.
    pub ink: Plane<u8>,
    /// The lines in their own colour; alpha is the ink.
    pub line: Raster,
    /// 255 where the paper is bare, down to 0 where it is black, without lines; `None` if there is none.
    pub tone: Option<Plane<u8>>,
    /// The colours and greys under the lines, alpha 255 where there is one; `None` if there is none.
    pub wash: Option<Raster>,
}

/// Tells how much line covers each pixel of a drawing: 0 paper to 255 line. The kind of drawing is found out:
/// [`ink_of`] takes it as told.
///
/// In a line drawing the darkness of a pixel is relative to the paper near it, so grey or yellow paper and slowly
/// changing light are paper; it is stretched so that the darkest lines become 255, and a dead zone as wide as the
/// paper's grain becomes 0. Digital drawings with white paper and black lines come out exactly as 255 minus the pixel's
/// value, which for a grey is that grey and for a colour lies halfway between its luma and its least channel. Solid
/// black areas stay ink. A picture without paper (all darker than 64) is read against white: all black gives all 255.
/// One uniform lighter colour is all paper: 0. Light lines on a dark ground are read as their negative, see
/// [`InkSource::Lightness`].
///
/// In the other kinds ink is what is thin and darker than the ground on both its sides: see [`DrawingKind`].
///
/// # Complexity
/// Linear in the pixels.
pub fn ink(drawing: &Raster, source: InkSource) -> Plane<u8> {
    ink_of(drawing, source, DrawingKind::Auto)
}

/// The same as [`ink()`](ink) of a drawing of that kind.
pub fn ink_of(drawing: &Raster, source: InkSource, kind: DrawingKind) -> Plane<u8> {
    let (kind, source) = resolve(drawing, source, kind);
    lines(drawing, source, kind).ink
}

/// Takes a drawing apart.
pub(crate) fn take_apart(drawing: &Raster, source: InkSource, kind: DrawingKind) -> Parts {
    let (kind, source) = resolve(drawing, source, kind);
    let Lines { ink, ground, dots } = lines(drawing, source, kind);
    let line = match &ground {
        Some(ground) => ink::line(&ground.evened(drawing, kind == DrawingKind::Photo), &ink, source),
        None => ink::line(drawing, &ink, source),
    };
    let wash = (kind == DrawingKind::Undercoated).then(|| wash::wash(drawing, &ink, ground.as_ref()));
    let tone = match (kind, ground) {
        (DrawingKind::Halftone, _) => dots.map(|dots| dots.tone(&ink)),
        (DrawingKind::Grey, Some(ground)) => Some(ground.tone()),
        _ => None,
    };
    Parts { kind, source, ink, line, tone, wash }
}

/// The kind and the source of ink where they were left to the library. What is told to be of a certain kind has dark
/// lines, if nothing else was said.
pub(crate) fn resolve(drawing: &Raster, source: InkSource, kind: DrawingKind) -> (DrawingKind, InkSource) {
    if kind == DrawingKind::Auto {
        let source = source.resolve(drawing);
        let dark = source == InkSource::Darkness;
        return (if dark { detect::detect(drawing) } else { DrawingKind::Line }, source);
    }
    let plain = matches!(kind, DrawingKind::Line | DrawingKind::Pencil);
    (kind, if plain || source != InkSource::Auto { source.resolve(drawing) } else { InkSource::Darkness })
}

/// The lines of a drawing, and what they were told from.
struct Lines {
    ink: Plane<u8>,
    ground: Option<Ground>,
    dots: Option<Dots>,
}

fn lines(drawing: &Raster, source: InkSource, kind: DrawingKind) -> Lines {
    let dark = source == InkSource::Darkness;
    let solid = match kind {
        DrawingKind::Photo => 0.28,
        DrawingKind::Undercoated => 0.1,
        _ => 0.06,
    };
    match kind {
        DrawingKind::Halftone if dark => {
            let dots = Dots::find(&values(drawing), 0);
            Lines { ink: dots.ink(), ground: None, dots: Some(dots) }
        }
        DrawingKind::Photo | DrawingKind::Grey | DrawingKind::Undercoated if dark => {
            let ground = Ground::measure(values(drawing), kind == DrawingKind::Photo);
            Lines { ink: stretched(ground.darkness(solid)), ground: Some(ground), dots: None }
        }
        DrawingKind::BluePencil if dark => {
            let ink = ink::ink(&without_blue(drawing), source);
            Lines { ink, ground: None, dots: None }
        }
        _ => Lines { ink: ink::ink(drawing, source), ground: None, dots: None },
    }
}

/// How bright each pixel is.
fn values(drawing: &Raster) -> Plane<u8> {
    let data = drawing.as_slice().par_iter().map(brightness).collect();
    Plane::from_vec(drawing.width(), drawing.height(), data).expect("one value a pixel")
}

/// Whether a pixel is of a light blue pencil: not of the full blue of a trace line.
fn is_blue_pencil(&[r, g, b, _]: &[u8; 4]) -> bool {
    b >= 160 && b >= g && b - r.min(g) >= 24 && g >= 96
}

/// A drawing without its light blue lines; where ink crosses them it stays.
fn without_blue(drawing: &Raster) -> Raster {
    let data = drawing.as_slice().par_iter().map(|pixel| {
        let &[r, g, b, a] = pixel;
        // Blue light passes through blue pencil: as a photocopier sees it.
        if b > r.max(g) { [b, b, b, a] } else { *pixel }
    });
    let clean = |[r, g, b, a]: [u8; 4], pencil: bool| if pencil { [255, 255, 255, a] } else { [r, g, b, a] };
    let data = data.zip(drawing.as_slice()).map(|(seen, pixel)| clean(seen, is_blue_pencil(pixel)));
    Plane::from_vec(drawing.width(), drawing.height(), data.collect()).expect("one value a pixel")
}

#[cfg(test)]
mod tests;

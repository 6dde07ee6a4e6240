use kurbo::{Affine, Vec2};

use crate::Label;

/// A part of a drawing as it was put: what its region shows, whatever gaps its outline has.
#[derive(Clone, Debug, PartialEq)]
pub struct Part {
    /// What a painter would call it.
    pub name: &'static str,
    /// What it belongs to.
    pub label: Label,
    /// Its flat colour in sRGB.
    pub color: [u8; 3],
    /// What is printed on it.
    pub texture: Texture,
    /// Its gradation.
    pub gradation: Gradation,
}

/// A print on cloth.
#[derive(Clone, Copy, Debug, Default, PartialEq)]
pub struct Texture {
    /// Its kind.
    pub kind: TextureKind,
    /// Where its stripes run, radians, 0 to the right, a quarter turn down.
    pub angle: f64,
    /// From one stripe, line or row of dots to the next, in pixels.
    pub step: f64,
}

impl Texture {
    /// As it lies after `map`.
    pub(super) fn through(self, map: Affine) -> Self {
        let [a, b, c, d, ..] = map.as_coeffs();
        let way = Vec2::from_angle(self.angle);
        let way = Vec2::new(a * way.x + c * way.y, b * way.x + d * way.y);
        Self { angle: way.angle(), step: self.step * map.determinant().abs().sqrt(), ..self }
    }
}

/// See [`Texture`].
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Hash)]
#[non_exhaustive]
pub enum TextureKind {
    /// Nothing.
    #[default]
    Plain,
    /// Wide stripes.
    Stripes,
    /// Narrow stripes.
    Pinstripes,
    /// Dots.
    Dots,
    /// Stripes both ways.
    Checks,
    /// Little pictures.
    Motifs,
}

impl TextureKind {
    /// Gives the name, in small letters.
    pub const fn name(self) -> &'static str {
        match self {
            Self::Plain => "plain",
            Self::Stripes => "stripes",
            Self::Pinstripes => "pinstripes",
            Self::Dots => "dots",
            Self::Checks => "checks",
            Self::Motifs => "motifs",
        }
    }
}

/// How a colour changes over a part.
#[derive(Clone, Copy, Debug, Default, PartialEq)]
pub struct Gradation {
    /// Where it grows to, radians, 0 to the right, a quarter turn down.
    pub angle: f64,
    /// How much of the colour has changed at its end, 0 to 1; 0 is no gradation.
    pub strength: f64,
}

/// How a drawing is composed.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct About {
    /// Figures.
    pub figures: usize,
    /// How the first figure is turned: `front`, `three-quarter`, `profile` or `back`.
    pub view: &'static str,
    /// How much of it is seen: `face`, `bust`, `waist`, `knees` or `whole`.
    pub framing: &'static str,
    /// What it does, such as `arms crossed`.
    pub pose: &'static str,
}

use serde::Serialize;

use crate::color::{Oklch, Rgb};

/// One colour of a part, with its cel shades where the artist fixed them.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub struct PartColor {
    /// The colour in plain light.
    pub normal: Rgb,
    /// The colour in shadow: what the colouriser shades runs towards it. `None` leaves the shade to the colouriser; see
    /// also [`PartColor::shadow_or_derived`].
    pub shadow: Option<Rgb>,
    /// The colour where light glints, likewise.
    pub highlight: Option<Rgb>,
}

impl PartColor {
    /// Makes a colour without fixed shades.
    pub const fn new(normal: Rgb) -> Self {
        Self { normal, shadow: None, highlight: None }
    }

    /// Gives the colour in shadow: the fixed one, or one a fifth darker, a little stronger and cooler.
    pub fn shadow_or_derived(self) -> Rgb {
        self.shadow.unwrap_or_else(|| {
            let Oklch { l, c, h } = self.normal.to_oklch();
            Oklch::new(l * 0.8, c * 1.1 + 0.008, if c > 0.0 { toward(h, 310.0, 14.0) } else { 290.0 })
                .to_rgb()
        })
    }

    /// Gives the colour where light glints: the fixed one, or one halfway to white and a little warmer.
    pub fn highlight_or_derived(self) -> Rgb {
        self.highlight.unwrap_or_else(|| {
            let Oklch { l, c, h } = self.normal.to_oklch();
            Oklch::new(l + (1.0 - l) * 0.45, c * 0.75, toward(h, 90.0, 10.0)).to_rgb()
        })
    }
}

impl From<Rgb> for PartColor {
    fn from(normal: Rgb) -> Self {
        Self::new(normal)
    }
}

/// The colours of one part, at least one; in JSON a list, or one colour alone.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub(crate) struct PartColors(pub(super) Vec<PartColor>);

/// Turns hue `from` the short way toward hue `to`, by at most `step` degrees.
fn toward(from: f32, to: f32, step: f32) -> f32 {
    let way = (to - from + 180.0).rem_euclid(360.0) - 180.0;
    from + way.clamp(-step, step)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn shades_lie_on_their_side_of_the_colour() {
        for hex in [0xfb_dcc6, 0x80_503a, 0x5f_a3a3, 0x80_8080, 0xf7_f4ee] {
            let color = PartColor::new(Rgb::from_hex(hex));
            let lightness = |c: Rgb| c.to_lab().l;
            assert!(lightness(color.shadow_or_derived()) < lightness(color.normal) - 5.0);
            assert!(lightness(color.highlight_or_derived()) > lightness(color.normal));
        }
    }
}

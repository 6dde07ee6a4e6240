use std::sync::OnceLock;

use super::quantise::UNKNOWN;
use super::{light, quantise};
use crate::synth::{self, Drawing, SynthOptions};
use crate::{Error, Label, Plane, Result};

/// A drawing and what it should become. All planes have one size.
///
/// Flat colours on disk have soft edges. Here each pixel belongs wholly to one colour, and the shaded picture is
/// mended to match: along edges it repeats the nearest pixel inside, and what texture a flat had is divided out.
#[derive(Debug)]
pub struct Pair {
    /// The stem of the pair's files.
    pub name: String,
    /// The name of the folder the pair came from.
    pub source: String,
    /// How much line covers a pixel: 0 paper to 255 line.
    pub line: Plane<u8>,
    /// Which colour of the palette a pixel has. Index 0 is the ground, and only the ground.
    pub flat_index: Plane<u8>,
    /// The flat colours in sRGB, at most 255 of them; the first is the white of the ground.
    pub palette: Vec<[u8; 3]>,
    /// The shaded colours without lines, in sRGB.
    pub shaded: Plane<[u8; 3]>,
    /// Labels, 0 for the ground, [`UNKNOWN`] where nobody knows.
    pub labels: Plane<u8>,
    /// What each label is among the standard ones, by its number.
    kinds: Vec<Label>,
    light: OnceLock<[f32; 4]>,
}

impl Pair {
    /// Puts a pair together from pictures as they are on disk.
    ///
    /// # Errors
    /// [`Error::InvalidArgument`] if the sizes differ.
    pub fn new(
        name: &str,
        source: &str,
        line: Plane<u8>,
        flat: &Plane<[u8; 3]>,
        mut shaded: Plane<[u8; 3]>,
        labels: Option<Plane<u8>>,
    ) -> Result<Self> {
        let size = (line.width(), line.height());
        let labels = labels.unwrap_or_else(|| Plane::filled(size.0, size.1, UNKNOWN));
        let others = [
            ("flat", (flat.width(), flat.height())),
            ("shaded", (shaded.width(), shaded.height())),
            ("labels", (labels.width(), labels.height())),
        ];
        for (what, other) in others {
            if other != size {
                return Err(Error::InvalidArgument(format!(
                    "{source}/{name}: {what} is {}x{}, line is {}x{}",
                    other.0, other.1, size.0, size.1
                )));
            }
        }
        let (flat_index, palette) = quantise::quantise(flat, &labels, &mut shaded);
        let (name, source) = (name.to_owned(), source.to_owned());
        let kinds = Label::ALL.to_vec();
        Ok(Self { name, source, line, flat_index, palette, shaded, labels, kinds, light: OnceLock::new() })
    }

    /// Draws a pair, of source `synth`: the figure that belongs to `seed`.
    ///
    /// # Errors
    /// Those of [`synth::draw`].
    pub fn draw(seed: u64, options: &SynthOptions) -> Result<Self> {
        Ok(Self::from_drawing(format!("{seed:016x}"), synth::draw(seed, options)?))
    }

    /// Takes a generated drawing as a pair, of source `synth`.
    pub fn from_drawing(name: String, drawing: Drawing) -> Self {
        let mut palette = vec![[255; 3]];
        let flat_index = Plane::from_fn(drawing.line.width(), drawing.line.height(), |x, y| {
            if drawing.labels.get(x, y) == Label::Background.id() {
                return 0;
            }
            let color = drawing.flat.get(x, y);
            let known = palette.iter().skip(1).position(|&known| known == color).map(|i| i + 1);
            let index = known.unwrap_or_else(|| {
                palette.push(color);
                palette.len() - 1
            });
            u8::try_from(index).expect("a drawing has far fewer colours")
        });
        Self {
            name,
            source: "synth".to_owned(),
            line: drawing.line,
            flat_index,
            palette,
            shaded: drawing.shaded,
            labels: drawing.labels,
            kinds: Label::ALL.to_vec(),
            light: OnceLock::from(drawing.light),
        }
    }

    /// The same pair with labels that are not the standard ones: what each comes under, by its number.
    pub(in crate::train) fn with_kinds(mut self, kinds: Vec<Label>) -> Self {
        self.kinds = kinds;
        self
    }

    /// The standard label that a label of the pair comes under; `None` of [`UNKNOWN`].
    pub(in crate::train) fn kind(&self, label: u8) -> Option<Label> {
        self.kinds.get(usize::from(label)).copied()
    }

    /// Estimates the light the shaded colours were made with: `[dx, dy, softness, known]`.
    ///
    /// `(dx, dy)` has length 1, points to the light, and `dy` grows downwards. Softness is the share of half-lit
    /// pixels: 0 for shadows with hard edges, 1 for smooth shade. `known` is 1; it is 0, with direction 0, where
    /// the shade does not tell a direction, and all is 0 where there is no shade. Measured once, then kept.
    pub fn light(&self) -> [f32; 4] {
        *self.light.get_or_init(|| light::estimate(&self.flat_index, &self.palette, &self.shaded))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn light_falls_from_the_bright_side() {
        let line = Plane::filled(64, 64, 0);
        let flat =
            Plane::from_fn(64, 64, |x, _| if (8..56).contains(&x) { [200, 100, 50] } else { [255; 3] });
        let shaded = Plane::from_fn(64, 64, |x, y| flat.get(x, y).map(|c| if x < 40 { c } else { c / 2 }));
        let [dx, dy, softness, known] = Pair::new("", "", line, &flat, shaded, None).unwrap().light();
        assert!(
            dx < -0.99 && dy.abs() < 0.05 && softness < 0.05 && known == 1.0,
            "{dx} {dy} {softness} {known}"
        );
    }
}

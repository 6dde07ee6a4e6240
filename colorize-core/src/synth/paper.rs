//! What pen, paper and scanner make of the lines.

use super::{dice::Dice, manner::Manner, noise::Noise};
use crate::Label;

/// How areas are inked, and what becomes of ink.
#[derive(Clone, Copy, Debug)]
pub struct Paper {
    manner: Manner,
    /// The part that is inked solid.
    solid: Option<Label>,
    shadow: Shadow,
    noise: Noise,
    /// Dots in a square of 256 pixels.
    specks: usize,
    grain: f64,
}

/// How shadows are inked.
#[derive(Clone, Copy, Debug, PartialEq)]
enum Shadow {
    None,
    Solid,
    /// Direction of the strokes, and from one to the next, in pixels of a drawing of 256 pixels.
    Hatched(f64, f64),
}

impl Paper {
    /// Rolls what becomes of the ink of a manner.
    pub fn roll(manner: Manner, dice: &mut Dice) -> Self {
        let inky = matches!(manner, Manner::GPen | Manner::Brush | Manner::Copy);
        let solid = dice.chance(if inky { 0.22 } else { 0.05 });
        let part =
            dice.pick(&[Label::Hair, Label::Hair, Label::Shoes, Label::Bottom, Label::Hat, Label::Glasses]);
        let hatched = Shadow::Hatched(dice.range(0.4, 1.2) * dice.side(), dice.range(4.0, 8.0));
        let shadow = match dice.range(0.0, 1.0) {
            r if r < if inky { 0.12 } else { 0.03 } => hatched,
            r if r < if inky { 0.22 } else { 0.04 } => Shadow::Solid,
            _ => Shadow::None,
        };
        let (dots, dirt, grain) = (dice.chance(0.1), dice.count(2, 40), dice.range(0.15, 0.6));
        let dirty = dots || matches!(manner, Manner::Copy | Manner::Extracted);
        let clean = manner == Manner::Clean;
        Self {
            manner,
            solid: (solid && !clean).then_some(part),
            shadow: if clean { Shadow::None } else { shadow },
            noise: Noise(dice.count(0, 1 << 30) as u32),
            specks: if dirty && !clean { dirt } else { 0 },
            grain: if manner == Manner::Pencil { grain } else { 0.0 },
        }
    }

    /// Inks the areas; `label` and `shade` (0 to 255) are of each pixel.
    pub fn fill(&self, ink: &mut [u8], size: usize, label: impl Fn(usize) -> Label, shade: &[u8]) {
        if self.solid.is_none() && self.shadow == Shadow::None {
            return;
        }
        let scale = size as f64 / 256.0;
        for (i, ink) in ink.iter_mut().enumerate() {
            let (x, y) = ((i % size) as f64 / scale, (i / size) as f64 / scale);
            let own = label(i);
            // A sheen stays white, or nothing would tell the area from a blot.
            let solid = self.solid == Some(own) && self.noise.at(x / 14.0, y / 30.0) < 0.8;
            let shadowed =
                shade[i] == 255 && !matches!(own, Label::Background | Label::Eye | Label::EyeWhite);
            let dark = match self.shadow {
                Shadow::None => false,
                Shadow::Solid => shadowed && !own.is_skin(),
                Shadow::Hatched(angle, step) => {
                    let across = x - y * angle + 2.0 * self.noise.at(x / 20.0, y / 20.0);
                    shadowed && across.rem_euclid(step) < 1.0
                }
            };
            if solid || dark {
                *ink = 255;
            }
        }
    }

    /// Does to the drawn ink what paper and scanner do.
    pub fn soak(&self, ink: &mut [u8], size: usize, dice: &mut Dice) {
        let scale = size as f64 / 256.0;
        for _ in 0..self.specks {
            let (x, y) = (dice.range(0.0, 1.0) * size as f64, dice.range(0.0, 1.0) * size as f64);
            let radius = dice.range(0.3, 1.0) * scale;
            let (tone, reach) = (dice.count(90, 255) as u8, radius.ceil() as isize);
            for dy in -reach..=reach {
                for dx in -reach..=reach {
                    let (column, row) = (x as isize + dx, y as isize + dy);
                    let inside = (0..size as isize).contains(&column) && (0..size as isize).contains(&row);
                    if inside && ((dx * dx + dy * dy) as f64) <= radius * radius {
                        let ink = &mut ink[row as usize * size + column as usize];
                        *ink = (*ink).max(tone);
                    }
                }
            }
        }
        match self.manner {
            Manner::Pencil => {
                let fine = (size as f64 / 512.0).max(0.7);
                for (i, ink) in ink.iter_mut().enumerate().filter(|(_, ink)| **ink > 0) {
                    let (x, y) = ((i % size) as f64 / fine, (i / size) as f64 / fine);
                    let tooth = 1.0 - self.grain * self.noise.at(x, y);
                    *ink = (f64::from(*ink) * tooth) as u8;
                }
            }
            Manner::Copy | Manner::Extracted => {
                for ink in ink.iter_mut() {
                    *ink = ((i32::from(*ink) - 128) * 3 + 128).clamp(0, 255) as u8;
                }
            }
            _ => {}
        }
    }
}

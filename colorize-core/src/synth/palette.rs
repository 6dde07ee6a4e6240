use super::dice::Dice;

/// The colours of a figure.
#[derive(Clone, Debug)]
pub struct Palette {
    /// All skin.
    pub skin: [u8; 3],
    /// Hair, and brows.
    pub hair: [u8; 3],
    /// Irises.
    pub eye: [u8; 3],
    /// Clothes, one for each layer.
    pub cloth: [[u8; 3]; 5],
    /// Shoes.
    pub shoes: [u8; 3],
    /// Bows, belts, bags.
    pub accent: [[u8; 3]; 3],
    /// The inside of the mouth.
    pub mouth: [u8; 3],
}

impl Palette {
    /// Rolls colours: three of four natural, the others of a fantasy.
    /// Hair is grey or white for the `old`.
    pub fn roll(old: bool, dice: &mut Dice) -> Self {
        let natural = dice.chance(0.6);
        let skin = if dice.chance(0.93) {
            let (pale, dark) = ([252.0, 226.0, 208.0], [72.0, 44.0, 32.0]);
            // Between pale and dark, skin is more golden or more rosy than the straight blend.
            let (t, warm) = (dice.range(0.0, 1.0), dice.around(14.0));
            let t: f64 = t * (0.55 + 0.45 * t);
            let bulge = 4.0 * t * (1.0 - t);
            let tone = [14.0 + warm * 0.5, 2.0 - warm * 0.2, -12.0 - warm];
            std::array::from_fn(|i| {
                let blend = pale[i] + (dark[i] - pale[i]) * t + tone[i] * bulge;
                (blend + dice.around(8.0)).clamp(0.0, 245.0) as u8
            })
        } else {
            hsv(dice.range(0.0, 1.0), dice.range(0.15, 0.5), dice.range(0.55, 0.95))
        };
        let hair = if old {
            hsv(dice.range(0.0, 1.0), dice.range(0.0, 0.1), dice.range(0.45, 0.95))
        } else if natural {
            let tone = dice.range(0.15, 0.95);
            hsv(dice.range(0.02, 0.13), dice.range(0.15, 0.7), tone)
        } else {
            hsv(dice.range(0.0, 1.0), dice.range(0.1, 0.8), dice.range(0.35, 0.95))
        };
        let eye = hsv(dice.range(0.0, 1.0), dice.range(0.3, 0.9), dice.range(0.3, 0.8));
        let base = dice.range(0.0, 1.0);
        let cloth = std::array::from_fn(|_| {
            let hue = if dice.chance(0.5) {
                base + dice.pick(&[0.0, 0.08, 0.33, 0.5])
            } else {
                dice.range(0.0, 1.0)
            };
            match dice.count(0, 5) {
                0 => hsv(hue, dice.range(0.0, 0.06), dice.range(0.88, 1.0)),
                1 => hsv(hue, dice.range(0.0, 0.3), dice.range(0.12, 0.4)),
                _ => hsv(hue, dice.range(0.2, 0.85), dice.range(0.35, 0.95)),
            }
        });
        let shoes = hsv(dice.range(0.0, 1.0), dice.range(0.1, 0.7), dice.range(0.15, 0.8));
        let accent =
            std::array::from_fn(|_| hsv(dice.range(0.0, 1.0), dice.range(0.3, 0.95), dice.range(0.4, 0.95)));
        let mouth = hsv(dice.range(0.95, 1.02), dice.range(0.4, 0.75), dice.range(0.45, 0.9));
        Self { skin, hair, eye, cloth, shoes, accent, mouth }
    }
}

/// A colour from hue, saturation and value; hue wraps at 1.
pub fn hsv(hue: f64, saturation: f64, value: f64) -> [u8; 3] {
    [5.0, 3.0, 1.0].map(|n| {
        let k = (n + hue * 6.0).rem_euclid(6.0);
        let dip = k.min(4.0 - k).clamp(0.0, 1.0);
        ((value - value * saturation * dip) * 255.0).round() as u8
    })
}

/// A colour made darker (`by` under 1) or lighter.
pub fn toned(color: [u8; 3], by: f64) -> [u8; 3] {
    color.map(|c| (f64::from(c) * by).round().clamp(0.0, 255.0) as u8)
}

use super::{dice::Dice, palette::hsv, portable::Portable as _};

/// The light of a drawing and how its shade looks.
#[derive(Clone, Debug)]
pub struct Light {
    /// Towards the light, length 1, y down.
    pub toward: [f64; 2],
    /// How many steps the shade fades over: 1 is a hard edge.
    pub steps: usize,
    /// What full shade multiplies colours by, a channel each.
    pub tint: [f64; 3],
    /// How long cast shadows are; 1 is usual.
    pub reach: f64,
}

impl Light {
    /// Rolls a light from above, mostly with hard shade.
    pub fn roll(dice: &mut Dice) -> Self {
        let angle = dice.range(-2.9, -0.24);
        let dark = dice.range(0.55, 0.85);
        Self {
            toward: [angle.cosine(), angle.sine()],
            steps: if dice.chance(0.7) { 1 } else { 6 },
            tint: [dark * dice.range(0.95, 1.1), dark * dice.range(0.85, 1.0), dark * dice.range(0.95, 1.2)],
            reach: dice.range(0.5, 1.6),
        }
    }

    /// As [`super::Drawing::light`] tells it.
    pub fn told(&self) -> [f32; 4] {
        let [dx, dy] = self.toward.map(|c| c as f32);
        [dx, dy, if self.steps == 1 { 0.0 } else { 0.5 }, 1.0]
    }

    /// Gives a colour in shade, `shade` 0 to 255.
    pub fn shaded(&self, color: [u8; 3], shade: u8) -> [u8; 3] {
        let share = f64::from(shade) / 255.0;
        std::array::from_fn(|i| {
            let factor = 1.0 + (self.tint[i] - 1.0) * share;
            (f64::from(color[i]) * factor).round().clamp(0.0, 255.0) as u8
        })
    }
}

/// A gradation: a colour grows towards one side of a shape.
#[derive(Clone, Copy, Debug)]
pub struct Fade {
    /// The direction it grows in, radians, 0 to the right, a quarter turn down.
    pub angle: f64,
    /// How much of the colour covers at its end, 0 to 1.
    pub strength: f64,
    /// The colour.
    pub color: [u8; 3],
}

impl Fade {
    /// Rolls a gradation, mostly downwards.
    pub fn roll(dice: &mut Dice) -> Self {
        let angle = if dice.chance(0.7) { 1.57 + dice.around(0.3) } else { dice.range(-3.1, 3.1) };
        let color = hsv(dice.range(0.0, 1.0), dice.range(0.0, 0.6), dice.range(0.1, 0.95));
        Self { angle, strength: dice.range(0.3, 0.9), color }
    }
}

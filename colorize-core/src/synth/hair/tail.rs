use std::f64::consts::PI;

use kurbo::{Point, Vec2};

use super::{
    super::{
        accessory,
        curve::{arched, between, ellipse, smooth},
        dice::Dice,
        head::Head,
        portable::Portable as _,
        scene::{Scene, Shape, layer},
    },
    Cut, Hair,
};
use crate::Label;

impl Hair {
    /// Tails, knots and plaits.
    pub(super) fn tied(&self, scene: &mut Scene, head: &Head, dice: &mut Dice) {
        let twin = self.cut == Cut::Twins || (matches!(self.cut, Cut::Bun | Cut::Braid) && dice.chance(0.5));
        let height = dice.range(-0.85, -0.1);
        let bend = dice.range(-0.1, 0.5);
        let wide = dice.range(0.4, 0.75);
        for side in if twin { &[-1.0, 1.0][..] } else { &[0.0][..] } {
            let angle = if *side == 0.0 { PI } else { side * 1.75 } + head.yaw;
            let before = angle.cosine() > -0.25;
            let rise = if *side == 0.0 { height - 0.25 } else { height };
            let root = Point::new(angle.sine() * 1.02 * head.wide * self.volume, rise);
            let out = if angle.sine().abs() < 0.3 { dice.side() } else { angle.sine().signum() };
            scene.on(if before { layer::HAIR + 0.5 } else { layer::HAIR_BEHIND + 0.5 });
            if before && dice.chance(0.5) && matches!(self.cut, Cut::Twins | Cut::Ponytail) {
                scene.on(layer::HAIR_BEHIND + 0.5);
            }
            match self.cut {
                Cut::Ponytail | Cut::Twins => {
                    let tip = root + Vec2::new(out * (0.25 + bend), self.length);
                    let knee = root + Vec2::new(out * (0.45 + bend), self.length * 0.35);
                    let half = wide * 0.5;
                    let left = smooth(
                        &[root - Vec2::new(0.12 * out, 0.0), knee - Vec2::new(half * out, 0.0), tip],
                        false,
                    );
                    let right = smooth(
                        &[root + Vec2::new(0.12 * out, -0.12), knee + Vec2::new(half * out, 0.0), tip],
                        false,
                    );
                    let strand =
                        smooth(&[root, knee + Vec2::new(dice.around(half), 0.0), tip.lerp(knee, 0.3)], false);
                    scene.put(self.shape(between(&left, &right)).line(strand, 0.8));
                }
                Cut::Bun => {
                    let center = if *side == 0.0 {
                        Point::new(root.x * 0.9, -1.15 + head.yaw.sine().abs() * 0.5)
                    } else {
                        Point::new(root.x * 0.85, -0.95)
                    };
                    let curl = arched(center - Vec2::new(0.15, 0.1), center + Vec2::new(0.15, 0.1), 0.3);
                    scene.put(
                        self.shape(ellipse(center, 0.36 * wide + 0.1, 0.32 * wide + 0.1, 0.0))
                            .line(curl, 0.8),
                    );
                }
                Cut::Braid => {
                    let knots = (self.length / 0.3) as usize + 2;
                    for i in (0..knots).rev() {
                        let t = i as f64 / knots as f64;
                        let center = root + Vec2::new(out * (0.2 + 0.25 * (t * 3.0).sine()), self.length * t);
                        let across = if i % 2 == 0 { 0.5 } else { -0.5 };
                        scene.put(self.shape(ellipse(center, 0.2 - 0.06 * t, 0.16, across)));
                    }
                }
                _ => return,
            }
            if let Some(band) = self.band.filter(|_| self.cut != Cut::Bun) {
                if dice.chance(0.4) {
                    let size = dice.range(0.22, 0.5);
                    accessory::bow(scene, root, size, band, dice.chance(0.5), dice);
                } else {
                    scene.put(Shape::new("hair tie", Label::Accessory, band, ellipse(root, 0.16, 0.13, 0.0)));
                }
            }
        }
    }
}

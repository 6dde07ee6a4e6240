use kurbo::{Point, Vec2};

use super::{
    curve::{arched, between, smooth},
    dice::Dice,
    head::Head,
    portable::Portable as _,
    scene::{Scene, Shape, layer},
};
use crate::Label;

/// Draws a pair of horns on a head, or on the helmet it wears.
pub fn pair(scene: &mut Scene, head: &Head, label: Label, color: [u8; 3], dice: &mut Dice) {
    let (long, thick) = (dice.range(0.4, 1.3), dice.range(0.16, 0.34));
    let (out, curl, rings) = (dice.range(0.1, 0.7), dice.range(-0.5, 0.9), dice.count(0, 5));
    let rise = if label == Label::Hat { -0.8 } else { -0.9 };
    scene.on(if label == Label::Hat { layer::HAT + 1.0 } else { layer::HAIR + 0.7 });
    for side in [-1.0, 1.0] {
        let x = (side * 0.8 + head.yaw).sine() * head.wide * 1.05;
        let root = Point::new(x, rise);
        let q = if x.abs() < 0.1 { side } else { x.signum() };
        let middle = root + Vec2::new(q * (out * 0.7 + 0.12) * long, -long * 0.5);
        let tip = root + Vec2::new(q * (out - curl * 0.4) * long, -long);
        let half = Vec2::new(thick / 2.0, thick * 0.2 * q);
        let left = smooth(&[root - half, middle - half * 0.75, tip], false);
        let right = smooth(&[root + half, middle + half * 0.75, tip], false);
        let ridges = (1..=rings).map(|i| {
            let t = i as f64 / (rings + 1) as f64;
            let (at, wide) = (root.lerp(middle, t), half * (1.0 - 0.25 * t));
            arched(at - wide, at + wide, -0.15)
        });
        scene.put(Shape::new("horn", label, color, between(&left, &right)).lines(ridges, 0.7));
    }
}

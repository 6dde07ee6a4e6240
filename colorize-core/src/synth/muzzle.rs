use kurbo::{Point, Vec2};

use super::{
    curve::{arched, between, ellipse, smooth},
    dice::Dice,
    head::Head,
    palette::toned,
    portable::Portable as _,
    scene::{Scene, Shape, layer},
};
use crate::Label;

/// Draws the muzzle of a furred head with its nose and mouth; `light` is the fur around them.
pub fn draw(scene: &mut Scene, head: &Head, mouth: f64, light: [u8; 3], lips: [u8; 3], dice: &mut Dice) {
    scene.on(layer::FACE + 0.8);
    let (wide, long) = (dice.range(0.26, 0.46), dice.range(0.1, 0.5));
    let lean = head.yaw.clamp(-1.3, 1.3).sine();
    let root = Point::new(lean * head.wide * 0.62, mouth - 0.12);
    let tip = root + Vec2::new(lean * long, 0.04);
    let bulb = |grow: f64| {
        smooth(
            &[
                root + Vec2::new(-wide * grow, 0.05),
                root.midpoint(tip) + Vec2::new(0.0, -0.24 * grow),
                tip + Vec2::new(wide * 0.75 * grow, -0.02),
                tip + Vec2::new(wide * 0.4 * grow, 0.24 * grow),
                root + Vec2::new(-wide * 0.4 * grow, 0.27 * grow),
            ],
            true,
        )
    };
    scene.put(Shape::new("muzzle", Label::Fur, light, bulb(1.0)).deep(0.03));
    let at = tip + Vec2::new(lean * wide * 0.35, -0.14);
    let nose = smooth(
        &[
            at + Vec2::new(-0.12, -0.05),
            at + Vec2::new(0.12, -0.05),
            at + Vec2::new(0.05, 0.06),
            at + Vec2::new(-0.05, 0.06),
        ],
        true,
    );
    let under = at + Vec2::new(0.0, 0.16);
    let corners = [-1.0, 1.0].map(|side| under + Vec2::new(side * wide * 0.6, -dice.range(-0.02, 0.08)));
    if dice.chance(0.4) {
        let low = dice.range(0.08, 0.2);
        let upper = smooth(&[corners[0], under, corners[1]], false);
        let lower = smooth(&[corners[0], under + Vec2::new(0.0, low), corners[1]], false);
        scene.put(Shape::new("mouth", Label::Mouth, lips, between(&upper, &lower)).thin(0.8));
    } else {
        let lines = corners.map(|corner| arched(under, corner, if corner.x < under.x { -0.2 } else { 0.2 }));
        scene.draw("mouth", lines, 0.8, None);
    }
    scene.draw("lip", [arched(at, under, 0.0)], 0.8, None);
    scene.put(Shape::new("nose", Label::Nose, toned(lips, 0.45), nose).thin(0.9));
    if dice.chance(0.5) {
        let whiskers = [-1.0, 1.0].into_iter().flat_map(|side| {
            (-1..=1).map(move |i| {
                let from = under + Vec2::new(side * wide * 0.7, -0.05 + 0.05 * f64::from(i));
                arched(from, from + Vec2::new(side * 0.45, 0.1 * f64::from(i)), 0.08 * side)
            })
        });
        scene.draw("whiskers", whiskers, 0.5, None);
    }
    if dice.chance(0.5) {
        for side in [-1.0, 1.0] {
            let Some((cheek, _)) = head.at(side * 1.35, 0.45) else { continue };
            let tuft = smooth(
                &[
                    cheek + Vec2::new(0.0, -0.3),
                    cheek + Vec2::new(side * 0.3, -0.05),
                    cheek + Vec2::new(side * 0.08, 0.0),
                    cheek + Vec2::new(side * 0.22, 0.2),
                    cheek + Vec2::new(-side * 0.1, 0.25),
                ],
                true,
            );
            scene.put(Shape::new("tuft", Label::Fur, light, tuft));
        }
    }
    if dice.chance(0.4) {
        let patch = ellipse(
            Point::new(lean * 0.5 + dice.around(0.6), dice.range(-0.6, -0.1)),
            0.3,
            0.26,
            dice.around(1.0),
        );
        scene.on(layer::HEAD + 0.2);
        scene.put(Shape::new("patch", Label::Fur, light, patch).within(&head.outline()));
    }
}

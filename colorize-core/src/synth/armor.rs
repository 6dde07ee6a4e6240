use kurbo::{BezPath, Vec2};

use super::{
    curve::{arched, between, ellipse, smooth},
    dice::Dice,
    limb::Bone,
    scene::{Scene, Shape, layer},
    trunk::{Tube, height},
};
use crate::Label;

fn plate(color: [u8; 3], path: BezPath) -> Shape {
    Shape::new("plate", Label::Top, color, path).deep(0.07).casting(0.05)
}

/// Draws a breastplate, its rim and its belly bands.
pub fn breastplate(scene: &mut Scene, tube: &Tube, color: [u8; 3], rim: [u8; 3], dice: &mut Dice) {
    scene.on(layer::JACKET + 0.6);
    let shell = tube.wider(0.06);
    let low = dice.range(3.6, 4.3);
    let area = shell.area(0.9, low, [dice.range(0.1, 0.35), 0.1]);
    let ridge = shell.line(&[(1.8, 0.0), (low, 0.0)]);
    let breast =
        [-1.0, 1.0].map(|side| shell.line(&[(2.4, side * 1.1), (3.1, side * 0.6), (2.9, side * 0.05)]));
    let shape = plate(color, area);
    let shape = if tube.shows(0.0) && dice.chance(0.7) { shape.line(ridge, 0.9) } else { shape };
    scene.put(if tube.faces_us() && dice.chance(0.5) { shape.lines(breast, 0.8) } else { shape });
    for i in 0..dice.count(0, 3) {
        let from = low + 0.35 * i as f64;
        scene.put(plate(if i % 2 == 0 { rim } else { color }, shell.area(from, from + 0.38, [0.1, 0.1])));
    }
    if dice.chance(0.5) {
        scene.put(plate(rim, shell.area(0.85, 1.15, [0.2, 0.2])));
    }
    if tube.shows(0.0) && dice.chance(0.4) {
        let gem = ellipse(shell.on(2.2, 0.0), 0.1, 0.12, 0.0);
        scene.put(Shape::new("gem", Label::Accessory, [90, 160, 210], gem).thin(0.9));
    }
    if dice.chance(0.5) {
        let tassets =
            shell.skirt(height::WAIST + 0.6, shell.rim(height::HIP, 0.0).y + dice.range(0.25, 0.7), 1.25);
        let count = dice.count(3, 6);
        for i in 0..count {
            let side = |k: usize| 2.0 * k as f64 / count as f64 - 1.0;
            let line =
                |at: f64| smooth(&[tassets.rim(0.0, at), tassets.rim(2.0, at), tassets.rim(4.0, at)], false);
            scene.put(plate(
                if i % 2 == 0 { color } else { rim },
                between(&line(side(i)), &line(side(i + 1))),
            ));
        }
    }
}

/// Draws the plates of a shoulder and a forearm.
pub fn of_arm(scene: &mut Scene, arm: [Bone; 2], color: [u8; 3], rim: [u8; 3], dice: &mut Dice) {
    let [upper, lower] = arm;
    let layers = dice.count(1, 3);
    for i in (0..layers).rev() {
        let piece = upper.part(0.0, 0.24 + 0.13 * i as f64).wider(1.35 - 0.05 * i as f64, 0.05);
        let cap = between(
            &smooth(
                &[
                    piece.at(1.0, 1.0),
                    piece.at(0.3, 1.1),
                    piece.from - piece.way() * piece.thick,
                    piece.at(0.3, -1.1),
                    piece.at(1.0, -1.0),
                ],
                false,
            ),
            &arched(piece.at(1.0, 1.0), piece.at(1.0, -1.0), 0.15),
        );
        scene.put(plate(if i == 0 { color } else { rim }, cap));
    }
    if dice.chance(0.6) {
        let guard = lower.part(0.2, 0.95).wider(1.2, 0.03);
        let area = between(&guard.side(1.0, 0.0), &guard.side(-1.0, 0.0));
        let studs = [0.25, 0.7].map(|t| arched(guard.at(t, 0.9), guard.at(t, -0.9), 0.08));
        scene.put(plate(color, area).lines(studs, 0.8));
    }
    if dice.chance(0.4) {
        let knob = lower.from + Vec2::new(0.0, 0.0);
        scene.put(plate(rim, ellipse(knob, lower.thick * 1.1, lower.thick * 1.1, 0.0)));
    }
}

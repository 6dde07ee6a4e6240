//! What years and sun leave on a face.

use kurbo::{BezPath, Point, Vec2};

use super::{
    curve::{arched, ellipse},
    dice::Dice,
    head::Head,
    scene::{Scene, layer},
};

/// Draws wrinkles: from the wings of the nose, under the eyes, on the brow and the cheeks.
pub fn wrinkles(scene: &mut Scene, head: &Head, eyes: f64, mouth: f64, dice: &mut Dice) {
    let mut lines: Vec<BezPath> = Vec::new();
    let mut on = |from: (f64, f64), to: (f64, f64), arch: f64| {
        if let (Some((a, _)), Some((b, _))) = (head.at(from.0, from.1), head.at(to.0, to.1)) {
            lines.push(arched(a, b, arch));
        }
    };
    let many = dice.chance(0.5);
    for side in [-1.0, 1.0] {
        on((side * 0.2, mouth - 0.22), (side * 0.42, mouth + dice.range(-0.06, 0.1)), -0.12 * side);
        on((side * 0.32, eyes + 0.26), (side * 0.68, eyes + dice.range(0.2, 0.3)), 0.14 * side);
        if many {
            on((side * 0.82, eyes), (side * 1.0, eyes - 0.06), 0.1);
            on((side * 0.82, eyes + 0.05), (side * 1.0, eyes + 0.09), -0.1);
            on((side * 0.75, mouth - 0.3), (side * 0.5, mouth + 0.05), 0.12 * side);
        }
    }
    if many {
        for i in 0..dice.count(1, 3) {
            let y = -0.38 - 0.11 * i as f64;
            on((-0.45, y), (0.45, y + dice.around(0.04)), 0.04);
        }
    }
    scene.on(layer::FACE + 0.2);
    scene.draw("wrinkles", lines, 0.6, Some(&head.outline()));
}

/// Draws freckles over nose and cheeks, or a mole.
pub fn freckles(scene: &mut Scene, head: &Head, eyes: f64, dice: &mut Dice) {
    let count = if dice.chance(0.4) { 1 } else { dice.count(5, 16) };
    let spots: Vec<BezPath> = (0..count)
        .filter_map(|_| {
            let spread = if count == 1 { dice.side() * 0.6 } else { dice.around(0.95) };
            let (at, _) = head.at(spread, eyes + dice.range(0.25, 0.5))?;
            Some(ellipse(at, 0.012, 0.012, 0.0))
        })
        .collect();
    scene.on(layer::FACE + 0.2);
    scene.draw("freckles", spots, 0.6, Some(&head.outline()));
}

/// Draws a scar or a plaster across a cheek or a brow.
pub fn scar(scene: &mut Scene, head: &Head, eyes: f64, dice: &mut Dice) {
    let Some((at, _)) = head.at(dice.side() * dice.range(0.3, 0.8), eyes + dice.range(-0.2, 0.45)) else {
        return;
    };
    let way = Vec2::new(dice.range(0.1, 0.2), dice.around(0.2));
    let mut lines = vec![arched(at - way, at + way, 0.05)];
    for t in [-0.4, 0.1, 0.6] {
        let cross = Vec2::new(-way.y, way.x) * 0.35;
        let on: Point = at + way * t;
        lines.push(arched(on - cross, on + cross, 0.0));
    }
    scene.on(layer::FACE + 0.3);
    scene.draw("scar", lines, 0.6, Some(&head.outline()));
}

use kurbo::{Point, Vec2};

use super::{
    curve::{arched, between, ellipse},
    dice::Dice,
    head::Head,
    scene::{Scene, Shape, layer},
};
use crate::Label;

fn shape(color: [u8; 3], path: kurbo::BezPath) -> Shape {
    Shape::new("headphones", Label::Accessory, color, path)
}

/// Draws headphones on a head.
pub fn worn(scene: &mut Scene, head: &Head, colors: [[u8; 3]; 3]) {
    scene.on(layer::ADORN);
    let wide = head.wide * 1.3;
    let (from, to) = (Point::new(-wide, 0.0), Point::new(wide, 0.0));
    scene.put(shape(colors[0], between(&arched(from, to, 0.6), &arched(from, to, 0.54))));
    for side in [-1.0, 1.0] {
        let Some((at, _)) = head.at(side * 1.35, 0.1) else { continue };
        let cup = ellipse(Point::new(at.x * 1.12, 0.1), 0.2, 0.32, 0.0);
        scene.put(shape(colors[1], cup).casting(0.04));
        scene.put(shape(colors[0], ellipse(Point::new(at.x * 1.14, 0.1), 0.11, 0.2, 0.0)).thin(0.8));
    }
}

/// Draws headphones that hang around a neck; `at` is the pit of the throat, `wide` half the width of the shoulders.
pub fn around_neck(scene: &mut Scene, at: Point, wide: f64, colors: [[u8; 3]; 3], dice: &mut Dice) {
    let (reach, high) = (wide * dice.range(0.42, 0.6), dice.range(0.15, 0.24));
    scene.on(layer::COLLAR_BEHIND + 1.0);
    let (left, right) = (at + Vec2::new(-reach, -0.1), at + Vec2::new(reach, -0.1));
    scene.put(shape(colors[0], between(&arched(left, right, 0.22), &arched(left, right, 0.12))));
    scene.on(layer::ACCESSORY + 0.8);
    for side in [-1.0, 1.0] {
        let lean = dice.around(0.3) + side * 0.15;
        let middle = at + Vec2::new(side * reach, 0.02);
        let outer = middle + Vec2::new(side * 0.07, 0.0);
        scene.put(shape(colors[0], ellipse(middle, 0.06, high, lean)).casting(0.04));
        scene.put(shape(colors[1], ellipse(outer, 0.07, high * 1.1, lean)));
        if dice.chance(0.5) {
            scene.put(shape(colors[0], ellipse(outer, 0.035, high * 0.6, lean)).thin(0.8));
        }
    }
}

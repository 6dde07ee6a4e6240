use kurbo::Point;

use super::{
    super::{
        curve::{arched, smooth},
        dice::Dice,
        scene::Scene,
    },
    Hand, bones,
};

/// Draws a fist from the side of its folded fingers; `wrist` is half its width there, in the hand's own units.
pub fn knuckles(scene: &mut Scene, hand: &Hand, wrist: f64, dice: &mut Dice) {
    let back =
        [(-wrist, 0.0), (-0.29, 0.22), (-0.3, 0.5), (0.0, 0.62), (0.3, 0.48), (0.29, 0.2), (wrist, 0.0)];
    scene.put(hand.round(&back));
    let slant = dice.around(0.12);
    for i in [3, 2, 1, 0] {
        let x = 0.215 - 0.145 * i as f64;
        let (top, end) = (0.3 + 0.03 * i as f64 + slant * x, [0.66, 0.7, 0.68, 0.62][i] + slant * x);
        let around = [
            (x - 0.07, top + 0.06),
            (x - 0.085, end - 0.12),
            (x - 0.06, end),
            (x + 0.06, end),
            (x + 0.085, end - 0.12),
            (x + 0.07, top + 0.06),
            (x, top),
        ];
        scene.put(hand.shape(smooth(&around.map(Point::from), true)).thin(0.85));
    }
    let tip = Point::new(dice.range(-0.12, 0.08), dice.range(0.44, 0.54));
    let (upper, lower) = bones(Point::new(0.27, 0.18), Point::new(0.27, 0.42), tip, 0.085);
    scene.put(hand.finger(upper, lower));
}

/// Draws a fist from the side of its thumb.
pub fn thumb(scene: &mut Scene, hand: &Hand, wrist: f64, dice: &mut Dice) {
    let deep = dice.range(0.6, 0.72);
    let around = [
        (-wrist, 0.0),
        (-0.27, 0.2),
        (-0.31, 0.46),
        (-0.2, deep),
        (0.1, deep + 0.03),
        (0.27, 0.55),
        (0.25, 0.3),
        (wrist, 0.0),
    ];
    let mut whole = hand.round(&around);
    for i in 0..dice.count(1, 3) {
        let y = 0.5 + 0.07 * i as f64;
        whole = whole
            .line(arched(Point::new(0.25, y), Point::new(-0.02 - 0.05 * i as f64, y + 0.05), -0.12), 0.8);
    }
    let curl = smooth(&[(-0.29, 0.46), (-0.1, 0.42), (0.06, 0.5), (0.1, 0.62)].map(Point::from), false);
    scene.put(whole.line(curl, 0.85));
    let tip = Point::new(dice.range(-0.1, 0.1), dice.range(0.46, 0.58));
    let (upper, lower) = bones(Point::new(0.15, 0.16), Point::new(0.2, 0.38), tip, 0.085);
    scene.put(hand.finger(upper, lower));
}

use std::f64::consts::FRAC_PI_2;

use kurbo::Point;

use super::{
    super::{
        curve::{arched, between, polar, smooth},
        dice::Dice,
        pose::Grip,
        scene::Scene,
    },
    Hand, bones,
};

/// Draws a hand whose fingers lie together, the forefinger apart; `wrist` is half its width there, in its own units.
pub fn draw(scene: &mut Scene, hand: &Hand, wrist: f64, dice: &mut Dice) {
    let bend = dice.around(0.7);
    let (first, second) = (FRAC_PI_2 - bend * 0.5, FRAC_PI_2 - bend * 1.3);
    let root = Point::new(-0.08, 0.44);
    let middle = root + polar(first, 0.26);
    let (upper, lower) = bones(root, middle, middle + polar(second, 0.22), 0.17);
    let mut group = hand.finger(upper, lower);
    for side in [-0.33, 0.33].into_iter().take(dice.count(1, 2)) {
        group = group
            .line(arched(upper.at(0.5, side), upper.at(1.0, side), 0.0), 0.7)
            .line(arched(lower.at(0.0, side), lower.at(1.0, side * 1.2), 0.0), 0.7);
    }
    scene.put(group);
    let right = [(wrist, 0.0), (0.26, 0.18), (0.26, 0.36), (0.23, 0.5)];
    let left = [(-wrist, 0.0), (-0.24, 0.16), (-0.27, 0.34), (-0.25, 0.46)];
    let [right, left] = [right, left].map(|side| smooth(&side.map(Point::from), false));
    let path = between(&right, &left);
    scene.put(hand.shape(path).bare().edge(right).edge(left));
    let apart = bend + dice.range(-0.1, 0.3);
    let root = Point::new(0.16, 0.44);
    let middle = root + polar(FRAC_PI_2 - apart * 0.5, 0.24);
    let tip = middle + polar(FRAC_PI_2 - apart * 1.3, 0.2);
    let (upper, lower) = bones(root, middle, tip, 0.07);
    scene.put(hand.finger(upper, lower));
    let root = Point::new(0.2, 0.18);
    let free = root + polar(FRAC_PI_2 - 0.4, 0.38);
    let end = if hand.grip == Grip::Pinch { tip + polar(0.3, 0.06) } else { free };
    let (upper, lower) = bones(root, root.lerp(end, 0.5) + polar(0.0, 0.08), end, 0.08);
    scene.put(hand.finger(upper, lower));
}

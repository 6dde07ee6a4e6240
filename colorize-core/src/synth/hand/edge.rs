use std::f64::consts::FRAC_PI_2;

use kurbo::Point;

use super::{
    super::{
        curve::{polar, smooth},
        dice::Dice,
        pose::Grip,
        scene::Scene,
    },
    Hand, bones,
};

/// Draws a hand from its edge: the thumb before curled fingers, of which the nearer ones hide the others.
pub fn draw(scene: &mut Scene, hand: &Hand, wrist: f64, dice: &mut Dice) {
    let curl = if hand.grip == Grip::Flat { dice.range(-0.1, 0.3) } else { dice.range(0.2, 0.9) };
    let apart = dice.range(0.06, 0.22);
    let joints = |i: f64, length: f64| {
        let root = Point::new(-0.03 - 0.015 * i, 0.44);
        let middle = root + polar(FRAC_PI_2 - curl * 0.5 - apart * i, length * 0.55);
        let tip = middle + polar(FRAC_PI_2 - curl * 1.4 - apart * i, length * 0.45);
        (root, middle, tip)
    };
    for (i, length) in [(3.0, 0.38), (2.0, 0.48), (1.0, 0.52), (0.0, 0.46)] {
        let (root, middle, tip) = joints(i, length);
        let (upper, lower) = bones(root, middle, tip, 0.08);
        scene.put(hand.finger(upper, lower));
    }
    let around = [
        (-wrist * 0.8, 0.0),
        (-0.18, 0.2),
        (-0.13, 0.46),
        (0.0, 0.5),
        (0.13, 0.42),
        (0.17, 0.2),
        (wrist * 0.8, 0.0),
    ];
    let (back, front) = (&around[..3], &around[4..]);
    let side =
        |side: &[(f64, f64)]| smooth(&side.iter().map(|&at| Point::from(at)).collect::<Vec<_>>(), false);
    let whole = hand.round(&around).bare();
    scene.put(whole.edge(side(back)).edge(side(front)));
    let (_, middle, tip) = joints(0.0, 0.46);
    let root = Point::new(0.05, 0.14);
    let to = if hand.grip == Grip::Pinch {
        tip
    } else {
        root + polar(FRAC_PI_2 - dice.range(0.0, 0.5), dice.range(0.3, 0.42))
    };
    let (upper, lower) = bones(root, root.lerp(to, 0.5) + polar(0.0, 0.06), to.lerp(middle, 0.1), 0.08);
    scene.put(hand.finger(upper, lower));
}

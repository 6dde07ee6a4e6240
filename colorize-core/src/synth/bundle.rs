use std::f64::consts::FRAC_PI_2;

use kurbo::{BezPath, Point};

use super::{
    curve::{arched, polar},
    dice::Dice,
    finger::{bones, finger, open},
    hand::Hand,
    pose::Grip,
    scene::Scene,
};

/// Draws a hand whose fingers lie together, the forefinger apart; `wrist` is half its width there, in its own units.
pub fn draw(scene: &mut Scene, hand: &Hand, wrist: f64, dice: &mut Dice) {
    let blank = || hand.shape(BezPath::new());
    let bend = dice.around(0.7);
    let (first, second) = (FRAC_PI_2 - bend * 0.5, FRAC_PI_2 - bend * 1.3);
    let root = Point::new(-0.08, 0.44);
    let middle = root + polar(first, 0.26);
    let (upper, lower) = bones(root, middle, middle + polar(second, 0.22), 0.17);
    let mut group = finger(blank(), upper, lower);
    for side in [-0.33, 0.33].into_iter().take(dice.count(1, 2)) {
        group = group
            .line(arched(upper.at(0.5, side), upper.at(1.0, side), 0.0), 0.7)
            .line(arched(lower.at(0.0, side), lower.at(1.0, side * 1.2), 0.0), 0.7);
    }
    scene.put(group);
    let right = [(wrist, 0.0), (0.26, 0.18), (0.26, 0.36), (0.23, 0.5)];
    let left = [(-0.25, 0.46), (-0.27, 0.34), (-0.24, 0.16), (-wrist, 0.0)];
    let [right, left] = [right, left].map(|side| super::curve::smooth(&side.map(Point::from), false));
    let mut path = right.clone();
    path.extend(super::curve::joined(&[left.clone()]).elements().iter().map(|element| match *element {
        kurbo::PathEl::MoveTo(to) => kurbo::PathEl::LineTo(to),
        other => other,
    }));
    path.close_path();
    scene.put(hand.shape(path).bare().edge(right).edge(left));
    let apart = bend + dice.range(-0.1, 0.3);
    let root = Point::new(0.16, 0.44);
    let middle = root + polar(FRAC_PI_2 - apart * 0.5, 0.24);
    let tip = middle + polar(FRAC_PI_2 - apart * 1.3, 0.2);
    let (upper, lower) = bones(root, middle, tip, 0.07);
    scene.put(finger(blank(), upper, lower));
    let root = Point::new(0.2, 0.18);
    let free = root + polar(FRAC_PI_2 - 0.4, 0.38);
    let end = if hand.grip == Grip::Pinch { tip + polar(0.3, 0.06) } else { free };
    let (upper, lower) = bones(root, root.lerp(end, 0.5) + polar(0.0, 0.08), end, 0.08);
    scene.put(finger(blank(), upper, lower));
}

/// Draws a hand from its edge: the thumb before curled fingers, of which the nearer ones hide the others.
pub fn edge(scene: &mut Scene, hand: &Hand, wrist: f64, dice: &mut Dice) {
    let blank = || hand.shape(BezPath::new());
    let curl = if hand.grip == Grip::Flat { dice.range(-0.1, 0.3) } else { dice.range(0.2, 0.9) };
    let apart = dice.range(0.06, 0.22);
    let end = |i: f64, length: f64| {
        let root = Point::new(-0.03 - 0.015 * i, 0.44);
        let middle = root + polar(FRAC_PI_2 - curl * 0.5 - apart * i, length * 0.55);
        let tip = middle + polar(FRAC_PI_2 - curl * 1.4 - apart * i, length * 0.45);
        (root, middle, tip)
    };
    for (i, length) in [(3.0, 0.38), (2.0, 0.48), (1.0, 0.52), (0.0, 0.46)] {
        let (root, middle, tip) = end(i, length);
        let (upper, lower) = bones(root, middle, tip, 0.08);
        scene.put(finger(blank(), upper, lower));
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
    let side = |side: &[(f64, f64)]| {
        super::curve::smooth(&side.iter().map(|&at| Point::from(at)).collect::<Vec<_>>(), false)
    };
    let whole = open(blank(), &around.map(Point::from)).bare();
    scene.put(whole.edge(side(back)).edge(side(front)));
    let (_, middle, tip) = end(0.0, 0.46);
    let root = Point::new(0.05, 0.14);
    let to = if hand.grip == Grip::Pinch {
        tip
    } else {
        root + polar(FRAC_PI_2 - dice.range(0.0, 0.5), dice.range(0.3, 0.42))
    };
    let (upper, lower) = bones(root, root.lerp(to, 0.5) + polar(0.0, 0.06), to.lerp(middle, 0.1), 0.08);
    scene.put(finger(blank(), upper, lower));
}

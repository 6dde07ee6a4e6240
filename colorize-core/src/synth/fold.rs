//! Where cloth bends and hangs.

use kurbo::{BezPath, Point};

use super::{
    curve::{arched, between},
    dice::Dice,
    limb::Bone,
    trunk::Tube,
};

/// Folds in the crook of an elbow or knee.
pub fn crook(upper: Bone, lower: Bone, dice: &mut Dice) -> Vec<BezPath> {
    let side = if upper.way().cross(lower.way()) > 0.0 { -1.0 } else { 1.0 };
    let bent = upper.way().dot(lower.way()) < 0.85;
    let count = if bent { dice.count(1, 4) } else { dice.count(0, 2) };
    let pinched = dice.chance(if bent { 0.3 } else { 0.1 });
    let patch = pinched.then(|| {
        let reach = dice.range(0.25, 0.5);
        lens(lower.at(0.02, side * 0.6), lower.at(reach, side * dice.range(-0.4, 0.4)), dice)
    });
    let lines: Vec<_> = (0..count)
        .map(|_| {
            let from = lower.at(dice.range(0.0, 0.15), side * dice.range(0.5, 1.0));
            let to = if dice.chance(0.5) {
                lower.at(dice.range(0.1, 0.4), side * dice.range(-0.6, 0.3))
            } else {
                lower.at(dice.range(-0.1, 0.1), side * dice.range(-0.7, 0.1))
            };
            arched(from, to, dice.around(0.15))
        })
        .collect();
    lines.into_iter().chain(patch).collect()
}

/// Folds across a limb at its end, where cloth gathers.
pub fn gathered(bone: Bone, dice: &mut Dice) -> Vec<BezPath> {
    (0..dice.count(0, 4))
        .map(|_| {
            let (t, side) = (dice.range(0.55, 0.98), dice.side());
            arched(
                bone.at(t, side),
                bone.at(t - dice.range(0.0, 0.12), side * dice.range(-0.5, 0.4)),
                side * 0.12,
            )
        })
        .collect()
}

/// Folds of a short sleeve, from the armpit outwards; they end on the cloth.
pub fn shoulder(bone: Bone, outer: f64, dice: &mut Dice) -> Vec<BezPath> {
    (0..dice.count(0, 3))
        .map(|_| {
            let from = bone.at(dice.range(0.3, 0.7), -outer * dice.range(0.7, 1.0));
            let to = bone.at(dice.range(0.1, 0.9), outer * dice.range(-0.3, 0.5));
            arched(from, to, dice.around(0.15))
        })
        .collect()
}

/// Folds on a trunk: from armpits, breast and waist.
pub fn trunk(tube: &Tube, dice: &mut Dice) -> Vec<BezPath> {
    (0..dice.count(1, 8))
        .map(|_| {
            let side = dice.side();
            let height = dice.range(2.3, 5.3);
            let from = tube.rim(height, side * dice.range(0.75, 1.0));
            let to = tube.rim(height + dice.around(0.7), side * dice.range(0.1, 0.7));
            arched(from, to, dice.around(0.15))
        })
        .collect()
}

/// Folds that hang down a skirt or cape, from `top` share of its height on.
pub fn hanging(tube: &Tube, top: f64, count: usize, dice: &mut Dice) -> Vec<BezPath> {
    (0..count)
        .map(|_| {
            let at = dice.range(-0.9, 0.9);
            let from = tube.rim(tube.end() * (top + dice.range(0.0, 0.3)), at * 0.9);
            let to = tube.rim(tube.end() * dice.range(0.75, 1.0), at);
            if dice.chance(0.6) {
                arched(to, from, dice.around(0.06))
            } else {
                arched(from, to, dice.around(0.06))
            }
        })
        .collect()
}

/// Patches that two folds enclose, as closed lines between two places.
pub fn lens(from: Point, to: Point, dice: &mut Dice) -> BezPath {
    let (one, other) = (dice.range(0.04, 0.12), dice.range(-0.02, 0.05));
    between(&arched(from, to, one), &arched(from, to, other))
}

/// Enclosed patches on a trunk or skirt.
pub fn patches(tube: &Tube, most: usize, dice: &mut Dice) -> Vec<BezPath> {
    (0..dice.count(0, most))
        .map(|_| {
            let (height, at) = (dice.range(0.15, 0.7) * tube.end(), dice.range(-0.9, 0.9));
            let down = height + dice.range(0.15, 0.4) * tube.end();
            lens(tube.rim(height, at), tube.rim(down.min(tube.end()), at + dice.around(0.3)), dice)
        })
        .collect()
}

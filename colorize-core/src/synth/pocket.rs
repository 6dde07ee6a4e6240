use kurbo::{BezPath, Point, Vec2};

use super::{
    curve::{between, left, smooth},
    dice::Dice,
    limb::Bone,
    scene::{Scene, Shape},
    trunk::{Tube, height},
};
use crate::Label;

/// Draws the cloth over a hand that is in a pocket; `forearm` ends at the opening.
pub fn over_hand(scene: &mut Scene, forearm: Bone, hand: f64, label: Label, color: [u8; 3], dice: &mut Dice) {
    let (at, way) = (forearm.to, forearm.way().lerp(Vec2::new(0.0, 1.0), 0.4).normalize());
    let across = left(way) * (forearm.thin * dice.range(1.6, 2.0));
    let slant = way * (hand * dice.around(0.3));
    let (from, to) = (at + across + slant, at - across - slant);
    let end = at + way * (hand * 0.75);
    let opening = smooth(&[from, at + way * (hand * 0.08), to], false);
    let bag = smooth(
        &[
            from,
            from.lerp(end, 0.55) + across * 0.4,
            end + across * 0.45,
            end - across * 0.45,
            to.lerp(end, 0.55) - across * 0.4,
            to,
        ],
        false,
    );
    let shape = Shape::new("pocket", label, color, between(&opening, &bag)).bare().edge(opening);
    let bulge = smooth(&[from, from.lerp(end, 0.55) + across * 0.4, end + across * 0.45], false);
    scene.put(if dice.chance(0.6) { shape.line(bulge, 0.8) } else { shape });
}

/// The lines of fly, pockets and seams on the seat of trousers.
pub fn seat(tube: &Tube, top: f64, dice: &mut Dice) -> Vec<BezPath> {
    let mut lines = Vec::new();
    if tube.shows(0.0) && dice.chance(0.6) {
        let side = dice.side() * 0.16;
        lines.push(tube.line(&[
            (top + 0.2, side),
            (height::HIP + 0.15, side),
            (height::HIP + 0.45, side * 0.3),
        ]));
    }
    let kind = dice.count(0, 3);
    for side in [-1.0, 1.0] {
        match kind {
            0 => lines.push(tube.line(&[
                (top + 0.18, side * 0.6),
                (top + 0.5, side * 0.75),
                (top + 0.6, side * 1.25),
            ])),
            1 => {
                for by in [0.0, 0.06] {
                    lines
                        .push(tube.line(&[(top + 0.18, side * (0.62 + by)), (top + 0.8, side * (1.2 + by))]));
                }
            }
            2 => {
                let back = std::f64::consts::PI - 0.55;
                let corners =
                    [(top + 0.5, back - 0.3), (top + 0.5, back + 0.3), (height::HIP + 0.3, back + 0.25)];
                lines.push(tube.line(&corners.map(|(h, angle)| (h, angle * side))));
            }
            _ => {}
        }
    }
    lines
}

/// A breast pocket as a closed line.
pub fn breast(tube: &Tube, side: f64, dice: &mut Dice) -> BezPath {
    let (top, low) = (dice.range(2.5, 2.9), dice.range(3.3, 3.7));
    let (inner, outer) = (side * 0.3, side * 0.75);
    let at = |height: f64, angle: f64| tube.on(height, angle);
    let mut points: Vec<Point> = vec![at(top, inner), at(top, outer), at(low, outer)];
    if dice.chance(0.5) {
        points.push(at(low + 0.12, (inner + outer) / 2.0));
    }
    points.push(at(low, inner));
    super::curve::angular(&points, true)
}

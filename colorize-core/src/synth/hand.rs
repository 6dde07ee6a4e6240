use std::f64::consts::PI;

use kurbo::{Affine, BezPath, Point, Vec2};

use super::{
    curve::{arched, between, polar, smooth},
    dice::Dice,
    limb::Bone,
    pose::Grip,
    scene::{Scene, Shape},
};
use crate::Label;

/// A hand to draw.
#[derive(Clone, Debug)]
pub struct Hand {
    /// The wrist, in heads.
    pub wrist: Point,
    /// Where the forearm points, length 1.
    pub way: Vec2,
    /// From wrist to the tip of the middle finger, in heads.
    pub length: f64,
    /// Half the width of the wrist, in heads.
    pub thick: f64,
    /// The thumb is on this side: -1 or 1, as seen along the hand, 1 to its left.
    pub thumb: f64,
    /// What it does.
    pub grip: Grip,
    /// Skin or glove.
    pub label: Label,
    /// Its colour.
    pub color: [u8; 3],
}

/// How a finger lies: spread, bend of its middle, and lengths of its two halves.
type Finger = (f64, f64, f64, f64);

impl Hand {
    /// Draws the hand. In its own units it is 1 long and points down; the thumb is at x over 0.
    pub fn draw(&self, scene: &mut Scene, dice: &mut Dice) {
        let space = scene.space;
        // Mostly we do not look straight at the back or the palm.
        let seen = if dice.chance(0.6) { dice.range(0.55, 1.0) } else { 1.0 };
        let across = self.thumb * self.length * seen;
        let turn = Affine::new([
            self.way.y * across,
            -self.way.x * across,
            self.way.x * self.length,
            self.way.y * self.length,
            self.wrist.x,
            self.wrist.y,
        ]);
        scene.space = space * turn;
        let wrist = (self.thick / self.length / seen).clamp(0.12, 0.36);
        let vary = |dice: &mut Dice, by: f64| dice.around(by);
        let spread = match self.grip {
            Grip::Open => 0.26,
            Grip::Victory | Grip::Point => 0.12,
            _ => 0.05,
        };
        let finger = |i: usize, dice: &mut Dice| -> Finger {
            let fan = (1.5 - i as f64) * spread + vary(dice, 0.06);
            let length = [0.44, 0.5, 0.46, 0.36][i];
            let straight = match self.grip {
                Grip::Open | Grip::Flat | Grip::Mitten => true,
                Grip::Point => i == 0,
                Grip::Victory => i < 2,
                Grip::Relaxed | Grip::Fist | Grip::Hold | Grip::Thumb | Grip::Pocket => false,
            };
            match (straight, self.grip) {
                (true, Grip::Victory) => (if i == 0 { 0.3 } else { -0.1 }, 0.0, length * 0.55, length * 0.5),
                (true, _) => (fan, vary(dice, 0.12), length * 0.55, length * 0.45),
                (_, Grip::Relaxed) => (fan, -0.35 + vary(dice, 0.2), length * 0.5, length * 0.42),
                _ => (fan * 0.5, 0.0, 0.16, 0.0),
            }
        };
        let nails = self.label == Label::BodySkin && dice.chance(0.2);
        let folded = matches!(self.grip, Grip::Fist | Grip::Hold | Grip::Thumb);
        let shape = |path: BezPath| Shape::new("hand", self.label, self.color, path).deep(0.03);
        if self.grip == Grip::Mitten {
            let tip = smooth(
                &[(-0.2, 0.3), (-0.24, 0.6), (-0.14, 0.95), (0.06, 1.0), (0.2, 0.8), (0.22, 0.4)]
                    .map(Point::from),
                false,
            );
            scene.put(shape(between(&tip, &BezPath::new())).bare().edge(tip));
        } else {
            for i in [3, 2, 1, 0] {
                let (fan, fold, first, second) = finger(i, dice);
                let root = Point::new(0.19 - 0.127 * i as f64, if i == 3 { 0.43 } else { 0.47 });
                let middle = root + polar(PI / 2.0 - fan, first);
                let radius = 0.068;
                let upper = Bone { from: root, to: middle, thick: radius, thin: radius, bulge: 0.0 };
                let tip = middle + polar(PI / 2.0 - fan - fold, second.max(0.01));
                let lower = Bone { from: middle, to: tip, thick: radius, thin: radius * 0.8, bulge: 0.0 };
                let nail = arched(lower.at(0.75, 0.6), lower.at(0.75, -0.6), -0.35);
                let finger = finger_shape(&shape, upper, lower);
                let nailed = nails && second > 0.1;
                scene.put(if nailed { finger.line(nail, 0.5) } else { finger });
            }
        }
        let palm_end = if folded { 0.62 } else { 0.52 };
        let bulk = if folded { 0.31 } else { 0.27 };
        let right = smooth(
            &[(wrist, 0.0), (bulk * 0.9, 0.18), (bulk, 0.36), (bulk * 0.93, palm_end)].map(Point::from),
            false,
        );
        let left = smooth(
            &[(-wrist, 0.0), (-bulk * 0.9, 0.16), (-bulk, 0.36), (-bulk * 0.9, palm_end - 0.03)]
                .map(Point::from),
            false,
        );
        let mut palm = shape(between(&right, &left)).bare().edge(right).edge(left);
        if folded {
            let knuckles = smooth(
                &[
                    (-bulk * 0.9, palm_end - 0.03),
                    (-0.1, palm_end + 0.05),
                    (0.1, palm_end + 0.05),
                    (bulk * 0.93, palm_end),
                ]
                .map(Point::from),
                false,
            );
            palm = palm.edge(knuckles);
            for i in 0..3 {
                let x = -0.13 + 0.13 * f64::from(i);
                palm = palm
                    .line(arched(Point::new(x, palm_end), Point::new(x + 0.01, palm_end - 0.24), 0.06), 0.7);
            }
        } else {
            for i in 0..3 {
                let x = 0.127 - 0.127 * f64::from(i);
                palm = palm.line(arched(Point::new(x, palm_end), Point::new(x, palm_end - 0.06), 0.0), 0.6);
            }
        }
        let creased = !folded && dice.chance(0.3);
        if creased {
            palm = palm
                .line(arched(Point::new(bulk * 0.8, 0.3), Point::new(0.02, 0.16), 0.3), 0.6)
                .line(arched(Point::new(bulk * 0.85, 0.42), Point::new(-bulk * 0.7, 0.4), 0.12), 0.6);
        }
        scene.put(palm);
        let (reach, bent) = match self.grip {
            Grip::Open => (0.95, 0.2),
            Grip::Thumb => (1.6, -0.1),
            Grip::Fist | Grip::Hold | Grip::Victory | Grip::Point => (-0.2, 1.1),
            _ => (0.35 + dice.around(0.2), 0.1),
        };
        let root = Point::new(bulk * 0.75, 0.2);
        let middle = root + polar(PI / 2.0 - reach, 0.2);
        let tip = middle + polar(PI / 2.0 - reach + bent, 0.17);
        let upper = Bone { from: root, to: middle, thick: 0.09, thin: 0.075, bulge: 0.0 };
        let lower = Bone { from: middle, to: tip, thick: 0.075, thin: 0.06, bulge: 0.0 };
        scene.put(finger_shape(&shape, upper, lower));
        scene.space = space;
    }
}

fn finger_shape(shape: &impl Fn(BezPath) -> Shape, upper: Bone, lower: Bone) -> Shape {
    let sides =
        |side: f64| [upper.at(0.3, side), upper.at(1.0, side), lower.at(0.4, side), lower.at(1.0, side)];
    let tip = lower.to + lower.way() * (lower.thin * 1.2);
    let mut around = sides(1.0).to_vec();
    around.push(tip);
    around.extend(sides(-1.0).into_iter().rev());
    let outline = smooth(&around, false);
    let mut whole = vec![upper.at(-0.3, 1.0)];
    whole.extend(&around);
    whole.push(upper.at(-0.3, -1.0));
    shape(smooth(&whole, true)).bare().edge(outline).thin(0.85)
}

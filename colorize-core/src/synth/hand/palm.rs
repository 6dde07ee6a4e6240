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
use crate::Label;

/// How a finger lies.
struct Lie {
    /// Its turn to the side of the thumb.
    fan: f64,
    /// The bend of its middle.
    fold: f64,
    /// The lengths of its two halves.
    halves: [f64; 2],
}

/// Draws a hand from its back or its palm; `wrist` is half its width there, in its own units.
pub fn draw(scene: &mut Scene, hand: &Hand, wrist: f64, dice: &mut Dice) {
    let folded = matches!(hand.grip, Grip::Fist | Grip::Hold | Grip::Thumb);
    if hand.grip == Grip::Mitten {
        let tip = [(-0.2, 0.3), (-0.24, 0.6), (-0.14, 0.95), (0.06, 1.0), (0.2, 0.8), (0.22, 0.4)];
        scene.put(hand.round(&tip));
    } else {
        let nails = hand.label == Label::BodySkin && dice.chance(0.2);
        for i in [3, 2, 1, 0] {
            let Lie { fan, fold, halves: [first, second] } = lie(hand.grip, i, dice);
            let root = Point::new(0.19 - 0.127 * i as f64, if i == 3 { 0.43 } else { 0.47 });
            let middle = root + polar(FRAC_PI_2 - fan, first);
            let tip = middle + polar(FRAC_PI_2 - fan - fold, second.max(0.01));
            let (upper, lower) = bones(root, middle, tip, 0.068);
            let nail = arched(lower.at(0.75, 0.6), lower.at(0.75, -0.6), -0.35);
            let finger = hand.finger(upper, lower);
            let nailed = nails && second > 0.1;
            scene.put(if nailed { finger.line(nail, 0.5) } else { finger });
        }
    }
    let end = if folded { 0.62 } else { 0.52 };
    let bulk = if folded { 0.31 } else { 0.27 };
    let right = [(wrist, 0.0), (bulk * 0.9, 0.18), (bulk, 0.36), (bulk * 0.93, end)];
    let left = [(-wrist, 0.0), (-bulk * 0.9, 0.16), (-bulk, 0.36), (-bulk * 0.9, end - 0.03)];
    let [right, left] = [right, left].map(|side| smooth(&side.map(Point::from), false));
    let mut palm = hand.shape(between(&right, &left)).bare().edge(right).edge(left);
    if folded {
        let knuckles = [(-bulk * 0.9, end - 0.03), (-0.1, end + 0.05), (0.1, end + 0.05), (bulk * 0.93, end)];
        palm = palm.edge(smooth(&knuckles.map(Point::from), false));
        for i in 0..3 {
            let x = -0.13 + 0.13 * f64::from(i);
            palm = palm.line(arched(Point::new(x, end), Point::new(x + 0.01, end - 0.24), 0.06), 0.7);
        }
    } else {
        for i in 0..3 {
            let x = 0.127 - 0.127 * f64::from(i);
            palm = palm.line(arched(Point::new(x, end), Point::new(x, end - 0.06), 0.0), 0.6);
        }
    }
    if !folded && dice.chance(0.3) {
        palm = palm
            .line(arched(Point::new(bulk * 0.8, 0.3), Point::new(0.02, 0.16), 0.3), 0.6)
            .line(arched(Point::new(bulk * 0.85, 0.42), Point::new(-bulk * 0.7, 0.4), 0.12), 0.6);
    }
    scene.put(palm);
    let (reach, bent) = match hand.grip {
        Grip::Open => (0.95, 0.2),
        Grip::Thumb => (1.6, -0.1),
        Grip::Fist | Grip::Hold | Grip::Victory | Grip::Point => (-0.2, 1.1),
        _ => (0.35 + dice.around(0.2), 0.1),
    };
    let root = Point::new(bulk * 0.75, 0.2);
    let middle = root + polar(FRAC_PI_2 - reach, 0.2);
    let tip = middle + polar(FRAC_PI_2 - reach + bent, 0.17);
    let (upper, lower) = bones(root, middle, tip, 0.085);
    scene.put(hand.finger(upper, lower));
}

/// How finger `i` lies, 0 the forefinger.
fn lie(grip: Grip, i: usize, dice: &mut Dice) -> Lie {
    let spread = match grip {
        Grip::Open => 0.26,
        Grip::Victory | Grip::Point => 0.12,
        _ => 0.05,
    };
    let fan = (1.5 - i as f64) * spread + dice.around(0.06);
    let length = [0.44, 0.5, 0.46, 0.36][i];
    let straight = match grip {
        Grip::Open | Grip::Flat => true,
        Grip::Point => i == 0,
        Grip::Victory => i < 2,
        _ => false,
    };
    match (straight, grip) {
        (true, Grip::Victory) => {
            let fan = if i == 0 { 0.3 } else { -0.1 };
            Lie { fan, fold: 0.0, halves: [length * 0.55, length * 0.5] }
        }
        (true, _) => Lie { fan, fold: dice.around(0.12), halves: [length * 0.55, length * 0.45] },
        (_, Grip::Relaxed) => {
            Lie { fan, fold: -0.35 + dice.around(0.2), halves: [length * 0.5, length * 0.42] }
        }
        _ => Lie { fan: fan * 0.5, fold: 0.0, halves: [0.16, 0.0] },
    }
}

use kurbo::{Affine, BezPath, Point, Vec2};

use super::{
    curve::smooth,
    dice::Dice,
    limb::Bone,
    pose::Grip,
    scene::{Scene, Shape},
};
use crate::Label;

mod bundle;
mod edge;
mod fist;
mod palm;

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

/// How we look at a hand.
#[derive(Clone, Copy)]
enum View {
    /// At its back or its palm, all fingers side by side.
    Flat,
    /// At its edge, the thumb before the fingers.
    Edge,
    /// Fingers together, drawn as a group.
    Bundle,
    /// At the folded fingers of a fist.
    Knuckles,
    /// At a fist's thumb.
    Thumb,
}

impl Hand {
    /// Draws the hand. In its own units it is 1 long and points down; the thumb is at x over 0.
    pub fn draw(&self, scene: &mut Scene, dice: &mut Dice) {
        let space = scene.space;
        let view = self.view(dice);
        // Mostly we do not look straight at the back or the palm, nor do we see all of its length.
        let seen = match view {
            View::Flat if dice.chance(0.6) => dice.range(0.55, 1.0),
            _ => dice.range(0.85, 1.1),
        };
        let foreshortened = if dice.chance(0.35) { dice.range(0.6, 1.0) } else { 1.0 };
        let (across, along) = (self.thumb * self.length * seen, self.length * foreshortened);
        scene.space = space
            * Affine::new([
                self.way.y * across,
                -self.way.x * across,
                self.way.x * along,
                self.way.y * along,
                self.wrist.x,
                self.wrist.y,
            ]);
        let wrist = (self.thick / self.length / seen).clamp(0.12, 0.36);
        match view {
            View::Flat => palm::draw(scene, self, wrist, dice),
            View::Edge => edge::draw(scene, self, wrist, dice),
            View::Bundle => bundle::draw(scene, self, wrist, dice),
            View::Knuckles => fist::knuckles(scene, self, wrist, dice),
            View::Thumb => fist::thumb(scene, self, wrist, dice),
        }
        scene.space = space;
    }

    /// A shape of the hand, outlined all around.
    pub fn shape(&self, path: BezPath) -> Shape {
        Shape::new("hand", self.label, self.color, path).deep(0.03)
    }

    /// A finger of two stretches, open where it grows out of the hand, or a bent group of them drawn as one.
    pub fn finger(&self, upper: Bone, lower: Bone) -> Shape {
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
        self.shape(smooth(&whole, true)).bare().edge(outline).thin(0.85)
    }

    /// What lies between the ends of a curve through `points`, which alone is outlined: from one side of the wrist round
    /// to the other.
    pub fn round(&self, points: &[(f64, f64)]) -> Shape {
        let points: Vec<Point> = points.iter().map(|&at| Point::from(at)).collect();
        let outline = smooth(&points, false);
        let mut path = outline.clone();
        path.close_path();
        self.shape(path).bare().edge(outline)
    }

    fn view(&self, dice: &mut Dice) -> View {
        use View::{Bundle, Edge, Flat, Knuckles, Thumb};
        match self.grip {
            Grip::Open | Grip::Point | Grip::Victory | Grip::Thumb | Grip::Mitten | Grip::Pocket => Flat,
            Grip::Relaxed => dice.pick(&[Flat, Flat, Edge, Edge, Bundle]),
            Grip::Flat => dice.pick(&[Flat, Flat, Edge, Bundle, Bundle]),
            Grip::Pinch => dice.pick(&[Edge, Bundle, Bundle]),
            Grip::Fist | Grip::Hold => dice.pick(&[Flat, Knuckles, Knuckles, Thumb, Thumb]),
        }
    }
}

/// Stretches of a finger from `root` over `middle` to `tip`, `thick` at its root.
fn bones(root: Point, middle: Point, tip: Point, thick: f64) -> (Bone, Bone) {
    let bone = |from, to, thick, thin| Bone { from, to, thick, thin, bulge: 0.0 };
    (bone(root, middle, thick, thick * 0.95), bone(middle, tip, thick * 0.95, thick * 0.75))
}

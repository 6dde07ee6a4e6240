use kurbo::{BezPath, Point};

use super::{curve::smooth, limb::Bone, scene::Shape};

/// A finger of two stretches, open where it grows out of the hand, or a bent group of them drawn as one.
pub fn finger(blank: Shape, upper: Bone, lower: Bone) -> Shape {
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
    Shape { path: smooth(&whole, true), ..blank }.bare().edge(outline).thin(0.85)
}

/// Stretches of a finger from `root` over `middle` to `tip`, `thick` at its root.
pub fn bones(root: Point, middle: Point, tip: Point, thick: f64) -> (Bone, Bone) {
    let bone = |from, to, thick, thin| Bone { from, to, thick, thin, bulge: 0.0 };
    (bone(root, middle, thick, thick * 0.95), bone(middle, tip, thick * 0.95, thick * 0.75))
}

/// The whole outline of `path`, without its straight end at the wrist.
pub fn open(blank: Shape, points: &[Point]) -> Shape {
    let outline: BezPath = smooth(points, false);
    let mut path = outline.clone();
    path.close_path();
    Shape { path, ..blank }.bare().edge(outline)
}

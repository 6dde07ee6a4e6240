use kurbo::{Affine, BezPath, ParamCurve as _, Point, Vec2};

use super::{
    curve::{angular, arched, ellipse, joined, smooth},
    dice::Dice,
    portable::Portable as _,
    scene::{Scene, Shape, layer},
};
use crate::Label;

/// A head. In its own units its centre is 0, its crown at -1.05, its chin near 1.05.
#[derive(Clone, Debug)]
pub struct Head {
    /// The turn of the face: 0 faces us, positive turns to the right.
    pub yaw: f64,
    /// Half its width.
    pub wide: f64,
    /// Where the chin ends.
    pub chin: f64,
    /// Half the width of the jaw, in shares of the head's.
    pub jaw: f64,
    /// Half the width of the chin.
    pub tip: f64,
    /// From its units to heads.
    pub space: Affine,
    /// Its skin.
    pub skin: [u8; 3],
}

/// Beyond this turn a face is drawn from the side.
const PROFILE: f64 = 1.05;
/// Beyond this turn a head is drawn from behind.
const BACK: f64 = 2.0;

impl Head {
    /// Whether any of the face shows.
    pub fn faces_us(&self) -> bool {
        self.yaw.abs() < BACK
    }

    /// Whether it is drawn from the side.
    pub fn in_profile(&self) -> bool {
        self.faces_us() && self.yaw.abs() > PROFILE
    }

    /// The side it looks to: -1 left, 1 right.
    pub fn looks(&self) -> f64 {
        if self.yaw < 0.0 { -1.0 } else { 1.0 }
    }

    /// Where longitude `angle` (0 the middle of the face) is, and how much of its width is left, 0 to 1.
    ///
    /// Nothing when it is behind.
    pub fn at(&self, angle: f64, y: f64) -> Option<(Point, f64)> {
        let yaw = if self.in_profile() { self.looks() * 1.25 } else { self.yaw };
        let turned = angle + yaw;
        let rise = (1.0 - 0.5625 * y * y).max(0.2).sqrt();
        (turned.cosine() > 0.12).then(|| (Point::new(turned.sine() * self.wide * rise, y), turned.cosine()))
    }

    /// The outline of the face.
    pub fn outline(&self) -> BezPath {
        let (w, chin, s) = (self.wide, self.chin, self.yaw.sine());
        let points: Vec<(f64, f64)> = if !self.faces_us() {
            vec![
                (-w, -0.1),
                (-w * 0.85, 0.5),
                (-w * 0.4, 0.8),
                (w * 0.4, 0.8),
                (w * 0.85, 0.5),
                (w, -0.1),
                (w * 0.7, -0.8),
                (0.0, -1.05),
                (-w * 0.7, -0.8),
            ]
        } else if self.in_profile() {
            let q = self.looks();
            [
                (-0.28, 0.05),
                (-0.22, 0.55),
                (0.1, chin * 0.85),
                (0.45, chin * 0.99),
                (0.62, chin * 0.97),
                (0.69, chin * 0.86),
                (0.655, 0.74),
                (0.71, 0.66),
                (0.68, 0.6),
                (0.72, 0.53),
                (0.67, 0.46),
                (0.74, 0.41),
                (0.84, 0.33),
                (0.72, 0.08),
                (0.66, -0.08),
                (0.71, -0.25),
                (0.69, -0.6),
                (0.45, -0.92),
                (0.0, -1.05),
                (-0.3, -0.6),
            ]
            .map(|(x, y)| (x * q, y))
            .to_vec()
        } else {
            let far = |side: f64| if side * s > 0.0 { 1.0 - 0.18 * s.abs() } else { 1.0 - 0.04 * s.abs() };
            let side = |q: f64| {
                [
                    (q * w * 0.75, -0.78),
                    (q * w * far(q), -0.2),
                    (q * w * 0.97 * far(q) + 0.02 * s, 0.2),
                    (q * w * self.jaw * far(q) + 0.16 * s, 0.66),
                    (q * self.tip + 0.3 * s, chin * 0.985),
                ]
            };
            let mut points = vec![(0.0, -1.05)];
            points.extend(side(1.0));
            points.push((0.3 * s, chin));
            points.extend(side(-1.0).into_iter().rev());
            points
        };
        smooth(&points.into_iter().map(Point::from).collect::<Vec<_>>(), true)
    }

    /// Outlines all of a face but a stretch of chin or jaw that the drawer left to the eye.
    fn opened(&self, face: Shape, dice: &mut Dice) -> Shape {
        let segments: Vec<_> = face.path.segments().collect();
        let low = |i: usize| segments[i].start().y.max(segments[i].end().y) > 0.45;
        let candidates: Vec<usize> = (0..segments.len()).filter(|&i| low(i)).collect();
        let start = candidates[dice.count(0, candidates.len() - 1)];
        let skip = dice.count(1, 2);
        let count = segments.len();
        // Around from behind the gap to before it.
        let rest = (skip..count).map(|i| segments[(start + i) % count]);
        let edge = BezPath::from_path_segments(rest);
        face.edge(edge)
    }

    /// Draws skull, ears and face.
    pub fn draw(&self, scene: &mut Scene, ears: bool, dice: &mut Dice) {
        let label = if self.faces_us() { Label::Face } else { Label::BodySkin };
        if self.in_profile() {
            scene.on(layer::EAR);
            let skull = ellipse(Point::new(-0.14 * self.looks(), -0.22), 0.86, 0.84, 0.0);
            scene.put(Shape::new("skull", label, self.skin, skull));
        }
        scene.on(layer::HEAD);
        let face = Shape::new("face", label, self.skin, self.outline()).casting(0.07).deep(0.06);
        let (open, mut cut) = (dice.chance(0.2), dice.fork());
        scene.put(if open && !scene.closed { self.opened(face.bare(), &mut cut) } else { face });
        if !ears {
            return;
        }
        for side in [-1.0, 1.0] {
            scene.side = if side < 0.0 { 1 } else { 2 };
            let turned = side * 1.45 + self.yaw;
            if turned.cosine() < -0.35 && self.faces_us() {
                continue;
            }
            let seen = turned.cosine() > 0.35;
            scene.on(if seen { layer::HEAD + 0.5 } else { layer::EAR });
            let x = if self.in_profile() { -0.2 * self.looks() } else { turned.sine() * self.wide * 0.97 };
            self.ear(scene, Point::new(x, 0.1), if self.in_profile() { -self.looks() } else { side }, dice);
        }
    }

    fn ear(&self, scene: &mut Scene, at: Point, side: f64, dice: &mut Dice) {
        let big = dice.range(0.9, 1.15);
        let place = |x: f64, y: f64| at + Vec2::new(x * side, y) * big;
        let path = smooth(
            &[
                place(-0.06, -0.16),
                place(0.1, -0.27),
                place(0.2, -0.14),
                place(0.15, 0.1),
                place(0.05, 0.24),
                place(-0.06, 0.16),
            ],
            true,
        );
        let inner =
            smooth(&[place(0.12, -0.17), place(0.05, -0.1), place(0.09, 0.02), place(0.03, 0.1)], false);
        scene.put(Shape::new("ear", Label::Ear, self.skin, path).line(inner, 0.6).deep(0.03));
    }

    /// Draws animal ears on top; `inside` is the colour of their hollow.
    pub fn animal_ears(&self, scene: &mut Scene, fur: [u8; 3], inside: [u8; 3], dice: &mut Dice) {
        let (long, wide) = dice.pick(&[(0.55, 0.26), (0.7, 0.3), (1.2, 0.2), (0.35, 0.3)]);
        let round = dice.chance(0.3);
        scene.on(layer::HAIR + 0.6);
        for side in [-1.0, 1.0] {
            scene.side = if side < 0.0 { 1 } else { 2 };
            let x = (side * 0.75 + self.yaw).sine() * 0.78;
            let root = Point::new(x, -0.88);
            let tip = root + Vec2::new(x * 0.45, -long);
            let ear = |share: f64| {
                let across = Vec2::new(wide * share, 0.12 * share * side);
                let top = root.lerp(tip, 0.3 + 0.7 * share);
                if round {
                    joined(&[ellipse(root.lerp(tip, 0.45), wide * share, long * 0.6 * share, 0.0)])
                } else {
                    let (a, b) = (arched(root - across, top, 0.14), arched(top, root + across, 0.14));
                    let mut path = a;
                    path.extend(b.elements()[1..].iter().copied());
                    path.close_path();
                    path
                }
            };
            scene.put(Shape::new("animal ear", Label::Fur, fur, ear(1.0)));
            if self.faces_us() {
                scene.put(Shape::new("hollow", Label::Fur, inside, ear(0.6)).thin(0.7));
            }
        }
    }

    /// Draws glasses; `frame` is their colour.
    pub fn glasses(&self, scene: &mut Scene, eyes: f64, frame: [u8; 3], dice: &mut Dice) {
        scene.on(layer::FACE + 3.0);
        let (rx, ry, square) = (dice.range(0.27, 0.36), dice.range(0.18, 0.3), dice.chance(0.5));
        let rim = |center: Point, rx: f64, ry: f64| {
            if square {
                let corner = |x: f64, y: f64| center + Vec2::new(x * rx, y * ry);
                angular(&[corner(-1.0, -1.0), corner(1.0, -1.0), corner(0.9, 1.0), corner(-0.9, 1.0)], true)
            } else {
                ellipse(center, rx, ry, 0.0)
            }
        };
        let dark = dice.chance(0.25);
        let mut inner = Vec::new();
        for side in [-1.0, 1.0] {
            scene.side = if side < 0.0 { 1 } else { 2 };
            let Some((center, squash)) = self.at(side * 0.5, eyes) else { continue };
            let (outside, inside) =
                (rim(center, rx * squash, ry), rim(center, rx * squash - 0.05, ry - 0.05));
            // A rim is a ring: the inside runs the other way round.
            let ring = joined(&[outside.clone(), inside.reverse_subpaths()]);
            if dark {
                scene.put(Shape::new("pane", Label::Glasses, frame.map(|c| c / 2), outside).thin(0.8));
            }
            scene.put(Shape::new("rim", Label::Glasses, frame, ring).thin(0.8).casting(0.02));
            inner.push(center.x + (-side) * (rx * squash));
            if let Some((temple, _)) = self.at(side * 1.35, eyes - 0.05) {
                let from = Point::new(center.x + side * rx * squash, eyes - 0.06);
                let bar = angular(
                    &[from, temple, temple + Vec2::new(0.0, 0.06), from + Vec2::new(0.0, 0.06)],
                    true,
                );
                scene.put(Shape::new("temple", Label::Glasses, frame, bar).thin(0.7));
            }
        }
        if let [a, b] = inner[..] {
            let bar = angular(
                &[
                    Point::new(a, eyes - 0.06),
                    Point::new(b, eyes - 0.06),
                    Point::new(b, eyes),
                    Point::new(a, eyes),
                ],
                true,
            );
            scene.put(Shape::new("bridge", Label::Glasses, frame, bar).thin(0.7));
        }
    }
}

use kurbo::{BezPath, Point, Vec2};

use super::{
    curve::{arched, between, ellipse, joined, smooth},
    dice::Dice,
    palette::toned,
    scene::{Scene, Shape, Tint},
};
use crate::Label;

/// How the eyes of a drawing are drawn. Lengths are in the units of a head.
#[derive(Clone, Debug)]
pub struct EyeManner {
    kind: Kind,
    /// Half the width.
    pub wide: f64,
    /// Half the height.
    pub high: f64,
    slant: f64,
    iris: f64,
    glints: usize,
    lash: f64,
    wing: bool,
    lid: bool,
    ringed: bool,
    /// Lashes and pupils are black.
    solid: [bool; 2],
    /// The iris reaches from lid to lid.
    tall: bool,
    /// What bounds the white below.
    low: Low,
    /// A shadow of the upper lid lies on the white and the iris as a line.
    shaded: bool,
    look: Vec2,
    /// The irises.
    pub color: [u8; 3],
    /// Lashes.
    pub dark: [u8; 3],
}

/// The line of the lower lid.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Low {
    None,
    /// From the middle to the outer corner.
    Outer,
    /// From corner to corner: the white is a region of its own.
    Whole,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Kind {
    Dot,
    Oval,
    Open,
    Half,
    Slit,
    Happy,
    Closed,
}

impl EyeManner {
    /// Rolls a manner; `detail` says whether there is room for more than a dot.
    pub fn roll(color: [u8; 3], hair: [u8; 3], woman: bool, anime: bool, dice: &mut Dice) -> Self {
        let kind = match dice.count(0, if anime { 29 } else { 19 }) {
            0 => Kind::Dot,
            1 => Kind::Oval,
            2 | 3 => Kind::Half,
            4 => Kind::Slit,
            5 => Kind::Happy,
            6 => Kind::Closed,
            _ => Kind::Open,
        };
        let size = dice.range(0.75, 1.25) * if woman { 1.08 } else { 0.9 } * if anime { 1.07 } else { 1.0 };
        let narrow = match (anime, woman) {
            (true, true) => dice.range(0.75, 1.25),
            (true, false) => dice.range(0.45, 1.0),
            (false, true) => dice.range(0.45, 1.1),
            (false, false) => dice.range(0.35, 0.85),
        };
        Self {
            kind,
            wide: 0.24 * size,
            high: 0.24 * size * narrow,
            slant: dice.around(0.12),
            iris: dice.range(0.5, 0.85),
            glints: dice.count(0, 2),
            lash: if anime { dice.range(0.03, 0.09) } else { dice.range(0.01, 0.07) },
            wing: woman && dice.chance(0.6),
            lid: dice.chance(0.6),
            ringed: dice.chance(0.8),
            solid: [dice.chance(if anime { 0.8 } else { 0.6 }), dice.chance(if anime { 0.55 } else { 0.4 })],
            tall: dice.chance(0.7),
            low: dice.pick(&[Low::None, Low::Outer, Low::Outer, Low::Whole, Low::Whole]),
            shaded: dice.chance(0.3),
            look: Vec2::new(dice.around(0.3), dice.around(0.2)),
            color,
            dark: toned(hair, 0.45).map(|c| c.min(90)),
        }
    }

    /// The same eyes, `open` of their way, 0 to 1.
    pub fn lidded(self, open: f64) -> Self {
        let kind = match self.kind {
            Kind::Open | Kind::Slit | Kind::Oval if open < 0.3 => Kind::Closed,
            Kind::Open | Kind::Slit if open < 0.7 => Kind::Half,
            Kind::Half if open < 0.5 => Kind::Closed,
            kind => kind,
        };
        Self { kind, ..self }
    }

    /// Draws one eye at `at`, its width times `squash`; `side` is -1 for the one left of the nose.
    pub fn draw(&self, scene: &mut Scene, at: Point, squash: f64, side: f64) {
        let (w, h) = (self.wide * squash, self.high);
        let place = |x: f64, y: f64| at + Vec2::new(x * w * side, y * h - x * self.slant * w);
        match self.kind {
            Kind::Dot => scene.put(
                Shape::new("eye", Label::Eye, self.dark, ellipse(at, w * 0.28, w * 0.34, 0.0))
                    .bare()
                    .thin(1.0)
                    .edge(ellipse(at, w * 0.2, w * 0.25, 0.0)),
            ),
            Kind::Oval => {
                let oval = ellipse(at, w * 0.45, h.max(w) * 0.85, 0.0);
                scene.put(Shape::new("eye", Label::Eye, self.color, oval.clone()));
                let glint = ellipse(at + Vec2::new(-0.1, -0.4) * w, w * 0.16, w * 0.2, 0.0);
                scene.put(Shape::new("glint", Label::Eye, [245; 3], glint).thin(0.5).within(&oval));
            }
            Kind::Happy | Kind::Closed => {
                let arch = if self.kind == Kind::Happy { -0.28 } else { 0.25 };
                let line = arched(place(-1.0, 0.2), place(1.0, 0.2), arch * side);
                let thick = self.lash.max(0.03);
                let low =
                    arched(place(1.0, 0.2), place(-1.0, 0.2), (-arch + thick * 2.0 * arch.signum()) * side);
                let area = joined(&[between(&line, &low.reverse_subpaths())]);
                scene.put(Shape::new("closed lid", Label::Eye, self.dark, area).bare().edge(line).thin(1.6));
            }
            Kind::Open | Kind::Half | Kind::Slit => self.open(scene, at, squash, side, &place),
        }
    }

    fn open(&self, scene: &mut Scene, at: Point, squash: f64, side: f64, place: &impl Fn(f64, f64) -> Point) {
        let (w, h) = (self.wide * squash, self.high);
        let lid = if self.kind == Kind::Half { 0.25 } else { 1.0 };
        let upper = smooth(
            &[
                place(-1.0, 0.25),
                place(-0.65, -0.55 * lid),
                place(0.05, -lid),
                place(0.7, -0.7 * lid),
                place(1.0, 0.0),
            ],
            false,
        );
        let lower = smooth(
            &[place(-1.0, 0.25), place(-0.4, 0.85), place(0.3, 0.95), place(0.8, 0.6), place(1.0, 0.0)],
            false,
        );
        let white = between(&upper, &lower);
        scene
            .put(Shape::new("eye white", Label::EyeWhite, [246, 247, 249], white.clone()).bare().deep(0.015));
        let round = if self.tall { h * 1.02 } else { h.max(self.wide * 0.8) * (self.iris + 0.1).min(0.95) };
        let half = (round * (0.6 + 0.3 * self.iris)).min(self.wide * 0.7) * squash;
        let center = at + Vec2::new(self.look.x * w, self.look.y * h + if self.tall { 0.0 } else { 0.03 });
        let iris = ellipse(center, half, round, 0.0);
        let edge = iris.clone();
        let mut shape =
            Shape::new("iris", Label::Eye, self.color, iris.clone()).bare().within(&white).deep(0.0);
        if self.ringed || scene.closed {
            shape = shape.edge(edge).thin(0.7);
        }
        scene.put(shape);
        let top = ellipse(center - Vec2::new(0.0, round * 0.55), half, round * 0.6, 0.0);
        scene.stain(Tint { path: top, label: Label::Eye, color: toned(self.color, 0.45), strength: 0.7 });
        let pupil = if self.kind == Kind::Slit {
            ellipse(center, half * 0.16, round * 0.7, 0.0)
        } else {
            ellipse(center, half * 0.5, round * 0.5, 0.0)
        };
        scene.put(
            Shape::new("pupil", Label::Eye, toned(self.color, 0.3), pupil)
                .thin(0.6)
                .within(&white)
                .deep(0.0)
                .inked(self.solid[1]),
        );
        if self.shaded {
            let y = Vec2::new(0.0, -round * 0.2);
            let under = arched(center + y - Vec2::new(half, 0.0), center + y + Vec2::new(half, 0.0), 0.12);
            let rays = [-0.5, 0.0, 0.5].map(|x| {
                let from = center + Vec2::new(x * half, round * 0.5);
                arched(from, from + Vec2::new(x * half * 0.3, round * 0.2), 0.0)
            });
            scene.draw("iris shadow", rays.into_iter().chain([under]), 0.6, Some(&white));
        }
        for i in 0..self.glints {
            let off = [Vec2::new(-0.4 * half, -0.35 * round), Vec2::new(0.4 * half, 0.35 * round)][i];
            let radius = half.max(round * 0.6) * [0.3, 0.18][i];
            let glint = ellipse(center + off, radius * squash, radius, 0.0);
            scene.put(
                Shape::new("glint", Label::Eye, [242, 244, 246], glint).thin(0.5).within(&white).deep(0.0),
            );
        }
        self.lashes(scene, &upper, &lower, side, place);
    }

    fn lashes(
        &self,
        scene: &mut Scene,
        upper: &BezPath,
        lower: &BezPath,
        side: f64,
        place: &impl Fn(f64, f64) -> Point,
    ) {
        let rise = self.lash / self.high;
        let lid = if self.kind == Kind::Half { 0.25 } else { 1.0 };
        let above = smooth(
            &[
                place(-1.0, 0.2),
                place(-0.7, -0.6 * lid - rise),
                place(0.05, -lid - rise),
                place(0.8, -0.75 * lid - rise),
                place(1.15, -0.1),
            ],
            false,
        );
        let mut lashes =
            Shape::new("lashes", Label::Eye, self.dark, between(&above, upper)).bare().edge(upper.clone());
        lashes = lashes.edge(above).thin(0.9).deep(0.0).inked(self.solid[0]);
        if self.wing {
            let flick = between(
                &arched(place(0.8, -0.5), place(1.4, -0.5), 0.1),
                &arched(place(1.0, 0.1), place(1.4, -0.5), 0.1),
            );
            scene.put(
                Shape::new("lash", Label::Eye, self.dark, flick).inked(self.solid[0]).thin(0.7).deep(0.0),
            );
            lashes = lashes.edge(arched(place(0.95, 0.0), place(1.35, -0.45), -0.1 * side));
        }
        if self.lid {
            let fold = smooth(
                &[
                    place(-0.7, -lid - rise - 0.25),
                    place(0.1, -lid - rise - 0.45),
                    place(0.85, -lid - rise - 0.1),
                ],
                false,
            );
            lashes = lashes.edge(fold).thin(0.8);
        }
        let part: Vec<_> = lower.elements().iter().skip(2).copied().collect();
        let mut low = BezPath::new();
        low.move_to(place(-0.4, 0.85));
        low.extend(part);
        let lashes = match self.low {
            Low::Whole => lashes.edge(lower.clone()),
            _ if scene.closed => lashes.edge(low).edge(lower.clone()),
            Low::Outer => lashes.edge(low),
            Low::None => lashes,
        };
        scene.put(lashes.thin(0.85));
    }
}

use kurbo::{BezPath, Point};

use super::{
    super::{
        curve::{arched, between, left, smooth},
        dice::Dice,
        fold, frill,
        limb::{Bone, elbow},
        portable::Portable as _,
        scene::{Scene, Shape},
    },
    Garment, Kind,
};
use crate::Label;

/// Draws one arm or leg, or a piece worn on it, down to `length`: 1 the middle joint, 2 the end.
///
/// `outer` is the side away from the body, 1 or -1, 0 for a leg; the line of the other side begins at the `armpit`, a
/// share of the upper bone, 0 for a seam all around the shoulder. Gives the stretch it ends on.
pub fn limb(
    scene: &mut Scene,
    shape: &impl Fn(BezPath) -> Shape,
    bones: [Bone; 2],
    length: f64,
    (outer, armpit): (f64, f64),
    folds: Vec<BezPath>,
) -> Bone {
    let [upper, lower] = bones;
    let whole = length >= 1.999;
    let first = upper.part(0.0, length.clamp(0.15, 1.0));
    let bow = if length <= 1.0 { 0.2 } else { 0.0 };
    let drawn = if outer != 0.0 && upper.way().y > 0.1 {
        hanging(shape, first, bow, (outer, armpit / length.clamp(0.3, 1.0)), scene.closed)
    } else {
        lifted(shape, first, bow, (outer, armpit), scene.closed)
    };
    if length <= 1.0 {
        scene.put(drawn.edge(first.hem(bow)).lines(folds, 0.75));
        return first;
    }
    scene.put(drawn);
    let bone = lower.part(0.0, length - 1.0);
    let area = bone.area(if whole { 0.0 } else { 0.2 });
    let drawn = shape(area).bare().joining().edge(bone.side(1.0, 0.0)).edge(bone.side(-1.0, 0.0));
    let drawn = drawn.edge(elbow(upper, lower));
    let drawn = if whole { drawn } else { drawn.edge(bone.hem(0.2)) };
    scene.put(drawn.lines(folds, 0.75));
    bone
}

/// The upper stretch of an arm that hangs: it runs on from the slope of the shoulder, and leaves the trunk at the
/// armpit; between the two a seam may run, or nothing where skin meets skin.
fn hanging(
    shape: &impl Fn(BezPath) -> Shape,
    bone: Bone,
    bow: f64,
    (outer, armpit): (f64, f64),
    closed: bool,
) -> Shape {
    let pit = if armpit == 0.0 { 0.28 } else { armpit.min(0.7) };
    let cap = bone.cap(outer * 0.12, outer);
    let (outside, inside) = (bone.side(outer, 0.0), bone.side(-outer, pit));
    let lean = outer * 0.12 * std::f64::consts::FRAC_PI_2;
    let top = bone.from + (left(bone.way()) * lean.sine() - bone.way() * lean.cosine()) * bone.thick;
    let seam = arched(bone.at(pit, -outer), top, -0.12 * outer);
    let mut area = cap.clone();
    area.extend(outside.elements()[1..].iter().copied());
    if bow > 0.0 {
        area.quad_to(bone.to + bone.way() * (bone.thin * 2.0 * bow), bone.at(1.0, -outer));
    }
    let back = inside.reverse_subpaths();
    area.line_to(bone.at(1.0, -outer));
    area.extend(back.elements()[1..].iter().copied());
    area.extend(seam.elements()[1..].iter().copied());
    area.close_path();
    let drawn = shape(area).bare().edge(cap).edge(outside).edge(inside);
    if closed || armpit == 0.0 { drawn.edge(seam) } else { drawn }
}

/// The upper stretch of an arm that is lifted, or of a leg, round where it begins.
fn lifted(
    shape: &impl Fn(BezPath) -> Shape,
    bone: Bone,
    bow: f64,
    (outer, armpit): (f64, f64),
    closed: bool,
) -> Shape {
    let drawn = shape(bone.area(bow)).bare();
    if outer == 0.0 {
        return drawn.edge(bone.side(1.0, 0.0)).edge(bone.side(-1.0, 0.0));
    }
    let seamed = closed || armpit == 0.0;
    let drawn = drawn.edge(bone.side(outer, 0.0)).edge(bone.side(-outer, if seamed { 0.0 } else { armpit }));
    drawn.edge(bone.cap(outer, if seamed { -outer } else { 0.0 }))
}

impl Garment {
    /// Draws the sleeve of an arm.
    pub fn sleeve(&self, scene: &mut Scene, arm: [Bone; 2], outer: f64, dice: &mut Dice) {
        if self.sleeve <= 0.05 || self.kind == Kind::Bare {
            return;
        }
        let arm = if self.kind == Kind::OffShoulder { [arm[0].part(0.2, 1.0), arm[1]] } else { arm };
        if self.puff > 0.0 && self.sleeve < 1.0 {
            return self.puffed(scene, arm[0], dice);
        }
        let widen = |bone: Bone| bone.wider(1.05, self.loose * 0.8);
        let wide = if self.kind == Kind::Kimono { 1.9 } else { 1.0 };
        let upper = Bone { bulge: self.puff, ..widen(arm[0]) };
        // A short sleeve stands off the arm.
        let upper = if self.sleeve < 1.0 { Bone { thin: upper.thin * 1.12, ..upper } } else { upper };
        let lower = Bone { thin: widen(arm[1]).thin * wide, thick: upper.thin, ..widen(arm[1]) };
        let mut folds = fold::crook(upper, lower, dice);
        folds.extend(fold::gathered(lower, dice));
        if self.sleeve < 1.0 {
            let short = upper.part(0.0, self.sleeve);
            folds = fold::gathered(short, dice);
            folds.extend(fold::shoulder(short, outer, dice));
        }
        let shape =
            |path: BezPath| Shape::new("sleeve", Label::Top, self.cloth.color, path).deep(0.07).casting(0.04);
        let length = self.sleeve.min(1.99);
        let armpit = if dice.chance(0.4) { 0.0 } else { 0.3 };
        let end = limb(scene, &shape, [upper, lower], length, (outer, armpit), folds);
        self.cloth.print(scene, Label::Top, &upper.part(0.0, length.min(1.0)).area(0.1), upper.way());
        if length > 1.0 {
            self.cloth.print(scene, Label::Top, &end.area(0.1), end.way());
        }
        self.hem(scene, end, length, dice);
    }

    /// Draws what a sleeve ends in: a cuff, a frill, a roll of its own cloth, or nothing.
    fn hem(&self, scene: &mut Scene, end: Bone, length: f64, dice: &mut Dice) {
        if self.frilled && dice.chance(0.6) {
            let seam = [1.0, 0.5, 0.0, -0.5, -1.0].map(|side| end.at(0.98, side * 1.05));
            return frill::frill(
                scene,
                (Label::Top, self.trim),
                &seam,
                end.way(),
                dice.range(0.1, 0.25),
                dice,
            );
        }
        let rolled = (0.8..1.5).contains(&length) && dice.chance(0.6);
        let cuffed = matches!(self.kind, Kind::Shirt | Kind::Sweater | Kind::Hoodie | Kind::Sailor);
        if rolled || cuffed || dice.chance(0.2) {
            let from = if rolled { dice.range(0.55, 0.8) } else { 0.88 };
            let cuff = end.part(from, 1.02).wider(1.1, if rolled { 0.015 } else { 0.0 });
            let (top, low) = (cuff.reversed().hem(-0.15), cuff.hem(0.2));
            let area = between(&cuff.side(1.0, 0.0), &cuff.side(-1.0, 0.0));
            let color = if rolled { self.cloth.color } else { self.trim };
            let cuff = Shape::new("cuff", Label::Top, color, super::super::curve::joined(&[area])).edge(low);
            scene.put(cuff.edge(top));
        }
    }

    /// Draws a sleeve like a balloon, gathered into a band.
    fn puffed(&self, scene: &mut Scene, upper: Bone, dice: &mut Dice) {
        let full = 1.25 + self.puff * 0.8;
        let long = self.sleeve.clamp(0.35, 0.8);
        let sides = [-1.0, 1.0].map(|side| {
            let places =
                [(-0.12, 0.85), (0.1, 1.0 + 0.3 * self.puff), (0.5, full), (0.85, full * 0.9), (1.0, 1.1)];
            places.map(|(t, wide)| upper.at(t * long, side * wide))
        });
        let [left, right] = sides.map(|side| smooth(&side, false));
        let top =
            arched(sides[0][0], sides[1][0], 0.3 * (sides[1][0] - sides[0][0]).cross(upper.way()).signum());
        let mut around = left.clone();
        around.extend(right.reverse_subpaths().elements().iter().enumerate().map(
            |(i, element)| match element {
                kurbo::PathEl::MoveTo(point) if i == 0 => kurbo::PathEl::LineTo(*point),
                other => *other,
            },
        ));
        around.close_path();
        let mut shape =
            Shape::new("sleeve", Label::Top, self.cloth.color, around).bare().deep(0.07).casting(0.04);
        shape = shape.edge(left).edge(right).edge(top);
        let gather = |t: f64, by: f64, side: f64| {
            arched(upper.at(t * long, side * 0.8), upper.at((t + by) * long, side * 1.1), side * 0.1)
        };
        for _ in 0..dice.count(2, 5) {
            let side = dice.range(-0.9, 0.9);
            let line = if dice.chance(0.6) {
                gather(0.98, -dice.range(0.2, 0.5), side)
            } else {
                gather(0.0, 0.3, side)
            };
            shape = shape.line(line, 0.75);
        }
        scene.put(shape);
        let band = Bone { bulge: 0.0, ..upper }.part(long * 0.96, (long * 1.12).min(1.0)).wider(1.08, 0.01);
        if self.frilled {
            let seam: [Point; 5] = [1.0, 0.5, 0.0, -0.5, -1.0].map(|side| band.at(0.5, side));
            frill::frill(scene, (Label::Top, self.trim), &seam, band.way(), dice.range(0.1, 0.2), dice);
        } else {
            let area = between(&band.side(1.0, 0.0), &band.side(-1.0, 0.0));
            scene.put(Shape::new("cuff", Label::Top, self.trim, area).thin(0.9));
        }
    }
}

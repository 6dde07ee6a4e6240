use kurbo::{BezPath, Point, Vec2};

use super::{
    cloth::Cloth,
    curve::{arched, between, block, ellipse, smooth},
    dice::Dice,
    fold, frill,
    limb::Bone,
    pocket,
    scene::{Scene, Shape, layer},
    trunk::{Tube, height},
};
use crate::Label;

mod cut;
mod sleeve;

pub use sleeve::limb;

/// What is worn on the upper body.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Kind {
    /// Nothing.
    Bare,
    /// No sleeves, thin straps.
    Tank,
    /// Without collar.
    Tee,
    /// With collar and buttons.
    Shirt,
    /// With ribbed hems.
    Sweater,
    /// With hood, strings and a pocket.
    Hoodie,
    /// With a high collar.
    Turtleneck,
    /// Wrapped, left over right.
    Kimono,
    /// With a square collar.
    Sailor,
    /// On two straps.
    Camisole,
    /// From arm to arm below the shoulders.
    OffShoulder,
    /// Two cups.
    Bikini,
}

impl Kind {
    /// Whether it lies on the skin.
    pub fn is_tight(self) -> bool {
        matches!(self, Self::Tank | Self::Camisole | Self::Bikini)
    }

    /// Whether it has no sleeves.
    pub fn is_sleeveless(self) -> bool {
        self.is_tight() || self == Self::Bare
    }
}

/// A piece for the upper body. Lengths are in heads.
#[derive(Clone, Debug)]
pub struct Garment {
    /// Its kind.
    pub kind: Kind,
    /// Its cloth.
    pub cloth: Cloth,
    /// Of collar, cuffs, trimming.
    pub trim: [u8; 3],
    /// How far its sleeves go: 1 to the elbow, 2 to the wrist.
    pub sleeve: f64,
    /// How wide it sits.
    pub loose: f64,
    /// The height on the trunk where it ends.
    pub hem: f64,
    /// The sleeves are puffed by this share.
    pub puff: f64,
    /// With frills at neck and hems.
    pub frilled: bool,
}

impl Garment {
    /// Draws the piece on the trunk.
    pub fn draw(&self, scene: &mut Scene, body: &Tube, level: f64, dice: &mut Dice) {
        if self.kind == Kind::Bare {
            return;
        }
        let tube = body.wider(self.loose * 0.6).straight((self.loose * 6.0).min(1.0));
        let outline = self.cut(&tube, dice);
        scene.on(level);
        let folds = fold::trunk(&tube, dice);
        let shirt = Shape::new("shirt", Label::Top, self.cloth.color, outline.clone());
        scene.put(shirt.deep(0.12).casting(0.05).printed(self.cloth.texture(Vec2::new(0.0, 1.0))));
        self.cloth.print(scene, Label::Top, &outline, Vec2::new(0.0, 1.0));
        scene.crease(folds, 0.7, &outline);
        scene.crease(fold::patches(&tube, 2, dice), 0.65, &outline);
        if matches!(self.kind, Kind::Shirt | Kind::Tee) && tube.faces_us() && dice.chance(0.25) {
            let side = dice.side();
            if tube.shows(side * 0.5) {
                scene.draw("pocket", [pocket::breast(&tube, side, dice)], 0.8, Some(&outline));
            }
        }
        if tube.faces_us() && tube.shows(0.0) && dice.chance(0.12) {
            self.cloth.motif(scene, Label::Top, tube.on(3.0, 0.0), dice.range(0.15, 0.35), dice);
        }
        if matches!(self.kind, Kind::Camisole | Kind::Bikini) {
            self.straps(scene, &tube, dice);
        }
        self.trimmed(scene, &tube, &outline, level, dice);
        if self.frilled {
            self.frills(scene, &tube, dice);
        }
    }

    fn trimmed(&self, scene: &mut Scene, tube: &Tube, outline: &BezPath, level: f64, dice: &mut Dice) {
        let front = tube.faces_us();
        let piece = |path: BezPath| Shape::new("trim", Label::Top, self.trim, path).thin(0.85);
        let strip = |from: f64, to: f64| tube.wider(0.02).area(from, to, [0.06, 0.06]);
        match self.kind {
            Kind::Shirt | Kind::Sailor if front => {
                if self.kind == Kind::Shirt && tube.shows(0.0) {
                    let places: Vec<(f64, f64)> =
                        (0..6).map(|i| (1.0 + (self.hem - 1.0) * f64::from(i) / 5.0, 0.04)).collect();
                    scene.draw("placket", [tube.line(&places)], 0.8, Some(outline));
                    for i in 0..dice.count(3, 6) {
                        let at = tube.on(1.9 + f64::from(i as u32) * 0.65, -0.03);
                        scene.put(
                            Shape::new("button", Label::Top, self.trim, ellipse(at, 0.035, 0.035, 0.0))
                                .thin(0.7),
                        );
                    }
                }
                scene.on(layer::ACCESSORY);
                let deep = if self.kind == Kind::Sailor { 2.4 } else { 1.5 };
                for side in [-1.0, 1.0] {
                    if !tube.shows(side * 0.5) {
                        continue;
                    }
                    let (neck, low) = (tube.rim(0.1, side), tube.on(deep, side * 0.08));
                    let wing = if self.kind == Kind::Sailor {
                        tube.on(2.2, side * 0.95)
                    } else {
                        tube.on(1.9, side * 0.45)
                    };
                    let corner = tube.rim(height::SLOPE * 0.8, side);
                    let path = super::curve::angular(&[neck, low, wing, corner], true);
                    scene.put(piece(path).casting(0.03));
                }
            }
            Kind::Sailor => scene.put(piece(tube.wider(0.01).area(0.2, 2.6, [0.0, 0.02]))),
            Kind::Sweater => {
                let hem = strip(self.hem - 0.35, self.hem);
                scene.put(piece(hem).lines(ribs(tube, self.hem - 0.33, self.hem), 0.6));
                self.band(scene, tube, level);
            }
            Kind::Hoodie => {
                let ribs = if dice.chance(0.5) { ribs(tube, self.hem - 0.28, self.hem) } else { Vec::new() };
                scene.put(piece(strip(self.hem - 0.3, self.hem)).lines(ribs, 0.6));
                if tube.shows(0.0) && dice.chance(0.5) {
                    let zip = |by: f64| tube.line(&[(1.9, by), (3.5, by), (self.hem, by)]);
                    let teeth = Shape::new("zip", Label::Top, self.trim, between(&zip(-0.02), &zip(0.03)));
                    scene.put(teeth.thin(0.7).within(outline));
                    let pull = block(tube.on(2.05, 0.0), Vec2::new(0.03, 0.06), 0.0);
                    scene.put(Shape::new("zip pull", Label::Top, self.trim, pull).thin(0.7));
                    let pockets = [-1.0, 1.0].map(|side| tube.line(&[(4.1, side * 0.5), (5.0, side * 0.85)]));
                    scene.draw("pocket", pockets, 0.85, Some(outline));
                } else if front {
                    let pocket = tube.patch(
                        &[(4.1, -0.35), (4.7, -0.6), (5.0, -0.6)],
                        &[(4.1, 0.35), (4.7, 0.6), (5.0, 0.6)],
                    );
                    scene.put(Shape::new("pocket", Label::Top, self.cloth.color, pocket).thin(0.85));
                }
                self.hood(scene, tube, front, dice);
            }
            Kind::Turtleneck | Kind::Tee => self.band(scene, tube, level),
            Kind::Kimono if front => {
                let wrap = tube.patch(
                    &[(0.4, -0.9), (2.0, -0.25), (3.2, 0.25), (3.9, 0.75)],
                    &[(0.4, -0.6), (2.0, 0.1), (3.1, 0.5), (3.8, 1.0)],
                );
                scene.put(piece(wrap).within(outline));
                let under = tube
                    .patch(&[(0.4, 0.9), (1.3, 0.5), (2.1, 0.05)], &[(0.4, 0.6), (1.2, 0.2), (1.9, -0.2)]);
                scene.put(piece(under).within(outline));
                scene.on(layer::ACCESSORY);
                let obi = tube.wider(0.04).area(3.5, 4.5, [0.05, 0.05]);
                scene
                    .put(Shape::new("sash", Label::Accessory, self.trim.map(|c| 255 - c), obi).casting(0.03));
            }
            _ => {}
        }
    }

    /// Draws frills along an edge below the shoulders, beside the buttons, or around the neck.
    fn frills(&self, scene: &mut Scene, tube: &Tube, dice: &mut Dice) {
        let cloth = (Label::Top, self.trim);
        let deep = dice.range(0.1, 0.22);
        let down = Vec2::new(0.0, 1.0);
        let belt = |height: f64, sag: f64| -> Vec<Point> {
            let (left, right) = (tube.rim(height, -1.0), tube.rim(height, 1.0));
            (0..=8)
                .map(|i| {
                    let t = f64::from(i) / 8.0;
                    let drop = (right.x - left.x) * sag * 4.0 * t * (1.0 - t);
                    left.lerp(right, t) + down * drop
                })
                .collect()
        };
        match self.kind {
            Kind::OffShoulder => frill::frill(scene, cloth, &belt(2.15, 0.05), down, deep * 2.0, dice),
            Kind::Shirt | Kind::Tee | Kind::Turtleneck if tube.shows(0.0) && dice.chance(0.6) => {
                for side in [-1.0, 1.0] {
                    let seam: Vec<Point> =
                        [1.4, 2.2, 3.0, 3.8].map(|height| tube.on(height, side * 0.12)).to_vec();
                    frill::frill(scene, cloth, &seam, Vec2::new(side, 0.0), deep, dice);
                }
            }
            _ => frill::frill(scene, cloth, &belt(0.9, 0.22), down, deep, dice),
        }
    }

    /// A collar that stands around the neck.
    fn band(&self, scene: &mut Scene, tube: &Tube, level: f64) {
        let high = if self.kind == Kind::Turtleneck { -0.32 } else { return };
        let (left, right) = (tube.rim(0.4, -1.0), tube.rim(0.4, 1.0));
        let up = Vec2::new(0.0, high);
        let inset = Vec2::new(0.06, 0.0);
        let top = arched(left + up + inset, right + up - inset, -0.12);
        let low = arched(left, right, -0.2);
        scene.on(level + 0.6);
        scene.put(Shape::new("collar", Label::Top, self.cloth.color, between(&top, &low)));
    }

    fn hood(&self, scene: &mut Scene, tube: &Tube, front: bool, dice: &mut Dice) {
        let (left, right) = (tube.rim(1.2, -1.0), tube.rim(1.2, 1.0));
        let middle = left.midpoint(right);
        let wide = (right.x - left.x) / 2.0;
        let hood = |color: [u8; 3], path: BezPath| Shape::new("hood", Label::Top, color, path);
        if !front {
            scene.on(layer::ACCESSORY);
            let bag = smooth(
                &[
                    left,
                    left + Vec2::new(-0.02, 0.2),
                    middle + Vec2::new(0.0, wide * 1.3),
                    right + Vec2::new(0.02, 0.2),
                    right,
                    middle - Vec2::new(0.0, 0.15),
                ],
                true,
            );
            scene.put(hood(self.cloth.color, bag).casting(0.05));
            return;
        }
        scene.on(layer::COLLAR_BEHIND);
        scene.put(hood(self.trim, ellipse(middle - Vec2::new(0.0, 0.05), wide * 1.1, wide * 0.42, 0.0)));
        scene.on(layer::ACCESSORY);
        // It lies around the neck, from a flat roll to two wide wings that meet low on the chest.
        let low = tube.on(dice.range(1.8, 2.6), 0.0);
        let (spread, rise) = (dice.range(1.1, 1.6), dice.range(-0.05, 0.16));
        for side in [-1.0, 1.0] {
            let outer = middle + Vec2::new(side * wide * spread, -rise);
            let wing = smooth(
                &[
                    outer,
                    middle + Vec2::new(side * wide * (spread - 0.12), 0.14),
                    low + Vec2::new(side * 0.12, 0.05),
                    low,
                ],
                false,
            );
            let inner = smooth(&[outer, middle + Vec2::new(side * wide * 0.62, 0.0), low], false);
            scene.put(hood(self.cloth.color, between(&wing, &inner)).casting(0.04));
            let from = low + Vec2::new(side * wide * 0.28, -0.02);
            let string = arched(from, from + Vec2::new(0.02 * side, 0.5), 0.06);
            let width = Vec2::new(0.035, 0.0);
            let area =
                between(&string, &arched(from + width, from + width + Vec2::new(0.02 * side, 0.5), 0.06));
            scene.put(hood(self.trim, area).thin(0.7));
        }
    }
}

/// Ribs of a knitted hem.
pub fn ribs(tube: &Tube, top: f64, low: f64) -> Vec<BezPath> {
    (-6..=6)
        .map(|i| {
            let angle = f64::from(i) * 0.22 - tube.yaw();
            tube.line(&[(top, angle), (low, angle)])
        })
        .collect()
}

/// Draws a neck between a head's centre and the shoulders, and gives it.
pub fn neck(scene: &mut Scene, skin: [u8; 3], from: Point, to: Point, radius: f64) -> Bone {
    let bone = Bone { from, to, thick: radius, thin: radius * 1.12, bulge: 0.0 };
    let area = between(&bone.side(1.0, 0.0), &bone.side(-1.0, 0.0));
    let tendon = |side: f64| arched(bone.at(0.75, side * 0.75), bone.at(1.0, side * 0.25), 0.0);
    scene.put(
        Shape::new("neck", Label::BodySkin, skin, area)
            .bare()
            .edge(bone.side(1.0, 0.0))
            .edge(bone.side(-1.0, 0.0))
            .line(tendon(1.0), 0.5),
    );
    bone
}

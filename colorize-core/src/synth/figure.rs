use kurbo::{Point, Vec2};

use super::{
    action::Moment,
    cast::Cast,
    curve::{between, ellipse},
    dice::Dice,
    face::Looks,
    garment::{self, Kind},
    jacket::Jacket,
    limb::Bone,
    palette::Palette,
    portable::Portable as _,
    pose::Pose,
    scene::{Scene, Shape, layer},
    skeleton::{Build, Joint, Skeleton},
    skirt::{self, Bottom},
    trunk::{Tube, height},
};
use crate::Label;

mod adornment;
mod arm;
mod head;
mod leg;
mod outfit;

use outfit::Outfit;

/// A person with clothes and a pose.
#[derive(Clone, Debug)]
pub struct Figure {
    /// The body.
    pub build: Build,
    cast: Cast,
    bones: Skeleton,
    pose: Pose,
    colors: Palette,
    wears: Outfit,
    looks: Looks,
    moment: Moment,
}

impl Figure {
    /// Rolls a figure; `yaw` turns its body.
    pub fn roll(cast: Cast, yaw: f64, moment: Moment, dice: &mut Dice) -> Self {
        let build = Build::roll(cast, dice);
        let mut pose = Pose::roll(cast, dice);
        moment.apply(&mut pose);
        let bones = Skeleton::posed(&build, &pose, yaw, dice.range(0.0, 0.14));
        let grown = !build.child;
        let looks = Looks {
            woman: build.woman,
            grown,
            old: grown && dice.chance(if cast.usual { 0.02 } else { 0.2 }),
            furred: !cast.usual && dice.chance(0.2),
            anime: cast.anime,
        };
        let colors = Palette::roll(looks.old, dice);
        let wears = Outfit::roll(cast, &build, &colors, dice);
        Self { cast, moment, looks, build, bones, pose, colors, wears }
    }

    /// Draws the figure; its crown is at height 0 of the scene's space.
    pub fn draw(&self, scene: &mut Scene, turn: f64, tilt: f64, dice: &mut Dice) {
        let body = Tube::trunk(&self.build, &self.bones);
        let center = self.head_center();
        scene.furred = self.looks.furred;
        self.legs(scene, &mut dice.fork());
        self.trunk(scene, &body, center, &mut dice.fork());
        self.clothes(scene, &body, &mut dice.fork());
        self.head(scene, center, turn, tilt, &mut dice.fork());
        self.arms(scene, center, &mut dice.fork());
        scene.furred = false;
    }

    /// What a painter would call its pose.
    pub fn pose_family(&self) -> &'static str {
        self.pose.family
    }

    /// The middle of the head.
    pub fn head_center(&self) -> Point {
        let chest = self.bones.see(self.bones.chest);
        Point::new(chest.x + 0.17 * self.bones.yaw.sine(), 0.5)
    }

    fn trunk(&self, scene: &mut Scene, body: &Tube, center: Point, dice: &mut Dice) {
        scene.on(layer::TRUNK);
        let skin = self.colors.skin;
        let area = body.area(0.3, height::END, [0.0, 0.1]);
        let mut trunk = Shape::new("trunk", Label::BodySkin, skin, area).bare().deep(0.1);
        for side in [-1.0, 1.0] {
            trunk = trunk.edge(body.side(0.3, height::END, side));
        }
        if body.faces_us() {
            let bones = [-1.0, 1.0].map(|side| body.line(&[(1.35, side * 0.12), (1.1, side * 0.7)]));
            trunk = trunk.lines(bones, 0.7);
            if self.wears.top.kind == Kind::Bare {
                let chest = [-1.0, 1.0]
                    .map(|side| body.line(&[(2.9, side * 1.0), (3.2, side * 0.5), (3.0, side * 0.08)]));
                trunk = trunk.lines(chest, 0.8).line(body.line(&[(3.2, 0.0), (4.6, 0.0)]), 0.5);
            }
        }
        scene.put(trunk);
        scene.on(layer::TRUNK + 0.5);
        let base = body.rim(0.35, 0.0);
        let from = center + Vec2::new(-0.15 * self.bones.yaw.sine(), 0.2);
        let neck = garment::neck(scene, skin, from, base, self.build.neck);
        if dice.chance(if self.build.woman { 0.1 } else { 0.02 }) {
            let high = dice.range(0.6, 0.72);
            let band = neck.part(high, high + dice.range(0.06, 0.14)).wider(1.03, 0.0);
            let shape = |path| Shape::new("choker", Label::Accessory, self.colors.accent[1], path).thin(0.9);
            scene.put(shape(between(&band.side(1.0, 0.0), &band.side(-1.0, 0.0))));
            if dice.chance(0.4) {
                scene.put(shape(ellipse(band.to, 0.05, 0.05, 0.0)));
            }
        }
        if self.wears.top.hem < 4.2 && body.shows(0.0) {
            scene.on(layer::TRUNK + 0.2);
            scene.draw("navel", [body.line(&[(4.35, 0.0), (4.5, 0.0)])], 0.8, None);
        }
    }

    fn clothes(&self, scene: &mut Scene, body: &Tube, dice: &mut Dice) {
        let sitting = self.sitting();
        let over = if self.wears.tucked && !self.wears.dress { layer::BOTTOM_OVER } else { layer::BOTTOM };
        self.wears.top.draw(scene, body, layer::TOP, &mut dice.fork());
        scene.on(if self.wears.dress { layer::BOTTOM_OVER } else { over });
        match self.wears.bottom {
            Bottom::Trousers(_) => skirt::seat(scene, &self.wears.bottom_cloth, body, 0.05, dice),
            Bottom::Skirt(share, pleated) => {
                let leg = 0.53 * (self.build.heads - 1.0);
                let y = self.build.hip_y() + leg * if sitting { 0.12 } else { share };
                let cloth = if self.wears.dress {
                    (&self.wears.top.cloth, Label::Top)
                } else {
                    (&self.wears.bottom_cloth, Label::Bottom)
                };
                let waist = height::WAIST + dice.range(-0.1, 0.6);
                skirt::skirt(scene, cloth, body, waist, y, pleated, dice);
            }
        }
        if let Some(jacket) = &self.wears.jacket {
            // It lies on the lap of who sits.
            let end = if sitting { self.build.hip_y() } else { jacket.end };
            Jacket { end, ..jacket.clone() }.draw(scene, body, self.colors.cloth[4], dice);
        }
        self.adorn(scene, body, dice);
    }

    fn sitting(&self) -> bool {
        self.pose.ankles.iter().all(|ankle| ankle[1] < 0.75 && ankle[2] > 0.2)
    }

    fn bone(&self, from: Joint, to: Joint, thick: f64, thin: f64, bulge: f64) -> Bone {
        Bone { from: self.bones.see(from), to: self.bones.see(to), thick, thin, bulge }
    }
}

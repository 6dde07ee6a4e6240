use kurbo::{Point, Vec2};

use super::{
    action::Moment,
    cloth::Cloth,
    dice::Dice,
    face::Looks,
    garment::{self, Garment, Kind},
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

/// A person with clothes and a pose.
#[derive(Clone, Debug)]
pub struct Figure {
    /// The body.
    pub build: Build,
    bones: Skeleton,
    pose: Pose,
    colors: Palette,
    top: Garment,
    dress: bool,
    tucked: bool,
    bottom: Bottom,
    bottom_cloth: Cloth,
    jacket: Option<Jacket>,
    legwear: Option<(Label, [u8; 3], f64)>,
    boots: f64,
    barefoot: bool,
    gloves: Option<[u8; 3]>,
    armored: bool,
    looks: Looks,
    moment: Moment,
}

impl Figure {
    /// Rolls a figure; `yaw` turns its body.
    pub fn roll(yaw: f64, moment: Moment, dice: &mut Dice) -> Self {
        let build = Build::roll(dice);
        let mut pose = Pose::roll(dice);
        moment.apply(&mut pose);
        let bones = Skeleton::posed(&build, &pose, yaw, dice.range(0.0, 0.14));
        let grown = !build.child;
        let looks =
            Looks { woman: build.woman, grown, old: grown && dice.chance(0.12), furred: dice.chance(0.05) };
        let colors = Palette::roll(looks.old, dice);
        let woman = build.woman;
        let kind = match dice.count(0, 15) {
            0..3 => Kind::Tee,
            3..6 => Kind::Shirt,
            6 | 7 => Kind::Sweater,
            8 | 9 => Kind::Hoodie,
            10 | 11 => Kind::Tank,
            12 => Kind::Turtleneck,
            13 => Kind::Kimono,
            14 => Kind::Sailor,
            _ => {
                if woman {
                    Kind::Tank
                } else {
                    Kind::Bare
                }
            }
        };
        let sleeve = match kind {
            Kind::Tank | Kind::Bare => 0.0,
            Kind::Tee => dice.range(0.35, 0.9),
            Kind::Sweater | Kind::Hoodie | Kind::Turtleneck => dice.range(1.6, 2.0),
            _ if dice.chance(0.45) => dice.range(0.3, 0.95),
            _ => dice.range(1.3, 2.0),
        };
        let skirted = woman && dice.chance(0.55);
        let bottom = if skirted {
            Bottom::Skirt(dice.pick(&[0.25, 0.35, 0.45, 0.6, 0.9]), dice.chance(0.5))
        } else {
            Bottom::Trousers(if dice.chance(0.3) { dice.range(0.3, 0.95) } else { dice.range(1.75, 2.0) })
        };
        let top = Garment {
            kind,
            cloth: Cloth::roll(colors.cloth[0], colors.cloth[3], dice),
            trim: if dice.chance(0.5) { colors.cloth[0] } else { colors.cloth[4] },
            sleeve,
            loose: if kind == Kind::Tank { 0.01 } else { dice.range(0.02, 0.09) },
            hem: dice.range(4.5, 5.7),
            puff: if woman && dice.chance(0.2) { dice.range(0.3, 0.7) } else { 0.0 },
        };
        let alike = dice.chance(0.25);
        let jacket = dice.chance(0.32).then(|| Jacket {
            cloth: Cloth::plain(if alike { colors.cloth[0] } else { colors.cloth[2] }),
            ribbed: dice.chance(0.3),
            sleeve: if dice.chance(0.85) { dice.range(1.7, 2.0) } else { 0.0 },
            end: build.hip_y() + build.heads * dice.pick(&[0.0, 0.05, 0.1, 0.3]),
            open: dice.range(0.15, 0.7),
            lapels: dice.chance(0.6),
        });
        let legwear = match dice.count(0, 3) {
            0 => Some((Label::ClothesOther, colors.cloth[3], 0.0)),
            1 => Some((Label::ClothesOther, colors.cloth[4], dice.range(0.4, 1.7))),
            _ => None,
        };
        Self {
            bottom_cloth: Cloth::roll(colors.cloth[1], colors.cloth[4], dice),
            dress: skirted && dice.chance(0.4),
            tucked: dice.chance(0.5),
            boots: if dice.chance(0.3) { dice.range(0.3, 0.8) } else { 0.0 },
            barefoot: dice.chance(0.12),
            gloves: dice.chance(0.14).then_some(colors.accent[2]),
            armored: dice.chance(0.07),
            moment,
            looks,
            build,
            bones,
            pose,
            colors,
            top,
            bottom,
            jacket,
            legwear,
        }
    }

    /// Draws the figure; its crown is at height 0 of the scene's space.
    pub fn draw(&self, scene: &mut Scene, turn: f64, tilt: f64, dice: &mut Dice) {
        let body = Tube::trunk(&self.build, &self.bones);
        let center = self.head_center();
        scene.furred = self.looks.furred;
        self.legs(scene, &mut dice.fork());
        self.trunk(scene, &body, center);
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

    fn trunk(&self, scene: &mut Scene, body: &Tube, center: Point) {
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
            if self.top.kind == Kind::Bare {
                let chest = [-1.0, 1.0]
                    .map(|side| body.line(&[(2.9, side * 1.0), (3.2, side * 0.5), (3.0, side * 0.08)]));
                trunk = trunk.lines(chest, 0.8).line(body.line(&[(3.2, 0.0), (4.6, 0.0)]), 0.5);
            }
        }
        scene.put(trunk);
        scene.on(layer::TRUNK + 0.5);
        let base = body.rim(0.35, 0.0);
        garment::neck(
            scene,
            skin,
            center + Vec2::new(-0.15 * self.bones.yaw.sine(), 0.2),
            base,
            self.build.neck,
        );
    }

    fn clothes(&self, scene: &mut Scene, body: &Tube, dice: &mut Dice) {
        let sitting = self.sitting();
        let over = if self.tucked && !self.dress { layer::BOTTOM_OVER } else { layer::BOTTOM };
        self.top.draw(scene, body, layer::TOP, &mut dice.fork());
        scene.on(if self.dress { layer::BOTTOM_OVER } else { over });
        match self.bottom {
            Bottom::Trousers(_) => skirt::seat(scene, &self.bottom_cloth, body, 0.05, dice),
            Bottom::Skirt(share, pleated) => {
                let leg = 0.53 * (self.build.heads - 1.0);
                let y = self.build.hip_y() + leg * if sitting { 0.12 } else { share };
                let cloth = if self.dress {
                    (&self.top.cloth, Label::Top)
                } else {
                    (&self.bottom_cloth, Label::Bottom)
                };
                let waist = height::WAIST + dice.range(-0.1, 0.6);
                skirt::skirt(scene, cloth, body, waist, y, pleated, dice);
            }
        }
        if let Some(jacket) = &self.jacket {
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

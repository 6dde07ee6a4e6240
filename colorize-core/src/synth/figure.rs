use kurbo::{Affine, Point, Vec2};

use super::{
    accessory,
    action::Moment,
    armor,
    cloth::Cloth,
    dice::Dice,
    face::{self, Looks},
    foot::Foot,
    garment::{self, Garment, Kind},
    hair::Hair,
    hand::Hand,
    hat,
    head::Head,
    headphones,
    jacket::Jacket,
    limb::Bone,
    palette::{Palette, toned},
    pocket,
    portable::Portable as _,
    pose::{Grip, Pose},
    prop,
    scene::{Scene, Shape, layer},
    skeleton::{Build, Joint, Skeleton},
    skirt::{self, Bottom},
    trunk::{Tube, height},
};
use crate::Label;

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
        Point::new(chest.x + 0.06 * self.bones.yaw.sine(), 0.5)
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
            center + Vec2::new(-0.04 * self.bones.yaw.sine(), 0.2),
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

    fn adorn(&self, scene: &mut Scene, body: &Tube, dice: &mut Dice) {
        let accent = self.colors.accent;
        let collared = matches!(self.top.kind, Kind::Shirt | Kind::Sailor);
        if collared && dice.chance(0.6) {
            accessory::at_neck(scene, &body.wider(0.03), accent[0], dice);
        }
        if dice.chance(0.3) && self.top.kind != Kind::Kimono {
            let cloth = if self.dress { self.top.cloth.color } else { self.bottom_cloth.color };
            accessory::belt(scene, &body.wider(0.03), accent[1], [222, 200, 120], cloth, dice);
        }
        match dice.count(0, 30) {
            0 | 1 => {
                let throat = body.rim(height::SLOPE, 0.0);
                headphones::around_neck(scene, throat, self.build.shoulder, accent, dice);
            }
            2 | 3 => accessory::badge(scene, &body.wider(0.05), accent, dice),
            4 => accessory::lanyard(scene, &body.wider(0.06), accent, dice),
            5 | 6 => accessory::backpack(scene, &body.wider(0.09), accent, dice),
            _ => {}
        }
        if self.armored {
            let steel = [198, 204, 214];
            armor::breastplate(
                scene,
                body,
                if dice.chance(0.6) { steel } else { accent[0] },
                accent[1],
                dice,
            );
        }
        if dice.chance(0.14) {
            accessory::bag(scene, &body.wider(0.06), accent[2], dice);
        }
        if !collared && dice.chance(0.16) {
            accessory::necklace(scene, &body.wider(0.02), accent[1], dice);
        }
        if dice.chance(0.1) {
            accessory::scarf(scene, body, accent[0], dice);
        }
        if dice.chance(0.08) {
            let y = self.build.heads * dice.range(0.55, 0.93);
            accessory::cape(scene, body, y, self.colors.cloth[2], dice);
        }
        if self.dress && dice.chance(0.15) || dice.chance(0.03) {
            self.apron(scene, body, dice);
        }
    }

    fn apron(&self, scene: &mut Scene, body: &Tube, dice: &mut Dice) {
        if !body.shows(0.0) {
            return;
        }
        scene.on(layer::ACCESSORY - 0.5);
        let tube = body.wider(0.05);
        let skirt = tube.skirt(height::WAIST, self.build.hip_y() + (self.build.heads - 1.0) * 0.2, 1.2);
        let shape = |path| Shape::new("apron", Label::Top, [240, 236, 230], path).casting(0.04);
        let sides = |angle: f64| skirt.line(&[(0.0, angle), (2.0, angle), (4.0, angle)]);
        scene.put(shape(super::curve::between(&sides(-1.0), &sides(1.0))));
        if dice.chance(0.6) {
            let bib = tube.patch(&[(2.4, -0.5), (4.1, -0.7)], &[(2.4, 0.5), (4.1, 0.7)]);
            scene.put(shape(bib));
        }
    }

    fn head(&self, scene: &mut Scene, center: Point, turn: f64, tilt: f64, dice: &mut Dice) {
        let space = scene.space;
        let woman = self.build.woman;
        let round = if self.build.child { 0.06 } else { 0.0 };
        let head = Head {
            yaw: turn,
            wide: dice.range(0.74, 0.84) + round * 1.5,
            chin: dice.range(0.98, 1.1) - round,
            jaw: if woman { dice.range(0.6, 0.74) } else { dice.range(0.66, 0.86) },
            space: space
                * Affine::translate(center.to_vec2())
                * Affine::rotate(tilt)
                * Affine::scale(0.5 / 1.05),
            skin: self.colors.skin,
        };
        scene.space = head.space;
        let hair = Hair::roll(self.colors.hair, woman, self.colors.accent[0], dice);
        let furred = self.looks.furred;
        let animal = furred || dice.chance(0.08);
        let ears = !hair.over_ears && !animal;
        head.draw(scene, ears, &mut dice.fork());
        let open = self.moment.open();
        let eyes = face::draw(scene, &head, &self.colors, self.looks, open, &mut dice.fork());
        if !furred || dice.chance(0.4) {
            let skew = Affine::new([1.0, 0.0, self.moment.lean(), 1.0, 0.5 * self.moment.lean(), 0.0]);
            scene.space = head.space * skew;
            hair.draw(scene, &head, &mut dice.fork());
            scene.space = head.space;
        }
        if dice.chance(0.17) && head.faces_us() {
            head.glasses(scene, eyes, toned(self.colors.accent[1], 0.6), dice);
        }
        if animal {
            let fur = if furred { self.colors.skin } else { toned(self.colors.hair, 0.94) };
            head.animal_ears(scene, fur, [240, 190, 190], dice);
            self.tail(scene, space, dice);
        } else if dice.chance(0.24) {
            hat::draw(scene, &head, [self.colors.cloth[2], self.colors.cloth[4]], dice);
        } else if dice.chance(0.35) {
            accessory::on_head(scene, &head, self.colors.accent, dice);
        }
        scene.space = space;
    }

    fn tail(&self, scene: &mut Scene, space: Affine, dice: &mut Dice) {
        let inside = std::mem::replace(&mut scene.space, space);
        let root = self.bones.see(self.bones.pelvis);
        let side = dice.side();
        let place = |x: f64, y: f64| root + Vec2::new(x * side, y);
        let wide = dice.range(0.08, 0.25);
        let outer = super::curve::smooth(
            &[place(0.0, 0.1), place(0.9, 0.5), place(1.2 + wide, -0.2), place(1.0, -0.8)],
            false,
        );
        let inner = super::curve::smooth(
            &[place(0.0, -0.1), place(0.8, 0.5 - wide), place(1.1 - wide, -0.2), place(1.0, -0.8)],
            false,
        );
        scene.on(layer::BEHIND + 1.0);
        let fur = if self.looks.furred { self.colors.skin } else { toned(self.colors.hair, 0.94) };
        scene.put(Shape::new("tail", Label::Fur, fur, super::curve::between(&outer, &inner)));
        scene.space = inside;
    }

    /// What the pockets are of that the hands reach.
    fn pocket_cloth(&self) -> (Label, [u8; 3]) {
        match (&self.jacket, self.bottom) {
            (Some(jacket), _) => (Label::Top, jacket.cloth.color),
            (None, Bottom::Trousers(_)) if self.top.kind != Kind::Hoodie => {
                (Label::Bottom, self.bottom_cloth.color)
            }
            (None, Bottom::Skirt(..)) if !self.dress => (Label::Bottom, self.bottom_cloth.color),
            _ => (Label::Top, self.top.cloth.color),
        }
    }

    fn sitting(&self) -> bool {
        self.pose.ankles.iter().all(|ankle| ankle[1] < 0.75 && ankle[2] > 0.2)
    }

    fn bone(&self, from: Joint, to: Joint, thick: f64, thin: f64, bulge: f64) -> Bone {
        Bone { from: self.bones.see(from), to: self.bones.see(to), thick, thin, bulge }
    }

    fn legs(&self, scene: &mut Scene, dice: &mut Dice) {
        let [thigh, knee, ankle] = self.build.leg;
        let far = usize::from(self.bones.legs[0][1].z > self.bones.legs[1][1].z);
        let mut forks = [dice.fork(), dice.fork()];
        for (order, i) in [far, 1 - far].into_iter().enumerate() {
            let dice = &mut forks[i];
            scene.side = i as u8 + 1;
            let [hip, middle, end] = self.bones.legs[i];
            let leg = [self.bone(hip, middle, thigh, knee, 0.06), self.bone(middle, end, knee, ankle, 0.18)];
            let forward = middle.z > hip.z + 0.25 * (middle.y - hip.y).abs().max(0.3) + 0.2;
            let level = if forward { layer::BOTTOM_OVER + 0.2 } else { layer::LEG };
            scene.on(level + 0.4 * order as f64);
            let skin = |path| Shape::new("leg", Label::BodySkin, self.colors.skin, path).deep(0.08);
            let knees = vec![super::curve::arched(leg[1].at(0.03, 0.5), leg[1].at(0.03, -0.5), -0.15)];
            garment::limb(scene, &skin, leg, 2.0, 0.0, knees);
            let covered = match self.bottom {
                Bottom::Trousers(length) => length,
                Bottom::Skirt(..) => 0.0,
            };
            let foot = |label: Label, color: [u8; 3], shaft: f64, sole: Option<[u8; 3]>| {
                let body = self.build.heads - 1.0;
                let reach = self.bones.toes[i] * (0.14 * body + 0.1);
                let toes = Vec2::new(reach.x, reach.y * 0.3 + reach.z.max(0.0) * (self.bones.pitch + 0.12));
                Foot { shin: leg[1], toes, height: 0.05 * body + 0.04, shaft, label, color, sole }
            };
            if self.barefoot {
                foot(Label::BodySkin, self.colors.skin, 0.0, None).draw(scene);
            }
            if let Some((label, color, start)) = self.legwear.filter(|_| covered < 1.5) {
                let sock = |path| Shape::new("sock", label, color, path).deep(0.08);
                let worn = leg.map(|bone| bone.wider(1.02, 0.005));
                if start < 1.0 {
                    let upper = worn[0].part(start, 1.0);
                    let top = super::curve::arched(upper.at(0.0, 1.0), upper.at(0.0, -1.0), -0.1);
                    let area = super::curve::between(&upper.side(1.0, 0.0), &upper.side(-1.0, 0.0));
                    scene.put(
                        sock(area).bare().edge(upper.side(1.0, 0.0)).edge(upper.side(-1.0, 0.0)).edge(top),
                    );
                    let lower = sock(worn[1].area(0.0)).bare();
                    scene.put(lower.edge(worn[1].side(1.0, 0.0)).edge(worn[1].side(-1.0, 0.0)));
                } else {
                    let lower = worn[1].part(start - 1.0, 1.0);
                    let area = super::curve::between(&lower.side(1.0, 0.0), &lower.side(-1.0, 0.0));
                    scene.put(sock(area));
                }
                if self.barefoot {
                    foot(label, color, 0.0, None).draw(scene);
                }
            }
            let booted = self.boots > 0.0 && !self.barefoot;
            if covered > 0.0 && booted {
                skirt::trouser_leg(scene, &self.bottom_cloth, leg, covered, 0.03, dice);
            }
            if !self.barefoot {
                let sole = dice.chance(0.5).then_some(toned(self.colors.shoes, 0.55));
                foot(Label::Shoes, self.colors.shoes, self.boots, sole).draw(scene);
            }
            if covered > 0.0 && !booted {
                skirt::trouser_leg(scene, &self.bottom_cloth, leg, covered, 0.05, dice);
            }
            if let Bottom::Skirt(share, _) = self.bottom
                && forward
            {
                let (cloth, label) = if self.dress {
                    (&self.top.cloth, Label::Top)
                } else {
                    (&self.bottom_cloth, Label::Bottom)
                };
                let wide = leg[0].wider(1.15, 0.1);
                let shape = |path| Shape::new("skirt", label, cloth.color, path).deep(0.08);
                garment::limb(scene, &shape, [wide, leg[1]], (share * 1.8).min(1.0), 0.0, Vec::new());
            }
        }
        scene.side = 0;
    }

    fn arms(&self, scene: &mut Scene, head: Point, dice: &mut Dice) {
        let [shoulder_r, elbow_r, wrist_r] = self.build.arm;
        let chest = self.bones.see(self.bones.chest);
        for i in 0..2 {
            let dice = &mut dice.fork();
            scene.side = i as u8 + 1;
            let [shoulder, elbow, wrist] = self.bones.arms[i];
            let arm = [
                self.bone(shoulder, elbow, shoulder_r, elbow_r, 0.1),
                self.bone(elbow, wrist, elbow_r, wrist_r, 0.22),
            ];
            let hand_at = arm[1].to;
            let depth = (elbow.z + wrist.z * 1.5) / 2.5 - self.bones.chest.z;
            let over = wrist.z > 0.1 && (hand_at - head).hypot() < 0.95;
            let level = match (over, depth > -0.2) {
                (true, _) => layer::ARM_OVER,
                (_, true) => layer::ARM,
                _ => layer::ARM_BEHIND,
            };
            scene.on(level + 0.5 * depth.clamp(-1.0, 1.0));
            let middle = arm[0].at(0.5, 1.0) - arm[0].at(0.5, -1.0);
            let away = arm[0].from.lerp(arm[0].to, 0.5) - (chest + Vec2::new(0.0, 0.4));
            let outer = if middle.dot(away) > 0.0 { 1.0 } else { -1.0 };
            let skin =
                |path| Shape::new("arm", Label::BodySkin, self.colors.skin, path).deep(0.06).casting(0.04);
            garment::limb(scene, &skin, arm, 2.0, outer, Vec::new());
            let (label, color) =
                self.gloves.map_or((Label::BodySkin, self.colors.skin), |color| (Label::Gloves, color));
            let side = if i == 0 { 1.0 } else { -1.0 };
            let way = arm[1].way();
            let bent = Vec2::from_angle(way.angle() + dice.around(0.5));
            let hand = Hand {
                wrist: hand_at,
                way: if (wrist - elbow).length() < 1e-3 { way } else { bent },
                length: self.build.hand,
                thick: wrist_r,
                thumb: side
                    * if self.bones.yaw.cosine() > 0.0 { 1.0 } else { -1.0 }
                    * if dice.chance(0.8) { 1.0 } else { -1.0 },
                grip: self.pose.grips[i],
                label,
                color,
            };
            let pocketed = self.pose.grips[i] == Grip::Pocket;
            if self.pose.holds == Some(i) {
                let grip = hand_at + hand.way * (hand.length * 0.5);
                prop::held(scene, grip, hand.way, hand.length, self.colors.accent, dice);
            }
            if !pocketed {
                hand.draw(scene, dice);
            }
            if let Some(color) = self.gloves {
                let cuff = arm[1].part(dice.range(0.75, 0.9), 1.02).wider(1.15, 0.01);
                let area = super::curve::between(&cuff.side(1.0, 0.0), &cuff.side(-1.0, 0.0));
                scene.put(Shape::new("glove cuff", Label::Gloves, color, area));
            }
            let bare_jacket = self.jacket.as_ref().is_none_or(|jacket| jacket.sleeve < self.top.sleeve);
            if bare_jacket {
                self.top.sleeve(scene, arm, outer, dice);
            }
            if let Some(jacket) = self.jacket.as_ref().filter(|jacket| jacket.sleeve > 0.0) {
                let sleeve = Garment {
                    kind: Kind::Tee,
                    cloth: jacket.cloth.clone(),
                    sleeve: jacket.sleeve,
                    loose: 0.08,
                    puff: 0.0,
                    ..self.top.clone()
                };
                sleeve.sleeve(scene, arm, outer, dice);
            }
            if self.armored {
                armor::of_arm(scene, arm, [198, 204, 214], self.colors.accent[1], dice);
            }
            if pocketed {
                let (label, color) = self.pocket_cloth();
                pocket::over_hand(scene, arm[1], self.build.hand, label, color, dice);
            } else if self.gloves.is_none() && dice.chance(0.14) {
                let band = arm[1].part(0.88, 0.97).wider(1.2, 0.0);
                let area = super::curve::between(&band.side(1.0, 0.0), &band.side(-1.0, 0.0));
                scene.put(Shape::new("bracelet", Label::Accessory, self.colors.accent[1], area).thin(0.85));
            }
        }
        scene.side = 0;
    }
}

use kurbo::{Point, Vec2};

use super::{
    super::{
        armor,
        curve::{between, ellipse},
        dice::Dice,
        garment::{self, Garment, Kind},
        hand::Hand,
        pocket,
        portable::Portable as _,
        pose::Grip,
        prop,
        scene::{Scene, Shape, layer},
        skirt::Bottom,
    },
    Figure,
};
use crate::Label;

impl Figure {
    pub(super) fn arms(&self, scene: &mut Scene, head: Point, dice: &mut Dice) {
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
            let jacketed = self.wears.jacket.as_ref().is_some_and(|jacket| jacket.sleeve > 0.0);
            // Under a sleeve the bare arm begins lower than the sleeve, or skin would show at its seam.
            let armpit = if self.wears.top.sleeve > 0.05 || jacketed { 0.32 } else { 0.14 };
            garment::limb(scene, &skin, arm, 2.0, (outer, armpit), Vec::new());
            let (label, color) =
                self.wears.gloves.map_or((Label::BodySkin, self.colors.skin), |color| (Label::Gloves, color));
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
            if let Some(color) = self.wears.gloves {
                let cuff = arm[1].part(dice.range(0.75, 0.9), 1.02).wider(1.15, 0.01);
                let area = between(&cuff.side(1.0, 0.0), &cuff.side(-1.0, 0.0));
                scene.put(Shape::new("glove cuff", Label::Gloves, color, area));
            }
            let bare_jacket =
                self.wears.jacket.as_ref().is_none_or(|jacket| jacket.sleeve < self.wears.top.sleeve);
            if bare_jacket {
                self.wears.top.sleeve(scene, arm, outer, dice);
            }
            if let Some(jacket) = self.wears.jacket.as_ref().filter(|jacket| jacket.sleeve > 0.0) {
                let sleeve = Garment {
                    kind: Kind::Tee,
                    cloth: jacket.cloth.clone(),
                    sleeve: jacket.sleeve,
                    loose: 0.08,
                    puff: 0.0,
                    ..self.wears.top.clone()
                };
                sleeve.sleeve(scene, arm, outer, dice);
            }
            if self.wears.armored {
                armor::of_arm(scene, arm, [198, 204, 214], self.colors.accent[1], dice);
            }
            if pocketed {
                let (label, color) = self.pocket_cloth();
                pocket::over_hand(scene, arm[1], self.build.hand, label, color, dice);
            } else if self.wears.gloves.is_none() && dice.chance(0.16) {
                let band = arm[1].part(0.88, 0.97).wider(1.2, 0.0);
                let area = between(&band.side(1.0, 0.0), &band.side(-1.0, 0.0));
                scene.put(Shape::new("bracelet", Label::Accessory, self.colors.accent[1], area).thin(0.85));
                if dice.chance(0.3) {
                    let dial = ellipse(band.at(0.5, dice.around(0.6)), band.thin * 0.6, band.thin * 0.6, 0.0);
                    scene.put(Shape::new("watch", Label::Accessory, self.colors.accent[2], dial).thin(0.8));
                }
            }
        }
        scene.side = 0;
    }

    /// What the pockets are of that the hands reach.
    fn pocket_cloth(&self) -> (Label, [u8; 3]) {
        match (&self.wears.jacket, self.wears.bottom) {
            (Some(jacket), _) => (Label::Top, jacket.cloth.color),
            (None, Bottom::Trousers(_)) if self.wears.top.kind != Kind::Hoodie => {
                (Label::Bottom, self.wears.bottom_cloth.color)
            }
            (None, Bottom::Skirt(..)) if !self.wears.dress => (Label::Bottom, self.wears.bottom_cloth.color),
            _ => (Label::Top, self.wears.top.cloth.color),
        }
    }
}

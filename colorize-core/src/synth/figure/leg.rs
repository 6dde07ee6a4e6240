use kurbo::Vec2;

use super::{
    super::{
        curve::{arched, between},
        dice::Dice,
        foot::Foot,
        garment,
        palette::toned,
        scene::{Scene, Shape, layer},
        skirt::{self, Bottom},
    },
    Figure,
};
use crate::Label;

impl Figure {
    pub(super) fn legs(&self, scene: &mut Scene, dice: &mut Dice) {
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
            let knees = vec![arched(leg[1].at(0.03, 0.5), leg[1].at(0.03, -0.5), -0.15)];
            garment::limb(scene, &skin, leg, 2.0, (0.0, 0.0), knees);
            let covered = match self.wears.bottom {
                Bottom::Trousers(length) => length,
                Bottom::Skirt(..) => 0.0,
            };
            let foot = |label: Label, color: [u8; 3], shaft: f64, sole: Option<[u8; 3]>| {
                let body = self.build.heads - 1.0;
                let reach = self.bones.toes[i] * (0.14 * body + 0.1);
                let toes = Vec2::new(reach.x, reach.y * 0.3 + reach.z.max(0.0) * (self.bones.pitch + 0.12));
                Foot { shin: leg[1], toes, height: 0.05 * body + 0.04, shaft, label, color, sole }
            };
            if self.wears.barefoot {
                foot(Label::BodySkin, self.colors.skin, 0.0, None).draw(scene);
            }
            if let Some((label, color, start)) = self.wears.legwear.filter(|_| covered < 1.5) {
                let sock = |path| Shape::new("sock", label, color, path).deep(0.08);
                let worn = leg.map(|bone| bone.wider(1.02, 0.005));
                if start < 1.0 {
                    let upper = worn[0].part(start, 1.0);
                    let top = arched(upper.at(0.0, 1.0), upper.at(0.0, -1.0), -0.1);
                    let area = between(&upper.side(1.0, 0.0), &upper.side(-1.0, 0.0));
                    scene.put(
                        sock(area).bare().edge(upper.side(1.0, 0.0)).edge(upper.side(-1.0, 0.0)).edge(top),
                    );
                    let lower = sock(worn[1].area(0.0)).bare();
                    scene.put(lower.edge(worn[1].side(1.0, 0.0)).edge(worn[1].side(-1.0, 0.0)));
                } else {
                    let lower = worn[1].part(start - 1.0, 1.0);
                    let area = between(&lower.side(1.0, 0.0), &lower.side(-1.0, 0.0));
                    scene.put(sock(area));
                }
                if self.wears.barefoot {
                    foot(label, color, 0.0, None).draw(scene);
                }
            }
            let booted = self.wears.boots > 0.0 && !self.wears.barefoot;
            if covered > 0.0 && booted {
                skirt::trouser_leg(scene, &self.wears.bottom_cloth, leg, covered, 0.03, dice);
            }
            if !self.wears.barefoot {
                let sole = dice.chance(0.5).then_some(toned(self.colors.shoes, 0.55));
                foot(Label::Shoes, self.colors.shoes, self.wears.boots, sole).draw(scene);
            }
            if covered > 0.0 && !booted {
                skirt::trouser_leg(scene, &self.wears.bottom_cloth, leg, covered, 0.05, dice);
            }
            if let Bottom::Skirt(share, _) = self.wears.bottom
                && forward
            {
                let (cloth, label) = if self.wears.dress {
                    (&self.wears.top.cloth, Label::Top)
                } else {
                    (&self.wears.bottom_cloth, Label::Bottom)
                };
                let wide = leg[0].wider(1.15, 0.1);
                let shape = |path| Shape::new("skirt", label, cloth.color, path).deep(0.08);
                garment::limb(scene, &shape, [wide, leg[1]], (share * 1.8).min(1.0), (0.0, 0.0), Vec::new());
            }
        }
        scene.side = 0;
    }
}

use super::{
    super::{
        accessory, armor,
        curve::between,
        dice::Dice,
        garment::Kind,
        headphones,
        scene::{Scene, Shape, layer},
        trunk::{Tube, height},
    },
    Figure,
};
use crate::Label;

impl Figure {
    pub(super) fn adorn(&self, scene: &mut Scene, body: &Tube, dice: &mut Dice) {
        let accent = self.colors.accent;
        let collared = matches!(self.wears.top.kind, Kind::Shirt | Kind::Sailor);
        if collared && dice.chance(0.6) {
            accessory::at_neck(scene, &body.wider(0.03), accent[0], dice);
        }
        let waisted = self.wears.dress && dice.chance(0.45);
        if waisted {
            accessory::sash(scene, body, accent[0], dice);
        } else if dice.chance(0.34) && self.wears.top.kind != Kind::Kimono {
            let cloth =
                if self.wears.dress { self.wears.top.cloth.color } else { self.wears.bottom_cloth.color };
            accessory::belt(scene, &body.wider(0.03), accent[1], [222, 200, 120], cloth, dice);
            if dice.chance(0.2) {
                accessory::pouch(scene, &body.wider(0.05), accent[2], dice);
            }
        }
        match dice.count(0, if self.cast.usual { 45 } else { 25 }) {
            0 | 1 => {
                let throat = body.rim(height::SLOPE, 0.0);
                headphones::around_neck(scene, throat, self.build.shoulder, accent, dice);
            }
            2 | 3 => accessory::badge(scene, &body.wider(0.05), accent, dice),
            4 => accessory::lanyard(scene, &body.wider(0.06), accent, dice),
            5 | 6 => accessory::backpack(scene, &body.wider(0.09), accent, dice),
            _ => {}
        }
        if self.wears.armored {
            let steel = [198, 204, 214];
            armor::breastplate(
                scene,
                body,
                if dice.chance(0.6) { steel } else { accent[0] },
                accent[1],
                dice,
            );
        }
        if dice.chance(0.17) {
            accessory::bag(scene, &body.wider(0.06), accent[2], dice);
        }
        if !collared && dice.chance(0.16) {
            accessory::necklace(scene, &body.wider(0.02), accent[1], dice);
        }
        if dice.chance(0.045) {
            accessory::scarf(scene, body, accent[0], dice);
        }
        if self.wears.caped {
            let y = self.build.heads * dice.range(0.55, 0.93);
            accessory::cape(scene, body, y, self.colors.cloth[2], dice);
        }
        if self.wears.dress && dice.chance(0.15) || dice.chance(0.03) {
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
        scene.put(shape(between(&sides(-1.0), &sides(1.0))));
        if dice.chance(0.6) {
            let bib = tube.patch(&[(2.4, -0.5), (4.1, -0.7)], &[(2.4, 0.5), (4.1, 0.7)]);
            scene.put(shape(bib));
        }
    }
}

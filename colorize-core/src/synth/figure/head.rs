use kurbo::{Affine, Point, Vec2};

use super::{
    super::{
        accessory,
        curve::{between, smooth},
        dice::Dice,
        face,
        hair::Hair,
        hat,
        head::Head,
        palette::toned,
        scene::{Scene, Shape, layer},
    },
    Figure,
};
use crate::Label;

impl Figure {
    pub(super) fn head(&self, scene: &mut Scene, center: Point, turn: f64, tilt: f64, dice: &mut Dice) {
        let space = scene.space;
        let woman = self.build.woman;
        let round = if self.build.child { 0.06 } else { 0.0 };
        let head = Head {
            yaw: turn,
            wide: dice.range(0.74, 0.84) + round * 1.5,
            chin: dice.range(0.98, 1.1) - round,
            jaw: match (self.cast.anime, woman) {
                (true, true) => dice.range(0.54, 0.68),
                (true, false) => dice.range(0.58, 0.72),
                (false, true) => dice.range(0.6, 0.74),
                (false, false) => dice.range(0.66, 0.86),
            },
            tip: if self.cast.anime { dice.range(0.05, 0.12) } else { 0.16 },
            space: space
                * Affine::translate(center.to_vec2())
                * Affine::rotate(tilt)
                * Affine::scale(0.5 / 1.05),
            skin: self.colors.skin,
        };
        scene.space = head.space;
        let hair = Hair::roll(self.cast, self.colors.hair, woman, self.colors.accent[0], dice);
        let furred = self.looks.furred;
        let usual = self.cast.usual;
        let animal = furred || dice.chance(if usual { 0.03 } else { 0.25 });
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
        if dice.chance(0.12) && head.faces_us() {
            head.glasses(scene, eyes, toned(self.colors.accent[1], 0.6), dice);
        }
        if animal {
            let fur = if furred { self.colors.skin } else { toned(self.colors.hair, 0.94) };
            head.animal_ears(scene, fur, [240, 190, 190], dice);
            self.tail(scene, space, dice);
        } else if dice.chance(if usual { 0.14 } else { 0.3 }) {
            hat::draw(scene, &head, usual, [self.colors.cloth[2], self.colors.cloth[4]], dice);
        } else if dice.chance(if woman { 0.45 } else { 0.12 }) {
            accessory::on_head(scene, &head, usual, self.colors.accent, dice);
        }
        scene.space = space;
    }

    fn tail(&self, scene: &mut Scene, space: Affine, dice: &mut Dice) {
        let inside = std::mem::replace(&mut scene.space, space);
        let root = self.bones.see(self.bones.pelvis);
        let side = dice.side();
        let place = |x: f64, y: f64| root + Vec2::new(x * side, y);
        let wide = dice.range(0.08, 0.25);
        let outer =
            smooth(&[place(0.0, 0.1), place(0.9, 0.5), place(1.2 + wide, -0.2), place(1.0, -0.8)], false);
        let inner = smooth(
            &[place(0.0, -0.1), place(0.8, 0.5 - wide), place(1.1 - wide, -0.2), place(1.0, -0.8)],
            false,
        );
        scene.on(layer::BEHIND + 1.0);
        let fur = if self.looks.furred { self.colors.skin } else { toned(self.colors.hair, 0.94) };
        scene.put(Shape::new("tail", Label::Fur, fur, between(&outer, &inner)));
        scene.space = inside;
    }
}

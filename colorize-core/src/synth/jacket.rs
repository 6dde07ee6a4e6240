use std::f64::consts::PI;

use kurbo::BezPath;

use super::{
    cloth::Cloth,
    curve::{angular, between, ellipse},
    dice::Dice,
    fold,
    scene::{Scene, Shape, layer},
    trunk::{Tube, height},
};
use crate::Label;

/// An open jacket, coat or waistcoat.
#[derive(Clone, Debug)]
pub struct Jacket {
    /// Its cloth.
    pub cloth: Cloth,
    /// How far its sleeves go, as of a [`super::garment::Garment`].
    pub sleeve: f64,
    /// The height in the picture where it ends, in heads.
    pub end: f64,
    /// How far it opens, radians from the middle.
    pub open: f64,
    /// Whether it has lapels.
    pub lapels: bool,
    /// Whether it ends in knitted ribs.
    pub ribbed: bool,
}

impl Jacket {
    /// Draws the jacket on a trunk.
    pub fn draw(&self, scene: &mut Scene, body: &Tube, trim: [u8; 3], dice: &mut Dice) {
        let tube = body.wider(0.07).straight(0.5);
        let skirt = tube.skirt(height::HIP, self.end.max(tube.rim(height::HIP, 1.0).y + 0.1), 1.15);
        let color = self.cloth.color;
        let folds = fold::trunk(&tube, dice);
        scene.on(layer::JACKET);
        if !tube.faces_us() {
            let area = tube.area(0.35, height::HIP, [0.1, 0.0]);
            scene.put(Shape::new("jacket", Label::Top, color, skirt.area(0.0, skirt.end(), [0.0, 0.06])));
            scene.put(
                Shape::new("jacket", Label::Top, color, area.clone())
                    .bare()
                    .deep(0.12)
                    .edge(tube.side(0.35, 5.0, 1.0))
                    .edge(tube.side(0.35, 5.0, -1.0))
                    .edge(tube.belt(0.35, 0.1)),
            );
            scene.crease(folds, 0.7, &area);
            let seam = tube.line(&[(2.0, PI), (4.0, PI), (5.0, PI)]);
            scene.draw("seam", [seam], 0.7, Some(&area));
            return;
        }
        for side in [-1.0, 1.0] {
            let edge = |height: f64| (height, side * self.open * (0.25 + 0.75 * (height / 5.0)));
            if !tube.shows(side * self.open) && !tube.shows(side * 1.2) {
                continue;
            }
            let front: Vec<(f64, f64)> = [0.3, 1.5, 2.6, 3.5, 4.3, 5.0].map(edge).to_vec();
            let tail: Vec<(f64, f64)> = [0.0, 2.0, 4.0].map(|h| (h, side * self.open)).to_vec();
            let inner = tube.line(&front);
            let mut outer = tube.side(0.5, height::HIP, side);
            let hem = skirt.line(&tail);
            let silhouette = skirt.side(0.0, skirt.end(), side);
            outer.extend(silhouette.elements()[1..].iter().copied());
            let mut inside = inner.clone();
            inside.extend(hem.elements()[1..].iter().copied());
            let area = between(&inside, &outer);
            scene.put(Shape::new("jacket", Label::Top, color, area.clone()).deep(0.12).casting(0.06));
            self.cloth.print(scene, Label::Top, &area, kurbo::Vec2::new(0.0, 1.0));
            scene.crease(folds.clone(), 0.7, &area);
            if dice.chance(0.5) {
                let pocket =
                    tube.line(&[(4.6, side * (self.open + 0.25)), (4.55, side * (self.open + 0.75))]);
                scene.draw("pocket", [pocket], 0.9, Some(&area));
            }
            if self.ribbed {
                let low = tube.wider(0.01);
                let line = |h: f64, angle: f64| low.line(&[(h, side * angle), (h, side * 1.5)]);
                let strip = between(&line(4.65, self.open), &line(5.0, self.open));
                let ribs = super::garment::ribs(&low, 4.65, 5.0);
                scene.put(Shape::new("ribs", Label::Top, trim, strip).lines(ribs, 0.6).within(&area));
            }
            if dice.chance(0.3) {
                for height in [1.2, 2.2, 3.2, 4.2] {
                    let (h, angle) = edge(height);
                    let at = tube.on(h, angle + side * 0.14);
                    let stud = ellipse(at, 0.05, 0.05, 0.0);
                    scene.put(Shape::new("button", Label::Top, trim, stud).thin(0.7).within(&area));
                }
            }
            if self.lapels {
                let places = [
                    (0.25, side * 0.9),
                    (1.0, side * 1.0),
                    (1.9, side * (self.open * 0.4 + 0.75)),
                    edge(3.3),
                    edge(1.5),
                ];
                let points: Vec<_> = places.map(|(height, angle)| tube.on(height, angle)).to_vec();
                let lapel: BezPath = angular(&points, true);
                scene.put(
                    Shape::new("lapel", Label::Top, if dice.chance(0.5) { color } else { trim }, lapel)
                        .casting(0.03),
                );
            }
            if side > 0.0 && dice.chance(0.4) {
                for height in [3.4, 4.0, 4.6] {
                    let (h, angle) = edge(height);
                    let button = ellipse(tube.on(h, angle + 0.1), 0.045, 0.045, 0.0);
                    scene.put(Shape::new("button", Label::Top, trim, button).thin(0.7).within(&area));
                }
            }
        }
    }
}

use kurbo::{BezPath, Vec2};

use super::{
    cloth::Cloth,
    dice::Dice,
    fold, garment,
    limb::Bone,
    pocket,
    scene::{Scene, Shape},
    trunk::{Tube, height},
};
use crate::Label;

/// What is worn on the lower body.
#[derive(Clone, Copy, Debug, PartialEq)]
pub enum Bottom {
    /// Trousers down to `0`: 1 the knee, 2 the ankle.
    Trousers(f64),
    /// A skirt that ends a share of the leg below the hip; pleated or not.
    Skirt(f64, bool),
}

/// Draws trouser legs on `legs`; the nearer one is the last.
pub fn trouser_leg(
    scene: &mut Scene,
    cloth: &Cloth,
    leg: [Bone; 2],
    length: f64,
    loose: f64,
    dice: &mut Dice,
) {
    let upper = leg[0].wider(1.04, loose * 0.4);
    let lower = Bone { thick: upper.thin, thin: leg[1].thin * 1.15 + loose, ..leg[1] };
    let mut folds = fold::crook(upper, lower, dice);
    folds.extend(fold::gathered(lower, dice));
    if dice.chance(0.4) {
        let seam = dice.range(-0.3, 0.7);
        folds.push(super::curve::arched(lower.at(0.0, seam), lower.at(1.0, seam), 0.0));
    }
    let shape = |path: BezPath| Shape::new("trouser leg", Label::Bottom, cloth.color, path).deep(0.09);
    let end = garment::limb(scene, &shape, [upper, lower], length.min(1.99), (0.0, 0.0), folds);
    cloth.print(scene, Label::Bottom, &upper.part(0.0, length.min(1.0)).area(0.1), upper.way());
    if length > 1.0 {
        cloth.print(scene, Label::Bottom, &end.area(0.1), end.way());
    }
}

/// Draws the seat of trousers, from the waist to the crotch.
pub fn seat(scene: &mut Scene, cloth: &Cloth, body: &Tube, loose: f64, dice: &mut Dice) {
    let tube = body.wider(loose * 0.3);
    let top = height::WAIST + 0.35;
    let area = tube.area(top, height::END, [0.05, 0.12]);
    let mut shape = Shape::new("seat", Label::Bottom, cloth.color, area.clone()).bare().deep(0.08);
    for side in [-1.0, 1.0] {
        shape = shape.edge(tube.side(top, height::END - 0.15, side));
        if dice.chance(0.6) {
            shape = shape.line(tube.line(&[(top + 0.15, side * 0.55), (top + 0.7, side * 1.1)]), 0.8);
        }
    }
    let band = tube.belt(top, 0.05);
    let crotch = tube.line(&[(height::HIP + 0.1, 0.0), (height::END + 0.1, 0.0)]);
    let creases =
        [-1.0, 1.0].map(|side| tube.line(&[(height::END, side * 0.08), (height::HIP + 0.55, side * 0.7)]));
    let fly = pocket::seat(&tube, top, dice);
    scene.put(shape.edge(band).line(crotch, 0.9).lines(creases, 0.75).lines(fly, 0.75));
    cloth.print(scene, Label::Bottom, &area, Vec2::new(0.0, 1.0));
    let waist = tube.wider(0.01).area(top, top + 0.22, [0.05, 0.05]);
    scene.put(Shape::new("waistband", Label::Bottom, cloth.color, waist).thin(0.9));
}

/// Draws a skirt from `top` of the trunk to `y` heads; `label` is the top's for a dress.
pub fn skirt(
    scene: &mut Scene,
    (cloth, label): (&Cloth, Label),
    body: &Tube,
    top: f64,
    y: f64,
    pleated: bool,
    dice: &mut Dice,
) {
    let flare = if pleated { dice.range(1.25, 1.9) } else { dice.range(1.02, 1.7) };
    let tube = body.wider(0.03).skirt(top, y, flare);
    let sag = dice.range(0.04, 0.16);
    let count = dice.count(5, 14);
    let area = if pleated { stepped(&tube, count, sag) } else { tube.area(0.0, tube.end(), [0.05, sag]) };
    let folds = if pleated {
        (1..count)
            .map(|i| {
                let side = 2.0 * i as f64 / count as f64 - 1.0;
                let (from, to) = (tube.rim(0.3, side), tube.rim(tube.end(), side));
                super::curve::arched(from, to + Vec2::new(0.0, 0.1), 0.03 * side)
            })
            .collect()
    } else {
        let count = dice.count(1, 7);
        fold::hanging(&tube, 0.1, count, dice)
    };
    let shape = Shape::new("skirt", label, cloth.color, area.clone()).deep(0.14).casting(0.12);
    scene.put(shape);
    cloth.print(scene, label, &area, Vec2::new(0.0, 1.0));
    scene.crease(folds, 0.75, &area);
    scene.crease(fold::patches(&tube, 3, dice), 0.7, &area);
    if dice.chance(0.45) {
        // The inner sides of pleats show at the hem.
        for i in 0..dice.count(2, 7) {
            let at = dice.range(-0.95, 0.95);
            let (wide, high) = (dice.range(0.03, 0.12), dice.range(0.4, 1.9));
            let hem = tube.end() - 0.02;
            let drop = Vec2::new(0.0, 0.5 * sag * (tube.rim(hem, 1.0).x - tube.rim(hem, -1.0).x) + 0.05);
            let inside = super::curve::angular(
                &[tube.rim(hem, at - wide) + drop, tube.rim(hem - high, at), tube.rim(hem, at + wide) + drop],
                true,
            );
            let color = super::palette::toned(cloth.color, if i % 2 == 0 { 1.0 } else { 0.8 });
            scene.put(Shape::new("pleat", label, color, inside).thin(0.8).within(&area).dimmed(0.8));
        }
    }
    if dice.chance(0.35) {
        let trim = tube.wider(0.0).area(tube.end() - 0.35, tube.end(), [sag, sag]);
        scene.put(Shape::new("trim", label, cloth.color.map(|c| c / 2 + 90), trim).thin(0.8).within(&area));
    } else if top < height::WAIST + 0.6 && dice.chance(0.5) {
        let band = tube.area(0.0, 0.28, [0.05, 0.05]);
        scene.put(Shape::new("waistband", label, cloth.color, band).thin(0.8));
    }
}

/// A skirt whose hem steps from pleat to pleat.
fn stepped(tube: &Tube, pleats: usize, sag: f64) -> BezPath {
    let end = tube.end();
    let (left, right) = (tube.rim(end, -1.0), tube.rim(end, 1.0));
    let width = right.x - left.x;
    let place = |i: usize, drop: f64| {
        let t = i as f64 / pleats as f64;
        left.lerp(right, t) + Vec2::new(0.0, width * 4.0 * t * (1.0 - t) * sag + drop)
    };
    let mut path = tube.belt(0.0, 0.05).reverse_subpaths();
    path.extend(tube.side(0.0, end, -1.0).elements()[1..].iter().copied());
    for i in 0..pleats {
        path.line_to(place(i, 0.0));
        path.line_to(place(i + 1, 0.3 * width / pleats as f64));
    }
    path.line_to(right);
    path.extend(tube.side(0.0, end, 1.0).reverse_subpaths().elements()[1..].iter().copied());
    path.close_path();
    path
}

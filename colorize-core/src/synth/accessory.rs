use std::f64::consts::PI;

use kurbo::{BezPath, Point, Vec2};

use super::{
    curve::{arched, between, block, ellipse, polar, smooth},
    dice::Dice,
    head::Head,
    headphones, horn,
    portable::Portable as _,
    scene::{Scene, Shape, layer},
    trunk::{Tube, height},
};
use crate::Label;

mod bow;

pub use bow::bow;

/// Draws a bow, band, pin, flower, crown, headphones, horns or earrings on a head.
pub fn on_head(scene: &mut Scene, head: &Head, usual: bool, colors: [[u8; 3]; 3], dice: &mut Dice) {
    scene.on(layer::ADORN);
    let shape = |color: [u8; 3], path| Shape::new("ornament", Label::Accessory, color, path);
    let side = dice.side();
    let spot = Point::new((side * 0.8 + head.yaw).sine() * 0.85, dice.range(-0.95, -0.5));
    let kind = if usual { dice.pick(&[0, 0, 0, 1, 2, 2, 3, 3, 4, 6, 8, 8]) } else { dice.count(0, 8) };
    match kind {
        0 | 1 => bow(scene, spot, dice.range(0.3, 0.65), colors[0], dice.chance(0.3), dice),
        2 => {
            let wide = head.wide * 1.24;
            let (from, to) = (Point::new(-wide, -0.1), Point::new(wide, -0.1));
            let (high, thick) = (dice.range(0.52, 0.6), dice.range(0.04, 0.12));
            let shift = Vec2::new(0.0, 0.0);
            let band = between(&arched(from, to, high), &arched(from + shift, to, high - thick));
            scene.put(shape(colors[0], band).casting(0.03));
        }
        3 => {
            for i in 0..dice.count(1, 3) {
                let at = spot + Vec2::new(0.0, 0.13 * i as f64);
                scene.put(shape(colors[i % 2], block(at, Vec2::new(0.17, 0.035), 0.3 * side)).thin(0.8));
            }
        }
        4 => {
            let petals = dice.count(5, 7);
            for i in 0..petals {
                let at = spot + polar(2.0 * PI * i as f64 / petals as f64, 0.15);
                scene.put(shape(colors[0], ellipse(at, 0.11, 0.11, 0.0)).thin(0.8));
            }
            scene.put(shape(colors[1], ellipse(spot, 0.08, 0.08, 0.0)).thin(0.8));
        }
        5 => {
            let mut points = vec![Point::new(-0.6, -0.95)];
            for i in 0..7 {
                let x = f64::from(i) / 3.0 - 1.0;
                points.push(Point::new(x * 0.72, if i % 2 == 0 { -1.55 } else { -1.2 }));
            }
            points.extend([Point::new(0.6, -0.95), Point::new(0.0, -0.85)]);
            scene.put(shape([232, 190, 70], super::curve::angular(&points, true)).casting(0.05));
        }
        6 => headphones::worn(scene, head, colors),
        7 => horn::pair(scene, head, Label::Accessory, colors[1], dice),
        _ => {
            for side in [-1.0, 1.0] {
                if let Some((at, _)) = head.at(side * 1.4, 0.42) {
                    let radius = dice.range(0.05, 0.12);
                    scene.put(
                        shape(colors[1], ellipse(at + Vec2::new(0.0, radius), radius * 0.8, radius, 0.0))
                            .thin(0.8),
                    );
                }
            }
        }
    }
}

/// Draws a tie or a bow under the chin.
pub fn at_neck(scene: &mut Scene, tube: &Tube, color: [u8; 3], dice: &mut Dice) {
    if !tube.shows(0.0) {
        return;
    }
    scene.on(layer::ACCESSORY + 0.5);
    let knot = tube.on(1.2, 0.0);
    let shape = |path| Shape::new("tie", Label::Accessory, color, path).thin(0.9);
    match dice.count(0, 9) {
        0..5 => return bow(scene, knot, dice.range(0.2, 0.5), color, dice.chance(0.6), dice),
        5 => return bow::crossed(scene, knot, dice.range(0.2, 0.35), color, dice),
        6 => return bow::jabot(scene, knot, dice.range(0.2, 0.35), color, dice),
        _ => {}
    }
    let end = tube.on(dice.range(3.6, 4.8), 0.02);
    let width = dice.range(0.07, 0.13);
    let place = |t: f64, x: f64| knot.lerp(end, t) + Vec2::new(x * width, 0.0);
    let blade = [place(0.05, -0.5), place(0.85, -1.1), place(1.0, 0.0), place(0.85, 1.1), place(0.05, 0.5)];
    let blade = super::curve::angular(&blade, true);
    scene.put(shape(blade.clone()).casting(0.03));
    if dice.chance(0.3) {
        let stripes = (0..5).map(|i| {
            let t = 0.15 + 0.16 * f64::from(i);
            arched(place(t, -1.5), place(t + 0.08, 1.5), 0.0)
        });
        scene.draw("stripes", stripes, 0.7, Some(&blade));
    }
    let tie = super::curve::angular(
        &[place(-0.03, -0.8), place(-0.03, 0.8), place(0.09, 0.5), place(0.09, -0.5)],
        true,
    );
    scene.put(shape(tie));
}

/// Draws a belt with its buckle, through loops of `cloth`.
pub fn belt(scene: &mut Scene, tube: &Tube, color: [u8; 3], metal: [u8; 3], cloth: [u8; 3], dice: &mut Dice) {
    scene.on(layer::ACCESSORY);
    let (top, wide) = (dice.range(4.1, 4.6), dice.range(0.16, 0.36));
    scene.put(
        Shape::new("belt", Label::Accessory, color, tube.wider(0.03).area(top, top + wide, [0.05, 0.05]))
            .casting(0.03),
    );
    let loops = dice.chance(0.4);
    for angle in [-0.7, 0.45, 1.1] {
        if loops && tube.shows(angle) {
            let strip =
                |by: f64| tube.wider(0.03).line(&[(top - 0.03, angle + by), (top + wide + 0.03, angle + by)]);
            let path = between(&strip(-0.05), &strip(0.05));
            scene.put(Shape::new("belt loop", Label::Bottom, cloth, path).thin(0.8));
        }
    }
    if tube.shows(0.0) && dice.chance(0.8) {
        let at = tube.wider(0.03).on(top + wide / 2.0, 0.0);
        let size = (tube.rim(top + wide, 0.0).y - tube.rim(top, 0.0).y) * 0.75;
        scene.put(
            Shape::new(
                "buckle",
                Label::Accessory,
                metal,
                block(at + Vec2::new(0.0, 0.05 * size), Vec2::new(size, size * 0.8), 0.0),
            )
            .thin(0.8),
        );
        scene.put(
            Shape::new("buckle", Label::Accessory, color, block(at, Vec2::new(size, size * 0.8) * 0.5, 0.0))
                .thin(0.7),
        );
    }
}

/// Draws a sash around the waist, often with a bow at the front, the side or, its ends showing, behind.
pub fn sash(scene: &mut Scene, tube: &Tube, color: [u8; 3], dice: &mut Dice) {
    scene.on(layer::ACCESSORY);
    let (top, wide) = (dice.range(3.6, 4.1), dice.range(0.2, 0.6));
    let tube = tube.wider(0.01);
    let band = tube.area(top, top + wide, [0.05, 0.06]);
    let folds: Vec<BezPath> = (0..dice.count(0, 3))
        .map(|_| {
            let (side, at) = (dice.side(), top + wide * dice.range(0.2, 0.8));
            arched(tube.rim(at, side), tube.rim(at + dice.around(0.1), side * dice.range(-0.2, 0.6)), 0.06)
        })
        .collect();
    scene.put(Shape::new("sash", Label::Accessory, color, band).lines(folds, 0.7).casting(0.03));
    let side = dice.pick(&[0.0, 0.0, -0.7, 0.7]);
    if dice.chance(0.5) && tube.shows(side) {
        let knot = tube.on(top + wide / 2.0, side);
        bow(scene, knot, dice.range(0.25, 0.6), color, dice.chance(0.8), dice);
    }
}

/// Draws a pouch that hangs from the belt.
pub fn pouch(scene: &mut Scene, tube: &Tube, color: [u8; 3], dice: &mut Dice) {
    scene.on(layer::ACCESSORY + 0.3);
    let at = tube.on(4.75, dice.side() * dice.range(0.6, 1.1));
    let half = Vec2::new(dice.range(0.12, 0.22), dice.range(0.12, 0.2));
    let shape = |path| Shape::new("pouch", Label::Accessory, color, path).thin(0.9);
    scene.put(shape(block(at, half, 0.0)).casting(0.03));
    let flap = Vec2::new(half.x * 1.06, half.y * 0.4);
    scene.put(shape(block(at - Vec2::new(0.0, half.y * 0.7), flap, 0.0)));
}

/// Draws a necklace.
pub fn necklace(scene: &mut Scene, tube: &Tube, color: [u8; 3], dice: &mut Dice) {
    if !tube.shows(0.0) {
        return;
    }
    scene.on(layer::ACCESSORY);
    let low = tube.on(dice.range(1.4, 2.6), 0.0);
    let (left, right) = (tube.rim(0.3, -1.0), tube.rim(0.3, 1.0));
    let chain = |drop: f64| {
        let low = low + Vec2::new(0.0, drop);
        smooth(
            &[
                left,
                left.lerp(low, 0.6) + Vec2::new(-0.03, 0.05),
                low,
                right.lerp(low, 0.6) + Vec2::new(0.03, 0.05),
                right,
            ],
            false,
        )
    };
    scene.put(Shape::new("chain", Label::Accessory, color, between(&chain(0.0), &chain(0.035))).thin(0.7));
    let size = dice.range(0.05, 0.12);
    scene.put(
        Shape::new("pendant", Label::Accessory, color, ellipse(low + Vec2::new(0.0, size), size, size, 0.0))
            .thin(0.8),
    );
}

/// Draws a bag on its strap across the trunk.
pub fn bag(scene: &mut Scene, tube: &Tube, color: [u8; 3], dice: &mut Dice) {
    scene.on(layer::ACCESSORY + 0.7);
    let side = dice.side();
    let wide = 0.12;
    let strap = |shift: f64| {
        tube.line(&[(0.7, -side * 1.1 + shift), (2.5, -side * 0.4 + shift), (4.5, side * 0.8 + shift)])
    };
    let shape = |path| Shape::new("bag", Label::Accessory, color, path);
    scene.put(shape(between(&strap(-wide), &strap(wide))).casting(0.04));
    let hip = tube.rim(height::HIP, side);
    let half = Vec2::new(dice.range(0.3, 0.5), dice.range(0.28, 0.42));
    let center = hip + Vec2::new(side * 0.05, 0.1);
    scene.put(shape(block(center, half, dice.around(0.15))).casting(0.06));
    let flap = smooth(
        &[
            center + Vec2::new(-half.x, -half.y),
            center + Vec2::new(-half.x, 0.0),
            center + Vec2::new(0.0, half.y * 0.4),
            center + Vec2::new(half.x, 0.0),
            center + Vec2::new(half.x, -half.y),
        ],
        false,
    );
    scene.draw("flap", [flap], 0.9, None);
}

/// Draws a scarf around the neck, one end hanging.
pub fn scarf(scene: &mut Scene, tube: &Tube, color: [u8; 3], dice: &mut Dice) {
    scene.on(layer::ACCESSORY + 0.6);
    let (left, right) = (tube.rim(0.6, -1.0), tube.rim(0.6, 1.0));
    let middle = left.midpoint(right);
    let wide = (right.x - left.x).abs() / 2.0;
    let shape = |path| Shape::new("scarf", Label::ClothesOther, color, path).deep(0.06).casting(0.05);
    let side = dice.side();
    let root = middle + Vec2::new(side * wide * 0.4, 0.05);
    let length = dice.range(0.8, 1.8);
    let end = [
        root - Vec2::new(0.14, 0.0),
        root + Vec2::new(-0.18, length),
        root + Vec2::new(0.18, length),
        root + Vec2::new(0.14, 0.0),
    ];
    let fringe = [-0.09, 0.0, 0.09]
        .map(|x| arched(root + Vec2::new(x, length), root + Vec2::new(x, length - 0.12), 0.0));
    scene.put(shape(super::curve::angular(&end, true)).lines(fringe, 0.7));
    let thick = dice.range(0.2, 0.34);
    let ring = smooth(
        &[
            middle + Vec2::new(-wide * 0.9, -thick),
            middle + Vec2::new(-wide * 1.0, 0.05),
            middle + Vec2::new(0.0, 0.18),
            middle + Vec2::new(wide * 1.0, 0.05),
            middle + Vec2::new(wide * 0.9, -thick),
            middle + Vec2::new(0.0, -thick * 0.6),
        ],
        true,
    );
    let creases = (0..3).map(|i| {
        let x = wide * (-0.6 + 0.5 * f64::from(i));
        arched(middle + Vec2::new(x, -thick * 0.3), middle + Vec2::new(x + wide * 0.3, 0.1), -0.1)
    });
    scene.put(shape(ring).lines(creases, 0.75));
}

/// Draws a cape from the shoulders to `y` heads.
pub fn cape(scene: &mut Scene, tube: &Tube, y: f64, color: [u8; 3], dice: &mut Dice) {
    let cloak = tube.wider(0.12).skirt(height::SHOULDER, y, dice.range(1.5, 2.6));
    scene.on(if tube.faces_us() { layer::BEHIND } else { layer::ARM + 2.0 });
    let shape = |path| Shape::new("cape", Label::ClothesOther, color, path).deep(0.15);
    let folds = super::fold::hanging(&cloak, 0.1, dice.count(3, 9), dice);
    scene.put(
        shape(cloak.area(0.0, cloak.end(), [-0.1, 0.08])).lines(folds, 0.8).dimmed(if tube.faces_us() {
            0.5
        } else {
            0.0
        }),
    );
    let yoke = tube.wider(0.1).area(0.3, 2.3, [0.05, 0.1]);
    scene.on(layer::ACCESSORY + 0.4);
    scene.put(shape(yoke).casting(0.05));
}

/// Draws the straps of a backpack, or the pack itself from behind.
pub fn backpack(scene: &mut Scene, tube: &Tube, colors: [[u8; 3]; 3], dice: &mut Dice) {
    scene.on(layer::ACCESSORY + 0.3);
    let shape = |color: [u8; 3], path| Shape::new("backpack", Label::Accessory, color, path);
    if !tube.faces_us() {
        let pack = tube.wider(dice.range(-0.05, 0.1)).area(1.6, dice.range(4.2, 5.2), [-0.15, 0.12]);
        let pocket = tube.wider(-0.12).area(3.3, 4.4, [0.0, 0.1]);
        scene.put(shape(colors[2], pack).deep(0.1).casting(0.06));
        scene.put(shape(colors[0], pocket).thin(0.9));
        return;
    }
    let wide = dice.range(0.08, 0.14);
    for side in [-1.0, 1.0] {
        if !tube.shows(side * 0.7) {
            continue;
        }
        let strap = |by: f64| {
            tube.line(&[(0.8, side * (0.75 + by)), (2.4, side * (0.75 + by)), (4.0, side * (1.25 + by))])
        };
        scene.put(shape(colors[2], between(&strap(-wide), &strap(wide))).casting(0.03));
        if dice.chance(0.5) {
            let at = tube.on(2.6, side * 0.78);
            scene.put(shape(colors[1], block(at, Vec2::new(0.1, 0.06), 0.0)).thin(0.8));
        }
    }
}

/// Draws badges, a brooch or a name plate on the breast.
pub fn badge(scene: &mut Scene, tube: &Tube, colors: [[u8; 3]; 3], dice: &mut Dice) {
    scene.on(layer::ACCESSORY + 0.2);
    let side = dice.side();
    for i in 0..dice.count(1, 3) {
        let angle = side * (0.5 + 0.12 * i as f64);
        if !tube.shows(angle) {
            continue;
        }
        let at = tube.on(2.5 + 0.25 * i as f64, angle);
        let size = dice.range(0.06, 0.13);
        let path = match dice.count(0, 2) {
            0 => ellipse(at, size, size, 0.0),
            1 => block(at, Vec2::new(size * 1.6, size * 0.7), dice.around(0.2)),
            _ => {
                let points: Vec<Point> = (0..10)
                    .map(|k| {
                        at + polar(
                            PI * f64::from(k) / 5.0 - PI / 2.0,
                            if k % 2 == 0 { size } else { size * 0.45 },
                        )
                    })
                    .collect();
                super::curve::angular(&points, true)
            }
        };
        scene.put(Shape::new("badge", Label::Accessory, colors[i % 3], path).thin(0.8));
    }
}

/// Draws a strip along the edge of what hangs open from the neck: a stole, a lei, a lanyard.
pub fn lanyard(scene: &mut Scene, tube: &Tube, colors: [[u8; 3]; 3], dice: &mut Dice) {
    if !tube.shows(0.0) {
        return;
    }
    scene.on(layer::ACCESSORY + 0.6);
    let low = dice.range(2.9, 3.9);
    for side in [-1.0, 1.0] {
        let strap =
            |by: f64| tube.line(&[(0.5, side * (0.95 + by)), (1.6, side * (0.4 + by)), (low, side * by)]);
        scene.put(
            Shape::new("lanyard", Label::Accessory, colors[0], between(&strap(0.0), &strap(0.09))).thin(0.8),
        );
    }
    let at = tube.on(low, 0.0) + Vec2::new(0.0, 0.16);
    scene.put(Shape::new("card", Label::Accessory, colors[1], block(at, Vec2::new(0.15, 0.19), 0.0)));
    if dice.chance(0.6) {
        scene.put(
            Shape::new(
                "card",
                Label::Accessory,
                colors[2],
                block(at - Vec2::new(0.0, 0.04), Vec2::new(0.07, 0.07), 0.0),
            )
            .thin(0.7),
        );
    }
}

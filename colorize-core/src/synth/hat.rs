use kurbo::{BezPath, Point, Vec2};

use super::{
    curve::{arched, between, ellipse, smooth},
    dice::Dice,
    head::Head,
    horn,
    portable::Portable as _,
    scene::{Scene, Shape, layer},
};
use crate::Label;

/// Draws a hat, cap, helmet or hood on `head`; `colors` are its own, its band's and its lining's.
pub fn draw(scene: &mut Scene, head: &Head, usual: bool, colors: [[u8; 3]; 2], dice: &mut Dice) {
    let [color, second] = colors;
    let wide = head.wide * dice.range(1.22, 1.38);
    let look = head.yaw.sine();
    let low = dice.range(-0.6, -0.42);
    let put = |scene: &mut Scene, shape: Shape| scene.put(shape.casting(0.08).deep(0.08));
    let shape = |path: BezPath| Shape::new("hat", Label::Hat, color, path);
    let dome = |high: f64, wide: f64| {
        let mut path = BezPath::new();
        path.move_to((-wide, low));
        path.curve_to((-wide * 1.05, -high), (wide * 1.05, -high), (wide, low));
        path.quad_to((0.0, low + 0.22), (-wide, low));
        path.close_path();
        path
    };
    let band = |path: &BezPath, thick: f64| {
        let (from, to) = (Point::new(-wide * 1.1, low), Point::new(wide * 1.1, low));
        let up = Vec2::new(0.0, -thick);
        let strip = between(&arched(from + up, to + up, -0.06), &arched(from, to, -0.06));
        Shape::new("hat band", Label::Hat, second, strip).within(path)
    };
    scene.on(layer::HAT);
    // Helmets and hoods are odd.
    let kind = if usual { dice.pick(&[0, 1, 2, 3, 4, 4, 6, 6, 7]) } else { dice.count(0, 9) };
    match kind {
        0 | 1 => {
            let crown = dome(1.75, wide);
            let seam = arched(Point::new(0.1 * look, low + 0.1), Point::new(0.15 * look, -1.4), 0.12);
            put(scene, shape(crown).line(seam, 0.7));
            if head.faces_us() && dice.chance(0.85) {
                let reach = Vec2::new(look * 0.95, 0.16 + 0.22 * head.yaw.cosine().max(0.0));
                let half = wide * (0.55 + 0.4 * head.yaw.cosine().abs());
                let middle = Point::new(look * wide * 0.5, low + 0.06);
                let brim = smooth(
                    &[
                        middle - Vec2::new(half, 0.0),
                        middle + reach - Vec2::new(half * 0.7, 0.06),
                        middle + reach,
                        middle + reach + Vec2::new(half * 0.7, -0.06),
                        middle + Vec2::new(half, 0.0),
                        middle - Vec2::new(0.0, 0.06),
                    ],
                    true,
                );
                put(
                    scene,
                    Shape::new("brim", Label::Hat, if dice.chance(0.5) { second } else { color }, brim),
                );
            }
        }
        2 => {
            let crown = dome(dice.range(1.8, 2.2), wide);
            let mut ribs = Vec::new();
            for i in -3..=3 {
                let x = f64::from(i) * wide * 0.28;
                ribs.push(arched(Point::new(x, low + 0.18), Point::new(x, low - 0.14), 0.0));
            }
            put(scene, shape(crown.clone()));
            scene.put(band(&crown, 0.24).lines(ribs, 0.7));
            if dice.chance(0.5) {
                scene.put(Shape::new(
                    "bobble",
                    Label::Hat,
                    second,
                    ellipse(Point::new(0.0, -1.62), 0.22, 0.2, 0.0),
                ));
            }
        }
        3 | 4 => {
            let reach = wide * dice.range(1.35, 2.0);
            let brim = ellipse(Point::new(0.0, low), reach, dice.range(0.16, 0.34), 0.0);
            let pointed = dice.chance(0.35);
            put(scene, shape(brim));
            let crown = if pointed {
                let tip = Point::new(dice.around(0.8), -2.6);
                smooth(
                    &[
                        Point::new(-wide * 0.95, low),
                        Point::new(-0.35, -1.5),
                        tip,
                        Point::new(0.4, -1.45),
                        Point::new(wide * 0.95, low),
                        Point::new(0.0, low + 0.12),
                    ],
                    true,
                )
            } else {
                dome(dice.range(1.6, 2.2), wide * 0.98)
            };
            put(scene, shape(crown.clone()));
            scene.put(band(&crown, dice.range(0.12, 0.25)));
        }
        5 | 8 | 9 => {
            let shell = dome(1.9, wide * 1.05);
            put(scene, shape(shell.clone()));
            scene.put(band(&shell, 0.2));
            let ridge = smooth(
                &[
                    Point::new(-0.1, low),
                    Point::new(0.1 * look - 0.08, -1.6),
                    Point::new(0.1 * look + 0.08, -1.6),
                    Point::new(0.1, low),
                ],
                true,
            );
            scene.put(Shape::new("ridge", Label::Hat, second, ridge).within(&shell));
            if head.faces_us() && dice.chance(0.4) {
                let guard = smooth(
                    &[(-0.09, low - 0.1), (0.09, low - 0.1), (0.07, 0.3), (0.0, 0.4), (-0.07, 0.3)]
                        .map(|(x, y)| Point::new(x + look * 0.5, y)),
                    true,
                );
                scene.put(Shape::new("nose guard", Label::Hat, second, guard));
            }
            if dice.chance(0.5) {
                for side in [-1.0, 1.0] {
                    let Some((at, _)) = head.at(side * 1.3, 0.2) else { continue };
                    let flap = smooth(
                        &[
                            Point::new(at.x * 1.15, low - 0.05),
                            Point::new(at.x * 1.2, 0.3),
                            Point::new(at.x * 0.95, 0.75),
                            Point::new(at.x * 0.8, 0.2),
                            Point::new(at.x * 0.75, low),
                        ],
                        true,
                    );
                    scene.put(Shape::new("cheek plate", Label::Hat, color, flap));
                }
            }
            if dice.chance(0.5) {
                horn::pair(scene, head, Label::Hat, [228, 216, 190], dice);
            }
        }
        6 => {
            let lean = dice.side() * 0.25;
            let flat = smooth(
                &[
                    Point::new(-wide, low + 0.05),
                    Point::new(-wide * 1.25 + lean, -0.95),
                    Point::new(lean, -1.5),
                    Point::new(wide * 1.25 + lean, -1.0),
                    Point::new(wide, low + 0.05),
                    Point::new(0.0, low - 0.02),
                ],
                true,
            );
            put(scene, shape(flat));
        }
        _ => {
            let w = head.wide * 1.35;
            let outside = smooth(
                &[
                    (-w, 0.6),
                    (-w * 1.05, -0.4),
                    (-w * 0.5, -1.3),
                    (0.0, -1.45),
                    (w * 0.5, -1.3),
                    (w * 1.05, -0.4),
                    (w, 0.6),
                    (w * 0.5, 1.25),
                    (-w * 0.5, 1.25),
                ]
                .map(Point::from),
                true,
            );
            if !head.faces_us() {
                put(scene, shape(outside));
                return;
            }
            scene.on(layer::HAIR_BEHIND + 0.9);
            scene.put(Shape::new("lining", Label::Hat, second, outside.clone()).dimmed(0.7));
            scene.on(layer::HAT);
            let x = look * 0.25;
            let opening = smooth(
                &[
                    (x, -0.85),
                    (-0.72 + x, -0.55),
                    (-0.82 + x, 0.1),
                    (-0.6 + x, 0.75),
                    (x, 1.12),
                    (0.6 + x, 0.75),
                    (0.82 + x, 0.1),
                    (0.72 + x, -0.55),
                ]
                .map(Point::from),
                true,
            );
            let ring = super::curve::joined(&[
                super::limb::wound(outside),
                super::limb::wound(opening).reverse_subpaths(),
            ]);
            put(scene, shape(ring));
        }
    }
}

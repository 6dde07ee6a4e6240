use kurbo::{Affine, BezPath, Point, Vec2};

use super::{
    curve::{angular, arched, block, ellipse, joined, smooth},
    dice::Dice,
    scene::{Scene, Shape},
};
use crate::Label;

/// Draws a thing whose handle is at `at`; `way` is where the hand points, `size` its length in heads.
pub fn held(scene: &mut Scene, at: Point, way: Vec2, size: f64, colors: [[u8; 3]; 3], dice: &mut Dice) {
    let space = scene.space;
    let upright = dice.chance(0.5);
    let turn = if upright { dice.around(0.4) } else { way.angle() + dice.side() * dice.range(1.2, 1.7) };
    scene.space = space * Affine::translate(at.to_vec2()) * Affine::rotate(turn) * Affine::scale(size * 1.6);
    let shape = |color: [u8; 3], path: BezPath| Shape::new("prop", Label::Prop, color, path).deep(0.05);
    let bar = |half: f64, from: f64, to: f64| {
        block(Point::new(0.0, from.midpoint(to)), Vec2::new(half, (to - from).abs() / 2.0), 0.0)
    };
    let corner =
        |points: &[(f64, f64)]| angular(&points.iter().copied().map(Point::from).collect::<Vec<_>>(), true);
    let [a, b, c] = colors;
    match dice.count(0, 11) {
        0 | 1 => {
            scene.put(shape(a, bar(0.06, -0.3, 0.35)));
            let long = dice.range(2.2, 4.0);
            let blade = corner(&[(-0.1, -0.3), (-0.1, -long), (0.0, -long - 0.3), (0.1, -long), (0.1, -0.3)]);
            scene.put(
                shape([205, 212, 222], blade)
                    .line(arched(Point::new(0.0, -0.3), Point::new(0.0, -long), 0.0), 0.8),
            );
            scene.put(shape(b, block(Point::new(0.0, -0.32), Vec2::new(0.35, 0.06), 0.0)));
            scene.put(shape(b, ellipse(Point::new(0.0, 0.4), 0.09, 0.09, 0.0)));
        }
        2 => {
            scene.put(shape(a, bar(0.06, -dice.range(2.0, 3.0), dice.range(1.5, 4.0))));
            let top = Point::new(0.0, -2.2);
            scene.put(shape(b, ellipse(top, 0.3, 0.3, 0.0)));
            scene.put(shape(c, ellipse(top, 0.16, 0.16, 0.0)).thin(0.8));
        }
        3 | 4 => {
            let half = Vec2::new(dice.range(0.5, 0.8), dice.range(0.6, 0.9));
            let book = block(Point::new(0.0, -0.3), half, 0.0);
            let spine = block(Point::new(-half.x * 0.85, -0.3), Vec2::new(half.x * 0.15, half.y), 0.0);
            scene.put(shape(a, book));
            scene.put(shape(b, spine).thin(0.8));
            if dice.chance(0.5) {
                scene.put(shape(c, block(Point::new(0.1, -0.5), half * 0.4, 0.0)).thin(0.8));
            }
        }
        5 => {
            let cup = corner(&[(-0.3, -0.75), (0.3, -0.75), (0.24, 0.1), (-0.24, 0.1)]);
            let handle = joined(&[
                ellipse(Point::new(0.36, -0.35), 0.18, 0.22, 0.0),
                ellipse(Point::new(0.36, -0.35), 0.1, 0.13, 0.0).reverse_subpaths(),
            ]);
            scene.put(shape(a, handle));
            scene.put(shape(a, cup));
            scene.put(shape(b, ellipse(Point::new(0.0, -0.75), 0.3, 0.08, 0.0)).thin(0.8));
        }
        6 => {
            let radius = dice.range(0.4, 0.9);
            let ball = ellipse(Point::new(0.0, -radius * 0.6), radius, radius, 0.0);
            let seam = arched(Point::new(-radius, -radius * 0.6), Point::new(radius, -radius * 0.6), 0.2);
            scene.put(shape(a, ball).line(seam, 0.8));
        }
        7 => {
            scene.put(shape(a, block(Point::new(0.0, -0.3), Vec2::new(0.24, 0.48), 0.0)));
            scene.put(shape(b, block(Point::new(0.0, -0.32), Vec2::new(0.2, 0.38), 0.0)).thin(0.8));
        }
        8 => {
            scene.put(shape(a, bar(0.04, -2.6, 0.5)));
            let canopy = smooth(
                &[(-1.7, -2.0), (-0.9, -2.9), (0.0, -3.2), (0.9, -2.9), (1.7, -2.0)].map(Point::from),
                false,
            );
            let mut path = canopy;
            for i in 0..4 {
                let x = 1.7 - 0.85 * f64::from(i);
                path.quad_to((x - 0.425, -2.3), (x - 0.85, -2.0));
            }
            path.close_path();
            let ribs =
                [-0.85, 0.0, 0.85].map(|x| arched(Point::new(x, -2.05), Point::new(0.0, -3.2), 0.08 * x));
            scene.put(shape(b, path).lines(ribs, 0.8));
        }
        9 => {
            let bag = corner(&[(-0.55, 0.3), (0.55, 0.3), (0.65, 1.3), (-0.65, 1.3)]);
            let strap = joined(&[
                ellipse(Point::new(0.0, 0.3), 0.35, 0.4, 0.0),
                ellipse(Point::new(0.0, 0.3), 0.27, 0.32, 0.0).reverse_subpaths(),
            ]);
            scene.put(shape(b, strap).thin(0.8));
            scene.put(shape(a, bag));
        }
        10 => {
            for i in 0..3 {
                let x = f64::from(i) * 0.4 - 0.4;
                scene.put(shape([92, 142, 80], bar(0.03, -1.0, 0.4)).thin(0.8));
                scene.put(shape(
                    [a, b, c][i as usize],
                    ellipse(Point::new(x, -1.1 - 0.2 * (1.0 - x.abs())), 0.25, 0.25, 0.0),
                ));
            }
        }
        _ => {
            scene.put(shape(a, bar(0.03, -1.1, 0.3)).thin(0.9));
            scene.put(shape(b, corner(&[(-0.03, -1.1), (0.03, -1.1), (0.0, -1.3)])).thin(0.8));
        }
    }
    scene.space = space;
}

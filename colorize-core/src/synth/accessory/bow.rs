use kurbo::{BezPath, Point, Vec2};

use super::super::{
    curve::{angular, arched, block, ellipse, smooth},
    dice::Dice,
    scene::{Scene, Shape},
};
use crate::Label;

/// Half of a bow, its loop and its tail, in a frame where the knot is 0 and the tip of the loop at 1.
struct Form {
    /// Around the loop, from the knot.
    wing: &'static [(f64, f64)],
    /// Its corners are sharp.
    sharp: bool,
    /// Around the tail, from the knot; the last corner but two is the notch or the point of its end.
    tail: &'static [(f64, f64)],
    /// Half the width and half the height of the knot.
    knot: (f64, f64),
}

const ROUND: Form = Form {
    wing: &[(0.0, -0.08), (0.6, -0.55), (1.0, -0.4), (0.95, 0.35), (0.55, 0.4), (0.0, 0.1)],
    sharp: false,
    tail: &[(0.0, 0.0), (0.25, 0.6), (0.35, 1.4), (0.52, 1.22), (0.65, 1.3), (0.4, 0.5)],
    knot: (0.2, 0.22),
};
const FLAT: Form = Form {
    wing: &[(0.0, -0.12), (0.85, -0.42), (1.0, -0.38), (0.98, 0.34), (0.85, 0.4), (0.0, 0.14)],
    sharp: true,
    tail: &[(-0.02, 0.1), (0.2, 0.95), (0.36, 0.82), (0.55, 0.9), (0.2, 0.1)],
    knot: (0.14, 0.2),
};
const DROOPING: Form = Form {
    wing: &[(0.0, -0.08), (0.45, -0.3), (0.95, 0.1), (1.0, 0.6), (0.7, 0.72), (0.3, 0.3), (0.0, 0.1)],
    sharp: false,
    tail: &[(0.0, 0.0), (0.1, 0.8), (0.12, 1.8), (0.28, 1.6), (0.44, 1.75), (0.3, 0.7)],
    knot: (0.15, 0.15),
};
const STRING: Form = Form {
    wing: &[(0.0, -0.03), (0.5, -0.35), (0.95, -0.2), (0.8, 0.2), (0.4, 0.18), (0.0, 0.05)],
    sharp: false,
    tail: &[(0.0, 0.0), (0.18, 0.7), (0.3, 1.7), (0.38, 1.7), (0.26, 0.7), (0.06, 0.0)],
    knot: (0.08, 0.09),
};

/// Draws a bow about `center`, `size` from knot to tip, of one of many forms.
pub fn bow(scene: &mut Scene, center: Point, size: f64, color: [u8; 3], ribbons: bool, dice: &mut Dice) {
    let turn = dice.around(0.4);
    let form = match dice.count(0, 9) {
        0..4 => ROUND,
        4..7 => FLAT,
        7 | 8 => DROOPING,
        _ => STRING,
    };
    let (lean, swell) = (dice.range(0.8, 1.2), dice.range(0.8, 1.25));
    let place = |x: f64, y: f64| center + Vec2::from_angle(turn).rotate_scale(Vec2::new(x, y) * size);
    let shape = |path| Shape::new("bow", Label::Accessory, color, path).deep(0.03);
    for side in [-1.0, 1.0] {
        let around = |points: &[(f64, f64)], wide: f64, high: f64| -> Vec<Point> {
            points.iter().map(|(x, y)| place(x * side * wide, y * high)).collect()
        };
        let curve = |points: &[Point]| if form.sharp { angular(points, true) } else { smooth(points, true) };
        if ribbons {
            let tail = around(form.tail, 1.0, lean * dice.range(0.85, 1.15));
            let middle = arched(tail[0].lerp(tail[2], 0.5), tail[2], 0.05);
            let ribbon = shape(if form.sharp { angular(&tail, true) } else { smooth(&tail, true) });
            scene.put(if dice.chance(0.4) { ribbon.line(middle, 0.6) } else { ribbon });
        }
        let wing = around(form.wing, 1.0, swell);
        let mut creases = vec![arched(place(0.15 * side, 0.0), place(0.6 * side, -0.1), 0.1)];
        if dice.chance(0.5) {
            creases.push(arched(place(0.15 * side, 0.04), place(0.5 * side, 0.15), -0.1));
        }
        scene.put(shape(curve(&wing)).lines(creases, 0.7));
        if dice.chance(0.4) {
            // The loop is open to the side: one sees into it.
            let inside = [(0.6, -0.2), (0.94, -0.3), (0.9, 0.24), (0.7, 0.12)];
            let inside = smooth(&around(&inside, 1.0, swell), true);
            scene.put(shape(inside).thin(0.8).within(&curve(&wing)).dimmed(0.8));
        }
    }
    let (wide, high) = form.knot;
    let knot = if form.sharp {
        block(center, Vec2::new(wide, high) * size, turn)
    } else {
        ellipse(center, size * wide, size * high, 0.0)
    };
    let crease = arched(place(-0.03, -high * 0.7), place(-0.03, high * 0.4), 0.1);
    scene.put(shape(knot).line(crease, 0.6));
}

/// Draws a ribbon whose ends cross under a button.
pub fn crossed(scene: &mut Scene, center: Point, size: f64, color: [u8; 3], dice: &mut Dice) {
    let place = |x: f64, y: f64| center + Vec2::new(x, y) * size;
    let shape = |path: BezPath| Shape::new("ribbon", Label::Accessory, color, path).thin(0.9);
    let long = dice.range(0.8, 1.3);
    for side in [-1.0, 1.0] {
        let end = [(-0.2, -0.1), (0.5, long), (0.75, long * 0.88), (0.15, -0.2)];
        scene.put(shape(angular(&end.map(|(x, y)| place(x * side, y)), true)));
    }
    scene.put(shape(ellipse(center, size * 0.22, size * 0.22, 0.0)));
}

/// Draws a frilled cravat under a brooch.
pub fn jabot(scene: &mut Scene, center: Point, size: f64, color: [u8; 3], dice: &mut Dice) {
    let place = |x: f64, y: f64| center + Vec2::new(x, y) * size;
    let shape = |path: BezPath| Shape::new("jabot", Label::Accessory, color, path).thin(0.9);
    for i in (0..dice.count(2, 3)).rev() {
        let (top, wide) = (0.5 * i as f64, 0.55 + 0.12 * i as f64);
        let mut around = vec![place(-0.12, top * 0.5), place(-wide, top + 0.7)];
        for k in 0..5 {
            let x = wide * (f64::from(k) / 2.0 - 1.0);
            around.push(place(x, top + if k % 2 == 0 { 0.85 } else { 1.0 }));
        }
        around.extend([place(wide, top + 0.7), place(0.12, top * 0.5)]);
        let gathers =
            [-0.3, 0.1, 0.4].map(|x| arched(place(x, top + 0.85), place(x * 0.4, top + 0.35), 0.05));
        scene.put(shape(smooth(&around, true)).lines(gathers, 0.7));
    }
    scene.put(Shape::new(
        "brooch",
        Label::Accessory,
        color.map(|c| 255 - c),
        ellipse(center, size * 0.2, size * 0.24, 0.0),
    ));
}

//! Curves that shapes are made of. Lengths are in the units of the caller.

use kurbo::{Affine, BezPath, Ellipse, Point, Shape as _, Vec2};

/// Draws a smooth curve through `points` (Catmull–Rom, as cubics).
pub fn smooth(points: &[Point], closed: bool) -> BezPath {
    let n = points.len();
    let at = |i: isize| {
        let last = n as isize - 1;
        points[if closed { i.rem_euclid(n as isize) } else { i.clamp(0, last) } as usize]
    };
    let mut path = BezPath::new();
    path.move_to(points[0]);
    for i in 0..if closed { n } else { n - 1 } as isize {
        let (before, from, to, after) = (at(i - 1), at(i), at(i + 1), at(i + 2));
        path.curve_to(from + (to - before) / 6.0, to - (after - from) / 6.0, to);
    }
    if closed {
        path.close_path();
    }
    path
}

/// Draws straight lines through `points`.
pub fn angular(points: &[Point], closed: bool) -> BezPath {
    let mut path = BezPath::new();
    path.move_to(points[0]);
    for &point in &points[1..] {
        path.line_to(point);
    }
    if closed {
        path.close_path();
    }
    path
}

/// Draws one arched line; `arch` is the height of the arch as a share of its length, to the left of its way.
pub fn arched(from: Point, to: Point, arch: f64) -> BezPath {
    let way = to - from;
    let mut path = BezPath::new();
    path.move_to(from);
    path.quad_to(from.midpoint(to) + left(way) * (2.0 * arch), to);
    path
}

/// Draws an ellipse.
pub fn ellipse(center: Point, rx: f64, ry: f64, turn: f64) -> BezPath {
    Ellipse::new(center, (rx, ry), turn).to_path(1e-3)
}

/// Draws a rectangle about `center`, `half` as wide and high, turned.
pub fn block(center: Point, half: Vec2, turn: f64) -> BezPath {
    let corner =
        |x: f64, y: f64| center + (Affine::rotate(turn) * Point::new(x * half.x, y * half.y)).to_vec2();
    angular(&[corner(-1.0, -1.0), corner(1.0, -1.0), corner(1.0, 1.0), corner(-1.0, 1.0)], true)
}

/// Draws a tapered lock from `root` to the point `tip`: `width` at the root, bowed by `bow` of its length.
pub fn lock(root: Point, tip: Point, width: f64, bow: f64) -> BezPath {
    let way = tip - root;
    let across = left(way).normalize() * (width / 2.0);
    let bend = left(way) * bow;
    let mut path = BezPath::new();
    path.move_to(root + across);
    path.curve_to(root + way * 0.35 + across * 1.1 + bend, root + way * 0.75 + across * 0.6 + bend, tip);
    path.curve_to(
        root + way * 0.7 - across * 0.7 + bend,
        root + way * 0.3 - across * 1.1 + bend,
        root - across,
    );
    path.close_path();
    path
}

/// Draws a closed curve from two sides that run the same way.
pub fn between(left: &BezPath, right: &BezPath) -> BezPath {
    let mut path = left.clone();
    let back = right.reverse_subpaths();
    let mut elements = back.elements().iter();
    if let Some(kurbo::PathEl::MoveTo(start)) = elements.next() {
        path.line_to(*start);
    }
    path.extend(elements.copied());
    path.close_path();
    path
}

/// Puts one path behind the other.
pub fn joined(paths: &[BezPath]) -> BezPath {
    paths.iter().flat_map(|path| path.elements().iter().copied()).collect()
}

/// `way` turned a quarter to its left, as seen in the picture (y down).
pub fn left(way: Vec2) -> Vec2 {
    Vec2::new(way.y, -way.x)
}

/// The vector of an angle, 0 to the right, a quarter turn down.
pub fn polar(angle: f64, length: f64) -> Vec2 {
    Vec2::from_angle(angle) * length
}

/// A straight blend: `a` at 0, `b` at 1.
pub fn mix(a: f64, b: f64, t: f64) -> f64 {
    a + (b - a) * t
}

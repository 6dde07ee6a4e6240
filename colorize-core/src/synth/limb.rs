use kurbo::{BezPath, Point, Vec2};

use super::{
    curve::{between, left, smooth},
    portable::Portable as _,
};

/// A tapered stretch of a limb, in heads.
#[derive(Clone, Copy, Debug)]
pub struct Bone {
    /// Where it begins.
    pub from: Point,
    /// Where it ends.
    pub to: Point,
    /// The radius at its beginning.
    pub thick: f64,
    /// The radius at its end.
    pub thin: f64,
    /// How much thicker its upper third is: a muscle, or a puffed sleeve.
    pub bulge: f64,
}

impl Bone {
    /// The stretch from share `start` to share `end`.
    pub fn part(self, start: f64, end: f64) -> Self {
        let radius = |t: f64| self.thick + (self.thin - self.thick) * t;
        Self {
            from: self.from.lerp(self.to, start),
            to: self.from.lerp(self.to, end),
            thick: radius(start),
            thin: radius(end),
            bulge: self.bulge * (end - start),
        }
    }

    /// The same stretch with other radii, in shares of its own and plus `by`.
    pub fn wider(self, times: f64, by: f64) -> Self {
        Self { thick: self.thick * times + by, thin: self.thin * times + by, ..self }
    }

    /// The same stretch from its end to its beginning.
    pub fn reversed(self) -> Self {
        Self { from: self.to, to: self.from, thick: self.thin, thin: self.thick, bulge: 0.0 }
    }

    /// Its direction, length 1.
    pub fn way(self) -> Vec2 {
        let way = self.to - self.from;
        if way.hypot() < 1e-6 { Vec2::new(0.0, 1.0) } else { way.normalize() }
    }

    /// A place beside it: `t` along, `side` of its radius across.
    pub fn at(self, t: f64, side: f64) -> Point {
        let swell = self.bulge * (t * 1.6 * std::f64::consts::PI).sine().max(0.0) * self.thick;
        let radius = self.thick + (self.thin - self.thick) * t + swell;
        self.from.lerp(self.to, t) + left(self.way()) * (radius * side)
    }

    /// One side of its outline, from share `start` on.
    pub fn side(self, side: f64, start: f64) -> BezPath {
        let steps = [0.0, 0.3, 0.6, 1.0].map(|t| self.at(start + (1.0 - start) * t, side));
        smooth(&steps, false)
    }

    /// Its end, bowed out by `bow` radii.
    pub fn hem(self, bow: f64) -> BezPath {
        let mut path = BezPath::new();
        path.move_to(self.at(1.0, 1.0));
        path.quad_to(self.to + self.way() * (self.thin * 2.0 * bow), self.at(1.0, -1.0));
        path
    }

    /// Its whole area, round where it begins, with its hem at the end.
    pub fn area(self, bow: f64) -> BezPath {
        let mut path = between(&self.cap(1.0, -1.0), &BezPath::new());
        path.extend(between(&self.side(1.0, 0.0), &self.side(-1.0, 0.0)));
        if bow > 0.0 {
            path.extend(between(&self.hem(bow), &BezPath::new()));
        }
        // All three wind the same way or not; the rasteriser unites them either way because they overlap.
        wound(path)
    }

    /// The round beginning, from one side to the other: 1 and -1 the whole half circle, 0 its middle.
    pub fn cap(self, start: f64, end: f64) -> BezPath {
        let back = -self.way();
        let points: Vec<Point> = (0..=6)
            .map(|i| {
                let angle = (start + (end - start) * f64::from(i) / 6.0) * std::f64::consts::FRAC_PI_2;
                self.from + (back * angle.cosine() + left(self.way()) * angle.sine()) * self.thick
            })
            .collect();
        smooth(&points, false)
    }
}

/// Turns all closed parts of a path the same way round, so that they unite when filled.
pub fn wound(path: BezPath) -> BezPath {
    use kurbo::Shape as _;
    let mut united = BezPath::new();
    for part in path.elements().split_inclusive(|element| *element == kurbo::PathEl::ClosePath) {
        let part = BezPath::from_vec(part.to_vec());
        if part.elements().len() < 3 {
            continue;
        }
        united.extend(if part.area() < 0.0 { part.reverse_subpaths() } else { part });
    }
    united
}

/// The elbow or knee: the arc on the outside of the bend between two bones.
pub fn elbow(upper: Bone, lower: Bone) -> BezPath {
    let turn = upper.way().cross(lower.way());
    let side = if turn > 0.0 { 1.0 } else { -1.0 };
    let (from, to) = (left(upper.way()) * side, left(lower.way()) * side);
    let middle = (from + to) / (from + to).hypot().max(1e-6);
    let radius = lower.thick;
    smooth(&[lower.from + from * upper.thin, lower.from + middle * radius, lower.from + to * radius], false)
}

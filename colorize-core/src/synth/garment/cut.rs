use kurbo::{BezPath, Point, Vec2};

use super::{
    super::{
        curve::{arched, between, ellipse, joined, smooth},
        dice::Dice,
        scene::{Scene, Shape},
        trunk::{Tube, height},
    },
    Garment, Kind,
};
use crate::Label;

/// Where a top that covers no shoulder ends above, at the sides.
const ARMPIT: f64 = 2.65;

impl Garment {
    /// The outline of the piece on the trunk.
    pub(super) fn cut(&self, tube: &Tube, dice: &mut Dice) -> BezPath {
        match self.kind {
            Kind::Camisole => below(tube, self.hem, &self.edge(tube, dice), ARMPIT),
            Kind::OffShoulder => {
                let edge = tube.belt(2.2, dice.range(0.0, 0.12));
                below(tube, self.hem, &edge.reverse_subpaths(), 2.2)
            }
            Kind::Bikini => cups(tube, dice),
            _ => self.shouldered(tube, dice),
        }
    }

    /// Down from the shoulders; without sleeves its armholes show the skin.
    fn shouldered(&self, tube: &Tube, dice: &mut Dice) -> BezPath {
        let neck = self.neckline(tube, dice);
        let strap = dice.range(1.0, 1.5);
        let side = |side: f64| {
            if self.sleeve > 0.05 {
                return tube.side(height::SLOPE * 0.55, self.hem, side);
            }
            let hole = [(strap, 1.0), (strap + 0.5, 0.76), (2.35, 0.8), (ARMPIT, 1.0)];
            let hole: Vec<Point> = hole.map(|(height, share)| tube.rim(height, side * share)).to_vec();
            let mut path = BezPath::new();
            path.move_to(tube.rim(height::SLOPE * 0.55, side));
            path.line_to(hole[0]);
            path.extend(smooth(&hole, false).elements()[1..].iter().copied());
            path.extend(tube.side(ARMPIT, self.hem, side).elements()[1..].iter().copied());
            path
        };
        let mut outline = side(-1.0);
        outline.extend(tube.belt(self.hem, 0.06).elements()[1..].iter().copied());
        outline.extend(side(1.0).reverse_subpaths().elements()[1..].iter().copied());
        outline.extend(neck.elements()[1..].iter().copied());
        outline.close_path();
        outline
    }

    /// The upper edge of a piece on straps, from right to left.
    fn edge(&self, tube: &Tube, dice: &mut Dice) -> BezPath {
        let (right, left) = (tube.rim(ARMPIT, 1.0), tube.rim(ARMPIT, -1.0));
        if !tube.faces_us() {
            return arched(right, left, -0.03);
        }
        let (peak, dip) = (dice.range(2.1, 2.35), if dice.chance(0.5) { 0.3 } else { 0.05 });
        let places = [(peak + 0.1, 0.9), (peak, 0.55), (peak + dip, 0.0), (peak, -0.55), (peak + 0.1, -0.9)];
        let mut points = vec![right];
        points.extend(places.map(|(height, angle)| tube.on(height, angle)));
        points.push(left);
        smooth(&points, false)
    }

    /// Draws the straps of a piece that covers no shoulder.
    pub(super) fn straps(&self, scene: &mut Scene, tube: &Tube, dice: &mut Dice) {
        let halter = dice.chance(0.3);
        let wide = dice.range(0.03, 0.07);
        for side in [-1.0, 1.0] {
            let low = if tube.faces_us() { tube.on(2.35, side * 0.6) } else { tube.rim(ARMPIT, side * 0.5) };
            let high = if halter { tube.rim(0.3, side * 0.8) } else { tube.rim(1.25, side * 0.85) };
            let strip = |by: f64| arched(high + Vec2::new(by, 0.0), low + Vec2::new(by, 0.0), 0.06 * side);
            let path = between(&strip(-wide), &strip(wide));
            scene.put(Shape::new("strap", Label::Top, self.cloth.color, path).thin(0.85));
        }
    }

    /// From the right shoulder to the left one.
    fn neckline(&self, tube: &Tube, dice: &mut Dice) -> BezPath {
        let (right, left) = (tube.rim(height::SLOPE * 0.55, 1.0), tube.rim(height::SLOPE * 0.55, -1.0));
        let front = tube.faces_us();
        let depth = match self.kind {
            Kind::Tank => dice.range(1.6, 2.6),
            Kind::Kimono | Kind::Sailor => dice.range(1.6, 2.6),
            Kind::Shirt => dice.range(0.8, 1.6),
            _ => dice.range(0.7, 1.4),
        };
        if !front {
            return arched(right, left, 0.12);
        }
        let low = tube.on(depth, 0.0);
        if matches!(self.kind, Kind::Kimono | Kind::Sailor | Kind::Shirt) {
            let mut path = BezPath::new();
            path.move_to(right);
            path.line_to(low);
            path.line_to(left);
            return path;
        }
        smooth(
            &[
                right,
                right.lerp(low, 0.6) + Vec2::new(0.04, 0.06),
                low,
                left.lerp(low, 0.6) + Vec2::new(-0.04, 0.06),
                left,
            ],
            false,
        )
    }
}

/// What lies between an upper edge from right to left and a hem.
fn below(tube: &Tube, hem: f64, edge: &BezPath, top: f64) -> BezPath {
    let mut outline = tube.side(top, hem, -1.0);
    outline.extend(tube.belt(hem, 0.06).elements()[1..].iter().copied());
    outline.extend(tube.side(top, hem, 1.0).reverse_subpaths().elements()[1..].iter().copied());
    outline.extend(edge.elements()[1..].iter().copied());
    outline.close_path();
    outline
}

/// Two cups and the band between them.
fn cups(tube: &Tube, dice: &mut Dice) -> BezPath {
    let band = tube.area(3.05, 3.25, [0.06, 0.08]);
    if !tube.faces_us() {
        return band;
    }
    let half = (tube.rim(3.0, 1.0).x - tube.rim(3.0, -1.0).x) * dice.range(0.2, 0.26);
    let mut parts = vec![super::super::limb::wound(band)];
    for side in [-1.0, 1.0] {
        if tube.shows(side * 0.3) {
            let at = tube.on(2.95, side * 0.5);
            parts.push(super::super::limb::wound(ellipse(at, half, half * dice.range(0.8, 1.0), 0.0)));
        }
    }
    joined(&parts)
}

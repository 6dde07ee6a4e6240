use kurbo::{Point, Vec2};

use super::{
    curve::{arched, between, smooth},
    limb::Bone,
    scene::{Scene, Shape},
};
use crate::Label;

/// A foot or shoe to draw.
#[derive(Clone, Debug)]
pub struct Foot {
    /// The lower leg.
    pub shin: Bone,
    /// From ankle to the tip of the toes in the picture, in heads.
    pub toes: Vec2,
    /// The height of the ankle over the ground, in heads.
    pub height: f64,
    /// How far a shoe reaches up the shin, 0 to 1.
    pub shaft: f64,
    /// Skin, sock or shoe.
    pub label: Label,
    /// Its colour.
    pub color: [u8; 3],
    /// The colour of the sole, if it shows one.
    pub sole: Option<[u8; 3]>,
}

impl Foot {
    /// Draws the foot.
    pub fn draw(&self, scene: &mut Scene) {
        let (ankle, way) = (self.shin.to, self.shin.way());
        let radius = self.shin.thin;
        let ground = ankle + way * self.height;
        let toes = ground + self.toes;
        let across = if self.toes.x.abs() > radius { self.toes.x.signum() } else { 1.0 };
        let wide = Vec2::new(radius * 1.5, 0.0);
        let top = Vec2::new(0.0, -self.height * 0.5);
        let heel = ground - Vec2::new(across * radius * 1.25, 0.0);
        let tip = toes + Vec2::new(across * radius * 0.8, 0.0);
        let points: Vec<Point> = if self.toes.x.abs() > radius * 1.2 {
            vec![
                ankle - Vec2::new(across * radius, 0.0),
                heel,
                ground.lerp(toes, 0.4) + Vec2::new(0.0, self.height * 0.12),
                tip,
                tip + top * 0.9,
                ground.lerp(toes, 0.5) + top * 1.9,
                ankle + Vec2::new(across * radius, 0.0),
            ]
        } else {
            let end = if toes.y > ground.y { toes } else { ground };
            vec![
                ankle - wide * 0.7,
                end - wide + top,
                end - wide * 0.8,
                end + wide * 0.8,
                end + wide + top,
                ankle + wide * 0.7,
            ]
        };
        let path = smooth(&points, true);
        let mut shape = Shape::new("foot", self.label, self.color, path.clone()).casting(0.02);
        if self.label == Label::Shoes {
            let lace = ankle.lerp(toes, 0.45);
            shape =
                shape.line(arched(lace + wide * 0.5 + top * 0.6, lace - wide * 0.5 + top * 0.6, 0.1), 0.7);
        }
        scene.put(shape);
        if let Some(color) = self.sole {
            let low = heel.y.max(tip.y) - self.height * 0.22;
            let (from, to) = (
                Point::new(heel.x - wide.x * 2.0 * across, low),
                Point::new(tip.x + wide.x * 2.0 * across, low),
            );
            let below = Vec2::new(0.0, self.height);
            let area = between(&arched(from, to, 0.0), &arched(from + below, to + below, 0.0));
            scene.put(Shape::new("sole", self.label, color, area).within(&path));
        }
        if self.shaft > 0.0 {
            let shaft = self.shin.part(1.0 - self.shaft, 1.0).wider(1.05, radius * 0.25);
            let low = Bone { to: ankle + way * (self.height * 0.35), ..shaft };
            let opening = arched(low.at(0.0, 1.0), low.at(0.0, -1.0), -0.12);
            let area = between(&low.side(1.0, 0.0), &low.side(-1.0, 0.0));
            let boot = Shape::new("shaft", self.label, self.color, area).bare().edge(opening);
            scene.put(boot.edge(low.side(1.0, 0.0)).edge(low.side(-1.0, 0.0)));
        }
    }
}

use std::f64::consts::{FRAC_PI_2, PI};

use kurbo::{BezPath, Point, Vec2};

use super::{
    super::{
        curve::{arched, between, mix, polar, smooth},
        dice::Dice,
        head::Head,
        portable::Portable as _,
        scene::{Scene, layer},
    },
    Cut, Hair, behind,
};

impl Hair {
    /// Curls on a mass about `center`.
    fn coils(&self, center: Point, wide: f64, dice: &mut Dice) -> Vec<BezPath> {
        (0..self.strands * 2)
            .map(|_| {
                let at = center + Vec2::new(dice.around(wide), dice.around(wide * 1.4));
                arched(at, at + polar(dice.range(0.0, 6.3), dice.range(0.08, 0.25)), dice.side() * 0.4)
            })
            .collect()
    }

    /// A mass of curls.
    pub(super) fn curls(&self, scene: &mut Scene, head: &Head, dice: &mut Dice) {
        let far = if self.cut == Cut::Afro { dice.range(1.35, 1.9) } else { 1.2 };
        let shift = -head.yaw.sine() * 0.15;
        let center = Point::new(shift, -0.25);
        let bumps = dice.count(12, 22);
        let cloud = |dice: &mut Dice, from: f64, to: f64| -> Vec<Point> {
            (0..=2 * bumps)
                .map(|i| {
                    let angle = mix(from, to, i as f64 / (2.0 * bumps as f64));
                    let reach = far * if i % 2 == 0 { 1.0 } else { dice.range(0.88, 0.95) };
                    center + Vec2::new(angle.cosine() * reach * head.wide, angle.sine() * reach * 0.85)
                })
                .collect()
        };
        if self.cut == Cut::Afro {
            scene.on(layer::HAIR_BEHIND);
            let ball = smooth(&cloud(dice, 0.0, 2.0 * PI), true);
            scene.put(self.shape(ball).dimmed(dice.pick(&[0.0, 0.7])));
        }
        if self.cut == Cut::Ringlets {
            let long = dice.range(0.8, 2.0);
            let (shift, narrow) = behind(head, 0.15);
            let wide = narrow * head.wide * dice.range(1.3, 1.7);
            scene.on(if head.faces_us() { layer::HAIR_BEHIND } else { layer::HAIR - 1.0 });
            let mass = bumpy(Point::new(shift, long * 0.35), Vec2::new(wide, long * 0.75), dice);
            let dim = dice.pick(&[0.0, 0.6]);
            scene.put(
                self.shape(mass)
                    .lines(self.coils(Point::new(shift, long * 0.4), wide, dice), 0.6)
                    .dimmed(dim),
            );
            scene.on(layer::HAIR - 0.3);
            for side in [-1.0, 1.0] {
                let angle = side * 1.35 + head.yaw;
                if angle.cosine() < -0.1 || !head.faces_us() {
                    continue;
                }
                let half = Vec2::new(dice.range(0.2, 0.42), long * dice.range(0.4, 0.6));
                let at = Point::new(angle.sine() * head.wide * 1.12, half.y - 0.4);
                let coils = self.coils(at, half.x, dice);
                scene.put(self.shape(bumpy(at, half, dice)).lines(coils, 0.6).casting(0.04));
            }
        }
        scene.on(layer::HAIR);
        let top = smooth(&cloud(dice, PI * 0.98, PI * 2.02), false);
        let yaw = if head.in_profile() { head.looks() * FRAC_PI_2 } else { head.yaw };
        let mut low: Vec<Point> = (0..=10)
            .map(|i| {
                let seen = (f64::from(i) / 5.0 - 1.0) * FRAC_PI_2;
                let mut angle = seen - yaw;
                if angle.abs() > PI {
                    angle -= angle.signum() * 2.0 * PI;
                }
                let hang = if i % 2 == 1 { 0.12 } else { 0.0 };
                Point::new(seen.sine() * head.wide * 1.05, self.hairline(angle) + hang)
            })
            .collect();
        low[0].y = low[0].y.min(0.1);
        let mut shape = self.shape(between(&top, &smooth(&low, false))).casting(0.05);
        for _ in 0..self.strands * 3 {
            let at = center + polar(dice.range(PI, 2.0 * PI), dice.range(0.5, far * 0.9));
            let turn = dice.range(0.0, 6.3);
            shape = shape.line(arched(at, at + polar(turn, dice.range(0.1, 0.22)), 0.4), 0.7);
        }
        scene.put(shape);
    }
}

/// A round mass with a curly edge.
fn bumpy(center: Point, half: Vec2, dice: &mut Dice) -> BezPath {
    let bumps = ((half.x + half.y) * 8.0) as usize + 4;
    let points: Vec<Point> = (0..2 * bumps)
        .map(|i| {
            let way = polar(PI * i as f64 / bumps as f64, 1.0);
            let reach = if i % 2 == 0 { dice.range(0.97, 1.1) } else { dice.range(0.82, 0.93) };
            center + Vec2::new(way.x * half.x, way.y * half.y) * reach
        })
        .collect();
    smooth(&points, true)
}

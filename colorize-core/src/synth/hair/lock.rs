use kurbo::{BezPath, Point, Vec2};

use super::{
    super::{
        curve::{arched, between, left, lock, smooth},
        dice::Dice,
        head::Head,
        portable::Portable as _,
        scene::{Scene, layer},
    },
    Cut, Hair,
};

impl Hair {
    /// Locks before the ears.
    pub(super) fn side_locks(&self, scene: &mut Scene, head: &Head, dice: &mut Dice) {
        let long = if matches!(self.cut, Cut::Long | Cut::Twins) {
            dice.range(0.6, 1.9)
        } else {
            dice.range(0.4, 0.9)
        };
        let width = dice.range(0.25, 0.42);
        let pairs = dice.count(1, 2);
        scene.on(layer::HAIR - 0.3);
        for side in [-1.0, 1.0] {
            let angle = side * 1.3 + head.yaw;
            if angle.cosine() < 0.0 {
                continue;
            }
            let x = angle.sine() * head.wide * 1.03;
            let root = Point::new(x, -0.6);
            let tip = Point::new(x * 0.97 + dice.around(0.25), long);
            for i in 0..pairs {
                let share = if i == 0 { 1.0 } else { dice.range(0.45, 0.8) };
                let tip = root.lerp(tip, share) + Vec2::new(-side * 0.14 * i as f64, 0.0);
                let wide = width * (0.5 + angle.cosine()).clamp(0.6, 1.2) * share;
                let path = lock(root, tip, wide, dice.around(0.08));
                let strand =
                    arched(root.lerp(tip, 0.9), root.lerp(tip, dice.range(0.2, 0.6)), dice.around(0.1));
                scene.put(self.shape(path).line(strand, 0.7).casting(0.04));
            }
        }
    }

    /// Locks that fall from the temples over the shoulders onto the chest.
    pub(super) fn falls(&self, scene: &mut Scene, head: &Head, dice: &mut Dice) {
        scene.on(layer::HAIR - 0.4);
        let sides = if dice.chance(0.4) { &[-1.0, 1.0][..] } else { &[dice.side()][..] };
        for side in sides {
            let x = (side * 1.25 + head.yaw).sine() * head.wide * 1.02;
            let wave = dice.range(0.0, 0.22) * dice.side();
            for _ in 0..dice.count(1, 4) {
                let root = Point::new(x + dice.around(0.12), dice.range(-0.3, 0.3));
                let tip = Point::new(x * 0.95 + dice.around(0.5), dice.range(1.4, 2.7));
                let width = dice.range(0.14, 0.34);
                let sides = strand(root, tip, width, wave + dice.around(0.06));
                let [left, right] = &sides;
                let mut fall = self.shape(between(left, right)).bare().edge(left.clone()).edge(right.clone());
                if dice.chance(0.6) {
                    let [inner, _] = strand(root.lerp(tip, 0.3), root.lerp(tip, 0.9), width * 0.2, wave);
                    fall = fall.line(inner, 0.6);
                }
                scene.put(fall.casting(0.05));
            }
        }
    }
}

/// Both sides of a lock that swings to and fro on its way from `root` to its thin end at `tip`: `wave` is how far.
fn strand(root: Point, tip: Point, width: f64, wave: f64) -> [BezPath; 2] {
    let way = tip - root;
    let across = left(way).normalize();
    [-0.5, 0.5].map(|side| {
        let points: Vec<Point> = (0..=6)
            .map(|i| {
                let t = f64::from(i) / 6.0;
                let thick = width * ((1.0 - t) * (0.45 + 1.6 * t)).max(0.0);
                root + way * t + across * (wave * (t * 5.5).sine() + side * thick)
            })
            .collect();
        smooth(&points, false)
    })
}

use std::f64::consts::{FRAC_PI_2, PI};

use kurbo::{BezPath, Point, Vec2};

use super::{
    cast::Cast,
    curve::{arched, between, lock, mix, polar, smooth},
    dice::Dice,
    head::Head,
    palette::toned,
    portable::Portable as _,
    scene::{Scene, Shape, Tint, layer},
};
use crate::Label;

mod curl;
mod lock;
mod tail;

/// The cut of the hair.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Cut {
    /// No hair.
    Bald,
    /// Under a finger long.
    Shaved,
    /// Over the ears at most.
    Short,
    /// To the chin.
    Bob,
    /// To the back.
    Long,
    /// One tail.
    Ponytail,
    /// Two tails.
    Twins,
    /// One or two knots.
    Bun,
    /// One or two plaits.
    Braid,
    /// Upright.
    Spiky,
    /// Short, in curls.
    Curly,
    /// A ball of curls.
    Afro,
    /// Curls to the shoulders.
    Ringlets,
}

/// Hair to draw. Lengths are in the units of a head.
#[derive(Clone, Debug)]
pub struct Hair {
    /// The cut.
    pub cut: Cut,
    /// The colour.
    pub color: [u8; 3],
    /// Whether it hides the ears.
    pub over_ears: bool,
    volume: f64,
    fringe: f64,
    locks: usize,
    length: f64,
    parting: f64,
    curl: f64,
    strands: usize,
    glint: bool,
    /// Locks of the fringe are outlined one by one.
    layered: bool,
    /// It ends in points.
    pointed: bool,
    /// Single hairs stand off.
    stray: usize,
    band: Option<[u8; 3]>,
    /// Locks lie on the chest.
    falls: bool,
}

impl Hair {
    /// Rolls hair; `band` is the colour of what ties it.
    pub fn roll(cast: Cast, color: [u8; 3], woman: bool, band: [u8; 3], dice: &mut Dice) -> Self {
        use Cut::{
            Afro, Bald, Bob, Braid, Bun, Curly, Long, Ponytail, Ringlets, Shaved, Short, Spiky, Twins,
        };
        let cut = if cast.usual && woman {
            dice.pick(&[
                Bob, Bob, Bob, Bob, Long, Long, Long, Long, Long, Long, Long, Ponytail, Ponytail, Twins,
                Twins, Bun, Braid, Short, Short, Ringlets,
            ])
        } else if cast.usual {
            dice.pick(&[Short, Short, Short, Short, Short, Spiky, Bob, Bob, Long, Curly, Shaved, Ponytail])
        } else if woman {
            dice.pick(&[
                Bob, Bob, Long, Long, Long, Ponytail, Ponytail, Twins, Bun, Braid, Short, Curly, Afro,
                Ringlets, Ringlets,
            ])
        } else {
            dice.pick(&[
                Short, Short, Spiky, Spiky, Shaved, Shaved, Curly, Bob, Long, Bald, Bald, Afro, Ponytail,
            ])
        };
        let length = match cut {
            Bob => dice.range(0.7, 1.3),
            Long => dice.range(1.5, 4.0),
            _ => dice.range(1.2, 3.0),
        };
        let covers = match cut {
            Bob | Long | Twins => 0.8,
            Bald | Shaved => 0.0,
            _ => 0.3,
        };
        Self {
            cut,
            color,
            over_ears: dice.chance(covers),
            volume: if cut == Shaved { 1.03 } else { dice.range(1.08, 1.25) },
            fringe: match dice.count(0, 3) {
                0 => dice.range(-0.25, -0.1),
                _ if cast.anime => dice.range(0.15, 0.55),
                _ => dice.range(-0.1, 0.45),
            },
            pointed: dice.chance(if cast.anime { 0.75 } else { 0.4 }),
            locks: dice.count(3, 8),
            length,
            parting: dice.around(0.6),
            curl: if dice.chance(0.4) { dice.range(0.05, 0.2) } else { 0.0 },
            strands: dice.count(0, 9),
            glint: dice.chance(0.45),
            layered: dice.chance(if cast.anime { 0.55 } else { 0.3 }),
            stray: if dice.chance(0.3) { dice.count(2, 7) } else { 0 },
            band: dice.chance(0.7).then_some(band),
            falls: matches!(cut, Long | Ponytail | Bun | Twins) && dice.chance(0.5),
        }
    }

    /// Draws all hair.
    pub fn draw(&self, scene: &mut Scene, head: &Head, dice: &mut Dice) {
        if self.cut == Cut::Bald {
            return;
        }
        self.back(scene, head, &mut dice.fork());
        self.tied(scene, head, &mut dice.fork());
        if matches!(self.cut, Cut::Curly | Cut::Afro | Cut::Ringlets) {
            self.curls(scene, head, &mut dice.fork());
        } else {
            self.cap(scene, head, &mut dice.fork());
        }
        let mut forks = [dice.fork(), dice.fork()];
        if self.over_ears && head.faces_us() {
            self.side_locks(scene, head, &mut forks[0]);
        }
        if self.falls && head.faces_us() && !head.in_profile() {
            self.falls(scene, head, &mut forks[1]);
        }
    }

    fn shape(&self, path: BezPath) -> Shape {
        Shape::new("hair", Label::Hair, self.color, path).deep(0.05)
    }

    /// The mass behind neck and shoulders; before the body when the head is seen from behind.
    fn back(&self, scene: &mut Scene, head: &Head, dice: &mut Dice) {
        let long = match self.cut {
            Cut::Bob | Cut::Long => self.length,
            Cut::Twins | Cut::Braid | Cut::Bun | Cut::Ponytail => 0.45,
            Cut::Short | Cut::Spiky => 0.5,
            _ => return,
        };
        let (shift, narrow) = behind(head, 0.28);
        let wide = narrow * head.wide * self.volume * if long > 1.4 { dice.range(0.95, 1.3) } else { 1.0 };
        let tips = dice.count(3, 7);
        let neck = if long < 0.6 { 0.72 } else { 1.0 };
        let wave = if self.curl > 0.0 && long > 1.0 { dice.range(0.03, 0.12) } else { 0.0 };
        let side = |q: f64| -> Vec<Point> {
            let down = (1..=4).map(|i| {
                let t = f64::from(i) / 4.0;
                let sway = wave * (t * 8.0 + q).sine();
                Point::new(q * wide * mix(1.03, neck, t) + shift + sway, mix(0.1, long * 0.92, t))
            });
            [Point::new(q * wide * 0.97 + shift, -0.4), Point::new(q * wide * 1.03 + shift, 0.1)]
                .into_iter()
                .chain(down)
                .collect()
        };
        let (left, right) = (side(-1.0), side(1.0));
        let mut hem = vec![left[left.len() - 1]];
        for i in 1..2 * tips {
            let t = i as f64 / tips as f64 - 1.0;
            let drop = if i % 2 == 1 { dice.range(0.08, 0.32) * long.min(1.3) } else { dice.around(0.06) };
            let sway = dice.around(0.06);
            hem.push(Point::new(t * wide * neck * 0.98 + shift + sway, long + drop - 0.15 * t.abs()));
        }
        hem.push(right[right.len() - 1]);
        scene.on(if head.faces_us() { layer::HAIR_BEHIND } else { layer::HAIR - 1.0 });
        let mut path = smooth(&left, false);
        let hem = if self.pointed { pointed(&hem) } else { smooth(&hem, false) };
        path.extend(hem.elements()[1..].iter().copied());
        path.extend(smooth(&right, false).reverse_subpaths().elements()[1..].iter().copied());
        let crown = |q: f64| Point::new(q * wide * 0.85 + shift, -1.4);
        path.curve_to(crown(1.0), crown(-1.0), left[0]);
        path.close_path();
        let strands: Vec<_> = (0..self.strands)
            .map(|_| {
                let x = dice.around(wide * 0.9);
                let from = Point::new(x * 0.8 + shift, long * dice.range(0.1, 0.5));
                let to = Point::new(x + shift, long * dice.range(0.7, 1.05));
                // A strand is drawn from either of its ends, and stops on its way.
                if dice.chance(0.5) {
                    arched(to, from, dice.around(0.1))
                } else {
                    arched(from, to, dice.around(0.1))
                }
            })
            .collect();
        let dim = if head.faces_us() { dice.pick(&[0.0, 0.6, 1.0]) } else { 0.0 };
        scene.put(self.shape(path).lines(strands, 0.7).dimmed(dim));
    }

    /// Where the hair ends above a longitude of the head, 0 at the middle of the face.
    fn hairline(&self, angle: f64) -> f64 {
        let lon = angle.abs();
        let temple = if self.over_ears { 0.3 } else { -0.05 };
        let nape = if matches!(self.cut, Cut::Shaved) { 0.5 } else { 0.75 };
        if lon < 0.8 {
            -0.42
        } else if lon < 1.45 {
            mix(-0.42, temple, (lon - 0.8) / 0.65)
        } else if lon < 1.8 {
            temple - 0.1
        } else {
            mix(temple, nape, ((lon - 1.8) / 0.8).min(1.0))
        }
    }

    /// The hair on the skull, down to the fringe.
    fn cap(&self, scene: &mut Scene, head: &Head, dice: &mut Dice) {
        let wide = head.wide * self.volume;
        let yaw = if head.in_profile() { head.looks() * FRAC_PI_2 } else { head.yaw };
        let tips = self.locks.max(3);
        let mut low = Vec::new();
        let mut ends = Vec::new();
        for i in 0..=2 * tips {
            let seen = (i as f64 / tips as f64 - 1.0) * FRAC_PI_2 * 0.98;
            let mut angle = seen - yaw;
            if angle.abs() > PI {
                angle -= angle.signum() * 2.0 * PI;
            }
            let fringe = if angle.abs() < 1.3 && self.cut != Cut::Shaved { self.fringe } else { 0.03 };
            let off = (angle - self.parting) / 0.25;
            let part = 1.0 / (1.0 + off * off);
            let hang = if i % 2 == 1 { fringe + dice.around(0.12) } else { fringe * 0.3 - 0.06 }
                * (1.0 - 0.7 * part);
            let sway = if i % 2 == 1 { dice.around(0.1) } else { 0.0 };
            let x = seen.sine() * wide + sway * (1.0 - (seen.sine()).abs());
            let point = Point::new(x, self.hairline(angle) + hang);
            if i % 2 == 0 && i > 0 && i < 2 * tips {
                ends.push(point);
            }
            low.push(point);
        }
        let (start, end) = (low[0], low[low.len() - 1]);
        let shift = if head.in_profile() { -0.12 * head.looks() } else { 0.0 };
        let top = if self.cut == Cut::Spiky {
            let spikes = dice.count(5, 10);
            let mut points = vec![start];
            for i in 0..=2 * spikes {
                let angle = PI + PI * (i as f64 + 0.5) / (2.0 * spikes as f64 + 1.0);
                let far = if i % 2 == 0 { dice.range(1.2, 1.55) } else { 1.02 };
                points.push(
                    Point::new(shift, -0.12) + polar(angle + dice.around(0.08), far * self.volume * 0.92),
                );
            }
            points.push(end);
            super::curve::angular(&points, false)
        } else {
            let crown = -1.05 * self.volume;
            let mut path = BezPath::new();
            path.move_to(start);
            path.curve_to((-wide * 1.04 + shift, -0.75), (-wide * 0.65 + shift, crown), (shift, crown));
            path.curve_to((wide * 0.65 + shift, crown), (wide * 1.04 + shift, -0.75), (end.x, end.y));
            path
        };
        let hem = if self.cut == Cut::Shaved { smooth(&low, false) } else { pointed(&low) };
        let area = between(&top, &hem);
        let whorl = Point::new(-yaw.sine() * 0.3 + self.parting * 0.4, -self.volume);
        let mut strands: Vec<_> = ends
            .iter()
            .filter(|_| self.cut != Cut::Shaved)
            .map(|end| arched(*end, end.lerp(whorl, dice.range(0.25, 0.7)), dice.around(0.14)))
            .collect();
        for _ in 0..self.strands {
            let to = low[dice.count(0, low.len() - 1)];
            let from = whorl.lerp(to, dice.range(0.2, 0.5));
            strands.push(arched(from, from.lerp(to, dice.range(0.4, 0.9)), dice.around(0.2)));
        }
        if self.cut == Cut::Shaved && dice.chance(0.5) {
            strands.clear();
        }
        scene.on(layer::HAIR);
        scene.put(self.shape(area).lines(strands, 0.75).casting(0.06));
        if self.layered && self.cut != Cut::Shaved {
            for tip in low.iter().skip(1).step_by(2) {
                let root = tip.lerp(whorl, dice.range(0.4, 0.8));
                let end = *tip + Vec2::new(dice.around(0.1), dice.range(0.0, 0.08));
                let path = lock(root, end, dice.range(0.16, 0.36), dice.around(0.18));
                let mut edge = path.clone();
                edge.pop();
                scene.put(self.shape(path).bare().edge(edge).joining());
            }
        }
        let strays = (0..self.stray).map(|_| {
            let from = whorl.lerp(low[dice.count(0, low.len() - 1)], dice.range(0.0, 1.0));
            arched(from, from + polar(dice.range(-PI, PI), dice.range(0.15, 0.4)), dice.around(0.5))
        });
        let strays: Vec<_> = strays.collect();
        scene.draw("stray hairs", strays, 0.5, None);
        if self.glint {
            let y = -0.75 * self.volume;
            let band = between(
                &arched(Point::new(-wide * 0.7, y + 0.15), Point::new(wide * 0.7, y + 0.15), 0.12),
                &arched(Point::new(-wide * 0.7, y + 0.18), Point::new(wide * 0.7, y + 0.18), 0.05),
            );
            if self.layered {
                scene.draw("sheen", [band.clone()], 0.6, None);
            }
            scene.stain(Tint {
                path: band,
                label: Label::Hair,
                color: toned(self.color, 1.5),
                strength: 0.7,
            });
        }
        if dice.chance(0.25) && self.cut != Cut::Shaved {
            let tip = whorl + Vec2::new(dice.around(0.5), -dice.range(0.15, 0.4));
            scene.put(self.shape(lock(whorl + Vec2::new(0.0, 0.1), tip, 0.14, 0.3)));
        }
    }
}

/// How far a mass behind the head is shifted, `by` where the head is turned, and how much of its width shows: in
/// profile it hangs behind the face, not before it.
fn behind(head: &Head, by: f64) -> (f64, f64) {
    if head.in_profile() { (-0.5 * head.looks(), 0.66) } else { (-head.yaw.sine() * by, 1.0) }
}

/// Joins places by arches that meet in points: tips of locks.
fn pointed(places: &[Point]) -> BezPath {
    let mut path = BezPath::new();
    path.move_to(places[0]);
    for pair in places.windows(2) {
        let (from, to) = (pair[0], pair[1]);
        let low = from.y.max(to.y);
        let bend = Point::new(
            mix(from.x, to.x, if to.y > from.y { 0.25 } else { 0.75 }),
            mix(from.midpoint(to).y, low, 0.6),
        );
        path.quad_to(bend, to);
    }
    path
}

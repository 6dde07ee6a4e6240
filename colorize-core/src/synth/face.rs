use kurbo::{BezPath, Point, Vec2};

use super::{
    age,
    curve::{arched, between, ellipse, smooth},
    dice::Dice,
    eye::EyeManner,
    head::Head,
    muzzle,
    palette::{Palette, toned},
    portable::Portable as _,
    scene::{Scene, Shape, Tint, layer},
};
use crate::Label;

/// What a face is like.
#[derive(Clone, Copy, Debug)]
pub struct Looks {
    /// A woman's or a girl's.
    pub woman: bool,
    /// No child's.
    pub grown: bool,
    /// Wrinkled.
    pub old: bool,
    /// Of an animal that walks upright.
    pub furred: bool,
    /// As comics draw them.
    pub anime: bool,
}

/// Draws what a face shows on `head`. Gives the height of the eyes.
///
/// The eyes are `open`, 0 to 1, of how they are by nature.
pub fn draw(
    scene: &mut Scene,
    head: &Head,
    colors: &Palette,
    looks: Looks,
    open: f64,
    dice: &mut Dice,
) -> f64 {
    let Looks { woman, grown, old, furred, anime } = looks;
    let manner = EyeManner::roll(colors.eye, colors.hair, woman, anime, dice).lidded(open);
    let eyes = if anime { dice.range(0.12, 0.3) } else { dice.range(0.02, 0.22) };
    if !head.faces_us() {
        return eyes;
    }
    scene.on(layer::FACE);
    blush(scene, head, eyes, dice);
    let mouth = head.chin * if anime { dice.range(0.7, 0.78) } else { dice.range(0.64, 0.72) };
    if furred {
        muzzle::draw(scene, head, mouth, toned(head.skin, 1.25), colors.mouth, dice);
    } else {
        nose(scene, head, eyes.midpoint(mouth) + 0.06, anime, colors, dice);
    }
    if old {
        age::wrinkles(scene, head, eyes, mouth, dice);
    }
    match dice.count(0, 24) {
        0 | 1 => age::freckles(scene, head, eyes, dice),
        2 => age::scar(scene, head, eyes, dice),
        _ => {}
    }
    let lips = if head.in_profile() {
        Some((Point::new(head.looks() * 0.56, 0.6), 0.6))
    } else {
        head.at(0.0, mouth).map(|(at, squash)| (Point::new(at.x * 0.9, mouth), squash))
    };
    let lips = lips.filter(|_| !furred).map(|(at, squash)| (Point::new(at.x, mouth.max(at.y)), squash));
    if grown && !woman && !furred && dice.chance(if old { 0.5 } else { 0.32 }) {
        scene.on(layer::FACE + 0.4);
        beard(scene, head, mouth, toned(colors.hair, 0.85), dice);
    }
    if let Some((at, squash)) = lips {
        draw_mouth(scene, at, squash * if anime { 0.75 } else { 1.0 }, anime, colors, dice);
    }
    let wink = dice.chance(0.04);
    let brow = Brow::roll(woman, dice);
    for side in [-1.0, 1.0] {
        let gap = 0.5;
        scene.side = if side < 0.0 { 1 } else { 2 };
        let Some((at, squash)) = head.at(side * gap, eyes) else { continue };
        if head.in_profile() && side == head.looks() {
            continue;
        }
        let at = if head.in_profile() { Point::new(head.looks() * 0.45, at.y) } else { at };
        let squash = if head.in_profile() { 0.55 } else { squash.raised(0.8) };
        // The far eye stays on the face.
        let reach = head.wide * (0.94 - 0.17 * head.yaw.sine().abs())
            - manner.wide * squash * if anime { 1.12 } else { 1.0 };
        let at = if head.in_profile() { at } else { Point::new(at.x.clamp(-reach, reach), at.y) };
        scene.on(layer::FACE + 1.0);
        if !(wink && side > 0.0) {
            manner.draw(scene, at, squash, side);
        }
        scene.on(if brow.over_hair { layer::HAIR + 0.8 } else { layer::FACE + 1.5 });
        brow.draw(
            scene,
            at - Vec2::new(0.0, manner.high + brow.rise),
            manner.wide * squash,
            side,
            colors.hair,
        );
    }
    scene.side = 0;
    eyes
}

struct Brow {
    thick: f64,
    rise: f64,
    anger: f64,
    over_hair: bool,
    solid: bool,
}

impl Brow {
    fn roll(woman: bool, dice: &mut Dice) -> Self {
        Self {
            thick: if woman { dice.range(0.025, 0.05) } else { dice.range(0.04, 0.1) },
            rise: dice.range(0.12, 0.26),
            anger: dice.around(0.16),
            over_hair: dice.chance(0.25),
            solid: dice.chance(0.5),
        }
    }

    fn draw(&self, scene: &mut Scene, at: Point, wide: f64, side: f64, hair: [u8; 3]) {
        let place = |x: f64, y: f64| at + Vec2::new(x * wide * side, y - x * self.anger);
        let top = smooth(&[place(-1.0, 0.0), place(0.2, -0.1 - self.thick), place(1.15, 0.02)], false);
        let low = smooth(&[place(-1.0, self.thick), place(0.2, -0.08), place(1.15, 0.02)], false);
        scene.put(
            Shape::new("brow", Label::Brow, toned(hair, 0.8), between(&top, &low))
                .thin(0.8)
                .deep(0.0)
                .inked(self.solid),
        );
    }
}

fn blush(scene: &mut Scene, head: &Head, eyes: f64, dice: &mut Dice) {
    if !dice.chance(0.4) {
        return;
    }
    let (strength, lines) = (dice.range(0.2, 0.6), dice.chance(0.3));
    for side in [-1.0, 1.0] {
        let Some((at, squash)) = head.at(side * 0.75, eyes + 0.35) else { continue };
        let path = ellipse(at, 0.18 * squash, 0.08, 0.0);
        scene.stain(Tint { path: path.clone(), label: Label::Face, color: [235, 110, 110], strength });
        if lines {
            let dashes = (-1..=1).map(|i| {
                let from = at + Vec2::new(f64::from(i) * 0.09 * squash + 0.03, -0.05);
                arched(from, from + Vec2::new(-0.06, 0.1), 0.0)
            });
            scene.put(Shape::new("blush", Label::Face, head.skin, path).bare().lines(dashes, 0.7).deep(0.0));
        }
    }
}

fn nose(scene: &mut Scene, head: &Head, y: f64, anime: bool, colors: &Palette, dice: &mut Dice) {
    let q = head.looks();
    let kind = if anime { dice.pick(&[0, 1, 1, 3, 5, 5, 5, 6]) } else { dice.count(0, 5) };
    if head.in_profile() {
        let path = smooth(
            &[(0.72, 0.1), (0.845, 0.33), (0.75, 0.41), (0.66, 0.4), (0.64, 0.28)]
                .map(|(x, y)| Point::new(x * q, y)),
            true,
        );
        let wing = arched(Point::new(0.66 * q, 0.28), Point::new(0.68 * q, 0.4), 0.25 * q);
        scene.put(
            Shape::new("nose", Label::Nose, colors.skin, path).bare().within(&head.outline()).line(wing, 0.7),
        );
        return;
    }
    let Some((at, _)) = head.at(0.0, y) else { return };
    let at = Point::new(at.x * 1.12, y);
    let side = if head.yaw.abs() > 0.15 { q } else { dice.side() };
    let place = |x: f64, y: f64| at + Vec2::new(x * side, y);
    let size = dice.range(0.8, 1.2) * if anime { 0.6 } else { 1.0 };
    let area = smooth(&[place(-0.1, 0.05), place(0.0, -0.16), place(0.12, 0.03), place(0.02, 0.1)], true);
    let shape = Shape::new("nose", Label::Nose, colors.skin, area).bare();
    let shape = match kind {
        0 => shape.edge(arched(place(-0.06, 0.04), place(0.07, 0.03), -0.25 * side)).thin(0.8),
        1 => shape
            .edge(smooth(&[place(0.0, -0.3 * size), place(0.1, 0.0), place(-0.03, 0.06)], false))
            .thin(0.8),
        2 => shape
            .edge(arched(place(-0.13, 0.02), place(-0.05, 0.06), 0.3 * side))
            .edge(arched(place(-0.05, 0.07), place(0.06, 0.07), -0.2 * side))
            .edge(arched(place(0.07, 0.06), place(0.13, 0.0), 0.3 * side))
            .thin(0.7),
        3 => {
            let dots = [-0.05, 0.05].map(|x| ellipse(place(x, 0.05), 0.018, 0.014, 0.0));
            shape.edge(dots[0].clone()).edge(dots[1].clone()).thin(0.8)
        }
        // A dot, a tick, or nothing.
        5 => shape.edge(arched(place(0.0, -0.03), place(0.04, 0.05), 0.2 * side)).thin(0.8),
        6 => shape,
        _ => shape
            .edge(smooth(
                &[
                    place(-0.02, -0.42),
                    place(0.05, -0.2),
                    place(0.11, 0.0),
                    place(0.05, 0.08),
                    place(-0.04, 0.06),
                ],
                false,
            ))
            .thin(0.8),
    };
    scene.put(shape);
}

fn draw_mouth(scene: &mut Scene, at: Point, squash: f64, anime: bool, colors: &Palette, dice: &mut Dice) {
    let wide = dice.range(0.1, 0.27) * squash;
    let smile = dice.range(-0.08, 0.14);
    let place = |x: f64, y: f64| at + Vec2::new(x * wide, y);
    let upper =
        smooth(&[place(-1.0, -smile * 0.5), place(0.0, smile * 0.4), place(1.0, -smile * 0.5)], false);
    let put = |scene: &mut Scene, color: [u8; 3], path: BezPath| {
        scene.put(Shape::new("mouth", Label::Mouth, color, path).thin(0.85).deep(0.0));
    };
    let kind = if anime { dice.pick(&[0, 0, 0, 2, 2, 3]) } else { dice.count(0, 4) };
    match kind {
        0 | 1 => {
            let thick = dice.range(0.015, 0.03);
            let lower = smooth(
                &[place(-1.0, -smile * 0.5), place(0.0, smile * 0.4 + thick), place(1.0, -smile * 0.5)],
                false,
            );
            let line =
                Shape::new("mouth", Label::Mouth, colors.mouth, between(&upper, &lower)).bare().edge(upper);
            let under = at + Vec2::new(0.0, smile.abs() * 0.5 + 0.12);
            let lip = arched(under - Vec2::new(wide * 0.35, 0.0), under + Vec2::new(wide * 0.35, 0.0), -0.1);
            scene.put(if dice.chance(0.4) { line.edge(lip) } else { line }.thin(0.9));
        }
        2 | 3 => {
            let open = dice.range(0.08, 0.3);
            let lower = smooth(
                &[
                    place(-1.0, -smile * 0.5),
                    place(-0.5, open * 0.85),
                    place(0.5, open * 0.85),
                    place(1.0, -smile * 0.5),
                ],
                false,
            );
            let area = between(&upper, &lower);
            put(scene, colors.mouth, area.clone());
            if dice.chance(0.5) {
                let tongue = ellipse(at + Vec2::new(0.0, open), wide * 0.6, open * 0.4, 0.0);
                scene.put(
                    Shape::new("tongue", Label::Mouth, [228, 132, 132], tongue)
                        .thin(0.6)
                        .within(&area)
                        .deep(0.0),
                );
            }
            if dice.chance(0.5) {
                let teeth = smooth(
                    &[
                        place(-1.0, smile * -0.5),
                        place(-0.5, 0.06),
                        place(0.5, 0.06),
                        place(1.0, smile * -0.5),
                        place(0.0, -0.1),
                    ],
                    true,
                );
                scene.put(
                    Shape::new("teeth", Label::Mouth, [244, 243, 240], teeth)
                        .thin(0.6)
                        .within(&area)
                        .deep(0.0),
                );
            }
        }
        _ => {
            let lower =
                smooth(&[place(-1.0, -smile * 0.5), place(0.0, 0.11), place(1.0, -smile * 0.5)], false);
            let bow = smooth(
                &[
                    place(-1.0, -smile * 0.5),
                    place(-0.25, -0.06),
                    place(0.0, -0.035),
                    place(0.25, -0.06),
                    place(1.0, -smile * 0.5),
                ],
                false,
            );
            put(scene, toned(colors.skin, 0.8).map(|c| c.saturating_sub(10)), between(&bow, &lower));
            scene.put(
                Shape::new("lips", Label::Mouth, colors.mouth, between(&bow, &lower))
                    .bare()
                    .edge(upper)
                    .deep(0.0),
            );
        }
    }
}

fn beard(scene: &mut Scene, head: &Head, mouth: f64, color: [u8; 3], dice: &mut Dice) {
    let outline = head.outline();
    let long = dice.range(0.0, 0.35);
    let x = if head.in_profile() { head.looks() * 0.5 } else { head.yaw.sine() * 0.4 };
    let put = |scene: &mut Scene, shape: Shape| scene.put(shape.deep(0.03));
    let full = dice.chance(0.5);
    if full {
        let w = head.wide;
        let top: Vec<Point> = [
            (-1.05, 0.05),
            (-0.75, 0.4),
            (-0.35, mouth - 0.14),
            (0.35, mouth - 0.14),
            (0.75, 0.4),
            (1.05, 0.05),
        ]
        .map(|(q, y)| Point::new(q * w + x * (1.0 - q.abs() * 0.6), y))
        .to_vec();
        let mut low = vec![Point::new(-w * 1.05, 0.05), Point::new(-w * 0.85 + x * 0.2, 0.7)];
        for i in 0..7 {
            let t = f64::from(i) / 3.0 - 1.0;
            let tip = if i % 2 == 1 { 0.1 } else { 0.0 };
            low.push(Point::new(x + t * 0.45, head.chin + long * (1.0 - t * t) + tip));
        }
        low.extend([Point::new(w * 0.85 + x * 0.2, 0.7), Point::new(w * 1.05, 0.05)]);
        let area = between(&smooth(&top, false), &smooth(&low, false));
        let strands: Vec<_> = (0..5)
            .map(|_| {
                let from = Point::new(x + dice.around(0.5), mouth + dice.range(0.1, 0.3));
                arched(from, from + Vec2::new(dice.around(0.1), 0.25), 0.1)
            })
            .collect();
        let shape = Shape::new("beard", Label::Beard, color, area).lines(strands, 0.7);
        put(scene, if long < 0.12 { shape.within(&outline) } else { shape });
    } else if dice.chance(0.7) {
        let chin = head.chin;
        let goatee = smooth(
            &[
                (-0.2, mouth + 0.14),
                (0.2, mouth + 0.14),
                (0.17, chin + long * 0.5),
                (0.0, chin + 0.06 + long),
                (-0.17, chin + long * 0.5),
            ]
            .map(|(dx, y)| Point::new(x + dx, y)),
            true,
        );
        put(scene, Shape::new("goatee", Label::Beard, color, goatee));
    }
    if full || dice.chance(0.6) {
        for side in [-1.0, 1.0] {
            let place = |dx: f64, dy: f64| Point::new(x + dx * side, mouth + dy);
            let half = smooth(
                &[
                    place(0.0, -0.16),
                    place(0.2, -0.12),
                    place(0.4, 0.06),
                    place(0.18, -0.02),
                    place(0.0, -0.06),
                ],
                true,
            );
            put(scene, Shape::new("moustache", Label::Beard, color, half).within(&outline));
        }
    }
}

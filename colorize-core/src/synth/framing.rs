use std::f64::consts::PI;

use kurbo::{Affine, Point, Vec2};

use super::{action::Moment, cast::Cast, dice::Dice, figure::Figure, scene::Scene, shade::Fade};
use crate::Label;

/// Draws one or two figures and frames them.
pub fn compose(scene: &mut Scene, moment: Moment, dice: &mut Dice) {
    let two = dice.chance(0.07);
    let cast = Cast::roll(dice);
    let mut focus = Vec::new();
    for label in [Label::Hair, Label::Top, Label::Bottom, Label::ClothesOther, Label::Hat, Label::Shoes] {
        let (has, fade) = (dice.chance(0.12), Fade::roll(dice));
        if has {
            scene.fades.push((label, fade));
        }
    }
    for i in 0..if two { 2 } else { 1 } {
        let (view, yaw) = cast.view(dice);
        let [body, head] = moment.turn();
        let figure = Figure::roll(cast, yaw + body, moment, &mut dice.fork());
        let turn =
            (yaw + head + if dice.chance(0.4) { dice.around(0.7) } else { dice.around(0.2) }).clamp(-PI, PI);
        scene.figure = 100.0 * f64::from(i);
        let apart = if two { (f64::from(i) - 0.5) * dice.range(1.4, 2.6) } else { 0.0 };
        scene.space = Affine::translate((apart, dice.around(0.2)));
        let mirrored = Affine::scale_non_uniform(-1.0, 1.0);
        scene.space = if dice.chance(0.5) { scene.space * mirrored } else { scene.space };
        figure.draw(scene, turn, dice.around(0.3), &mut dice.fork());
        focus.push((figure.build.heads, scene.space * figure.head_center()));
        if i == 0 {
            (scene.about.view, scene.about.pose) = (view, figure.pose_family());
        }
    }
    scene.about.figures = focus.len();
    (scene.about.framing, scene.view) = frame(cast, scene.about.view == "back", &focus, dice);
}

/// From heads to the unit square.
fn frame(cast: Cast, behind: bool, focus: &[(f64, Point)], dice: &mut Dice) -> (&'static str, Affine) {
    let heads = focus[0].0;
    let count = focus.len() as f64;
    let middle = focus.iter().fold(Vec2::ZERO, |sum, (_, at)| sum + at.to_vec2()) / count;
    let (name, seen, above) = cast.framing(heads - 1.0, behind, dice);
    let seen = seen * dice.range(0.92, 1.1);
    // Two are seen both, or there would be nothing between them.
    let apart = focus.iter().map(|(_, at)| (at.x - middle.x).abs() * 2.0).fold(0.0, f64::max);
    let scale = 1.0 / (seen + above).max(if count > 1.0 { apart + 1.0 } else { 0.0 });
    let sideways = if dice.chance(0.15) { dice.around(0.5) } else { dice.around(0.12) };
    let lift = if dice.chance(0.1) { dice.range(-0.5, 0.2) } else { 0.0 };
    let roll = if dice.chance(0.2) { dice.around(0.5) } else { dice.around(0.06) };
    let view = Affine::translate((0.5 + sideways, 0.5))
        * Affine::rotate(roll)
        * Affine::scale(scale)
        * Affine::translate((-middle.x, above - 0.5 / scale + lift));
    (name, view)
}

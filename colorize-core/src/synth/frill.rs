use kurbo::{Point, Vec2};

use super::{
    curve::{arched, between, smooth},
    dice::Dice,
    scene::{Scene, Shape},
};
use crate::Label;

/// Draws a frill that is sewn on along `seam` and hangs `deep` heads to `way`, in as many waves as fit.
pub fn frill(
    scene: &mut Scene,
    (label, color): (Label, [u8; 3]),
    seam: &[Point],
    way: Vec2,
    deep: f64,
    dice: &mut Dice,
) {
    let length: f64 = seam.windows(2).map(|pair| pair[0].distance(pair[1])).sum();
    let waves = (length / (deep * dice.range(0.55, 1.1)).max(0.03)).clamp(3.0, 40.0) as usize;
    let along = |t: f64| {
        let place = t * (seam.len() - 1) as f64;
        let i = (place as usize).min(seam.len() - 2);
        seam[i].lerp(seam[i + 1], place - i as f64)
    };
    let (mut hem, mut gathers) = (Vec::new(), Vec::new());
    for i in 0..=2 * waves {
        let t = i as f64 / (2 * waves) as f64;
        let reach = deep * if i % 2 == 0 { dice.range(0.8, 0.92) } else { dice.range(0.98, 1.12) };
        let spread = (t - 0.5) * 0.2 * deep;
        let out = along(t) + way * reach + Vec2::new(spread, 0.0);
        hem.push(out);
        if i % 2 == 0 && i > 0 && i < 2 * waves && dice.chance(0.75) {
            let upward = dice.chance(0.6);
            let (from, to) = if upward { (out, along(t)) } else { (along(t), out) };
            gathers.push(arched(from, from.lerp(to, dice.range(0.4, 0.9)), dice.around(0.1)));
        }
    }
    let (seam, hem) = (smooth(seam, false), smooth(&hem, false));
    let shape = Shape::new("frill", label, color, between(&seam, &hem)).thin(0.85).deep(0.03);
    scene.put(shape.lines(gathers, 0.7).casting(0.03));
}

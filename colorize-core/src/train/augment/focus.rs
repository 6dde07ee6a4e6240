//! Where close-ups look.

use rand::Rng;

use crate::Label;
use crate::train::pairs::{Pair, UNKNOWN};

/// How often a close-up is of a part, beside the others that the drawing shows: most of hands, faces and what is small.
/// `None` is a part of the figure that nobody knows.
fn weight(kind: Option<Label>) -> f64 {
    match kind {
        Some(Label::Background) => 0.1,
        Some(Label::BodySkin) => 3.0,
        Some(Label::Face | Label::Eye | Label::Mouth | Label::Accessory | Label::Gloves | Label::Shoes) => {
            2.0
        }
        _ => 1.0,
    }
}

/// How often a close-up is of a border of two parts: hems, hairlines, outlines.
const BORDER: f64 = 5.0;

/// A random pixel of `pair`, (column, row): first a part is drawn, or a border, then a pixel of it. So a mouth gets its
/// share beside a coat.
pub fn focus(pair: &Pair, rng: &mut impl Rng) -> (usize, usize) {
    let (width, height) = (pair.labels.width(), pair.labels.height());
    let (labels, colors) = (pair.labels.as_slice(), pair.flat_index.as_slice());
    // Where no label is known, the colour tells the ground from the figure.
    let part = |i: usize| if labels[i] == UNKNOWN && colors[i] == 0 { 0 } else { labels[i] };
    let is_border = |i: usize| {
        let differs = |j: usize| {
            part(j) != part(i) || (labels[i] == UNKNOWN && labels[j] == UNKNOWN && colors[i] != colors[j])
        };
        (i % width + 1 < width && differs(i + 1)) || (i + width < labels.len() && differs(i + width))
    };
    let (mut areas, mut border) = ([0usize; 256], 0);
    for i in 0..labels.len() {
        areas[usize::from(part(i))] += 1;
        border += usize::from(is_border(i));
    }
    let shown = |area: usize, weight: f64| if area > 0 { weight } else { 0.0 };
    let weights: Vec<f64> =
        areas.iter().enumerate().map(|(label, &area)| shown(area, weight(pair.kind(label as u8)))).collect();
    let mut at = rng.random_range(0.0..weights.iter().sum::<f64>() + shown(border, BORDER));
    let chosen = weights.iter().position(|weight| {
        at -= weight;
        at < 0.0
    });
    let found = match chosen {
        Some(label) => {
            let nth = rng.random_range(0..areas[label]);
            (0..labels.len()).filter(|&i| usize::from(part(i)) == label).nth(nth)
        }
        None if border > 0 => {
            let nth = rng.random_range(0..border);
            (0..labels.len()).filter(|&i| is_border(i)).nth(nth)
        }
        // The sum was rounded up.
        None => None,
    };
    let found = found.unwrap_or(height / 2 * width + width / 2);
    (found % width, found / width)
}

#[cfg(test)]
mod tests {
    use rand::SeedableRng;
    use rand_chacha::ChaCha8Rng;

    use super::*;
    use crate::Plane;

    /// 96 x 96: ground, a coat in the middle, a hand of 4 x 4 pixels beside it. Without labels if not `known`.
    fn pair(known: bool) -> Pair {
        let kind = |x: usize, y: usize| match (x, y) {
            (32..64, 20..96) => Label::Top,
            (70..74, 50..54) => Label::BodySkin,
            _ => Label::Background,
        };
        let flat = Plane::from_fn(96, 96, |x, y| match kind(x, y) {
            Label::Background => [255; 3],
            Label::Top => [40, 60, 160],
            _ => [250, 210, 180],
        });
        let labels = Plane::from_fn(96, 96, |x, y| kind(x, y).id());
        Pair::new("p", "s", Plane::filled(96, 96, 0), &flat, flat.clone(), known.then_some(labels)).unwrap()
    }

    fn looks(pair: &Pair, at: impl Fn(usize, usize) -> bool) -> usize {
        let mut rng = ChaCha8Rng::seed_from_u64(4);
        (0..1000).map(|_| focus(pair, &mut rng)).filter(|&(x, y)| at(x, y)).count()
    }

    #[test]
    fn a_small_hand_is_looked_at_as_often_as_a_coat() {
        let pair = pair(true);
        let of = |label: Label| looks(&pair, |x, y| pair.labels.get(x, y) == label.id());
        let (hand, coat, ground) = (of(Label::BodySkin), of(Label::Top), of(Label::Background));
        assert!(hand > 270 && coat > 150 && ground > 10 && ground < 350, "{hand} {coat} {ground}");
        let hem = looks(&pair, |x, y| (31..64).contains(&x) && (19..21).contains(&y));
        assert!(hem > 60, "{hem} looks at the coat's upper border");
    }

    #[test]
    fn without_labels_close_ups_look_at_the_figure() {
        let pair = pair(false);
        let figure = looks(&pair, |x, y| pair.flat_index.get(x, y) != 0);
        assert!(figure > 300, "{figure} of 1000");
    }

    #[test]
    fn a_drawing_of_ground_alone_has_a_place_to_look_at() {
        let (line, flat) = (Plane::filled(5, 3, 0), Plane::filled(5, 3, [255; 3]));
        let pair = Pair::new("p", "s", line, &flat, flat.clone(), Some(Plane::filled(5, 3, 0))).unwrap();
        assert_eq!(looks(&pair, |x, y| x < 5 && y < 3), 1000);
    }
}

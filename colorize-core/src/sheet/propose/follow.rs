//! A scheme in the colours of a histogram.

use std::collections::BTreeMap;

use crate::histogram::{Histogram, distance};
use crate::label::Label;
use crate::sheet::{ColorSheet, PartColor};
use crate::{Oklch, Rgb};

/// Colours of the histogram that look alike (CIEDE2000) are one.
const ALIKE: f32 = 6.0;
/// Most colours that are taken of it.
const COLORS: usize = 16;
/// Times that every part looks for a better colour.
const PASSES: usize = 6;
/// What a difference to the scheme's own colour costs, beside the distance to the histogram: so that several schemes
/// lead to several proposals.
const KEEP: f32 = 0.12;
/// Parts that touch are to differ by this (CIEDE2000), and what it costs if they do not, for each step.
const CONTRAST: (f32, f32) = (12.0, 0.25);
/// What skin costs that is no skin.
const NO_SKIN: f32 = 60.0;
/// Parts that touch.
const TOUCHING: [(Label, Label); 6] = [
    (Label::Hair, Label::Face),
    (Label::Top, Label::Face),
    (Label::Hair, Label::Top),
    (Label::Top, Label::Bottom),
    (Label::Bottom, Label::Face),
    (Label::Eye, Label::EyeWhite),
];

/// A part of a drawing: its label, which of its colours it takes, and its share of the figure.
pub(crate) type Shown = (Label, usize, f32);

/// The scheme `base` in the colours of a histogram: the parts that a drawing shows take such colours of it that the
/// picture has as much of each as the histogram, or nearly so; eyes, whites and mouths, which fill no picture, keep
/// theirs, and so does skin where the histogram has none.
///
/// By coordinate descent: part after part, the largest first, takes what brings the picture nearest, in the earth
/// mover's distance, or changes with another part, until none finds better; from the scheme's own colours, and from the
/// colours shared out by size, of which the better counts.
pub(crate) fn following(base: &ColorSheet, histogram: &Histogram, shown: &[Shown]) -> ColorSheet {
    let palette = histogram.palette(ALIKE, COLORS);
    let wanted: Vec<Rgb> = palette.iter().map(|(color, _)| *color).collect();
    let mut shares = BTreeMap::<(Label, usize), f32>::new();
    for &(label, piece, share) in shown.iter().filter(|(label, ..)| *label != Label::Background) {
        let key = (label.kin(), piece % base.colors(label).len().max(1));
        *shares.entry(key).or_default() += share;
    }
    let own = |(label, piece): (Label, usize)| base.variant(label, piece);
    let mut parts: Vec<Part> = shares
        .into_iter()
        .map(|(key, share)| {
            let own = own(key);
            let color = if takes(key.0) { nearest(key.0, own, &wanted) } else { own };
            Part { key, share, own, color }
        })
        .collect();
    parts.sort_by(|a, b| b.share.total_cmp(&a.share).then(a.key.cmp(&b.key)));
    let free: Vec<usize> = (0..parts.len()).filter(|&i| takes(parts[i].key.0)).collect();
    let mut other = parts.clone();
    share_out(&mut other, &free, &palette);
    let [one, two] = [&mut parts, &mut other].map(|parts| descend(parts, &free, &palette));
    let parts = if two < one { other } else { parts };
    let mut sheet = base.clone();
    for label in base.labels().filter(|label| takes(*label) && *label != Label::Background) {
        let colors = (0..base.colors(label).len()).map(|piece| {
            let key = (label.kin(), piece);
            let part = parts.iter().find(|part| part.key == key);
            part.map_or_else(|| nearest(label.kin(), own((label, piece)), &wanted), |part| part.color)
        });
        sheet.set(label, colors.map(PartColor::new).collect::<Vec<_>>());
    }
    sheet
}

/// Whether a part takes colours of a histogram: eyes, whites and mouths, which fill no picture, keep their own.
pub(crate) fn takes(label: Label) -> bool {
    !matches!(label, Label::Eye | Label::EyeWhite | Label::Mouth)
}

/// Gives each part, the largest first, the colour of which most is still to be had.
fn share_out(parts: &mut [Part], free: &[usize], palette: &[(Rgb, f32)]) {
    let total: f32 = parts.iter().map(|part| part.share).sum();
    let mut left = palette.to_vec();
    for &i in free {
        let skin = parts[i].key.0 == Label::Face.kin();
        let fit = left.iter_mut().filter(|(color, _)| !skin || is_skin(*color));
        if let Some((color, share)) = fit.max_by(|a, b| a.1.total_cmp(&b.1)) {
            parts[i].color = *color;
            *share -= parts[i].share / total;
        }
    }
}

/// Lets part after part take a better colour, or change with another, until none finds better; gives the cost.
fn descend(parts: &mut [Part], free: &[usize], palette: &[(Rgb, f32)]) -> f32 {
    let mut least = cost(parts, palette);
    for _ in 0..PASSES {
        let before = least;
        for (n, &i) in free.iter().enumerate() {
            for &(color, _) in palette {
                let old = std::mem::replace(&mut parts[i].color, color);
                let cost = if old == color { least } else { cost(parts, palette) };
                if cost < least {
                    least = cost;
                } else {
                    parts[i].color = old;
                }
            }
            for &j in &free[..n] {
                let change = |parts: &mut [Part]| {
                    let (one, other) = (parts[i].color, parts[j].color);
                    (parts[i].color, parts[j].color) = (other, one);
                };
                change(parts);
                let cost = cost(parts, palette);
                if cost < least {
                    least = cost;
                } else {
                    change(parts);
                }
            }
        }
        if least >= before {
            break;
        }
    }
    least
}

/// A part with the colour that it has in the scheme, and now.
#[derive(Clone)]
struct Part {
    key: (Label, usize),
    share: f32,
    own: Rgb,
    color: Rgb,
}

/// The colour that a part begins with: the most like its own; its own where that is skin and there is none.
fn nearest(label: Label, own: Rgb, colors: &[Rgb]) -> Rgb {
    let fit = colors.iter().filter(|color| label != Label::Face.kin() || is_skin(**color));
    fit.min_by(|a, b| a.delta_e(own).total_cmp(&b.delta_e(own))).copied().unwrap_or(own)
}

/// Whether people may have such skin.
fn is_skin(color: Rgb) -> bool {
    let Oklch { l, c, h } = color.to_oklch();
    (0.3..=0.98).contains(&l) && (0.025..=0.15).contains(&c) && (20.0..=95.0).contains(&h)
}

/// How far the parts' colours are from what is wanted, and how wrong they are otherwise.
fn cost(parts: &[Part], palette: &[(Rgb, f32)]) -> f32 {
    let total: f32 = parts.iter().map(|part| part.share).sum();
    if total <= 0.0 {
        return 0.0;
    }
    let colors: Vec<(Rgb, f32)> = parts.iter().map(|part| (part.color, part.share / total)).collect();
    let mut cost = distance(&colors, palette);
    for part in parts {
        cost += KEEP * part.share / total * part.color.delta_e(part.own);
        if part.key.0 == Label::Face.kin() && !is_skin(part.color) && part.color != part.own {
            cost += NO_SKIN;
        }
    }
    let main = |label: Label| parts.iter().find(|part| part.key == (label.kin(), 0)).map(|part| part.color);
    for (a, b) in TOUCHING {
        if let (Some(a), Some(b)) = (main(a), main(b)) {
            cost += CONTRAST.1 * (CONTRAST.0 - a.delta_e(b)).max(0.0);
        }
    }
    cost
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::sheet::propose::propose;

    const SHOWN: [Shown; 5] = [
        (Label::Hair, 0, 0.3),
        (Label::Face, 0, 0.15),
        (Label::Top, 0, 0.3),
        (Label::Bottom, 0, 0.2),
        (Label::Shoes, 0, 0.05),
    ];

    fn histogram() -> Histogram {
        let colors =
            [(0x20_3060, 0.3), (0xf6_d2bc, 0.15), (0xb0_2030, 0.3), (0xe8_e4da, 0.2), (0x50_3020, 0.05)];
        let colors: Vec<(Rgb, f32)> =
            colors.iter().map(|&(hex, share)| (Rgb::from_hex(hex), share)).collect();
        Histogram::from_colors(&colors).unwrap()
    }

    #[test]
    fn parts_take_the_colors_that_there_are_in_the_amounts_that_there_are() {
        let histogram = histogram();
        for seed in 0..20 {
            let sheet = following(&propose(seed), &histogram, &SHOWN);
            let colors: Vec<(Rgb, f32)> =
                SHOWN.iter().map(|&(label, _, share)| (sheet.get(label), share)).collect();
            let before: Vec<(Rgb, f32)> =
                SHOWN.iter().map(|&(label, _, share)| (propose(seed).get(label), share)).collect();
            let [after, before] =
                [colors.clone(), before].map(|colors| distance(&colors, histogram.colors()));
            assert!(after < 6.0 && after < 0.4 * before, "seed {seed}: {before} to {after}, {colors:?}");
            assert!(is_skin(sheet.get(Label::Face)), "seed {seed}: {colors:?}");
            assert_eq!(sheet.get(Label::BodySkin), sheet.get(Label::Face));
            // Parts that the drawing does not show are of its colours, too.
            let hat = sheet.get(Label::Hat);
            assert!(histogram.colors().iter().any(|(color, _)| *color == hat), "{hat}");
        }
    }

    #[test]
    fn skin_stays_where_there_is_none() {
        let green = Histogram::from_colors(&[(Rgb::new(30, 160, 60), 1.0)]).unwrap();
        let sheet = following(&propose(3), &green, &SHOWN);
        assert_eq!(sheet.get(Label::Face), propose(3).get(Label::Face));
        assert_eq!(sheet.get(Label::Top), Rgb::new(30, 160, 60));
        assert_eq!(sheet.get(Label::Eye), propose(3).get(Label::Eye));
    }
}

//! Colour schemes that the library makes itself.

use rand_chacha::ChaCha8Rng;
use rand_chacha::rand_core::{RngCore, SeedableRng};

use super::ColorSheet;
use super::standard::standard;
use crate::color::Oklch;
use crate::label::Label;

mod draw;
mod dye;
mod follow;
mod outfit;
mod person;
mod suit;

use draw::best;
use dye::{GOLD, WHITE, oklch};
pub(crate) use follow::{Shown, following, takes};
use outfit::Outfit;
use person::Person;
pub(crate) use suit::suited;

/// Makes a colour scheme for a whole figure: the standard one for seed 0, another for every other seed.
///
/// The same seed gives the same scheme. Every label has a colour but the background, which stays open. Skin is that of some people of the
/// world (rarely of a fairy tale), hair natural in about 7 of 10; the clothes stand in one of the
/// classic harmonies, with light against dark; hair, top and bottom differ by more than 15 ΔE2000.
pub fn propose(seed: u64) -> ColorSheet {
    if seed == 0 { standard().clone() } else { draw(seed) }
}

/// Makes `n` schemes that clearly differ from one another, [`propose`]`(seed)` the first.
///
/// Fewer schemes of the same seed are the beginning of more.
///
/// # Complexity
/// Quadratic in `n`; 24 schemes take some 5 to 20 ms.
pub fn proposals(seed: u64, n: usize) -> Vec<ColorSheet> {
    proposals_beside(&propose(seed), seed, n)
}

/// The same, with another first one.
pub(crate) fn proposals_beside(first: &ColorSheet, seed: u64, n: usize) -> Vec<ColorSheet> {
    // Mitchell's best candidate: of a handful of new schemes the one farthest from all chosen.
    const CANDIDATES: usize = 5;
    let mut seeds = ChaCha8Rng::seed_from_u64(seed);
    seeds.set_stream(1);
    let mut chosen: Vec<ColorSheet> = (n > 0).then(|| first.clone()).into_iter().collect();
    while chosen.len() < n {
        let nearest = |sheet: &ColorSheet| {
            chosen.iter().map(|other| distance(sheet, other)).fold(f32::INFINITY, f32::min)
        };
        let candidates = (0..CANDIDATES).map(|_| draw(seeds.next_u64()));
        let best = candidates.map(|sheet| (nearest(&sheet), sheet)).max_by(|a, b| a.0.total_cmp(&b.0));
        chosen.extend(best.map(|(_, sheet)| sheet));
    }
    chosen
}

/// How different two schemes look, by the parts that fill the picture.
fn distance(one: &ColorSheet, other: &ColorSheet) -> f32 {
    // Past 35 ΔE more does not look more different, and would only favour the extremes.
    let part = |label| one.get(label).delta_e(other.get(label)).min(35.0);
    part(Label::Hair) + part(Label::Top) + part(Label::Bottom) + 0.7 * part(Label::Face)
}

fn draw(seed: u64) -> ColorSheet {
    let mut rng = ChaCha8Rng::seed_from_u64(seed);
    let person = best(&mut rng, Person::draw, Person::fit);
    let outfit = best(&mut rng, |rng| Outfit::draw(rng, &person), |outfit| outfit.fit(&person));
    sheet(&person, &outfit)
}

fn sheet(person: &Person, outfit: &Outfit) -> ColorSheet {
    use Label::*;
    let Person { skin, hair, eye, fur, .. } = *person;
    let Outfit { top, bottom, accent, shoes, hat, gloves, other, glasses, prop } = *outfit;
    let (white, lips) = (oklch(WHITE[0]), person.lips());
    let shift = |c: Oklch, by: f32| Oklch::new((c.l + by).clamp(0.12, 0.97), c.c, c.h);
    // A piece of the same cloth that can be told from it.
    let beside = |c: Oklch| shift(c, if c.l > 0.45 { -0.12 } else { 0.14 });
    // What a trim is made of: white on strong and dark cloth, the dark partner on light cloth.
    let trim = |c: Oklch, partner: Oklch| match c.l {
        l if l < 0.76 => white,
        l if l - partner.l > 0.2 => partner,
        _ => beside(c),
    };
    let mut sheet = ColorSheet::new();
    for (label, colors) in [
        (Hair, &[hair, shift(hair, if hair.l > 0.35 { -0.07 } else { 0.08 }), shift(hair, 0.12)][..]),
        (Face, &[skin]),
        (BodySkin, &[skin]),
        (Eye, &[eye, Oklch::new(eye.l * 0.55, eye.c * 0.7, eye.h), Oklch::new(0.98, 0.005, eye.h)]),
        (EyeWhite, &[oklch(0xfb_f9f6)]),
        (Brow, &[person.brow()]),
        (Mouth, &[lips, Oklch::new(lips.l * 0.68, lips.c * 0.8, 20.0), shift(lips, 0.1)]),
        (Top, &[top, trim(top, bottom), accent, beside(top)]),
        (Bottom, &[bottom, beside(bottom), trim(bottom, top)]),
        (Shoes, &[shoes, trim(shoes, accent), beside(shoes)]),
        (Accessory, &[accent, trim(accent, top), oklch(GOLD)]),
        (Hat, &[hat, trim(hat, accent), accent]),
        (Gloves, &[gloves, beside(gloves), accent]),
        (Prop, &[prop, beside(prop), accent]),
        (Beard, &[hair]),
        (Fur, &[fur, trim(fur, shift(fur, -0.25)), beside(fur)]),
        (Ear, &[skin]),
        (Nose, &[skin]),
        (Glasses, &[glasses, oklch(0xdc_e9ee)]),
        (ClothesOther, &[other, trim(other, accent), accent]),
    ] {
        sheet.set(label, colors.iter().map(|color| color.to_rgb()));
    }
    sheet
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::color::Rgb;

    #[test]
    fn neighbours_can_be_told_apart() {
        for seed in 0..2000 {
            let sheet = propose(seed);
            let far = |a: Label, b: Label, least: f32| {
                let found = sheet.get(a).delta_e(sheet.get(b));
                assert!(found > least, "seed {seed}: {a} {}, {b} {}: {found}", sheet.get(a), sheet.get(b));
            };
            far(Label::Hair, Label::Top, 15.0);
            far(Label::Hair, Label::Bottom, 15.0);
            far(Label::Top, Label::Bottom, 15.0);
            far(Label::Hair, Label::Face, 15.0);
            far(Label::Top, Label::Face, 12.0);
            far(Label::Bottom, Label::Face, 12.0);
            far(Label::Mouth, Label::Face, 8.0);
            far(Label::Eye, Label::EyeWhite, 20.0);
        }
    }

    #[test]
    fn kin_and_lightness_are_as_in_nature() {
        let mut bright = 0;
        for seed in 0..1000 {
            let sheet = propose(seed);
            let l = |label: Label| sheet.get(label).to_lab().l;
            for label in [Label::BodySkin, Label::Ear, Label::Nose] {
                assert_eq!(sheet.get(label), sheet.get(Label::Face));
            }
            assert_eq!(sheet.get(Label::Beard), sheet.get(Label::Hair));
            assert!(l(Label::Brow) < l(Label::Hair), "seed {seed}");
            assert!(l(Label::EyeWhite) > 95.0);
            assert_eq!(sheet.get(Label::Background), Rgb::WHITE);
            assert_eq!(sheet.labels().count(), Label::COUNT - 1);
            assert!(Label::ALL.iter().all(|&x| !x.is_worn() || sheet.colors(x).len() > 1));
            let h = sheet.get(Label::Hair).to_oklch();
            bright += usize::from(h.c > 0.05 && !(25.0..100.0).contains(&h.h));
        }
        assert!((150..350).contains(&bright), "{bright} of 1000 have hair of no people");
    }

    #[test]
    fn proposals_differ_and_begin_alike() {
        for seed in 0..20 {
            let sheets = proposals(seed, 12);
            assert_eq!(sheets[0], propose(seed));
            assert_eq!(sheets[..5], proposals(seed, 5));
            for (i, one) in sheets.iter().enumerate() {
                let near = sheets[..i].iter().map(|other| distance(one, other)).fold(f32::INFINITY, f32::min);
                assert!(near > 25.0, "seed {seed}, proposal {i}: {near}");
            }
        }
        assert!(proposals(3, 0).is_empty());
    }
}

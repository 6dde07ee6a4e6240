//! The scheme that suits a drawing.

use std::collections::BTreeMap;

use rand_chacha::ChaCha8Rng;
use rand_chacha::rand_core::{RngCore, SeedableRng};

use super::{ColorSheet, draw};
use crate::color::Oklch;
use crate::label::Label;

/// Schemes among which the drawing chooses.
const CANDIDATES: usize = 8;
/// Chroma (OKLCh) above which large areas are loud.
const CALM: f32 = 0.07;
/// What near-white on a large area costs: it looks like bare paper.
const BARE: f32 = 0.12;
/// What a strong colour on small parts is worth.
const SPARK: f32 = 0.15;

/// Makes the scheme that suits a drawing: of some schemes the one whose large areas are calm and whose small ones are
/// not, with light against dark where the largest parts meet.
///
/// `parts` are the regions' labels and their pixels. The same parts give the same scheme, and other drawings most often
/// another one: which schemes there are to choose from depends on the shares of the parts.
pub(crate) fn suited(parts: impl Iterator<Item = (Label, u64)>) -> ColorSheet {
    let mut areas = BTreeMap::<Label, u64>::new();
    for (label, area) in parts.filter(|(label, _)| *label != Label::Background) {
        *areas.entry(label).or_default() += area;
    }
    let figure: u64 = areas.values().sum();
    let shares: Vec<(Label, f32)> =
        areas.into_iter().map(|(label, area)| (label, area as f32 / figure.max(1) as f32)).collect();
    let mut seeds = ChaCha8Rng::seed_from_u64(fingerprint(&shares));
    let sheets = (0..CANDIDATES).map(|_| draw(seeds.next_u64()));
    let fits = |sheet: &ColorSheet| fit(sheet, &shares);
    sheets.max_by(|a, b| fits(a).total_cmp(&fits(b))).expect("there are candidates")
}

/// A number that two drawings seldom share (FNV-1a).
fn fingerprint(shares: &[(Label, f32)]) -> u64 {
    let large = shares.iter().filter(|(_, share)| *share > 0.02);
    let bytes = large.flat_map(|&(label, share)| [label.id(), (share * 50.0) as u8]);
    bytes.fold(0xcbf2_9ce4_8422_2325, |hash, byte| (hash ^ u64::from(byte)).wrapping_mul(0x100_0000_01b3))
}

/// How well a scheme suits the parts: more is better.
fn fit(sheet: &ColorSheet, shares: &[(Label, f32)]) -> f32 {
    let color = |label: Label| sheet.get(label).to_oklch();
    let cost = |&(label, share): &(Label, f32)| {
        let Oklch { l, c, .. } = color(label);
        let bare = if l > 0.9 && c < 0.03 { BARE } else { 0.0 };
        share * ((c - CALM).max(0.0) + bare)
    };
    let cost: f32 = shares.iter().map(cost).sum();
    let spark: f32 = shares.iter().filter(|(_, share)| *share < 0.1).map(|&(label, _)| color(label).c).sum();
    let skin = |label| matches!(label, Label::Face | Label::BodySkin);
    let mut largest: Vec<_> = shares.iter().filter(|(label, _)| !skin(*label)).collect();
    largest.sort_by(|a, b| b.1.total_cmp(&a.1));
    let contrast = match largest[..] {
        [a, b, ..] => (color(a.0).l - color(b.0).l).abs().min(0.3),
        _ => 0.0,
    };
    SPARK * spark - cost + 0.1 * contrast
}

#[cfg(test)]
mod tests {
    use super::*;

    fn of(hair: u64, top: u64, bottom: u64) -> ColorSheet {
        let clothes = [(Label::Hair, hair), (Label::Top, top), (Label::Bottom, bottom)];
        suited([(Label::Background, 50_000), (Label::Face, 900)].into_iter().chain(clothes))
    }

    #[test]
    fn other_drawings_look_otherwise_and_the_same_one_the_same() {
        let drawing = |i: u64| of(1_000 * (1 + i % 4), 1_500 * (1 + i / 4), 1_700);
        let sheets: Vec<ColorSheet> = (0..16).map(drawing).collect();
        for (i, one) in sheets.iter().enumerate() {
            let same = sheets[..i].iter().filter(|other| *other == one).count();
            assert!(same == 0, "drawing {i} looks as {same} others");
        }
        assert_eq!(drawing(0), sheets[0]);
    }

    #[test]
    fn what_is_large_is_seldom_loud_or_bare() {
        let wrong = |sheet: &ColorSheet| {
            let top = sheet.get(Label::Top).to_oklch();
            usize::from(top.c > 0.11 || (top.l > 0.9 && top.c < 0.03))
        };
        let suited: usize = (0..100).map(|i| wrong(&of(500, 6_000 + 200 * i, 500))).sum();
        let by_chance: usize = (1..=100).map(|seed| wrong(&draw(seed))).sum();
        assert!(3 * suited < by_chance, "{suited} and {by_chance}");
    }

    #[test]
    fn an_empty_drawing_has_a_scheme() {
        assert_eq!(suited([].into_iter()).labels().count(), Label::COUNT - 1);
    }
}

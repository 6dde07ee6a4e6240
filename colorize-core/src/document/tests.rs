mod division;
mod fidelity;
mod file;
mod history;

use rand_chacha::ChaCha8Rng;
use rand_chacha::rand_core::{RngCore, SeedableRng};

use super::*;
use crate::Bounds;
use crate::compose::{Origin, Withdrawal};
use crate::engine::{Engine, EngineOptions};
use crate::label::LabelSet;
use crate::models::Models;
use crate::prompt::{Hint, Place};
use crate::raster::{Plane, Raster};
use crate::reading::ReadOptions;
use crate::region::RegionMap;
use crate::sheet::propose::propose;
use crate::sheet::{ColorSheet, PartColor};
use crate::style::{Exemplar, LocalStyle, StyleGroup, Swatch};

const RED: Rgb = Rgb::new(200, 30, 40);
const BLUE: Rgb = Rgb::new(10, 60, 220);

/// Two boxes side by side: regions 1 (the ground), 2 and 3.
fn drawing() -> Raster {
    Plane::from_fn(128, 96, |x, y| {
        let inside = |x: usize, y: usize| (8..120).contains(&x) && (8..88).contains(&y);
        let edge =
            inside(x, y) && (!(11..117).contains(&x) || !(11..85).contains(&y) || (62..65).contains(&x));
        if edge { [0, 0, 0, 255] } else { [255; 4] }
    })
}

fn document() -> Document {
    let engine = Engine::with_options(EngineOptions::default().with_threads(2), &Models::bundled());
    let options = ReadOptions::default().with_max_side(64).with_mirror(false);
    let reading = Reading::new(&engine.expect("sound"), &drawing(), &options, None).expect("a drawing");
    assert_eq!(reading.regions().len(), 3);
    Document::new(reading)
}

fn colors(layers: &Layers) -> Vec<Option<Rgb>> {
    layers.info().iter().map(|info| info.color).collect()
}

#[test]
fn later_hints_win_and_strength_0_says_nothing() {
    let mut document = document();
    document.set_prompt([Hint::region(2, RED), Hint::point(30.0, 30.0, BLUE)].into()).unwrap();
    assert_eq!(colors(&document.color(None).unwrap())[1], Some(BLUE));
    let plain = self::document().color(None).unwrap();
    document.set_prompt([Hint::region(2, RED).with_strength(0.0)].into()).unwrap();
    assert!(document.color(None).unwrap() == plain);
    document.set_prompt([Hint::region(2, RED), Hint::region(2, BLUE).with_strength(0.0)].into()).unwrap();
    assert_eq!(colors(&document.color(None).unwrap())[1], Some(RED));
}

/// A style of red and white stripes with a gradation.
fn striped() -> Swatch {
    let stripe = |x: usize, _| if x % 6 < 3 { [200, 40, 40, 255] } else { [250, 240, 240, 255] };
    let exemplar = Exemplar::new(Plane::from_fn(24, 24, stripe)).unwrap();
    let mut style = LocalStyle::color(exemplar.base());
    style.set(StyleGroup::Texture, &[0.1; 4]).unwrap();
    style.set(StyleGroup::Gradation, &[0.25, 0.1, 0.0, 0.0]).unwrap();
    Swatch::new(style, exemplar)
}

#[test]
fn styles_lie_on_their_region_alone_unless_others_follow() {
    let mut document = document();
    // The two boxes are taken for the same.
    for id in [2, 3] {
        document.correct(id, "top").unwrap();
    }
    let textured = |document: &Document| {
        let layers = document.color(None).unwrap();
        let seen = layers.texture().map(|texture| {
            let mut seen = [false; 3];
            let pixels = layers.regions().as_slice().iter().zip(texture.as_slice());
            pixels.for_each(|(&id, pixel)| seen[id as usize - 1] |= pixel[3] > 0);
            seen
        });
        let told: Vec<bool> = layers.info().iter().map(|info| info.textured).collect();
        assert_eq!(told, seen.unwrap_or_default());
        (told, layers.info()[1].color)
    };
    let hint = Hint::swatch(Place::Region(2), &striped());
    document.set_prompt([hint.clone().with_follow(false)].into()).unwrap();
    let color = striped().style.rgb();
    assert_eq!(textured(&document), (vec![false, true, false], color), "the flat colour is exact");
    document.set_prompt([hint.with_strength(0.0)].into()).unwrap();
    assert!(document.color(None).unwrap().texture().is_none());
    // A texture alone leaves the colour to others, and a later hint has the last word on it.
    let texture = striped().only(&[StyleGroup::Texture]);
    let texture = Hint::swatch(Place::Region(2), &texture).with_follow(false);
    document.set_prompt([texture, Hint::region(2, BLUE)].into()).unwrap();
    assert_eq!(textured(&document), (vec![false, true, false], Some(BLUE)));
}

/// Any wishes, one after the other: each colouring is what one that begins from nothing gives, and differs from the one
/// before in its box alone.
#[test]
fn a_change_redoes_what_differs_and_nothing_else() {
    let mut rng = ChaCha8Rng::seed_from_u64(5);
    let mut document = document();
    let mut before = document.color(None).unwrap();
    assert_eq!(before.changed(), Some(Bounds { left: 0, top: 0, right: 128, bottom: 96 }));
    for _ in 0..40 {
        let mut any = |below: u32| rng.next_u32() % below;
        match any(9) {
            0 => document.set_prompt(Prompt::new()).unwrap(),
            1 => drop(document.apply(Edit::Seed { seed: u64::from(any(3)) }).unwrap()),
            2 => drop(document.apply(Edit::Shade { shade: any(3) as f32 }).unwrap()),
            3 => {
                let withdraw =
                    (any(2) == 0).then(|| Withdrawal::default().with_below(any(101) as f32 / 100.0));
                document.apply(Edit::Withdraw { withdraw }).unwrap();
            }
            4 => {
                let place = Place::Region(1 + any(3));
                let hint = Hint::swatch(place, &striped().turned((any(4) * 30) as f32).unwrap());
                document.add(hint.with_strength(any(3) as f32 / 2.0).with_follow(any(2) == 0)).unwrap();
            }
            5 => document.correct(1 + any(3), ["hair", "top", "background"][any(3) as usize]).unwrap(),
            _ => {
                let color = Rgb::new(any(256) as u8, 90, 200);
                let strength = any(3) as f32 / 2.0;
                document.add(Hint::region(1 + any(3), color).with_strength(strength)).unwrap();
            }
        }
        let layers = document.color(None).unwrap();
        assert!(layers == document.clone().color(None).unwrap());
        let inside = |x: u32, y: u32| {
            layers.changed().is_some_and(|b| (b.left..b.right).contains(&x) && (b.top..b.bottom).contains(&y))
        };
        let (was, is) = (before.picture(), layers.picture());
        for (i, (was, is)) in (0..).zip(was.as_slice().iter().zip(is.as_slice())) {
            assert!(was == is || inside(i % 128, i / 128), "pixel {i}, {:?}", layers.changed());
        }
        if let Some(changed) = layers.changed() {
            let part = layers.picture_in(changed).unwrap();
            let (left, top) = (changed.left as usize, changed.top as usize);
            assert!(
                part.as_slice()
                    .iter()
                    .enumerate()
                    .all(|(i, &pixel)| { pixel == is.get(left + i % part.width(), top + i / part.width()) })
            );
        }
        assert_eq!(document.color(None).unwrap().changed(), None);
        before = layers;
    }
}

#[test]
fn what_was_coloured_before_changes_nothing() {
    let mut document = document();
    let first = document.color(None).unwrap();
    document.set_prompt([Hint::region(3, RED)].into()).unwrap();
    let second = document.color(None).unwrap();
    assert!(second == document.clone().color(None).unwrap(), "a clone begins without what is kept");
    document.set_prompt(Prompt::new()).unwrap();
    assert!(document.color(None).unwrap() == first);
}

#[test]
fn corrections_stay_at_their_place_when_regions_change() {
    let mut document = document();
    document.correct(3, "hair").unwrap();
    document.correct(3, "top").unwrap();
    assert_eq!((document.label(3), document.label_name(3)), (Some((Label::Top, 1.0)), Some("top")));
    assert_eq!(document.certainty(3), Some(1.0));
    let reading = document.reading().clone();
    let joined = reading.regions().ids().map(|&id| if id == 3 { 1 } else { 2 });
    let joined = RegionMap::from_ids(joined, reading.ink(), 48).unwrap();
    document.set_reading(reading.with_regions(joined).unwrap()).unwrap();
    let right = document.reading().regions().at(100, 40).unwrap();
    assert_eq!(document.label_name(right), Some("top"));
    assert_ne!(document.certainty(3 - right), Some(1.0));
    document.set_reading(reading).unwrap();
    assert_eq!(document.label_name(3), Some("top"));
    let info = document.color(None).unwrap().info()[2].clone();
    assert_eq!((info.label, info.confidence, info.certainty), (Label::Top, 1.0, 1.0));
    let error = document.correct(4, "top").unwrap_err().to_string();
    assert_eq!(error, "region 4 is outside 1..=3");
    assert!(document.correct(1, "cape").unwrap_err().to_string().starts_with("unknown part `cape`"));
}

#[test]
fn certainty_rises_beside_a_corrected_region_that_looks_the_same() {
    let mut document = document();
    let reading = document.reading();
    let (own, alike) = (reading.certainty(2).unwrap(), reading.affinity(2, 3).unwrap());
    let name = reading.label_name(2).unwrap().to_owned();
    document.correct(3, &name).unwrap();
    let now = document.certainty(2).unwrap();
    if alike > 0.85 {
        assert!(
            (now - (1.0 - (1.0 - own) * (1.0 - alike.min(0.99)))).abs() < 1e-6,
            "{own} to {now} at {alike}"
        );
    } else {
        assert_eq!(now, own);
    }
}

#[test]
fn readings_of_other_drawings_are_refused() {
    let mut document = document();
    let engine = document.reading().engine().clone();
    let options = ReadOptions::default().with_max_side(64);
    let other = Reading::new(&engine, &Plane::filled(50, 40, [255; 4]), &options, None).unwrap();
    let error = document.set_reading(other).unwrap_err().to_string();
    assert_eq!(error, "the reading is 50x40, the document 128x96");
    assert_eq!(document.reading().width(), 128);
}

#[test]
fn sheets_colour_ground_shadow_and_highlight() {
    let mut document = document();
    let part = document.reading().label(2).unwrap().0;
    let name = if part == Label::Background { Label::Top } else { part };
    document.correct(2, name.name()).unwrap();
    let mut sheet = ColorSheet::new();
    sheet.set(Label::Background, [BLUE]);
    sheet.set(name, [PartColor { normal: RED, shadow: Some(Rgb::new(1, 2, 3)), highlight: None }]);
    document.apply(Edit::Sheet { sheet: Some(sheet) }).unwrap();
    let layers = document.color(None).unwrap();
    let ground: Vec<_> = layers.info().iter().filter(|info| info.label == Label::Background).collect();
    assert!(ground.iter().all(|info| info.color == Some(BLUE) && info.origin == Origin::Ground));
    let shaded: Vec<[u8; 4]> = layers
        .shade()
        .as_slice()
        .iter()
        .zip(layers.regions().as_slice())
        .filter(|(pixel, id)| **id == 2 && pixel[3] > 0)
        .map(|(pixel, _)| *pixel)
        .collect();
    let darker = shaded.iter().filter(|pixel| pixel[..3] == [1, 2, 3]).count();
    let lighter = shaded.iter().filter(|pixel| pixel[..3] != [1, 2, 3]).all(|pixel| pixel[0] >= RED.r);
    assert!(shaded.is_empty() || darker > 0 || lighter, "{darker} of {}", shaded.len());
}

#[test]
fn everything_is_withdrawn_that_is_less_than_certain() {
    let options = ColorOptions::default().with_withdraw(Withdrawal::default().with_below(1.0).with_tiny(0));
    let document = document().with_options(options).unwrap();
    let layers = document.color(None).unwrap();
    for info in layers.info().iter().filter(|info| info.certainty < 1.0) {
        assert!(info.withdrawn && info.color.is_none(), "{info:?}");
    }
    assert!(layers.withdraw().is_some());
    assert_eq!(document.flat_colors().unwrap(), colors(&layers));
}

#[test]
fn options_out_of_range_are_named() {
    let told = |options: ColorOptions| document().with_options(options).unwrap_err().to_string();
    assert_eq!(told(ColorOptions::default().with_shade(2.5)), "shade 2.5 is outside 0..=2");
    let light = Light { x: 2.0, y: 0.0, softness: 0.5 };
    assert_eq!(
        told(ColorOptions::default().with_light(light)),
        "light (2, 0) of softness 0.5 is outside -1..=1 and 0..=1"
    );
    let mut sheet = ColorSheet::new();
    sheet.set_named("cape", [RED]).unwrap();
    assert!(told(ColorOptions::default().with_sheet(sheet)).starts_with("unknown part `cape`"));
    assert_eq!(LabelSet::standard().len(), Label::COUNT);
}

#[test]
fn sides_are_those_of_the_labels_as_corrected() {
    let mut document = document();
    for id in [2, 3] {
        document.correct(id, "shoes").unwrap();
    }
    assert_eq!([1, 2, 3, 4].map(|id| document.side(id)), [None, Some(Side::Left), Some(Side::Right), None]);
    document.set_prompt([Hint::part("shoes:left", RED), Hint::part("shoes:right", BLUE)].into()).unwrap();
    let layers = document.color(None).unwrap();
    assert_eq!(colors(&layers)[1..], [Some(RED), Some(BLUE)]);
    assert!(layers.parts().iter().all(|part| part.sides == (part.label == Label::Shoes)));
    // A part that shows once is on no side, and its hint does nothing.
    document.correct(3, "hat").unwrap();
    assert_eq!([2, 3].map(|id| document.side(id)), [None, None]);
    let layers = document.color(None).unwrap();
    assert!(!colors(&layers).contains(&Some(RED)) && !colors(&layers).contains(&Some(BLUE)));
    let error = document.set_prompt([Hint::part("shoes:up", RED)].into()).unwrap_err().to_string();
    assert_eq!(error, "hint 1 is for an unknown side `up`; the sides are left, right");
}

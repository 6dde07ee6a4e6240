use super::*;
use crate::reference::{CarriedRegion, Track};
use crate::{Limits, Mask};

/// A drawing with dozens of regions, 192 x 256 at most.
pub(super) fn figure() -> Document {
    let path = concat!(env!("CARGO_MANIFEST_DIR"), "/../examples/drawings/dress.png");
    let drawing = Raster::open(path, &Limits::default()).unwrap();
    let (width, height) = (drawing.width() / 4, drawing.height() / 4);
    // The darkest of each four by four, so that thin lines stay closed.
    let darkest = |x: usize, y: usize| {
        let pixels = (0..16).map(|i| drawing.get(4 * x + i % 4, 4 * y + i / 4));
        pixels.min_by_key(|pixel| pixel[1]).unwrap()
    };
    let engine = Engine::with_options(EngineOptions::default().with_threads(2), &Models::bundled()).unwrap();
    let options = ReadOptions::default().with_max_side(256).with_mirror(false);
    Document::new(Reading::new(&engine, &Plane::from_fn(width, height, darkest), &options, None).unwrap())
}

/// Any edit, right or wrong, of a drawing of these regions.
fn any_edit(document: &Document, any: &mut dyn FnMut(u32) -> u32) -> Edit {
    let (width, height) = (document.reading().width() as u32, document.reading().height() as u32);
    let regions = document.reading().regions().len() as u32;
    let ids = document.hint_ids();
    let id = if ids.is_empty() { 1 } else { ids[any(ids.len() as u32) as usize] };
    let color = Rgb::new(any(256) as u8, any(256) as u8, 90);
    let mut place = || match any(6) {
        0 => Place::Region(any(regions + 2)),
        1 => Place::Part(["hair", "top", "face", "cape"][any(4) as usize].into()),
        2 => {
            let corner = |any: &mut dyn FnMut(u32) -> u32| (any(width) as f32, any(height) as f32);
            let points = (0..any(4)).map(|_| corner(any)).collect();
            Place::Stroke { points, width: any(5) as f32 }
        }
        3 => {
            let (left, top) = (any(width) as usize, any(height) as usize);
            let inside = |x: usize, y: usize| x.abs_diff(left) < 20 && y.abs_diff(top) < 20;
            let mask = Plane::from_fn(width as usize, height as usize, inside);
            Place::Mask(Mask::from(&mask))
        }
        _ => Place::Point { x: any(width + 9) as f32, y: any(height) as f32 },
    };
    let place = place();
    let hint = Hint::new(place.clone(), crate::LocalStyle::color(color)).with_strength(any(5) as f32 / 4.0);
    match any(13) {
        0..3 => Edit::add(hint),
        3 => Edit::Change { id, hint },
        4 => Edit::Move { id, to: place },
        5 => Edit::Remove { id },
        6 => {
            let name = ["hair", "top", "shoes", "cape"][any(4) as usize];
            Edit::Correct { region: any(regions + 2), label: (any(3) > 0).then(|| name.to_owned()) }
        }
        7 => Edit::Seed { seed: any(9).into() },
        8 => Edit::Shade { shade: any(9) as f32 / 3.0 },
        9 => Edit::Light {
            light: (any(2) == 0).then(|| Light { x: any(3) as f32 - 1.0, y: 0.5, softness: 0.5 }),
        },
        10 => {
            let region = |any: &mut dyn FnMut(u32) -> u32| CarriedRegion {
                color: (any(4) > 0).then(|| PartColor::new(Rgb::new(any(256) as u8, 80, 90))),
                certainty: any(11) as f32 / 10.0,
                track: Track { frame: 1, region: 1 + any(9) },
            };
            Edit::Carry {
                regions: (any(3) > 0).then(|| (0..regions + any(8) / 7).map(|_| region(any)).collect()),
            }
        }
        11 => Edit::Sheet { sheet: (any(2) == 0).then(|| propose(any(5).into())) },
        _ => Edit::several((0..any(4)).map(|_| any_edit(document, any))),
    }
}

/// 1000 random edits, some of them refused; all taken back, all made again: every state comes again, and so do the
/// bytes of the picture.
#[test]
fn a_thousand_steps_lead_back_and_forth() {
    let mut rng = ChaCha8Rng::seed_from_u64(19);
    let mut any = move |below: u32| rng.next_u32() % below.max(1);
    let mut document = figure();
    assert!(document.reading().regions().len() > 20);
    let first = document.color(None).unwrap();
    // Without the count of numbers given, which goes up alone.
    let state = |document: &Document| {
        let hints = document.hint_ids().iter().copied().zip(document.prompt().hints.clone());
        (
            hints.collect::<Vec<_>>(),
            document.options().clone(),
            document.corrections(),
            document.wishes.carried.clone(),
        )
    };
    let mut states = vec![state(&document)];
    let (mut refused, mut steps) = (0, 0);
    while steps < 1000 {
        let edit = any_edit(&document, &mut any);
        let (undo, before) = (document.undo_count(), document.wishes.clone());
        match document.apply(edit) {
            Err(Error::InvalidArgument(_)) => {
                refused += 1;
                assert!(document.wishes == before && document.undo_count() == undo);
            }
            Err(error) => panic!("{error}"),
            Ok(_) if document.undo_count() == undo => {} // nothing in it
            Ok(_) => {
                steps += 1;
                states.push(state(&document));
            }
        }
        if any(20) == 0 && steps < 1000 {
            assert_eq!(document.undo().unwrap(), steps > 0);
            if steps > 0 {
                (steps, _) = (steps - 1, states.pop());
            }
        }
    }
    assert!(refused > 50, "{refused}");
    let last = document.color(None).unwrap();
    let mut copy = Document::new(document.reading().clone());
    copy.apply(Edit::several(document.edits())).unwrap();
    assert!(
        copy.edits() == document.edits() && copy.flat_colors().unwrap() == document.flat_colors().unwrap()
    );
    let mut copy = Document::new(document.undivided.clone());
    copy.apply(Edit::several(document.edits())).unwrap();
    assert!(state(&copy) == state(&document) && copy.edits() == document.edits());
    let stored: usize = document.history.undo.iter().map(|edit| edit.to_json().unwrap().len()).sum();
    assert!(stored < 1000 * 8192, "{stored} bytes for 1000 steps");
    for i in (0..states.len() - 1).rev() {
        assert!(document.undo().unwrap());
        assert!(state(&document) == states[i], "step {i} taken back");
    }
    assert!(!document.undo().unwrap());
    assert!(document.color(None).unwrap() == first);
    for (i, expected) in states.iter().enumerate().skip(1) {
        assert!(document.redo().unwrap());
        assert!(state(&document) == *expected, "step {i} made again");
    }
    assert!(!document.redo().unwrap());
    assert!(document.color(None).unwrap() == last);
}

#[test]
fn numbers_stay_with_their_hints_and_are_not_given_again() {
    let mut document = document();
    let [a, b] = [1, 2].map(|region| document.add(Hint::region(region, RED)).unwrap());
    document.undo().unwrap();
    let c = document.add(Hint::region(3, BLUE)).unwrap();
    assert_eq!([a, b, c], [1, 2, 3]);
    assert!(!document.redo().unwrap(), "a new step ends what was taken back");
    let added = document.apply(Edit::several([BLUE, RED].map(|color| Edit::add(Hint::region(2, color)))));
    assert_eq!(added.unwrap(), [4, 5]);
    document.apply(Edit::Remove { id: 1 }).unwrap();
    document.undo().unwrap();
    assert_eq!(document.hint_ids(), [1, 3, 4, 5]);
    // What stays in front keeps its number.
    document.set_prompt([Hint::region(1, RED), Hint::region(3, RED)].into()).unwrap();
    assert_eq!(document.hint_ids(), [1, 6]);
    document.undo().unwrap();
    assert_eq!(document.hint_ids(), [1, 3, 4, 5]);
}

#[test]
fn edits_that_do_not_fit_are_named_and_change_nothing() {
    let mut document = document();
    document.add(Hint::region(2, RED)).unwrap();
    let mut check = |edit: Edit, expected: &str| {
        let before = document.wishes.clone();
        let error = document.apply(edit).unwrap_err();
        assert!(matches!(&error, Error::InvalidArgument(text) if text.starts_with(expected)), "{error}");
        assert!(document.wishes == before && document.undo_count() == 1);
    };
    check(Edit::add(Hint::point(500.0, 3.0, RED)), "the hint at (500, 3) is outside 128x96");
    check(Edit::add(Hint::point(f32::NAN, 3.0, RED)), "the hint at (NaN, 3) is outside 128x96");
    check(Edit::add(Hint::region(4, RED)), "the hint is for region 4; the drawing has regions 1 to 3");
    check(Edit::add(Hint::part("cape", RED)), "the hint is for an unknown part `cape`; the parts are ");
    check(Edit::add(Hint::region(1, RED).with_strength(2.0)), "the hint has strength 2; ");
    check(
        Edit::Add { hint: Hint::region(1, RED), id: Some(1), at: None },
        "hint 1 cannot be added: it is there",
    );
    check(
        Edit::Add { hint: Hint::region(1, RED), id: Some(0), at: None },
        "hint 0 cannot be added: hints count",
    );
    check(
        Edit::Add { hint: Hint::region(1, RED), id: None, at: Some(2) },
        "place 2 among the hints is outside 0..=1",
    );
    check(Edit::Change { id: 2, hint: Hint::region(1, RED) }, "there is no hint 2 among the document's 1");
    check(
        Edit::Move { id: 1, to: Place::Region(9) },
        "hint 1 is for region 9; the drawing has regions 1 to 3",
    );
    check(Edit::Remove { id: 7 }, "there is no hint 7");
    check(Edit::Correct { region: 4, label: None }, "region 4 is outside 1..=3");
    check(Edit::Correct { region: 1, label: Some("cape".into()) }, "unknown part `cape`");
    let far = Correction { x: 128, y: 0, label: "hair".into() };
    check(Edit::Corrections { corrections: vec![far] }, "the correction at (128, 0) is outside 128x96");
    check(Edit::Shade { shade: f32::NAN }, "shade NaN is outside 0..=2");
    check(Edit::Withdraw { withdraw: Some(Withdrawal::default().with_below(2.0)) }, "withdrawal below 2 is");
    let lines = Patch::new(127, 0, &Plane::filled(2, 1, [0; 4])).unwrap();
    check(Edit::Lines(lines), "lines of 2x1 at (127, 0) are outside 128x96");
    let first = Edit::several([Edit::Seed { seed: 4 }, Edit::Remove { id: 1 }]);
    check(Edit::several([first, Edit::Remove { id: 1 }]), "there is no hint 1");
}

/// A line across the left box makes two regions of it; the ids of those after it move on, and back.
#[test]
fn hints_stay_at_their_places_while_lines_change() {
    let mut document = document();
    document
        .apply(Edit::several([2, 3].map(|id| Edit::add(Hint::region(id, Rgb::new(id as u8, 0, 0))))))
        .unwrap();
    document.correct(3, "hair").unwrap();
    let (first, wishes) = (document.color(None).unwrap(), document.wishes.clone());
    let mut drawing = drawing();
    (8..65).for_each(|x| (30..33).for_each(|y| drawing.set(x, y, [0, 0, 0, 255])));
    document.set_lines(&drawing).unwrap();
    let regions = document.reading().regions();
    assert_eq!(regions.len(), 4);
    let (right, lower) = (regions.at(100, 40).unwrap(), regions.at(30, 60).unwrap());
    assert!(document.reading().drawing() == drawing);
    assert_eq!(document.prompt().hints[0].place, Place::Region(lower), "the seed lies in the larger half");
    assert_eq!(document.prompt().hints[1].place, Place::Region(right));
    assert_eq!(document.label_name(right), Some("hair"));
    let cut = document.color(None).unwrap();
    let anew =
        Reading::new(document.reading().engine(), &drawing, document.reading().options(), None).unwrap();
    assert!(document.reading().region_labels().len() == 4 && anew.regions() == regions);
    document.undo().unwrap();
    assert!(document.wishes == wishes && document.color(None).unwrap() == first);
    document.redo().unwrap();
    assert!(document.color(None).unwrap() == cut);
    // The same drawing is no step.
    let steps = document.undo_count();
    document.set_lines(&drawing).unwrap();
    assert_eq!(document.undo_count(), steps);
    let own = document.reading().with_regions(document.reading().regions().clone()).unwrap();
    document.set_reading(own).unwrap();
    assert_eq!(document.undo_count(), 0);
    let error = document.set_lines(&super::drawing()).unwrap_err().to_string();
    assert!(error.starts_with("the document has regions of the caller's own"), "{error}");
}

#[test]
fn a_slider_is_one_step() {
    let mut document = super::document();
    let shade = |shade| Edit::Shade { shade };
    document.apply(shade(0.25)).unwrap();
    for value in [0.5, 0.75, 1.5] {
        document.amend(shade(value)).unwrap();
    }
    assert_eq!((document.options().shade, document.undo_count()), (1.5, 1));
    assert!(document.amend(shade(9.0)).is_err());
    assert!(document.undo().unwrap());
    assert_eq!((document.options().shade, document.undo_count(), document.redo_count()), (1.0, 0, 1));
    // What was taken back stays so: this is a step of its own.
    document.redo().unwrap();
    document.undo().unwrap();
    document.amend(shade(0.5)).unwrap();
    assert_eq!((document.undo_count(), document.redo_count()), (1, 0));

    // Another option, another hint: another step.
    document.amend(Edit::Seed { seed: 4 }).unwrap();
    let ids = [RED, BLUE].map(|color| document.add(Hint::region(2, color)).unwrap());
    assert_eq!(document.undo_count(), 4);
    let to = |x| Place::Point { x, y: 20.0 };
    for (id, steps) in [(ids[0], 5), (ids[0], 5), (ids[1], 6), (ids[0], 7)] {
        document.amend(Edit::Move { id, to: to(30.0 + steps as f32) }).unwrap();
        assert_eq!(document.undo_count(), steps);
    }
    let several = |shade, seed| Edit::several([Edit::Shade { shade }, Edit::Seed { seed }]);
    document.amend(several(0.1, 1)).unwrap();
    document.amend(several(0.2, 2)).unwrap();
    document.amend(shade(0.3)).unwrap();
    assert_eq!(document.undo_count(), 9);
    while document.undo().unwrap() {}
    assert!(document.prompt().hints.is_empty());
    assert_eq!((document.options().seed, document.options().shade), (0, 1.0));
}

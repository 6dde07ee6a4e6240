//! Regions in which hints do not agree.

use super::*;
use crate::Limits;
use crate::reference::{CarriedRegion, Track};

/// The two boxes of [`drawing`], the wall between them open in the middle, too wide for a gap: regions 1 (the ground) and 2.
fn open() -> Document {
    let mut drawing = drawing();
    (60..67).for_each(|x| (30..66).for_each(|y| drawing.set(x, y, [255; 4])));
    let first = document();
    let reading = first.reading();
    let reading = Reading::new(reading.engine(), &drawing, reading.options(), None).unwrap();
    assert_eq!(reading.regions().len(), 2);
    Document::new(reading)
}

fn at(document: &Document, x: usize, y: usize) -> Rgb {
    let [r, g, b, _] = document.color(None).unwrap().flats().get(x, y);
    Rgb::new(r, g, b)
}

#[test]
fn each_hint_has_its_room_and_one_step_back_joins_them_again() {
    let mut document = open();
    document.add(Hint::point(30.0, 48.0, RED)).unwrap();
    let alone = document.color(None).unwrap();
    assert_eq!((at(&document, 30, 48), at(&document, 100, 20)), (RED, RED));
    document.add(Hint::point(100.0, 20.0, BLUE)).unwrap();
    let layers = document.color(None).unwrap();
    assert_eq!((layers.info().len(), document.reading().regions().len()), (3, 3));
    for y in 11..85 {
        for x in (11..117).filter(|x| !(58..69).contains(x)) {
            let [r, g, b, _] = layers.flats().get(x, y);
            assert_eq!(Rgb::new(r, g, b), if x < 62 { RED } else { BLUE }, "{x}, {y}");
        }
    }
    document.undo().unwrap();
    assert!(document.color(None).unwrap() == alone);
    document.redo().unwrap();
    assert!(document.color(None).unwrap() == layers);
    let bytes = document.to_ora(None).unwrap();
    let back = Document::from_ora(document.reading().engine(), &bytes, &Limits::default(), None).unwrap();
    assert!(back.color(None).unwrap() == layers);
    assert!(back.to_ora(None).unwrap() == bytes);
}

#[test]
fn hints_of_one_colour_or_in_one_room_divide_nothing() {
    let mut document = open();
    document.set_prompt([Hint::point(30.0, 48.0, RED), Hint::point(100.0, 20.0, RED)].into()).unwrap();
    assert_eq!(document.reading().regions().len(), 2);
    let ignored = Hint::point(100.0, 20.0, BLUE).with_strength(0.0);
    document.set_prompt([Hint::point(30.0, 48.0, RED), ignored].into()).unwrap();
    assert_eq!(document.reading().regions().len(), 2);
    document.set_prompt([Hint::point(30.0, 48.0, RED), Hint::point(20.0, 70.0, BLUE)].into()).unwrap();
    assert_eq!(document.reading().regions().len(), 2);
    assert_eq!((at(&document, 30, 48), at(&document, 100, 20)), (BLUE, BLUE), "the later one holds");
    // A stroke through both rooms claims both.
    let through = Hint::stroke(vec![(20.0, 48.0), (100.0, 48.0)], 3.0, BLUE);
    document.set_prompt([Hint::point(30.0, 48.0, RED), through].into()).unwrap();
    assert_eq!(document.reading().regions().len(), 2);
    assert_eq!(at(&document, 30, 20), BLUE);
}

/// What is said of a piece by its number stays there as long as there is the piece, and comes back with it.
#[test]
fn pieces_have_numbers_like_other_regions() {
    let mut document = open();
    document.add(Hint::point(100.0, 48.0, RED)).unwrap();
    let second = document.add(Hint::point(30.0, 48.0, BLUE)).unwrap();
    let piece = document.reading().regions().at(30, 48).unwrap();
    assert_eq!((document.reading().regions().at(100, 48), piece), (Some(2), 3));
    document.correct(piece, "hair").unwrap();
    assert_eq!(document.label_name(piece), Some("hair"));
    let third = document.add(Hint::region(piece, Rgb::WHITE)).unwrap();
    assert_eq!((at(&document, 100, 48), at(&document, 30, 48)), (RED, Rgb::WHITE));
    // Without the hint that divides it there is one region, of which all that was said is said.
    document.apply(Edit::Remove { id: second }).unwrap();
    assert_eq!(document.reading().regions().len(), 2);
    assert_eq!((at(&document, 100, 48), at(&document, 30, 48)), (Rgb::WHITE, Rgb::WHITE));
    document.undo().unwrap();
    assert!(
        matches!(document.prompt().hints[third as usize - 1].place, Place::Mask(_)),
        "kept as its pixels"
    );
    assert_eq!((at(&document, 100, 48), at(&document, 30, 48)), (RED, Rgb::WHITE));
    let bytes = document.to_ora(None).unwrap();
    let back = Document::from_ora(document.reading().engine(), &bytes, &Limits::default(), None).unwrap();
    assert!(back.color(None).unwrap() == document.color(None).unwrap());
    // Lines are drawn over the drawing as it was read, not over its pieces.
    let mut closed = document.reading().drawing();
    (62..65).for_each(|x| (8..88).for_each(|y| closed.set(x, y, [0, 0, 0, 255])));
    document.set_lines(&closed).unwrap();
    assert_eq!(document.reading().regions().len(), 3);
    assert_eq!((at(&document, 100, 48), at(&document, 30, 48)), (RED, Rgb::WHITE));
}

#[test]
fn steps_that_divide_otherwise_are_taken_back_and_made_again() {
    let mut document = open();
    document.add(Hint::point(100.0, 48.0, RED)).unwrap();
    let second = document.add(Hint::point(30.0, 48.0, BLUE)).unwrap();
    let third = document.add(Hint::point(40.0, 20.0, BLUE)).unwrap();
    let piece = document.reading().regions().at(30, 48).unwrap();
    let steps = [
        // A point for the piece that it makes, and that for a point in the other room.
        Edit::Change { id: third, hint: Hint::region(piece, Rgb::WHITE) },
        Edit::Remove { id: second },
        Edit::Change { id: third, hint: Hint::point(90.0, 70.0, BLUE) },
        Edit::Move { id: third, to: Place::Point { x: 110.0, y: 80.0 } },
    ];
    let mut states = vec![(document.prompt().clone(), document.color(None).unwrap())];
    for edit in steps {
        document.apply(edit).unwrap();
        states.push((document.prompt().clone(), document.color(None).unwrap()));
    }
    let is = |document: &Document, (prompt, layers): &(Prompt, Layers)| {
        document.prompt() == prompt && document.color(None).unwrap() == *layers
    };
    for state in states.iter().rev().skip(1) {
        assert!(document.undo().unwrap());
        assert!(is(&document, state));
    }
    for state in states.iter().skip(1) {
        assert!(document.redo().unwrap());
        assert!(is(&document, state));
        let mut copy = open();
        copy.apply(Edit::several(document.edits())).unwrap();
        assert!(is(&copy, state));
    }
}

/// A hint that is dragged from room to room is one step, with carried colours too.
#[test]
fn dragging_is_one_step() {
    let mut document = open();
    document.add(Hint::point(30.0, 48.0, RED)).unwrap();
    let dragged = document.add(Hint::point(100.0, 48.0, BLUE)).unwrap();
    let carried = |count: usize| {
        let one = CarriedRegion {
            color: Some(PartColor::new(Rgb::WHITE)),
            certainty: 1.0,
            track: Track { frame: 1, region: 1 },
        };
        Edit::Carry { regions: Some(vec![one; count]) }
    };
    // For the regions as they are divided, or as they were read.
    for count in [3, 2] {
        document.apply(carried(count)).unwrap();
    }
    let error = document.apply(carried(4)).unwrap_err().to_string();
    assert!(error.contains("4 regions, the drawing has 3"), "{error}");
    let before = (document.prompt().clone(), document.undo_count(), document.color(None).unwrap());
    for (x, y) in [(90.0, 40.0), (40.0, 40.0), (20.0, 70.0), (90.0, 20.0)] {
        document.amend(Edit::Move { id: dragged, to: Place::Point { x, y } }).unwrap();
        document.color(None).unwrap();
    }
    assert_eq!(document.undo_count(), before.1 + 1);
    assert_eq!(at(&document, 100, 48), BLUE);
    document.undo().unwrap();
    assert!(*document.prompt() == before.0 && document.color(None).unwrap() == before.2);
}

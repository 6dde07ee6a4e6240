//! Regions in which hints do not agree.

use super::*;
use crate::Limits;

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
    document.add(Hint::point(30.0, 48.0, RED)).unwrap();
    let second = document.add(Hint::point(100.0, 48.0, BLUE)).unwrap();
    let piece = document.reading().regions().at(100, 48).unwrap();
    let other = document.reading().regions().at(30, 48).unwrap();
    assert_ne!(piece, other);
    document.correct(piece, "hair").unwrap();
    assert_eq!(document.label_name(piece), Some("hair"));
    let third = document.add(Hint::region(piece, Rgb::WHITE)).unwrap();
    assert_eq!((at(&document, 30, 48), at(&document, 100, 48)), (RED, Rgb::WHITE));
    // Without the hint that divides it there is one region, of which all that was said is said.
    document.apply(Edit::Remove { id: second }).unwrap();
    assert_eq!(document.reading().regions().len(), 2);
    assert_eq!((at(&document, 30, 48), at(&document, 100, 48)), (Rgb::WHITE, Rgb::WHITE));
    document.undo().unwrap();
    assert_eq!(document.prompt().hints[third as usize - 1].place, Place::Region(piece));
    assert_eq!((at(&document, 30, 48), at(&document, 100, 48)), (RED, Rgb::WHITE));
    let bytes = document.to_ora(None).unwrap();
    let back = Document::from_ora(document.reading().engine(), &bytes, &Limits::default(), None).unwrap();
    assert!(back.color(None).unwrap() == document.color(None).unwrap());
    // Lines are drawn over the drawing as it was read, not over its pieces.
    let mut closed = document.reading().drawing();
    (62..65).for_each(|x| (8..88).for_each(|y| closed.set(x, y, [0, 0, 0, 255])));
    document.set_lines(&closed).unwrap();
    assert_eq!(document.reading().regions().len(), 3);
    assert_eq!((at(&document, 30, 48), at(&document, 100, 48)), (RED, Rgb::WHITE));
}

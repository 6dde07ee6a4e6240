use super::*;
use crate::{Device, Document, Plane, Rgb};

const SKIN: Rgb = Rgb::new(251, 220, 198);
const RED: Rgb = Rgb::new(200, 30, 40);
const BLUE: Rgb = Rgb::new(40, 60, 180);

/// Two boxes in a box, 96 x 64, moved to the right; the inside colours of the left and the right one, if any.
fn boxes(moved: usize, colors: [Option<Rgb>; 2], lines: bool) -> Raster {
    Plane::from_fn(96, 64, |x, y| {
        let x = x.wrapping_sub(moved);
        let row = (8..56).contains(&y) && [8, 40, 78].iter().any(|left| (*left..left + 2).contains(&x));
        let column = (8..80).contains(&x) && [8, 54].iter().any(|top| (*top..top + 2).contains(&y));
        let inside = (8..56).contains(&y).then_some(match x {
            8..41 => colors[0],
            41..80 => colors[1],
            _ => None,
        });
        match inside.flatten() {
            _ if lines && (row || column) => [0, 0, 0, 255],
            Some(color) => color.with_alpha(255),
            None => [255; 4],
        }
    })
}

fn engine() -> Engine {
    Engine::new(Device::Cpu).unwrap()
}

fn colors_of(reference: &Reference) -> Vec<Rgb> {
    let mut colors: Vec<Rgb> = reference.colors().flatten().map(|color| color.normal).collect();
    colors.sort();
    colors.dedup();
    colors.retain(|color| *color != Rgb::WHITE);
    colors
}

#[test]
fn a_picture_has_its_colours_with_lines_without_and_beside_them() {
    let (engine, options) = (engine(), ReadOptions::default());
    let new = |colored: &Raster, line: Option<&Raster>| {
        Reference::new(&engine, colored, line, &options, None).unwrap()
    };
    let painted = [Some(RED), Some(BLUE)];
    let mut expected = [RED, BLUE];
    expected.sort();
    let line = boxes(0, [None; 2], true);
    for reference in [
        new(&boxes(0, painted, false), Some(&line)),
        new(&boxes(0, painted, true), Some(&line)),
        new(&boxes(0, painted, true), None),
        new(&boxes(0, painted, false), None),
    ] {
        assert_eq!(colors_of(&reference), expected);
    }
}

#[test]
fn what_cannot_be_a_reference_is_told() {
    let (engine, options) = (engine(), ReadOptions::default());
    let line = boxes(0, [None; 2], true);
    let error = |colored: &Raster| {
        Reference::new(&engine, colored, Some(&line), &options, None).unwrap_err().to_string()
    };
    assert!(error(&line).starts_with("the reference has no colours"), "{}", error(&line));
    let small = Plane::filled(10, 20, [9, 9, 200, 255]);
    assert_eq!(error(&small), "the coloured picture is 10x20, its line drawing 96x64");
    let reading = Reading::new(&engine, &line, &options, None).unwrap();
    let none = Carried::new(&reading, &[]).unwrap_err().to_string();
    assert_eq!(none, "there is no reference to carry colours from");
}

#[test]
fn a_frame_takes_the_colours_of_the_one_before_to_the_bit() {
    let (engine, options) = (engine(), ReadOptions::default());
    let line = |moved| boxes(moved, [None; 2], true);
    let colored = boxes(0, [Some(SKIN), Some(BLUE)], true);
    let reference = Reference::new(&engine, &colored, Some(&line(0)), &options, None).unwrap();
    let reading = Reading::new(&engine, &line(3), &options, None).unwrap();
    let carried = Carried::between(&reading, 2, &[&reference.with_frame(1, None)]).unwrap();
    let at = |x, y| carried.regions()[reading.regions().at(x, y).unwrap() as usize - 1];
    for (x, color) in [(25, SKIN), (60, BLUE)] {
        assert_eq!(at(x, 30).color.map(|color| color.normal), Some(color));
        assert_eq!(at(x, 30).track.frame, 1);
    }
    // And again from what was stored.
    let stored = Carried::from_json(&reading, &carried.to_json()).unwrap();
    assert_eq!(stored.regions(), carried.regions());
    let layers = Document::new(reading.clone()).with_carried(carried).unwrap().color(None).unwrap();
    assert_eq!(layers.flats().get(25, 30), SKIN.with_alpha(255));
    let other = Reading::new(&engine, &Plane::filled(96, 64, [255; 4]), &options, None).unwrap();
    let error = Document::new(other).with_carried(stored).unwrap_err().to_string();
    assert!(error.starts_with("the carried colours are of"), "{error}");
}

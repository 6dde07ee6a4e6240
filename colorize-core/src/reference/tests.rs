use super::*;
use crate::{Device, Document, EngineOptions, Hint, ModelKind, Models, Plane, Rgb};

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

#[test]
fn a_clip_carries_frame_by_frame_and_a_correction_goes_through_it() {
    let (engine, options) = (engine(), ReadOptions::default());
    let read = |moved| Reading::new(&engine, &boxes(moved, [None; 2], true), &options, None).unwrap();
    let key = |moved| Reference::of(&read(moved), &boxes(moved, [Some(SKIN), Some(BLUE)], true)).unwrap();
    let mut clip = Clip::new(&engine);
    let error = clip.carry(2, &read(1)).unwrap_err().to_string();
    assert_eq!(error, "the clip has no coloured frame to carry colours from");
    clip.add_key(1, key(0));
    clip.add_key(9, key(8));
    assert_eq!(clip.keys().collect::<Vec<_>>(), [1, 9]);
    let error = clip.carry(9, &read(8)).unwrap_err().to_string();
    assert_eq!(error, "frame 9 is a coloured one");
    let small = Reading::new(&engine, &Plane::filled(64, 64, [255; 4]), &options, None).unwrap();
    let error = clip.carry(2, &small).unwrap_err().to_string();
    assert_eq!(error, "frame 2 is 64x64, the coloured frame 1 96x64");
    let at = |carried: &Carried, frame: usize, x| {
        carried.regions()[read(frame - 1).regions().at(x, 30).unwrap() as usize - 1]
    };
    // Right to the bit, and one track from the first frame to the last.
    let mut tracks = Vec::new();
    for frame in Clip::order(&clip.keys().collect(), 2..=8) {
        let carried = clip.carry(frame, &read(frame as usize - 1)).unwrap();
        let region = at(&carried, frame as usize, 28);
        assert_eq!(region.color.map(|color| color.normal), Some(SKIN), "frame {frame}");
        tracks.push(region.track);
    }
    tracks.dedup();
    assert!(tracks.len() == 1 && tracks[0].frame == 1, "{tracks:?}");
    assert!(clip.key(9).unwrap().tracks().any(|track| track == tracks[0]));

    // Frame 3 is put right, and carried again; 4 takes it, and 2 was done before.
    clip.carry(2, &read(1)).unwrap();
    let before = clip.carry(3, &read(2)).unwrap();
    assert_eq!(clip.carry(3, &read(2)).unwrap().regions(), before.regions(), "the same once more");
    clip.correct(3, (28, 30), Some(RED.into()));
    let corrected = clip.carry(3, &read(2)).unwrap();
    let region = at(&corrected, 3, 28);
    assert_eq!((region.color, region.certainty, region.track.frame), (Some(RED.into()), 1.0, 3));
    let next = clip.carry(4, &read(3)).unwrap();
    assert_eq!(at(&next, 4, 28).color, Some(RED.into()));
    assert_eq!(at(&next, 4, 60).color.map(|color| color.normal), Some(BLUE));

    // From what was stored it goes on the same way.
    let mut again = clip.clone();
    again.resume(3, Carried::from_json(&read(2), &corrected.to_json()).unwrap()).unwrap();
    assert_eq!(again.carry(4, &read(3)).unwrap().regions(), next.regions());
    assert_eq!(clip.clear_corrections(3), 1);
    clip.carry(2, &read(1)).unwrap();
    assert_eq!(clip.carry(3, &read(2)).unwrap().regions(), before.regions());
    clip.correct(4, (96, 0), None);
    let error = clip.carry(4, &read(3)).unwrap_err().to_string();
    assert_eq!(error, "the correction at (96, 0) is outside frame 4, 96x64");
    assert!(clip.remove_key(9) && !clip.remove_key(9));
}

#[test]
fn colours_are_carried_with_and_without_a_matcher() {
    let bundled = Models::bundled();
    let mut few = Models::new();
    for kind in [ModelKind::Labeller, ModelKind::Colorizer] {
        few.insert(kind, bundled.file(kind).unwrap().to_vec()).unwrap();
    }
    let painted = boxes(0, [Some(RED), Some(BLUE)], true);
    for models in [&bundled, &few] {
        let engine = Engine::with_options(EngineOptions::default(), models).unwrap();
        assert_eq!(engine.has_matcher(), models.file(ModelKind::Matcher).is_some());
        let options = ReadOptions::default();
        let reference = Reference::new(&engine, &painted, None, &options, None).unwrap();
        let reading = Reading::new(&engine, &boxes(3, [None; 2], true), &options, None).unwrap();
        for carried in [
            Carried::new(&reading, &[&reference]).unwrap(),
            Carried::between(&reading, 2, &[&reference]).unwrap(),
        ] {
            for (x, color) in [(25, RED), (60, BLUE)] {
                let id = reading.regions().at(x, 30).unwrap();
                let found = carried.regions()[id as usize - 1];
                assert_eq!(found.color.map(|color| color.normal), Some(color));
                assert!(found.certainty > 0.5, "{found:?}");
            }
        }
    }
}

#[test]
fn one_gesture_is_for_all_drawings_that_show_its_place() {
    let (engine, options) = (engine(), ReadOptions::default());
    let read = |moved| Reading::new(&engine, &boxes(moved, [None; 2], true), &options, None).unwrap();
    let reference = read(0);
    for moved in [0, 4] {
        let drawing = read(moved);
        let found = Correspondence::new(&drawing, &reference);
        let hints = found.hints(&Hint::point(60.0, 30.0, BLUE), &reference, 0.5).unwrap();
        let right = drawing.regions().at(60, 30).unwrap();
        assert_eq!(hints.len(), 1);
        assert_eq!(hints[0].0, Hint::region(right, BLUE).with_follow(false));
        assert!((0.5..=1.0).contains(&hints[0].1));
        assert!(found.hints(&Hint::point(60.0, 30.0, BLUE), &reference, 1.1).unwrap().is_empty());
        let error = found.hints(&Hint::point(96.0, 30.0, BLUE), &reference, 0.5).unwrap_err().to_string();
        assert_eq!(error, "the hint at (96, 30) is outside 96x64");
    }
}

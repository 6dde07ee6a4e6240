use super::*;
use crate::{Device, EngineOptions, Models};

fn engine() -> Engine {
    Engine::with_options(EngineOptions::default().with_threads(2), &Models::bundled()).expect("sound")
}

fn quick() -> ReadOptions {
    ReadOptions::default().with_max_side(64).with_mirror(false)
}

/// A frame, and a bar across it down to row `bar`.
fn drawing(bar: usize) -> Raster {
    Plane::from_fn(160, 120, |x, y| {
        let frame = (8..152).contains(&x)
            && (8..112).contains(&y)
            && !((11..149).contains(&x) && (11..109).contains(&y));
        let across = (78..81).contains(&x) && (8..bar).contains(&y);
        if frame || across { [0, 0, 0, 255] } else { [255; 4] }
    })
}

fn same(a: &Reading, b: &Reading) {
    assert_eq!(a.ink(), b.ink());
    assert_eq!(a.line(), b.line());
    assert_eq!(a.regions(), b.regions());
    for id in 1..=a.regions().len() as u32 {
        assert_eq!(a.evidence(id), b.evidence(id));
        assert_eq!(a.certainty(id), b.certainty(id));
        assert_eq!(a.affinity(1, id), b.affinity(1, id));
    }
}

#[test]
fn a_reading_is_shared_by_threads_and_cheap_to_clone() {
    const fn shared<T: Send + Sync + Clone>() {}
    const { shared::<Reading>() };
    let reading = Reading::new(&engine(), &drawing(112), &quick(), None).expect("a drawing");
    assert!(std::ptr::eq(reading.clone().line(), reading.line()));
}

/// `drawing` on a page of another size, from that column and row on.
fn on_page(drawing: &Raster, [width, height]: [usize; 2], [left, top]: [usize; 2]) -> Raster {
    let inside = |x: usize, y: usize| x < drawing.width() && y < drawing.height();
    Plane::from_fn(width, height, |x, y| match (x.checked_sub(left), y.checked_sub(top)) {
        (Some(x), Some(y)) if inside(x, y) => drawing.get(x, y),
        _ => [255; 4],
    })
}

#[test]
fn margins_do_not_count() {
    let engine = engine();
    let read = |drawing: &Raster| Reading::new(&engine, drawing, &quick(), None).expect("a drawing");
    let drawing = drawing(112);
    let alone = read(&drawing);
    for (size, [left, top]) in [([160, 300], [0, 90]), ([500, 420], [200, 150]), ([330, 120], [170, 0])] {
        let reading = read(&on_page(&drawing, size, [left, top]));
        assert_eq!(reading.regions().len(), 3);
        for (look, other) in alone.looks.iter().zip(reading.looks.iter()) {
            assert_eq!(look.working.ink(), other.working.ink(), "{size:?}");
        }
        // All places of the page find what was seen of them, those in its margins the ground.
        for [x, y] in [[0, 0], [20, 20], [79, 50], [120, 80]] {
            let (own, id) = (alone.regions().at(x, y), reading.regions().at(left + x, top + y));
            let evidence = |reading: &Reading, id: Option<u32>| reading.evidence(id.expect("a region"));
            let (own, found) = (evidence(&alone, own), evidence(&reading, id));
            assert_eq!(own.map(|e| e.label), found.map(|e| e.label), "{size:?}: {x}, {y}");
        }
        let cell = reading.looks[0].map.cell(size[0] - 1, size[1] - 1);
        assert_eq!(reading.looks[0].map.labels(cell).iter().sum::<f32>().round(), 1.0);
    }
}

#[test]
fn what_lies_around_all_that_is_drawn_is_ground() {
    let engine = engine();
    let ground = |drawing: &Raster, options: &ReadOptions| {
        let reading = Reading::new(&engine, drawing, options, None).expect("a drawing");
        let label = |x, y| reading.label(reading.regions().at(x, y).expect("a region")).expect("a label").0;
        [label(0, 0), label(drawing.width() - 1, drawing.height() - 1)] == [Label::Background; 2]
    };
    let ring = |at: [usize; 2]| {
        Plane::from_fn(330, 120, |x, y| {
            let far = (x as f32 - at[0] as f32).hypot(y as f32 - at[1] as f32);
            if (20.0..23.0).contains(&far) { [0, 0, 0, 255] } else { [255; 4] }
        })
    };
    let drawings =
        [drawing(112), on_page(&drawing(112), [330, 120], [170, 0]), ring([30, 40]), ring([165, 60])];
    for (i, drawing) in drawings.iter().enumerate() {
        for side in [64, 256] {
            assert!(ground(drawing, &quick().with_max_side(side)), "drawing {i} at {side}");
        }
    }
}

#[test]
fn little_is_seen_with_much_around_it() {
    let dot = Plane::from_fn(400, 300, |x, y| if (x, y) == (390, 20) { 255 } else { 0 });
    let [seen] = Working::all(&dot, 128, [128]);
    assert_eq!(seen.part(), Bounds { left: 340, top: 0, right: 400, bottom: 71 });
    let [seen] = Working::all(&Plane::filled(400, 300, 9), 128, [128]);
    assert_eq!(seen.part(), Bounds::whole(400, 300));
}

#[test]
fn an_edited_drawing_reads_as_a_new_one() {
    let engine = engine();
    let whole = Reading::new(&engine, &drawing(112), &quick(), None).expect("a drawing");
    assert_eq!(whole.regions().len(), 3);
    for bar in [60, 112, 8, 90] {
        let (edited, changed) = whole.edited(&drawing(bar), None).expect("of one size");
        same(&edited, &Reading::new(&engine, &drawing(bar), &quick(), None).expect("a drawing"));
        let box_of = changed.map(|b| (b.left, b.top, b.right, b.bottom));
        assert_eq!(box_of, (bar < 112).then_some((78, bar.max(11) as u32, 81, 109)), "{bar}");
    }
    assert_eq!(whole.regions().len(), 3, "the first one stays as it was");
}

#[test]
fn edits_in_another_ink_are_read_anew() {
    let engine = engine();
    let dark = Reading::new(&engine, &drawing(112), &quick(), None).expect("a drawing");
    let turned = drawing(112).map(|&[r, g, b, a]| [255 - r, 255 - g, 255 - b, a]);
    let (light, changed) = dark.edited(&turned, None).expect("of one size");
    assert_ne!(light.ink_source(), dark.ink_source());
    assert_eq!(changed.map(|b| (b.right, b.bottom)), Some((160, 120)));
    assert_eq!(light.regions().len(), 3);
}

#[test]
fn other_regions_vote_on_what_the_networks_saw() {
    let reading = Reading::new(&engine(), &drawing(112), &quick(), None).expect("a drawing");
    let joined = reading.regions().ids().map(|&id| id.min(2));
    let joined = RegionMap::from_ids(joined, reading.ink(), 48).expect("regions");
    let other = reading.with_regions(joined).expect("of one size");
    assert_eq!((other.regions().len(), reading.regions().len()), (2, 3));
    assert_eq!(other.evidence(1).map(|e| e.probability), reading.evidence(1).map(|e| e.probability));
    let small = RegionMap::from_ids(Plane::filled(9, 9, 1), &Plane::filled(9, 9, 0), 48).expect("regions");
    let error = reading.with_regions(small).expect_err("of another size").to_string();
    assert_eq!(error, "regions are 9x9, the drawing is 160x120");
}

#[test]
fn drawings_of_another_size_are_no_edits() {
    let reading = Reading::new(&engine(), &drawing(112), &quick(), None).expect("a drawing");
    let error =
        reading.edited(&Plane::filled(10, 20, [255; 4]), None).expect_err("of another size").to_string();
    assert_eq!(error, "the edited drawing is 10x20, it was 160x120");
}

#[test]
fn affinity_is_that_of_unit_vectors() {
    let engine = Engine::new(Device::Cpu).expect("the processor");
    let reading = Reading::new(&engine, &drawing(112), &quick(), None).expect("a drawing");
    for (a, b) in [(1, 1), (1, 2), (2, 3)] {
        let alike = reading.affinity(a, b).expect("regions");
        assert!((-1.001..=1.001).contains(&alike) && (a != b || alike > 0.999), "{a} and {b}: {alike}");
        assert_eq!(reading.affinity(a, b), reading.affinity(b, a));
    }
    assert_eq!(reading.affinity(1, 4), None);
    assert_eq!(reading.label(0), None);
}

/// 33 x 33 squares of two sizes: more regions than the region network looks at.
#[test]
fn the_largest_regions_look_at_each_other_and_the_others_keep_their_votes() {
    let side = |i: usize| if i.is_multiple_of(2) { 12 } else { 8 };
    let starts: Vec<usize> =
        (0..33).scan(0, |at, i| Some(std::mem::replace(at, *at + side(i) + 2))).collect();
    let inside =
        |v: usize| starts.iter().enumerate().any(|(i, &start)| (start + 2..start + 2 + side(i)).contains(&v));
    let size = starts[32] + 16;
    let drawing =
        Plane::from_fn(size, size, |x, y| if inside(x) && inside(y) { [255; 4] } else { [0, 0, 0, 255] });
    let options = ReadOptions::default().with_max_side(256);
    let reading = Reading::new(&engine(), &drawing, &options, None).expect("a drawing");
    let count = reading.regions().len();
    assert!(count > 1000, "{count} regions");
    let ballot = ballot::Ballot::new(reading.regions(), &reading.looks);
    let tokens = tokens::Tokens::new(reading.regions(), &ballot, reading.engine().labels());
    assert_eq!(tokens.regions.len(), 512);
    let area = |i: usize| reading.regions().regions()[i].area;
    let least = tokens.regions.iter().map(|&i| area(i)).min().expect("regions");
    for i in 0..count {
        let looks = tokens.regions.contains(&i);
        assert!(looks || area(i) <= least, "region {i} of {} pixels", area(i));
        let voted = reading.labels[i].embedding == ballot.votes[i].embedding();
        assert_eq!(voted, !looks, "region {i}");
    }
}

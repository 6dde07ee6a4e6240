use super::*;

/// Lines from place to place, each with its width, and solid areas.
fn lines() -> impl Strategy<Value = Plane<u8>> {
    let place = || (0_f32..640.0, 0_f32..480.0);
    let lines = proptest::collection::vec((place(), place(), 1_f32..5.0), 5..30);
    // Short and very wide: solid areas.
    let blobs = proptest::collection::vec((place(), -9_f32..9.0, 5_f32..50.0), 0..4);
    (lines, blobs).prop_map(|(lines, blobs)| {
        let mut ink = Plane::filled(640, 480, 0);
        lines.into_iter().for_each(|(from, to, width)| draw_line(&mut ink, from, to, width));
        blobs.into_iter().for_each(|(at, long, width)| draw_line(&mut ink, at, (at.0 + long, at.1), width));
        ink
    })
}

fn draw_line(ink: &mut Plane<u8>, from: (f32, f32), to: (f32, f32), width: f32) {
    let (right, down) = (to.0 - from.0, to.1 - from.1);
    let long = (right * right + down * down).max(1.0);
    let (columns, rows) = (ink.width(), ink.height());
    for (x, y) in (0..rows).flat_map(|y| (0..columns).map(move |x| (x, y))) {
        let (px, py) = (x as f32 - from.0, y as f32 - from.1);
        let along = ((px * right + py * down) / long).clamp(0.0, 1.0);
        let far = (px - along * right).hypot(py - along * down);
        let cover = ((width / 2.0 + 0.5 - far).clamp(0.0, 1.0) * 255.0) as u8;
        ink.set(x, y, ink.get(x, y).max(cover));
    }
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(48))]

    #[test]
    fn an_update_is_as_good_as_new(
        ink in lines(),
        other in lines(),
        place in (0_u32..640, 0_u32..480),
        size in (1_u32..60, 1_u32..60),
        gap in proptest::option::of(prop_oneof![3 => 0_u32..40, 1 => 40_u32..400]),
        min_area in proptest::option::of(0_u32..100),
    ) {
        let options = RegionOptions::default().with_gap(gap).with_min_area(min_area);
        let mut segmenter = Segmenter::new(&ink, &options, None)?;
        let before = segmenter.map().clone();
        let changed = Bounds {
            left: place.0,
            top: place.1,
            right: (place.0 + size.0).min(640),
            bottom: (place.1 + size.1).min(480),
        };
        let new = Plane::from_fn(640, 480, |x, y| if changed.contains(x, y) { other.get(x, y) } else { ink.get(x, y) });
        for (ink, before) in [(&new, &before), (&ink, &RegionMap::segment(&new, &options, None)?)] {
            let dirty = segmenter.update(ink, changed, None)?;
            prop_assert_eq!(segmenter.map(), &RegionMap::segment(ink, &options, None)?);
            let ids = segmenter.map().ids();
            let differs: Vec<_> = (0..480_usize)
                .flat_map(|y| (0..640_usize).map(move |x| (x, y)))
                .filter(|&(x, y)| ids.get(x, y) != before.ids().get(x, y))
                .collect();
            prop_assert!(differs.iter().all(|&(x, y)| dirty.is_some_and(|dirty| dirty.contains(x, y))));
            prop_assert_eq!(dirty.is_some(), !differs.is_empty());
        }
    }
}

#[test]
fn an_update_that_is_wrong_changes_nothing() {
    let ink = open_box(3);
    let mut segmenter = Segmenter::new(&ink, &RegionOptions::default(), None).expect("it is sound");
    let before = segmenter.map().clone();
    let bounds = |left, right| Bounds { left, top: 0, right, bottom: 80 };
    let error = |done: Result<Option<Bounds>>| done.expect_err("it is wrong").to_string();
    assert!(
        error(segmenter.update(&Plane::filled(80, 80, 0), bounds(0, 9), None))
            .contains("80x80, the regions are 120x80")
    );
    assert!(error(segmenter.update(&ink, bounds(9, 9), None)).contains("empty or outside 120x80"));
    assert!(error(segmenter.update(&ink, bounds(0, 121), None)).contains("outside 120x80"));
    assert_eq!(segmenter.map(), &before);
    // All ink, and all paper, and back.
    for new in [&Plane::filled(120, 80, 255), &ink, &Plane::filled(120, 80, 0), &ink] {
        segmenter.update(new, bounds(0, 120), None).expect("it is inside");
        let options = RegionOptions::default();
        assert_eq!(segmenter.map(), &RegionMap::segment(new, &options, None).expect("it is sound"));
    }
}

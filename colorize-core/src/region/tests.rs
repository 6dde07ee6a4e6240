mod reported;
mod update;

use proptest::prelude::*;

use super::distance::nearest_walls;
use super::survey::Survey;
use super::window::Window;
use super::{Bounds, RegionMap, RegionOptions, Segmenter};
use crate::error::{Error, Result};
use crate::raster::Plane;

fn segment(ink: &Plane<u8>, gap: u32) -> RegionMap {
    let options = RegionOptions::default().with_gap(gap).with_min_area(0);
    RegionMap::segment(ink, &options, None).expect("nothing is wrong with it")
}

/// Ink where `line` holds, paper elsewhere.
fn drawn(width: usize, height: usize, line: impl Fn(usize, usize) -> bool) -> Plane<u8> {
    Plane::from_fn(width, height, |x, y| if line(x, y) { 255 } else { 0 })
}

/// A box from 20 to 60 in both directions with an opening of `gap` pixels in its right side.
fn open_box(gap: usize) -> Plane<u8> {
    drawn(120, 80, |x, y| {
        let within = (20..=60).contains(&x) && (20..=60).contains(&y);
        let side = [20, 60].contains(&x) || [20, 60].contains(&y);
        within && side && !(x == 60 && (38..38 + gap).contains(&y))
    })
}

/// What `segment` must give for a gap of 0: components of paper that share sides of pixels, each with a
/// number, 0 on ink.
fn naive(ink: &Plane<u8>, threshold: u8) -> Vec<u32> {
    let (width, height) = (ink.width(), ink.height());
    let mut ids = vec![0; width * height];
    let mut count = 0;
    for start in 0..ids.len() {
        if ids[start] != 0 || ink.as_slice()[start] >= threshold {
            continue;
        }
        count += 1;
        let mut todo = vec![start];
        while let Some(pixel) = todo.pop() {
            if ids[pixel] != 0 || ink.as_slice()[pixel] >= threshold {
                continue;
            }
            ids[pixel] = count;
            let (x, y) = (pixel % width, pixel / width);
            todo.extend((x > 0).then(|| pixel - 1));
            todo.extend((x + 1 < width).then(|| pixel + 1));
            todo.extend((y > 0).then(|| pixel - width));
            todo.extend((y + 1 < height).then(|| pixel + width));
        }
    }
    ids
}

fn square(width: usize, a: usize, b: usize) -> usize {
    (a % width).abs_diff(b % width).pow(2) + (a / width).abs_diff(b / width).pow(2)
}

fn check_shape(map: &RegionMap, ink: &Plane<u8>) {
    let (width, ids) = (ink.width(), map.ids().as_slice());
    let mut areas = vec![0; map.len()];
    for &id in ids {
        areas[id as usize - 1] += 1;
    }
    assert!(areas.iter().all(|&area| area > 0));
    for (index, region) in map.regions().iter().enumerate() {
        let id = index as u32 + 1;
        assert_eq!(region.area, areas[index]);
        assert_eq!(map.at(region.seed.0 as usize, region.seed.1 as usize), Some(id));
        assert!(region.neighbours.is_sorted_by(|a, b| a < b));
        for &other in &region.neighbours {
            assert!(map.region(other).expect("it exists").neighbours.contains(&id));
        }
        let Bounds { left, top, right, bottom } = region.bounds;
        for pixel in (0..ids.len()).filter(|&pixel| ids[pixel] == id) {
            let (x, y) = ((pixel % width) as u32, (pixel / width) as u32);
            assert!((left..right).contains(&x) && (top..bottom).contains(&y));
        }
    }
}

fn scribble() -> impl Strategy<Value = Plane<u8>> {
    (1_usize..40, 1_usize..40, 0_u32..100).prop_flat_map(|(width, height, paper)| {
        let pixel = prop_oneof![paper => 0_u8..48, 100 - paper => any::<u8>()];
        proptest::collection::vec(pixel, width * height)
            .prop_map(move |ink| Plane::from_vec(width, height, ink).expect("it fits"))
    })
}

proptest! {
    #[test]
    fn gap_0_is_plain_components(ink in scribble()) {
        let map = segment(&ink, 0);
        check_shape(&map, &ink);
        let expected = naive(&ink, 48);
        let ids = map.ids().as_slice();
        let paper: Vec<_> = (0..ids.len()).filter(|&pixel| expected[pixel] != 0).collect();
        prop_assert!(paper.iter().all(|&pixel| ids[pixel] == expected[pixel]));
        // Ink beside a solid area may be nearer to that than to paper.
        let solids = map.regions().iter().any(|region| region.paper == 0);
        for pixel in (0..ids.len()).filter(|&pixel| expected[pixel] == 0 && !paper.is_empty()) {
            let region = map.region(ids[pixel]).expect("it exists");
            let to = |own: bool| {
                paper
                    .iter()
                    .filter(|&&other| !own || ids[other] == ids[pixel])
                    .map(|&other| square(ink.width(), pixel, other))
                    .min()
            };
            prop_assert!(region.paper == 0 || solids || to(true) == to(false));
        }
    }

    #[test]
    fn bands_are_joined(paper in proptest::collection::vec(prop_oneof![5 => Just(0), 2 => Just(255)], 7 * 300)) {
        let ink = Plane::from_vec(7, 300, paper).expect("it fits");
        let (map, expected) = (segment(&ink, 0), naive(&ink, 48));
        let ids = map.ids().as_slice();
        prop_assert!((0..ids.len()).all(|pixel| expected[pixel] == 0 || ids[pixel] == expected[pixel]));
    }

    #[test]
    fn an_outline_holds_its_region(ink in scribble()) {
        let map = segment(&ink, 4);
        for (id, region) in (1..).zip(map.regions()) {
            let contour = map.contour(id);
            let sides = |polygon: &Vec<(u32, u32)>| -> Vec<_> {
                polygon.iter().copied().zip(polygon.iter().copied().cycle().skip(1)).collect()
            };
            let sides: Vec<_> = contour.iter().flat_map(sides).collect();
            prop_assert!(sides.iter().all(|((ax, ay), (bx, by))| (ax == bx) != (ay == by)));
            let mask = map.mask(id).expect("it exists");
            let Bounds { left, top, right, bottom } = region.bounds;
            prop_assert_eq!((mask.width(), mask.height()), ((right - left) as usize, (bottom - top) as usize));
            for (x, y) in (top..bottom).flat_map(|y| (left..right).map(move |x| (x, y))) {
                // The sides of the outline to the right of a pixel that go down, less those that go up.
                let turns: i32 = sides
                    .iter()
                    .filter(|((ax, ay), (bx, by))| ax == bx && *ax > x && (*ay.min(by)..*ay.max(by)).contains(&y))
                    .map(|((_, ay), (_, by))| if by > ay { 1 } else { -1 })
                    .sum();
                let inside = map.at(x as usize, y as usize) == Some(id);
                prop_assert_eq!(turns, i32::from(inside));
                prop_assert_eq!(mask.get((x - left) as usize, (y - top) as usize), if inside { 255 } else { 0 });
            }
        }
    }

    #[test]
    fn any_gap_gives_a_sound_map(ink in scribble(), gap in 0_u32..30, min_area in 0_u32..30) {
        let options = RegionOptions::default().with_gap(gap).with_min_area(min_area);
        check_shape(&RegionMap::segment(&ink, &options, None)?, &ink);
        check_shape(&RegionMap::segment(&ink, &RegionOptions::default(), None)?, &ink);
    }

    #[test]
    fn nearest_walls_are_nearest(ink in scribble(), reach in 1_i16..50) {
        let (width, height) = (ink.width(), ink.height());
        let source = |pixel: usize| ink.as_slice()[pixel] > 40;
        let sources: Vec<_> = (0..width * height).filter(|&pixel| source(pixel)).collect();
        let wall = |y: usize, walls: &mut [bool]| {
            walls.iter_mut().enumerate().for_each(|(x, wall)| *wall = source(y * width + x));
        };
        let rows = height / 3..height / 2 + 1;
        let mut seen = 0;
        nearest_walls((width, height), rows.clone(), reach, wall, |y, here, _| {
            assert_eq!(y, rows.start + seen);
            seen += 1;
            for x in 0..width {
                let pixel = y * width + x;
                let least = sources.iter().map(|&other| square(width, pixel, other)).min();
                let (right, down) = (here.right[x], here.down[x]);
                if least.is_some_and(|least| least <= (reach as usize).pow(2)) {
                    let near = (pixel as i64 + i64::from(right) + i64::from(down) * width as i64) as usize;
                    assert!(source(near));
                    assert_eq!(Some(square(width, pixel, near)), least);
                } else {
                    assert!(i64::from(right).pow(2) + i64::from(down).pow(2) > i64::from(reach).pow(2));
                }
            }
        });
        assert_eq!(seen, rows.len());
    }
}

/// Whether the disc between two pixels, `less` pixels smaller all around, is free of other ink.
fn free_between(ink: &Plane<u8>, (ax, ay): (f32, f32), (bx, by): (f32, f32), less: f32) -> bool {
    let (x, y) = ((ax + bx) / 2.0, (ay + by) / 2.0);
    let radius = (ax - bx).hypot(ay - by) / 2.0 - less;
    let near = |x: usize, y: usize, (px, py): (f32, f32)| (x as f32 - px).hypot(y as f32 - py) < 2.5;
    (0..ink.height()).flat_map(|y| (0..ink.width()).map(move |x| (x, y))).all(|(px, py)| {
        let away = (px as f32 - x).hypot(py as f32 - y);
        away >= radius || ink.get(px, py) < 48 || near(px, py, (ax, ay)) || near(px, py, (bx, by))
    })
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(64))]

    /// Beside every two pixels of ink, looked at one by one.
    #[test]
    fn ink_that_faces_itself_is_found(ink in scribble(), gap in 2_u32..16) {
        let size @ (width, _) = (ink.width(), ink.height());
        let whole = Window { left: 0, top: 0, picture: size };
        let wall = |y: usize, walls: &mut [bool]| {
            walls.iter_mut().zip(ink.row(y)).for_each(|(wall, &ink)| *wall = ink >= 48);
        };
        let place = |pixel: u32| ((pixel as usize % width) as f32, (pixel as usize / width) as f32);
        let apart = |(ax, ay): (f32, f32), (bx, by): (f32, f32)| (ax - bx).hypot(ay - by);
        let found: Vec<_> = Survey::new(size, whole, gap, wall)
            .facing
            .pairs()
            .iter()
            .map(|&(a, b)| (place(a), place(b)))
            .collect();
        for &(a, b) in &found {
            prop_assert!(apart(a, b) <= gap as f32 + 1.0);
            prop_assert!(free_between(&ink, a, b, 1.6), "{:?} {:?}", a, b);
        }
        let lined = |pixel: &u32| ink.as_slice()[*pixel as usize] >= 48;
        let lined: Vec<_> = (0..ink.as_slice().len() as u32).filter(lined).map(place).collect();
        for (i, &a) in lined.iter().enumerate() {
            for &b in lined[i + 1..].iter().filter(|&&b| (6.0..=gap as f32 - 1.0).contains(&apart(a, b))) {
                if free_between(&ink, a, b, -2.0) {
                    let near = |(c, d): &((f32, f32), (f32, f32))| {
                        let ends = apart(a, *c).max(apart(b, *d)).min(apart(a, *d).max(apart(b, *c)));
                        ends <= 3.0
                    };
                    let beside = lined.iter().any(|&c| c != a && c != b && apart(a, c) < 2.5 && apart(b, c) < 2.5);
                    prop_assert!(beside || found.iter().any(near), "{:?} {:?}", a, b);
                }
            }
        }
    }
}

#[test]
fn a_gap_is_closed_up_to_its_width() {
    let ink = open_box(3);
    assert_eq!(segment(&ink, 0).len(), 1);
    assert_eq!(segment(&ink, 2).len(), 1);
    for gap in [3, 4, 14] {
        let map = segment(&ink, gap);
        assert_eq!(map.len(), 2, "gap {gap}");
        let inside = map.region(map.at(40, 40).expect("inside")).expect("it exists");
        assert!((39 * 39..=39 * 39 + 3).contains(&inside.paper) && !inside.outside);
        assert!(map.region(1).expect("it exists").outside);
        assert_eq!(*inside.neighbours, [1]);
    }
    for width in 1..20 {
        assert_eq!(segment(&open_box(width), width as u32).len(), 2, "an opening of {width}");
        assert_eq!(segment(&open_box(width + 2), width as u32).len(), 1, "an opening of {width} + 2");
    }
}

/// A square of soft lines, 80 pixels a side and `line` wide, turned by `angle`, with an opening in one of them.
fn turned_box(angle: f32, line: f32, opening: f32) -> Plane<u8> {
    let (sin, cos) = angle.sin_cos();
    Plane::from_fn(160, 160, |x, y| {
        let (x, y) = (x as f32 - 80.0, y as f32 - 80.0);
        let (along, across) = (cos * x + sin * y, cos * y - sin * x);
        let cover = (line / 2.0 + 0.5 - (along.abs().max(across.abs()) - 40.0).abs()).clamp(0.0, 1.0);
        let open =
            if across > 0.0 { (opening / 2.0 + 0.5 - (along - 7.0).abs()).clamp(0.0, 1.0) } else { 0.0 };
        (255.0 * cover * (1.0 - open)).round() as u8
    })
}

#[test]
fn a_gap_is_closed_at_any_angle() {
    for step in 0..16 {
        let angle = step as f32 * std::f32::consts::TAU / 64.0;
        for (line, opening) in [(1.5, 3.0), (2.0, 8.0), (3.0, 2.0), (5.0, 12.0), (8.0, 20.0)] {
            let ink = turned_box(angle, line, opening);
            let closed = segment(&ink, opening as u32 + 2);
            assert_eq!(closed.len(), 2, "{opening} pixels of a line {line} wide at {angle}");
            let (inside, outside) = (closed.at(80, 80).expect("inside"), closed.at(0, 0).expect("inside"));
            assert!(
                closed.gaps().iter().all(|gap| gap.regions == (outside.min(inside), inside.max(outside)))
            );
            let fill = closed.fill_at(80, 80).expect("inside");
            assert_eq!((fill.id, fill.leaked), (inside, vec![outside.min(inside), inside.max(outside)]));
            assert!(!fill.leaks.is_empty() && fill.leaks == closed.gaps());
            assert_eq!(segment(&ink, 0).len(), 1);
        }
    }
}

#[test]
fn a_neck_without_ends_of_lines_stays_open() {
    // Two rooms, and a passage of 7 pixels between them.
    let ink = drawn(200, 80, |x, y| {
        let half = if (90..110).contains(&x) { 4 } else { 30 };
        let wall = y.abs_diff(40) == half || [90, 109].contains(&x) && (4..=30).contains(&y.abs_diff(40));
        (10..190).contains(&x) && wall || [10, 189].contains(&x) && y.abs_diff(40) <= 30
    });
    let map = segment(&ink, 14);
    assert_eq!(map.len(), 2);
    assert_eq!(map.at(50, 40), map.at(150, 40));
}

#[test]
fn a_line_that_stops_short_of_another_or_of_the_edge_bounds() {
    for short in 2..=9 {
        // A cross bar that reaches neither the line on the left nor the picture's edge on the right.
        let ink = drawn(120, 100, |x, y| x == 20 || y == 50 && (21 + short..120 - short).contains(&x));
        let map = segment(&ink, 14);
        assert_eq!(map.len(), 3, "{short} pixels short");
        assert_ne!(map.at(60, 20), map.at(60, 80));
        assert_eq!(segment(&ink, 1).len(), 2);
    }
}

#[test]
fn lines_that_stop_short_of_any_edge_reach_it_whatever_the_gap() {
    for short in [20, 60, 139] {
        let bar = drawn(700, 600, |x, y| (300..303).contains(&y) && (short..700 - short).contains(&x));
        let turned = Plane::from_fn(600, 700, |x, y| bar.get(y, x));
        for ink in [bar, turned] {
            assert_eq!(segment(&ink, 200).len(), 2, "{short}");
            assert_eq!(segment(&ink, short as u32).len(), 1, "{short}");
        }
    }
}

#[test]
fn leaks_are_where_areas_would_be_one() {
    // A stroke that ends short of a line: no area is beyond.
    let ink = drawn(120, 100, |x, y| x == 20 || y == 50 && (24..=60).contains(&x));
    let map = segment(&ink, 14);
    assert_eq!((map.len(), map.gaps()), (2, &[][..]));
    let map = segment(&open_box(1), 3);
    assert_eq!(map.gaps().iter().map(|gap| gap.regions).collect::<Vec<_>>(), [(1, 2)]);
    assert_eq!(map.fill_at(40, 40).expect("inside").leaked, [1, 2]);
    assert_eq!(map.fill_at(0, 0).expect("inside").leaked, [1, 2]);
}

#[test]
fn very_wide_drawings_have_regions() {
    let ink = drawn(70_000, 3, |x, _| x == 0 || x == 69_999);
    let map = segment(&ink, 100);
    assert_eq!((map.len(), map.regions()[0].area, map.gaps().len()), (1, 210_000, 0));
    // Paper that is nothing but a gap is a region all the same.
    let map = segment(&drawn(1, 4, |_, y| y == 0 || y == 3), 4);
    assert_eq!((map.len(), map.regions()[0].paper, map.regions()[0].outside), (1, 2, true));
}

#[test]
fn regions_of_a_box() {
    let map = segment(&open_box(3), 3);
    let bounds = |left, top, right, bottom| Bounds { left, top, right, bottom };
    assert_eq!(map.ids_in(bounds(0, 0, 10, 10)).expect("it is inside"), [1]);
    assert_eq!(map.ids_in(bounds(30, 30, 31, 31)).expect("it is inside"), [2]);
    assert_eq!(map.ids_in(bounds(0, 0, 120, 80)).expect("it is inside"), [1, 2]);
    for wrong in [bounds(0, 0, 121, 80), bounds(0, 0, 120, 81), bounds(5, 5, 5, 6), bounds(6, 6, 7, 5)] {
        assert!(map.ids_in(wrong).expect_err("it is wrong").to_string().contains("outside 120x80"));
    }
    assert_eq!((map.mask(0), map.mask(3), map.fill_at(120, 0)), (None, None, None));
    assert!(map.contour(3).is_empty());
    // Clockwise around the picture, then counterclockwise around the box.
    let outline = map.contour(1);
    assert_eq!((outline.len(), &outline[0][..]), (2, &[(120, 0), (120, 80), (0, 80), (0, 0)][..]));
    assert_eq!(map.contour(2).len(), 1);
}

#[test]
fn a_border_runs_in_the_middle_of_the_line() {
    let map = segment(&drawn(40, 10, |x, _| (18..23).contains(&x)), 0);
    let row = map.ids().row(5);
    let first = row.iter().filter(|id| **id == 1).count();
    assert!(first == 20 || first == 21, "{first}");
    assert_eq!(map.len(), 2);
}

#[test]
fn a_spike_stays_with_its_region() {
    // A wedge of paper, 40 pixels wide at one end and closed at the other.
    let ink = drawn(200, 60, |x, y| (2 * y.abs_diff(30)).abs_diff(40 - x / 5) <= 1 || x == 0);
    let map = segment(&ink, 14);
    let id = map.at(10, 30);
    assert!((2..170).all(|x| map.at(x, 30) == id));
}

#[test]
fn a_line_that_ends_blind_splits_nothing() {
    let ink = drawn(100, 100, |x, y| y == 50 && x < 45);
    assert_eq!(segment(&ink, 14).len(), 1);
}

#[test]
fn a_thin_strand_is_one_region() {
    // Its width goes from 3 to 6 pixels and back.
    let ink = drawn(200, 40, |x, y| {
        let half = 1.75 + 0.75 * (x as f32 / 8.0).sin();
        ((y as f32 - 20.0).abs() - half - 1.0).abs() < 1.0
    });
    assert_eq!(segment(&ink, 14).len(), 3);
}

#[test]
fn small_cells_are_kept_and_specks_are_not() {
    let ink = drawn(512, 512, |x, y| {
        let ring = |cx: usize, cy: usize, side: usize| {
            let (dx, dy) = (x.abs_diff(cx), y.abs_diff(cy));
            dx.max(dy) == side
        };
        ring(100, 100, 2) || ring(300, 300, 1)
    });
    let map = RegionMap::segment(&ink, &RegionOptions::default(), None).expect("it is sound");
    assert_eq!(map.len(), 2);
    assert_eq!(map.region(2).expect("the cell").paper, 9);
    assert_eq!(map.at(300, 300), Some(1));
}

#[test]
fn a_solid_area_is_a_region_and_a_thick_line_is_not() {
    let ink = drawn(120, 80, |x, y| {
        let disc = x.abs_diff(60).pow(2) + y.abs_diff(40).pow(2) < 144;
        disc || (y == 40 || y == 41) || (x == 30 || x == 31)
    });
    let map = segment(&ink, 3);
    let disc = map.region(map.at(60, 40).expect("inside")).expect("it exists");
    assert_eq!(disc.paper, 0);
    assert!((380..=470).contains(&disc.area), "{}", disc.area);
    assert!(!disc.outside);
    assert_eq!(map.len(), 5);
}

#[test]
fn the_soft_edge_of_a_solid_area_is_not_its_own() {
    let ink = Plane::from_fn(120, 80, |x, y| {
        let far = (x as f32 - 60.0).hypot(y as f32 - 40.0);
        let line = if x == 30 || x == 31 { 255 } else { 0 };
        line.max(((14.0 - far) * 150.0).clamp(0.0, 255.0) as u8)
    });
    let map = segment(&ink, 3);
    assert_eq!(map.region(map.at(60, 40).expect("inside")).expect("it exists").paper, 0);
    for (&ink, &id) in ink.as_slice().iter().zip(map.ids().as_slice()) {
        assert!(ink == 0 || ink >= 240 || map.region(id).expect("it exists").paper > 0);
    }
}

#[test]
fn odd_sizes_give_one_region() {
    for (width, height) in [(1, 1), (1, 20_000), (20_000, 1), (3, 2), (64, 64)] {
        for ink in [0, 47, 48, 255] {
            let map = RegionMap::segment(&Plane::filled(width, height, ink), &RegionOptions::default(), None)
                .expect("it is sound");
            assert_eq!(map.len(), 1, "{width}x{height} of {ink}");
            let region = &map.regions()[0];
            assert_eq!(region.area as usize, width * height);
            assert_eq!(region.paper > 0, ink < 48);
            assert_eq!(region.outside, ink < 48);
            let (x, y) = (region.seed.0 as usize, region.seed.1 as usize);
            assert_eq!(x.min(width - 1 - x).min(y.min(height - 1 - y)), (width.min(height) - 1) / 2);
            assert_eq!(map.at(width, 0), None);
            assert_eq!((map.region(0), map.region(2)), (None, None));
        }
    }
}

#[test]
fn wrong_options_are_named() {
    let ink = Plane::filled(4, 4, 0);
    let error = |options| RegionMap::segment(&ink, &options, None).expect_err("it is wrong").to_string();
    let options = RegionOptions::default();
    assert_eq!(error(options.with_gap(1001)), "gap 1001 is over 1000 pixels");
    assert_eq!(error(options.with_ink_threshold(0)), "ink threshold 0 is outside 1..=255");
    assert!(segment(&ink, 1000).len() == 1);
}

#[test]
fn progress_rises_and_cancels() {
    let ink = open_box(3);
    let mut seen = Vec::new();
    let mut all = |done| {
        seen.push(done);
        true
    };
    RegionMap::segment(&ink, &RegionOptions::default(), Some(&mut all)).expect("it is sound");
    assert!(seen.is_sorted() && seen.first() == Some(&0.0) && seen.last() == Some(&1.0));
    for stop in &seen {
        let cancelled = RegionMap::segment(&ink, &RegionOptions::default(), Some(&mut |done| done < *stop));
        assert!(matches!(cancelled, Err(Error::Cancelled)));
    }
}

#[test]
fn threads_do_not_matter() {
    let ink = Plane::from_fn(301, 203, |x, y| ((x * x / 7 + y * y * x / 31) % 97 * 2) as u8 / 3 * 2);
    let run = |threads| {
        let pool = rayon::ThreadPoolBuilder::new().num_threads(threads).build().expect("threads");
        pool.install(|| RegionMap::segment(&ink, &RegionOptions::default(), None)).expect("it is sound")
    };
    let one = run(1);
    assert_eq!(one, run(2));
    assert_eq!(one, run(8));
}

#[test]
fn regions_of_others_are_measured_like_our_own() {
    let ink = open_box(3);
    let ours = RegionMap::segment(&ink, &RegionOptions::default(), None).expect("it is sound");
    let theirs = ours.ids().map(|&id| 7 * (ours.len() as u32 - id));
    let taken = RegionMap::from_ids(theirs, &ink, 48).expect("it is sound");
    assert_eq!(taken.ids(), ours.ids());
    for (taken, ours) in taken.regions().iter().zip(ours.regions()) {
        assert_eq!((taken.area, taken.paper, taken.bounds), (ours.area, ours.paper, ours.bounds));
        assert_eq!((&taken.neighbours, taken.outside), (&ours.neighbours, ours.outside));
    }
    for (id, region) in (1..).zip(taken.regions()) {
        assert_eq!(taken.at(region.seed.0 as usize, region.seed.1 as usize), Some(id));
    }
    let error =
        |ids| RegionMap::from_ids(ids, &Plane::filled(4, 4, 0), 48).expect_err("it is wrong").to_string();
    assert_eq!(error(Plane::filled(4, 4, 17)), "region 17 is over 16, the pixels");
    assert_eq!(error(Plane::filled(3, 4, 1)), "regions are 3x4, the ink is 4x4");
}

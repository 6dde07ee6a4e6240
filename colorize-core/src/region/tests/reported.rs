//! What went wrong once.

use super::*;

/// A closed outline, soft or hard, `line` wide, where `far` tells how many pixels outside it a place is.
fn outline(
    (width, height): (usize, usize),
    line: f32,
    soft: bool,
    far: impl Fn(f32, f32) -> f32,
) -> Plane<u8> {
    Plane::from_fn(width, height, |x, y| {
        let cover = (line / 2.0 + 0.5 - far(x as f32 + 0.5, y as f32 + 0.5).abs()).clamp(0.0, 1.0);
        if soft { (255.0 * cover) as u8 } else { 255 * u8::from(cover >= 0.5) }
    })
}

#[test]
fn a_shape_whose_tips_come_near_two_edges_does_not_cut_the_ground_in_two() {
    let automatic =
        |ink: &Plane<u8>| RegionMap::segment(ink, &RegionOptions::default(), None).expect("it is sound");
    for (line, soft) in [(1.0, false), (1.5, true), (2.0, false), (3.0, true), (5.0, true)] {
        for short in [2.5, 4.0, 6.0] {
            // A leaf of two arcs, flat or steep, lying and standing; and a lozenge.
            for high in [16.0, 40.0] {
                let leaf = |x: f32, y: f32| {
                    let half = 200.0 - short - line / 2.0;
                    let along = ((x - 200.0) / half).clamp(-1.0, 1.0);
                    let off = (x - 200.0).abs() - half;
                    ((y - 70.0).abs() - high * (1.0 - along * along)).max(off)
                        / (1.0 + (2.0 * high * along / half).powi(2)).sqrt()
                };
                let lozenge = |x: f32, y: f32| {
                    let (wide, tall) = (200.0 - short - line, high);
                    ((x - 200.0).abs() / wide + (y - 70.0).abs() / tall - 1.0)
                        / (1.0 / wide).hypot(1.0 / tall)
                };
                let shapes: [&dyn Fn(f32, f32) -> f32; 2] = [&leaf, &lozenge];
                for shape in shapes {
                    let lying = outline((400, 140), line, soft, shape);
                    let standing = outline((140, 400), line, soft, |x, y| shape(y, x));
                    for (map, edge) in [(automatic(&lying), (200, 139)), (automatic(&standing), (139, 200))] {
                        let place = format!("line {line} {soft}, {short} from the edges, {high} high");
                        assert_eq!(map.at(0, 0), map.at(edge.0, edge.1), "{place}");
                    }
                }
            }
        }
    }
}

#[test]
fn one_pixel_diagonals_hold_in_pictures_of_a_few_pixels() {
    for side in [12_usize, 16, 24, 32, 48, 64] {
        let middle = side / 2;
        // A lozenge of corners that touch, with two dots in it, and one so small that four pixels make it.
        let ink = drawn(side, side, |x, y| {
            let ring = x.abs_diff(middle) + y.abs_diff(middle) == middle - 2;
            let small = x.abs_diff(2) + y.abs_diff(2) == 1;
            ring || small || y == middle && [middle - 2, middle + 2].contains(&x)
        });
        let map = RegionMap::segment(&ink, &RegionOptions::default(), None).expect("it is sound");
        let (inside, outside) = (map.at(middle, middle + 1), map.at(side - 1, side - 1));
        assert_ne!(inside, outside, "{side}");
        assert_eq!(map.at(side - 1, 0), outside, "{side}");
        if side <= 48 {
            assert_eq!(map.len(), 3, "{side}");
            assert_ne!(map.at(2, 2), outside, "{side}");
        }
    }
}

#[test]
fn a_halftone_with_more_regions_than_allowed_is_refused_and_told_why() {
    let dots = drawn(90, 90, |x, y| x % 3 == 0 || y % 3 == 0);
    let options = RegionOptions::default().with_min_area(0);
    let map = RegionMap::segment(&dots, &options, None).expect("few enough");
    assert_eq!(map.len(), 900);
    let error = RegionMap::segment(&dots, &options.with_max_regions(899), None).expect_err("one too many");
    assert!(matches!(&error, Error::Limit(_)));
    let told = error.to_string();
    assert!(told.starts_with("900 regions are over the limit of 899"), "{told}");
    assert!(told.contains("min_area") && told.contains("max_regions"), "{told}");
}

#[test]
fn an_update_that_makes_too_many_regions_or_is_cancelled_leaves_them_as_they_were() {
    let paper = Plane::filled(90, 90, 0);
    let dots = drawn(90, 90, |x, y| x % 3 == 0 || y % 3 == 0);
    let options = RegionOptions::default().with_min_area(0).with_gap(3).with_max_regions(30);
    let mut segmenter = Segmenter::new(&paper, &options, None).expect("one region");
    let before = segmenter.map().clone();
    let all = Bounds { left: 0, top: 0, right: 90, bottom: 90 };
    assert!(matches!(segmenter.update(&dots, all, None), Err(Error::Limit(_))));
    let stopped = segmenter.update(&dots, all, Some(&mut |_| false));
    assert!(matches!(stopped, Err(Error::Cancelled)));
    let stopped = segmenter.update(&dots, all, Some(&mut |done| done == 0.0));
    assert!(matches!(stopped, Err(Error::Cancelled)));
    assert_eq!(segmenter.map(), &before);
    // And it goes on from there.
    let cross = drawn(90, 90, |x, y| x == 45 || y == 45);
    segmenter.update(&cross, all, None).expect("four regions");
    assert_eq!(segmenter.map(), &RegionMap::segment(&cross, &options, None).expect("four regions"));
}

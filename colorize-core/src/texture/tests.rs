use std::f32::consts::{PI, TAU};

use super::*;
use crate::Rgb;
use crate::color::from_oklab;

const SIDE: usize = 64;

/// A number by chance, 0 up to 1, for a place.
fn chance(x: i32, y: i32) -> f32 {
    let mut n = (x as u32).wrapping_mul(0x9e37_79b9) ^ (y as u32).wrapping_mul(0x85eb_ca6b);
    n = (n ^ n >> 15).wrapping_mul(0x2c1b_3c6d);
    n = (n ^ n >> 12).wrapping_mul(0x297a_2d39);
    ((n ^ n >> 15) >> 8) as f32 / (1 << 24) as f32
}

/// Smooth noise of that grain, 0 to 1.
fn noise(x: f32, y: f32, grain: f32) -> f32 {
    let (x, y) = (x / grain, y / grain);
    let (left, top) = (x.floor(), y.floor());
    let ease = |t: f32| t * t * (3.0 - 2.0 * t);
    let (u, v) = (ease(x - left), ease(y - top));
    let at = |dx: i32, dy: i32| chance(left as i32 + dx, top as i32 + dy);
    let across = |dy: i32| at(0, dy) * (1.0 - u) + at(1, dy) * u;
    across(0) * (1.0 - v) + across(1) * v
}

/// From 0 to 1 within a pixel.
fn step(distance: f32) -> f32 {
    (distance + 0.5).clamp(0.0, 1.0)
}

/// 0 to 1 by place, in pixels.
type Drawn = fn(f32, f32) -> f32;

/// Made surfaces: what repeats first.
const SURFACES: [(&str, bool, Drawn); 9] = [
    ("stripes", true, |x, _| step(((x / 7.3).fract() - 0.5).abs() * 7.3 - 1.6)),
    ("slanted", true, |x, y| 0.5 + 0.5 * ((x * 0.9 + y * 0.435) * TAU / 9.1).sin()),
    ("dots", true, |x, y| {
        let row = (y / 9.0).floor();
        let x = (x / 10.0 + row * 0.5).rem_euclid(1.0) * 10.0 - 5.0;
        step(x.hypot(y.rem_euclid(9.0) - 4.5) - 2.7)
    }),
    ("checks", true, |x, y| ((x / 8.0).floor() + (y / 8.0).floor()).rem_euclid(2.0)),
    ("plaid", true, |x, y| {
        let band = |v: f32| [0.0, 0.25, 0.25, 0.5][(v.rem_euclid(16.0) / 4.0) as usize];
        band(x) + band(y)
    }),
    ("knit", true, |x, y| {
        let column = (x / 8.0).fract() - 0.5;
        let row = (y / 6.0 + column.abs() * 1.3).fract();
        0.3 + 0.5 * (row * PI).sin() - 0.5 * column.abs() + 0.15 * (noise(x, y, 2.0) - 0.5)
    }),
    ("noise", false, |x, y| noise(x, y, 2.5)),
    ("hatching", false, |x, y| {
        let (along, across) = (x + y, x - y);
        step(noise(across, along * 0.05, 2.2) * 6.0 - 2.4)
    }),
    ("wood", false, |x, y| {
        let ring = y + 5.0 * noise(x, y * 0.6, 28.0);
        0.7 * noise(ring * 2.0, x * 0.06, 3.0) + 0.3 * noise(x * 0.2, y, 1.5)
    }),
];

/// A piece of a surface between two colours.
fn exemplar(drawn: Drawn, side: usize) -> Raster {
    let [low, high] = [Rgb::new(120, 50, 60), Rgb::new(235, 200, 150)].map(Rgb::to_oklab);
    Plane::from_fn(side, side, |x, y| {
        let share = drawn(x as f32 + 0.5, y as f32 + 0.5).clamp(0.0, 1.0);
        from_oklab(std::array::from_fn(|i| low[i] + (high[i] - low[i]) * share)).with_alpha(255)
    })
}

fn whole(side: u32) -> Bounds {
    Bounds { left: 0, top: 0, right: side, bottom: side }
}

fn made(drawn: Drawn, placement: Placement, side: u32) -> Raster {
    Texture::new(&exemplar(drawn, SIDE), &placement).unwrap().picture(whole(side)).unwrap()
}

fn mean(picture: &Raster) -> [f32; 3] {
    let sum = picture.as_slice().iter().fold([0.0; 3], |sum: [f32; 3], &[r, g, b, _]| {
        let lab = Rgb::new(r, g, b).to_oklab();
        std::array::from_fn(|i| sum[i] + lab[i])
    });
    sum.map(|v| v / picture.as_slice().len() as f32)
}

/// Lightness.
fn grey(picture: &Raster) -> Plane<f32> {
    picture.map(|&[r, g, b, _]| Rgb::new(r, g, b).to_oklab()[0])
}

/// The direction along which a picture changes most, in degrees counterclockwise, 0 up to 180.
fn direction(picture: &Plane<f32>) -> f32 {
    let (mut xx, mut yy, mut xy) = (0.0, 0.0, 0.0);
    for y in 2..picture.height() - 2 {
        for x in 2..picture.width() - 2 {
            // A derivative of a wide reach turns with the picture.
            let v = |dx: usize, dy: usize| picture.get(x + dx - 2, y + dy - 2);
            let d = |a: [(usize, usize); 3], b: [(usize, usize); 3]| {
                let sum = |at: [(usize, usize); 3]| {
                    v(at[0].0, at[0].1) + 2.0 * v(at[1].0, at[1].1) + v(at[2].0, at[2].1)
                };
                sum(a) - sum(b)
            };
            let dx = d([(3, 1), (3, 2), (3, 3)], [(1, 1), (1, 2), (1, 3)]);
            let dy = -d([(1, 3), (2, 3), (3, 3)], [(1, 1), (2, 1), (3, 1)]);
            (xx, yy, xy) = (xx + dx * dx, yy + dy * dy, xy + dx * dy);
        }
    }
    (0.5 * f32::atan2(2.0 * xy, xx - yy)).to_degrees().rem_euclid(180.0)
}

#[test]
fn what_repeats_is_told_from_what_does_not() {
    for (name, repeats, drawn) in SURFACES {
        let texture = Texture::new(&exemplar(drawn, SIDE), &Placement::default()).unwrap();
        assert_eq!(texture.repeat().is_some(), repeats, "{name}: {:?}", texture.repeat());
    }
    let period = |name: &str| {
        let drawn = SURFACES.iter().find(|surface| surface.0 == name).unwrap().2;
        let texture = Texture::new(&exemplar(drawn, SIDE), &Placement::default()).unwrap();
        *texture.repeat().unwrap()
    };
    let stripes = period("stripes");
    assert!((stripes.first.0.abs() - 7.3).abs() < 0.1, "{stripes:?}");
    let plaid = period("plaid");
    let (a, b) = (plaid.first, plaid.second);
    assert!((a.0.hypot(a.1) - 16.0).abs() < 0.1 && (b.0.hypot(b.1) - 16.0).abs() < 0.1, "{plaid:?}");
}

#[test]
fn what_blending_would_lose_is_quilted() {
    for (name, repeats, drawn) in SURFACES {
        let texture = Texture::new(&exemplar(drawn, SIDE), &Placement::default()).unwrap();
        let quilted = matches!(texture.source(), Source::Quilted(_));
        assert_eq!(quilted, !repeats && name != "noise", "{name}");
    }
}

#[test]
fn any_box_is_a_piece_of_the_whole() {
    for (name, _, drawn) in [SURFACES[2], SURFACES[6], SURFACES[7]] {
        let placement = Placement::default().with_angle(33.0).with_scale(1.3).with_anchor((7, -3));
        let texture = Texture::new(&exemplar(drawn, 40), &placement).unwrap();
        let all = texture.picture(whole(48)).unwrap();
        let again = Texture::new(&exemplar(drawn, 40), &placement).unwrap();
        let piece = again.picture(Bounds { left: 11, top: 20, right: 31, bottom: 48 }).unwrap();
        for (x, y) in (0..28).flat_map(|y| (0..20).map(move |x| (x, y))) {
            assert_eq!(piece.get(x, y), all.get(x + 11, y + 20), "{name} at {x}, {y}");
        }
        // Dots that fit upon each other exactly are the same wherever they are from.
        let other = Texture::new(&exemplar(drawn, 40), &placement.with_seed(1)).unwrap();
        assert_eq!(other.picture(whole(48)).unwrap() == all, texture.repeat().is_some(), "{name}");
    }
}

#[test]
fn a_pixel_alone_and_all_instruction_sets_give_the_same() {
    for (name, _, drawn) in [SURFACES[2], SURFACES[6], SURFACES[7]] {
        let placement = Placement::default().with_angle(33.0).with_scale(1.3);
        let texture = Texture::new(&exemplar(drawn, 40), &placement).unwrap();
        let alone: Vec<_> = (-20..51).map(|x| texture.at(x, 9)).collect();
        let row = |by: &dyn Fn(Row)| {
            let mut values = vec![[0.0; 3]; 71];
            by(Row { texture: &texture, source: texture.source(), left: -20, y: 9, values: &mut values });
            values
        };
        assert_eq!(row(&|row| pulp::Arch::new().dispatch(row)), alone, "{name}");
        assert_eq!(row(&|row| pulp::Simd::vectorize(pulp::Scalar, row)), alone, "{name}");
        #[cfg(target_arch = "x86_64")]
        if let Some(avx2) = pulp::x86::V3::try_new() {
            assert_eq!(row(&|row| pulp::Simd::vectorize(avx2, row)), alone, "{name}");
        }
    }
}

#[test]
fn the_mean_stays_and_so_do_the_bands() {
    for (name, _, drawn) in SURFACES {
        let (from, to) = (exemplar(drawn, SIDE), made(drawn, Placement::default(), 112));
        let [own, other] = [&from, &to].map(|picture| from_oklab(mean(picture)));
        assert!(own.delta_e(other) <= 2.0, "{name}: {own} became {other}");
        let alike = BandEnergies::of(&from).unwrap().correlation(&BandEnergies::of(&to).unwrap());
        assert!(alike >= 0.85, "{name}: {alike}");
        println!("{name}: mean {:.2}, bands {alike:.3}", own.delta_e(other));
    }
}

#[test]
fn what_is_turned_is_turned() {
    for (name, _, drawn) in [SURFACES[0], SURFACES[1], SURFACES[7], SURFACES[8]] {
        let before = direction(&grey(&made(drawn, Placement::default(), 112)));
        for angle in [30.0, 45.0, 90.0] {
            let after = direction(&grey(&made(drawn, Placement::default().with_angle(angle), 112)));
            let off = (after - before - angle + 90.0).rem_euclid(180.0) - 90.0;
            assert!(off.abs() <= 5.0, "{name} by {angle}: from {before} to {after}");
        }
    }
}

#[test]
fn borders_of_triangles_show_no_seams() {
    for (name, _, drawn) in SURFACES {
        let texture = Texture::new(&exemplar(drawn, SIDE), &Placement::default()).unwrap();
        if matches!(texture.source(), Source::Quilted(_)) {
            continue; // has none
        }
        let picture = grey(&texture.picture(whole(160)).unwrap());
        let energy = Plane::from_fn(159, 159, |x, y| {
            let here = picture.get(x, y);
            (picture.get(x + 1, y) - here).powi(2) + (picture.get(x, y + 1) - here).powi(2)
        });
        let mean = energy.as_slice().iter().sum::<f32>() / energy.as_slice().len() as f32;
        // Elsewhere: all of the picture, or where a pattern is at the same point of its period.
        let elsewhere = |x: usize, y: usize| {
            let Some(repeat) = texture.repeat() else { return mean };
            let shifts = [repeat.first, repeat.second].into_iter().flat_map(|(x, y)| [(x, y), (-x, -y)]);
            let places = shifts.map(|(dx, dy)| (x as f32 + dx.round(), y as f32 + dy.round()));
            let inside =
                places.filter(|place| (0.0..159.0).contains(&place.0) && (0.0..159.0).contains(&place.1));
            let found: Vec<f32> = inside.map(|(x, y)| energy.get(x as usize, y as usize)).collect();
            found.iter().sum::<f32>() / found.len() as f32
        };
        let (mut border, mut expected) = (0.0, 0.0);
        for (x, y) in (0..159).flat_map(|y| (0..159).map(move |x| (x, y))) {
            let weights = texture.grid.find(&[x as f64 + 1.0], &[y as f64 + 1.0]).weights;
            let least = weights.into_iter().flatten().fold(1.0, f32::min);
            if least * (texture.grid.edge as f32) < 1.0 {
                border += energy.get(x, y);
                expected += elsewhere(x, y);
            }
        }
        println!("{name}: seams {:.3}", border / expected);
        assert!(border <= 1.05 * expected, "{name}: {}", border / expected);
    }
}

#[test]
fn scaling_scales_the_period() {
    let drawn = SURFACES[1].2;
    let crossings = |scale: f32| {
        let picture = grey(&made(drawn, Placement::default().with_scale(scale), 128));
        let middle = mean(&made(drawn, Placement::default(), 64))[0];
        let rows = (0..picture.height()).map(|y| picture.row(y));
        rows.map(|row| row.windows(2).filter(|w| (w[0] < middle) != (w[1] < middle)).count()).sum::<usize>()
            as f32
    };
    let own = crossings(1.0);
    for scale in [0.5, 2.0] {
        let ratio = own / crossings(scale);
        assert!((ratio / scale - 1.0).abs() < 0.1, "{scale}: {ratio}");
    }
}

#[test]
fn exemplars_of_one_colour_give_that_colour() {
    let plain = Plane::filled(20, 20, [90, 120, 200, 255]);
    let texture = Texture::new(&plain, &Placement::default()).unwrap();
    assert_eq!(texture.repeat(), None);
    assert_eq!(texture.picture(whole(40)).unwrap(), Plane::filled(40, 40, [90, 120, 200, 255]));
}

#[test]
fn what_cannot_be_a_texture_is_refused() {
    let told =
        |picture: Raster, placement: Placement| Texture::new(&picture, &placement).unwrap_err().to_string();
    let plain = |side, alpha| Plane::filled(side, 20, [9, 9, 9, alpha]);
    let placement = Placement::default();
    assert_eq!(told(plain(7, 255), placement), "an exemplar of 7x20 is outside 8x8 to 256x256");
    assert_eq!(told(plain(300, 255), placement), "an exemplar of 300x20 is outside 8x8 to 256x256");
    assert_eq!(told(plain(20, 0), placement), "the exemplar has no opaque pixel");
    assert_eq!(told(plain(20, 255), placement.with_scale(0.0)), "scale 0 is outside 0.0625..=16");
    assert_eq!(told(plain(20, 255), placement.with_angle(f32::NAN)), "an angle of NaN degrees is none");
}

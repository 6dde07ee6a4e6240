//! Drawings of other kinds than lines alone, from the picture to the layers.

use colorize_core::{
    Device, Document, DrawingKind, Engine, Hint, Layers, Origin, Plane, Raster, ReadOptions, Reading, Rgb,
};

const SKIN: Rgb = Rgb::new(250, 214, 190);
const GREY: Rgb = Rgb::new(150, 150, 150);
const RED: Rgb = Rgb::new(200, 40, 50);

/// Three filled boxes side by side, outlined in black, their middles at (60, 80), (160, 80) and (260, 80).
fn boxes() -> Raster {
    Plane::from_fn(320, 160, |x, y| {
        let (left, color) = [(20, SKIN), (120, GREY), (220, RED)][(x / 100).min(2)];
        let edge = x.abs_diff(left).min(x.abs_diff(left + 80)).min(y.abs_diff(20)).min(y.abs_diff(140));
        match (left..=left + 80).contains(&x) && (20..=140).contains(&y) {
            true if edge < 3 => [0, 0, 0, 255],
            true => color.with_alpha(255),
            false => [255; 4],
        }
    })
}

/// The colour at the middle of each box, and where it comes from.
fn found(layers: &Layers) -> [(Option<Rgb>, Origin); 3] {
    [60, 160, 260].map(|x| {
        let info = &layers.info()[layers.regions().get(x, 80) as usize - 1];
        (info.color, info.origin)
    })
}

#[test]
fn an_undercoat_gives_each_area_its_colour_and_a_hint_overrules_it() {
    let engine = Engine::new(Device::Cpu).unwrap();
    let reading = Reading::new(&engine, &boxes(), &ReadOptions::default().with_max_side(128), None).unwrap();
    assert_eq!(reading.kind(), DrawingKind::Undercoated);
    let mut document = Document::new(reading);
    let layers = document.color(None).unwrap();
    assert_eq!(layers.kind(), DrawingKind::Undercoated);
    assert_eq!(found(&layers), [SKIN, GREY, RED].map(|color| (Some(color), Origin::Wash)));
    let ground = &layers.info()[layers.regions().get(2, 2) as usize - 1];
    assert_eq!((ground.color, ground.origin), (None, Origin::Ground));

    let blue = Rgb::new(30, 60, 200);
    document.add(Hint::point(160.5, 80.5, blue).with_follow(false)).unwrap();
    let [skin, hinted, red] = found(&document.color(None).unwrap());
    assert_eq!(hinted, (Some(blue), Origin::Hint));
    assert_eq!([skin, red], [SKIN, RED].map(|color| (Some(color), Origin::Wash)));
}

use super::*;

/// A drawing of rings about 3 pixels wide 320 x 240: 1 in a line, 0 beside it.
fn cover(x: usize, y: usize) -> f32 {
    (2.0 - off(x, y)).clamp(0.0, 1.0)
}

/// How far a pixel is from the middle of a line.
fn off(x: usize, y: usize) -> f32 {
    ((x as f32 - 160.3).hypot(y as f32 - 119.6) % 60.0 - 30.0).abs()
}

/// Which ring a pixel is in.
fn room(x: usize, y: usize) -> usize {
    (((x as f32 - 160.3).hypot(y as f32 - 119.6) + 30.0) / 60.0) as usize
}

/// Grain of -1..=1, the same on every run.
fn grain(x: usize, y: usize) -> f32 {
    let hash = (x as u64 * 0x9e37_79b9 + y as u64 * 0x85eb_ca6b + 7).wrapping_mul(0xff51_afd7_ed55_8ccd);
    ((hash ^ (hash >> 33)) % 2001) as f32 / 1000.0 - 1.0
}

/// A picture of colours by pixel, 0..=1, under the lines.
fn picture(ground: impl Fn(usize, usize) -> [f32; 3]) -> Raster {
    Plane::from_fn(320, 240, |x, y| {
        let [r, g, b] =
            ground(x, y).map(|c| (255.0 * c * (1.0 - cover(x, y))).round().clamp(0.0, 255.0) as u8);
        [r, g, b, 255]
    })
}

/// Black dots, six pixels apart, that cover a part of every second ring.
fn screened() -> Raster {
    picture(|x, y| {
        let near = |v: usize| (v % 6) as f32 - 2.5;
        let dot = near(x).hypot(near(y)) < 1.8 && room(x, y) % 2 == 1;
        [if dot { 0.0 } else { 1.0 }; 3]
    })
}

fn greys() -> Raster {
    picture(|x, y| [[0.7, 1.0, 0.35, 0.85][room(x, y) % 4] * if x < 160 { 0.8 } else { 1.0 }; 3])
}

fn undercoats() -> Raster {
    picture(|x, y| [[1.0; 3], [0.8, 0.6, 0.6], [0.75, 0.85, 0.95]][room(x, y) % 3])
}

/// Greys beside colours.
fn partly_grey(x: usize, y: usize) -> [f32; 3] {
    [[1.0; 3], [0.8, 0.6, 0.6], [0.6; 3], [0.75, 0.85, 0.95]][room(x, y) % 4]
}

/// Greys, and one ring in a colour that is hardly one.
fn mostly_grey() -> Raster {
    picture(|x, y| [[1.0; 3], [0.7; 3], [0.80, 0.77, 0.75], [0.85; 3]][room(x, y) % 4])
}

/// Greys on paper with a tint, as a JPEG file has them.
fn warm_greys() -> Raster {
    let drawing = picture(|x, y| {
        let light = [0.7, 1.0, 0.8, 0.9][room(x, y) % 4];
        [1.0, 0.96, 0.86].map(|c| c * light + 0.01 * grain(x, y))
    });
    let rgb: Vec<u8> = drawing.as_slice().iter().flat_map(|&[r, g, b, _]| [r, g, b]).collect();
    let mut file = Vec::new();
    let mut encoder = image::codecs::jpeg::JpegEncoder::new_with_quality(&mut file, 70);
    encoder.encode(&rgb, 320, 240, image::ExtendedColorType::Rgb8).unwrap();
    Raster::decode(&file, &crate::Limits::default()).unwrap()
}

/// Neutral greys on paper with a tint.
fn neutral_greys() -> Raster {
    picture(|x, y| [[1.0, 0.96, 0.86], [0.75; 3]][room(x, y) % 2])
}

/// Paper in light that falls off, half of it in shadow.
fn photograph() -> Raster {
    picture(|x, y| {
        let light = 0.9 - 0.001 * x as f32;
        let shadow = if x + y / 2 > 220 { 0.5 } else { 1.0 };
        [light * shadow + 0.02 * grain(x, y); 3]
    })
}

/// A ribbed hem in a photograph: ribs are in rhythm, and in dim light grain has spots as a faint screen has dots.
fn ribbed() -> Raster {
    picture(|x, y| {
        let light = 0.95 - 0.35 * (x * y) as f32 / (320.0 * 240.0);
        let is_rib = (40..280).contains(&x) && (150..190).contains(&y) && x % 6 == 0;
        [light * if is_rib { 0.2 } else { 1.0 } + 0.06 * grain(x, y); 3]
    })
}

fn over_blue_pencil() -> Raster {
    picture(|x, y| {
        let pencil = cover(x + 5, y + 2);
        [0.6, 0.78, 0.96].map(|c| 1.0 - (1.0 - c) * pencil)
    })
}

/// A ribbed hem, and what is to be dark hatched in blue.
fn ribbed_over_blue_pencil() -> Raster {
    picture(|x, y| {
        let is_rib = (40..280).contains(&x) && (150..190).contains(&y) && x % 6 == 0;
        let is_hatched = y < 140 && x % 10 < 3 && y % 10 < 6;
        let pencil = if is_hatched { 1.0 } else { cover(x + 5, y + 2) };
        [0.6, 0.78, 0.96].map(|c| if is_rib { 0.1 } else { 1.0 - (1.0 - c) * pencil })
    })
}

fn pencil() -> Raster {
    Plane::from_fn(320, 240, |x, y| {
        let value = ((0.92 + 0.02 * grain(x, y)) * (1.0 - 0.6 * cover(x, y)) * 255.0).round() as u8;
        [value, value, value, 255]
    })
}

/// Lines of an ink that is not quite black, with which some rings are filled.
fn filled() -> Raster {
    Plane::from_fn(320, 240, |x, y| {
        let ink = if room(x, y) % 3 == 1 { 1.0 } else { cover(x, y) };
        let value = (255.0 - 221.0 * ink).round() as u8;
        [value, value, value, 255]
    })
}

#[test]
fn each_kind_is_told() {
    for (drawing, kind) in [
        (filled(), DrawingKind::Line),
        (picture(|_, _| [1.0; 3]), DrawingKind::Line),
        (picture(|_, _| [0.8, 0.75, 0.6]), DrawingKind::Line),
        (pencil(), DrawingKind::Pencil),
        (photograph(), DrawingKind::Photo),
        (ribbed(), DrawingKind::Photo),
        (greys(), DrawingKind::Grey),
        (warm_greys(), DrawingKind::Grey),
        (neutral_greys(), DrawingKind::Grey),
        (screened(), DrawingKind::Halftone),
        (undercoats(), DrawingKind::Undercoated),
        (picture(partly_grey), DrawingKind::Undercoated),
        (mostly_grey(), DrawingKind::Undercoated),
        (over_blue_pencil(), DrawingKind::BluePencil),
        (ribbed_over_blue_pencil(), DrawingKind::BluePencil),
    ] {
        assert_eq!(resolve(&drawing, InkSource::Auto, DrawingKind::Auto).0, kind);
    }
    // Light lines, and lines on nothing.
    let light = picture(|_, _| [1.0; 3]).map(|&[v, _, _, _]| [255 - v, 255 - v, 255 - v, 255]);
    assert_eq!(
        resolve(&light, InkSource::Auto, DrawingKind::Auto),
        (DrawingKind::Line, InkSource::Lightness)
    );
}

#[test]
fn lines_are_the_same_whatever_lies_under_them() {
    // How near a line dots are of it, and grainy lines are smoothed.
    for (name, drawing, near) in [
        ("photo", photograph(), 4.0),
        ("greys", greys(), 2.0),
        ("screen", screened(), 8.0),
        ("undercoats", undercoats(), 2.0),
        ("blue pencil", over_blue_pencil(), 2.0),
    ] {
        let ink = ink(&drawing, InkSource::Auto);
        let mut wrong = 0;
        for y in 0..240 {
            for x in 0..320 {
                let (paper, line) = (off(x, y) >= near, cover(x, y) == 1.0);
                wrong += usize::from(paper && ink.get(x, y) > 48 || line && ink.get(x, y) < 160);
            }
        }
        assert!(wrong <= 150, "{name}: {wrong} of 76800 pixels");
    }
}

#[test]
fn pieces_of_a_thin_line_in_a_screen_are_no_dots() {
    // Between two rows of dots a line of one pixel, four long and two off where a dot is near, across the ring on the right.
    let (row, piece) = (119, |x: usize| (208..232).contains(&x) && (x + 2) % 6 < 4);
    let mut drawing = screened();
    (0..320).filter(|&x| piece(x)).for_each(|x| drawing.set(x, row, [0, 0, 0, 255]));
    let ink = ink(&drawing, InkSource::Auto);
    for x in 208..232 {
        assert_eq!(ink.get(x, row) > 128, piece(x), "{x}");
    }
}

#[test]
fn lines_alone_are_read_as_ever() {
    for drawing in [picture(|_, _| [1.0; 3]), pencil(), picture(|_, _| [0.8, 0.75, 0.6])] {
        assert_eq!(ink(&drawing, InkSource::Auto), ink::ink(&drawing, InkSource::Auto));
        let parts = take_apart(&drawing, InkSource::Auto, DrawingKind::Auto);
        assert_eq!(parts.line, ink::line(&drawing, &parts.ink, parts.source));
        assert!(parts.tone.is_none() && parts.wash.is_none());
    }
}

#[test]
fn what_is_told_is_not_guessed() {
    let told = |drawing, kind| take_apart(&drawing, InkSource::Auto, kind);
    assert_eq!(told(greys(), DrawingKind::Line).ink, ink::ink(&greys(), InkSource::Auto));
    assert_eq!(told(pencil(), DrawingKind::Grey).kind, DrawingKind::Grey);
}

#[test]
fn greys_and_screens_come_back_as_tone() {
    let tone = take_apart(&greys(), InkSource::Auto, DrawingKind::Auto).tone.unwrap();
    // The left half is a fifth darker; the line between the first ring and the second is not in the tone.
    for (x, y, wanted) in
        [(172, 120, 178), (150, 120, 143), (220, 120, 255), (193, 120, 255), (100, 120, 204)]
    {
        assert!(tone.get(x, y).abs_diff(wanted) <= 3, "({x}, {y}): {}", tone.get(x, y));
    }
    let tone = take_apart(&screened(), InkSource::Auto, DrawingKind::Auto).tone.unwrap();
    // Of 36 pixels a dot has 12: its corners are 1.8 and more away.
    let dark = f32::from(255 - tone.get(220, 120)) / 255.0;
    assert!((0.2..0.45).contains(&dark) && tone.get(165, 120) == 255, "{dark}");
}

#[test]
fn undercoats_come_back_as_wash() {
    let wash = take_apart(&undercoats(), InkSource::Auto, DrawingKind::Auto).wash.unwrap();
    assert_eq!([wash.get(220, 120), wash.get(165, 120)], [[204, 153, 153, 255], [0; 4]]);
}

/// The colour under the lines of what is taken for an undercoat, and how much of the paper has one.
fn wash_of(drawing: &Raster, is_paper: impl Fn(usize, usize) -> bool) -> (Raster, f64) {
    let parts = take_apart(drawing, InkSource::Auto, DrawingKind::Auto);
    assert_eq!(parts.kind, DrawingKind::Undercoated);
    let wash = parts.wash.unwrap();
    let paper: Vec<_> = (0..320 * 240).map(|i| (i % 320, i / 320)).filter(|&(x, y)| is_paper(x, y)).collect();
    let colored = paper.iter().filter(|&&(x, y)| wash.get(x, y)[3] > 0).count();
    (wash, colored as f64 / paper.len() as f64)
}

#[test]
fn greys_beside_colours_come_back_as_wash() {
    let (wash, paper) =
        wash_of(&picture(partly_grey), |x, y| room(x, y).is_multiple_of(4) && off(x, y) > 0.0);
    for (x, wanted) in [(220, [204, 153, 153, 255]), (280, [153, 153, 153, 255]), (165, [0; 4])] {
        assert_eq!(wash.get(x, 120), wanted, "{x}");
    }
    assert_eq!(paper, 0.0, "soft edges of lines are no greys");
}

#[test]
fn neither_shadow_nor_grain_nor_a_tint_of_the_paper_is_wash() {
    let is_paper = |x, y| room(x, y).is_multiple_of(3) && off(x, y) > 3.0;
    let undercoat = |x, y| [[1.0; 3], [0.8, 0.6, 0.6], [0.75, 0.85, 0.95]][room(x, y) % 3];
    type Ground = fn(usize, usize) -> [f32; 3];
    let cases: [(&str, Ground); 4] = [
        ("shadow", |x, y| [if x + y / 2 > 220 { 0.85 } else { 1.0 }; 3]),
        ("soft shadow", |x, y| [1.0 - 0.3 * ((x + y / 2) as f32 / 80.0 - 2.25).clamp(0.0, 1.0); 3]),
        ("grain", |x, y| [0.97 + 0.025 * grain(x, y); 3]),
        ("tint", |_, _| [1.0, 0.96, 0.86]),
    ];
    for (name, light) in cases {
        let drawing = picture(|x, y| {
            let (color, light) = (undercoat(x, y), light(x, y));
            std::array::from_fn(|i| color[i] * light[i])
        });
        let (wash, paper) = wash_of(&drawing, is_paper);
        assert!(paper < 0.02, "{name}: {paper} of the paper");
        assert!(wash.get(220, 120)[3] == 255 && wash.get(280, 120)[3] == 255, "{name}");
    }
}

#[test]
fn kinds_have_names() {
    for kind in DrawingKind::ALL {
        assert_eq!(kind.name().parse::<DrawingKind>().unwrap(), kind);
    }
    let error = "watercolor".parse::<DrawingKind>().unwrap_err().to_string();
    assert!(
        error.starts_with("unknown kind of drawing `watercolor`; there are auto, line, pencil, "),
        "{error}"
    );
}

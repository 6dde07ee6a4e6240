use super::history::figure;
use super::*;

/// A hint for a part colours that part, and all others stay as they are, to the byte of the picture; here every part of
/// the drawing in turn, and then all of them together.
#[test]
fn a_hint_for_a_part_leaves_all_others_as_they_are() {
    let mut document = figure();
    let first = document.color(None).unwrap();
    let parts: Vec<String> = first.parts().iter().map(|part| part.name.clone()).collect();
    assert!(parts.len() > 4, "{parts:?}");
    let mut named = Vec::new();
    for part in &parts {
        document.add(Hint::part(part.as_str(), RED)).unwrap();
        named.push(part);
        let layers = document.color(None).unwrap();
        let (was, is) = (first.picture(), layers.picture());
        let pixels = layers.regions().as_slice().iter().zip(was.as_slice().iter().zip(is.as_slice()));
        for (&id, (was, is)) in pixels {
            assert!(
                was == is || named.contains(&&layers.info()[id as usize - 1].label_name),
                "{part}: region {id}"
            );
        }
        for (was, is) in first.info().iter().zip(layers.info()) {
            if named.contains(&&is.label_name) {
                assert_eq!((is.color, is.origin), (Some(RED), Origin::Hint), "{is:?}");
            } else {
                assert_eq!((is.color, is.origin), (was.color, was.origin), "{part}: {is:?}");
            }
        }
    }
}

/// What a hint points at is followed as before, beside a hint for a part that says otherwise.
#[test]
fn what_is_like_a_region_follows_a_hint_that_points_at_it() {
    let mut document = figure();
    // The region that most others are like.
    let count = document.reading().regions().len() as u32;
    let alike =
        |id: u32| (1..=count).filter(|&other| document.reading().affinity(id, other) > Some(0.95)).count();
    let like_many = (2..=count).max_by_key(|&id| alike(id)).unwrap();
    document.add(Hint::region(like_many, BLUE)).unwrap();
    let pointed = document.color(None).unwrap();
    let followed = pointed.info().iter().filter(|info| info.origin == Origin::Follow).count();
    assert!(followed > 0);
    document.add(Hint::part("face", RED)).unwrap();
    let both = document.color(None).unwrap();
    for (was, is) in pointed.info().iter().zip(both.info()).filter(|(_, is)| is.label_name != "face") {
        assert_eq!((is.color, is.origin), (was.color, was.origin));
    }
}

/// The flats have no colour but the palette's, and the hints'; where nothing is hinted, and where the colouriser chooses.
#[test]
fn a_palette_allows_its_own_colours_and_those_of_hints() {
    let mut document = figure();
    let palette = vec![Rgb::new(250, 240, 230), Rgb::new(40, 30, 60), Rgb::new(20, 150, 140)];
    document.apply(Edit::Palette { palette: Some(palette.clone()) }).unwrap();
    let check = |document: &Document, hinted: &[Rgb]| {
        for info in document.color(None).unwrap().info() {
            let allowed = |color: &Rgb| palette.contains(color) || hinted.contains(color);
            assert!(info.color.as_ref().is_none_or(allowed), "{info:?}");
        }
    };
    check(&document, &[]);
    let count = document.reading().regions().len() as u32;
    for i in 0..6 {
        document.add(Hint::region(1 + i * count / 6, RED)).unwrap();
    }
    check(&document, &[RED]);
    let error = document.apply(Edit::Palette { palette: Some(Vec::new()) }).unwrap_err().to_string();
    assert_eq!(error, "a palette without colours");
}

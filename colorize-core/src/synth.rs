//! Draws figures: line drawings with exact truth, endlessly many, from a seed.
//!
//! A figure is a scene of layered closed shapes. Lines, flats, labels and shade are all rendered from that
//! one scene, so they agree to the pixel.

mod accessory;
mod action;
mod age;
mod armor;
mod canvas;
mod cast;
mod cloth;
mod curve;
mod dice;
mod eye;
mod face;
mod figure;
mod fold;
mod foot;
mod framing;
mod frill;
mod garment;
mod hair;
mod hand;
mod hat;
mod head;
mod headphones;
mod horn;
mod jacket;
mod limb;
mod manner;
mod muzzle;
mod noise;
mod palette;
mod paper;
mod pen;
mod pocket;
mod portable;
mod pose;
mod prop;
mod scene;
mod shade;
mod skeleton;
mod skirt;
mod trunk;
mod truth;

use std::{cmp::Reverse, collections::BTreeMap};

use crate::{ColorSheet, Error, Label, Plane, Result, Rgb};
pub use action::Action;
use action::Moment;
use canvas::Hand;
use dice::Dice;
pub use manner::Manner;
use paper::Paper;
use pen::Pen;
use scene::Scene;
use shade::Light;
pub use truth::{About, Gradation, Part, Texture, TextureKind};

/// The most frames that [`animate`] draws.
pub const MOST_FRAMES: usize = 1000;

/// What [`draw`] is asked for.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct SynthOptions {
    /// Columns and rows of the drawing, [`SynthOptions::SIZES`].
    pub size: usize,
    /// How lines are made; every drawing in its own manner if `None`.
    pub manner: Option<Manner>,
    /// Whether coloured lines tell where shadows and highlights end: [`Drawing::traces`].
    pub traces: bool,
}

impl SynthOptions {
    /// The smallest and the largest size of a drawing.
    pub const SIZES: [usize; 2] = [64, 4096];

    fn check(&self) -> Result<()> {
        let ([least, most], size) = (Self::SIZES, self.size);
        if size < least {
            return Err(Error::InvalidArgument(format!(
                "drawing of {size} pixels a side; the least is {least}"
            )));
        }
        if size > most {
            return Err(Error::Limit(format!("drawing of {size} pixels a side; the limit is {most}")));
        }
        Ok(())
    }
}

impl Default for SynthOptions {
    /// 256 pixels, lines as people draw them.
    fn default() -> Self {
        Self { size: 256, manner: None, traces: false }
    }
}

/// A line drawing with its truth, all of one size.
#[derive(Clone, Debug, PartialEq)]
pub struct Drawing {
    /// How much line covers a pixel: 0 paper to 255 line.
    pub line: Plane<u8>,
    /// The flat colours in sRGB, without lines and with hard edges; the ground is white.
    pub flat: Plane<[u8; 3]>,
    /// The shaded colours in sRGB, without lines.
    pub shaded: Plane<[u8; 3]>,
    /// The id of each pixel's [`Label`].
    pub labels: Plane<u8>,
    /// The region of each pixel: 0 the ground, otherwise one more than its place in `parts`. A region is the visible
    /// part of one shape, whatever gaps its outline has.
    pub regions: Plane<u16>,
    /// What each region shows; some are hidden by others.
    pub parts: Vec<Part>,
    /// If it was asked for: 1 where a shadow ends inside a shape, 2 where a highlight does, 0 elsewhere.
    pub traces: Option<Plane<u8>>,
    /// How the lines are made.
    pub manner: Manner,
    /// How it is composed.
    pub about: About,
    /// Where the light comes from: `[dx, dy, softness, known]`, a vector of length 1 to the light, x to the right and
    /// y down; softness 0 for shadows with hard edges, 0.5 where they fade; known is 1.
    pub light: [f32; 4],
}

impl Drawing {
    /// Tells the flat colour and the label id of a region's part; the ground is white background.
    ///
    /// # Panics
    /// If the drawing has no such region.
    pub fn told(&self, region: u16) -> ([u8; 3], u8) {
        let Some(part) = usize::from(region).checked_sub(1) else {
            return ([255; 3], Label::Background.id());
        };
        (self.parts[part].color, self.parts[part].label.id())
    }

    /// Gives the colour sheet of what is drawn: the flat colours of each part, the largest first.
    pub fn color_sheet(&self) -> ColorSheet {
        let mut areas = vec![0_usize; self.parts.len()];
        for &region in self.regions.as_slice().iter().filter(|&&region| region > 0) {
            areas[usize::from(region) - 1] += 1;
        }
        let mut found: BTreeMap<Label, BTreeMap<[u8; 3], usize>> = BTreeMap::new();
        for (part, area) in self.parts.iter().zip(areas).filter(|(_, area)| *area > 0) {
            *found.entry(part.label).or_default().entry(part.color).or_default() += area;
        }
        let mut sheet = ColorSheet::new();
        for (label, colors) in found {
            let mut colors: Vec<_> = colors.into_iter().collect();
            colors.sort_by_key(|&(color, area)| (Reverse(area), color));
            sheet.set(label, colors.into_iter().map(|([r, g, b], _)| Rgb::new(r, g, b)));
        }
        sheet
    }
}

/// Draws the figure that belongs to `seed`. Same seed and options, same bytes, on every machine.
///
/// # Errors
/// [`Error::InvalidArgument`] if the size is under the smallest, [`Error::Limit`] if it is over the largest
/// of [`SynthOptions::SIZES`].
pub fn draw(seed: u64, options: &SynthOptions) -> Result<Drawing> {
    options.check()?;
    Ok(moment(&mut Scene::default(), seed, Moment::default(), options))
}

/// Draws the figure that belongs to `seed` as it acts, `count` frames. A region keeps its id and its colour in all
/// frames, however much of it is hidden meanwhile.
///
/// # Errors
/// Those of [`draw`]; [`Error::InvalidArgument`] if `count` is 0, [`Error::Limit`] if it is over [`MOST_FRAMES`].
pub fn animate(seed: u64, action: Action, count: usize, options: &SynthOptions) -> Result<Vec<Drawing>> {
    options.check()?;
    if count == 0 {
        return Err(Error::InvalidArgument("0 frames are asked for; the least is 1".to_owned()));
    }
    if count > MOST_FRAMES {
        return Err(Error::Limit(format!("{count} frames are asked for; the limit is {MOST_FRAMES}")));
    }
    let mut scene = Scene::default();
    let frames = (0..count).map(|frame| {
        scene.rewind();
        moment(&mut scene, seed, Moment::of(action, frame, count), options)
    });
    Ok(frames.collect())
}

fn moment(scene: &mut Scene, seed: u64, moment: Moment, options: &SynthOptions) -> Drawing {
    let mut dice = Dice::new(seed);
    // Rolled in any case: a figure is the same in every manner.
    let rolled = roll_manner(&mut dice);
    let manner = options.manner.unwrap_or(rolled);
    scene.closed = manner == Manner::Clean;
    framing::compose(scene, moment, &mut dice);
    let light = Light::roll(&mut dice);
    let (pen, paper) = (Pen::roll(manner, &mut dice), Paper::roll(manner, &mut dice));
    let hand = Hand { manner, pen, paper, traces: options.traces };
    canvas::render(scene, options.size, &hand, &light, dice)
}

fn roll_manner(dice: &mut Dice) -> Manner {
    match dice.count(0, 19) {
        0 => Manner::Clean,
        1..7 => Manner::Digital,
        7..9 => Manner::GPen,
        9 => Manner::Brush,
        10..12 => Manner::Pencil,
        12 => Manner::BallPen,
        13..15 => Manner::Copy,
        _ => Manner::Extracted,
    }
}

#[cfg(test)]
mod tests {
    use std::collections::{HashMap, HashSet};

    use super::*;

    fn drawn(seed: u64, size: usize) -> Drawing {
        draw(seed, &SynthOptions { size, ..SynthOptions::default() }).unwrap()
    }

    #[test]
    fn same_seed_gives_same_bytes() {
        for seed in 0..8 {
            assert_eq!(drawn(seed, 96), drawn(seed, 96));
        }
        assert_ne!(drawn(1, 96), drawn(2, 96));
    }

    #[test]
    fn sizes_outside_the_limits_are_named() {
        let error =
            |size| draw(0, &SynthOptions { size, ..SynthOptions::default() }).unwrap_err().to_string();
        assert_eq!(error(0), "drawing of 0 pixels a side; the least is 64");
        assert_eq!(error(4097), "drawing of 4097 pixels a side; the limit is 4096");
        for size in [64, 65, 255, 511] {
            let drawing = drawn(3, size);
            let sides = [
                drawing.line.width(),
                drawing.flat.height(),
                drawing.shaded.width(),
                drawing.labels.height(),
            ];
            assert_eq!(sides, [size; 4]);
        }
    }

    #[test]
    fn a_flat_colour_has_one_label_and_white_is_ground() {
        for seed in 0..60 {
            let drawing = drawn(seed, 128);
            let mut labels = HashMap::from([([255; 3], Label::Background.id())]);
            for (color, label) in drawing.flat.as_slice().iter().zip(drawing.labels.as_slice()) {
                assert_eq!(labels.entry(*color).or_insert(*label), label, "seed {seed}, colour {color:?}");
            }
        }
    }

    #[test]
    fn colours_of_unlike_parts_are_far_apart() {
        for seed in 0..60 {
            let drawing = drawn(seed, 96);
            let pixels = drawing.flat.as_slice().iter().zip(drawing.labels.as_slice());
            let colors: HashMap<[u8; 3], Label> =
                pixels.map(|(color, label)| (*color, Label::from_id(*label).unwrap())).collect();
            for (a, one) in &colors {
                for (b, other) in colors.iter().filter(|(_, other)| other.kin() != one.kin()) {
                    let far = a.iter().zip(b).map(|(a, b)| a.abs_diff(*b)).max();
                    assert!(far >= Some(10), "seed {seed}: {one} {a:?} and {other} {b:?}");
                }
            }
        }
    }

    #[test]
    fn shade_leaves_the_ground_white_and_the_light_has_length_one() {
        for seed in 0..20 {
            let drawing = drawn(seed, 96);
            assert!((drawing.light[0].hypot(drawing.light[1]) - 1.0).abs() < 1e-5);
            for (color, label) in drawing.shaded.as_slice().iter().zip(drawing.labels.as_slice()) {
                assert!(*label != 0 || *color == [255; 3]);
            }
        }
    }

    #[test]
    fn flats_labels_and_regions_agree() {
        for seed in 0..200 {
            let drawing = drawn(seed, 96);
            let pixels = drawing.regions.as_slice().iter().zip(drawing.labels.as_slice());
            for ((&region, &label), &color) in pixels.zip(drawing.flat.as_slice()) {
                assert_eq!(drawing.told(region), (color, label), "seed {seed}, region {region}");
            }
        }
    }

    #[test]
    fn traces_lie_inside_shapes_where_they_are_asked_for() {
        assert_eq!(drawn(1, 96).traces, None);
        let mut found = [0; 3];
        for seed in 0..20 {
            let options = SynthOptions { size: 96, traces: true, ..SynthOptions::default() };
            let drawing = draw(seed, &options).unwrap();
            let traces = drawing.traces.unwrap();
            for (&trace, &region) in traces.as_slice().iter().zip(drawing.regions.as_slice()) {
                assert!(trace == 0 || region > 0, "seed {seed}: a trace on the ground");
                found[usize::from(trace)] += 1;
            }
        }
        assert!(found.iter().all(|&pixels| pixels > 20), "{found:?}");
    }

    #[test]
    fn manners_have_names_and_make_other_lines_of_the_same_figure() {
        let clean =
            draw(4, &SynthOptions { manner: Some(Manner::Clean), ..SynthOptions::default() }).unwrap();
        for manner in Manner::ALL {
            assert_eq!(Manner::from_name(manner.name()).unwrap(), manner);
            let options = SynthOptions { manner: Some(manner), ..SynthOptions::default() };
            let drawing = draw(4, &options).unwrap();
            assert_eq!(drawing.manner, manner);
            assert_eq!(drawing.flat, clean.flat, "{manner}");
            assert_eq!(drawing.line == clean.line, manner == Manner::Clean, "{manner}");
        }
        let error = Manner::from_name("crayon").unwrap_err().to_string();
        assert!(
            error.starts_with("unknown manner `crayon`; the manners are clean, digital, g-pen"),
            "{error}"
        );
    }

    #[test]
    fn regions_and_colours_persist_from_frame_to_frame() {
        let options = SynthOptions { size: 128, manner: Some(Manner::Clean), ..SynthOptions::default() };
        let mut moved = 0;
        for (seed, action) in (0..20).zip(Action::ALL.into_iter().cycle()) {
            let frames = animate(seed, action, 6, &options).unwrap();
            let all = &frames[5].parts;
            for (i, frame) in frames.iter().enumerate() {
                for (part, last) in frame.parts.iter().zip(all) {
                    assert_eq!(
                        (part.name, part.label, part.color),
                        (last.name, last.label, last.color),
                        "{action}"
                    );
                }
                moved += usize::from(i > 0 && frame.line != frames[0].line);
            }
            let first: HashSet<u16> = frames[0].regions.as_slice().iter().copied().collect();
            let stayed = frames[1].regions.as_slice().iter().filter(|region| first.contains(region)).count();
            assert!(stayed * 20 > frames[1].regions.as_slice().len() * 19, "seed {seed}: {action}");
            for label in frames[0].color_sheet().labels() {
                assert!(all.iter().any(|part| part.label == label), "{label}");
            }
        }
        // Some of 100 frames show a back that blinks, or are cropped above what walks.
        assert!(moved > 50, "{moved} frames differ from the first");
        let error = animate(0, Action::Walk, 0, &options).unwrap_err().to_string();
        assert_eq!(error, "0 frames are asked for; the least is 1");
        let error = animate(0, Action::Walk, 1001, &options).unwrap_err().to_string();
        assert_eq!(error, "1001 frames are asked for; the limit is 1000");
    }

    /// Bare arms and hands were as rare as horns, and real drawings' arms were taken for tops.
    #[test]
    fn most_drawings_show_hair_from_the_front_and_half_of_them_bare_arms() {
        let (mut arms, mut hair, mut backs) = (0, 0, 0);
        for seed in 0..200 {
            let drawing = drawn(seed, 96);
            let mut areas = vec![0; drawing.parts.len() + 1];
            drawing.regions.as_slice().iter().for_each(|&region| areas[usize::from(region)] += 1);
            let shows = |name: &str, label: Label| {
                let parts = drawing.parts.iter().zip(&areas[1..]);
                parts.filter(|(part, _)| part.name == name && part.label == label).any(|(_, &area)| area > 20)
            };
            arms += usize::from(shows("arm", Label::BodySkin));
            hair += usize::from(shows("hair", Label::Hair));
            backs += usize::from(drawing.about.view == "back");
        }
        assert!(arms > 90 && hair > 175 && backs < 25, "{arms} with arms, {hair} with hair, {backs} backs");
    }

    #[test]
    fn every_label_occurs() {
        let mut drawings = [0; Label::COUNT];
        for seed in 0..400 {
            let drawing = drawn(seed, 96);
            for label in Label::ALL {
                drawings[usize::from(label.id())] +=
                    usize::from(drawing.labels.as_slice().contains(&label.id()));
            }
        }
        for label in Label::ALL {
            assert!(
                drawings[usize::from(label.id())] >= 8,
                "{label} in {} of 400",
                drawings[usize::from(label.id())]
            );
        }
    }

    #[test]
    fn clean_lines_run_along_every_border_of_colours() {
        let clean = SynthOptions { manner: Some(Manner::Clean), ..SynthOptions::default() };
        let mut borders = 0;
        for seed in 0..40 {
            let drawing = draw(seed, &clean).unwrap();
            let kin = |x, y| {
                let label = Label::from_id(drawing.labels.get(x, y)).unwrap();
                if label.is_skin() { [1; 3] } else { drawing.flat.get(x, y) }
            };
            for (x, y) in (0..255).flat_map(|y| (0..255).map(move |x| (x, y))) {
                for (right, low) in [(x + 1, y), (x, y + 1)] {
                    if kin(x, y) != kin(right, low) {
                        let ink = drawing.line.get(x, y).max(drawing.line.get(right, low));
                        assert!(ink >= 128, "seed {seed}: no line at ({x}, {y})");
                        borders += 1;
                    }
                }
            }
        }
        assert!(borders > 40_000, "{borders}");
    }
}

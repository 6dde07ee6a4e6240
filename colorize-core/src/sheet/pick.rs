//! Colour sheets from coloured pictures.

use std::cmp::Reverse;
use std::collections::BTreeMap;

use super::{ColorSheet, PartColor};
use crate::color::{Oklch, Rgb};
use crate::label::{Label, LabelSet};
use crate::reading::Reading;
use crate::{Error, Raster, RegionMap, Result};

/// How much a channel may differ around a place that shows a colour and not a line, of 255.
const FLAT: u8 = 12;
/// Colours of a part less than this apart (CIEDE2000) are one.
const SAME: f32 = 9.0;
/// A colour that covers less of its part than this share is an edge between two others.
const LEAST: f32 = 0.04;
/// The most colours of a part.
const MOST: usize = 6;
/// How far the hue of a cel shade may be from its colour's, in degrees.
const HUE: f32 = 35.0;
/// How far the lightness of a cel shade may be from its colour's (Oklch).
const DEEPEST: f32 = 0.3;
/// Chroma below which a colour has no hue to speak of (Oklch).
const GREY: f32 = 0.03;

/// Colours of a region that are looked at one by one, the most frequent ones.
const EXACT: usize = 64;

/// A colour and how many pixels have it.
type Counted = (Rgb, u64);

impl ColorSheet {
    /// Takes the colours of a coloured picture, by the parts that its drawing shows: `reading` is of the drawing, or of
    /// the picture itself.
    ///
    /// The colours of a part are those that cover most of its flat places, the commonest first; a darker and a lighter
    /// one of the same hue are its shadow and highlight. The ground is left out.
    ///
    /// # Errors
    /// [`Error::InvalidArgument`] if the picture and the drawing differ in size.
    pub fn from_picture(reading: &Reading, picture: &Raster) -> Result<Self> {
        let numbers: Vec<usize> = reading.region_labels().iter().map(|label| label.number).collect();
        pick(reading.regions(), reading.engine().labels(), &numbers, picture)
    }
}

/// Takes the colours of a coloured picture by the parts that the regions of its drawing show: `numbers` are those of
/// their labels in `labels`, by id - 1. The ground is left out.
///
/// # Errors
/// [`Error::InvalidArgument`] if the picture and the drawing differ in size.
fn pick(regions: &RegionMap, labels: &LabelSet, numbers: &[usize], picture: &Raster) -> Result<ColorSheet> {
    let ids = regions.ids();
    let size = (picture.width(), picture.height());
    if size != (ids.width(), ids.height()) {
        return Err(Error::InvalidArgument(format!(
            "the coloured picture is {}x{}, its drawing {}x{}",
            size.0,
            size.1,
            ids.width(),
            ids.height()
        )));
    }
    let mut seen: Vec<Bins> = vec![Bins::new(); regions.len()];
    for (i, (&id, &[r, g, b, a])) in ids.as_slice().iter().zip(picture.as_slice()).enumerate() {
        if a == 255 && is_flat(picture, i % size.0, i / size.0) {
            let bin = seen[id as usize - 1].entry([r, g, b].map(|value| value >> 3)).or_default();
            [r, g, b].iter().zip(&mut *bin).for_each(|(value, sum)| *sum += u64::from(*value));
            bin[3] += 1;
        }
    }
    let mut sheet = ColorSheet::new();
    for (number, own) in labels.iter().enumerate().filter(|(_, own)| own.label != Label::Background) {
        let shown = seen.iter().zip(numbers).filter(|(_, shown)| **shown == number);
        let colors = shown.flat_map(|(bins, _)| shaded(gathered(bins)));
        sheet.set_named(&own.name, joined(colors.collect()))?;
    }
    Ok(sheet)
}

/// The colours of each region of a picture, by id - 1, the commonest first, each with its cel shades: the most frequent
/// opaque ones among the pixels that `counted` holds for, as indices, to the bit. Where a region has flat places, only
/// these count.
pub(crate) fn painted_colors(
    regions: &RegionMap,
    picture: &Raster,
    counted: impl Fn(usize) -> bool,
) -> Vec<Vec<PartColor>> {
    let mut flat: Vec<BTreeMap<[u8; 3], u64>> = vec![BTreeMap::new(); regions.len()];
    let mut all = flat.clone();
    let width = picture.width();
    for (i, (&id, &[r, g, b, a])) in regions.ids().as_slice().iter().zip(picture.as_slice()).enumerate() {
        if a == 255 && counted(i) {
            let seen = if is_flat(picture, i % width, i / width) { &mut flat } else { &mut all };
            *seen[id as usize - 1].entry([r, g, b]).or_default() += 1;
        }
    }
    flat.into_iter().zip(all).map(|(flat, all)| exact(if flat.is_empty() { all } else { flat })).collect()
}

/// The colours among such pixels, to the bit.
fn exact(counts: BTreeMap<[u8; 3], u64>) -> Vec<PartColor> {
    if counts.len() == 1 {
        return counts.into_keys().map(|color| Rgb::from(color).into()).collect();
    }
    let mut bins = Bins::new();
    for (&color, &count) in &counts {
        let bin = bins.entry(color.map(|value| value >> 3)).or_default();
        color.iter().zip(&mut *bin).for_each(|(value, sum)| *sum += u64::from(*value) * count);
        bin[3] += count;
    }
    let mut common: Vec<Counted> = counts.into_iter().map(|(color, count)| (color.into(), count)).collect();
    common.sort_by_key(|&(color, count)| (Reverse(count), color));
    common.truncate(EXACT);
    let exact = |mean: Rgb| common.iter().map(|(color, _)| *color).find(|color| color.delta_e(mean) < SAME);
    let part = |(part, _): (PartColor, u64)| PartColor {
        normal: exact(part.normal).unwrap_or(part.normal),
        shadow: part.shadow.and_then(exact),
        highlight: part.highlight.and_then(exact),
    };
    shaded(gathered(&bins)).into_iter().map(part).collect()
}

/// Sums of red, green and blue, and pixels, of colours that share their five highest bits.
type Bins = BTreeMap<[u8; 3], [u64; 4]>;

/// Whether the picture has one colour around a place, farther than a line is wide.
fn is_flat(picture: &Raster, x: usize, y: usize) -> bool {
    let (width, height) = (picture.width(), picture.height());
    let far = (width.max(height) / 256).max(2);
    let here = picture.get(x, y);
    let around = [
        (x.saturating_sub(far), y),
        ((x + far).min(width - 1), y),
        (x, y.saturating_sub(far)),
        (x, (y + far).min(height - 1)),
    ];
    let like = |there: [u8; 4]| here.iter().zip(there).all(|(a, b)| a.abs_diff(b) <= FLAT);
    around.into_iter().all(|(x, y)| like(picture.get(x, y)))
}

/// Joins like colours to the commonest of them; the commonest first.
fn gathered(bins: &Bins) -> Vec<Counted> {
    let mean = |&[r, g, b, n]: &[u64; 4]| (Rgb::from([r, g, b].map(|sum| ((sum + n / 2) / n) as u8)), n);
    let mut bins: Vec<Counted> = bins.values().map(mean).collect();
    bins.sort_by_key(|&(color, count)| (Reverse(count), color));
    let total: u64 = bins.iter().map(|(_, count)| count).sum();
    let mut colors: Vec<Counted> = Vec::new();
    for (color, count) in bins {
        match colors.iter_mut().find(|(near, _)| near.delta_e(color) < SAME) {
            Some((_, sum)) => *sum += count,
            None => colors.push((color, count)),
        }
    }
    colors.retain(|&(_, count)| count as f32 >= LEAST * total as f32);
    colors.sort_by_key(|&(_, count)| Reverse(count));
    colors
}

/// Takes the darker and lighter colours of one region that have the hue of a commoner one for its cel shades.
fn shaded(colors: Vec<Counted>) -> Vec<(PartColor, u64)> {
    let mut parts: Vec<(PartColor, u64)> = Vec::new();
    for (color, count) in colors {
        let own = color.to_oklch();
        let shade_of = |base: Oklch| {
            let turn = (own.h - base.h + 180.0).rem_euclid(360.0) - 180.0;
            let grey = own.c < GREY && base.c < GREY;
            (own.l - base.l).abs() < DEEPEST && (grey || (turn.abs() < HUE && own.c.min(base.c) >= GREY))
        };
        match parts.iter_mut().find(|(part, _)| shade_of(part.normal.to_oklch())) {
            Some((part, sum)) => {
                *sum += count;
                let darker = own.l < part.normal.to_oklch().l;
                let shade = if darker { &mut part.shadow } else { &mut part.highlight };
                shade.get_or_insert(color);
            }
            None => parts.push((color.into(), count)),
        }
    }
    parts
}

/// Joins what several regions of a part have in common; the commonest first.
fn joined(mut regions: Vec<(PartColor, u64)>) -> Vec<PartColor> {
    regions.sort_by_key(|&(part, count)| (Reverse(count), part.normal));
    let total: u64 = regions.iter().map(|(_, count)| count).sum();
    let mut parts: Vec<(PartColor, u64)> = Vec::new();
    for (part, count) in regions {
        match parts.iter_mut().find(|(near, _)| near.normal.delta_e(part.normal) < SAME) {
            Some((near, sum)) => {
                *sum += count;
                near.shadow = near.shadow.or(part.shadow);
                near.highlight = near.highlight.or(part.highlight);
            }
            None => parts.push((part, count)),
        }
    }
    parts.retain(|&(_, count)| count as f32 >= LEAST * total as f32);
    parts.sort_by_key(|&(_, count)| Reverse(count));
    parts.into_iter().take(MOST).map(|(part, _)| part).collect()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::Plane;

    fn bins(colors: &[(Rgb, u64)]) -> Bins {
        let bin = |&(color, n): &(Rgb, u64)| {
            let [r, g, b] = color.to_array();
            ([r, g, b].map(|value| value >> 3), [u64::from(r) * n, u64::from(g) * n, u64::from(b) * n, n])
        };
        colors.iter().map(bin).collect()
    }

    #[test]
    fn shades_of_one_region_go_with_their_color_and_edges_are_left_out() {
        let [skin, dark, blue, edge] = [0xfb_dcc6, 0xe5_a997, 0x30_60c0, 0x80_8080].map(Rgb::from_hex);
        let near = Rgb::new(skin.r - 8, skin.g, skin.b);
        let found = gathered(&bins(&[(dark, 200), (edge, 5), (skin, 500), (blue, 300), (near, 40)]));
        assert_eq!(found, [(skin, 540), (blue, 300), (dark, 200)]);
        let parts = shaded(found);
        assert_eq!(parts, [(PartColor { shadow: Some(dark), ..skin.into() }, 740), (blue.into(), 300)]);
    }

    #[test]
    fn like_colors_of_two_regions_stay_two_colors() {
        let [navy, sky] = [0x20_3870, 0x40_60b0].map(Rgb::from_hex);
        let region = |color| shaded(gathered(&bins(&[(color, 100)])));
        assert_eq!(joined([region(navy), region(sky), region(sky)].concat()), [sky.into(), navy.into()]);
        assert!(joined(Vec::new()).is_empty());
    }

    #[test]
    fn parts_take_the_colours_of_their_regions() {
        // A ground and three stripes, two of which show the hair.
        let stripe = |x: usize| x / 24;
        let ids = Plane::from_fn(96, 32, |x, _| 1 + stripe(x) as u32);
        let regions = RegionMap::from_ids(ids, &Plane::filled(96, 32, 0), 48).unwrap();
        let colors = [0xff_ffff, 0x80_503a, 0x30_60c0, 0x80_503a].map(Rgb::from_hex);
        let picture = Plane::from_fn(96, 32, |x, _| colors[stripe(x)].with_alpha(255));
        let number = |label: Label| usize::from(label.id());
        let shown = [Label::Background, Label::Hair, Label::Top, Label::Hair].map(number);
        let sheet = pick(&regions, &LabelSet::standard(), &shown, &picture).unwrap();
        assert_eq!(sheet.colors(Label::Hair), [colors[1].into()]);
        assert_eq!(sheet.colors(Label::Top), [colors[2].into()]);
        assert_eq!(sheet.labels().collect::<Vec<_>>(), [Label::Hair, Label::Top]);
        let error = pick(&regions, &LabelSet::standard(), &shown, &Plane::filled(5, 6, [0; 4])).unwrap_err();
        assert_eq!(error.to_string(), "the coloured picture is 5x6, its drawing 96x32");
    }

    #[test]
    fn a_region_of_many_pixels_has_its_color() {
        let many = 1 << 40;
        assert_eq!(gathered(&bins(&[(Rgb::WHITE, many)])), [(Rgb::WHITE, many)]);
    }
}

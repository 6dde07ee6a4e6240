//! Colour sheets from coloured pictures.

use std::collections::BTreeMap;

use super::{ColorSheet, PartColor};
use crate::color::Rgb;
use crate::label::Label;
use crate::session::Session;
use crate::{Error, Raster, Result};

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
/// Chroma below which a colour has no hue to speak of (Oklch).
const GREY: f32 = 0.03;

/// A colour and how many pixels have it.
type Counted = (Rgb, u32);

pub(super) fn pick(session: &Session, picture: &Raster) -> Result<ColorSheet> {
    let size = (picture.width(), picture.height());
    if size != (session.width(), session.height()) {
        return Err(Error::InvalidArgument(format!(
            "the coloured picture is {}x{}, its drawing {}x{}",
            size.0,
            size.1,
            session.width(),
            session.height()
        )));
    }
    let labels = session.engine().labels();
    let mut seen: Vec<BTreeMap<[u8; 3], [u32; 4]>> = vec![BTreeMap::new(); labels.len()];
    let ids = session.regions().ids().as_slice();
    for (i, (&id, &[r, g, b, a])) in ids.iter().zip(picture.as_slice()).enumerate() {
        if a == 255 && is_flat(picture, i % size.0, i / size.0) {
            let number = session.number(id).expect("an id of the session");
            let bin = seen[number].entry([r, g, b].map(|value| value >> 3)).or_default();
            [r, g, b].iter().zip(&mut *bin).for_each(|(value, sum)| *sum += u32::from(*value));
            bin[3] += 1;
        }
    }
    let mut sheet = ColorSheet::new();
    for (own, bins) in labels.iter().zip(seen).filter(|(own, _)| own.label != Label::Background) {
        let bins = bins.into_values().map(|[r, g, b, n]| {
            let mean = |sum: u32| ((sum + n / 2) / n) as u8;
            (Rgb::new(mean(r), mean(g), mean(b)), n)
        });
        let colors = shaded(gathered(bins.collect()));
        match Label::from_name(&own.name) {
            Ok(label) => sheet.set(label, colors),
            Err(_) => sheet.set_own(&own.name, colors),
        };
    }
    Ok(sheet)
}

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
fn gathered(mut bins: Vec<Counted>) -> Vec<Counted> {
    bins.sort_by_key(|&(color, count)| (std::cmp::Reverse(count), color.to_array()));
    let total: u32 = bins.iter().map(|(_, count)| count).sum();
    let mut colors: Vec<Counted> = Vec::new();
    for (color, count) in bins {
        match colors.iter_mut().find(|(near, _)| near.delta_e(color) < SAME) {
            Some((_, sum)) => *sum += count,
            None => colors.push((color, count)),
        }
    }
    colors.retain(|&(_, count)| count as f32 >= LEAST * total as f32);
    colors.sort_by_key(|&(_, count)| std::cmp::Reverse(count));
    colors.truncate(MOST);
    colors
}

/// Takes darker and lighter colours of the same hue for the cel shades of a commoner one.
fn shaded(colors: Vec<Counted>) -> Vec<PartColor> {
    let mut parts: Vec<PartColor> = Vec::new();
    for (color, _) in colors {
        let shade_of = |part: &&mut PartColor| {
            let (own, base) = (color.to_oklch(), part.normal.to_oklch());
            let turn = (own.h - base.h + 180.0).rem_euclid(360.0) - 180.0;
            let grey = own.c < GREY && base.c < GREY;
            (own.l - base.l).abs() < 0.3 && (grey || (turn.abs() < HUE && own.c.min(base.c) >= GREY))
        };
        let darker = |part: &PartColor| color.to_oklch().l < part.normal.to_oklch().l;
        let free = |part: &&mut PartColor| {
            if darker(part) { part.shadow.is_none() } else { part.highlight.is_none() }
        };
        match parts.iter_mut().filter(shade_of).find(free) {
            Some(part) if darker(part) => part.shadow = Some(color),
            Some(part) => part.highlight = Some(color),
            None => parts.push(color.into()),
        }
    }
    parts
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn shades_go_with_their_color_and_edges_are_left_out() {
        let [skin, dark, blue, edge] = [0xfb_dcc6, 0xe5_a997, 0x30_60c0, 0x80_8080].map(Rgb::from_hex);
        let near = Rgb::new(skin.r - 2, skin.g, skin.b);
        let found = gathered(vec![(dark, 200), (edge, 5), (skin, 500), (blue, 300), (near, 40)]);
        assert_eq!(found, [(skin, 540), (blue, 300), (dark, 200)]);
        let parts = shaded(found);
        assert_eq!(parts.len(), 2);
        assert_eq!((parts[0].normal, parts[0].shadow), (skin, Some(dark)));
        assert_eq!(parts[1], blue.into());
    }
}

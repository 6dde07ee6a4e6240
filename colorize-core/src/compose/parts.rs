//! The parts of a coloured drawing.

use std::cmp::Reverse;

use serde::Serialize;

use super::{Layers, RegionInfo};
use crate::color::Rgb;
use crate::label::Label;

/// What a coloured drawing shows of one part: all its regions together.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
#[non_exhaustive]
pub struct PartInfo {
    /// Its name in the engine's [`crate::LabelSet`]: what a hint for it is given.
    pub name: String,
    /// The standard label that it comes under.
    pub label: Label,
    /// Its number in that set.
    pub label_id: u8,
    /// Pixels.
    pub area: u64,
    /// How many regions.
    pub regions: usize,
    /// Whether its left and right are told apart, so that a hint for one side finds regions.
    pub sides: bool,
    /// The colours that its regions have in the flats, the one of most pixels first; none where all were withdrawn, and
    /// of a ground that was left transparent.
    pub colors: Vec<Rgb>,
}

impl Layers {
    /// The parts that the drawing shows, the largest first, then by number of the label: enough for a list with colour
    /// buttons.
    pub fn parts(&self) -> Vec<PartInfo> {
        parts(self.info())
    }
}

fn parts(info: &[RegionInfo]) -> Vec<PartInfo> {
    let mut numbers: Vec<u8> = info.iter().map(|info| info.label_id).collect();
    numbers.sort_unstable();
    numbers.dedup();
    let part = |number: u8| {
        let regions: Vec<_> = info.iter().filter(|info| info.label_id == number).collect();
        let mut colors: Vec<(Rgb, u64)> = Vec::new();
        for (color, area) in regions.iter().filter_map(|info| Some((info.color?, u64::from(info.area)))) {
            match colors.iter_mut().find(|(known, _)| *known == color) {
                Some((_, sum)) => *sum += area,
                None => colors.push((color, area)),
            }
        }
        colors.sort_by_key(|&(_, area)| Reverse(area));
        PartInfo {
            name: regions[0].label_name.clone(),
            label: regions[0].label,
            label_id: number,
            area: regions.iter().map(|info| u64::from(info.area)).sum(),
            regions: regions.len(),
            sides: regions.iter().any(|info| info.side.is_some()),
            colors: colors.into_iter().map(|(color, _)| color).collect(),
        }
    };
    let mut parts: Vec<PartInfo> = numbers.into_iter().map(part).collect();
    parts.sort_by_key(|part| Reverse(part.area));
    parts
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::compose::Origin;
    use crate::reading::Side;
    use crate::region::Bounds;

    #[test]
    fn parts_are_summed_and_the_largest_is_first() {
        let [red, blue] = [Rgb::new(200, 0, 0), Rgb::new(0, 0, 200)];
        let info = |label: Label, area, color| RegionInfo {
            id: 1,
            area,
            bounds: Bounds { left: 0, top: 0, right: 1, bottom: 1 },
            label,
            label_name: label.name().into(),
            label_id: label.id(),
            side: (label == Label::Shoes).then_some(Side::Left),
            confidence: 1.0,
            certainty: 1.0,
            color,
            origin: Origin::Automatic,
            withdrawn: false,
            textured: false,
        };
        let found = parts(&[
            info(Label::Hair, 30, Some(blue)),
            info(Label::Top, 50, Some(red)),
            info(Label::Hair, 20, Some(red)),
            info(Label::Hair, 15, Some(red)),
            info(Label::Shoes, 50, None),
        ]);
        let found: Vec<_> =
            found.iter().map(|part| (part.label, part.area, part.regions, &part.colors[..])).collect();
        let expected =
            [(Label::Hair, 65, 3, &[red, blue][..]), (Label::Top, 50, 1, &[red]), (Label::Shoes, 50, 1, &[])];
        assert_eq!(found, expected);
    }
}

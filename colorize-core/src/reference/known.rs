use serde::{Deserialize, Serialize};

use crate::Rgb;
use crate::sheet::PartColor;

/// Colours that a region keeps in mind.
const MOST: usize = 4;

/// What is known of the colour of one region.
#[derive(Clone, Debug, PartialEq)]
pub(super) struct Known {
    /// Colours, `None` the ground's, and how likely each is, 0..=1, the likeliest first; what is left to 1 is the chance
    /// of none of them.
    pub(super) colors: Vec<(Option<PartColor>, f32)>,
    /// What it shows, over all frames of a shot.
    pub(super) track: Track,
    /// A person put it right, here or in a frame that it comes from.
    pub(super) corrected: bool,
}

/// What a region shows, over all frames of a shot: named by where it was first seen.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
pub struct Track {
    /// The number of the frame; 0 in a reference that is no frame.
    pub frame: u32,
    /// The id of the region there.
    pub region: u32,
}

impl Known {
    /// A region that a person coloured.
    pub(super) fn sure(color: Option<PartColor>, track: Track) -> Self {
        Self { colors: vec![(color, 1.0)], track, corrected: false }
    }

    /// A region that a person put right.
    pub(super) fn corrected(color: Option<PartColor>, track: Track) -> Self {
        Self { corrected: true, ..Self::sure(color, track) }
    }

    /// Joins chances for the same colour; shadow and highlight are those of the likeliest.
    pub(super) fn joined(chances: impl Iterator<Item = (Option<PartColor>, f32)>, track: Track) -> Self {
        let mut colors: Vec<(Option<PartColor>, f32, f32)> = Vec::new();
        for (color, chance) in chances {
            let same = |known: &Option<PartColor>| known.map(|c| c.normal) == color.map(|c| c.normal);
            match colors.iter_mut().find(|(known, ..)| same(known)) {
                Some((known, sum, most)) => {
                    *sum += chance;
                    if chance > *most {
                        (*known, *most) = (color, chance);
                    }
                }
                None => colors.push((color, chance, chance)),
            }
        }
        colors.sort_by(|a, b| b.1.total_cmp(&a.1));
        Self {
            colors: colors.into_iter().take(MOST).map(|(color, chance, _)| (color, chance)).collect(),
            track,
            corrected: false,
        }
    }

    /// The likeliest colour.
    pub(super) fn color(&self) -> Option<PartColor> {
        self.colors.first()?.0
    }

    /// By how much the likeliest colour leads, over the next and over none: 0..=1.
    pub(super) fn margin(&self) -> f32 {
        let chance = |i: usize| self.colors.get(i).map_or(0.0, |(_, chance)| *chance);
        let none = 1.0 - self.colors.iter().map(|(_, chance)| chance).sum::<f32>();
        (chance(0) - chance(1).max(none)).clamp(0.0, 1.0)
    }
}

/// As files hold it: colours as normal, shadow and highlight, each `0xrrggbb`.
#[derive(Serialize, Deserialize)]
pub(super) struct Stored {
    colors: Vec<(Option<[Option<u32>; 3]>, f32)>,
    track: Track,
    #[serde(default)]
    corrected: bool,
}

impl From<&Known> for Stored {
    fn from(known: &Known) -> Self {
        let hex = |color: Rgb| u32::from_be_bytes([0, color.r, color.g, color.b]);
        let stored =
            |color: PartColor| [Some(color.normal), color.shadow, color.highlight].map(|c| c.map(hex));
        let colors = known.colors.iter().map(|(color, chance)| (color.map(stored), *chance)).collect();
        Self { colors, track: known.track, corrected: known.corrected }
    }
}

impl From<Stored> for Known {
    fn from(stored: Stored) -> Self {
        let color = |[normal, shadow, highlight]: [Option<u32>; 3]| {
            let [shadow, highlight] = [shadow, highlight].map(|color| color.map(Rgb::from_hex));
            PartColor { normal: Rgb::from_hex(normal.unwrap_or(0)), shadow, highlight }
        };
        let colors = stored.colors.into_iter().map(|(found, chance)| (found.map(color), chance)).collect();
        Self { colors, track: stored.track, corrected: stored.corrected }
    }
}

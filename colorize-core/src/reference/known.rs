use crate::sheet::PartColor;

/// Colours that a region keeps in mind.
const MOST: usize = 4;

/// What is known of the colour of one region.
#[derive(Clone, Debug, PartialEq)]
pub(super) struct Known {
    /// Colours, `None` the ground's, and how likely each is, 0..=1, the likeliest first; what is left to 1 is the chance
    /// of none of them.
    pub(super) colors: Vec<(Option<PartColor>, f32)>,
    /// The number of what it shows, over all frames of a shot.
    pub(super) track: u32,
}

impl Known {
    /// A region that a person coloured.
    pub(super) fn sure(color: Option<PartColor>, track: u32) -> Self {
        Self { colors: vec![(color, 1.0)], track }
    }

    /// Joins chances for the same colour; shadow and highlight are those of the likeliest.
    pub(super) fn joined(chances: impl Iterator<Item = (Option<PartColor>, f32)>, track: u32) -> Self {
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
        Self { colors: colors.into_iter().take(MOST).map(|(color, chance, _)| (color, chance)).collect(), track }
    }

    /// The likeliest colour.
    pub(super) fn color(&self) -> Option<PartColor> {
        self.colors.first()?.0
    }

    /// By how much the likeliest colour leads, over the next and over none: 0..=1.
    pub(super) fn margin(&self) -> f32 {
        let chance = |i: usize| self.colors.get(i).map_or(0.0, |(_, chance)| *chance);
        let none = 1.0 - self.colors.iter().map(|(_, chance)| chance).sum::<f32>();
        (chance(0) - chance(1).max(none)).max(0.0)
    }
}

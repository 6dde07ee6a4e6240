//! What lies on the flat colours: who gets which surface.

use super::choice::Choice;
use super::{Document, RegionLabels};
use crate::Result;
use crate::compose::{Ramp, Surface};
use crate::prompt::{Hint, Place};
use crate::reading::{FOLLOWS, leader};
use crate::style::StyleGroup;

impl Document {
    /// What lies on each region, by id - 1: what its hints say, the last word of each group; else what those of the
    /// region say that it looks most like, if they may be followed. Nothing on what was withdrawn.
    pub(super) fn surfaces(&self, labels: &RegionLabels, chosen: &[Choice]) -> Result<Vec<Option<Surface>>> {
        let count = labels.labels.len();
        let mut surfaces: Vec<Option<Surface>> = vec![None; count];
        let mut led: Vec<Option<Surface>> = vec![None; count];
        for hint in self.prompt().hints.iter().filter(|hint| hint.strength > 0.0 && is_of_surface(hint)) {
            for id in self.meant(&hint.place, labels)? {
                let i = id as usize - 1;
                add(surfaces[i].get_or_insert_default(), hint);
                if hint.follow && !matches!(hint.place, Place::Part(_)) {
                    add(led[i].get_or_insert_default(), hint);
                }
            }
        }
        let leaders: Vec<usize> = (0..led.len()).filter(|&i| led[i].is_some()).collect();
        for i in 0..surfaces.len() {
            if surfaces[i].is_none()
                && let Some((leader, alike)) = leader(&labels.labels, &leaders, i)
                && alike > FOLLOWS
            {
                surfaces[i].clone_from(&led[leader]);
            }
            surfaces[i] = surfaces[i].take().filter(|surface| !chosen[i].withdrawn && !surface.is_empty());
        }
        Ok(surfaces)
    }
}

fn is_of_surface(hint: &Hint) -> bool {
    [StyleGroup::Texture, StyleGroup::Pattern, StyleGroup::Gradation]
        .iter()
        .any(|&group| hint.style.has(group))
}

/// Lets a hint have its say.
fn add(surface: &mut Surface, hint: &Hint) {
    if let Some(exemplar) = &hint.exemplar {
        // A texture is all that the exemplar shows; a pattern, if it repeats.
        let pattern = hint.style.has(StyleGroup::Pattern) && exemplar.texture().repeat().is_some();
        if hint.style.has(StyleGroup::Texture) || pattern {
            surface.texture = Some((exemplar.clone(), hint.strength));
        }
    }
    if let Some(&[direction, l, a, b]) = hint.style.get(StyleGroup::Gradation) {
        let base = hint.exemplar.as_ref().map(|exemplar| exemplar.base());
        surface.ramp = Some(Ramp { direction, change: [l, a, b].map(|v| v * hint.strength), base });
    }
}

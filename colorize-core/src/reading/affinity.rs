//! Which regions want the same colour.

use super::region_label::RegionLabel;
use crate::label::{Label, LabelSet};

/// How alike a region and a hint's region must be for the region to follow.
pub(crate) const FOLLOWS: f32 = 0.68;
/// How much more alike a region of another part must be to follow.
const STRANGER: f32 = 0.2;
/// How alike two regions of one part must be to get one automatic colour.
const SAME_PIECE: f32 = 0.5;

/// The hinted region that region `i` follows, and how alike they are; `hinted` are indices.
///
/// Nothing follows out of the ground or into it: paper stays paper until it is hinted itself. Regions of
/// another part must be [`STRANGER`] more alike, for a hint of the hair is hardly meant for a sleeve; so must those that a
/// character's own labels tell apart.
pub(crate) fn leader(labels: &[RegionLabel], hinted: &[usize], i: usize) -> Option<(usize, f32)> {
    let ground = |i: usize| labels[i].label == Label::Background;
    hinted
        .iter()
        .filter(|&&h| ground(h) == ground(i))
        .map(|&h| {
            let (hinted, other) = (&labels[h], &labels[i]);
            let own = hinted.label == other.label && hinted.number != other.number;
            let stranger = if hinted.label.kin() == other.label.kin() && !own { 0.0 } else { STRANGER };
            (h, hinted.alike(other) - stranger)
        })
        .max_by(|a, b| a.1.total_cmp(&b.1))
}

/// For each region, which piece of its part it belongs to: 0 for the largest piece, then 1, 2 ...
///
/// `areas` are pixels. Regions join the first piece of their part that is alike enough, the largest first.
pub(crate) fn pieces(labels: &[RegionLabel], areas: &[u32]) -> Vec<usize> {
    let mut order: Vec<usize> = (0..labels.len()).collect();
    order.sort_by_key(|&i| std::cmp::Reverse(areas[i]));
    let mut founders: Vec<Vec<usize>> = vec![Vec::new(); LabelSet::MAX];
    let mut pieces = vec![0; labels.len()];
    for i in order {
        let founders = &mut founders[labels[i].number];
        let alike = |f: &usize| labels[*f].alike(&labels[i]) > SAME_PIECE;
        pieces[i] = founders.iter().position(alike).unwrap_or_else(|| {
            founders.push(i);
            founders.len() - 1
        });
    }
    pieces
}

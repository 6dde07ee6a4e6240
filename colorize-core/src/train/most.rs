//! What most of each region is.

use std::collections::HashMap;
use std::hash::Hash;

use crate::RegionMap;

/// The most frequent value of each region's pixels, the largest of several, and how many pixels have any, by id - 1.
pub(super) fn most<T: Copy + Ord + Hash>(
    regions: &RegionMap,
    value: impl Fn(usize) -> Option<T>,
) -> Vec<(Option<T>, u32)> {
    let mut counts: Vec<HashMap<T, u32>> = vec![HashMap::new(); regions.len()];
    for (pixel, &id) in regions.ids().as_slice().iter().enumerate() {
        if let Some(value) = value(pixel) {
            *counts[id as usize - 1].entry(value).or_default() += 1;
        }
    }
    let most = |counts: HashMap<T, u32>| {
        let area = counts.values().sum();
        let most = counts.into_iter().max_by_key(|&(value, count)| (count, value));
        (most.map(|(value, _)| value), area)
    };
    counts.into_iter().map(most).collect()
}

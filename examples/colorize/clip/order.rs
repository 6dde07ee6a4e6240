//! In which order the frames of a shot are coloured.

use std::collections::BTreeSet;

/// Frames that are coloured one after another, away from a coloured one.
#[derive(Debug, PartialEq)]
pub struct Chain {
    /// The coloured frame that it begins at.
    pub key: u32,
    /// The coloured one on the other side, if there is one.
    pub other: Option<u32>,
    /// The frames, the nearest to `key` first.
    pub frames: Vec<u32>,
}

/// Cuts a shot into chains: each frame belongs to the coloured frame nearest to it, the earlier of two. `wanted` may
/// name coloured frames, too; they are in no chain.
pub fn chains(wanted: &BTreeSet<u32>, keys: &BTreeSet<u32>) -> Vec<Chain> {
    let mut chains = Vec::new();
    for &key in keys {
        let before = keys.range(..key).next_back().copied();
        let after = keys.range(key + 1..).next().copied();
        let of = |frames: Vec<u32>, other| Chain { key, other, frames };
        let nearer = |frame: &u32, other: Option<u32>, or_equal: bool| {
            other.is_none_or(|other| {
                let (here, there) = (frame.abs_diff(key), frame.abs_diff(other));
                here < there || (or_equal && here == there)
            })
        };
        let earlier = wanted.range(before.map_or(0, |before| before + 1)..key).rev().copied();
        chains.push(of(earlier.filter(|frame| nearer(frame, before, false)).collect(), before));
        let later = wanted.range(key + 1..after.unwrap_or(u32::MAX)).copied();
        chains.push(of(later.filter(|frame| nearer(frame, after, true)).collect(), after));
    }
    chains.retain(|chain| !chain.frames.is_empty());
    chains
}

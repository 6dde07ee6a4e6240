use std::cmp::Reverse;
use std::collections::BTreeMap;

use super::borders;

/// Gives regions with less than `min_area` pixels to the neighbour with the longest border, smallest
/// first, or to the ink (id 0) if there is none. Leaves the largest if all are that small.
pub(super) fn drop_specks(width: usize, ids: &mut [u32], min_area: u32) {
    let count = ids.iter().copied().max().unwrap_or(0) as usize;
    let mut areas = vec![0_u32; count + 1];
    for &id in ids.iter() {
        areas[id as usize] += 1;
    }
    areas[0] = 0;
    let Some(largest) = (1..=count).rev().max_by_key(|&id| areas[id]) else { return };
    let mut specks: Vec<_> = (1..=count).filter(|&id| areas[id] < min_area && id != largest).collect();
    if specks.is_empty() {
        return;
    }
    specks.sort_by_key(|&id| areas[id]);
    let mut shared = BTreeMap::<(u32, u32), u32>::new();
    borders(width, ids, |a, b| {
        if areas[a as usize] < min_area {
            *shared.entry((a, b)).or_default() += 1;
        }
        if areas[b as usize] < min_area {
            *shared.entry((b, a)).or_default() += 1;
        }
    });
    let mut into: Vec<u32> = (0..=count as u32).collect();
    for speck in specks {
        if target(&mut into, speck as u32) != speck as u32 || areas[speck] >= min_area {
            continue;
        }
        let beside = shared
            .range((speck as u32, 0)..=(speck as u32, u32::MAX))
            .map(|(&(_, other), &length)| (target(&mut into, other), length))
            .filter(|&(other, _)| other != speck as u32 && other != 0)
            .max_by_key(|&(other, length)| (length, Reverse(other)));
        let other = beside.map_or(0, |(other, _)| other);
        into[speck] = other;
        areas[other as usize] += areas[speck];
    }
    for id in ids.iter_mut() {
        *id = target(&mut into, *id);
    }
}

/// The region that `id` has become part of.
fn target(into: &mut [u32], mut id: u32) -> u32 {
    while into[id as usize] != id {
        into[id as usize] = into[into[id as usize] as usize];
        id = into[id as usize];
    }
    id
}

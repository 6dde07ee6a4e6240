/// Takes the ids of regions with less than `min_area` pixels away, which makes their pixels 0. Leaves the largest, the
/// first of equals, if all are that small.
pub(super) fn drop_specks(ids: &mut [u32], min_area: u32) {
    let count = ids.iter().copied().max().unwrap_or(0) as usize;
    let mut areas = vec![0_u32; count + 1];
    for &id in ids.iter() {
        areas[id as usize] += 1;
    }
    let Some(largest) = (1..=count).rev().max_by_key(|&id| areas[id]) else { return };
    let kept = |id: usize| areas[id] >= min_area || id == largest;
    if (1..=count).all(kept) {
        return;
    }
    for id in ids.iter_mut().filter(|id| !kept(**id as usize)) {
        *id = 0;
    }
}

use crate::raster::Plane;
use crate::region::RegionMap;

/// What an area is inside of.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub struct Inside {
    /// The trace line that bounds it, as its place in the list.
    pub line: usize,
    /// The id of the area on the trace line's other side.
    pub around: u32,
}

/// What each area is inside of: of two areas that share more of one trace line than of anything else, the smaller one
/// is inside.
pub(super) fn inside(regions: &RegionMap, trace: &Plane<u8>, lines: usize) -> Vec<Option<Inside>> {
    let (ids, width) = (regions.ids().as_slice(), trace.width());
    // Sides of pixels two areas share, by pair and by what lies there.
    let mut shared = std::collections::BTreeMap::<(u32, u32), Vec<u32>>::new();
    let mut meet = |a: usize, b: usize| {
        if ids[a] != ids[b] {
            let counts =
                shared.entry((ids[a].min(ids[b]), ids[a].max(ids[b]))).or_insert_with(|| vec![0; lines + 1]);
            let kind = trace.as_slice()[a].max(trace.as_slice()[b]);
            counts[usize::from(kind)] += 1;
        }
    };
    for pixel in 0..ids.len() {
        if !(pixel + 1).is_multiple_of(width) {
            meet(pixel, pixel + 1);
        }
        if pixel + width < ids.len() {
            meet(pixel, pixel + width);
        }
    }
    let mut longest = vec![(0, None); regions.len()];
    for ((a, b), counts) in shared {
        let (kind, &length) =
            counts.iter().enumerate().max_by_key(|(_, count)| **count).expect("at least ink");
        let area = |id: u32| regions.regions()[id as usize - 1].area;
        let (inner, around) = if area(a) < area(b) { (a, b) } else { (b, a) };
        let longest = &mut longest[inner as usize - 1];
        if kind > 0 && length > longest.0 {
            *longest = (length, Some(Inside { line: kind - 1, around }));
        }
    }
    longest.into_iter().map(|(_, inside)| inside).collect()
}

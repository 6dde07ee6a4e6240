/// How often each value occurs.
pub(crate) fn histogram(values: &[u8]) -> [u64; 256] {
    let mut counts = [0; 256];
    values.iter().for_each(|value| counts[usize::from(*value)] += 1);
    counts
}

/// The largest value that at least `share` of the counts from `start` on reach; `start` if there are none.
pub(crate) fn reached_by(counts: &[u64; 256], start: usize, share: f64) -> u8 {
    let total: u64 = counts[start..].iter().sum();
    let wanted = ((total as f64 * share).ceil() as u64).max(1);
    let mut sum = 0;
    let found = (start..256).rev().find(|value| {
        sum += counts[*value];
        sum >= wanted
    });
    found.unwrap_or(start) as u8
}

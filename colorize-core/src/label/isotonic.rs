/// Groups of equally many outcomes in which the share of right ones is counted.
const GROUPS: usize = 50;

/// The share right in groups of rising scores, neighbours joined until it rises too (pool adjacent violators).
pub(crate) fn rising(scores: &[(f32, bool)]) -> Vec<(f32, f32)> {
    // Sums of scores, of right ones, and the count.
    let mut groups: Vec<(f64, f64, f64)> = Vec::new();
    let size = scores.len().div_ceil(GROUPS);
    let mut rest = scores;
    while !rest.is_empty() {
        // Equal scores are one group, whatever their order.
        let last = rest[size.min(rest.len()) - 1].0;
        let (group, others) = rest.split_at(rest.partition_point(|(score, _)| *score <= last));
        rest = others;
        let sum = group.iter().map(|(score, _)| f64::from(*score)).sum();
        let right = group.iter().filter(|(_, right)| *right).count() as f64;
        groups.push((sum, right, group.len() as f64));
        while let [.., a, b] = groups[..]
            && a.1 / a.2 >= b.1 / b.2
        {
            groups.truncate(groups.len() - 2);
            groups.push((a.0 + b.0, a.1 + b.1, a.2 + b.2));
        }
    }
    groups.into_iter().map(|(sum, right, count)| ((sum / count) as f32, (right / count) as f32)).collect()
}

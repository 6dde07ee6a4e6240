//! The transport of amounts from some places to others at the least cost.

/// What is too little to be moved.
const NOTHING: f64 = 1e-9;

/// The least cost of bringing `amounts` to where they are `wanted`; both have the same sum, and are 0 or more.
///
/// By successive shortest paths (Jewell 1958) with potentials (Edmonds and Karp 1972): each step moves what it can along
/// the cheapest way, which may take back what an earlier one moved.
pub(super) fn transport(amounts: &[f64], wanted: &[f64], cost: impl Fn(usize, usize) -> f64) -> f64 {
    let (n, m) = (amounts.len(), wanted.len());
    let costs: Vec<f64> = (0..n * m).map(|i| cost(i / m, i % m)).collect();
    let (mut left, mut open) = (amounts.to_vec(), wanted.to_vec());
    let mut moved = vec![0.0f64; n * m];
    // Places are 0..n, then their targets; with these potentials no edge costs less than nothing.
    let mut potential = vec![0.0f64; n + m];
    while let Some(path) = Path::cheapest(&costs, &moved, &left, &open, &potential) {
        potential.iter_mut().zip(&path.far).for_each(|(potential, far)| *potential += far.min(path.length));
        let amount = path.bottleneck(&moved, &left, &open);
        let (mut at, last) = (path.end, path.end - n);
        while let Some(before) = path.before[at] {
            match before < n {
                true => moved[before * m + at - n] += amount,
                false => moved[at * m + before - n] -= amount,
            }
            at = before;
        }
        left[at] -= amount;
        open[last] -= amount;
    }
    moved.iter().zip(&costs).map(|(amount, cost)| amount * cost).sum()
}

/// The cheapest way from a place that has something left to a target that wants something.
struct Path {
    /// How far each place and target is.
    far: Vec<f64>,
    before: Vec<Option<usize>>,
    end: usize,
    length: f64,
}

impl Path {
    /// Dijkstra's, on a dense graph.
    fn cheapest(costs: &[f64], moved: &[f64], left: &[f64], open: &[f64], potential: &[f64]) -> Option<Self> {
        let (n, m) = (left.len(), open.len());
        let start = |i: usize| if i < n && left[i] > NOTHING { 0.0 } else { f64::INFINITY };
        let mut far: Vec<f64> = (0..n + m).map(start).collect();
        let (mut before, mut done) = (vec![None; n + m], vec![false; n + m]);
        loop {
            let nearest = (0..n + m).filter(|&i| !done[i] && far[i].is_finite());
            let at = nearest.min_by(|&a, &b| far[a].total_cmp(&far[b]))?;
            done[at] = true;
            if at >= n && open[at - n] > NOTHING {
                return Some(Self { length: far[at], far, before, end: at });
            }
            let mut reach = |to: usize, cost: f64| {
                let way = far[at] + (cost + potential[at] - potential[to]).max(0.0);
                if way < far[to] {
                    (far[to], before[to]) = (way, Some(at));
                }
            };
            if at < n {
                (0..m).for_each(|j| reach(n + j, costs[at * m + j]));
            } else {
                let j = at - n;
                (0..n).filter(|i| moved[i * m + j] > NOTHING).for_each(|i| reach(i, -costs[i * m + j]));
            }
        }
    }

    /// The most that can be moved along it.
    fn bottleneck(&self, moved: &[f64], left: &[f64], open: &[f64]) -> f64 {
        let (n, m) = (left.len(), open.len());
        let (mut at, mut amount) = (self.end, open[self.end - n]);
        while let Some(before) = self.before[at] {
            if before >= n {
                amount = amount.min(moved[at * m + before - n]);
            }
            at = before;
        }
        amount.min(left[at])
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn earlier_ways_are_taken_back_where_that_is_cheaper() {
        // Places on a line: 0 and 1 to 1 and 10; the near one goes far, or both go a little.
        let (from, to) = ([0.0f64, 1.0], [1.0f64, 10.0]);
        let cost = |i: usize, j: usize| (from[i] - to[j]).abs();
        assert!((transport(&[1.0, 1.0], &[1.0, 1.0], cost) - 10.0).abs() < 1e-9);
        // A cost for which the first choice, the cheapest edge, is wrong.
        let costs = [[1.0, 2.0], [2.0, 9.0]];
        assert!((transport(&[1.0, 1.0], &[1.0, 1.0], |i, j| costs[i][j]) - 4.0).abs() < 1e-9);
        assert_eq!(transport(&[0.5, 0.5], &[1.0], |_, _| 3.0), 3.0);
    }

    #[test]
    fn it_is_the_least_of_all_ways_between_equal_amounts() {
        let mut state = 7u64;
        let mut random = || {
            state = state.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1);
            (state >> 33) as f64 / (1u64 << 31) as f64
        };
        for _ in 0..50 {
            let costs: Vec<f64> = (0..25).map(|_| random()).collect();
            let found = transport(&[1.0; 5], &[1.0; 5], |i, j| costs[i * 5 + j]);
            assert!((found - cheapest(&costs, 0, 0)).abs() < 1e-9);
        }
    }

    /// By trying all.
    fn cheapest(costs: &[f64], i: usize, taken: u32) -> f64 {
        if i == 5 {
            return 0.0;
        }
        let free = (0..5).filter(|j| taken & 1 << j == 0);
        free.map(|j| costs[i * 5 + j] + cheapest(costs, i + 1, taken | 1 << j)).fold(f64::INFINITY, f64::min)
    }
}

//! From the values of an exemplar to Gaussian ones, and back.

use std::sync::LazyLock;

use super::floor::floor_above_0;

/// Gaussian values beyond this are as good as never met.
const FAR: f32 = 3.5;
const STEPS: usize = 512;

/// The values of one channel, by their rank as Gaussian values of mean 0 and variance 1.
#[derive(Clone, Debug)]
pub(super) struct Histogram {
    /// The value at `STEPS` + 1 places from -`FAR` to `FAR`, and at the next place.
    table: Box<[[f32; 2]; STEPS + 1]>,
}

impl Histogram {
    /// Turns values into Gaussian ones of the same order, and gives what turns them back. Equal values share one.
    pub(super) fn of(values: &mut [f32]) -> Self {
        let mut order: Vec<u32> = (0..values.len() as u32).collect();
        order.sort_by(|&a, &b| values[a as usize].total_cmp(&values[b as usize]).then(a.cmp(&b)));
        let sorted: Vec<f32> = order.iter().map(|&at| values[at as usize]).collect();
        let count = sorted.len() as f32;
        let place = |step: usize| {
            let gaussian = (step as f32 / STEPS as f32 * 2.0 - 1.0) * FAR;
            let rank = (below(gaussian) * count - 0.5).clamp(0.0, count - 1.0);
            let (low, share) = (rank.floor() as usize, rank.fract());
            let high = (low + 1).min(sorted.len() - 1);
            sorted[low] + (sorted[high] - sorted[low]) * share
        };
        let table = Box::new(std::array::from_fn(|step| [place(step), place((step + 1).min(STEPS))]));
        // Spread over ranks even where values are equal: a surface of two colours would be blended to one otherwise.
        let mut start = 0;
        while start < sorted.len() {
            let equal = sorted[start..].iter().take_while(|&&v| v == sorted[start]).count();
            let middle = (start as f32 + equal as f32 / 2.0) / count;
            for &at in &order[start..start + equal] {
                values[at as usize] = quantile(middle);
            }
            start += equal;
        }
        // Ties leave less variance than 1.
        let variance = values.iter().map(|v| f64::from(v * v)).sum::<f64>() / f64::from(count);
        if variance > 1e-6 {
            let norm = (1.0 / variance).sqrt() as f32;
            values.iter_mut().for_each(|v| *v *= norm);
        }
        Self { table }
    }

    /// The value for a Gaussian one.
    #[inline(always)]
    pub(super) fn value(&self, gaussian: f32) -> f32 {
        const SCALE: f32 = STEPS as f32 / (2.0 * FAR);
        let at = gaussian * SCALE + STEPS as f32 / 2.0;
        let at = if at > 0.0 { at } else { 0.0 };
        let (low, share) = floor_above_0(if at < STEPS as f32 { at } else { STEPS as f32 });
        let [below, above] = self.table[low as usize];
        below + (above - below) * share
    }
}

/// The share of Gaussian values below one: Abramowitz and Stegun 7.1.26, right to 1.5e-7.
fn below(x: f32) -> f32 {
    let z = x.abs() / std::f32::consts::SQRT_2;
    let t = 1.0 / (1.0 + 0.327_591_1 * z);
    let tail = t
        * (0.254_829_6 + t * (-0.284_496_74 + t * (1.421_413_7 + t * (-1.453_152 + t * 1.061_405_4))))
        * (-z * z).exp();
    if x < 0.0 { tail / 2.0 } else { 1.0 - tail / 2.0 }
}

/// The Gaussian value that a share of all is below, by table: right to 1e-4 where there are values.
fn quantile(share: f32) -> f32 {
    const PLACES: usize = 2048;
    static BELOW: LazyLock<Vec<f32>> =
        LazyLock::new(|| (0..=PLACES).map(|place| below(at(place as f32))).collect());
    fn at(place: f32) -> f32 {
        (place / PLACES as f32 * 2.0 - 1.0) * FAR
    }
    let next = BELOW.partition_point(|&below| below < share).clamp(1, PLACES);
    let (low, high) = (BELOW[next - 1], BELOW[next]);
    at((next - 1) as f32 + ((share - low) / (high - low).max(1e-9)).clamp(0.0, 1.0))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn values_come_back() {
        let original: Vec<f32> = (0..997).map(|n| ((n * 613 % 997) as f32 / 997.0).powi(3)).collect();
        let mut values = original.clone();
        let histogram = Histogram::of(&mut values);
        let mean = values.iter().sum::<f32>() / 997.0;
        assert!(mean.abs() < 1e-3, "{mean}");
        for (gaussian, value) in values.iter().zip(original) {
            let back = histogram.value(*gaussian);
            assert!((back - value).abs() < 0.02, "{back} for {value}");
        }
    }

    #[test]
    fn quantiles_are_those_of_the_tables() {
        for (share, expected) in [(0.5, 0.0), (0.841_344_7, 1.0), (0.022_750_1, -2.0)] {
            assert!((quantile(share) - expected).abs() < 1e-3);
        }
    }
}

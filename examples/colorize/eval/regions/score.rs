use std::collections::HashMap;
use std::iter::Sum;

use colorize_core::Plane;

use super::drawing::Drawing;

/// How many true regions were found.
#[derive(Clone, Copy, Default)]
pub struct Score {
    pub regions: usize,
    pub recovered: usize,
    pub split: usize,
}

impl Score {
    /// Compares found regions with the true ones; 0 in `found` is none.
    pub fn new(truth: &Drawing, found: &Plane<u32>) -> Self {
        let mut sizes = HashMap::<u32, usize>::new();
        let mut shared = HashMap::<(u32, u32), usize>::new();
        for (&area, &found) in truth.areas().iter().zip(found.as_slice()) {
            if area != 0 && found != 0 {
                *sizes.entry(found).or_default() += 1;
                *shared.entry((area, found)).or_default() += 1;
            }
        }
        let mut largest = vec![0; truth.sizes().len()];
        let mut overlap = vec![0.0_f64; truth.sizes().len()];
        for ((area, found), &common) in &shared {
            let area = *area as usize;
            largest[area] = common.max(largest[area]);
            let union = truth.sizes()[area] + sizes[found] - common;
            overlap[area] = overlap[area].max(common as f64 / union as f64);
        }
        let mut score = Self::default();
        for area in truth.counted() {
            score.regions += 1;
            score.recovered += usize::from(overlap[area] > 0.9);
            score.split += usize::from(largest[area] * 10 < truth.sizes()[area] * 9);
        }
        score
    }
}

impl Sum for Score {
    fn sum<I: Iterator<Item = Self>>(scores: I) -> Self {
        scores.fold(Self::default(), |a, b| Self {
            regions: a.regions + b.regions,
            recovered: a.recovered + b.recovered,
            split: a.split + b.split,
        })
    }
}

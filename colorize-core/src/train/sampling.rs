//! Which samples a step learns from, and which a validation looks at.

use rand::{Rng, SeedableRng};
use rand_chacha::ChaCha8Rng;

use super::augment::{Augment, Sample};
use super::options::TrainOptions;
use super::pairs::{Pair, Pairs};
use crate::Result;

/// One number from three, well mixed (SplitMix64).
pub(super) fn mix(seed: u64, step: u64, item: u64) -> u64 {
    let mut z = seed
        .wrapping_mul(0x9e37_79b9_7f4a_7c15)
        .wrapping_add(step.wrapping_mul(0xbf58_476d_1ce4_e5b9))
        .wrapping_add(item.wrapping_mul(0x94d0_49bb_1331_11eb));
    z = (z ^ (z >> 30)).wrapping_mul(0xbf58_476d_1ce4_e5b9);
    z = (z ^ (z >> 27)).wrapping_mul(0x94d0_49bb_1331_11eb);
    z ^ (z >> 31)
}

/// The samples of one step; they depend on the seed and the step alone.
pub(super) fn batch(pairs: &Pairs, options: &TrainOptions, step: usize) -> Result<Vec<Sample>> {
    let weights = options.weights(pairs);
    let total: f64 = weights.iter().sum();
    (0..options.batch)
        .map(|item| {
            let mut rng = ChaCha8Rng::seed_from_u64(mix(options.seed, step as u64, item as u64));
            if let Some((share, synth)) = &options.synth
                && rng.random_bool(*share)
            {
                let drawn = Pair::draw(rng.random(), synth)?;
                return Ok(options.augment.sample(&drawn, &mut rng));
            }
            let mut at = rng.random_range(0.0..total);
            let chosen = weights.iter().position(|weight| {
                at -= weight;
                at < 0.0
            });
            // Where the sum was rounded up, none is left.
            let last = || weights.iter().rposition(|weight| *weight > 0.0).expect("one weighs something");
            let pair = pairs.get(rng.random_range(pairs.range(chosen.unwrap_or_else(last))))?;
            Ok(options.augment.sample(&pair, &mut rng))
        })
        .collect()
}

/// The samples of a validation, each with its source: whole pairs, spread over each source.
pub(super) fn watched(validation: &Pairs, options: &TrainOptions) -> Result<Vec<(String, Sample)>> {
    let plain = Augment::none(options.validate_size.unwrap_or(options.augment.size));
    let mut samples = Vec::new();
    for (source, name) in validation.sources().iter().enumerate() {
        let range = validation.range(source);
        let count = range.len().min(options.validate_pairs);
        for i in 0..count {
            let pair = validation.get(range.start + i * range.len() / count)?;
            let mut rng = ChaCha8Rng::seed_from_u64(0);
            samples.push((name.clone(), plain.sample(&pair, &mut rng)));
        }
    }
    Ok(samples)
}

use rand::{Rng, SeedableRng};
use rand_chacha::ChaCha8Rng;

/// All chance of a drawing.
#[derive(Debug)]
pub struct Dice(ChaCha8Rng);

impl Dice {
    /// Makes the dice of a drawing.
    pub fn new(seed: u64) -> Self {
        Self(ChaCha8Rng::seed_from_u64(seed))
    }

    /// Makes dice of their own for a piece of the drawing, so that how often they roll changes nothing elsewhere.
    pub fn fork(&mut self) -> Self {
        Self(ChaCha8Rng::seed_from_u64(self.0.random()))
    }

    /// Rolls a number from `low` to `high`, even.
    pub fn range(&mut self, low: f64, high: f64) -> f64 {
        low + (high - low) * self.0.random::<f64>()
    }

    /// Rolls a number near 0, within `spread` either side, the middle three times as likely as the ends.
    pub fn around(&mut self, spread: f64) -> f64 {
        (self.range(-1.0, 1.0) + self.range(-1.0, 1.0)) / 2.0 * spread
    }

    /// Says yes with a probability, 0 to 1.
    pub fn chance(&mut self, probability: f64) -> bool {
        self.0.random::<f64>() < probability
    }

    /// Rolls an integer from `low` to `high`, both included.
    pub fn count(&mut self, low: usize, high: usize) -> usize {
        self.0.random_range(low as u32..=high as u32) as usize
    }

    /// Takes one of `choices`.
    pub fn pick<T: Copy>(&mut self, choices: &[T]) -> T {
        choices[self.count(0, choices.len() - 1)]
    }

    /// Takes -1 or 1.
    pub fn side(&mut self) -> f64 {
        self.pick(&[-1.0, 1.0])
    }
}

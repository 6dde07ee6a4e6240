use rand::Rng;

/// A number that is nearly normal, of mean 0 and deviation 1: a sum of four even ones.
pub(super) fn normal(rng: &mut impl Rng) -> f32 {
    (0..4).map(|_| rng.random_range(-1.0..1.0f32)).sum::<f32>() * 0.866
}

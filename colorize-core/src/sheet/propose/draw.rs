//! Random choices.

use rand::Rng;
use rand_chacha::ChaCha8Rng;

/// Draws until a draw fits (0 or more), at most 200 times, and gives the one that fits best so far.
pub(super) fn best<T>(
    rng: &mut ChaCha8Rng,
    draw: impl Fn(&mut ChaCha8Rng) -> T,
    fit: impl Fn(&T) -> f32,
) -> T {
    let mut kept = draw(rng);
    let mut kept_fit = fit(&kept);
    for _ in 0..200 {
        if kept_fit >= 0.0 {
            break;
        }
        let next = draw(rng);
        let next_fit = fit(&next);
        if next_fit > kept_fit {
            (kept, kept_fit) = (next, next_fit);
        }
    }
    kept
}

pub(super) fn among<T: Copy>(rng: &mut ChaCha8Rng, list: &[T]) -> T {
    list[rng.random_range(0..list.len())]
}

/// Picks by weight; the last when rounding leaves the throw over.
pub(super) fn weighted<'a, T>(rng: &mut ChaCha8Rng, list: &'a [T], weight: impl Fn(&T) -> f32) -> &'a T {
    let mut throw = rng.random_range(0.0..list.iter().map(&weight).sum());
    list.iter()
        .find(|item| {
            throw -= weight(item);
            throw < 0.0
        })
        .unwrap_or(&list[list.len() - 1])
}

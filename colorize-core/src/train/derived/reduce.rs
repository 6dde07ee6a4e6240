//! Pictures in few colours.

use std::collections::BTreeMap;

use crate::color::from_oklab;
use crate::{Plane, Rgb};

/// Colours at most.
const COLORS: usize = 24;
/// Rounds of k-means.
const ROUNDS: usize = 8;
/// Colours nearer than this in Oklab are not told apart: about ΔE2000 3.
const NEAR: f32 = 0.03;
/// A pixel takes the commonest colour of those so far away, in pixels, ...
const REACH: usize = 2;
/// ... so often.
const SMOOTHINGS: usize = 2;
/// From this on in each channel a colour is white.
const WHITE: u8 = 250;

/// The picture in at most 24 colours, each the mean of what it stands for (k-means in Oklab from the colours that
/// matter most and differ most); then specks take the colour around them.
pub(super) fn reduce(picture: &Plane<[u8; 3]>) -> Plane<[u8; 3]> {
    // Five bits a channel: the bins' means, and how many pixels they have.
    let bin = |color: &[u8; 3]| color.map(|c| c >> 3);
    let mut bins: BTreeMap<[u8; 3], ([u64; 3], u64)> = BTreeMap::new();
    for color in picture.as_slice() {
        let (sum, count) = bins.entry(bin(color)).or_default();
        sum.iter_mut().zip(color).for_each(|(sum, &c)| *sum += u64::from(c));
        *count += 1;
    }
    let points: Vec<([f32; 3], f32)> = bins
        .values()
        .map(|(sum, count)| {
            let [r, g, b] = sum.map(|sum| ((sum + count / 2) / count) as u8);
            (Rgb::new(r, g, b).to_oklab(), *count as f32)
        })
        .collect();
    let means = means(&points);
    let palette: Vec<[u8; 3]> = means.iter().map(|&mean| snapped(from_oklab(mean))).collect();
    let of_bin: BTreeMap<[u8; 3], u8> =
        bins.keys().zip(&points).map(|(&bin, (point, _))| (bin, nearest(&means, point).0 as u8)).collect();
    let mut index = picture.map(|color| of_bin[&bin(color)]);
    for _ in 0..SMOOTHINGS {
        index = commonest(&index);
    }
    index.map(|&i| palette[usize::from(i)])
}

/// At most [`COLORS`] means of weighted points.
fn means(points: &[([f32; 3], f32)]) -> Vec<[f32; 3]> {
    let heaviest = points.iter().max_by(|a, b| a.1.total_cmp(&b.1)).expect("a picture has a pixel");
    let mut means = vec![heaviest.0];
    while means.len() < COLORS {
        let gain = |(point, weight): &([f32; 3], f32)| weight * nearest(&means, point).1;
        let next = points.iter().filter(|(point, _)| nearest(&means, point).1 > NEAR * NEAR);
        let Some(next) = next.max_by(|a, b| gain(a).total_cmp(&gain(b))) else { break };
        means.push(next.0);
    }
    for _ in 0..ROUNDS {
        let mut sums = vec![([0.0; 3], 0.0); means.len()];
        for (point, weight) in points {
            let (sum, total) = &mut sums[nearest(&means, point).0];
            sum.iter_mut().zip(point).for_each(|(sum, v)| *sum += weight * v);
            *total += weight;
        }
        for (mean, (sum, total)) in means.iter_mut().zip(sums) {
            if total > 0.0 {
                *mean = sum.map(|v: f32| v / total);
            }
        }
    }
    means
}

/// The nearest of `means`, and its squared distance.
fn nearest(means: &[[f32; 3]], point: &[f32; 3]) -> (usize, f32) {
    let far = |mean: &[f32; 3]| mean.iter().zip(point).map(|(a, b)| (a - b) * (a - b)).sum::<f32>();
    let all = means.iter().map(far).enumerate();
    all.min_by(|a, b| a.1.total_cmp(&b.1)).expect("one mean at least")
}

/// White that is as good as white is white: it may be the ground.
fn snapped(Rgb { r, g, b }: Rgb) -> [u8; 3] {
    if r.min(g).min(b) >= WHITE { [255; 3] } else { [r, g, b] }
}

/// Each pixel the commonest value around it; its own, if that is as common.
fn commonest(index: &Plane<u8>) -> Plane<u8> {
    Plane::from_fn(index.width(), index.height(), |x, y| {
        let mut counts = [0u8; COLORS];
        for y in y.saturating_sub(REACH)..(y + REACH + 1).min(index.height()) {
            for &i in &index.row(y)[x.saturating_sub(REACH)..(x + REACH + 1).min(index.width())] {
                counts[usize::from(i)] += 1;
            }
        }
        let own = index.get(x, y);
        let (best, count) = (0u8..).zip(counts).max_by_key(|&(_, count)| count).expect("some colours");
        if count > counts[usize::from(own)] { best } else { own }
    })
}

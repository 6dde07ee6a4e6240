//! Canny's edges (Canny 1986). In each pixel the channel with the strongest gradient counts, as in OpenCV.

use super::gaussian::gaussian;
use crate::Plane;

/// Standard deviation of the smoothing, in pixels.
const SIGMA: f32 = 1.2;
/// Brightness a pixel, 0..=1, from which on a gradient begins an edge.
const HIGH: f32 = 0.05;
/// What is enough to go on with one.
const LOW: f32 = 0.02;

/// The edges of a picture, one pixel wide: 255, 0 elsewhere.
pub(super) fn edges(picture: &Plane<[u8; 3]>) -> Plane<u8> {
    let (width, height) = (picture.width(), picture.height());
    let channels = [0, 1, 2].map(|c| gaussian(&picture.map(|color| f32::from(color[c]) / 255.0), SIGMA));
    let gradients = Plane::from_fn(width, height, |x, y| {
        let strength = |&(dx, dy): &(f32, f32)| dx * dx + dy * dy;
        let all = channels.iter().map(|channel| sobel(channel, x, y));
        all.max_by(|a, b| strength(a).total_cmp(&strength(b))).expect("three channels")
    });
    let strength = gradients.map(|(dx, dy)| dx.hypot(*dy));
    let ridge = |x: usize, y: usize| {
        let here = strength.get(x, y);
        let (dx, dy) = gradients.get(x, y);
        // To the nearest of eight neighbours along the gradient, and to the one opposite.
        let step = |along: f32| if along.abs() > 0.382_68 * here { along.signum() as isize } else { 0 };
        let (sx, sy) = (step(dx), step(dy));
        let beside = |sign: isize| {
            let x = x.checked_add_signed(sign * sx).filter(|&x| x < width);
            let y = y.checked_add_signed(sign * sy).filter(|&y| y < height);
            x.zip(y).map_or(0.0, |(x, y)| strength.get(x, y))
        };
        // Of two alike, one.
        here >= LOW && here > beside(1) && here >= beside(-1)
    };
    let ridges = Plane::from_fn(width, height, ridge);
    let mut edges = Plane::filled(width, height, 0);
    let mut open: Vec<(usize, usize)> = (0..width * height)
        .map(|i| (i % width, i / width))
        .filter(|&(x, y)| ridges.get(x, y) && strength.get(x, y) >= HIGH)
        .collect();
    open.iter().for_each(|&(x, y)| edges.set(x, y, 255));
    while let Some((x, y)) = open.pop() {
        for y in y.saturating_sub(1)..(y + 2).min(height) {
            for x in x.saturating_sub(1)..(x + 2).min(width) {
                if ridges.get(x, y) && edges.get(x, y) == 0 {
                    edges.set(x, y, 255);
                    open.push((x, y));
                }
            }
        }
    }
    edges
}

/// The gradient by Sobel's operator, in brightness a pixel.
fn sobel(channel: &Plane<f32>, x: usize, y: usize) -> (f32, f32) {
    let (left, right) = (x.saturating_sub(1), (x + 1).min(channel.width() - 1));
    let (top, bottom) = (y.saturating_sub(1), (y + 1).min(channel.height() - 1));
    let at = |x: usize, y: usize| channel.get(x, y);
    let down = |x: usize| at(x, top) + 2.0 * at(x, y) + at(x, bottom);
    let across = |y: usize| at(left, y) + 2.0 * at(x, y) + at(right, y);
    ((down(right) - down(left)) / 8.0, (across(bottom) - across(top)) / 8.0)
}

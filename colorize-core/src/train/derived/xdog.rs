//! Extended difference of Gaussians (Winnemöller, Kyprianidis and Olsen 2012, section 2).

use super::gaussian::gaussian;
use crate::Plane;

/// Standard deviation of the narrow Gaussian, in pixels.
const SIGMA: f32 = 0.5;
/// The wide one's as a multiple. The paper takes 1.6, to be near a Laplacian; wider, lines are whole at 512 pixels.
const WIDER: f32 = 4.5;
/// The paper's p: how much more than the brightness itself the difference counts.
const SHARPNESS: f32 = 19.0;
/// The paper's epsilon: what is brighter is paper.
const PAPER: f32 = 0.01;
/// The paper's phi: how steeply ink sets in.
const STEEPNESS: f32 = 6.0;

/// The lines of a picture's brightness 0..=1: 0 paper to 255 line.
pub(super) fn lines(light: &Plane<f32>) -> Plane<u8> {
    let (narrow, wide) = (gaussian(light, SIGMA), gaussian(light, WIDER * SIGMA));
    Plane::from_fn(light.width(), light.height(), |x, y| {
        let sharp = (1.0 + SHARPNESS) * narrow.get(x, y) - SHARPNESS * wide.get(x, y);
        let paper = if sharp >= PAPER { 1.0 } else { 1.0 + (STEEPNESS * (sharp - PAPER)).tanh() };
        (255.0 * (1.0 - paper)).round() as u8
    })
}

//! How much a picture changes, by direction and fineness.

use crate::color::Rgb;
use crate::raster::{Plane, Raster};

/// Wavelengths of the bands, in pixels.
const WAVES: [usize; 3] = [4, 8, 16];
/// Directions of the bands, over half a turn.
const DIRECTIONS: usize = 8;

/// The energy of a picture's lightness in bands of three wavelengths (4, 8 and 16 pixels) and eight directions each: by
/// what two textures are compared.
#[derive(Clone, Debug, PartialEq)]
pub struct BandEnergies([f32; WAVES.len() * DIRECTIONS]);

impl BandEnergies {
    /// Measures a picture; pixels that are not opaque do not count, nor do places near them. `None` if no place is far
    /// enough inside for any band.
    ///
    /// # Complexity
    /// About 3000 operations a pixel.
    pub fn of(picture: &Raster) -> Option<Self> {
        let lightness = picture.map(|&[r, g, b, _]| Rgb::new(r, g, b).to_oklab()[0]);
        let opaque = picture.map(|pixel| pixel[3] == 255);
        let mut energies = [0.0; WAVES.len() * DIRECTIONS];
        let mut found = false;
        for (wave, energies) in WAVES.into_iter().zip(energies.chunks_exact_mut(DIRECTIONS)) {
            let kernels: Vec<Kernel> =
                (0..DIRECTIONS).map(|direction| Kernel::new(wave, direction)).collect();
            let (reach, mut places) = (wave, 0u32);
            let rows = (reach..picture.height().saturating_sub(reach)).step_by(wave / 4);
            for (x, y) in rows.flat_map(|y| {
                (reach..picture.width().saturating_sub(reach)).step_by(wave / 4).map(move |x| (x, y))
            }) {
                let (left, top) = (x - reach, y - reach);
                let inside = [0, reach, 2 * reach];
                if inside.iter().any(|dy| inside.iter().any(|dx| !opaque.get(left + dx, top + dy))) {
                    continue;
                }
                places += 1;
                for (energy, kernel) in energies.iter_mut().zip(&kernels) {
                    *energy += kernel.energy(&lightness, left, top);
                }
            }
            energies.iter_mut().for_each(|energy| *energy /= places.max(1) as f32);
            found |= places > 0;
        }
        found.then_some(Self(energies))
    }

    /// The energies: for each wavelength, the finest first, those of waves that run to the right, and on
    /// counterclockwise by 22.5 degrees each.
    pub fn as_slice(&self) -> &[f32] {
        &self.0
    }

    /// How alike the two are, whatever their contrast: the correlation of their square roots, -1 to 1.
    pub fn correlation(&self, other: &Self) -> f32 {
        let roots = |of: &Self| of.0.map(f32::sqrt);
        let centred = |of: [f32; WAVES.len() * DIRECTIONS]| {
            let mean = of.iter().sum::<f32>() / of.len() as f32;
            of.map(|v| v - mean)
        };
        let (a, b) = (centred(roots(self)), centred(roots(other)));
        let dot = |a: &[f32], b: &[f32]| a.iter().zip(b).map(|(a, b)| a * b).sum::<f32>();
        let norm = (dot(&a, &a) * dot(&b, &b)).sqrt();
        // Two that are the same in every direction are alike.
        if norm < 1e-9 { 1.0 } else { dot(&a, &b) / norm }
    }
}

/// A wave in a Gaussian window (Gabor 1946), without a mean.
struct Kernel {
    side: usize,
    even: Vec<f32>,
    odd: Vec<f32>,
}

impl Kernel {
    fn new(wave: usize, direction: usize) -> Self {
        let side = 2 * wave + 1;
        let angle = direction as f32 * std::f32::consts::PI / DIRECTIONS as f32;
        // Counterclockwise, with y down.
        let (cos, sin) = (angle.cos(), -angle.sin());
        let sigma = wave as f32 * 0.5;
        let at = |i: usize| ((i % side) as f32 - wave as f32, (i / side) as f32 - wave as f32);
        let window = |i: usize| {
            let (x, y) = at(i);
            (-(x * x + y * y) / (2.0 * sigma * sigma)).exp()
        };
        let phase = |i: usize| {
            let (x, y) = at(i);
            (x * cos + y * sin) * std::f32::consts::TAU / wave as f32
        };
        let pixels = 0..side * side;
        let total: f32 = pixels.clone().map(window).sum();
        let mean = pixels.clone().map(|i| window(i) * phase(i).cos()).sum::<f32>() / total;
        let even = pixels.clone().map(|i| window(i) * (phase(i).cos() - mean) / total).collect();
        let odd = pixels.map(|i| window(i) * phase(i).sin() / total).collect();
        Self { side, even, odd }
    }

    fn energy(&self, picture: &Plane<f32>, left: usize, top: usize) -> f32 {
        let (mut even, mut odd) = (0.0, 0.0);
        for row in 0..self.side {
            let values = &picture.row(top + row)[left..left + self.side];
            let at = row * self.side..(row + 1) * self.side;
            for ((v, e), o) in values.iter().zip(&self.even[at.clone()]).zip(&self.odd[at]) {
                even += v * e;
                odd += v * o;
            }
        }
        even * even + odd * odd
    }
}

//! How far a picture is from the truth.

use colorize_core::train::published::Features;
use colorize_core::train::{Sample, UNKNOWN};
use colorize_core::{Histogram, Lab, Plane, Rgb};

use crate::eval::truth::areas;

/// Less ink than this leaves a pixel's colour to be seen.
const PAPER: f32 = 0.1;
/// Pixels of a true area from which on its colours are compared.
const LEAST_AREA: usize = 12;
/// Hue and saturation that are further apart do not agree, in Lab.
const APART: f32 = 10.0;
/// Side of the windows of SSIM, and from one to the next.
const WINDOW: usize = 8;
const STEP: usize = 4;

/// What is found of one picture.
pub struct Figures {
    /// Mean absolute error, 0..=1.
    pub absolute: f64,
    pub psnr: f64,
    pub ssim: f64,
    pub delta_e: f64,
    pub histogram: f64,
    pub crossing: f64,
    pub features: Vec<f32>,
}

impl Figures {
    /// Compares a picture without lines, of the sample's size, with the sample's truth.
    pub fn new(sample: &Sample, painted: &[[f32; 3]], features: &Features) -> Self {
        let (picture, truth) = (drawn(sample, painted), drawn(sample, &sample.shaded));
        let known: Vec<usize> = (0..painted.len()).filter(|&i| sample.flat_index[i] != UNKNOWN).collect();
        let figure = || known.iter().copied().filter(|&i| sample.flat_index[i] != 0);
        let channels = known.iter().flat_map(|&i| {
            let (a, b) = (picture.as_slice()[i], truth.as_slice()[i]);
            [0, 1, 2].map(|c| (f64::from(a[c]) - f64::from(b[c])) / 255.0)
        });
        let (absolute, square, count) =
            channels.fold((0.0, 0.0, 0.0), |(a, s, n), d| (a + d.abs(), s + d * d, n + 1.0));
        let differences = figure().map(|i| {
            let (a, b) = (Rgb::from(picture.as_slice()[i]), Rgb::from(truth.as_slice()[i]));
            f64::from(a.delta_e(b))
        });
        let bins = |picture: &Plane<[u8; 3]>| -> Vec<f32> {
            let colors: Vec<_> = figure().map(|i| (Rgb::from(picture.as_slice()[i]), 1.0)).collect();
            Histogram::from_colors(&colors).map_or_else(|_| vec![0.0; Histogram::BINS], |found| found.bins())
        };
        let moved: f32 = bins(&picture).iter().zip(bins(&truth)).map(|(a, b)| (a - b).abs()).sum();
        Self {
            absolute: absolute / count,
            // Nothing is nearer than rounding.
            psnr: -10.0 * (square / count).max(1e-6).log10(),
            ssim: ssim(&picture, &truth),
            delta_e: crate::eval::mean(differences),
            histogram: f64::from(moved) / 2.0,
            crossing: crossing(sample, painted),
            features: features.of(&picture),
        }
    }
}

/// What the labeller sees in the truth.
pub fn truth_features(sample: &Sample, features: &Features) -> Vec<f32> {
    features.of(&drawn(sample, &sample.shaded))
}

/// A picture with the sample's lines; white where nothing is known.
pub fn drawn(sample: &Sample, painted: &[[f32; 3]]) -> Plane<[u8; 3]> {
    Plane::from_fn(sample.size, sample.size, |x, y| {
        let i = y * sample.size + x;
        let color = if sample.flat_index[i] == UNKNOWN { [1.0; 3] } else { painted[i] };
        color.map(|v| (255.0 * (v * (1.0 - sample.ink[i])).clamp(0.0, 1.0)).round() as u8)
    })
}

/// Mean structural similarity of the luma (Wang et al. 2004), in square windows all of whose pixels count alike.
fn ssim(a: &Plane<[u8; 3]>, b: &Plane<[u8; 3]>) -> f64 {
    let luma = |picture: &Plane<[u8; 3]>| {
        picture
            .map(|&[r, g, b]| (0.2126 * f64::from(r) + 0.7152 * f64::from(g) + 0.0722 * f64::from(b)) / 255.0)
    };
    let (a, b) = (luma(a), luma(b));
    let window = |left: usize, top: usize| {
        let pixels = (top..top + WINDOW).flat_map(|y| (left..left + WINDOW).map(move |x| (x, y)));
        let [mut sa, mut sb, mut saa, mut sbb, mut sab] = [0.0; 5];
        for (x, y) in pixels {
            let (va, vb) = (a.get(x, y), b.get(x, y));
            (sa, sb, saa, sbb, sab) = (sa + va, sb + vb, saa + va * va, sbb + vb * vb, sab + va * vb);
        }
        let n = (WINDOW * WINDOW) as f64;
        let (ma, mb) = (sa / n, sb / n);
        let (va, vb, cov) = (saa / n - ma * ma, sbb / n - mb * mb, sab / n - ma * mb);
        let (c1, c2) = (1e-4, 9e-4);
        (2.0 * ma * mb + c1) * (2.0 * cov + c2) / ((ma * ma + mb * mb + c1) * (va + vb + c2))
    };
    let steps = |side: usize| (0..=side - WINDOW).step_by(STEP);
    crate::eval::mean(steps(a.height()).flat_map(|top| steps(a.width()).map(move |left| window(left, top))))
}

/// The share of the figure's pixels off the lines whose hue and saturation are not those of their true area's middle.
fn crossing(sample: &Sample, painted: &[[f32; 3]]) -> f64 {
    let mut groups: Vec<Vec<[f32; 2]>> = Vec::new();
    for (i, area) in areas(&sample.flat_index, sample.size).into_iter().enumerate() {
        if sample.flat_index[i] == 0 || sample.flat_index[i] == UNKNOWN || sample.ink[i] > PAPER {
            continue;
        }
        let area = area as usize;
        if groups.len() <= area {
            groups.resize(area + 1, Vec::new());
        }
        groups[area].push(tint(painted[i]));
    }
    let (mut apart, mut all) = (0, 0);
    for group in groups.iter_mut().filter(|group| group.len() >= LEAST_AREA) {
        let middle = [0, 1].map(|axis| {
            group.sort_by(|a, b| a[axis].total_cmp(&b[axis]));
            group[group.len() / 2][axis]
        });
        let far = |tint: &&[f32; 2]| (tint[0] - middle[0]).hypot(tint[1] - middle[1]) > APART;
        apart += group.iter().filter(far).count();
        all += group.len();
    }
    f64::from(apart as u32) / f64::from(u32::max(all as u32, 1))
}

/// Hue and saturation of a colour less its light: a and b of Lab, as if it were of lightness 60. A colour under less
/// light has all cube roots of Lab in one proportion, and so keeps them.
fn tint(color: [f32; 3]) -> [f32; 2] {
    let Lab { l, a, b } = Rgb::from_unit(color).to_lab();
    [a, b].map(|v| v * (60.0 + 16.0) / (l.max(10.0) + 16.0))
}

/// The Fréchet distance of two sets of features, each taken as a Gaussian with independent features.
pub fn distance(a: &[&[f32]], b: &[&[f32]]) -> f64 {
    let fit = |set: &[&[f32]], feature: usize| {
        let mean = crate::eval::mean(set.iter().map(|seen| f64::from(seen[feature])));
        let square = crate::eval::mean(set.iter().map(|seen| (f64::from(seen[feature]) - mean).powi(2)));
        (mean, square.sqrt())
    };
    let features = a.first().map_or(0, |seen| seen.len());
    let far = |feature: usize| {
        let ((ma, da), (mb, db)) = (fit(a, feature), fit(b, feature));
        (ma - mb).powi(2) + (da - db).powi(2)
    };
    (0..features).map(far).sum()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_picture_is_like_itself_and_shade_is_no_crossing() {
        let picture = Plane::from_fn(16, 16, |x, y| [(x * 9) as u8, (y * 9) as u8, 77]);
        assert!((ssim(&picture, &picture) - 1.0).abs() < 1e-9);
        assert!(ssim(&picture, &picture.map(|c| c.map(|v| 255 - v))) < 0.5);
        let near = |a: [f32; 3], b: [f32; 3]| {
            let (a, b) = (tint(a), tint(b));
            (a[0] - b[0]).hypot(a[1] - b[1])
        };
        assert!(near([0.8, 0.3, 0.2], [0.8, 0.3, 0.2].map(|v| v * 0.6)) < APART);
        assert!(near([0.8, 0.3, 0.2], [0.2, 0.3, 0.8]) > 2.0 * APART);
    }

    #[test]
    fn sets_that_are_one_are_not_apart() {
        let (a, b): (&[&[f32]], &[&[f32]]) = (&[&[0.0, 1.0], &[2.0, 1.0]], &[&[1.0, 1.0], &[1.0, 1.0]]);
        assert_eq!((distance(a, a), distance(a, b)), (0.0, 1.0));
    }
}

//! How much line covers each pixel of a drawing, and the lines alone.

mod histogram;
mod line;
mod paper;
mod polarity;
mod source;
mod value;

use rayon::prelude::*;

use crate::raster::{Plane, Raster};
pub(crate) use histogram::{histogram, reached_by};
pub(crate) use line::line;
use paper::Paper;
pub use source::InkSource;
pub(crate) use value::brightness;
use value::dimness;

/// What is darker than this everywhere has no paper.
const LEAST_PAPER: u8 = 64;
/// The same of the negative of a drawing that has light lines: its ground may be as light as 239.
const LEAST_GROUND: u8 = 16;

/// Tells how much line covers each pixel of a line drawing: what [`crate::ink()`] says of this kind.
pub(crate) fn ink(drawing: &Raster, source: InkSource) -> Plane<u8> {
    let mut plane = Plane::filled(drawing.width(), drawing.height(), 0);
    match source.resolve(drawing) {
        InkSource::Alpha => {
            let pairs = plane.as_mut_slice().par_iter_mut().zip(drawing.as_slice());
            pairs.for_each(|(ink, pixel)| *ink = pixel[3]);
        }
        InkSource::Lightness => darkness(drawing, &mut plane, dimness, LEAST_GROUND),
        InkSource::Auto | InkSource::Darkness => darkness(drawing, &mut plane, brightness, LEAST_PAPER),
    }
    plane
}

/// Fills `plane` with how much darker than the paper pixels are, where `value` tells how bright they are.
fn darkness(drawing: &Raster, plane: &mut Plane<u8>, value: impl Fn(&[u8; 4]) -> u8 + Sync, least_paper: u8) {
    let width = drawing.width();
    let paper = Paper::measure(drawing, plane, value, least_paper);
    // From here on the plane holds darkness against the paper: 0 as the paper or lighter, 255 black.
    let rows = plane.as_mut_slice().par_chunks_mut(width).enumerate();
    let histogram = rows
        .map(|(y, row)| {
            paper.subtract(y, row);
            histogram(row)
        })
        .reduce(|| [0; 256], |a, b| std::array::from_fn(|i| a[i] + b[i]));
    let curve = stretch(&histogram, paper.white);
    plane.as_mut_slice().par_iter_mut().for_each(|ink| *ink = curve[usize::from(*ink)]);
}

/// The ink of a drawing of which it is known how much darker than their ground pixels are: 0 as the ground to 255
/// black.
pub(crate) fn stretched(mut darkness: Plane<u8>) -> Plane<u8> {
    let curve = stretch(&histogram(darkness.as_slice()), false);
    darkness.as_mut_slice().par_iter_mut().for_each(|ink| *ink = curve[usize::from(*ink)]);
    darkness
}

/// The ink for each darkness: 0 up to the dead zone, 255 from the darkest lines on, even between.
fn stretch(darkness: &[u64; 256], white: bool) -> [u8; 256] {
    // Grain: what 15% of the paper's pixels reach, times 1.5, is about two deviations below its mean,
    // since the paper was measured at its lightest tenth. Clean paper has none.
    let near: u64 = darkness[..32].iter().sum();
    let paper: [u64; 256] = std::array::from_fn(|value| if value < 32 { darkness[value] } else { 0 });
    let grain = if near == 0 { 0 } else { reached_by(&paper, 0, 0.15) };
    let dead = (u32::from(grain) * 3).div_ceil(2).min(32);

    let faintest = (dead + 1).max(12) as usize;
    let black = if white && dead == 0 && reached_by(darkness, faintest, 0.02) >= 191 {
        255 // a clean digital drawing: what is grey was meant to be
    } else {
        // A fifth of the ink is the core of the darker lines. The floor keeps specks on blank paper faint.
        u32::from(reached_by(darkness, faintest, 0.2)).max(48).max(3 * dead)
    };
    std::array::from_fn(|value| {
        let above = (value as u32).saturating_sub(dead);
        ((above * 255 + (black - dead) / 2) / (black - dead)).min(255) as u8
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    const CLEAR: [u8; 4] = [0; 4];

    fn gray(value: u8) -> [u8; 4] {
        [value, value, value, 255]
    }

    /// Coverage of a drawing with rings (anti-aliased, 3 px wide), 0..1.
    fn rings(x: usize, y: usize) -> f64 {
        let radius = (x as f64 - 150.3).hypot(y as f64 - 99.6) % 40.0;
        (2.0 - (radius - 20.0).abs()).clamp(0.0, 1.0)
    }

    /// Grain of about +-`size`, the same on every run.
    fn grain(x: usize, y: usize, size: f64) -> f64 {
        let hash = |salt: u64| {
            let mut h =
                (x as u64 * 0x9e37_79b9 + y as u64 * 0x85eb_ca6b + salt).wrapping_mul(0xff51_afd7_ed55_8ccd);
            h ^= h >> 33;
            (h.wrapping_mul(0xc4ce_b9fe_1a85_ec53) >> 11) as f64 / (1u64 << 53) as f64 - 0.5
        };
        (hash(1) + hash(2) + hash(3)) * size
    }

    /// Checks that paper is at most `paper`, and line cores are at least `line`, but for one pixel in a thousand.
    fn assert_separates(ink: &Plane<u8>, paper: u8, line: u8) {
        let mut wrong = 0;
        for (i, ink) in ink.as_slice().iter().enumerate() {
            let coverage = rings(i % 300, i / 300);
            wrong += usize::from(coverage == 0.0 && *ink > paper || coverage == 1.0 && *ink < line);
        }
        assert!(wrong <= 60, "{wrong} of 60000 pixels");
    }

    #[test]
    fn clean_digital_drawings_are_exact() {
        let drawing = Plane::from_fn(300, 200, |x, y| gray((255.0 * (1.0 - rings(x, y))).round() as u8));
        let wanted = drawing.map(|pixel| 255 - pixel[0]);
        assert_eq!(ink(&drawing, InkSource::Auto), wanted);
        assert_eq!(ink(&drawing, InkSource::Darkness), wanted);
        assert_eq!(ink(&drawing, InkSource::Alpha), wanted); // opaque white paper is a fill
    }

    #[test]
    fn solid_black_stays_ink() {
        for paper in [255, 200] {
            let drawing = Plane::from_fn(640, 480, |x, y| {
                gray(if x < 400 && y < 400 || (500..503).contains(&x) { 0 } else { paper })
            });
            let wanted = drawing.map(|pixel| if pixel[0] == 0 { 255 } else { 0 });
            assert_eq!(ink(&drawing, InkSource::Auto), wanted);
        }
    }

    #[test]
    fn gray_and_yellow_paper_with_a_gradient_is_paper() {
        for tint in [[1.0, 1.0, 1.0], [1.0, 0.95, 0.75]] {
            let drawing = Plane::from_fn(300, 200, |x, y| {
                let light = 235.0 - 0.35 * x as f64 - 0.1 * y as f64 + grain(x, y, 8.0);
                let [r, g, b] = tint.map(|t| (light * t * (1.0 - 0.85 * rings(x, y))).round() as u8);
                [r, g, b, 255]
            });
            assert_separates(&ink(&drawing, InkSource::Auto), 26, 225);
        }
    }

    #[test]
    fn faint_pencil_becomes_strong() {
        let drawing = Plane::from_fn(300, 200, |x, y| {
            gray((225.0 - 70.0 * rings(x, y) + grain(x, y, 10.0)).round() as u8)
        });
        assert_separates(&ink(&drawing, InkSource::Auto), 30, 190);
    }

    #[test]
    fn blank_grainy_paper_has_almost_no_ink() {
        let drawing = Plane::from_fn(300, 200, |x, y| gray((225.0 + grain(x, y, 10.0)).round() as u8));
        let ink = ink(&drawing, InkSource::Auto);
        let mean = ink.as_slice().iter().map(|ink| f64::from(*ink)).sum::<f64>() / 60000.0;
        assert!(mean < 1.0, "{mean}");
    }

    #[test]
    fn ink_on_transparency_is_its_alpha() {
        for color in [[0, 0, 0], [0, 60, 255], [255, 240, 0], [255, 255, 255]] {
            let [r, g, b] = color;
            let drawing = Plane::from_fn(300, 200, |x, y| [r, g, b, (255.0 * rings(x, y)).round() as u8]);
            let alpha = drawing.map(|pixel| pixel[3]);
            assert_eq!(ink(&drawing, InkSource::Auto), alpha, "{color:?}");
            assert_eq!(ink(&drawing, InkSource::Alpha), alpha, "{color:?}");
        }
    }

    #[test]
    fn a_cut_out_with_paper_inside_is_read_by_darkness() {
        let drawing = Plane::from_fn(300, 200, |x, y| match (60..240).contains(&x) {
            true => gray((255.0 * (1.0 - rings(x, y))).round() as u8),
            false => CLEAR,
        });
        let wanted = drawing.map(|pixel| if pixel[3] == 0 { 0 } else { 255 - pixel[0] });
        assert_eq!(ink(&drawing, InkSource::Auto), wanted);
        assert_eq!(ink(&drawing, InkSource::Alpha), wanted);
    }

    #[test]
    fn coloured_lines_on_paper_are_ink() {
        for color in [[20, 40, 220], [220, 30, 30], [0, 0, 0]] {
            let drawing = Plane::from_fn(300, 200, |x, y| {
                let [r, g, b] = color.map(|c: u8| 255 - (f64::from(255 - c) * rings(x, y)).round() as u8);
                [r, g, b, 255]
            });
            assert_separates(&ink(&drawing, InkSource::Auto), 0, 190);
        }
    }

    #[test]
    fn jpeg_noise_beside_lines_is_dropped() {
        // Ringing: up to 8 levels in the 6 pixels beside a line, none far from it.
        let drawing = Plane::from_fn(300, 200, |x, y| {
            let near = (0..13).any(|dx| (0..13).any(|dy| rings(x + dx, y + dy) > 0.0)) && y % 3 == 0;
            let noise = if near { grain(x, y, 8.0).abs() } else { 0.0 };
            gray((255.0 * (1.0 - rings(x, y)) - noise).max(0.0).round() as u8)
        });
        assert_separates(&ink(&drawing, InkSource::Auto), 10, 250);
    }

    #[test]
    fn plain_pictures_and_single_pixels() {
        let cases = [(gray(255), 0), (gray(0), 255), (gray(128), 0), (CLEAR, 0)];
        for (pixel, wanted) in cases {
            for (width, height) in [(1, 1), (1, 70), (70, 1), (100, 90)] {
                let ink = ink(&Plane::filled(width, height, pixel), InkSource::Auto);
                assert_eq!(ink, Plane::filled(width, height, wanted), "{pixel:?} {width}x{height}");
            }
        }
        assert_eq!(ink(&Plane::filled(1, 1, [0, 0, 0, 99]), InkSource::Alpha).as_slice(), [99]);
    }

    /// A drawing of rings in one colour on another.
    fn rings_in([line, ground]: [[u8; 3]; 2]) -> Raster {
        Plane::from_fn(300, 200, |x, y| {
            let mixed = |i: usize| {
                let (line, ground) = (f64::from(line[i]), f64::from(ground[i]));
                (line * rings(x, y) + ground * (1.0 - rings(x, y))).round() as u8
            };
            [mixed(0), mixed(1), mixed(2), 255]
        })
    }

    #[test]
    fn white_lines_on_black_are_the_negative_of_black_on_white() {
        let drawing = rings_in([[255; 3], [0; 3]]);
        let wanted = drawing.map(|pixel| pixel[0]);
        assert_eq!(ink(&drawing, InkSource::Auto), wanted);
        assert_eq!(ink(&drawing, InkSource::Lightness), wanted);
        let clear = drawing.map(|&[v, _, _, _]| [255, 255, 255, v]);
        assert_eq!(ink(&clear, InkSource::Lightness), wanted);
    }

    #[test]
    fn light_lines_on_any_darker_ground_are_ink() {
        for colors in [
            [[255, 255, 255], [128, 128, 128]], // white pencil on grey paper
            [[255, 255, 255], [150, 120, 90]],  // on brown paper
            [[235, 240, 255], [20, 60, 150]],   // a blueprint
            [[255, 240, 60], [0, 0, 0]],        // yellow on black
            [[255, 40, 40], [10, 10, 20]],      // red on nearly black
            [[60, 90, 255], [0, 0, 0]],         // blue on black
            [[255, 255, 255], [190, 190, 190]], // on light grey
        ] {
            assert_separates(&ink(&rings_in(colors), InkSource::Auto), 12, 190);
        }
    }

    #[test]
    fn chalk_on_an_uneven_board_is_ink() {
        let drawing = Plane::from_fn(300, 200, |x, y| {
            let board = 40.0 + 0.12 * x as f64 + grain(x, y, 8.0);
            gray((board + (225.0 - board) * rings(x, y)).clamp(0.0, 255.0).round() as u8)
        });
        assert_eq!(InkSource::Auto.resolve(&drawing), InkSource::Lightness);
        assert_separates(&ink(&drawing, InkSource::Auto), 40, 190);
    }

    #[test]
    fn ink_on_paper_is_not_turned_over_however_black() {
        // A night: black but for a white figure, lines in both.
        let night = Plane::from_fn(300, 200, |x, y| {
            let figure = (x as f64 - 150.0).hypot(y as f64 - 100.0) < 60.0;
            let line = rings(x, y) > 0.5;
            gray(if figure != line { 255 } else { 0 })
        });
        assert_eq!(InkSource::Auto.resolve(&night), InkSource::Darkness);
        // Toned paper, black lines with white lights beside them.
        let toned = Plane::from_fn(300, 200, |x, y| {
            let (line, light) = (rings(x, y), rings(x + 6, y) * 0.8);
            gray((150.0 + 105.0 * light).mul_add(1.0 - line, 0.0).round() as u8)
        });
        assert_eq!(InkSource::Auto.resolve(&toned), InkSource::Darkness);
        let columns = Plane::from_fn(300, 200, |x, _| gray(if x % 30 < 20 { 0 } else { 255 }));
        assert_eq!(InkSource::Auto.resolve(&columns), InkSource::Darkness);
    }

    #[test]
    fn a_line_has_its_own_colour_without_the_ground_in_it() {
        // A soft line from the left, and a hard one.
        let cover = |x: usize| [0.0, 0.25, 0.5, 1.0, 0.0, 0.0, 1.0, 0.0][x % 8];
        for (line_color, ground, source) in [
            ([0.0; 3], [255.0; 3], InkSource::Darkness),
            ([255.0; 3], [0.0; 3], InkSource::Lightness),
            ([255.0, 240.0, 255.0], [0.0; 3], InkSource::Lightness),
        ] {
            let drawing = Plane::from_fn(64, 32, |x, _| {
                let mixed =
                    |i: usize| f64::round(line_color[i] * cover(x) + ground[i] * (1.0 - cover(x))) as u8;
                [mixed(0), mixed(1), mixed(2), 255]
            });
            let ink = ink(&drawing, source);
            let found = line(&drawing, &ink, source);
            for (x, pixel) in found.row(9).iter().enumerate() {
                assert!((f64::from(pixel[3]) - 255.0 * cover(x)).abs() < 8.0, "{source:?} {x}: {pixel:?}");
                let near = (0..3).all(|i| (f64::from(pixel[i]) - line_color[i]).abs() < 8.0);
                assert!(pixel[3] == 0 || near, "{source:?} {x}: {pixel:?}");
            }
        }
    }
}

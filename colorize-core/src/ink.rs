use rayon::prelude::*;

use crate::{Plane, Raster};

/// Where the line is told from the paper.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Hash)]
#[non_exhaustive]
pub enum InkSource {
    /// [`Alpha`](Self::Alpha) if more than a tenth of the pixels is transparent (alpha below 8), else
    /// [`Darkness`](Self::Darkness).
    #[default]
    Auto,
    /// Ink is alpha, whatever the line's colour, as long as the visible pixels are line.
    ///
    /// They are not when a tenth of them or more lies in fills: small cells that are mostly opaque and
    /// light. This is a cut-out with white paper or an undercoat inside, and it is read as
    /// [`Darkness`](Self::Darkness) over white, so its ink is about alpha times darkness.
    Alpha,
    /// Ink is how much darker than the paper around it a pixel is, over white where transparent.
    Darkness,
}

/// Tells how much line covers each pixel of `drawing`: 0 paper to 255 line.
///
/// The darkness of a pixel is relative to the paper near it, so grey or yellow paper, uneven light
/// and light undercoats are paper; it is stretched so that the darkest lines become 255, and a dead zone
/// as wide as the paper's grain becomes 0. Digital drawings with white paper and black
/// lines come out exactly as 255 minus the pixel's value, which for a grey is that grey and for a
/// colour lies halfway between its luma and its least channel.
///
/// A picture without paper (all darker than 64) is read against white: all black gives all 255.
/// One uniform lighter colour is all paper: 0. Solid black areas stay ink. Light lines on a dark
/// ground are not turned over.
///
/// # Complexity
/// Linear in the pixels; one byte a pixel beside the result's own.
pub fn ink(drawing: &Raster, source: InkSource) -> Plane<u8> {
    let mut plane = Plane::filled(drawing.width(), drawing.height(), 0);
    if ink_source(drawing, source) == InkSource::Alpha {
        let pairs = plane.as_mut_slice().par_iter_mut().zip(drawing.as_slice());
        pairs.for_each(|(ink, pixel)| *ink = pixel[3]);
    } else {
        darkness(drawing, &mut plane);
    }
    plane
}

/// What [`ink`] goes by, [`InkSource::Alpha`] or [`InkSource::Darkness`].
pub(crate) fn ink_source(drawing: &Raster, source: InkSource) -> InkSource {
    let by_alpha = match source {
        InkSource::Darkness => false,
        InkSource::Alpha => !has_fills(drawing),
        InkSource::Auto => has_transparent_ground(drawing) && !has_fills(drawing),
    };
    if by_alpha { InkSource::Alpha } else { InkSource::Darkness }
}

/// How bright a pixel over white is: halfway between luma (Rec. 709) and least channel.
///
/// Luma alone leaves red or yellow lines faint; the least channel alone turns yellow flats and the
/// chroma noise of JPEG into ink. Both are exact for greys.
fn value(&[r, g, b, a]: &[u8; 4]) -> u8 {
    let [r, g, b] = match a {
        255 => [r, g, b],
        _ => {
            [r, g, b].map(|c| ((u32::from(c) * u32::from(a) + 255 * (255 - u32::from(a)) + 127) / 255) as u8)
        }
    };
    let luma = (54 * u32::from(r) + 183 * u32::from(g) + 19 * u32::from(b) + 128) >> 8;
    (luma + u32::from(r.min(g).min(b))).div_ceil(2) as u8
}

fn has_transparent_ground(drawing: &Raster) -> bool {
    let clear = drawing.as_slice().par_iter().filter(|pixel| pixel[3] < 8).count();
    clear > drawing.as_slice().len() / 10
}

/// Whether a tenth of the visible pixels lies in cells that are mostly (60%) opaque and light.
///
/// Cells are wider than a line (a 64th of the longest side), so even white or yellow lines are no fills.
fn has_fills(drawing: &Raster) -> bool {
    let cell = drawing.width().max(drawing.height()).div_ceil(64).max(8);
    let band = |band: &[[u8; 4]]| {
        let mut counts = vec![[0usize; 3]; drawing.width().div_ceil(cell)]; // pixels, visible, light
        for row in band.chunks(drawing.width()) {
            for (count, pixels) in counts.iter_mut().zip(row.chunks(cell)) {
                count[0] += pixels.len();
                count[1] += pixels.iter().filter(|pixel| pixel[3] >= 128).count();
                count[2] += pixels.iter().filter(|pixel| pixel[3] >= 248 && value(pixel) >= 128).count();
            }
        }
        let visible: usize = counts.iter().map(|count| count[1]).sum();
        let filled: usize =
            counts.iter().filter(|count| count[2] * 5 >= count[0] * 3).map(|count| count[1]).sum();
        (visible, filled)
    };
    let bands = drawing.as_slice().par_chunks(cell * drawing.width()).map(band);
    let (visible, filled) = bands.reduce(|| (0, 0), |a, b| (a.0 + b.0, a.1 + b.1));
    filled > 0 && filled * 10 >= visible
}

fn darkness(drawing: &Raster, plane: &mut Plane<u8>) {
    let width = drawing.width();
    let paper = Paper::measure(drawing, plane);
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

/// The paper's brightness on a coarse grid of square cells.
struct Paper {
    cell: usize,
    columns: usize,
    /// One value a cell, 64..=255, row by row.
    cells: Vec<f32>,
    /// The paper is plain white, or there is none: 255 everywhere.
    white: bool,
}

impl Paper {
    /// Fills `plane` with the drawing's values and measures the paper on the way.
    ///
    /// A cell's paper is what its lightest tenth reaches. Cells darker than 0.45 of the drawing's
    /// lightest are solid ink and take on their neighbours' paper. A median and a mean over 3 x 3
    /// cells drop cells full of hatching; both keep an even gradient of light as it is.
    fn measure(drawing: &Raster, plane: &mut Plane<u8>) -> Self {
        let (width, height) = (drawing.width(), drawing.height());
        let cell = width.max(height).div_ceil(32).max(16); // at most 32 x 32 cells
        let columns = width.div_ceil(cell);
        let bands = plane.as_mut_slice().par_chunks_mut(cell * width);
        let bands = bands.zip(drawing.as_slice().par_chunks(cell * width)).map(|(values, pixels)| {
            values.iter_mut().zip(pixels).for_each(|(to, pixel)| *to = value(pixel));
            let mut counts = vec![[0u64; 256]; columns];
            for row in values.chunks(width) {
                for (count, values) in counts.iter_mut().zip(row.chunks(cell)) {
                    values.iter().for_each(|value| count[usize::from(*value)] += 1);
                }
            }
            counts.iter().map(|count| reached_by(count, 0, 0.1)).collect::<Vec<_>>()
        });
        let cells = bands.collect::<Vec<_>>().concat();

        let mut sorted = cells.clone();
        sorted.sort_unstable();
        let lightest = sorted[sorted.len() - 1 - sorted.len() / 50];
        let is_paper = |paper: u8| u32::from(paper) * 20 >= u32::from(lightest) * 9;
        let papers = cells.iter().filter(|paper| is_paper(**paper)).count();
        let white = cells.iter().filter(|paper| **paper == 255).count() * 5 >= papers * 4;
        if white || lightest < 64 {
            return Self { cell, columns, cells: Vec::new(), white: true };
        }
        let mut known: Vec<_> =
            cells.iter().map(|paper| is_paper(*paper).then_some(f32::from(*paper))).collect();
        while known.contains(&None) {
            known = around(&known, columns, |own, near| own.or_else(|| mean(near)));
        }
        known = around(&known, columns, |own, near| {
            near.sort_unstable_by(f32::total_cmp);
            near.get(near.len() / 2).copied().filter(|_| near.len() == 9).or(own)
        });
        known = around(&known, columns, |own, near| if near.len() == 9 { mean(near) } else { own });
        let cells = known.into_iter().flatten().collect();
        Self { cell, columns, cells, white: false }
    }

    /// Turns the values of row `y` into darkness, 255 * (paper - value) / paper.
    ///
    /// A ratio, because less light makes paper and line darker by the same factor.
    fn subtract(&self, y: usize, row: &mut [u8]) {
        if self.white {
            row.iter_mut().for_each(|value| *value = 255 - *value);
            return;
        }
        let (top, down) = self.between(y, self.cells.len() / self.columns);
        let next = if down > 0.0 { top + 1 } else { top };
        let (above, below) = (&self.cells[top * self.columns..], &self.cells[next * self.columns..]);
        let at = |column: usize| above[column] + (below[column] - above[column]) * down;
        for (x, value) in row.iter_mut().enumerate() {
            let (left, right) = self.between(x, self.columns);
            let paper = if right > 0.0 { at(left) + (at(left + 1) - at(left)) * right } else { at(left) };
            *value = (255.0 - 255.0 * f32::from(*value) / paper).max(0.0).round() as u8;
        }
    }

    /// The cell whose centre is at or before a pixel, of `cells` along this axis, and how far past it is, 0..1.
    fn between(&self, pixel: usize, cells: usize) -> (usize, f32) {
        let at = (pixel as f32 + 0.5) / self.cell as f32 - 0.5;
        let at = at.clamp(0.0, (cells - 1) as f32);
        (at as usize, at.fract())
    }
}

/// Maps every cell by its own value and the known ones of the 3 x 3 cells around it.
fn around(
    cells: &[Option<f32>],
    columns: usize,
    map: impl Fn(Option<f32>, &mut Vec<f32>) -> Option<f32>,
) -> Vec<Option<f32>> {
    let rows = cells.len() / columns;
    let near = |i: usize| {
        let (x, y) = (i % columns, i / columns);
        let ys = y.saturating_sub(1)..(y + 2).min(rows);
        let near = ys.flat_map(|y| (x.saturating_sub(1)..(x + 2).min(columns)).map(move |x| y * columns + x));
        map(cells[i], &mut near.filter_map(|i| cells[i]).collect())
    };
    (0..cells.len()).map(near).collect()
}

fn mean(values: &[f32]) -> Option<f32> {
    (!values.is_empty()).then(|| values.iter().sum::<f32>() / values.len() as f32)
}

fn histogram(values: &[u8]) -> [u64; 256] {
    let mut counts = [0; 256];
    values.iter().for_each(|value| counts[usize::from(*value)] += 1);
    counts
}

/// The largest value that at least `share` of the counts from `start` on reach; `start` if there are none.
fn reached_by(counts: &[u64; 256], start: usize, share: f64) -> u8 {
    let total: u64 = counts[start..].iter().sum();
    let wanted = ((total as f64 * share).ceil() as u64).max(1);
    let mut sum = 0;
    let found = (start..256).rev().find(|value| {
        sum += counts[*value];
        sum >= wanted
    });
    found.unwrap_or(start) as u8
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
}

//! How much of a picture has which colour.

mod transport;

use serde::{Deserialize, Serialize};

use self::transport::transport;
use crate::raster::beside;
use crate::{Error, Lab, Raster, Result, Rgb};

/// Bins along a channel.
const LEVELS: usize = 8;
/// Most difference between a pixel and those beside it, in a channel, for it to lie within an area: what lies on a line
/// or an edge is left out.
const EVEN: u8 = 10;
/// Corners of a picture that differ by less than this (CIEDE2000) are alike; what differs as little from three such
/// corners, or from two white ones, and hangs together with them, is ground.
const GROUND: f32 = 4.0;

/// How much of a picture has which colour: 512 bins, 8 levels of each of red, green and blue, the colour prompt of the
/// Stanford poster.
///
/// ```no_run
/// use colorize_core::{ColorOptions, Histogram, Limits, Raster};
///
/// let painting = Raster::open("painting.png", &Limits::default())?;
/// let options = ColorOptions::default().with_histogram(Histogram::of(&painting)?);
/// # Ok::<(), colorize_core::Error>(())
/// ```
///
/// As JSON, what has a share of 0 may be left out: `{"colors": [["#c03028", 0.25], ["#fbdcc6", 0.75]]}`.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(try_from = "Json", into = "Json")]
pub struct Histogram {
    /// Mean colour and share of each bin that is not empty, by its number.
    colors: Vec<(Rgb, f32)>,
}

#[derive(Clone, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
struct Json {
    colors: Vec<(Rgb, f32)>,
}

impl TryFrom<Json> for Histogram {
    type Error = Error;

    fn try_from(json: Json) -> Result<Self> {
        Self::from_colors(&json.colors)
    }
}

impl From<Histogram> for Json {
    fn from(histogram: Histogram) -> Self {
        Self { colors: histogram.colors }
    }
}

impl Histogram {
    /// How many bins there are.
    pub const BINS: usize = LEVELS * LEVELS * LEVELS;

    /// Measures a picture: what its areas are coloured in. Transparent pixels, lines and edges do not count, nor does the
    /// ground: what looks like three corners of the picture, or like two white ones, and hangs together with them, unless
    /// nothing else is left.
    ///
    /// # Errors
    /// [`Error::InvalidArgument`] if all of it is transparent.
    ///
    /// # Complexity
    /// Linear in the pixels.
    pub fn of(picture: &Raster) -> Result<Self> {
        let ground = ground(picture);
        let figure = |i: usize| picture.as_slice()[i][3] >= 128 && !ground[i];
        let within = |i: usize| figure(i) && is_even(picture, i);
        let all = |i: usize| picture.as_slice()[i][3] >= 128;
        for counts in [&within as &dyn Fn(usize) -> bool, &figure, &all] {
            let pixels = picture.as_slice().iter().enumerate().filter(|(i, _)| counts(*i));
            let counted: Vec<(Rgb, f32)> =
                pixels.map(|(_, &[r, g, b, _])| (Rgb::new(r, g, b), 1.0)).collect();
            if !counted.is_empty() {
                return Self::from_colors(&counted);
            }
        }
        Err(Error::InvalidArgument("the picture of a histogram is wholly transparent".into()))
    }

    /// Makes one of colours and how much of each there is, 0 or more; what they come to together counts as 1.
    ///
    /// # Errors
    /// [`Error::InvalidArgument`] if a share is no such number, or all are 0.
    pub fn from_colors(colors: &[(Rgb, f32)]) -> Result<Self> {
        if let Some((color, share)) = colors.iter().find(|(_, share)| !(share.is_finite() && *share >= 0.0)) {
            return Err(Error::InvalidArgument(format!("the share of {color} is {share}; it is 0 or more")));
        }
        let mut sums = vec![[0.0f64; 4]; Self::BINS];
        for &(color, share) in colors {
            let [r, g, b] = color.to_array().map(f64::from);
            let share = f64::from(share);
            let sum = &mut sums[bin(color)];
            sum.iter_mut().zip([r * share, g * share, b * share, share]).for_each(|(sum, v)| *sum += v);
        }
        let total: f64 = sums.iter().map(|sum| sum[3]).sum();
        if total <= 0.0 {
            return Err(Error::InvalidArgument("a histogram without any colour".into()));
        }
        let filled = sums.into_iter().filter(|sum| sum[3] > 0.0).map(|[r, g, b, share]| {
            let color = [r, g, b].map(|sum| (sum / share).round() as u8);
            (color.into(), (share / total) as f32)
        });
        Ok(Self { colors: filled.collect() })
    }

    /// Makes one of 512 shares, 0 or more, by red, green and blue, blue the fastest: `(64 r + 8 g + b)`, each 0 to 7.
    /// The colour of a bin is its middle.
    ///
    /// # Errors
    /// [`Error::InvalidArgument`] if there are not 512, or as [`Histogram::from_colors`].
    pub fn from_bins(bins: &[f32]) -> Result<Self> {
        if bins.len() != Self::BINS {
            return Err(Error::InvalidArgument(format!(
                "{} bins; a histogram has {}",
                bins.len(),
                Self::BINS
            )));
        }
        let width = 256 / LEVELS;
        let middle = |level: usize| (level * width + width / 2) as u8;
        let color = |bin: usize| Rgb::new(middle(bin / 64), middle(bin / 8 % 8), middle(bin % 8));
        Self::from_colors(
            &bins.iter().enumerate().map(|(bin, share)| (color(bin), *share)).collect::<Vec<_>>(),
        )
    }

    /// The shares of all 512 bins, of sum 1, in the order of [`Histogram::from_bins`].
    pub fn bins(&self) -> Vec<f32> {
        let mut bins = vec![0.0; Self::BINS];
        self.colors.iter().for_each(|&(color, share)| bins[bin(color)] = share);
        bins
    }

    /// The mean colour and the share of each bin that is not empty, by its number.
    pub fn colors(&self) -> &[(Rgb, f32)] {
        &self.colors
    }

    /// The largest colours of the picture, the most frequent first: bins that look alike (nearer than `near`, CIEDE2000)
    /// are one; `most` at most, which then have all the shares among them.
    pub fn palette(&self, near: f32, most: usize) -> Vec<(Rgb, f32)> {
        let mut bins = self.colors.clone();
        bins.sort_by(|a, b| b.1.total_cmp(&a.1));
        let mut palette: Vec<(Rgb, f32)> = Vec::new();
        for (color, share) in bins {
            let nearest = palette.iter_mut().map(|entry| (entry.0.delta_e(color), entry));
            match nearest.min_by(|a, b| a.0.total_cmp(&b.0)) {
                Some((away, entry)) if away < near => entry.1 += share,
                _ => palette.push((color, share)),
            }
        }
        palette.sort_by(|a, b| b.1.total_cmp(&a.1));
        palette.truncate(most.max(1));
        let total: f32 = palette.iter().map(|(_, share)| share).sum();
        palette.iter_mut().for_each(|(_, share)| *share /= total);
        palette
    }

    /// The earth mover's distance (Rubner et al. 2000): how far, in CIELAB, colour has to be moved in the mean for one
    /// picture to have the other's colours.
    ///
    /// # Complexity
    /// Cubic in the bins that are not empty: some milliseconds for pictures of a few dozen colours.
    pub fn distance(&self, other: &Self) -> f32 {
        distance(&self.colors, &other.colors)
    }
}

/// The earth mover's distance of colours with their shares, each of sum 1.
pub(crate) fn distance(one: &[(Rgb, f32)], other: &[(Rgb, f32)]) -> f32 {
    let lab = |colors: &[(Rgb, f32)]| -> (Vec<Lab>, Vec<f64>) {
        colors.iter().map(|(color, share)| (color.to_lab(), f64::from(*share))).unzip()
    };
    let ((from, amounts), (to, wanted)) = (lab(one), lab(other));
    let away =
        |a: Lab, b: Lab| f64::from(((a.l - b.l).powi(2) + (a.a - b.a).powi(2) + (a.b - b.b).powi(2)).sqrt());
    transport(&amounts, &wanted, |i, j| away(from[i], to[j])) as f32
}

/// The number of a colour's bin.
fn bin(color: Rgb) -> usize {
    let [r, g, b] = color.to_array().map(|v| usize::from(v) * LEVELS / 256);
    (r * LEVELS + g) * LEVELS + b
}

/// Whether a pixel is much as those at its four sides.
fn is_even(picture: &Raster, i: usize) -> bool {
    let pixels = picture.as_slice();
    beside(i, picture.width(), pixels.len())
        .all(|j| (0..3).all(|c| pixels[i][c].abs_diff(pixels[j][c]) <= EVEN))
}

/// The pixels that are ground: [`GROUND`].
fn ground(picture: &Raster) -> Vec<bool> {
    let (width, height) = (picture.width(), picture.height());
    let rgb = |i: usize| {
        let [r, g, b, _] = picture.as_slice()[i];
        Rgb::new(r, g, b)
    };
    let mut ground = vec![false; width * height];
    let opaque = |corner: &usize| picture.as_slice()[*corner][3] >= 128;
    let corners = [0, width - 1, (height - 1) * width, height * width - 1];
    for corner in corners.into_iter().filter(opaque) {
        let color = rgb(corner);
        let alike =
            corners.iter().filter(|other| opaque(other) && rgb(**other).delta_e(color) < GROUND).count();
        let white = color.delta_e(Rgb::WHITE) < GROUND;
        if ground[corner] || alike < if white { 2 } else { 3 } {
            continue;
        }
        let mut stack = vec![corner];
        ground[corner] = true;
        while let Some(i) = stack.pop() {
            for j in beside(i, width, ground.len()) {
                if !ground[j] && (rgb(j) == color || rgb(j).delta_e(color) < GROUND) {
                    ground[j] = true;
                    stack.push(j);
                }
            }
        }
    }
    ground
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::Plane;

    const RED: Rgb = Rgb::new(200, 30, 40);
    const BLUE: Rgb = Rgb::new(30, 60, 190);

    #[test]
    fn a_picture_is_what_its_areas_are_coloured_in() {
        // A red and a blue box, one twice as large, with black lines around, on white.
        let picture = Plane::from_fn(96, 64, |x, y| match (x, y) {
            (0..8 | 88.., _) | (_, 0..8 | 56..) => [255; 4],
            (8 | 34 | 87, _) | (_, 8 | 55) => [0, 0, 0, 255],
            (..34, _) => RED.with_alpha(255),
            _ => BLUE.with_alpha(255),
        });
        let histogram = Histogram::of(&picture).unwrap();
        let palette = histogram.palette(5.0, 9);
        assert_eq!(palette.len(), 2, "{palette:?}");
        assert_eq!((palette[0].0, palette[1].0), (BLUE, RED));
        assert!((palette[0].1 / palette[1].1 - 50.0 / 23.0).abs() < 0.05, "{palette:?}");
        assert_eq!(histogram.bins().iter().filter(|share| **share > 0.0).count(), 2);
        let json = serde_json::to_string(&histogram).unwrap();
        assert_eq!(serde_json::from_str::<Histogram>(&json).unwrap(), histogram);
        // A landscape has no ground.
        let land =
            Plane::from_fn(40, 40, |_, y| if y < 20 { BLUE.with_alpha(255) } else { RED.with_alpha(255) });
        assert_eq!(Histogram::of(&land).unwrap().palette(5.0, 9).len(), 2);
        // Nothing but ground is all ground; nothing at all is refused.
        assert_eq!(Histogram::of(&Plane::filled(9, 9, [255; 4])).unwrap().colors(), [(Rgb::WHITE, 1.0)]);
        let error = Histogram::of(&Plane::filled(9, 9, [0; 4])).unwrap_err().to_string();
        assert_eq!(error, "the picture of a histogram is wholly transparent");
    }

    #[test]
    fn what_can_be_no_histogram_is_refused() {
        let error = |colors: &[(Rgb, f32)]| Histogram::from_colors(colors).unwrap_err().to_string();
        assert!(error(&[(RED, f32::NAN)]).contains("the share of #c81e28 is NaN; it is 0 or more"));
        assert!(error(&[(RED, -1.0)]).contains("-1"));
        assert_eq!(error(&[(RED, 0.0)]), "a histogram without any colour");
        assert_eq!(error(&[]), "a histogram without any colour");
        let error = Histogram::from_bins(&[1.0; 9]).unwrap_err().to_string();
        assert_eq!(error, "9 bins; a histogram has 512");
        let text = r##"{"colors": [["#c81e28", 1]], "bins": 3}"##;
        assert!(
            serde_json::from_str::<Histogram>(text).unwrap_err().to_string().contains("unknown field `bins`")
        );
        let mut bins = vec![0.0; 512];
        bins[511] = 3.0;
        assert_eq!(Histogram::from_bins(&bins).unwrap().colors(), [(Rgb::new(240, 240, 240), 1.0)]);
    }

    #[test]
    fn the_distance_is_the_way_that_colour_goes() {
        let of = |colors: &[(Rgb, f32)]| Histogram::from_colors(colors).unwrap();
        let (black, white) = (Rgb::BLACK, Rgb::WHITE);
        assert_eq!(of(&[(black, 1.0)]).distance(&of(&[(black, 2.0)])), 0.0);
        assert!((of(&[(black, 1.0)]).distance(&of(&[(white, 1.0)])) - 100.0).abs() < 0.1);
        // A quarter of it has to go from black to white, whatever else stays.
        let (one, other) =
            ([(black, 0.5), (white, 0.25), (RED, 0.25)], [(black, 0.25), (white, 0.5), (RED, 0.25)]);
        assert!((of(&one).distance(&of(&other)) - 25.0).abs() < 0.1);
        assert!((of(&other).distance(&of(&one)) - 25.0).abs() < 0.1);
    }
}

//! Texture without end from a small picture of it: any pixel by itself, so that tiles, threads and boxes that are
//! painted anew give the same bytes.
//!
//! The plane is cut into triangles. Each corner shows another place of the exemplar, chosen by a hash, and a pixel
//! blends the places of its three corners (Heitz and Neyret, "High-Performance By-Example Noise using a
//! Histogram-Preserving Blending Operator", 2018; Burley, "On Histogram-Preserving Blending for Randomized Texture
//! Tiling", 2019). Where they differ:
//!
//! * An exemplar without repetition is blended in Gaussian values, so that its histogram comes out, for each channel of
//!   OKLab. It need not be a tile: places are chosen so that nothing outside it is asked for.
//! * One that has a structure, which blending would lose, is not blended but quilted once into a tile.
//! * An exemplar with repetition has its two periods measured, and places are chosen so that they lie a whole number of
//!   periods apart: they fit upon each other, and are blended as they are. Small irregularities of the exemplar stay.

mod bands;
mod floor;
mod grid;
mod histogram;
mod patch;
mod quilt;
mod repeat;
mod row;
mod samples;
mod sums;

use std::sync::OnceLock;

use rayon::prelude::*;

pub use self::bands::BandEnergies;
use self::grid::{Corner, Grid};
use self::histogram::Histogram;
use self::patch::Patch;
use self::quilt::Quilt;
pub use self::repeat::Repeat;
use self::row::Row;
use self::samples::Samples;
use crate::color::from_oklab_all;
use crate::raster::{Plane, Raster};
use crate::region::Bounds;
use crate::{Error, Result};

/// Corners are so far apart, of the exemplar's shorter side.
const REACH: f32 = 0.28;

/// How a texture lies on a picture.
#[derive(Clone, Copy, Debug, PartialEq)]
#[non_exhaustive]
pub struct Placement {
    /// Turned by so many degrees, counterclockwise.
    pub angle: f32,
    /// Larger by this factor, 1/16 to 16.
    pub scale: f32,
    /// The pixel, column and row, that the texture is turned and scaled about.
    pub anchor: (i32, i32),
    /// Which of many equal-looking textures.
    pub seed: u32,
}

impl Default for Placement {
    fn default() -> Self {
        Self { angle: 0.0, scale: 1.0, anchor: (0, 0), seed: 0 }
    }
}

impl Placement {
    /// The same, turned to so many degrees, counterclockwise.
    #[must_use]
    pub fn with_angle(self, angle: f32) -> Self {
        Self { angle, ..self }
    }

    /// The same at another scale, 1/16 to 16.
    #[must_use]
    pub fn with_scale(self, scale: f32) -> Self {
        Self { scale, ..self }
    }

    /// The same about another pixel.
    #[must_use]
    pub fn with_anchor(self, anchor: (i32, i32)) -> Self {
        Self { anchor, ..self }
    }

    /// The same with other places of the exemplar.
    #[must_use]
    pub fn with_seed(self, seed: u32) -> Self {
        Self { seed, ..self }
    }

    fn check(&self) -> Result<()> {
        if !self.angle.is_finite() {
            return Err(Error::InvalidArgument(format!("an angle of {} degrees is none", self.angle)));
        }
        if !(0.0625..=16.0).contains(&self.scale) {
            return Err(Error::InvalidArgument(format!("scale {} is outside 0.0625..=16", self.scale)));
        }
        Ok(())
    }
}

/// What pixels are painted from, at the texture's scale if that is less than 1.
#[derive(Clone, Debug)]
enum Source {
    /// Places that fit upon each other are blended as they are.
    Repeating(Samples),
    /// Gaussian values are blended, and taken back.
    Blended(Samples, [Histogram; 3]),
    /// A tile is repeated.
    Quilted(Samples),
}

/// A texture without end, made of an exemplar.
#[derive(Clone, Debug)]
pub struct Texture {
    placement: Placement,
    /// Cosine and sine of the angle.
    turn: (f32, f32),
    /// Pixels of the patch for each of the picture.
    step: f32,
    /// The exemplar's mean, OKLab.
    mean: [f32; 3],
    /// What differs from the mean.
    whole: Patch,
    /// Which of its pixels count.
    opaque: Plane<bool>,
    repeat: Option<Repeat>,
    /// What is painted from, made when it is first asked for.
    source: OnceLock<Source>,
    /// In pixels of the patch.
    grid: Grid,
    /// Places of the patch lie from here...
    low: (f32, f32),
    /// ...to here.
    high: (f32, f32),
}

impl Texture {
    /// Makes a texture of an exemplar: opaque pixels count, others are taken for the mean of those.
    ///
    /// A slow change of colour across the exemplar is taken for light, and left out.
    ///
    /// # Errors
    /// [`Error::InvalidArgument`] if the exemplar is smaller than 8 x 8 or larger than 256 x 256 pixels, none of its
    /// pixels is opaque, or the placement is out of range.
    ///
    /// # Complexity
    /// A Fourier transform of the exemplar, about 1 ms for 128 x 128. What is painted from is made when the first pixel is asked
    /// for: about 10 ms, and 50 ms where that is a quilt.
    pub fn new(exemplar: &Raster, placement: &Placement) -> Result<Self> {
        placement.check()?;
        let (width, height) = (exemplar.width(), exemplar.height());
        let sides = 8..=256;
        if !sides.contains(&width) || !sides.contains(&height) {
            let text = format!("an exemplar of {width}x{height} is outside 8x8 to 256x256");
            return Err(Error::InvalidArgument(text));
        }
        let Some((mean, whole)) = Patch::new(exemplar) else {
            return Err(Error::InvalidArgument("the exemplar has no opaque pixel".into()));
        };
        let found = Repeat::find(&whole);
        let patch = whole.shrunk(placement.scale);
        let ratio = (patch.width() as f32 / width as f32, patch.height() as f32 / height as f32);
        let step = if placement.scale < 1.0 { 1.0 } else { 1.0 / placement.scale };
        let repeat = found.map(|repeat| repeat.scaled(ratio));
        let (half, sides) = match &repeat {
            Some(repeat) => (repeat.half_cell(), (patch.width() as f32, patch.height() as f32)),
            None => ((0.0, 0.0), (patch.width() as f32, patch.height() as f32)),
        };
        let least = sides.0.min(sides.1);
        let room = (sides.0 / 2.0 - half.0).min(sides.1 / 2.0 - half.1);
        let edge = (REACH * least).min(room).max(1.0);
        let margin = |half: f32, side: f32| {
            let low = (edge + half).min(side / 2.0);
            (low, side - low)
        };
        let (x, y) = (margin(half.0, sides.0), margin(half.1, sides.1));
        Ok(Self {
            placement: *placement,
            turn: turn(placement.angle),
            step,
            mean,
            whole,
            opaque: exemplar.map(|&pixel| is_opaque(pixel)),
            repeat,
            source: OnceLock::new(),
            grid: Grid::new(edge, placement.seed),
            low: (x.0, y.0),
            high: (x.1, y.1),
        })
    }

    /// The exemplar's mean: OKLab, lightness first.
    pub fn mean(&self) -> [f32; 3] {
        self.mean
    }

    /// How the texture repeats, in pixels of the exemplar at its scale, if that is at most 1; `None` if it does not.
    pub fn repeat(&self) -> Option<&Repeat> {
        self.repeat.as_ref()
    }

    fn source(&self) -> &Source {
        self.source.get_or_init(|| {
            let scale = self.placement.scale;
            if self.repeat.is_some() {
                return Source::Repeating(Samples::new(&self.whole.shrunk(scale)));
            }
            if quilt::is_structured(&self.whole) {
                let tile = Quilt::new(&self.whole, &self.opaque).tile(&self.whole);
                return Source::Quilted(Samples::tiled(&tile.shrunk(scale)));
            }
            let mut patch = self.whole.shrunk(scale);
            let histograms = patch.gaussian();
            Source::Blended(Samples::new(&patch), histograms)
        })
    }

    /// How the pixel at column `x` and row `y` differs from the mean: OKLab, lightness first.
    ///
    /// Every pixel can be asked for, whether or not it lies in any picture.
    pub fn at(&self, x: i32, y: i32) -> [f32; 3] {
        let mut one = [[0.0; 3]];
        self.row(x, y, &mut one);
        one[0]
    }

    /// How the pixels of row `y` from the column `left` on differ from the mean: the same as [`Texture::at`] tells of each,
    /// but quicker.
    pub(crate) fn row(&self, left: i32, y: i32, values: &mut [[f32; 3]]) {
        pulp::Arch::new().dispatch(Row { texture: self, source: self.source(), left, y, values });
    }

    /// From a point of the plane to the place of the patch that a corner shows it.
    fn offset(&self, corner: &Corner) -> (f64, f64) {
        let along = |(low, high): (f32, f32), share: f32| f64::from(low + (high - low) * share);
        let place = (
            along((self.low.0, self.high.0), corner.chance.0),
            along((self.low.1, self.high.1), corner.chance.1),
        );
        let wanted = (place.0 - corner.x, place.1 - corner.y);
        match &self.repeat {
            Some(repeat) => repeat.nearest(wanted),
            // Whole pixels: what is not turned or scaled stays sharp.
            None => (wanted.0.round(), wanted.1.round()),
        }
    }

    /// Paints a box of the texture, in the exemplar's own colours.
    ///
    /// # Errors
    /// [`Error::InvalidArgument`] if the box is empty.
    pub fn picture(&self, area: Bounds) -> Result<Raster> {
        area.check((area.right as usize, area.bottom as usize))?;
        let (width, height) = area.size();
        let mut picture: Raster = Plane::filled(width, height, [0; 4]);
        picture.as_mut_slice().par_chunks_exact_mut(width).enumerate().for_each(|(y, pixels)| {
            let mut others = vec![[0.0; 3]; width];
            self.row(area.left as i32, (area.top as usize + y) as i32, &mut others);
            for other in &mut others {
                other.iter_mut().zip(self.mean).for_each(|(v, mean)| *v += mean);
            }
            from_oklab_all(&others, |x, color| pixels[x] = color.with_alpha(255));
        });
        Ok(picture)
    }
}

/// Cosine and sine of an angle in degrees, exact for quarter turns.
fn turn(angle: f32) -> (f32, f32) {
    let angle = angle.rem_euclid(360.0);
    match angle {
        0.0 => (1.0, 0.0),
        90.0 => (0.0, 1.0),
        180.0 => (-1.0, 0.0),
        270.0 => (0.0, -1.0),
        _ => (angle.to_radians().cos(), angle.to_radians().sin()),
    }
}

/// Whether a pixel counts.
fn is_opaque([_, _, _, alpha]: [u8; 4]) -> bool {
    alpha >= 128
}

#[cfg(test)]
mod tests;

use std::path::PathBuf;
use std::str::FromStr;

use colorize_core::{Limits, Plane, Raster, StoredStyle, StyleLibrary, StyleRange, Swatch};
use serde::Deserialize;

use super::{degrees, library, lightness, saturation, scale};
use crate::failure::Failure;

/// Half the side of the piece of the reference to look at.
const AROUND: usize = 128;

/// Where a style is picked.
#[derive(clap::Args)]
pub struct Pick {
    /// The coloured picture: PNG, JPEG, WebP, TIFF or BMP. Or a library of styles, `.styles` or `.zip`.
    pub reference: PathBuf,
    /// The place in the picture, in pixels from the left and top edge; of a library the name of a style.
    #[arg(value_name = "X,Y|NAME")]
    from: String,
}

/// How a style that was picked is changed before it is used.
#[derive(clap::Args)]
pub struct Change {
    /// How far around the place to look: small (32 pixels), middle (64) or large (128).
    #[arg(long, default_value = "middle")]
    range: StyleRange,
    #[command(flatten)]
    turn: Turn,
}

/// How a style is turned, enlarged and recoloured.
#[derive(Clone, Debug, PartialEq, clap::Args, Deserialize)]
#[serde(default, deny_unknown_fields)]
pub struct Turn {
    /// Turn texture, pattern and gradation by so many degrees, counterclockwise.
    #[arg(long, value_name = "DEG", default_value_t = 0.0, value_parser = degrees, allow_hyphen_values = true)]
    rotate: f32,
    /// Turn the gradation alone by so many degrees, counterclockwise.
    #[arg(long, value_name = "DEG", default_value_t = 0.0, value_parser = degrees, allow_hyphen_values = true)]
    turn_gradation: f32,
    /// Let the gradation run the other way.
    #[arg(long)]
    flip_gradation: bool,
    /// Turn all hues by so many degrees.
    #[arg(long, value_name = "DEG", default_value_t = 0.0, value_parser = degrees, allow_hyphen_values = true)]
    hue: f32,
    /// Make all colours more vivid, 0 (grey) to 4.
    #[arg(long, value_name = "F", default_value_t = 1.0, value_parser = saturation, allow_hyphen_values = true)]
    saturation: f32,
    /// Make all colours lighter, or darker below 0: -1 to 1.
    #[arg(long, value_name = "F", default_value_t = 0.0, value_parser = lightness, allow_hyphen_values = true)]
    lightness: f32,
    /// Make texture and pattern larger, 0.0625 to 16.
    #[arg(long, value_name = "F", default_value_t = 1.0, value_parser = scale, allow_hyphen_values = true)]
    scale: f32,
    /// Lay texture and pattern anew in each region, so that they move along with it; else they go on from one to the next.
    #[arg(long)]
    by_region: bool,
}

impl Default for Turn {
    /// Changes nothing.
    fn default() -> Self {
        Self {
            rotate: 0.0,
            turn_gradation: 0.0,
            flip_gradation: false,
            hue: 0.0,
            saturation: 1.0,
            lightness: 0.0,
            scale: 1.0,
            by_region: false,
        }
    }
}

/// A style that was picked and changed, and a picture of where.
pub struct Picked {
    pub swatch: Swatch,
    pub shown: Raster,
}

impl Pick {
    pub fn pick(&self, limits: &Limits, change: &Change) -> Result<Picked, Failure> {
        if library::is_named(&self.reference) {
            let stored = StyleLibrary::open(&self.reference, limits)?;
            let style = library::get(&stored, &self.from, &self.reference)?;
            return Ok(Picked {
                swatch: change.turn.of(style.swatch.clone())?,
                shown: StoredStyle::thumbnail(style),
            });
        }
        let spot = Spot::from_str(&self.from).map_err(|text| {
            Failure::argument(format!("`{}` is no place in the reference: {text}", self.from))
        })?;
        let reference = Raster::open(&self.reference, limits)?;
        inside(spot, &reference)?;
        let regions = Swatch::regions(&reference)?;
        let swatch = Swatch::pick(&reference, regions.as_ref(), (spot.x, spot.y), change.range)?;
        Ok(Picked { swatch: change.turn.of(swatch)?, shown: marked(&around(&reference, spot)) })
    }
}

impl Turn {
    pub fn of(&self, swatch: Swatch) -> Result<Swatch, Failure> {
        let Self { rotate, turn_gradation, flip_gradation, hue, saturation, lightness, scale, by_region } =
            *self;
        let swatch = if by_region { swatch.with_by_region(true) } else { swatch };
        let ramp = turn_gradation + if flip_gradation { 180.0 } else { 0.0 };
        let swatch = if rotate == 0.0 { swatch } else { swatch.turned(rotate)? };
        let swatch = if ramp == 0.0 { swatch } else { swatch.gradation_turned(ramp)? };
        let swatch = if hue == 0.0 { swatch } else { swatch.hue_turned(hue)? };
        let swatch = if saturation == 1.0 { swatch } else { swatch.saturated(saturation)? };
        let swatch = if lightness == 0.0 { swatch } else { swatch.lightened(lightness)? };
        Ok(if scale == 1.0 { swatch } else { swatch.scaled(scale)? })
    }
}

/// A place in a picture.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Spot {
    pub x: f32,
    pub y: f32,
}

impl FromStr for Spot {
    type Err = String;

    fn from_str(text: &str) -> Result<Self, String> {
        let number = |text: &str| text.trim().parse::<f32>().ok().filter(|v| v.is_finite());
        let spot = text.split_once(',').and_then(|(x, y)| Some(Self { x: number(x)?, y: number(y)? }));
        spot.ok_or_else(|| "write x,y, such as 120,80".into())
    }
}

/// Refuses a place that is outside of a reference.
pub fn inside(spot: Spot, reference: &Raster) -> Result<(), Failure> {
    let (width, height) = (reference.width(), reference.height());
    if (0.0..width as f32).contains(&spot.x) && (0.0..height as f32).contains(&spot.y) {
        return Ok(());
    }
    let text = format!("the place {},{} is outside the reference, {width}x{height}", spot.x, spot.y);
    Err(Failure::argument(text))
}

/// The piece of a picture around a place, and where the place is in it.
fn around(picture: &Raster, spot: Spot) -> (Raster, (usize, usize)) {
    let span = |v: f32, side: usize| {
        let length = (2 * AROUND).min(side);
        ((v as usize).saturating_sub(AROUND).min(side - length), length)
    };
    let ((left, width), (top, height)) = (span(spot.x, picture.width()), span(spot.y, picture.height()));
    let piece = Plane::from_fn(width, height, |x, y| picture.get(left + x, top + y));
    (piece, (spot.x as usize - left, spot.y as usize - top))
}

/// A ring around the place, white in black, to be seen on any colour.
fn marked((picture, (x, y)): &(Raster, (usize, usize))) -> Raster {
    Plane::from_fn(picture.width(), picture.height(), |column, row| {
        let distance = (column as f32 - *x as f32).hypot(row as f32 - *y as f32);
        match (distance - 9.0).abs() {
            off if off < 1.0 => [255; 4],
            off if off < 2.2 => [0, 0, 0, 255],
            _ => picture.get(column, row),
        }
    })
}

//! The styles of a whole coloured picture, as the style encoder sees them.

use crate::engine::Engine;
use crate::network::encoder::{ENCODER_CELL, ENCODER_OUTPUTS, ENCODER_STEP};
use crate::raster::blend::over_white;
use crate::style::{LocalStyle, STYLE_CHANNELS, StyleGroup, StyleRange, code};
use crate::{Error, Plane, Raster, Result, Rgb};

/// The longest side at which the encoder looks.
const WORKING_SIDE: usize = 2048;
/// How far the encoder sees from a cell at most, in pixels, and a whole number of its steps: enough for the large range.
const REACH: usize = 80;

/// The style of every place of a coloured picture, at three ranges: W x H x C (US 11,386,587).
///
/// A network tells them, the style encoder, which learnt to measure as [`Swatch::pick`](crate::Swatch::pick) does, and to
/// tell what the colouriser needs to shade alike. It is quicker than measuring, and looks at all places at once; a swatch
/// is more exact, and has a piece of the surface with it.
///
/// ```no_run
/// use colorize_core::{Device, Engine, Hint, Limits, Place, Raster, StyleMap, StyleRange};
///
/// let engine = Engine::new(Device::Cpu)?;
/// let map = StyleMap::new(&engine, &Raster::open("painting.png", &Limits::default())?)?;
/// let style = map.at(250.0, 80.0, StyleRange::Middle)?;
/// // Painted without texture and pattern, which need a piece of the surface.
/// let hint = Hint::swatch(Place::Point { x: 120.0, y: 40.0 }, &style.into());
/// # Ok::<(), colorize_core::Error>(())
/// ```
#[derive(Clone, Debug)]
pub struct StyleMap {
    /// Codes of 4x4 pixels that were looked at, for the large, the middle and the small range.
    cells: Plane<[f32; ENCODER_OUTPUTS]>,
    /// Pixels that were looked at for one of the picture.
    scale: f32,
    size: (usize, usize),
}

impl StyleMap {
    /// Looks at a picture; what is transparent counts as white. A side over 2048 pixels is scaled down to that, and
    /// finer patterns may then be lost.
    ///
    /// # Errors
    /// [`Error::InvalidArgument`] if nothing of the picture is opaque; [`Error::Model`] if the engine was made without an
    /// encoder.
    ///
    /// # Complexity
    /// Linear in the pixels: 17 values a pixel stay.
    pub fn new(engine: &Engine, picture: &Raster) -> Result<Self> {
        if picture.as_slice().iter().all(|pixel| pixel[3] == 0) {
            return Err(Error::InvalidArgument(
                "the reference is transparent all over: it shows no style".into(),
            ));
        }
        let size = (picture.width(), picture.height());
        let small = picture.shrunk(WORKING_SIDE);
        let scale = small.width().max(small.height()) as f32 / size.0.max(size.1) as f32;
        Ok(Self { cells: encoded(engine, &small)?, scale, size })
    }

    /// Columns of the picture.
    pub fn width(&self) -> usize {
        self.size.0
    }

    /// Rows of the picture.
    pub fn height(&self) -> usize {
        self.size.1
    }

    /// The style around a point, in pixels of the picture from its left and top edge. A pattern of which
    /// there is next to nothing is left open; of highlights and shadows the share is then 0.
    ///
    /// # Errors
    /// [`Error::InvalidArgument`] if the point is outside.
    pub fn at(&self, x: f32, y: f32, range: StyleRange) -> Result<LocalStyle> {
        let cell = self.cell(inside((x, y), self.size)?);
        Ok(natural(code::decode(&channels(&self.cells.get(cell.0, cell.1), range)), self.scale))
    }

    /// A group as a picture of the map's size, in false colours.
    ///
    /// Colours as they are; of textures red, green and blue are the changes across, along the two diagonals together, and
    /// upwards; of gradations and patterns the hue is the direction, and the brightness how strong they are; of the manner
    /// of painting red is how soft, green how grainy; of highlights and shadows red is their share, green how much lighter
    /// or darker, blue how much more or less vivid.
    pub fn picture(&self, group: StyleGroup, range: StyleRange) -> Raster {
        let colors = self.cells.map(|cell| false_color(group, &channels(cell, range)));
        Plane::from_fn(self.size.0, self.size.1, |x, y| {
            let (x, y) = self.cell((x as f32, y as f32));
            colors.get(x, y).with_alpha(255)
        })
    }

    fn cell(&self, (x, y): (f32, f32)) -> (usize, usize) {
        let at = |v: f32, cells: usize| ((v * self.scale) as usize / ENCODER_CELL).min(cells - 1);
        (at(x, self.cells.width()), at(y, self.cells.height()))
    }
}

impl LocalStyle {
    /// The style around one point of a coloured picture as the style encoder sees it, the same as [`StyleMap::at`] tells,
    /// for the cost of the neighbourhood. A picture with a side over 2048 pixels is not scaled down.
    ///
    /// # Errors
    /// As [`StyleMap::new`] and [`StyleMap::at`].
    pub fn encoded(engine: &Engine, picture: &Raster, x: f32, y: f32, range: StyleRange) -> Result<Self> {
        let size = (picture.width(), picture.height());
        let (x, y) = inside((x, y), size)?;
        // Cut on whole steps, so that cells lie as in the map of the whole.
        let span = |v: f32, most: usize| {
            let v = v as usize / ENCODER_STEP * ENCODER_STEP;
            (v.saturating_sub(REACH), (v + ENCODER_STEP + REACH).min(most))
        };
        let ((left, right), (top, bottom)) = (span(x, size.0), span(y, size.1));
        let near = Plane::from_fn(right - left, bottom - top, |x, y| picture.get(left + x, top + y));
        let cells = encoded(engine, &near)?;
        let cell = cells.get((x as usize - left) / ENCODER_CELL, (y as usize - top) / ENCODER_CELL);
        Ok(code::decode(&channels(&cell, range)))
    }
}

/// A point that is inside.
fn inside((x, y): (f32, f32), (width, height): (usize, usize)) -> Result<(f32, f32)> {
    if (0.0..width as f32).contains(&x) && (0.0..height as f32).contains(&y) {
        return Ok((x, y));
    }
    Err(Error::InvalidArgument(format!("the place ({x}, {y}) is outside the picture, {width}x{height}")))
}

/// What the encoder says of a picture, which goes on beyond its right and lower edge as it ends.
fn encoded(engine: &Engine, picture: &Raster) -> Result<Plane<[f32; ENCODER_OUTPUTS]>> {
    let (width, height) = (picture.width(), picture.height());
    let [w, h] = [width, height].map(|side| side.next_multiple_of(ENCODER_STEP));
    let padded = Plane::from_fn(w, h, |x, y| over_white(picture.get(x.min(width - 1), y.min(height - 1))));
    engine.encode(&padded)
}

/// The code of a range among those of a cell.
fn channels(cell: &[f32; ENCODER_OUTPUTS], range: StyleRange) -> [f32; STYLE_CHANNELS] {
    let at = match range {
        StyleRange::Large => 0,
        StyleRange::Middle => 1,
        StyleRange::Small => 2,
    };
    cell.as_chunks().0[at]
}

/// A style that was seen in a picture of another scale: its patterns are measured in pixels.
fn natural(mut style: LocalStyle, scale: f32) -> LocalStyle {
    if let Some(&[period, turns, contrast, other]) =
        style.get(StyleGroup::Pattern).and_then(<[f32]>::as_array::<4>)
    {
        let values = [period / scale, turns, contrast, other / scale];
        style.set_nearest(StyleGroup::Pattern, &values);
    }
    style
}

/// See [`StyleMap::picture`].
fn false_color(group: StyleGroup, code: &[f32; STYLE_CHANNELS]) -> Rgb {
    let v = &code[group.channels()];
    let of_way = |x: f32, y: f32| {
        let (size, angle) = (x.hypot(y).min(1.0), y.atan2(x));
        let third = std::f32::consts::TAU / 3.0;
        Rgb::from_unit([0.0, 1.0, 2.0].map(|i| size * (0.5 + 0.5 * (angle - i * third).cos())))
    };
    let unit = |v: [f32; 3]| Rgb::from_unit(v.map(|v| v.clamp(0.0, 1.0)));
    match group {
        StyleGroup::Color => unit([v[0], v[1], v[2]]),
        StyleGroup::Texture => unit([v[0], 0.5 * (v[1] + v[3]), v[2]]),
        StyleGroup::Gradation => of_way(v[0], v[1]),
        StyleGroup::Painting => unit([v[0], v[1], 0.0]),
        StyleGroup::Pattern => of_way(v[1], v[2]),
        StyleGroup::Highlight | StyleGroup::Shadow => unit([v[0], v[1].abs(), 0.5 + v[2]]),
    }
}

#[cfg(all(test, feature = "bundled-models"))]
mod tests {
    use super::*;
    use crate::{Device, EngineOptions, ModelKind, Models};

    /// Checks that grow coarser to the right, in two colours that change downwards.
    fn cloth(width: usize, height: usize) -> Raster {
        Plane::from_fn(width, height, |x, y| {
            let side = 3 + x / 40;
            let v = if (x / side + y / side).is_multiple_of(2) { 220 } else { 40 + (y % 150) as u8 };
            [v, (x % 256) as u8, 255 - v, 255]
        })
    }

    #[test]
    fn one_place_is_seen_as_in_the_whole() {
        let engine = Engine::new(Device::Cpu).unwrap();
        let picture = cloth(330, 250);
        let map = StyleMap::new(&engine, &picture).unwrap();
        assert_eq!((map.width(), map.height()), (330, 250));
        for (x, y) in [(0.0, 0.0), (329.9, 249.9), (160.0, 120.0), (101.5, 13.0), (31.0, 240.0)] {
            for range in [StyleRange::Small, StyleRange::Middle, StyleRange::Large] {
                let (whole, alone) = (
                    map.at(x, y, range).unwrap(),
                    LocalStyle::encoded(&engine, &picture, x, y, range).unwrap(),
                );
                let off = whole.values().iter().zip(alone.values()).map(|(a, b)| (a - b).abs());
                assert!(off.fold(0.0, f32::max) < 1e-3, "({x}, {y}), {range}: {whole:?} {alone:?}");
            }
        }
    }

    #[test]
    fn colours_are_seen_where_they_are() {
        let engine = Engine::new(Device::Cpu).unwrap();
        let halves =
            Plane::from_fn(192, 96, |x, _| if x < 96 { [210, 40, 30, 255] } else { [20, 40, 220, 255] });
        let map = StyleMap::new(&engine, &halves).unwrap();
        for range in [StyleRange::Small, StyleRange::Middle, StyleRange::Large] {
            let color = |x: f32| map.at(x, 48.0, range).unwrap().get(StyleGroup::Color).unwrap().to_vec();
            let (left, right) = (color(30.0), color(160.0));
            assert!(left[0] > left[2] + 0.3 && right[2] > right[0] + 0.3, "{range}: {left:?} {right:?}");
        }
        let seen = map.picture(StyleGroup::Color, StyleRange::Small);
        assert_eq!((seen.width(), seen.height()), (192, 96));
        assert!(seen.get(30, 48)[0] > 128 && seen.get(160, 48)[2] > 128);
    }

    #[test]
    fn what_cannot_be_looked_at_is_told() {
        let engine = Engine::new(Device::Cpu).unwrap();
        for (width, height) in [(1, 1), (30_000, 20)] {
            let map = StyleMap::new(&engine, &Plane::filled(width, height, [9, 9, 9, 255])).unwrap();
            map.at(width as f32 - 0.5, 0.0, StyleRange::Large).unwrap();
            for (x, y) in [(width as f32, 0.0), (0.0, -1.0), (f32::NAN, 0.0)] {
                let error = map.at(x, y, StyleRange::Small).unwrap_err().to_string();
                assert!(error.contains(&format!("is outside the picture, {width}x{height}")), "{error}");
            }
        }
        let glass = StyleMap::new(&engine, &Plane::filled(40, 40, [200, 90, 90, 0])).unwrap_err().to_string();
        assert_eq!(glass, "the reference is transparent all over: it shows no style");
        let bundled = Models::bundled();
        let mut few = Models::new();
        for kind in [ModelKind::Labeller, ModelKind::Colorizer] {
            few.insert(kind, bundled.file(kind).unwrap().to_vec()).unwrap();
        }
        let engine = Engine::with_options(EngineOptions::default(), &few).unwrap();
        let error = StyleMap::new(&engine, &cloth(64, 64)).unwrap_err().to_string();
        assert_eq!(error, "there is no network `styles` among those of the engine");
    }
}

//! All places at once: each region of a drawing in the style that the reference has there.

use colorize_core::{
    Carried, ColorOptions, Document, Hint, Place, Raster, Reading, Reference, Rgb, StyleGroup, StyleRange,
    Swatch, Withdrawal,
};

use crate::failure::Failure;
use crate::style;

/// A region shows a surface if it goes so many pixels to all sides of its middle: the smallest box that a style is picked from
/// fits in.
const INNER: usize = 5;
/// Colours that differ by less are the same (CIEDE2000).
const SAME: f32 = 2.0;
/// Grain that is less is not seen (root mean square, OKLab).
const SEEN: f32 = 0.004;
/// Ink that counts as a line, with its soft edge.
const INK: u8 = 24;

/// The styles of a reference, region by region.
pub struct RegionStyles {
    reference: Reference,
    /// By id - 1; none of regions that are too narrow, whose colour alone is taken.
    swatches: Vec<Option<Swatch>>,
}

/// A drawing that was painted, and how much of it.
pub struct Painted {
    pub picture: Raster,
    /// The regions that were painted.
    pub painted: usize,
    /// Those that were left open because what they show is not sure.
    pub open: Vec<u32>,
}

impl RegionStyles {
    pub fn new(reading: &Reading, picture: &Raster) -> Result<Self, Failure> {
        let reference = Reference::of(reading, picture)?;
        // Lines are no surface: what is transparent does not count.
        let bare = Raster::from_fn(picture.width(), picture.height(), |x, y| {
            if reading.ink().get(x, y) < INK { picture.get(x, y) } else { [0; 4] }
        });
        let pick = |id: u32| {
            let (x, y) = inner(reading, id)?;
            let at = (x as f32 + 0.5, y as f32 + 0.5);
            let mut swatch = Swatch::pick(&bare, Some(reading.regions()), at, StyleRange::Middle).ok()?;
            swatch.style = style::paintable(swatch.style, reading.engine());
            Some(swatch)
        };
        let swatches = (1..=reading.regions().len() as u32).map(pick).collect();
        Ok(Self { reference, swatches })
    }

    /// Paints a drawing; where less than a share `accuracy` would be right, regions are left open, with slashes.
    pub fn paint(
        &self,
        reading: &Reading,
        accuracy: f32,
        progress: colorize_core::Progress<'_>,
    ) -> Result<Painted, Failure> {
        let carried = Carried::new(reading, &[&self.reference])?;
        // Where no certainty keeps the promise, the surest regions alone are painted.
        let below = if accuracy > 0.0 { carried.threshold(accuracy).unwrap_or(1.0) } else { 0.0 };
        let hint = |(id, region): (u32, &colorize_core::CarriedRegion)| {
            let color = region.color.filter(|_| region.certainty >= below)?.normal;
            let from = (region.track.region as usize).checked_sub(1)?;
            let swatch = laid_on(color, self.swatches.get(from)?.as_ref()?);
            (!swatch.style.is_empty()).then(|| Hint::swatch(Place::Region(id), &swatch).with_follow(false))
        };
        let hints: Vec<Hint> = (1..).zip(carried.regions()).filter_map(hint).collect();
        let mut shaded = vec![false; reading.regions().len()];
        for hint in hints.iter().filter(|hint| style::shade(&hint.style) > 0.0) {
            if let Place::Region(id) = hint.place {
                shaded[id as usize - 1] = true;
            }
        }
        let withdrawal = (below > 0.0).then(|| Withdrawal::default().with_below(below));
        let options = ColorOptions::default().with_withdraw(withdrawal);
        let mut document = Document::new(reading.clone()).with_carried(carried)?.with_prompt(hints.into())?;
        document.set_options(options.clone().with_shade(0.0))?;
        let layers = document.color(progress)?;
        let open: Vec<u32> = layers.info().iter().filter(|info| info.withdrawn).map(|info| info.id).collect();
        let painted = layers.info().iter().filter(|info| info.color.is_some()).count();
        let mut picture = layers.picture();
        if shaded.contains(&true) {
            document.set_options(options.with_shade(1.0))?;
            let (flat, lit, ids) = (picture, document.color(None)?.picture(), reading.regions().ids());
            picture = Raster::from_fn(flat.width(), flat.height(), |x, y| {
                if shaded[ids.get(x, y) as usize - 1] { lit.get(x, y) } else { flat.get(x, y) }
            });
        }
        Ok(Painted { picture, painted, open })
    }
}

/// What a style adds to a colour that is carried over: without what does not show, and without its own colour where that is
/// the same, for the carried one is exact.
fn laid_on(color: Rgb, swatch: &Swatch) -> Swatch {
    let mut swatch = swatch.clone();
    if swatch.style.rgb().is_some_and(|own| own.delta_e(color) < SAME) {
        swatch.style.unset(StyleGroup::Color);
    }
    if swatch.style.get(StyleGroup::Texture).is_some_and(|grain| grain.iter().all(|&v| v < SEEN)) {
        swatch.style.unset(StyleGroup::Texture);
    }
    swatch
}

/// A pixel well inside of a region, if the region is wide enough there.
fn inner(reading: &Reading, id: u32) -> Option<(usize, usize)> {
    let (x, y) = reading.regions().region(id)?.seed;
    let (x, y) = (x as usize, y as usize);
    let own = |x: usize, y: usize| reading.regions().at(x, y) == Some(id) && reading.ink().get(x, y) < INK;
    let inside = |at: usize| (at + 1).checked_sub(INNER).map(|first| first..at + INNER);
    let (columns, rows) = (inside(x)?, inside(y)?);
    rows.into_iter().all(|y| columns.clone().all(|x| own(x, y))).then_some((x, y))
}

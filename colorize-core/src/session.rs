use std::sync::{Arc, Mutex, PoisonError};

use crate::affinity::{self, FOLLOWS};
use crate::compose::{Layers, Origin, RegionInfo, Shading, Withdrawal};
use crate::confidence::{self, Evidence, Reading};
use crate::engine::{Engine, Kept, Paint, Parts};
use crate::ink::ink_source;
use crate::label::Label;
use crate::model::sgru::LIGHT;
use crate::model::unet::LABELLER_STEP;
use crate::network::prompt_map::{PromptMap, Strength};
use crate::prompt::{Place, Prompt};
use crate::region::{RegionMap, RegionOptions};
use crate::sheet::propose::propose;
use crate::sheet::{ColorSheet, PartColor};
use crate::style::LocalStyle;
use crate::{Error, InkSource, Plane, Raster, Result, Rgb, compose, ink};

mod preview;
mod sheet;

/// Largest working resolution, longest side in pixels.
const MAX_SIDE: usize = 2048;
/// Smallest working resolution.
const MIN_SIDE: usize = 64;
/// What the networks see beside the working resolution: they learnt at half of it. The labeller also looks closer,
/// for two scales err less than one.
const SCALES: [f32; 2] = [0.5, 0.75];
/// So many hinted regions tell the colouriser what the picture is like; it then chooses the colour of regions whose
/// part is less certain than [`UNSURE`]. Told less, it gives greys, and the part's automatic colour is the better
/// guess.
const TOLD: usize = 5;
/// See [`TOLD`].
const UNSURE: f32 = 0.8;

/// How a drawing is read.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct SessionOptions {
    /// What counts as ink.
    pub ink: InkSource,
    /// How the drawing is cut into regions.
    pub regions: RegionOptions,
    /// Working resolution: longest side in pixels, 64..=2048. The networks see the drawing at a half and at three
    /// quarters of it.
    pub max_side: usize,
    /// Whether the labeller also looks at the mirror image: surer, and twice the work.
    pub mirror: bool,
}

impl Default for SessionOptions {
    fn default() -> Self {
        Self { ink: InkSource::Auto, regions: RegionOptions::default(), max_side: 512, mirror: true }
    }
}

/// How a drawing is coloured.
#[derive(Clone, Debug, PartialEq)]
pub struct ColorOptions {
    /// Which automatic palette: 0 is the default one, every other number gives another.
    pub seed: u64,
    /// The colours of the parts; `None` takes a palette by `seed`.
    pub sheet: Option<ColorSheet>,
    /// Where the light comes from; `None` leaves it to the colouriser.
    pub light: Option<Light>,
    /// How strong shade and light are, 0 none to 1 as drawn by the colouriser, at most 2.
    pub shade: f32,
    /// Which regions are given back uncoloured; `None` colours all.
    pub withdraw: Option<Withdrawal>,
}

impl Default for ColorOptions {
    fn default() -> Self {
        Self { seed: 0, sheet: None, light: None, shade: 1.0, withdraw: None }
    }
}

/// Where the light comes from.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Light {
    /// To the right, -1..=1.
    pub x: f32,
    /// Down, -1..=1.
    pub y: f32,
    /// 0 hard edges to 1 soft ones.
    pub softness: f32,
}

/// One drawing, read once, to be coloured as often as one likes.
///
/// Ink, regions and labels are computed when it is made and kept. Colouring changes nothing in it, so
/// a colouring that is cancelled leaves no trace.
#[derive(Debug)]
pub struct Session {
    engine: Engine,
    line: Arc<Raster>,
    regions: Arc<RegionMap>,
    readings: Vec<Reading>,
    /// What the labeller said, at each of [`SCALES`]; kept so that the drawing can be cut otherwise.
    parts: Arc<Vec<Parts>>,
    /// The ink as the networks see it at the first of [`SCALES`], sides multiples of what they need.
    working: Plane<u8>,
    /// Pixels of `working` for each pixel of the drawing.
    scale: f32,
    /// What the last colouring left for the next one to begin from; changes no result.
    kept: Mutex<Option<Kept>>,
}

impl Session {
    /// Reads a drawing: ink, regions and parts.
    ///
    /// `progress` is told the share done, 0..=1, and stops the work by returning `false`.
    ///
    /// # Errors
    /// [`Error::InvalidArgument`] if an option is out of range, [`Error::Limit`] if the drawing is too
    /// large for region ids, [`Error::Cancelled`] if `progress` says so.
    pub fn new(
        engine: &Engine,
        drawing: &Raster,
        options: &SessionOptions,
        progress: &mut dyn FnMut(f32) -> bool,
    ) -> Result<Self> {
        if !(MIN_SIDE..=MAX_SIDE).contains(&options.max_side) {
            return Err(Error::InvalidArgument(format!(
                "working resolution {} is outside {MIN_SIDE}..={MAX_SIDE}",
                options.max_side
            )));
        }
        go_on(progress, 0.0)?;
        let source = ink_source(drawing, options.ink);
        let ink = ink(drawing, source);
        let line = Arc::new(compose::line(drawing, &ink, source));
        go_on(progress, 0.1)?;
        let regions = RegionMap::segment(&ink, &options.regions, &mut |done| progress(0.1 + 0.4 * done))?;
        let mut parts = Vec::new();
        for (done, part) in [0.5, 0.6].into_iter().zip(SCALES) {
            go_on(progress, done)?;
            let (seen, scale) = working(&ink, (options.max_side as f32 * part) as usize);
            let mut read = engine.read_parts(&seen, scale);
            if options.mirror {
                let mirrored =
                    Plane::from_fn(seen.width(), seen.height(), |x, y| seen.get(seen.width() - 1 - x, y));
                read.join_mirrored(&engine.read_parts(&mirrored, scale));
            }
            parts.push(read);
        }
        go_on(progress, 0.9)?;
        let readings = confidence::read(&regions, &parts, engine.labels(), engine.calibration());
        let (working, scale) = working(&ink, (options.max_side as f32 * SCALES[0]) as usize);
        go_on(progress, 1.0)?;
        let parts = Arc::new(parts);
        let kept = Mutex::default();
        let regions = Arc::new(regions);
        Ok(Self { engine: engine.clone(), line, regions, readings, parts, working, scale, kept })
    }

    /// Gives the same drawing cut into other regions: another gap, or regions that the caller made, merged
    /// or split ([`RegionMap::from_ids`]). What the networks saw stays; the regions vote anew.
    ///
    /// # Errors
    /// [`Error::InvalidArgument`] if the regions are of another size than the drawing.
    pub fn with_regions(&self, regions: RegionMap) -> Result<Self> {
        let size = (regions.ids().width(), regions.ids().height());
        if size != (self.width(), self.height()) {
            return Err(Error::InvalidArgument(format!(
                "regions are {}x{}, the drawing is {}x{}",
                size.0,
                size.1,
                self.width(),
                self.height()
            )));
        }
        Ok(Self {
            engine: self.engine.clone(),
            line: Arc::clone(&self.line),
            readings: confidence::read(
                &regions,
                &self.parts,
                self.engine.labels(),
                self.engine.calibration(),
            ),
            regions: Arc::new(regions),
            parts: Arc::clone(&self.parts),
            working: self.working.clone(),
            scale: self.scale,
            kept: Mutex::default(),
        })
    }

    /// The networks that read the drawing.
    pub fn engine(&self) -> &Engine {
        &self.engine
    }

    /// Columns of the drawing.
    pub fn width(&self) -> usize {
        self.line.width()
    }

    /// Rows of the drawing.
    pub fn height(&self) -> usize {
        self.line.height()
    }

    /// The drawing's regions.
    pub fn regions(&self) -> &RegionMap {
        &self.regions
    }

    /// The part that region `id` shows and the share of its pixels that carry it, 0..=1, or 1 if it was corrected;
    /// `None` if there is no such region.
    pub fn label(&self, id: u32) -> Option<(Label, f32)> {
        let reading = self.readings.get((id as usize).checked_sub(1)?)?;
        Some((reading.label, reading.confidence()))
    }

    /// The name of the label of region `id` in the engine's [`crate::LabelSet`]: a character's own name for the part,
    /// or the standard one. `None` if there is no such region.
    pub fn label_name(&self, id: u32) -> Option<&str> {
        Some(&self.engine.labels().get(self.label_id(id)?)?.name)
    }

    /// The number of that label in the set.
    pub fn label_id(&self, id: u32) -> Option<usize> {
        Some(self.readings.get((id as usize).checked_sub(1)?)?.number)
    }

    /// What spoke for the label that the networks gave region `id`; `None` if there is no such region.
    pub fn evidence(&self, id: u32) -> Option<Evidence> {
        Some(self.readings.get((id as usize).checked_sub(1)?)?.evidence)
    }

    /// How likely the label of region `id` is right, 0..=1, by the labeller's [`crate::Calibration`], or the mean
    /// probability if it has none; 1 if it was corrected, and more beside a corrected one that looks the same. `None`
    /// if there is no such region.
    pub fn certainty(&self, id: u32) -> Option<f32> {
        let i = (id as usize).checked_sub(1).filter(|&i| i < self.readings.len())?;
        Some(self.certainty_of(i))
    }

    fn certainty_of(&self, i: usize) -> f32 {
        let own = &self.readings[i];
        if own.decided {
            return 1.0;
        }
        let decided = self.readings.iter().filter(|reading| reading.decided);
        decided.map(|other| own.beside(other)).fold(own.certainty, f32::max)
    }

    /// Corrects the label of region `id` to the one named `name` in the engine's [`crate::LabelSet`]. It raises no
    /// doubt any more, and regions that look like it and have the same label raise less.
    ///
    /// Lasts until the drawing is cut into other regions.
    ///
    /// # Errors
    /// [`Error::InvalidArgument`] if there is no such region or label.
    pub fn correct(&mut self, id: u32, name: &str) -> Result<()> {
        let number = self.engine.labels().number(name)?;
        let label = self.engine.labels().get(number).expect("it was just found").label;
        let count = self.readings.len();
        let corrected = (id as usize).checked_sub(1).filter(|&i| i < count);
        let corrected =
            corrected.ok_or_else(|| Error::InvalidArgument(format!("region {id} is outside 1..={count}")))?;
        let reading = &mut self.readings[corrected];
        (reading.number, reading.label, reading.decided) = (number, label, true);
        Ok(())
    }

    /// How alike two regions are, -1..=1: whether they want one colour. `None` if one does not exist.
    pub fn affinity(&self, a: u32, b: u32) -> Option<f32> {
        let reading = |id: u32| self.readings.get((id as usize).checked_sub(1)?);
        Some(confidence::cosine(&reading(a)?.embedding, &reading(b)?.embedding))
    }

    /// Colours the drawing.
    ///
    /// A hinted region gets exactly the hint's colour; regions that are alike enough follow it; all
    /// others get the colour of their part from the sheet, or, once a few hints tell what the picture is
    /// like, what the colouriser says where the part is not sure. `progress` as in [`Session::new`].
    ///
    /// # Errors
    /// [`Error::InvalidArgument`] if a hint lies outside the drawing, names no region or sets something else than a
    /// colour, a hint or the sheet names a part that the engine's [`crate::LabelSet`] does not have, or an option is out
    /// of range; [`Error::Cancelled`] if `progress` says so.
    pub fn color(
        &self,
        prompt: &Prompt,
        options: &ColorOptions,
        progress: &mut dyn FnMut(f32) -> bool,
    ) -> Result<Layers> {
        let light = options.check()?;
        go_on(progress, 0.0)?;
        let chosen = self.choose(prompt, options)?;
        go_on(progress, 0.1)?;
        let paint = self.paint(light, &chosen);
        go_on(progress, 0.7)?;
        let painted = compose::region_colors(&self.regions, &paint, self.scale);
        let settled = chosen.iter().zip(painted).map(|(choice, painted)| match choice.origin {
            _ if choice.withdrawn => None,
            Origin::Network => Some(painted),
            _ => choice.normal(),
        });
        let colors: Vec<Option<Rgb>> = settled.collect();
        let flats = compose::flats(self.regions.ids(), &colors);
        go_on(progress, 0.8)?;
        let shadings: Vec<Shading> = chosen.iter().map(Choice::shading).collect();
        let shade = compose::shade(self.regions.ids(), &flats, &shadings, &paint, self.scale, options.shade);
        go_on(progress, 0.95)?;
        let mut layers = self.layers(&chosen, &colors, flats, shade);
        if let Some(withdrawal) = &options.withdraw {
            let withdrawn: Vec<bool> = chosen.iter().map(|choice| choice.withdrawn).collect();
            layers = layers.with_withdraw(withdrawal.slashes.draw(self.regions.ids(), &withdrawn));
        }
        go_on(progress, 1.0)?;
        Ok(layers)
    }

    /// What each region is to become, by id - 1.
    fn choose(&self, prompt: &Prompt, options: &ColorOptions) -> Result<Vec<Choice>> {
        let hinted = self.hinted(prompt)?;
        let leaders: Vec<usize> = (0..hinted.len()).filter(|&i| hinted[i].is_some()).collect();
        let sheet = options.sheet.clone().unwrap_or_else(|| propose(options.seed));
        let ground = sheet.ground().map(PartColor::new);
        let areas: Vec<u32> = self.regions.regions().iter().map(|region| region.area).collect();
        let pieces = affinity::pieces(&self.readings, &areas);
        let labels = self.engine.labels();
        sheet.check(labels)?;
        let told = leaders.len() >= TOLD;
        let choose = |i: usize| {
            let reading = &self.readings[i];
            let certainty = (!reading.decided).then(|| self.certainty_of(i));
            let choice =
                |color, origin, strength| Choice { color, origin, strength, certainty, withdrawn: false };
            if let Some(Hinted { color, strength, shown }) = hinted[i] {
                let certainty = certainty.filter(|_| !shown);
                let color = Some(color.into());
                return Choice { certainty, ..choice(color, Origin::Hint, Strength::HINT * strength) };
            }
            let leader = affinity::leader(&self.readings, &leaders, i).filter(|&(_, alike)| alike > FOLLOWS);
            if let Some((leader, alike)) = leader
                && let Some(Hinted { color, strength, shown }) = hinted[leader]
            {
                let sure = |certainty| if shown { confidence::surer(certainty, alike) } else { certainty };
                let certainty = certainty.map(sure);
                let color = Some(color.into());
                return Choice { certainty, ..choice(color, Origin::Follow, Strength::FOLLOWER * strength) };
            }
            match reading.label {
                Label::Background => choice(ground, Origin::Ground, Strength::FOLLOWER),
                _ if told && certainty.is_some_and(|certainty| certainty < UNSURE) => {
                    choice(None, Origin::Network, 0.0)
                }
                _ => {
                    let color = sheet.own_color(labels, reading.number, pieces[i]);
                    choice(Some(color), Origin::Automatic, Strength::AUTOMATIC)
                }
            }
        };
        let mut chosen: Vec<Choice> = (0..areas.len()).map(choose).collect();
        if let Some(withdrawal) = &options.withdraw {
            let certainty: Vec<Option<f32>> = chosen.iter().map(|choice| choice.certainty).collect();
            let withdrawn = withdrawal.choose(&self.regions, &certainty);
            chosen.iter_mut().zip(withdrawn).for_each(|(choice, withdrawn)| choice.withdrawn = withdrawn);
        }
        Ok(chosen)
    }

    /// What is hinted for each region, by id - 1; later hints win.
    fn hinted(&self, prompt: &Prompt) -> Result<Vec<Option<Hinted>>> {
        prompt.check(self.width(), self.height())?;
        prompt.check_regions(self.regions.len() as u32)?;
        let labels = self.engine.labels();
        prompt.check_parts(labels)?;
        let number_of = |id: u32| self.readings[id as usize - 1].number;
        let mut hinted = vec![None; self.regions.len()];
        for hint in &prompt.hints {
            let Some(color) = hint.style.rgb().filter(|_| hint.strength > 0.0) else { continue };
            let shown = !matches!(hint.place, Place::Part(_));
            for id in hint.place.regions(&self.regions, &number_of, labels)? {
                hinted[id as usize - 1] = Some(Hinted { color, strength: hint.strength, shown });
            }
        }
        Ok(hinted)
    }

    /// What the colouriser makes of the choices.
    fn paint(&self, light: [f32; LIGHT], chosen: &[Choice]) -> Paint {
        let slot = || self.kept.lock().unwrap_or_else(PoisonError::into_inner);
        // Taken while it is in use: another thread that colours meanwhile computes all anew.
        let mut kept = slot().take();
        let map = self.prompt_map(chosen);
        let paint = self.engine.paint(&self.working, light, &map, &self.parts[0], Some(&mut kept));
        *slot() = kept;
        paint
    }

    /// All that is known of the regions' colours, at a quarter of what the colouriser sees.
    fn prompt_map(&self, chosen: &[Choice]) -> PromptMap {
        let (width, height) = (self.working.width() / 4, self.working.height() / 4);
        let mut map = PromptMap::empty(width, height);
        let at = |cell: usize| ((cell as f32 + 0.5) * 4.0 / self.scale) as usize;
        for y in 0..height {
            for x in 0..width {
                // Beyond the drawing the working picture is padded with paper.
                let Some(id) = self.regions.at(at(x), at(y)) else { continue };
                let choice = &chosen[id as usize - 1];
                if choice.origin != Origin::Network {
                    // Ground counts as paper, whatever it is filled with: so it was learnt.
                    let color = choice.normal().filter(|_| choice.origin != Origin::Ground);
                    let style = LocalStyle::color(color.unwrap_or(Rgb::WHITE));
                    map.set(x, y, &style, choice.strength);
                }
            }
        }
        map
    }

    fn layers(&self, chosen: &[Choice], colors: &[Option<Rgb>], flats: Raster, shade: Raster) -> Layers {
        let info =
            self.regions.regions().iter().zip(&self.readings).zip(chosen.iter().zip(colors)).enumerate();
        let info = info
            .map(|(i, ((region, reading), (choice, color)))| RegionInfo {
                id: i as u32 + 1,
                area: region.area,
                bounds: region.bounds,
                label: reading.label,
                label_name: self
                    .engine
                    .labels()
                    .get(reading.number)
                    .expect("a number of the set")
                    .name
                    .clone(),
                label_id: reading.number as u8,
                confidence: reading.confidence(),
                certainty: choice.certainty.unwrap_or(1.0),
                color: *color,
                origin: choice.origin,
                withdrawn: choice.withdrawn,
            })
            .collect();
        let names = self.engine.labels().iter().map(|own| own.name.clone()).collect();
        Layers::new(Arc::clone(&self.line), Arc::clone(&self.regions), flats, shade, names, info)
    }
}

/// What is hinted for a region.
#[derive(Clone, Copy)]
struct Hinted {
    color: Rgb,
    strength: f32,
    /// The hint points at the region itself; else it is for a part, of which the labeller takes the region to be.
    shown: bool,
}

/// What a region is to become, before the colouriser has its say.
struct Choice {
    /// `None` for open ground, and for what the colouriser is to choose.
    color: Option<PartColor>,
    origin: Origin,
    /// How sure the prompt is of it, 0..=1.
    strength: f32,
    /// How likely its part is right, 0..=1; `None` where a person decided.
    certainty: Option<f32>,
    /// Given back uncoloured.
    withdrawn: bool,
}

impl Choice {
    fn normal(&self) -> Option<Rgb> {
        self.color.map(|color| color.normal)
    }

    fn shading(&self) -> Shading {
        match (self.origin, self.color) {
            (Origin::Ground, _) => Shading::None,
            (_, Some(color)) => color.into(),
            (_, None) => Shading::Network,
        }
    }
}

impl ColorOptions {
    /// The light as the colouriser wants it.
    fn check(&self) -> Result<[f32; LIGHT]> {
        if !(0.0..=2.0).contains(&self.shade) {
            return Err(Error::InvalidArgument(format!("shade {} is outside 0..=2", self.shade)));
        }
        if let Some(withdrawal) = &self.withdraw {
            withdrawal.check()?;
        }
        let Some(Light { x, y, softness }) = self.light else { return Ok([0.0; LIGHT]) };
        let inside =
            (-1.0..=1.0).contains(&x) && (-1.0..=1.0).contains(&y) && (0.0..=1.0).contains(&softness);
        if !inside {
            return Err(Error::InvalidArgument(format!(
                "light ({x}, {y}) of softness {softness} is outside -1..=1 and 0..=1"
            )));
        }
        let length = x.hypot(y).max(1e-3);
        Ok([x / length, y / length, softness, 1.0])
    }
}

/// The drawing with its longest side made `max_side`, padded with paper for the networks; and its scale.
fn working(ink: &Plane<u8>, max_side: usize) -> (Plane<u8>, f32) {
    let longest = ink.width().max(ink.height());
    let scale = max_side as f32 / longest as f32;
    let side = |side: usize| ((side as f32 * scale).round() as usize).clamp(1, max_side);
    let small = ink.shrink_area(side(ink.width()), side(ink.height()));
    let padded = |side: usize| side.next_multiple_of(LABELLER_STEP);
    let working = Plane::from_fn(padded(small.width()), padded(small.height()), |x, y| {
        if x < small.width() && y < small.height() { small.get(x, y) } else { 0 }
    });
    (working, scale)
}

fn go_on(progress: &mut dyn FnMut(f32) -> bool, done: f32) -> Result<()> {
    if progress(done) { Ok(()) } else { Err(Error::Cancelled) }
}

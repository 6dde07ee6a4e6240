//! One drawing and all that somebody wishes of it.

mod choice;
mod coloring;
mod corrections;
mod division;
mod edit;
mod file;
mod history;
mod options;
mod paint;
mod palette;
mod patch;
mod shade;
mod surfaces;
mod wash;
mod wishes;

use std::fmt;
use std::sync::{Mutex, OnceLock, PoisonError};

use self::choice::Choice;
use self::coloring::Coloring;
pub use self::corrections::Correction;
use self::division::Division;
pub use self::edit::Edit;
use self::history::History;
pub use self::options::{ColorOptions, Light};
pub use self::patch::Patch;
use self::shade::Shade;
use self::wishes::Wishes;
use crate::compose::{self, Layers, Origin, RegionInfo, Shading, Surface};
use crate::engine::Paint;
use crate::histogram::Histogram;
use crate::kernel::FeatureCache;
use crate::label::Label;
use crate::progress::{Progress, tell};
use crate::prompt::{Place, Prompt};
use crate::reading::{Reading, RegionLabel, Side, pieces, sides};
use crate::reference::Carried;
use crate::region::Region;
use crate::sheet::ColorSheet;
use crate::sheet::propose::{Shown, following, proposals, proposals_beside, propose, suited};
use crate::{Error, Result, Rgb};

/// One drawing, read, and every wish so far: hints, corrected labels, options.
///
/// ```no_run
/// use colorize_core::{Device, Document, Engine, Hint, Limits, Raster, Reading, ReadOptions, Rgb};
///
/// let engine = Engine::new(Device::Cpu)?;
/// let drawing = Raster::open("drawing.png", &Limits::default())?;
/// let reading = Reading::new(&engine, &drawing, &ReadOptions::default(), None)?;
/// let mut document = Document::new(reading);
/// document.color(None)?.picture().save("first.png")?;
/// document.add(Hint::point(120.0, 80.0, Rgb::new(192, 48, 40)))?;
/// document.color(None)?.picture().save("second.png")?;
/// document.undo()?;
/// # Ok::<(), colorize_core::Error>(())
/// ```
///
/// All changes are [`Edit`]s, checked when they are made ([`Document::apply`]), and each can be taken back
/// ([`Document::undo`]). Colouring changes no wish, so one that is cancelled or fails leaves the document as it was; and
/// what it gives depends on the wishes alone, not on what was coloured before.
pub struct Document {
    /// The drawing as it was read.
    undivided: Reading,
    /// The same with the regions divided among the hints that do not agree.
    reading: Reading,
    division: Division,
    wishes: Wishes,
    history: History,
    /// The palette of seed 0: it suits the drawing as it was first read, and stays when its lines are edited.
    suited: ColorSheet,
    /// What the drawing showed when it was first read, for the sheets that follow a histogram.
    shown: Vec<Shown>,
    /// The palettes of seed 0 that the colouriser found by histograms, each when that was asked for.
    found: Vec<(Histogram, ColorSheet)>,
    /// The last sheet that followed one, and by which seed; changes no result.
    followed: Mutex<Option<(Histogram, u64, ColorSheet)>>,
    /// Of a file that was saved with other networks.
    foreign: bool,
    /// What the last colouring left for the next one to begin from; changes no result.
    cache: Mutex<Option<FeatureCache>>,
    /// The shade of the last colouring; changes no result either.
    shade: Mutex<Option<Shade>>,
    /// What the last colouring came to; changes no result either.
    last: Mutex<Option<Coloring>>,
}

impl Document {
    /// Begins without any wish.
    pub fn new(reading: Reading) -> Self {
        let areas: Vec<u32> = reading.regions().regions().iter().map(|region| region.area).collect();
        let labels = reading.region_labels();
        let figure: u64 = areas.iter().map(|&area| u64::from(area)).sum();
        let parts = labels.iter().zip(&areas).zip(pieces(labels, &areas));
        let shown = parts.map(|((label, &area), piece)| (label.label, piece, area as f32 / figure as f32));
        Self {
            suited: suited(labels.iter().map(|label| label.label).zip(areas.iter().map(|&area| area.into()))),
            shown: shown.collect(),
            found: Vec::new(),
            followed: Mutex::default(),
            undivided: reading.clone(),
            division: Division::new(reading.shared_regions()),
            reading,
            wishes: Wishes::default(),
            history: History::default(),
            foreign: false,
            cache: Mutex::default(),
            shade: Mutex::default(),
            last: Mutex::default(),
        }
    }

    /// The same with these hints to begin with: its history begins anew.
    ///
    /// # Errors
    /// As [`Document::apply`].
    pub fn with_prompt(mut self, prompt: Prompt) -> Result<Self> {
        self.set_prompt(prompt)?;
        Ok(Self { history: History::default(), ..self })
    }

    /// The same with these options to begin with: its history begins anew.
    ///
    /// # Errors
    /// As [`Document::apply`].
    pub fn with_options(mut self, options: ColorOptions) -> Result<Self> {
        self.set_options(options)?;
        Ok(Self { history: History::default(), ..self })
    }

    /// The same with colours carried over from coloured pictures to begin with ([`Document::carry`]): its history begins
    /// anew.
    ///
    /// # Errors
    /// As [`Document::apply`].
    pub fn with_carried(mut self, carried: Carried) -> Result<Self> {
        self.carry(&carried)?;
        Ok(Self { history: History::default(), ..self })
    }

    /// What is known of the drawing, its regions divided where hints do not agree: see [`Prompt`]. A document of this
    /// reading has the pieces as regions of its own.
    pub fn reading(&self) -> &Reading {
        &self.reading
    }

    /// Takes another reading of the drawing, such as one that is cut into other regions. Hints and corrected labels stay
    /// at their places, those for regions and carried colours too: they are for what lies where theirs did. The history
    /// begins anew, for no edit leads back; where lines were edited, [`Document::set_lines`] is such an edit.
    ///
    /// # Errors
    /// [`Error::InvalidArgument`] if the reading is of another size, or its engine tells other labels apart; the
    /// document stays as it was.
    pub fn set_reading(&mut self, reading: Reading) -> Result<()> {
        let (new, old) = ((reading.width(), reading.height()), (self.reading.width(), self.reading.height()));
        if new != old {
            let text = format!("the reading is {}x{}, the document {}x{}", new.0, new.1, old.0, old.1);
            return Err(Error::InvalidArgument(text));
        }
        if reading.engine().labels() != self.reading.engine().labels() {
            let text = "the reading's labeller tells other labels apart than the document's";
            return Err(Error::InvalidArgument(text.into()));
        }
        self.wishes.follow(self.undivided.regions(), reading.regions());
        self.undivided = reading;
        self.divide();
        self.history = History::default();
        Ok(())
    }

    /// The hints.
    pub fn prompt(&self) -> &Prompt {
        self.wishes.prompt()
    }

    /// The numbers of the hints ([`Edit`]), in the order in which [`Document::prompt`] has them.
    pub fn hint_ids(&self) -> &[u32] {
        self.wishes.ids()
    }

    /// How the drawing is coloured.
    pub fn options(&self) -> &ColorOptions {
        &self.wishes.options
    }

    /// The colours of the parts where no hint says otherwise: the sheet of the options, or the palette of their seed,
    /// which follows their histogram if there is one.
    pub fn sheet(&self) -> ColorSheet {
        let ColorOptions { sheet, histogram, seed, .. } = &self.wishes.options;
        match (sheet, histogram) {
            (Some(sheet), _) => sheet.clone(),
            (None, None) => self.first_palette(),
            (None, Some(histogram)) => {
                let mut followed = self.followed.lock().unwrap_or_else(PoisonError::into_inner);
                match &*followed {
                    Some((of, by, sheet)) if (of, by) == (histogram, seed) => sheet.clone(),
                    _ => {
                        let sheet = following(&self.first_palette(), histogram, &self.shown);
                        *followed = Some((histogram.clone(), *seed, sheet.clone()));
                        sheet
                    }
                }
            }
        }
    }

    /// The palette that was found by the options' histogram.
    fn found(&self) -> Option<&ColorSheet> {
        let histogram = self.wishes.options.histogram.as_ref()?;
        self.found.iter().find(|(of, _)| of == histogram).map(|(_, sheet)| sheet)
    }

    /// The palette of the seed. That of no seed suits the drawing; where a histogram is asked for, it is in the colours
    /// that the colouriser finds by it.
    fn first_palette(&self) -> ColorSheet {
        match self.wishes.options.seed {
            0 => self.found().unwrap_or(&self.suited).clone(),
            seed => propose(seed),
        }
    }

    /// Makes `n` palettes that clearly differ, the first the one by which the drawing is coloured if its options name no
    /// sheet. Fewer are the beginning of more. Where the options have a histogram all of them follow it, each in a way of
    /// its own.
    pub fn proposals(&self, n: usize) -> Vec<ColorSheet> {
        let sheets = match self.wishes.options.seed {
            0 => proposals_beside(&self.first_palette(), 0, n),
            seed => proposals(seed, n),
        };
        match &self.wishes.options.histogram {
            Some(histogram) => sheets.iter().map(|sheet| following(sheet, histogram, &self.shown)).collect(),
            None => sheets,
        }
    }

    /// What was corrected, in the order in which it was.
    pub fn corrections(&self) -> Vec<Correction> {
        self.wishes.corrections.list(self.reading.engine().labels())
    }

    /// The part that region `id` shows, as corrected, and the share of its pixels that carry it, 0..=1, or 1 if it
    /// was corrected; `None` if there is no such region.
    pub fn label(&self, id: u32) -> Option<(Label, f32)> {
        match self.corrected(id) {
            Some(number) => Some((self.reading.engine().labels().get(number)?.label, 1.0)),
            None => self.reading.label(id),
        }
    }

    /// The name of the label of region `id`, as corrected, in the engine's [`crate::LabelSet`]; `None` if there is no
    /// such region.
    pub fn label_name(&self, id: u32) -> Option<&str> {
        match self.corrected(id) {
            Some(number) => Some(&self.reading.engine().labels().get(number)?.name),
            None => self.reading.label_name(id),
        }
    }

    /// How likely the label of region `id` is right, 0..=1: [`Reading::certainty`]; 1 if it was corrected, and more
    /// beside a corrected one that looks the same. `None` if there is no such region.
    pub fn certainty(&self, id: u32) -> Option<f32> {
        let i = (id as usize).checked_sub(1).filter(|&i| i < self.reading.regions().len())?;
        Some(self.region_labels().certainty(i))
    }

    fn corrected(&self, id: u32) -> Option<usize> {
        self.wishes
            .corrections
            .at(self.reading.regions())
            .rfind(|&(region, _)| region == id)
            .map(|(_, number)| number)
    }

    /// What the regions show, as corrected.
    fn region_labels(&self) -> RegionLabels {
        let mut labels = self.reading.region_labels().to_vec();
        let mut corrected = vec![false; labels.len()];
        let set = self.reading.engine().labels();
        for (id, number) in self.wishes.corrections.at(self.reading.regions()) {
            let i = id as usize - 1;
            labels[i].label = set.get(number).expect("corrected to a label of the set").label;
            (labels[i].number, corrected[i]) = (number, true);
        }
        RegionLabels { labels, corrected, sides: OnceLock::new() }
    }

    /// On which side of its figure region `id` lies, as corrected: [`Reading::side`].
    pub fn side(&self, id: u32) -> Option<Side> {
        *self.sides(&self.region_labels()).get((id as usize).checked_sub(1)?)?
    }

    fn sides<'a>(&'a self, labels: &'a RegionLabels) -> &'a [Option<Side>] {
        if !labels.corrected.contains(&true) {
            return self.reading.sides();
        }
        labels.sides.get_or_init(|| {
            let shown: Vec<Label> = labels.labels.iter().map(|label| label.label).collect();
            sides(self.reading.regions(), &shown)
        })
    }

    /// The regions that a place means, by id, ascending.
    fn meant(&self, place: &Place, labels: &RegionLabels) -> Result<Vec<u32>> {
        let number_of = |id: u32| labels.labels[id as usize - 1].number;
        let side_of = |id: u32| self.sides(labels)[id as usize - 1];
        place.regions(self.reading.regions(), &number_of, &side_of, self.reading.engine().labels())
    }

    /// Colours the drawing.
    ///
    /// A hinted region gets exactly the hint's colour; regions that are alike enough follow it; all
    /// others get the colour of their part from the sheet, or, once a few hints tell what the picture is
    /// like, what the colouriser says where the part is not sure. `progress` is told the share done.
    ///
    /// # Errors
    /// [`Error::Cancelled`] if `progress` says so.
    pub fn color(&self, progress: Progress<'_>) -> Result<Layers> {
        let light = self.wishes.options.check()?;
        self.reading.engine().install_told(progress, |mut progress| {
            tell(&mut progress, 0.0)?;
            let labels = self.region_labels();
            let chosen = self.choose(&labels)?;
            let surfaces = self.surfaces(&labels, &chosen)?;
            tell(&mut progress, 0.1)?;
            let asked = chosen.iter().any(|choice| choice.origin == Origin::Network && !choice.withdrawn);
            let map = self.reading.shared_regions();
            let shade_map = self.shade_map(light, &labels)?;
            tell(&mut progress, 0.4)?;
            let colors = self.settled(&chosen, asked.then(|| self.paint(light, &chosen)));
            tell(&mut progress, 0.7)?;
            let shadings: Vec<Shading> = chosen.iter().map(Choice::shading).collect();
            let info = self.info(&labels, &chosen, &colors, &surfaces);
            tell(&mut progress, 0.75)?;
            let last = || self.last.lock().unwrap_or_else(PoisonError::into_inner);
            let before = last().take().filter(|before| before.is_of(&map));
            let mut coloring = match before {
                Some(before) => before.recolored(colors, shadings, shade_map),
                None => Coloring::new(map.clone(), colors, shadings, shade_map),
            };
            let names = self.reading.engine().labels().iter().map(|own| own.name.clone()).collect();
            let (flats, shade) = (coloring.flats.clone(), coloring.shade.clone());
            let line = self.reading.shared_line();
            let mut layers = Layers::new(self.reading.kind(), line, map, flats, shade, names, info);
            if let Some(texture) = coloring.texture(surfaces) {
                layers = layers.with_texture(texture);
            }
            if let Some(tone) = self.reading.tone() {
                layers = layers.with_tone(coloring.tone(tone, self.wishes.options.shade));
            }
            match &self.wishes.options.withdraw {
                Some(withdrawal) => {
                    let withdrawn = chosen.iter().map(|choice| choice.withdrawn).collect();
                    layers = layers.with_withdraw(coloring.slash(withdrawal, withdrawn));
                }
                None => coloring.unslash(),
            }
            let layers = layers.with_changed(coloring.changed, coloring.changed_layers.clone());
            tell(&mut progress, 1.0)?;
            *last() = Some(coloring); // not before it is given out, for the next one tells what differs from it
            let withdrawn = chosen.iter().filter(|choice| choice.withdrawn).count();
            let hints = self.prompt().hints.len();
            log::info!("coloured {} regions by {hints} hints, withdrew {withdrawn}", chosen.len());
            Ok(layers)
        })
    }

    /// The colours in the flats, by id - 1; those of `paint` where a choice is left to the colouriser.
    fn settled(&self, chosen: &[Choice], paint: Option<Paint>) -> Vec<Option<Rgb>> {
        let frame = self.reading.colorizer_look().0.frame();
        let painted = match paint {
            Some(paint) => self.limited(compose::region_colors(self.reading.regions(), &paint, frame)),
            None => vec![Rgb::BLACK; chosen.len()],
        };
        chosen.iter().zip(painted).map(|(choice, painted)| choice.settled(painted)).collect()
    }

    /// The nearest colours of the palette or the histogram, if there is one.
    fn limited(&self, colors: Vec<Rgb>) -> Vec<Rgb> {
        match self.paints() {
            Some(palette) => colors.into_iter().map(|color| palette.nearest(color)).collect(),
            None => colors,
        }
    }

    /// Tells the colours [`Document::color`] chooses for the regions, by id - 1, before the colouriser has
    /// its say; `None` is ground, withdrawn, or left to the colouriser. No network runs: fast enough to follow
    /// a pointer.
    ///
    /// # Errors
    /// As [`Document::color`].
    pub fn flat_colors(&self) -> Result<Vec<Option<Rgb>>> {
        self.wishes.options.check()?;
        let chosen = self.reading.engine().install(|| self.choose(&self.region_labels()))?;
        Ok(chosen.iter().map(|choice| choice.normal().filter(|_| !choice.withdrawn)).collect())
    }

    /// Tells the colours the colouriser would give the regions, by id - 1, if it knew the hints and
    /// nothing else: no region follows a hint, and no palette is used.
    ///
    /// # Errors
    /// As [`Document::color`].
    pub fn network_colors(&self) -> Result<Vec<Rgb>> {
        let light = self.wishes.options.check()?;
        self.reading.engine().install(|| {
            let chosen = self.hints_alone(&self.region_labels())?;
            let paint = self.paint(light, &chosen);
            let frame = self.reading.colorizer_look().0.frame();
            Ok(compose::region_colors(self.reading.regions(), &paint, frame))
        })
    }

    fn info(
        &self,
        labels: &RegionLabels,
        chosen: &[Choice],
        colors: &[Option<Rgb>],
        surfaces: &[Option<Surface>],
    ) -> Vec<RegionInfo> {
        let (set, sides) = (self.reading.engine().labels(), self.sides(labels));
        let info = |(i, region): (usize, &Region)| {
            let label = &labels.labels[i];
            RegionInfo {
                id: i as u32 + 1,
                area: region.area,
                bounds: region.bounds,
                label: label.label,
                label_name: set.get(label.number).expect("a number of the set").name.clone(),
                label_id: label.number as u8,
                side: sides[i],
                confidence: if labels.corrected[i] { 1.0 } else { label.evidence.share },
                certainty: chosen[i].certainty.unwrap_or(1.0),
                color: colors[i],
                origin: chosen[i].origin,
                withdrawn: chosen[i].withdrawn,
                textured: surfaces[i].is_some(),
            }
        };
        self.reading.regions().regions().iter().enumerate().map(info).collect()
    }
}

impl fmt::Debug for Document {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let Self { reading, wishes, .. } = self;
        f.debug_struct("Document").field("reading", reading).field("wishes", wishes).finish_non_exhaustive()
    }
}

impl Clone for Document {
    fn clone(&self) -> Self {
        Self {
            undivided: self.undivided.clone(),
            reading: self.reading.clone(),
            division: self.division.clone(),
            wishes: self.wishes.clone(),
            history: self.history.clone(),
            suited: self.suited.clone(),
            shown: self.shown.clone(),
            found: self.found.clone(),
            followed: Mutex::default(),
            foreign: self.foreign,
            cache: Mutex::default(),
            shade: Mutex::default(),
            last: Mutex::default(),
        }
    }
}

/// What the regions show, by id - 1, and which of them a person decided on.
struct RegionLabels {
    labels: Vec<RegionLabel>,
    corrected: Vec<bool>,
    /// On which side they lie, where anything was corrected and somebody asked.
    sides: OnceLock<Box<[Option<Side>]>>,
}

impl RegionLabels {
    /// How likely the label of a region is right; see [`Document::certainty`].
    fn certainty(&self, i: usize) -> f32 {
        if self.corrected[i] {
            return 1.0;
        }
        let own = &self.labels[i];
        let decided = self.labels.iter().zip(&self.corrected).filter(|(_, corrected)| **corrected);
        decided.map(|(other, _)| own.certainty_beside(other)).fold(own.certainty, f32::max)
    }
}

#[cfg(all(test, feature = "bundled-models"))]
mod tests;

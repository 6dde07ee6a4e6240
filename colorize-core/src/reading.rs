//! All that is known of one drawing before anybody wishes anything.

mod affinity;
mod ballot;
mod cut;
mod features;
mod leak;
mod region_label;
mod side;
mod tokens;
mod votes;
mod working;

use std::sync::{Arc, OnceLock};

use serde::{Deserialize, Serialize};

pub(crate) use self::affinity::{FOLLOWS, leader, pieces};
use self::cut::Cut;
pub(crate) use self::region_label::{RegionLabel, cosine, surer};
pub use self::side::Side;
pub(crate) use self::side::sides;
#[cfg(feature = "train")]
pub(crate) use self::tokens::{PIXELS, PLACE, SHAPE, Tokens};
#[cfg(feature = "train")]
pub(crate) use self::votes::{LOWEST, scores};
pub(crate) use self::working::Working;
use crate::drawing::{DrawingKind, Original, Parts, resolve, take_apart};
use crate::engine::{Engine, LabelMap};
use crate::ink::InkSource;
use crate::label::{Evidence, Label};
use crate::progress::{Progress, tell, within};
use crate::region::{Bounds, RegionMap, RegionOptions, Segmenter};
use crate::{Error, Plane, Raster, Result};

/// Largest working resolution, longest side in pixels.
const MAX_SIDE: usize = 2048;
/// Smallest working resolution.
const MIN_SIDE: usize = 64;
/// What the networks see beside the working resolution. The labeller looks three times: what the figure is shows best
/// from afar, hands, belts and bags from near. The colouriser sees the first.
const SCALES: [f32; 3] = [0.5, 0.75, 1.125];
/// How many of the looks are repeated at the mirror image; with the closest they would take two fifths longer.
const MIRRORED: usize = 2;
/// No look is closer than this, longest side in pixels: buffers for more take more than [`crate::EngineOptions::memory`].
const CLOSEST: usize = 1536;

/// How a drawing is read.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default, deny_unknown_fields)]
#[non_exhaustive]
pub struct ReadOptions {
    /// What kind of drawing it is.
    pub kind: DrawingKind,
    /// What counts as ink.
    pub ink: InkSource,
    /// How the drawing is cut into regions.
    pub regions: RegionOptions,
    /// Working resolution: longest side in pixels, 64..=2048, of the drawn part: margins do not count. The networks see it
    /// at a half, at three quarters and at nine eighths of that, 1536 pixels at most.
    pub max_side: usize,
    /// Whether the labeller also looks at the mirror image, but for the closest look: surer, and two fifths more work.
    pub mirror: bool,
}

impl Default for ReadOptions {
    fn default() -> Self {
        Self {
            kind: DrawingKind::Auto,
            ink: InkSource::Auto,
            regions: RegionOptions::default(),
            max_side: 512,
            mirror: true,
        }
    }
}

impl ReadOptions {
    /// The longest side at which the networks see a drawing, in pixels; see [`Engine::buffers`].
    pub fn closest_side(&self) -> usize {
        side_of_look(self.max_side, SCALES[SCALES.len() - 1])
    }

    /// The same for a drawing of that kind.
    #[must_use]
    pub fn with_kind(self, kind: DrawingKind) -> Self {
        Self { kind, ..self }
    }

    /// The same with something else counting as ink.
    #[must_use]
    pub fn with_ink(self, ink: InkSource) -> Self {
        Self { ink, ..self }
    }

    /// The same with regions cut otherwise.
    #[must_use]
    pub fn with_regions(self, regions: RegionOptions) -> Self {
        Self { regions, ..self }
    }

    /// The same at another working resolution, 64..=2048 pixels.
    #[must_use]
    pub fn with_max_side(self, max_side: usize) -> Self {
        Self { max_side, ..self }
    }

    /// The same with or without a look at the mirror image.
    #[must_use]
    pub fn with_mirror(self, mirror: bool) -> Self {
        Self { mirror, ..self }
    }

    fn check(&self) -> Result<()> {
        if (MIN_SIDE..=MAX_SIDE).contains(&self.max_side) {
            return Ok(());
        }
        Err(Error::InvalidArgument(format!(
            "working resolution {} is outside {MIN_SIDE}..={MAX_SIDE}",
            self.max_side
        )))
    }
}

/// What is known of one drawing: its lines, its regions, and what part each region shows.
///
/// It never changes, so threads can share it, and a copy costs nothing. What anybody wishes of the drawing is in a
/// [`crate::Document`].
#[derive(Clone, Debug)]
pub struct Reading {
    engine: Engine,
    options: ReadOptions,
    /// What kind of drawing it was taken for.
    kind: DrawingKind,
    /// What the ink was taken from.
    source: InkSource,
    original: Arc<Original>,
    ink: Arc<Plane<u8>>,
    line: Arc<Raster>,
    /// Its shading.
    tone: Option<Arc<Plane<u8>>>,
    /// Its colours.
    wash: Option<Arc<Raster>>,
    /// Cuts the drawing again where its lines are edited.
    segmenter: Arc<Segmenter>,
    /// The segmenter's, divided where they leak, or the caller's own.
    regions: Arc<RegionMap>,
    /// Whether they are the caller's.
    own_regions: bool,
    /// The ink as the networks see it, and what the labeller said, at each of [`SCALES`].
    looks: Arc<[Look]>,
    /// What the regions show, by id - 1.
    labels: Arc<[RegionLabel]>,
    /// On which side they lie, found when somebody first asks.
    sides: Arc<OnceLock<Box<[Option<Side>]>>>,
}

/// What the labeller sees at one scale, and what it says.
#[derive(Debug)]
struct Look {
    working: Working,
    map: LabelMap,
}

impl Reading {
    /// Reads a drawing: ink, regions and parts. `progress` is told the share done.
    ///
    /// # Errors
    /// [`Error::InvalidArgument`] if an option is out of range, [`Error::Limit`] if the drawing is too
    /// large for region ids, [`Error::Cancelled`] if `progress` says so.
    pub fn new(
        engine: &Engine,
        drawing: &Raster,
        options: &ReadOptions,
        progress: Progress<'_>,
    ) -> Result<Self> {
        options.check()?;
        engine.install_told(progress, |mut progress| {
            tell(&mut progress, 0.0)?;
            let Parts { kind, source, ink, line, tone, wash } =
                take_apart(drawing, options.ink, options.kind);
            tell(&mut progress, 0.1)?;
            let segmenter =
                Segmenter::new(&ink, &options.regions, Some(&mut within(&mut progress, 0.1..0.5)))?;
            let looks = look(engine, seen(&ink, options), options, &mut progress)?;
            tell(&mut progress, 0.9)?;
            let regions = parted(engine, &segmenter, &ink, options, &looks);
            let labels = votes::vote(engine, &regions, &looks);
            tell(&mut progress, 1.0)?;
            let (width, height) = (drawing.width(), drawing.height());
            log::info!("read {width}x{height}: ink by {source:?}, {} regions", regions.len());
            Ok(Self {
                engine: engine.clone(),
                options: *options,
                kind,
                source,
                original: Original::new(drawing).into(),
                ink: Arc::new(ink),
                line: Arc::new(line),
                tone: tone.map(Arc::new),
                wash: wash.map(Arc::new),
                segmenter: Arc::new(segmenter),
                regions,
                own_regions: false,
                looks: looks.into(),
                labels: labels.into(),
                sides: Arc::default(),
            })
        })
    }

    /// Reads the drawing again after its lines were edited: what [`Reading::new`] gives for `drawing`, sooner. Regions
    /// are cut again only around what changed, and the networks look again only if they see a change; regions that the
    /// caller made give way to those of the lines. Tells the box around all pixels whose ink changed, too; `None` if
    /// none did.
    ///
    /// # Errors
    /// [`Error::InvalidArgument`] if the drawing is of another size, [`Error::Cancelled`] if `progress` says so.
    pub fn edited(&self, drawing: &Raster, progress: Progress<'_>) -> Result<(Self, Option<Bounds>)> {
        let size = (drawing.width(), drawing.height());
        if size != (self.width(), self.height()) {
            return Err(Error::InvalidArgument(format!(
                "the edited drawing is {}x{}, it was {}x{}",
                size.0,
                size.1,
                self.width(),
                self.height()
            )));
        }
        if resolve(drawing, self.options.ink, self.options.kind) != (self.kind, self.source) {
            let whole = Bounds { left: 0, top: 0, right: size.0 as u32, bottom: size.1 as u32 };
            let anew = Self::new(&self.engine, drawing, &self.options, progress)?;
            return Ok((anew, Some(whole)));
        }
        self.engine.install_told(progress, |mut progress| {
            tell(&mut progress, 0.0)?;
            let Parts { ink, line, tone, wash, .. } = take_apart(drawing, self.source, self.kind);
            let (line, tone, wash) = (Arc::new(line), tone.map(Arc::new), wash.map(Arc::new));
            let original = Original::new(drawing).into();
            tell(&mut progress, 0.1)?;
            let Some(changed) = Bounds::differing(&self.ink, &ink) else {
                return Ok((Self { original, line, tone, wash, ..self.clone() }, None));
            };
            let mut segmenter = Segmenter::clone(&self.segmenter);
            segmenter.update(&ink, changed, Some(&mut within(&mut progress, 0.1..0.5)))?;
            tell(&mut progress, 0.5)?;
            let seen = seen(&ink, &self.options);
            let looks = if self.looks.iter().map(|look| &look.working).eq(&seen) {
                Arc::clone(&self.looks)
            } else {
                look(&self.engine, seen, &self.options, &mut progress)?.into()
            };
            tell(&mut progress, 0.9)?;
            let regions = parted(&self.engine, &segmenter, &ink, &self.options, &looks);
            let labels = votes::vote(&self.engine, &regions, &looks).into();
            tell(&mut progress, 1.0)?;
            let edited = Self {
                original,
                ink: Arc::new(ink),
                line,
                tone,
                wash,
                segmenter: Arc::new(segmenter),
                regions,
                own_regions: false,
                looks,
                labels,
                sides: Arc::default(),
                ..self.clone()
            };
            Ok((edited, Some(changed)))
        })
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
        Ok(Self { own_regions: true, ..self.divided(regions) })
    }

    /// The same drawing with its regions divided further.
    pub(crate) fn divided(&self, regions: RegionMap) -> Self {
        let labels = self.engine.install(|| votes::vote(&self.engine, &regions, &self.looks));
        let (regions, labels) = (Arc::new(regions), labels.into());
        Self { regions, labels, sides: Arc::default(), ..self.clone() }
    }

    /// The networks that read the drawing.
    pub fn engine(&self) -> &Engine {
        &self.engine
    }

    /// How it was read.
    pub fn options(&self) -> &ReadOptions {
        &self.options
    }

    /// Tells what kind of drawing a picture would be taken for, if nothing was said: never [`DrawingKind::Auto`].
    pub fn kind_of(drawing: &Raster) -> DrawingKind {
        resolve(drawing, InkSource::Auto, DrawingKind::Auto).0
    }

    /// What kind of drawing it was taken for: never [`DrawingKind::Auto`].
    pub fn kind(&self) -> DrawingKind {
        self.kind
    }

    /// What the ink was taken from, where that was left to the library.
    pub fn ink_source(&self) -> InkSource {
        self.source
    }

    /// Columns of the drawing.
    pub fn width(&self) -> usize {
        self.line.width()
    }

    /// Rows of the drawing.
    pub fn height(&self) -> usize {
        self.line.height()
    }

    /// The drawing as it was given: a copy.
    pub fn drawing(&self) -> Raster {
        self.original.to_raster()
    }

    /// Whether the regions are the caller's own ([`Reading::with_regions`]).
    pub(crate) fn has_own_regions(&self) -> bool {
        self.own_regions
    }

    /// Whether the regions are those that the drawing's lines alone give, whatever the labeller sees.
    pub(crate) fn has_regions_of_lines(&self) -> bool {
        Arc::ptr_eq(&self.regions, &self.segmenter.shared_map())
    }

    /// How much line covers each pixel: 0 paper to 255 line.
    pub fn ink(&self) -> &Plane<u8> {
        &self.ink
    }

    /// The lines in their own colour; alpha is the ink.
    pub fn line(&self) -> &Raster {
        &self.line
    }

    /// The drawing's own shading without its lines, 255 bare paper to 0 black; `None` if it has none.
    pub fn tone(&self) -> Option<&Plane<u8>> {
        self.tone.as_deref()
    }

    /// The drawing's own colours without its lines: opaque where there is one, else transparent; `None` if it has none.
    pub fn wash(&self) -> Option<&Raster> {
        self.wash.as_deref()
    }

    /// The drawing's regions.
    pub fn regions(&self) -> &RegionMap {
        &self.regions
    }

    /// The part that region `id` shows and the share of its pixels that carry it, 0..=1; `None` if there is no such
    /// region.
    pub fn label(&self, id: u32) -> Option<(Label, f32)> {
        let label = self.region_label(id)?;
        Some((label.label, label.evidence.share))
    }

    /// The name of the label of region `id` in the engine's [`crate::LabelSet`]: a character's own name for the part,
    /// or the standard one. `None` if there is no such region.
    pub fn label_name(&self, id: u32) -> Option<&str> {
        Some(&self.engine.labels().get(self.label_id(id)?)?.name)
    }

    /// The number of that label in the set.
    pub fn label_id(&self, id: u32) -> Option<usize> {
        Some(self.region_label(id)?.number)
    }

    /// What spoke for the label that the networks gave region `id`; `None` if there is no such region.
    pub fn evidence(&self, id: u32) -> Option<Evidence> {
        Some(self.region_label(id)?.evidence)
    }

    /// How likely the label of region `id` is right, 0..=1, by the labeller's [`crate::Calibration`], or the mean
    /// probability if it has none. `None` if there is no such region.
    pub fn certainty(&self, id: u32) -> Option<f32> {
        Some(self.region_label(id)?.certainty)
    }

    /// How alike two regions are, -1..=1: whether they want one colour. `None` if one does not exist.
    pub fn affinity(&self, a: u32, b: u32) -> Option<f32> {
        Some(self.region_label(a)?.alike(self.region_label(b)?))
    }

    /// On which side of its figure region `id` lies, as the viewer sees it. `None` if it spans the middle, if its part
    /// does not show on both sides of the figure, or if there is no such region.
    pub fn side(&self, id: u32) -> Option<Side> {
        *self.sides().get((id as usize).checked_sub(1)?)?
    }

    /// The sides of the regions, by id - 1.
    pub(crate) fn sides(&self) -> &[Option<Side>] {
        self.sides.get_or_init(|| {
            let labels: Vec<Label> = self.labels.iter().map(|label| label.label).collect();
            sides(&self.regions, &labels)
        })
    }

    fn region_label(&self, id: u32) -> Option<&RegionLabel> {
        self.labels.get((id as usize).checked_sub(1)?)
    }

    /// What the regions show, by id - 1.
    pub(crate) fn region_labels(&self) -> &[RegionLabel] {
        &self.labels
    }

    /// What its regions vote before they have listened to each other.
    #[cfg(feature = "train")]
    pub(crate) fn ballot(&self) -> ballot::Ballot {
        ballot::Ballot::new(&self.regions, &self.looks)
    }

    pub(crate) fn shared_line(&self) -> Arc<Raster> {
        Arc::clone(&self.line)
    }

    pub(crate) fn shared_regions(&self) -> Arc<RegionMap> {
        Arc::clone(&self.regions)
    }

    /// The drawing as the colouriser sees it, and what the labeller said of it.
    pub(crate) fn colorizer_look(&self) -> (&Working, &LabelMap) {
        let look = &self.looks[0];
        (&look.working, &look.map)
    }
}

/// The longest side of a look, at a share of the working resolution.
fn side_of_look(max_side: usize, share: f32) -> usize {
    ((max_side as f32 * share) as usize).min(CLOSEST)
}

/// The drawing as it is seen at each of [`SCALES`].
fn seen(ink: &Plane<u8>, options: &ReadOptions) -> [Working; SCALES.len()] {
    let sides = SCALES.map(|scale| side_of_look(options.max_side, scale));
    Working::all(ink, options.regions.ink_threshold, sides)
}

/// Has the labeller look at what is seen.
fn look(
    engine: &Engine,
    seen: [Working; SCALES.len()],
    options: &ReadOptions,
    progress: &mut Progress<'_>,
) -> Result<Vec<Look>> {
    let mut looks = Vec::with_capacity(SCALES.len());
    for (i, (working, done)) in seen.into_iter().zip([0.5, 0.55, 0.7]).enumerate() {
        tell(progress, done)?;
        let mut map = engine.label(working.ink(), working.frame());
        if options.mirror && i < MIRRORED {
            map.join_mirrored(&engine.label(&working.mirrored(), working.frame()));
        }
        looks.push(Look { working, map });
    }
    Ok(looks)
}

/// The drawing's regions, divided where they leak, with eyes and mouths set off from the face.
fn parted(
    engine: &Engine,
    segmenter: &Segmenter,
    ink: &Plane<u8>,
    options: &ReadOptions,
    looks: &[Look],
) -> Arc<RegionMap> {
    let (threshold, labels) = (options.regions.ink_threshold, engine.labels());
    let mut cut = Cut::new(segmenter.map());
    leak::mend(&mut cut, ink, threshold, looks, labels);
    features::set_off(&mut cut, ink, threshold, looks, labels);
    cut.into_regions(ink, threshold).map_or_else(|| segmenter.shared_map(), Arc::new)
}

#[cfg(all(test, feature = "bundled-models"))]
mod tests;

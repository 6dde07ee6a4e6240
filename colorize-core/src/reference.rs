//! Coloured pictures whose colours are to be carried over to drawings.

mod alignment;
mod carried;
mod clip;
mod correspondence;
mod known;
mod layered;
#[cfg(feature = "train")]
mod learning;
mod likeness;
mod matching;
mod painted;
mod pieces;
mod weights;

use std::sync::Arc;

pub use self::carried::{Carried, CarriedRegion};
pub use self::clip::{Chain, Clip};
pub use self::correspondence::{Correspondence, Match};
use self::known::Known;
pub use self::known::Track;
pub use self::layered::LayeredPicture;
#[cfg(feature = "train")]
pub(crate) use self::learning::{Compared, compared};
#[cfg(all(test, feature = "train"))]
pub(crate) use self::matching::with_affinities;
use self::painted::{background, colors, read};
pub(crate) use self::pieces::Pieces;
#[doc(hidden)]
pub use self::weights::Sign;
use crate::progress::Progress;
use crate::reading::{ReadOptions, Reading};
use crate::sheet::PartColor;
use crate::{Engine, Error, Label, Raster, Result, Rgb};

/// A colour whose channels differ by less than this, of 255, is a grey.
const GREY: u8 = 10;

/// A coloured picture, taken apart: its regions, what each is like, and its colours.
///
/// ```no_run
/// use colorize_core::{Carried, Device, Document, Engine, Limits, Raster, ReadOptions, Reading, Reference};
///
/// let engine = Engine::new(Device::Cpu)?;
/// let open = |path: &str| Raster::open(path, &Limits::default());
/// let options = ReadOptions::default();
/// let reference = Reference::new(&engine, &open("mika.png")?, None, &options, None)?;
/// let reading = Reading::new(&engine, &open("drawing.png")?, &options, None)?;
/// let carried = Carried::new(&reading, &[&reference])?;
/// Document::new(reading).with_carried(carried)?.color(None)?.picture().save("colored.png")?;
/// # Ok::<(), colorize_core::Error>(())
/// ```
///
/// It holds what regions are like, not the picture: some hundred bytes a region, and a copy costs nothing.
#[derive(Clone, Debug)]
pub struct Reference {
    pieces: Arc<Pieces>,
    /// What is known of the regions' colours, by id - 1.
    known: Arc<[Known]>,
    background: Option<Rgb>,
}

impl Reference {
    /// Reads a coloured picture.
    ///
    /// `line` is its line drawing alone, if there is one; the picture may have the lines, too, or not. Without it the
    /// lines are what is thin and darker than the colours on both sides, and where colours meet without a line a region
    /// ends there. The colour of a region is the most frequent opaque one, to the bit; a darker and a lighter one of the
    /// same hue are its shadow and highlight. What is transparent, and ground that is white or of the colour of a painted
    /// background ([`Reference::background`]), has no colour. `options` are those
    /// that drawings are read with. `progress` is told the share done.
    ///
    /// # Errors
    /// [`Error::InvalidArgument`] if the two pictures differ in size, or all of the picture is grey, from black
    /// to white; those of [`Reading::new`].
    pub fn new(
        engine: &Engine,
        colored: &Raster,
        line: Option<&Raster>,
        options: &ReadOptions,
        progress: Progress<'_>,
    ) -> Result<Self> {
        let reading = match line {
            Some(line) => {
                check_size(colored, (line.width(), line.height()))?;
                Reading::new(engine, line, options, progress)?
            }
            None => read(engine, colored, options, progress)?,
        };
        Self::of(&reading, colored)
    }

    /// Reads a coloured picture that has no line drawing of its own, as [`Reference::new`] does: lines and regions alone.
    ///
    /// # Errors
    /// Those of [`Reading::new`].
    pub fn read_picture(
        engine: &Engine,
        colored: &Raster,
        options: &ReadOptions,
        progress: Progress<'_>,
    ) -> Result<Reading> {
        read(engine, colored, options, progress)
    }

    /// Takes the colours of a drawing that was read and coloured by somebody; `colored` is with or without its lines.
    ///
    /// # Errors
    /// [`Error::InvalidArgument`] as for [`Reference::new`].
    pub fn of(reading: &Reading, colored: &Raster) -> Result<Self> {
        check_size(colored, (reading.width(), reading.height()))?;
        let pieces = Pieces::new(reading.regions(), reading.region_labels(), reading.ink());
        let grounds = reading.regions().regions().iter().zip(reading.region_labels());
        let grounds: Vec<bool> =
            grounds.map(|(region, label)| region.outside && label.label == Label::Background).collect();
        let background = background(colored);
        let colors = colors(reading.regions(), reading.ink(), &grounds, background, colored);
        // The greys of soft lines are no colours.
        let plain = |color: &PartColor| {
            let [r, g, b] = color.normal.to_array();
            r.max(g).max(b) - r.min(g).min(b) < GREY
        };
        if colors.iter().flatten().all(plain) {
            return Err(Error::InvalidArgument(
                "the reference has no colours: all of it is grey, white, black or transparent".into(),
            ));
        }
        let track = |region| Track { frame: 0, region };
        let known = (1..).zip(colors).map(|(id, color)| Known::sure(color, track(id))).collect();
        Ok(Self { pieces: Arc::new(pieces), known, background })
    }

    /// The colour of the picture's painted background, which no ground takes over: that of most of its border, if that is
    /// not white; `None` if there is none.
    pub fn background(&self) -> Option<Rgb> {
        self.background
    }

    /// The same as frame `number` of a shot: its tracks are named by it. Where `carried`, what the frame would take from
    /// earlier ones, has the very colour that the frame has, the earlier track goes on.
    #[must_use]
    pub fn with_frame(self, number: u32, carried: Option<&Carried>) -> Self {
        let mut known = self.known.to_vec();
        for (i, known) in known.iter_mut().enumerate() {
            known.track.frame = number;
            let before = carried.and_then(|carried| carried.regions().get(i));
            let color = known.color();
            if let Some(before) = before.filter(|before| before.certainty > 0.5 && before.color == color) {
                known.track = before.track;
            }
        }
        Self { known: known.into(), ..self }
    }

    /// What each region shows over the frames of a shot, by id - 1.
    pub fn tracks(&self) -> impl Iterator<Item = Track> {
        self.known.iter().map(|known| known.track)
    }

    /// How many regions it has.
    pub fn regions(&self) -> usize {
        self.known.len()
    }

    /// The colour of each region, by id - 1; `None` for ground, and where it is not known.
    pub fn colors(&self) -> impl Iterator<Item = Option<PartColor>> {
        self.known.iter().map(Known::color)
    }
}

fn check_size(colored: &Raster, (width, height): (usize, usize)) -> Result<()> {
    if (colored.width(), colored.height()) == (width, height) {
        return Ok(());
    }
    Err(Error::InvalidArgument(format!(
        "the coloured picture is {}x{}, its line drawing {width}x{height}",
        colored.width(),
        colored.height()
    )))
}

#[cfg(all(test, feature = "bundled-models"))]
mod tests;

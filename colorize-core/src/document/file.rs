//! A document as one OpenRaster file (<https://www.openraster.org>), which paint programs open as layers.
//!
//! | entry | what it holds |
//! |---|---|
//! | `mimetype` | `image/openraster`, first and not compressed |
//! | `stack.xml` | the layers, the topmost first |
//! | `data/*.png` | line, slashes, tone, shade, texture, flats and paper, each in normal mode, RGBA8 |
//! | `mergedimage.png` | the picture |
//! | `Thumbnails/thumbnail.png` | the same with no side over 256 pixels |
//! | `colorize/document.json` | the wishes, their history, how the drawing is read, and by which networks |
//! | `colorize/drawing.png` | the drawing as it was given |
//! | `colorize/regions.png` | the regions, if they are the caller's own: RGBA8, the bytes of the id from the lowest on |

mod record;
mod stack;

use std::path::Path;

use self::record::Record;
use super::Document;
use crate::archive::{Archive, Writer};
use crate::engine::Engine;
use crate::progress::Progress;
use crate::raster::read_limited;
use crate::reading::{ReadOptions, Reading};
use crate::{Error, Layers, Limits, Plane, Raster, RegionMap, Result, write_atomic};

const MIME_TYPE: &str = "image/openraster";
const MERGED: &str = "mergedimage.png";
/// The longest side of a thumbnail, in pixels.
const THUMBNAIL: usize = 256;
const RECORD: &str = "colorize/document.json";
const DRAWING: &str = "colorize/drawing.png";
const REGIONS: &str = "colorize/regions.png";

impl Document {
    /// Colours the drawing and writes all to an OpenRaster file, whole or not at all; see [`write_atomic`]. Paint
    /// programs open it as layers; [`Document::open`] gives the document back, with its history. `progress` is told the
    /// share done.
    ///
    /// # Errors
    /// [`Error::Io`] if the file cannot be written, and those of [`Document::to_ora`].
    pub fn save(&self, path: impl AsRef<Path>, progress: Progress<'_>) -> Result<()> {
        write_atomic(path.as_ref(), &self.to_ora(progress)?)
    }

    /// The bytes of that file. The same document gives the same bytes.
    ///
    /// # Errors
    /// [`Error::Cancelled`] if `progress` says so.
    pub fn to_ora(&self, progress: Progress<'_>) -> Result<Vec<u8>> {
        self.to_ora_of(&self.color(progress)?)
    }

    /// The bytes of that file from `layers`, what [`Document::color`] gave for the document as it is: spares colouring
    /// it again.
    ///
    /// # Errors
    /// [`Error::InvalidArgument`] if they are of another size.
    pub fn to_ora_of(&self, layers: &Layers) -> Result<Vec<u8>> {
        let size = (self.reading.width(), self.reading.height());
        if (layers.width(), layers.height()) != size {
            let (w, h) = (layers.width(), layers.height());
            let text = format!("the layers are {w}x{h}, the document {}x{}", size.0, size.1);
            return Err(Error::InvalidArgument(text));
        }
        let picture = layers.picture();
        let stack = stack::stack(layers);
        let mut file = Writer::new(MIME_TYPE)?;
        file.put_text("stack.xml", &stack::xml(size, &stack))?;
        for layer in &stack {
            file.put(&layer.path(), &layer.pixels.encode_png()?)?;
        }
        file.put(MERGED, &picture.encode_png()?)?;
        file.put("Thumbnails/thumbnail.png", &picture.shrunk(THUMBNAIL).encode_png()?)?;
        file.put_text(RECORD, &Record::of(self).to_json()?)?;
        file.put(DRAWING, &self.reading.drawing().encode_png()?)?;
        if !self.undivided.has_regions_of_lines() {
            let ids = self.undivided.regions().ids().map(|id| id.to_le_bytes());
            file.put(REGIONS, &ids.encode_png()?)?;
        }
        file.finish()
    }

    /// Opens an OpenRaster file; see [`Document::from_ora`].
    ///
    /// # Errors
    /// [`Error::Io`] if it cannot be read, and those of [`Document::from_ora`], with the path in front.
    pub fn open(
        engine: &Engine,
        path: impl AsRef<Path>,
        limits: &Limits,
        progress: Progress<'_>,
    ) -> Result<Self> {
        let path = path.as_ref();
        let named = |text: String| format!("{}: {text}", path.display());
        Self::from_ora(engine, &read_limited(path, limits)?, limits, progress).map_err(|error| match error {
            Error::Document(text) => Error::Document(named(text)),
            Error::Limit(text) => Error::Limit(named(text)),
            other => other,
        })
    }

    /// Reads a document from the bytes of an OpenRaster file that [`Document::save`] wrote: the drawing is read again as
    /// it was, and all wishes and their history are as they were. With the same networks
    /// ([`Document::has_own_models`]) it gives the same picture.
    ///
    /// Of a file of another program, the merged picture is taken as the drawing, read as [`ReadOptions::default`] says.
    ///
    /// # Errors
    /// [`Error::Document`] if it is no such file, damaged, not what it claims to be, of a later version, or its wishes do
    /// not fit the drawing or the engine's labels; [`Error::Limit`] if it or a picture in it is over `limits`;
    /// [`Error::Cancelled`] if `progress` says so.
    pub fn from_ora(engine: &Engine, bytes: &[u8], limits: &Limits, progress: Progress<'_>) -> Result<Self> {
        let mut file = Archive::new(bytes, limits, "an OpenRaster file")?;
        if file.text("mimetype")?.is_none_or(|text| text.trim_end() != MIME_TYPE) {
            return Err(Error::Document(format!("not an OpenRaster file: its mimetype is not {MIME_TYPE}")));
        }
        let Some(record) = file.text(RECORD)? else {
            let Some(merged) = file.picture(MERGED)? else {
                return Err(Error::Document(format!("there is neither {RECORD} nor {MERGED} in the file")));
            };
            return Ok(Self::new(Reading::new(engine, &merged, &ReadOptions::default(), progress)?));
        };
        let record = Record::from_json(&record).map_err(told(RECORD))?;
        let drawing = file.picture(DRAWING)?;
        let drawing = drawing.ok_or_else(|| Error::Document(format!("{DRAWING} is missing")))?;
        let regions = file.picture(REGIONS)?;
        let mut reading = Reading::new(engine, &drawing, &record.reading, progress).map_err(told(RECORD))?;
        if let Some(regions) = regions {
            reading = stored_regions(&reading, &regions).map_err(told(REGIONS))?;
        }
        record.into_document(reading).map_err(told(RECORD))
    }

    /// Whether the networks are those that the document's file was saved with; true if it is of no file.
    pub fn has_own_models(&self) -> bool {
        !self.foreign
    }
}

/// Unpacks all that is read of a file, and forgets it.
#[cfg(test)]
pub(super) fn check(bytes: &[u8], limits: &Limits) -> Result<()> {
    let mut file = Archive::new(bytes, limits, "an OpenRaster file")?;
    file.text("mimetype")?;
    file.text(RECORD)?.map(|text| Record::from_json(&text).map_err(told(RECORD))).transpose()?;
    file.picture(DRAWING)?;
    Ok(())
}

/// The same drawing cut into the regions of a picture: the caller's own, or those that another labeller divided.
fn stored_regions(reading: &Reading, picture: &Raster) -> Result<Reading> {
    let ids: Plane<u32> = picture.map(|&bytes| u32::from_le_bytes(bytes));
    if ids == *reading.regions().ids() {
        return Ok(reading.clone());
    }
    let threshold = reading.options().regions.ink_threshold;
    reading.with_regions(RegionMap::numbered(ids, reading.ink(), threshold)?)
}

/// Says which entry is at fault where what it holds does not fit.
fn told(entry: &str) -> impl FnOnce(Error) -> Error {
    move |error| match error {
        Error::InvalidArgument(text) | Error::Image(text) => Error::Document(format!("{entry}: {text}")),
        other => other,
    }
}

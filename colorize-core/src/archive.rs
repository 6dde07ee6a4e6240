//! Zip files that hold what is ours, read without trust.

use std::io::{Cursor, Read as _, Write as _};

use zip::result::ZipError;
use zip::write::SimpleFileOptions;
use zip::{CompressionMethod, DateTime, ZipArchive, ZipWriter};

use crate::{Error, Limits, Raster, Result};

/// The most entries that a file may have: more layers than any paint program makes.
const MOST: usize = 10_000;
/// Texts may take such a part of [`Limits::bytes`]: what is read from them takes more.
const TEXT_PART: u64 = 16;

/// A zip file that is being read. Entries are found by name, and nothing is ever written to where they say.
pub(crate) struct Archive<'a> {
    zip: ZipArchive<Cursor<&'a [u8]>>,
    limits: Limits,
}

impl<'a> Archive<'a> {
    /// Looks at what the file says of itself, before anything is unpacked.
    ///
    /// `what` it is to be, such as `an OpenRaster file`, is told if it is none.
    pub(crate) fn new(bytes: &'a [u8], limits: &Limits, what: &str) -> Result<Self> {
        let wrong = |text: String| Err(Error::Document(text));
        if !bytes.starts_with(b"PK\x03\x04") {
            return wrong(format!("not {what}: it is no zip file"));
        }
        let mut zip = ZipArchive::new(Cursor::new(bytes))
            .map_err(|error| Error::Document(format!("not {what}, or one that was cut short: {error}")))?;
        if zip.len() > MOST {
            return Err(Error::Limit(format!("{} entries are over the limit of {MOST}", zip.len())));
        }
        if zip.has_duplicate_names() {
            return wrong("damaged file: two entries have one name".into());
        }
        for number in 0..zip.len() {
            let entry = zip.by_index_raw(number).map_err(damaged)?;
            let name = String::from_utf8_lossy(entry.name_raw()).into_owned();
            let outside = name.starts_with('/') || name.contains(['\\', ':', '\0']);
            if outside || name.split('/').any(|part| part == "..") {
                return wrong(format!(
                    "the entry `{}` names a place outside of the file",
                    name.escape_debug()
                ));
            }
        }
        if zip.has_overlapping_entries().map_err(damaged)? {
            return wrong("damaged file: entries lie over each other".into());
        }
        Ok(Self { zip, limits: *limits })
    }

    /// A text in UTF-8; `None` if there is no such entry.
    pub(crate) fn text(&mut self, name: &str) -> Result<Option<String>> {
        let Some(bytes) = self.bytes(name, self.limits.bytes / TEXT_PART)? else { return Ok(None) };
        let text = String::from_utf8(bytes);
        text.map(Some).map_err(|_| Error::Document(format!("{name}: the text is not UTF-8")))
    }

    /// A picture; `None` if there is no such entry.
    pub(crate) fn picture(&mut self, name: &str) -> Result<Option<Raster>> {
        let Some(bytes) = self.bytes(name, self.limits.bytes)? else { return Ok(None) };
        Raster::decode(&bytes, &self.limits).map(Some).map_err(|error| match error {
            Error::Limit(text) => Error::Limit(format!("{name}: {text}")),
            other => Error::Document(format!("{name}: {other}")),
        })
    }

    /// The bytes of an entry, `most` at most, whatever it says of its size.
    fn bytes(&mut self, name: &str, most: u64) -> Result<Option<Vec<u8>>> {
        let entry = match self.zip.by_name(name) {
            Ok(entry) => entry,
            Err(ZipError::FileNotFound) => return Ok(None),
            Err(error) => return Err(damaged(error)),
        };
        let mut bytes = Vec::new();
        let read = entry.take(most.saturating_add(1)).read_to_end(&mut bytes);
        read.map_err(|error| Error::Document(format!("{name}: damaged: {error}")))?;
        if bytes.len() as u64 > most {
            let text = format!("{name}: more than {most} bytes are over the limit; raise `Limits::bytes`");
            return Err(Error::Limit(text));
        }
        Ok(Some(bytes))
    }
}

/// A zip file that is being written. All entries are of one and the same time, so that equal contents are equal files.
pub(crate) struct Writer {
    zip: ZipWriter<Cursor<Vec<u8>>>,
}

impl Writer {
    /// Begins with the entry that tells what kind of file it is.
    pub(crate) fn new(mime_type: &str) -> Result<Self> {
        let mut file = Self { zip: ZipWriter::new(Cursor::new(Vec::new())) };
        file.put("mimetype", mime_type.as_bytes())?;
        Ok(file)
    }

    /// Stores what is packed by itself.
    pub(crate) fn put(&mut self, name: &str, bytes: &[u8]) -> Result<()> {
        self.write(name, bytes, CompressionMethod::Stored)
    }

    /// Packs a text.
    pub(crate) fn put_text(&mut self, name: &str, text: &str) -> Result<()> {
        self.write(name, text.as_bytes(), CompressionMethod::Deflated)
    }

    fn write(&mut self, name: &str, bytes: &[u8], method: CompressionMethod) -> Result<()> {
        let options = SimpleFileOptions::default()
            .compression_method(method)
            .last_modified_time(DateTime::default())
            .unix_permissions(0o644)
            .large_file(bytes.len() as u64 >= u64::from(u32::MAX));
        self.zip.start_file(name, options).map_err(unwritable)?;
        self.zip.write_all(bytes).map_err(|error| unwritable(error.into()))
    }

    pub(crate) fn finish(self) -> Result<Vec<u8>> {
        Ok(self.zip.finish().map_err(unwritable)?.into_inner())
    }
}

fn damaged(error: ZipError) -> Error {
    match error {
        ZipError::InvalidArchive(text) => Error::Document(format!("damaged file: {text}")),
        other => Error::Document(format!("damaged file: {other}")),
    }
}

fn unwritable(error: ZipError) -> Error {
    Error::Document(format!("the file cannot be written: {error}"))
}

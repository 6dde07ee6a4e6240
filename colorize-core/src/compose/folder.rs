//! Layers as a folder of files.

use std::io::ErrorKind;
use std::path::{Path, PathBuf};

use super::layers::Layers;
use crate::{Error, Result, write_atomic};

/// What tells of the other files.
const INDEX: &str = "layers.json";
/// A file that not every run makes.
const WITHDRAW: &str = "withdraw.png";
/// Others.
const TEXTURE: &str = "texture.png";
const TONE: &str = "tone.png";

impl Layers {
    /// Writes `line.png`, `flats.png`, `shade.png` (RGBA8), `regions.png` (16-bit grey), `labels.png`,
    /// `confidence.png` (8-bit grey) and `layers.json` into `folder`, which is made if it is missing; and
    /// `withdraw.png` (RGBA8) if regions were to be withdrawn, `tone.png` (RGBA8) if the drawing has shading of its own,
    /// `texture.png` (RGBA8) if hints asked for textures, patterns or gradations.
    ///
    /// All files are written under other names first and then take theirs, `layers.json` last: if a file cannot be
    /// written, the folder stays as it was. What of the last three an earlier run left, as its
    /// `layers.json` tells, is removed if there is none now.
    ///
    /// # Errors
    /// [`Error::Io`] if a file cannot be written, [`Error::Limit`] if there are more regions than 16 bits tell apart.
    pub fn write(&self, folder: impl AsRef<Path>) -> Result<()> {
        let folder = folder.as_ref();
        let regions = self.regions_16()?;
        std::fs::create_dir_all(folder).map_err(Error::io(folder))?;
        let mut staged = Staged::new(folder)?;
        staged.write("line.png", &self.line().encode_png()?)?;
        staged.write("flats.png", &self.flats().encode_png()?)?;
        staged.write("shade.png", &self.shade().encode_png()?)?;
        if let Some(withdraw) = self.withdraw() {
            staged.write(WITHDRAW, &withdraw.encode_png()?)?;
        }
        if let Some(texture) = self.texture() {
            staged.write(TEXTURE, &texture.encode_png()?)?;
        }
        if let Some(tone) = self.tone() {
            staged.write(TONE, &tone.encode_png()?)?;
        }
        staged.write("regions.png", &regions.encode_png()?)?;
        staged.write("labels.png", &self.labels().encode_png()?)?;
        staged.write("confidence.png", &self.confidence().encode_png()?)?;
        staged.write(INDEX, self.to_json().as_bytes())?;
        let made = [
            (WITHDRAW, self.withdraw().is_some()),
            (TONE, self.tone().is_some()),
            (TEXTURE, self.texture().is_some()),
        ];
        let stale = made.into_iter().filter(|&(name, made)| !made && wrote(folder, name));
        let stale: Vec<PathBuf> = stale.map(|(name, _)| folder.join(name)).collect();
        staged.publish(&stale)
    }
}

/// Files of a folder that do not have their names yet.
struct Staged {
    folder: PathBuf,
    names: Vec<&'static str>,
    /// Inside `folder`, so that renaming moves no bytes; removed in the end, whatever happens.
    place: tempfile::TempDir,
}

impl Staged {
    fn new(folder: &Path) -> Result<Self> {
        let place = tempfile::Builder::new().prefix(".layers-").tempdir_in(folder);
        Ok(Self { folder: folder.to_owned(), names: Vec::new(), place: place.map_err(Error::io(folder))? })
    }

    fn write(&mut self, name: &'static str, bytes: &[u8]) -> Result<()> {
        write_atomic(&self.place.path().join(name), bytes).map_err(|error| match error {
            Error::Io { source, .. } => Error::io(self.folder.join(name))(source),
            other => other,
        })?;
        self.names.push(name);
        Ok(())
    }

    /// Gives the files their names, in the order in which they were written; removes `stale` before the last.
    fn publish(self, stale: &[PathBuf]) -> Result<()> {
        let rename = |name: &str| {
            let path = self.folder.join(name);
            std::fs::rename(self.place.path().join(name), &path).map_err(Error::io(path))
        };
        let (last, others) = self.names.split_last().expect("files were written");
        others.iter().try_for_each(|name| rename(name))?;
        for stale in stale {
            match std::fs::remove_file(stale) {
                Err(error) if error.kind() != ErrorKind::NotFound => return Err(Error::io(stale)(error)),
                _ => {}
            }
        }
        rename(last)
    }
}

/// Whether the `layers.json` in a folder lists such a file. A file of that name without it is somebody else's.
fn wrote(folder: &Path, name: &str) -> bool {
    let text = std::fs::read(folder.join(INDEX)).unwrap_or_default();
    let index: serde_json::Value = serde_json::from_slice(&text).unwrap_or_default();
    let mut layers = index["layers"].as_array().into_iter().flatten();
    layers.any(|layer| layer[0] == name)
}

#[cfg(test)]
mod tests {
    use super::super::layers::tests::{layers, withdrawn};
    use super::*;

    /// The names in a folder, in order.
    fn names(folder: &Path) -> Vec<String> {
        let entries = std::fs::read_dir(folder).unwrap();
        let mut names: Vec<_> =
            entries.map(|entry| entry.unwrap().file_name().into_string().unwrap()).collect();
        names.sort();
        names
    }

    const ALWAYS: [&str; 7] =
        ["confidence.png", "flats.png", "labels.png", "layers.json", "line.png", "regions.png", "shade.png"];

    #[test]
    fn slashes_of_an_earlier_run_do_not_stay() {
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("new/layers");
        withdrawn().write(&path).unwrap();
        assert_eq!(names(&path), [&ALWAYS[..], &["withdraw.png"]].concat());
        layers().write(&path).unwrap();
        assert_eq!(names(&path), ALWAYS);
        layers().write(&path).unwrap();
        assert_eq!(names(&path), ALWAYS);
    }

    #[test]
    fn foreign_files_stay() {
        let folder = tempfile::tempdir().unwrap();
        for index in [None, Some("{}"), Some("no JSON"), Some("[[\"withdraw.png\"]]")] {
            std::fs::write(folder.path().join(WITHDRAW), b"mine").unwrap();
            if let Some(index) = index {
                std::fs::write(folder.path().join(INDEX), index).unwrap();
            }
            layers().write(folder.path()).unwrap();
            assert_eq!(std::fs::read(folder.path().join(WITHDRAW)).unwrap(), b"mine");
        }
    }

    #[test]
    fn a_run_that_fails_leaves_the_folder_as_it_was() {
        let folder = tempfile::tempdir().unwrap();
        withdrawn().write(folder.path()).unwrap();
        let before = std::fs::read(folder.path().join(WITHDRAW)).unwrap();
        let mut staged = Staged::new(folder.path()).unwrap();
        staged.write(WITHDRAW, b"half").unwrap();
        drop(staged);
        assert_eq!(std::fs::read(folder.path().join(WITHDRAW)).unwrap(), before);
        assert_eq!(names(folder.path()).len(), 8);
    }

    #[test]
    fn files_that_cannot_be_written_are_named() {
        let folder = tempfile::tempdir().unwrap();
        std::fs::create_dir_all(folder.path().join("line.png/in it")).unwrap();
        let error = layers().write(folder.path()).unwrap_err().to_string();
        assert!(error.starts_with(&folder.path().join("line.png").display().to_string()), "{error}");
        assert_eq!(names(folder.path()), ["line.png"]);
    }
}

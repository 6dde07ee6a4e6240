use std::collections::HashSet;
use std::fs;
use std::path::{Path, PathBuf};

use colorize_core::write_atomic;
use tempfile::TempDir;

use crate::failure::Failure;

/// The layers that only some runs make, and the file that tells of all layers.
const SOME: [&str; 3] = ["withdraw.png", "tone.png", "texture.png"];
const INDEX: &str = "layers.json";

/// Finds what is wrong with the files to be written before any work is done for them.
///
/// They must be PNG by name, in folders that can be written, no two the same, and none the drawing.
pub fn check<'a>(drawing: Option<&Path>, files: impl IntoIterator<Item = &'a Path>) -> Result<(), Failure> {
    check_kinds(drawing, files.into_iter().map(|path| (path, &["png"][..])))
}

/// The same for files of other kinds, each with the ends its name may have.
pub fn check_kinds<'a>(
    drawing: Option<&Path>,
    files: impl IntoIterator<Item = (&'a Path, &'a [&'a str])>,
) -> Result<(), Failure> {
    let drawing = drawing.and_then(|path| path.canonicalize().ok());
    let mut seen = HashSet::new();
    for (path, kinds) in files {
        let shown = path.display();
        let fits = |kind: &&str| path.extension().is_some_and(|end| end.eq_ignore_ascii_case(kind));
        if !kinds.iter().any(fits) {
            let names: Vec<_> = kinds.iter().map(|kind| kind.to_uppercase()).collect();
            let (names, ends) = (names.join(" or "), kinds.join(" and ."));
            return Err(Failure::argument(format!(
                "`{shown}` is no {names} file name; only .{ends} can be written"
            )));
        }
        if path.is_dir() {
            return Err(Failure::output(format!("cannot write {shown}: it is a folder")));
        }
        probe(path)?;
        // The file need not be there yet; its folder is.
        let folder = folder(path).canonicalize().unwrap_or_default();
        let full = folder.join(path.file_name().unwrap_or_default());
        if drawing.is_some() && drawing == full.canonicalize().ok() {
            return Err(Failure::argument(format!("`{shown}` is the drawing itself; give another name")));
        }
        if !seen.insert(full) {
            return Err(Failure::argument(format!("`{shown}` would be written twice; give another name")));
        }
    }
    Ok(())
}

/// Writes a file, whole or not at all.
pub fn write(path: &Path, bytes: &[u8]) -> Result<(), Failure> {
    write_atomic(path, bytes).map_err(Failure::writing)
}

/// Makes a folder, if it is not there.
pub fn make_folder(path: &Path) -> Result<(), Failure> {
    fs::create_dir_all(path).map_err(|error| unwritable(path, &error))
}

/// A folder that is filled out of sight and then takes its place.
pub struct Folder {
    place: PathBuf,
    filling: TempDir,
}

impl Folder {
    /// Begins a folder, or new files for one that is there.
    pub fn new(place: PathBuf) -> Result<Self, Failure> {
        if place.exists() && !place.is_dir() {
            return Err(Failure::output(format!("cannot write {}: it is no folder", place.display())));
        }
        let mut builder = tempfile::Builder::new();
        builder.prefix(".colorize-");
        #[cfg(unix)]
        builder.permissions(std::os::unix::fs::PermissionsExt::from_mode(0o755));
        let filling = builder.tempdir_in(folder(&place)).map_err(|error| unwritable(&place, &error))?;
        Ok(Self { place, filling })
    }

    /// Where to write for now.
    pub fn path(&self) -> &Path {
        self.filling.path()
    }

    /// Puts all files into place; other files that are there already stay, but for layers of an earlier run that this one did not make.
    pub fn publish(self) -> Result<(), Failure> {
        move_into(self.filling.path(), &self.place)
            .map_err(|error| Failure::output(format!("cannot write {}: {error}", self.place.display())))
    }
}

fn move_into(from: &Path, to: &Path) -> std::io::Result<()> {
    if !(from.is_dir() && to.is_dir()) {
        return fs::rename(from, to);
    }
    for name in SOME {
        if is_stale(&to.join(name), name, from) {
            fs::remove_file(to.join(name))?;
        }
    }
    for entry in fs::read_dir(from)? {
        let entry = entry?;
        move_into(&entry.path(), &to.join(entry.file_name()))?;
    }
    Ok(())
}

/// Whether a layer is of an earlier run that gives way to those in `new`, which have none: its `layers.json` tells.
fn is_stale(layer: &Path, name: &str, new: &Path) -> bool {
    if !layer.is_file() || new.join(name).exists() || !new.join(INDEX).is_file() {
        return false;
    }
    let index = fs::read_to_string(layer.with_file_name(INDEX)).unwrap_or_default();
    index.contains(&format!("\"{name}\""))
}

/// Whether files can be made beside `path`: tried, since permissions alone do not tell.
fn probe(path: &Path) -> Result<(), Failure> {
    tempfile::tempfile_in(folder(path)).map(drop).map_err(|error| unwritable(path, &error))
}

fn unwritable(path: &Path, error: &std::io::Error) -> Failure {
    let (shown, folder) = (path.display(), folder(path));
    Failure::output(match folder.is_dir() {
        true => format!("cannot write {shown}: {error}"),
        false => format!("cannot write {shown}: there is no folder `{}`; make it first", folder.display()),
    })
}

fn folder(path: &Path) -> &Path {
    path.parent().filter(|folder| !folder.as_os_str().is_empty()).unwrap_or(Path::new("."))
}

use std::fs::File;
use std::io::{self, Read as _, Write as _};
use std::path::Path;

use super::limits::Limits;
use crate::error::{Error, Result};

/// Writes `bytes` to `path`, whole or not at all: whoever reads `path` sees the old file or the new one.
///
/// The bytes go to a new file in the same folder (mode 0644, less the umask), which takes the
/// name once they are on the disk. A symbolic link at `path` is replaced, not followed.
///
/// A process that is killed meanwhile leaves the new file, as `.NAME.tmp-` and six letters; it can be removed.
///
/// # Errors
/// [`Error::Io`] if the folder is missing or cannot be written; `path` is then as it was.
pub fn write_atomic(path: &Path, bytes: &[u8]) -> Result<()> {
    write_whole(path, |file| file.write_all(bytes))
}

/// The same with whatever `fill` writes, unless it fails.
fn write_whole(path: &Path, fill: impl FnOnce(&mut File) -> io::Result<()>) -> Result<()> {
    let folder = path.parent().filter(|folder| !folder.as_os_str().is_empty()).unwrap_or(Path::new("."));
    let name = path.file_name().unwrap_or_default().to_string_lossy();
    let short: String = name.chars().take(50).collect(); // or a long name would be too long
    let prefix = format!(".{short}.tmp-");
    let mut builder = tempfile::Builder::new();
    builder.prefix(&prefix);
    #[cfg(unix)]
    let mode = std::os::unix::fs::PermissionsExt::from_mode(0o644);
    #[cfg(unix)]
    builder.permissions(mode);
    let mut file = builder.tempfile_in(folder).map_err(Error::io(path))?;
    fill(file.as_file_mut()).map_err(Error::io(path))?;
    file.as_file().sync_all().map_err(Error::io(path))?;
    file.persist(path).map_err(|failure| Error::io(path)(failure.error))?;
    // The new name, too; where folders cannot be synced, the system sees to it.
    #[cfg(unix)]
    let _ = File::open(folder).and_then(|folder| folder.sync_all());
    Ok(())
}

/// Reads a file that may have as many bytes as `limits` say.
///
/// # Errors
/// [`Error::Io`] if it cannot be read, [`Error::Limit`] if it has more.
pub(crate) fn read_limited(path: &Path, limits: &Limits) -> Result<Vec<u8>> {
    let file = File::open(path).map_err(Error::io(path))?;
    let mut bytes = Vec::new();
    file.take(limits.bytes.saturating_add(1)).read_to_end(&mut bytes).map_err(Error::io(path))?;
    match bytes.len() as u64 > limits.bytes {
        true => Err(Error::Limit(format!(
            "{}: the file is over the limit of {} bytes; raise `Limits::bytes`",
            path.display(),
            limits.bytes
        ))),
        false => Ok(bytes),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    /// A disk that is full after so many bytes, at every one of them.
    #[test]
    fn a_write_that_fails_anywhere_leaves_the_old_file() {
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("drawing.ora");
        std::fs::write(&path, "old").unwrap();
        let new: Vec<u8> = (0..200).collect();
        for room in 0..new.len() {
            let full = |file: &mut File| {
                file.write_all(&new[..room])?;
                Err(io::ErrorKind::StorageFull.into())
            };
            let error = write_whole(&path, full).unwrap_err();
            assert!(matches!(&error, Error::Io { path: named, .. } if *named == path), "{error}");
            assert_eq!(std::fs::read(&path).unwrap(), b"old", "after {room} bytes");
        }
        assert_eq!(std::fs::read_dir(folder.path()).unwrap().count(), 1, "no temporary file stays");
        write_atomic(&path, &new).unwrap();
        assert_eq!(std::fs::read(&path).unwrap(), new);
    }

    /// What is left of it if the process is killed tells what it is of.
    #[test]
    fn the_temporary_file_is_named_after_the_file() {
        let folder = tempfile::tempdir().unwrap();
        write_whole(&folder.path().join("drawing.ora"), |_| {
            let mut names = std::fs::read_dir(folder.path())?.map(|entry| entry.unwrap().file_name());
            let name = names.next().unwrap().into_string().unwrap();
            assert!(name.starts_with(".drawing.ora.tmp-") && name.len() == 23, "{name}");
            Ok(())
        })
        .unwrap();
        write_atomic(&folder.path().join("ü".repeat(127)), b"as long as a name may be").unwrap();
    }
}

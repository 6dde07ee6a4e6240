use std::io::Write as _;
use std::path::Path;

use crate::error::{Error, Result};

/// Writes `bytes` to `path`, whole or not at all: whoever reads `path` sees the old file or the new one.
///
/// The bytes go to a new file in the same folder (mode 0644, less the umask), which then takes the
/// name. A symbolic link at `path` is replaced, not followed.
///
/// # Errors
/// [`Error::Io`] if the folder is missing or cannot be written; `path` is then as it was.
pub fn write_atomic(path: &Path, bytes: &[u8]) -> Result<()> {
    let folder = path.parent().filter(|folder| !folder.as_os_str().is_empty()).unwrap_or(Path::new("."));
    let mut builder = tempfile::Builder::new();
    #[cfg(unix)]
    let mode = std::os::unix::fs::PermissionsExt::from_mode(0o644);
    #[cfg(unix)]
    builder.permissions(mode);
    let mut file = builder.tempfile_in(folder).map_err(Error::io(path))?;
    file.write_all(bytes).map_err(Error::io(path))?;
    file.as_file().sync_all().map_err(Error::io(path))?;
    file.persist(path).map_err(|failure| Error::io(path)(failure.error))?;
    Ok(())
}

use std::path::{Path, PathBuf};

/// Why a call failed, by who has to act.
#[derive(Debug, thiserror::Error)]
#[non_exhaustive]
pub enum Error {
    /// The caller passed a value out of range or values that do not fit together.
    #[error("{0}")]
    InvalidArgument(String),
    /// A picture is over a pixel or memory limit; the limits can be raised.
    #[error("{0}")]
    Limit(String),
    /// A picture cannot be decoded or encoded.
    #[error("{0}")]
    Image(String),
    /// The file of a document or of a library of styles is damaged, hostile, of a later version, or no such file.
    #[error("{0}")]
    Document(String),
    /// A model file is damaged, or holds another network than the one asked for.
    #[error("{0}")]
    Model(String),
    /// The device is not compiled in or not present.
    #[error("{0}")]
    Device(String),
    /// A file cannot be read or written.
    #[error("{path}: {source}")]
    Io {
        /// The file.
        path: PathBuf,
        /// What the system said.
        source: std::io::Error,
    },
    /// The progress callback asked to stop.
    #[error("cancelled")]
    Cancelled,
}

/// The one of `all` that `name_of` calls `name`.
///
/// # Errors
/// [`Error::InvalidArgument`] with all names if there is none; `noun` is what one of them is called.
pub(crate) fn named<T: Copy>(
    noun: &str,
    all: &[T],
    name_of: impl Fn(T) -> &'static str,
    name: &str,
) -> Result<T> {
    all.iter().copied().find(|&one| name_of(one) == name).ok_or_else(|| {
        let known: Vec<_> = all.iter().map(|&one| name_of(one)).collect();
        Error::InvalidArgument(format!("unknown {noun} `{name}`; the {noun}s are {}", known.join(", ")))
    })
}

impl Error {
    /// An [`Error::Io`] about `path`; made for `map_err`.
    pub fn io(path: impl AsRef<Path>) -> impl FnOnce(std::io::Error) -> Self {
        let path = path.as_ref().to_owned();
        move |source| Self::Io { path, source }
    }
}

/// The library's result.
pub type Result<T, E = Error> = std::result::Result<T, E>;

use std::path::Path;
use std::process::ExitCode;

use colorize_core::Error;

/// Why the tool stops: one line for the user and the exit code.
#[derive(Debug)]
pub struct Failure {
    code: u8,
    message: String,
}

impl Failure {
    /// An option or argument is wrong.
    pub fn argument(message: impl Into<String>) -> Self {
        Self { code: 2, message: message.into() }
    }

    /// Some of several pictures cannot be read; the others are done.
    pub fn some(message: impl Into<String>) -> Self {
        Self { code: 3, message: message.into() }
    }

    /// A model file cannot be used.
    pub fn model(message: impl Into<String>) -> Self {
        Self { code: 4, message: message.into() }
    }

    /// A file cannot be written.
    pub fn output(message: impl Into<String>) -> Self {
        Self { code: 5, message: message.into() }
    }

    /// What is to be worked on cannot be opened.
    pub fn opening(error: impl Into<Self>) -> Self {
        Self { code: 6, ..error.into() }
    }

    /// What [`Error`] says that came up while writing.
    pub fn writing(error: Error) -> Self {
        match error {
            Error::Io { path, source } => Self::output(format!("cannot write {}: {source}", path.display())),
            other => other.into(),
        }
    }

    /// What clap says, on one line.
    pub fn usage(error: &clap::Error) -> Self {
        let text = error.to_string();
        let said = |line: &&str| !line.starts_with("Usage:") && !line.starts_with("For more information");
        let lines: Vec<_> =
            text.lines().take_while(said).map(str::trim).filter(|line| !line.is_empty()).collect();
        let line = lines.join(" ").replace(" tip: ", "; tip: ");
        Self::argument(format!("{}; see --help", line.strip_prefix("error: ").unwrap_or(&line)))
    }

    /// The same with the file that it is about in front.
    pub fn within(self, path: &Path) -> Self {
        Self { message: format!("{}: {}", path.display(), self.message), ..self }
    }

    /// The line for the user.
    pub fn message(&self) -> &str {
        &self.message
    }

    /// Whether the user stopped the tool, or nothing can be written: no reason to go on with other pictures.
    pub fn ends_all(&self) -> bool {
        [5, 130].contains(&self.code)
    }

    /// Tells the user.
    pub fn report(self) -> ExitCode {
        eprintln!("colorize: {}", self.message.replace('\n', " "));
        self.code.into()
    }
}

impl From<Error> for Failure {
    fn from(error: Error) -> Self {
        let code = match error {
            Error::InvalidArgument(_) => 2,
            Error::Model(_) | Error::Device(_) => 4,
            Error::Cancelled => 130,
            _ => 3,
        };
        let message = match error {
            Error::Io { path, source } => format!("cannot read {}: {source}", path.display()),
            // The library names its own fields; here one option raises both limits.
            Error::Limit(text) => text
                .replace("`Limits::pixels`", "--max-megapixels")
                .replace("`Limits::bytes`", "--max-megapixels"),
            other => other.to_string(),
        };
        Self { code, message }
    }
}

//! Names of numbered files, and which numbers of them are meant.

use std::collections::BTreeSet;
use std::path::{Path, PathBuf};
use std::str::FromStr;

/// Files that differ by a number in their names: `shot.####.png`, as many digits as there are signs, zeros in front.
#[derive(Clone, Debug)]
pub struct Pattern {
    folder: PathBuf,
    before: String,
    digits: usize,
    after: String,
}

impl FromStr for Pattern {
    type Err = String;

    fn from_str(text: &str) -> Result<Self, String> {
        let path = Path::new(text);
        let name = path.file_name().unwrap_or_default().to_string_lossy();
        let (Some(first), Some(last)) = (name.find('#'), name.rfind('#')) else {
            return Err(format!("`{text}` has no place for the number; write shot.####.png"));
        };
        let digits = last + 1 - first;
        if name[first..=last].chars().any(|sign| sign != '#') {
            return Err(format!("`{text}` has two places for the number"));
        }
        let folder = path.parent().unwrap_or(Path::new("")).to_owned();
        Ok(Self { folder, before: name[..first].into(), digits, after: name[last + 1..].into() })
    }
}

impl Pattern {
    /// The file of a number.
    pub fn path(&self, number: u32) -> PathBuf {
        let Self { folder, before, digits, after } = self;
        folder.join(format!("{before}{number:0digits$}{after}"))
    }

    /// The name of that file without its ending.
    pub fn stem(&self, number: u32) -> String {
        self.path(number).file_stem().unwrap_or_default().to_string_lossy().into_owned()
    }

    /// The numbers of the files that are there.
    pub fn numbers(&self) -> std::io::Result<BTreeSet<u32>> {
        let folder = if self.folder.as_os_str().is_empty() { Path::new(".") } else { &self.folder };
        let mut found = BTreeSet::new();
        for entry in std::fs::read_dir(folder)? {
            let name = entry?.file_name();
            found.extend(name.to_str().and_then(|name| self.number(name)));
        }
        Ok(found)
    }

    fn number(&self, name: &str) -> Option<u32> {
        let digits = name.strip_prefix(&*self.before)?.strip_suffix(&*self.after)?;
        let fits = digits.bytes().all(|sign| sign.is_ascii_digit())
            && (digits.len() == self.digits || (digits.len() > self.digits && !digits.starts_with('0')));
        digits.parse().ok().filter(|_| fits)
    }
}

/// Which frames are meant: `1-48`, every second of them `1-48x2`, several `1-12,20,30-40`.
#[derive(Clone, Debug)]
pub struct Frames(BTreeSet<u32>);

/// The most frames that can be asked for.
const MOST: u32 = 1_000_000;

impl FromStr for Frames {
    type Err = String;

    fn from_str(text: &str) -> Result<Self, String> {
        let mut frames = BTreeSet::new();
        for part in text.split(',') {
            let wrong = || format!("`{part}` is no range of frames; write 1-48, 1-48x2 or 7");
            let number = |text: &str| text.trim().parse::<u32>().map_err(|_| wrong());
            let (range, step) =
                part.split_once('x').map_or((part, Ok(1)), |(range, step)| (range, number(step)));
            let (first, last) = range.split_once('-').unwrap_or((range, range));
            let (first, last, step) = (number(first)?, number(last)?, step?);
            if last < first || step == 0 {
                return Err(wrong());
            }
            if last - first >= MOST {
                return Err(format!("`{part}` are more than {MOST} frames"));
            }
            frames.extend((first..=last).step_by(step as usize));
        }
        Ok(Self(frames))
    }
}

impl Frames {
    pub fn numbers(&self) -> &BTreeSet<u32> {
        &self.0
    }
}

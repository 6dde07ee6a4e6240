//! Colour sheets of either format.

use super::ColorSheet;
use super::gimp::MAGIC;
use crate::Result;

impl ColorSheet {
    /// Reads a sheet from the text of a file: a GIMP palette, if it says so, or JSON.
    ///
    /// # Errors
    /// Those of [`ColorSheet::from_gimp`] and [`ColorSheet::from_json`].
    pub fn from_text(text: &str) -> Result<Self> {
        let text = text.trim_start_matches('\u{feff}');
        if text.starts_with(MAGIC) { Self::from_gimp(text) } else { Self::from_json(text) }
    }
}

//! A colour sheet from a coloured picture of a drawing.

use super::Session;
use crate::sheet::ColorSheet;
use crate::sheet::pick::pick;
use crate::{Raster, Result};

impl ColorSheet {
    /// Takes the colours of a coloured picture, by the parts that its drawing shows: `session` has read the drawing, or
    /// the picture itself.
    ///
    /// The colours of a part are those that cover most of its flat places, the commonest first; a darker and a lighter
    /// one of the same hue are its shadow and highlight. The ground is left out.
    ///
    /// # Errors
    /// [`crate::Error::InvalidArgument`] if the picture and the drawing differ in size.
    pub fn from_picture(session: &Session, picture: &Raster) -> Result<Self> {
        let numbers: Vec<usize> = session.readings.iter().map(|reading| reading.number).collect();
        pick(&session.regions, session.engine.labels(), &numbers, picture)
    }
}

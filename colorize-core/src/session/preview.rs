//! What a colouring would give each region, without the picture.

use super::{Choice, ColorOptions, Session};
use crate::hint::Prompt;
use crate::layers::Origin;
use crate::{Result, Rgb, compose};

impl Session {
    /// Tells the colours [`Session::color`] chooses for the regions, by id - 1, before the colouriser has
    /// its say; `None` is ground, or left to the colouriser. No network runs: fast enough to follow a pointer.
    ///
    /// # Errors
    /// As [`Session::color`].
    pub fn flat_colors(&self, prompt: &Prompt, options: &ColorOptions) -> Result<Vec<Option<Rgb>>> {
        options.check()?;
        Ok(self.choose(prompt, options)?.iter().map(|choice| choice.color).collect())
    }

    /// Tells the colours the colouriser would give the regions, by id - 1, if it knew the hints and
    /// nothing else: no region follows a hint, and no palette is used.
    ///
    /// # Errors
    /// As [`Session::color`].
    pub fn network_colors(&self, prompt: &Prompt, options: &ColorOptions) -> Result<Vec<Rgb>> {
        let light = options.check()?;
        let choice = |hinted: &Option<(Rgb, f32)>| match *hinted {
            Some((color, strength)) => Choice { color: Some(color), origin: Origin::Hint, strength },
            None => Choice { color: None, origin: Origin::Network, strength: 0.0 },
        };
        let chosen: Vec<Choice> = self.hinted(prompt)?.iter().map(choice).collect();
        let paint = self.paint(light, &chosen);
        Ok(compose::region_colors(&self.regions, &paint, self.scale))
    }
}

//! What a colouring would give each region, without the picture.

use super::{Choice, ColorOptions, Hinted, Session};
use crate::compose::Origin;
use crate::network::prompt_map::Strength;
use crate::prompt::Prompt;
use crate::{Result, Rgb, compose};

impl Session {
    /// Tells the colours [`Session::color`] chooses for the regions, by id - 1, before the colouriser has
    /// its say; `None` is ground, withdrawn, or left to the colouriser. No network runs: fast enough to follow
    /// a pointer.
    ///
    /// # Errors
    /// As [`Session::color`].
    pub fn flat_colors(&self, prompt: &Prompt, options: &ColorOptions) -> Result<Vec<Option<Rgb>>> {
        options.check()?;
        let chosen = self.choose(prompt, options)?;
        Ok(chosen.iter().map(|choice| choice.normal().filter(|_| !choice.withdrawn)).collect())
    }

    /// Tells the colours the colouriser would give the regions, by id - 1, if it knew the hints and
    /// nothing else: no region follows a hint, and no palette is used.
    ///
    /// # Errors
    /// As [`Session::color`].
    pub fn network_colors(&self, prompt: &Prompt, options: &ColorOptions) -> Result<Vec<Rgb>> {
        let light = options.check()?;
        let choice = |hinted: &Option<Hinted>| {
            let (color, origin, strength) = match *hinted {
                Some(Hinted { color, strength, .. }) => {
                    (Some(color.into()), Origin::Hint, Strength::HINT * strength)
                }
                None => (None, Origin::Network, 0.0),
            };
            Choice { color, origin, strength, certainty: None, withdrawn: false }
        };
        let chosen: Vec<Choice> = self.hinted(prompt)?.iter().map(choice).collect();
        let paint = self.paint(light, &chosen);
        Ok(compose::region_colors(&self.regions, &paint, self.scale))
    }
}

use std::sync::PoisonError;

use super::Document;
use super::choice::Choice;
use crate::compose::Origin;
use crate::engine::{ColorizerInput, Paint};
use crate::network::colorizer::{COLORIZER_OUTPUTS, LIGHT};
use crate::network::prompt_map::PromptMap;
use crate::style::LocalStyle;
use crate::{Plane, Rgb};

impl Document {
    /// What the colouriser makes of the choices.
    pub(super) fn paint(&self, light: [f32; LIGHT], chosen: &[Choice]) -> Paint {
        let slot = || self.cache.lock().unwrap_or_else(PoisonError::into_inner);
        // Taken while it is in use: another thread that colours meanwhile computes all anew.
        let mut cache = slot().take();
        let prompt = self.prompt_map(chosen);
        let (working, labels) = self.reading.colorizer_look();
        let input = ColorizerInput { ink: working.ink(), light, prompt: &prompt, labels };
        let paint = self.reading.engine().paint(&input, Some(&mut cache));
        *slot() = cache;
        paint
    }

    /// A colouring that says nothing.
    pub(super) fn unpainted(&self) -> Paint {
        let (working, _) = self.reading.colorizer_look();
        Paint(Plane::filled(working.ink().width(), working.ink().height(), [0.0; COLORIZER_OUTPUTS]))
    }

    /// All that is known of the regions' styles, at a quarter of what the colouriser sees.
    fn prompt_map(&self, chosen: &[Choice]) -> PromptMap {
        let (working, _) = self.reading.colorizer_look();
        let (width, height) = (working.ink().width() / 4, working.ink().height() / 4);
        let mut map = PromptMap::empty(width, height);
        let at = |cell: usize| ((cell as f32 + 0.5) * 4.0 / working.scale()) as usize;
        for y in 0..height {
            for x in 0..width {
                // Beyond the drawing the working picture is padded with paper.
                let Some(id) = self.reading.regions().at(at(x), at(y)) else { continue };
                let choice = &chosen[id as usize - 1];
                if choice.origin != Origin::Network {
                    // Ground counts as paper, whatever it is filled with: so it was learnt.
                    let color = choice.normal().filter(|_| choice.origin != Origin::Ground);
                    let style = LocalStyle::color(color.unwrap_or(Rgb::WHITE));
                    map.set(x, y, &style, choice.strength);
                }
            }
        }
        map
    }
}

//! What the colouriser is asked, and what it says.

use std::collections::BTreeMap;
use std::sync::PoisonError;

use super::Document;
use super::choice::Choice;
use crate::color::from_oklab;
use crate::compose::{Origin, region_colors};
use crate::engine::{ColorizerInput, Paint};
use crate::network::colorizer::{COLORIZER_OUTPUTS, LIGHT};
use crate::network::prompt_map::PromptMap;
use crate::reading::pieces;
use crate::sheet::PartColor;
use crate::sheet::propose::takes;
use crate::style::LocalStyle;
use crate::{Histogram, Label, Plane, Rgb};

/// What the colouriser is told of a region: its colour and how firmly; `None` for nothing.
pub(super) type Told = Option<(Rgb, f32)>;

impl Document {
    /// What the colouriser makes of the choices.
    pub(super) fn paint(&self, light: [f32; LIGHT], chosen: &[Choice]) -> Paint {
        let told: Vec<Told> = chosen.iter().map(told).collect();
        self.paint_told(light, &told, self.wishes.options.histogram.as_ref())
    }

    /// Finds the palette that suits the drawing in the colours of the options' histogram, if that was not done before: each
    /// part has what the colouriser gives it when it is told the histogram and nothing else.
    pub(super) fn find_palette(&mut self) {
        let engine = self.reading.engine();
        let Some(histogram) = self.wishes.options.histogram.as_ref().filter(|_| engine.hears_histograms())
        else {
            return;
        };
        if self.found().is_some() {
            return;
        }
        let (map, labels) = (self.reading.regions(), self.reading.region_labels());
        let paint = self.paint_told([0.0; LIGHT], &vec![None; map.len()], Some(histogram));
        let colors = region_colors(map, &paint, self.reading.colorizer_look().0.frame());
        let areas: Vec<u32> = map.regions().iter().map(|region| region.area).collect();
        let mut sheet = self.suited.clone();
        let mut sums = BTreeMap::<(Label, usize), [f32; 4]>::new();
        for ((label, piece), (color, area)) in
            labels.iter().zip(pieces(labels, &areas)).zip(colors.iter().zip(&areas))
        {
            let kin = label.label.kin();
            let sum = sums.entry((kin, piece % sheet.colors(kin).len().max(1))).or_default();
            let [l, a, b] = color.to_oklab();
            sum.iter_mut().zip([l, a, b, 1.0]).for_each(|(sum, v)| *sum += v * *area as f32);
        }
        let mean = |[l, a, b, n]: &[f32; 4]| PartColor::new(from_oklab([l / n, a / n, b / n]));
        for label in self.suited.labels().filter(|&label| takes(label) && label != Label::Background) {
            let own = self.suited.colors(label);
            let found = |piece: usize| sums.get(&(label.kin(), piece)).map_or(own[piece], mean);
            sheet.set(label, (0..own.len()).map(found).collect::<Vec<_>>());
        }
        self.found.push((histogram.clone(), sheet));
    }

    pub(super) fn paint_told(
        &self,
        light: [f32; LIGHT],
        told: &[Told],
        histogram: Option<&Histogram>,
    ) -> Paint {
        let slot = || self.cache.lock().unwrap_or_else(PoisonError::into_inner);
        // Taken while it is in use: another thread that colours meanwhile computes all anew.
        let mut cache = slot().take();
        let prompt = self.prompt_map(told);
        let (working, labels) = self.reading.colorizer_look();
        let input = ColorizerInput { ink: working.ink(), light, prompt: &prompt, labels, histogram };
        let paint = self.reading.engine().paint(&input, Some(&mut cache));
        *slot() = cache;
        paint
    }

    /// A colouring that says nothing.
    pub(super) fn unpainted(&self) -> Paint {
        let (working, _) = self.reading.colorizer_look();
        let [width, height] = working.size();
        Paint(Plane::filled(width, height, [0.0; COLORIZER_OUTPUTS]))
    }

    /// All that is known of the regions' styles, at a quarter of what the colouriser sees.
    fn prompt_map(&self, told: &[Told]) -> PromptMap {
        let (working, _) = self.reading.colorizer_look();
        let ([width, height], frame) = (working.size().map(|side| side / 4), working.frame().in_cells(4));
        let mut map = PromptMap::empty(width, height);
        for y in 0..height {
            for x in 0..width {
                // Beyond the drawing the working picture is padded with paper.
                let [column, row] = frame.pixel([x, y]);
                let Some(id) = self.reading.regions().at(column, row) else { continue };
                if let Some((color, strength)) = told[id as usize - 1] {
                    map.set(x, y, &LocalStyle::color(color), strength);
                }
            }
        }
        map
    }
}

pub(super) fn told(choice: &Choice) -> Told {
    match choice.origin {
        Origin::Network => None,
        // Ground counts as paper, whatever it is filled with: so it was learnt.
        Origin::Ground => Some((Rgb::WHITE, choice.strength)),
        _ => Some((choice.normal().unwrap_or(Rgb::WHITE), choice.strength)),
    }
}

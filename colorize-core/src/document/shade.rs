//! How regions are shaded, and how styles change the shade of those that hints give them.

use std::sync::{Arc, PoisonError};

use super::paint::{Told, told};
use super::{Document, RegionLabels};
use crate::compose::ShadeMap;
use crate::engine::Paint;
use crate::network::colorizer::LIGHT;
use crate::network::decoder::TOLD_CHANNELS;
use crate::style::{LocalStyle, STYLE_CHANNELS, StyleGroup, code};
use crate::{RegionMap, Result};

/// The groups that the decoder is told. All others are laid on, exactly.
const TOLD: [StyleGroup; 3] = [StyleGroup::Painting, StyleGroup::Highlight, StyleGroup::Shadow];

/// The shade of a drawing, and what it was made of.
pub(super) struct Shade {
    regions: Arc<RegionMap>,
    told: Vec<Told>,
    light: [f32; LIGHT],
    strength: f32,
    /// What the colouriser gave.
    paint: Paint,
    map: Arc<ShadeMap>,
    /// Of regions that have a style.
    styled: Vec<Styled>,
}

/// A style, the regions that have it, by id - 1, and how they are shaded.
#[derive(Clone)]
struct Styled {
    style: LocalStyle,
    regions: Vec<bool>,
    map: Arc<ShadeMap>,
}

impl Document {
    /// How all regions are shaded.
    ///
    /// The colouriser is told what is known without hints. It would shade a little otherwise if it knew them, all over
    /// the picture; this way a hint changes the regions that it colours and no other, and costs no run of a network.
    /// Styles change the shade of their regions.
    ///
    /// # Errors
    /// As [`Document::color`].
    pub(super) fn shade_map(&self, light: [f32; LIGHT], labels: &RegionLabels) -> Result<Arc<ShadeMap>> {
        let slot = || self.shade.lock().unwrap_or_else(PoisonError::into_inner);
        let (regions, strength) = (self.reading.shared_regions(), self.wishes.options.shade);
        let told: Vec<Told> = self.choose_without_hints(labels).iter().map(told).collect();
        let (working, _) = self.reading.colorizer_look();
        let same = |shade: &Shade| {
            Arc::ptr_eq(&shade.regions, &regions)
                && shade.map.frame() == working.frame()
                && [shade.paint.0.width(), shade.paint.0.height()] == working.size()
                && (shade.strength, shade.light) == (strength, light)
                && shade.told == told
        };
        // Taken while it is in use: another thread that colours meanwhile computes it anew.
        let before = slot().take().filter(same);
        let mut shade = before.unwrap_or_else(|| {
            let paint = match strength > 0.0 {
                true => self.paint_told(light, &told, None),
                false => self.unpainted(),
            };
            let map = Arc::new(ShadeMap::new(&regions, &paint, working.frame(), strength));
            Shade { regions, told, light, strength, paint, map, styled: Vec::new() }
        });
        let map = self.styled(&mut shade, labels)?;
        *slot() = Some(shade);
        Ok(map)
    }

    /// The shade with that of regions to which hints give styles. Each style is told alone: so a hint changes the regions
    /// that it means and no other.
    fn styled(&self, shade: &mut Shade, labels: &RegionLabels) -> Result<Arc<ShadeMap>> {
        let engine = self.reading.engine();
        let wanted = match shade.strength > 0.0 && engine.hears_styles() {
            true => self.styles(labels)?,
            false => Vec::new(),
        };
        let before = std::mem::take(&mut shade.styled);
        for (style, regions) in wanted {
            let same = |styled: &&Styled| styled.style == style && styled.regions == regions;
            shade.styled.push(match before.iter().find(same) {
                Some(styled) => styled.clone(),
                None => {
                    let (working, _) = self.reading.colorizer_look();
                    let mut paint = shade.paint.clone();
                    engine.style(&mut paint, working.ink(), &self.cells(&style, &regions));
                    let map = ShadeMap::new(&shade.regions, &paint, working.frame(), shade.strength);
                    Styled { style, regions, map: Arc::new(map) }
                }
            });
        }
        if shade.styled.is_empty() {
            return Ok(Arc::clone(&shade.map));
        }
        let with = |map: ShadeMap, styled: &Styled| map.with(&styled.map, &styled.regions);
        Ok(Arc::new(shade.styled.iter().fold(ShadeMap::clone(&shade.map), with)))
    }

    /// The styles that change the shade, each with its regions by id - 1; of two for one region the later holds.
    fn styles(&self, labels: &RegionLabels) -> Result<Vec<(LocalStyle, Vec<bool>)>> {
        let count = self.reading.regions().len();
        let mut styles: Vec<(LocalStyle, Vec<bool>)> = Vec::new();
        for hint in self.prompt().hints.iter().filter(|hint| hint.strength > 0.0) {
            let style = hint.style.only(&TOLD);
            if style.is_empty() {
                continue;
            }
            let meant = self.meant(&hint.place, labels)?;
            for (_, regions) in &mut styles {
                meant.iter().for_each(|&id| regions[id as usize - 1] = false);
            }
            let own = match styles.iter_mut().position(|(other, _)| *other == style) {
                Some(at) => &mut styles[at].1,
                None => {
                    styles.push((style, vec![false; count]));
                    &mut styles.last_mut().expect("it was put there").1
                }
            };
            meant.iter().for_each(|&id| own[id as usize - 1] = true);
        }
        styles.retain(|(_, regions)| regions.contains(&true));
        Ok(styles)
    }

    /// A style where its regions are, in cells of a quarter of what the colouriser sees, as the decoder takes them.
    fn cells(&self, style: &LocalStyle, regions: &[bool]) -> Vec<f32> {
        let (working, _) = self.reading.colorizer_look();
        let ([width, height], frame) = (working.size().map(|side| side / 4), working.frame().in_cells(4));
        let mut told = [0.0; TOLD_CHANNELS];
        told[..STYLE_CHANNELS].copy_from_slice(&code::code(style));
        style.groups().for_each(|group| told[STYLE_CHANNELS + group as usize] = 1.0);
        let mut cells = vec![0.0; width * height * TOLD_CHANNELS];
        for (i, cell) in cells.chunks_exact_mut(TOLD_CHANNELS).enumerate() {
            let [x, y] = frame.pixel([i % width, i / width]);
            let id = self.reading.regions().at(x, y);
            if id.is_some_and(|id| regions[id as usize - 1]) {
                cell.copy_from_slice(&told);
            }
        }
        cells
    }
}

//! Who gets which colour, and why.
//!
//! The first row that fits a region decides:
//!
//! | the region | its colour | [`Origin`] | what the colouriser is told, and how firmly |
//! |---|---|---|---|
//! | has a hint in it | the last hint's | `Hint` | the colour, [`Strength::HINT`] times the hint's |
//! | has a colour of a reference ([`crate::Carried`]) | that | `Reference`; `Ground` for ground | it, [`Strength::FOLLOWER`] |
//! | is like one that a hint points at ([`leader`], more than [`FOLLOWS`]) | that hint's | `Follow` | it, [`Strength::FOLLOWER`] times the hint's |
//! | has a colour of its own in the drawing ([`wash`]) | that | `Wash` | it, [`Strength::FOLLOWER`] |
//! | is ground | the sheet's background, if it names one | `Ground` | white, [`Strength::FOLLOWER`] |
//! | is not surely skin, eye or mouth ([`keeps`], [`UNSURE`]), and hints point at [`TOLD`] regions | what the colouriser finds | `Network` | nothing |
//! | any other | the sheet's, for its part and piece | `Automatic` | it, [`Strength::AUTOMATIC`] |
//!
//! A hint for a part is for the regions that show it, by their labels, and no other: whoever names the hair wants the
//! hair, while whoever points at a region may want all that is like it. So no region follows a hint for a part, and such
//! hints do not count as telling what the picture is like: the flats of other parts stay as they are.
//! So it is with a hint that nothing is to follow ([`Hint::follow`](crate::Hint)).
//!
//! A palette ([`ColorOptions::palette`](super::ColorOptions::palette)) then takes the place of all colours but those of
//! `Hint` and `Follow` by the nearest of its own.

use super::palette::Palette;
use super::wash::wash;
use super::{Document, RegionLabels};
use crate::compose::{Origin, Shading};
use crate::histogram::Histogram;
use crate::label::Label;
use crate::network::prompt_map::Strength;
use crate::prompt::Place;
use crate::reading::{FOLLOWS, leader, pieces, surer};
use crate::sheet::PartColor;
use crate::style::StyleGroup;
use crate::{Oklch, Result, Rgb};

/// So many regions that hints point at tell the colouriser what the picture is like; it then chooses the colour of regions
/// that are like none of them. Told less, it gives greys, and the part's automatic colour is the better guess.
const TOLD: usize = 5;
/// How certain it must be that a region shows what [`keeps`] its automatic colour, for it to keep it.
const UNSURE: f32 = 0.8;

/// Whether a part keeps its automatic colour beside hints for others: skin, eyes and mouths have much the same colours
/// whatever the picture is like.
fn keeps(label: Label) -> bool {
    use Label::{BodySkin, Ear, Eye, EyeWhite, Face, Mouth, Nose};
    matches!(label, Face | BodySkin | Ear | Nose | Eye | EyeWhite | Mouth)
}

/// What a region is to become, before the colouriser has its say.
pub(super) struct Choice {
    /// `None` for open ground, and for what the colouriser is to choose.
    color: Option<PartColor>,
    pub(super) origin: Origin,
    /// How sure the prompt is of it, 0..=1.
    pub(super) strength: f32,
    /// How likely its part is right, 0..=1; `None` where a person decided.
    pub(super) certainty: Option<f32>,
    /// Given back uncoloured.
    pub(super) withdrawn: bool,
}

impl Choice {
    fn new(color: Option<PartColor>, origin: Origin, strength: f32) -> Self {
        Self { color, origin, strength, certainty: None, withdrawn: false }
    }

    fn network() -> Self {
        Self::new(None, Origin::Network, 0.0)
    }

    /// With no colour but those of a palette; what hints ask for stays.
    fn limited(mut self, palette: &Palette) -> Self {
        if let (Some(color), Origin::Wash | Origin::Ground | Origin::Automatic) =
            (&mut self.color, self.origin)
        {
            color.normal = palette.nearest(color.normal);
        }
        self
    }

    /// Its colour in plain light.
    pub(super) fn normal(&self) -> Option<Rgb> {
        self.color.map(|color| color.normal)
    }

    /// Its colour in the flats, once the colouriser has `painted` it.
    pub(super) fn settled(&self, painted: Rgb) -> Option<Rgb> {
        match self.origin {
            _ if self.withdrawn => None,
            Origin::Network => Some(painted),
            _ => self.normal(),
        }
    }

    pub(super) fn shading(&self) -> Shading {
        match self.origin {
            Origin::Ground => Shading::None,
            _ => self.color.map_or(Shading::Network, Shading::from),
        }
    }
}

/// What is hinted for a region.
#[derive(Clone, Copy)]
struct Hinted {
    color: Rgb,
    strength: f32,
    /// The hint points at the region itself; else it is for a part, of which the labeller takes the region to be.
    shown: bool,
    /// Others may follow.
    follow: bool,
}

impl Document {
    /// What each region is to become, by id - 1.
    pub(super) fn choose(&self, labels: &RegionLabels) -> Result<Vec<Choice>> {
        let mut chosen = self.choose_by(labels, &self.hinted(labels)?);
        self.light(labels, &mut chosen)?;
        if let Some(withdrawal) = &self.wishes.options.withdraw {
            let certainty: Vec<Option<f32>> = chosen.iter().map(|choice| choice.certainty).collect();
            let withdrawn = withdrawal.choose(self.reading.regions(), &certainty);
            chosen.iter_mut().zip(withdrawn).for_each(|(choice, withdrawn)| choice.withdrawn = withdrawn);
        }
        Ok(chosen)
    }

    /// The same if there were no hints.
    pub(super) fn choose_without_hints(&self, labels: &RegionLabels) -> Vec<Choice> {
        self.choose_by(labels, &vec![None; labels.labels.len()])
    }

    fn choose_by(&self, labels: &RegionLabels, hinted: &[Option<Hinted>]) -> Vec<Choice> {
        let leads = |&i: &usize| hinted[i].is_some_and(|hinted| hinted.shown && hinted.follow);
        let leaders: Vec<usize> = (0..hinted.len()).filter(leads).collect();
        let (regions, set) = (self.reading.regions(), self.reading.engine().labels());
        let sheet = self.sheet();
        let ground = sheet.ground().map(PartColor::new);
        let areas: Vec<u32> = regions.regions().iter().map(|region| region.area).collect();
        let pieces = pieces(&labels.labels, &areas);
        let told = leaders.len() >= TOLD;
        let washes = self.reading.wash().map(|colors| wash(regions, colors));
        let choose = |i: usize| {
            let label = &labels.labels[i];
            let certainty = (!labels.corrected[i]).then(|| labels.certainty(i));
            if let Some(Hinted { color, strength, shown, .. }) = hinted[i] {
                let choice = Choice::new(Some(color.into()), Origin::Hint, Strength::HINT * strength);
                return Choice { certainty: certainty.filter(|_| !shown), ..choice };
            }
            if let Some(carried) = &self.wishes.carried {
                let carried = &carried[self.undivided_index(i)];
                let origin = if carried.color.is_some() { Origin::Reference } else { Origin::Ground };
                let choice = Choice::new(carried.color, origin, Strength::FOLLOWER);
                return Choice { certainty: Some(carried.certainty), ..choice };
            }
            let leader = leader(&labels.labels, &leaders, i).filter(|&(_, alike)| alike > FOLLOWS);
            if let Some((leader, alike)) = leader
                && let Some(Hinted { color, strength, .. }) = hinted[leader]
            {
                let choice = Choice::new(Some(color.into()), Origin::Follow, Strength::FOLLOWER * strength);
                let surer = |certainty| surer(certainty, alike);
                return Choice { certainty: certainty.map(surer), ..choice };
            }
            if let Some(color) = washes.as_ref().and_then(|washes| washes[i]) {
                let choice = Choice::new(Some(color.into()), Origin::Wash, Strength::FOLLOWER);
                return Choice { certainty, ..choice };
            }
            let choice = match label.label {
                Label::Background => Choice::new(ground, Origin::Ground, Strength::FOLLOWER),
                part if told && certainty.is_some_and(|known| !keeps(part) || known < UNSURE) => {
                    Choice::network()
                }
                _ => {
                    let color = sheet.own_color(set, label.number, pieces[i]);
                    Choice::new(Some(color), Origin::Automatic, Strength::AUTOMATIC)
                }
            };
            Choice { certainty, ..choice }
        };
        let palette = self.palette();
        let limited = |choice: Choice| match &palette {
            Some(palette) => choice.limited(palette),
            None => choice,
        };
        (0..regions.len()).map(choose).map(limited).collect()
    }

    /// Gives regions the highlights and shadows that hints ask for, as colours that their shade runs towards.
    fn light(&self, labels: &RegionLabels, chosen: &mut [Choice]) -> Result<()> {
        for hint in self.prompt().hints.iter().filter(|hint| hint.strength > 0.0) {
            let changes = [StyleGroup::Shadow, StyleGroup::Highlight].map(|group| hint.style.get(group));
            if changes == [None, None] {
                continue;
            }
            for id in self.meant(&hint.place, labels)? {
                if let Some(color) = &mut chosen[id as usize - 1].color {
                    let other = |change: &[f32]| {
                        let Oklch { l, c, h } = color.normal.to_oklch();
                        Oklch::new(l + hint.strength * change[1], c + hint.strength * change[2], h).to_rgb()
                    };
                    let [shadow, highlight] = changes.map(|change| change.map(other));
                    (color.shadow, color.highlight) =
                        (shadow.or(color.shadow), highlight.or(color.highlight));
                }
            }
        }
        Ok(())
    }

    /// The only colours that the colouriser may choose: the palette's, or those of the histogram.
    pub(super) fn paints(&self) -> Option<Palette> {
        let colors =
            |histogram: &Histogram| histogram.colors().iter().map(|(color, _)| *color).collect::<Vec<_>>();
        let histogram = self.wishes.options.histogram.as_ref();
        self.palette().or_else(|| Some(Palette::new(&colors(histogram?))))
    }

    /// The only colours that are allowed, if that was asked for.
    pub(super) fn palette(&self) -> Option<Palette> {
        self.wishes.options.palette.as_deref().map(Palette::new)
    }

    /// What each region would become if nothing but the hints were known.
    pub(super) fn hints_alone(&self, labels: &RegionLabels) -> Result<Vec<Choice>> {
        let choice = |hinted: Option<Hinted>| match hinted {
            Some(Hinted { color, strength, .. }) => {
                Choice::new(Some(color.into()), Origin::Hint, Strength::HINT * strength)
            }
            None => Choice::network(),
        };
        Ok(self.hinted(labels)?.into_iter().map(choice).collect())
    }

    /// What is hinted for each region, by id - 1; later hints win, and a hint of strength 0 says nothing.
    fn hinted(&self, labels: &RegionLabels) -> Result<Vec<Option<Hinted>>> {
        let mut hinted = vec![None; labels.labels.len()];
        for hint in self.prompt().hints.iter().filter(|hint| hint.strength > 0.0) {
            let Some(color) = hint.style.rgb() else { continue };
            let shown = !matches!(hint.place, Place::Part(_));
            for id in self.meant(&hint.place, labels)? {
                hinted[id as usize - 1] =
                    Some(Hinted { color, strength: hint.strength, shown, follow: hint.follow });
            }
        }
        Ok(hinted)
    }
}

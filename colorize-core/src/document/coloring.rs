//! What the last colouring came to, so that the next one changes only what differs.

use std::sync::Arc;

use crate::compose::{self, ShadeMap, Shading, Surface, Withdrawal};
use crate::region::{flats, refill};
use crate::{Bounds, Plane, Raster, RegionMap, Rgb};

/// The pixels of a colouring and what they were made of. It changes no result: a colouring that begins from an earlier
/// one gives the bytes of one that begins from nothing.
pub(super) struct Coloring {
    regions: Arc<RegionMap>,
    colors: Vec<Option<Rgb>>,
    shadings: Vec<Shading>,
    shade_map: Arc<ShadeMap>,
    pub(super) flats: Arc<Raster>,
    pub(super) shade: Arc<Raster>,
    textured: Option<Textured>,
    /// The drawing's own shading, and how strong it is.
    tone: Option<(f32, Arc<Raster>)>,
    slashes: Option<Slashed>,
    /// The box of the pixels that differ from those of the colouring before; `None` if none do.
    pub(super) changed: Option<Bounds>,
    /// The layers that they are in, by their names.
    pub(super) changed_layers: Vec<&'static str>,
}

/// The textures, and what they were made of.
struct Textured {
    surfaces: Vec<Option<Surface>>,
    colors: Vec<Option<Rgb>>,
    layer: Arc<Raster>,
}

/// The slashes, and what they were made of.
struct Slashed {
    withdrawal: Withdrawal,
    withdrawn: Vec<bool>,
    layer: Arc<Raster>,
}

impl Coloring {
    /// Colours and shades all regions.
    pub(super) fn new(
        regions: Arc<RegionMap>,
        colors: Vec<Option<Rgb>>,
        shadings: Vec<Shading>,
        shade_map: Arc<ShadeMap>,
    ) -> Self {
        let ids = regions.ids();
        let all = Bounds::whole(ids.width(), ids.height());
        let flats = flats(ids, &colors);
        let mut shade = Plane::filled(ids.width(), ids.height(), [0; 4]);
        shade_map.lay(&mut shade, &regions, &flats, &shadings, &vec![true; regions.len()], all);
        let (flats, shade) = (flats.into(), shade.into());
        Self {
            regions,
            colors,
            shadings,
            shade_map,
            flats,
            shade,
            textured: None,
            tone: None,
            slashes: None,
            changed: Some(all),
            changed_layers: vec!["line", "shade", "flats"],
        }
    }

    /// Whether it is of these regions.
    pub(super) fn is_of(&self, regions: &Arc<RegionMap>) -> bool {
        Arc::ptr_eq(&self.regions, regions)
    }

    /// Colours and shades again the regions that differ, by id - 1.
    pub(super) fn recolored(
        self,
        colors: Vec<Option<Rgb>>,
        shadings: Vec<Shading>,
        shade_map: Arc<ShadeMap>,
    ) -> Self {
        let Self { regions, mut flats, mut shade, textured, tone, slashes, .. } = self;
        let recolored: Vec<bool> = self.colors.iter().zip(&colors).map(|(was, is)| was != is).collect();
        let painted = area(&regions, &recolored);
        if let Some(area) = painted {
            refill(Arc::make_mut(&mut flats), regions.ids(), &colors, &recolored, area);
        }
        let mut reshaded = match Arc::ptr_eq(&shade_map, &self.shade_map) {
            true => vec![false; regions.len()],
            false => shade_map.changed(&self.shade_map),
        };
        for (i, reshaded) in reshaded.iter_mut().enumerate() {
            let (was, is) = (self.shadings[i], shadings[i]);
            let dark = was == Shading::None && is == Shading::None;
            *reshaded = !dark && (*reshaded || recolored[i] || was != is);
        }
        let shaded = area(&regions, &reshaded);
        if let Some(area) = shaded {
            shade_map.lay(Arc::make_mut(&mut shade), &regions, &flats, &shadings, &reshaded, area);
        }
        let changed = around(painted, shaded);
        let layers = [(shaded, "shade"), (painted, "flats")].into_iter();
        let changed_layers = layers.filter_map(|(area, name)| area.map(|_| name)).collect();
        Self {
            regions,
            colors,
            shadings,
            shade_map,
            flats,
            shade,
            textured,
            tone,
            slashes,
            changed,
            changed_layers,
        }
    }

    /// The layer of these surfaces, by id - 1; `None` if there are none.
    pub(super) fn texture(&mut self, surfaces: Vec<Option<Surface>>) -> Option<Arc<Raster>> {
        let before = self.textured.take();
        let differ = |i: usize| {
            let (was, now) = (before.as_ref().and_then(|before| before.surfaces[i].as_ref()), &surfaces[i]);
            let recolored = before.as_ref().is_some_and(|before| before.colors[i] != self.colors[i]);
            was != now.as_ref() || now.is_some() && recolored
        };
        let differ: Vec<bool> = (0..surfaces.len()).map(differ).collect();
        let textured = area(&self.regions, &differ);
        self.changed = around(self.changed, textured);
        if textured.is_some() {
            self.changed_layers.push("texture");
        }
        if surfaces.iter().all(Option::is_none) {
            return None;
        }
        let ids = self.regions.ids();
        let mut layer = match before {
            Some(before) => before.layer,
            None => Plane::filled(ids.width(), ids.height(), [0; 4]).into(),
        };
        if differ.contains(&true) {
            compose::lay_surfaces(Arc::make_mut(&mut layer), &self.regions, &self.colors, &surfaces, &differ);
        }
        let made = Textured { surfaces, colors: self.colors.clone(), layer: Arc::clone(&layer) };
        self.textured = Some(made);
        Some(layer)
    }

    /// The layer of the drawing's own shading, of this strength.
    pub(super) fn tone(&mut self, tone: &Plane<u8>, strength: f32) -> Arc<Raster> {
        if let Some((before, layer)) = &self.tone
            && *before == strength
        {
            return Arc::clone(layer);
        }
        let layer = Arc::new(compose::tone(&self.regions, tone, strength));
        self.changed = Some(Bounds::whole(layer.width(), layer.height()));
        self.changed_layers.push("tone");
        self.tone = Some((strength, Arc::clone(&layer)));
        layer
    }

    /// The slashes over the regions that were withdrawn, by id - 1.
    pub(super) fn slash(&mut self, withdrawal: &Withdrawal, withdrawn: Vec<bool>) -> Arc<Raster> {
        let before = self.slashes.take().filter(|before| before.withdrawal.slashes == withdrawal.slashes);
        let differ = match &before {
            Some(before) => before.withdrawn.iter().zip(&withdrawn).map(|(was, is)| was != is).collect(),
            None => vec![true; withdrawn.len()],
        };
        let area = area(&self.regions, &differ);
        self.changed = around(self.changed, area);
        self.changed_layers.extend(area.map(|_| "withdraw"));
        let layer = match before {
            Some(before) if area.is_none() => before.layer,
            _ => withdrawal.slashes.draw(self.regions.ids(), &withdrawn).into(),
        };
        let made = Slashed { withdrawal: *withdrawal, withdrawn, layer: Arc::clone(&layer) };
        self.slashes = Some(made);
        layer
    }

    /// Takes the slashes away, if there were any.
    pub(super) fn unslash(&mut self) {
        if let Some(before) = self.slashes.take() {
            let area = area(&self.regions, &before.withdrawn);
            self.changed = around(self.changed, area);
            self.changed_layers.extend(area.map(|_| "withdraw"));
        }
    }
}

/// The box around some regions, by id - 1; `None` if there are none.
fn area(regions: &RegionMap, wanted: &[bool]) -> Option<Bounds> {
    let wanted = regions.regions().iter().zip(wanted).filter(|(_, wanted)| **wanted);
    wanted.map(|(region, _)| region.bounds).reduce(Bounds::around)
}

fn around(a: Option<Bounds>, b: Option<Bounds>) -> Option<Bounds> {
    match (a, b) {
        (Some(a), Some(b)) => Some(a.around(b)),
        (a, b) => a.or(b),
    }
}

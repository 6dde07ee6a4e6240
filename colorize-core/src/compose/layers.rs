use std::sync::{Arc, OnceLock};

use rayon::prelude::*;
use serde::Serialize;

use crate::label::Label;
use crate::raster::blend::over;
use crate::reading::Side;
use crate::region::Bounds;
use crate::sheet::PartColor;
use crate::trace::{Inside, Meaning, Traced};
use crate::{DrawingKind, Error, Plane, Raster, RegionMap, Result, Rgb};

/// A coloured drawing as layers, all of the drawing's own size.
///
/// Paper, flats, texture, shade, tone, slashes and line laid over each other, each in normal mode, are the picture.
#[derive(Clone, Debug)]
pub struct Layers {
    kind: DrawingKind,
    line: Arc<Raster>,
    flats: Arc<Raster>,
    texture: Option<Arc<Raster>>,
    shade: Arc<Raster>,
    tone: Option<Arc<Raster>>,
    withdraw: Option<Arc<Raster>>,
    changed: Option<Bounds>,
    changed_layers: Vec<&'static str>,
    regions: Arc<RegionMap>,
    label_names: Vec<String>,
    info: Vec<RegionInfo>,
    // Made when they are first asked for.
    labels: OnceLock<Plane<u8>>,
    confidence: OnceLock<Plane<u8>>,
}

/// What is known of one region of a coloured drawing.
#[derive(Clone, Debug, PartialEq, Serialize)]
#[non_exhaustive]
pub struct RegionInfo {
    /// 1..=n
    pub id: u32,
    /// Pixels.
    pub area: u32,
    /// The box around it.
    #[serde(rename = "box", serialize_with = "box_array")]
    pub bounds: Bounds,
    /// The part it shows: the standard label that its own one comes under.
    #[serde(rename = "part")]
    pub label: Label,
    /// The name of its label in the engine's [`crate::LabelSet`].
    #[serde(rename = "label")]
    pub label_name: String,
    /// The number of its label in that set.
    #[serde(skip)]
    pub label_id: u8,
    /// On which side of its figure it lies: [`crate::Document::side`].
    #[serde(skip_serializing_if = "Option::is_none")]
    pub side: Option<Side>,
    /// The share of its pixels that carry their most frequent label, 0..=1.
    pub confidence: f32,
    /// How likely the label is right, 0..=1: [`crate::Document::certainty`]; 1 where a hint points at it. Of a colour
    /// that a reference gave: how likely that is right.
    pub certainty: f32,
    /// Its colour in the flats; `None` if it was withdrawn, and for the ground, unless the sheet has a `background`.
    pub color: Option<Rgb>,
    /// Where the colour comes from, or would have come from.
    pub origin: Origin,
    /// Whether it was given back uncoloured: [`crate::Withdrawal`].
    pub withdrawn: bool,
    /// Whether a texture, pattern or gradation lies on its colour.
    pub textured: bool,
}

/// Where a region's colour comes from.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize)]
#[serde(rename_all = "lowercase")]
#[non_exhaustive]
pub enum Origin {
    /// It is ground: the `background` of the colour sheet, or nothing.
    Ground,
    /// A hint lies in it.
    Hint,
    /// It follows a hinted region of the same part.
    Follow,
    /// A coloured picture of the same character, or another frame: [`crate::Carried`].
    Reference,
    /// The colour it has in the drawing itself, of [`crate::DrawingKind::Undercoated`].
    Wash,
    /// The colour sheet.
    Automatic,
    /// The colouriser.
    Network,
}

fn box_array<S: serde::Serializer>(bounds: &Bounds, serializer: S) -> Result<S::Ok, S::Error> {
    [bounds.left, bounds.top, bounds.right, bounds.bottom].serialize(serializer)
}

impl PartialEq for Layers {
    fn eq(&self, other: &Self) -> bool {
        self.kind == other.kind
            && self.line == other.line
            && self.flats == other.flats
            && self.texture == other.texture
            && self.shade == other.shade
            && self.tone == other.tone
            && self.withdraw == other.withdraw
            && self.regions() == other.regions()
            && self.label_names == other.label_names
            && self.info == other.info
    }
}

impl Layers {
    /// Puts the layers of one colouring together; `kind` is what the drawing was taken for, `info` is what is known of each region, by id - 1.
    ///
    /// # Panics
    /// If they are not of one size, or there is not one `info` for each region.
    pub(crate) fn new(
        kind: DrawingKind,
        line: Arc<Raster>,
        regions: Arc<RegionMap>,
        flats: impl Into<Arc<Raster>>,
        shade: impl Into<Arc<Raster>>,
        label_names: Vec<String>,
        info: Vec<RegionInfo>,
    ) -> Self {
        let (flats, shade) = (flats.into(), shade.into());
        let size = (regions.ids().width(), regions.ids().height());
        for layer in [&line, &flats, &shade] {
            assert_eq!((layer.width(), layer.height()), size, "layers are of one size");
        }
        assert_eq!(info.len(), regions.len(), "each region has its info");
        let (labels, confidence) = (OnceLock::new(), OnceLock::new());
        Self {
            kind,
            line,
            flats,
            texture: None,
            shade,
            tone: None,
            withdraw: None,
            changed: Some(Bounds::whole(size.0, size.1)),
            changed_layers: Vec::new(),
            regions,
            label_names,
            info,
            labels,
            confidence,
        }
    }

    /// With textures, patterns and gradations over the flats.
    ///
    /// # Panics
    /// If they are of another size.
    pub(crate) fn with_texture(self, texture: impl Into<Arc<Raster>>) -> Self {
        let texture = texture.into();
        let size = (texture.width(), texture.height());
        assert_eq!(size, (self.width(), self.height()), "layers are of one size");
        Self { texture: Some(texture), ..self }
    }

    /// With the drawing's own shading over all but slashes and line.
    ///
    /// # Panics
    /// If it is of another size.
    pub(crate) fn with_tone(self, tone: impl Into<Arc<Raster>>) -> Self {
        let tone = tone.into();
        let size = (tone.width(), tone.height());
        assert_eq!(size, (self.width(), self.height()), "layers are of one size");
        Self { tone: Some(tone), ..self }
    }

    /// With slashes where regions were withdrawn.
    ///
    /// # Panics
    /// If they are of another size.
    pub(crate) fn with_withdraw(self, slashes: impl Into<Arc<Raster>>) -> Self {
        let slashes = slashes.into();
        let size = (slashes.width(), slashes.height());
        assert_eq!(size, (self.width(), self.height()), "layers are of one size");
        Self { withdraw: Some(slashes), ..self }
    }

    /// With the shadows and highlights that coloured trace lines bound. A pixel inside one takes the shadow or highlight
    /// colour of its region, or one that is derived from it where none is fixed; `colors` are the regions', by id - 1. What
    /// is not coloured stays so. These are the layers of [`Traced::line`], from which the trace lines are gone.
    ///
    /// # Errors
    /// [`Error::InvalidArgument`] if the drawing that was traced is of another size, or there is not one colour, or `None`,
    /// for each region.
    pub fn with_traced(mut self, traced: &Traced, colors: &[Option<PartColor>]) -> Result<Self> {
        let areas = traced.regions().ids();
        if (areas.width(), areas.height()) != (self.width(), self.height()) {
            return Err(Error::InvalidArgument(format!(
                "trace lines of {}x{} on layers of {}x{}",
                areas.width(),
                areas.height(),
                self.width(),
                self.height()
            )));
        }
        if colors.len() != self.regions.len() {
            let (found, wanted) = (colors.len(), self.regions.len());
            return Err(Error::InvalidArgument(format!("{found} colours for {wanted} regions")));
        }
        let meaning = |inside: &Option<Inside>| inside.map(|inside| traced.lines()[inside.line].meaning);
        let meanings: Vec<Option<Meaning>> = traced.inside().iter().map(meaning).collect();
        let flats = Arc::make_mut(&mut self.flats).as_mut_slice().par_iter_mut();
        let places = areas.as_slice().par_iter().zip(self.regions.ids().as_slice());
        flats.zip(places).filter(|(flat, _)| flat[3] > 0).for_each(|(flat, (&area, &region))| {
            let part = colors[region as usize - 1];
            let color = part.zip(meanings[area as usize - 1]).and_then(|(part, meaning)| match meaning {
                Meaning::Shadow => Some(part.shadow_or_derived()),
                Meaning::Highlight => Some(part.highlight_or_derived()),
                Meaning::Plain => None,
            });
            if let Some(color) = color {
                *flat = color.with_alpha(flat[3]);
            }
        });
        Ok(self)
    }

    /// With the box of the pixels that differ from those of the colouring before, and the layers they are in.
    pub(crate) fn with_changed(self, changed: Option<Bounds>, changed_layers: Vec<&'static str>) -> Self {
        Self { changed, changed_layers, ..self }
    }

    /// The box outside of which all layers are as the document was coloured the time before; all of the picture the
    /// first time, and after another reading was taken; `None` if no pixel differs.
    pub fn changed(&self) -> Option<Bounds> {
        self.changed
    }

    /// The layers that differ there, by the names of their files ([`Layers::write`]) without the end: `shade`, `flats`.
    pub fn changed_layers(&self) -> &[&'static str] {
        &self.changed_layers
    }

    /// Columns.
    pub fn width(&self) -> usize {
        self.flats.width()
    }

    /// Rows.
    pub fn height(&self) -> usize {
        self.flats.height()
    }

    /// The lines in their own colour; alpha is the ink.
    pub fn line(&self) -> &Raster {
        &self.line
    }

    /// One colour a region, opaque; the ground is transparent, unless the colour sheet has a `background`.
    pub fn flats(&self) -> &Raster {
        &self.flats
    }

    /// Textures, patterns and gradations, between flats and shade: RGBA8, nothing where a region has none; `None` if no
    /// hint asked for any.
    pub fn texture(&self) -> Option<&Raster> {
        self.texture.as_deref()
    }

    /// What shade and light lay over the flats.
    pub fn shade(&self) -> &Raster {
        &self.shade
    }

    /// The drawing's own shading, screen tones included: black whose alpha is the light that it takes, RGBA8; `None` if
    /// the drawing has none.
    pub fn tone(&self) -> Option<&Raster> {
        self.tone.as_deref()
    }

    /// Slashes where regions were withdrawn, opaque, nothing elsewhere: RGBA8; `None` if that was not asked for.
    pub fn withdraw(&self) -> Option<&Raster> {
        self.withdraw.as_deref()
    }

    /// The region of each pixel, 1..=n.
    pub fn regions(&self) -> &Plane<u32> {
        self.regions.ids()
    }

    /// The label of each pixel: its number in the engine's [`crate::LabelSet`], which is [`Label::id`] unless a
    /// character has labels of its own.
    pub fn labels(&self) -> &Plane<u8> {
        self.labels.get_or_init(|| self.by_region(|info| info.label_id))
    }

    /// The names of the labels, by their numbers.
    pub fn label_names(&self) -> &[String] {
        &self.label_names
    }

    /// How sure the label of each pixel is: 0 to 255 for 0.0 to 1.0.
    pub fn confidence(&self) -> &Plane<u8> {
        self.confidence.get_or_init(|| self.by_region(|info| (info.confidence * 255.0).round() as u8))
    }

    /// What kind of drawing it was taken for: never [`DrawingKind::Auto`].
    pub fn kind(&self) -> DrawingKind {
        self.kind
    }

    /// What is known of each region, by id - 1.
    pub fn info(&self) -> &[RegionInfo] {
        &self.info
    }

    /// A plane of one value a region.
    fn by_region(&self, value: impl Fn(&RegionInfo) -> u8) -> Plane<u8> {
        let values: Vec<u8> = self.info.iter().map(value).collect();
        self.regions().map(|&id| values[id as usize - 1])
    }

    /// Lays the layers over white paper: RGBA8, opaque.
    pub fn picture(&self) -> Raster {
        self.stacked([255; 4], true, self.whole())
    }

    /// The same, of a box alone: what [`Layers::changed`] asks to be painted anew.
    ///
    /// # Errors
    /// [`Error::InvalidArgument`] if the box is empty or not in the picture.
    pub fn picture_in(&self, area: Bounds) -> Result<Raster> {
        area.check((self.width(), self.height()))?;
        Ok(self.stacked([255; 4], true, area))
    }

    /// Lays the layers over nothing: what no layer covers stays transparent.
    pub fn cut_out(&self) -> Raster {
        self.stacked([0; 4], true, self.whole())
    }

    /// Lays all but the line over white paper: RGBA8, opaque.
    pub fn picture_without_line(&self) -> Raster {
        self.stacked([255; 4], false, self.whole())
    }

    fn whole(&self) -> Bounds {
        Bounds::whole(self.width(), self.height())
    }

    fn stacked(&self, ground: [u8; 4], with_line: bool, area: Bounds) -> Raster {
        let (flats, shade, line) = (self.flats.as_slice(), self.shade.as_slice(), self.line.as_slice());
        let mark = |i: usize| self.withdraw.as_ref().map_or([0; 4], |layer| layer.as_slice()[i]);
        let texture = |i: usize| self.texture.as_ref().map_or([0; 4], |layer| layer.as_slice()[i]);
        let tone = |i: usize| self.tone.as_ref().map_or([0; 4], |layer| layer.as_slice()[i]);
        let (width, height) = area.size();
        let pixel = |i: usize| {
            let below =
                over(mark(i), over(tone(i), over(shade[i], over(texture(i), over(flats[i], ground)))));
            if with_line { over(line[i], below) } else { below }
        };
        let mut pixels = Vec::with_capacity(width * height);
        for y in area.top as usize..area.bottom as usize {
            let first = y * self.width() + area.left as usize;
            pixels.extend((first..first + width).map(pixel));
        }
        Plane::from_vec(width, height, pixels).expect("a box has pixels")
    }

    /// The regions in 16 bits, as `regions.png` holds them.
    ///
    /// # Errors
    /// [`Error::Limit`] if there are more than 65535.
    pub fn regions_16(&self) -> Result<Plane<u16>> {
        if self.info.len() > usize::from(u16::MAX) {
            return Err(Error::Limit(format!(
                "{} regions are more than the 65535 of a 16-bit picture; ask for larger regions",
                self.info.len()
            )));
        }
        Ok(self.regions().map(|&id| id as u16))
    }

    /// What `layers.json` holds: the sizes, the kind of drawing, the names of the labels, and the regions.
    pub fn to_json(&self) -> String {
        #[derive(Serialize)]
        struct File<'a> {
            width: usize,
            height: usize,
            kind: DrawingKind,
            labels: &'a [String],
            layers: Vec<(&'static str, &'static str)>,
            regions: &'a [RegionInfo],
        }
        let mut layers = vec![
            ("line.png", "RGBA, straight alpha, normal mode, on top"),
            ("shade.png", "RGBA, straight alpha, normal mode, over the flats"),
            ("flats.png", "RGBA, straight alpha, normal mode, one colour a region, ground transparent"),
            ("regions.png", "16-bit grey, value = region id"),
            ("labels.png", "8-bit grey, value = index into `labels`"),
            ("confidence.png", "8-bit grey, 255 = 1.0"),
        ];
        if self.texture.is_some() {
            layers.insert(
                2,
                ("texture.png", "RGBA, straight alpha, normal mode, over the flats, under the shade"),
            );
        }
        if self.tone.is_some() {
            layers.insert(1, ("tone.png", "RGBA, normal mode, over the shade: the drawing's own shading"));
        }
        if self.withdraw.is_some() {
            layers.insert(
                1,
                ("withdraw.png", "RGBA, normal mode, over the shade: regions left to be done by hand"),
            );
        }
        let file = File {
            width: self.width(),
            height: self.height(),
            kind: self.kind,
            labels: &self.label_names,
            layers,
            regions: &self.info,
        };
        serde_json::to_string_pretty(&file).expect("plain numbers and names")
    }
}

#[cfg(test)]
pub(super) mod tests {
    use super::*;

    const RED: [u8; 4] = [200, 0, 0, 255];

    fn info(id: u32, area: u32, confidence: f32) -> RegionInfo {
        RegionInfo {
            id,
            area,
            bounds: Bounds { left: 0, top: 0, right: 1, bottom: 1 },
            label: Label::Hair,
            label_name: "hair".into(),
            label_id: id as u8,
            side: None,
            confidence,
            certainty: 0.5,
            color: None,
            origin: Origin::Network,
            withdrawn: id == 2,
            textured: false,
        }
    }

    /// A row of four pixels in two regions: red under everything, red and shade, slashes over both, open.
    pub(in super::super) fn layers() -> Layers {
        let ids = Plane::from_vec(4, 1, vec![1, 1, 2, 2]).unwrap();
        let regions = RegionMap::from_ids(ids, &Plane::filled(4, 1, 0), 48).unwrap();
        let row = |pixels: [[u8; 4]; 4]| Plane::from_vec(4, 1, pixels.into()).unwrap();
        Layers::new(
            DrawingKind::Line,
            Arc::new(row([[0, 0, 0, 255], [0; 4], [0; 4], [0, 0, 0, 51]])),
            Arc::new(regions),
            row([RED, RED, RED, [0; 4]]),
            row([[0, 0, 255, 128], [0, 0, 255, 128], [0, 0, 255, 128], [0; 4]]),
            vec!["background".into(), "hair".into()],
            vec![info(1, 2, 0.5), info(2, 2, 1.0)],
        )
    }

    /// With a slash over the third pixel.
    pub(in super::super) fn withdrawn() -> Layers {
        layers().with_withdraw(Plane::from_fn(4, 1, |x, _| if x == 2 { [1, 2, 3, 255] } else { [0; 4] }))
    }

    #[test]
    fn line_lies_over_slashes_over_shade_over_flats() {
        let shaded = [100, 0, 128, 255];
        let white = [255; 4];
        assert_eq!(layers().picture().as_slice(), [[0, 0, 0, 255], shaded, shaded, [204, 204, 204, 255]]);
        assert_eq!(withdrawn().picture().get(2, 0), [1, 2, 3, 255]);
        assert_eq!(withdrawn().picture().get(1, 0), shaded);
        assert_eq!(layers().cut_out().as_slice(), [[0, 0, 0, 255], shaded, shaded, [0, 0, 0, 51]]);
        assert_eq!(layers().picture_without_line().as_slice(), [shaded, shaded, shaded, white]);
    }

    #[test]
    fn trace_lines_bound_shadows_and_highlights() {
        // Two boxes, a blue line across the left one and a red one across the right one.
        let drawing = Plane::from_fn(60, 40, |x, y| {
            let line = x % 29 < 2 || !(2..38).contains(&y);
            match (line, y, x < 30) {
                (true, ..) => [0, 0, 0, 255],
                (false, 14..16, true) => [0, 0, 255, 255],
                (false, 24..26, false) => [255, 0, 0, 255],
                _ => [255; 4],
            }
        });
        let options = crate::RegionOptions::default().with_gap(0);
        let traced = Traced::read(&drawing, &crate::TraceLine::usual(), &options, None).unwrap();
        let ink = traced.line().map(|pixel| pixel[3]);
        let regions = RegionMap::segment(&ink, &options, None).unwrap();
        let [left, right] = [(10, 30), (45, 10)].map(|(x, y)| regions.at(x, y).unwrap());
        let [skin, shadow, cloth] = [[240, 200, 170], [200, 150, 130], [60, 90, 160]].map(Rgb::from);
        let mut colors = vec![None; regions.len()];
        colors[left as usize - 1] = Some(PartColor { shadow: Some(shadow), ..PartColor::new(skin) });
        colors[right as usize - 1] = Some(PartColor::new(cloth));
        let flat = |&id: &u32| colors[id as usize - 1].map_or([0; 4], |part| part.normal.with_alpha(255));
        let (flats, clear) = (regions.ids().map(flat), Plane::filled(60, 40, [0; 4]));
        let info = (1..).zip(regions.regions()).map(|(id, region)| info(id, region.area, 1.0)).collect();
        let line = Arc::new(traced.line().clone());
        let layers = Layers::new(DrawingKind::Line, line, Arc::new(regions), flats, clear, Vec::new(), info);
        let traced_in = layers.clone().with_traced(&traced, &colors).unwrap();
        let light = PartColor::new(cloth).highlight_or_derived();
        for (at, color) in [((10, 6), shadow), ((10, 30), skin), ((45, 10), cloth), ((45, 32), light)] {
            assert_eq!(traced_in.flats().get(at.0, at.1), color.with_alpha(255), "{at:?}");
        }
        // The trace lines are gone.
        assert!(traced_in.picture().as_slice().iter().all(|pixel| pixel[..3] != [0, 0, 255]));
        let error = layers.with_traced(&traced, &[]).unwrap_err().to_string();
        assert!(error.starts_with("0 colours for "), "{error}");
    }

    #[test]
    fn planes_by_pixel_come_from_the_regions() {
        let layers = layers();
        let other = layers.clone();
        assert_eq!(layers.labels().as_slice(), [1, 1, 2, 2]);
        assert_eq!(layers.confidence().as_slice(), [128, 128, 255, 255]);
        assert_eq!(layers.regions().as_slice(), [1, 1, 2, 2]);
        assert_eq!((layers.width(), layers.height()), (4, 1));
        // What was asked for makes no difference.
        assert_eq!(layers, other);
        assert_ne!(layers, withdrawn());
    }

    #[test]
    fn line_and_regions_are_shared() {
        let layers = layers();
        let other = layers.clone();
        assert!(Arc::ptr_eq(&layers.line, &other.line) && Arc::ptr_eq(&layers.regions, &other.regions));
    }

    #[test]
    #[should_panic(expected = "layers are of one size")]
    fn layers_of_two_sizes_panic() {
        layers().with_withdraw(Plane::filled(3, 1, [0; 4]));
    }

    #[test]
    fn index_names_the_files_and_the_regions() {
        let index: serde_json::Value = serde_json::from_str(&withdrawn().to_json()).unwrap();
        assert_eq!(index["layers"][1][0], "withdraw.png");
        assert_eq!(index["regions"][1]["withdrawn"], true);
        assert_eq!(
            (&index["regions"][0]["box"][2], &index["regions"][0]["part"]),
            (&1.into(), &"hair".into())
        );
        assert!(!layers().to_json().contains("withdraw.png"));
    }
}

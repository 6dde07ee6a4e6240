use std::path::Path;

use serde::Serialize;

use crate::label::Label;
use crate::raster::blend::over;
use crate::raster::write_atomic;
use crate::region::Bounds;
use crate::{Error, Plane, Raster, Result, Rgb};

/// A coloured drawing as layers, all of the drawing's own size.
///
/// Paper, flats, shade, slashes and line laid over each other, each in normal mode, are the picture.
#[derive(Clone, Debug, PartialEq)]
pub struct Layers {
    /// The lines in their own colour; alpha is the ink.
    pub line: Raster,
    /// One colour a region, opaque; the ground is transparent.
    pub flats: Raster,
    /// What shade and light lay over the flats.
    pub shade: Raster,
    /// Slashes where regions were withdrawn, opaque, nothing elsewhere: RGBA8; `None` if that was not asked for.
    pub withdraw: Option<Raster>,
    /// The region of each pixel, 1..=n.
    pub regions: Plane<u32>,
    /// The label of each pixel: its number in the engine's [`crate::LabelSet`], which is [`Label::id`] unless a
    /// character has labels of its own.
    pub labels: Plane<u8>,
    /// The names of the labels, by their numbers.
    pub label_names: Vec<String>,
    /// How sure the label is: 0 to 255 for 0.0 to 1.0.
    pub confidence: Plane<u8>,
    /// What is known of each region, by id - 1.
    pub info: Vec<RegionInfo>,
}

/// What is known of one region of a coloured drawing.
#[derive(Clone, Debug, PartialEq, Serialize)]
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
    /// The share of its pixels that carry their most frequent label, 0..=1.
    pub confidence: f32,
    /// How likely the label is right, 0..=1: [`crate::Session::certainty`]; 1 where a hint points at it.
    pub certainty: f32,
    /// Its colour in the flats; `None` for the ground, and if it was withdrawn.
    pub color: Option<Rgb>,
    /// Where the colour comes from, or would have come from.
    pub origin: Origin,
    /// Whether it was given back uncoloured: [`crate::Withdrawal`].
    pub withdrawn: bool,
}

/// Where a region's colour comes from.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize)]
#[serde(rename_all = "lowercase")]
#[non_exhaustive]
pub enum Origin {
    /// Nothing: it is ground.
    Ground,
    /// A hint lies in it.
    Hint,
    /// It follows a hinted region of the same part.
    Follow,
    /// The colour sheet.
    Automatic,
    /// The colouriser.
    Network,
}

fn box_array<S: serde::Serializer>(bounds: &Bounds, serializer: S) -> Result<S::Ok, S::Error> {
    [bounds.left, bounds.top, bounds.right, bounds.bottom].serialize(serializer)
}

impl Layers {
    /// Lays the layers over white paper: RGBA8, opaque.
    pub fn picture(&self) -> Raster {
        self.stacked([255; 4])
    }

    /// Lays the layers over nothing: what no layer covers stays transparent.
    pub fn cut_out(&self) -> Raster {
        self.stacked([0; 4])
    }

    fn stacked(&self, ground: [u8; 4]) -> Raster {
        let (flats, shade, line) = (self.flats.as_slice(), self.shade.as_slice(), self.line.as_slice());
        let mark = |i: usize| self.withdraw.as_ref().map_or([0; 4], |layer| layer.as_slice()[i]);
        let pixels = flats.iter().zip(shade).zip(line).enumerate();
        let data = pixels.map(|(i, ((flats, shade), line))| {
            over(*line, over(mark(i), over(*shade, over(*flats, ground))))
        });
        Plane::from_vec(self.flats.width(), self.flats.height(), data.collect())
            .expect("layers are of one size")
    }

    /// Writes `line.png`, `flats.png`, `shade.png` (RGBA8), `regions.png` (16-bit grey), `labels.png`,
    /// `confidence.png` (8-bit grey) and `layers.json` into `folder`, which is made if it is missing; and
    /// `withdraw.png` (RGBA8) if regions were to be withdrawn.
    ///
    /// # Errors
    /// [`Error::Io`] if a file cannot be written, [`Error::Limit`] if there are more regions than 16 bits tell apart.
    pub fn write(&self, folder: impl AsRef<Path>) -> Result<()> {
        let folder = folder.as_ref();
        let regions = self.regions_16()?;
        std::fs::create_dir_all(folder).map_err(Error::io(folder))?;
        self.line.save(folder.join("line.png"))?;
        self.flats.save(folder.join("flats.png"))?;
        self.shade.save(folder.join("shade.png"))?;
        if let Some(withdraw) = &self.withdraw {
            withdraw.save(folder.join("withdraw.png"))?;
        }
        regions.save_gray16(folder.join("regions.png"))?;
        self.labels.save_gray8(folder.join("labels.png"))?;
        self.confidence.save_gray8(folder.join("confidence.png"))?;
        write_atomic(&folder.join("layers.json"), self.to_json().as_bytes())
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
        Ok(self.regions.map(|&id| id as u16))
    }

    /// What `layers.json` holds: the sizes, the names of the labels, and the regions.
    pub fn to_json(&self) -> String {
        #[derive(Serialize)]
        struct File<'a> {
            width: usize,
            height: usize,
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
        if self.withdraw.is_some() {
            layers.insert(
                1,
                ("withdraw.png", "RGBA, normal mode, over the shade: regions left to be done by hand"),
            );
        }
        let file = File {
            width: self.flats.width(),
            height: self.flats.height(),
            labels: &self.label_names,
            layers,
            regions: &self.info,
        };
        serde_json::to_string_pretty(&file).expect("plain numbers and names")
    }
}

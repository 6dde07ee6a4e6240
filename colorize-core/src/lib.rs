//! Colours line drawings: closed regions, the part each shows, colours from hints or by itself, layers.
//!
//! An [`Engine`] holds the networks, a [`Reading`] what is known of one drawing, a [`Document`] what somebody wishes of
//! it, [`Layers`] the result:
//!
//! ```no_run
//! use colorize_core::{Device, Document, Engine, Limits, Prompt, Raster, ReadOptions, Reading};
//!
//! let engine = Engine::new(Device::Cpu)?;
//! let drawing = Raster::open("drawing.png", &Limits::default())?;
//! let reading = Reading::new(&engine, &drawing, &ReadOptions::default(), None)?;
//! let prompt: Prompt = ["120,80=#c03028".parse()?].into_iter().collect();
//! let layers = Document::new(reading).with_prompt(prompt)?.color(None)?;
//! layers.picture().save("colored.png")?;
//! # Ok::<(), colorize_core::Error>(())
//! ```

#![forbid(unsafe_code)]

#[cfg(doctest)]
#[doc = include_str!("../../README.md")]
mod readme {}

mod archive;
mod blocks;
#[cfg(feature = "burn")]
mod burn;
mod color;
mod compose;
mod device;
mod document;
mod drawing;
mod engine;
mod error;
mod histogram;
mod ink;
mod kernel;
mod label;
mod models;
mod network;
mod progress;
mod prompt;
mod raster;
mod reading;
mod reference;
mod region;
mod sheet;
mod style;
mod style_map;
mod texture;
mod trace;

#[cfg(feature = "synth")]
pub mod synth;
#[cfg(feature = "train")]
pub mod train;

pub use blocks::{Block, Blocks};
pub use color::{Lab, Oklch, Rgb, delta_e_2000, linear_to_srgb, srgb_to_linear};
pub use compose::{Layers, Origin, PartInfo, RegionInfo, Slashes, Withdrawal};
pub use device::Device;
pub use document::{ColorOptions, Correction, Document, Edit, Light, Patch};
pub use drawing::{DrawingKind, ink, ink_of};
#[doc(hidden)]
pub use engine::{Again, LayerCost, Work};
pub use engine::{Engine, EngineOptions};
pub use error::{Error, Result};
pub use histogram::Histogram;
pub use ink::InkSource;
pub use label::{Calibration, CurvePoint, Evidence, Label, LabelSet, OwnLabel};
pub use models::Models;
pub use network::certainty::CarriedCertainty;
pub use network::matcher::Pairing;
pub use network::package::ModelKind;
#[doc(hidden)]
pub use network::prompt_map::PromptMap;
pub use progress::Progress;
pub use prompt::{Hint, Mask, Place, Prompt, Reason, Unknown, Wish, Words};
pub use raster::{Limits, PixelFormat, Plane, Raster, RasterRef, write_atomic};
pub use reading::{ReadOptions, Reading, Side};
#[doc(hidden)]
pub use reference::Sign;
pub use reference::{
    Carried, CarriedRegion, Chain, Clip, Correspondence, LayeredPicture, Match, Reference, Track,
};
pub use region::{Bounds, Fill, Gap, Region, RegionMap, RegionOptions, Segmenter};
pub use sheet::propose::{proposals, propose};
pub use sheet::{ColorSheet, PartColor};
pub use style::{
    Exemplar, LocalStyle, StoredStyle, StyleField, StyleGroup, StyleLibrary, StyleRange, Swatch,
};
pub use style_map::StyleMap;
pub use texture::{BandEnergies, Placement, Repeat, Texture};
pub use trace::{Inside, Meaning, TraceLine, Traced};

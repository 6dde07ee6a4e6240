//! Colours line drawings: closed regions, the part each shows, colours from hints or by itself, layers.
//!
//! An [`Engine`] holds the networks, a [`Session`] one drawing, [`Layers`] the result:
//!
//! ```no_run
//! use colorize_core::{ColorOptions, Device, Engine, Limits, Prompt, Raster, Session, SessionOptions};
//!
//! let engine = Engine::new(Device::Cpu)?;
//! let drawing = Raster::open("drawing.png", &Limits::default())?;
//! let session = Session::new(&engine, &drawing, &SessionOptions::default(), &mut |_| true)?;
//! let prompt: Prompt = ["120,80=#c03028".parse()?].into_iter().collect();
//! let layers = session.color(&prompt, &ColorOptions::default(), &mut |_| true)?;
//! layers.picture().save("colored.png")?;
//! # Ok::<(), colorize_core::Error>(())
//! ```

#[cfg(doctest)]
#[doc = include_str!("../../README.md")]
mod readme {}

mod affinity;
mod color;
mod compose;
mod confidence;
mod device;
mod engine;
mod error;
mod ink;
mod label;
mod model;
mod network;
mod pixel;
mod plane;
mod prompt;
mod raster;
mod region;
mod session;
mod sheet;
mod style;
#[cfg(feature = "synth")]
pub mod synth;
mod trace;
#[cfg(feature = "train")]
pub mod train;

pub use color::*;
pub use compose::{Layers, Origin, RegionInfo, Slashes, Withdrawal};
pub use confidence::{Calibration, CurvePoint, Evidence};
pub use device::Device;
#[doc(hidden)]
pub use engine::{Again, LayerCost, Work};
pub use engine::{Engine, EngineOptions, Models};
pub use error::{Error, Result};
pub use ink::{InkSource, ink};
pub use label::{Label, LabelSet, OwnLabel};
#[doc(hidden)]
pub use network::prompt_map::PromptMap;
pub use pixel::{PixelFormat, RasterRef};
pub use plane::{Plane, Raster};
pub use prompt::{Hint, Place, Prompt};
pub use raster::{Limits, write_atomic};
pub use region::*;
pub use session::{ColorOptions, Light, Session, SessionOptions};
pub use sheet::propose::{proposals, propose};
pub use sheet::{ColorSheet, PartColor};
pub use style::{LocalStyle, StyleGroup};
pub use trace::{Inside, Meaning, TraceLine, Traced};

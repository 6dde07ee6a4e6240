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
mod hint;
mod ink;
mod label;
mod layers;
mod model;
mod palette;
mod progress;
mod raster;
mod region;
mod session;
#[cfg(feature = "synth")]
pub mod synth;
mod trace;
#[cfg(feature = "train")]
pub mod train;
mod withdraw;

pub use color::{Lab, Oklch, Rgb, delta_e_2000, linear_to_srgb, srgb_to_linear};
pub use confidence::{Calibration, CurvePoint, Evidence};
pub use device::Device;
#[doc(hidden)]
pub use engine::{Again, LayerCost, Work};
pub use engine::{Engine, EngineOptions, Models};
pub use error::{Error, Result};
pub use hint::*;
pub use ink::{InkSource, ink};
pub use label::{Label, LabelSet, OwnLabel};
pub use layers::{Layers, Origin, RegionInfo};
pub use palette::*;
pub use progress::Progress;
pub use raster::{Limits, PixelFormat, Plane, Raster, RasterRef, write_atomic};
pub use region::{Bounds, Fill, Gap, Region, RegionMap, RegionOptions, Segmenter};
pub use session::{ColorOptions, Light, Session, SessionOptions};
pub use trace::{Inside, Meaning, TraceLine, Traced};
pub use withdraw::{Slashes, Withdrawal};

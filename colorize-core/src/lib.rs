//! Colours line drawings.

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
mod plane;
mod raster;
mod region;
mod session;
#[cfg(feature = "train")]
pub mod train;

pub use color::*;
pub use device::Device;
pub use engine::{Engine, Models};
pub use error::{Error, Result};
pub use hint::*;
pub use ink::{InkSource, ink};
pub use label::Label;
pub use layers::{Layers, Origin, RegionInfo};
pub use palette::*;
pub use plane::{Plane, Raster};
pub use raster::{Limits, PixelFormat, RasterRef, write_atomic};
pub use region::*;
pub use session::{ColorOptions, Light, Session, SessionOptions};

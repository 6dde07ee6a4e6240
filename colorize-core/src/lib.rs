//! Colours line drawings.

mod color;
mod device;
mod engine;
mod error;
mod hint;
mod ink;
mod label;
mod model;
mod palette;
mod plane;
mod raster;
mod region;
#[cfg(feature = "train")]
pub mod train;

pub use color::*;
pub use device::Device;
pub use error::{Error, Result};
pub use hint::*;
pub use ink::{InkSource, ink};
pub use label::Label;
pub use palette::*;
pub use plane::{Plane, Raster};
pub use raster::{Limits, PixelFormat, RasterRef, write_atomic};
pub use region::*;

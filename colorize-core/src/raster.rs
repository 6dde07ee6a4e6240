//! Pictures in memory and in files: what every other module works on.

pub(crate) mod blend;
mod codec;
mod file;
mod limits;
mod pixel;
mod plane;
mod resample;
mod rows;

pub(crate) use file::read_limited;
pub use file::write_atomic;
pub use limits::Limits;
pub use pixel::{PixelFormat, RasterRef};
pub(crate) use plane::beside;
pub use plane::{Plane, Raster};

//! The layers, made at the drawing's own resolution.

mod flats;
mod folder;
mod layers;
mod line;
mod over;
mod shade;
mod slashes;

pub(crate) use flats::{flats, region_colors};
pub use layers::{Layers, Origin, RegionInfo};
pub(crate) use line::line;
pub(crate) use over::over;
pub(crate) use shade::{Shading, shade};
pub use slashes::{Slashes, Withdrawal};

//! The layers, made at the drawing's own resolution.

mod folder;
mod layers;
mod painted;
mod parts;
mod shade;
mod slashes;
mod surface;
mod tone;

pub use layers::{Layers, Origin, RegionInfo};
pub(crate) use painted::region_colors;
pub use parts::PartInfo;
pub(crate) use shade::{ShadeMap, Shading};
pub use slashes::{Slashes, Withdrawal};
pub(crate) use surface::{Ramp, Surface, lay as lay_surfaces};
pub(crate) use tone::tone;

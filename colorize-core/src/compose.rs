//! The layers, made at the drawing's own resolution.

mod folder;
mod layers;
mod painted;
mod parts;
mod shade;
mod slashes;

pub use layers::{Layers, Origin, RegionInfo};
pub(crate) use painted::region_colors;
pub use parts::PartInfo;
pub(crate) use shade::{Shading, shade};
pub use slashes::{Slashes, Withdrawal};

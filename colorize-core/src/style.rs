//! The style at one place: colour, texture, gradation and so on, each set or left open; measured, kept, and changed.

pub(crate) mod code;
mod exemplar;
mod group;
mod library;
mod local;
mod measure;
mod order;
mod recolor;
mod swatch;

#[cfg(feature = "train")]
pub(crate) use code::RAMP;
pub use exemplar::Exemplar;
pub use group::StyleGroup;
pub use library::{StoredStyle, StyleLibrary};
pub use local::LocalStyle;
pub(crate) use local::STYLE_CHANNELS;
pub use measure::StyleRange;
pub use order::StyleField;
pub use swatch::Swatch;

//! What is known of the style at one place: colour, texture, gradation and so on, each set or left open.

mod group;
mod local;

pub use group::StyleGroup;
pub use local::LocalStyle;
pub(crate) use local::STYLE_CHANNELS;

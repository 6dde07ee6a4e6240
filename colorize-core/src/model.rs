//! The networks.

pub(crate) mod layer;
pub(crate) mod package;
pub(crate) mod sgru;
pub(crate) mod unet;

//! The networks.

#[cfg(feature = "train")]
pub(crate) mod discriminator;
pub(crate) mod layer;
#[cfg_attr(not(feature = "train"), allow(dead_code, reason = "saving is for training alone"))]
pub(crate) mod package;
pub(crate) mod sgru;
pub(crate) mod unet;
#[cfg(feature = "train")]
pub(crate) mod vgg;

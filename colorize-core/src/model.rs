//! The networks.

#[cfg(feature = "train")]
pub(crate) mod discriminator;
pub(crate) mod layer;
pub(crate) mod package;
pub(crate) mod sgru;
pub(crate) mod unet;
#[cfg(feature = "train")]
pub(crate) mod vgg;

//! The networks on Burn's backends: for devices other than the processor's own kernels, and for training.

mod layer;
mod net;
mod placement;
mod runner;
#[cfg(feature = "train")]
pub(crate) mod vgg;

#[cfg(all(test, feature = "train", feature = "bundled-models"))]
mod agreement;
#[cfg(feature = "train")]
mod kernels;

pub(crate) use self::net::Net;
pub(crate) use self::placement::Placement;
pub(crate) use self::runner::Runner;

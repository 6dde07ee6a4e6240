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

#[cfg(feature = "train")]
pub(crate) use self::layer::{Conv, NormSwish};
pub(crate) use self::net::Net;
#[cfg(feature = "train")]
pub(crate) use self::net::{double_and_join, halve};
pub(crate) use self::placement::Placement;
pub(crate) use self::runner::Runner;

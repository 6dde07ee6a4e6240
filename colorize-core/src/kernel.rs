//! The processor's own engine: kernels, and networks laid out as lists of steps that run on them, channels last.
//!
//! A network is laid out once by a [`Builder`]; [`Program::run`] runs it whole or in strips, [`FeatureCache`] only where
//! something changed. What training needs beside, whole batches and gradients, is in the modules named `learning`, of
//! builds that train.

mod attention;
mod buffer;
mod cache;
pub(crate) mod conv;
mod cost;
mod level;
pub(crate) mod norm;
mod plan;
mod program;
#[cfg(feature = "train")]
pub(crate) mod resample;
mod run;
pub(crate) mod shape;
mod source;
pub(crate) mod swish;
#[cfg(test)]
mod tests;
mod winograd;

pub(crate) use self::cache::FeatureCache;
pub use self::cache::Work;
pub use self::cost::LayerCost;
pub(crate) use self::cost::{layer_costs, plain_product};
pub(crate) use self::level::Level;
pub(crate) use self::program::{Builder, Program, Wire};
pub(crate) use self::run::Workspace;

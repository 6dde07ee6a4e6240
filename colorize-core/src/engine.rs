//! The CPU's own kernels, channels last.

pub(crate) mod conv;
pub(crate) mod norm;
pub(crate) mod extension;
pub(crate) mod resample;

#[cfg(all(test, feature = "train"))]
mod agreement;

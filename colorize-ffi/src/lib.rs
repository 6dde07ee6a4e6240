//! The C ABI of `colorize-core`; `include/colorize.h` is made of it.
//!
//! Rules that hold for every file:
//! * every exported name starts with `colorize_`; handles are opaque, come from `_new` and go to `_free`;
//! * results go through out-pointers, the return value is a [`ColorizeStatus`];
//! * no panic leaves a function: it becomes [`ColorizeStatus::Panic`];
//! * nothing that C can get wrong has a Rust type for which it would be undefined behaviour: enums come in
//!   as `u32` ([`RawPixelFormat`] and its like), flags as integers.

#![warn(missing_docs, clippy::undocumented_unsafe_blocks)]

mod boundary;
mod device;
mod engine;
mod error;
mod image;
mod layers;
mod options;
mod prompt;
mod region;
mod session;
mod trace;
mod version;

pub use device::*;
pub use engine::*;
pub use error::*;
pub use image::*;
pub use layers::*;
pub use options::*;
pub use prompt::*;
pub use region::*;
pub use session::*;
pub use trace::*;
pub use version::*;

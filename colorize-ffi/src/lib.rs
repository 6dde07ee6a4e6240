//! The C ABI of `colorize-core`; `include/colorize.h` is made of it.
//!
//! Rules that hold for every file:
//! * every exported name starts with `colorize_`; handles are opaque, come from `_new` and go to `_free`;
//! * results go through out-pointers, the return value is a [`ColorizeStatus`];
//! * no panic leaves a function: it becomes [`ColorizeStatus::Panic`], or a getter's neutral value;
//! * nothing that C can get wrong has a Rust type for which it would be undefined behaviour: enums come in
//!   as `u32` ([`RawPixelFormat`] and its like), flags as integers.

mod blocks;
mod boundary;
mod bytes;
mod carried;
mod clip;
mod correspondence;
mod device;
mod document;
mod engine;
mod error;
mod fork;
mod hint;
mod histogram;
mod image;
mod layers;
mod log;
mod models;
mod options;
mod part;
mod prompt;
mod reading;
mod reference;
mod region;
mod sheet;
mod structure;
mod style;
mod trace;
mod version;
mod words;

pub use blocks::*;
pub use bytes::*;
pub use carried::*;
pub use clip::*;
pub use correspondence::*;
pub use device::*;
pub use document::*;
pub use engine::*;
pub use error::*;
pub use hint::*;
pub use histogram::*;
pub use image::*;
pub use layers::*;
pub use log::*;
pub use models::*;
pub use options::*;
pub use part::*;
pub use prompt::*;
pub use reading::*;
pub use reference::*;
pub use region::*;
pub use sheet::*;
pub use style::*;
pub use trace::*;
pub use version::*;
pub use words::*;

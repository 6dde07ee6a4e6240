//! The networks' inputs.

pub(crate) mod prompt_map;

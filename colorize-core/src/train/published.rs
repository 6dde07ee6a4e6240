//! Networks and losses that others have published, as baselines: trained on the same pairs by the same command and
//! measured on the same drawings, never shipped. `docs/published.md` tells of each what is theirs and what is ours.

mod baseline;
mod features;
mod learning;
mod loss;
mod painter;
mod picture;
mod recipe;
mod told;

pub use baseline::Baseline;
pub use features::Features;
pub use learning::PublishedTask;
pub use recipe::{Losses, Published, Recipe};
pub use told::Told;

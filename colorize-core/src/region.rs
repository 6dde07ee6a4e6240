//! Closed regions of a line drawing.
//!
//! A gap in a line is closed where the ink faces itself across it and a line ends there, see [`facing`] and [`ends`]; the regions
//! are the areas of paper between lines and closed gaps. From Zhang, Chen, Zhang, Hu and Rosin, "Vectorizing Cartoon
//! Animations" (2009), §4, comes where to look: in the passages that are too narrow for a trapped ball, read off one
//! exact distance map for all radii. From Fourey, Tschumperlé and Revoy, "A Fast and Efficient Semi-guided Algorithm
//! for Flat Coloring Line-arts" (2018), §3, comes what to look for: the ends of lines. Either alone is not enough. A
//! trapped ball cannot tell a gap from a narrow sleeve; end points by their curvature alone are found at every
//! corner, and joined to whatever lies ahead. Passages name the few places where the question
//! arises at all, and the ink around both sides of each answers it.

mod bits;
mod bounds;
mod cut;
mod describe;
mod distance;
mod ends;
mod facing;
mod flats;
mod gap;
mod grid;
mod map;
mod options;
mod ownership;
mod query;
mod rooms;
mod run;
mod run_lengths;
mod segmenter;
mod sliver;
mod solid;
mod span;
mod spread;
mod stretch;
mod survey;
#[cfg(test)]
mod tests;
mod window;

pub use bounds::Bounds;
pub use describe::Region;
pub(crate) use flats::{flats, refill};
pub use gap::Gap;
pub use map::RegionMap;
pub use options::RegionOptions;
pub use query::Fill;
pub(crate) use rooms::Claim;
pub(crate) use run::DisjointSets;
pub use segmenter::Segmenter;

//! Training of the networks, feature `train`.

mod augment;
mod average;
mod blocks;
mod checkpoint;
mod cloth;
mod colors;
mod derived;
mod histogram;
pub mod inputs;
mod labels;
mod metrics;
mod options;
mod pairs;
mod parameters;
mod perceptual;
mod pixels;
mod plot;
mod prompt;
pub mod published;
mod run;
mod sampling;
mod state;
mod styles;
mod task;
mod trunk;

pub use augment::{Augment, Sample};
pub use blocks::{BlockLosses, BlocksTask};
pub use colors::ColorsTask;
pub use derived::{Derived, DerivedFrom};
pub use histogram::HistogramTask;
pub use labels::LabelsTask;
pub use options::TrainOptions;
pub use pairs::{Pair, Pairs, UNKNOWN};
pub use run::{Progress, StopReason, train};
pub use styles::StylesTask;
pub use task::{Step, Task, Validation};

//! Training of the networks, feature `train`.

mod augment;
mod checkpoint;
mod colors;
mod labels;
mod pairs;
mod plot;
mod prompt;
mod run;

pub use augment::{Augment, Sample};
pub use colors::ColorsTask;
pub use labels::LabelsTask;
pub use pairs::{Pair, Pairs, UNKNOWN};
pub use run::{Progress, Step, StopReason, Task, TrainOptions, Validation, train};

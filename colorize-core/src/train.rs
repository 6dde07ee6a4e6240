//! Training of the networks, feature `train`.

mod augment;
mod checkpoint;
mod labels;
mod pairs;
mod run;

pub use augment::{Augment, Sample};
pub use labels::LabelsTask;
pub use pairs::{Pair, Pairs, UNKNOWN};
pub use run::{Progress, Step, StopReason, Task, TrainOptions, Validation, train};

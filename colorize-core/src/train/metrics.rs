use std::fmt::Write as _;

use serde::{Deserialize, Serialize};

/// What was measured after so many steps.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub(super) struct Row {
    pub(super) step: usize,
    pub(super) figures: Vec<(String, f32)>,
}

/// All figures as CSV, one a line.
pub(super) fn csv(rows: &[Row]) -> String {
    let mut csv = String::from("step,figure,value\n");
    for row in rows {
        for (name, value) in &row.figures {
            writeln!(csv, "{},{name},{value}", row.step).expect("a string takes all");
        }
    }
    csv
}

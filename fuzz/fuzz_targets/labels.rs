//! Any text as a character's own labels: an error or a set, which comes back from JSON as it went.
#![no_main]

use colorize_core::LabelSet;
use libfuzzer_sys::fuzz_target;

fuzz_target!(|text: &str| {
    let Ok(labels) = LabelSet::from_json(text) else { return };
    assert!((2..=LabelSet::MAX).contains(&labels.len()));
    for (number, own) in labels.iter().enumerate() {
        assert_eq!(labels.number(&own.name).unwrap(), number);
    }
    assert_eq!(LabelSet::from_json(&labels.to_json()).unwrap(), labels);
});

//! Any text as hints or as an edit: an error, or what comes back from JSON as it went.
#![no_main]

use colorize_core::{Edit, Hint, LabelSet, Prompt};
use libfuzzer_sys::fuzz_target;

fuzz_target!(|text: &str| {
    let _ = text.parse::<Hint>();
    if let Ok(edit) = Edit::from_json(text)
        && let Ok(json) = edit.to_json()
    {
        assert_eq!(Edit::from_json(&json).unwrap(), edit, "{json}");
    }
    let Ok(prompt) = Prompt::from_json(text) else { return };
    let fits = prompt.check(640, 480).is_ok();
    let _ = prompt.check_regions(7);
    let _ = prompt.check_parts(&LabelSet::standard());
    match prompt.to_json() {
        Ok(text) => assert_eq!(Prompt::from_json(&text).unwrap(), prompt, "{text}"),
        // A number as large as 1e99 is read as infinite.
        Err(_) => assert!(!fits, "hints on the drawing that JSON cannot hold: {prompt:?}"),
    }
});

//! Any text as a colour sheet or GIMP palette: an error or a sheet, which comes back from either format as it went.
#![no_main]

use colorize_core::{ColorSheet, LabelSet};
use libfuzzer_sys::fuzz_target;

fuzz_target!(|text: &str| {
    let _ = ColorSheet::from_gimp(text);
    let Ok(sheet) = ColorSheet::from_text(text) else { return };
    let _ = sheet.check(&LabelSet::standard());
    for text in [sheet.to_json(), sheet.to_gimp()] {
        assert_eq!(ColorSheet::from_text(&text).unwrap(), sheet, "{text}");
    }
});

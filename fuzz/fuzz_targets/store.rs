//! Any bytes as a document or a library of styles: an error, or one that is written back as it was read.
#![no_main]

use std::sync::LazyLock;

use colorize_core::{Document, Engine, EngineOptions, Limits, Models, StyleLibrary};
use libfuzzer_sys::fuzz_target;

static ENGINE: LazyLock<Engine> = LazyLock::new(|| {
    Engine::with_options(EngineOptions::default().with_threads(1), &Models::bundled()).unwrap()
});

fuzz_target!(|bytes: &[u8]| {
    // No larger drawing is read by the networks.
    let limits = Limits::default().with_pixels(1024).with_bytes(1 << 20);
    if let Ok(library) = StyleLibrary::from_bytes(bytes, &limits) {
        let again = library.to_bytes().unwrap();
        assert_eq!(StyleLibrary::from_bytes(&again, &Limits::default()).unwrap(), library);
    }
    if let Ok(document) = Document::from_ora(&ENGINE, bytes, &limits, None) {
        let again = document.to_ora(None).unwrap();
        let again = Document::from_ora(&ENGINE, &again, &Limits::default(), None).unwrap();
        assert_eq!(again.edits(), document.edits());
    }
});

//! Any bytes as a model file; and, as no mutation finds a SHA-256, the same file with the hash that belongs to it.
#![no_main]

use colorize_core::{Engine, EngineOptions, ModelKind, Models};
use libfuzzer_sys::fuzz_target;
use safetensors::SafeTensors;
use sha2::{Digest, Sha256};

fuzz_target!(|file: &[u8]| {
    for kind in ModelKind::ALL {
        take(kind, file.to_vec());
        if let Some(file) = signed(kind, file) {
            take(kind, file);
        }
    }
});

/// What a program does with a file that a user chose.
fn take(kind: ModelKind, file: Vec<u8>) {
    let mut models = Models::bundled();
    if models.insert(kind, file).is_err() {
        return;
    }
    let _ = models.labels();
    if let Ok(Some(calibration)) = models.calibration() {
        models.calibrate(&calibration).unwrap();
        assert_eq!(models.calibration().unwrap(), Some(calibration));
    }
    let _ = Engine::with_options(EngineOptions::default().with_threads(1), &models);
}

/// The same weights under a header that says that they are a sound network of that kind.
fn signed(kind: ModelKind, file: &[u8]) -> Option<Vec<u8>> {
    let (_, metadata) = SafeTensors::read_metadata(file).ok()?;
    let file = SafeTensors::deserialize(file).ok()?;
    let mut tensors = file.tensors();
    tensors.sort_by(|a, b| a.0.cmp(&b.0));
    let mut hash = Sha256::new();
    for (name, tensor) in &tensors {
        hash.update(name.as_bytes());
        hash.update(tensor.data());
    }
    let hash = hash.finalize().iter().map(|byte| format!("{byte:02x}")).collect();
    let mut header = metadata.metadata().clone().unwrap_or_default();
    let bundled = Models::bundled();
    let (_, own) = SafeTensors::read_metadata(bundled.file(kind)?).ok()?;
    header.insert("architecture".into(), own.metadata().clone()?.remove("architecture")?);
    header.insert("sha256".into(), hash);
    safetensors::serialize(tensors, Some(header)).ok()
}

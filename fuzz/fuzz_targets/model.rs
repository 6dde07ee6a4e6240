//! Any bytes as a model file; and, as no mutation finds a SHA-256, the same file with the hash that belongs to it.
#![no_main]

use std::sync::LazyLock;

use colorize_core::{Engine, EngineOptions, ModelKind, Models};
use libfuzzer_sys::fuzz_target;
use safetensors::SafeTensors;
use sha2::{Digest, Sha256};

/// What the bundled files call their networks.
static ARCHITECTURES: LazyLock<Vec<String>> = LazyLock::new(|| {
    let architecture = |kind| {
        let bundled = Models::bundled();
        let (_, own) = SafeTensors::read_metadata(bundled.file(kind).unwrap()).unwrap();
        own.metadata().as_ref().unwrap()["architecture"].clone()
    };
    ModelKind::ALL.into_iter().map(architecture).collect()
});

fuzz_target!(|file: &[u8]| {
    for (kind, architecture) in ModelKind::ALL.into_iter().zip(&*ARCHITECTURES) {
        take(kind, file.to_vec());
        if let Some(file) = signed(architecture, file) {
            take(kind, file);
        }
    }
});

/// What a program does with a file that a user chose. No bundled network is beside it, which would be read each time.
fn take(kind: ModelKind, file: Vec<u8>) {
    let mut models = Models::new();
    if models.insert(kind, file).is_err() {
        return;
    }
    let _ = models.labels();
    if let Ok(Some(calibration)) = models.calibration() {
        models.calibrate(&calibration).unwrap();
        assert_eq!(models.calibration().unwrap(), Some(calibration));
    }
    assert!(Engine::with_options(EngineOptions::default().with_threads(1), &models).is_err());
}

/// The same weights under a header that says that they are a sound network.
fn signed(architecture: &str, file: &[u8]) -> Option<Vec<u8>> {
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
    header.insert("architecture".into(), architecture.into());
    header.insert("sha256".into(), hash);
    safetensors::serialize(tensors, Some(header)).ok()
}

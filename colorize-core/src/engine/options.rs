use crate::{Device, Error, Result};

/// The most threads an engine has of its own.
const MOST_THREADS: usize = 256;

/// What an engine runs on, and what it may take.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub struct EngineOptions {
    /// What the networks run on.
    pub device: Device,
    /// Threads for all that the engine's drawings ask for, 1..=256, the engine's own; `None` takes those that the
    /// whole program shares, one for each processor.
    pub threads: Option<usize>,
    /// The most bytes that one run of a network holds beside its inputs, its result and its weights; larger drawings
    /// then go through in strips, which takes longer and gives the same result. Devices other than the CPU take what
    /// they need.
    pub memory: usize,
}

impl Default for EngineOptions {
    fn default() -> Self {
        Self { device: Device::Cpu, threads: None, memory: 256 << 20 }
    }
}

impl EngineOptions {
    /// The same on another device.
    #[must_use]
    pub fn with_device(self, device: Device) -> Self {
        Self { device, ..self }
    }

    /// The same on so many threads of the engine's own, 1..=256.
    #[must_use]
    pub fn with_threads(self, threads: usize) -> Self {
        Self { threads: Some(threads), ..self }
    }

    /// The same with another ceiling for the memory of a run, in bytes.
    #[must_use]
    pub fn with_memory(self, memory: usize) -> Self {
        Self { memory, ..self }
    }

    /// # Errors
    /// [`Error::InvalidArgument`] if the number of threads is out of range.
    pub(super) fn check(&self) -> Result<()> {
        match self.threads {
            Some(threads) if !(1..=MOST_THREADS).contains(&threads) => {
                Err(Error::InvalidArgument(format!("{threads} threads are outside 1..={MOST_THREADS}")))
            }
            _ => Ok(()),
        }
    }
}

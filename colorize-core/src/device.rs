use std::fmt;
use std::str::FromStr;
use std::sync::{Arc, Mutex, PoisonError};

use burn::tensor::{Tensor, TensorData};
use rand::{Rng, SeedableRng};
use rand_chacha::ChaCha8Rng;

use crate::engine::Level;
use crate::{Error, Result};

/// What the networks run on.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Hash)]
#[non_exhaustive]
pub enum Device {
    /// The processor, through the library's own kernels.
    #[default]
    Cpu,
    /// The processor, through Burn's flex backend alone.
    Flex,
    /// The processor, through Burn's ndarray backend; feature `ndarray`.
    NdArray,
    /// The first NVIDIA GPU; feature `cuda`.
    Cuda,
    /// The first GPU with Vulkan; feature `vulkan`.
    Vulkan,
}

impl Device {
    /// All devices, whether this build holds their code or not.
    pub const ALL: [Self; 5] = [Self::Cpu, Self::Flex, Self::NdArray, Self::Cuda, Self::Vulkan];

    /// The name on the command line, in lower case.
    pub fn name(self) -> &'static str {
        match self {
            Self::Cpu => "cpu",
            Self::Flex => "flex",
            Self::NdArray => "ndarray",
            Self::Cuda => "cuda",
            Self::Vulkan => "vulkan",
        }
    }

    /// Whether this build holds the code for it; says nothing about the hardware.
    pub fn is_compiled_in(self) -> bool {
        match self {
            Self::Cpu | Self::Flex => true,
            Self::NdArray => cfg!(feature = "ndarray"),
            Self::Cuda => cfg!(feature = "cuda"),
            Self::Vulkan => cfg!(feature = "vulkan"),
        }
    }

    /// The devices that this build holds the code for.
    pub fn compiled_in() -> impl Iterator<Item = Self> {
        Self::ALL.into_iter().filter(|device| device.is_compiled_in())
    }

    /// Burn's device and which kernels to use there.
    ///
    /// # Errors
    /// [`Error::Device`] if it is not compiled in, no such hardware is found, or instructions are forced that the
    /// processor does not have.
    pub(crate) fn placement(self) -> Result<Placement> {
        let own_kernels = self == Self::Cpu;
        if own_kernels {
            Level::check()?;
        }
        let device = match self {
            Self::Cpu | Self::Flex => burn::tensor::Device::flex(),
            #[cfg(feature = "ndarray")]
            Self::NdArray => burn::tensor::Device::ndarray(),
            // Burn hands out a device that panics on first use where there is no GPU: look first.
            #[cfg(feature = "cuda")]
            Self::Cuda => self.first(burn::tensor::DeviceType::Cuda)?,
            #[cfg(feature = "vulkan")]
            Self::Vulkan => self.first(burn::tensor::DeviceType::Vulkan)?,
            #[allow(unreachable_patterns, reason = "reachable unless every feature is on")]
            _ => {
                let here: Vec<_> = Self::compiled_in().map(Self::name).collect();
                return Err(Error::Device(format!(
                    "device {self} is not in this build, which has {}; build with the feature `{self}`",
                    here.join(", ")
                )));
            }
        };
        Ok(Placement { device, own_kernels, rng: Arc::new(Mutex::new(ChaCha8Rng::seed_from_u64(0))) })
    }

    #[cfg(any(feature = "cuda", feature = "vulkan"))]
    fn first(self, kind: burn::tensor::DeviceType) -> Result<burn::tensor::Device> {
        let found = burn::tensor::Device::enumerate(kind).into_vec();
        found.into_iter().next().ok_or_else(|| {
            Error::Device(format!("device {self}: looked for a GPU and its driver and found none"))
        })
    }
}

impl fmt::Display for Device {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.name())
    }
}

impl FromStr for Device {
    type Err = Error;

    fn from_str(name: &str) -> Result<Self> {
        Self::ALL.into_iter().find(|device| device.name() == name).ok_or_else(|| {
            let known: Vec<_> = Self::ALL.iter().map(|device| device.name()).collect();
            Error::InvalidArgument(format!("device `{name}` is unknown; known are {}", known.join(", ")))
        })
    }
}

/// Where tensors live and which kernels work on them.
#[derive(Clone, Debug)]
pub(crate) struct Placement {
    pub(crate) device: burn::tensor::Device,
    /// Whether [`crate::engine`] does the heavy layers instead of Burn.
    pub(crate) own_kernels: bool,
    /// What first weights are drawn from. Burn's own generator is one for all threads, so what it gives
    /// depends on what else runs.
    rng: Arc<Mutex<ChaCha8Rng>>,
}

impl Placement {
    /// The same place, with gradients and random numbers of its own.
    #[cfg(feature = "train")]
    pub(crate) fn learning(self, seed: u64) -> Self {
        let rng = Arc::new(Mutex::new(ChaCha8Rng::seed_from_u64(seed)));
        Self { device: self.device.autodiff(), rng, ..self }
    }

    /// Values between `-bound` and `bound`, each as likely.
    pub(crate) fn uniform<const D: usize>(&self, shape: [usize; D], bound: f32) -> Tensor<D> {
        let mut rng = self.rng.lock().unwrap_or_else(PoisonError::into_inner);
        let values: Vec<f32> =
            (0..shape.iter().product()).map(|_| rng.random_range(-bound..=bound)).collect();
        Tensor::from_data(TensorData::new(values, shape), &self.device)
    }
}

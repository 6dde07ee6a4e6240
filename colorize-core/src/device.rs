use std::fmt;
use std::str::FromStr;

use crate::{Error, Result};

/// What the networks run on.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Hash)]
#[non_exhaustive]
pub enum Device {
    /// The processor, through the library's own kernels.
    #[default]
    Cpu,
    /// The processor, through Burn's flex backend; feature `flex`.
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
            Self::Cpu => true,
            Self::Flex => cfg!(feature = "flex"),
            Self::NdArray => cfg!(feature = "ndarray"),
            Self::Cuda => cfg!(feature = "cuda"),
            Self::Vulkan => cfg!(feature = "vulkan"),
        }
    }

    /// The devices that this build holds the code for.
    pub fn compiled_in() -> impl Iterator<Item = Self> {
        Self::ALL.into_iter().filter(|device| device.is_compiled_in())
    }

    /// The error of a build that does not hold the code for it.
    pub(crate) fn missing(self) -> Error {
        let here: Vec<_> = Self::compiled_in().map(Self::name).collect();
        let here = here.join(", ");
        Error::Device(format!(
            "device {self} is not in this build, which has {here}; build with the feature `{self}`"
        ))
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

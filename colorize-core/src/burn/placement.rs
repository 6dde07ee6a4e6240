use burn::tensor::Device as Place;
#[cfg(feature = "train")]
use burn::tensor::{Tensor, TensorData};

use crate::{Device, Result};

/// Where tensors live and which kernels work on them.
#[derive(Clone, Debug)]
pub(crate) struct Placement {
    pub(crate) device: Place,
    /// Whether [`crate::kernel`] does the heavy layers instead of Burn.
    pub(crate) own_kernels: bool,
    /// What first weights are drawn from. Burn's own generator is one for all threads, so what it gives
    /// depends on what else runs.
    #[cfg(feature = "train")]
    rng: std::sync::Arc<std::sync::Mutex<rand_chacha::ChaCha8Rng>>,
}

impl Placement {
    /// Burn's device for one of ours; `cpu` is its flex backend, with our kernels where it trains.
    ///
    /// # Errors
    /// [`crate::Error::Device`] if it is not compiled in, or no such hardware is found.
    pub(crate) fn new(device: Device) -> Result<Self> {
        let place = match device {
            #[cfg(feature = "flex")]
            Device::Cpu | Device::Flex => Place::flex(),
            #[cfg(feature = "ndarray")]
            Device::NdArray => Place::ndarray(),
            #[cfg(feature = "cuda")]
            Device::Cuda => first(device, burn::tensor::DeviceType::Cuda)?,
            #[cfg(feature = "vulkan")]
            Device::Vulkan => first(device, burn::tensor::DeviceType::Vulkan)?,
            #[allow(unreachable_patterns, reason = "reachable unless every feature is on")]
            other => return Err(other.missing()),
        };
        Ok(Self {
            device: place,
            own_kernels: cfg!(feature = "train") && device == Device::Cpu,
            #[cfg(feature = "train")]
            rng: seeded(0),
        })
    }
}

/// The first device of a kind. Burn hands out a device that panics on first use where there is no GPU: look first.
#[cfg(any(feature = "cuda", feature = "vulkan"))]
fn first(device: Device, kind: burn::tensor::DeviceType) -> Result<Place> {
    let found = Place::enumerate(kind).into_vec();
    found.into_iter().next().ok_or_else(|| {
        crate::Error::Device(format!("device {device}: looked for a GPU and its driver and found none"))
    })
}

#[cfg(feature = "train")]
fn seeded(seed: u64) -> std::sync::Arc<std::sync::Mutex<rand_chacha::ChaCha8Rng>> {
    use rand::SeedableRng;
    std::sync::Arc::new(std::sync::Mutex::new(rand_chacha::ChaCha8Rng::seed_from_u64(seed)))
}

#[cfg(feature = "train")]
impl Placement {
    /// The same place, with gradients and random numbers of its own.
    pub(crate) fn learning(self, seed: u64) -> Self {
        Self { device: self.device.autodiff(), rng: seeded(seed), ..self }
    }

    /// The same place, without gradients.
    pub(crate) fn resting(&self) -> Self {
        Self { device: self.device.clone().inner(), ..self.clone() }
    }

    /// Values between `-bound` and `bound`, each as likely.
    pub(crate) fn uniform<const D: usize>(&self, shape: [usize; D], bound: f32) -> Tensor<D> {
        use rand::Rng;
        let mut rng = self.rng.lock().unwrap_or_else(std::sync::PoisonError::into_inner);
        let values: Vec<f32> =
            (0..shape.iter().product()).map(|_| rng.random_range(-bound..=bound)).collect();
        Tensor::from_data(TensorData::new(values, shape), &self.device)
    }
}

use std::ffi::c_char;
use std::mem::MaybeUninit;

use colorize_core as core;
use safer_ffi::prelude::*;

use crate::boundary::{from_c, guard, put_list, quiet};
use crate::error::{ColorizeError, ColorizeStatus};

/// What the networks run on.
#[derive_ReprC]
#[repr(u32)]
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum ColorizeDevice {
    /// The processor, through the library's own kernels.
    Cpu = 0,
    /// The processor, through Burn's flex backend: slower, for comparison.
    Flex = 1,
    /// The processor, through Burn's ndarray backend; slower still.
    Ndarray = 2,
    /// The first NVIDIA GPU.
    Cuda = 3,
    /// The first GPU with Vulkan.
    Vulkan = 4,
}

from_c!(RawDevice, ColorizeDevice, "device");

const ALL: [ColorizeDevice; 5] = [
    ColorizeDevice::Cpu,
    ColorizeDevice::Flex,
    ColorizeDevice::Ndarray,
    ColorizeDevice::Cuda,
    ColorizeDevice::Vulkan,
];

impl ColorizeDevice {
    pub(crate) fn to_core(self) -> core::Device {
        match self {
            Self::Cpu => core::Device::Cpu,
            Self::Flex => core::Device::Flex,
            Self::Ndarray => core::Device::NdArray,
            Self::Cuda => core::Device::Cuda,
            Self::Vulkan => core::Device::Vulkan,
        }
    }
}

/// Puts the devices this build holds the code for into `devices`, at most `capacity` of them, and in `*count` how many
/// there are; whether the hardware is there, `colorize_engine_new` tells. `devices` may be NULL with a `capacity` of 0.
///
/// # Safety
/// `devices` is NULL or writable for `capacity` of them.
#[unsafe(no_mangle)]
#[must_use]
pub unsafe extern "C" fn colorize_device_list(
    devices: *mut RawDevice,
    capacity: usize,
    count: Option<&mut MaybeUninit<usize>>,
    error: Option<&mut MaybeUninit<Option<Box<ColorizeError>>>>,
) -> ColorizeStatus {
    guard(error, || {
        let here = ALL.into_iter().filter(|device| device.to_core().is_compiled_in());
        let here: Vec<_> = here.map(|device| device as RawDevice).collect();
        // SAFETY: so many are writable.
        unsafe { put_list(devices, capacity, count, &here, "devices") }
    })
}

/// The name of `device`, such as `cpu`; NULL if it is no device. Lives for ever.
#[unsafe(no_mangle)]
pub extern "C" fn colorize_device_name(device: RawDevice) -> *const c_char {
    quiet(std::ptr::null(), || match ColorizeDevice::from_c(device) {
        Ok(ColorizeDevice::Cpu) => c"cpu".as_ptr(),
        Ok(ColorizeDevice::Flex) => c"flex".as_ptr(),
        Ok(ColorizeDevice::Ndarray) => c"ndarray".as_ptr(),
        Ok(ColorizeDevice::Cuda) => c"cuda".as_ptr(),
        Ok(ColorizeDevice::Vulkan) => c"vulkan".as_ptr(),
        Err(_) => std::ptr::null(),
    })
}

//! Any numbers as views, enums and options, over memory that ends where it must: see `edge/views.c`.
#![no_main]

use colorize as _; // what the C code is linked with
use libfuzzer_sys::fuzz_target;

unsafe extern "C" {
    fn fuzz_views(data: *const u8, size: usize);
}

fuzz_target!(|data: &[u8]| unsafe { fuzz_views(data.as_ptr(), data.len()) });

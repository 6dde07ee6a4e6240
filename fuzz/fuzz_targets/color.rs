//! A small drawing, coloured through C with any hints: see `edge/color.c`.
#![no_main]

use colorize as _; // what the C code is linked with
use libfuzzer_sys::fuzz_target;

unsafe extern "C" {
    fn fuzz_color(data: *const u8, size: usize);
}

fuzz_target!(|data: &[u8]| unsafe { fuzz_color(data.as_ptr(), data.len()) });

//! Any bytes as a picture: an error or pixels, within the limits; and pixels come back from PNG as they went.
#![no_main]

use colorize_core::{Limits, Raster};
use libfuzzer_sys::fuzz_target;

fuzz_target!(|file: &[u8]| {
    let limits = Limits::default().with_pixels(1 << 16).with_bytes(4 << 20);
    let Ok(picture) = Raster::decode(file, &limits) else { return };
    assert!(picture.width() * picture.height() <= 1 << 16);
    let again = Raster::decode(&picture.encode_png().unwrap(), &limits).unwrap();
    assert_eq!(again.width(), picture.width());
    assert_eq!(again.as_slice(), picture.as_slice());
});

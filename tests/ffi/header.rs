//! `include/colorize.h` is what cbindgen makes of colorize-ffi today. `COLORIZE_BLESS=1` rewrites it.

use std::path::Path;
use std::{env, fs};

#[test]
fn header_is_current() {
    let root = Path::new(concat!(env!("CARGO_MANIFEST_DIR"), "/.."));
    let config = cbindgen::Config::from_file(root.join("cbindgen.toml")).unwrap();
    let builder = cbindgen::Builder::new().with_config(config).with_crate(root.join("colorize-ffi"));
    let mut made = Vec::new();
    builder.generate().unwrap().write(&mut made);
    // To C the promises are sentences like the others.
    let made = String::from_utf8(made).unwrap().replace(" * # Safety\n", "").into_bytes();
    let path = root.join("include/colorize.h");
    if env::var_os("COLORIZE_BLESS").is_some() {
        fs::write(&path, &made).unwrap();
    }
    let current = fs::read(&path).is_ok_and(|found| found == made);
    assert!(current, "stale header: run COLORIZE_BLESS=1 cargo test --test header");
}

/// cbindgen cannot see through `env!`, so the three numbers are literals: here is what keeps them true.
#[test]
fn version_constants_match_the_package() {
    use colorize::{COLORIZE_VERSION_MAJOR, COLORIZE_VERSION_MINOR, COLORIZE_VERSION_PATCH};
    let version = format!("{COLORIZE_VERSION_MAJOR}.{COLORIZE_VERSION_MINOR}.{COLORIZE_VERSION_PATCH}");
    assert_eq!(version, env!("CARGO_PKG_VERSION"));
}

#!/usr/bin/env bash
# Runs the boundary tests, which call the C functions from Rust, under the compiler's AddressSanitizer, which finds leaks,
# too. Needs nightly Rust.
#
# The standard library comes compiled, without the sanitizer: what it allocates and frees is seen, what it reads and writes
# is not. To see that as well, add rust-src and -Zbuild-std. ThreadSanitizer would report races that are none without it.
set -euo pipefail
cd "$(dirname "$0")/.."
target=$(rustc +nightly -vV | sed -n 's/^host: //p')
RUSTFLAGS=-Zsanitizer=address \
    cargo +nightly test --release --locked --target "$target" --package colorize-ffi --test boundary

#!/usr/bin/env bash
# Makes the source tarball and builds the C library from it without a network and without Cargo's caches. Takes minutes,
# and to make it Cargo fetches what it has not yet; not part of CI.
set -euo pipefail
cd "$(dirname "$0")/.."
work=$(mktemp -d)
trap 'rm -r "$work"' EXIT

scripts/tarball.sh "$work"
tar -x -C "$work" -f "$work"/colorize-*.tar.xz
cd "$work"/colorize-*/
export CARGO_HOME=$work/home CARGO_TARGET_DIR=$work/target
cargo build --release --offline --locked --package colorize-ffi
test -s "$work/target/release/libcolorize.so" && test -s "$work/target/release/libcolorize.a"
echo "the tarball builds offline"

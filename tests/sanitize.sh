#!/usr/bin/env bash
# Runs the boundary tests, which call the C functions from Rust, under a sanitizer of the compiler:
#
#     tests/sanitize.sh address|thread     address finds leaks, too
#
# Needs nightly Rust. The standard library comes compiled, without the sanitizer: what it does inside is not seen, though
# what it allocates, frees and locks is. To see that, too, add rust-src and -Zbuild-std.
set -euo pipefail
cd "$(dirname "$0")/.."
sanitizer=${1:?usage: tests/sanitize.sh address|thread}
target=$(rustc +nightly -vV | sed -n 's/^host: //p')
flags="-Zsanitizer=$sanitizer"
if [ "$sanitizer" = thread ]; then
    # The compiler wants the standard library to be built so, too. Crossbeam has fences in another form for the sanitizer,
    # which does not understand them.
    flags+=" -Cunsafe-allow-abi-mismatch=sanitizer --cfg crossbeam_sanitize_thread"
    export TSAN_OPTIONS="suppressions=$PWD/tests/thread.supp halt_on_error=1"
fi
RUSTFLAGS="$flags" cargo +nightly test --release --locked --target "$target" --package colorize-ffi --test boundary

#!/usr/bin/env bash
# Fuzzes each target for so many seconds, as many at once as there are processors: fuzz/run.sh SECONDS [TARGET...]
#
# Needs nightly Rust; installs cargo-fuzz if it is not there. What is found lies in fuzz/artifacts: mend it, and keep it
# among the seeds.
set -euo pipefail
cd "$(dirname "$0")"

export seconds=${1:?usage: fuzz/run.sh SECONDS [TARGET...]}
shift
targets=("$@")
if [ $# = 0 ]; then
    for target in fuzz_targets/*.rs; do
        targets+=("$(basename "$target" .rs)")
    done
fi

# Unoptimised: it only starts the compiler, and is there sooner.
command -v cargo-fuzz >/dev/null ||
    CARGO_PROFILE_RELEASE_OPT_LEVEL=0 CARGO_TARGET_DIR="${CARGO_TARGET_DIR:-$PWD/target}/tools" \
        cargo install --quiet --locked cargo-fuzz@0.13.2

# Sixteen units of code: compiled in half the time, and not much slower.
cargo +nightly fuzz build --fuzz-dir . --codegen-units 16

fuzz() {
    mkdir -p "corpus/$1"
    log=$(mktemp)
    cargo +nightly fuzz run --fuzz-dir . --codegen-units 16 "$1" "corpus/$1" "seeds/$1" -- \
        -max_total_time="$seconds" -max_len=4096 -timeout=25 -rss_limit_mb=2048 -print_final_stats=1 >"$log" 2>&1 ||
        { tail -n 60 "$log" && exit 1; }
    printf '%-8s %s executions, %s new inputs, 0 crashes\n' "$1" \
        "$(sed -n 's/^stat::number_of_executed_units: *//p' "$log")" \
        "$(sed -n 's/^stat::new_units_added: *//p' "$log")"
    rm "$log"
}
export -f fuzz
printf '%s\n' "${targets[@]}" | xargs -P "$(nproc)" -I TARGET bash -c 'fuzz TARGET'

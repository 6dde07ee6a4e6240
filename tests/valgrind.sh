#!/usr/bin/env bash
# Runs the C and C++ programs of the tests under valgrind: no wrong access, no memory that nobody can reach any more.
# With the shared library alone, for the static one is the same code, and without the program that forks: in its child
# what threads held that are not there is lost. Tells the sum over all programs. Needs valgrind; nothing is built for it
# but the tests, with COLORIZE_FEATURES if they were built with some.
set -euo pipefail
cd "$(dirname "$0")/.."
logs=$(mktemp -d)
trap 'rm -r "$logs"' EXIT

# Valgrind does not know AVX-512, and takes eight times as long over AVX2 as over plain instructions. What is still
# reachable at the end is threads that live as long as the process.
COLORIZE_LEVEL=portable \
COLORIZE_TEST_RUNNER="valgrind --error-exitcode=9 --leak-check=full --errors-for-leak-kinds=definite
    --show-leak-kinds=definite --log-file=$logs/%p" \
    cargo test --release --locked ${COLORIZE_FEATURES:+--features} ${COLORIZE_FEATURES:---package colorize-ffi} --test c_abi -- "${@:-shared}" --skip fork || { cat "$logs"/* && exit 1; }

errors=$(sed -n 's/.*ERROR SUMMARY: \([0-9]*\) errors.*/\1/p' "$logs"/* | paste -sd +)
lost=$(sed -n 's/.*definitely lost: \([0-9,]*\) bytes.*/\1/p' "$logs"/* | tr -d , | paste -sd +)
echo "valgrind: $(ls "$logs" | wc -l) programs, $((${errors:-0})) errors, $((${lost:-0})) bytes definitely lost"

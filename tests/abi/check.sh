#!/usr/bin/env bash
# Compares the C interface with the stored one, tests/abi/libcolorize.abi.xml, by libabigail's abidiff: functions that
# went, arguments and fields that changed, enums with other numbers. Fails at what breaks a compiled program, tells the
# rest. `tests/abi/check.sh --bless` stores the interface of today; the changelog names each change after "ABI:".
#
# What is compared is the header, through a library of empty functions that is made of it in a second. The library
# itself would need debugging information of a Rust build, minutes to make and other with each compiler; that it exports
# the functions of the header, no more and no fewer, and that the layouts are the same, other tests see to.
set -euo pipefail
cd "$(dirname "$0")"
work=$(mktemp -d)
trap 'rm -r "$work"' EXIT

# Every declaration ends with COLORIZE_NOEXCEPT: as a body it makes a definition.
sed 's/^#  define COLORIZE_NOEXCEPT$/#  define COLORIZE_NOEXCEPT { __builtin_trap(); }/' \
    ../../include/colorize.h >"$work/colorize.h"
version=$(awk '$2 ~ /^COLORIZE_VERSION_M(AJ|IN)OR$/ { print $3 }' "$work/colorize.h" | paste -sd .)
cd "$work"
echo '#include "colorize.h"' >colorize.c
cc -std=c99 -g -fPIC -shared -fno-eliminate-unused-debug-types -Wl,-soname,"libcolorize.so.$version" \
    colorize.c -o libcolorize.so
abidw --load-all-types --no-corpus-path --no-comp-dir-path --no-show-locs libcolorize.so |
    sed "s| path='[^']*'||; s| comp-dir-path='[^']*'||" >libcolorize.abi.xml
cd - >/dev/null

if [ "${1:-}" = --bless ]; then
    cp "$work/libcolorize.abi.xml" .
    echo "stored: $(grep -c '<function-decl ' libcolorize.abi.xml) functions"
    exit
fi

# Bits of the status: 1 and 2 are errors of abidiff, 4 is a change, 8 a change that breaks programs.
status=0
abidiff --non-reachable-types libcolorize.abi.xml "$work/libcolorize.abi.xml" || status=$?
if [ $((status & 8)) != 0 ] || [ $((status & 3)) != 0 ]; then
    echo "the C interface breaks compiled programs; if that is meant, run tests/abi/check.sh --bless"
    exit 1
fi
if [ $status != 0 ]; then
    echo "the C interface has grown: run tests/abi/check.sh --bless, and tell it in the changelog"
    exit 1
fi

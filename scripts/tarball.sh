#!/usr/bin/env bash
# Makes colorize-X.Y.Z.tar.xz: the sources of this commit and of all crates that the C library is built of, so that it
# builds without a network: scripts/tarball.sh [FOLDER], by default the current one.
#
#     tar xf colorize-X.Y.Z.tar.xz && cd colorize-X.Y.Z
#     cargo build --release --offline --locked -p colorize-ffi     # or: cargo cinstall --offline --locked ...
#
# Crates that only tests, training and other devices need are in it by name alone, for Cargo wants to see all that the
# lock file names; those would be some hundred megabytes.
set -euo pipefail
out=$(realpath "${1:-.}")
cd "$(dirname "$0")/.."
version=$(sed -n '/^\[workspace.package\]/,/^\[/s/^version = "\(.*\)"/\1/p' Cargo.toml)
name=colorize-$version
work=$(mktemp -d)
trap 'rm -r "$work"' EXIT

date=$(git log -1 --format=%ct)
git archive --format=tar --prefix="$name/" HEAD | tar -x -C "$work"
cd "$work/$name"
rm -r .ci docs/gallery benches/peers fuzz
mkdir .cargo
cargo vendor --locked --versioned-dirs vendor >.cargo/config.toml 2>"$work/log" || { cat "$work/log" && exit 1; }

cargo tree --locked --package colorize-ffi --edges normal,build --target all --prefix none --format '{p}' |
    sed 's/^\([^ ]*\) v\([^ ]*\).*/\1-\2/' | sort -u >"$work/needed"
for crate in vendor/*; do
    grep -qxF "$(basename "$crate")" "$work/needed" && continue
    package=$(sed 's/.*"package":"\([0-9a-f]*\)".*/\1/' "$crate/.cargo-checksum.json")
    find "$crate" -mindepth 1 ! -path "$crate/Cargo.toml" -delete
    mkdir "$crate/src"
    touch "$crate/src/lib.rs"
    printf '{"files":{},"package":"%s"}' "$package" >"$crate/.cargo-checksum.json"
done

# Same commit, same bytes.
tar -c --sort=name --owner=0 --group=0 --numeric-owner --mtime="@$date" -C "$work" "$name" |
    xz -T0 -6 >"$out/$name.tar.xz"
echo "$out/$name.tar.xz: $(du -h "$out/$name.tar.xz" | cut -f1)"

#!/usr/bin/env bash
# Puts what the plug-ins share into a folder: the Python package of the library, with the library inside, painting, and a library of styles.
#
#     examples/plugin/vendor.sh FOLDER      the library is found by COLORIZE_PREFIX or pkg-config
#
# WHEEL, if it is set, is taken instead of a package built here.
set -euo pipefail
here=$(cd "$(dirname "$0")" && pwd)
folder=$1
mkdir -p "$folder"
work=$(mktemp -d)
trap 'rm -r "$work"' EXIT
if [ -z "${WHEEL:-}" ]; then
    python3 -m venv "$work/venv"
    "$work/venv/bin/pip" wheel --quiet --no-deps --wheel-dir "$work" "$here/../python"
    WHEEL=$(echo "$work"/colorize-*.whl)
fi
rm -rf "$folder/colorize"
python3 -m zipfile -e "$WHEEL" "$folder"
rm -rf "$folder/painting"
cp -r "$here/painting" "$folder"
cp "$here/../styles/ours.styles" "$folder/painting"
